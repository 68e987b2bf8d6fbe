"""The speaker filter: a quotation's speaker, and all quotations of a speaker in an article."""

from analysis import Analysis, Quotation, Span
from tui.widgets.finding_index import Place

Voice = int | str
"""A speaker: an entity's id, or the text of a source without an entity, in lower case."""


def voice_of(analysis: Analysis, quotation: Quotation) -> Voice | None:
    """Return the speaker of a quotation; None if it names no source."""
    if quotation.speaker is not None:
        return quotation.speaker
    return _words(analysis, quotation.source).casefold() if quotation.source else None


def voice_at(analysis: Analysis, ref: Place) -> Voice | None:
    """Return the speaker of a quotation, or the entity of a name."""
    match ref.kind:
        case "quotation":
            return voice_of(analysis, analysis.quotations[ref.index])
        case "name":
            return analysis.mentions[ref.index].entity
        case _:
            return None


def voice_name(analysis: Analysis, voice: Voice) -> str:
    """Return a speaker's display name: the entity's name, or the text of the source."""
    if isinstance(voice, int):
        return analysis.entities[voice].name
    indexes = said_by(analysis, voice)
    source = analysis.quotations[indexes[0]].source if indexes else None
    return _words(analysis, source) if source else voice


def voice_called(analysis: Analysis, name: str) -> Voice:
    """Return the speaker with a display name; the inverse of `voice_name`."""
    named = (entity.id for entity in analysis.entities if entity.name == name)
    return next(named, name.casefold())


def said_by(analysis: Analysis, voice: Voice) -> list[int]:
    """Return the indexes of a speaker's quotations."""
    return [
        index
        for index, quotation in enumerate(analysis.quotations)
        if voice_of(analysis, quotation) == voice
    ]


def heard(analysis: Analysis, quotations: list[int]) -> list[Span]:
    """Return the spans of quotations with their cues and sources."""
    spans: list[Span] = []
    for quotation in (analysis.quotations[index] for index in quotations):
        around = (quotation.cue, quotation.source)
        spans += [*quotation.spans, *(span for span in around if span)]
    return spans


def _words(analysis: Analysis, span: Span) -> str:
    return " ".join(analysis.text[slice(*span)].split())
