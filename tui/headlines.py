"""What an article is called where it has no title: by its first words."""

from db import Store, StoreError
from tui.safe import safe

_FIRST = 90  # characters of the text, enough for a line


def headline(store: Store, article: int, title: str) -> str:
    """The title, else the first words of the text; safe to draw, never empty."""
    if title.strip():
        return safe(title)
    try:
        text = store.text(article, _FIRST)
    except StoreError:  # it is shown again when the store answers
        return "Untitled"
    words = " ".join(safe(text).split())
    if len(text) == _FIRST:
        words = words.rpartition(" ")[0] or words
        words += " …"
    return words or "Untitled"
