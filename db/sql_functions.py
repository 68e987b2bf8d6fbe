"""The SQL functions of a store's connection.

Their first argument is a text as bytes: a damaged text may not be valid UTF-8.
"""

import sqlite3
import zlib
from collections.abc import Callable

from analysis.speaker_names import describe_source
from db.text import contains_literal, decode_stored, first_words

_FUNCTIONS: tuple[tuple[str, int, Callable[..., str | bool]], ...] = (
    ("first_words", 1, lambda text: first_words(decode_stored(text or b""))),
    ("describe_source", 1, lambda source: describe_source(decode_stored(source or b""))),
    ("stands", 2, lambda text, words: contains_literal(decode_stored(text or b""), words)),
)


def register_functions(sqlite: sqlite3.Connection, name_reader: Callable[[], str] = str) -> None:
    """Register the functions, and read damaged texts with replacement characters.

    `name_reader` returns the name that what is written now gets as its author.
    """
    sqlite.text_factory = decode_stored
    sqlite.create_function("crc32", 1, zlib.crc32, deterministic=True)  # of `db.checksums`
    sqlite.create_function("reader", 0, name_reader)
    for name, width, function in _FUNCTIONS:
        sqlite.create_function(name, width, function, deterministic=True)
