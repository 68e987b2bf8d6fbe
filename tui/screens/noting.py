"""The notes on an open article: what a note would be on, writing it, and taking it away."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from analysis import Span
from db import Article, Draft, Note, Store, StoreError
from tui.recent import MOST, RecentTags
from tui.screens.frame import FrameScreen
from tui.undo import Undo
from tui.widgets.article import ArticleView
from tui.widgets.panes.area import Panes
from tui.widgets.places import Place, Places


@dataclass(frozen=True, slots=True)
class Target:
    """The stretch of text that a note would be on, and the quotation it is, if it is one."""

    start: int
    end: int
    quotation: int | None = None


class NotingScreen(FrameScreen):
    """A screen with an article, its panes and its notes, on which the reader writes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "write_note", "Note", id="reader.note",
                tooltip="Write a note on the selection, finding, quotation or sentence"),
        Binding("h", "highlight", "Highlight", id="reader.highlight",
                tooltip="Highlight the selection, finding, quotation or sentence; again: no more"),
        Binding("e", "edit_note", "Edit note", show=False, id="reader.edit_note",
                tooltip="Edit the note at the cursor"),
        Binding("x", "delete_note", "Delete note", show=False, id="reader.delete_note",
                tooltip="Delete the note at the cursor; u brings it back"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """The screen of an article that is not loaded yet."""
        super().__init__()
        self.store = store
        self.number = article
        self.article: Article | None = None
        self.view = view
        self.view.offer_span = self._chosen_span
        self.panes = Panes()
        self.places: Places | None = None
        self.chosen: Place | None = None
        self._told = False  # that drafts cannot be kept
        self._drafts_seen = False

    def choose(self, place: Place | None) -> None:
        """Make a place stand out in the text and go there; None lets go of the one chosen."""
        raise NotImplementedError

    # What a note is on

    def quotation_here(self) -> Place | None:
        """The quotation chosen, else the first one that the cursor's sentence touches."""
        if self.places is None:
            return None
        if self.chosen and self.chosen.kind == "quotation" and self._is_here(self.chosen):
            return self.chosen
        return self.places.touching("quotes", *self.view.sentence)

    def target(self) -> Target | None:
        """The selection, else the note or finding chosen, the quotation here, or the sentence."""
        if self.places is None:
            return None
        selected = self.view.selected
        if selected:
            return Target(*selected)
        place = self.chosen_here() or self.quotation_here()
        if place is None:
            start, end = self.view.sentence
            return Target(start, end) if start < end else None
        match place.kind:
            case "note":
                return Target(place.start, place.end, self.places.notes[place.index].quotation)
            case "quotation":
                return Target(place.start, place.end, place.index)
        return Target(*self.whole(place))

    def whole(self, place: Place) -> Span:
        """The stretch of a finding; of an event all of it, where its place is its date."""
        if place.kind == "event" and self.places:
            event = self.places.analysis.events[place.index]
            return event.start, event.end
        return place.start, place.end

    def chosen_here(self) -> Place | None:
        """What is under the cursor of the pane in use, else chosen where the text's cursor is."""
        if self.panes.chosen:
            return self.panes.chosen
        return self.chosen if self.chosen and self._is_here(self.chosen) else None

    def _chosen_span(self) -> Span | None:
        place = self.chosen_here()
        return self.whole(place) if place else None

    def _is_here(self, place: Place) -> bool:
        """Whether a place is where the cursor's sentence is."""
        start, end = self.view.sentence
        return place.start < end and place.end > start

    def note_on(self, target: Target) -> Note | None:
        """The note on exactly these words, or on this quotation."""
        notes = self.places.notes if self.places else ()
        for note in notes:
            if (note.start, note.end) == (target.start, target.end):
                return note
        for note in notes:
            if target.quotation is not None and note.quotation == target.quotation:
                return note
        return None

    def note_here(self) -> Note | None:
        """The note chosen, else the only one that the selection or the sentence touches.

        Of several the first is chosen, so that the reader sees which one the next key is for.
        """
        if self.places is None:
            return None
        place = self.chosen_here()
        if place and place.kind == "note":
            return self.places.notes[place.index]
        here = list(self.places.over("notes", *(self.view.selected or self.view.sentence)))
        if not here:
            self.record.say("There is no note here: i writes one.")
        elif here[1:]:
            self.choose(here[0])
            self.record.say(f"{len(here)} notes are here: this is the first, o goes to the next.")
            return None
        return self.places.notes[here[0].index] if here else None

    def draft_here(self) -> Draft | None:
        """The note on the target as it is, else a new one."""
        target = self.target()
        if target is None:
            return None
        note = self.note_on(target)
        if note is not None:
            return draft_of(note)
        return Draft(self.number, target.start, target.end, quotation=target.quotation)

    @property
    def chosen_note(self) -> Note | None:
        """The note that is chosen."""
        if self.places is None or self.chosen is None or self.chosen.kind != "note":
            return None
        return self.places.notes[self.chosen.index]

    def note_place(self, number: int) -> Place | None:
        """Where the note with this id stands, None where there is none."""
        if self.places is None:
            return None
        notes = self.places.notes
        here = (place for place in self.places.groups["notes"] if notes[place.index].id == number)
        return next(here, None)

    def _note(self, number: int | None) -> Note | None:
        """The note with this id, as it is on the screen."""
        notes = self.places.notes if self.places else ()
        return next((note for note in notes if note.id == number), None)

    # Changes

    def write(self, draft: Draft, done: str = "Edited a note") -> bool:
        """Write a note as its draft says; False where the store refused, which is told."""
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
        """Write a new note; one on a selection is chosen, so that what follows is about it."""
        made: list[Note] = []

        def make() -> None:
            if made:  # done again after it was taken back
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
        """Choose the note with this id, once the change before is on the screen."""
        self.call_next(lambda: self.choose(self.note_place(number)))

    def action_write_note(self) -> None:
        """Write a note, or go on with the one on the same words."""
        draft = self.draft_here()
        if draft is not None:
            self._open_editor(draft)

    def action_edit_note(self) -> None:
        """Edit a note."""
        note = self.note_here()
        if note is not None:
            self._open_editor(draft_of(note))

    def _open_editor(self, before: Draft, typed: Draft | None = None) -> None:
        from tui.screens.note import NoteScreen  # an editor is not on the way to the first frame

        self.app.push_screen(
            NoteScreen(
                self.view.text[before.start : before.end], before, self.write, self._keep_draft,
                typed=typed, known_tags=self.known_tags(), recent_tags=self.record.recent_tags.tags,
            )
        )  # fmt: skip

    def _keep_draft(self, draft: Draft | None) -> None:
        """Keep what is being written, in case the app ends before it is saved."""
        try:
            if draft is None:
                self.store.drop_draft(self.number)
            else:
                self.store.keep_draft(draft)
        except StoreError as error:
            if not self._told:
                self._told = True
                self.record.say(f"What you write is not kept yet: {error}", severity="warning")

    def begin_noting(self) -> None:
        """Go on with the note that was being written here when the app ended, if there is one."""
        if self._drafts_seen:
            return
        self._drafts_seen = True
        try:
            if not self.record.recent_tags.tags:
                self.record.recent_tags = RecentTags(self.store.recent_tags(MOST))
            draft = self.store.draft(self.number)
        except StoreError:  # a comfort: the article can be read without
            return
        if draft is not None and self.is_current:
            note = self._note(draft.note)
            before = draft_of(note) if note else Draft(self.number, draft.start, draft.end)
            self._open_editor(replace(before, quotation=draft.quotation), draft)

    def action_highlight(self) -> None:
        """Highlight without words, or take a highlight on the same words away."""
        draft = self.draft_here()
        note = self._note(draft.note) if draft else None
        if draft is None:
            return
        if note is None:
            self._add(draft)
        elif note.body or note.tags or note.verdict or note.starred:
            self.record.say("There is a note on these words: x deletes it.")
        else:
            self._delete(note)

    def action_delete_note(self) -> None:
        """Delete a note."""
        note = self.note_here()
        if note is not None:
            self._delete(note)

    def _delete(self, note: Note) -> None:
        undo = Undo("Deleted a note", lambda: self.store.restore_note(note))
        if self.record.change(self.number, lambda: self.store.delete_note(note.id), undo):
            self.record.say("Deleted. u brings it back.")

    def known_tags(self) -> list[str]:
        """The tags in use, those used most first."""
        try:
            return [tag for tag, _ in self.store.tags()]
        except StoreError:  # completion is a comfort: the note can be written without
            return []


def draft_of(note: Note) -> Draft:
    """A note as the editor begins with it."""
    return Draft(
        note.article, note.start, note.end, note.id, note.quotation,
        note.body, note.tags, note.verdict, note.starred,
    )  # fmt: skip
