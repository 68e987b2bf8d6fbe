"""The tree of tags: counts and colors; rename, merge and delete tags.

The table of tags that occur together.
"""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from db import StoreError
from db.errors import TagExists
from db.models import TAG_COLORS, TagColor, TagNode
from db.repositories.edit_log import LoggedEdit
from db.repositories.tags import TagTarget, normalize_tags, tag_key
from tui.actions import load_bindings
from tui.changes import StoreChange
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import ConfirmDialog, PromptDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.all_notes import apply_logged_edit, open_tagged
from tui.screens.app_screen import AppScreen
from tui.strings import AppText, NoteListText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.note_list import TAG_STYLES
from tui.widgets.panes.pane_source import justify
from tui.widgets.row_source import EmptySource, RowSource
from tui.widgets.virtual_list import VirtualList

_INDENT = 2  # cells for each level of the tree
_NAME, _CELL = 22, 9  # cells of a name, and of a column of the table
_CHANGE = StoreChange.in_any_article("tags", "notes")


class TagRows(RowSource):
    """The tags, each below the tag above it, with the numbers of articles and notes."""

    is_markable = True

    def __init__(self, tags: Sequence[TagNode]) -> None:
        """List the tags in the order of the tree."""
        self.tags = tags

    def count(self) -> int:
        """Return the number of tags."""
        return len(self.tags)

    def key(self, index: int) -> str:
        """Return the name of the tag of a row, in the form by which names are compared."""
        return tag_key(self.tags[index].name)

    def index_of(self, name: str) -> int:
        """Return the row of a tag, 0 if it is not listed."""
        keys = [self.key(index) for index in range(len(self.tags))]
        return keys.index(tag_key(name)) if tag_key(name) in keys else 0

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the last part of the name, the color, and the numbers with the tags below."""
        tag = self.tags[index]
        own, total = tag.articles + tag.notes, tag.all_articles + tag.all_notes
        left = Content.assemble(
            " " * (_INDENT * tag.depth),
            (safe(tag.label), ".rows--strong" if not tag.depth else ""),
            (f"  ● {tag.color}" if tag.color else "", TAG_STYLES[tag.color]),
        )
        counted = ((tag.all_articles, "article"), (tag.all_notes, "note"))
        numbers = " · ".join(format_count(number, noun) for number, noun in counted if number)
        if 0 < own < total and width > 60:
            numbers = f"{NoteListText.OWN_NUMBER.format(number=own)} · {numbers}"
        return [justify(left, Content.styled(numbers, ".rows--muted"), width)]


class TagTreeScreen(AppScreen):
    """The tree of tags; Enter lists the notes with a tag."""

    BINDING_GROUP_TITLE = NoteListText.TAGS_TITLE
    REFRESHED_BY = frozenset({"tags", "notes", "list"})
    AUTO_FOCUS = "#tags"
    DEFAULT_CSS = """
    TagTreeScreen > #tags { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("tag_tree")

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, NoteListText.TAGS_TITLE)
        yield VirtualList(id="tags", empty=NoteListText.NO_TAGS)
        yield Footer()

    def on_mount(self) -> None:
        """Load the tags, now and whenever they change."""
        self._load()
        self.follow_changes()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the tags again."""
        del change
        self._load()

    @property
    def _rows(self) -> VirtualList:
        return self.query_one("#tags", VirtualList)

    @property
    def _tags(self) -> TagRows | None:
        source = self._rows.source
        return source if isinstance(source, TagRows) else None

    @property
    def current(self) -> TagNode | None:
        """The tag under the cursor."""
        tags, cursor = self._tags, self._rows.cursor
        return tags.tags[cursor] if tags and 0 <= cursor < len(tags.tags) else None

    def _load(self) -> None:
        """Load the tags; the cursor stays on its tag."""
        try:
            tags = TagRows(self.context.store.tags.tree())
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        before, cursor = self.current, max(self._rows.cursor, 0)
        if before is not None:
            cursor = tags.index_of(before.name) or min(cursor, max(tags.count() - 1, 0))
        self._rows.show(tags, cursor)
        self.query_one(Header).detail = format_count(tags.count(), "tag")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for tags if there are any."""
        del parameters
        is_for_tags = action in {"rename", "merge", "color", "delete", "pairs"}
        return self.current is not None if is_for_tags else True

    @on(VirtualList.RowSelected, "#tags")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if self.current is not None:
            open_tagged(self.context, "all_notes", [self.current.name])

    def action_pairs(self) -> None:
        """Show which tags occur together."""
        self.context.open("tag_pairs")

    # Edits

    def _selected_tags(self) -> list[TagNode]:
        """Return the marked tags, else the tag under the cursor."""
        keys = set(self._rows.list_targets())
        return [tag for tag in (self._tags.tags if self._tags else ()) if tag_key(tag.name) in keys]

    def _apply(self, make: Callable[[], LoggedEdit], done: str) -> bool:
        """Apply an edit of tags as one step of undo; return False if the store refused it."""
        edit = apply_logged_edit(self.context, _CHANGE, make, lambda _: done)
        if edit is not None:
            self._rows.remove_marks()
        return edit is not None

    def action_rename(self) -> None:
        """Ask for the new name of the tag under the cursor."""
        tag = self.current
        if tag is None:
            return
        edits = self.context.store.tag_edits

        def accept(new: str) -> bool:
            if not normalize_tags([new]) or new == tag.name:
                return True
            done = NoteListText.RENAMED.format(tag=tag.name, new=new)
            try:
                edits.require_free(tag.name, new)
            except TagExists as error:
                target = error.tag_name  # asked once this dialog is closed
                self.context.call_later(lambda: self._ask_merge(tag.name, new, target))
                return True
            except StoreError as error:
                self.context.show_message(str(error), severity="error")
                return False
            return self._apply(lambda: edits.rename(tag.name, new), done)

        question = NoteListText.NEW_NAME.format(tag=tag.name)
        dialog = PromptDialog(question, value=tag.name, hint=NoteListText.NAME_HINT, accept=accept)
        self.app.push_screen(dialog)

    def _ask_merge(self, name: str, new: str, target: str) -> None:
        """Ask whether a tag is merged, since another tag has its new name."""
        edits = self.context.store.tag_edits

        def answer(yes: bool | None) -> None:
            if yes:
                done = NoteListText.MERGED.format(tags=name, target=target)
                self._apply(lambda: edits.rename(name, new, merge=True), done)

        dialog = ConfirmDialog(
            NoteListText.MERGE_INSTEAD.format(tag=name, target=target),
            NoteListText.MERGE_DETAIL.format(target=target),
            NoteListText.MERGE_ANSWER,
        )
        self.app.push_screen(dialog, answer)

    def action_merge(self) -> None:
        """Merge the marked tags into one of them, or the tag under the cursor into another one."""
        chosen = self._selected_tags()
        if not chosen or self._tags is None:
            return
        is_several = len(chosen) > 1
        targets = chosen if is_several else [tag for tag in self._tags.tags if tag not in chosen]
        targets = sorted(targets, key=lambda tag: -(tag.all_articles + tag.all_notes))
        choices = [
            Choice(tag.name, format_count(tag.all_articles + tag.all_notes, "item"), tag.name)
            for tag in targets
        ]
        names = [tag.name for tag in chosen]
        edits = self.context.store.tag_edits

        def merge(choice: Choice[str] | None) -> None:
            if choice is not None:
                others = [name for name in names if name != choice.value]
                done = NoteListText.MERGED.format(tags=_list(others), target=choice.value)
                self._apply(lambda: edits.merge(others, choice.value), done)

        question = NoteListText.MERGE_INTO.format(tags=_list(names))
        self.app.push_screen(PickerDialog(question, choices), merge)

    def action_color(self) -> None:
        """Choose the color of the tags."""
        names = [tag.name for tag in self._selected_tags()]
        if not names:
            return
        choices: list[Choice[TagColor]] = [
            Choice(color or NoteListText.NO_COLOR, NoteListText.TAG_SIGNS.get(color, ""), color)
            for color in (*TAG_COLORS[1:], TAG_COLORS[0])
        ]
        edits = self.context.store.tag_edits

        def set_color(choice: Choice[TagColor] | None) -> None:
            if choice is not None:
                done = NoteListText.COLORED_TAGS.format(tags=_list(names))
                self._apply(lambda: edits.color(names, choice.value), done)

        question = NoteListText.COLOR_OF.format(tags=_list(names))
        self.app.push_screen(PickerDialog(question, choices), set_color)

    def action_delete(self) -> None:
        """Remove the tags from all articles and notes, after a confirmation."""
        tags = self._selected_tags()
        if not tags:
            return
        names = _list([tag.name for tag in tags])
        edits = self.context.store.tag_edits

        def answer(yes: bool | None) -> None:
            if yes:
                done = NoteListText.DELETED_TAGS.format(tags=names)
                self._apply(lambda: edits.delete([tag.name for tag in tags]), done)

        question = NoteListText.DELETE_QUESTION.format(
            tags=names,
            articles=format_count(sum(tag.all_articles for tag in tags), "article"),
            notes=format_count(sum(tag.all_notes for tag in tags), "note"),
        )
        dialog = ConfirmDialog(question, NoteListText.DELETE_DETAIL, NoteListText.DELETE_ANSWER)
        self.app.push_screen(dialog, answer)


