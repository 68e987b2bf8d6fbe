"""Whose words a quotation's are, and everything that one voice says in an article."""

from analysis import Analysis, Quotation, Span
from tui.widgets.places import Place

Voice = int | str
"""A speaker's entity by its id, or in lower case the words of a source that is no entity."""


def voice_of(analysis: Analysis, quotation: Quotation) -> Voice | None:
    """Whose words these are; None where nobody is named."""
    if quotation.speaker is not None:
        return quotation.speaker
    return _words(analysis, quotation.source).casefold() if quotation.source else None


def voice_at(analysis: Analysis, place: Place) -> Voice | None:
    """The voice of a quotation, or of the entity that a name means."""
    match place.kind:
        case "quotation":
            return voice_of(analysis, analysis.quotations[place.index])
        case "name":
            return analysis.mentions[place.index].entity
        case _:
            return None


def voice_name(analysis: Analysis, voice: Voice) -> str:
    """What a voice is called: an entity's name, or the words of the source."""
    if isinstance(voice, int):
        return analysis.entities[voice].name
    said = said_by(analysis, voice)
    source = analysis.quotations[said[0]].source if said else None
    return _words(analysis, source) if source else voice


def voice_called(analysis: Analysis, name: str) -> Voice:
    """The voice that goes by a name, as `voice_name` gives it."""
    named = (entity.id for entity in analysis.entities if entity.name == name)
    return next(named, name.casefold())


def said_by(analysis: Analysis, voice: Voice) -> list[int]:
    """The indexes of the quotations of a voice."""
    return [
        index
        for index, quotation in enumerate(analysis.quotations)
        if voice_of(analysis, quotation) == voice
    ]


def heard(analysis: Analysis, quotations: list[int]) -> list[Span]:
    """Where quotations stand in the text, with their cues and sources."""
    spans: list[Span] = []
    for quotation in (analysis.quotations[index] for index in quotations):
        around = (quotation.cue, quotation.source)
        spans += [*quotation.spans, *(span for span in around if span)]
    return spans


def _words(analysis: Analysis, span: Span) -> str:
    return " ".join(analysis.text[slice(*span)].split())
