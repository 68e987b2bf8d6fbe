"""Text versions of an article at its address, shown as differences between two versions."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from analysis.date_format import format_short_date
from db.repositories.versions import DiffSegment, Version, diff_texts
from tui.actions import load_bindings
from tui.context import AppContext
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.store_query import attempt
from tui.strings.versions_text import VersionsText
from tui.widgets.footer import Footer
from tui.widgets.header import Header

_STYLES = {"same": "", "gone": "$error strike", "new": "$success bold"}


def open_versions(context: AppContext, article: int) -> None:
    """Show the text versions of an article, or a message if it never changed."""
    versions = attempt(context, lambda: context.store.versions.list(article))
    proposals = attempt(context, lambda: context.store.proposals.list(article))
    if versions is None or proposals is None:
        return
    if len(versions) < 2:
        proposed = any(proposal.kind == "version" for proposal in proposals)
        context.show_message(VersionsText.PROPOSED if proposed else VersionsText.ONE_VERSION)
    else:
        context.push_screen(VersionsScreen(versions))


class VersionsScreen(AppScreen):
    """The differences between a version and the next one."""

    BINDING_GROUP_TITLE = VersionsText.TITLE
    AUTO_FOCUS = "#changes"
    DEFAULT_CSS = """
    VersionsScreen > #changes { height: 1fr; margin: 1 0 0 0; padding: 0 2; }
    """
    BINDINGS = load_bindings("versions")

    def __init__(self, versions: list[Version]) -> None:
        """Create the screen for two or more versions; it starts at the last change."""
        super().__init__()
        self._versions = versions
        self._later = len(versions) - 1

    def compose(self) -> ComposeResult:
        """Compose the compared text between the header and the footer."""
        yield Header(VersionsText.TITLE)
        with VerticalScroll(id="changes"):
            yield Static()
        yield Footer()

    def on_mount(self) -> None:
        """Show the last change."""
        self._show()

    def _show(self) -> None:
        before, after = self._versions[self._later - 1], self._versions[self._later]
        header = self.query_one(Header)
        header.title = VersionsText.PAIR.format(
            before=before.number, after=after.number, total=len(self._versions)
        )
        header.detail = VersionsText.LEGEND  # of a version that is only proposed
        if before.until:
            date = format_short_date(before.until.date())
            header.detail = VersionsText.DETAIL.format(date=date)
        changed = Content.assemble(*map(_styled, diff_texts(before.text, after.text)))
        self.query_one("#changes > Static", Static).update(changed)
        self.query_one("#changes", VerticalScroll).scroll_home(animate=False)

    def action_step(self, by: int) -> None:
        """Show the next or previous change."""
        later = min(max(self._later + by, 1), len(self._versions) - 1)
        if later == self._later:
            self.context.show_message(
                VersionsText.NO_LATER_CHANGE if by > 0 else VersionsText.NO_EARLIER_CHANGE
            )
            return
        self._later = later
        self._show()

    def action_findings(self) -> None:
        """Compare the findings of both versions."""
        before, after = self._versions[self._later - 1], self._versions[self._later]
        if before.until is None:  # the later one is only proposed
            self.context.show_message(VersionsText.NOT_STORED)
            return
        self.context.open(
            "version_comparison", article=after.article, earlier=before.number, later=after.number
        )

    def action_scroll(self, by: int) -> None:
        """Scroll the text by lines."""
        self.query_one("#changes", VerticalScroll).scroll_relative(y=by, animate=False)


def _styled(piece: DiffSegment) -> tuple[str, str]:
    """Return a piece with its style; deleted text also has ‹ ›, for terminals of few colors."""
    words = "\n".join(map(safe, piece.text.split("\n")))
    if piece.kind == "gone" and words.strip():
        words = f"‹{words}›"
    return words, _STYLES[piece.kind]
