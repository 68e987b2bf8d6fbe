"""Cluster the names of a text that refer to the same person, organisation or place.

The rules are deterministic sieves as in Lee et al. (2013). The first sieve matches equal names, the
next ones match names that have a single candidate. A name with several candidates is resolved
mention by mention, or remains ambiguous. Candidates are found through indexes and limited in
number, so that the run time is linear in the number of names.
"""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from analysis.coref.given_names import Gender
from analysis.coref.names import (
    Cluster,
    Form,
    find_brackets,
    find_forms,
    gender_of_cluster,
    initials,
)
from analysis.coref.organization_clusters import group_things, is_body
from analysis.coref.person_clusters import group_persons
from analysis.models import Label, Mention

_ALIAS_INTRODUCTION = re.compile(
    r",? \(?(?:(?:who|which) (?:is|was) )?(?:(?:also|better|widely|popularly|commonly|formerly"
    r"|previously|locally|sometimes|often) )?(?:known as|nicknamed|dubbed|a\.?k\.?a\.?)"
    r" (?:the )?[\"“‘']?|,? \(?(?:whose real name is|whose birth name is|real name|née|né"
    r"|(?:who was )?born) ",
    re.IGNORECASE,
)


# "The State of Virginia" is shown as "Virginia".
_PLACE_WORDS = {(word,) for word in ("city", "county", "municipality", "province", "state", "town")}


@dataclass(slots=True)
class Group:
    """Names with one referent: `members` are indexes of mentions, in text order.

    `reasons` contains, for each member, the confidence and the reason of its assignment. `sure` is
    True for a gender from titles, False for one from the given name.
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
    """Cluster the name mentions of a text, given in text order.

    `genders` contains the gender that the title before each name implies ("Mrs"). `relatives`
    contains the indexes of names that the text introduces as a relative of another person ("his
    wife"). Returns the groups in order of their first member, and the indexes of the ambiguous
    names.
    """
    persons, things = find_forms(text, names)
    brackets = find_brackets(text, names)
    clusters, ambiguous = group_persons(persons, genders, relatives)
    people = {part for form in persons for part in form.written.parts}
    clusters += group_things(things, brackets, people)
    clusters = _merge_aliases(text, names, clusters)
    groups = [_build_group(cluster, genders) for cluster in clusters]
    return sorted(groups, key=lambda group: group.members[0]), sorted(ambiguous)


def _merge_aliases(text: str, names: Sequence[Mention], clusters: list[Cluster]) -> list[Cluster]:
    """Merge clusters where the text states an alias: "Joko Widodo, known as Jokowi"."""
    cluster_of = {member: cluster for cluster in clusters for member in cluster.reasons}
    for index, (name, alias) in enumerate(pairwise(names)):
        target, source = cluster_of.get(index), cluster_of.get(index + 1)
        if target is None or source is None or target is source or alias.start - name.end > 60:
            continue
        alias_text = text[alias.start : alias.end]
        is_person = target.main.label == "PERSON"
        # "López Obrador, known as AMLO", "Mohammed bin Salman (MBS)"
        is_acronym = (
            is_person and alias_text.isupper() and alias_text.lower() in initials(target.main.shown)
        )
        is_bracketed = (
            text[name.end : alias.start] == " (" and text[alias.end : alias.end + 1] == ")"
        )
        if not _ALIAS_INTRODUCTION.fullmatch(text, name.end, alias.start) and not (
            is_acronym and is_bracketed
        ):
            continue
        if is_person != (source.main.label == "PERSON") and not is_acronym:
            continue
        for form in source.forms:
            form.label = target.main.label if is_acronym else form.label
        because = f"another name that the text gives to {target.main.shown}"
        for member in source.reasons:
            target.reasons[member] = (0.85, because)
            cluster_of[member] = target
        target.forms += source.forms
        source.forms, source.reasons = [], {}
    return [cluster for cluster in clusters if cluster.forms]


def _build_group(cluster: Cluster, genders: Sequence[Gender | None]) -> Group:
    forms = sorted(cluster.forms, key=lambda form: form.members[0])
    labels = Counter[Label]()
    for form in forms:
        labels[form.label] += len(form.members)
    label = labels.most_common(1)[0][0]
    if label in ("GPE", "LOC") and any(map(is_body, forms)):
        label = "ORG"
    is_person = label == "PERSON"
    fullest = max(forms, key=lambda form: _fullness(form, is_person))
    seen = {fullest.shown.casefold(): fullest.shown}
    for form in forms:
        for spelling in sorted(form.ways, key=str.isupper):
            seen.setdefault(spelling.casefold(), spelling)
    return Group(
        label,
        fullest.shown,
        sorted(cluster.reasons),
        tuple(seen.values())[1:],
        cluster.reasons,
        *(gender_of_cluster(cluster, genders) if is_person else (None, False)),
    )


def _fullness(form: Form, is_person: bool) -> tuple[int, int, int, int]:
    """Return a sort key: the fullest name first, then the most frequent, then the earliest."""
    parts = len(form.written.parts) if is_person or not form.written.is_acronym else 0
    parts = 0 if form.label == "GPE" and form.written.parts[:1] in _PLACE_WORDS else parts
    words = form.shown.count(" ") if is_person else 0
    return parts, words, len(form.members), -form.members[0]
