"""Words as the lines of a row: wrapped, cut, measured, and marked where they were filtered by."""

import re
from collections.abc import Sequence

from textual.content import Content

from tui.safe import safe
from tui.widgets.wrapping import wrap_words

_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e€]*")  # of one cell each
_EMPHASIS = re.compile(r"\*([^*]+)\*")
YOURS = Content.styled("yours", ".rows--accent")
"""The sign of a finding that is as the reader corrected it."""


def reason(because: str) -> str:
    """A finding's reason as the screen says it, words of the text in quotation marks."""
    return _EMPHASIS.sub(r"“\1”", because)


def lines_of(words: str, width: int, most: int) -> list[str]:
    """Words on at most so many lines, the last one ending in … where more would follow.

    Its cost hangs on `width` and `most` alone, and is small: every row of a list is measured by it.
    """
    width = max(width, 8)
    words = " ".join(words[: (width + 1) * (most + 1)].split())
    if len(words) <= width and words.isascii():
        lines = [safe(words)] if words else []
    elif words.isascii() or _NARROW.fullmatch(words):
        lines = _broken(words, width, most)
    else:
        lines = wrap_words(words, width)
    if len(lines) > most:
        last = Content(f"{lines[most - 1]}…").truncate(width, ellipsis=True)
        lines = [*lines[: most - 1], last.plain]
    return lines


def _broken(words: str, width: int, most: int) -> list[str]:
    """Words of one cell a character on at most one line more than `most`."""
    lines: list[str] = []
    at = 0
    while len(lines) < most and len(words) - at > width:
        cut = words.rfind(" ", at + 1, at + width + 1)
        end = cut if cut > 0 else at + width
        lines.append(safe(words[at:end]))
        at = end + (cut > 0)
    return [*lines, safe(words[at : at + width])] if at < len(words) else lines


def styled(lines: Sequence[str], style: str = "", indent: str = "") -> list[Content]:
    """Plain lines in one style."""
    return [Content.styled(indent + line, style) for line in lines]


def apart(left: Content, right: Content, width: int) -> Content:
    """One line with something at either end, the left one cut where both have no room."""
    if not right.plain:
        return left.truncate(width, ellipsis=True)
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
