"""Motions in a text by sentence, paragraph or word, as character offsets."""

import re
from typing import Literal

from analysis import Span
from tui.widgets.article_view.sentences import sentence_at
from tui.widgets.article_view.wrapping import Paragraphs

Unit = Literal["word", "sentence", "paragraph"]

_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_REACH = 2000  # characters searched for the start of a word


class Motions:
    """Motions over one text. An offset is a character index; motions stop at the text's ends."""

    def __init__(self, text: str, paragraphs: Paragraphs) -> None:
        self._text = text
        self.all_paragraphs = paragraphs

    def paragraph(self, offset: int) -> Span:
        """Return the paragraph that contains an offset, or the one before it."""
        if not len(self.all_paragraphs):
            return (0, 0)
        index = self.all_paragraphs.at(offset)
        return (self.all_paragraphs.starts[index], self.all_paragraphs.ends[index])

    def sentence(self, offset: int) -> Span:
        """Return the sentence that contains an offset."""
        low, high = self.paragraph(offset)
        return sentence_at(self._text, min(max(offset, low), max(high - 1, low)), low, high)

    def sentences(self, offset: int, count: int) -> int:
        """Return the start of the sentence `count` steps ahead, or back if it is negative.

        Going back from within a sentence, the first step leads to its own start.
        """
        for _ in range(abs(count)):
            start, end = self.sentence(offset)
            if count > 0:
                following = self._after(end)
                if following is None:
                    return offset
                offset = following
            elif offset > start:
                offset = start
            else:
                before = self._before(start)
                if before is None:
                    return offset
                offset = self.sentence(before)[0]
        return offset

    def _after(self, end: int) -> int | None:
        """Return the first non-blank offset of a paragraph's text at or after `end`."""
        high = self.paragraph(end)[1]
        while end < high and self._text[end].isspace():
            end += 1
        if end < high:
            return end
        index = self.all_paragraphs.at(end) + 1
        return self.all_paragraphs.starts[index] if index < len(self.all_paragraphs) else None

    def _before(self, start: int) -> int | None:
        """Return the last non-blank offset of a paragraph's text before `start`."""
        low = self.paragraph(start)[0]
        start -= 1
        while start >= low and self._text[start].isspace():
            start -= 1
        if start >= low:
            return start
        index = self.all_paragraphs.at(low) - 1
        return self.all_paragraphs.ends[index] - 1 if index >= 0 else None

    def paragraphs(self, offset: int, count: int) -> int:
        """Return the start of the paragraph `count` steps ahead, or back if it is negative.

        Going back from within a paragraph, the first step leads to its own start.
        """
        if not len(self.all_paragraphs):
            return 0
        index = self.all_paragraphs.at(offset)
        if count < 0 and offset > self.all_paragraphs.starts[index]:
            count += 1
        index = min(max(index + count, 0), len(self.all_paragraphs) - 1)
        return self.all_paragraphs.starts[index]

    def grow(self, span: Span, unit: Unit, by: int, *, at_end: bool) -> Span:
        """Move a span's end, or its start, by a number of units; the span never gets empty."""
        start, end = span
        for _ in range(abs(by)):
            if at_end:
                moved = self._next_end(unit, end) if by > 0 else self._previous_end(unit, end)
                end = moved if moved > start else end
            else:
                moved = self._next_start(unit, start) if by > 0 else self._start(unit, start)
                start = moved if moved < end else start
        return start, end

    def _unit(self, unit: Unit, offset: int) -> Span:
        match unit:
            case "word":
                return self.word(offset)
            case "sentence":
                return self.sentence(offset)
            case "paragraph":
                return self.paragraph(offset)

    def _next_end(self, unit: Unit, end: int) -> int:
        """Return the end of the unit that contains the first character after `end`."""
        following = self._after(end)
        return end if following is None else self._unit(unit, following)[1]

    def _previous_end(self, unit: Unit, end: int) -> int:
        """Return the end of the unit before the one that contains the character before `end`."""
        before = self._before(self._unit(unit, end - 1)[0])
        return 0 if before is None else before + 1

    def _next_start(self, unit: Unit, start: int) -> int:
        following = self._after(self._unit(unit, start)[1])
        return len(self._text) if following is None else following

    def _start(self, unit: Unit, start: int) -> int:
        """Return the start of the unit that contains the last character before `start`."""
        before = self._before(start)
        return start if before is None else self._unit(unit, before)[0]

    def word(self, offset: int) -> Span:
        """Return the word at an offset, or the single character there."""
        match = _WORD.search(self._text, self._word_start(offset))
        if match and match.start() <= offset < match.end():
            return match.span()
        return (offset, min(offset + 1, len(self._text)))

    def _word_start(self, offset: int) -> int:
        low = max(0, offset - _REACH)
        while offset > low and not self._text[offset - 1].isspace():
            offset -= 1
        return offset
