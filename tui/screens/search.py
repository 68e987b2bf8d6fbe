"""The search screen: results as you type, facets to filter them, and a preview.

Save a search under a name, or delete a saved one; both can be undone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from db import StoreError
from db.search.ast import Trouble
from db.search.engine import Answer, Cancelled
from db.search.executor import FoundBy
from db.search.facets import Facets, left_out, toggled
from db.search.saved import SavedSearch
from db.search.sql import SearchOrder
from db.search.suggestions import Completion
from tui.formatting import counted
from tui.sanitize import safe
from tui.screens.base import PreviewingScreen
from tui.settings import read_history, write_history
from tui.undo import Undo
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.preview import Preview
from tui.widgets.search_results import FacetRows, Hits
from tui.widgets.text_line import Offers, QueryLine
from tui.widgets.virtual_list import Rows

if TYPE_CHECKING:
    from db.exporters import Chosen
    from tui.app import OnRecord


_PAUSE = (
    0.15  # seconds before the facets are counted: time to draw the results and to type another key
)
MOST = 1_000  # results per request; more are loaded at the end of the list
_ORDERS: dict[SearchOrder, str] = {
    "newest": "newest first",
    "rank": "best match first",
    "date": "by date, newest first",
    "oldest": "by date, oldest first",
}
_NEXT_ORDER: dict[SearchOrder, SearchOrder] = {
    "newest": "rank", "rank": "date", "date": "oldest", "oldest": "rank"
}  # fmt: skip
_HOW = (
    "All words must match, in any inflection; the last word matches as a prefix.",
    '"several words" as a phrase · diplom* · rain OR snow · -hail · storm NEAR/5 port',
    'title:  source:  author:  speaker:  entity:  quote:  note:  tag:  kind:  is:  has:',
    'after:2022-03 · on:"last month" · event:before:2022 – Tab completes fields and values',
)  # fmt: skip
_NOTHING = "No articles to search yet. Press Esc to go back to the library and add articles."
_NO_ANSWER = "No results. Try fewer words, or put OR between them."


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One search request.

    `into` moves the focus to the results. `again` keeps the list's cursor on its result. `typed`
    is the position of the input's cursor while the query is being typed. `given_up` is set when
    a newer request replaces this one.
    """

    query: str
    order: SearchOrder
    most: int = MOST
    again: bool = False
    into: bool = False
    typed: int | None = None
    given_up: Event = field(default_factory=Event)


