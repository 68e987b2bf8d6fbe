"""The store's vocabulary: the forms that share a stem, and the words with a prefix.

Search for literals, words with symbols in them: C++, 50%, AT&T.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from analysis.stemmer import stem
from analysis.text import fold_text

WordForms = Callable[[str], tuple[str, ...]]

_MOST_FORMS = 24  # of one stem, which excludes most misspellings and joined numbers
_WORD = re.compile(r"[^\W_]+")


def tokenize(text: str) -> tuple[str, ...]:
    """Tokenize a text as the index does: lower case, without accents."""
    return tuple(_WORD.findall(fold_text(text)))


def add_words(sqlite: sqlite3.Connection, words: Iterable[str]) -> None:
    """Add words, in lower case without accents, to the vocabulary; runs inside a transaction."""
    sqlite.executemany(
        "INSERT OR IGNORE INTO vocabulary (stem, word) VALUES (?, ?)",
        ((stem(word), word) for word in words),
    )


def load_forms(sqlite: sqlite3.Connection) -> WordForms:
    """Return a function that gives the forms of a word in the vocabulary, the word itself first."""

    @cache
    def forms(word: str) -> tuple[str, ...]:
        query = f"SELECT word FROM vocabulary WHERE stem = ? AND word != ? LIMIT {_MOST_FORMS}"
        return (word, *(form for (form,) in sqlite.execute(query, (stem(word), word))))

    return forms


def count_prefix(sqlite: sqlite3.Connection, prefix: str, limit: int) -> int:
    """Count the words whose stem begins with `prefix`, up to `limit`."""
    query = f"""SELECT count(*) FROM
        (SELECT 1 FROM vocabulary WHERE stem >= ? AND stem < ? LIMIT {limit})"""
    return int(sqlite.execute(query, (prefix, f"{prefix}\U0010ffff")).fetchone()[0])


LETTER = r"[^\W_]"


def contains_literal(text: str | None, literal: str) -> bool:
    """Return True if `text` contains `literal`, or with a final `*`, a word that begins with it.

    Case and accents are ignored; `literal` has none.
    """
    return text is not None and _pattern(literal).search(fold_text(text)) is not None


@lru_cache(maxsize=256)
def _pattern(literal: str) -> re.Pattern[str]:
    if literal.endswith("*"):
        prefix = re.escape(literal[:-1])  # before the lookbehind, so that it is found as a literal
        return re.compile(f"{prefix}(?<!{LETTER}{prefix})")
    return re.compile(literal_pattern(literal))


def literal_pattern(literal: str) -> str:
    """Return the pattern of a literal that no letter or digit continues on either side."""
    before = f"(?<!{LETTER})" if literal[:1].isalnum() else ""
    return before + re.escape(literal) + (f"(?!{LETTER})" if literal[-1].isalnum() else "")
