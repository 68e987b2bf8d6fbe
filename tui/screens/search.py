"""The search: articles, quotations, events and notes as you type, and what narrows them."""

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
from db.search.asking import FoundBy
from db.search.face import Answer, Cancelled
from db.search.facets import Facets
from db.search.narrowing import left_out, toggled
from db.search.statements import SearchOrder
from db.search.suggesting import Completion
from db.search.tree import Trouble
from tui.safe import safe
from tui.screens.previewing import PreviewingScreen
from tui.search_memory import read_history, write_history
from tui.widgets.facet_rows import FacetRows
from tui.widgets.hits import Hits
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.preview import Preview
from tui.widgets.query_line import Offers, QueryLine
from tui.widgets.rows import Rows
from tui.wording import counted

if TYPE_CHECKING:
    from db.exporting import Chosen

_PAUSE = 0.15  # seconds for the answers to be drawn, and for another key, before their facets
MOST = 1_000  # answers looked for at first, and again each time the list comes to its end
_ORDERS: dict[SearchOrder, str] = {
    "newest": "newest first",
    "rank": "best first",
    "date": "by date, newest first",
    "oldest": "by date, oldest first",
}
_NEXT_ORDER: dict[SearchOrder, SearchOrder] = {
    "newest": "rank", "rank": "date", "date": "oldest", "oldest": "rank"
}  # fmt: skip
_HOW = (
    "Words that must all be there, in any of their forms; the last one as far as it is typed.",
    '"several words" as a phrase · diplom* · rain OR snow · -hail · storm NEAR/5 port',
    'title:  source:  author:  speaker:  entity:  quote:  note:  tag:  kind:  is:  has:',
    'after:2022-03 · on:"last month" · event:before:2022 – Tab completes fields and values',
)  # fmt: skip
_NOTHING = (
    "There is no article to search yet. Esc goes back to the library, where one can be added."
)
_NO_ANSWER = "Nothing answers this: fewer words, or OR between them, find more."


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question to the store; with `into`, the answers then have the focus.

    With `again`, the list's cursor stays on its answer. While the question is typed, `typed` is
    where the line's cursor is.
    """

    query: str
    order: SearchOrder
    most: int = MOST
    again: bool = False
    into: bool = False
    typed: int | None = None
    given_up: Event = field(default_factory=Event)


class SearchScreen(PreviewingScreen):
    """A line to type in, the answers below it, and beside them what they have in common."""

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
                tooltip="Back to the words searched for"),
        Binding("f", "facets", "Narrow", id="search.facets",
                tooltip="To the sources, speakers, names and days of the answers, and back"),
        Binding("minus,x", "leave_out", "Leave out", id="search.leave_out",
                tooltip="Leave out what has the source, speaker, name or day under the cursor"),
        Binding("o", "order", "Order", id="search.order",
                tooltip="Order by how well they match, or by date, newest or oldest first"),
        Binding("ctrl+r,v", "recent", "Saved", id="search.saved",
                tooltip="Choose among saved searches and those of late"),
        Binding("ctrl+s,w", "save", "Save", id="search.save",
                tooltip="Save the search under a name, or forget it where it is saved"),
        Binding("escape", "leave", "Leave", show=False, id="search.leave",
                tooltip="From the answers to the words, from the words back"),
    ]  # fmt: skip

    class Answered(Message):
        """The store answered a search."""

        def __init__(self, asked: Asked, hits: Hits, answer: Answer) -> None:
            super().__init__()
            self.asked = asked
            self.hits = hits
            self.answer = answer

    class Counted(Message):
        """The store counted what the answers have in common."""

        def __init__(self, query: str, facets: Facets) -> None:
            super().__init__()
            self.query = query
            self.facets = facets

    class Offering(Message):
        """The store knows how the word at the cursor goes on, or which words were meant."""

        def __init__(self, query: str, offers: Sequence[Completion], *, meant: bool) -> None:
            super().__init__()
            self.query = query
            self.offers = offers
            self.meant = meant

    def __init__(self) -> None:
        super().__init__()
        self._asked = Asked("", "newest")
        self._trouble: Trouble | None = None
        self._meant: str | None = None  # the query that the offer puts right
        self._narrowed_by = ""  # the condition last chosen, for the cursor to stay on

    def compose(self) -> ComposeResult:
        """The line above, the answers below, their facets and the preview beside them."""
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
        """Ask anew when the store changes, as when a note found here is edited."""
        self.record.store_changed.subscribe(self, self._store_changed)

    @property
    def _how(self) -> str:
        """What an empty search says: how words are read, or that there is nothing to search yet."""
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
        """The articles that answer."""
        from db.exporting import Chosen

        query = self._line.value.strip()
        return [(f"The articles that answer “{query}”", Chosen(query=query))] if query else []

    # Asking

    def _store_changed(self, _: int | None) -> None:
        self._ask(Asked(self._line.value, self._asked.order, again=True))

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

    def _ask(self, asked: Asked) -> None:
        self._asked.given_up.set()
        self._asked = asked
        self._answer(asked)

    @work(thread=True, exclusive=True, group="search")
    def _answer(self, asked: Asked) -> None:
        """Answer a question and all that goes with it; a newer one gives it up wherever it is.

        What goes with it comes after the answers and one by one, since the store answers one at a
        time, and the next key's question should find it free.
        """
        worker = get_current_worker()

        def given_up() -> bool:
            return asked.given_up.is_set() or worker.is_cancelled

        try:
            answer = self._find(asked, given_up)
            if asked.typed is not None:
                self._offer(asked, asked.typed, given_up)
            if not asked.given_up.wait(_PAUSE):
                self._count(asked, answer, given_up)
        except Cancelled:
            return
        except StoreError as error:
            self.app.call_from_thread(self.record.say, str(error), severity="error")

    def _find(self, asked: Asked, given_up: Callable[[], bool]) -> Answer:
        archive, order = self.record.store.archive, asked.order
        answer = archive.find(asked.query, order, asked.most, cancelled=given_up)
        if not answer.found and asked.into:  # whole words have nothing: they may be begun only
            order = "newest"
            answer = archive.find(asked.query, order, asked.most, cancelled=given_up)
        hits = Hits(archive, asked.query, order, answer.found)
        self.post_message(self.Answered(asked, hits, answer))
        return answer

    def _offer(self, asked: Asked, cursor: int, given_up: Callable[[], bool]) -> None:
        offers = self.record.store.archive.complete(asked.query, cursor, given_up)
        self.post_message(self.Offering(asked.query, offers, meant=False))

    def _count(self, asked: Asked, answer: Answer, given_up: Callable[[], bool]) -> None:
        archive, query = self.record.store.archive, asked.query
        self.post_message(self.Counted(query, archive.facets(answer.found, given_up)))
        if not answer.found and (meant := archive.suggest(query, given_up)):
            self.post_message(self.Offering(query, [Completion(0, meant)], meant=True))

    # What came of it

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        asked, hits = message.asked, message.hits
        if asked is not self._asked:
            return
        self._trouble = message.answer.trouble
        wanted = message.answer.asked
        self._hits.empty = _NO_ANSWER if wanted else self._how
        self._hits.show(hits, self._place_in(hits) if asked.again else 0)
        if not wanted:
            self._show_facets(Facets(0, (), (), (), ()), "")
        masthead = self.query_one(Masthead)
        more = "the first " if hits.count() >= asked.most else ""
        masthead.title = f"Search: {more}{counted(hits.count(), 'answer')}" if wanted else "Search"
        masthead.detail = _ORDERS[asked.order] if hits.count() else ""
        self._say()
        if asked.into and hits.count():
            self._hits.focus()

    def _place_in(self, hits: Hits) -> int:
        """The place, among other answers, of the answer under the cursor."""
        source, at = self._hits.source, self._hits.cursor
        if not isinstance(source, Hits) or at < 0:
            return 0
        place = hits.index(source.found[at])
        return at if place is None else place

    @on(Counted)
    def _counted(self, message: Counted) -> None:
        if message.query == self._asked.query:
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
            return  # Tab goes on to the next of the same
        if not message.offers and self._meant == message.query:
            return  # there is nothing to complete in a word that was put right
        self._meant = message.query if message.meant else None
        line.offer(message.offers)

    @on(QueryLine.Offered)
    def _say(self) -> None:
        """Below the line: what is wrong with it, else how it may go on."""
        offers, line = self.query_one(Offers), self._line
        if line.offers and self._meant is not None:
            meant = safe(line.offers[0].text)
            offers.say(Content.assemble("Did you mean ", (meant, "bold"), "? ",
                                        ("Tab", "bold $accent"), " takes it"))  # fmt: skip
        elif line.offers:
            offers.offer(line.offers, line.taken)
        elif self._trouble is not None:
            offers.say(_marked(self._trouble, line.value))
        else:
            offers.say(Content(""))

    # The answers

    @property
    def previewed(self) -> int | None:
        """The article of the answer under the cursor."""
        source, at = self._hits.source, self._hits.cursor
        return source.found[at].article if isinstance(source, Hits) and at >= 0 else None

    @on(Rows.Highlighted, "#hits")
    def _highlighted(self, message: Rows.Highlighted) -> None:
        message.stop()
        self.look()
        asked, count = self._asked, self._hits.source.count()
        if message.index == count - 1 and count >= asked.most:  # there may be more
            self._ask(Asked(asked.query, asked.order, asked.most + MOST, again=True))

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
        """The answer under the cursor, where it is a quotation."""
        source = self._hits.source
        hit = source.hit(self._hits.cursor) if isinstance(source, Hits) else None
        return (hit.article, hit.start) if hit and hit.kind == "quotation" else None

    @property
    def searched(self) -> str:
        """What is typed."""
        return self._line.value

    @on(QueryLine.Left, "#query")
    def _left(self) -> None:
        if self._hits.source.count():
            self._hits.focus()

    def action_edit(self) -> None:
        """Back to the words searched for."""
        self.remove_class("-facets")
        self._line.focus()

    def action_order(self) -> None:
        """Take the next order."""
        self._ask(Asked(self._line.value, _NEXT_ORDER[self._asked.order]))

    # The facets

    def action_facets(self) -> None:
        """To the facets, or from them to the answers."""
        if self.focused is self._facets:
            self._to(self._hits)
        elif self._facets.source.count():
            self._to(self._facets)
        else:
            self.record.say("There is nothing to narrow.")

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
        """Leave out what has the condition under the cursor."""
        self._narrow_by(self._facets.cursor, without=True)

    def _narrow_by(self, index: int, *, without: bool) -> None:
        source = self._facets.source
        condition = source.condition(index) if isinstance(source, FacetRows) else ""
        if not condition:
            return
        change = left_out if without else toggled
        query, order = change(self._line.value, condition), self._asked.order
        self._narrowed_by = condition
        with self.prevent(QueryLine.Changed):
            self._line.value = query
        self._line.offer(())
        self._ask(Asked(query, "rank" if order == "newest" else order))

    # Searches that are kept

    def action_recent(self) -> None:
        """Choose a saved search, or one of late."""
        from tui.screens.pick import Choice, PickScreen

        try:
            saved = self.record.store.archive.saved()
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        choices = [Choice(one.name, one.query, one.query) for one in saved]
        choices += [Choice(one, "of late", one) for one in reversed(self._line.history)]
        if not choices:
            self.record.say(f"No search is saved yet: {self.key_of('search.save')} saves one.")
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
        """Save the search under a name; where it is saved, forget it."""
        from tui.saving_searches import save_or_forget

        save_or_forget(self.record, self._line.value)

    def action_leave(self) -> None:
        """From the facets to the answers, from these to the words, from the words back."""
        if self.focused is self._facets:
            self._to(self._hits)
        elif self.focused is self._hits:
            self._line.focus()
        else:
            self.record.action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Something is left out where a facet is under the cursor."""
        del parameters
        if action == "leave_out":
            return self.focused is self._facets
        return True


def _marked(trouble: Trouble, query: str) -> Content:
    """What could not be read, with the place in the query."""
    before, place = query[: trouble.start][-24:], query[trouble.start : trouble.end][:24]
    return Content.assemble(
        (trouble.message[:1].upper() + trouble.message[1:], "$error"), ": ",
        safe(before), (safe(place) or " ", "bold reverse"), safe(query[trouble.end :][:16]),
    )  # fmt: skip
