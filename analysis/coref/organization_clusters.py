"""Cluster the names of organizations, places and other things: acronyms and short forms.

Metonyms: the institution that a seat of power or a capital can refer to ("the Kremlin said").

The meaning is only mentioned in the reason of a finding. The mention remains a place, and is never
merged with the institution.
"""

from collections import defaultdict
from functools import cache

from analysis import lexicon
from analysis.models import Label, Reason
from analysis.names.given_names import fold_word
from analysis.names.parser import (
    MAX_CANDIDATES,
    STATE_KEYS,
    NameCluster,
    NameForm,
    canonical_place,
    possible_acronyms,
)
from analysis.names.titles import organization_noun

# Last words that a short form of an organization's name can omit.
_OMISSIBLE_ENDS = lexicon.words("organization_nouns", "omissible")
# Last words of newspapers' names that are also their short forms: "the Post".
_PRESS = lexicon.words("organization_nouns", "press")
# Last words of clubs' names that are also their short forms: "United".
_CLUBS = lexicon.words("organization_nouns", "club")
# Heads of names that can come first or last: "Department of Justice", "Justice Department".
_MOVABLE_HEADS = lexicon.words("organization_nouns", "movable")
_WATERS = frozenset({"desert", "mountains", "ocean", "river", "sea"})
_BODIES = lexicon.words("organization_nouns", "short_form")
_PLACE_WORDS = lexicon.words("place_nouns", "administrative")
_LINKS = frozenset({"of", "on", "for", "and", "the", "in", "to"})
_LEAST_BLENDED, _LONGEST_BLEND = 2, 10  # words, and letters of their beginnings
# First words that are never a short form of the name.
_COMMON = lexicon.words("organization_nouns", "no_short_form")
_FAMILIES: dict[Label, str] = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}


def cluster_non_persons(
    forms: list[NameForm], brackets: list[tuple[int, int]], people: set[str]
) -> list[NameCluster]:
    """Return the clusters of the forms of names that are not people's.

    `brackets` contains pairs of a name and a name in brackets after it. `people` contains the words
    of people's names: "the Obama White House" is the White House.
    """
    clusters = [
        NameCluster([form], dict.fromkeys(form.members, (0.95, Reason("mention.own_name"))))
        for form in forms
    ]
    cluster_of = {member: cluster for cluster in clusters for member in cluster.main_form.members}
    for outer, inner in brackets:
        if outer in cluster_of and inner in cluster_of:
            before, bracketed = cluster_of[outer], cluster_of[inner]
            if (
                _is_short_for(bracketed.main_form, before.main_form)
                or _is_introduced_acronym(before, bracketed)
                or _is_blend(before.main_form, bracketed.main_form)
            ):
                _merge(cluster_of, before, bracketed, "mention.in_brackets")
            elif _is_short_for(before.main_form, bracketed.main_form):
                _merge(cluster_of, bracketed, before, "mention.before_brackets")
    _merge_acronyms(cluster_of, clusters)
    _merge_longer(cluster_of, clusters, people)
    _merge_first_words(cluster_of, clusters)
    remaining = {id(cluster): cluster for cluster in cluster_of.values()}
    return list(remaining.values())


def is_institution(form: NameForm) -> bool:
    """Return whether the head of a name is a noun such as commission or service."""
    parts = form.parsed.parts
    if form.parsed.key in ("europeanunion", "unitednations"):
        return True
    if len(parts) < 2:
        return False
    head = parts[parts.index("of") - 1] if "of" in parts[1:] else parts[-1]
    return head in _MOVABLE_HEADS or head in _BODIES


def _is_short_for(short: NameForm, long: NameForm) -> bool:
    letters = short.parsed.key
    if "NORP" in (short.label, long.label) or not short.parsed.is_acronym:
        return False
    # "Addis Ababa (AFP)" is a dateline: AFP is the news agency.
    if len(long.parsed.parts) == 1 or _FAMILIES.get(short.label) != _FAMILIES.get(long.label):
        return False
    # The order of the letters can be that of another language:
    # "CEI (Italian Episcopal Conference)".
    orders = {"".join(sorted(acronym)) for acronym in possible_acronyms(long.fullest_spelling)}
    return letters[:1] == long.parsed.key[:1] or "".join(sorted(letters)) in orders


def _is_introduced_acronym(long: NameCluster, short: NameCluster) -> bool:
    """Return whether brackets introduce an acronym.

    Its letters can be those of another language: "International Federation for Human Rights
    (FIDH)".
    """
    long_form, short_form = long.main_form, short.main_form
    is_acronym = short_form.parsed.is_acronym and len(long_form.parsed.parts) > 1
    return is_acronym and long_form.label == short_form.label == "ORG"


