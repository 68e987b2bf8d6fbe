"""Edits of the log in tests: record one, and undo it."""

from collections.abc import Callable

from analysis import Analysis
from db import Document, Store
from db.edits.models import EditKind

Undone = tuple[EditKind, tuple[int, ...], tuple[int, ...]]


def add_text(store: Store, text: str) -> int:
    """Add an article without findings; return its id."""
    return store.articles.add(Document(text, text[:12]), Analysis(text)).article


def make_edit(store: Store, kind: EditKind, make: Callable[[], object]) -> tuple[int, ...]:
    """Make an edit by a command, and return the ids of the items that it changed."""
    with store.edits.record(kind, origin="command") as recording:
        make()
    return recording.edit.items if recording.edit else ()


def last_edit(store: Store) -> int:
    """Return the id of the last edit."""
    return store.edits.list()[0].id


def undo_edit(store: Store, edit: int | None = None) -> Undone | None:
    """Undo an edit; return its kind with the restored and the skipped items."""
    step = store.edits.undo(edit)
    return None if step is None else (step.edit.kind, step.changed, step.skipped)
