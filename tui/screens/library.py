"""The library: the list of all articles, a filter, and a preview of the selected article."""

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from db import ArticleRow, StoreError
from db.models import Order, ReadState
from tui.formatting import ORDERS, counted, headline
from tui.screens.articles import Articles
from tui.screens.filtering import FilteringScreen
from tui.screens.previewing import PreviewingScreen
from tui.screens.welcome import Welcome
from tui.session import Shelf
from tui.undo import Undo
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.preview import Preview
from tui.widgets.virtual_list import Rows

if TYPE_CHECKING:
    from db.exporters import Chosen


class LibraryScreen(PreviewingScreen, FilteringScreen):
    """The list of articles, with a preview beside it if the terminal is wide enough."""

    BINDING_GROUP_TITLE = "Library"
    DEFAULT_CSS = """
    LibraryScreen {
        & #filter { dock: top; margin: 1 0 0 0; padding: 0 1; background: $panel; }
        & #shelves { height: 1fr; }
        & #articles { width: 1fr; margin: 1 0 0 0; }
        & Preview { width: 46%; margin: 1 0 0 0; border-left: solid $border-blurred; }
        &.-narrow Preview { display: none; }
    }
    """
    FILTERED_BY = "Filter by title, author, site or tags"
    AUTO_FOCUS = ""  # the list is focused once articles are loaded
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "add_sample", "Read the sample", id="library.sample",
                tooltip="Add the sample article and open it"),
        Binding("slash", "filter", "Filter", id="library.filter",
                tooltip="Show only articles with these words in title, author, site or tags"),
        Binding("a", "add", "Add", id="library.add",
                tooltip="Add articles from a file, a folder or an address"),
        Binding("r", "toggle_read", "Mark read", id="library.read",
                tooltip="Mark the article as read, or as unread again"),
        Binding("asterisk", "toggle_star", "Star", id="library.star",
                tooltip="Star or unstar the article"),
        Binding("t", "tags", "Tags", id="library.tags", tooltip="Change the article's tags"),
        Binding("E", "facts", "Facts", show=False, id="library.facts",
                tooltip="Correct title, author, site, address, section, language or dates"),
        Binding("V", "versions", "Versions", show=False, id="library.versions",
                tooltip="How the article's text changed at its address"),
        Binding("o", "order", "Order", id="library.order",
                tooltip="Sort by date added, publication date or title"),
        Binding("K", "concordance", "In context", show=False, id="library.concordance",
                tooltip="Any words or name in context, in all articles"),
        Binding("R", "analyse_again", "Analyse again", show=False, id="library.again",
                tooltip="Analyse the article again; corrections and notes are kept"),
        Binding("c r", "rules", "Correction rules", show=False, key_display="cr",
                id="library.rules", tooltip="List the rules that apply to every article"),
        Binding("q", "app.quit", "Quit", id="library.quit", tooltip="Quit OnRecord"),
        Binding("d", "delete", "Delete", show=False, id="library.delete",
                tooltip="Delete the article and its notes, after a confirmation"),
        Binding("escape", "clear", "Clear filter", show=False, id="library.clear",
                tooltip="Clear the filter"),
    ]  # fmt: skip

    class Listed(Message):
        """The list of articles was loaded from the store."""

        def __init__(self, articles: Articles, cursor: int, total: int) -> None:
            super().__init__()
            self.articles = articles
            self.cursor = cursor
            self.total = total

    def __init__(self, shelf: Shelf | None = None) -> None:
        """Create the library in the state `shelf`, or in its initial state."""
        super().__init__()
        self._saved = shelf or Shelf()
        self.words = self._saved.words
        self._order: Order = self._saved.order
        self._articles: Articles | None = None
        self._total = 0

    def compose(self) -> ComposeResult:
        """Compose the list and the preview between the header and the footer."""
        yield Masthead("OnRecord", "Library")
        with Horizontal(id="shelves"):
            yield Rows(id="articles")
            yield Preview()
        yield KeyLine()

    def on_mount(self) -> None:
        """Load the list at once, so that the first frame shows articles."""
        store = self.record.store
        self.record.store_changed.subscribe(self, self._store_changed)
        self.bindings_updated_signal.subscribe(self, self._keys_changed)
        self.watch(self.record, "waiting", self._show_detail)
        try:
            articles = Articles(store, self.words, self._order)
            if self.words and not articles.count():
                self.words = ""
                articles = Articles(store, "", self._order)
            total = store.count() if self.words else articles.count()
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        if self.words:
            self.mount_filter(self.words)
        self._show(articles, self._row_left(articles), total)

    def _row_left(self, articles: Articles) -> int:
        """Return the row of the article last selected, or 0 if it is no longer listed."""
        row = articles.article(self._saved.row)
        if row and row.id == self._saved.article:
            return self._saved.row
        return articles.index(self._saved.article) or 0

    @property
    def shelf(self) -> Shelf:
        """The library's state, for the next session."""
        current = self.current
        row = max(self.rows.cursor, 0) if current else 0
        return Shelf(self.words, self._order, row, current.id if current else 0)

    # The list

    @property
    def rows(self) -> Rows:
        """The list of articles."""
        return self.query_one("#articles", Rows)

    @property
    def current(self) -> ArticleRow | None:
        """The article under the cursor."""
        return self._articles.article(self.rows.cursor) if self._articles else None

    def beside(self, article: int, by: int, *, unread: bool = False) -> int | None:
        """Return the article after `article` in the list, or before it if `by` is -1.

        With `unread`, skip articles that are not unread. The cursor moves to the article found.
        Returns None at the end of the list, or if `article` is not listed.
        """
        at = self._articles.index(article) if self._articles else None
        if self._articles is None or at is None:
            return None
        while (row := self._articles.article(at := at + by)) is not None:
            if not unread or row.state == "unread":
                self.rows.follow(at)
                self.look()
                return row.id
        return None

    def _store_changed(self, article: int | None) -> None:
        """Refresh the list; the cursor stays on its article, or goes to a new article."""
        current, listed = self.current, self._articles
        added = article if listed and article and listed.index(article) is None else None
        self._list(added or (current.id if current else article))

    def list_anew(self) -> None:
        """Load the articles that match the filter."""
        self._list()

    def _list(self, current: int | None = None) -> None:
        """Load the articles from the store again and put the cursor on the article `current`."""
        self._ask(self.words, self._order, max(self.rows.cursor, 0), current)

    @work(thread=True, exclusive=True, group="list")
    def _ask(self, words: str, order: Order, at: int, current: int | None) -> None:
        worker = get_current_worker()
        store = self.record.store
        try:
            articles = Articles(store, words, order)
            articles.article(at)
            total = store.count() if words else articles.count()
        except StoreError as error:
            self.app.call_from_thread(self.record.say, str(error), severity="error")
            return
        if not worker.is_cancelled:
            found = articles.index(current) if current is not None else 0
            self.post_message(self.Listed(articles, at if found is None else found, total))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        self._show(message.articles, message.cursor, message.total)

    def _show(self, articles: Articles, cursor: int, total: int) -> None:
        self._articles = articles
        self._total = total
        self._show_welcome(not total)
        self.rows.empty = f"No article has “{articles.words}” in its title, author, site or tags."
        self.rows.show(articles, cursor)
        of = f" of {total:,}" if articles.words else ""
        title = f"Library: {counted(articles.count(), 'article')}{of}" if total else "Library"
        self.query_one(Masthead).title = title
        self._show_detail(self.record.waiting)
        self.refresh_bindings()

    def _show_welcome(self, empty: bool) -> None:
        shelves, welcome = self.query_one("#shelves"), self.query(Welcome)
        if empty:
            shelves.display = False
            self.set_focus(None)  # so that Enter opens the sample
            if not welcome:
                self.mount(Welcome(self.key_of), after=shelves)
        else:
            if welcome:
                welcome.remove()
                shelves.display = True
            if self.focused is None:
                self.rows.focus()

    def _keys_changed(self, _: Screen[None]) -> None:
        for welcome in self.query(Welcome):
            welcome.keys_changed()

    def _show_detail(self, waiting: str) -> None:
        """Show on the right of the header the work in progress, else the sort order."""
        self.query_one(Masthead).detail = waiting or (ORDERS[self._order] if self._total else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for an article if there is one, else the key that adds the sample."""
        del parameters
        if action == "add_sample":
            return self._articles is not None and not self._total
        if action in {"toggle_read", "toggle_star", "tags", "delete", "order", "filter"}:
            return bool(self._total)
        return True

    # The preview

    @property
    def previewed(self) -> int | None:
        """The article under the cursor."""
        row = self.current
        return row.id if row else None

    @on(Rows.Highlighted, "#articles")
    def _highlighted(self, message: Rows.Highlighted) -> None:
        message.stop()
        self.look()

    def action_concordance(self) -> None:
        """Open the concordance of all articles."""
        from tui.screens.concordance import ConcordanceScreen

        self.app.push_screen(ConcordanceScreen(self.record.store))

    # What can be done with an article

    @on(Rows.Chosen, "#articles")
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if row := self.current:
            self.record.open_article(row.id)

    def action_order(self) -> None:
        """Switch to the next sort order."""
        orders: list[Order] = list(ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self._list(None)

    def action_toggle_read(self) -> None:
        """Mark the article as read, or as unread again."""
        if row := self.current:
            state: ReadState = "unread" if row.state == "read" else "read"
            store, before = self.record.store, row.state
            self.record.change(
                row.id,
                lambda: store.set_state(row.id, state),
                Undo(f"marked as {state}", lambda: store.set_state(row.id, before)),
            )

    def action_rules(self) -> None:
        """Open the list of correction rules."""
        from tui.screens.corrections import CorrectionsScreen

        self.app.push_screen(CorrectionsScreen())

    def action_analyse_again(self) -> None:
        """Analyse the article again, for example after an update of OnRecord."""
        if row := self.current:
            self.record.analyse_again([row.id], f"“{headline(row)}”")

    def action_toggle_star(self) -> None:
        """Star or unstar the article."""
        if row := self.current:
            store, before = self.record.store, row.starred
            self.record.change(
                row.id,
                lambda: store.set_starred(row.id, not before),
                Undo(
                    "unstarred" if before else "starred",
                    lambda: store.set_starred(row.id, before),
                ),
            )

    def action_tags(self) -> None:
        """Ask for the article's tags."""
        from tui.dialogs.base import AskScreen
        from tui.widgets.tagline import TagLine

        row = self.current
        if row is None:
            return
        store, before = self.record.store, row.tags
        known: list[str] = []
        with suppress(StoreError):  # completion is optional: tags can be typed in full
            known = [tag for tag, _ in store.tags()]
        line = TagLine(before, known=known)

        def accept(_: str) -> bool:
            tags = line.tags
            return tags == before or self.record.change(
                row.id,
                lambda: store.set_article_tags(row.id, tags),
                Undo("changed tags", lambda: store.set_article_tags(row.id, before)),
            )

        self.app.push_screen(
            AskScreen(
                f"Tags of “{headline(row)}”",
                line=line,
                hint="Separate tags by commas. Tab completes, Enter saves, Esc cancels.",
                accept=accept,
            )
        )

    def action_delete(self) -> None:
        """Delete the article after a confirmation."""
        from tui.dialogs.base import ConfirmScreen

        row = self.current
        if row is None:
            return

        def answer(yes: bool | None) -> None:
            if yes:
                self.record.change(row.id, lambda: self.record.store.delete(row.id))

        detail = "This cannot be undone."
        if row.notes:
            detail = f"Its {counted(row.notes, 'note')} will be deleted too. {detail}"
        title = headline(row)
        self.app.push_screen(ConfirmScreen(f"Delete “{title}”?", detail), answer)

    # Adding

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """The article under the cursor, and the articles that match the filter."""
        from db.exporters import Chosen

        row = self.current
        found = [(f"This article: {headline(row)}", Chosen((row.id,)))] if row else []
        if self.words:
            found.append((f"Articles with “{self.words}”", Chosen(listed=self.words)))
        return found

    def action_add(self) -> None:
        """Ask for a file, a folder or an address and add its articles."""
        from tui.dialogs.base import AskScreen, PathEnd

        def answer(line: str | None) -> None:
            if line:
                self.record.add_files(line.strip("'\""))

        self.app.push_screen(
            AskScreen(
                "Add articles from a file, a folder or an address",
                placeholder="~/Downloads/article.html",
                hint="Pages, PDF, Word, EPUB, mail, feeds, archives, lists, exports; a folder; a "
                "pattern (~/news/*.txt); https://…. → completes the name. To add text, paste it "
                "into the list.",
                suggester=PathEnd(),
            ),
            answer,
        )

    def on_paste(self, event: events.Paste) -> None:
        """Add the pasted text: an article's text, addresses or file names."""
        from tui.dialogs.base import ConfirmScreen
        from tui.taking_in import pasted

        kind, tasks = pasted(event.text)
        if not tasks:
            return
        event.stop()

        def answer(yes: bool | None) -> None:
            if yes:
                record = self.record
                record.watch_job(record.jobs.start(f"Add the pasted {kind}", tasks))

        beginning = " ".join(event.text.split())[:120]
        self.app.push_screen(ConfirmScreen(f"Add the pasted {kind}?", beginning), answer)

    def action_facts(self) -> None:
        """Edit the metadata of the article under the cursor."""
        if row := self.current:
            self.edit_facts(row.id)

    def action_versions(self) -> None:
        """Show the versions of the article under the cursor."""
        if row := self.current:
            self.show_versions(row.id)

    def action_add_sample(self) -> None:
        """Add the sample article and open it."""
        self.record.add_sample()
