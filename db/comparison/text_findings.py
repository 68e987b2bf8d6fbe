"""The findings of a text as they are compared: speakers, statements, dated events, names."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analysis import Analysis, Entity, Quotation
from analysis.corpus.text_reuse import NormalizedText, find_content_stems, normalize_quotation
from analysis.linking.similarity import name_key
from analysis.models import LABEL_CLASSES, QuotationKind, Span
from analysis.sources import classify_sources
from analysis.speaker_names import describe_source, name_speaker
from db.comparison.models import ComparedPassage, ComparedText
from db.models import EventRow

NO_IDENTITIES: Mapping[int, int] = {}


class TextFindings(Struct, frozen=True):
    """A text with its analysis; `identities` are those of its entities, by their numbers."""

    text: ComparedText
    analysis: Analysis
    identities: Mapping[int, int] = NO_IDENTITIES


class StatementSpeaker(Struct, frozen=True):
    """A speaker of a text: its keys, any of which proves that two are the same, and its name.

    `stems` are those of a source without a name, in their order; the last one is its head.
    """

    keys: frozenset[str]
    name: str
    type: str
    is_named: bool
    stems: tuple[str, ...] = ()


class TextStatement(Struct, frozen=True):
    """A statement of a text with its speakers and its normalized words."""

    passage: ComparedPassage
    kind: QuotationKind
    negated: bool
    speakers: tuple[StatementSpeaker, ...]
    normalized: NormalizedText


def quote_spans(text: str, spans: tuple[Span, ...]) -> str:
    """Return the words of spans on one line, with an ellipsis between them."""
    return " … ".join(" ".join(text[slice(*span)].split()) for span in spans)


def list_statements(found: TextFindings) -> list[TextStatement]:
    """Return the statements of a text with their speakers, in text order."""
    analysis, known = found.analysis, dict[int, StatementSpeaker]()
    statements = []
    sources = classify_sources(analysis)
    for quotation, source in zip(analysis.quotations, sources, strict=True):
        if not quotation.is_statement:
            continue
        type = (source and source.type) or ""
        content = quote_spans(analysis.text, quotation.spans)
        passage = ComparedPassage(quotation.spans, content, name_speaker(analysis, quotation).label)
        speakers = tuple(_list_speakers(found, quotation, known, type))
        normalized = normalize_quotation(content, quotation.kind)
        statements.append(
            TextStatement(passage, quotation.kind, quotation.negated, speakers, normalized)
        )
    return statements


def _list_speakers(
    found: TextFindings, quotation: Quotation, known: dict[int, StatementSpeaker], type: str
) -> Iterator[StatementSpeaker]:
    analysis = found.analysis
    for number in quotation.speakers:
        if number not in known:
            known[number] = _entity_speaker(found, analysis.entities[number], type)
        yield known[number]
    if not quotation.speakers and quotation.source is not None:
        words = describe_source(analysis.text[slice(*quotation.source)])
        if words:
            yield _described_speaker(words, type)


def _entity_speaker(found: TextFindings, entity: Entity, type: str) -> StatementSpeaker:
    if not entity.is_named:
        return _described_speaker(entity.name, type)
    keys = entity_keys(entity, found.identities.get(entity.id))
    return StatementSpeaker(keys, entity.name, type, is_named=True)


def _described_speaker(words: str, type: str) -> StatementSpeaker:
    stems = find_content_stems(words)
    return StatementSpeaker(
        frozenset({f"words {' '.join(sorted(stems))}"}), words, type, False, stems
    )


def entity_keys(entity: Entity, identity: int | None) -> frozenset[str]:
    """Return the keys of an entity: its identity, and its names that are not ambiguous."""
    names = (name_key(name, entity.label) for name in (entity.name, *entity.aliases))
    keys = {f"name {key.key}" for key in names if not key.is_ambiguous}
    if identity is not None:
        keys.add(f"identity {identity}")
    return frozenset(keys or {f"name {name_key(entity.name, entity.label).key}"})


def list_dated_events(found: TextFindings, number: int) -> list[EventRow]:
    """Return the dated events of a text, as rows of an article with this number."""
    text, analysis = found.text, found.analysis
    return [
        EventRow(
            number,
            text.title,
            text.site,
            text.published,
            event.start,
            event.end,
            event.headline,
            event.first_day,
            event.last_day or event.first_day,
            event.precision or "day",
            event.upcoming,
            tuple(analysis.entities[entity].name for entity in event.entities),
            event.reason,
            event.origin,
            published_from=text.published_from,
        )
        for event in analysis.events
        if event.first_day is not None
    ]


def list_name_mentions(found: TextFindings) -> list[tuple[Entity, tuple[ComparedPassage, ...]]]:
    """Return the entities that a text names, each with the passages that do."""
    analysis = found.analysis
    mentions: dict[int, list[ComparedPassage]] = {}
    for mention in analysis.mentions:
        if mention.kind == "name" and mention.entity is not None:
            span = (mention.start, mention.end)
            passage = ComparedPassage((span,), quote_spans(analysis.text, (span,)))
            mentions.setdefault(mention.entity, []).append(passage)
    return [
        (analysis.entities[entity], tuple(passages))
        for entity, passages in mentions.items()
        if analysis.entities[entity].is_named
    ]


def name_class(entity: Entity) -> str:
    """Return the class of a name as lists show it: person, org, place or thing."""
    return LABEL_CLASSES.get(entity.label, "thing")
