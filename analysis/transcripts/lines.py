"""The paragraphs of a text that may be speech, and the turns that are made of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.syntax.tokens import Doc

TurnRole = Literal["speaker", "question", "answer", "signed", "block"]
FEWEST = 3
FEWEST_WORDS = 3
_LONGEST_HEADING = 8
LONGEST_TURN = 6
WHOLE = r"[^\W\d_a-z][\w'’-]*"
_PART = rf"(?:{WHOLE}|(?:[A-Z]\.){{2,4}})\.?"
_PARTICLE = lexicon.pattern("name_particles", "byline") + "|of|the|and|for"
NAME = rf"{_PART}(?: (?:{_PART}|(?:{_PARTICLE})\b|\d{{1,2}}\b|&)){{0,5}}"
TIME = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
DIRECTION_WORDS = lexicon.words("transcript_words", "direction")
_DIRECTIONS = lexicon.pattern("transcript_words", "direction")
DIRECTION = re.compile(
    rf"[(\[*](?i:{_DIRECTIONS})\b[^()\[\]*\n]{{0,60}}[)\]*]"
    rf"|[(\[][A-Z][A-Z0-9 ,.:;'’/-]{{2,80}}[)\]]|[(\[]{TIME}[)\]]|</?[a-z][^<>\n]{{0,200}}>"
)
_REMARK = re.compile(r"\([a-z][^()\n]{1,40}\)\s+")  # (by telephone)
TIMING = re.compile(rf"(?:\d+|WEBVTT.*|NOTE .*|(?:Kind|Language): .*|{TIME}(?: --> {TIME}.*)?)")
_MARK = re.compile(r"\s*(?:#{1,6} |> ?)+")  # of a heading or a block quotation
_NO_CONTENT = re.compile(r"[(\[][^()\[\]\n]*[)\]]\.?|[^\w]+|(?:https?://|www\.)\S+")
# A note of the reporter, and a cue of a radio play: "Mr Lee interjecting—", "SOUND: A DOOR."
_NOTE = re.compile(
    r"(?:[\w.'’-]+ ){1,6}(?:interject(?:ing|ed)|interrupt(?:ing|ed)|having (?:risen|spoken))"
    r"\s*[-–—]*\.?"
    rf"|(?i:{lexicon.pattern('transcript_words', 'cue')})(?: \w+)?:.*"
)
_LABEL_NAME = re.compile(NAME)
_DETAILS = re.compile(r"\([^\W\d_a-z][^()\n]{0,59}\)(?: \([^()\n]{1,59}\)){0,2}")
_CAPTION = re.compile(
    r"(?:File photo|Photo(?:graph)?|Image|Picture|Video|Listen|Watch|Read more)\b"
    r"|.*\b(?:Image|Photo|Photograph|Picture|Credit|Courtesy)s?(?: by|:) ?[^.!?]{0,60}\.?$"
)
END = re.compile(
    r"(?:-+ ?)?END\b(?! (?:OF )?VIDEO)|(?:Reporting|Edit(?:ing|ed)) by\b"
    r"|(?:(?:This|The) )?(?:interview|transcript|conversation) (?:has|was|is|by|edited)\b"
    r"|Editor[’']s note|Related (?:news|stories|articles)|Sources?$|External links|©|Copyright\b",
    re.IGNORECASE,
)
FINAL = re.compile(r"(?:[.!?…]|[-–—])[\"“”'’)\]*_ ]*$")
QUOTED = re.compile(
    r"(?<!\w)‘[^‘\n]*?’(?!\w)|\"[^\"\n]*\"|“[^“”\n]*”?|``[^`\n]*?(?:''|\")|''(?:(?!'').)*''"
)
FIRST_PERSON = re.compile(
    r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Uu]s|[Oo]ur|[Oo]urs)\b(?!\.\w)"
)
SECOND_PERSON = re.compile(
    r"\b(?:you|your|yours|yourself|(?:Mr|Ms|Mrs|Madam|Dr)\.? \w+)\b", re.IGNORECASE
)
_SAID = lexicon.pattern("reporting_verb_forms", "after_quote")
ATTRIBUTED = re.compile(rf"[,.!?](?:[\"”]|'') (?:[\w.'’-]+ ){{0,5}}?(?:{_SAID})\b")


class Paragraph(Struct, frozen=True):
    """A paragraph with its number; `is_apart` unless it is directly below another."""

    number: int
    start: int
    end: int
    text: str
    is_apart: bool = True


class TurnLabel(Struct, frozen=True):
    """A label: its name, the mark after it, and the offset of the words that follow."""

    name: Span
    mark: Span | None
    content: int
    full_name: Span | None
    key: str


@dataclass(slots=True)
class TurnDraft:
    """A turn under construction, with the paragraphs that belong to it."""

    label: TurnLabel | None
    role: TurnRole
    lines: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def read_lines(words: Doc) -> list[Paragraph]:
    """Return the paragraphs of a text."""
    bounds: dict[int, Span] = {}
    for sentence in words.sentences:
        start, _ = bounds.get(sentence.paragraph, (sentence.start, 0))
        bounds[sentence.paragraph] = (start, sentence.end)
    lines: list[Paragraph] = []
    before = 0
    for number, (start, end) in bounds.items():
        is_apart = not lines or words.text.count("\n", before, start) > 1
        lines.append(Paragraph(number, start, end, words.text[start:end], is_apart))
        before = end
    return lines


def join_details(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs, with a line of mere brackets joined to the name directly above it.

    `Ana Reed`, `(Norden) (Lab)` is the label of a member with the seat and the party.
    """
    joined: list[Paragraph] = []
    for line in lines:
        above = joined[-1] if joined else None
        if (
            above is not None
            and not line.is_apart
            and _DETAILS.fullmatch(line.text)
            and _LABEL_NAME.fullmatch(above.text)
        ):
            blanks = " " * (line.start - above.end)
            joined[-1] = Paragraph(
                above.number,
                above.start,
                line.end,
                f"{above.text}{blanks}{line.text}",
                above.is_apart,
            )
        else:
            joined.append(line)
    return joined


