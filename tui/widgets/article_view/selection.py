"""Selection of text: by the keyboard, which moves either end, and by dragging the mouse."""

from abc import abstractmethod
from collections.abc import Callable

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection
from textual.timer import Timer

from analysis import Span
from tui.actions import load_bindings
from tui.widgets.article_view.motions import Motions, Unit
from tui.widgets.key_sequences import RepeatCount
from tui.widgets.line_view import LineView

_SCROLL_EVERY = 0.05  # seconds between lines while a drag is above or below the view


class SelectableTextView(LineView, inherit_bindings=False):
    """A view of a text in which motions extend a selection after it was started.

    The selection is the screen's own, with offsets (character, 0). The subclass that draws the
    text provides `text`, `motions`, `sentence` and `character_at`.

    Dragging the mouse selects from the character under its start to the one under its end. The view
    captures the mouse for that. Textual's own selection would extend to the end of the text where
    a drag ends beside it, on a blank line or over another widget.
    """

    ALLOW_SELECT = False

    BINDINGS = load_bindings("text_selection")

    class SelectionChanged(Message):
        """The selection or its moving end changed."""

        def __init__(self, view: "SelectableTextView") -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> "SelectableTextView":
            """The view."""
            return self.view

    def __init__(self, *, count: RepeatCount | None = None, id: str | None = None) -> None:
        """Create a view without a selection; `count` receives the counts typed before a motion."""
        super().__init__(id=id)
        self.count = count or RepeatCount()
        self.position = 0
        """The offset of the cursor."""
        self.moves_end = True
        """True if motions move the end of the selection, False if they move its start."""
        self.initial_span: Callable[[], Span | None] = lambda: None
        """Set by the owner; returns the first span to select, None for the sentence."""
        self._grown: Span | None = None  # the selection that motions extend
        self._units: list[Span] = []  # the spans that `v` selects in turn
        self._dragged: Span | None = None  # the character at which a drag began
        self._pointer = Offset()  # in the view, during a drag
        self._drag_timer: Timer | None = None

    @property
    @abstractmethod
    def text(self) -> str:
        """The text."""

    @property
    @abstractmethod
    def motions(self) -> Motions:
        """The motions over the text."""

    @property
    @abstractmethod
    def sentence(self) -> Span:
        """The sentence that contains the cursor."""

    @abstractmethod
    def scroll_into_view(self, offset: int) -> None:
        """Scroll a character into view without moving the cursor."""

    @abstractmethod
    def character_at(self, point: Offset) -> Span:
        """Return the span of the character at a point of the view; empty beside the text."""

    @property
    def selected(self) -> Span | None:
        """The selected span of the text."""
        selection = self.text_selection
        if selection is None:
            return None
        start = selection.start.x if selection.start else 0
        end = selection.end.x if selection.end else len(self.text)
        start, end = max(start, 0), min(end, len(self.text))
        return (start, end) if start < end else None

    def select(self, start: int, end: int) -> None:
        """Select a span of the text, as the mouse does."""
        self.screen.selections = {self: Selection(Offset(start, 0), Offset(end, 0))}

    @property
    def is_selecting(self) -> bool:
        """Return whether motions extend a selection started from the keyboard."""
        return self._grown is not None and self.selected == self._grown

    def extend_selection(self, unit: Unit, by: int) -> bool:
        """Move the selection's moving end, times the count; return False without a selection."""
        if not self.is_selecting:
            return False
        self.move_edge(unit, by, at_end=self.moves_end)
        return True

    def extend_selection_to(self, offset: int) -> bool:
        """Set the selection's moving end to an offset; return False without a selection.

        The other end stays fixed. An offset beyond it swaps start and end.
        """
        if self._grown is None or not self.is_selecting:
            return False
        fixed = self._grown[0] if self.moves_end else self._grown[1]
        if offset != fixed:
            self.moves_end = offset > fixed
            self._grown = (min(fixed, offset), max(fixed, offset))
            self.select(*self._grown)
            self.scroll_into_view(self.moving_offset)
        return True

    @property
    def moving_offset(self) -> int:
        """The offset of the selection's moving end; without a selection, of the cursor."""
        if self._grown is None or not self.is_selecting:
            return self.position
        return self._grown[1] - 1 if self.moves_end else self._grown[0]

    def move_edge(self, unit: Unit, by: int, *, at_end: bool) -> None:
        """Move the selection's end or start, times the count, and make it the moving end."""
        selected = self.selected
        if selected is None:
            return
        self._grown = self.motions.extend(selected, unit, by * self.count.pop(), at_end=at_end)
        self.moves_end = at_end
        self.select(*self._grown)
        self.scroll_into_view(self.moving_offset)

    def action_select_unit(self) -> None:
        """Start a selection; if one is active, replace it by the next unit."""
        if self.is_selecting and self._units:
            self._units = [*self._units[1:], self._units[0]]
        else:
            units = (
                self.selected or self.initial_span() or self.sentence,
                self.sentence,
                self.motions.paragraph(self.position),
                self.motions.word(self.position),
            )
            self._units = [span for span in dict.fromkeys(units) if span[0] < span[1]]
        if self._units:
            self._grown, self.moves_end = self._units[0], True
            self.select(*self._grown)

    def action_words(self, by: int) -> None:
        """Extend or shrink the selection by words, times the count."""
        self.extend_selection("word", by)

    def action_swap_ends(self) -> None:
        """Make the selection's other end the moving one."""
        self.moves_end = not self.moves_end
        self.post_message(self.SelectionChanged(self))

    # Dragging

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a drag."""
        if event.button == 1:
            self._dragged, self._pointer = self.character_at(event.offset), event.offset
            self.capture_mouse()
            self._drag_timer = self.set_interval(_SCROLL_EVERY, self._scroll_to_pointer)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from the start of the drag to the pointer."""
        if self._dragged is None:
            return
        if not event.button:  # released outside the terminal
            self.release_mouse()
            return
        self._pointer = event.offset
        self.extend_drag()

    def on_mouse_up(self) -> None:
        """End the drag."""
        self.release_mouse()

    def on_mouse_release(self) -> None:
        """Forget the drag."""
        self._dragged = None
        if self._drag_timer is not None:
            self._drag_timer.stop()
            self._drag_timer = None

    def extend_drag(self) -> None:
        """Select what was dragged over, if a drag goes on, as after scrolling."""
        if self._dragged is None:
            return
        (start, end), (first, last) = self._dragged, self.character_at(self._pointer)
        start, end = min(start, first), max(end, last)
        if start < end:
            self.select(start, end)
        else:
            self.screen.clear_selection()

    def _scroll_to_pointer(self) -> None:
        """Scroll by a line while a drag is above or below the view.

        A dialog that opens during a drag ends it, since it needs the mouse.
        """
        if not self.screen.is_active:
            self.release_mouse()
            return
        y = self._pointer.y
        by = -1 if y < 0 else 1 if y >= self.size.height else 0
        if by:
            self.scroll_relative(y=by, animate=False, force=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow word motions and swapping ends only in a selection started from the keyboard."""
        del parameters
        return self.is_selecting if action in ("words", "swap_ends") else True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text, for copying."""
        del selection
        span = self.selected
        return (self.text[slice(*span)], "\n") if span else None

    def selection_updated(self, selection: Selection | None) -> None:
        """Post that the selection changed."""
        del selection
        self.post_message(self.SelectionChanged(self))