def _is_blend(long: NameForm, short: NameForm) -> bool:
    """Return whether an organization's short form has the first letters of words of its name.

    "Tokyo Electric Power Company (Tepco)": t, e, p, co. Words can be left out, but not the first.
    """
    letters = short.parsed.key
    words = [word for word in fold_word(long.fullest_spelling).split() if word not in _LINKS]
    if long.label != "ORG" or short.label != "ORG" or len(short.parsed.parts) != 1:
        return False
    if len(words) < _LEAST_BLENDED or not _LEAST_BLENDED < len(letters) <= _LONGEST_BLEND:
        return False
    # the lengths of the beginnings of the short form that the words so far can spell
    spelled = {at for at in range(1, len(letters) + 1) if words[0].startswith(letters[:at])}
    for word in words[1:]:
        spelled |= {
            end
            for start in spelled
            for end in range(start + 1, len(letters) + 1)
            if word.startswith(letters[start:end])
        }
    return len(letters) in spelled and not words[0].startswith(letters)


def _merge(
    cluster_of: dict[int, NameCluster],
    target: NameCluster,
    source: NameCluster,
    reason_id: str,
    confidence: float = 0.9,
) -> None:
    if target is source:
        return
    reason = Reason.of(reason_id, name=target.main_form.fullest_spelling)
    for member in source.reasons:
        target.reasons[member] = (confidence, reason)
        cluster_of[member] = target
    target.forms += source.forms


