"""The tree of tags: counts and colors; rename, merge and delete tags."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from db import StoreError
from db.errors import TagExists
from db.models import TAG_COLORS, TagColor
from db.repositories.tags import TagNode, normalize_tags, tag_key
from tui.actions import load_bindings
from tui.dialogs.picker import Choice, PickerDialog
from tui.dialogs.prompts import ConfirmDialog, PromptDialog
from tui.display_text import format_count
from tui.sanitize import safe
from tui.screens.all_notes import edit_and_report, open_tagged
from tui.screens.app_screen import ListScreen
from tui.store_query import QueryRun, report_error
from tui.strings.app_text import AppText
from tui.strings.note_list_text import NoteListText
from tui.strings.tag_tree_text import TagTreeText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.note_list import TAG_STYLES
from tui.widgets.panes.row_text import justify
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

_INDENT = 2  # cells for each level of the tree


def _draw_tag(tag: TagNode, width: int) -> Sequence[Content]:
    """Return the last part of the name, the color, and the numbers with the tags below."""
    own, total = tag.articles + tag.notes, tag.all_articles + tag.all_notes
    left = Content.assemble(
        " " * (_INDENT * tag.depth),
        (safe(tag.label), ".rows--strong" if not tag.depth else ""),
        (f"  ● {tag.color}" if tag.color else "", TAG_STYLES[tag.color]),
    )
    counted = ((tag.all_articles, "article"), (tag.all_notes, "note"))
    numbers = " · ".join(format_count(number, noun) for number, noun in counted if number)
    if tag.imported and width > 60:
        numbers = f"{TagTreeText.IMPORTED.format(number=tag.imported)} · {numbers}"
    if 0 < own < total and width > 60:
        numbers = f"{TagTreeText.OWN_NUMBER.format(number=own)} · {numbers}"
    return [justify(left, Content.styled(numbers, ".rows--muted"), width)]


class TagTreeScreen(ListScreen[list[TagNode]]):
    """The tree of tags; Enter lists the notes with a tag."""

    BINDING_GROUP_TITLE = TagTreeText.TITLE
    REFRESHED_BY = frozenset({"tags", "notes", "list"})
    AUTO_FOCUS = LIST = "#tags"
    DEFAULT_CSS = """
    TagTreeScreen > #tags { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("tag_tree")

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(AppText.NAME, TagTreeText.TITLE)
        yield VirtualList(id="tags", empty=TagTreeText.NO_TAGS)
        yield Footer()

    _tags: Sequence[TagNode] = ()

    @property
    def current(self) -> TagNode | None:
        """The tag under the cursor."""
        tag: TagNode | None = self.rows.item
        return tag

    def load_list(self, _: QueryRun) -> list[TagNode]:
        """Query the store for the tags, each below the tag above it."""
        return self.context.store.tags.tree()

    def show_list(self, found: list[TagNode]) -> None:
        """Show the tags."""
        self._tags = found
        self.show_rows(
            ListSource(found, _draw_tag, key=lambda tag: tag_key(tag.name), is_markable=True)
        )
        self.query_one(Header).detail = format_count(len(found), "tag")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for tags if there are any."""
        del parameters
        is_for_tags = action in {"rename", "merge", "color", "delete"}
        return self.current is not None if is_for_tags else True

    @on(VirtualList.RowSelected, "#tags")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        if self.current is not None:
            open_tagged(self.context, "all_notes", [self.current.name])

    # Edits

    def _selected_tags(self) -> list[TagNode]:
        """Return the marked tags, else the tag under the cursor."""
        keys = set(self.rows.list_targets())
        return [tag for tag in self._tags if tag_key(tag.name) in keys]

    def _apply(self, make: Callable[[], object], done: str) -> bool:
        """Apply an edit of tags as one step of undo; return False if the store refused it."""
        edit = edit_and_report(self.context, "tag tree", make, lambda _: done)
        if edit is not None:
            self.rows.remove_marks()
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
            done = TagTreeText.RENAMED.format(tag=tag.name, new=new)
            try:
                edits.require_free(tag.name, new)
            except TagExists as error:
                target = error.tag_name  # asked once this dialog is closed
                self.context.call_later(lambda: self._ask_merge(tag.name, new, target))
                return True
            except StoreError as error:
                report_error(self.context, error)
                return False
            return self._apply(lambda: edits.rename(tag.name, new), done)

        question = TagTreeText.NEW_NAME.format(tag=tag.name)
        dialog = PromptDialog(question, value=tag.name, hint=TagTreeText.NAME_HINT, accept=accept)
        self.app.push_screen(dialog)

    def _ask_merge(self, name: str, new: str, target: str) -> None:
        """Ask whether a tag is merged, since another tag has its new name."""
        edits = self.context.store.tag_edits

        def answer(yes: bool | None) -> None:
            if yes:
                done = TagTreeText.MERGED.format(tags=name, target=target)
                self._apply(lambda: edits.rename(name, new, merge=True), done)

        dialog = ConfirmDialog(
            TagTreeText.MERGE_INSTEAD.format(tag=name, target=target),
            TagTreeText.MERGE_DETAIL.format(target=target),
            TagTreeText.MERGE_ANSWER,
        )
        self.app.push_screen(dialog, answer)

    def action_merge(self) -> None:
        """Merge the marked tags into one of them, or the tag under the cursor into another one."""
        chosen = self._selected_tags()
        if not chosen:
            return
        is_several = len(chosen) > 1
        targets = chosen if is_several else [tag for tag in self._tags if tag not in chosen]
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
                done = TagTreeText.MERGED.format(tags=_list(others), target=choice.value)
                self._apply(lambda: edits.merge(others, choice.value), done)

        question = TagTreeText.MERGE_INTO.format(tags=_list(names))
        self.app.push_screen(PickerDialog(question, choices), merge)

    def action_color(self) -> None:
        """Choose the color of the tags."""
        names = [tag.name for tag in self._selected_tags()]
        if not names:
            return
        choices: list[Choice[TagColor]] = [
            Choice(color or TagTreeText.NO_COLOR, NoteListText.TAG_SIGNS.get(color, ""), color)
            for color in (*TAG_COLORS[1:], TAG_COLORS[0])
        ]
        edits = self.context.store.tag_edits

        def set_color(choice: Choice[TagColor] | None) -> None:
            if choice is not None:
                done = TagTreeText.COLORED_TAGS.format(tags=_list(names))
                self._apply(lambda: edits.color(names, choice.value), done)

        question = TagTreeText.COLOR_OF.format(tags=_list(names))
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
                done = TagTreeText.DELETED_TAGS.format(tags=names)
                self._apply(lambda: edits.delete([tag.name for tag in tags]), done)

        question = TagTreeText.DELETE_QUESTION.format(
            tags=names,
            articles=format_count(sum(tag.all_articles for tag in tags), "article"),
            notes=format_count(sum(tag.all_notes for tag in tags), "note"),
        )
        dialog = ConfirmDialog(question, TagTreeText.DELETE_DETAIL, TagTreeText.DELETE_ANSWER)
        self.app.push_screen(dialog, answer)


def _list(names: Sequence[str]) -> str:
    """Return the names of a few tags, or the number of many."""
    return ", ".join(names) if len(names) <= 3 else format_count(len(names), "tag")
