"""The notes of all articles as rows of a list, and the note under the cursor with its context."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, repeat

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from analysis.date_format import format_published, format_short_date
from analysis.speaker_names import format_speaker
from db import Store
from db.finding_rows import parse_stored_day
from db.models import NoteColor, TagColor
from db.repositories.note_lists import ListedNote, NoteGroup, NoteGrouping, NoteOrder
from db.repositories.tags import is_below, tag_key
from tui.display_text import (
    COLOR_SIGNS,
    VERDICT_SIGNS,
    in_quotation_marks,
)
from tui.note_authors import describe_author
from tui.sanitize import safe
from tui.store_query import read_or_default
from tui.strings.note_list_text import NoteListText
from tui.strings.pane_text import PaneText
from tui.widgets.panes.pane_source import FOLDED, UNFOLDED
from tui.widgets.panes.row_text import justify, wrap_lines
from tui.widgets.row_source import PagedSource

_WINDOW = 60  # notes loaded at a time
_CONTEXT = 300  # characters around the passage in the preview
_LINES = 3  # of a note
_INDENT = 2  # cells for each level of the tree

TAG_STYLES: Mapping[TagColor, str] = {
    "": "", "red": "$error", "orange": "$accent", "yellow": "$warning", "green": "$success",
    "teal": "$teal", "blue": "$primary", "purple": "$secondary", "gray": "$foreground-muted",
}  # fmt: skip


COLOR_STYLES: Mapping[NoteColor, str] = {
    color: "$tint-COLOR-letter on $tint-COLOR".replace("COLOR", color) for color in COLOR_SIGNS
}
"""The color of a note as it is in the text, behind its letter."""


def format_tag(name: str, colors: Mapping[str, TagColor]) -> Content:
    """Return a tag in its color, with the sign of the color in parentheses."""
    color = colors.get(tag_key(name), "")
    if not color:
        return Content(f"#{safe(name)}")
    return Content.styled(f"#{safe(name)}({NoteListText.TAG_SIGNS[color]})", TAG_STYLES[color])


class NoteListing:
    """The notes that a query selects, in groups."""

    def __init__(self, store: Store, query: str, grouping: NoteGrouping, order: NoteOrder) -> None:
        """Query the store for the groups and the ids of the notes.

        Raises `StoreError`, and ValueError for an invalid query.
        """
        self.store = store
        self.query = query
        self.grouping = grouping
        self.groups = store.note_lists.group(query, grouping, order)
        self.colors = store.note_lists.colors()
        self._titles: dict[int, str] = {}
        self.notes = list(dict.fromkeys(note for group in self.groups for note in group.notes))
        """The ids of the notes, each once."""

    def article_title(self, group: NoteGroup) -> str:
        """Return the title of an article; those of the next groups are loaded with it."""
        article = int(group.key)
        if article not in self._titles:
            at = self.groups.index(group)
            wanted = [int(following.key) for following in self.groups[at : at + _WINDOW]]
            # without titles if the store is locked by another program
            self._titles |= read_or_default(lambda: self.store.note_lists.titles(wanted), {})
        return self._titles.get(article, "…")


class NoteListRows(PagedSource[int, ListedNote]):
    """Notes under the headings of their groups; the rows of folded groups are left out.

    A note has three lines: its passage, its text or more of the passage, and its article and tags.
    The key of a heading is 0.
    """

    def __init__(self, listing: NoteListing, folded: frozenset[str] = frozenset()) -> None:
        """List notes, without those of folded groups or below a folded tag. Raises `StoreError`."""
        self.listing = listing
        self.folded = folded
        self._heads: dict[int, NoteGroup] = {}
        ids: list[int] = []  # of the rows
        closed = ""
        for group in listing.groups:
            if closed and is_below(group.key, closed):
                continue
            closed = ""
            if listing.grouping != "none":
                self._heads[len(ids)] = group
                ids.append(0)
            if group.key in folded:
                closed = group.key if listing.grouping == "tag" else ""
            else:
                ids.extend(group.notes)
        load = listing.store.note_lists.load
        super().__init__(
            lambda: ids,
            lambda keys: load([id for id in keys if id]),
            self._draw_note,
            key_of=lambda listed: listed.note.id,
            to_row_key=lambda id: id or None,
            size=_WINDOW,
            is_filtered=bool(listing.query or folded),  # notes are left out
        )
        self.has_equal_heights = False

    # The rows

    def count_markable(self) -> int:
        """Return the number of notes, each once."""
        return len(self.listing.notes)

    def is_heading(self, index: int) -> bool:
        """Return whether the row is the heading of a group."""
        return index in self._heads

    def is_skipped(self, index: int) -> bool:
        """Return False: a heading can be folded, and its tag can be edited."""
        del index
        return False

    def is_foldable(self, index: int) -> bool:
        """Return whether the row is a heading."""
        return index in self._heads

    def height(self, index: int, width: int) -> int:
        """Return 3 for a note; 2 for a heading with its blank line, 1 for the first one."""
        del width
        if index in self._heads:
            return 2 if index else 1
        return _LINES

    def heights(self, width: int) -> Iterable[int]:
        """Return the height of each row, group by group: a store may have many notes."""
        heads = [*self._heads, self.count()]
        yield from repeat(_LINES, heads[0])
        for start, end in pairwise(heads):
            yield self.height(start, width)
            yield from repeat(_LINES, end - start - 1)

    def row_of_group(self, key: str) -> int:
        """Return the row of the heading of a group, 0 for none."""
        return next((row for row, group in self._heads.items() if group.key == key), 0)

    def group_at(self, index: int) -> NoteGroup | None:
        """Return the group of a row; None without grouping."""
        rows = [row for row in self._heads if row <= index]
        return self._heads[max(rows)] if rows and index >= 0 else None

    # Drawing

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the heading, or the three lines of a note."""
        group = self._heads.get(index)
        if group is not None:
            line = self._heading(group, width)
            return [Content(""), line] if index else [line]
        return super().row(index, width)

    def _draw_note(self, listed: ListedNote, width: int) -> Sequence[Content]:
        return list(self._lines(listed, width))

    def _heading(self, group: NoteGroup, width: int) -> Content:
        indent = " " * (_INDENT * group.depth)
        sign = FOLDED if group.key in self.folded else UNFOLDED
        count = f" {len(group.notes):,}" if group.notes or not group.below else ""
        below = NoteListText.BELOW.format(notes=group.below) if group.below else ""
        room = max(width - len(sign) - len(indent) - len(count) - len(below) - 1, 4)
        title = self._title(group).truncate(room, ellipsis=True)
        line = Content.assemble(
            (sign, ".rows--muted"), indent, title, (count, ".rows--muted"), (below, ".rows--muted"),
            " ",
        )  # fmt: skip
        return line + Content.styled("─" * max(width - line.cell_length, 0), "$border")

    def _title(self, group: NoteGroup) -> Content:
        key = group.key
        match self.listing.grouping:
            case "article":
                return Content.styled(safe(self.listing.article_title(group)), ".rows--heading")
            case "tag" if key:
                return Content.styled("", ".rows--heading") + format_tag(key, self.listing.colors)
            case "day":
                day = parse_stored_day(key)
                title = format_short_date(day) if day else safe(key)
            case "verdict":
                title = PaneText.NOTE_GROUPS.get(key, safe(key))
            case "color":
                name = PaneText.NOTE_COLOR_GROUPS.get(key, PaneText.NOTE_COLOR_GROUPS["yellow"])
                title = f"{key[:1]} {name}"
            case _:
                title = safe(key) or NoteListText.NO_KEY[self.listing.grouping]
        return Content.styled(title, ".rows--heading")

    def _lines(self, listed: ListedNote, width: int) -> Iterator[Content]:
        """Yield the passage with signs, the text or the rest of the passage, and the article."""
        note = listed.note
        marks = [VERDICT_SIGNS[note.verdict]] if note.verdict else []
        marks += ["★"] if note.starred else []
        day = format_short_date(note.created.date())
        signs = Content.assemble(
            (f" {' '.join(marks)} ", ".rows--star"),
            (f" {COLOR_SIGNS[note.color]} ", COLOR_STYLES[note.color]),
            (f" {day}", ".rows--muted"),
        )
        roomy = width > 3 * signs.cell_length
        room = width - signs.cell_length if roomy else width
        lines = wrap_lines(in_quotation_marks(note.exact), room, 1 if note.body else 2)
        first = Content.styled(lines[0] if lines else "", "" if note.body else ".rows--strong")
        yield justify(first, signs, width) if roomy else first
        if note.body:
            yield Content(f"  ✎ {wrap_lines(note.body, width - 4, 1)[0]}")
        elif lines[1:]:
            yield Content.styled(f"  {lines[1]}", ".rows--strong")
        else:
            yield Content.styled(f"  {_describe_speaker(listed)}", ".rows--muted")
        yield self._details(listed, width)

    def _details(self, listed: ListedNote, width: int) -> Content:
        tags = [format_tag(tag, self.listing.colors) for tag in listed.note.tags]
        parts = [] if self.listing.grouping == "article" else [safe(listed.title)]
        parts += [safe(listed.site)] if listed.site and width > 60 else []
        parts += [format_published(listed.published, listed.published_from)]
        parts.append(safe(describe_author(listed.note)))
        details = Content.styled(" · ".join(filter(None, parts)), ".rows--muted")
        line = Content(" ").join(tags)
        room = width - 3 - line.cell_length
        details = details.truncate(max(room, width // 3), ellipsis=True)
        return Content.assemble("  ", details, "  " if tags else "", line)


class NotePreview(VerticalScroll, can_focus=False):
    """The note under the cursor: its passage in its context, its text, tags and article."""

    DEFAULT_CSS = """
    NotePreview {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        & > Static { max-width: 84; }
    }
    """

    _shown: tuple[ListedNote | None, Mapping[str, TagColor]] | None = None

    def compose(self) -> ComposeResult:
        """Compose one text, which `show` fills."""
        yield Static(id="note-shown")

    def show(self, store: Store, listed: ListedNote | None, colors: Mapping[str, TagColor]) -> None:
        """Show a note with its context; None clears the preview."""
        if (listed, colors) == self._shown:
            return
        self._shown = (listed, colors)
        content = Content("")
        if listed is not None:
            load = store.note_lists.context
            before, after = read_or_default(lambda: load(listed.note.id, _CONTEXT), ("", ""))
            content = _describe(listed, before, after, colors)
        self.query_one("#note-shown", Static).update(content)
        self.scroll_home(animate=False)


def _describe_speaker(listed: ListedNote) -> str:
    """Return the speaker of a note's quotation, "" without one."""
    if listed.speaker:
        return NoteListText.SAID_BY.format(speaker=safe(listed.speaker))
    return safe(format_speaker("", listed.pronoun))


def _describe(
    listed: ListedNote, before: str, after: str, colors: Mapping[str, TagColor]
) -> Content:
    note = listed.note
    about = [safe(listed.site), format_published(listed.published, listed.published_from)]
    lines = [
        Content.styled(safe(listed.title), "bold"),
        Content.styled(" · ".join(filter(None, about)), "$foreground-muted"),
        Content(""),
        Content.assemble(
            (safe(_paragraph_start(before)), "$foreground-muted"),
            (safe(note.exact), "bold underline"),
            (safe(_paragraph_end(after)), "$foreground-muted"),
        ),
    ]
    if speaker := _describe_speaker(listed):
        lines += [Content(""), Content.styled(speaker, "$primary")]
    if note.body:
        lines += [Content(""), *(Content(safe(line)) for line in note.body.split("\n"))]
    facts = [f"{VERDICT_SIGNS[note.verdict]} {note.verdict}"] if note.verdict else []
    facts += ["★"] if note.starred else []
    facts += [] if note.page is None else [NoteListText.PAGE.format(page=note.page)]
    author = describe_author(note)
    facts += [safe(author)] if author else []
    color = f" {COLOR_SIGNS[note.color]} {note.color} "
    facts.append("")
    lines += [
        Content(""),
        Content.assemble((" · ".join(facts), "$accent"), (color, COLOR_STYLES[note.color])),
    ]
    if note.tags:
        lines.append(Content(" ").join(format_tag(tag, colors) for tag in note.tags))
    return Content("\n").join(lines)


def _paragraph_start(before: str) -> str:
    """Return the loaded text before a passage, at most from the beginning of its paragraph."""
    _, line_end, text = before.rpartition("\n")
    return text if line_end or len(before) < _CONTEXT else f"…{text}"


def _paragraph_end(after: str) -> str:
    """Return the loaded text after a passage, at most to the end of its paragraph."""
    text, line_end, _ = after.partition("\n")
    return text if line_end or len(after) < _CONTEXT else f"{text}…"
