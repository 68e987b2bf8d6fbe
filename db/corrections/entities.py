"""Correct entities: merge or split them, rename them, and change their labels."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from analysis import Entity, Mention, Span
from analysis.models import FindingOrigin, Label, Reason
from analysis.structs import replace
from db.corrections.editor import FindingsEditor, SpanSet, edit_finding, map_speakers
from db.corrections.models import EntityRef
from db.text import find_occurrences, normalize_name

_NAMED = Reason("edit.entity")


def merge_mention(editor: FindingsEditor, at: Span, target: EntityRef) -> None:
    """Merge the entity of the mention at a span into the target entity."""
    entity = _entity_at(editor, at)
    if entity is not None:
        into = editor.resolve_entity(target, _NAMED, "user")
        merge_entities(editor, entity, into, "user")


def merge_entities(editor: FindingsEditor, entity: int, into: int, origin: FindingOrigin) -> None:
    """Merge `entity` into `into`, which receives its mentions, names and role."""
    if entity == into:
        return
    source, target = editor.entity(entity), editor.entity(into)
    reason = Reason.of("edit.same", name=source.name, target=target.name)
    for index in editor.mentions_of(entity):
        editor.mentions[index] = edit_finding(
            editor.mentions[index], reason, origin,
            entity=into, label=target.label, confidence=1.0,
        )  # fmt: skip
    editor.entities[into] = edit_finding(
        target,
        reason,
        origin,
        aliases=_aliases(target.name, [*target.aliases, source.name, *source.aliases]),
        role=target.role or source.role,
        confidence=1.0,
    )
    _retire(editor, entity, into)


def _retire(editor: FindingsEditor, entity: int, into: int) -> None:
    """Remove an entity; its quotations and events go to the entity `into`."""
    editor.quotations = [
        map_speakers(quotation, lambda speaker: into if speaker == entity else speaker)
        for quotation in editor.quotations
    ]
    editor.update_events(
        lambda participants: tuple(into if number == entity else number for number in participants)
    )
    editor.entities[entity] = None


def reassign_mention(
    editor: FindingsEditor, at: Span, target: EntityRef, *, everywhere: bool
) -> None:
    """Reassign the mention at a span, or every mention with the same words, to the target entity.

    If there is no mention at the span, one is added.
    """
    index = editor.mention_at(*at)
    if index is None:
        into = editor.resolve_entity(target, _NAMED, "user")
        words = editor.text_of(at)
        named = editor.entity(into)
        reason = Reason.of("edit.means", name=words, target=named.name)
        written = find_occurrences(editor.text, words) if everywhere else [at]
        editor.add_mentions(written, named.label, into, reason, "user")
        editor.entities[into] = _with_aliases(editor.entity(into), [words], "user")
        return
    mention = editor.mentions[index]
    moved = _same_name_mentions(editor, mention) if everywhere else [index]
    into = _target_entity(editor, mention, target, editor.text_of(mention))
    move_mentions(editor, moved, into, "user")


def _same_name_mentions(editor: FindingsEditor, mention: Mention) -> list[int]:
    words = normalize_name(editor.text_of(mention))
    return [
        index
        for index, candidate in enumerate(editor.mentions)
        if candidate.entity == mention.entity and normalize_name(editor.text_of(candidate)) == words
    ]


def _target_entity(editor: FindingsEditor, mention: Mention, target: EntityRef, words: str) -> int:
    """Return the entity to reassign a mention to; add one if the target's name is its own words.

    An entity that is added here does not absorb other mentions, since the reader corrected only
    this one.
    """
    if target.at is None and normalize_name(target.name) == normalize_name(words):
        number = len(editor.entities)
        before = words if mention.entity is None else editor.entity(mention.entity).name
        reason = Reason.of("edit.different", name=before)
        editor.entities.append(
            Entity(number, target.name, target.label, reason=reason, origin="user")
        )
        return number
    return editor.resolve_entity(target, _NAMED, "user")


def move_mentions(
    editor: FindingsEditor, moved: Sequence[int], into: int, origin: FindingOrigin
) -> None:
    """Reassign mentions to the entity `into`, with the quotations and events that need them."""
    name, label = editor.entity(into).name, editor.entity(into).label
    gone: dict[int, list[Span]] = {}
    names = []
    for index in moved:
        mention = editor.mentions[index]
        if mention.entity == into:
            continue
        words = editor.text_of(mention)
        if mention.kind == "name":
            names.append(words)
        if mention.entity is not None:
            gone.setdefault(mention.entity, []).append((mention.start, mention.end))
        reason = Reason.of("edit.means", name=words, target=name)
        editor.mentions[index] = edit_finding(
            mention, reason, origin, entity=into, label=label, confidence=1.0
        )
    editor.entities[into] = _with_aliases(editor.entity(into), names, origin)
    staying: dict[int, list[Mention]] = {entity: [] for entity in gone}
    for mention in editor.mentions:
        if mention.entity in staying:
            staying[mention.entity].append(mention)
    _reassign_findings(editor, into, gone, staying)
    for entity, mentions in staying.items():
        if mentions:
            _remove_unused_names(editor, entity, mentions)
        else:
            editor.entities[entity] = None


def _reassign_findings(
    editor: FindingsEditor,
    into: int,
    gone: Mapping[int, Sequence[Span]],
    staying: Mapping[int, Sequence[Mention]],
) -> None:
    """Reassign to `into` the quotations and events that depend on the mentions in `gone`.

    An entity without a remaining mention loses all of its quotations and events.
    """
    lost = {entity: SpanSet(spans) for entity, spans in gone.items()}
    remaining = {
        entity: SpanSet((m.start, m.end) for m in mentions) for entity, mentions in staying.items()
    }

    def speaker_of(speaker: int, source: Span | None) -> int:
        if speaker in lost and (
            not staying[speaker] or (source is not None and lost[speaker].overlaps(source))
        ):
            return into
        return speaker

    editor.quotations = [
        map_speakers(quotation, partial(speaker_of, source=quotation.source))
        for quotation in editor.quotations
    ]
    for index, event in enumerate(editor.events):
        span = (event.start, event.end)
        participants: list[int] = []
        for entity in event.entities:
            is_lost = entity in lost and (not staying[entity] or lost[entity].overlaps(span))
            if not is_lost or remaining[entity].overlaps(span):
                participants.append(entity)
            if is_lost:
                participants.append(into)
        if tuple(participants) != event.entities:
            editor.events[index] = replace(event, entities=tuple(dict.fromkeys(participants)))


def _remove_unused_names(editor: FindingsEditor, number: int, mentions: Sequence[Mention]) -> None:
    """Remove the names that none of an entity's remaining mentions has."""
    entity = editor.entity(number)
    used = {
        normalize_name(editor.text_of(mention)): editor.text_of(mention)
        for mention in mentions
        if mention.kind == "name"
    }
    if not used:
        return
    aliases = [alias for alias in entity.aliases if normalize_name(alias) in used]
    name = entity.name
    if normalize_name(name) not in used:
        name = max(aliases or used.values(), key=len)
    editor.entities[number] = replace(entity, name=name, aliases=_aliases(name, aliases))


