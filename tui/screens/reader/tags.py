"""Tags, stars and verdicts of notes, and the keys that move the ends of a note.

The article as a whole: its metadata, tags, star and reading state, and copies of its text.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from textual.binding import Binding

from analysis import Quotation
from analysis.partial_dates import PartialDate
from db.models import NOTE_COLORS, NoteColor, ReadState, Verdict
from tui.changes import StoreChange, UndoEntry
from tui.clipboard import CopyFormat, format_excerpt
from tui.dialogs.date_input import PublicationDateDialog
from tui.dialogs.prompts import PromptDialog
from tui.display_text import display_title, format_publication_date, in_quotation_marks
from tui.sanitize import safe
from tui.screens.reader.annotation import NoteWriter
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.model import NoteTarget, ReaderModel
from tui.settings import MAX_TAGS
from tui.strings import ReaderText, bind
from tui.widgets.finding_index import GROUPS, FindingRef
from tui.widgets.panes.pane_source import wrap_lines
from tui.widgets.text_line import TagInput, format_recent_tags

if TYPE_CHECKING:
    from tui.context import AppContext


_QUESTION = 54  # cells of the excerpt in the question for tags


def ask_tags(
    context: "AppContext",
    question: str,
    tags: Sequence[str],
    known: Sequence[str],
    accept: Callable[[tuple[str, ...]], bool],
) -> None:
    """Ask for tags to replace `tags`, and pass them to `accept` if they changed.

    `known` are the tags that complete. `accept` returns False if the tags could not be stored: the
    dialog then stays open.
    """
    recent = context.recent_tags.tags
    line = TagInput(tags, known=known, recent=recent)

    def answer(_: str) -> bool:
        return line.tags == tuple(tags) or accept(line.tags)

    hint = format_recent_tags(recent).plain if recent else ReaderText.TAGS_HINT
    context.push_screen(PromptDialog(question, line=line, hint=hint, accept=answer))


class SelectionView(ReaderView, Protocol):
    """The reader's screen, with the ends of the selection."""

    def move_selection_edge(self, by: int, *, at_end: bool) -> None:
        """Move an end of the selection by words, times the count."""

    def extend_by_words(self, span: tuple[int, int], by: int, *, at_end: bool) -> tuple[int, int]:
        """Return `span` with an end moved by words, times the count."""


