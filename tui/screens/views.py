"""The views of the library: filters with names, collections and saved searches.

The search saves and deletes saved searches too; each change has an undo.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct
from textual.content import Content
from textual.message import Message

from analysis.structs import replace
from db import Store
from db.edits.models import StoreChange
from db.errors import StoreError
from db.search.filters import format_term
from db.search.rows import filters_and_searches
from db.search.saved_searches import SavedSearch
from tui.actions import load_bindings
from tui.dialogs.prompts import PromptDialog
from tui.sanitize import safe
from tui.store_query import QueryRun, attempt, run_query
from tui.strings.library_text import LibraryText
from tui.strings.search_text import SearchText
from tui.widgets.row_source import Heading, ListSource
from tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from tui.context import AppContext

VIEWS_CHANGED = StoreChange(frozenset(), frozenset({"views"}))
"""The change of a saved search that was opened: nothing is new for it."""

_MOST = 1_000  # articles of a view that are counted

ViewKind = Literal["filter", "collection", "search"]


class View(Struct, frozen=True):
    """A filter of the library with a name.

    `new` is the number of articles that are new for a saved search since it was opened. `articles`
    is the number of its articles, None while they are not counted. `is_filter` is False for a saved
    search whose words are those of texts, or one with `about:`.
    """

    kind: ViewKind
    name: str
    query: str = ""
    articles: int | None = None
    collection: int = 0
    is_filter: bool = True
    new: int = 0


def list_views(store: Store) -> list[View | Heading]:
    """Return the views in the order of the list, without the numbers of their articles."""
    views: list[View | Heading] = [
        View("filter", name, query) for name, query in LibraryText.VIEWS.items()
    ]
    collections = store.collections.list()
    if collections:
        views.append(Heading(LibraryText.COLLECTIONS, 0))
        views += [
            View("collection", each.name, format_term("collection", each.name), each.articles,
                 each.id)
            for each in collections
        ]  # fmt: skip
    searches = store.search.list_saved()
    if searches:
        views.append(Heading(LibraryText.SAVED_SEARCHES, 0))
        views += [
            View("search", each.name, each.query,
                 is_filter=each.is_filter or filters_and_searches(each.query))
            for each in searches
        ]  # fmt: skip
    return views


def _draw_view(view: View, width: int, *, present_query: str) -> Sequence[Content]:
    """Return the name of a view and the number of its articles; the present one is marked."""
    number = Content.styled(_format_numbers(view), ".rows--muted")
    is_present = view.query == present_query
    sign = Content.styled("✓ " if is_present else "  ", ".rows--accent")
    room = max(4, width - number.cell_length - sign.cell_length - 1)
    name = Content.styled(safe(view.name), ".rows--strong" if is_present else "")
    name = name.truncate(room, ellipsis=True)
    gap = max(1, width - sign.cell_length - name.cell_length - number.cell_length)
    return [Content.assemble(sign, name, " " * gap, number)]


def _format_numbers(view: View) -> str:
    """Return the number of articles, after that of those that are new."""
    new = SearchText.NEW_COUNT.format(number=view.new) if view.new else ""
    return " · ".join(filter(None, (new, _format_number(view))))


def _format_number(view: View) -> str:
    if not view.is_filter:
        return LibraryText.OPENS_SEARCH
    if view.articles is None:
        return ""
    is_complete = view.kind == "collection" or view.articles <= _MOST
    return f"{view.articles:,}" if is_complete else f"{_MOST:,}+"


class ViewList(VirtualList):
    """The list of views beside the library; it saves, renames and deletes them."""

    BINDING_GROUP_TITLE = LibraryText.VIEWS_TITLE
    BINDINGS = load_bindings("views")

    class Closed(Message):
        """The user closed the list of views."""

    def __init__(self, *, id: str, present_query: Callable[[], str]) -> None:
        """Create the list; `present_query` returns the filter of the library."""
        super().__init__(id=id)
        self._present_query = present_query

    @property
    def _app_context(self) -> "AppContext":
        return cast("AppContext", self.app)

    @property
    def view(self) -> View | None:
        """The view under the cursor."""
        view: View | None = self.item
        return view

    def load(self) -> None:
        """Load the views, then count their articles, one view at a time."""
        run_query(self, self._count, self._show_views, group="views", holds_keys=True)

    def _count(self, run: QueryRun) -> Sequence[View | Heading]:
        store = self._app_context.store
        views = list_views(store)
        run.show(self._show_views, tuple(views))
        counts = store.search.count_new(run.is_outdated)
        for at, view in enumerate(views):
            run.pause(0)
            if isinstance(view, View) and view.kind == "search":
                views[at] = view = replace(view, new=counts.get(view.name, 0))
            if isinstance(view, View) and view.articles is None and view.is_filter:
                number = store.articles.count(view.query, limit=_MOST + 1)
                views[at] = replace(view, articles=number)
        return views

    def _show_views(self, views: Sequence[View | Heading]) -> None:
        """List the views; the cursor stays on its view, and begins on the present one."""
        query, is_first = self._present_query(), self.view is None
        draw = partial(_draw_view, present_query=query)
        rows = ListSource(views, draw, key=lambda view: view.query)
        self.show(rows, (rows.row_of(query) or 0) if is_first else None)

    def mark_opened(self, view: View) -> None:
        """Note that the articles of a saved search are shown."""
        mark_opened(self._app_context, view.name)

    def action_leave(self) -> None:
        """Close the list."""
        self.post_message(self.Closed())

    @property
    def _editable_view(self) -> View | None:
        """The collection or saved search under the cursor; for another view, show a message."""
        view = self.view
        if view is not None and view.kind in ("collection", "search"):
            return view
        self._app_context.show_message(LibraryText.FIXED_VIEW)
        return None

    def action_save(self) -> None:
        """Save the present filter of the library as a view."""
        query = self._present_query()
        if query:
            ask_to_save(self._app_context, query, is_filter=True)
        else:
            self._app_context.show_message(LibraryText.NO_FILTER)

    def action_rename(self) -> None:
        """Ask for another name of the view."""
        view, context = self._editable_view, self._app_context
        if view is None:
            return

        def accept(name: str) -> bool:
            if not name or name == view.name:
                return True
            if view.kind == "search":
                return rename_search(context, view.name, name)
            return _rename_collection(context, view, name)

        question = LibraryText.RENAME_VIEW.format(name=view.name)
        context.push_screen(PromptDialog(question, value=view.name, accept=accept))

    def action_delete(self) -> None:
        """Delete the view; its articles remain."""
        view = self._editable_view
        if view is None:
            return
        if view.kind == "search":
            delete_search(self._app_context, view.name)
        else:
            _delete_collection(self._app_context, view)


def _rename_collection(context: "AppContext", view: View, name: str) -> bool:
    rename = partial(context.store.collections.rename, view.collection, name)
    return context.edit("collection", rename, LibraryText.RENAMED_COLLECTION) is not None


def _delete_collection(context: "AppContext", view: View) -> None:
    delete = partial(context.store.collections.delete, view.collection)
    if context.edit("collection", delete, LibraryText.DELETED_COLLECTION) is not None:
        context.show_message(
            LibraryText.COLLECTION_DELETED.format(name=view.name, key=context.user_keys.undo_key)
        )


# Saved searches


def mark_opened(context: "AppContext", name: str) -> None:
    """Note in a thread that the articles of a saved search are shown: none is new any longer."""

    def mark() -> None:
        with suppress(StoreError):  # deleted meanwhile, or the store is busy: new again later
            search = context.store.search
            search.mark_opened(name, search.find_new(name).latest)
            context.call_from_thread(context.store_changed.publish, VIEWS_CHANGED)

    context.run_worker(mark, thread=True, group="opened", exit_on_error=False)


def toggle_saved_search(context: "AppContext", query: str) -> None:
    """Ask for a name and save the search; if it is saved already, delete it."""
    query = " ".join(query.split())
    if not query:
        context.show_message(SearchText.NOTHING_TO_SAVE)
        return
    saved = attempt(context, context.store.search.list_saved)
    if saved is None:
        return
    searches = (search for search in saved if is_search(search))
    existing = next((search for search in searches if search.query == query), None)
    if existing is not None:
        delete_search(context, existing.name)
    else:
        ask_to_save(context, query)


def name_saved(name: str, counts: Mapping[str, int]) -> str:
    """Return the name of a saved search with the number of its new articles."""
    number = counts.get(name)
    return f"{name}  {SearchText.NEW_COUNT.format(number=number)}" if number else name


def is_search(saved: SavedSearch) -> bool:
    """Return True for a saved search, and for a filter of the library that is one too."""
    return not saved.is_filter or filters_and_searches(saved.query)


def ask_to_save(context: "AppContext", query: str, *, is_filter: bool = False) -> None:
    """Ask for the name of a search, or of a filter of the library, and save it."""

    def accept(name: str) -> bool:
        return not name or _save(context, SavedSearch(name, query, is_filter))

    context.push_screen(
        PromptDialog(SearchText.SAVE_AS, value=query, hint=SearchText.SAVE_HINT, accept=accept)
    )


def _save(context: "AppContext", search: SavedSearch) -> bool:
    save = partial(context.store.search.save, search.name, search.query, is_filter=search.is_filter)
    if context.edit("search", save, SearchText.UNDO_SAVE) is None:
        return False
    context.show_message(SearchText.SAVED.format(name=search.name))
    return True


def delete_search(context: "AppContext", name: str) -> None:
    """Delete a saved search."""
    delete = partial(context.store.search.delete_saved, name)
    if context.edit("search", delete, SearchText.UNDO_DELETE) is not None:
        context.show_message(SearchText.DELETED.format(name=name, key=context.user_keys.undo_key))


def rename_search(context: "AppContext", name: str, new: str) -> bool:
    """Rename a saved search; return False if the name is in use."""
    rename = partial(context.store.search.rename_saved, name, new)
    return context.edit("search", rename, SearchText.UNDO_RENAME) is not None
