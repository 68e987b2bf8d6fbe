"""Passages of articles as rows: the words, and below them the source and the detail."""

from collections.abc import Sequence

from msgspec import Struct
from textual.content import Content

from tui.sanitize import safe
from tui.widgets.panes.row_text import justify, wrap_lines
from tui.widgets.row_source import ListSource

_MOST_LINES = 8


class ListedPassage(Struct, frozen=True):
    """A passage of an article: its span, its words, and what is shown below them.

    `source` is the short name of its text. `article` is None if the reader cannot open it.
    """

    article: int | None
    start: int
    end: int
    words: str
    source: str
    detail: str = ""


def list_passages(passages: Sequence[ListedPassage]) -> ListSource[ListedPassage]:
    """List passages in their order."""
    return ListSource(passages, _draw_passage, height=_measure_passage)


def _measure_passage(passage: ListedPassage, width: int) -> int:
    return 2 + len(wrap_lines(passage.words, width, _MOST_LINES))


def _draw_passage(passage: ListedPassage, width: int) -> list[Content]:
    lines = [Content(line) for line in wrap_lines(passage.words, width, _MOST_LINES)]
    left = Content.styled(safe(passage.detail), ".rows--muted")
    right = Content.styled(safe(passage.source), ".rows--muted")
    return [*lines, justify(left, right.truncate(max(width // 2, 8), ellipsis=True), width)]
