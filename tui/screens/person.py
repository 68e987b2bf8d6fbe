"""The page of a person or organization: quotations, articles, co-mentions, names and roles.

Shared actions of the screens about people: merging identities and opening merge candidates.

Undoable changes to identities: merge, mark as distinct, split, and set the display name.
"""

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from analysis.text import join_names
from db import NotFound, QuotationRow, StoreError
from db.edits.models import EditKind
from db.exporters import ExportQuery
from db.identities.models import ArticleMention, CoMention, IdentityRow, NameUse
from db.models import ItemRef
from db.repositories.identities import COMPANION_ARTICLES
from db.search.filters import format_term
from tui.actions import load_bindings
from tui.context import AppContext
from tui.dialogs.picker import Choice, PickerDialog
from tui.display_text import format_count
from tui.identity_text import format_counts, role_or_type, safe_name
from tui.sanitize import safe
from tui.screens import person
from tui.screens.app_screen import AppScreen, ListScreen, PreviewMixin
from tui.store_query import QueryRun, read_or_default
from tui.strings.people_text import PeopleText
from tui.widgets.article_list import ArticleList
from tui.widgets.charts import ViewTabs
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.identities import (
    ProfileData,
    ProfileHeader,
    list_companions,
    list_identity_articles,
    list_identity_quotations,
    list_name_uses,
)
from tui.widgets.preview import Preview
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

T = TypeVar("T")


def merge_identities(
    context: AppContext, sources: Sequence[IdentityRow], target: IdentityRow
) -> bool:
    """Merge `sources` into `target`, which keeps its name; return whether they were merged."""
    identities = context.store.identities
    names = [safe_name(source) for source in sources]
    message = PeopleText.MERGED.format(source=join_names(names), target=safe_name(target))

    def merge() -> None:
        for source in sources:
            identities.merge(source.id, target.id)

    return _edit(context, "merge", message, merge)


def mark_distinct(context: AppContext, first: IdentityRow, second: IdentityRow) -> bool:
    """Store that two identities are distinct; return whether it was stored."""
    identities = context.store.identities
    message = PeopleText.KEPT_APART.format(first=safe_name(first), second=safe_name(second))
    make = partial(identities.mark_distinct, first.id, second.id)
    return context.edit("distinct", make, message) is not None


def split_articles(context: AppContext, identity: IdentityRow, articles: Collection[int]) -> bool:
    """Move the mentions in some articles to a new identity; return whether they were moved."""
    message = PeopleText.SPLIT_ARTICLES.format(
        articles=format_count(len(articles), "article"), name=safe_name(identity)
    )
    make = partial(context.store.identities.split_articles, identity.id, articles)
    return _edit(context, "split", message, make)


def split_name(context: AppContext, identity: IdentityRow, name: str, key: str) -> bool:
    """Move the mentions under a name to a new identity; return whether they were moved."""
    message = PeopleText.SPLIT_NAME.format(part=safe(name), name=safe_name(identity))
    make = partial(context.store.identities.split_name, identity.id, key)
    return _edit(context, "split", message, make)


def set_display_name(context: AppContext, identity: IdentityRow, name: str) -> bool:
    """Set the display name of an identity; return whether it was set."""
    message = PeopleText.SET_NAME.format(before=safe_name(identity), name=safe(name))
    make = partial(context.store.identities.set_display_name, identity.id, name)
    return context.edit("name", make, message) is not None


def _edit(context: AppContext, kind: EditKind, message: str, make: Callable[[], object]) -> bool:
    """Make an edit and show `message`; an invalid one is reported, and nothing is stored."""
    try:
        done = context.edit(kind, make, message) is not None
    except ValueError as error:
        context.show_message(f"{error}.", severity="warning")
        return False
    if done:
        context.show_message(PeopleText.DONE_UNDO.format(change=message))
    return done


_MOST = 50  # choices shown for the words typed


class IdentityScreen(AppScreen):
    """A screen with a selected identity that the reader can merge with another."""

    BINDINGS = load_bindings("identities")

    @property
    @abstractmethod
    def selected_identity(self) -> IdentityRow | None:
        """The selected identity, or None."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the merge only while an identity is selected."""
        if action == "merge":
            return self.selected_identity is not None
        return super().check_action(action, parameters)

    def action_merge(self) -> None:
        """Pick an identity to merge with the selected one."""
        identity = self.selected_identity
        if identity is None:
            return

        def picked(choice: Choice[IdentityRow] | None) -> None:
            if choice is not None:
                person.merge_identities(self.context, [choice.value], identity)

        self.app.push_screen(
            PickerDialog(
                PeopleText.MERGE_WITH.format(name=safe_name(identity)),
                [],
                more=lambda: self._likely(identity),
                find=lambda words: self._find_by_name(identity, words),
            ),
            picked,
        )

    def _likely(self, identity: IdentityRow) -> list[Choice[IdentityRow]]:
        """Return the merge candidates of an identity, then those that share its last name."""
        load = self.context.store.identities.merge_candidates
        pairs = read_or_default(lambda: load(identity.id, limit=_MOST), [])
        candidates = [pair.second if pair.first.id == identity.id else pair.first for pair in pairs]
        namesakes = self._find_by_name(identity, identity.name.split()[-1])
        return [*identity_choices(candidates), *(c for c in namesakes if c.value not in candidates)]

    def _find_by_name(self, identity: IdentityRow, words: str) -> list[Choice[IdentityRow]]:
        """Return other identities with these words in a name, those in most articles first.

        For use in a thread.
        """
        load = self.context.store.identities.rows
        rows = read_or_default(lambda: load(words, sort="all", order="articles", limit=_MOST), [])
        return identity_choices([row for row in rows if row.id != identity.id])

    def action_duplicates(self) -> None:
        """Open the list of merge candidates."""
        self.context.open("merge_candidates")