class TaggingController(Controller[SelectionView]):
    """Tag, star and judge the text at the cursor, and move the ends of notes."""

    BINDINGS: ClassVar[list[Binding]] = [
        bind("reader.tag_note", "t t", "tag_note", show=False, key_display="tt"),
        bind("reader.checked", "t c", "verdict('checked')", show=False, key_display="tc"),
        bind("reader.disputed", "t d", "verdict('disputed')", show=False, key_display="td"),
        bind("reader.to_verify", "t v", "verdict('to verify')", show=False, key_display="tv"),
        *(
            bind(f"reader.{color}", f"t {color[0]}", f"color('{color}')", show=False,
                 key_display=f"t{color[0]}")
            for color in NOTE_COLORS
        ),
        bind("reader.star_note", "t *", "star_note", show=False, key_display="t*"),
        *(
            bind(f"reader.tag_{number}", f"t {number}", f"recent_tag({number})", show=False,
                 key_display=f"t{number}")
            for number in range(1, MAX_TAGS + 1)
        ),
        bind("reader.overlapping", "o", "overlapping", show=False),
        bind("reader.end_forward", "right", "edge('end', 1)", show=False),
        bind("reader.end_back", "left", "edge('end', -1)", show=False),
        bind("reader.start_forward", "shift+right", "edge('start', 1)", show=False),
        bind("reader.start_back", "shift+left", "edge('start', -1)", show=False),
    ]  # fmt: skip
    HIDDEN_IF_DISABLED = frozenset({"recent_tag"})

    def __init__(self, model: ReaderModel, context: "AppContext", view: SelectionView) -> None:
        """Create the controller of the tags in an open article."""
        super().__init__(model, context, view)
        self._writer = NoteWriter(model, context, view)
        self._round: list[FindingRef] = []  # overlapping notes and findings being cycled through

    def disabled_reason(self, action: str, *parameters: object) -> str | None:
        """Return why an action cannot run now."""
        if action == "recent_tag" and parameters:
            number, tags = parameters[0], self.context.recent_tags.tags
            if number not in range(1, len(tags) + 1):
                return ReaderText.NO_RECENT_TAG.format(number=number)
        if self.model.findings is None:
            return NOT_LOADED
        match action:
            case "overlapping":
                return None
            case "edge":
                here = self.model.text.selected or self.model.notes_at_cursor
                return None if here else ReaderText.NO_NOTE
        return None if self.model.draft_at_cursor else NOT_LOADED

    def action_tag_note(self) -> None:
        """Tag the note here, or add a highlight with tags."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        text = self.model.text.text[draft.start : draft.end]
        words = "".join(wrap_lines(text, _QUESTION, 1))
        ask_tags(
            self.context,
            ReaderText.NOTE_TAGS_QUESTION.format(quotation=in_quotation_marks(words)),
            draft.tags,
            self._writer.known_tags(),
            lambda tags: self._writer.save(replace(draft, tags=tags), ReaderText.NOTE_TAGGED_UNDO),
        )

    def action_recent_tag(self, number: int) -> None:
        """Add a recent tag to the note here, or remove it."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        tag = self.context.recent_tags.tags[number - 1]
        without = tuple(present for present in draft.tags if present != tag)
        tags = without if without != draft.tags else (*without, tag)
        self._writer.save(replace(draft, tags=tags), ReaderText.NOTE_TAGGED_UNDO)

    def action_verdict(self, verdict: Verdict) -> None:
        """Set a verdict on the text here, or remove it."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        toggled = "" if draft.verdict == verdict else verdict
        self._writer.save(replace(draft, verdict=toggled), ReaderText.VERDICT_UNDO)

    def action_color(self, color: NoteColor) -> None:
        """Color the note here, or add a highlight of this color."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        if draft.note is not None and draft.color == color:
            self.context.show_message(ReaderText.HAS_COLOR.format(color=color))
        else:
            self._writer.save(replace(draft, color=color), ReaderText.COLOR_UNDO)

    def action_star_note(self) -> None:
        """Star or unstar the note here."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        self._writer.save(replace(draft, starred=not draft.starred), ReaderText.NOTE_STAR_UNDO)

    def action_overlapping(self) -> None:
        """Choose the next note or finding that overlaps here."""
        findings = self.model.findings
        assert findings is not None
        chosen = self.model.finding_at_cursor
        if chosen is None or chosen not in self._round:
            start, end = self.model.full_span(chosen) if chosen else self.model.text.sentence
            mentions = findings.analysis.mentions
            here = {
                ref
                for group in GROUPS
                for ref in findings.overlapping(group, start, end)
                if ref.kind != "name" or mentions[ref.index].kind == "name"
            }
            self._round = sorted(here, key=lambda ref: (ref.start, -ref.end, ref.kind))
        at = self._round.index(chosen) if chosen in self._round else -1
        following = self._round[(at + 1) % len(self._round)] if self._round else chosen
        if following == chosen:
            self.context.show_message(ReaderText.NOTHING_OVERLAPS)
        else:
            self.choose(following)

    def action_edge(self, edge: Literal["start", "end"], by: int) -> None:
        """Move an end of the selection or of the note here by `by` words, times the count."""
        at_end = edge == "end"
        if self.model.text.selected:
            self.view.move_selection_edge(by, at_end=at_end)
            return
        note = self.single_note_at_cursor()
        if note is None:
            return
        if self.model.chosen_note != note:  # so that a stray key press moves no note unnoticed
            self.choose(self.model.note_ref(note.id))
            name = ReaderText.EDGES[edge]
            self.context.show_message(ReaderText.NOTE_SELECTED.format(edge=name))
            return
        before = (note.start, note.end)
        span = self.view.extend_by_words(before, by, at_end=at_end)
        undo = ReaderText.EDGE_UNDO.format(edge=ReaderText.EDGES[edge])
        if span != before and self._writer.move(note, *span, undo):
            self._writer.choose(note.id)

    @property
    def binding_descriptions(self) -> dict[str, str]:
        """The recent tags by the ids of their bindings."""
        return {
            f"reader.tag_{number}": f"#{safe(tag)}"
            for number, tag in enumerate(self.context.recent_tags.tags, 1)
        }


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

    BINDINGS: ClassVar[list[Binding]] = [
        bind("reader.edit_details", "E", "edit_details", show=False),
        bind("reader.versions", "g v", "versions", show=False, key_display="gv"),
        bind("reader.original", "g x", "original", show=False, key_display="gx"),
        bind("reader.tags", "T", "tags", show=False),
        bind("reader.date", "D", "set_date"),
        bind("reader.star", "F", "toggle_star", show=False),
        bind("reader.copy", "y y", "copy('cited')", show=False, key_display="yy"),
        bind("reader.copy_words", "y w", "copy('words')", show=False, key_display="yw"),
        bind("reader.copy_markdown", "y m", "copy('markdown')", show=False, key_display="ym"),
        bind("reader.read", "r", "toggle_read", show=False),
        bind("reader.next_article", "] ]", "turn(1)", show=False, key_display="]]"),
        bind("reader.previous_article", "[ [", "turn(-1)", show=False, key_display="[["),
        bind("reader.next_unread", "] u", "turn(1, True)", show=False, key_display="]u"),
        bind("reader.previous_unread", "[ u", "turn(-1, True)", show=False, key_display="[u"),
        bind("reader.reanalyze", "R", "analyze_again", show=False),
    ]  # fmt: skip

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
        self.context.open_original(self.model.article.row)

    def action_versions(self) -> None:
        """Show the versions of the article's text."""
        self.view.show_versions(self.model.article_id)

    def action_tags(self) -> None:
        """Change the article's tags."""
        article, number, store = self.model.article, self.model.article_id, self.context.store
        assert article is not None
        before = article.row.tags

        def accept(tags: tuple[str, ...]) -> bool:
            return self.context.apply_change(
                StoreChange.in_article(number, "tags"),
                lambda: store.articles.set_tags(number, tags),
                UndoEntry(
                    ReaderText.ARTICLE_TAGGED_UNDO,
                    lambda: store.articles.set_tags(number, before),
                ),
            )

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
            return self.context.apply_change(
                StoreChange.in_article(number, "metadata", "findings"),
                lambda: store.articles.set_published(number, date),
                UndoEntry(
                    ReaderText.PUBLISHED_UNDO,
                    lambda: store.articles.set_published(number, before, row.published_from),
                ),
            )

        today = datetime.date.today()
        self.context.push_screen(
            PublicationDateDialog(before, format_publication_date(row), today, accept)
        )

    def action_toggle_star(self) -> None:
        """Star or unstar the article."""
        article, number, store = self.model.article, self.model.article_id, self.context.store
        assert article is not None
        starred = article.row.starred
        self.context.apply_change(
            StoreChange.in_article(number, "reading_state"),
            lambda: store.reading_state.set_starred(number, not starred),
            UndoEntry(
                ReaderText.ARTICLE_UNSTARRED_UNDO if starred else ReaderText.ARTICLE_STARRED_UNDO,
                lambda: store.reading_state.set_starred(number, starred),
            ),
        )

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
        undo = UndoEntry(ReaderText.MARKED[after], lambda: self._set_state(before))
        change = StoreChange.in_article(self.model.article_id, "reading_state")
        if self.context.apply_change(change, lambda: self._set_state(after), undo):
            self.context.show_message(ReaderText.MARKED[after])

    def _set_state(self, state: ReadState) -> None:
        self.context.store.reading_state.set_state(self.model.article_id, state)
        self.model.read_state, self.model.is_read_state_fixed = state, True

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
        self.context.reanalyze([self.model.article_id], f"“{title}”")
