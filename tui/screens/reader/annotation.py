"""The notes of an open article: choosing the target span, writing, editing and deleting."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from analysis import Span
from db import Article, Draft, Note, Store, StoreError
from tui.screens.base import FrameScreen
from tui.settings import MOST, RecentTags
from tui.undo import Undo
from tui.widgets.article_view.view import ArticleView
from tui.widgets.finding_index import Place, Places
from tui.widgets.panes.pane_area import Panes


@dataclass(frozen=True, slots=True)
class Target:
    """The span to annotate, and the index of the quotation if the span is one."""

    start: int
    end: int
    quotation: int | None = None


class NotingScreen(FrameScreen):
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
        self.number = article
        self.article: Article | None = None
        self.view = view
        self.view.offer_span = self._chosen_span
        self.panes = Panes()
        self.places: Places | None = None
        self.chosen: Place | None = None
        self._draft_warning_shown = False
        self._drafts_seen = False

    def choose(self, ref: Place | None) -> None:
        """Choose a finding or note: highlight it and go to it. None clears the choice."""
        raise NotImplementedError

    # The target of a note

    def quotation_here(self) -> Place | None:
        """Return the chosen quotation, else the first that overlaps the cursor's sentence."""
        if self.places is None:
            return None
        if self.chosen and self.chosen.kind == "quotation" and self._is_here(self.chosen):
            return self.chosen
        return self.places.touching("quotes", *self.view.sentence)

    def target(self) -> Target | None:
        """Return the selection, else the chosen note or finding, the quotation or sentence here."""
        if self.places is None:
            return None
        selected = self.view.selected
        if selected:
            return Target(*selected)
        ref = self.chosen_here() or self.quotation_here()
        if ref is None:
            start, end = self.view.sentence
            return Target(start, end) if start < end else None
        match ref.kind:
            case "note":
                return Target(ref.start, ref.end, self.places.notes[ref.index].quotation)
            case "quotation":
                return Target(ref.start, ref.end, ref.index)
        return Target(*self.whole(ref))

    def whole(self, ref: Place) -> Span:
        """Return the span of a finding or note; for an event the whole event, not only its date."""
        if ref.kind == "event" and self.places:
            event = self.places.analysis.events[ref.index]
            return event.start, event.end
        return ref.start, ref.end

    def chosen_here(self) -> Place | None:
        """Return the finding under the focused pane's cursor, else the one chosen in the text.

        A finding chosen in the text counts only while it overlaps the cursor's sentence.
        """
        if self.panes.chosen:
            return self.panes.chosen
        return self.chosen if self.chosen and self._is_here(self.chosen) else None

    def _chosen_span(self) -> Span | None:
        ref = self.chosen_here()
        return self.whole(ref) if ref else None

    def _is_here(self, ref: Place) -> bool:
        """Return whether a finding overlaps the cursor's sentence."""
        start, end = self.view.sentence
        return ref.start < end and ref.end > start

    def note_on(self, target: Target) -> Note | None:
        """Return the note on exactly this span, else on this quotation."""
        notes = self.places.notes if self.places else ()
        for note in notes:
            if (note.start, note.end) == (target.start, target.end):
                return note
        for note in notes:
            if target.quotation is not None and note.quotation == target.quotation:
                return note
        return None

    def note_here(self) -> Note | None:
        """Return the chosen note, else the only note on the selection or the sentence.

        Of several notes the first is chosen, to show which note the next key applies to.
        """
        if self.places is None:
            return None
        ref = self.chosen_here()
        if ref and ref.kind == "note":
            return self.places.notes[ref.index]
        here = list(self.places.over("notes", *(self.view.selected or self.view.sentence)))
        if not here:
            self.record.say("No note at the cursor. Press i to write one.")
        elif here[1:]:
            self.choose(here[0])
            self.record.say(
                f"There are {len(here)} notes here. This is the first; press o for the next."
            )
            return None
        return self.places.notes[here[0].index] if here else None

    def draft_here(self) -> Draft | None:
        """Return a draft of the note on the target, else of a new note."""
        target = self.target()
        if target is None:
            return None
        note = self.note_on(target)
        if note is not None:
            return draft_of(note)
        return Draft(self.number, target.start, target.end, quotation=target.quotation)

    @property
    def chosen_note(self) -> Note | None:
        """The chosen note, or None."""
        if self.places is None or self.chosen is None or self.chosen.kind != "note":
            return None
        return self.places.notes[self.chosen.index]

    def note_place(self, number: int) -> Place | None:
        """Return the reference to the note with this id, or None."""
        if self.places is None:
            return None
        notes = self.places.notes
        here = (ref for ref in self.places.groups["notes"] if notes[ref.index].id == number)
        return next(here, None)

    def _note(self, number: int | None) -> Note | None:
        """Return the note with this id as loaded on the screen, or None."""
        notes = self.places.notes if self.places else ()
        return next((note for note in notes if note.id == number), None)

    # Changes

    def write(self, draft: Draft, done: str = "Edited a note") -> bool:
        """Store a draft as a new or edited note; return False after a message if that failed."""
        note = self._note(draft.note)
        if note is None:
            return self._add(draft)

        def write(words: Draft) -> None:
            self.store.edit_note(
                note.id, body=words.body, tags=words.tags,
                verdict=words.verdict, starred=words.starred,
            )  # fmt: skip

        undo = Undo(done, lambda: write(draft_of(note)))
        if not self.record.change(self.number, lambda: write(draft), undo):
            return False
        self.record.recent_tags.use(tag for tag in draft.tags if tag not in note.tags)
        return True

    def _add(self, draft: Draft) -> bool:
        """Add a note; choose it if it is on a selection, so that later keys apply to it."""
        made: list[Note] = []

        def make() -> None:
            if made:  # redo after an undo
                self.store.restore_note(made[0])
                return
            made.append(
                self.store.add_note(
                    self.number, draft.start, draft.end, draft.body, tags=draft.tags,
                    quotation=draft.quotation, verdict=draft.verdict, starred=draft.starred,
                )
            )  # fmt: skip

        undo = Undo(
            "Wrote a note" if draft.body else "Highlighted",
            lambda: self.store.delete_note(made[0].id),
        )
        if not self.record.change(self.number, make, undo):
            return False
        self.record.recent_tags.use(made[0].tags)
        if self.view.selected:
            self.clear_selection()
            self.choose_note(made[0].id)
        return True

    def choose_note(self, number: int) -> None:
        """Choose the note with this id once the last change is on the screen."""
        self.call_next(lambda: self.choose(self.note_place(number)))

    def action_write_note(self) -> None:
        """Write a note, or edit the note on the same span."""
        draft = self.draft_here()
        if draft is not None:
            self._open_editor(draft)

    def action_edit_note(self) -> None:
        """Edit the note at the cursor."""
        note = self.note_here()
        if note is not None:
            self._open_editor(draft_of(note))

    def _open_editor(self, before: Draft, typed: Draft | None = None) -> None:
        from tui.dialogs.note_editor import NoteScreen  # the first frame does not need it

        self.app.push_screen(
            NoteScreen(
                self.view.text[before.start : before.end], before, self.write, self._store_draft,
                typed=typed, known_tags=self.known_tags(), recent_tags=self.record.recent_tags.tags,
            )
        )  # fmt: skip

    def _store_draft(self, draft: Draft | None) -> None:
        """Store the draft, in case the app exits before it is saved."""
        try:
            if draft is None:
                self.store.drop_draft(self.number)
            else:
                self.store.keep_draft(draft)
        except StoreError as error:
            if not self._draft_warning_shown:
                self._draft_warning_shown = True
                self.record.say(f"Your draft is not saved: {error}", severity="warning")

    def begin_noting(self) -> None:
        """Reopen the editor with a draft that a previous session left on this article."""
        if self._drafts_seen:
            return
        self._drafts_seen = True
        try:
            if not self.record.recent_tags.tags:
                self.record.recent_tags = RecentTags(self.store.recent_tags(MOST))
            draft = self.store.draft(self.number)
        except StoreError:  # optional: the article can be read without it
            return
        if draft is not None and self.is_current:
            note = self._note(draft.note)
            before = draft_of(note) if note else Draft(self.number, draft.start, draft.end)
            self._open_editor(replace(before, quotation=draft.quotation), draft)

    def action_highlight(self) -> None:
        """Add a highlight, or remove the highlight on the same span."""
        draft = self.draft_here()
        note = self._note(draft.note) if draft else None
        if draft is None:
            return
        if note is None:
            self._add(draft)
        elif note.body or note.tags or note.verdict or note.starred:
            self.record.say("There is a note on this text. Press x to delete it.")
        else:
            self._delete(note)

    def action_delete_note(self) -> None:
        """Delete the note at the cursor."""
        note = self.note_here()
        if note is not None:
            self._delete(note)

    def _delete(self, note: Note) -> None:
        undo = Undo("Deleted a note", lambda: self.store.restore_note(note))
        if self.record.change(self.number, lambda: self.store.delete_note(note.id), undo):
            self.record.say("Deleted the note. u: undo.")

    def known_tags(self) -> list[str]:
        """Return the tags in use, the most used first."""
        try:
            return [tag for tag, _ in self.store.tags()]
        except StoreError:  # completion is optional: tags can be typed in full
            return []


def draft_of(note: Note) -> Draft:
    """Convert a note to a draft for the editor."""
    return Draft(
        note.article, note.start, note.end, note.id, note.quotation,
        note.body, note.tags, note.verdict, note.starred,
    )  # fmt: skip
