"""A reader without an app: its model over a text and panes without widgets, and its services."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from textual import events
from textual.screen import Screen

from analysis import Span
from db import Store, StoreError
from db.edits.log import Recording
from db.edits.models import EditKind, StoreChange
from tests.support.sample_article import TEXT, stored
from tui.actions import list_actions
from tui.article_actions import ArticleActions
from tui.context import AppContext
from tui.screens.reader.loaded_article import index_findings
from tui.screens.reader.model import ModelChange, ReaderModel
from tui.screens.reader.navigation import LabelTarget
from tui.settings import RecentTags
from tui.widgets.article_view.motions import sentence_at
from tui.widgets.finding_index import FindingRef, Group


@dataclass
class FakeText:
    """A text with a cursor and a selection."""

    text: str = TEXT
    position: int = 0
    selected: Span | None = None

    @property
    def sentence(self) -> Span:
        start = self.text.rfind("\n", 0, self.position) + 1
        end = self.text.find("\n", self.position)
        return sentence_at(self.text, self.position, start, len(self.text) if end < 0 else end)


@dataclass
class FakePanes:
    """Panes of which none has the focus, unless a finding is under the cursor of one."""

    current_finding: FindingRef | None = None


@dataclass
class FakeView:
    """The screen as the controllers see it: each call is recorded."""

    cursor: FakeText
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    labels: Mapping[str, LabelTarget] = field(default_factory=dict)
    has_search: bool = False
    is_current: bool = True

    @property
    def visible_span(self) -> Span:
        return 0, len(self.cursor.text)

    def go_to(self, start: int, end: int | None = None) -> None:
        self.cursor.position = start
        self.calls.append(("go_to", start, end))

    def show_span(self, start: int, end: int) -> None:
        self.go_to(start, end)

    def show_match(self, start: int, end: int) -> None:
        self.calls.append(("show_match", start, end))

    def focus_text(self) -> None:
        self.calls.append(("focus_text",))

    def clear_selection(self) -> None:
        self.cursor.selected = None

    def call_next(self, callback: Callable[[], object]) -> None:
        callback()

    def update_status_bar(self) -> None:
        """Show nothing."""

    def move_selection_edge(self, by: int, *, at_end: bool) -> None:
        self.calls.append(("move_selection_edge", by, at_end))

    def extend_by_words(self, span: Span, by: int, *, at_end: bool) -> Span:
        """Move the end by characters, not by words."""
        return (span[0], span[1] + by) if at_end else (span[0] + by, span[1])

    def edit_metadata(self, articles: Sequence[int]) -> None:
        self.calls.append(("edit_metadata", articles))

    def show_versions(self, article: int) -> None:
        self.calls.append(("show_versions", article))

    def copy(self, words: str) -> None:
        self.calls.append(("copy", words))

    def open_person(self, identity: int) -> None:
        self.calls.append(("open_person", identity))

    def visible_rows(self) -> Sequence[LabelTarget]:
        return ()

    def show_labels(self, labels: Mapping[str, LabelTarget]) -> None:
        self.labels = labels

    def focus_row(self, pane: Group, row: int) -> None:
        self.calls.append(("focus_row", pane, row))

    def focus_finding(self, ref: FindingRef) -> None:
        self.calls.append(("focus_finding", ref))

    def open_find_bar(self) -> None:
        self.has_search = True

    def step_match(self, by: int) -> bool:
        self.calls.append(("step_match", by))
        return self.has_search


class FakeKeys:
    """The keys of the preset without changes."""

    undo_key = "u"

    def label_of(self, action: str) -> str:
        return list_actions()[action].keys[0]


class FakeContext:
    """The app's services over a store: messages and screens are recorded."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.recent_tags = RecentTags()
        self.user_keys = FakeKeys()
        self.settings: dict[str, Any] = {}
        self.messages: list[str] = []
        self.screens: list[Screen[Any]] = []
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.changes: list[StoreChange] = []
        self.on_change: Callable[[], object] = lambda: None
        self.article_actions = ArticleActions(cast("AppContext", self))

    def show_message(self, text: str, *, severity: str = "information") -> None:
        del severity
        self.messages.append(text)

    def push_screen(self, screen: Screen[Any], callback: object = None) -> None:
        del callback
        self.screens.append(screen)

    def open(self, name: str, /, **args: Any) -> None:
        self.opened.append((name, args))

    def apply_change(self, change: StoreChange, make: Callable[[], object]) -> bool:
        try:
            make()
        except StoreError as error:
            self.show_message(str(error))
            return False
        self.changes.append(change)
        self.on_change()
        return True

    def edit(
        self, kind: EditKind, make: Callable[[], object], description: str = ""
    ) -> Recording | None:
        try:
            with self.store.edits.record(kind, origin="app", description=description) as recording:
                make()
        except StoreError as error:
            self.show_message(str(error))
            return None
        self.changes.append(recording.change)
        self.on_change()
        return recording

    def adjacent_article(self, article: int, by: int, *, unread: bool = False) -> int | None:
        del unread
        return article + by if article + by == 1 else None

    def open_article(self, article: int, *, instead: bool = False) -> None:
        self.opened.append(("reader", {"article": article, "instead": instead}))


class FakeReader:
    """The sample article open in a reader that has no app; `changes` are those of the model."""

    def __init__(self, folder: Path) -> None:
        path, number = stored(folder)
        self.store = Store(path)
        self.cursor, self.panes = FakeText(), FakePanes()
        self.view = FakeView(self.cursor)
        self.model = ReaderModel(number, self.cursor, self.panes)
        self.services = FakeContext(self.store)
        self.services.on_change = self.load
        self.changes: list[ModelChange] = []
        self.model.subscribe(self.changes.append)

    @property
    def context(self) -> AppContext:
        """The services, as the controllers know them."""
        return cast("AppContext", self.services)

    def load(self) -> None:
        """Load the article as the screen does after a change."""
        number = self.model.article_id
        loaded = index_findings(self.store.articles.get(number), self.store.load_findings(number))
        self.model.set_findings(loaded.article, loaded.findings)


def key(letter: str) -> events.Key:
    """The event of a typed letter."""
    return events.Key(letter, letter)
