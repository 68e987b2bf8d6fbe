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
motors movement network organisation organization partners party petroleum pharmaceuticals school
steel stores systems technologies technology telecom university
"""
_TAILS = frozenset(_TAILS_TEXT.split())
_FAMILIES: dict[Label, str] = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place"}


def group_things(forms: list[Form], brackets: list[tuple[int, int]]) -> list[Cluster]:
    """What forms of names stand for; `brackets` pairs mentions of which one explains the other."""
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
    _merge_longer(of, clusters)
    kept = {id(cluster): cluster for cluster in of.values()}
    return list(kept.values())


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


def _merge_longer(of: dict[int, Cluster], clusters: list[Cluster]) -> None:
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
        for short in _shorter(parts, company=cluster.main.written.company, places=places):
            short_for[short].append(cluster)
    for cluster in sorted(clusters, key=lambda one: -len(one.main.written.parts)):
        form = cluster.main
        if form.label == "NORP" or form.written.is_acronym:
            continue
        longer = short_for.get(form.written.parts, [])[:MOST_CANDIDATES]
        found = {id(of[one.main.members[0]]): of[one.main.members[0]] for one in longer}
        if len(found) != 1:
            continue
        into = next(iter(found.values()))
        alike = _FAMILIES.get(into.main.label) == _FAMILIES.get(form.label)
        if alike and of[form.members[0]] is cluster and into is not cluster:
            _merge(of, into, cluster, "short for {}", 0.85)


def _shorter(parts: tuple[str, ...], *, company: bool, places: set[str]) -> set[tuple[str, ...]]:
    """The shorter ways that a text may go on to write a name."""
    found = set()
    if company:
        # "Goldman" after "Goldman Sachs Group Inc."
        found.add(parts[:1])
    if parts[-1] in _TAILS:
        found.add(parts[:-1])
    for cut in (1, 2, 3):
        prefix = same_place("".join(parts[:cut]))
        if len(parts) > cut + 1 and (prefix in places or prefix in STATES):
            found.add(parts[cut:])
    for rest in {parts, *found}:
        if "of" in rest[2:]:
            found.add(rest[: rest.index("of", 2)])
    # "the Court" after "the Constitutional Court"
    head = parts[parts.index("of") - 1] if "of" in parts[1:] else parts[-1]
    if organisation_noun(head):
        found.add((head,))
    return found
