"""Text of articles as lists match and show it: folding, titles, beginnings."""

import unicodedata

from analysis import clean

_LONGEST = 1_000  # characters of a title or another metadata field
_OPENING = 80

# SQL; `db.connection` registers the function `first_words`
OPENING = "first_words(substr(article.text, 1, 200))"
NAME = f"CASE WHEN article.title = '' THEN {OPENING} ELSE article.title END"


def fold(text: str) -> str:
    """Return the text in lower case without accents; its length may differ."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def one_line(text: str) -> str:
    """Normalize metadata for storage: cleaned, on one line, of bounded length."""
    return " ".join(clean(text).split())[:_LONGEST]


def first_words(text: str) -> str:
    """Return the beginning of a text on one line, as a label for an article without a title."""
    line = " ".join(text[: 2 * _OPENING].split())
    if len(line) <= _OPENING:
        return line
    return line[: line.rfind(" ", _OPENING // 2, _OPENING)].rstrip(" ,;:–—") + "…"
