"""The notes and highlights of all articles: grouped, edited, tagged, deleted and exported."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from db import NoteDraft, StoreError
from db.edits.log import Recording
from db.edits.models import EditKind
from db.exporters import ExportQuery
from db.models import Note, NoteColor, Verdict
from db.repositories.note_lists import (
    NOTE_GROUPINGS,
    NOTE_ORDERS,
    ListedNote,
    NoteGrouping,
    NoteOrder,
)
from tui.actions import load_bindings
from tui.context import AppContext
from tui.dialogs.prompts import PromptDialog
from tui.display_text import format_count
from tui.note_authors import describe_author
from tui.screens.app_screen import FilteredListScreen
from tui.screens.reader.model import draft_from_note
from tui.store_query import QueryRun, attempt, read_or_default
from tui.strings.app_text import AppText
from tui.strings.export_text import ExportText
from tui.strings.note_list_text import NoteListText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.note_list import NoteListing, NoteListRows, NotePreview
from tui.widgets.place_line import PlaceLine
from tui.widgets.text_line import TagInput, format_recent_tags
from tui.widgets.virtual_list import VirtualList

_GROUPING, _ORDER = "notes.grouping", "notes.order"  # settings keys


def edit_and_report(
    context: AppContext,
    kind: EditKind,
    make: Callable[[], object],
    describe: Callable[[Recording], str],
) -> Recording | None:
    """Make an edit, and show what it did; return None if it was refused."""
    recording = context.edit(kind, make, describe)
    if recording is not None:
        done = recording.edit and NoteListText.DONE.format(
            done=recording.edit.description, key=context.user_keys.undo_key
        )
        context.show_message(done or NoteListText.UNCHANGED)
    return recording


class AllNotesScreen(FilteredListScreen[NoteListRows | ValueError]):
    """The notes of all articles; Enter opens the article at the note."""

    BINDING_GROUP_TITLE = NoteListText.TITLE
    EXPORT_QUESTION = ExportText.NOTES_QUESTION
    REFRESHED_BY = frozenset({"text", "notes", "metadata", "tags", "list"})
    FILTERED_BY = NoteListText.FILTER_PLACEHOLDER
    AUTO_FOCUS = LIST = "#all-notes"
    DEFAULT_CSS = """
    AllNotesScreen {
        & #beside { height: 1fr; }
        & #all-notes { width: 1fr; }
        & NotePreview { width: 42%; border-left: solid $border-blurred; }
        &.-narrow NotePreview { display: none; }
    }
    """
    BINDINGS = load_bindings("all_notes")

    def __init__(self, query: str = "") -> None:
        """List the notes that a query selects, or all."""
        super().__init__()
        self.filter_text = query
        self._folded: frozenset[str] = frozenset()
        self._loaded = False

    def compose(self) -> ComposeResult:
        """Compose the list and the preview between the header and the footer."""
        yield Header(AppText.NAME, NoteListText.TITLE)
        yield PlaceLine("app.all_notes")
        with Horizontal(id="beside"):
            yield VirtualList(id="all-notes")
            yield NotePreview()
        yield Footer()

    def on_mount(self) -> None:
        """Load the notes, now and whenever the store changes."""
        settings = self.context.settings
        stored = settings.get(_GROUPING, ""), settings.get(_ORDER, "")
        self._grouping: NoteGrouping = next(
            (grouping for grouping in NOTE_GROUPINGS if grouping == stored[0]), "article"
        )
        self._order: NoteOrder = next((each for each in NOTE_ORDERS if each == stored[1]), "text")
        if self.filter_text:
            self.mount_filter(self.filter_text)

    @property
    def listed(self) -> NoteListRows | None:
        """The rows of the list, once they are loaded."""
        source = self.rows.source
        return source if isinstance(source, NoteListRows) else None

    @property
    def current(self) -> ListedNote | None:
        """The note under the cursor."""
        note: ListedNote | None = self.rows.item
        return note

    @property
    def related_query(self) -> str:
        """The filter, which other screens can search for."""
        return self.filter_text

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The quotation that the note under the cursor is on."""
        listed = self.current
        if listed is None or listed.note.quotation is None:
            return None
        return listed.note.article, listed.note.start

    # Loading

    def restart_list(self) -> None:
        """Load other notes; the cursor stays on its note."""
        self.refresh_list()

    def load_list(self, _: QueryRun) -> NoteListRows | ValueError:
        """Query the store for the notes that the filter selects; an invalid one has an error."""
        store, query = self.context.store, self.filter_text
        try:
            listing = NoteListing(store, query, self._grouping, self._order)
            return NoteListRows(listing, self._folded)
        except ValueError as error:
            return error

    def show_list(self, found: NoteListRows | ValueError) -> None:
        """Show the notes; with an invalid filter, the list stays as it is."""
        if isinstance(found, ValueError):
            self.query_one(Header).detail = str(found)
            return
        query = self.filter_text
        self.rows.empty = NoteListText.NO_MATCH.format(query=query) if query else NoteListText.EMPTY
        is_first_headed = found.count() > 1 and found.is_heading(0)
        self.show_rows(found, None if self._loaded else int(is_first_headed))
        self._loaded = True
        self._show_header()
        self._show_note()
        self.refresh_bindings()

    def _show_header(self) -> None:
        header, listed = self.query_one(Header), self.listed
        number = format_count(len(listed.listing.notes), "note") if listed else ""
        header.title = NoteListText.TITLE_COUNT.format(notes=number)
        header.detail = " · ".join(
            filter(None, (NoteListText.GROUPINGS[self._grouping], NoteListText.ORDERS[self._order]))
        )

    # The preview

    @on(VirtualList.Highlighted, "#all-notes")
    def _moved(self) -> None:
        self._show_note()

    def on_resize(self, _: events.Resize) -> None:
        """Fill a preview that the new size displays."""
        self.call_after_refresh(self._show_note)

    def _show_note(self) -> None:
        preview = self.query_one(NotePreview)
        if preview.display and self.listed:
            preview.show(self.context.store, self.current, self.listed.listing.colors)

    # The list

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for notes if there are any, and for folding if there are groups."""
        del parameters
        if action in {"edit", "tag", "verdict", "color", "star", "delete"}:
            return bool(self.listed and self.listed.listing.notes)
        if action == "take_out":
            return self._grouping == "tag"
        return self._grouping != "none" if action == "fold" else True

    def action_group(self) -> None:
        """Group by the next criterion."""
        following = NOTE_GROUPINGS.index(self._grouping) + 1
        self._grouping = NOTE_GROUPINGS[following % len(NOTE_GROUPINGS)]
        self._folded = frozenset()
        self.context.settings.set(_GROUPING, self._grouping)
        self.refresh_list()

    def action_order(self) -> None:
        """Sort by the next criterion."""
        following = NOTE_ORDERS.index(self._order) + 1
        self._order = NOTE_ORDERS[following % len(NOTE_ORDERS)]
        self.context.settings.set(_ORDER, self._order)
        self.refresh_list()

    def action_fold(self) -> None:
        """Fold the group at the cursor, or unfold it."""
        self._toggle_fold(self.rows.cursor)

    @on(VirtualList.FoldToggled)
    def _fold_clicked(self, message: VirtualList.FoldToggled) -> None:
        message.stop()
        self._toggle_fold(message.index)

    def _toggle_fold(self, index: int) -> None:
        group = self.listed.group_at(index) if self.listed else None
        if self.listed is None or group is None:
            return
        self._folded, listing = self._folded ^ {group.key}, self.listed.listing
        rows = attempt(self.context, lambda: NoteListRows(listing, self._folded))
        if rows is not None:
            self.rows.show(rows, rows.row_of_group(group.key))

    @on(VirtualList.RowSelected, "#all-notes")
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        listed: ListedNote | None = message.rows.source.item(message.index)
        if listed is None:
            self._toggle_fold(message.index)
        else:
            note = listed.note
            self.context.open_article(note.article, note.start, note.end)

    def action_leave(self) -> None:
        """Close the filter; without one, close the screen."""
        if self.filter_line is None:
            self.context.action_back()
        else:
            self.action_clear()

    # Editing

    def action_edit(self) -> None:
        """Edit the note under the cursor."""
        listed = self.current
        if listed is None:
            self.context.show_message(NoteListText.NO_NOTE)
            return
        store, note = self.context.store, listed.note

        def save(draft: NoteDraft) -> bool:
            write = partial(store.notes.save, draft)
            return self.context.edit("note", write, NoteListText.EDITED_UNDO) is not None

        def store_draft(draft: NoteDraft | None) -> None:
            try:
                if draft is None:
                    store.notes.delete_draft(note.article)
                else:
                    store.notes.save_draft(draft)
            except StoreError as error:
                self.context.show_message(str(error), severity="warning")

        self.context.open(
            "note", words=note.exact, before=draft_from_note(note), save=save,
            store_draft=store_draft, known_tags=self._known_tags(),
            recent_tags=self.context.recent_tags.tags,
            origin=describe_author(note),
        )  # fmt: skip

    def _known_tags(self) -> list[str]:
        # completion is optional: tags can be typed in full
        return [tag for tag, _ in read_or_default(self.context.store.tags.list, [])]

    def _selected_notes(self) -> list[Note]:
        """Return the marked notes, else the note under the cursor, or those of its group."""
        listed = self.listed
        if listed is None:
            return []
        ids = [key for key in self.rows.list_targets() if isinstance(key, int)]
        if not ids and (group := listed.group_at(self.rows.cursor)):
            ids = list(group.notes)
        loaded = attempt(self.context, lambda: self.context.store.note_lists.load(ids))
        return [listed.note for listed in loaded or ()]

    def _edit_notes(
        self,
        kind: EditKind,
        notes: Sequence[Note],
        make: Callable[[Sequence[int]], object],
        done: str,
    ) -> bool:
        """Make an edit of notes, and show what it did; return False if the store refused it."""
        ids = [note.id for note in notes]
        recording = edit_and_report(
            self.context, kind, lambda: make(ids),
            lambda made: done.format(notes=format_count(len(made.list_items("note")), "note")),
        )  # fmt: skip
        return recording is not None

    def action_tag(self) -> None:
        """Ask for the tags of one note, or for those to add to several and to remove."""
        notes = self._selected_notes()
        if not notes:
            self.context.show_message(NoteListText.NO_NOTE)
            return
        is_single = len(notes) == 1
        recent = self.context.recent_tags.tags
        present = notes[0].tags if is_single else ()
        line = TagInput(present, known=self._known_tags(), recent=recent)

        def accept(_: str) -> bool:
            add, remove = line.changes_of(present) if is_single else line.changes
            if not add and not remove:
                return True
            tag = self.context.store.notes.tag
            if not self._edit_notes(
                "note tags", notes, lambda ids: tag(ids, add, remove), NoteListText.TAGGED
            ):
                return False
            self.context.recent_tags.mark_used(add)
            return True

        question = NoteListText.TAGS_OF.format(notes=format_count(len(notes), "note"))
        hint = "" if is_single else f"{NoteListText.TAGS_HINT}\n"
        hint += format_recent_tags(recent).plain if recent else NoteListText.TAGS_SYNTAX
        self.app.push_screen(PromptDialog(question, line=line, hint=hint, accept=accept))

    def action_take_out(self) -> None:
        """Remove the tag of the group at the cursor from the notes."""
        group = self.listed.group_at(self.rows.cursor) if self.listed else None
        if group is None or not group.key:
            self.context.show_message(NoteListText.NO_TAG_HERE)
            return
        tag = self.context.store.notes.tag
        done = NoteListText.TAKEN_OUT.format(tag=group.key, notes="{notes}")
        self._edit_notes(
            "note tags", self._selected_notes(), lambda ids: tag(ids, (), [group.key]), done
        )

    def action_verdict(self, verdict: Verdict) -> None:
        """Set a verdict; if all have it, remove it."""
        notes = self._selected_notes()
        is_set = all(note.verdict == verdict for note in notes)
        edit = self.context.store.notes.edit
        new: Verdict = "" if is_set else verdict
        self._edit_notes(
            "note fields", notes, lambda ids: edit(ids, verdict=new), NoteListText.JUDGED
        )

    def action_color(self, color: NoteColor) -> None:
        """Set the color of the notes."""
        edit = self.context.store.notes.edit
        self._edit_notes(
            "note fields", self._selected_notes(), lambda ids: edit(ids, color=color),
            NoteListText.COLORED,
        )  # fmt: skip

    def action_star(self) -> None:
        """Star the notes; if all are starred, unstar them."""
        notes = self._selected_notes()
        starred = not all(note.starred for note in notes)
        edit = self.context.store.notes.edit
        done = NoteListText.STARRED if starred else NoteListText.UNSTARRED
        self._edit_notes("note fields", notes, lambda ids: edit(ids, starred=starred), done)

    def action_delete(self) -> None:
        """Delete the marked notes, else the note under the cursor."""
        if self.rows.marked == 0 and self.current is None:
            self.context.show_message(NoteListText.MARK_FIRST)
            return
        delete = self.context.store.notes.delete
        self._edit_notes("note deletion", self._selected_notes(), delete, NoteListText.DELETED)

    # Export

    @property
    def export_choices(self) -> list[tuple[str, ExportQuery]]:
        """The marked notes, and the listed notes."""
        listed, choices = self.listed, []
        if listed is None:
            return []
        marked = cast("list[int]", self.rows.marks.keys)
        if marked:
            number = format_count(len(marked), "note")
            choices.append((NoteListText.EXPORT_MARKED.format(notes=number), marked))
        number = format_count(len(listed.listing.notes), "note")
        choices.append((NoteListText.EXPORT_LISTED.format(notes=number), listed.listing.notes))
        return [(words, self._export_query(notes)) for words, notes in choices]

    def _export_query(self, notes: Sequence[int]) -> ExportQuery:
        """Return a query for exactly these notes, in the order of the list."""
        note_lists = self.context.store.note_lists
        articles = attempt(self.context, lambda: note_lists.articles(notes)) or {}
        rows = tuple((articles[note], "note", note) for note in notes if note in articles)
        return ExportQuery(rows=rows, only_rows=True)  # type: ignore[arg-type]


def open_tagged(context: AppContext, screen: str, tags: Sequence[str]) -> None:
    """Open a screen with what has all of these tags, or tags below them."""
    quoted = next((tag for tag in tags if set(tag) & set('"“”')), None)
    if quoted is not None:  # a query has no way to write it
        context.show_message(NoteListText.QUOTED_TAG.format(tag=quoted), severity="warning")
        return
    context.open(screen, query=" ".join(f'tag:"{tag}"' for tag in tags))
