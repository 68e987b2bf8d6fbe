"""The library: every article, filtered as you type, with a preview of the one under the cursor."""

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
from db.records import Order, ReadState
from tui.screens.filtering import FilteringScreen
from tui.screens.previewing import PreviewingScreen
from tui.session import Shelf
from tui.undo import Undo
from tui.widgets.articles import Articles
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.preview import Preview
from tui.widgets.rows import Rows
from tui.widgets.welcome import Welcome
from tui.wording import ORDERS, counted, headline

if TYPE_CHECKING:
    from db.exporting import Chosen


class LibraryScreen(PreviewingScreen, FilteringScreen):
    """The list of articles, and beside it, where there is room, a preview."""

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
    FILTERED_BY = "Words of the title, author, site or tags"
    AUTO_FOCUS = ""  # the list takes the focus once it is known to have articles
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
                tooltip="Star the article, or take the star away"),
        Binding("t", "tags", "Tags", id="library.tags", tooltip="Change the article's tags"),
        Binding("E", "facts", "Facts", show=False, id="library.facts",
                tooltip="Set right title, author, site, address, section, language or dates"),
        Binding("V", "versions", "Versions", show=False, id="library.versions",
                tooltip="How the article's text changed at its address"),
        Binding("o", "order", "Order", id="library.order",
                tooltip="Order by day added, day published or title"),
        Binding("K", "concordance", "In context", show=False, id="library.concordance",
                tooltip="Any words or name in context, in all articles"),
        Binding("R", "analyse_again", "Analyse again", show=False, id="library.again",
                tooltip="Analyse the article again; corrections and notes stay"),
        Binding("c r", "rules", "Standing rules", show=False, key_display="cr",
                id="library.rules", tooltip="The rules that corrections made for every article"),
        Binding("q", "app.quit", "Quit", id="library.quit", tooltip="Leave OnRecord"),
        Binding("d", "delete", "Delete", show=False, id="library.delete",
                tooltip="Delete the article with its notes, after asking"),
        Binding("escape", "clear", "Show all", show=False, id="library.clear",
                tooltip="Clear the filter"),
    ]  # fmt: skip

    class Listed(Message):
        """The store answered which articles there are."""

        def __init__(self, articles: Articles, cursor: int, total: int) -> None:
            super().__init__()
            self.articles = articles
            self.cursor = cursor
            self.total = total

    def __init__(self, shelf: Shelf | None = None) -> None:
        """The library as it was left, or as it is found first."""
        super().__init__()
        self._left = shelf or Shelf()
        self.words = self._left.words
        self._order: Order = self._left.order
        self._articles: Articles | None = None
        self._total = 0

    def compose(self) -> ComposeResult:
        """The list and the preview between the masthead and the keys."""
        yield Masthead("OnRecord", "Library")
        with Horizontal(id="shelves"):
            yield Rows(id="articles")
            yield Preview()
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the first articles in the first frame."""
        store = self.record.store
        self.record.store_changed.subscribe(self, self._store_changed)
        self.bindings_updated_signal.subscribe(self, self._keys_changed)
        self.watch(self.record, "waiting", self._say_detail)
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
        """The row the cursor was left in, or where its article is now; the first where it went."""
        row = articles.article(self._left.row)
        if row and row.id == self._left.article:
            return self._left.row
        return articles.index(self._left.article) or 0

    @property
    def shelf(self) -> Shelf:
        """How the library stands, for the next session."""
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
        """The next article of the list after `article`, or where `by` is -1 the one before.

        With `unread`, the next that is unread. The cursor goes there; None where the list ends, or
        does not have the article.
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
        """List anew: the cursor stays on its article, or goes to one that was added."""
        current, listed = self.current, self._articles
        added = article if listed and article and listed.index(article) is None else None
        self._list(added or (current.id if current else article))

    def list_anew(self) -> None:
        """List the articles that have the words of the filter."""
        self._list()

    def _list(self, keep: int | None = None) -> None:
        """Ask the store for the articles anew; the cursor goes to the article `keep`."""
        self._ask(self.words, self._order, max(self.rows.cursor, 0), keep)

    @work(thread=True, exclusive=True, group="list")
    def _ask(self, words: str, order: Order, at: int, keep: int | None) -> None:
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
            found = articles.index(keep) if keep is not None else 0
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
        self._say_detail(self.record.waiting)
        self.refresh_bindings()

    def _show_welcome(self, empty: bool) -> None:
        shelves, welcome = self.query_one("#shelves"), self.query(Welcome)
        if empty:
            shelves.display = False
            self.set_focus(None)  # so that Enter reaches the sample
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

    def _say_detail(self, waiting: str) -> None:
        """On the right above: what is being waited for, else how the list is ordered."""
        self.query_one(Masthead).detail = waiting or (ORDERS[self._order] if self._total else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for an article are there where there is one, the sample's where there is none."""
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
        """Take the next order."""
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
        """List the standing rules."""
        from tui.screens.corrections import CorrectionsScreen

        self.app.push_screen(CorrectionsScreen())

    def action_analyse_again(self) -> None:
        """Analyse the article again, as after a new version has learnt to read better."""
        if row := self.current:
            self.record.analyse_again([row.id], f"“{headline(row)}”")

    def action_toggle_star(self) -> None:
        """Star the article, or take the star away."""
        if row := self.current:
            store, before = self.record.store, row.starred
            self.record.change(
                row.id,
                lambda: store.set_starred(row.id, not before),
                Undo(
                    "took a star away" if before else "starred",
                    lambda: store.set_starred(row.id, before),
                ),
            )

    def action_tags(self) -> None:
        """Ask for the article's tags."""
        from tui.screens.asking import AskScreen
        from tui.widgets.tagline import TagLine

        row = self.current
        if row is None:
            return
        store, before = self.record.store, row.tags
        known: list[str] = []
        with suppress(StoreError):  # completion is a comfort: tags can be typed without
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
                hint="Commas between tags; Tab completes; Enter keeps them, Esc leaves them.",
                accept=accept,
            )
        )

    def action_delete(self) -> None:
        """Delete the article after a yes."""
        from tui.screens.asking import ConfirmScreen

        row = self.current
        if row is None:
            return

        def answer(yes: bool | None) -> None:
            if yes:
                self.record.change(row.id, lambda: self.record.store.delete(row.id))

        detail = "This cannot be undone."
        if row.notes:
            detail = f"Its {counted(row.notes, 'note')} will go with it. {detail}"
        title = headline(row)
        self.app.push_screen(ConfirmScreen(f"Delete “{title}”?", detail), answer)

    # Adding

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """The article under the cursor, and those that the list is filtered to."""
        from db.exporting import Chosen

        row = self.current
        found = [(f"This article: {headline(row)}", Chosen((row.id,)))] if row else []
        if self.words:
            found.append((f"The articles with “{self.words}”", Chosen(listed=self.words)))
        return found

    def action_add(self) -> None:
        """Ask for a file and add it."""
        from tui.screens.asking import AskScreen, PathEnd

        def answer(line: str | None) -> None:
            if line:
                self.record.add_files(line.strip("'\""))

        self.app.push_screen(
            AskScreen(
                "Add articles from a file, a folder or an address",
                placeholder="~/Downloads/article.html",
                hint="Pages, PDF, Word, EPUB, mail, feeds, archives, lists, exports; a folder; a "
                "pattern (~/news/*.txt); https://…. → completes the name. Text can be pasted into "
                "the list.",
                suggester=PathEnd(),
            ),
            answer,
        )

    def on_paste(self, event: events.Paste) -> None:
        """Add what is pasted into the list: an article's text, addresses, or names of files."""
        from tui.screens.asking import ConfirmScreen
        from tui.taking_in import pasted

        what, tasks = pasted(event.text)
        if not tasks:
            return
        event.stop()

        def answer(yes: bool | None) -> None:
            if yes:
                record = self.record
                record.watch_job(record.jobs.start(f"Add the pasted {what}", tasks))

        beginning = " ".join(event.text.split())[:120]
        self.app.push_screen(ConfirmScreen(f"Add the pasted {what}?", beginning), answer)

    def action_facts(self) -> None:
        """Set right what is known of the article under the cursor."""
        if row := self.current:
            self.edit_facts(row.id)

    def action_versions(self) -> None:
        """Show how the text of the article under the cursor changed."""
        if row := self.current:
            self.show_versions(row.id)

    def action_add_sample(self) -> None:
        """Add the sample article and open it."""
        self.record.add_sample()
