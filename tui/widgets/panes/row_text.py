"""Text as the lines of a row: wrapped, truncated, and with filter matches highlighted."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from textual.content import Content

from tui.sanitize import safe
from tui.widgets.article_view.line_wrap import Paragraphs, WrappedText, wrap_words

_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e€]*")  # of one cell each


def wrap_lines(words: str, width: int, most: int) -> list[str]:
    """Wrap words into at most `most` lines; if they are cut, the last line ends in "…".

    The cost depends only on `width` and `most`, since every row of a list is measured by it.
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
    """Wrap words of one cell per character into at most `most` + 1 lines."""
    lines: list[str] = []
    at = 0
    while len(lines) < most and len(words) - at > width:
        cut = words.rfind(" ", at + 1, at + width + 1)
        end = cut if cut > 0 else at + width
        lines.append(safe(words[at:end]))
        at = end + (cut > 0)
    return [*lines, safe(words[at : at + width])] if at < len(words) else lines


def wrap_content(content: Content, width: int, most: int) -> list[Content]:
    """Wrap styled content into at most `most` lines; if they are cut, the last one ends in "…"."""
    wrapped = wrap_text(content.plain, max(width, 8))
    lines = [
        content[start:end] if start < end else Content("")
        for start, end in zip(wrapped.starts, wrapped.ends, strict=True)
    ]
    if len(lines) > most:
        lines = [*lines[: most - 1], (lines[most - 1] + "…").truncate(width, ellipsis=True)]
    return lines


@lru_cache(maxsize=1_000)
def wrap_text(text: str, width: int) -> WrappedText:
    """Return a text wrapped at a width, since lists measure and draw each row."""
    return WrappedText(text, Paragraphs(text), width)


def style_lines(lines: Sequence[str], style: str = "", indent: str = "") -> list[Content]:
    """Return plain lines in one style."""
    return [Content.styled(indent + line, style) for line in lines]


def justify(left: Content, right: Content, width: int) -> Content:
    """Return one line with content at both ends; the left one is truncated if needed."""
    if not right.plain:
        return left.truncate(width, ellipsis=True)
    room = max(width - right.cell_length - 1, 1)
    return (
        left.truncate(room, ellipsis=True).pad_right(
            max(width - right.cell_length - min(left.cell_length, room), 1)
        )
        + right
    )


def compile_filter(texts: Iterable[str]) -> "re.Pattern[str] | None":
    """Return a case-insensitive pattern for any of several texts; None without one."""
    parts = sorted(set(texts), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, parts)), re.IGNORECASE) if parts else None


def highlight_matches(line: Content, found: "re.Pattern[str]") -> Content:
    """Return a line with the matches of a filter highlighted."""
    for match in found.finditer(line.plain):
        line = line.stylize(".rows--match", *match.span())
    return line
