"""Cluster the names of a text that refer to the same person, organization or place.

The rules are deterministic sieves as in Lee et al. (2013). The first sieve matches equal names, the
next ones match names that have a single candidate. A name with several candidates is resolved
mention by mention, or remains ambiguous. Candidates are found through indexes and limited in
number, so that the run time is linear in the number of names.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analysis import lexicon
from analysis.coref.name_uses import NameEvidence
from analysis.coref.organization_clusters import cluster_non_persons, is_institution
from analysis.coref.person_clusters import cluster_persons
from analysis.models import Label, Mention, Reason
from analysis.names.given_names import Gender
from analysis.names.parser import (
    NameCluster,
    NameForm,
    find_bracketed_pairs,
    find_forms,
    gender_of_cluster,
    possible_acronyms,
)

_ALIAS_INTRODUCTION = re.compile(
    rf",? \(?(?:(?:who|which) (?:is|was) )?(?:(?:{lexicon.pattern('modifiers', 'alias')}) )?"
    r"(?:known (?:[a-z]+ly )?as|nicknamed|dubbed|a\.?k\.?a\.?)"
    r" (?:the )?[\"“‘']?|,? \(?(?:whose real name is|whose birth name is|real name|née|né"
    r"|(?:who was )?born) |,? (?:who (?:goes|went) by|whose (?:stage|ring|pen) name (?:is|was)) "
    r"|,? (?:better |best )?known by (?:his|her|their|its) (?:nickname|alias|stage name),? ",
    re.IGNORECASE,
)
# "Known widely as Lucho, Arce"
_PREPOSED_ALIAS = re.compile(
    r"(?:^|[.!?][\"”]?\s+|\n)(?:[A-Z][a-z]+ly )?[Kk]nown (?:[a-z]+ly )?as [\"“‘']?$"
)
_AFTER_PREPOSED_ALIAS = re.compile(r"[\"”’']?,[\"”’']? ")
# "López Obrador, or AMLO, as he is known"
_ALTERNATIVE = re.compile(r",? (?:or|aka)(?: simply| just)? [\"“‘']?", re.IGNORECASE)
_AS_KNOWN = re.compile(
    r"[\"”’']?,? as (?:he|she|they|it|[\w ]{3,30}) (?:is|was|are)"
    r" (?:[a-z]+ )?(?:known|called|nicknamed)\b"
)


# "The State of Virginia" is shown as "Virginia".
_PLACE_WORDS = {(word,) for word in ("city", "county", "municipality", "province", "state", "town")}


@dataclass(slots=True)
class EntityCluster:
    """Names with one referent: `members` are indexes of mentions, in text order.

    `reasons` contains, for each member, the confidence and the reason of its assignment.
    `gender_certain` is True for a gender from titles, False for one from the given name.
    """

    label: Label
    name: str
    members: list[int] = field(default_factory=list)
    aliases: tuple[str, ...] = ()
    reasons: dict[int, tuple[float, Reason]] = field(default_factory=dict)
    gender: Gender | None = None
    gender_certain: bool = False


def cluster_names(
    text: str,
    names: Sequence[Mention],
    uses: Sequence[NameEvidence],
) -> tuple[list[EntityCluster], dict[int, Reason]]:
    """Cluster the name mentions of a text, given in text order.

    `uses` has an entry for each name. Returns the groups in order of their first member, and the
    indexes of the ambiguous names with the reason.
    """
    persons, things = find_forms(text, names)
    brackets = find_bracketed_pairs(text, names)
    clusters, ambiguous = cluster_persons(persons, uses)
    people = {part for form in persons for part in form.parsed.parts}
    clusters += cluster_non_persons(things, brackets, people)
    clusters = _merge_aliases(text, names, clusters)
    genders = [use.gender for use in uses]
    groups = [_build_group(cluster, genders) for cluster in clusters]
    return sorted(groups, key=lambda group: group.members[0]), ambiguous


def _merge_aliases(
    text: str, names: Sequence[Mention], clusters: list[NameCluster]
) -> list[NameCluster]:
    """Merge clusters where the text states an alias: "Joko Widodo, known as Jokowi"."""
    cluster_of = {member: cluster for cluster in clusters for member in cluster.reasons}
    for index, (name, alias) in enumerate(pairwise(names)):
        target, source = cluster_of.get(index), cluster_of.get(index + 1)
        if target is None or source is None or target is source:
            continue
        if alias.start - name.end > _ALIAS_WITHIN:
            continue
        is_preposed = _is_preposed_alias(text, name, alias)
        if is_preposed:
            target, source = source, target
        alias_text = text[alias.start : alias.end]
        is_person = target.main_form.label == "PERSON"
        # "López Obrador, known as AMLO", "Mohammed bin Salman (MBS)"
        is_acronym = (
            is_person
            and alias_text.isupper()
            and alias_text.lower() in possible_acronyms(target.main_form.fullest_spelling)
        )
        is_bracketed = (
            text[name.end : alias.start] == " (" and text[alias.end : alias.end + 1] == ")"
        )
        is_alternative = _ALTERNATIVE.fullmatch(text, name.end, alias.start) is not None
        is_stated = (
            is_preposed
            or _ALIAS_INTRODUCTION.fullmatch(text, name.end, alias.start) is not None
            or (is_alternative and _AS_KNOWN.match(text, alias.end) is not None)
        )
        if not is_stated and not (is_acronym and is_bracketed):
            continue
        if not is_person and source.main_form.label == "PERSON":
            continue
        for form in source.forms:
            form.label = "PERSON" if is_person else form.label
            form.is_alias = True
        reason = Reason.of("mention.alias", name=target.main_form.fullest_spelling)
        for member in source.reasons:
            target.reasons[member] = (0.85, reason)
            cluster_of[member] = target
        target.forms += source.forms
        source.forms, source.reasons = [], {}
    return [cluster for cluster in clusters if cluster.forms]


def _is_preposed_alias(text: str, alias: Mention, name: Mention) -> bool:
    """Return whether a name is the alias of the one after it: "Known as Lucho, Arce"."""
    before = text[max(alias.start - _ALIAS_WITHIN, 0) : alias.start]
    return (
        _AFTER_PREPOSED_ALIAS.fullmatch(text, alias.end, name.start) is not None
        and _PREPOSED_ALIAS.search(before) is not None
    )


_ALIAS_WITHIN = 60  # characters from the start of a sentence to an alias


def _build_group(cluster: NameCluster, genders: Sequence[Gender | None]) -> EntityCluster:
    forms = sorted(cluster.forms, key=lambda form: form.members[0])
    labels = Counter[Label]()
    for form in forms:
        labels[form.label] += len(form.members)
    label = labels.most_common(1)[0][0]
    if label in ("GPE", "LOC") and any(map(is_institution, forms)):
        label = "ORG"
    is_person = label == "PERSON"
    fullest = max(forms, key=lambda form: _fullness(form, is_person))
    seen = {fullest.fullest_spelling.casefold(): fullest.fullest_spelling}
    for form in forms:
        for spelling in sorted(form.spellings, key=str.isupper):
            seen.setdefault(spelling.casefold(), spelling)
    return EntityCluster(
        label,
        fullest.fullest_spelling,
        sorted(cluster.reasons),
        tuple(seen.values())[1:],
        cluster.reasons,
        *(gender_of_cluster(cluster, genders) if is_person else (None, False)),
    )


def _fullness(form: NameForm, is_person: bool) -> tuple[bool, int, int, int, int]:
    """Return a sort key: the fullest name first, then the most frequent, then the earliest."""
    parts = len(form.parsed.parts) if is_person or not form.parsed.is_acronym else 0
    parts = 0 if form.label == "GPE" and form.parsed.parts[:1] in _PLACE_WORDS else parts
    words = form.fullest_spelling.count(" ") if is_person else 0
    return not form.is_alias, parts, words, len(form.members), -form.members[0]
