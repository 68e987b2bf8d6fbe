"""Where the reader was when the app was left, so that it opens there again."""

from dataclasses import dataclass
from pathlib import Path

from db.records import Order
from tui.memory import Memory
from tui.wording import ORDERS

_STORE, _WORDS, _ORDER = "session.store", "session.words", "session.order"
_ROW, _ARTICLE, _OPEN = "session.row", "session.article", "session.open"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A state of the library: the words it is filtered by, its order, and the row of its cursor.

    `article` is the number of the article in that row, 0 for none: rows move, articles stay.
    """

    words: str = ""
    order: Order = "added"
    row: int = 0
    article: int = 0


def remember(memory: Memory, store: Path, shelf: Shelf, opened: int) -> None:
    """Keep where the reader is: in the library, and in which article, 0 for none."""
    memory.set(_STORE, str(store.absolute()))
    memory.set(_WORDS, shelf.words)
    memory.set(_ORDER, shelf.order)
    memory.set(_ROW, shelf.row)
    memory.set(_ARTICLE, shelf.article)
    memory.set(_OPEN, opened)


def remembered(memory: Memory, store: Path) -> tuple[Shelf, int]:
    """Where the reader was in this store: in the library, and in which article, 0 for none."""
    if memory.get(_STORE, "") != str(store.absolute()):
        return Shelf(), 0
    order: Order = next((one for one in ORDERS if one == memory.get(_ORDER, "")), "added")
    shelf = Shelf(
        memory.get(_WORDS, ""), order, max(0, memory.get(_ROW, 0)), memory.get(_ARTICLE, 0)
    )
    return shelf, memory.get(_OPEN, 0)
