"""An article's text as rows of a given width: where each row begins and ends in the text."""

import re
from array import array
from bisect import bisect_right
from itertools import pairwise

from rich.cells import get_character_cell_size

from tui.safe import safe

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"(?:[-*•–]|\d+[.)])\s")
# Characters that take one cell each, so that a stretch of them is as wide as it is long.
_NARROW = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e€]*"
)
_HARD_WRAP = 100  # no line of a hard-wrapped text is longer
_HARD_WRAPPED_LINES = 3  # as many line ends have to look like a wrap before they are taken for one


class Paragraphs:
    """The paragraphs of a text in order, each a stretch without blank ends.

    `starts` and `ends` are offsets; `spaced[i]` tells whether a blank row stands before it. Where
    a text has blank lines, they part its paragraphs, and a single line end starts a new row, or is
    only a space where the text was wrapped by whoever wrote it. Else every line is a paragraph.
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
        """The index of the last paragraph that starts at or before an offset, at least 0."""
        return max(bisect_right(self.starts, offset) - 1, 0)


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """Whether a line goes on the line before it: its first word had no room there."""
    word = line.split(maxsplit=1)[0]
    return len(before) + 1 + len(word) > width and not _BULLET.match(line)


def _hard_wrap(lines: list[str]) -> int:
    """The width a text with blank lines was wrapped at, 0 where its line ends mean something."""
    widest = max(map(len, lines))
    if widest > _HARD_WRAP:
        return 0
    wrapped = kept = 0
    for before, after in pairwise(lines):
        before, after = before.strip(), after.strip()
        if before and after:
            if _is_wrapped(before, after, widest):
                wrapped += 1
            else:
                kept += 1
    return widest if wrapped >= max(_HARD_WRAPPED_LINES, kept) else 0


class Wrapped:
    """The rows of a text at one width. Row `i` shows `text[starts[i]:ends[i]]`.

    A blank row between paragraphs is empty and stands at the end of the paragraph before it.
    Building it is linear in the text's length, whatever the text holds.
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
        """The row that shows the character at an offset, or the nearest row before it."""
        row = max(bisect_right(self.starts, offset) - 1, 0)
        while row and self.is_blank(row):
            row -= 1
        return row

    def is_blank(self, row: int) -> bool:
        """Whether a row only parts two paragraphs."""
        return self.starts[row] == self.ends[row]


def wrap_words(text: str, width: int) -> list[str]:
    """A short text on lines of at most `width` cells."""
    wrapped = Wrapped(text, Paragraphs(text), width)
    rows = zip(wrapped.starts, wrapped.ends, strict=True)
    return [safe(text[start:end]) for start, end in rows if start < end]


def _wrap_narrow(
    piece: str, base: int, width: int, starts: "array[int]", ends: "array[int]"
) -> None:
    """Wrap text whose characters take one cell each: a row costs one search for a space."""
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
