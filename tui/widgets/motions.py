"""Where a motion leads in a text: by sentence, paragraph or word, as character offsets."""

import re
from typing import Literal

from analysis import Span
from tui.widgets.sentences import sentence_at
from tui.widgets.wrapping import Paragraphs

Unit = Literal["word", "sentence", "paragraph"]

_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_REACH = 2000  # characters in which the word before a place is looked for


class Motions:
    """Motions over one text. An offset is a character; every motion stops at the text's ends."""

    def __init__(self, text: str, paragraphs: Paragraphs) -> None:
        self._text = text
        self.all_paragraphs = paragraphs

    def paragraph(self, offset: int) -> Span:
        """The paragraph that holds an offset, or the one before it."""
        if not len(self.all_paragraphs):
            return (0, 0)
        index = self.all_paragraphs.at(offset)
        return (self.all_paragraphs.starts[index], self.all_paragraphs.ends[index])

    def sentence(self, offset: int) -> Span:
        """The sentence that holds an offset."""
        low, high = self.paragraph(offset)
        return sentence_at(self._text, min(max(offset, low), max(high - 1, low)), low, high)

    def sentences(self, offset: int, count: int) -> int:
        """The start of the sentence `count` further on, or back where it is negative.

        Going back from within a sentence, its own start is the first step.
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
        """The first character of a paragraph's text at or after an offset, past blanks."""
        high = self.paragraph(end)[1]
        while end < high and self._text[end].isspace():
            end += 1
        if end < high:
            return end
        index = self.all_paragraphs.at(end) + 1
        return self.all_paragraphs.starts[index] if index < len(self.all_paragraphs) else None

    def _before(self, start: int) -> int | None:
        """The last character before an offset that belongs to a paragraph and is not blank."""
        low = self.paragraph(start)[0]
        start -= 1
        while start >= low and self._text[start].isspace():
            start -= 1
        if start >= low:
            return start
        index = self.all_paragraphs.at(low) - 1
        return self.all_paragraphs.ends[index] - 1 if index >= 0 else None

    def paragraphs(self, offset: int, count: int) -> int:
        """The start of the paragraph `count` further on, or back where it is negative.

        Going back from within a paragraph, its own start is the first step.
        """
        if not len(self.all_paragraphs):
            return 0
        index = self.all_paragraphs.at(offset)
        if count < 0 and offset > self.all_paragraphs.starts[index]:
            count += 1
        index = min(max(index + count, 0), len(self.all_paragraphs) - 1)
        return self.all_paragraphs.starts[index]

    def grow(self, span: Span, unit: Unit, by: int, *, at_end: bool) -> Span:
        """A span with its end, or else its start, moved by so many units; never emptied."""
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
        """Where the unit ends that holds the first character after an end."""
        following = self._after(end)
        return end if following is None else self._unit(unit, following)[1]

    def _previous_end(self, unit: Unit, end: int) -> int:
        """Where the unit ends before the one that holds the last character before an end."""
        before = self._before(self._unit(unit, end - 1)[0])
        return 0 if before is None else before + 1

    def _next_start(self, unit: Unit, start: int) -> int:
        following = self._after(self._unit(unit, start)[1])
        return len(self._text) if following is None else following

    def _start(self, unit: Unit, start: int) -> int:
        """Where the unit begins that holds the last character before a start."""
        before = self._before(start)
        return start if before is None else self._unit(unit, before)[0]

    def word(self, offset: int) -> Span:
        """The word at an offset, or the one character there."""
        found = _WORD.search(self._text, self._word_start(offset))
        if found and found.start() <= offset < found.end():
            return found.span()
        return (offset, min(offset + 1, len(self._text)))

    def _word_start(self, offset: int) -> int:
        low = max(0, offset - _REACH)
        while offset > low and not self._text[offset - 1].isspace():
            offset -= 1
        return offset
