"""Put the names of organisations, places and other things together: acronyms, short forms."""

from collections import defaultdict

from analysis.entities.name_forms import MOST_CANDIDATES, Cluster, Form
from analysis.entities.role_nouns import organisation_noun
from analysis.entities.written_names import STATES, initials, same_place
from analysis.findings import Label

# Last words that a name of an organisation may go without.
_TAILS_TEXT = """
airlines airways bank brothers capital club communications computers dc electronics energy
enterprises entertainment fc foundation industries international laboratories media ministries motor
motors movement network news organisation organization partners party petroleum pharmaceuticals
school aerospace airways beverages brands breweries chemical chemicals coal cosmetics financial
foods gas games healthcare holdings hotels insurance investments labs logistics mining oil pharma
pictures rail resources retail robotics securities semiconductor shipping software steel stores
studios
systems technologies technology telecom university ventures wireless
"""
_TAILS = frozenset(_TAILS_TEXT.split())
# Last words of newspapers, which go by them alone: "the Post".
_PRESS_TEXT = """
chronicle courier dispatch enquirer examiner express gazette globe guardian herald independent
inquirer journal mail mirror monitor news observer post press register review sentinel standard star
sun telegraph times tribune
"""
_PRESS = frozenset(_PRESS_TEXT.split())
# Last words of clubs, which go by them alone too: "United".
_CLUBS = frozenset(
    {"city", "forest", "hotspur", "palace", "rovers", "united", "villa", "wanderers"}
)
# Heads of names that are written both ways: "Department of Justice", "Justice Department".
_BOTH_WAYS_TEXT = (
    "agency board bureau commission committee council court department ministry office"
)
_BOTH_WAYS = frozenset(_BOTH_WAYS_TEXT.split())
_WATERS = frozenset({"desert", "mountains", "ocean", "river", "sea"})
_BODIES_TEXT = """
administration agencies army association authority company corporation institute party service
services
"""
_BODIES = frozenset(_BODIES_TEXT.split())
_SEATS = frozenset({"city", "county", "municipality", "province", "state", "town", "village"})
_LINKS = frozenset({"of", "on", "for", "and", "the", "in", "to"})
# First words that never stand for a whole name.
_COMMON_TEXT = """
air army city commons congress democratic east federal first general house international local
media national navy new north one parliament pentagon public republican royal senate south state
united west
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_FAMILIES: dict[Label, str] = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}


def group_things(
    forms: list[Form], brackets: list[tuple[int, int]], people: set[str]
) -> list[Cluster]:
    """What forms of names stand for; `brackets` pairs mentions of which one explains the other.

    `people` holds the words of people's names: "the Obama White House" is the White House.
    """
    clusters = [
        Cluster([form], dict.fromkeys(form.members, (0.95, "named so in the text")))
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
    _merge_longer(of, clusters, people)
    _merge_first_words(of, clusters)
    kept = {id(cluster): cluster for cluster in of.values()}
    return list(kept.values())


def is_body(form: Form) -> bool:
    """Whether a name of several words calls itself a commission, a service or the like."""
    parts = form.written.parts
    if form.written.key in ("europeanunion", "unitednations"):
        return True
    if len(parts) < 2:
        return False
    head = parts[parts.index("of") - 1] if "of" in parts[1:] else parts[-1]
    return head in _BOTH_WAYS or head in _BODIES


def _is_short_for(short: Form, long: Form) -> bool:
    letters = short.written.key
    if "NORP" in (short.label, long.label) or not short.written.is_acronym:
        return False
    # "Addis Ababa (AFP)" tells who reports from there.
    if len(long.written.parts) == 1 or _FAMILIES.get(short.label) != _FAMILIES.get(long.label):
        return False
    # Other languages have other orders: "CEI (Italian Episcopal Conference)".
    orders = {"".join(sorted(one)) for one in initials(long.shown)}
    return letters[:1] == long.written.key[:1] or "".join(sorted(letters)) in orders


def _is_introduced(long: Cluster, short: Cluster) -> bool:
    """Whether brackets introduce a short name that the text goes on to use: "the court (TSE)"."""
    one, two = long.main, short.main
    used = len(short.reasons) > 1 and two.written.is_acronym and len(one.written.parts) > 2
    return used and one.label == two.label == "ORG"


def _merge(
    of: dict[int, Cluster], into: Cluster, other: Cluster, because: str, sure: float = 0.9
) -> None:
    if into is other:
        return
    reason = because.format(into.main.shown)
    for member in other.reasons:
        into.reasons[member] = (sure, reason)
        of[member] = into
    into.forms += other.forms


def _merge_acronyms(of: dict[int, Cluster], clusters: list[Cluster]) -> None:
    long: dict[str, list[Cluster]] = defaultdict(list)
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


def _merge_longer(of: dict[int, Cluster], clusters: list[Cluster], people: set[str]) -> None:
    """Merge "Apple Computers" and "Apple", "U.S. Department of Justice" and the same without U.S.

    Only where the longer name is the only one that it could be.
    """
    places = {
        cluster.main.written.key for cluster in clusters if cluster.main.label in ("GPE", "NORP")
    }
    short_for: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        parts = cluster.main.written.parts
        if len(parts) < 2 or len(parts) > 15 or cluster.main.label in ("NORP", "LAW"):
            continue
        for short in _shorter(cluster.main, places, people):
            short_for[short].append(cluster)
    for cluster in sorted(clusters, key=lambda one: -len(one.main.written.parts)):
        form = cluster.main
        if form.label == "NORP":
            continue
        longer = short_for.get(form.written.parts, [])[:MOST_CANDIDATES]
        found = {id(of[one.main.members[0]]): of[one.main.members[0]] for one in longer}
        if len(found) != 1:
            continue
        into = next(iter(found.values()))
        alike = _FAMILIES.get(into.main.label) == _FAMILIES.get(form.label)
        if alike and of[form.members[0]] is cluster and into is not cluster:
            _merge(of, into, cluster, "short for {}", 0.85)


def _shorter(form: Form, places: set[str], people: set[str]) -> set[tuple[str, ...]]:
    """The shorter ways that a text may go on to write a name."""
    parts = form.written.parts
    found = set()
    if form.written.company:
        # "Goldman" after "Goldman Sachs Group Inc."
        found.add(parts[:1])
    if parts[-1] in _TAILS and (form.label == "ORG" or parts[-1] == "dc"):
        found.add(parts[:-1])
    if parts[-1] in _WATERS and form.label == "LOC":
        found.add(parts[:-1])
    if parts[-1] in ("department", "ministry") and len(parts) > 2:
        found.add(parts[:-1])
    if parts[-1] in _PRESS or (parts[-1] in _CLUBS and form.label == "ORG"):
        found.add(parts[-1:])
    for cut in (1, 2, 3):
        prefix = same_place("".join(parts[:cut]))
        if len(parts) > cut + 1 and (prefix in places or prefix in STATES):
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
    whole = parts[0] in people or parts[0] == "state" or "/" in form.shown
    if form.label in ("ORG", "EVENT") and not whole:
        inner = [at for at in range(1, len(parts) - 1) if _LINKS.isdisjoint(parts[at - 1 : at + 1])]
        found |= {parts[at:] for at in inner}
    link = next((i for i in range(1, len(parts) - 1) if parts[i] in ("of", "on", "for")), 0)
    head = parts[link - 1] if link else parts[-1]
    if head in _BOTH_WAYS:
        said = [part for part in parts[link + 1 if link else 0 :] if part not in _LINKS - {"and"}]
        if link:
            found.add((*said, head))
            found.add((*parts[: link - 1], *said, head))
        if link and head in ("department", "ministry") and len(said) > 1:
            found.add(tuple(said))
        # "the Oversight Committee" after "House Oversight and Government Reform Committee"
        found |= {(part, head) for part in said[: None if link else -1] if part != "and"}
    if parts[0] in _SEATS and parts[1:2] == ("of",):
        found.add(parts[2:])
    # "the Court" after "the Constitutional Court"
    if organisation_noun(head) or head == "guard":
        found.add((head,))
    return found - {parts}


def _merge_first_words(of: dict[int, Cluster], clusters: list[Cluster]) -> None:
    """Merge "Wells Fargo" and a later "Wells", where no other name begins so."""
    longer: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        parts = cluster.main.written.parts
        body = "caucus" in parts or not _BOTH_WAYS.isdisjoint(parts[-1:])
        first = cluster.main.shown.partition(" ")[0]
        plain = "/" not in cluster.main.shown and "-" not in first and not body
        if len(parts) > 1 and plain and cluster.main.label == "ORG" and parts[0] not in _COMMON:
            longer[parts[0]].append(cluster)
    for cluster in clusters:
        form = cluster.main
        if form.label != "ORG" or len(form.written.parts) != 1 or form.written.is_acronym:
            continue
        found = {id(of[one.main.members[0]]): one for one in longer.get(form.written.key, ())[:3]}
        if len(found) != 1 or of[form.members[0]] is not cluster:
            continue
        into = next(iter(found.values()))
        serial = any(map(str.isdigit, into.main.shown))
        if into.main.members[0] < form.members[0] and not serial:
            _merge(of, of[into.main.members[0]], cluster, "short for {}", 0.75)
