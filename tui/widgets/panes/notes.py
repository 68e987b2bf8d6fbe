"""The Notes pane: what the reader wrote, and on which words."""

from collections.abc import Sequence

from textual.content import Content

from db import Note
from tui.safe import safe
from tui.widgets.panes.source import PaneSource, height_of, lines_of, styled
from tui.widgets.places import Place, Places
from tui.wording import in_marks

_MOST_LINES = 6  # of a note


class NoteRows(PaneSource):
    """Notes in text order: the words they are on, what they say, their tags."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._notes = places.notes
        self.places += places.groups["notes"]
        self._row_of = {place.index: row for row, place in enumerate(places.groups["notes"])}

    def note(self, index: int) -> Note:
        """The note of a row."""
        place = self.places[index]
        assert place is not None
        return self._notes[place.index]

    def index_of(self, place: Place) -> int:
        """The row of a note."""
        return self._row_of.get(place.index, -1)

    def height(self, index: int, width: int) -> int:
        """The words, the note, its tags, and a blank line."""
        note = self.note(index)
        return 2 + self._body(note, width) + bool(note.tags)

    def _body(self, note: Note, width: int) -> int:
        if not note.body:
            return 0
        lines = (height_of(len(line), width - 2, _MOST_LINES) for line in note.body.split("\n"))
        return min(sum(lines), _MOST_LINES)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The lines of a note."""
        note = self.note(index)
        words = Content.styled(in_marks(safe(note.exact)), ".rows--muted")
        lines = [words.truncate(width, ellipsis=True)]
        if note.body:
            lines += styled(lines_of(note.body, width - 2, self._body(note, width)), "", "• ")[:1]
            rest = lines_of(note.body, width - 2, self._body(note, width))[1:]
            lines += styled(rest, "", "  ")
        if note.tags:
            lines.append(
                Content.styled(" ".join(f"#{safe(tag)}" for tag in note.tags), ".rows--accent")
            )
        return [*lines, Content("")]