def identity_choices(rows: Sequence[IdentityRow]) -> list[Choice[IdentityRow]]:
    """Return identities as choices, each with its role and counts."""
    return [Choice(row.name, f"{role_or_type(row)} · {format_counts(row)}", row) for row in rows]


_SAID, _NAMING, _COMPANY, _CALLED = range(len(PeopleText.VIEWS))
_DATED = {_SAID, _NAMING}
_CANDIDATES = 3


class Profile(NamedTuple):
    """The identity of a page, and the rows of the present list."""

    header: ProfileData
    view: int
    source: ListSource[Any]


class PersonScreen(PreviewMixin, IdentityScreen, ListScreen[Profile]):
    """Four lists about an identity below its profile header, with an article preview."""

    BINDING_GROUP_TITLE = PeopleText.PERSON_TITLE
    # the preview shows tags and the number of notes
    REFRESHED_BY = frozenset(
        {"text", "findings", "metadata", "list", "identities", "tags", "notes"}
    )
    AUTO_FOCUS = LIST = "#about"
    DEFAULT_CSS = """
    PersonScreen {
        & #beside { height: 1fr; }
        & #left { width: 1fr; }
        & #about { height: 1fr; margin: 1 0 0 0; }
        & Preview { display: none; width: 46%; margin: 1 0 0 0; }
        & Preview { border-left: solid $border-blurred; }
        &.-wide Preview { display: block; }
    }
    """
    BINDINGS = load_bindings("person")

    def __init__(self, identity: int) -> None:
        """Create the page of an identity by its id."""
        super().__init__()
        self._identity = identity
        self._row: IdentityRow | None = None
        self._view = _SAID
        self._shown_view: int | None = None
        self._chosen_view = False
        self._oldest = False
        self._cursors = dict.fromkeys(range(len(PeopleText.VIEWS)), 0)

    def compose(self) -> ComposeResult:
        """Compose the profile header and the list, with an article preview if there is room."""
        yield Header(PeopleText.PERSON_TITLE)
        with Horizontal(id="beside"):
            with Vertical(id="left"):
                yield ProfileHeader()
                yield ViewTabs(PeopleText.VIEWS)
                yield ArticleList(id="about")
            yield Preview()
        yield Footer()

    @property
    def rows(self) -> ArticleList:
        """The present list."""
        return self.query_one(self.LIST, ArticleList)

    @property
    def selected_identity(self) -> IdentityRow | None:
        """The identity of this page, or None until it is loaded."""
        return self._row

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """The rows of the present list, and the findings of this page's identity."""
        label = (
            PeopleText.EXPORT.format(name=self._row.name)
            if self._row
            else PeopleText.EXPORT_UNKNOWN
        )
        choices = [(label, ExportQuery(identity=self._identity))]
        name = self._row.name if self._row else PeopleText.THIS_PERSON
        if self._view == _SAID:
            listed = ExportQuery(identity=self._identity, only_rows=True)
            choices.insert(0, (PeopleText.EXPORT_QUOTATIONS.format(name=name), listed))
        elif self._view == _NAMING:
            naming = ExportQuery(naming=self._identity)
            choices.insert(0, (PeopleText.EXPORT_ARTICLES.format(name=name), naming))
        return choices

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The quotation under the cursor."""
        row = self.rows.item
        if isinstance(row, QuotationRow) and row.spans:
            return row.article, row.spans[0][0]
        return None

    def action_search_about(self) -> None:
        """Open the search for quotations of this person by date, to type the text of `about:`.

        By date, earlier and later quotations on one subject are next to each other.
        """
        if self._row:
            speaker = format_term("speaker", self._row.name)
            self.context.open("search", query=f'{speaker} about:"', order="oldest")

    @property
    def compared_item(self) -> ItemRef:
        """The person or organization of this page."""
        return ItemRef("person", self._identity)

    @property
    def related_query(self) -> str:
        """The search for the articles that name this page's identity."""
        return f'entity:"{self._row.name}"' if self._row else ""

    def load_list(self, _: QueryRun) -> Profile:
        """Query the store for the identity, and for the first rows of the present list."""
        store, view, oldest = self.context.store, self._view, self._oldest
        people = store.identities
        identity = people.get_identity(self._identity)
        row = identity.row
        if not (self._chosen_view or row.quotations):
            view = _NAMING
        source: ListSource[Any]
        if view == _SAID:
            source = list_identity_quotations(store, row, oldest=oldest)
        elif view == _NAMING:
            source = list_identity_articles(store, row, oldest=oldest)
        elif view == _COMPANY:
            source = list_companions(people.companions(row.id))
        else:
            source = list_name_uses(identity)
        pairs = people.merge_candidates(row.id, limit=_CANDIDATES)
        candidates = tuple(p.second.name if p.first.id == row.id else p.first.name for p in pairs)
        header = ProfileData(identity, people.months([row.id])[row.id], candidates)
        return Profile(header, view, source)

    def show_failure(self, error: StoreError) -> None:
        """Close the page of an identity that no longer exists; show other errors."""
        if not isinstance(error, NotFound):
            super().show_failure(error)
            return
        self.context.show_message(PeopleText.GONE)
        if self.is_current:
            self.context.action_back()

    def show_list(self, found: Profile) -> None:
        """Show the profile and the present list; each list has its own cursor."""
        is_same_list = found.view == self._shown_view
        self._row, self._view, self._shown_view = found.header.identity.row, found.view, found.view
        self.query_one(ViewTabs).current = self._view
        self.query_one(ProfileHeader).show(
            found.header,
            self.key_for_binding("people.duplicates"),
            self.key_for_binding("people.merge"),
        )
        self.rows.empty = PeopleText.EMPTY_VIEWS[self._view]
        self.show_rows(found.source, None if is_same_list else self._cursors[self._view])
        self.query_one(Header).title = safe_name(self._row)
        self._show_detail()
        self.refresh_bindings()
        self.update_preview()

    def _show_detail(self) -> None:
        order = PeopleText.OLDEST_FIRST if self._oldest else PeopleText.NEWEST_FIRST
        detail = order if self._is_dated else ""
        if self._view == _COMPANY and self._row and self._row.articles > COMPANION_ARTICLES:
            detail = PeopleText.RECENT_ARTICLES.format(number=COMPANION_ARTICLES)
        self.query_one(Header).detail = detail

    @property
    def _is_dated(self) -> bool:
        return self._view in _DATED

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable only the keys that apply to the current list."""
        if action == "order":
            return self._is_dated
        if action == "split":
            return self._view != _COMPANY
        if action == "call":
            return self._view == _CALLED
        return super().check_action(action, parameters)

    # The article under the cursor

    @property
    def previewed_article(self) -> int | None:
        """The article of the row under the cursor."""
        row = self.rows.item
        return row.article if isinstance(row, QuotationRow | ArticleMention) else None

    @on(VirtualList.Highlighted, "#about")
    def _highlighted(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        if message.index >= 0:
            self._cursors[self._view] = message.index
        self.update_preview()

    @on(VirtualList.RowSelected, "#about")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        match message.rows.source.item(message.index):
            case QuotationRow() as quotation:
                spans = quotation.spans or ((0, 0),)
                self.context.open_article(quotation.article, spans[0][0], spans[-1][1])
            case ArticleMention() as mention:
                self.context.open_article(mention.article, mention.start, mention.end)
            case CoMention() as companion:
                self.open_person(companion.row.id)

    # The lists

    @on(ViewTabs.ViewClicked)
    def _picked(self, message: ViewTabs.ViewClicked) -> None:
        self._show(message.index)

    def _show(self, view: int) -> None:
        self._view, self._chosen_view = view, True
        self.refresh_list()

    def action_step(self, by: int) -> None:
        """Switch to another list."""
        self._show((self._view + by) % len(PeopleText.VIEWS))

    def action_order(self) -> None:
        """Toggle between newest first and oldest first."""
        self._oldest = not self._oldest
        self._cursors = dict.fromkeys(self._cursors, 0)
        self.restart_list()

    # Splitting and renaming

    @property
    def _current_name(self) -> NameUse | None:
        """The name under the cursor, which can be split off or displayed; else None."""
        use = self.rows.item
        return use if isinstance(use, NameUse) and use.key else None

    def action_split(self) -> None:
        """Move the marked articles, or the article or name under the cursor, to another person."""
        if self._row is None:
            return
        if self._view == _CALLED:
            name = self._current_name
            if name is None:
                self.context.show_message(PeopleText.ONLY_NAMES_SPLIT)
            else:
                person.split_name(self.context, self._row, name.words, name.key)
            return
        articles = self.rows.list_articles()
        if articles and person.split_articles(self.context, self._row, articles):
            self.rows.remove_marks()

    def action_call(self) -> None:
        """Use the name under the cursor as the display name."""
        name = self._current_name
        if self._row is None or name is None:
            self.context.show_message(PeopleText.ONLY_NAMES_SET)
        elif name.words != self._row.name:
            person.set_display_name(self.context, self._row, name.words)

    def action_duplicates(self) -> None:
        """Open the merge candidates of this identity."""
        self.context.open("merge_candidates", identity=self._row)

    def action_leave(self) -> None:
        """Close the screen."""
        self.context.action_back()
