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
from db import Article, Note, Reading, Store, StoreError
from db.models import ReadState
from db.search.executor import FoundBy
from tui.formatting import headline, where_and_when
from tui.screens.library import LibraryScreen
from tui.screens.reader.layout import PanedScreen
from tui.settings import ReadingView, chosen_as, view_from
from tui.undo import Undo
from tui.widgets.article_view.view import ArticleView, head_lines, own_headline
from tui.widgets.find_bar import FindBar
from tui.widgets.finding_index import Places, corrected, voice_called
from tui.widgets.header import Masthead
from tui.widgets.status_bar import Foot, describe, describe_selection, left

_SAVE_AFTER = 1.0  # seconds of reading after which the position is saved
_READ = 0.97  # the fraction of the text after which an article counts as read


class ReaderScreen(PanedScreen):
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

    class Loaded(Message):
        """The article was loaded from the store."""

        def __init__(
            self,
            article: Article,
            notes: list[Note],
            reading: Reading,
            view: ReadingView,
            letters: dict[str, int],
        ) -> None:
            super().__init__()
            self.article = article
            self.notes = notes
            self.reading = reading
            self.view = view
            self.letters = letters

    class Sorted(Message):
        """The article's findings and notes were indexed for the panes."""

        def __init__(self, places: Places, found: Sequence[Span]) -> None:
            super().__init__()
            self.places = places
            self.found = found

    def __init__(
        self,
        store: Store,
        article: int,
        *,
        start: int | None = None,
        end: int | None = None,
        found_by: FoundBy | None = None,
    ) -> None:
        """Open an article at the span `start` to `end`, else at its last reading position.

        `found_by` is the search that found the article; its matches become the reader's search.
        """
        super().__init__(store, article)
        self._found_by = found_by
        self._opened_at: tuple[int | None, int | None] = (start, end)
        self._state: ReadState = "unread"
        self._state_kept = False  # set by the reader, so no longer changed automatically
        self._saved: tuple[Reading, ReadingView] | None = None
        self._restored: ReadingView | None = None  # until the findings are indexed
        self._saving: Timer | None = None
        self._has_moved = False  # opening the article counts as the first move

    def on_mount(self) -> None:
        """Load the article, and subscribe to changes of the store."""
        self.record.store_changed.subscribe(self, self._store_changed)
        self.watch(self.record, "waiting", self._show_header, init=False)
        self.record.app_suspend_signal.subscribe(self, lambda _: self._save(), immediate=True)
        self.reload()

    # The store

    @work(thread=True, exclusive=True, group="article")
    def _load(self) -> None:
        """Load and show the article, then index its findings."""
        worker = get_current_worker()
        try:
            article = self.store.article(self.number)
            notes, reading = self.store.notes(self.number), self.store.reading(self.number)
            view = view_from(self.store.reading_view(self.number))
            letters = self.store.reading_places(self.number)
            repeats = self.store.sayings.counts(self.number)
        except StoreError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._gone, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Loaded(article, notes, reading, view, letters))
        places = Places(article.analysis, notes, corrected(article.analysis), repeats)
        found: Sequence[Span] = ()
        if self._found_by is not None:
            with suppress(StoreError):  # the text can be read without the matches
                found = self.store.archive.places(*self._found_by, article.analysis.text)
        if not worker.is_cancelled:
            self.post_message(self.Sorted(places, found))

    def reload(self) -> None:
        """Load the article from the store again."""
        self._load()

    def _gone(self, why: str) -> None:
        self.record.say(why, severity="error")
        if self.is_current:
            self.record.action_back()

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        article, reading = message.article, message.reading
        head = head_lines(article, article.row)
        if self.article is None:
            self._state = "reading" if reading.state == "unread" else reading.state
            start, view = self._opened_at[0], message.view
            position = reading.position if start is None else start
            above = view.above if start is None else None
            self._restore_layout(view)
            self.view.show(article.analysis, head, own_headline(article), position, above)
            self.letters = message.letters
            self.view.show_letters(self.letters)
            self._restored = view if start is None else None
        else:
            self.view.show_findings(article.analysis)
            self.view.choose()
            self.view.show_head(head)
            self.again = self.again or chosen_as(self.chosen)
        self.article, self.places, self.chosen = article, None, None
        self.view.hear(None)
        self.view.show_notes(message.notes)
        self._show_header()
        self._save_soon()

    @on(Sorted)
    def _sorted(self, message: Sorted) -> None:
        self.places = message.places
        self.panes.show(self.places)
        (start, end), self._opened_at = self._opened_at, (None, None)
        if start is not None:
            self._open_at(start, end)
        if self._found_by is not None and message.found:
            self.find.take_over(self._found_by.query, message.found, start)
        self._found_by = None
        restored, self._restored = self._restored, None
        if restored is not None:
            self._restore(restored)
        elif self.voice_name:  # restore the speaker filter after the findings changed
            voice = voice_called(self.places.analysis, self.voice_name)
            if not self.hear(voice):
                self.hear(None)
        self.choose_again()
        self.follow()
        self.begin_noting()

    # The saved state of the screen

    def _restore_layout(self, view: ReadingView) -> None:
        self.set_class(view.alone, "-alone")
        if view.pane in self.panes.kept:
            self.panes.pick(view.pane, focus=False)
        self.lay_out()

    def _restore(self, view: ReadingView) -> None:
        """Restore the choice, the speaker filter, the search and the focus."""
        assert self.places is not None
        if view.words:
            self.find.resume(view.words, view.match)
        if view.voice:
            self.hear(voice_called(self.places.analysis, view.voice))
        if view.chosen is not None:
            self.chosen = self.places.find(*view.chosen)
            if self.chosen is not None:
                self.view.choose(*self.places.spans(self.chosen))
        if view.focus is not None:
            self.to_pane(view.focus)
            if self.chosen is not None:
                self.panes.pane(view.focus).follow(self.chosen)

    def _reading_view(self) -> ReadingView:
        return ReadingView(
            above=max(self.view.above, 0),
            chosen=chosen_as(self.chosen),
            pane=self.panes.current,
            focus=self._focus,
            alone=self.has_class("-alone"),
            words=self.find.words if self.find.literal else "",
            match=self.find.match,
            voice=self.voice_name,
        )

    def _open_at(self, start: int, end: int | None) -> None:
        """Choose the finding at a span, or select the span if it is no finding."""
        assert self.places is not None
        for group in ("quotes", "timeline", "notes"):
            ref = self.places.touching(group, start, start + 1)
            if ref and ref.start == start and end in (None, ref.end):
                self.choose(ref)
                return
        self.view.choose([(start, end or start + 1)])
        self.view.go_to(start, end)

    def _store_changed(self, article: int | None) -> None:
        """Load what may have changed: everything after an undo, else only notes and metadata."""
        if article is None:
            self.reload()
        elif article == self.number and self.article is not None:
            if self.places is None:  # still being indexed, with outdated notes
                self.reload()
                return
            try:
                notes, row = self.store.notes(article), self.store.row(article)
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
        assert self.places is not None
        chosen = self.chosen_note
        self.places = self.places.with_notes(notes)
        if chosen is not None:
            self.choose(self.note_place(chosen.id))
        self.view.show_notes(notes)
        self.panes.show(self.places, ("notes",))
        self.follow()

    @on(ArticleView.Moved)
    def _moved(self) -> None:
        if self._has_moved and not self._state_kept and self.view.progress >= _READ:
            self._state = "read"
        self._has_moved = True
        if self.chosen and self.chosen.kind != "name" and not self._is_here(self.chosen):
            self.chosen = None
            self.view.choose()
        self.follow()
        self._show_header()
        self._save_soon()

    @on(FindBar.Stepped)
    @on(ArticleView.Selected)
    def _stepped(self) -> None:
        self.show_foot()

    def _show_header(self) -> None:
        if self.article is None:
            return
        header = self.query_one(Masthead)
        header.title = headline(self.article.row)
        header.detail = self.record.waiting or where_and_when(self.article.row)

    def show_foot(self) -> None:
        """Show the selection, else the finding at the cursor, and the reading progress."""
        if self.article is None:
            return
        ref = self._ref_here() or self.chosen
        description, reason = Content(""), Content("")
        if tags := self.recent_after(self._strokes.pending):
            description = tags
        elif self.view.selected:
            words = self.view.text[slice(*self.view.selected)]
            description, reason = describe_selection(words, at_end=self.view.at_end)
        elif ref and self.places:
            description, reason = describe(ref, self.places)
        else:
            number, all_ = self.view.paragraph
            position = f"Paragraph {number:,} of {all_:,}"
            description = Content.styled(position, "$foreground 70%")
        progress = left(self.view.read, self.article.row.words)
        going_on = self.going_on
        self.set_class(bool(going_on) and self.has_class("-alone"), "-going-on")
        self.query_one(Foot).show(description, reason, going_on, progress)

    # The reading position

    def _save_soon(self) -> None:
        if self._saving is None:
            self._saving = self.set_timer(_SAVE_AFTER, self._save)

    def _save(self) -> None:
        """Store the reading position, the reading state and the view."""
        self._saving = None
        if self.article is None:
            return
        reading, view = Reading(self.view.position, self._state), self._reading_view()
        if (reading, view) == self._saved:
            return
        try:
            self.store.save_reading(self.number, reading)
            self.store.save_reading_view(self.number, view.as_json())
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        self._saved = (reading, view)

    def on_unmount(self) -> None:
        """Store the reading position, and notify the library."""
        self._save()
        self.record.store_changed.unsubscribe(self)
        self.record.store_changed.publish(self.number)

    # Other articles

    def action_turn(self, by: int, unread: bool = False) -> None:
        """Open the next or previous article of the library's list; optionally only unread ones."""
        library = self.app.screen_stack[0]
        assert isinstance(library, LibraryScreen)
        article = library.beside(self.number, by, unread=unread)
        if article is None:
            kind = "unread article" if unread else "article"
            self.record.say(f"No {'later' if by > 0 else 'earlier'} {kind} in the library's list.")
        else:
            self.record.open_article(article, instead=True)

    # Read or unread

    def action_analyse_again(self) -> None:
        """Analyse the article again, for example after an update of OnRecord."""
        if self.article is not None:
            title = headline(self.article.row)
            self.record.analyse_again([self.number], f"“{title}”")

    def action_reveal(self) -> None:
        """List the hidden and look-alike characters of the text."""
        from tui.screens.reader.lookup import reveal  # rarely used

        def go_to(start: int, end: int) -> None:
            self.trail.leave(self.view.position)
            self.view.go_to(start, end)
            self.view.show_match((start, end))

        reveal(self.record, self.view.text, go_to)

    def action_toggle_read(self) -> None:
        """Mark the article as read, or as unread."""
        before = self._state
        after: ReadState = "unread" if before == "read" else "read"
        undo = Undo("Marked the article", lambda: self._set_state(before))
        if self.record.change(self.number, lambda: self._set_state(after), undo):
            self.record.say(f"Marked as {after}")

    def _set_state(self, state: ReadState) -> None:
        self.store.set_state(self.number, state)
        self._state, self._state_kept = state, True