def is_personal(text: str) -> bool:
    """Return whether a text speaks in the first person, outside quotation marks."""
    return bool(FIRST_PERSON.search(QUOTED.sub("", text)))


def label_key(name: str) -> str:
    """Return a label in the form in which labels are compared: "Q1" → "q"."""
    name = name.casefold().replace(".", "").strip()
    return name[0] if re.fullmatch(r"[qa]\d+", name) else name


def shift_span(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset


def are_remarks(lines: Sequence[Paragraph]) -> bool:
    """Return whether paragraphs are one person's remarks: in the first person, without reports."""
    texts = [QUOTED.sub("", line.text) for line in lines if is_spoken(line, timed=False)]
    personal = sum(bool(FIRST_PERSON.search(text)) for text in texts)
    reported = any(ATTRIBUTED.search(line.text) for line in lines)
    return len(texts) >= FEWEST and 3 * personal >= len(texts) and not reported


def is_spoken(line: Paragraph, *, timed: bool) -> bool:
    """Return whether a paragraph without a label can be speech: no heading, caption or time."""
    text = line.text.strip()
    if any(pattern.fullmatch(text) for pattern in (_NO_CONTENT, TIMING, DIRECTION, _NOTE)):
        return False
    if timed:
        return True
    return not _CAPTION.match(text) and not _is_heading(text)


def _is_heading(text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and not re.search(r"[.!?…,;:—–-][\"”’)*_]*$", text)


def find_line_spans(line: Paragraph, start: int) -> Iterator[Span]:
    """Yield the spans of a paragraph from a character on, without stage directions."""
    remark = _REMARK.match(line.text, start - line.start)
    start = line.start + remark.end() if remark else start
    for match in DIRECTION.finditer(line.text, start - line.start):
        yield from trim_span(line, start, line.start + match.start())
        start = line.start + match.end()
    yield from trim_span(line, start, line.end)


def trim_span(line: Paragraph, start: int, end: int) -> Iterator[Span]:
    """Yield the span without blanks and marks of Markdown at its ends, if it has a letter."""
    text = line.text[start - line.start : end - line.start]
    mark = _MARK.match(text)
    inner = text[mark.end() if mark else 0 :].strip(" \t\n*_")
    if any(map(str.isalnum, inner)):
        first = start + text.index(inner)
        yield first, first + len(inner)
