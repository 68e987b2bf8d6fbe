"""The notes on an open article: on what they are, writing them, and moving their ends."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content

from analysis import Span
from db import Article, Draft, Note, Store, StoreError
from db.records import Verdict
from tui.recent import MOST, RecentTags
from tui.safe import safe
from tui.screens.asking import AskScreen
from tui.screens.frame import FrameScreen
from tui.screens.note import NoteScreen, recent_line
from tui.strokes import write_key
from tui.undo import Undo
from tui.widgets.article import ArticleView
from tui.widgets.panes.area import Panes
from tui.widgets.places import GROUPS, Place, Places
from tui.widgets.tagline import TagLine
from tui.wording import in_marks


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
        Binding("t t", "tag_note", "Tags", show=False, key_display="tt", id="reader.tag_note",
                tooltip="Tag the note here, or highlight with tags"),
        Binding("t c", "verdict('checked')", "Checked", show=False, key_display="tc",
                id="reader.checked", tooltip="Mark the words here as checked, or no longer"),
        Binding("t d", "verdict('disputed')", "Disputed", show=False, key_display="td",
                id="reader.disputed", tooltip="Mark the words here as disputed, or no longer"),
        Binding("t v", "verdict('to verify')", "To verify", show=False, key_display="tv",
                id="reader.to_verify",
                tooltip="Mark the words here as still to be verified, or no longer"),
        Binding("t *", "star_note", "Star", show=False, key_display="t*", id="reader.star_note",
                tooltip="Star the note here, or take the star away"),
        *(
            Binding(f"t {number}", f"recent_tag({number})", f"Recent tag {number}", show=False,
                    key_display=f"t{number}", id=f"reader.tag_{number}",
                    tooltip="Give the note here this recent tag, or take it away")
            for number in range(1, MOST + 1)
        ),
        Binding("o", "overlapping", "What else is here", show=False, id="reader.overlapping",
                tooltip="Choose the next of the notes and findings that overlap here"),
        Binding("right", "edge('end', 1)", "End on", show=False, id="reader.end_on",
                tooltip="Move the end of the selection, or of the note here, on by a word"),
        Binding("left", "edge('end', -1)", "End back", show=False, id="reader.end_back",
                tooltip="Move the end of the selection, or of the note here, back by a word"),
        Binding("shift+right", "edge('start', 1)", "Start on", show=False, id="reader.start_on",
                tooltip="Move the start of the selection, or of the note here, on by a word"),
        Binding("shift+left", "edge('start', -1)", "Start back", show=False,
                id="reader.start_back",
                tooltip="Move the start of the selection, or of the note here, back by a word"),
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
        self._round: list[Place] = []  # what overlaps where the reader began to go round
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
        place = self._chosen_here() or self.quotation_here()
        if place is None:
            start, end = self.view.sentence
            return Target(start, end) if start < end else None
        match place.kind:
            case "note":
                return Target(place.start, place.end, self.places.notes[place.index].quotation)
            case "quotation":
                return Target(place.start, place.end, place.index)
        return Target(*self._whole(place))

    def _whole(self, place: Place) -> Span:
        """The stretch of a finding; of an event all of it, where its place is its date."""
        if place.kind == "event" and self.places:
            event = self.places.analysis.events[place.index]
            return event.start, event.end
        return place.start, place.end

    def _chosen_here(self) -> Place | None:
        """What is under the cursor of the pane in use, else chosen where the text's cursor is."""
        if self.panes.chosen:
            return self.panes.chosen
        return self.chosen if self.chosen and self._is_here(self.chosen) else None

    def _chosen_span(self) -> Span | None:
        place = self._chosen_here()
        return self._whole(place) if place else None

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

    def _note_here(self) -> Note | None:
        """The note chosen, else the only one that the selection or the sentence touches.

        Of several the first is chosen, so that the reader sees which one the next key is for.
        """
        if self.places is None:
            return None
        place = self._chosen_here()
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

    def _draft_here(self) -> Draft | None:
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

    def _write(self, draft: Draft, done: str = "Edited a note") -> bool:
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
            self._choose_note(made[0].id)
        return True

    def _choose_note(self, number: int) -> None:
        """Choose the note with this id."""
        place = self.note_place(number)
        if place is not None:
            self.choose(place)

    def action_write_note(self) -> None:
        """Write a note, or go on with the one on the same words."""
        draft = self._draft_here()
        if draft is not None:
            self._open_editor(draft)

    def action_edit_note(self) -> None:
        """Edit a note."""
        note = self._note_here()
        if note is not None:
            self._open_editor(draft_of(note))

    def _open_editor(self, before: Draft, typed: Draft | None = None) -> None:
        self.app.push_screen(
            NoteScreen(
                self.view.text[before.start : before.end], before, self._write, self._keep_draft,
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
        draft = self._draft_here()
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
        note = self._note_here()
        if note is not None:
            self._delete(note)

    def _delete(self, note: Note) -> None:
        undo = Undo("Deleted a note", lambda: self.store.restore_note(note))
        if self.record.change(self.number, lambda: self.store.delete_note(note.id), undo):
            self.record.say("Deleted. u brings it back.")

    def action_tag_note(self) -> None:
        """Tag a note, or highlight with tags."""
        draft = self._draft_here()
        if draft is None:
            return
        recent = self.record.recent_tags.tags
        line = TagLine(draft.tags, known=self.known_tags(), recent=recent)

        def answer(typed: str | None) -> None:
            if typed is not None and line.tags != draft.tags:
                self._write(replace(draft, tags=line.tags), "Tagged a note")

        words = in_marks(" ".join(self.view.text[draft.start : draft.end].split()))
        question = f"Tags on {words if len(words) < 60 else words[:58] + '…'}"
        hint = recent_line(recent).plain if recent else "Between commas; Tab completes"
        self.app.push_screen(AskScreen(question, line=line, hint=hint), answer)

    def action_recent_tag(self, number: int) -> None:
        """Give the note here a recent tag, or take it away."""
        draft = self._draft_here()
        if draft is not None:
            tag = self.record.recent_tags.tags[number - 1]
            kept = tuple(other for other in draft.tags if other != tag)
            tags = kept if kept != draft.tags else (*kept, tag)
            self._write(replace(draft, tags=tags), "Tagged a note")

    def action_verdict(self, verdict: Verdict) -> None:
        """Give what is here a verdict, or take it back."""
        draft = self._draft_here()
        if draft is not None:
            given = "" if draft.verdict == verdict else verdict
            self._write(replace(draft, verdict=given), "Gave a verdict")

    def action_star_note(self) -> None:
        """Star the note here, or not."""
        draft = self._draft_here()
        if draft is not None:
            self._write(replace(draft, starred=not draft.starred), "Changed a star")

    def known_tags(self) -> list[str]:
        """The tags in use, those used most first."""
        try:
            return [tag for tag, _ in self.store.tags()]
        except StoreError:  # completion is a comfort: the note can be written without
            return []

    # What overlaps, and where it ends

    def action_overlapping(self) -> None:
        """Choose the next of what overlaps here."""
        if self.places is None:
            return
        chosen = self._chosen_here()
        if chosen is None or chosen not in self._round:
            start, end = self._whole(chosen) if chosen else self.view.sentence
            here = {place for group in GROUPS for place in self.places.over(group, start, end)}
            self._round = sorted(here, key=lambda place: (place.start, -place.end, place.kind))
        at = self._round.index(chosen) if chosen in self._round else -1
        following = self._round[(at + 1) % len(self._round)] if self._round else chosen
        if following == chosen:
            self.record.say("Nothing else is here.")
        else:
            self.choose(following)

    def action_edge(self, edge: Literal["start", "end"], by: int) -> None:
        """Move an end of the selection or of the note here by words, times the count."""
        at_end = edge == "end"
        if self.view.selected:
            self.view.move_edge("word", by, at_end=at_end)
            return
        note = self._note_here()
        if note is None:
            return
        before = (note.start, note.end)
        by *= self.view.count.take()
        span = self.view.motions.grow(before, "word", by, at_end=at_end)
        if span == before:
            return
        undo = Undo(f"Moved the {edge} of a note", lambda: self.store.move_note(note.id, *before))
        if self.record.change(self.number, lambda: self.store.move_note(note.id, *span), undo):
            self._choose_note(note.id)

    # The recent tags, each by its digit

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A digit is only for a tag that there is."""
        if action == "recent_tag" and parameters:
            return parameters[0] in range(1, len(self.record.recent_tags.tags) + 1)
        return super().check_action(action, parameters)

    def recent_after(self, pending: str) -> Content:
        """The recent tags, where the stroke before their digits was pressed; else nothing."""
        first = {
            write_key(key.partition(" ")[0])
            for key, active in self.active_bindings.items()
            if (active.binding.id or "").startswith("reader.tag_") and " " in key
        }
        asked = any(pending.endswith(key) for key in first) and self.record.recent_tags.tags
        return recent_line(self.record.recent_tags.tags) if asked else Content("")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work here; those of recent tags are called by the tags."""
        active = super().active_bindings
        tags = {
            f"reader.tag_{number}": f"#{safe(tag)}"
            for number, tag in enumerate(self.record.recent_tags.tags, 1)
        }
        for key, one in active.items():
            if one.binding.id in tags:
                binding = replace(one.binding, description=tags[one.binding.id])
                active[key] = one._replace(binding=binding)
        return active


def draft_of(note: Note) -> Draft:
    """A note as the editor begins with it."""
    return Draft(
        note.article, note.start, note.end, note.id, note.quotation,
        note.body, note.tags, note.verdict, note.starred,
    )  # fmt: skip
