"""The bookmarks of an article and the state of its screen, stored with the reading state."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Literal

from db.repositories.articles import require_article, set_reading_state


def get_bookmarks(sqlite: sqlite3.Connection, article: int) -> dict[str, int]:
    """Return the offsets of bookmarks by their letters; raises NotFound."""
    stored = _get(sqlite, article, "places")
    return {letter: offset for letter, offset in stored.items() if isinstance(offset, int)}


def set_bookmarks(sqlite: sqlite3.Connection, article: int, places: Mapping[str, int]) -> None:
    """Replace an article's bookmarks; raises NotFound."""
    _set(sqlite, article, "places", places)


def get_screen_state(sqlite: sqlite3.Connection, article: int) -> dict[str, object]:
    """Return the stored screen state of an article; raises NotFound."""
    return _get(sqlite, article, "view")


def set_screen_state(sqlite: sqlite3.Connection, article: int, view: Mapping[str, object]) -> None:
    """Store the screen state of an article; raises NotFound."""
    _set(sqlite, article, "view", view)


def _get(
    sqlite: sqlite3.Connection, article: int, column: Literal["places", "view"]
) -> dict[str, object]:
    require_article(sqlite, article)
    query = f"SELECT {column} FROM reading WHERE article = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    try:
        stored = json.loads(found[0]) if found else {}
    except ValueError:  # changed by another program: only a convenience is lost, not the article
        return {}
    return stored if isinstance(stored, dict) else {}


def _set(
    sqlite: sqlite3.Connection,
    article: int,
    column: Literal["places", "view"],
    value: Mapping[str, object],
) -> None:
    set_reading_state(sqlite, article)
    encoded = json.dumps(dict(value), ensure_ascii=False)
    sqlite.execute(f"UPDATE reading SET {column} = ? WHERE article = ?", (encoded, article))
