"""The view with which the reader opens: the one saved with the reading position, or a span."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct
from textual.timer import Timer

from analysis.structs import WholeNumber, convert_readable_values
from db import ReadingState, Store
from tui.screens.reader.layout import LayoutController
from tui.screens.reader.model import selection_of
from tui.screens.reader.navigation import NavigationController
from tui.store_query import attempt
from tui.widgets.find_bar import FindBar
from tui.widgets.finding_index import Group, Kind
from tui.widgets.speaker_filter import find_speaker_key

_SAVE_AFTER = 1.0  # seconds of reading after which the position is saved
_OPENED_AT: tuple[Group, ...] = ("quotes", "timeline", "notes")


class ReaderViewState(Struct, frozen=True, omit_defaults=True):
    """The state of the reader screen: scroll position, selection, focus, search and filter.

    `above` is the number of lines between the top of the view and the cursor; None for the default
    scroll position. `chosen` is the selected finding: its kind, start and end. `focus` is the
    focused pane, None for the text. `match` is the start of the current match of the search
    `words`. `speaker` is the name that the quotations are filtered by.
    """

    above: WholeNumber | None = None
    chosen: tuple[Kind, WholeNumber, WholeNumber] | None = None
    pane: Group = "quotes"
    focus: Group | None = None
    alone: bool = False
    words: str = ""
    match: WholeNumber | None = None
    speaker: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the view as JSON-ready values, without those that equal the default."""
        values: dict[str, object] = msgspec.to_builtins(self)
        return values


def view_from_json(stored: Mapping[str, object]) -> ReaderViewState:
    """Read a stored view; unreadable values, such as another version's, become the default."""
    return convert_readable_values(stored, ReaderViewState)


class SavedView:
    """Opens a reader screen at a span or with its last view, and saves the present view."""

    def __init__(
        self,
        layout: LayoutController,
        navigation: NavigationController,
        find_bar: FindBar,
        store: Store,
    ) -> None:
        """Save nothing until `save_soon` is called."""
        self._layout = layout
        self._navigation = navigation
        self._find_bar = find_bar
        self._store = store
        self._saved: tuple[ReadingState, ReaderViewState] | None = None
        self._timer: Timer | None = None
        self.to_restore: ReaderViewState | None = None
        """The view that `restore` restores once the findings are indexed."""

    def restore_layout(self, view: ReaderViewState) -> None:
        """Restore what needs no findings: the pane, and whether the text fills the terminal."""
        screen = self._layout.view
        screen.show_text_only(view.alone)
        if view.pane in screen.panes.available:
            screen.panes.show_pane(view.pane, focus=False)
        self._layout.update()

    def restore(self) -> None:
        """Restore the choice, the speaker filter, the search and the focus, once."""
        view, self.to_restore = self.to_restore, None
        screen, model = self._layout.view, self._layout.model
        if view is None or model.findings is None:
            return
        if view.words:
            self._find_bar.resume(view.words, view.match)
        if view.speaker:
            model.filter_by_speaker(find_speaker_key(model.analysis, view.speaker))
        if view.chosen is not None:
            model.choose(model.findings.find_exact(*view.chosen))
        if view.focus is not None:
            self._layout.focus_pane(view.focus)
            if model.chosen_finding is not None:
                screen.panes.pane(view.focus).follow(model.chosen_finding)

    def open_at(self, start: int, end: int | None) -> None:
        """Choose the finding at a span, or select the span if it is no finding."""
        screen, findings = self._layout.view, self._layout.model.findings
        assert findings is not None
        for group in _OPENED_AT:
            ref = findings.first_overlapping(group, start, start + 1)
            if ref and ref.start == start and end in (None, ref.end):
                self._navigation.choose(ref)
                return
        screen.view.highlight([(start, end or start + 1)])
        screen.view.go_to(start, end)

    def _read(self) -> ReaderViewState:
        """Return the present view."""
        screen, model = self._layout.view, self._layout.model
        return ReaderViewState(
            above=max(screen.view.cursor_row_offset, 0),
            chosen=selection_of(model.chosen_finding),
            pane=screen.panes.current,
            focus=self._layout.focused_pane,
            alone=screen.shows_text_only,
            words=self._find_bar.words if self._find_bar.literal else "",
            match=self._find_bar.match,
            speaker=model.speaker_name,
        )

    def save_soon(self) -> None:
        """Save within a second, unless that is to happen already."""
        if self._timer is None:
            self._timer = self._layout.view.view.set_timer(_SAVE_AFTER, self.save)

    def save(self) -> None:
        """Store the reading position, the reading state and the view."""
        self._timer = None
        model, store = self._layout.model, self._store
        if model.article is None or store.read_only:  # which was reported at the start
            return
        reading = ReadingState(self._layout.view.view.position, model.read_state)
        view = self._read()
        if (reading, view) == self._saved:
            return

        def save() -> None:
            store.reading_state.save(model.article_id, reading)
            store.reading_state.save_screen_state(model.article_id, view.to_json())
            self._saved = (reading, view)
            model.stored_state = reading.state

        attempt(self._layout.context, save)
