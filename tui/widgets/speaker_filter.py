"""The speaker filter: the speaker of a quotation, and all quotations of a speaker in an article."""

from analysis import Analysis, Quotation, Span
from analysis.speaker_names import name_speaker
from tui.widgets.finding_index import FindingRef

SpeakerKey = int | str
"""A speaker: an entity's id, or the description of a source without one, in lower case."""


def speaker_key(analysis: Analysis, quotation: Quotation) -> SpeakerKey | None:
    """Return the speaker of a quotation; None if its source is a pronoun or missing.

    Two pronouns of an article may denote different speakers.
    """
    if quotation.speaker is not None:
        return quotation.speaker
    return name_speaker(analysis, quotation).name.casefold() or None


def speaker_key_at(analysis: Analysis, ref: FindingRef) -> SpeakerKey | None:
    """Return the speaker of a quotation, or the entity of a name."""
    match ref.kind:
        case "quotation":
            return speaker_key(analysis, analysis.quotations[ref.index])
        case "name":
            return analysis.mentions[ref.index].entity
        case _:
            return None


def speaker_name(analysis: Analysis, speaker: SpeakerKey) -> str:
    """Return a speaker's display name: the entity's name, or the description in the text."""
    if isinstance(speaker, int):
        return analysis.entities[speaker].name
    indexes = quotation_indexes(analysis, speaker)
    return name_speaker(analysis, analysis.quotations[indexes[0]]).name if indexes else speaker


def find_speaker_key(analysis: Analysis, name: str) -> SpeakerKey:
    """Return the speaker with a display name; the inverse of `speaker_name`."""
    named = (entity.id for entity in analysis.entities if entity.name == name)
    return next(named, name.casefold())


def quotation_indexes(analysis: Analysis, speaker: SpeakerKey) -> list[int]:
    """Return the indexes of a speaker's statements."""
    return [
        index
        for index, quotation in enumerate(analysis.quotations)
        if quotation.is_statement
        and (speaker in quotation.speakers or speaker_key(analysis, quotation) == speaker)
    ]


def spans_with_sources(analysis: Analysis, quotations: list[int]) -> list[Span]:
    """Return the spans of quotations with their cues and sources."""
    spans: list[Span] = []
    for quotation in (analysis.quotations[index] for index in quotations):
        around = (quotation.cue, quotation.source)
        spans += [*quotation.spans, *(span for span in around if span)]
    return spans
