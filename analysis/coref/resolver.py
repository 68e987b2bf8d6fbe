"""The entities of an article and their mentions: names, noun phrases and pronouns."""

from collections.abc import Mapping, Sequence

from analysis.coref.clusters import EntityCluster, cluster_names
from analysis.coref.context import ContextFinder, person_probability
from analysis.coref.document import BoundRole, EntityDocument
from analysis.coref.eastern_names import mark_eastern_names
from analysis.coref.name_uses import find_name_uses
from analysis.coref.organization_clusters import resolve_metonym
from analysis.coref.pronouns import resolve_references
from analysis.coref.role_agreement import select_entity_role
from analysis.coref.roles import Role, find_roles, shares_title
from analysis.models import Entity, Label, Mention, Reason
from analysis.names.given_names import GENDERED_PRONOUNS, Gender
from analysis.names.titles import HONORIFICS, gender_of_noun
from analysis.ner.boundaries import correct_boundaries
from analysis.ner.surnames import add_missed_surnames
from analysis.structs import replace
from analysis.syntax.tokens import Doc
from analysis.transcripts.turns import find_label_names

# The least confidence of a pronoun that names the possessor in a role: "his wife".
_POSSESSOR_CONFIDENCE = 0.8


def find_entities(
    words: Doc, names: tuple[Mention, ...]
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Return the entities that a text names or describes, and all their mentions in text order.

    `words` are tagged; `names` are name mentions without entity, in text order and not overlapping.
    A name that is only the end of a token ("Baghdad" in "Tehran-Baghdad") contains no token start.
    An entity's `id` is its position; entities are in the order of their first mention. Mentions are
    names, noun phrases ("the minister") and pronouns; a noun phrase can contain a name. The
    `entity` of a mention is None if the evidence is too weak. People and groups without a name are
    the last entities. Linear in the length of the text.
    """
    names = mark_eastern_names(words, correct_boundaries(words, names))
    names = add_missed_surnames(words, names)
    names = _add_speakers(words, names)
    owners = _token_owners(words, names)
    context_finder = ContextFinder(words, owners)
    bound_roles, genders = _find_roles(words, names, owners, context_finder)
    roles: list[list[Role]] = [[] for _ in names]
    for bound_role in bound_roles:
        roles[bound_role.mention].append(bound_role.role)
    uses = find_name_uses(words, names, roles, genders, context_finder)
    groups, ambiguous = cluster_names(words.text, names, uses)
    mentions = _name_mentions(words, names, groups, ambiguous, context_finder)
    document = EntityDocument(words, names, owners, groups, bound_roles, context_finder)
    mentions += resolve_references(document)
    mentions.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    return _number_entities(document, names, groups, bound_roles, mentions)


def _add_speakers(words: Doc, names: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return the names with those in the labels of a transcript, which are people.

    Labels have no context, so that the encoder misses some and mistakes others for places.
    """
    labels = find_label_names(words)
    if not labels:
        return names
    people = {
        words.text[name.start : name.end].casefold().split()[-1]
        for name in names
        if name.label == "PERSON" and name.end > name.start
    }
    added: list[Mention] = []
    for (start, end), asks in labels.items():
        inside = [name for name in names if name.start < end and start < name.end]
        label = words.text[start:end]
        known = label.casefold().split()[-1] in people
        exact = len(inside) == 1 and (inside[0].start, inside[0].end) == (start, end)
        if exact and (inside[0].label == "PERSON" or (inside[0].label == "ORG" and not known)):
            continue
        if inside and inside[0].label == "ORG" and not known and not label.isupper():
            continue
        if not inside and " " not in label and asks and not known:
            continue  # "Courier: …?" may be the newspaper
        added.append(Mention(start, end, "PERSON", "name", None, 0.9))
    separate = [
        name
        for name in names
        if not any(name.start < each.end and each.start < name.end for each in added)
    ]
    return tuple(sorted((*separate, *added), key=lambda name: name.start))


def _token_owners(words: Doc, names: Sequence[Mention]) -> list[int]:
    owners = [-1] * len(words.tokens)
    for number, name in enumerate(names):
        for index in words.token_range(name.start, name.end):
            owners[index] = number
    return owners


def _find_roles(
    words: Doc, names: Sequence[Mention], owners: Sequence[int], context_finder: ContextFinder
) -> tuple[list[BoundRole], list[Gender | None]]:
    """Return the roles that the context gives to each name, and the gender that titles imply."""
    bound_roles: list[BoundRole] = []
    genders: list[Gender | None] = []
    shared: Role | None = None
    before = 0
    for number, name in enumerate(names):
        span = words.token_range(name.start, name.end)
        is_person = name.label == "PERSON"
        roles: list[Role] = []
        if len(span) and (is_person or name.label == "ORG"):
            roles = find_roles(words, span[0], span[-1] + 1, owners, person=is_person)
            if context_finder.quote_of[span[0]] >= 0:
                # A predicate inside quotation marks is an opinion, not a role.
                roles = [role for role in roles if role.kind != "clause"]
        for role in roles:
            if role.kind == "title":
                begin = context_finder.title_starts.get(span[0], span[0])
                context_finder.title_starts[span[0]] = min(begin, role.first)
        if len(span) and is_person:
            if shared and shares_title(words, before, span[0]):
                roles.append(shared)
            else:
                shared = next((role for role in roles if role.is_shared), None)
            before = span[-1] + 1
        bound_roles += [BoundRole(role, number) for role in roles]
        genders.append(_title_gender(words, span, roles) if is_person else None)
    return bound_roles, genders


def _title_gender(words: Doc, span: range, roles: Sequence[Role]) -> Gender | None:
    """Return the gender that the title before a name implies."""
    if len(span) and span[0] > 0:
        gender = HONORIFICS.get(words.tokens[span[0] - 1].lower.rstrip("."))
        if gender:
            return gender
    for role in roles:
        gender = gender_of_noun(role.noun)
        if gender:
            return gender
    return None


def _name_mentions(
    words: Doc,
    names: Sequence[Mention],
    groups: Sequence[EntityCluster],
    ambiguous: Mapping[int, Reason],
    context_finder: ContextFinder,
) -> list[tuple[Mention, int | None]]:
    found: list[tuple[Mention, int | None]] = []
    for number, group in enumerate(groups):
        for member in group.members:
            confidence, reason = group.reasons[member]
            name = names[member]
            if group.label != "PERSON":
                reason = reason.extend(*_metonym_note(words, name, context_finder))
            confidence = round(confidence * name.confidence, 3)
            mention = _copy_mention(name, None, group.label, confidence, reason)
            found.append((mention, number))
    for number, reason in sorted(ambiguous.items()):
        found.append((replace(names[number], confidence=0.4, reason=reason), None))
    return found


def _metonym_note(words: Doc, name: Mention, context_finder: ContextFinder) -> tuple[Reason, ...]:
    """Return a note on the metonymic meaning of a place that is a subject: "Tokyo denied"."""
    name_text = words.text[name.start : name.end]
    if resolve_metonym(name_text, is_speaker=True) is None:
        return ()
    span = words.token_range(name.start, name.end)
    if not span:
        return ()  # the end of a compound ("Tehran-Baghdad route") is not a subject
    context = context_finder.find_context(span[0], span[-1] + 1)
    institution = (
        resolve_metonym(name_text, is_speaker=context.is_speaker) if context.subject >= 0 else None
    )
    return (Reason.of("mention.metonym", institution=institution),) if institution else ()


def _number_entities(
    document: EntityDocument,
    names: Sequence[Mention],
    groups: Sequence[EntityCluster],
    bound_roles: Sequence[BoundRole],
    found: Sequence[tuple[Mention, int | None]],
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Number the groups as entities by their first mention, then the people without a name."""
    finder, words = document.context_finder, document.words
    order: dict[int, int] = {}
    references: dict[int, set[str]] = {}
    for mention, group in found:
        if group is not None and group < len(groups):
            order.setdefault(group, len(order))
            pronoun = words.text[mention.start : mention.end].lower() in GENDERED_PRONOUNS
            if mention.kind == "nominal" or (mention.kind == "pronoun" and pronoun):
                references.setdefault(group, set()).add(mention.kind)
    group_of = {member: n for n, group in enumerate(groups) for member in group.members}
    roles: dict[int, list[Role]] = {}
    for bound_role in bound_roles:
        if bound_role.mention in group_of:
            roles.setdefault(group_of[bound_role.mention], []).append(bound_role.role)
    possessors = {
        words.token_at(mention.start): groups[group].name
        for mention, group in found
        if group is not None
        and group < len(groups)
        and mention.kind == "pronoun"
        and mention.confidence >= _POSSESSOR_CONFIDENCE
    }
    entities = []
    for index, number in order.items():
        named = groups[index]
        role = select_entity_role(words, roles.get(index, ()), possessors, named.name)
        evidence = references.get(index, set())
        if role:
            evidence.add("role")
        probability = 1.0
        if named.label == "PERSON":
            probability = person_probability(finder, names, named.members, evidence)
        entities.append(_make_entity(named, number, role, probability))
    unnamed: dict[int, int] = {}
    for _, group in found:
        if group is not None and group >= len(groups):
            unnamed.setdefault(group, len(order) + len(unnamed))
    entities += document.unnamed.to_entities(unnamed)
    order |= unnamed
    mentions = [
        m if group is None else _copy_mention(m, order[group], m.label, m.confidence, m.reason)
        for m, group in found
    ]
    return tuple(entities), tuple(mentions)


def _copy_mention(
    mention: Mention, entity: int | None, label: Label, confidence: float, reason: Reason
) -> Mention:
    """Return the mention with other findings; `replace` takes three times as long."""
    return Mention(mention.start, mention.end, label, mention.kind, entity, confidence, reason)


def _make_entity(group: EntityCluster, number: int, role: str | None, probability: float) -> Entity:
    """Return the entity of a group; `probability` is that of its label."""
    confidence = max(confidence for confidence, _ in group.reasons.values())
    confidence = min(confidence, round(probability, 3))
    count = len(group.members)
    reason = Reason("entity.named_once")
    if count > 1:
        reason = Reason.of("entity.named", count=str(count))
    return Entity(number, group.name, group.label, group.aliases, role, confidence, reason)
