"""Motions in a text by sentence, paragraph or word, as character offsets.

The sentence around an offset of a text, for the reader's cursor.

The analysis splits the whole text into sentences with Punkt. The cursor needs one sentence per key
press, before NLTK is loaded, so this module reads only the text around the cursor.
"""

import re
from typing import Literal

from analysis import Span
from tui.widgets.article_view.line_wrap import Paragraphs

MAX_CONTEXT = 4000  # characters read on either side; a longer sentence is cut there

_END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+)")
_LAST_WORD = re.compile(r"[^\s(\[“‘\"'—–-]*$")
_LONGEST_ABBREVIATION = 24  # characters searched for the word before a full stop


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "mr mrs ms dr prof sen rep gov gen lt col sgt capt cmdr adm maj pres rev hon st mt no nos vs "
    "fig jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri sat sun "
    "approx ca cf messrs supt det insp"
)
_NAMES_END = _words("inc corp co ltd jr sr bros llc plc etc esq u.s u.k u.n e.u a.m p.m")
_STARTERS = _words(
    "the a an it its he she they we i you his her their our this that these those there but and "
    "in on at for as if when while after before since by with from to of or so yet no not what "
    "who how why where asked according also still then such some many most other"
)


def sentence_at(text: str, offset: int, low: int, high: int) -> Span:
    """Return the sentence that contains an offset, within the paragraph from `low` to `high`."""
    low = max(low, offset - MAX_CONTEXT)
    high = min(high, offset + MAX_CONTEXT)
    start = low
    for match in _END.finditer(text, low, high):
        if _ends_sentence(text, match, start, high):
            if match.start("gap") > offset or match.end() > offset:
                return (start, match.start("gap"))
            start = match.end()
    return (start, high)


def _ends_sentence(text: str, match: re.Match[str], low: int, high: int) -> bool:
    """Return whether the matched punctuation ends a sentence, judged by the adjacent words."""
    after = match.end()
    if after >= high:
        return False
    following = text[after]
    if following.islower():
        return False
    if match["mark"] != "." or match["close"]:
        return True
    stop = match.start("mark")
    before = _LAST_WORD.search(text[max(low, stop - _LONGEST_ABBREVIATION) : stop])
    word = before[0].lower() if before else ""
    if word in _TITLES:
        return False
    if word in _NAMES_END or len(word) == 1 or "." in word:
        next_word = re.match(r"\w+", text[after : after + 20])
        return next_word is not None and next_word[0].lower() in _STARTERS
    return True


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

    def extend(self, span: Span, unit: Unit, by: int, *, at_end: bool) -> Span:
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
