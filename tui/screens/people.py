"""People: who and what the articles name, filtered as you type, each with the months it is in."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.people.records import IdentityRow, Order, Sort
from tui.people_wording import ORDERS, SORTS
from tui.screens.deciding import DecidingScreen
from tui.screens.filtering import FilteringScreen
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.people.lists import PeopleRows
from tui.widgets.rows import Rows

_NOBODY = "No article names anybody yet. Esc goes back to the library, where one can be added."


class PeopleScreen(DecidingScreen, FilteringScreen):
    """The list of people and organisations, or of those of another sort."""

    BINDING_GROUP_TITLE = "People"
    FILTERED_BY = "Words of a name"
    AUTO_FOCUS = "#people"
    DEFAULT_CSS = """
    PeopleScreen {
        & #filter { dock: top; margin: 1 0 0 0; padding: 0 1; background: $panel; }
        & #people { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="people.filter",
                tooltip="Show only those who have these words in one of their names"),
        Binding("o", "order", "Order", id="people.order",
                tooltip="Order by quotations, articles, the day last seen or name"),
        Binding("b", "sort", "Sort", id="people.sort",
                tooltip="List people, organisations, groups, places, other names, or all"),
        Binding("escape", "leave", "Leave", show=False, id="people.leave",
                tooltip="Clear the filter; else back to where you came from"),
    ]  # fmt: skip

    class Listed(Message):
        """The store answered who there is."""

        def __init__(self, people: PeopleRows, sort: Sort, order: Order, keep: int | None) -> None:
            super().__init__()
            self.people = people
            self.sort = sort
            self.order = order
            self.keep = keep

    def __init__(self) -> None:
        super().__init__()
        self._sort: Sort = "both"
        self._order: Order = "quotations"

    def compose(self) -> ComposeResult:
        """The list between the masthead and the keys."""
        yield Masthead("OnRecord", "People")
        yield Rows(id="people", empty=_NOBODY)
        yield KeyLine()

    def on_mount(self) -> None:
        """Ask the store, now and when it changes."""
        self.record.store_changed.subscribe(self, lambda _: self._list(keep=True))
        self._list()

    @property
    def rows(self) -> Rows:
        """The list of people."""
        return self.query_one("#people", Rows)

    @property
    def who(self) -> IdentityRow | None:
        """Who is under the cursor."""
        source = self.rows.source
        return source.at(self.rows.cursor) if isinstance(source, PeopleRows) else None

    def list_anew(self) -> None:
        """List those who have the words of the filter in a name."""
        self._list()

    def _list(self, *, keep: bool = False) -> None:
        who = self.who if keep else None
        self._ask(self.words, self._sort, self._order, who.id if who else None)

    @work(thread=True, exclusive=True, group="people")
    def _ask(self, words: str, sort: Sort, order: Order, keep: int | None) -> None:
        worker = get_current_worker()
        if worker.is_cancelled:
            return
        try:
            people = PeopleRows(self.record.store, words, sort, order)
        except StoreError as error:
            self.app.call_from_thread(self.record.say, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(self.Listed(people, sort, order, keep))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        people, words = message.people, message.people.words
        at = people.index(message.keep) if message.keep is not None else 0
        self.rows.empty = _NOBODY
        if words:
            self.rows.empty = f"Of {SORTS[message.sort]}, none has “{words}” in a name."
        elif message.sort != "both":
            self.rows.empty = f"No article names {SORTS[message.sort]} yet: b shows another sort."
        self.rows.show(people, max(self.rows.cursor, 0) if at is None else at)
        masthead = self.query_one(Masthead)
        sort = SORTS[message.sort]
        masthead.title = f"{sort[0].upper()}{sort[1:]}: {people.count():,}"
        masthead.detail = ORDERS[message.order]
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Clear the filter, else go back."""
        if self.filter_line:
            self.action_clear()
        else:
            self.record.action_back()

    # The list

    @on(Rows.Chosen, "#people")
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if who := self.who:
            self.open_person(who.id)

    def action_order(self) -> None:
        """Take the next order."""
        orders = list(ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._list()

    def action_sort(self) -> None:
        """List the next sort."""
        sorts = list(SORTS)
        self._sort = sorts[(sorts.index(self._sort) + 1) % len(sorts)]
        self._list()
