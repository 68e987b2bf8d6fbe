"""The reader's verdict and note on two statements of a person that are near in words."""

from functools import partial
from typing import TYPE_CHECKING

from db import NoteDraft
from db.text import one_line
from tui.note_authors import describe_author
from tui.screens.reader.model import draft_from_note
from tui.store_query import read_or_default
from tui.strings.position_text import PositionText
from tui.widgets.position_rows import ListedPosition

if TYPE_CHECKING:
    from tui.context import AppContext


def write_pair_note(context: "AppContext", listed: ListedPosition) -> None:
    """Write the note on a pair of statements, or edit it; the later statement has it."""
    pair, earlier, row = listed.pair, listed.earlier, listed.position.row
    if pair is None or earlier is None or not row.spans:
        context.show_message(PositionText.NO_PAIR)
        return
    note = pair.notes[0] if pair.notes else None
    compared = one_line(earlier.row.content)
    notes = context.store.notes

    def save(draft: NoteDraft) -> bool:
        write = partial(notes.save, draft, compared=compared)
        if note is None:
            return context.edit("notes", write, PositionText.NOTE_ADDED) is not None
        return context.edit("note", write, PositionText.NOTE_EDITED) is not None

    start, end = row.spans[0]
    new = NoteDraft(row.article, start, end, quotation=row.index)
    before = draft_from_note(note) if note else new
    context.open(
        "note",
        words=PositionText.EARLIER.format(words=compared),
        before=before,
        save=save,
        store_draft=lambda _: None,  # a draft of a note on two statements would lose the earlier
        known_tags=[tag for tag, _ in read_or_default(context.store.tags.list, [])],
        recent_tags=context.recent_tags.tags,
        origin=describe_author(note) if note else "",
    )
