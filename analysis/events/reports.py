"""The reported content of a quotation, as events and their headlines use it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from analysis.events.headline_names import DESCRIPTIONS
from analysis.models import Entity, Quotation
from analysis.syntax.cues import REPORTING_VERBS
from analysis.syntax.tag_sets import PROPER_NOUN_TAGS
from analysis.syntax.tokens import Doc
from analysis.text import join_names

_ARTICLES = ("the", "a", "an")
_CUES = {"told": "said", "tells": "says", "tell": "say"}  # the addressee is left out


class Report(Struct, frozen=True):
    """Reported content as it is in a text: its span, its speaker and a cue such as "said".

    `direct` says whether it is in the speaker's own words.
    """

    start: int
    end: int
    speaker: Entity | None
    source: str
    cue: str
    direct: bool = False


def find_reports(words: Doc, quotation: Quotation, entities: Sequence[Entity]) -> Iterator[Report]:
    """Return the reported content of a quotation with its speaker; none if it is no statement."""
    if not quotation.is_statement or quotation.negated:
        return
    cue = "said"
    if quotation.cue is not None:
        tokens = words.token_range(*quotation.cue)
        verb = words.tokens[tokens.start] if tokens else None
        if verb is not None and verb.lower in REPORTING_VERBS and verb.tag != "VBG":
            cue = _CUES.get(verb.lower, verb.text)
        elif quotation.kind == "indirect" and (verb is None or verb.lower != "saying"):
            return  # "agreed to lease 100 tankers"
    speaker, source = None, ""
    if quotation.speakers and max(quotation.speakers) < len(entities):
        speakers = [entities[number] for number in quotation.speakers]
        speaker, source = speakers[0], join_names([each.name for each in speakers])
        if not _names_speakers(words, quotation, speakers):
            source = f"[{source}]"
    elif quotation.source is not None:
        source = " ".join(words.text[slice(*quotation.source)].split())
        source = DESCRIPTIONS.get(source.lower(), source)
        if "," in source or source.lower() in _ARTICLES:
            return  # "the head of sales, service and marketing"
    if quotation.source is not None and source:
        first = words.token_at(quotation.source[0])
        if first and words.tokens[first - 1].lower == "of":
            return  # "the harbor master of | Porto"
        opening = words.tokens[first]
        is_common = opening.tag not in PROPER_NOUN_TAGS and opening.name == "O"
        if is_common and source.startswith(opening.text):
            source = source[:1].lower() + source[1:]  # "Local officials" at the start of a sentence
    if source and not source.endswith(" who"):  # "cited sources who said"
        for start, end in quotation.spans:
            yield Report(start, end, speaker, source, cue, direct=quotation.kind == "direct")


def _names_speakers(words: Doc, quotation: Quotation, speakers: Sequence[Entity]) -> bool:
    """Return whether the source of a quotation has the last word of each speaker's name."""
    if quotation.source is None:
        return False
    source = words.text[slice(*quotation.source)].casefold()
    return all(speaker.name.split()[-1].casefold() in source for speaker in speakers)
