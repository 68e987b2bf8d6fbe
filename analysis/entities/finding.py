"""Entities of an article: who and what its names, role nouns and pronouns mean."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.entities.cast import Bound, Cast
from analysis.entities.given_names import Gender
from analysis.entities.metonyms import stands_for
from analysis.entities.missed_surnames import with_missed_surnames
from analysis.entities.name_edges import set_edges
from analysis.entities.name_groups import Group, group_names
from analysis.entities.places import Placer
from analysis.entities.references import find_references
from analysis.entities.role_nouns import HONORIFICS, RELATIVES, gender_of_noun
from analysis.entities.role_texts import entity_role
from analysis.entities.roles import Role, roles_at, shares_title
from analysis.findings import Entity, Label, Mention
from analysis.words import Words

# From this confidence on, a pronoun tells whose wife or lawyer somebody is.
_SURE = 0.8


def find_entities(
    words: Words, names: tuple[Mention, ...]
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """The entities that names of a text stand for, and all mentions of them in text order.

    `words` are tagged, `names` are name mentions without entity, in text order and not overlapping.
    No token starts in a name that is the end of one token ("Baghdad" in "Tehran-Baghdad").
    An entity's `id` is its position; entities come in the order of their first mention. Mentions
    are the names, noun phrases ("the minister") and pronouns; a noun phrase can hold a name. One
    that refers to somebody without a name, or that is not sure enough, has `entity` None.
    Linear in the length of the text.
    """
    names = with_missed_surnames(words, set_edges(words, names))
    owners = _owners(words, names)
    placer = Placer(words, owners)
    bound, genders = _roles(words, names, owners, placer)
    relatives = {one.name for one in bound if _is_somebodys(words, one.role)}
    groups, unclear = group_names(words.text, names, genders, relatives)
    mentions = _names(words, names, groups, set(unclear), placer)
    mentions += find_references(Cast(words, names, owners, groups, bound, placer))
    mentions.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    return _numbered(words, groups, bound, mentions)


def _owners(words: Words, names: Sequence[Mention]) -> list[int]:
    owners = [-1] * len(words.tokens)
    for number, name in enumerate(names):
        for index in words.indexes(name.start, name.end):
            owners[index] = number
    return owners


def _roles(
    words: Words, names: Sequence[Mention], owners: Sequence[int], placer: Placer
) -> tuple[list[Bound], list[Gender | None]]:
    """The roles that the words around each name give to it, and the gender that they tell."""
    bound: list[Bound] = []
    genders: list[Gender | None] = []
    shared: Role | None = None
    before = 0
    for number, name in enumerate(names):
        span = words.indexes(name.start, name.end)
        person = name.label == "PERSON"
        roles: list[Role] = []
        if len(span) and (person or name.label == "ORG"):
            roles = roles_at(words, span[0], span[-1] + 1, owners, person=person)
            if placer.quote_of[span[0]] >= 0:
                # What somebody is said to be in quotation marks is an opinion.
                roles = [role for role in roles if role.kind != "clause"]
        for role in roles:
            if role.kind == "title":
                begin = placer.titles.get(span[0], span[0])
                placer.titles[span[0]] = min(begin, role.first)
        if len(span) and person:
            if shared and shares_title(words, before, span[0]):
                roles.append(shared)
            else:
                shared = next((role for role in roles if role.shared), None)
            before = span[-1] + 1
        bound += [Bound(role, number) for role in roles]
        genders.append(_gender(words, span, roles) if person else None)
    return bound, genders


def _is_somebodys(words: Words, role: Role) -> bool:
    """Whether a role is that of another's relative: "his wife", "Roe's son"."""
    if role.noun not in RELATIVES:
        return False
    span = words.tokens[max(role.first - 1, 0) : role.head]
    return any(token.tag in ("PRP$", "POS") for token in span)


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
    words: Words,
    names: Sequence[Mention],
    groups: Sequence[Group],
    unclear: set[int],
    placer: Placer,
) -> list[tuple[Mention, int | None]]:
    found: list[tuple[Mention, int | None]] = []
    for number, group in enumerate(groups):
        for member in group.members:
            confidence, because = group.reasons[member]
            name = names[member]
            if group.label != "PERSON":
                because += _proposal(words, name, placer)
            confidence = round(confidence * name.confidence, 3)
            mention = _mention(name, None, group.label, confidence, because)
            found.append((mention, number))
    because = "several people of this name, and nothing says which"
    found += [(replace(names[n], confidence=0.4, because=because), None) for n in sorted(unclear)]
    return found


def _proposal(words: Words, name: Mention, placer: Placer) -> str:
    """What else a place may mean where it is the subject: "Tokyo denied"."""
    shown = words.text[name.start : name.end]
    if stands_for(shown, speaks=True) is None:
        return ""
    span = words.indexes(name.start, name.end)
    if not span:
        return ""  # the end of a compound ("Tehran-Baghdad route") is no subject
    place = placer.place(span[0], span[-1] + 1)
    meant = stands_for(shown, speaks=place.speaker) if place.subject >= 0 else None
    return f"; may stand for {meant}" if meant else ""


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
        if one.name in group_of:
            roles.setdefault(group_of[one.name], []).append(one.role)
    possessors = {
        words.token_at(mention.start): groups[group].name
        for mention, group in found
        if group is not None and mention.kind == "pronoun" and mention.confidence >= _SURE
    }
    entities = []
    for index, number in order.items():
        named = groups[index]
        role = entity_role(words, roles.get(index, ()), possessors, named.name)
        entities.append(_entity(named, number, role))
    mentions = [
        m if group is None else _mention(m, order[group], m.label, m.confidence, m.because)
        for m, group in found
    ]
    return tuple(entities), tuple(mentions)


def _mention(
    mention: Mention, entity: int | None, label: Label, confidence: float, because: str
) -> Mention:
    """The mention with other findings; `dataclasses.replace` takes three times as long."""
    return Mention(mention.start, mention.end, label, mention.kind, entity, confidence, because)


def _entity(group: Group, number: int, role: str | None) -> Entity:
    confidence = max(confidence for confidence, _ in group.reasons.values())
    count = len(group.members)
    because = "named once" if count == 1 else f"named {count} times"
    return Entity(number, group.name, group.label, group.aliases, role, confidence, because)
