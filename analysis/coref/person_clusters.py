"""Cluster people's names: full names, surnames, given names, nicknames and misspellings."""

import re
from collections import defaultdict
from collections.abc import Sequence

from analysis import lexicon
from analysis.coref.name_uses import NameEvidence
from analysis.coref.namesakes import are_namesakes, differ_in_age
from analysis.coref.short_name_evidence import nickname_words
from analysis.coref.short_names import link_short_names
from analysis.models import Reason
from analysis.names.given_names import (
    gender_of_given_name,
    may_be_same_given_name,
    phonetic_key,
)
from analysis.names.parser import (
    MAX_CANDIDATES,
    NameCluster,
    NameForm,
    ParsedName,
    begins_with_family_name,
    have_different_numerals,
)
from analysis.names.titles import is_title_in_capitals
from analysis.structs import replace

# The Arabic article inside a name: "Bashar al-Assad", "Noura Al Thuwaini".
_ARTICLE = re.compile(r" [aA]l[ -]")
# Words that form a nickname with a given name.
_EPITHETS = lexicon.words("nickname_adjectives")


def cluster_persons(
    forms: list[NameForm], uses: Sequence[NameEvidence]
) -> tuple[list[NameCluster], dict[int, Reason]]:
    """Return the clusters of people's names, and why other mentions remain open.

    `uses` has an entry for each mention of the text.
    """
    _strip_prefixes(forms)
    full = [form for form in forms if len(form.parsed.parts) > 1]
    full.sort(key=lambda form: (-len(form.parsed.parts), form.members[0]))
    clusters: list[NameCluster] = []
    index: dict[str, list[NameCluster]] = defaultdict(list)
    for form in full:
        cluster = _find_same_person(form, index, uses)
        if cluster is None:
            cluster = NameCluster([])
            clusters.append(cluster)
            reason = Reason("mention.full_name")
        else:
            reason = Reason.of("mention.variant", name=cluster.main_form.fullest_spelling)
        if form.shares_surname:
            reason = Reason.of("mention.shared_surname", name=form.fullest_spelling)
        cluster.forms.append(form)
        cluster.reasons.update(dict.fromkeys(form.members, (0.95, reason)))
        keys = {*form.parsed.parts, "".join(sorted(form.parsed.parts))}
        keys.update(nickname_words(form.parsed.nickname))
        for part in {*keys, f"~{phonetic_key(form.parsed.parts[-1])}"}:
            if cluster not in index[part][-MAX_CANDIDATES:]:
                index[part].append(cluster)
    clusters = _merge_epithets(clusters, index)
    single = [form for form in forms if len(form.parsed.parts) < 2]
    spellings = _index_surnames(clusters)

    def find_candidates(form: NameForm) -> list[NameCluster]:
        sharing = index.get(form.parsed.parts[0], [])[-MAX_CANDIDATES:] if form.parsed.parts else []
        if len(sharing) > 1:
            sharing = _with_particle(form.parsed, sharing) or sharing
        return sharing or _find_spelling_variants(form.parsed, spellings)

    unnamed, open_mentions = link_short_names(single, clusters, uses, find_candidates)
    return clusters + unnamed, open_mentions


def _strip_prefixes(forms: list[NameForm]) -> None:
    """Reduce a surname with its Arabic article or with a title in capitals to the surname.

    For example "Al Thuwaini" → "Thuwaini", "MK Harel" → "Harel". Only where the text has a full
    name with that surname: "Al Gore" and "MK Stalin" are no surnames.
    """
    with_article, titled = set(), set()
    for form in forms:
        parts = form.parsed.parts
        if len(parts) > 1 and _ARTICLE.search(form.parsed.bare_text):
            with_article.add(parts[-1])
        if len(parts) > 1 and not is_title_in_capitals(form.parsed.bare_text.split()[0]):
            titled.add(parts[-1])
    for form in forms:
        parts = form.parsed.parts
        if len(parts) != _PREFIX_AND_SURNAME:
            continue
        is_title = is_title_in_capitals(form.parsed.bare_text.split()[0])
        if (parts[0] == "al" and parts[1] in with_article) or (is_title and parts[1] in titled):
            form.parsed = replace(form.parsed, parts=parts[1:])


_PREFIX_AND_SURNAME = 2


def _merge_epithets(
    clusters: list[NameCluster], index: dict[str, list[NameCluster]]
) -> list[NameCluster]:
    """Merge epithets into the full name: "Honest Ana" into Ana Reis."""
    remaining = []
    for cluster in clusters:
        parts = cluster.main_form.parsed.parts
        is_epithet = len(cluster.forms) == 1 and len(parts) == 2 and parts[0] in _EPITHETS
        is_epithet = is_epithet and parts[0] != parts[1]  # "Young Young" is a name, not a nickname
        matches = [
            candidate
            for candidate in index[parts[-1]][-MAX_CANDIDATES:]
            if candidate.main_form.parsed.parts[0] == parts[-1]
        ]
        if not (is_epithet and gender_of_given_name(parts[-1]) and len(matches) == 1):
            remaining.append(cluster)
            continue
        reason = Reason.of("mention.epithet", name=matches[0].main_form.fullest_spelling)
        matches[0].forms += cluster.forms
        matches[0].reasons.update(dict.fromkeys(cluster.reasons, (0.7, reason)))
        for part in parts:
            index[part].remove(cluster)
    return remaining


