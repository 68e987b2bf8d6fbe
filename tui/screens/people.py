"""The list of people and organisations in the articles, with a filter and a monthly chart."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.identities.models import IdentityRow, Order, Sort
from tui.people_wording import ORDERS, SORTS
from tui.screens.deciding import DecidingScreen
from tui.screens.filtering import FilteringScreen
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.lists import PeopleRows
from tui.widgets.virtual_list import Rows

_NOBODY = "No people yet. Press Esc to go back to the library and add articles."


class PeopleScreen(DecidingScreen, FilteringScreen):
    """The list of people and organisations, or of another type of entity."""

    BINDING_GROUP_TITLE = "People"
    FILTERED_BY = "Filter by name"
    AUTO_FOCUS = "#people"
    DEFAULT_CSS = """
    PeopleScreen {
        & #filter { dock: top; margin: 1 0 0 0; padding: 0 1; background: $panel; }
        & #people { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="people.filter",
                tooltip="Show only those with these words in one of their names"),
        Binding("o", "order", "Order", id="people.order",
                tooltip="Sort by quotations, articles, date last seen or name"),
        Binding("b", "sort", "Type", id="people.sort",
                tooltip="List people, organisations, groups, places, other names, or all"),
        Binding("escape", "leave", "Close", show=False, id="people.leave",
                tooltip="Clear the filter, then back to the previous screen"),
    ]  # fmt: skip

    class Listed(Message):
        """The list of identities was loaded from the store."""

        def __init__(
            self, people: PeopleRows, sort: Sort, order: Order, current: int | None
        ) -> None:
            super().__init__()
            self.people = people
            self.sort = sort
            self.order = order
            self.current = current

    def __init__(self) -> None:
        super().__init__()
        self._sort: Sort = "both"
        self._order: Order = "quotations"

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Masthead("OnRecord", "People")
        yield Rows(id="people", empty=_NOBODY)
        yield KeyLine()

    def on_mount(self) -> None:
        """Load the list, now and whenever the store changes."""
        self.record.store_changed.subscribe(self, lambda _: self._list(keep_cursor=True))
        self._list()

    @property
    def rows(self) -> Rows:
        """The list of people."""
        return self.query_one("#people", Rows)

    @property
    def who(self) -> IdentityRow | None:
        """The identity under the cursor, or None."""
        source = self.rows.source
        return source.at(self.rows.cursor) if isinstance(source, PeopleRows) else None

    def list_anew(self) -> None:
        """Load the identities with a name that matches the filter."""
        self._list()

    def _list(self, *, keep_cursor: bool = False) -> None:
        identity = self.who if keep_cursor else None
        self._ask(self.words, self._sort, self._order, identity.id if identity else None)

    @work(thread=True, exclusive=True, group="people")
    def _ask(self, words: str, sort: Sort, order: Order, current: int | None) -> None:
        worker = get_current_worker()
        if worker.is_cancelled:
            return
        try:
            people = PeopleRows(self.record.store, words, sort, order)
        except StoreError as error:
            self.app.call_from_thread(self.record.say, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(self.Listed(people, sort, order, current))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        people, words = message.people, message.people.words
        at = people.index(message.current) if message.current is not None else 0
        self.rows.empty = _NOBODY
        if words:
            self.rows.empty = f"No {SORTS[message.sort]} with “{words}” in a name."
        elif message.sort != "both":
            self.rows.empty = f"No {SORTS[message.sort]} yet. Press b for another type."
        self.rows.show(people, max(self.rows.cursor, 0) if at is None else at)
        header = self.query_one(Masthead)
        sort = SORTS[message.sort]
        header.title = f"{sort[0].upper()}{sort[1:]}: {people.count():,}"
        header.detail = ORDERS[message.order]
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Clear the filter, else close the screen."""
        if self.filter_line:
            self.action_clear()
        else:
            self.record.action_back()

    # The list

    @on(Rows.Chosen, "#people")
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if identity := self.who:
            self.open_person(identity.id)

    def action_order(self) -> None:
        """Switch to the next sort order."""
        orders = list(ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._list()

    def action_sort(self) -> None:
        """Switch to the next type of entity."""
        sorts = list(SORTS)
        self._sort = sorts[(sorts.index(self._sort) + 1) % len(sorts)]
        self._list()
