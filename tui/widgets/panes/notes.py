"""The Notes pane: the user's notes with their passages, verdicts and tags."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec import Struct
from textual.content import Content

from analysis.date_format import format_short_date
from analysis.structs import replace
from db import Note
from db.search.rows import NOTES, RowFacts
from db.text import fold
from tui.display_text import COLOR_SIGNS, VERDICT_SIGNS, in_quotation_marks
from tui.note_authors import describe_author
from tui.sanitize import safe
from tui.strings.note_list_text import NoteListText
from tui.strings.pane_text import PaneText
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.panes.pane_source import DEFAULT_ARRANGEMENT, Arrangement, PaneSource
from tui.widgets.panes.row_text import justify, style_lines, wrap_lines

_MOST_LINES = 6  # of a note


class NoteEntry(Struct, frozen=True):
    """A note and the reference to it."""

    ref: FindingRef
    note: Note


class NoteRows(PaneSource[NoteEntry]):
    """Notes with the passage that they annotate, their text, verdict and tags."""

    LANGUAGE = NOTES
    ORDERS: ClassVar[tuple[str, ...]] = PaneText.NOTE_ORDERS
    GROUPINGS: ClassVar[tuple[str, ...]] = PaneText.NOTE_GROUPINGS
    AIRY = True

    def __init__(
        self, findings: FindingIndex, arrangement: Arrangement = DEFAULT_ARRANGEMENT
    ) -> None:
        """List the notes on an article."""
        noted = [NoteEntry(ref, findings.notes[ref.index]) for ref in findings.groups["notes"]]
        super().__init__(noted, arrangement)

    def ref_of(self, entry: NoteEntry) -> FindingRef:
        """Return the reference to the note."""
        return entry.ref

    def filter_text_of(self, entry: NoteEntry) -> str:
        """Return its text, passage, tags as #tag, verdict and color."""
        note = entry.note
        tags = (f"#{tag}" for tag in note.tags)
        return " ".join((note.body, note.exact, *tags, note.verdict, note.color))

    def facts_of(self, entry: NoteEntry) -> RowFacts:
        """Return its text, words, tags and star."""
        note = entry.note
        values = {"is:starred": note.starred, "has:tag": bool(note.tags)}
        return replace(
            super().facts_of(entry),
            fields={"note": fold(f"{note.body}\n{note.exact}")},
            tags=note.tags,
            authors=(note.author, note.verdict_author, *note.tag_authors.values()),
            values=frozenset(value for value, holds in values.items() if holds),
        )

    def sort_entries(self, entries: list[NoteEntry]) -> list[NoteEntry]:
        """Sort by position, change or star."""
        match self.arrangement.order:
            case 1:
                return sorted(entries, key=lambda entry: entry.note.changed, reverse=True)
            case 2:
                return sorted(entries, key=lambda entry: not entry.note.starred)
        return entries

    def groups_of(self, entry: NoteEntry) -> Sequence[str]:
        """Return its verdict, its tags or its color."""
        match self.arrangement.grouping:
            case 1:
                return (PaneText.NOTE_GROUPS[entry.note.verdict],)
            case 2:
                return [f"#{safe(tag)}" for tag in entry.note.tags] or (PaneText.NO_TAG,)
            case 3:
                return (PaneText.NOTE_COLOR_GROUPS[entry.note.color],)
        return ("",)

    def group_order(self, groups: dict[str, list[NoteEntry]]) -> Iterable[str]:
        """Sort verdicts by urgency, colors as the legend, tags by name; the last have none."""
        if self.arrangement.grouping == 1:
            return [title for title in PaneText.NOTE_GROUPS.values() if title in groups]
        if self.arrangement.grouping == 3:
            return [title for title in PaneText.NOTE_COLOR_GROUPS.values() if title in groups]
        return sorted(groups, key=lambda title: (title == PaneText.NO_TAG, title.casefold()))

    def entry_height(self, entry: NoteEntry, index: int, width: int) -> int:
        """Return the height of passage, text, verdict and tags, and a blank line."""
        del index
        note = entry.note
        return 2 + len(_body(note, width)) + bool(_signs(note))

    def entry_lines(self, entry: NoteEntry, index: int, width: int) -> Sequence[Content]:
        """Return the lines of a note."""
        del index
        note = entry.note
        star = Content.styled("★ " if note.starred else "", ".rows--star")
        words = Content.assemble(star, (in_quotation_marks(safe(note.exact)), ".rows--muted"))
        when = Content.styled(f" {format_short_date(note.changed.date())}", ".rows--muted")
        roomy = width > 3 * when.cell_length
        lines = [justify(words, when, width) if roomy else words.truncate(width, ellipsis=True)]
        body = _body(note, width)
        if body:
            lines += [Content(f"• {body[0]}"), *style_lines(body[1:], "", "  ")]
        if signs := _signs(note):
            lines.append(Content.styled(signs, ".rows--accent"))
        return lines


def _signs(note: Note) -> str:
    """Return the verdict, the tags and the color of a note, unless it is yellow."""
    signs = [f"{VERDICT_SIGNS[note.verdict]} {note.verdict}"] if note.verdict else []
    signs += [f"#{safe(tag)}" for tag in note.tags]
    if note.color != "yellow":
        signs.append(f"{COLOR_SIGNS[note.color]} {note.color}")
    if note.page is not None:
        signs.append(NoteListText.PAGE.format(page=note.page))
    if author := describe_author(note):
        signs.append(safe(author))
    return " ".join(signs)


def _body(note: Note, width: int) -> list[str]:
    """Return a note's text, wrapped, with its own line breaks."""
    lines: list[str] = []
    for line in note.body.split("\n"):
        if len(lines) < _MOST_LINES:
            lines += wrap_lines(line, width - 2, _MOST_LINES - len(lines))
        elif line.strip() and not lines[-1].endswith("…"):
            lines[-1] += " …"
    return lines
