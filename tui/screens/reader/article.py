"""The open article as a whole: its metadata, tags, flags and reading state, and its neighbors."""

import datetime
from collections.abc import Sequence
from functools import partial
from typing import Protocol

from analysis import Quotation
from analysis.partial_dates import PartialDate
from db.edits.models import StoreChange
from db.kinds import ALL_KINDS
from db.models import ReadState
from tui.actions import load_bindings
from tui.clipboard import CopyFormat, format_excerpt
from tui.damage_text import describe_damaged
from tui.dialogs.date_input import PublicationDateDialog
from tui.dialogs.prompts import ConfirmDialog
from tui.display_text import display_title, format_count, format_publication_date
from tui.repeated_analysis import request_analysis
from tui.screens.reader.annotation import NoteWriter
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.model import NoteTarget
from tui.screens.reader.note_tags import ask_tags
from tui.store_query import attempt
from tui.strings.reader_text import ReaderText


class ArticleScreenView(ReaderView, Protocol):
    """The reader's screen, with what it opens and copies about the article."""

    def edit_metadata(self, articles: Sequence[int]) -> None:
        """Open the form that edits the metadata of articles."""

    def show_versions(self, article: int) -> None:
        """Show the text versions of an article, or a message if it never changed."""

    def copy(self, words: str) -> None:
        """Copy words to the clipboard."""


class ArticleController(Controller[ArticleScreenView]):
    """Edit the article's metadata and reading state, copy from it, and open its neighbors."""

    BINDINGS = load_bindings("reader_article")

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        match action:
            case "edit_details" | "versions" | "turn" | "toggle_read":
                return None
            case "copy":
                return None if self.model.note_target else NOT_LOADED
        return None if self.model.article else NOT_LOADED

    def action_edit_details(self) -> None:
        """Edit the article's metadata."""
        self.view.edit_metadata([self.model.article_id])

    def action_original(self) -> None:
        """Open the article's page in the browser."""
        assert self.model.article is not None
        self.context.article_actions.open_original(self.model.article.row)

    def action_versions(self) -> None:
        """Show the versions of the article's text."""
        self.view.show_versions(self.model.article_id)

    def action_sources(self) -> None:
        """Show the audit of the article's sources."""
        self.context.open("source_audit", article=self.model.article_id)

    def action_tags(self) -> None:
        """Change the article's tags."""
        article, number, store = self.model.article, self.model.article_id, self.context.store
        assert article is not None
        before = article.row.tags

        def accept(tags: tuple[str, ...]) -> bool:
            edit = partial(store.articles.set_tags, number, tags)
            return self.context.edit("tags", edit, ReaderText.ARTICLE_TAGGED_UNDO) is not None

        known = NoteWriter(self.model, self.context, self.view).known_tags()
        ask_tags(self.context, ReaderText.ARTICLE_TAGS_QUESTION, before, known, accept)

    def action_set_date(self) -> None:
        """Set the publication date."""
        article, number, store = self.model.article, self.model.article_id, self.context.store
        assert article is not None
        row, before = article.row, article.document.published

        def accept(date: PartialDate | None) -> bool:
            if date == before:
                return True
            edit = partial(store.articles.set_metadata, number, published=date or "")
            return self.context.edit("metadata", edit, ReaderText.PUBLISHED_UNDO) is not None

        today = datetime.date.today()
        self.context.push_screen(
            PublicationDateDialog(before, format_publication_date(row), today, accept)
        )

    def action_toggle_flag(self, name: str) -> None:
        """Set a flag of the article, or remove it."""
        self.context.article_actions.toggle_flag(name, [self.model.article_id])

    def action_mark_original(self) -> None:
        """Mark the article as an original, or remove its mark."""
        self.context.article_actions.ask_original([self.model.article_id])

    def action_accept_damage(self) -> None:
        """Ask whether to accept the damaged records of the article as they are."""
        article, store = self.model.article_id, self.context.store
        damaged = attempt(self.context, lambda: store.list_damaged(article))
        if damaged is None:
            return
        if not damaged:
            self.context.show_message(ReaderText.NOT_DAMAGED)
            return

        def accept(yes: bool | None) -> None:
            if yes and (accepted := attempt(self.context, lambda: store.accept_damage(article))):
                left = len(damaged) - accepted
                done = ReaderText.ACCEPTED.format(records=format_count(accepted, "record"))
                message = f"{done} {ReaderText.NOT_ACCEPTED}" if left else done
                self.context.store_changed.publish(StoreChange.in_article(article, *ALL_KINDS))
                self.context.show_message(message)
            elif yes:
                self.context.show_message(ReaderText.NOT_ACCEPTED, severity="warning")

        question = ReaderText.ACCEPT_QUESTION
        detail = f"{describe_damaged(damaged)}.\n{ReaderText.ACCEPT_DETAIL}"
        self.context.push_screen(ConfirmDialog(question, detail, ReaderText.ACCEPT), accept)

    def action_copy(self, form: CopyFormat) -> None:
        """Copy the target's text to the clipboard in the given format."""
        target, article = self.model.note_target, self.model.article
        assert target is not None
        assert article is not None
        ref = self.model.finding_at_cursor
        note = None
        if ref and ref.kind == "note" and not self.model.text.selected:
            note = self.model.notes[ref.index]
        span = (target.start, target.end)
        quotation = self._quotation_of(target)
        self.view.copy(format_excerpt(form, article, span, quotation=quotation, note=note))
        self.context.show_message(ReaderText.COPIED[form])

    def _quotation_of(self, target: NoteTarget) -> Quotation | None:
        """Return the quotation that the target is, or that contains it."""
        assert self.model.findings is not None
        quotations = self.model.analysis.quotations
        if target.quotation is not None:
            return quotations[target.quotation]
        for ref in self.model.findings.overlapping("quotes", target.start, target.end):
            quotation = quotations[ref.index]
            if any(a <= target.start and target.end <= b for a, b in quotation.spans):
                return quotation
        return None

    def action_toggle_read(self) -> None:
        """Mark the article as read, or as unread."""
        before = self.model.read_state
        after: ReadState = "unread" if before == "read" else "read"
        done = ReaderText.MARKED[after]
        if self.context.edit("read", lambda: self._set_state(after), done) is not None:
            self.context.show_message(ReaderText.MARKED[after])

    def _set_state(self, state: ReadState) -> None:
        self.context.store.reading_state.set_state(self.model.article_id, state)
        self.model.set_read_state(state)

    def action_turn(self, by: int, unread: bool = False) -> None:
        """Open the next or previous article of the library's list; optionally only unread ones."""
        article = self.context.adjacent_article(self.model.article_id, by, unread=unread)
        if article is None:
            if unread:
                message = ReaderText.NO_NEXT_UNREAD if by > 0 else ReaderText.NO_PREVIOUS_UNREAD
            else:
                message = ReaderText.NO_NEXT_ARTICLE if by > 0 else ReaderText.NO_PREVIOUS_ARTICLE
            self.context.show_message(message)
        else:
            self.context.open_article(article, instead=True)

    def action_analyze_again(self) -> None:
        """Analyze the article again, for example after an update of OnRecord."""
        assert self.model.article is not None
        title = display_title(self.model.article.row)
        request_analysis(self.context, [self.model.article_id], f"“{title}”")
