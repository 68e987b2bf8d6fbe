"""The words that the archive has: every form with the same stem, and those that begin so."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import cache

from analysis.folding import alike
from analysis.inflection import stem

Forms = Callable[[str], tuple[str, ...]]

_MOST_FORMS = 24  # of one stem: names misspelt and numbers run together make no more
_WORD = re.compile(r"[^\W_]+")


def tokens_of(text: str) -> tuple[str, ...]:
    """The words of a text as the index keeps them: in lower case and without accents."""
    return tuple(_WORD.findall(alike(text)))


def keep_words(sqlite: sqlite3.Connection, words: Iterable[str]) -> None:
    """Let the archive know words, in lower case without accents, for use inside a transaction."""
    sqlite.executemany(
        "INSERT OR IGNORE INTO word (stem, word) VALUES (?, ?)",
        ((stem(word), word) for word in words),
    )


def forms_in(sqlite: sqlite3.Connection) -> Forms:
    """What gives the forms of a word that the archive has, itself first."""

    @cache
    def forms(word: str) -> tuple[str, ...]:
        query = f"SELECT word FROM word WHERE stem = ? AND word != ? LIMIT {_MOST_FORMS}"
        return (word, *(form for (form,) in sqlite.execute(query, (stem(word), word))))

    return forms


def count_beginning(sqlite: sqlite3.Connection, prefix: str, limit: int) -> int:
    """How many words have a stem that begins so, counted up to `limit`."""
    query = f"SELECT count(*) FROM (SELECT 1 FROM word WHERE stem >= ? AND stem < ? LIMIT {limit})"
    return int(sqlite.execute(query, (prefix, f"{prefix}\U0010ffff")).fetchone()[0])
