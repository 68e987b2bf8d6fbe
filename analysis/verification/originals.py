"""Originals of quotations: transcripts with speakers and times, speeches, statements, articles."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, cached_property

from msgspec import Struct

from analysis import lexicon
from analysis.models import Span
from analysis.tokenizer import find_paragraph_spans, sentence_spans
from analysis.transcripts.evidence import is_person_label
from analysis.transcripts.lines import ATTRIBUTED, DIRECTION, NAME, TIME, Paragraph
from analysis.transcripts.turns import find_paragraph_turns
from analysis.verification.spoken_words import find_spoken_words
from analysis.verification.word_records import SpokenWord
from analysis.verification.wording_rules import load_rules

_TIME_CODE = re.compile(
    rf"(?m)^[ \t]*[\[(]?({TIME})[\])]?(?=[ \t]|$)|[\[(]({TIME})[\])]|[ \t]({TIME})[ \t]*$"
)
_LABEL = re.compile(rf"\s*(?:[\[(]?{TIME}[\])]?\s+)?(?P<name>{NAME}):\s+(?=\S)")
_HEADINGS = lexicon.words("transcript_words", "heading", "question", "answer")
_ENDS = re.compile(r"[.!?]")
_MOST_WORDS_PER_END = 60  # more, and the text has no ends of sentences, such as captions
_WORDS_APPROXIMATELY = 6  # characters of a word
_FEWEST_TIMES = 2
_LAST_FIRST_LABEL = 3  # paragraphs, after which a label is not that of the whole text


class Passage(Struct, frozen=True):
    """A part of an original that one person said: its span, speaker and time code.

    `speaker` is the label or the name, "" if it is unknown; `time` is "00:01:04" or "".
    """

    start: int
    end: int
    speaker: str = ""
    time: str = ""


class Original(Struct, frozen=True):
    """A text that quotations are compared with.

    `key` identifies it to the user: the id of an article, or the path of a file. `speaker` is the
    one of the whole text if it is known. `passages` have the speakers of parts of it, such as the
    quotations of an article; without any, the turns of a transcript are read from the text.
    `article` is the id of a stored article.
    """

    key: str
    title: str
    text: str
    speaker: str = ""
    article: int | None = None
    passages: tuple[Passage, ...] = ()


class OriginalReader:
    """The words, sentences, speakers and time codes of an original, read where they are needed."""

    def __init__(self, original: Original) -> None:
        """Read `original`; nothing is read before it is asked for."""
        self.original = original
        self._text = original.text

    def find_words(self, start: int, end: int) -> list[SpokenWord]:
        """Return the spoken words between two offsets, without labels, times and directions."""
        words = find_spoken_words(self._text, start, end)
        skipped = self._skipped
        if not skipped:
            return words
        starts = [span[0] for span in skipped]
        return [word for word in words if not _is_within(word.start, skipped, starts)]

    @cached_property
    def _skipped(self) -> Sequence[Span]:
        """The spans of labels, time codes and stage directions, in order and apart."""
        spans = [match.span() for match in DIRECTION.finditer(self._text)]
        spans += [match.span() for match in self._time_codes]
        for (start, end), turn_spans in self._turn_paragraphs:
            position = start
            for first, last in turn_spans:
                if first > position:
                    spans.append((position, first))
                position = max(position, last)
            if position < end:
                spans.append((position, end))
        apart: list[Span] = []
        for start, end in sorted(spans):
            if apart and start <= apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            elif start < end:
                apart.append((start, end))
        return apart

    @cached_property
    def _paragraphs(self) -> Sequence[Paragraph]:
        spans = find_paragraph_spans(self._text)
        return [Paragraph(n, a, b, self._text[a:b]) for n, (a, b) in enumerate(spans)]

    @cached_property
    def _spoken_turns(self) -> Sequence[tuple[Paragraph, Passage, Sequence[Span]]]:
        """The paragraphs of turns, with their speakers and the spans of their words."""
        found = []
        turns = find_paragraph_turns(self._paragraphs)
        for paragraph in self._paragraphs:
            turn = turns.get(paragraph.number)
            if turn is None or turn.role == "block":
                continue
            label = turn.full_name or turn.name
            speaker = self._text[slice(*label)].strip() if label else ""
            spans = [span for span in turn.spans if paragraph.start <= span[0] < paragraph.end]
            found.append((paragraph, Passage(paragraph.start, paragraph.end, speaker), spans))
        return found or self._read_monologue()

    def _read_monologue(self) -> Sequence[tuple[Paragraph, Passage, Sequence[Span]]]:
        """Return the paragraphs from the label of the only speaker on."""
        labels = {
            paragraph.number: match
            for paragraph in self._paragraphs
            if (match := _LABEL.match(paragraph.text)) and is_person_label(match["name"])
        }
        names = {match["name"].casefold() for match in labels.values()}
        if len(names) != 1 or min(labels) > _LAST_FIRST_LABEL or names & _HEADINGS:
            return []
        first = min(labels)
        speaker = labels[first]["name"]
        return [
            (
                paragraph,
                Passage(paragraph.start, paragraph.end, speaker),
                [(paragraph.start + (match.end() if match else 0), paragraph.end)],
            )
            for paragraph in self._paragraphs[first:]
            for match in (labels.get(paragraph.number),)
        ]

    @property
    def _turn_paragraphs(self) -> Sequence[tuple[Span, Sequence[Span]]]:
        return [((line.start, line.end), spans) for line, _, spans in self._spoken_turns]

    @cached_property
    def _passages(self) -> Sequence[Passage]:
        return self.original.passages or [passage for _, passage, _ in self._spoken_turns]

    @cached_property
    def _passage_starts(self) -> Sequence[int]:
        return [passage.start for passage in self._passages]

    def find_speaker(self, offset: int) -> str:
        """Return the speaker of the words at an offset, "" if unknown."""
        index = bisect_right(self._passage_starts, offset) - 1
        if index >= 0 and offset < self._passages[index].end and self._passages[index].speaker:
            return self._passages[index].speaker
        return self._only_speaker

    @cached_property
    def _only_speaker(self) -> str:
        """The speaker of the whole text: the given one, else the one that its title names."""
        if self.original.speaker or self._passages or ATTRIBUTED.search(self._text):
            return self.original.speaker
        return find_title_speaker(self.original.title)

    @cached_property
    def _time_codes(self) -> Sequence[re.Match[str]]:
        found = list(_TIME_CODE.finditer(self._text))
        return found if len(found) >= _FEWEST_TIMES else []

    def find_time(self, offset: int) -> str:
        """Return the last time code before an offset, "" if there is none."""
        codes = self._time_codes
        index = bisect_right([code.start() for code in codes], offset) - 1
        if index < 0:
            return ""
        return next(group for group in codes[index].groups() if group)

    def find_line(self, offset: int) -> int:
        """Return the number of the line of an offset, from 1."""
        return self._text.count("\n", 0, offset) + 1

    def find_paragraph(self, offset: int) -> Paragraph:
        """Return the paragraph at an offset, or the last one before it."""
        starts = [paragraph.start for paragraph in self._paragraphs]
        return self._paragraphs[max(0, bisect_right(starts, offset) - 1)]

    def find_sentence(self, offset: int) -> Span:
        """Return the span of the sentence at an offset.

        A paragraph without ends of sentences, such as captions, is one sentence.
        """
        paragraph = self.find_paragraph(offset)
        for start, end in self._sentences_of(paragraph):
            if offset < end:
                return start, end
        return paragraph.start, paragraph.end

    def _sentences_of(self, paragraph: Paragraph) -> Sequence[Span]:
        if paragraph.number not in self._sentences:
            self._sentences[paragraph.number] = [
                (paragraph.start + start, paragraph.start + end)
                for _, start, end in sentence_spans(paragraph.text)
            ]
        return self._sentences[paragraph.number]

    @cached_property
    def _sentences(self) -> dict[int, Sequence[Span]]:
        return {}

    def has_sentences(self, offset: int) -> bool:
        """Return whether the text around an offset has the marks that end sentences."""
        start, end = max(0, offset - 1200), min(len(self._text), offset + 1200)
        part = self._text[start:end]
        return len(_ENDS.findall(part)) * _MOST_WORDS_PER_END * _WORDS_APPROXIMATELY > len(part)


def find_title_speaker(title: str) -> str:
    """Return the person that the title of a speech names: "Remarks by Ana Reis" → "Ana Reis"."""
    found = _title_pattern().search(title)
    return found["by"] or found["owner"] if found else ""


@cache
def _title_pattern() -> re.Pattern[str]:
    nouns = "|".join(load_rules().speeches["nouns"])
    return re.compile(
        rf"\b(?i:{nouns})\b(?: [a-z]+)?,? (?:by|of|from) (?P<by>{NAME})"
        rf"|\b(?P<owner>{NAME})['’]s? (?:[\w-]+ ){{0,3}}(?i:{nouns})\b"
    )


def _is_within(offset: int, spans: Sequence[Span], starts: Sequence[int]) -> bool:
    index = bisect_right(starts, offset) - 1
    return index >= 0 and offset < spans[index][1]
