"""The tellings of a saying as rows: who had it when, with what was cut, added and given away."""

from collections.abc import Sequence

from textual.content import Content

from analysis.wording.differences import Piece
from db.sayings.comparing import compare, fullest
from db.sayings.records import Compared, Saying
from tui.safe import safe
from tui.widgets.panes.lines import apart
from tui.widgets.row_source import RowSource
from tui.widgets.wrapping import Paragraphs, Wrapped
from tui.wording import short_day

_BARS = {"direct": "┃ ", "mixed": "╏ ", "indirect": "┊ "}
_CHANGES = {"": "the same words", "cut": "cut", "longer": "longer", "reworded": "reworded"}
_MOST_LINES = 40  # of one telling
_HALF = 2  # the part of a row's width that the signs may take


class Tellings(RowSource):
    """Each telling by date of publication, beside the one at index `base`.

    ‹What that one has› and this one has not is struck through, what is new is underlined; without
    `marked`, the words stand as the article has them.
    """

    even = False

    def __init__(self, saying: Saying, base: int | None = None, *, marked: bool = True) -> None:
        """Compare every telling with the one at `base`, the fullest where none is given."""
        self.saying = saying
        self.base = fullest(saying) if base is None else base
        self.marked = marked
        self.compared = compare(saying, self.base)
        earliest = sum(one.first for one in self.compared)
        self._alone = earliest == 1
        self._words = [self._words_of(one) for one in self.compared]
        self._wrapped: dict[tuple[int, int], Wrapped] = {}

    def count(self) -> int:
        """How many tellings there are."""
        return len(self.compared)

    def height(self, index: int, width: int) -> int:
        """Where and when, who, the words, and a blank line."""
        return 3 + min(len(self._rows(index, width)), _MOST_LINES)

    def _rows(self, index: int, width: int) -> Wrapped:
        wrapped = self._wrapped.get((index, width))
        if wrapped is None:
            text = self._words[index].plain
            wrapped = Wrapped(text, Paragraphs(text), max(width - 2, 8))
            self._wrapped[(index, width)] = wrapped
        return wrapped

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Where and when, and what became of the words; who said them; the words."""
        one = self.compared[index]
        telling = one.telling
        where = safe(telling.site or telling.title)
        day = short_day(telling.published)
        signs = Content.styled(self._signs(index, one), ".rows--star")
        signs = signs.truncate(max(width // _HALF, 8), ellipsis=True)
        mark = "◆ " if one.first else "● "
        left = Content.assemble((f"{mark}{day}  ", ".rows--accent"), (where, ".rows--strong"))
        who = Content.assemble(
            "  ",
            (safe(telling.speaker) or "nobody named", ".rows--strong" if telling.named else ""),
            (f", {safe(telling.role)}" if telling.role else "", ".rows--muted"),
        )
        words, wrapped = self._words[index], self._rows(index, width)
        bar = Content.styled(_BARS.get(telling.kind, "  "), ".rows--muted")
        lines = [
            bar + words[start:end] if start < end else Content("")
            for start, end in zip(wrapped.starts, wrapped.ends, strict=True)
        ]
        return [apart(left, signs, width), who.truncate(width, ellipsis=True), *lines[:_MOST_LINES]]

    def _signs(self, index: int, one: Compared) -> str:
        """Who said it first, what was done to the words, and whether they are somebody else's."""
        signs = []
        if one.first:
            signs.append("first" if self._alone else "among the first")
        signs.append("compared with this" if index == self.base else _CHANGES[one.change])
        if one.otherwise:
            signs.append("another speaker")
        return " · ".join(signs)

    def _words_of(self, one: Compared) -> Content:
        if not self.marked:
            return Content(safe(one.telling.content))
        line = Content("")
        for piece in one.pieces:
            line = line + _drawn(piece)
        return line


def _drawn(piece: Piece) -> Content:
    """A piece of a wording; marks that differ are no difference of words."""
    words = any(map(str.isalnum, piece.text))
    text = safe(piece.text)
    if piece.how == "cut":
        # signs too, since not every terminal strikes words through
        cut = Content.styled(f"‹{text.strip()}›", ".rows--muted").stylize("strike", 1, -1)
        return _spaced(text, cut) if words else Content(" " * text.isspace())
    if piece.how == "added" and words:
        return Content.styled(text, ".rows--match")
    return Content(text)


def _spaced(text: str, drawn: Content) -> Content:
    """What is drawn of a text with the blanks around it."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return Content.assemble(before, drawn, after)
