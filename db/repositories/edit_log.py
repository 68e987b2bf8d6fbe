"""The log of edits of several articles, notes or tags, by which they are undone."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from db.text import timestamp

EditKind = Literal[
    "tags", "star", "read", "metadata", "notes", "trash", "restore", "membership", "collection",
    "tag tree", "note tags", "note fields", "note deletion",
]  # fmt: skip
"""Membership: articles were added to a collection or removed.
Collection: a collection was renamed or deleted."""
Changes = dict[str, Any]
"""What an edit changed, by the ids of the articles, notes or tags."""
_MOST_EDITS = 200  # edits that are stored; the oldest are forgotten


@dataclass(frozen=True, slots=True)
class LoggedEdit:
    """An edit of tags or notes: its id, for `undo`, and the numbers of what it changed.

    `articles` and `notes` count those that have other tags. The id is 0 if nothing changed.
    """

    id: int
    tags: int = 0
    articles: int = 0
    notes: int = 0


def insert_edit(sqlite: sqlite3.Connection, kind: EditKind, changes: Changes) -> int:
    """Store the changes of an edit, and return its id."""
    query = "INSERT INTO bulk_edit (kind, value, created) VALUES (?, ?, ?)"
    values = (kind, json.dumps(changes, ensure_ascii=False), timestamp())
    edit = sqlite.execute(query, values).lastrowid
    assert edit is not None
    query = """DELETE FROM bulk_edit WHERE id NOT IN
        (SELECT id FROM bulk_edit ORDER BY id DESC LIMIT ?)"""
    sqlite.execute(query, (_MOST_EDITS,))
    return edit