def _list(names: Sequence[str]) -> str:
    """Return the names of a few tags, or the number of many."""
    return ", ".join(names) if len(names) <= 3 else format_count(len(names), "tag")


class TagPairRows(RowSource):
    """The table of tags that occur together: a row and a column for each tag.

    `first` is the first column that is drawn, `column` the one with the cursor.
    """

    def __init__(self, tags: Sequence[str], numbers: dict[tuple[str, str], int]) -> None:
        """Show the number of each pair of `tags`."""
        self.tags = tags
        self.numbers = numbers
        self.column = 0
        self.first = 0

    def count(self) -> int:
        """Return the number of tags, and one for the names of the columns."""
        return len(self.tags) + 1 if self.tags else 0

    def is_heading(self, index: int) -> bool:
        """Return whether the row has the names of the columns."""
        return index == 0

    def number(self, row: int, column: int) -> int:
        """Return the number of what has both tags, of a row and a column."""
        return self.numbers.get((self.tags[row], self.tags[column]), 0)

    def move(self, by: int, width: int) -> None:
        """Move the column of the cursor, and draw others if it would be outside `width` cells."""
        self.column = min(max(self.column + by, 0), max(len(self.tags) - 1, 0))
        room = max((width - _NAME) // _CELL, 1)
        self.first = min(max(self.first, self.column - room + 1), self.column)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the names of the columns, or the name and the numbers of a tag."""
        last = min(self.first + max((width - _NAME) // _CELL, 1), len(self.tags))
        columns = range(self.first, last)
        if index == 0:
            cells = [_cell(_short(self.tags[column]), column == self.column) for column in columns]
            return [Content.assemble(" " * _NAME, *cells)]
        tag = index - 1
        name = Content(safe(self.tags[tag])).truncate(_NAME - 1, ellipsis=True, pad=True)
        numbers = [
            _cell(_number(self.number(tag, column)), column == self.column, column == tag)
            for column in columns
        ]
        return [Content.assemble(name.stylize(".rows--strong"), " ", *numbers)]


def _short(tag: str) -> str:
    """Return the last part of a tag, cut to a column."""
    name = Content(safe(tag.rpartition("/")[2])).truncate(_CELL - 1, ellipsis=True)
    return name.plain


def _number(number: int) -> str:
    return f"{number:,}" if number else "·"


def _cell(words: str, is_current: bool, is_muted: bool = False) -> Content:
    """Return a cell of the table, right-aligned; brackets mark the column of the cursor."""
    words = f"[{words}]" if is_current else f"{words} "
    style = ".rows--accent" if is_current else ".rows--muted" if is_muted else ""
    return Content.styled(words.rjust(_CELL), style)


class TagPairsScreen(AppScreen):
    """The table of tags that occur together; Enter lists the notes that have both."""

    BINDING_GROUP_TITLE = NoteListText.PAIRS_TITLE
    REFRESHED_BY = frozenset({"tags", "notes", "list"})
    AUTO_FOCUS = "#pairs"
    DEFAULT_CSS = """
    TagPairsScreen > #pairs { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("tag_pairs")

    def __init__(self) -> None:
        """Count the notes that have both tags of a pair, at first."""
        super().__init__()
        self._kind: TagTarget = "note"

    def compose(self) -> ComposeResult:
        """Compose the table between the header and the footer."""
        yield Header(NoteListText.PAIRS_TITLE)
        yield VirtualList(id="pairs", empty=NoteListText.NO_PAIRS)
        yield Footer()

    def on_mount(self) -> None:
        """Load the table, now and whenever tags change."""
        self._load()
        self.follow_changes()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the table again."""
        del change
        self._load()

    @property
    def _rows(self) -> VirtualList:
        return self.query_one("#pairs", VirtualList)

    def _load(self) -> None:
        try:
            numbers = self.context.store.tags.co_occurrences(self._kind)
        except StoreError as error:
            self.context.show_message(str(error), severity="error")
            return
        names = sorted(
            (first for first, second in numbers if first == second),
            key=lambda name: tag_key(name).split("/"),
        )
        before = self._rows.source
        table = TagPairRows(names, numbers) if names else EmptySource()
        if isinstance(before, TagPairRows) and isinstance(table, TagPairRows):
            table.column, table.first = before.column, before.first
            table.move(0, self.size.width)
        self._rows.show(table, max(self._rows.cursor, 0))
        self._show_header()

    def _show_header(self) -> None:
        """Show the full name of the column, of which the table has only the last part."""
        header, table = self.query_one(Header), self._rows.source
        header.detail = NoteListText.PAIRS[self._kind]
        if isinstance(table, TagPairRows):
            header.title = NoteListText.COLUMN.format(tag=table.tags[table.column])

    def action_column(self, by: int) -> None:
        """Go to another column."""
        table = self._rows.source
        if isinstance(table, TagPairRows):
            table.move(by, self.size.width - 4)
            self._rows.redraw()
            self._show_header()

    def action_kind(self) -> None:
        """Count notes, or articles."""
        self._kind = "article" if self._kind == "note" else "note"
        self._load()

    @on(VirtualList.RowSelected, "#pairs")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        table, row = self._rows.source, message.index - 1
        if not isinstance(table, TagPairRows) or row < 0:
            return
        if not table.number(row, table.column):
            self.context.show_message(NoteListText.NO_PAIR)
            return
        pair = list(dict.fromkeys((table.tags[row], table.tags[table.column])))
        open_tagged(self.context, "all_notes" if self._kind == "note" else "search", pair)
