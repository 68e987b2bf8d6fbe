"""Sets right who a name means: two that are one, one that is two, what it is called and is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from analysis import Entity, Mention, Span
from analysis.findings import Label
from db.correcting.changes import Who
from db.correcting.draft import Draft, Stretches
from db.correcting.reasons import yours
from db.correcting.wording import SORTS, occurrences, same_words

Because = Callable[[str, str], str]
"""The reason of a finding set right: from the reason before and what was done."""


def merge(draft: Draft, at: Span, who: Who) -> None:
    """Let the entity of the mention there be the same as somebody else."""
    entity = _entity_at(draft, at)
    if entity is not None:
        into = draft.entity_of(who, yours("", "named by you"))
        join(draft, entity, into, yours)


def join(draft: Draft, entity: int, into: int, because: Because) -> None:
    """Let every mention of `entity` mean `into`, which takes over its names and its role."""
    if entity == into:
        return
    gone, kept = draft.entity(entity), draft.entity(into)
    words = f"*{gone.name}* is the same as *{kept.name}*"
    for index in draft.mentions_of(entity):
        mention = draft.mentions[index]
        draft.mentions[index] = replace(
            mention, entity=into, label=kept.label, confidence=1.0,
            because=because(mention.because, words),
        )  # fmt: skip
    draft.entities[into] = replace(
        kept,
        aliases=_aliases(kept.name, [*kept.aliases, gone.name, *gone.aliases]),
        role=kept.role or gone.role,
        confidence=1.0,
        because=because(kept.because, words),
    )
    _retire(draft, entity, into)


def _retire(draft: Draft, entity: int, into: int) -> None:
    """Take an entity away; what it said and did is another's from now on."""
    draft.quotations = [
        replace(quotation, speaker=into) if quotation.speaker == entity else quotation
        for quotation in draft.quotations
    ]
    draft.each_event(lambda those: tuple(into if one == entity else one for one in those))
    draft.entities[entity] = None


def split(draft: Draft, at: Span, who: Who, *, everywhere: bool) -> None:
    """Let the mention there, or each with its words, mean somebody else than it did.

    Words that mention nobody so far mention them from now on.
    """
    index = draft.mention_at(*at)
    if index is None:
        into = draft.entity_of(who, yours("", "named by you"))
        words = draft.words(at)
        because = yours("", f"*{words}* means *{draft.entity(into).name}*")
        written = occurrences(draft.text, words) if everywhere else [at]
        draft.add_mentions(written, draft.entity(into).label, into, because)
        draft.entities[into] = _also_called(draft.entity(into), [words], yours)
        return
    mention = draft.mentions[index]
    moved = _alike(draft, mention) if everywhere else [index]
    into = _apart(draft, mention, who, draft.words(mention))
    move(draft, moved, into, yours)


def _alike(draft: Draft, mention: Mention) -> list[int]:
    words = same_words(draft.words(mention))
    return [
        index
        for index, other in enumerate(draft.mentions)
        if other.entity == mention.entity and same_words(draft.words(other)) == words
    ]


def _apart(draft: Draft, mention: Mention, who: Who, words: str) -> int:
    """The entity that a mention is to mean; one of its own where it is to be called by its words.

    An entity of its own does not draw in other mentions: only this one was said to be somebody
    else.
    """
    if who.at is None and same_words(who.name) == same_words(words):
        number = len(draft.entities)
        because = yours("", f"somebody else than *{_name(draft, mention.entity) or words}*")
        draft.entities.append(Entity(number, who.name, who.label, because=because))
        return number
    return draft.entity_of(who, yours("", "named by you"))


def _name(draft: Draft, entity: int | None) -> str:
    return "" if entity is None else draft.entity(entity).name


def move(draft: Draft, moved: Sequence[int], into: int, because: Because) -> None:
    """Let mentions mean the entity `into`, with what was said and done by those they meant."""
    name, label = draft.entity(into).name, draft.entity(into).label
    gone: dict[int, list[Span]] = {}
    called = []
    for index in moved:
        mention = draft.mentions[index]
        if mention.entity == into:
            continue
        words = draft.words(mention)
        if mention.kind == "name":
            called.append(words)
        if mention.entity is not None:
            gone.setdefault(mention.entity, []).append((mention.start, mention.end))
        draft.mentions[index] = replace(
            mention, entity=into, label=label, confidence=1.0,
            because=because(mention.because, f"*{words}* means *{name}*"),
        )  # fmt: skip
    draft.entities[into] = _also_called(draft.entity(into), called, because)
    staying: dict[int, list[Mention]] = {entity: [] for entity in gone}
    for mention in draft.mentions:
        if mention.entity in staying:
            staying[mention.entity].append(mention)
    _hand_over(draft, into, gone, staying)
    for entity, mentions in staying.items():
        if mentions:
            _forget_names(draft, entity, mentions)
        else:
            draft.entities[entity] = None


