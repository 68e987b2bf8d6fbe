"""The list of changes that imported files propose: accept or reject each, or all."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from textual import on
from textual.app import ComposeResult
from textual.cache import LRUCache
from textual.content import Content

from db import Store, StoreError
from db.corrections.models import Correction
from db.edits.models import StoreChange
from db.importers.models import Highlight
from db.models import Document
from db.origins import source_name
from db.proposal_acceptance import accept_proposals
from db.proposed_changes import ProposalKind
from db.repositories.proposals import AcceptedProposal, AcceptedProposals, Proposal
from db.repositories.versions import Version
from tui.actions import load_bindings
from tui.change_progress import run_with_progress
from tui.changes import ChangeCanceled, ChangeProgress
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import format_count
from tui.proposed_change_text import describe_proposal
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun, attempt
from tui.strings.app_text import AppText
from tui.strings.proposal_text import ProposalText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.row_text import justify
from tui.widgets.row_source import WINDOW, Heading, ListSource
from tui.widgets.virtual_list import VirtualList

_CHANGED = StoreChange.in_any_article("text", "findings", "identities", "rules", "list")
_FEW = 100  # proposals that are accepted without a dialog that shows the progress

ProposalKey = tuple[ProposalKind, int]


def _group_by_kind(keys: Sequence[ProposalKey]) -> list[ProposalKey | Heading]:
    """Return the kinds and ids of proposals under a heading for each kind."""
    items: list[ProposalKey | Heading] = []
    for kind, found in groupby(keys, key=itemgetter(0)):
        items += [Heading(ProposalText.HEADINGS.get(kind, kind)), *found]
    return items


def _draw_proposal(proposal: Proposal, width: int) -> Sequence[Content]:
    """Return the change on the left, and the name of the file that it comes from on the right."""
    origin = Content.styled(safe(source_name(proposal.origin)), ".rows--muted")
    return [justify(Content(safe(describe_proposal(proposal))), origin, width)]


class _LoadedProposals:
    """The proposals of a list, loaded in windows of those near the rows that are drawn."""

    def __init__(self, store: Store, keys: Sequence[ProposalKey]) -> None:
        self._store = store
        self._ids = [id for _, id in keys]
        self._positions = {id: at for at, id in enumerate(self._ids)}
        self._found: LRUCache[int, Proposal] = LRUCache(20 * WINDOW)

    def draw(self, key: ProposalKey, width: int) -> Sequence[Content]:
        """Draw a proposal; the reason if it cannot be read now."""
        try:
            proposal = self.load(key[1])
        except StoreError as error:
            return [Content(safe(str(error)))]
        return [Content("…")] if proposal is None else _draw_proposal(proposal, width)

    def load(self, id: int) -> Proposal | None:
        """Return a proposal; None for one that no longer waits. May raise StoreError."""
        if id not in self._found:
            at = self._positions[id] // WINDOW * WINDOW
            for proposal in self._store.proposals.load(self._ids[at : at + WINDOW]):
                self._found[proposal.id] = proposal
        return self._found.get(id)


class ProposalsScreen(ListScreen[list[ProposalKey]]):
    """Changes that files propose; none takes effect before it is accepted."""

    BINDING_GROUP_TITLE = ProposalText.TITLE
    REFRESHED_BY = frozenset(
        {"text", "findings", "rules", "list", "notes", "tags", "reading_state", "metadata", "views"}
    )
    AUTO_FOCUS = LIST = "#proposed"
    DEFAULT_CSS = """
    ProposalsScreen { & > #proposed { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS = load_bindings("proposals")

    _keys: Sequence[ProposalKey] = ()
    _loaded: _LoadedProposals | None = None

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, ProposalText.TITLE)
        yield VirtualList(id="proposed", empty=ProposalText.EMPTY)
        yield Footer()

    def load_list(self, _: QueryRun) -> list[ProposalKey]:
        """Query the store for the kinds and ids of the proposals."""
        return self.context.store.proposals.list_keys()

    def show_list(self, found: list[ProposalKey]) -> None:
        """Show the proposals by kind."""
        self._keys, self._loaded = found, _LoadedProposals(self.context.store, found)
        rows = ListSource(_group_by_kind(found), self._loaded.draw, key=lambda key: key[1])
        self.show_rows(rows)
        self.query_one(Header).detail = format_count(len(found), "proposed change")

    @property
    def _chosen(self) -> Proposal | None:
        key, loaded = self.rows.item, self._loaded
        if key is None or loaded is None:
            return None
        return attempt(self.context, lambda: loaded.load(key[1]))

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
        elif isinstance(proposal.change, Highlight):
            start, end = proposal.change.start or 0, proposal.change.end or 0
            self.context.open_article(proposal.article, start, max(start, end))
        elif isinstance(proposal.change, Document):
            self._compare(proposal.article, proposal.change)
        else:
            self.context.open_article(proposal.article)

    def _compare(self, article: int, document: Document) -> None:
        versions = attempt(self.context, lambda: self.context.store.versions.list(article))
        if versions is None:
            return
        present = versions[-1]
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

        description = ProposalText.ACCEPTED.format(change=describe_proposal(proposal))
        if proposal.kind == "version":  # a new text cannot be undone
            is_accepted = self.context.apply_change(_CHANGED, accept)
        else:
            is_accepted = self.context.edit("proposal", accept, description) is not None
        if is_accepted:
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
        description = ProposalText.REJECTED.format(change=describe_proposal(proposal))
        reject = partial(self.context.store.proposals.reject, proposal.id)
        self.context.edit("proposal", reject, description)

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
        if not self._keys:
            self.context.show_message(ProposalText.EMPTY)
            return
        versions = sum(kind == "version" for kind, _ in self._keys)
        number = format_count(len(self._keys), "proposed change")
        key = self.context.user_keys.undo_key
        detail = ProposalText.CAN_UNDO.format(key=key)
        if versions:
            detail = ProposalText.CANNOT_UNDO.format(
                key=key, versions=format_count(versions, "new version")
            )
        ids = [id for _, id in self._keys]
        dialog = ConfirmDialog(
            ProposalText.ACCEPT_ALL.format(number=number), detail, ProposalText.ACCEPT_ANSWER
        )
        self.app.push_screen(dialog, lambda confirmed: self._accept_all(ids) if confirmed else None)

    def _accept_all(self, ids: Sequence[int]) -> None:
        store = self.context.store
        number = format_count(len(ids), "proposed change")
        description = ProposalText.ACCEPTED_ALL.format(number=number)
        progress = ChangeProgress(len(ids))

        def accept() -> AcceptedProposals:
            return accept_proposals(store, ids, "app", description, progress.report)

        def finish(result: object, error: Exception | None) -> None:
            self.context.store_changed.publish(_CHANGED)
            if isinstance(result, AcceptedProposals):
                self._show_accepted(result)
            elif isinstance(error, ChangeCanceled):
                self.context.show_message(AppText.CANCELED)
            else:
                self.context.show_message(str(error), severity="error")

        if len(ids) > _FEW:
            title = ProposalText.ACCEPT_RUNS.format(number=number)
            run_with_progress(self.context, title, progress, accept, finish)
        elif (accepted := attempt(self.context, accept)) is not None:
            finish(accepted, None)

    def _show_accepted(self, result: AcceptedProposals) -> None:
        number = format_count(result.accepted, "proposed change")
        message = f"{ProposalText.ACCEPTED_ALL.format(number=number)}."
        if result.failed:
            failed = format_count(len(result.failed), "proposed change")
            reason = ProposalText.NOT_ACCEPTED.format(number=failed, reason=result.failed[0])
            message = f"{message} {reason}"
        self.context.show_message(message, severity="warning" if result.failed else "information")
        if result.pending:
            self.context.jobs.start(ProposalText.ANALYZE, result.pending)

    def action_reject_all(self) -> None:
        """Reject all proposals, after a confirmation."""
        if not self._keys:
            self.context.show_message(ProposalText.EMPTY)
            return
        ids = [id for _, id in self._keys]
        number = format_count(len(ids), "proposed change")
        description = ProposalText.REJECTED_ALL.format(number=number)

        def answer(confirmed: bool | None) -> None:
            if confirmed and self.context.edit(
                "proposal", lambda: self.context.store.proposals.reject_all(ids), description
            ):
                self.context.show_message(f"{description}.")

        question = ProposalText.REJECT_ALL.format(number=number)
        detail = ProposalText.STAYS_REJECTED.format(key=self.context.user_keys.undo_key)
        dialog = ConfirmDialog(question, detail, ProposalText.REJECT_ANSWER)
        self.app.push_screen(dialog, answer)
