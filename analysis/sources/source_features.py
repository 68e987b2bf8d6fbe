"""The evidence for the type of a source: its words, its entity, its cue, its earlier statements."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from analysis.log_linear import Features
from analysis.models import Analysis, Entity, Mention, Quotation, SourceType
from analysis.quotations.confidence import name_cue
from analysis.sources.outlets import is_outlet
from analysis.sources.source_phrases import SourcePhrase, read_source_phrase

TYPES: tuple[SourceType, ...] = (
    "person",
    "unnamed",
    "group",
    "organization",
    "document",
    "outlet",
)


def list_evidence(
    analysis: Analysis,
    quotation: Quotation,
    names: Sequence[Mention],
    earlier: Mapping[int, SourceType],
) -> list[str]:
    """Return the evidence for the type of a quotation's source.

    `names` are the names of the article, `earlier` the types of the entities that spoke before.
    """
    inside = find_inside(names, quotation)
    phrase = read_source_phrase(analysis.text, quotation.source, inside)
    has_speaker = quotation.speaker is not None and quotation.speaker < len(analysis.entities)
    entity = analysis.entities[quotation.speaker or 0] if has_speaker else None
    label = "none" if entity is None else entity.label
    found = list(_list_entity_evidence(phrase, entity))
    found += _list_phrase_evidence(phrase)
    for kind in phrase.classes or ("unknown",) * (phrase.form == "noun"):
        found += [
            f"class {kind} {'several' if phrase.is_plural else 'one'}",
            f"class {kind}, label {label}",
        ]
    cue = name_cue(analysis.text, quotation.cue)
    found += [f"cue {cue}", f"form {phrase.form}, cue {cue}"]
    before = None if quotation.speaker is None else earlier.get(quotation.speaker)
    if before is not None and phrase.form not in ("name", "noun"):
        found += [f"before {before}", f"before {before}, label {label}"]
    if len(quotation.speakers) > 1:
        found.append("speakers")
    for name in inside:
        if is_outlet(analysis.text[name.start : name.end]):
            is_head = phrase.head_span is not None and phrase.head_span[1] <= name.end
            found.append(f"outlet {'as head' if is_head else 'inside'}")
    return found


def _list_entity_evidence(phrase: SourcePhrase, entity: Entity | None) -> Iterator[str]:
    label = "none" if entity is None else entity.label
    yield f"label {label}"
    yield f"label {label}, form {phrase.form}"
    if entity is not None and entity.is_named:
        yield "named"
        if is_outlet(entity.name):
            yield "outlet by name"
            yield f"outlet by name, form {phrase.form}"


def _list_phrase_evidence(phrase: SourcePhrase) -> Iterator[str]:
    yield f"form {phrase.form}"
    if phrase.form not in ("name", "noun"):
        return
    number = "several" if phrase.is_plural else "one"
    yield f"head {phrase.head}"
    yield f"{phrase.determiner} {number}"
    yield f"form {phrase.form}, {phrase.determiner}"
    if phrase.label is not None:
        yield f"head in {phrase.label}"
    if phrase.inner is not None:
        yield f"with {phrase.inner}"
    if "person" in phrase.classes:
        yield f"person, {phrase.determiner} {number}"


def find_inside(names: Sequence[Mention], quotation: Quotation) -> list[Mention]:
    """Return the names, given in text order, within the source of a quotation."""
    if quotation.source is None:
        return []
    start, end = quotation.source
    first = bisect_left(names, start, key=attrgetter("start"))
    last = bisect_left(names, end, key=attrgetter("start"))
    return [name for name in names[first:last] if name.end <= end]


def to_features(evidence: Sequence[str], choice: str) -> Features:
    """Return the features of a choice: each piece of evidence, with the choice."""
    return {f"{choice}: {each}": 1.0 for each in ("any", *evidence)}
