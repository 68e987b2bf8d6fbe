"""Put the names of a text that mean the same person, organisation or place into groups.

The rules are those of the deterministic sieves for coreference (Lee et al. 2013): first what is
written alike, then what can only mean one other name of the text; names that could mean several
are decided one by one, or left alone. Candidates are found through indexes and capped, so the work
grows with the number of names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.findings import Label, Mention
from analysis.given_names import Gender, gender_of, same_given_name
from analysis.written_names import (
    STATES,
    WrittenName,
    initials,
    person_name,
    same_place,
    thing_name,
)

_MOST_CANDIDATES = 40
# From this confidence on, a name tag stands against a person of the same surname.
_SURE = 0.85

# Last words that a name of an organisation may go without.
_TAILS_TEXT = """
airlines airways bank brothers capital club communications computers dc electronics energy
enterprises entertainment fc foundation industries international laboratories media ministries motor
motors movement network organisation organization partners party petroleum pharmaceuticals school
steel stores systems technologies technology telecom university
"""
_TAILS = frozenset(_TAILS_TEXT.split())
_FAMILIES: dict[Label, str] = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}


@dataclass(slots=True)
class Group:
    """Names that mean the same: `members` are indexes of mentions, in text order.

    `reasons` holds, for each member, how sure it is and why it belongs here. `sure` tells a gender
    from titles from one that the given name points to.
    """

    label: Label
    name: str
    members: list[int] = field(default_factory=list)
    aliases: tuple[str, ...] = ()
    reasons: dict[int, tuple[float, str]] = field(default_factory=dict)
    gender: Gender | None = None
    sure: bool = False


@dataclass(slots=True)
class _Form:
    """One way of writing a name with the indexes of its mentions."""

    written: WrittenName
    label: Label
    members: list[int]
    ways: Counter[str]

    @property
    def shown(self) -> str:
        """Its fullest way: no acronym, not all in capitals, most words, then the commonest."""
        return max(self.ways, key=lambda way: (not way.isupper(), way.count(" "), self.ways[way]))


@dataclass(slots=True, eq=False)
class _Cluster:
    forms: list[_Form]
    reasons: dict[int, tuple[float, str]] = field(default_factory=dict)

    @property
    def main(self) -> _Form:
        return self.forms[0]


def group_names(
    text: str, names: Sequence[Mention], genders: Sequence[Gender | None]
) -> tuple[list[Group], list[int]]:
    """Group the name mentions of a text, given in text order.

    `genders` holds the gender that the words before each name give it ("Mrs"). Returns the groups
    in order of their first member, and the indexes of the names that could mean several of them.
    """
    persons, things = _forms(text, names)
    brackets = _brackets(text, names)
    clusters, open_names = _person_clusters(persons, genders)
    clusters += _thing_clusters(things, brackets)
    groups = [_group(cluster, genders) for cluster in clusters]
    return sorted(groups, key=lambda group: group.members[0]), sorted(open_names)


def _forms(text: str, names: Sequence[Mention]) -> tuple[list[_Form], list[_Form]]:
    """The ways names are written, each with one label: the one that most of its mentions have."""
    as_person = [person_name(text[name.start : name.end]) for name in names]
    as_thing = [thing_name(text[name.start : name.end]) for name in names]
    votes: dict[str, dict[Label, float]] = defaultdict(lambda: defaultdict(float))
    surnames: set[str] = set()
    for name, person, thing in zip(names, as_person, as_thing, strict=True):
        votes[thing.key][name.label] += name.confidence
        if name.label == "PERSON" and len(person.parts) > 1:
            surnames.add(person.parts[-1])
    persons: dict[str, _Form] = {}
    things: dict[str, _Form] = {}
    for index, name in enumerate(names):
        person, thing = as_person[index], as_thing[index]
        label = name.label
        counted = votes[thing.key]
        if len(person.parts) == 1 and person.parts[0] in surnames:
            # "Ford" the man and "Ford" the company: what the tagger was sure of stays apart.
            unsure = name.confidence < _SURE or 2 * counted["PERSON"] > sum(counted.values())
            label = "PERSON" if label != "NORP" and unsure else label
        elif len(counted) > 1:
            label = max(counted, key=lambda one: counted[one])
        if label == "PERSON":
            _add(persons, person.key + person.suffix, person, label, index)
        else:
            _add(things, thing.key, thing, label, index)
    return list(persons.values()), list(things.values())


def _add(forms: dict[str, _Form], key: str, written: WrittenName, label: Label, index: int) -> None:
    form = forms.get(key)
    if form is None:
        form = forms[key] = _Form(written, label, [], Counter())
    form.members.append(index)
    form.ways[written.shown] += 1


def _brackets(text: str, names: Sequence[Mention]) -> list[tuple[int, int]]:
    """Pairs of a name and one in brackets after it, which may be short for it.

    Where the name before the brackets is only the end of what they stand for, as in "Food and
    (Agriculture Organization) (FAO)", the pair is with the name that the words begin with.
    """
    found = []
    for index in range(1, len(names)):
        short = names[index]
        if text[short.end : short.end + 1] != ")" or text[short.start - 1 : short.start] != "(":
            continue
        long = index - 1
        letters = thing_name(text[short.start : short.end]).key
        for earlier in range(max(0, index - 3), index):
            between = text[names[earlier].start : short.start - 1]
            if len(between) < 120 and letters in initials(between):
                long = earlier
                break
        if short.start - names[index - 1].end < 6:
            found.append((long, index))
    return found


# Persons


def _person_clusters(
    forms: list[_Form], genders: Sequence[Gender | None]
) -> tuple[list[_Cluster], list[int]]:
    full = [form for form in forms if len(form.written.parts) > 1]
    full.sort(key=lambda form: (-len(form.written.parts), form.members[0]))
    clusters: list[_Cluster] = []
    index: dict[str, list[_Cluster]] = defaultdict(list)
    for form in full:
        cluster = _same_person(form, index)
        if cluster is None:
            cluster = _Cluster([])
            clusters.append(cluster)
            because = "a full name"
        else:
            because = f"another way to write {cluster.main.shown}"
        cluster.forms.append(form)
        cluster.reasons.update(dict.fromkeys(form.members, (0.95, because)))
        for part in {*form.written.parts, "".join(sorted(form.written.parts))}:
            if cluster not in index[part][-_MOST_CANDIDATES:]:
                index[part].append(cluster)
    single = [form for form in forms if len(form.written.parts) < 2]
    unclear: list[tuple[_Form, list[_Cluster]]] = []
    spelled = _spellings(clusters)
    for form in single:
        found = _bearers(form.written, index) or _spelled_alike(form.written, spelled)
        if not found:
            reasons = dict.fromkeys(form.members, (0.8, "a person named by one word"))
            clusters.append(_Cluster([form], reasons))
        elif len(found) == 1:
            _join(form, found[0], form.members, 0.93)
        else:
            unclear.append((form, found))
    return clusters, _decide_one_by_one(unclear, genders)


def _join(form: _Form, cluster: _Cluster, members: Iterable[int], confidence: float) -> None:
    full = cluster.main.written
    word = form.written.parts[0]
    kind = "part of the name" if word in full.parts else "another spelling of the surname of"
    if word == full.parts[-1]:
        kind = "the surname of"
    elif word == full.parts[0]:
        kind = "the given name of" if gender_of(word) else "the first word of the name"
    members = list(members)
    cluster.forms.append(_Form(form.written, "PERSON", members, Counter(form.ways)))
    because = f"{kind} {cluster.main.shown}"
    if confidence < 0.8:
        because += ", the likeliest of those who share it"
    cluster.reasons.update(dict.fromkeys(members, (confidence, because)))


def _same_person(form: _Form, index: dict[str, list[_Cluster]]) -> _Cluster | None:
    """The one cluster that a full name belongs to."""
    parts = form.written.parts
    candidates: list[_Cluster] = []
    for part in (parts[-1], parts[0], "".join(sorted(parts))):
        for cluster in index.get(part, ())[-_MOST_CANDIDATES:]:
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
    if one.suffix and two.suffix and one.suffix != two.suffix:
        return False
    a, b = sorted((one.parts, two.parts), key=len)
    if sorted(a) == sorted(b) or one.key == two.key:
        return True
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


def _bearers(written: WrittenName, index: dict[str, list[_Cluster]]) -> list[_Cluster]:
    """The clusters that a name of one word can mean: by surname, given name, other part."""
    if not written.parts:
        return []
    word = written.parts[0]
    having = index.get(word, [])[-_MOST_CANDIDATES:]
    for place in (-1, 0):
        found = [
            cluster
            for cluster in having
            if any(form.written.parts[place] == word for form in cluster.forms)
        ]
        if found:
            return found
    return having


def _spellings(clusters: list[_Cluster]) -> dict[str, list[tuple[str, _Cluster]]]:
    """Surnames of six letters and more, by the first three letters and by the first and last."""
    found: dict[str, list[tuple[str, _Cluster]]] = defaultdict(list)
    for cluster in clusters:
        surname = cluster.main.written.parts[-1]
        if len(surname) > 5:
            found[surname[:1] + surname[-1:]].append((surname, cluster))
            found[surname[:3]].append((surname, cluster))
    return found


def _spelled_alike(
    written: WrittenName, spelled: dict[str, list[tuple[str, _Cluster]]]
) -> list[_Cluster]:
    """The clusters whose surname is another spelling of a name: "Zelensky" for "Zelenskiy"."""
    word = written.parts[0] if written.parts else ""
    if len(word) < 6:
        return []
    found: dict[int, _Cluster] = {}
    for key in (word[:3], word[:1] + word[-1:]):
        for surname, cluster in spelled.get(key, ())[-_MOST_CANDIDATES:]:
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
    unclear: list[tuple[_Form, list[_Cluster]]], genders: Sequence[Gender | None]
) -> list[int]:
    """Give each mention of a shared surname to the likeliest of its bearers, or leave it open.

    The bearer named most in full before it has the right to the bare surname; with equal claims,
    the one named last. A title ("Mrs") rules out the others.
    """
    left: list[int] = []
    for form, clusters in unclear:
        taken: dict[int, list[int]] = defaultdict(list)
        events = sorted(
            [(member, number) for number, one in enumerate(clusters) for member in one.reasons]
            + [(member, -1) for member in form.members]
        )
        of = [_gender(cluster, genders)[0] for cluster in clusters]
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
            ranked = sorted(before, key=lambda n: (seen[n], last.get(n, -1)), reverse=True)
            if not ranked or (
                len(ranked) > 1
                and seen[ranked[0]] == seen[ranked[1]]
                and last[ranked[0]] == last[ranked[1]] + 1
            ):
                left.append(member)
                continue
            taken[ranked[0]].append(member)
        for number, members in taken.items():
            _join(form, clusters[number], members, 0.65)
    return left


def _gender(cluster: _Cluster, genders: Sequence[Gender | None]) -> tuple[Gender | None, bool]:
    """The gender that titles or the given name point to, and whether it is from titles."""
    told = Counter(genders[member] for member in cluster.reasons if genders[member])
    told.update(form.written.gender for form in cluster.forms if form.written.gender)
    if told:
        return told.most_common(1)[0][0], True
    for form in cluster.forms:
        parts = form.shown.split()
        if len(parts) < 2:
            continue
        for part in parts[:-1]:
            gender = gender_of(part) if len(part.rstrip(".")) > 1 else None
            if gender:
                return gender, False
            if len(part.rstrip(".")) > 1:
                break
    return None, False


# Everything else


def _thing_clusters(forms: list[_Form], brackets: list[tuple[int, int]]) -> list[_Cluster]:
    clusters = [
        _Cluster([form], dict.fromkeys(form.members, (0.95, "named so in the text")))
        for form in forms
    ]
    of = {member: cluster for cluster in clusters for member in cluster.main.members}
    for one, two in brackets:
        if one in of and two in of:
            if _is_short_for(of[two].main, of[one].main) or _is_introduced(of[one], of[two]):
                _merge(of, of[one], of[two], "in brackets after {}")
            elif _is_short_for(of[one].main, of[two].main):
                _merge(of, of[two], of[one], "before {} in brackets")
    _merge_acronyms(of, clusters)
    _merge_longer(of, clusters)
    kept = {id(cluster): cluster for cluster in of.values()}
    return list(kept.values())


def _is_short_for(short: _Form, long: _Form) -> bool:
    letters = short.written.key
    if "NORP" in (short.label, long.label) or not short.written.is_acronym:
        return False
    if len(long.written.parts) == 1:
        return False
    # Other languages have other orders: "CEI (Italian Episcopal Conference)".
    orders = {"".join(sorted(one)) for one in initials(long.shown)}
    return letters[:1] == long.written.key[:1] or "".join(sorted(letters)) in orders


def _is_introduced(long: _Cluster, short: _Cluster) -> bool:
    """Whether brackets introduce a short name that the text goes on to use: "the court (TSE)"."""
    one, two = long.main, short.main
    used = len(short.reasons) > 1 and two.written.is_acronym and len(one.written.parts) > 2
    return used and one.label == two.label == "ORG"


def _merge(
    of: dict[int, _Cluster], into: _Cluster, other: _Cluster, because: str, sure: float = 0.9
) -> None:
    if into is other:
        return
    reason = because.format(into.main.shown)
    for member in other.reasons:
        into.reasons[member] = (sure, reason)
        of[member] = into
    into.forms += other.forms


def _merge_acronyms(of: dict[int, _Cluster], clusters: list[_Cluster]) -> None:
    long: dict[str, list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.main.label != "NORP":
            for letters in initials(cluster.main.shown):
                long[letters].append(cluster)
    for cluster in clusters:
        form = cluster.main
        if not form.written.is_acronym or form.label == "NORP":
            continue
        into = {id(of[one.main.members[0]]): one for one in long.get(form.written.key, ())[:3]}
        if len(into) == 1:
            target = of[next(iter(into.values())).main.members[0]]
            if of[form.members[0]] is cluster:
                _merge(of, target, cluster, "the initials of {}")


def _merge_longer(of: dict[int, _Cluster], clusters: list[_Cluster]) -> None:
    """Merge "Apple Computers" and "Apple", "U.S. Department of Justice" and the same without U.S.

    Only where the longer name is the only one that it could be.
    """
    places = {
        cluster.main.written.key for cluster in clusters if cluster.main.label in ("GPE", "NORP")
    }
    short_for: dict[tuple[str, ...], list[_Cluster]] = defaultdict(list)
    for cluster in clusters:
        parts = cluster.main.written.parts
        if len(parts) < 2 or len(parts) > 15 or cluster.main.label in ("NORP", "LAW"):
            continue
        if cluster.main.written.company:
            # "Goldman" after "Goldman Sachs Group Inc."
            short_for[parts[:1]].append(cluster)
        if parts[-1] in _TAILS:
            short_for[parts[:-1]].append(cluster)
        for cut in (1, 2, 3):
            prefix = same_place("".join(parts[:cut]))
            if len(parts) > cut + 1 and (prefix in places or prefix in STATES):
                short_for[parts[cut:]].append(cluster)
        if "of" in parts[2:]:
            short_for[parts[: parts.index("of", 2)]].append(cluster)
    for cluster in clusters:
        form = cluster.main
        found = short_for.get(form.written.parts, ())
        if len(found) != 1 or form.label == "NORP" or form.written.is_acronym:
            continue
        into = of[found[0].main.members[0]]
        alike = _FAMILIES.get(into.main.label) == _FAMILIES.get(form.label)
        if alike and of[form.members[0]] is cluster and into is not cluster:
            _merge(of, into, cluster, "short for {}", 0.85)


def _group(cluster: _Cluster, genders: Sequence[Gender | None]) -> Group:
    forms = sorted(cluster.forms, key=lambda form: form.members[0])
    labels = Counter[Label]()
    for form in forms:
        labels[form.label] += len(form.members)
    person = labels.most_common(1)[0][0] == "PERSON"
    fullest = max(forms, key=lambda form: _fullness(form, person))
    seen = {fullest.shown.casefold(): fullest.shown}
    for form in forms:
        for way in form.ways:
            seen.setdefault(way.casefold(), way)
    return Group(
        labels.most_common(1)[0][0],
        fullest.shown,
        sorted(cluster.reasons),
        tuple(seen.values())[1:],
        cluster.reasons,
        *(_gender(cluster, genders) if person else (None, False)),
    )


def _fullness(form: _Form, person: bool) -> tuple[int, int, int]:
    """How full a name is; of names as full as each other the commonest, then the first."""
    words = len(form.written.parts) if person or not form.written.is_acronym else 0
    return words, len(form.members), -form.members[0]
