"""The parts of a query in one line, each of which can be chosen, changed and removed."""

from collections.abc import Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from db.search.chips import UNWANTED, Chip
from tui.actions import load_bindings
from tui.sanitize import safe
from tui.strings.search_text import SearchText


class ChipBar(Widget, can_focus=True):
    """The chips of a query; the one under the cursor is highlighted while the line has the focus.

    It is hidden without chips. In a narrow terminal, it begins with a chip before the cursor.
    """

    BINDING_GROUP_TITLE = SearchText.CHIPS
    BINDINGS = load_bindings("chips")
    DEFAULT_CSS = """
    ChipBar {
        height: 1;
        padding: 0 1;
        &.-empty { display: none; }
    }
    """
    ALLOW_SELECT = False

    class Chosen(Message):
        """The user wants to change a chip, or to remove it."""

        def __init__(self, chip: Chip, *, removes: bool) -> None:
            super().__init__()
            self.chip, self.removes = chip, removes

    class WordsWanted(Message):
        """The user wants the words that the query was read from."""

        def __init__(self, chip: Chip) -> None:
            super().__init__()
            self.chip = chip

    class Left(Message):
        """The user leaves the line."""

    def __init__(self, *, id: str) -> None:
        """Create a line without chips."""
        super().__init__(id=id, classes="-empty")
        self.chips: tuple[Chip, ...] = ()
        """The chips that are shown."""
        self._relaxed: frozenset[str] = frozenset()
        self._cursor = 0

    def show(self, chips: Sequence[Chip], relaxed: Sequence[Chip] = ()) -> None:
        """Show chips; those that were left out of the query are marked."""
        self.chips, self._relaxed = tuple(chips), frozenset(chip.text for chip in relaxed)
        self._cursor = min(self._cursor, max(len(chips) - 1, 0))
        self.set_class(not chips, "-empty")
        self.refresh()

    @property
    def chip(self) -> Chip | None:
        """The chip under the cursor."""
        return self.chips[self._cursor] if self.chips else None

    def on_focus(self) -> None:
        """Highlight the chip under the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Highlight no chip."""
        self.refresh()

    def render(self) -> RenderResult:
        """Return as many chips as fit, from the first one with which the cursor is visible."""
        parts = [self._draw(at) for at in range(len(self.chips))]
        room, first = max(self.size.width, 8), 0
        while (
            first < self._cursor
            and sum(part.cell_length + 1 for part in parts[first : self._cursor + 1]) > room
        ):
            first += 1
        begin = Content.styled("… ", ".rows--muted") if first else Content("")
        line = begin + Content(" ").join(parts[first:])
        return line.truncate(room, ellipsis=True)

    def _draw(self, at: int) -> Content:
        chip = self.chips[at]
        has_cursor = self.has_focus and at == self._cursor
        label = "$error" if chip.label == UNWANTED else "$accent"
        strike = " strike" if chip.text in self._relaxed else ""
        days = f" ({safe(chip.resolved)})" if chip.resolved else ""
        text = Content.assemble(
            ("[", "$foreground-muted"), (f"{chip.label}: ", label),
            (f"{safe(chip.value)}{days}", f"bold{strike}"), ("]", "$foreground-muted"),
        )  # fmt: skip
        return text.stylize("reverse") if has_cursor else text

    def action_step(self, by: int) -> None:
        """Move the cursor to another chip."""
        if self.chips:
            self._cursor = (self._cursor + by) % len(self.chips)
            self.refresh()

    def action_edit(self) -> None:
        """Change the chip."""
        if self.chip is not None:
            self.post_message(self.Chosen(self.chip, removes=False))

    def action_remove(self) -> None:
        """Remove the chip."""
        if self.chip is not None:
            self.post_message(self.Chosen(self.chip, removes=True))

    def action_words(self) -> None:
        """Turn the chips into the reader's words again."""
        if self.chip is not None:
            self.post_message(self.WordsWanted(self.chip))

    def action_leave(self) -> None:
        """Leave the line."""
        self.post_message(self.Left())
