"""Pairs of people that may be one, for the reader to decide."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.people.records import IdentityRow, Proposal
from tui import people_changes
from tui.people_wording import named
from tui.screens.frame import FrameScreen
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.people.lists import ProposalRows
from tui.widgets.rows import Rows
from tui.wording import counted

_MOST = 200
_NOTHING = "Nothing is left to decide: no two names are so alike that they may be one."
_LOOKING = "Looking through the names …"


class ProposalsScreen(FrameScreen):
    """A list of pairs, each to be called the same or not the same."""

    BINDING_GROUP_TITLE = "What may be one"
    AUTO_FOCUS = "#proposals"
    DEFAULT_CSS = """
    ProposalsScreen { & > #proposals { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "same", "The same", id="proposals.same",
                tooltip="Say that they are one; u takes it back"),
        Binding("n", "not_same", "Not the same", id="proposals.not_same",
                tooltip="Say that they are not, so that it is not proposed again"),
        Binding("o", "other", "The other", id="proposals.other",
                tooltip="Open the page of the second; Enter opens that of the first"),
        Binding("escape", "leave", "Leave", show=False, id="proposals.leave",
                tooltip="Back to where you came from"),
    ]  # fmt: skip

    class Found(Message):
        """The store said what may be one; `left` names are still to be compared."""

        def __init__(self, pairs: Sequence[Proposal], left: int) -> None:
            super().__init__()
            self.pairs = pairs
            self.left = left

    def __init__(self, who: IdentityRow | None = None) -> None:
        """The pairs of everybody, or those that somebody is in."""
        super().__init__()
        self._who = who

    def compose(self) -> ComposeResult:
        """The list between the masthead and the keys."""
        yield Masthead("OnRecord", "What may be one")
        yield Rows(id="proposals", empty=_LOOKING)
        yield KeyLine()

    def on_mount(self) -> None:
        """Look for what may be one, now and when the store changes."""
        self.record.store_changed.subscribe(self, lambda _: self._look())
        self._look()

    @property
    def _rows(self) -> Rows:
        return self.query_one("#proposals", Rows)

    @property
    def pair(self) -> Proposal | None:
        """The pair under the cursor."""
        source, at = self._rows.source, self._rows.cursor
        return source.proposals[at] if isinstance(source, ProposalRows) and at >= 0 else None

    @work(thread=True, exclusive=True, group="proposals")
    def _look(self) -> None:
        """Show what is known, then compare what is new, showing from time to time what came."""
        worker = get_current_worker()
        people = self.record.store.people
        who = self._who.id if self._who else None
        try:
            left = people.uncompared()
            while not worker.is_cancelled:
                self.post_message(self.Found(people.proposals(who, limit=_MOST), left))
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
                at = message.pairs.index(pair)  # rows may come before it while the reader reads
            self._rows.show(ProposalRows(message.pairs), max(at, 0))
        masthead = self.query_one(Masthead)
        many = "the first " if len(message.pairs) == _MOST else ""
        whose = f" with {named(self._who)}" if self._who else ""
        masthead.title = f"What may be one: {many}{counted(len(message.pairs), 'pair')}{whose}"
        masthead.detail = f"{counted(message.left, 'name')} to compare" if message.left else ""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There has to be a pair to decide about."""
        if action in {"same", "not_same", "other"}:
            return self.pair is not None
        return super().check_action(action, parameters)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if pair := self.pair:
            self.open_person(pair.one.id)

    def action_other(self) -> None:
        """Open the page of the second."""
        if pair := self.pair:
            self.open_person(pair.other.id)

    def action_same(self) -> None:
        """Let the two be one."""
        if pair := self.pair:
            people_changes.merge(self.record, pair.other, pair.one)

    def action_not_same(self) -> None:
        """Remember that they are not one."""
        if pair := self.pair:
            people_changes.keep_apart(self.record, pair.one, pair.other)

    def action_leave(self) -> None:
        """Go back."""
        self.record.action_back()
