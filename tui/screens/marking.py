"""Tagging, starring and judging what is read, and moving the ends of a note."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content

from db import Store
from db.records import Verdict
from tui.recent import MOST
from tui.safe import safe
from tui.screens.asking import AskScreen
from tui.screens.noting import NotingScreen
from tui.strokes import write_key
from tui.undo import Undo
from tui.widgets.article import ArticleView
from tui.widgets.panes.lines import lines_of
from tui.widgets.places import GROUPS, Place
from tui.widgets.tagline import TagLine, recent_line
from tui.wording import in_marks

_QUESTION = 54  # cells of the words that tags are asked for


class MarkingScreen(NotingScreen):
    """A screen with an article on which a key or two mark what is at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
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
        super().__init__(store, article, view)
        self._round: list[Place] = []  # what overlaps where the reader began to go round

    def action_tag_note(self) -> None:
        """Tag a note, or highlight with tags."""
        draft = self.draft_here()
        if draft is None:
            return
        words = "".join(lines_of(self.view.text[draft.start : draft.end], _QUESTION, 1))
        self.ask_tags(
            f"Tags on {in_marks(words)}",
            draft.tags,
            lambda tags: self.write(replace(draft, tags=tags), "Tagged a note"),
        )

    def ask_tags(
        self, question: str, tags: Sequence[str], accept: Callable[[tuple[str, ...]], bool]
    ) -> None:
        """Ask for tags in place of `tags`; `accept` gets them where they are others.

        It is False where they could not be stored: the line then stays.
        """
        recent = self.record.recent_tags.tags
        line = TagLine(tags, known=self.known_tags(), recent=recent)

        def answer(_: str) -> bool:
            return line.tags == tuple(tags) or accept(line.tags)

        hint = recent_line(recent).plain if recent else "Between commas; Tab completes"
        self.app.push_screen(AskScreen(question, line=line, hint=hint, accept=answer))

    def action_recent_tag(self, number: int) -> None:
        """Give the note here a recent tag, or take it away."""
        draft = self.draft_here()
        if draft is not None:
            tag = self.record.recent_tags.tags[number - 1]
            kept = tuple(other for other in draft.tags if other != tag)
            tags = kept if kept != draft.tags else (*kept, tag)
            self.write(replace(draft, tags=tags), "Tagged a note")

    def action_verdict(self, verdict: Verdict) -> None:
        """Give what is here a verdict, or take it back."""
        draft = self.draft_here()
        if draft is not None:
            given = "" if draft.verdict == verdict else verdict
            self.write(replace(draft, verdict=given), "Gave a verdict")

    def action_star_note(self) -> None:
        """Star the note here, or not."""
        draft = self.draft_here()
        if draft is not None:
            self.write(replace(draft, starred=not draft.starred), "Changed a star")

    # What overlaps, and where it ends

    def action_overlapping(self) -> None:
        """Choose the next of what overlaps here."""
        if self.places is None:
            return
        chosen = self.chosen_here()
        if chosen is None or chosen not in self._round:
            start, end = self.whole(chosen) if chosen else self.view.sentence
            mentions = self.places.analysis.mentions
            here = {
                place
                for group in GROUPS
                for place in self.places.over(group, start, end)
                if place.kind != "name" or mentions[place.index].kind == "name"
            }
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
        note = self.note_here()
        if note is None:
            return
        if self.chosen_note != note:  # a key pressed in passing moves no note unseen
            self.choose(self.note_place(note.id))
            self.record.say("The same key again moves the ends of this note.")
            return
        before = (note.start, note.end)
        by *= self.view.count.take()
        span = self.view.motions.grow(before, "word", by, at_end=at_end)
        if span == before:
            return
        undo = Undo(f"Moved the {edge} of a note", lambda: self.store.move_note(note.id, *before))
        if self.record.change(self.number, lambda: self.store.move_note(note.id, *span), undo):
            self.choose_note(note.id)

    # The recent tags, each by its digit

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A digit is only for a tag that there is."""
        if action == "recent_tag" and parameters:
            return parameters[0] in range(1, len(self.record.recent_tags.tags) + 1)
        return super().check_action(action, parameters)

    def recent_after(self, pending: str) -> Content:
        """The recent tags, where the stroke before their digits was pressed; else nothing."""
        tags = self.record.recent_tags.tags
        if not pending or not tags:
            return Content("")
        first = {
            write_key(key.partition(" ")[0])
            for key, active in self.active_bindings.items()
            if (active.binding.id or "").startswith("reader.tag_") and " " in key
        }
        return recent_line(tags) if any(map(pending.endswith, first)) else Content("")

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