class SearchScreen(PreviewingScreen):
    """A query input with the results below it, and facets and a preview beside them."""

    BINDING_GROUP_TITLE = "Search"
    AUTO_FOCUS = "#query"
    DEFAULT_CSS = """
    SearchScreen {
        & #query {
            dock: top;
            margin: 1 0 0 0;
            padding: 0 1;
            background: $panel;
        }
        & #answers { height: 1fr; }
        & #hits { width: 1fr; }
        & #facets { width: 27; padding: 0 0 0 1; border-left: solid $border-blurred; }
        & #facets.-nothing { display: none; }
        &.-narrow #facets { display: none; }
        &.-narrow.-facets #facets { display: block; width: 1fr; border-left: none; }
        &.-narrow.-facets #hits { display: none; }
        & Preview {
            display: none;
            width: 36%;
            border-left: solid $border-blurred;
        }
        &.-wide Preview { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,s", "edit", "Edit", id="search.edit",
                tooltip="Edit the query"),
        Binding("f", "facets", "Filter", id="search.facets",
                tooltip="Filter the results by source, speaker, name or date; again to return"),
        Binding("minus,x", "leave_out", "Exclude", id="search.leave_out",
                tooltip="Exclude results with the source, speaker, name or date at the cursor"),
        Binding("o", "order", "Order", id="search.order",
                tooltip="Sort by relevance, or by date, newest or oldest first"),
        Binding("ctrl+r,v", "recent", "Saved", id="search.saved",
                tooltip="Choose a saved or recent search"),
        Binding("ctrl+s,w", "save", "Save", id="search.save",
                tooltip="Save the search under a name, or delete it if it is saved"),
        Binding("escape", "leave", "Close", show=False, id="search.leave",
                tooltip="From the results to the query, then close"),
    ]  # fmt: skip

    class Answered(Message):
        """The results of a search were loaded from the store."""

        def __init__(self, request: Asked, hits: Hits, answer: Answer) -> None:
            super().__init__()
            self.request = request
            self.hits = hits
            self.answer = answer

    class Counted(Message):
        """The facets of the results were counted."""

        def __init__(self, query: str, facets: Facets) -> None:
            super().__init__()
            self.query = query
            self.facets = facets

    class Offering(Message):
        """Completions of the word at the cursor, or a suggested spelling of the query."""

        def __init__(self, query: str, offers: Sequence[Completion], *, meant: bool) -> None:
            super().__init__()
            self.query = query
            self.offers = offers
            self.meant = meant

    def __init__(self) -> None:
        super().__init__()
        self._request = Asked("", "newest")
        self._trouble: Trouble | None = None
        self._meant: str | None = None  # the query that the suggestion corrects
        self._narrowed_by = ""  # the facet chosen last, where the cursor stays

    def compose(self) -> ComposeResult:
        """Compose the query input, the results, their facets and the preview."""
        yield Masthead("OnRecord", "Search")
        history = read_history(self.record.memory)
        yield QueryLine(id="query", placeholder="Who said what?", history=history)
        yield Offers()
        with Horizontal(id="answers"):
            yield Rows(id="hits", empty=self._how)
            yield Rows(id="facets", classes="-nothing")
            yield Preview()
        yield KeyLine()

    def on_mount(self) -> None:
        """Search again whenever the store changes, for example after a note is edited."""
        self.record.store_changed.subscribe(self, self._store_changed)

    @property
    def _how(self) -> str:
        """The text for an empty query: the query syntax, or a hint to add articles."""
        try:
            stored = self.record.store.count()
        except StoreError:
            stored = 0
        return "\n".join(_HOW) if stored else _NOTHING

    @property
    def _hits(self) -> Rows:
        return self.query_one("#hits", Rows)

    @property
    def _facets(self) -> Rows:
        return self.query_one("#facets", Rows)

    @property
    def _line(self) -> QueryLine:
        return self.query_one(QueryLine)

    @property
    def exportable(self) -> "list[tuple[str, Chosen]]":
        """The articles that match the query."""
        from db.exporters import Chosen

        query = self._line.value.strip()
        return [(f"Articles that match “{query}”", Chosen(query=query))] if query else []

    # Searching

    def _store_changed(self, _: int | None) -> None:
        self._ask(Asked(self._line.value, self._request.order, again=True))

    @on(QueryLine.Changed, "#query")
    def _typed(self, message: QueryLine.Changed) -> None:
        self._ask(Asked(message.value, "newest", typed=self._line.cursor_position))

    @on(QueryLine.Submitted, "#query")
    def _submitted(self, message: QueryLine.Submitted) -> None:
        self._remember()
        self._line.offer(())
        self._ask(Asked(message.value, "rank", into=True))

    def _remember(self) -> None:
        self._line.remember(self._line.value)
        write_history(self.record.memory, self._line.history)

    def _ask(self, request: Asked) -> None:
        self._request.given_up.set()
        self._request = request
        self._answer(request)

    @work(thread=True, exclusive=True, group="search")
    def _answer(self, request: Asked) -> None:
        """Load the results, then the completions and the facets; stop if a newer request comes.

        The store runs one query at a time. Completions and facets therefore come after the
        results and one by one, so that the next key press finds the store free.
        """
        worker = get_current_worker()

        def is_cancelled() -> bool:
            return request.given_up.is_set() or worker.is_cancelled

        try:
            answer = self._find(request, is_cancelled)
            if request.typed is not None:
                self._offer(request, request.typed, is_cancelled)
            if not request.given_up.wait(_PAUSE):
                self._count(request, answer, is_cancelled)
        except Cancelled:
            return
        except StoreError as error:
            self.app.call_from_thread(self.record.say, str(error), severity="error")

    def _find(self, request: Asked, is_cancelled: Callable[[], bool]) -> Answer:
        archive, order = self.record.store.archive, request.order
        answer = archive.find(request.query, order, request.most, cancelled=is_cancelled)
        if (
            not answer.found and request.into
        ):  # no whole words match: match the last one as a prefix
            order = "newest"
            answer = archive.find(request.query, order, request.most, cancelled=is_cancelled)
        hits = Hits(archive, request.query, order, answer.found)
        self.post_message(self.Answered(request, hits, answer))
        return answer

    def _offer(self, request: Asked, cursor: int, is_cancelled: Callable[[], bool]) -> None:
        offers = self.record.store.archive.complete(request.query, cursor, is_cancelled)
        self.post_message(self.Offering(request.query, offers, meant=False))

    def _count(self, request: Asked, answer: Answer, is_cancelled: Callable[[], bool]) -> None:
        archive, query = self.record.store.archive, request.query
        self.post_message(self.Counted(query, archive.facets(answer.found, is_cancelled)))
        if not answer.found and (meant := archive.suggest(query, is_cancelled)):
            self.post_message(self.Offering(query, [Completion(0, meant)], meant=True))

    # Results

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        request, hits = message.request, message.hits
        if request is not self._request:
            return
        self._trouble = message.answer.trouble
        wanted = message.answer.asked
        self._hits.empty = _NO_ANSWER if wanted else self._how
        self._hits.show(hits, self._row_in(hits) if request.again else 0)
        if not wanted:
            self._show_facets(Facets(0, (), (), (), ()), "")
        header = self.query_one(Masthead)
        more = "the first " if hits.count() >= request.most else ""
        header.title = f"Search: {more}{counted(hits.count(), 'result')}" if wanted else "Search"
        header.detail = _ORDERS[request.order] if hits.count() else ""
        self._show_offers()
        if request.into and hits.count():
            self._hits.focus()

    def _row_in(self, hits: Hits) -> int:
        """Return the row in new results of the result under the cursor."""
        source, at = self._hits.source, self._hits.cursor
        if not isinstance(source, Hits) or at < 0:
            return 0
        row = hits.index(source.found[at])
        return at if row is None else row

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        if message.query == self._request.query:
            self._show_facets(message.facets, message.query)

    def _show_facets(self, facets: Facets, query: str) -> None:
        rows = FacetRows(facets, query)
        self._facets.set_class(not rows.count(), "-nothing")
        self._facets.show(rows, rows.index(self._narrowed_by) or max(self._facets.cursor, 0))
        if not rows.count() and self.focused is self._facets:
            self._line.focus()

    @on(Offering)
    def _offering(self, message: Offering) -> None:
        line = self._line
        if message.query != line.value or (message.meant and line.offers_hold):
            return
        if line.completing and not line.value[: line.cursor_position].endswith(":"):
            return  # Tab cycles through the present completions
        if not message.offers and self._meant == message.query:
            return  # a corrected word has no completions
        self._meant = message.query if message.meant else None
        line.offer(message.offers)

    @on(QueryLine.Offered)
    def _show_offers(self) -> None:
        """Show below the input a suggestion, completions or the query's error."""
        offers, line = self.query_one(Offers), self._line
        if line.offers and self._meant is not None:
            meant = safe(line.offers[0].text)
            offers.say(Content.assemble("Did you mean ", (meant, "bold"), "? ",
                                        ("Tab", "bold $accent"), " accepts"))  # fmt: skip
        elif line.offers:
            offers.offer(line.offers, line.taken)
        elif self._trouble is not None:
            offers.say(_marked(self._trouble, line.value))
        else:
            offers.say(Content(""))

    # The list of results

    @property
    def previewed(self) -> int | None:
        """The article of the result under the cursor."""
        source, at = self._hits.source, self._hits.cursor
        return source.found[at].article if isinstance(source, Hits) and at >= 0 else None

    @on(Rows.Highlighted, "#hits")
    def _highlighted(self, message: Rows.Highlighted) -> None:
        message.stop()
        self.look()
        request, count = self._request, self._hits.source.count()
        if message.index == count - 1 and count >= request.most:  # there may be more
            self._ask(Asked(request.query, request.order, request.most + MOST, again=True))

    @on(Rows.Chosen, "#hits")
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        source = self._hits.source
        if isinstance(source, Hits) and (hit := source.hit(message.index)):
            self._remember()
            by = FoundBy(source.query, source.order)
            self.record.open_article(hit.article, hit.start, hit.end, by)

    @property
    def quoted(self) -> tuple[int, int] | None:
        """The result under the cursor if it is a quotation."""
        source = self._hits.source
        hit = source.hit(self._hits.cursor) if isinstance(source, Hits) else None
        return (hit.article, hit.start) if hit and hit.kind == "quotation" else None

    @property
    def searched(self) -> str:
        """The query as typed."""
        return self._line.value

    @on(QueryLine.Left, "#query")
    def _left(self) -> None:
        if self._hits.source.count():
            self._hits.focus()

    def action_edit(self) -> None:
        """Focus the query input."""
        self.remove_class("-facets")
        self._line.focus()

    def action_order(self) -> None:
        """Switch to the next sort order."""
        self._ask(Asked(self._line.value, _NEXT_ORDER[self._request.order]))

    # The facets

    def action_facets(self) -> None:
        """Switch the focus between the facets and the results."""
        if self.focused is self._facets:
            self._to(self._hits)
        elif self._facets.source.count():
            self._to(self._facets)
        else:
            self.record.say("No results to filter.")

    def _to(self, part: Widget) -> None:
        self.set_class(part is self._facets, "-facets")
        self.call_after_refresh(part.focus)

    @on(Rows.Highlighted, "#facets")
    def _passed(self, message: Rows.Highlighted) -> None:
        message.stop()

    @on(Rows.Chosen, "#facets")
    def _narrow(self, message: Rows.Chosen) -> None:
        message.stop()
        self._narrow_by(message.index, without=False)

    def action_leave_out(self) -> None:
        """Exclude results with the facet under the cursor."""
        self._narrow_by(self._facets.cursor, without=True)

    def _narrow_by(self, index: int, *, without: bool) -> None:
        source = self._facets.source
        condition = source.condition(index) if isinstance(source, FacetRows) else ""
        if not condition:
            return
        change = left_out if without else toggled
        query, order = change(self._line.value, condition), self._request.order
        self._narrowed_by = condition
        with self.prevent(QueryLine.Changed):
            self._line.value = query
        self._line.offer(())
        self._ask(Asked(query, "rank" if order == "newest" else order))

    # Saved and recent searches

    def action_recent(self) -> None:
        """Choose a saved or recent search."""
        from tui.dialogs.picker import Choice, PickScreen

        try:
            saved = self.record.store.archive.saved()
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        choices = [Choice(search.name, search.query, search.query) for search in saved]
        choices += [Choice(query, "recent", query) for query in reversed(self._line.history)]
        if not choices:
            self.record.say(
                f"No saved searches yet. Press {self.key_of('search.save')} to save one."
            )
            return

        def answer(chosen: Choice[str] | None) -> None:
            if chosen is not None:
                with self.prevent(QueryLine.Changed):
                    self._line.value = chosen.value
                self._line.cursor_position = len(chosen.value)
                self._line.offer(())
                self._ask(Asked(chosen.value, "rank", into=True))

        self.app.push_screen(PickScreen("Searches", choices), answer)

    def action_save(self) -> None:
        """Save the search under a name, or delete it if it is saved."""
        pass

        save_or_forget(self.record, self._line.value)

    def action_leave(self) -> None:
        """Move the focus from the facets to the results, then to the query, then close."""
        if self.focused is self._facets:
            self._to(self._hits)
        elif self.focused is self._hits:
            self._line.focus()
        else:
            self.record.action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the exclusion only in the facets."""
        del parameters
        if action == "leave_out":
            return self.focused is self._facets
        return True


def _marked(trouble: Trouble, query: str) -> Content:
    """Return the error message with the part of the query that it is about."""
    before, part = query[: trouble.start][-24:], query[trouble.start : trouble.end][:24]
    return Content.assemble(
        (trouble.message[:1].upper() + trouble.message[1:], "$error"), ": ",
        safe(before), (safe(part) or " ", "bold reverse"), safe(query[trouble.end :][:16]),
    )  # fmt: skip


def save_or_forget(app: "OnRecord", query: str) -> None:
    """Ask for a name and save the search; if it is saved already, delete it."""
    from tui.dialogs.base import AskScreen

    query = " ".join(query.split())
    if not query:
        app.say("No search to save. Type a query first.")
        return
    archive = app.store.archive
    try:
        saved = archive.saved()
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    existing = next((search for search in saved if search.query == query), None)
    if existing is not None:
        _delete(app, existing)
        return

    def accept(name: str) -> bool:
        return not name or _save(app, SavedSearch(name, query))

    hint = "An existing search of that name is replaced."
    app.push_screen(AskScreen("Save this search as", value=query, hint=hint, accept=accept))


def _save(app: "OnRecord", search: SavedSearch) -> bool:
    archive = app.store.archive
    before: SavedSearch | None = None

    def save() -> None:
        nonlocal before
        before = archive.save(search.name, search.query)

    def undo() -> None:
        if before is None:
            archive.drop(search.name)
        else:
            archive.save(before.name, before.query)

    if not _apply(app, save):
        return False
    app.did(Undo("saved a search", undo, save))
    app.say(f"Saved as “{search.name}”")
    return True


def _delete(app: "OnRecord", search: SavedSearch) -> None:
    archive = app.store.archive

    def delete() -> None:
        archive.drop(search.name)

    if _apply(app, delete):
        undo = Undo("deleted a search", lambda: archive.save(search.name, search.query), delete)
        app.did(undo)
        app.say(f"Deleted the saved search “{search.name}”")


def _apply(app: "OnRecord", change: Callable[[], None]) -> bool:
    try:
        change()
    except StoreError as error:
        app.say(str(error), severity="error")
        return False
    return True
