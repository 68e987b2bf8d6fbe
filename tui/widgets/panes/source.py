"""What the rows of a pane have in common: each row stands for a place in the article."""

import re
from collections.abc import Sequence

from textual.content import Content

from tui.safe import safe
from tui.widgets.places import Place
from tui.widgets.rows import RowSource
from tui.widgets.wrapping import wrap_words

_EMPHASIS = re.compile(r"\*([^*]+)\*")


class PaneSource(RowSource):
    """Rows of uneven height, each with its place, or a heading with none."""

    even = False

    def __init__(self) -> None:
        self.places: list[Place | None] = []

    def count(self) -> int:
        """How many rows there are, headings included."""
        return len(self.places)

    def heading(self, index: int) -> bool:
        """Whether the row only parts the list."""
        return self.places[index] is None

    @property
    def found(self) -> int:
        """How many findings are listed."""
        return sum(place is not None for place in self.places)

    def index_of(self, place: Place) -> int:
        """The row that stands for a place, -1 where none does."""
        return next((index for index, other in enumerate(self.places) if other == place), -1)


def reason(because: str) -> str:
    """A finding's reason as the screen says it, words of the text in quotation marks."""
    return _EMPHASIS.sub(r"“\1”", because)


def heading(words: str, width: int) -> Content:
    """A heading with a line to the end of the row."""
    rule = "─" * max(width - len(words) - 1, 0)
    return Content.assemble(words, " ", (rule, "$border"))


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
