"""The list of merge candidates: pairs of identities that may be duplicates."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.identities.models import IdentityRow, Proposal
from tui.formatting import counted
from tui.people_wording import named
from tui.screens import people_changes
from tui.screens.base import FrameScreen
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.lists import ProposalRows
from tui.widgets.virtual_list import Rows

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
            people_changes.merge(self.record, pair.other, pair.one)

    def action_not_same(self) -> None:
        """Record that the two are distinct."""
        if pair := self.pair:
            people_changes.keep_apart(self.record, pair.one, pair.other)

    def action_leave(self) -> None:
        """Close the screen."""
        self.record.action_back()
