"""The notes of an open article: choosing the target span, writing, editing and deleting."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from analysis import Span
from db import Article, Note, NoteDraft, Store, StoreError
from tui.changes import StoreChange, UndoEntry
from tui.screens.base import AppScreen
from tui.settings import MAX_TAGS, RecentTags
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.panes.pane_area import PaneArea


@dataclass(frozen=True, slots=True)
class NoteTarget:
    """The span to annotate, and the index of the quotation if the span is one."""

    start: int
    end: int
    quotation: int | None = None


class AnnotationScreen(AppScreen):
    """An article screen with the panes and the keys for notes and highlights."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "write_note", "Note", id="reader.note",
                tooltip="Write a note on the selection, finding, quotation or sentence"),
        Binding("h", "highlight", "Highlight", id="reader.highlight",
                tooltip="Highlight the selection, finding, quotation or sentence; again to remove"),
        Binding("e", "edit_note", "Edit note", show=False, id="reader.edit_note",
                tooltip="Edit the note at the cursor"),
        Binding("x", "delete_note", "Delete note", show=False, id="reader.delete_note",
                tooltip="Delete the note at the cursor; u restores it"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """Create the screen of an article; the article is loaded later."""
        super().__init__()
        self.store = store
        self.article_id = article
        self.article: Article | None = None
        self.view = view
        self.view.initial_span = self._chosen_span
        self.panes = PaneArea()
        self.findings: FindingIndex | None = None
        self.chosen_finding: FindingRef | None = None
        self._draft_warning_shown = False
        self._drafts_seen = False

    def choose_finding(self, ref: FindingRef | None) -> None:
        """Choose a finding or note: highlight it and go to it. None clears the choice."""
        raise NotImplementedError

    # The target of a note

    def quotation_at_cursor(self) -> FindingRef | None:
        """Return the chosen quotation, else the first that overlaps the cursor's sentence."""
        if self.findings is None:
            return None
        if (
            self.chosen_finding
            and self.chosen_finding.kind == "quotation"
            and self._is_here(self.chosen_finding)
        ):
            return self.chosen_finding
        return self.findings.first_overlapping("quotes", *self.view.sentence)

    def note_target(self) -> NoteTarget | None:
        """Return the selection, else the chosen note or finding, the quotation or sentence here."""
        if self.findings is None:
            return None
        selected = self.view.selected
        if selected:
            return NoteTarget(*selected)
        ref = self.finding_at_cursor() or self.quotation_at_cursor()
        if ref is None:
            start, end = self.view.sentence
            return NoteTarget(start, end) if start < end else None
        match ref.kind:
            case "note":
                return NoteTarget(ref.start, ref.end, self.findings.notes[ref.index].quotation)
            case "quotation":
                return NoteTarget(ref.start, ref.end, ref.index)
        return NoteTarget(*self.full_span(ref))

    def full_span(self, ref: FindingRef) -> Span:
        """Return the span of a finding or note; for an event the whole event, not only its date."""
        if ref.kind == "event" and self.findings:
            event = self.findings.analysis.events[ref.index]
            return event.start, event.end
        return ref.start, ref.end

    def finding_at_cursor(self) -> FindingRef | None:
        """Return the finding under the focused pane's cursor, else the one chosen in the text.

        A finding chosen in the text counts only while it overlaps the cursor's sentence.
        """
        if self.panes.current_finding:
            return self.panes.current_finding
        return (
            self.chosen_finding
            if self.chosen_finding and self._is_here(self.chosen_finding)
            else None
        )

    def _chosen_span(self) -> Span | None:
        ref = self.finding_at_cursor()
        return self.full_span(ref) if ref else None

    def _is_here(self, ref: FindingRef) -> bool:
        """Return whether a finding overlaps the cursor's sentence."""
        start, end = self.view.sentence
        return ref.start < end and ref.end > start

    def find_note(self, target: NoteTarget) -> Note | None:
        """Return the note on exactly this span, else on this quotation."""
        notes = self.findings.notes if self.findings else ()
        for note in notes:
            if (note.start, note.end) == (target.start, target.end):
                return note
        for note in notes:
            if target.quotation is not None and note.quotation == target.quotation:
                return note
        return None

    def note_at_cursor(self) -> Note | None:
        """Return the chosen note, else the only note on the selection or the sentence.

        Of several notes the first is chosen, to show which note the next key applies to.
        """
        if self.findings is None:
            return None
        ref = self.finding_at_cursor()
        if ref and ref.kind == "note":
            return self.findings.notes[ref.index]
        here = list(self.findings.overlapping("notes", *(self.view.selected or self.view.sentence)))
        if not here:
            self.context.show_message("No note at the cursor. Press i to write one.")
        elif here[1:]:
            self.choose_finding(here[0])
            self.context.show_message(
                f"There are {len(here)} notes here. This is the first; press o for the next."
            )
            return None
        return self.findings.notes[here[0].index] if here else None

    def draft_at_cursor(self) -> NoteDraft | None:
        """Return a draft of the note on the target, else of a new note."""
        target = self.note_target()
        if target is None:
            return None
        note = self.find_note(target)
        if note is not None:
            return draft_from_note(note)
        return NoteDraft(self.article_id, target.start, target.end, quotation=target.quotation)

    @property
    def chosen_note(self) -> Note | None:
        """The chosen note, or None."""
        if (
            self.findings is None
            or self.chosen_finding is None
            or self.chosen_finding.kind != "note"
        ):
            return None
        return self.findings.notes[self.chosen_finding.index]

    def note_ref(self, number: int) -> FindingRef | None:
        """Return the reference to the note with this id, or None."""
        if self.findings is None:
            return None
        notes = self.findings.notes
        here = (ref for ref in self.findings.groups["notes"] if notes[ref.index].id == number)
        return next(here, None)

    def _note(self, number: int | None) -> Note | None:
        """Return the note with this id as loaded on the screen, or None."""
        notes = self.findings.notes if self.findings else ()
        return next((note for note in notes if note.id == number), None)

    # Changes

    def save_note(self, draft: NoteDraft, done: str = "Edited a note") -> bool:
        """Store a draft as a new or edited note; return False after a message if that failed."""
        note = self._note(draft.note)
        if note is None:
            return self._add(draft)

        def write(words: NoteDraft) -> None:
            self.store.edit_note(
                note.id, body=words.body, tags=words.tags,
                verdict=words.verdict, starred=words.starred,
            )  # fmt: skip

        undo = UndoEntry(done, lambda: write(draft_from_note(note)))
        change = StoreChange.in_article(self.article_id, "notes")
        if not self.context.apply_change(change, lambda: write(draft), undo):
            return False
        self.context.recent_tags.mark_used(tag for tag in draft.tags if tag not in note.tags)
        return True

    def _add(self, draft: NoteDraft) -> bool:
        """Add a note; choose it if it is on a selection, so that later keys apply to it."""
        made: list[Note] = []

        def make() -> None:
            if made:  # redo after an undo
                self.store.restore_note(made[0])
                return
            made.append(
                self.store.add_note(
                    self.article_id, draft.start, draft.end, draft.body, tags=draft.tags,
                    quotation=draft.quotation, verdict=draft.verdict, starred=draft.starred,
                )
            )  # fmt: skip

        undo = UndoEntry(
            "Wrote a note" if draft.body else "Highlighted",
            lambda: self.store.delete_note(made[0].id),
        )
        if not self.context.apply_change(
            StoreChange.in_article(self.article_id, "notes"), make, undo
        ):
            return False
        self.context.recent_tags.mark_used(made[0].tags)
        if self.view.selected:
            self.clear_selection()
            self.choose_note(made[0].id)
        return True

    def choose_note(self, number: int) -> None:
        """Choose the note with this id once the last change is on the screen."""
        self.call_next(lambda: self.choose_finding(self.note_ref(number)))

    def action_write_note(self) -> None:
        """Write a note, or edit the note on the same span."""
        draft = self.draft_at_cursor()
        if draft is not None:
            self._open_editor(draft)

    def action_edit_note(self) -> None:
        """Edit the note at the cursor."""
        note = self.note_at_cursor()
        if note is not None:
            self._open_editor(draft_from_note(note))

    def _open_editor(self, before: NoteDraft, typed: NoteDraft | None = None) -> None:
        from tui.dialogs.note_editor import NoteEditor  # the first frame does not need it

        self.app.push_screen(
            NoteEditor(
                self.view.text[before.start : before.end],
                before,
                self.save_note,
                self._store_draft,
                typed=typed,
                known_tags=self.known_tags(),
                recent_tags=self.context.recent_tags.tags,
            )
        )

    def _store_draft(self, draft: NoteDraft | None) -> None:
        """Store the draft, in case the app exits before it is saved."""
        try:
            if draft is None:
                self.store.delete_draft(self.article_id)
            else:
                self.store.save_draft(draft)
        except StoreError as error:
            if not self._draft_warning_shown:
                self._draft_warning_shown = True
                self.context.show_message(f"Your draft is not saved: {error}", severity="warning")

    def restore_draft(self) -> None:
        """Reopen the editor with a draft that a previous session left on this article."""
        if self._drafts_seen:
            return
        self._drafts_seen = True
        try:
            if not self.context.recent_tags.tags:
                self.context.recent_tags = RecentTags(self.store.recent_tags(MAX_TAGS))
            draft = self.store.draft(self.article_id)
        except StoreError:  # optional: the article can be read without it
            return
        if draft is not None and self.is_current:
            note = self._note(draft.note)
            before = (
                draft_from_note(note)
                if note
                else NoteDraft(self.article_id, draft.start, draft.end)
            )
            self._open_editor(replace(before, quotation=draft.quotation), draft)

    def action_highlight(self) -> None:
        """Add a highlight, or remove the highlight on the same span."""
        draft = self.draft_at_cursor()
        note = self._note(draft.note) if draft else None
        if draft is None:
            return
        if note is None:
            self._add(draft)
        elif note.body or note.tags or note.verdict or note.starred:
            self.context.show_message("There is a note on this text. Press x to delete it.")
        else:
            self._delete(note)

    def action_delete_note(self) -> None:
        """Delete the note at the cursor."""
        note = self.note_at_cursor()
        if note is not None:
            self._delete(note)

    def _delete(self, note: Note) -> None:
        undo = UndoEntry("Deleted a note", lambda: self.store.restore_note(note))
        change = StoreChange.in_article(self.article_id, "notes")
        if self.context.apply_change(change, lambda: self.store.delete_note(note.id), undo):
            self.context.show_message("Deleted the note. u: undo.")

    def known_tags(self) -> list[str]:
        """Return the tags in use, the most used first."""
        try:
            return [tag for tag, _ in self.store.tags()]
        except StoreError:  # completion is optional: tags can be typed in full
            return []


def draft_from_note(note: Note) -> NoteDraft:
    """Convert a note to a draft for the editor."""
    return NoteDraft(
        note.article, note.start, note.end, note.id, note.quotation,
        note.body, note.tags, note.verdict, note.starred,
    )  # fmt: skip
