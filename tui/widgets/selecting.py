"""Selecting a stretch of a text from the keyboard: beginning it, and moving either of its ends."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection

from analysis import Span
from tui.widgets.counting import Count
from tui.widgets.motions import Motions, Unit


class SelectingView(ScrollView, inherit_bindings=False):
    """A view of a text in which motions grow a selection once one is begun.

    The selection is the screen's own, as the mouse makes it, with offsets (character, 0). What
    draws the text says which text it is and where its cursor's sentence stands.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "select_unit", "Select", False, id="text.select",
                tooltip="Select what is chosen or the sentence; again: the paragraph, the word"),
        Binding("w", "words(1)", "Grow by a word", False, id="text.word",
                tooltip="Move the moving end of the selection on by a word; ) } by more"),
        Binding("b", "words(-1)", "Shrink by a word", False, id="text.word_back",
                tooltip="Move the moving end of the selection back by a word; ( { by more"),
        Binding("o", "swap_ends", "Other end", False, id="text.other_end",
                tooltip="Move the other end of the selection from now on"),
    ]  # fmt: skip

    class Selected(Message):
        """Another stretch of the text is selected, or none, or its other end moves."""

        def __init__(self, view: "SelectingView") -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> "SelectingView":
            """The view."""
            return self.view

    def __init__(self, *, count: Count | None = None, id: str | None = None) -> None:
        """A view with nothing selected; `count` holds counts typed."""
        super().__init__(id=id)
        self.count = count or Count()
        self.position = 0
        """The character that has the cursor."""
        self.at_end = True
        """Whether the end of the selection moves, or else its start."""
        self.offer_span: Callable[[], Span | None] = lambda: None
        """What a selection begins with, if not with the sentence: for the owner to say."""
        self._grown: Span | None = None  # the selection that motions grow
        self._units: list[Span] = []  # what it may begin with, in turn

    @property
    def text(self) -> str:
        """The text."""
        raise NotImplementedError

    @property
    def motions(self) -> Motions:
        """Where motions lead in the text."""
        raise NotImplementedError

    @property
    def sentence(self) -> Span:
        """The sentence that holds the cursor."""
        raise NotImplementedError

    def bring_in(self, offset: int) -> None:
        """Scroll a character into sight, leaving the cursor where it is."""
        raise NotImplementedError

    @property
    def selected(self) -> Span | None:
        """The stretch of text that is selected."""
        selection = self.text_selection
        if selection is None:
            return None
        start = selection.start.x if selection.start else 0
        end = selection.end.x if selection.end else len(self.text)
        start, end = max(start, 0), min(end, len(self.text))
        return (start, end) if start < end else None

    def select(self, start: int, end: int) -> None:
        """Select a stretch of text, as the mouse does."""
        self.screen.selections = {self: Selection(Offset(start, 0), Offset(end, 0))}

    @property
    def selecting(self) -> bool:
        """Whether motions grow a selection made from the keyboard."""
        return self._grown is not None and self.selected == self._grown

    def grow(self, unit: Unit, by: int) -> bool:
        """Move the moving end of the selection, times the count; False where none was begun."""
        if not self.selecting:
            return False
        self.move_edge(unit, by, at_end=self.at_end)
        return True

    def grow_to(self, offset: int) -> bool:
        """Bring the moving end of the selection to an offset; False where none was begun.

        The other end stays; past it, the two change parts.
        """
        if self._grown is None or not self.selecting:
            return False
        fixed = self._grown[0] if self.at_end else self._grown[1]
        if offset != fixed:
            self.at_end = offset > fixed
            self._grown = (min(fixed, offset), max(fixed, offset))
            self.select(*self._grown)
            self.bring_in(self.moving)
        return True

    @property
    def moving(self) -> int:
        """The character at the moving end of the selection, or that has the cursor."""
        if self._grown is None or not self.selecting:
            return self.position
        return self._grown[1] - 1 if self.at_end else self._grown[0]

    def move_edge(self, unit: Unit, by: int, *, at_end: bool) -> None:
        """Move the end or the start of what is selected, times the count; it is the moving end."""
        selected = self.selected
        if selected is None:
            return
        self._grown = self.motions.grow(selected, unit, by * self.count.take(), at_end=at_end)
        self.at_end = at_end
        self.select(*self._grown)
        self.bring_in(self.moving)

    def action_select_unit(self) -> None:
        """Begin a selection; in one, begin with the next unit in its place."""
        if self.selecting and self._units:
            self._units = [*self._units[1:], self._units[0]]
        else:
            units = (
                self.selected or self.offer_span() or self.sentence,
                self.sentence,
                self.motions.paragraph(self.position),
                self.motions.word(self.position),
            )
            self._units = [span for span in dict.fromkeys(units) if span[0] < span[1]]
        if self._units:
            self._grown, self.at_end = self._units[0], True
            self.select(*self._grown)

    def action_words(self, by: int) -> None:
        """Grow or shrink the selection by words, times the count."""
        self.grow("word", by)

    def action_swap_ends(self) -> None:
        """Let the other end of the selection move."""
        self.at_end = not self.at_end
        self.post_message(self.Selected(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Words and the other end only move in a selection begun from the keyboard."""
        del parameters
        return self.selecting if action in ("words", "swap_ends") else True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, for copying."""
        del selection
        span = self.selected
        return (self.text[slice(*span)], "\n") if span else None

    def selection_updated(self, selection: Selection | None) -> None:
        """Say that another stretch is selected."""
        del selection
        self.post_message(self.Selected(self))
