"""The list of people and organisations in the articles, with a filter and a monthly chart.

The list of merge candidates: pairs of identities that may be duplicates.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.identities.models import IdentityOrder, IdentityRow, Proposal, Sort
from tui.formatting import IDENTITY_ORDERS, IDENTITY_TYPES, counted, named
from tui.screens import person
from tui.screens.base import FilteringScreen, FrameScreen
from tui.screens.person import DecidingScreen
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.identities import PeopleRows, ProposalRows
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
            self, people: PeopleRows, sort: Sort, order: IdentityOrder, current: int | None
        ) -> None:
            super().__init__()
            self.people = people
            self.sort = sort
            self.order = order
            self.current = current

    def __init__(self) -> None:
        super().__init__()
        self._sort: Sort = "both"
        self._order: IdentityOrder = "quotations"

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
    def _ask(self, words: str, sort: Sort, order: IdentityOrder, current: int | None) -> None:
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
            self.rows.empty = f"No {IDENTITY_TYPES[message.sort]} with “{words}” in a name."
        elif message.sort != "both":
            self.rows.empty = f"No {IDENTITY_TYPES[message.sort]} yet. Press b for another type."
        self.rows.show(people, max(self.rows.cursor, 0) if at is None else at)
        header = self.query_one(Masthead)
        sort = IDENTITY_TYPES[message.sort]
        header.title = f"{sort[0].upper()}{sort[1:]}: {people.count():,}"
        header.detail = IDENTITY_ORDERS[message.order]
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
        orders = list(IDENTITY_ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._list()

    def action_sort(self) -> None:
        """Switch to the next type of entity."""
        sorts = list(IDENTITY_TYPES)
        self._sort = sorts[(sorts.index(self._sort) + 1) % len(sorts)]
        self._list()


_MOST = 200
_NOTHING = "No possible duplicates left: no two names are similar enough."
_LOOKING = "Comparing names …"


class ProposalsScreen(FrameScreen):
    """A list of pairs to merge or to keep apart."""

    BINDING_GROUP_TITLE = "Possible duplicates"
    AUTO_FOCUS = "#proposals"
    DEFAULT_CSS = """
    ProposalsScreen { & > #proposals { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "same", "Merge", id="proposals.same",
                tooltip="Merge the two; u undoes it"),
        Binding("n", "not_same", "Keep apart", id="proposals.not_same",
                tooltip="Keep the two apart and do not propose the pair again"),
        Binding("o", "other", "Open second", id="proposals.other",
                tooltip="Open the page of the second; Enter opens that of the first"),
        Binding("escape", "leave", "Close", show=False, id="proposals.leave",
                tooltip="Back to the previous screen"),
    ]  # fmt: skip

    class Found(Message):
        """Merge candidates were loaded; `left` names are still to be compared."""

        def __init__(self, pairs: Sequence[Proposal], left: int) -> None:
            super().__init__()
            self.pairs = pairs
            self.left = left

    def __init__(self, identity: IdentityRow | None = None) -> None:
        """List all pairs, or only those of `identity`."""
        super().__init__()
        self._identity = identity

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Masthead("OnRecord", "Possible duplicates")
        yield Rows(id="proposals", empty=_LOOKING)
        yield KeyLine()

    def on_mount(self) -> None:
        """Load the pairs, now and whenever the store changes."""
        self.record.store_changed.subscribe(self, lambda _: self._look())
        self._look()

    @property
    def _rows(self) -> Rows:
        return self.query_one("#proposals", Rows)

    @property
    def pair(self) -> Proposal | None:
        """The pair under the cursor, or None."""
        source, at = self._rows.source, self._rows.cursor
        return source.proposals[at] if isinstance(source, ProposalRows) and at >= 0 else None

    @work(thread=True, exclusive=True, group="proposals")
    def _look(self) -> None:
        """Show the known pairs, then compare new names and show the pairs found so far."""
        worker = get_current_worker()
        people = self.record.store.people
        identity = self._identity.id if self._identity else None
        try:
            left = people.uncompared()
            while not worker.is_cancelled:
                self.post_message(self.Found(people.proposals(identity, limit=_MOST), left))
                if not left:
                    return
                left = people.look_for_proposals(lambda: not worker.is_cancelled)
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.record.say, str(error), severity="error")

    @on(Found)
    def _found(self, message: Found) -> None:
        source = self._rows.source
        self._rows.empty = _LOOKING if message.left else _NOTHING
        if not (isinstance(source, ProposalRows) and source.proposals == message.pairs):
            at = self._rows.cursor
            if message.left and (pair := self.pair) in message.pairs:
                at = message.pairs.index(pair)  # new pairs may be listed before it
            self._rows.show(ProposalRows(message.pairs), max(at, 0))
        header = self.query_one(Masthead)
        many = "the first " if len(message.pairs) == _MOST else ""
        whose = f" with {named(self._identity)}" if self._identity else ""
        header.title = f"Possible duplicates: {many}{counted(len(message.pairs), 'pair')}{whose}"
        header.detail = f"{counted(message.left, 'name')} to compare" if message.left else ""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for a pair only if there is one."""
        if action in {"same", "not_same", "other"}:
            return self.pair is not None
        return super().check_action(action, parameters)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if pair := self.pair:
            self.open_person(pair.one.id)

    def action_other(self) -> None:
        """Open the page of the second identity."""
        if pair := self.pair:
            self.open_person(pair.other.id)

    def action_same(self) -> None:
        """Merge the second identity into the first."""
        if pair := self.pair:
            person.merge(self.record, pair.other, pair.one)

    def action_not_same(self) -> None:
        """Record that the two are distinct."""
        if pair := self.pair:
            person.keep_apart(self.record, pair.one, pair.other)

    def action_leave(self) -> None:
        """Close the screen."""
        self.record.action_back()
