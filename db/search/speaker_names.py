"""Speakers by a name or a description in a request, misspelled or with a title too."""

import json
import sqlite3
from collections.abc import Sequence

from analysis import lexicon
from analysis.names.titles import singular
from db.vocabulary import split_index_words

_ARTICLES = frozenset(("the", "a", "an", "s"))
_DESCRIPTIVE = lexicon.words("person_nouns") | lexicon.words("source_nouns")
_MOST_NAME_WORDS = 6
_LEAST_LETTERS, _LONG = 4, 6  # of a word that may be misspelled, and by two letters
_MOST_OF_ROLE = 300  # articles with the words of a role


def find_speaker(sqlite: sqlite3.Connection, name: str) -> str:
    """Return the words of a name by which a speaker of the store is found; "" for none.

    Words before a surname may be left out, as a title or a given name that no article has. A
    misspelled word is replaced by the nearest one in the names of speakers. A description, as in
    "the harbor master" or "ministers", is found by all of its words, or by the name of the only
    holder of a role.
    """
    words = [word for word in split_index_words(name) if word not in _ARTICLES]
    if not words or len(words) > _MOST_NAME_WORDS or lexicon.words("stop_words") & set(words):
        return ""
    if _is_speaker(sqlite, words):
        return " ".join(words)
    group = [*words[:-1], singular(words[-1])]
    if group != words and group[-1] in _DESCRIPTIVE and _is_speaker(sqlite, group):
        return " ".join(group)
    if words[-1] in _DESCRIPTIVE or name.lower().startswith("the "):
        return _find_holder(sqlite, words)
    for first in range(1, len(words)):
        if _is_speaker(sqlite, words[first:]):
            return " ".join(words[first:])
    corrected = [_correct(sqlite, word) for word in words]
    if corrected != words and _is_speaker(sqlite, corrected):
        return " ".join(corrected)
    return ""


def find_identity_name(sqlite: sqlite3.Connection, name: str) -> str:
    """Return the full name of the only speaker with all words of a name; "" for none or several."""
    words = set(split_index_words(name))
    if not words:
        return ""
    longest = max(words, key=len)
    rows = sqlite.execute(
        """SELECT name, names FROM identity WHERE quotations > 0 AND merged_into IS NULL
            AND (name LIKE ? OR names LIKE ?)""",
        (f"%{longest}%", f"%{longest}%"),
    )
    found = {full for full, names in rows if words <= set(split_index_words(f"{full} {names}"))}
    return found.pop() if len(found) == 1 else ""


def _is_speaker(sqlite: sqlite3.Connection, words: Sequence[str]) -> bool:
    match = "speaker_names : (" + " AND ".join(f'"{word}"' for word in words) + ")"
    query = "SELECT 1 FROM quotation_fts WHERE quotation_fts MATCH ? LIMIT 1"
    return sqlite.execute(query, (match,)).fetchone() is not None


def _find_holder(sqlite: sqlite3.Connection, words: Sequence[str]) -> str:
    """Return the name of the only speaker whose role has all words, as far as articles say it."""
    match = " AND ".join(f'"{word}"' for word in words)
    query = f"SELECT rowid FROM article_fts WHERE article_fts MATCH ? LIMIT {_MOST_OF_ROLE}"
    articles = json.dumps([row for (row,) in sqlite.execute(query, (match,))])
    rows = sqlite.execute(
        """SELECT DISTINCT entity.name, entity.role FROM entity
            WHERE entity.article IN (SELECT value FROM json_each(?)) AND entity.role != ''
                AND EXISTS (SELECT 1 FROM quotation WHERE quotation.article = entity.article
                    AND quotation.entity = entity.number)""",
        (articles,),
    )
    names = {name for name, role in rows if set(words) <= set(split_index_words(role))}
    parts = {" ".join(split_index_words(name)) for name in names}
    return parts.pop() if len(parts) == 1 else ""


def _correct(sqlite: sqlite3.Connection, word: str) -> str:
    """Return the nearest word in the names of speakers, if no text has the word."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    known = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? LIMIT 1"
    if len(word) < _LEAST_LETTERS or sqlite.execute(known, (f'"{word}"',)).fetchone():
        return word
    query = "SELECT name FROM identity WHERE quotations > 0 AND name LIKE ? ESCAPE '!'"
    names = sqlite.execute(query, (f"%{word[0]}%",))
    parts = {part for (name,) in names for part in split_index_words(name)}
    most = 1 if len(word) < _LONG else 2
    near = process.extractOne(word, parts, scorer=OSA.distance, score_cutoff=most)
    return near[0] if near else word
