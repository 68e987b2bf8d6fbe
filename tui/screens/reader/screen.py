"""The reader: an article beside its names, quotations, dated events and notes."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Container
from textual.geometry import Size

from analysis import Span
from db import Article, OpenArticle, Store, StoreError
from db.edits.models import StoreChange
from db.kinds import DataKind
from db.search.executor import SearchContext
from tui.damage_text import report_damage
from tui.display_text import display_title, site_and_date, web_address
from tui.screens.app_screen import AppScreen
from tui.screens.reader.annotation import AnnotationController
from tui.screens.reader.article import ArticleController
from tui.screens.reader.controller import Controller, delegate_actions
from tui.screens.reader.correction import CorrectionController
from tui.screens.reader.entity_correction import EntityCorrectionController
from tui.screens.reader.export_choices import list_export_choices
from tui.screens.reader.layout import LayoutController
from tui.screens.reader.loaded_article import ArticleLoader, LoadedArticle
from tui.screens.reader.lookup import LookupController
from tui.screens.reader.model import ModelChange, Part, ReaderModel
from tui.screens.reader.navigation import LabelTarget, NavigationController
from tui.screens.reader.note_tags import TaggingController
from tui.screens.reader.own_commands import OwnCommandController, run_key_command
from tui.screens.reader.reading_status import ReadingStatus
from tui.screens.reader.saved_view import SavedView, view_from_json
from tui.screens.reader.source_correction import SourceCorrectionController
from tui.strings.reader_text import ReaderText
from tui.widgets.article_view.view import ArticleView, head_lines, headline_span
from tui.widgets.find_bar import FindBar
from tui.widgets.finding_index import GROUPS, FindingRef, Group
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.key_sequences import KeySequences, RepeatCount
from tui.widgets.panes.pane_area import PaneArea
from tui.widgets.place_line import PlaceLine
from tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from db.exporters import ExportQuery

CONTROLLERS = (
    AnnotationController,
    TaggingController,
    ArticleController,
    CorrectionController,
    SourceCorrectionController,
    EntityCorrectionController,
    LookupController,
    NavigationController,
    LayoutController,
    OwnCommandController,
)
_RELOADED: tuple[DataKind, ...] = ("text", "metadata")
_LISTED: tuple[DataKind, ...] = ("notes", "tags", "reading_state", "list")
_READ = 0.97  # the fraction of the text after which an article counts as read


@delegate_actions(CONTROLLERS)
class ReaderScreen(AppScreen):
    """An article beside its panes, opened at its last reading position.

    The model has the state, and the controllers have the keys. The screen loads the article, shows
    the changes of the model, and moves the widgets for the controllers.
    """

    BINDING_GROUP_TITLE = ReaderText.READER_KEYS
    AUTO_FOCUS = "#article"
    DEFAULT_CSS = """
    ReaderScreen {
        & > #reading { height: 1fr; layout: horizontal; }
        & > #reading > ArticleView { width: 1fr; height: 1fr; }
        & > #reading.-below { layout: vertical; }
        &.-zoomed > #reading > ArticleView { display: none; }
        &.-alone > StatusBar, &.-alone > Header, &.-alone > PlaceLine { display: none; }
        &.-alone > Footer { display: none; }
        &.-alone.-going-on > StatusBar { display: block; height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for controller in CONTROLLERS for binding in controller.BINDINGS
    ]

    def __init__(
        self,
        store: Store,
        article: int,
        *,
        start: int | None = None,
        end: int | None = None,
        found_by: SearchContext | None = None,
    ) -> None:
        """Open an article at the span `start` to `end`, else at its last reading position.

        `found_by` is the search that found the article; its matches become the reader's search.
        """
        super().__init__()
        self.store = store
        self.article_id = article
        count = RepeatCount()
        self.view = ArticleView(count=count, id="article")
        self.panes = PaneArea()
        self.find_bar = FindBar(self.view)
        self.model = model = ReaderModel(article, self.view, self.panes)
        self.model.subscribe(self._model_changed)
        self.view.initial_span = self._initial_span
        self.annotation = AnnotationController(model, self.context, self)
        self.tagging = TaggingController(model, self.context, self)
        self.navigation = NavigationController(model, self.context, self, count)
        self.layout_controller = LayoutController(model, self.context, self, count)
        self._controllers: tuple[Controller[Any], ...] = (
            self.annotation,
            self.tagging,
            self.navigation,
            self.layout_controller,
            ArticleController(model, self.context, self),
            CorrectionController(model, self.context, self),
            SourceCorrectionController(model, self.context, self),
            EntityCorrectionController(model, self.context, self),
            LookupController(model, self.context, self),
            OwnCommandController(model, self.context, self),
        )
        self.key_sequences = KeySequences(self, count)
        self.status = ReadingStatus(
            self, model, self.view, self.find_bar, self.navigation, self.key_sequences
        )
        self._opened_at: tuple[int | None, int | None] = (start, end)
        self.saved_view = SavedView(self.layout_controller, self.navigation, self.find_bar, store)
        self.loader = ArticleLoader(self, model, store, self._show_text, self._show_findings)
        self.loader.found_by = found_by
        self._has_moved = False  # opening the article counts as the first move

    def compose(self) -> ComposeResult:
        """Compose the text and the panes between the header and the footer."""
        yield Header("OnRecord")
        yield PlaceLine(preceding={"app.people": "reader.person"})
        with Container(id="reading"):
            yield self.view
            yield self.panes
        yield self.find_bar
        yield StatusBar(id="foot")
        yield Footer()

    @property
    def is_ready(self) -> bool:
        """True once the text can be drawn."""
        return self.model.article is not None and self.view.is_wrapped

    def on_mount(self) -> None:
        """Restore the layout, load the article, and subscribe to changes of the store."""
        self.layout_controller.restore_settings()
        self.context.store_changed.subscribe(self, self._store_changed)
        self.watch(self.app, "job_progress", self._show_header, init=False)
        suspended = self.app.app_suspend_signal
        suspended.subscribe(self, lambda _: self.saved_view.save(), immediate=True)
        self.loader.open()

    # Keys and actions

    async def on_key(self, event: events.Key) -> None:
        """Handle counts, two-key sequences, and the key that a prompt waits for."""
        if self.navigation.handle_key(event):
            event.stop()
            event.prevent_default()
            return
        before = self.key_sequences.pending
        if not await self.key_sequences.handle_key(event):
            run_key_command(self, event)
        if before != self.key_sequences.pending:
            self.update_status_bar()

    def key_escape(self) -> None:
        """Override Textual's handler, which would clear the selection before `action_leave`."""

    def run_controller_action(
        self, kind: type[Controller[Any]], action: str, parameters: tuple[object, ...]
    ) -> None:
        """Run the action of a controller, or show why it is disabled."""
        controller = next(own for own in self._controllers if type(own) is kind)
        controller.run(action, *parameters)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return False for the disabled actions that help and footer omit."""
        for controller in self._controllers:
            if action in controller.HIDDEN_IF_DISABLED:
                return controller.disabled_reason(action, *parameters) is None
        return super().check_action(action, parameters)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active bindings; those of recent tags have the tag as their description."""
        active, described = super().active_bindings, self.tagging.binding_descriptions
        for key, entry in active.items():
            if entry.binding.id in described:
                description = described[entry.binding.id]
                binding = dataclasses.replace(entry.binding, description=description)
                active[key] = entry._replace(binding=binding)
        return active

    @property
    def export_choices(self) -> "list[tuple[str, ExportQuery]]":
        """Return the rows of the pane in use, and the article."""
        return list_export_choices(self.model, self.panes)

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The quotation chosen in a pane or at the cursor."""
        ref = self.panes.current_finding or self.model.quotation_at_cursor
        return (self.article_id, ref.start) if ref and ref.kind == "quotation" else None

    # The store

    def _show_text(self, opened: OpenArticle) -> None:
        """Show the text of the article, before its findings are indexed."""
        if self.model.article is not None:
            return
        start = self._opened_at[0]
        article, reading = opened.article, opened.reading
        view = view_from_json(opened.screen_state)
        self.model.stored_state = reading.state
        self.model.read_state = "reading" if reading.state == "unread" else reading.state
        self.saved_view.restore_layout(view)
        self.view.show(
            article.analysis,
            head_lines(article, article.row),
            headline_span(article),
            reading.position if start is None else start,
            view.above if start is None else None,
        )
        self.view.show_notes(opened.findings.notes)
        if start is None:
            self.saved_view.to_restore = view
        self.model.article = article
        self.model.set_bookmarks(opened.bookmarks)
        report_damage(self.context, opened.damaged)
        self._show_header()
        self.saved_view.save_soon()

    def _show_findings(self, loaded: LoadedArticle) -> None:
        """Show the findings, and the first time what was chosen or searched for."""
        before, article = self.model.article, loaded.article
        is_first = self.model.findings is None
        self.model.set_findings(article, loaded.findings)
        self.model.follow_corrections(loaded.corrections)
        if before is None or (before.row, before.document) != (article.row, article.document):
            self._show_metadata()
        (start, end), self._opened_at = self._opened_at, (None, None)
        if start is not None:
            self.saved_view.open_at(start, end)
        if self.loader.found_by is not None and loaded.matches:
            self.find_bar.adopt_matches(self.loader.found_by.query, loaded.matches, start)
        self.loader.found_by = None
        if is_first:
            self.saved_view.restore()
        self.sync_panes()
        if is_first:
            self.annotation.restore_draft()

    def _store_changed(self, change: StoreChange) -> None:
        """Load what has changed: the article, its findings, or only its notes and metadata."""
        article, number = self.model.article, self.article_id
        if change.concerns(*_RELOADED, article=number):
            self.loader.start()
        elif change.concerns("findings", article=number):
            self.loader.start(only_findings=True)
        elif article and change.concerns(*_LISTED, article=number):
            if self.loader.is_loading:  # possibly with outdated notes
                self.loader.start()
                return
            try:
                notes, row = self.store.notes.list(number), self.store.articles.row(number)
            except StoreError as error:
                self.loader.close_screen(error)
                return
            self.model.follow_read_state(row.state)
            self.model.set_notes(Article(row, article.document, article.analysis), notes)
            chosen = self.model.chosen_finding
            if chosen and chosen.kind == "note":
                self.view.go_to(chosen.start, chosen.end)
            self._show_metadata()

    # Changes of the model

    def _model_changed(self, change: ModelChange) -> None:
        """Show a changed part of the model, and nothing else."""
        model = self.model
        match change.part:
            case Part.FINDINGS:
                assert model.findings is not None
                self.view.show_findings(model.analysis)
                self.panes.show(model.findings, change.groups)
            case Part.NOTES:
                self.view.show_notes(model.notes)
                self.sync_panes()
            case Part.CHOICE:
                self.view.highlight(*model.highlight_spans)
                self.sync_panes()
            case Part.SPEAKER_FILTER:
                self.view.filter_by_speaker(model.filtered_spans)
                self.update_status_bar()
            case Part.BOOKMARKS:
                self.view.show_bookmarks(model.bookmarks)

    def update_status_bar(self) -> None:
        """Show the present state in the status bar."""
        self.status.update()

    def sync_panes(self) -> None:
        """Update the panes and the status bar for the cursor and the chosen finding."""
        if self.panes.display:
            self.panes.follow(self.view.sentence, self.model.chosen_finding)
        self.update_status_bar()

    def _show_metadata(self) -> None:
        article = self.model.article
        assert article is not None
        self.view.show_head(head_lines(article, article.row))
        self._show_header()

    def _show_header(self) -> None:
        if self.model.article is None:
            return
        row, header = self.model.article.row, self.query_one(Header)
        header.title = display_title(row)
        header.address = web_address(row)
        header.detail = self.context.job_progress or site_and_date(row)

    # Messages of the widgets

    @on(ArticleView.Moved)
    def _moved(self) -> None:
        model = self.model
        if self._has_moved and not model.is_read_state_fixed and self.view.progress >= _READ:
            model.read_state = "read"
        self._has_moved = True
        chosen = model.chosen_finding
        if chosen and chosen.kind != "name" and not model.is_at_cursor(chosen):
            model.choose(None)
        else:
            self.sync_panes()
        self._show_header()
        self.saved_view.save_soon()

    @on(ArticleView.Clicked)
    def _clicked(self, message: ArticleView.Clicked) -> None:
        ref = self.model.findings.smallest_at(message.offset) if self.model.findings else None
        if message.note is not None:
            ref = self.model.note_ref(message.note)
        if ref or self.model.chosen_finding:
            self.navigation.choose(ref)
        if ref and self.panes.display:
            self.panes.show_pane(ref.group, focus=False)
            self.sync_panes()

    @on(ArticleView.JumpStarted)
    def _jump_started(self, message: ArticleView.JumpStarted) -> None:
        self.model.jump_list.record_jump(message.position)

    @on(FindBar.MatchChanged)
    @on(ArticleView.SelectionChanged)
    def _stepped(self) -> None:
        self.update_status_bar()

    @on(PaneArea.FindingShown)
    def _shown_in_pane(self, message: PaneArea.FindingShown) -> None:
        self.layout_controller.record_jump_from_pane()
        self.navigation.choose(message.ref)
        if message.go:
            self.layout_controller.return_to_text()

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        self.layout_controller.record_focus()
        self.update_status_bar()

    @on(PaneArea.Resized)
    def _panes_resized(self) -> None:
        self.layout_controller.update()

    @on(PaneArea.AllHidden)
    def _panes_emptied(self) -> None:
        self.layout_controller.action_toggle_panes()

    def on_resize(self, _: events.Resize) -> None:
        """Adapt the layout to the new size."""
        self.navigation.cancel_labels()
        self.layout_controller.update()

    # The view of the controllers

    def _initial_span(self) -> Span | None:
        ref = self.model.finding_at_cursor
        return self.model.full_span(ref) if ref else None

    def go_to(self, start: int, end: int | None = None) -> None:
        """Move the text cursor to a span, and scroll it into view."""
        self.view.go_to(start, end)

    def show_span(self, start: int, end: int) -> None:
        """Highlight a span that is no finding, go to it, and focus the text."""
        self.model.choose(None)
        self.view.highlight([(start, end)])
        self.view.go_to(start, end)
        self.view.focus()

    def show_match(self, start: int, end: int) -> None:
        """Highlight a span as a match, and go to it."""
        self.view.go_to(start, end)
        self.view.show_match((start, end))

    def focus_text(self) -> None:
        """Focus the text."""
        self.view.focus()

    def move_selection_edge(self, by: int, *, at_end: bool) -> None:
        """Move an end of the selection by words, times the count."""
        self.view.move_edge("word", by, at_end=at_end)

    def extend_by_words(self, span: Span, by: int, *, at_end: bool) -> Span:
        """Return `span` with an end moved by words, times the count."""
        by *= self.view.count.pop()
        return self.view.motions.extend(span, "word", by, at_end=at_end)

    def copy(self, words: str) -> None:
        """Copy words to the clipboard."""
        self.app.copy_to_clipboard(words)

    @property
    def visible_span(self) -> Span:
        """The span of text from the first visible line to the last."""
        return self.view.visible_span

    def visible_rows(self) -> list[LabelTarget]:
        """Return the findings in the visible rows of the panes."""
        return [LabelTarget(ref, row, pane) for pane, row, ref in self.panes.visible_findings()]

    def show_labels(self, labels: Mapping[str, LabelTarget]) -> None:
        """Draw labels over their targets, in the text and in the panes."""
        in_text = ((to.at, label) for label, to in labels.items() if to.pane is None)
        self.view.show_labels(in_text)
        for group in GROUPS:
            in_pane = {to.at: label for label, to in labels.items() if to.pane == group}
            self.panes.pane(group).rows.show_labels(in_pane)

    def focus_row(self, pane: Group, row: int) -> None:
        """Focus a pane with the cursor on a row."""
        rows = self.panes.pane(pane).rows
        rows.focus()
        rows.set_cursor_silently(row)

    def focus_finding(self, ref: FindingRef) -> None:
        """Show and focus the pane that lists a finding, with the cursor on it."""
        self.layout_controller.focus_pane(ref.group)
        self.panes.pane(ref.group).follow(ref)

    def open_find_bar(self) -> None:
        """Show the search field."""
        self.find_bar.open()

    def step_match(self, by: int) -> bool:
        """Go to the next or previous match; return False if there is no search."""
        return self.find_bar.step(by)

    def clear_search(self) -> bool:
        """Clear the search; return False if there is none."""
        return self.find_bar.clear()

    @property
    def terminal_size(self) -> Size:
        """The size of the terminal."""
        return self.app.size

    @property
    def shows_text_only(self) -> bool:
        """True if the text fills the terminal."""
        return self.has_class("-alone")

    def show_text_only(self, on: bool) -> None:
        """Hide all but the text, or show everything again."""
        self.set_class(on, "-alone")

    def place_panes(self, *, below: bool, zoomed: bool, tall: bool) -> None:
        """Place the panes beside or below the text or over it, and set the status bar's height."""
        self.set_class(zoomed, "-zoomed")
        self.query_one("#reading").set_class(below, "-below")
        self.query_one(StatusBar).set_class(tall, "-tall")

    def on_unmount(self) -> None:
        """Store the reading position, and notify the library."""
        self.saved_view.save()
        self.context.store_changed.unsubscribe(self)
        self.context.store_changed.publish(StoreChange.in_article(self.article_id, "reading_state"))
