"""Words as the lines of a row: wrapped, cut, measured, and marked where they were filtered by."""

import re
from collections.abc import Sequence

from textual.content import Content

from tui.safe import safe
from tui.widgets.wrapping import wrap_words

_EMPHASIS = re.compile(r"\*([^*]+)\*")
YOURS = Content.styled("yours", ".rows--accent")
"""The sign of a finding that is as the reader corrected it."""


def reason(because: str) -> str:
    """A finding's reason as the screen says it, words of the text in quotation marks."""
    return _EMPHASIS.sub(r"“\1”", because)


def lines_of(words: str, width: int, most: int) -> list[str]:
    """Words on at most so many lines, the last one ending in … where more would follow."""
    width = max(width, 8)
    lines = wrap_words(safe(words[: (width + 1) * (most + 1)]).strip(), width)
    if len(lines) > most:
        last = lines[most - 1]
        lines = [*lines[: most - 1], (last if len(last) < width else last[: width - 1]) + "…"]
    return lines


def height_of(length: int, width: int, most: int) -> int:
    """About how many lines so many characters take, at most `most`: quick, for thousands of rows.

    Lines lose about a twelfth of their width to the word that no longer fits.
    """
    width = max(width, 8)
    if length <= width:
        return 1
    return max(1, min(most, -(-length * 12 // (width * 11))))


def styled(lines: Sequence[str], style: str = "", indent: str = "") -> list[Content]:
    """Plain lines in one style."""
    return [Content.styled(indent + line, style) for line in lines]


def apart(left: Content, right: Content, width: int) -> Content:
    """One line with something at either end, the left one cut where both have no room."""
    room = max(width - right.cell_length - 1, 1)
    return (
        left.truncate(room, ellipsis=True).pad_right(
            max(width - right.cell_length - min(left.cell_length, room), 1)
        )
        + right
    )


def finder(words: str) -> "re.Pattern[str] | None":
    """What finds any of several words, whatever their case; None where there are none."""
    parts = sorted(set(words.split()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, parts)), re.IGNORECASE) if parts else None


def marked(line: Content, found: "re.Pattern[str]") -> Content:
    """A line with the words filtered by standing out."""
    for match in found.finditer(line.plain):
        line = line.stylize(".rows--match", *match.span())
    return line
