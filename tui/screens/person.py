"""The page of a person or organization: quotations, articles, co-mentions, names and roles."""

from typing import Any, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from db import NotFound, QuotationRow, StoreError
from db.comparison.positions import Position, PositionList
from db.exporters import ExportQuery
from db.exporters.dossier import DossierRequest
from db.identities.models import ArticleMention, CoMention, IdentityRow, NameUse
from db.models import ItemRef
from db.repositories.identities import COMPANION_ARTICLES
from db.search.filters import format_term
from tui.actions import load_bindings
from tui.dialogs.dossier import ask_dossier
from tui.dialogs.prompts import PromptDialog
from tui.display_text import format_count
from tui.identity_text import safe_name
from tui.screens import identity_edits
from tui.screens.app_screen import ListScreen, PreviewMixin
from tui.screens.identity_screen import IdentityScreen
from tui.screens.position_notes import write_pair_note
from tui.store_query import QueryRun
from tui.strings.people_text import PeopleText
from tui.strings.position_text import PositionText
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
from tui.widgets.place_line import PlaceLine
from tui.widgets.position_rows import ListedPosition, list_positions
from tui.widgets.preview import Preview
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

T = TypeVar("T")


_SAID, _NAMING, _COMPANY, _CALLED, _POSITIONS = range(len(PeopleText.VIEWS))
_DATED = {_SAID, _NAMING}
_CANDIDATES = 3


class Profile(NamedTuple):
    """The identity of a page, and the rows of the present list."""

    header: ProfileData
    view: int
    source: ListSource[Any]


class PersonScreen(PreviewMixin, IdentityScreen, ListScreen[Profile]):
    """Five lists about an identity below its profile header, with an article preview."""

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
        self._topic = ""
        self._positions: PositionList | None = None
        self._shown_view: int | None = None
        self._chosen_view = False
        self._oldest = False
        self._cursors = dict.fromkeys(range(len(PeopleText.VIEWS)), 0)

    def compose(self) -> ComposeResult:
        """Compose the profile header and the list, with an article preview if there is room."""
        yield Header(PeopleText.PERSON_TITLE)
        yield PlaceLine()
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
        if isinstance(row, ListedPosition):
            row = row.position.row
        if isinstance(row, QuotationRow) and row.spans:
            return row.article, row.spans[0][0]
        return None

    def action_search_about(self) -> None:
        """Open the search for quotations of this person by date, to type the text of `about:`.

        By date, earlier and later quotations on one subject are next to each other. In the list of
        positions, ask for their topic instead.
        """
        if self._view == _POSITIONS:
            self._ask_topic()
        elif self._row:
            speaker = format_term("speaker", self._row.name)
            self.context.open("search", query=f'{speaker} about:"', order="oldest")

    def _ask_topic(self) -> None:
        """Ask for the topic of the positions."""

        def answer(topic: str | None) -> None:
            if topic is not None and topic != self._topic:
                self._topic = topic
                self._cursors[_POSITIONS] = 0
                self.restart_list()

        name = safe_name(self._row) if self._row else PeopleText.THIS_PERSON
        question = PositionText.TOPIC.format(name=name)
        prompt = PromptDialog(question, value=self._topic, hint=PositionText.TOPIC_HINT)
        self.app.push_screen(prompt, answer)

    def action_pair_note(self) -> None:
        """Write a verdict or a note on the statement at the cursor and the one beside it."""
        listed = self.rows.item
        if isinstance(listed, ListedPosition):
            write_pair_note(self.context, listed)

    @property
    def compared_item(self) -> ItemRef:
        """The person or organization of this page."""
        return ItemRef("person", self._identity)

    @property
    def related_query(self) -> str:
        """The search for the articles that name this page's identity."""
        return f'entity:"{self._row.name}"' if self._row else ""

    def load_list(self, run: QueryRun) -> Profile:
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
        elif view == _POSITIONS:
            found = store.comparisons.find_positions(row.id, self._topic, cancelled=run.is_outdated)
            self._positions, source = found, list_positions(found)
        elif view == _NAMING:
            source = list_identity_articles(store, row, oldest=oldest)
        elif view == _COMPANY:
            source = list_companions(people.companions(row.id))
        else:
            source = list_name_uses(identity)
        pairs = people.merge_candidates(row.id, limit=_CANDIDATES)
        candidates = tuple(p.second.name if p.first.id == row.id else p.first.name for p in pairs)
        header = ProfileData(
            identity,
            people.months([row.id])[row.id],
            candidates,
            self.context.store.authority.find(row.id),
        )
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
        if self._view == _POSITIONS and self._topic:
            self.rows.empty = PositionText.NONE_NEAR.format(
                topic=self._topic, key=self.context.user_keys.key_label("person.search_about")
            )
        self.show_rows(found.source, None if is_same_list else self._cursors[self._view])
        self.query_one(Header).title = safe_name(self._row)
        self._show_detail()
        self.refresh_bindings()
        self.update_preview()

    def _show_detail(self) -> None:
        order = PeopleText.OLDEST_FIRST if self._oldest else PeopleText.NEWEST_FIRST
        detail = order if self._is_dated else ""
        if self._view == _POSITIONS and self._positions:
            detail = _describe_positions(self._positions)
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
            return self._view not in (_COMPANY, _POSITIONS)
        if action == "pair_note":
            return self._view == _POSITIONS
        if action == "call":
            return self._view == _CALLED
        return super().check_action(action, parameters)

    # The article under the cursor

    @property
    def previewed_article(self) -> int | None:
        """The article of the row under the cursor."""
        row = self.rows.item
        if isinstance(row, ListedPosition):
            row = row.position.row
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
            case ListedPosition(position=Position(row=quotation)) | (QuotationRow() as quotation):
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
                identity_edits.split_off_name(self.context, self._row, name.words, name.key)
            return
        articles = self.rows.list_articles()
        if articles and identity_edits.split_off_articles(self.context, self._row, articles):
            self.rows.remove_marks()

    def action_call(self) -> None:
        """Use the name under the cursor as the display name."""
        name = self._current_name
        if self._row is None or name is None:
            self.context.show_message(PeopleText.ONLY_NAMES_SET)
        elif name.words != self._row.name:
            identity_edits.set_display_name(self.context, self._row, name.words)

    def action_duplicates(self) -> None:
        """Open the merge candidates of this identity."""
        self.context.open("merge_candidates", identity=self._row)

    def action_dossier(self) -> None:
        """Ask for a file, and write a dossier about this identity."""
        if self._row is not None:
            ask_dossier(self.context, DossierRequest("person", self._row.name, self._row.id))

    def action_leave(self) -> None:
        """Close the screen."""
        self.context.action_back()


def _describe_positions(found: PositionList) -> str:
    """Return the topic of positions, their number and that of the signs of change among them."""
    if found.about:
        scope = PositionText.ABOUT.format(topic=found.about)
    elif found.is_complete:
        scope = PositionText.ALL
    else:
        listed = len(found.positions)
        scope = PositionText.NEWEST.format(number=listed, total=found.compared)
    statements = format_count(len(found.positions), "statement")
    count = PositionText.CHANGED.format(statements=statements, changed=len(found.changed))
    return f"{count} · {scope}"
