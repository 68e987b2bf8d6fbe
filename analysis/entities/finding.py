"""Entities of an article: who and what its names, role nouns and pronouns mean."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.entities.cast import Bound, Cast
from analysis.entities.given_names import Gender
from analysis.entities.name_edges import set_edges
from analysis.entities.name_groups import Group, group_names
from analysis.entities.references import find_references
from analysis.entities.role_nouns import HONORIFICS, PLAIN_PEOPLE, RELATIONS, gender_of_noun
from analysis.entities.roles import Role, role_text, roles_at
from analysis.findings import Entity, Mention
from analysis.words import Words


def find_entities(
    words: Words, names: tuple[Mention, ...]
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """The entities that names of a text stand for, and all mentions of them in text order.

    `words` are tagged, `names` are name mentions without entity, in text order and not overlapping.
    An entity's `id` is its position; entities come in the order of their first mention. Mentions
    are the names, noun phrases ("the minister") and pronouns; a noun phrase can hold a name. One
    that refers to somebody without a name, or that is not sure enough, has `entity` None.
    Linear in the length of the text.
    """
    names = set_edges(words, names)
    owners = _owners(words, names)
    bound: list[Bound] = []
    genders: list[Gender | None] = []
    for number, name in enumerate(names):
        span = words.indexes(name.start, name.end)
        roles: list[Role] = []
        person = name.label == "PERSON"
        if len(span) and (person or name.label == "ORG"):
            roles = roles_at(words, span[0], span[-1] + 1, owners, person=person)
            bound += [Bound(role, number) for role in roles]
        genders.append(_gender(words, span, roles) if person else None)
    groups, unclear = group_names(words.text, names, genders)
    mentions = _names(names, groups, set(unclear))
    mentions += find_references(Cast(words, names, owners, groups, bound))
    mentions.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    return _numbered(words, groups, bound, mentions)


def _owners(words: Words, names: Sequence[Mention]) -> list[int]:
    owners = [-1] * len(words.tokens)
    for number, name in enumerate(names):
        for index in words.indexes(name.start, name.end):
            owners[index] = number
    return owners


def _gender(words: Words, span: range, roles: Sequence[Role]) -> Gender | None:
    """The gender that the words right before a name give to it."""
    if len(span) and span[0] > 0:
        gender = HONORIFICS.get(words.tokens[span[0] - 1].lower.rstrip("."))
        if gender:
            return gender
    for role in roles:
        gender = gender_of_noun(role.noun)
        if gender:
            return gender
    return None


def _names(
    names: Sequence[Mention], groups: Sequence[Group], unclear: set[int]
) -> list[tuple[Mention, int | None]]:
    found: list[tuple[Mention, int | None]] = []
    for number, group in enumerate(groups):
        for member in group.members:
            confidence, because = group.reasons[member]
            name = names[member]
            confidence = round(confidence * name.confidence, 3)
            mention = replace(name, label=group.label, confidence=confidence, because=because)
            found.append((mention, number))
    because = "several people of this name, and nothing says which"
    found += [(replace(names[n], confidence=0.4, because=because), None) for n in sorted(unclear)]
    return found


def _numbered(
    words: Words,
    groups: Sequence[Group],
    bound: Sequence[Bound],
    found: Sequence[tuple[Mention, int | None]],
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Number the groups as entities by their first mention."""
    order: dict[int, int] = {}
    for _, group in found:
        if group is not None:
            order.setdefault(group, len(order))
    group_of = {member: n for n, group in enumerate(groups) for member in group.members}
    roles: dict[int, list[Role]] = {}
    for one in bound:
        if one.name in group_of and one.role.noun not in PLAIN_PEOPLE:
            roles.setdefault(group_of[one.name], []).append(one.role)
    entities = [
        _entity(words, groups[group], number, roles.get(group, ()))
        for group, number in order.items()
    ]
    mentions = [
        replace(mention, entity=None if group is None else order[group]) for mention, group in found
    ]
    return tuple(entities), tuple(mentions)


def _entity(words: Words, group: Group, number: int, roles: Sequence[Role]) -> Entity:
    confidence = max(confidence for confidence, _ in group.reasons.values())
    count = len(group.members)
    because = "named once" if count == 1 else f"named {count} times"
    role = max(roles, key=lambda one: _telling(words, one), default=None)
    text = role_text(words, role) if role else None
    return Entity(number, group.name, group.label, group.aliases, text, confidence, because)


def _telling(words: Words, role: Role) -> tuple[int, int]:
    """How much a role tells: a title of several words, an appositive, a bare title, a relation."""
    length = len(role_text(words, role).split())
    if role.noun in RELATIONS:
        return 0, length
    if role.kind == "title":
        return (3 if length > 1 else 1), min(length, 4)
    return (2 if role.kind != "clause" else 1), min(length, 4)
