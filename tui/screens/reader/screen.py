"""The reader: an article beside its names, quotations, dated events and notes."""

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from analysis import Span
from db import Article, Note, ReadingState, Store, StoreError
from db.models import ReadState
from db.search.executor import SearchContext
from tui.changes import StoreChange, UndoEntry
from tui.formatting import display_title, site_and_date
from tui.screens.reader.layout import ReaderLayoutScreen
from tui.settings import ReaderViewState, selection_of, view_from_json
from tui.widgets.article_view.view import ArticleView, head_lines, headline_span
from tui.widgets.find_bar import FindBar
from tui.widgets.finding_index import FindingIndex, edited_findings, find_speaker_key
from tui.widgets.header import Header
from tui.widgets.status_bar import StatusBar, describe_finding, describe_selection, format_progress

_SAVE_AFTER = 1.0  # seconds of reading after which the position is saved
_READ = 0.97  # the fraction of the text after which an article counts as read


class ReaderScreen(ReaderLayoutScreen):
    """An article beside its panes, opened at its last reading position."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "toggle_read", "Read", show=False, id="reader.read",
                tooltip="Mark the article as read, or as unread again"),
        Binding("] ]", "turn(1)", "Next article", show=False, key_display="]]",
                id="reader.next_article", tooltip="The next article of the library's list"),
        Binding("[ [", "turn(-1)", "Previous article", show=False, key_display="[[",
                id="reader.previous_article", tooltip="The previous article of the library's list"),
        Binding("] u", "turn(1, True)", "Next unread", show=False, key_display="]u",
                id="reader.next_unread", tooltip="The next unread article"),
        Binding("[ u", "turn(-1, True)", "Previous unread", show=False, key_display="[u",
                id="reader.previous_unread", tooltip="The previous unread article"),
        Binding("R", "analyse_again", "Analyse again", show=False, id="reader.again",
                tooltip="Analyse the article again; corrections and notes are kept"),
        Binding("exclamation_mark", "reveal", "Reveal", show=False, key_display="!",
                id="reader.reveal",
                tooltip="List hidden and look-alike characters"),
    ]  # fmt: skip

    class ArticleLoaded(Message):
        """The article was loaded from the store."""

        def __init__(
            self,
            article: Article,
            notes: list[Note],
            reading: ReadingState,
            view: ReaderViewState,
            letters: dict[str, int],
        ) -> None:
            super().__init__()
            self.article = article
            self.notes = notes
            self.reading = reading
            self.view = view
            self.marks = letters

    class FindingsIndexed(Message):
        """The article's findings and notes were indexed for the panes."""

        def __init__(self, places: FindingIndex, found: Sequence[Span]) -> None:
            super().__init__()
            self.findings = places
            self.matches = found

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
        super().__init__(store, article)
        self._found_by = found_by
        self._opened_at: tuple[int | None, int | None] = (start, end)
        self._state: ReadState = "unread"
        self._state_kept = False  # set by the reader, so no longer changed automatically
        self._saved: tuple[ReadingState, ReaderViewState] | None = None
        self._restored: ReaderViewState | None = None  # until the findings are indexed
        self._saving: Timer | None = None
        self._has_moved = False  # opening the article counts as the first move

    def on_mount(self) -> None:
        """Load the article, and subscribe to changes of the store."""
        self.context.store_changed.subscribe(self, self._store_changed)
        self.watch(self.app, "job_progress", self._show_header, init=False)
        self.app.app_suspend_signal.subscribe(self, lambda _: self._save(), immediate=True)
        self.reload()

    # The store

    @work(thread=True, exclusive=True, group="article")
    def _load(self) -> None:
        """Load and show the article, then index its findings."""
        worker = get_current_worker()
        try:
            article = self.store.article(self.article_id)
            notes, reading = (
                self.store.notes(self.article_id),
                self.store.reading_state(self.article_id),
            )
            view = view_from_json(self.store.screen_state(self.article_id))
            letters = self.store.bookmarks(self.article_id)
            repeats = self.store.quote_groups.article_counts(self.article_id)
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._gone, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.ArticleLoaded(article, notes, reading, view, letters))
        places = FindingIndex(article.analysis, notes, edited_findings(article.analysis), repeats)
        found: Sequence[Span] = ()
        if self._found_by is not None:
            with suppress(StoreError):  # the text can be read without the matches
                found = self.store.search_engine.find_spans(*self._found_by, article.analysis.text)
        if not worker.is_cancelled:
            self.post_message(self.FindingsIndexed(places, found))

    def reload(self) -> None:
        """Load the article from the store again."""
        self._load()

    def _gone(self, why: str) -> None:
        self.context.show_message(why, severity="error")
        if self.is_current:
            self.context.action_back()

    @on(ArticleLoaded)
    def _loaded(self, message: ArticleLoaded) -> None:
        article, reading = message.article, message.reading
        head = head_lines(article, article.row)
        if self.article is None:
            self._state = "reading" if reading.state == "unread" else reading.state
            start, view = self._opened_at[0], message.view
            position = reading.position if start is None else start
            above = view.above if start is None else None
            self._restore_layout(view)
            self.view.show(article.analysis, head, headline_span(article), position, above)
            self.marks = message.marks
            self.view.show_bookmarks(self.marks)
            self._restored = view if start is None else None
        else:
            self.view.show_findings(article.analysis)
            self.view.highlight()
            self.view.show_head(head)
            self.finding_to_restore = self.finding_to_restore or selection_of(self.chosen_finding)
        self.article, self.findings, self.chosen_finding = article, None, None
        self.view.filter_by_speaker(None)
        self.view.show_notes(message.notes)
        self._show_header()
        self._save_soon()

    @on(FindingsIndexed)
    def _sorted(self, message: FindingsIndexed) -> None:
        self.findings = message.findings
        self.panes.show(self.findings)
        (start, end), self._opened_at = self._opened_at, (None, None)
        if start is not None:
            self._open_at(start, end)
        if self._found_by is not None and message.matches:
            self.find_bar.adopt_matches(self._found_by.query, message.matches, start)
        self._found_by = None
        restored, self._restored = self._restored, None
        if restored is not None:
            self._restore(restored)
        elif self.speaker_name:  # restore the speaker filter after the findings changed
            voice = find_speaker_key(self.findings.analysis, self.speaker_name)
            if not self.filter_by_speaker(voice):
                self.filter_by_speaker(None)
        self.restore_choice()
        self.sync_panes()
        self.restore_draft()

    # The saved state of the screen

    def _restore_layout(self, view: ReaderViewState) -> None:
        self.set_class(view.alone, "-alone")
        if view.pane in self.panes.available:
            self.panes.show_pane(view.pane, focus=False)
        self.update_layout()

    def _restore(self, view: ReaderViewState) -> None:
        """Restore the choice, the speaker filter, the search and the focus."""
        assert self.findings is not None
        if view.words:
            self.find_bar.resume(view.words, view.match)
        if view.voice:
            self.filter_by_speaker(find_speaker_key(self.findings.analysis, view.voice))
        if view.chosen is not None:
            self.chosen_finding = self.findings.find_exact(*view.chosen)
            if self.chosen_finding is not None:
                self.view.highlight(*self.findings.highlight_spans(self.chosen_finding))
        if view.focus is not None:
            self.focus_pane(view.focus)
            if self.chosen_finding is not None:
                self.panes.pane(view.focus).follow(self.chosen_finding)

    def _reading_view(self) -> ReaderViewState:
        return ReaderViewState(
            above=max(self.view.cursor_row_offset, 0),
            chosen=selection_of(self.chosen_finding),
            pane=self.panes.current,
            focus=self._focus,
            alone=self.has_class("-alone"),
            words=self.find_bar.words if self.find_bar.literal else "",
            match=self.find_bar.match,
            voice=self.speaker_name,
        )

    def _open_at(self, start: int, end: int | None) -> None:
        """Choose the finding at a span, or select the span if it is no finding."""
        assert self.findings is not None
        for group in ("quotes", "timeline", "notes"):
            ref = self.findings.first_overlapping(group, start, start + 1)
            if ref and ref.start == start and end in (None, ref.end):
                self.choose_finding(ref)
                return
        self.view.highlight([(start, end or start + 1)])
        self.view.go_to(start, end)

    def _store_changed(self, change: StoreChange) -> None:
        """Load what changed: the whole article, or only its notes and metadata."""
        article = self.article_id
        if change.concerns("text", "findings", article=article):
            self.reload()
        elif (
            change.concerns("notes", "metadata", "tags", "reading_state", "list", article=article)
            and self.article is not None
        ):
            if self.findings is None:  # still being indexed, with outdated notes
                self.reload()
                return
            try:
                notes, row = self.store.notes(article), self.store.article_row(article)
            except StoreError as error:
                self._gone(str(error))
                return
            if row.analysis_state != self.article.row.analysis_state:
                self.reload()
                return
            self.article = Article(row, self.article.document, self.article.analysis)
            self._show_notes(notes)
            self.view.show_head(head_lines(self.article, row))
            self._show_header()

    def _show_notes(self, notes: list[Note]) -> None:
        assert self.findings is not None
        chosen = self.chosen_note
        self.findings = self.findings.with_notes(notes)
        if chosen is not None:
            self.choose_finding(self.note_ref(chosen.id))
        self.view.show_notes(notes)
        self.panes.show(self.findings, ("notes",))
        self.sync_panes()

    @on(ArticleView.Moved)
    def _moved(self) -> None:
        if self._has_moved and not self._state_kept and self.view.progress >= _READ:
            self._state = "read"
        self._has_moved = True
        if (
            self.chosen_finding
            and self.chosen_finding.kind != "name"
            and not self._is_here(self.chosen_finding)
        ):
            self.chosen_finding = None
            self.view.highlight()
        self.sync_panes()
        self._show_header()
        self._save_soon()

    @on(FindBar.MatchChanged)
    @on(ArticleView.SelectionChanged)
    def _stepped(self) -> None:
        self.update_status_bar()

    def _show_header(self) -> None:
        if self.article is None:
            return
        header = self.query_one(Header)
        header.title = display_title(self.article.row)
        header.detail = self.context.job_progress or site_and_date(self.article.row)

    def update_status_bar(self) -> None:
        """Show the selection, else the finding at the cursor, and the reading progress."""
        if self.article is None:
            return
        ref = self._ref_here() or self.chosen_finding
        description, reason = Content(""), Content("")
        if tags := self.recent_tags_hint(self._strokes.pending):
            description = tags
        elif self.view.selected:
            words = self.view.text[slice(*self.view.selected)]
            description, reason = describe_selection(words, at_end=self.view.moves_end)
        elif ref and self.findings:
            description, reason = describe_finding(ref, self.findings)
        else:
            number, all_ = self.view.paragraph
            position = f"Paragraph {number:,} of {all_:,}"
            description = Content.styled(position, "$foreground 70%")
        progress = format_progress(self.view.progress_at_cursor, self.article.row.words)
        going_on = self.pending_status
        self.set_class(bool(going_on) and self.has_class("-alone"), "-going-on")
        self.query_one(StatusBar).show(description, reason, going_on, progress)

    # The reading position

    def _save_soon(self) -> None:
        if self._saving is None:
            self._saving = self.set_timer(_SAVE_AFTER, self._save)

    def _save(self) -> None:
        """Store the reading position, the reading state and the view."""
        self._saving = None
        if self.article is None:
            return
        reading, view = ReadingState(self.view.position, self._state), self._reading_view()
        if (reading, view) == self._saved:
            return
        try:
            self.store.save_reading_state(self.article_id, reading)
            self.store.save_screen_state(self.article_id, view.to_json())
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        self._saved = (reading, view)

    def on_unmount(self) -> None:
        """Store the reading position, and notify the library."""
        self._save()
        self.context.store_changed.unsubscribe(self)
        self.context.store_changed.publish(StoreChange.in_article(self.article_id, "reading_state"))

    # Other articles

    def action_turn(self, by: int, unread: bool = False) -> None:
        """Open the next or previous article of the library's list; optionally only unread ones."""
        article = self.context.adjacent_article(self.article_id, by, unread=unread)
        if article is None:
            kind = "unread article" if unread else "article"
            self.context.show_message(
                f"No {'later' if by > 0 else 'earlier'} {kind} in the library's list."
            )
        else:
            self.context.open_article(article, instead=True)

    # Read or unread

    def action_analyse_again(self) -> None:
        """Analyse the article again, for example after an update of OnRecord."""
        if self.article is not None:
            title = display_title(self.article.row)
            self.context.reanalyze([self.article_id], f"“{title}”")

    def action_reveal(self) -> None:
        """List the hidden and look-alike characters of the text."""
        from tui.screens.reader.lookup import list_confusables  # rarely used

        def go_to(start: int, end: int) -> None:
            self.jump_list.record_jump(self.view.position)
            self.view.go_to(start, end)
            self.view.show_match((start, end))

        list_confusables(self.context, self.view.text, go_to)

    def action_toggle_read(self) -> None:
        """Mark the article as read, or as unread."""
        before = self._state
        after: ReadState = "unread" if before == "read" else "read"
        undo = UndoEntry("Marked the article", lambda: self._set_state(before))
        change = StoreChange.in_article(self.article_id, "reading_state")
        if self.context.apply_change(change, lambda: self._set_state(after), undo):
            self.context.show_message(f"Marked as {after}")

    def _set_state(self, state: ReadState) -> None:
        self.store.set_state(self.article_id, state)
        self._state, self._state_kept = state, True
