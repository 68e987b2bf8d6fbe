"""Put the names of a text that mean the same person, organisation or place into groups.

The rules are those of the deterministic sieves for coreference (Lee et al. 2013): first what is
written alike, then what can only mean one other name of the text; names that could mean several
are decided one by one, or left alone. Candidates are found through indexes and capped, so the work
grows with the number of names.
"""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.entities.given_names import Gender
from analysis.entities.name_forms import Cluster, Form, find_brackets, find_forms, gender_of_cluster
from analysis.entities.person_groups import group_persons
from analysis.entities.thing_groups import group_things, is_body
from analysis.entities.written_names import initials
from analysis.findings import Label, Mention

_BYNAME = re.compile(
    r",? \(?(?:(?:who|which) (?:is|was) )?(?:(?:also|better|widely|popularly|commonly|formerly"
    r"|previously|locally|sometimes|often) )?(?:known as|nicknamed|dubbed|a\.?k\.?a\.?)"
    r" (?:the )?[\"“‘']?|,? \(?(?:whose real name is|whose birth name is|real name|née|né"
    r"|(?:who was )?born) ",
    re.IGNORECASE,
)


# "The State of Virginia" is shown as "Virginia".
_SEATS = {(word,) for word in ("city", "county", "municipality", "province", "state", "town")}


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


def group_names(
    text: str,
    names: Sequence[Mention],
    genders: Sequence[Gender | None],
    relatives: AbstractSet[int] = frozenset(),
) -> tuple[list[Group], list[int]]:
    """Group the name mentions of a text, given in text order.

    `genders` holds the gender that the words before each name give it ("Mrs"); `relatives` the
    indexes of names that the text calls somebody's wife, son or the like. Returns the groups in
    order of their first member, and the indexes of the names that could mean several of them.
    """
    persons, things = find_forms(text, names)
    brackets = find_brackets(text, names)
    clusters, open_names = group_persons(persons, genders, relatives)
    people = {part for form in persons for part in form.written.parts}
    clusters += group_things(things, brackets, people)
    clusters = _join_bynames(text, names, clusters)
    groups = [_group(cluster, genders) for cluster in clusters]
    return sorted(groups, key=lambda group: group.members[0]), sorted(open_names)


def _join_bynames(text: str, names: Sequence[Mention], clusters: list[Cluster]) -> list[Cluster]:
    """Join what the text says is another name: "Joko Widodo, known as Jokowi"."""
    of = {member: cluster for cluster in clusters for member in cluster.reasons}
    for index, (one, two) in enumerate(pairwise(names)):
        into, other = of.get(index), of.get(index + 1)
        if into is None or other is None or into is other or two.start - one.end > 60:
            continue
        shown = text[two.start : two.end]
        person = into.main.label == "PERSON"
        # "López Obrador, known as AMLO", "Mohammed bin Salman (MBS)"
        by_initials = person and shown.isupper() and shown.lower() in initials(into.main.shown)
        bracketed = text[one.end : two.start] == " (" and text[two.end : two.end + 1] == ")"
        if not _BYNAME.fullmatch(text, one.end, two.start) and not (by_initials and bracketed):
            continue
        if person != (other.main.label == "PERSON") and not by_initials:
            continue
        for form in other.forms:
            form.label = into.main.label if by_initials else form.label
        because = f"another name that the text gives to {into.main.shown}"
        for member in other.reasons:
            into.reasons[member] = (0.85, because)
            of[member] = into
        into.forms += other.forms
        other.forms, other.reasons = [], {}
    return [cluster for cluster in clusters if cluster.forms]


def _group(cluster: Cluster, genders: Sequence[Gender | None]) -> Group:
    forms = sorted(cluster.forms, key=lambda form: form.members[0])
    labels = Counter[Label]()
    for form in forms:
        labels[form.label] += len(form.members)
    label = labels.most_common(1)[0][0]
    if label in ("GPE", "LOC") and any(map(is_body, forms)):
        label = "ORG"
    person = label == "PERSON"
    fullest = max(forms, key=lambda form: _fullness(form, person))
    seen = {fullest.shown.casefold(): fullest.shown}
    for form in forms:
        for way in sorted(form.ways, key=str.isupper):
            seen.setdefault(way.casefold(), way)
    return Group(
        label,
        fullest.shown,
        sorted(cluster.reasons),
        tuple(seen.values())[1:],
        cluster.reasons,
        *(gender_of_cluster(cluster, genders) if person else (None, False)),
    )


def _fullness(form: Form, person: bool) -> tuple[int, int, int, int]:
    """How full a name is; of names as full as each other the commonest, then the first."""
    parts = len(form.written.parts) if person or not form.written.is_acronym else 0
    parts = 0 if form.label == "GPE" and form.written.parts[:1] in _SEATS else parts
    words = form.shown.count(" ") if person else 0
    return parts, words, len(form.members), -form.members[0]
