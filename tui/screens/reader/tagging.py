"""Tags, stars and verdicts of notes, and the keys that move the ends of a note.

Tags, star, publication date and copying for an open article.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content

from analysis import Quotation
from db import Store
from db.models import Verdict
from tui.changes import StoreChange, UndoEntry
from tui.clipboard import CopyFormat, format_excerpt
from tui.dialogs.base import PromptDialog
from tui.dialogs.dates import PublicationDateDialog
from tui.formatting import display_title, format_publication_date, in_quotation_marks
from tui.keymap.parsing import display_key
from tui.sanitize import safe
from tui.screens.reader.annotation import AnnotationScreen, NoteTarget
from tui.settings import MAX_TAGS
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import GROUPS, FindingRef
from tui.widgets.panes.pane_source import wrap_lines
from tui.widgets.text_line import TagInput, format_recent_tags

if TYPE_CHECKING:
    from db.exporters import ExportQuery


_QUESTION = 54  # cells of the excerpt in the question for tags


class TaggingScreen(AnnotationScreen):
    """An article screen with the keys that tag, star and judge the text at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t t", "tag_note", "Tags", show=False, key_display="tt", id="reader.tag_note",
                tooltip="Tag the note here, or add a highlight with tags"),
        Binding("t c", "verdict('checked')", "Checked", show=False, key_display="tc",
                id="reader.checked", tooltip="Mark the text here as checked, or remove the mark"),
        Binding("t d", "verdict('disputed')", "Disputed", show=False, key_display="td",
                id="reader.disputed", tooltip="Mark the text here as disputed, or remove the mark"),
        Binding("t v", "verdict('to verify')", "To verify", show=False, key_display="tv",
                id="reader.to_verify",
                tooltip="Mark the text here as to be verified, or remove the mark"),
        Binding("t *", "star_note", "Star", show=False, key_display="t*", id="reader.star_note",
                tooltip="Star or unstar the note here"),
        *(
            Binding(f"t {number}", f"recent_tag({number})", f"Recent tag {number}", show=False,
                    key_display=f"t{number}", id=f"reader.tag_{number}",
                    tooltip="Add this recent tag to the note here, or remove it")
            for number in range(1, MAX_TAGS + 1)
        ),
        Binding("o", "overlapping", "Next overlapping", show=False, id="reader.overlapping",
                tooltip="Choose the next note or finding that overlaps here"),
        Binding("right", "edge('end', 1)", "End forward", show=False, id="reader.end_on",
                tooltip="Move the end of the selection, or of the note here, forward by a word"),
        Binding("left", "edge('end', -1)", "End back", show=False, id="reader.end_back",
                tooltip="Move the end of the selection, or of the note here, back by a word"),
        Binding("shift+right", "edge('start', 1)", "Start forward", show=False,
                id="reader.start_on",
                tooltip="Move the start of the selection, or of the note here, forward by a word"),
        Binding("shift+left", "edge('start', -1)", "Start back", show=False,
                id="reader.start_back",
                tooltip="Move the start of the selection, or of the note here, back by a word"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """Create the screen of an article; the article is loaded later."""
        super().__init__(store, article, view)
        self._round: list[FindingRef] = []  # overlapping notes and findings being cycled through

    def action_tag_note(self) -> None:
        """Tag the note here, or add a highlight with tags."""
        draft = self.draft_at_cursor()
        if draft is None:
            return
        words = "".join(wrap_lines(self.view.text[draft.start : draft.end], _QUESTION, 1))
        self.ask_tags(
            f"Tags on {in_quotation_marks(words)}",
            draft.tags,
            lambda tags: self.save_note(replace(draft, tags=tags), "Tagged a note"),
        )

    def ask_tags(
        self, question: str, tags: Sequence[str], accept: Callable[[tuple[str, ...]], bool]
    ) -> None:
        """Ask for tags to replace `tags`, and pass them to `accept` if they changed.

        `accept` returns False if they could not be stored: the dialog then stays open.
        """
        recent = self.context.recent_tags.tags
        line = TagInput(tags, known=self.known_tags(), recent=recent)

        def answer(_: str) -> bool:
            return line.tags == tuple(tags) or accept(line.tags)

        hint = (
            format_recent_tags(recent).plain
            if recent
            else "Separate tags by commas. Tab completes."
        )
        self.app.push_screen(PromptDialog(question, line=line, hint=hint, accept=answer))

    def action_recent_tag(self, number: int) -> None:
        """Add a recent tag to the note here, or remove it."""
        draft = self.draft_at_cursor()
        if draft is not None:
            tag = self.context.recent_tags.tags[number - 1]
            without = tuple(present for present in draft.tags if present != tag)
            tags = without if without != draft.tags else (*without, tag)
            self.save_note(replace(draft, tags=tags), "Tagged a note")

    def action_verdict(self, verdict: Verdict) -> None:
        """Set a verdict on the text here, or remove it."""
        draft = self.draft_at_cursor()
        if draft is not None:
            toggled = "" if draft.verdict == verdict else verdict
            self.save_note(replace(draft, verdict=toggled), "Changed a verdict")

    def action_star_note(self) -> None:
        """Star or unstar the note here."""
        draft = self.draft_at_cursor()
        if draft is not None:
            self.save_note(replace(draft, starred=not draft.starred), "Changed a star")

    # Overlapping findings, and the ends of a note

    def action_overlapping(self) -> None:
        """Choose the next note or finding that overlaps here."""
        if self.findings is None:
            return
        chosen = self.finding_at_cursor()
        if chosen is None or chosen not in self._round:
            start, end = self.full_span(chosen) if chosen else self.view.sentence
            mentions = self.findings.analysis.mentions
            here = {
                ref
                for group in GROUPS
                for ref in self.findings.overlapping(group, start, end)
                if ref.kind != "name" or mentions[ref.index].kind == "name"
            }
            self._round = sorted(here, key=lambda ref: (ref.start, -ref.end, ref.kind))
        at = self._round.index(chosen) if chosen in self._round else -1
        following = self._round[(at + 1) % len(self._round)] if self._round else chosen
        if following == chosen:
            self.context.show_message("No other note or finding here.")
        else:
            self.choose_finding(following)

    def action_edge(self, edge: Literal["start", "end"], by: int) -> None:
        """Move an end of the selection or of the note here by `by` words, times the count."""
        at_end = edge == "end"
        if self.view.selected:
            self.view.move_edge("word", by, at_end=at_end)
            return
        note = self.note_at_cursor()
        if note is None:
            return
        if self.chosen_note != note:  # so that a stray key press moves no note unnoticed
            self.choose_finding(self.note_ref(note.id))
            self.context.show_message("Press the key again to move the ends of this note.")
            return
        before = (note.start, note.end)
        by *= self.view.count.pop()
        span = self.view.motions.extend(before, "word", by, at_end=at_end)
        if span == before:
            return
        undo = UndoEntry(
            f"Moved the {edge} of a note", lambda: self.store.move_note(note.id, *before)
        )
        change = StoreChange.in_article(self.article_id, "notes")
        if self.context.apply_change(change, lambda: self.store.move_note(note.id, *span), undo):
            self.choose_note(note.id)

    # Recent tags by digit

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable a digit only if there is a recent tag with that number."""
        if action == "recent_tag" and parameters:
            return parameters[0] in range(1, len(self.context.recent_tags.tags) + 1)
        return super().check_action(action, parameters)

    def recent_tags_hint(self, pending: str) -> Content:
        """Return the recent tags if `pending` is the first key of their bindings, else nothing."""
        tags = self.context.recent_tags.tags
        if not pending or not tags:
            return Content("")
        first = {
            display_key(key.partition(" ")[0])
            for key, active in self.active_bindings.items()
            if (active.binding.id or "").startswith("reader.tag_") and " " in key
        }
        return format_recent_tags(tags) if any(map(pending.endswith, first)) else Content("")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active bindings; those of recent tags have the tag as their description."""
        active = super().active_bindings
        tags = {
            f"reader.tag_{number}": f"#{safe(tag)}"
            for number, tag in enumerate(self.context.recent_tags.tags, 1)
        }
        for key, entry in active.items():
            if entry.binding.id in tags:
                binding = replace(entry.binding, description=tags[entry.binding.id])
                active[key] = entry._replace(binding=binding)
        return active


_COPIED: dict[CopyFormat, str] = {
    "cited": "Copied with its source",
    "words": "Copied without its source",
    "markdown": "Copied as a Markdown quote",
}


class ArticleDetailsScreen(TaggingScreen):
    """An article screen with the keys that edit its metadata and copy from its text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("E", "facts", "Facts", show=False, id="reader.facts",
                tooltip="Correct title, author, site, address, section, language or dates"),
        Binding("V", "versions", "Versions", show=False, id="reader.versions",
                tooltip="How the article's text changed at its address"),
        Binding("T", "tags", "Tags", show=False, id="reader.tags",
                tooltip="Change the article's tags"),
        Binding("D", "set_date", "Date", id="reader.date",
                tooltip="Set the publication date; the timeline is updated at once"),
        Binding("asterisk", "toggle_star", "Star", show=False, key_display="*",
                id="reader.star", tooltip="Star or unstar the article"),
        Binding("y y", "copy('cited')", "Copy with source", show=False, key_display="yy",
                id="reader.copy",
                tooltip="Copy the selection, quotation, note or sentence with its source"),
        Binding("y w", "copy('words')", "Copy text only", show=False, key_display="yw",
                id="reader.copy_words", tooltip="Copy the text without its source"),
        Binding("y m", "copy('markdown')", "Copy as Markdown", show=False, key_display="ym",
                id="reader.copy_markdown", tooltip="Copy as a Markdown quote with its source"),
    ]  # fmt: skip

    def reload(self) -> None:
        """Load the article from the store again, after a change that affects its findings."""
        raise NotImplementedError

    @property
    def export_choices(self) -> "list[tuple[str, ExportQuery]]":
        """Return the article as the only thing to export."""
        from db.exporters import ExportQuery

        title = display_title(self.article.row) if self.article else "it"
        return [(f"This article: {title}", ExportQuery((self.article_id,)))]

    def action_facts(self) -> None:
        """Edit the article's metadata."""
        self.edit_metadata(self.article_id)

    def action_versions(self) -> None:
        """Show the versions of the article's text."""
        self.show_versions(self.article_id)

    def action_tags(self) -> None:
        """Change the article's tags."""
        if self.article is None:
            return
        before = self.article.row.tags

        def accept(tags: tuple[str, ...]) -> bool:
            return self.context.apply_change(
                StoreChange.in_article(self.article_id, "tags"),
                lambda: self.store.set_article_tags(self.article_id, tags),
                UndoEntry(
                    "Changed the tags",
                    lambda: self.store.set_article_tags(self.article_id, before),
                ),
            )

        self.ask_tags("Tags of this article", before, accept)

    def action_set_date(self) -> None:
        """Set the publication date."""
        if self.article is None:
            return
        row, before = self.article.row, self.article.document.published

        def accept(date: datetime.date | None) -> bool:
            if date == before:
                return True
            return self.context.apply_change(
                StoreChange.in_article(self.article_id, "metadata", "findings"),
                lambda: self.store.set_published(self.article_id, date),
                UndoEntry(
                    "Changed the publication date",
                    lambda: self.store.set_published(self.article_id, before, row.published_from),
                ),
            )

        today = datetime.date.today()
        self.app.push_screen(
            PublicationDateDialog(before, format_publication_date(row), today, accept)
        )

    def action_toggle_star(self) -> None:
        """Star or unstar the article."""
        if self.article is None:
            return
        starred = self.article.row.starred
        self.context.apply_change(
            StoreChange.in_article(self.article_id, "reading_state"),
            lambda: self.store.set_starred(self.article_id, not starred),
            UndoEntry("Changed the star", lambda: self.store.set_starred(self.article_id, starred)),
        )

    def action_copy(self, form: CopyFormat) -> None:
        """Copy the target's text to the clipboard in the given format."""
        target = self.note_target()
        if target is None or self.article is None or self.findings is None:
            return
        span = (target.start, target.end)
        ref = self.finding_at_cursor()
        note = None
        if ref and ref.kind == "note" and not self.view.selected:
            note = self.findings.notes[ref.index]
        words = format_excerpt(
            form, self.article, span, quotation=self._quotation_of(target), note=note
        )
        self.app.copy_to_clipboard(words)
        self.context.show_message(_COPIED[form])

    def _quotation_of(self, target: NoteTarget) -> Quotation | None:
        """Return the quotation that the target is, or that contains it."""
        assert self.findings is not None
        quotations = self.findings.analysis.quotations
        if target.quotation is not None:
            return quotations[target.quotation]
        for ref in self.findings.overlapping("quotes", target.start, target.end):
            quotation = quotations[ref.index]
            if any(a <= target.start and target.end <= b for a, b in quotation.spans):
                return quotation
        return None
