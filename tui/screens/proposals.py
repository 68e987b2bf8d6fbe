"""The list of changes that imported files propose: accept or reject each, or all."""

from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from db import StoreError
from db.corrections.models import Correction
from db.models import Document
from db.repositories.proposals import AcceptedProposal, Proposal, ProposalKind
from db.repositories.versions import Version
from tui.actions import load_bindings
from tui.changes import StoreChange, UndoEntry
from tui.correction_text import describe_proposal
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.strings import AppText, ProposalText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.pane_source import justify
from tui.widgets.row_source import HeadedRows
from tui.widgets.virtual_list import VirtualList

_ORDER: tuple[ProposalKind, ...] = ("version", "status", "correction", "rule")
_CHANGED = StoreChange.in_any_article("text", "findings", "identities", "rules", "list")


class _Rows(HeadedRows[Proposal]):
    """The proposals under a heading for each kind, with the file that each comes from."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        entries: list[str | Proposal] = []
        for kind in _ORDER:
            of_kind = [proposal for proposal in proposals if proposal.kind == kind]
            entries += [ProposalText.HEADINGS[kind], *of_kind] if of_kind else []
        super().__init__(entries)

    def entry_row(self, entry: Proposal, width: int) -> Content:
        """Return the change on the left, the name of its file on the right."""
        name = entry.origin.rstrip("/").rpartition("/")[2] or entry.origin
        origin = Content.styled(safe(name), ".rows--muted")
        return justify(Content(safe(describe_proposal(entry))), origin, width)


class ProposalsScreen(AppScreen):
    """The proposed versions, corrections and rules; none takes effect before it is accepted."""

    BINDING_GROUP_TITLE = ProposalText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "rules", "list"})
    AUTO_FOCUS = "#proposed"
    DEFAULT_CSS = """
    ProposalsScreen { & > #proposed { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS = load_bindings("proposals")

    class ProposalsLoaded(Message):
        """The proposals were loaded from the store."""

        def __init__(self, proposals: Sequence[Proposal]) -> None:
            super().__init__()
            self.proposals = proposals

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, ProposalText.TITLE)
        yield VirtualList(id="proposed", empty=ProposalText.EMPTY)
        yield Footer()

    def on_mount(self) -> None:
        """Load the list, now and whenever the store changes."""
        self.follow_changes()
        self._load()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again."""
        del change
        self._load()

    @work(thread=True, exclusive=True, group="proposed changes")
    def _load(self) -> None:
        worker = get_current_worker()
        try:
            found = self.ProposalsLoaded(self.context.store.proposals.list())
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.context.show_message, str(error), severity="error")
            return
        if not worker.is_cancelled:
            self.post_message(found)

    @on(ProposalsLoaded)
    def _show(self, message: ProposalsLoaded) -> None:
        self._list.show(_Rows(message.proposals), max(self._list.cursor, 0))
        self.query_one(Header).detail = format_count(len(message.proposals), "proposed change")

    @property
    def _list(self) -> VirtualList:
        return self.query_one("#proposed", VirtualList)

    @property
    def _proposals(self) -> list[Proposal]:
        source = self._list.source
        entries = source.entries if isinstance(source, _Rows) else []
        return [entry for entry in entries if isinstance(entry, Proposal)]

    @property
    def _chosen(self) -> Proposal | None:
        source, at = self._list.source, self._list.cursor
        entry = source.entries[at] if isinstance(source, _Rows) and at >= 0 else None
        return entry if isinstance(entry, Proposal) else None

    @on(VirtualList.RowSelected)
    def _open(self, message: VirtualList.RowSelected) -> None:
        """Compare a proposed version with the article, or open the article of a correction."""
        message.stop()
        proposal = self._chosen
        if proposal is None or proposal.article is None:
            self.context.show_message(ProposalText.NO_ARTICLE)
        elif isinstance(proposal.change, Correction):
            span = proposal.change.start, proposal.change.end
            self.context.open_article(proposal.article, *span)
        elif isinstance(proposal.change, Document):
            self._compare(proposal.article, proposal.change)
        else:
            self.context.open_article(proposal.article)

    def _compare(self, article: int, document: Document) -> None:
        try:
            present = self.context.store.versions.list(article)[-1]
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        proposed = Version(
            article, present.number + 1, document.title, document.published, document.updated,
            document.text, None,
        )  # fmt: skip
        self.context.open("compared_versions", versions=[present, proposed])

    def action_accept(self) -> None:
        """Apply the proposal under the cursor."""
        proposal = self._chosen
        if proposal is None:
            self.context.show_message(ProposalText.NONE_HERE)
        else:
            self._accept(proposal)

    def _accept(self, proposal: Proposal) -> None:
        store = self.context.store
        accepted = AcceptedProposal()

        def accept() -> None:
            nonlocal accepted
            accepted = store.proposals.accept(proposal.id)

        def revert() -> None:
            if accepted.correction is not None:
                store.corrections.revert(accepted.correction.id)
            if accepted.rule is not None:
                store.corrections.delete_rule(accepted.rule.id)
            if accepted.wire is not None and accepted.article is not None:
                store.proposals.restore_wire(accepted.article, accepted.replaced_wire)
            if accepted.replaced_rule is not None:
                store.corrections.restore_rule(accepted.replaced_rule)
            store.proposals.restore(proposal)

        description = ProposalText.ACCEPTED.format(change=describe_proposal(proposal))
        undo = None if proposal.kind == "version" else UndoEntry(description, revert)
        if self.context.apply_change(_CHANGED, accept, undo):
            self.context.show_message(f"{description}.")
            self._analyze(accepted)

    def _analyze(self, *accepted: AcceptedProposal) -> None:
        """Analyze the articles that have a new text."""
        pending = [item.article for item in accepted if item.is_pending and item.article]
        if pending:
            self.context.jobs.start(ProposalText.ANALYZE, pending)

    def action_reject(self) -> None:
        """Delete the proposal under the cursor."""
        proposal = self._chosen
        if proposal is None:
            self.context.show_message(ProposalText.NONE_HERE)
            return
        proposals = self.context.store.proposals
        description = ProposalText.REJECTED.format(change=describe_proposal(proposal))
        self.context.apply_change(
            _CHANGED,
            lambda: proposals.reject(proposal.id),
            UndoEntry(description, lambda: proposals.restore(proposal)),
        )

    def action_as_article(self) -> None:
        """Store the proposed version as an article of its own."""
        proposal = self._chosen
        if proposal is None or proposal.kind != "version":
            self.context.show_message(ProposalText.NO_VERSION)
            return
        accepted = AcceptedProposal()

        def accept() -> None:
            nonlocal accepted
            accepted = self.context.store.proposals.accept_as_article(proposal.id)

        if self.context.apply_change(_CHANGED, accept):
            self.context.show_message(ProposalText.ADDED)
            self._analyze(accepted)

    def action_accept_all(self) -> None:
        """Apply all proposals, after a confirmation."""
        proposals = self._proposals
        if not proposals:
            self.context.show_message(ProposalText.EMPTY)
            return

        def answer(confirmed: bool | None) -> None:
            if not confirmed:
                return
            accepted: list[AcceptedProposal] = []
            for proposal in proposals:
                try:
                    accepted.append(self.context.store.proposals.accept(proposal.id))
                except StoreError as error:
                    self.context.show_message(str(error), severity="error")
            self.context.store_changed.publish(_CHANGED)
            number = format_count(len(accepted), "proposed change")
            self.context.show_message(ProposalText.ACCEPTED_ALL.format(number=number))
            self._analyze(*accepted)

        number = format_count(len(proposals), "proposed change")
        question = ProposalText.ACCEPT_ALL.format(number=number)
        dialog = ConfirmDialog(question, ProposalText.CANNOT_UNDO, ProposalText.ACCEPT_ANSWER)
        self.app.push_screen(dialog, answer)
