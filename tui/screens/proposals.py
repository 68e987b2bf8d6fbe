"""The list of changes that imported files propose: accept or reject each, or all."""

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from db.corrections.models import Correction
from db.edits.models import StoreChange
from db.models import Document
from db.repositories.proposals import AcceptedProposal, Proposal, ProposalKind
from db.repositories.versions import Version
from tui.actions import load_bindings
from tui.correction_text import describe_proposal
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun, attempt
from tui.strings.app_text import AppText
from tui.strings.proposal_text import ProposalText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.panes.row_text import justify
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.virtual_list import VirtualList

_ORDER: tuple[ProposalKind, ...] = ("version", "status", "correction", "rule")
_CHANGED = StoreChange.in_any_article("text", "findings", "identities", "rules", "list")


def _group_by_kind(proposals: Sequence[Proposal]) -> list[Proposal | Heading]:
    """Return the proposals under a heading for each kind."""
    items: list[Proposal | Heading] = []
    for kind in _ORDER:
        of_kind = [proposal for proposal in proposals if proposal.kind == kind]
        items += [Heading(ProposalText.HEADINGS[kind]), *of_kind] if of_kind else []
    return items


def _draw_proposal(proposal: Proposal, width: int) -> Sequence[Content]:
    """Return the change on the left, and the name of the file that it comes from on the right."""
    name = proposal.origin.rstrip("/").rpartition("/")[2] or proposal.origin
    origin = Content.styled(safe(name), ".rows--muted")
    return [justify(Content(safe(describe_proposal(proposal))), origin, width)]


class ProposalsScreen(ListScreen[list[Proposal]]):
    """The proposed versions, corrections and rules; none takes effect before it is accepted."""

    BINDING_GROUP_TITLE = ProposalText.TITLE
    REFRESHED_BY = frozenset({"text", "findings", "rules", "list"})
    AUTO_FOCUS = LIST = "#proposed"
    DEFAULT_CSS = """
    ProposalsScreen { & > #proposed { height: 1fr; padding: 1 0 0 0; } }
    """
    BINDINGS = load_bindings("proposals")

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, ProposalText.TITLE)
        yield VirtualList(id="proposed", empty=ProposalText.EMPTY)
        yield Footer()

    def load_list(self, _: QueryRun) -> list[Proposal]:
        """Query the store for the proposals."""
        return self.context.store.proposals.list()

    def show_list(self, found: list[Proposal]) -> None:
        """Show the proposals by kind."""
        rows = ListSource(_group_by_kind(found), _draw_proposal, key=lambda proposal: proposal.id)
        self.show_rows(rows)
        self.query_one(Header).detail = format_count(len(found), "proposed change")

    @property
    def _proposals(self) -> list[Proposal]:
        source = self.rows.source
        listed = (source.item(index) for index in range(source.count()))
        return [proposal for proposal in listed if proposal is not None]

    @property
    def _chosen(self) -> Proposal | None:
        proposal: Proposal | None = self.rows.item
        return proposal

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
        proposals = self._proposals
        if not proposals:
            self.context.show_message(ProposalText.EMPTY)
            return

        def answer(confirmed: bool | None) -> None:
            if not confirmed:
                return
            accept = self.context.store.proposals.accept
            tried = [attempt(self.context, partial(accept, each.id)) for each in proposals]
            accepted = [proposal for proposal in tried if proposal is not None]
            self.context.store_changed.publish(_CHANGED)
            number = format_count(len(accepted), "proposed change")
            self.context.show_message(ProposalText.ACCEPTED_ALL.format(number=number))
            self._analyze(*accepted)

        number = format_count(len(proposals), "proposed change")
        question = ProposalText.ACCEPT_ALL.format(number=number)
        dialog = ConfirmDialog(question, ProposalText.CANNOT_UNDO, ProposalText.ACCEPT_ANSWER)
        self.app.push_screen(dialog, answer)
