"""The notes of an open article: writing, editing, highlighting and deleting."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.structs import replace
from db import Note, NoteDraft, StoreError
from db.models import NOTE_COLORS, NoteColor
from tui.actions import load_bindings
from tui.note_authors import describe_author
from tui.screens.reader.controller import NOT_LOADED, Controller, ReaderView
from tui.screens.reader.model import ReaderModel, draft_from_note
from tui.settings import MAX_TAGS, RecentTags, save_draft_file
from tui.store_query import read_or_default
from tui.strings.reader_text import ReaderText

if TYPE_CHECKING:
    from tui.context import AppContext


COLOR_SETTING = "note.color"
"""The settings key of the color of the next note."""


class NoteWriter:
    """Store changes of the notes on an open article; each can be undone."""

    def __init__(self, model: ReaderModel, context: "AppContext", view: ReaderView) -> None:
        """Create the writer of the notes of an open article."""
        self._model = model
        self._context = context
        self._view = view
        self._store = context.store

    def save(self, draft: NoteDraft, done: str = ReaderText.NOTE_EDITED_UNDO) -> bool:
        """Store a draft as a new or edited note; return False after a message if that failed."""
        note = self._model.note(draft.note)
        if note is None:
            return self.add(draft)

        if self._context.edit("note", partial(self._store.notes.save, draft), done) is None:
            return False
        self._context.recent_tags.mark_used(tag for tag in draft.tags if tag not in note.tags)
        if draft.color != note.color:
            self._use_color(draft.color)
        return True

    def add(self, draft: NoteDraft) -> bool:
        """Add a note; choose it if it is on a selection, so that later keys apply to it."""
        made: list[Note] = []

        def make() -> None:
            made.append(self._store.notes.save(draft))

        done = ReaderText.NOTE_ADDED_UNDO if draft.body else ReaderText.HIGHLIGHT_ADDED_UNDO
        if self._context.edit("notes", make, done) is None:
            return False
        self._context.recent_tags.mark_used(made[0].tags)
        self._use_color(draft.color)
        if self._model.text.selected:
            self._view.clear_selection()
            self.choose(made[0].id)
        return True

    def _use_color(self, color: NoteColor) -> None:
        """Use a color for the next notes too, also in the next session."""
        if color != self._model.note_color:
            self._model.note_color = color
            self._context.settings.set(COLOR_SETTING, color)

    def choose(self, number: int) -> None:
        """Choose the note with this id once the last change is on the screen."""

        def choose() -> None:
            ref = self._model.note_ref(number)
            if ref is not None:
                self._view.go_to(ref.start, ref.end)
            self._model.choose(ref)

        self._view.call_next(choose)

    def delete(self, note: Note) -> None:
        """Delete a note or a highlight."""
        delete = partial(self._store.notes.delete, note.id)
        done = ReaderText.NOTE_DELETED_UNDO if note.body else ReaderText.HIGHLIGHT_DELETED_UNDO
        if self._context.edit("note deletion", delete, done) is not None:
            deleted = ReaderText.NOTE_DELETED if note.body else ReaderText.HIGHLIGHT_DELETED
            self._context.show_message(deleted.format(key=self._context.user_keys.undo_key))

    def move(self, note: Note, start: int, end: int, done: str) -> bool:
        """Move a note to another span."""
        move = partial(self._store.notes.move, note.id, start, end)
        return self._context.edit("note", move, done) is not None

    def known_tags(self) -> list[str]:
        """Return the tags in use, the most used first."""
        # completion is optional: tags can be typed in full
        return [tag for tag, _ in read_or_default(self._store.tags.list, [])]


class AnnotationController(Controller[ReaderView]):
    """Write, edit, highlight and delete notes."""

    BINDINGS = load_bindings("reader_notes")

    def __init__(self, model: ReaderModel, context: "AppContext", view: ReaderView) -> None:
        """Create the controller of the notes of an open article."""
        super().__init__(model, context, view)
        self._writer = NoteWriter(model, context, view)
        stored = context.settings.get(COLOR_SETTING, "")
        model.note_color = next((color for color in NOTE_COLORS if color == stored), "yellow")
        self._draft_warning_shown = False
        self._draft_file: Path | None = None

    def disabled_reason(self, action: str, *_: object) -> str | None:
        """Return why an action cannot run now."""
        if self.model.findings is None:
            return NOT_LOADED
        if action in ("edit_note", "delete_note"):
            return None if self.model.notes_at_cursor else ReaderText.NO_NOTE
        return None if self.model.draft_at_cursor else NOT_LOADED

    def action_write_note(self) -> None:
        """Write a note, or edit the note on the same span."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        self._open_editor(draft)

    def action_edit_note(self) -> None:
        """Edit the note at the cursor."""
        note = self.single_note_at_cursor()
        if note is not None:
            self._open_editor(draft_from_note(note))

    def action_highlight(self) -> None:
        """Add a highlight, or remove the highlight on the same span."""
        draft = self.model.draft_at_cursor
        assert draft is not None
        note = self.model.note(draft.note)
        if note is None:
            self._writer.add(draft)
        elif note.body or note.tags or note.verdict or note.starred:
            self.context.show_message(ReaderText.HIGHLIGHT_HAS_NOTE)
        else:
            self._writer.delete(note)

    def action_delete_note(self) -> None:
        """Delete the note at the cursor."""
        note = self.single_note_at_cursor()
        if note is not None:
            self._writer.delete(note)

    def _open_editor(self, before: NoteDraft, typed: NoteDraft | None = None) -> None:
        note = self.model.note(before.note)
        self.context.open(
            "note",
            words=self.model.text.text[before.start : before.end],
            before=before,
            save=self._writer.save,
            store_draft=self._store_draft,
            typed=typed,
            known_tags=self._writer.known_tags(),
            recent_tags=self.context.recent_tags.tags,
            origin=describe_author(note) if note else "",
        )

    def _store_draft(self, draft: NoteDraft | None) -> None:
        """Store the draft, in case the app exits before it is saved.

        If the store refuses it, the text is written to a file until the store accepts it.
        """
        try:
            if draft is None:
                self.context.store.notes.delete_draft(self.model.article_id)
            else:
                self.context.store.notes.save_draft(draft)
        except StoreError as error:
            if draft is not None:
                self._draft_file = save_draft_file(self._draft_file, self._format_draft(draft))
            if not self._draft_warning_shown:
                self._draft_warning_shown = True
                message = ReaderText.DRAFT_NOT_STORED.format(error=error)
                if self._draft_file is not None:
                    message += ReaderText.DRAFT_FILE.format(path=self._draft_file)
                self.context.show_message(message, severity="warning")
            if draft is not None:
                return
        if self._draft_file is not None:
            self._draft_file.unlink(missing_ok=True)
            self._draft_file = None

    def _format_draft(self, draft: NoteDraft) -> str:
        quoted = self.model.text.text[draft.start : draft.end]
        tags = " ".join(f"#{tag}" for tag in draft.tags)
        return "\n\n".join(part for part in (f"> {quoted}", draft.body, tags) if part) + "\n"

    def restore_draft(self) -> None:
        """Reopen the editor with a draft that a previous session left on this article."""
        try:
            if not self.context.recent_tags.tags:
                self.context.recent_tags = RecentTags(self.context.store.tags.recent(MAX_TAGS))
            draft = self.context.store.notes.draft(self.model.article_id)
        except StoreError:  # optional: the article can be read without it
            return
        if draft is not None and self.view.is_current:
            note = self.model.note(draft.note)
            before = (
                draft_from_note(note)
                if note
                else NoteDraft(self.model.article_id, draft.start, draft.end)
            )
            self._open_editor(replace(before, quotation=draft.quotation), draft)
