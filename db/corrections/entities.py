"""Correct entities: merge or split them, rename them, and change their labels."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from analysis import Entity, Mention, Span
from analysis.models import Label
from db.corrections.editor import FindingsEditor, SpanSet, user_reason
from db.corrections.models import EntityRef
from db.text import LABEL_NAMES, find_occurrences, normalize_name

ReasonBuilder = Callable[[str, str], str]
"""Builds the reason of a corrected finding from its previous reason and the change."""


def merge_mention(editor: FindingsEditor, at: Span, target: EntityRef) -> None:
    """Merge the entity of the mention at a span into the target entity."""
    entity = _entity_at(editor, at)
    if entity is not None:
        into = editor.resolve_entity(target, user_reason("", "named by you"))
        merge_entities(editor, entity, into, user_reason)


def merge_entities(editor: FindingsEditor, entity: int, into: int, because: ReasonBuilder) -> None:
    """Merge `entity` into `into`, which receives its mentions, names and role."""
    if entity == into:
        return
    source, target = editor.entity(entity), editor.entity(into)
    words = f"*{source.name}* is the same as *{target.name}*"
    for index in editor.mentions_of(entity):
        mention = editor.mentions[index]
        editor.mentions[index] = replace(
            mention, entity=into, label=target.label, confidence=1.0,
            because=because(mention.because, words),
        )  # fmt: skip
    editor.entities[into] = replace(
        target,
        aliases=_aliases(target.name, [*target.aliases, source.name, *source.aliases]),
        role=target.role or source.role,
        confidence=1.0,
        because=because(target.because, words),
    )
    _retire(editor, entity, into)


def _retire(editor: FindingsEditor, entity: int, into: int) -> None:
    """Remove an entity; its quotations and events go to the entity `into`."""
    editor.quotations = [
        replace(quotation, speaker=into) if quotation.speaker == entity else quotation
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
        into = editor.resolve_entity(target, user_reason("", "named by you"))
        words = editor.text_of(at)
        because = user_reason("", f"*{words}* means *{editor.entity(into).name}*")
        written = find_occurrences(editor.text, words) if everywhere else [at]
        editor.add_mentions(written, editor.entity(into).label, into, because)
        editor.entities[into] = _with_aliases(editor.entity(into), [words], user_reason)
        return
    mention = editor.mentions[index]
    moved = _same_name_mentions(editor, mention) if everywhere else [index]
    into = _target_entity(editor, mention, target, editor.text_of(mention))
    move_mentions(editor, moved, into, user_reason)


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
        because = user_reason("", f"somebody else than *{_name(editor, mention.entity) or words}*")
        editor.entities.append(Entity(number, target.name, target.label, because=because))
        return number
    return editor.resolve_entity(target, user_reason("", "named by you"))


def _name(editor: FindingsEditor, entity: int | None) -> str:
    return "" if entity is None else editor.entity(entity).name


def move_mentions(
    editor: FindingsEditor, moved: Sequence[int], into: int, because: ReasonBuilder
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
        editor.mentions[index] = replace(
            mention, entity=into, label=label, confidence=1.0,
            because=because(mention.because, f"*{words}* means *{name}*"),
        )  # fmt: skip
    editor.entities[into] = _with_aliases(editor.entity(into), names, because)
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
    editor.quotations = [
        replace(quotation, speaker=into)
        if quotation.speaker in lost
        and (
            not staying[quotation.speaker]
            or (quotation.source and lost[quotation.speaker].overlaps(quotation.source))
        )
        else quotation
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
        rename_entity(editor, entity, name, user_reason)


def rename_entity(editor: FindingsEditor, entity: int, name: str, because: ReasonBuilder) -> None:
    """Rename an entity; its previous name becomes an alias."""
    before = editor.entity(entity)
    editor.entities[entity] = replace(
        before, name=name, aliases=_aliases(name, [before.name, *before.aliases]), confidence=1.0,
        because=because(before.because, f"*{name}*, found as *{before.name}*"),
    )  # fmt: skip
    written = find_occurrences(editor.text, name)
    editor.add_mentions(written, before.label, entity, because("", f"*{name}* is written here"))


def set_mentioned_label(editor: FindingsEditor, at: Span, label: Label) -> None:
    """Set the label of the entity of the mention at a span."""
    entity = _entity_at(editor, at)
    if entity is not None:
        set_label(editor, entity, label, user_reason)


def set_label(editor: FindingsEditor, entity: int, label: Label, because: ReasonBuilder) -> None:
    """Set the label of an entity and its mentions."""
    before = editor.entity(entity)
    words = f"*{before.name}* is {LABEL_NAMES[label]}"
    editor.entities[entity] = replace(
        before, label=label, confidence=1.0, because=because(before.because, words)
    )
    for index in editor.mentions_of(entity):
        mention = editor.mentions[index]
        editor.mentions[index] = replace(
            mention, label=label, because=because(mention.because, words)
        )


def _entity_at(editor: FindingsEditor, at: Span) -> int | None:
    """Return the entity of the mention at a span; add one for a name without an entity."""
    index = editor.mention_at(*at)
    if index is None:
        return None
    mention = editor.mentions[index]
    if mention.entity is not None:
        return mention.entity
    words = editor.text_of(mention)
    entity = editor.resolve_entity(EntityRef(words, mention.label), mention.because)
    for loose in editor.unlinked_mentions(words):
        editor.mentions[loose] = replace(editor.mentions[loose], entity=entity)
    return entity


def _with_aliases(entity: Entity, names: Sequence[str], because: ReasonBuilder) -> Entity:
    """Return the entity with these names as additional aliases."""
    aliases = _aliases(entity.name, [*entity.aliases, *names])
    if aliases == entity.aliases:
        return entity
    words = ", ".join(f"*{name}*" for name in dict.fromkeys(names))
    return replace(entity, aliases=aliases, because=because(entity.because, f"also {words}"))


def _aliases(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without duplicates and without the entity's own name."""
    return tuple(alias for alias in dict.fromkeys(names) if alias != name)
