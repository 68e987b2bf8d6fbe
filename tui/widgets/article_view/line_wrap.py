"""Word wrap: an article's text as rows of a given width, each a span of the text."""

import re
from array import array
from bisect import bisect_right
from itertools import pairwise

from rich.cells import get_character_cell_size

from tui.sanitize import safe

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"(?:[-*•–]|\d+[.)])\s")
# Characters of one cell each, so that the width of a run of them is its length.
_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e€]*"
)
_HARD_WRAP = 100  # no line of a hard-wrapped text is longer
_HARD_WRAPPED_LINES = 3  # fewest wrapped lines for a text to count as hard-wrapped


class Paragraphs:
    """The paragraphs of a text in order, as spans without leading or trailing blanks.

    `starts` and `ends` are offsets; `spaced[i]` is true if a blank row precedes paragraph `i`.
    Blank lines separate paragraphs. In a text with blank lines, a single line end starts a new
    row, unless the text is hard-wrapped; then it is a space. Without blank lines, every line is
    a paragraph.
    """

    def __init__(self, text: str) -> None:
        self.starts = array("L")
        self.ends = array("L")
        self.spaced = bytearray()
        parted = _BLANK_LINE.search(text) is not None
        lines = text.split("\n")
        wrap = _hard_wrap(lines) if parted else 0
        at = 0
        close, before = True, ""
        for line in lines:
            words = line.strip()
            if not words:
                close = True
            else:
                start = at + len(line) - len(line.lstrip())
                if not close and wrap and _is_wrapped(before, words, wrap):
                    self.ends[-1] = start + len(words)
                else:
                    self.starts.append(start)
                    self.ends.append(start + len(words))
                    self.spaced.append(close)
                close, before = not parted, line.rstrip()
            at += len(line) + 1

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, offset: int) -> int:
        """Return the index of the last paragraph that starts at or before an offset, or 0."""
        return max(bisect_right(self.starts, offset) - 1, 0)


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """Return whether a line continues the line before: its first word did not fit there."""
    word = line.split(maxsplit=1)[0]
    return len(before) + 1 + len(word) > width and not _BULLET.match(line)


def _hard_wrap(lines: list[str]) -> int:
    """Return the width at which a text is hard-wrapped, 0 if its line ends are intended."""
    widest = max(map(len, lines))
    if widest > _HARD_WRAP:
        return 0
    wrapped = intended = 0
    for before, after in pairwise(lines):
        before, after = before.strip(), after.strip()
        if before and after:
            if _is_wrapped(before, after, widest):
                wrapped += 1
            else:
                intended += 1
    return widest if wrapped >= max(_HARD_WRAPPED_LINES, intended) else 0


class WrappedText:
    """The rows of a text at one width. Row `i` shows `text[starts[i]:ends[i]]`.

    A blank row between paragraphs has an empty span at the end of the paragraph before it. The
    cost is linear in the text's length for any text.
    """

    def __init__(self, text: str, paragraphs: Paragraphs, width: int) -> None:
        self.width = width
        self.starts = array("L")
        self.ends = array("L")
        width = max(width, 1)
        starts, ends = self.starts, self.ends
        last = 0
        for start, end, spaced in zip(
            paragraphs.starts, paragraphs.ends, paragraphs.spaced, strict=True
        ):
            if spaced and starts:
                starts.append(last)
                ends.append(last)
            last = end
            piece = safe(text[start:end])
            if piece.isascii() or _NARROW.fullmatch(piece):
                _wrap_narrow(piece, start, width, starts, ends)
            else:
                _wrap_cells(piece, start, width, starts, ends)
        if not starts:
            starts.append(0)
            ends.append(0)

    def __len__(self) -> int:
        return len(self.starts)

    def row_of(self, offset: int) -> int:
        """Return the row that shows the character at an offset, or the nearest row before it."""
        row = max(bisect_right(self.starts, offset) - 1, 0)
        while row and self.is_blank(row):
            row -= 1
        return row

    def is_blank(self, row: int) -> bool:
        """Return whether a row is the blank row between two paragraphs."""
        return self.starts[row] == self.ends[row]


def wrap_words(text: str, width: int) -> list[str]:
    """Wrap a short text into lines of at most `width` cells."""
    wrapped = WrappedText(text, Paragraphs(text), width)
    rows = zip(wrapped.starts, wrapped.ends, strict=True)
    return [safe(text[start:end]) for start, end in rows if start < end]


def _wrap_narrow(
    piece: str, base: int, width: int, starts: "array[int]", ends: "array[int]"
) -> None:
    """Wrap text of one cell per character: each row costs one search for a space."""
    at, length = 0, len(piece)
    while length - at > width:
        cut = piece.rfind(" ", at + 1, at + width + 1)
        after = cut + 1
        if cut < 0:
            cut = after = at + width
        starts.append(base + at)
        ends.append(base + cut)
        at = after
        while at < length and piece[at] == " ":
            at += 1
    if at < length:
        starts.append(base + at)
        ends.append(base + length)


def _wrap_cells(
    piece: str, base: int, width: int, starts: "array[int]", ends: "array[int]"
) -> None:
    """Wrap text with wide or combining characters, counting cells one by one."""
    at, cells, space = 0, 0, -1
    index, length = 0, len(piece)
    while index < length:
        character = piece[index]
        size = get_character_cell_size(character)
        if cells + size > width and index > at:
            cut = index if character == " " or space <= at else space
            starts.append(base + at)
            ends.append(base + cut)
            at = cut
            while at < length and piece[at] == " ":
                at += 1
            index, cells, space = at, 0, -1
            continue
        if character == " ":
            space = index
        cells += size
        index += 1
    if at < length:
        starts.append(base + at)
        ends.append(base + length)