def rename_mentioned(editor: FindingsEditor, at: Span, name: str) -> None:
    """Rename the entity of the mention at a span."""
    entity = _entity_at(editor, at)
    if entity is not None:
        rename_entity(editor, entity, name, "user")


def rename_entity(editor: FindingsEditor, entity: int, name: str, origin: FindingOrigin) -> None:
    """Rename an entity; its previous name becomes an alias."""
    before = editor.entity(entity)
    aliases = _aliases(name, [before.name, *before.aliases])
    reason = Reason.of("edit.renamed", name=name, before=before.name)
    editor.entities[entity] = edit_finding(
        before, reason, origin, name=name, aliases=aliases, confidence=1.0
    )
    written = find_occurrences(editor.text, name)
    added = Reason.of("edit.written", name=name)
    editor.add_mentions(written, before.label, entity, added, origin)


def set_mentioned_label(editor: FindingsEditor, at: Span, label: Label) -> None:
    """Set the label of the entity of the mention at a span."""
    entity = _entity_at(editor, at)
    if entity is not None:
        set_label(editor, entity, label, "user")


def set_label(editor: FindingsEditor, entity: int, label: Label, origin: FindingOrigin) -> None:
    """Set the label of an entity and its mentions."""
    before = editor.entity(entity)
    reason = Reason.of("edit.label", name=before.name, label=label)
    editor.entities[entity] = edit_finding(before, reason, origin, label=label, confidence=1.0)
    for index in editor.mentions_of(entity):
        editor.mentions[index] = edit_finding(editor.mentions[index], reason, origin, label=label)


def _entity_at(editor: FindingsEditor, at: Span) -> int | None:
    """Return the entity of the mention at a span; add one for a name without an entity."""
    index = editor.mention_at(*at)
    if index is None:
        return None
    mention = editor.mentions[index]
    if mention.entity is not None:
        return mention.entity
    words = editor.text_of(mention)
    reference = EntityRef(words, mention.label)
    entity = editor.resolve_entity(reference, mention.reason, mention.origin)
    for loose in editor.unlinked_mentions(words):
        editor.mentions[loose] = replace(editor.mentions[loose], entity=entity)
    return entity


def _with_aliases(entity: Entity, names: Sequence[str], origin: FindingOrigin) -> Entity:
    """Return the entity with these names as additional aliases."""
    aliases = _aliases(entity.name, [*entity.aliases, *names])
    if aliases == entity.aliases:
        return entity
    reason = Reason.of("edit.also", names="\n".join(dict.fromkeys(names)))
    return edit_finding(entity, reason, origin, aliases=aliases)


def _aliases(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without duplicates and without the entity's own name."""
    return tuple(alias for alias in dict.fromkeys(names) if alias != name)
