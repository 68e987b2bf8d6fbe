"""The vocabulary: the words of the indexes, with those that share a stem or are equivalent."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from analysis import lexicon
from analysis.folded_text import fold_text
from analysis.stemmer import stem

WordForms = Callable[[str], tuple[str, ...]]

_EQUIVALENTS = Path(__file__).with_name("word_equivalents.txt")
_ABBREVIATIONS = Path(__file__).with_name("abbreviations.txt")
_LONGEST_ABBREVIATION = 6  # letters: UNICEF
_MOST_FORMS = 24  # of one stem, which excludes most misspellings and joined numbers
_WORD = re.compile(r"[^\W_]+")


def split_index_words(text: str) -> tuple[str, ...]:
    """Tokenize a text as the index does: lower case, without accents."""
    return tuple(_WORD.findall(fold_text(text)))


def add_words(sqlite: sqlite3.Connection, words: Iterable[str]) -> None:
    """Add words, in lower case without accents, to the vocabulary; runs inside a transaction."""
    sqlite.executemany(
        "INSERT OR IGNORE INTO vocabulary (stem, ending) VALUES (?, ?)",
        map(_split_word, words),
    )


def _split_word(word: str) -> tuple[str, str]:
    """Return the stem of a word, and the rest of the word or, if it begins otherwise, all of it.

    `cities` → `citi`, `es`; `city` → `citi`, `-city`
    """
    begin = stem(word)
    return begin, word[len(begin) :] if word.startswith(begin) else f"-{word}"


def load_forms(sqlite: sqlite3.Connection) -> WordForms:
    """Return a function that gives the forms of a word in the vocabulary, the word itself first.

    They share its stem, or that of an irregular form or another spelling of it: buy, bought.
    """
    query = f"SELECT word FROM vocabulary WHERE stem = ? AND word != ? LIMIT {_MOST_FORMS}"

    @cache
    def forms(word: str) -> tuple[str, ...]:
        stems = _equivalents().get(stem(word), (stem(word),))
        return (
            word,
            *(form for each in stems for (form,) in sqlite.execute(query, (each, word))),
        )

    return forms


def find_base_stem(word: str) -> str:
    """Return one stem for all forms of a word: `rose` and `risen` → `rise`."""
    return min(_equivalents().get(stem(word), (stem(word),)))


@cache
def _equivalents() -> Mapping[str, tuple[str, ...]]:
    """Return for each stem in `word_equivalents.txt` the stems of its line, its own first.

    A stem in two lines, as that of *found*, has the stems of both.
    """
    stems: dict[str, dict[str, None]] = {}
    for line in _EQUIVALENTS.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            group = dict.fromkeys(map(stem, line.split()))
            for each in group:
                stems.setdefault(each, {each: None}).update(group)
    return {each: tuple(group) for each, group in stems.items()}


def list_other_names(written: str, tokens: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the words of other names of what is written: `UN` → `u n`, `united nations`.

    An abbreviation that is a stop word has other names only in capitals: `US`, not `us`.
    """
    names = _other_names()
    joined = "".join(tokens)
    is_dotted = len(tokens) > 1 and all(len(token) == 1 for token in tokens)
    if is_dotted and "." in written:
        key: tuple[str, ...] = (joined,)
    elif len(tokens) == 1 and joined in lexicon.words("stop_words") and not written.isupper():
        return ()
    else:
        key = tokens
    others = [key, *names.get(key, ())]
    if len(key) == 1 and (is_dotted or key in names or _is_short_name(written)):
        others.insert(0, tuple(joined))
    return tuple(name for name in others if name != tokens)


def is_abbreviation(word: str) -> bool:
    """Return True for a word of `abbreviations.txt`, in any case."""
    return split_index_words(word) in _other_names() and len(word) <= _LONGEST_ABBREVIATION


def find_capitals(written: str, tokens: tuple[str, ...]) -> str:
    """Return the capitals of an abbreviation that is a stop word in lower case: `U.S.` → `US`."""
    joined = "".join(tokens)
    is_dotted = len(tokens) > 1 and "." in written and all(len(token) == 1 for token in tokens)
    is_name = is_dotted or (len(tokens) == 1 and _is_short_name(written))
    return joined.upper() if is_name and joined in lexicon.words("stop_words") else ""


def _is_short_name(written: str) -> bool:
    return written.isupper() and written.isalpha() and 2 <= len(written) <= 5


@cache
def _other_names() -> Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return for each name in `abbreviations.txt` the words of its other names."""
    names: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for line in _ABBREVIATIONS.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            short, full = map(split_index_words, line.split(" = "))
            names[short] = (full,)
            names[full] = (short, tuple(short[0]))
    return names


def count_prefix(sqlite: sqlite3.Connection, prefix: str, limit: int) -> int:
    """Count the words whose stem begins with `prefix`, up to `limit`."""
    query = f"""SELECT count(*) FROM
        (SELECT 1 FROM vocabulary WHERE stem >= ? AND stem < ? LIMIT {limit})"""
    return int(sqlite.execute(query, (prefix, f"{prefix}\U0010ffff")).fetchone()[0])
