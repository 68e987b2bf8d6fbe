"""What a reader changes of an open article: notes, highlights, tags, star, date; and copying."""

import datetime
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from db import Article, Note, Store, StoreError
from tui.screens.asking import AskScreen, LastWord
from tui.screens.date import DateScreen
from tui.screens.frame import FrameScreen
from tui.screens.note import NoteScreen, split_tags
from tui.undo import Undo
from tui.widgets.article import ArticleView
from tui.widgets.describing import citation
from tui.widgets.panes.area import Panes
from tui.widgets.places import Place, Places
from tui.wording import published


@dataclass(frozen=True, slots=True)
class Target:
    """The stretch of text that a note would be on, and the quotation it is, if it is one."""

    start: int
    end: int
    quotation: int | None = None


class AnnotatingScreen(FrameScreen):
    """A screen with an article, its panes and its notes, on which the reader writes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "write_note", "Note", id="reader.note",
                tooltip="Write a note on the selection, finding, quotation or sentence"),
        Binding("h", "highlight", "Highlight", id="reader.highlight",
                tooltip="Highlight the selection, finding, quotation or sentence"),
        Binding("e", "edit_note", "Edit note", show=False, id="reader.edit_note",
                tooltip="Edit the note at the cursor"),
        Binding("x", "delete_note", "Delete note", show=False, id="reader.delete_note",
                tooltip="Delete the note at the cursor; u brings it back"),
        Binding("T", "tags", "Tags", show=False, id="reader.tags",
                tooltip="Change the article's tags"),
        Binding("D", "set_date", "Date", id="reader.date",
                tooltip="Set the publication date; the timeline follows at once"),
        Binding("asterisk", "toggle_star", "Star", show=False, key_display="*",
                id="reader.star", tooltip="Star the article, or take the star away"),
        Binding("y", "copy", "Copy", show=False, id="reader.copy",
                tooltip="Copy the selection, quotation or sentence with its source"),
    ]  # fmt: skip

    def __init__(self, store: Store, article: int, view: ArticleView) -> None:
        """The screen of an article that is not loaded yet."""
        super().__init__()
        self.store = store
        self.number = article
        self.article: Article | None = None
        self.view = view
        self.panes = Panes()
        self.places: Places | None = None
        self.chosen: Place | None = None

    def reload(self) -> None:
        """Ask the store for the article anew, after a change that its findings hang on."""
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
        """The selection, else the finding chosen, the quotation here, or the sentence."""
        if self.places is None:
            return None
        selected = self.view.selected
        if selected:
            return Target(*selected)
        place = self.chosen if self.chosen and self._is_here(self.chosen) else None
        if place is None or place.kind == "note":
            place = self.quotation_here()
        if place is None:
            start, end = self.view.sentence
            return Target(start, end) if start < end else None
        if place.kind == "event":
            event = self.places.analysis.events[place.index]
            return Target(event.start, event.end)
        return Target(place.start, place.end, place.index if place.kind == "quotation" else None)

    def _is_here(self, place: Place) -> bool:
        """Whether a place is where the cursor's sentence is."""
        start, end = self.view.sentence
        return place.start < end and place.end > start

    def _note_here(self) -> Note | None:
        """The note under the Notes pane's cursor, else chosen, else touched by the sentence."""
        if self.places is None:
            return None
        start, end = self.view.selected or self.view.sentence
        chosen = self.chosen if self.chosen and self._is_here(self.chosen) else None
        for place in (self.panes.chosen, chosen, self.places.touching("notes", start, end)):
            if place and place.kind == "note":
                return self.places.notes[place.index]
        self.record.say("There is no note here: i writes one.")
        return None

    # Changes

    def _add(self, target: Target, body: str, tags: tuple[str, ...]) -> bool:
        made: list[Note] = []

        def make() -> None:
            made.append(
                self.store.add_note(
                    self.number, target.start, target.end, body,
                    tags=tags, quotation=target.quotation,
                )
            )  # fmt: skip

        undo = Undo(
            "Wrote a note" if body else "Highlighted", lambda: self.store.delete_note(made[0].id)
        )
        return self.record.change(self.number, make, undo)

    def _edit(self, note: Note, body: str, tags: tuple[str, ...]) -> bool:
        return self.record.change(
            self.number,
            lambda: self.store.edit_note(note.id, body=body, tags=tags),
            Undo(
                "Edited a note",
                lambda: self.store.edit_note(note.id, body=note.body, tags=note.tags),
            ),
        )

    def _known_tags(self) -> list[str]:
        try:
            return [tag for tag, _ in self.store.tags()]
        except StoreError:  # completion is a comfort: the note can be written without
            return []

    def action_write_note(self) -> None:
        """Write a note."""
        target = self.target()
        if target is None:
            return
        self.app.push_screen(
            NoteScreen(
                self.view.text[target.start : target.end],
                lambda body, tags: self._add(target, body, tags),
                known_tags=self._known_tags(),
            ),
            self._written,
        )

    def _written(self, saved: bool | None) -> None:
        if saved:
            self.clear_selection()

    def action_highlight(self) -> None:
        """Highlight without words, or take a highlight on the same words away."""
        target = self.target()
        if target is None or self.places is None:
            return
        for note in self.places.notes:
            if (note.start, note.end, note.body, note.tags) == (target.start, target.end, "", ()):
                self._delete(note)
                return
        if self._add(target, "", ()):
            self.clear_selection()

    def action_edit_note(self) -> None:
        """Edit a note."""
        note = self._note_here()
        if note is not None:
            self.app.push_screen(
                NoteScreen(
                    note.exact,
                    lambda body, tags: self._edit(note, body, tags),
                    body=note.body, tags=note.tags, known_tags=self._known_tags(),
                )
            )  # fmt: skip

    def action_delete_note(self) -> None:
        """Delete a note."""
        note = self._note_here()
        if note is not None:
            self._delete(note)

    def _delete(self, note: Note) -> None:
        undo = Undo("Deleted a note", lambda: self.store.restore_note(note))
        if self.record.change(self.number, lambda: self.store.delete_note(note.id), undo):
            self.record.say("Deleted. u brings it back.")

    def action_tags(self) -> None:
        """Change the article's tags."""
        if self.article is None:
            return
        before = self.article.row.tags

        def answer(typed: str | None) -> None:
            if typed is None or split_tags(typed) == before:
                return
            self.record.change(
                self.number,
                lambda: self.store.set_article_tags(self.number, split_tags(typed)),
                Undo(
                    "Changed the tags",
                    lambda: self.store.set_article_tags(self.number, before),
                ),
            )

        self.app.push_screen(
            AskScreen(
                "Tags of this article",
                value=", ".join(before),
                hint="Between commas; the right arrow completes",
                suggester=LastWord(self._known_tags()),
            ),
            answer,
        )

    def action_set_date(self) -> None:
        """Set the publication date."""
        if self.article is None:
            return
        row, before = self.article.row, self.article.document.published

        def answer(given: tuple[datetime.date | None] | None) -> None:
            if given is not None and given[0] != before:
                self.record.change(
                    self.number,
                    lambda: self.store.set_published(self.number, given[0]),
                    Undo(
                        "Changed the publication date",
                        lambda: self.store.set_published(self.number, before, row.published_from),
                    ),
                )
                self.reload()

        today = datetime.date.today()
        self.app.push_screen(DateScreen(before, published(row), today), answer)

    def action_toggle_star(self) -> None:
        """Star the article, or not."""
        if self.article is None:
            return
        starred = self.article.row.starred
        self.record.change(
            self.number,
            lambda: self.store.set_starred(self.number, not starred),
            Undo("Changed the star", lambda: self.store.set_starred(self.number, starred)),
        )

    def action_copy(self) -> None:
        """Copy words with their source."""
        target = self.target()
        if target is None or self.article is None:
            return
        quotation = None
        if target.quotation is not None:
            quotation = self.article.analysis.quotations[target.quotation]
        words = self.view.text[target.start : target.end]
        self.app.copy_to_clipboard(citation(words, self.article, quotation))
        self.record.say("Copied, with its source")
