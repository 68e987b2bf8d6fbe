"""An article's words as lists match and show them."""

import unicodedata

from analysis import clean

_LONGEST = 1_000  # characters of a title, a byline and the like
_OPENING = 80

# in SQL, where `db.connection` makes `first_words` known
OPENING = "first_words(substr(article.text, 1, 200))"
NAME = f"CASE WHEN article.title = '' THEN {OPENING} ELSE article.title END"


def fold(text: str) -> str:
    """The text in lower case without accents; it may have more or fewer characters."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def one_line(text: str) -> str:
    """Metadata as it is stored: cleaned, on one line, of a bounded length."""
    return " ".join(clean(text).split())[:_LONGEST]


def first_words(text: str) -> str:
    """How a text begins, on one line, for lists that name an article without a title."""
    line = " ".join(text[: 2 * _OPENING].split())
    if len(line) <= _OPENING:
        return line
    return line[: line.rfind(" ", _OPENING // 2, _OPENING)].rstrip(" ,;:–—") + "…"
