"""What is kept of the reading of an article beside how far it came: marked places, the screen."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Literal

from db.articles import require_article, set_reading


def get_places(sqlite: sqlite3.Connection, article: int) -> dict[str, int]:
    """The offsets of an article's marked places by their letters; raises NotFound."""
    kept = _get(sqlite, article, "places")
    return {letter: offset for letter, offset in kept.items() if isinstance(offset, int)}


def set_places(sqlite: sqlite3.Connection, article: int, places: Mapping[str, int]) -> None:
    """Keep these places and no others; raises NotFound."""
    _set(sqlite, article, "places", places)


def get_view(sqlite: sqlite3.Connection, article: int) -> dict[str, object]:
    """How the screen of an article was; raises NotFound."""
    return _get(sqlite, article, "view")


def set_view(sqlite: sqlite3.Connection, article: int, view: Mapping[str, object]) -> None:
    """Keep how the screen is; raises NotFound."""
    _set(sqlite, article, "view", view)


def _get(
    sqlite: sqlite3.Connection, article: int, column: Literal["places", "view"]
) -> dict[str, object]:
    require_article(sqlite, article)
    query = f"SELECT {column} FROM reading WHERE article = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    try:
        kept = json.loads(found[0]) if found else {}
    except ValueError:  # changed by another program: a comfort lost, not the article
        return {}
    return kept if isinstance(kept, dict) else {}


def _set(
    sqlite: sqlite3.Connection,
    article: int,
    column: Literal["places", "view"],
    value: Mapping[str, object],
) -> None:
    set_reading(sqlite, article)
    kept = json.dumps(dict(value), ensure_ascii=False)
    sqlite.execute(f"UPDATE reading SET {column} = ? WHERE article = ?", (kept, article))