def _hand_over(
    draft: Draft,
    into: int,
    gone: Mapping[int, Sequence[Span]],
    staying: Mapping[int, Sequence[Mention]],
) -> None:
    """Give over what entities said and did where that hangs on the mentions gone from them.

    An entity of which no mention stays gives over everything.
    """
    lost = {entity: Stretches(spans) for entity, spans in gone.items()}
    kept = {
        entity: Stretches((m.start, m.end) for m in mentions)
        for entity, mentions in staying.items()
    }
    draft.quotations = [
        replace(quotation, speaker=into)
        if quotation.speaker in lost
        and (
            not staying[quotation.speaker]
            or (quotation.source and lost[quotation.speaker].touch(quotation.source))
        )
        else quotation
        for quotation in draft.quotations
    ]
    for index, event in enumerate(draft.events):
        span = (event.start, event.end)
        those: list[int] = []
        for one in event.entities:
            is_given = one in lost and (not staying[one] or lost[one].touch(span))
            if not is_given or kept[one].touch(span):
                those.append(one)
            if is_given:
                those.append(into)
        if tuple(those) != event.entities:
            draft.events[index] = replace(event, entities=tuple(dict.fromkeys(those)))


def _forget_names(draft: Draft, number: int, mentions: Sequence[Mention]) -> None:
    """Let an entity no longer go by names that none of its mentions gives."""
    entity = draft.entity(number)
    called = {
        same_words(draft.words(mention)): draft.words(mention)
        for mention in mentions
        if mention.kind == "name"
    }
    if not called:
        return
    aliases = [alias for alias in entity.aliases if same_words(alias) in called]
    name = entity.name
    if same_words(name) not in called:
        name = max(aliases or called.values(), key=len)
    draft.entities[number] = replace(entity, name=name, aliases=_aliases(name, aliases))


def rename(draft: Draft, at: Span, name: str) -> None:
    """Call the entity of the mention there by another name."""
    entity = _entity_at(draft, at)
    if entity is not None:
        call(draft, entity, name, yours)


def call(draft: Draft, entity: int, name: str, because: Because) -> None:
    """Call an entity by another name; the one before becomes an alias."""
    before = draft.entity(entity)
    draft.entities[entity] = replace(
        before, name=name, aliases=_aliases(name, [before.name, *before.aliases]), confidence=1.0,
        because=because(before.because, f"*{name}*, found as *{before.name}*"),
    )  # fmt: skip
    written = occurrences(draft.text, name)
    draft.add_mentions(written, before.label, entity, because("", f"*{name}* is written here"))


def relabel(draft: Draft, at: Span, label: Label) -> None:
    """Let the entity of the mention there be of another sort."""
    entity = _entity_at(draft, at)
    if entity is not None:
        sort(draft, entity, label, yours)


def sort(draft: Draft, entity: int, label: Label, because: Because) -> None:
    """Let an entity and its mentions be of a sort."""
    before = draft.entity(entity)
    words = f"*{before.name}* is {SORTS[label]}"
    draft.entities[entity] = replace(
        before, label=label, confidence=1.0, because=because(before.because, words)
    )
    for index in draft.mentions_of(entity):
        mention = draft.mentions[index]
        draft.mentions[index] = replace(
            mention, label=label, because=because(mention.because, words)
        )


def _entity_at(draft: Draft, at: Span) -> int | None:
    """The entity of the mention there; a name that is none's so far gets one."""
    index = draft.mention_at(*at)
    if index is None:
        return None
    mention = draft.mentions[index]
    if mention.entity is not None:
        return mention.entity
    words = draft.words(mention)
    entity = draft.entity_of(Who(words, mention.label), mention.because)
    for loose in draft.loose(words):
        draft.mentions[loose] = replace(draft.mentions[loose], entity=entity)
    return entity


def _also_called(entity: Entity, names: Sequence[str], because: Because) -> Entity:
    """An entity that goes by these names, too."""
    aliases = _aliases(entity.name, [*entity.aliases, *names])
    if aliases == entity.aliases:
        return entity
    words = ", ".join(f"*{name}*" for name in dict.fromkeys(names))
    return replace(entity, aliases=aliases, because=because(entity.because, f"also {words}"))


def _aliases(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Names without the one that comes first and without doubles."""
    return tuple(one for one in dict.fromkeys(names) if one != name)
