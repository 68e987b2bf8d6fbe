"""The state at the end of a session, which the next session restores."""

from dataclasses import dataclass
from pathlib import Path

from db.models import Order
from tui.formatting import ORDERS
from tui.settings import Memory

_STORE, _WORDS, _ORDER = "session.store", "session.words", "session.order"
_ROW, _ARTICLE, _OPEN = "session.row", "session.article", "session.open"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The state of the library: its filter, its order, and the row of its cursor.

    `article` is the id of the article in that row, 0 for none. It identifies the article even if
    the row has changed since.
    """

    words: str = ""
    order: Order = "added"
    row: int = 0
    article: int = 0


def remember(memory: Memory, store: Path, shelf: Shelf, opened: int) -> None:
    """Store the state of the library and the open article (0 for none)."""
    memory.set(_STORE, str(store.absolute()))
    memory.set(_WORDS, shelf.words)
    memory.set(_ORDER, shelf.order)
    memory.set(_ROW, shelf.row)
    memory.set(_ARTICLE, shelf.article)
    memory.set(_OPEN, opened)


def remembered(memory: Memory, store: Path) -> tuple[Shelf, int]:
    """Return the stored state of the library and the open article (0 for none) for a store."""
    if memory.get(_STORE, "") != str(store.absolute()):
        return Shelf(), 0
    order: Order = next((order for order in ORDERS if order == memory.get(_ORDER, "")), "added")
    shelf = Shelf(
        memory.get(_WORDS, ""), order, max(0, memory.get(_ROW, 0)), memory.get(_ARTICLE, 0)
    )
    return shelf, memory.get(_OPEN, 0)
