"""Put people's names together: full names, surnames, given names, nicknames and misspellings."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from analysis.entities.given_names import Gender, gender_of, same_given_name, sound
from analysis.entities.name_forms import MOST_CANDIDATES, Cluster, Form, gender_of_cluster
from analysis.entities.written_names import WrittenName

# Words before a given name that make a nickname of it.
_EPITHETS_TEXT = """
big crazy crooked fat good handsome honest little lucky lyin lying mad old poor slick sleepy sweet
tiny tricky uncle wild young
"""
_EPITHETS = frozenset(_EPITHETS_TEXT.split())


def group_persons(
    forms: list[Form], genders: Sequence[Gender | None], relatives: AbstractSet[int]
) -> tuple[list[Cluster], list[int]]:
    """The people that forms of names stand for, and the mentions that could be several of them.

    `genders` holds, for each mention of the text, the gender that a title gives it; `relatives`
    the mentions that the text calls somebody's wife, son or the like.
    """
    full = [form for form in forms if len(form.written.parts) > 1]
    full.sort(key=lambda form: (-len(form.written.parts), form.members[0]))
    clusters: list[Cluster] = []
    index: dict[str, list[Cluster]] = defaultdict(list)
    for form in full:
        cluster = _same_person(form, index)
        if cluster is None:
            cluster = Cluster([])
            clusters.append(cluster)
            because = "a full name"
        else:
            because = f"another way to write {cluster.main.shown}"
        cluster.forms.append(form)
        cluster.reasons.update(dict.fromkeys(form.members, (0.95, because)))
        keys = {*form.written.parts, "".join(sorted(form.written.parts))}
        for part in {*keys, f"~{sound(form.written.parts[-1])}"}:
            if cluster not in index[part][-MOST_CANDIDATES:]:
                index[part].append(cluster)
    clusters = _with_epithets(clusters, index)
    single = [form for form in forms if len(form.written.parts) < 2]
    unclear: list[tuple[Form, list[Cluster]]] = []
    spelled = _spellings(clusters)
    alone: dict[str, Cluster] = {}
    for form in single:
        found = _bearers(form.written, index) or _spelled_alike(form.written, spelled)
        if len(found) == 1 and _is_other_of_family(form, found[0], genders, relatives):
            found = []
        if not found:
            # "Moraes" and "De Moraes"
            cluster = alone.setdefault("".join(form.written.parts), Cluster([]))
            cluster.forms.append(form)
            cluster.reasons |= dict.fromkeys(form.members, (0.8, "a person named by one word"))
        elif len(found) == 1:
            _join(form, found[0], form.members, 0.93)
        else:
            unclear.append((form, found))
    clusters += alone.values()
    return clusters, _decide_one_by_one(unclear, genders, relatives)


def _with_epithets(clusters: list[Cluster], index: dict[str, list[Cluster]]) -> list[Cluster]:
    """The clusters, with "Honest Ana" put to Ana Reis."""
    kept = []
    for cluster in clusters:
        parts = cluster.main.written.parts
        epithet = len(cluster.forms) == 1 and len(parts) == 2 and parts[0] in _EPITHETS
        epithet = epithet and parts[0] != parts[1]  # "Young Young" is a name, not a nickname
        others = [
            other
            for other in index[parts[-1]][-MOST_CANDIDATES:]
            if other.main.written.parts[0] == parts[-1]
        ]
        if not (epithet and gender_of(parts[-1]) and len(others) == 1):
            kept.append(cluster)
            continue
        because = f"a name for {others[0].main.shown}"
        others[0].forms += cluster.forms
        others[0].reasons.update(dict.fromkeys(cluster.reasons, (0.7, because)))
        for part in parts:
            index[part].remove(cluster)
    return kept


def _is_other_of_family(
    form: Form, cluster: Cluster, genders: Sequence[Gender | None], relatives: AbstractSet[int]
) -> bool:
    """Whether a surname that the text used first is of another than the one full name it has.

    "Mr. Roe … his wife, Mary Roe": the text had somebody else in mind.
    """
    surname = cluster.main.written.parts[-1:] == form.written.parts
    if not surname or form.members[0] > min(cluster.reasons):
        return False
    if any(member in relatives for member in cluster.reasons):
        return True
    told = {genders[member] for member in form.members} - {None}
    return bool(told) and gender_of_cluster(cluster, genders)[0] not in {*told, None}


def _join(form: Form, cluster: Cluster, members: Iterable[int], confidence: float) -> None:
    full = cluster.main.written
    word = form.written.parts[0]
    kind = "part of the name" if word in full.parts else "another spelling of the surname of"
    if word == full.parts[-1]:
        kind = "the surname of"
    elif word == full.parts[0]:
        kind = "the given name of" if gender_of(word) else "the first word of the name"
    members = list(members)
    cluster.forms.append(Form(form.written, "PERSON", members, Counter(form.ways)))
    because = f"{kind} {cluster.main.shown}"
    if confidence < 0.8:
        because += ", the likeliest of those who share it"
    cluster.reasons.update(dict.fromkeys(members, (confidence, because)))


def _same_person(form: Form, index: dict[str, list[Cluster]]) -> Cluster | None:
    """The one cluster that a full name belongs to."""
    parts = form.written.parts
    candidates: list[Cluster] = []
    for part in (parts[-1], parts[0], "".join(sorted(parts)), f"~{sound(parts[-1])}"):
        for cluster in index.get(part, ())[-MOST_CANDIDATES:]:
            if cluster not in candidates:
                candidates.append(cluster)
    fitting = [
        cluster
        for cluster in candidates
        if all(_may_be_one(form.written, other.written) for other in cluster.forms[:8])
    ]
    if len(fitting) > 1:
        exact = [one for one in fitting if one.main.written.parts[0] == parts[0]]
        fitting = exact or fitting
    return fitting[0] if len(fitting) == 1 else None


def _may_be_one(one: WrittenName, two: WrittenName) -> bool:
    """Whether two full names can be of one person: "Joe Biden" and "Joseph R. Biden Jr."."""
    # "Al Roe Sr." is the father of the Al Roe whom the text goes on about.
    if one.suffix != two.suffix and (
        all((one.suffix, two.suffix)) or "sr" in (one.suffix, two.suffix)
    ):
        return False
    a, b = sorted((one.parts, two.parts), key=len)
    if a[0] == "al" and a[1:] == b[-len(a) + 1 :] and any(" al" in n.shown for n in (one, two)):
        # "Al Assad" for Bashar al-Assad, but never Al Gore for Tipper Gore.
        return True
    if sorted(a) == sorted(b) or one.key == two.key:
        return True
    if a[0] == b[0] and len(a[-1]) == 1 and b[-1].startswith(a[-1]):
        return True
    if len(b[-1]) > 5 and a[-1] != b[-1] and sound(a[-1]) == sound(b[-1]):
        return a[0] == b[0] or same_given_name(a[0], b[0])
    if a[-1] != b[-1]:
        # "Gabriel García" in "Gabriel García Márquez"; "Kim Jong" in "Kim Jong Un".
        return len(a) < len(b) and len(a[0]) > 1 and b[: len(a)] == a
    if len(a) < len(b) and b[-len(a) :] == a:
        return True
    nicknamed = bool({one.nickname, two.nickname} & {a[0], b[0]})
    if not (nicknamed or same_given_name(a[0], b[0])):
        return False
    middles = a[1:-1], b[1:-1]
    return not all(middles) or middles[0][0][0] == middles[1][0][0]


def _bearers(written: WrittenName, index: dict[str, list[Cluster]]) -> list[Cluster]:
    """The clusters that a name of one word can mean: by surname, given name, other part."""
    if not written.parts:
        return []
    word = written.parts[0]
    having = index.get(word, [])[-MOST_CANDIDATES:]
    for place in (-1, 0):
        found = [
            cluster
            for cluster in having
            if any(form.written.parts[place] == word for form in cluster.forms)
        ]
        if found:
            return found
    return having


def _spellings(clusters: list[Cluster]) -> dict[str, list[tuple[str, Cluster]]]:
    """Surnames of six letters and more, by the first three letters and by the first and last."""
    found: dict[str, list[tuple[str, Cluster]]] = defaultdict(list)
    for cluster in clusters:
        surname = cluster.main.written.parts[-1]
        if len(surname) > 5:
            found[surname[:1] + surname[-1:]].append((surname, cluster))
            found[surname[:3]].append((surname, cluster))
    return found


def _spelled_alike(
    written: WrittenName, spelled: dict[str, list[tuple[str, Cluster]]]
) -> list[Cluster]:
    """The clusters whose surname is another spelling of a name: "Zelensky" for "Zelenskiy"."""
    word = written.parts[0] if written.parts else ""
    if len(word) < 6:
        return []
    found: dict[int, Cluster] = {}
    for key in (word[:3], word[:1] + word[-1:]):
        for surname, cluster in spelled.get(key, ())[-MOST_CANDIDATES:]:
            if word == f"{surname}s":
                continue  # "the Clintons" are a family
            longest = max(len(word), len(surname))
            if _edits(word, surname, 3) <= (1 if longest < 8 else 2):
                found[id(cluster)] = cluster
    return list(found.values()) if len(found) == 1 else []


def _edits(one: str, two: str, most: int) -> int:
    """The letters that two words differ by (Levenshtein), at most `most`."""
    if abs(len(one) - len(two)) >= most or max(len(one), len(two)) > 30:
        return most
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return min(row[-1], most)


def _decide_one_by_one(
    unclear: list[tuple[Form, list[Cluster]]],
    genders: Sequence[Gender | None],
    relatives: AbstractSet[int],
) -> list[int]:
    """Give each mention of a shared surname to the likeliest of its bearers, or leave it open.

    Whoever is not introduced as a relative has the right to the bare surname, then the bearer
    named most before it; with equal claims, the one named last. A title ("Mrs") rules out the
    others.
    """
    left: list[int] = []
    for form, clusters in unclear:
        taken: dict[int, list[int]] = defaultdict(list)
        events = sorted(
            [(member, number) for number, one in enumerate(clusters) for member in one.reasons]
            + [(member, -1) for member in form.members]
        )
        of = [gender_of_cluster(cluster, genders)[0] for cluster in clusters]
        main = [relatives.isdisjoint(cluster.reasons) for cluster in clusters]
        seen = Counter[int]()
        last: dict[int, int] = {}
        for member, number in events:
            if number >= 0:
                seen[number] += 1
                last[number] = member
                continue
            given = genders[member]
            able = [n for n in range(len(clusters)) if not given or of[n] in (given, None)]
            if given and any(of[n] == given for n in able):
                able = [n for n in able if of[n] == given]
            before = [n for n in able if n in seen] or able[:1]
            ranked = sorted(before, key=lambda n: (main[n], seen[n], last.get(n, -1)), reverse=True)
            if not ranked or (
                len(ranked) > 1
                and seen[ranked[0]] == seen[ranked[1]]
                and main[ranked[0]] == main[ranked[1]]
                and last.get(ranked[0], -2) == last.get(ranked[1], -2) + 1
            ):
                left.append(member)
                continue
            taken[ranked[0]].append(member)
            seen[ranked[0]] += 1
        for number, members in taken.items():
            _join(form, clusters[number], members, 0.65)
    return left
