"""Cluster the names of organisations, places and other things: acronyms and short forms.

Metonyms: the institution that a seat of power or a capital can refer to ("the Kremlin said").

The meaning is only mentioned in the reason of a finding. The mention remains a place, and is never
merged with the institution.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from analysis.coref.given_names import fold_name
from analysis.coref.names import (
    MAX_CANDIDATES,
    STATE_KEYS,
    NameCluster,
    NameForm,
    canonical_place,
    possible_acronyms,
)
from analysis.coref.titles import organisation_noun
from analysis.models import Label

# Last words that a short form of an organisation's name can omit.
_OMISSIBLE_ENDS_TEXT = """
airlines airways bank brothers capital club communications computers dc electronics energy
enterprises entertainment fc foundation industries international laboratories media ministries motor
motors movement network news organisation organization partners party petroleum pharmaceuticals
school aerospace airways beverages brands breweries chemical chemicals coal cosmetics financial
foods gas games healthcare holdings hotels insurance investments labs logistics mining oil pharma
pictures rail resources retail robotics securities semiconductor shipping software steel stores
studios
systems technologies technology telecom university ventures wireless
"""
_OMISSIBLE_ENDS = frozenset(_OMISSIBLE_ENDS_TEXT.split())
# Last words of newspapers' names that are also their short forms: "the Post".
_PRESS_TEXT = """
chronicle courier dispatch enquirer examiner express gazette globe guardian herald independent
inquirer journal mail mirror monitor news observer post press register review sentinel standard star
sun telegraph times tribune
"""
_PRESS = frozenset(_PRESS_TEXT.split())
# Last words of clubs' names that are also their short forms: "United".
_CLUBS = frozenset(
    {"city", "forest", "hotspur", "palace", "rovers", "united", "villa", "wanderers"}
)
# Heads of names that can come first or last: "Department of Justice", "Justice Department".
_MOVABLE_HEADS_TEXT = (
    "agency board bureau commission committee council court department ministry office"
)
_MOVABLE_HEADS = frozenset(_MOVABLE_HEADS_TEXT.split())
_WATERS = frozenset({"desert", "mountains", "ocean", "river", "sea"})
_BODIES_TEXT = """
administration agencies army association authority company corporation institute party service
services
"""
_BODIES = frozenset(_BODIES_TEXT.split())
_PLACE_WORDS = frozenset({"city", "county", "municipality", "province", "state", "town", "village"})
_LINKS = frozenset({"of", "on", "for", "and", "the", "in", "to"})
# First words that are never a short form of the name.
_COMMON_TEXT = """
air army city commons congress democratic east federal first general house international local
media national navy new north one parliament pentagon public republican royal senate south state
united west
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_FAMILIES: dict[Label, str] = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}


def cluster_non_persons(
    forms: list[NameForm], brackets: list[tuple[int, int]], people: set[str]
) -> list[NameCluster]:
    """Return the clusters of the forms of names that are not people's.

    `brackets` contains pairs of a name and a name in brackets after it. `people` contains the words
    of people's names: "the Obama White House" is the White House.
    """
    clusters = [
        NameCluster([form], dict.fromkeys(form.members, (0.95, "named so in the text")))
        for form in forms
    ]
    cluster_of = {member: cluster for cluster in clusters for member in cluster.main_form.members}
    for outer, inner in brackets:
        if outer in cluster_of and inner in cluster_of:
            before, bracketed = cluster_of[outer], cluster_of[inner]
            if _is_short_for(bracketed.main_form, before.main_form) or _is_introduced_acronym(
                before, bracketed
            ):
                _merge(cluster_of, before, bracketed, "in brackets after {}")
            elif _is_short_for(before.main_form, bracketed.main_form):
                _merge(cluster_of, bracketed, before, "before {} in brackets")
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
    """Return whether brackets introduce an acronym that the text uses again: "the court (TSE)"."""
    long_form, short_form = long.main_form, short.main_form
    is_reused_acronym = (
        len(short.reasons) > 1 and short_form.parsed.is_acronym and len(long_form.parsed.parts) > 2
    )
    return is_reused_acronym and long_form.label == short_form.label == "ORG"


def _merge(
    cluster_of: dict[int, NameCluster],
    target: NameCluster,
    source: NameCluster,
    template: str,
    confidence: float = 0.9,
) -> None:
    if target is source:
        return
    reason = template.format(target.main_form.fullest_spelling)
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
                _merge(cluster_of, target, cluster, "the initials of {}")


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
            _merge(cluster_of, long_form, cluster, "short for {}", 0.85)


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
    if organisation_noun(head) or head == "guard":
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
                "short for {}",
                0.75,
            )


_LIST = Path(__file__).parents[1] / "lexicon" / "metonyms.txt"


def resolve_metonym(name: str, *, is_speaker: bool) -> str | None:
    """Return a description of the institution that a place name can refer to as a subject.

    `is_speaker` is True if its verb is a verb of speech. Cities denote a government only with such
    a verb.
    """
    key = fold_name(name.removeprefix("the ").removeprefix("The "))
    seats, capitals = _load_metonyms()
    if key in seats:
        return seats[key]
    state = capitals.get(key) if is_speaker else None
    return f"the government of {state}" if state else None


@cache
def known_countries() -> frozenset[str]:
    """Return the states in the list of capitals, in plain lower-case letters."""
    return frozenset(
        fold_name(state.removeprefix("the ")) for state in _load_metonyms()[1].values()
    )


@cache
def _load_metonyms() -> tuple[dict[str, str], dict[str, str]]:
    seats: dict[str, str] = {}
    capitals: dict[str, str] = {}
    table = seats
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            table = seats if line == "[seats]" else capitals
        elif line and not line.startswith("#"):
            name, _, meant = line.partition(": ")
            table[fold_name(name)] = meant
    return seats, capitals