def _merge_acronyms(cluster_of: dict[int, NameCluster], clusters: list[NameCluster]) -> None:
    long: dict[str, list[NameCluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.main_form.label != "NORP":
            for letters in possible_acronyms(cluster.main_form.fullest_spelling):
                long[letters].append(cluster)
    for cluster in clusters:
        form = cluster.main_form
        if not form.parsed.is_acronym or form.label == "NORP":
            continue
        matches = {
            id(cluster_of[match.main_form.members[0]]): match
            for match in long.get(form.parsed.key, ())[:3]
        }
        if len(matches) == 1:
            target = cluster_of[next(iter(matches.values())).main_form.members[0]]
            if cluster_of[form.members[0]] is cluster:
                _merge(cluster_of, target, cluster, "mention.initials")


def _merge_longer(
    cluster_of: dict[int, NameCluster], clusters: list[NameCluster], people: set[str]
) -> None:
    """Merge short forms into longer names: "Apple" into "Apple Computers".

    Another example is "U.S. Department of Justice" and the same name without "U.S.". A short form
    is merged only if a single longer name matches it.
    """
    places = {
        cluster.main_form.parsed.key
        for cluster in clusters
        if cluster.main_form.label in ("GPE", "NORP")
    }
    short_for: dict[tuple[str, ...], list[NameCluster]] = defaultdict(list)
    for cluster in clusters:
        parts = cluster.main_form.parsed.parts
        if len(parts) < 2 or len(parts) > 15 or cluster.main_form.label in ("NORP", "LAW"):
            continue
        for short in _short_forms(cluster.main_form, places, people):
            short_for[short].append(cluster)
    for cluster in sorted(clusters, key=lambda item: -len(item.main_form.parsed.parts)):
        form = cluster.main_form
        if form.label == "NORP":
            continue
        longer = short_for.get(form.parsed.parts, [])[:MAX_CANDIDATES]
        targets = [cluster_of[match.main_form.members[0]] for match in longer]
        found = {id(target): target for target in targets}
        if len(found) != 1:
            continue
        long_form = next(iter(found.values()))
        is_same_family = _FAMILIES.get(long_form.main_form.label) == _FAMILIES.get(form.label)
        if is_same_family and cluster_of[form.members[0]] is cluster and long_form is not cluster:
            _merge(cluster_of, long_form, cluster, "mention.short_form", 0.85)


def _short_forms(form: NameForm, places: set[str], people: set[str]) -> set[tuple[str, ...]]:
    """Return the short forms that a text can use for a name."""
    parts = form.parsed.parts
    found = set()
    if form.parsed.has_legal_form:
        # "Goldman" after "Goldman Sachs Group Inc."
        found.add(parts[:1])
    if parts[-1] in _OMISSIBLE_ENDS and (form.label == "ORG" or parts[-1] == "dc"):
        found.add(parts[:-1])
    if parts[-1] in _WATERS and form.label == "LOC":
        found.add(parts[:-1])
    if parts[-1] in ("department", "ministry") and len(parts) > 2:
        found.add(parts[:-1])
    if parts[-1] in _PRESS or (parts[-1] in _CLUBS and form.label == "ORG"):
        found.add(parts[-1:])
    for cut in (1, 2, 3):
        prefix = canonical_place("".join(parts[:cut]))
        if len(parts) > cut + 1 and (prefix in places or prefix in STATE_KEYS):
            found.add(parts[cut:])
    if form.label == "ORG" and len(parts[-1]) > 4 and parts[-1][-1] == "s" and parts[-1][-2] != "s":
        found.add(parts[-1:])  # "the Rovers", "the Bears"
    if "university" in parts[1:] and form.label == "ORG":
        found.add(parts[: parts.index("university", 1)])
    for rest in {parts, *found}:
        link = next((i for i in range(2, len(rest)) if rest[i] in ("of", "for")), 0)
        if link:
            found.add(rest[:link])
    # "Black Caucus Foundation" after "Congressional Black Caucus Foundation"
    is_indivisible = parts[0] in people or parts[0] == "state" or "/" in form.fullest_spelling
    if form.label in ("ORG", "EVENT") and not is_indivisible:
        inner_starts = [
            start
            for start in range(1, len(parts) - 1)
            if _LINKS.isdisjoint(parts[start - 1 : start + 1])
        ]
        found |= {parts[start:] for start in inner_starts}
    link = next((i for i in range(1, len(parts) - 1) if parts[i] in ("of", "on", "for")), 0)
    head = parts[link - 1] if link else parts[-1]
    if head in _MOVABLE_HEADS:
        specifiers = [
            part for part in parts[link + 1 if link else 0 :] if part not in _LINKS - {"and"}
        ]
        if link:
            found.add((*specifiers, head))
            found.add((*parts[: link - 1], *specifiers, head))
        if link and head in ("department", "ministry") and len(specifiers) > 1:
            found.add(tuple(specifiers))
        # "the Oversight Committee" after "House Oversight and Government Reform Committee"
        found |= {(part, head) for part in specifiers[: None if link else -1] if part != "and"}
    if parts[0] in _PLACE_WORDS and parts[1:2] == ("of",):
        found.add(parts[2:])
    # "the Court" after "the Constitutional Court"
    if organization_noun(head) or head == "guard":
        found.add((head,))
    return found - {parts}


def _merge_first_words(cluster_of: dict[int, NameCluster], clusters: list[NameCluster]) -> None:
    """Merge first words into the only name that begins so: "Wells" into "Wells Fargo"."""
    longer: dict[str, list[NameCluster]] = defaultdict(list)
    for cluster in clusters:
        parts = cluster.main_form.parsed.parts
        is_authority = "caucus" in parts or not _MOVABLE_HEADS.isdisjoint(parts[-1:])
        first = cluster.main_form.fullest_spelling.partition(" ")[0]
        is_plain = (
            "/" not in cluster.main_form.fullest_spelling and "-" not in first and not is_authority
        )
        if (
            len(parts) > 1
            and is_plain
            and cluster.main_form.label == "ORG"
            and parts[0] not in _COMMON
        ):
            longer[parts[0]].append(cluster)
    for cluster in clusters:
        form = cluster.main_form
        if form.label != "ORG" or len(form.parsed.parts) != 1 or form.parsed.is_acronym:
            continue
        found = {
            id(cluster_of[match.main_form.members[0]]): match
            for match in longer.get(form.parsed.key, ())[:3]
        }
        if len(found) != 1 or cluster_of[form.members[0]] is not cluster:
            continue
        long_form = next(iter(found.values()))
        is_numbered = any(map(str.isdigit, long_form.main_form.fullest_spelling))
        if long_form.main_form.members[0] < form.members[0] and not is_numbered:
            _merge(
                cluster_of,
                cluster_of[long_form.main_form.members[0]],
                cluster,
                "mention.short_form",
                0.75,
            )


def resolve_metonym(name: str, *, is_speaker: bool) -> str | None:
    """Return a description of the institution that a place name can refer to as a subject.

    `is_speaker` is True if its verb is a verb of speech. Cities denote a government only with such
    a verb.
    """
    key = fold_word(name.removeprefix("the ").removeprefix("The "))
    seats, capitals = _load_metonyms()
    if key in seats:
        return seats[key]
    state = capitals.get(key) if is_speaker else None
    return f"the government of {state}" if state else None


@cache
def _load_metonyms() -> tuple[dict[str, str], dict[str, str]]:
    seats, capitals = (
        {fold_word(name): meaning for name, meaning in lexicon.values("metonyms", given).items()}
        for given in ("seat", "capital")
    )
    return seats, capitals