def _find_same_person(
    form: NameForm, index: dict[str, list[NameCluster]], uses: Sequence[NameEvidence]
) -> NameCluster | None:
    """Return the only cluster that can include a full name, or None."""
    parts = form.parsed.parts
    candidates: list[NameCluster] = []
    for part in (parts[-1], parts[0], "".join(sorted(parts)), f"~{phonetic_key(parts[-1])}"):
        for cluster in index.get(part, ())[-MAX_CANDIDATES:]:
            if cluster not in candidates:
                candidates.append(cluster)
    matching = [
        cluster
        for cluster in candidates
        if all(_may_belong_together(form, member, uses) for member in cluster.forms[:8])
    ]
    if len(matching) > 1:
        exact = [cluster for cluster in matching if cluster.main_form.parsed.parts[0] == parts[0]]
        matching = exact or matching
    return matching[0] if len(matching) == 1 else None


def _may_belong_together(form: NameForm, fuller: NameForm, uses: Sequence[NameEvidence]) -> bool:
    """Return whether two forms can be names of one person, by their words and by their uses."""
    if not _may_be_same_person(form.parsed, fuller.parsed):
        return False
    if differ_in_age(form.members, fuller.members, uses):
        return False
    is_shorter = len(form.parsed.parts) < len(fuller.parsed.parts)
    return not (is_shorter and are_namesakes(form.members, fuller.members, uses))


def _may_be_same_person(first: ParsedName, second: ParsedName) -> bool:
    """Return whether two full names can belong to one person.

    For example "Joe Biden" and "Joseph R. Biden Jr.".
    """
    # "Al Roe Sr." is the father of "Al Roe".
    if first.suffix != second.suffix and (
        all((first.suffix, second.suffix)) or "sr" in (first.suffix, second.suffix)
    ):
        return False
    if have_different_numerals(first.parts, first.suffix, second.parts, second.suffix):
        return False
    a, b = sorted((first.parts, second.parts), key=len)
    if (
        a[0] == "al"
        and a[1:] == b[-len(a) + 1 :]
        and any(_ARTICLE.search(n.bare_text) for n in (first, second))
    ):
        # "Al Assad" for Bashar al-Assad, but never Al Gore for Tipper Gore.
        return True
    if sorted(a) == sorted(b) or first.key == second.key:
        return True
    if a[0] == b[0] and len(a[-1]) == 1 and b[-1].startswith(a[-1]):
        return True
    if begins_with_family_name(a) and begins_with_family_name(b) and a[-1][0] != b[-1][0]:
        return len(a) < len(b) and b[: len(a)] == a  # "Kim Jong-nam" and "Kim Yong-nam" are two
    if len(b[-1]) > 5 and a[-1] != b[-1] and phonetic_key(a[-1]) == phonetic_key(b[-1]):
        return a[0] == b[0] or may_be_same_given_name(a[0], b[0])
    if a[-1] != b[-1]:
        # "Gabriel García" in "Gabriel García Márquez"; "Kim Jong" in "Kim Jong Un".
        return len(a) < len(b) and len(a[0]) > 1 and b[: len(a)] == a
    if len(a) < len(b) and b[-len(a) :] == a:
        return True
    is_nickname = bool({first.nickname, second.nickname} & {a[0], b[0]})
    if not (is_nickname or may_be_same_given_name(a[0], b[0])):
        return False
    middles = a[1:-1], b[1:-1]
    return not all(middles) or middles[0][0][0] == middles[1][0][0]


def _with_particle(written: ParsedName, clusters: Sequence[NameCluster]) -> list[NameCluster]:
    """Return the people who have the particle of a surname, too: "Di Roe" for "Ann Di Roe"."""
    if written.key == "".join(written.parts):
        return []
    return [
        cluster
        for cluster in clusters
        if any(form.parsed.key.endswith(written.key) for form in cluster.forms)
    ]


def _index_surnames(clusters: list[NameCluster]) -> dict[str, list[tuple[str, NameCluster]]]:
    """Index surnames of at least six letters by their first three, and by first and last letter."""
    found: dict[str, list[tuple[str, NameCluster]]] = defaultdict(list)
    for cluster in clusters:
        surname = cluster.main_form.parsed.parts[-1]
        if len(surname) > 5:
            found[surname[:1] + surname[-1:]].append((surname, cluster))
            found[surname[:3]].append((surname, cluster))
    return found


def _find_spelling_variants(
    written: ParsedName, spellings: dict[str, list[tuple[str, NameCluster]]]
) -> list[NameCluster]:
    """Return the clusters whose surname is a spelling variant: "Zelensky" for "Zelenskiy"."""
    word = written.parts[0] if written.parts else ""
    if len(word) < 6:
        return []
    found: dict[int, NameCluster] = {}
    for key in (word[:3], word[:1] + word[-1:]):
        for surname, cluster in spellings.get(key, ())[-MAX_CANDIDATES:]:
            if word == f"{surname}s":
                continue  # "the Clintons" are a family
            longest = max(len(word), len(surname))
            if _edit_distance(word, surname, 3) <= (1 if longest < 8 else 2):
                found[id(cluster)] = cluster
    return list(found.values()) if len(found) == 1 else []


def _edit_distance(first: str, second: str, limit: int) -> int:
    """Return the Levenshtein distance of two words, at most `limit`."""
    if abs(len(first) - len(second)) >= limit or max(len(first), len(second)) > 30:
        return limit
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return min(row[-1], limit)
