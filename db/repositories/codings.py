"""The codings of a store: the articles that a coder has worked on, with their tagged notes."""

import json
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from analysis.coded_passages import CodedMark
from db.connection import Connection
from db.errors import NotFound
from db.models import Note
from db.repositories.article_rows import load_text
from db.repositories.notes import load_notes
from db.repositories.records import read_ids
from db.repositories.tags import load_tags

PREFIX = "agreement/"
"""The beginning of the tags that record decisions, which are no codes."""
DECIDED, DISCUSS = f"{PREFIX}decided", f"{PREFIX}discuss"
ADDED, REMOVED = f"{PREFIX}added/", f"{PREFIX}removed/"
"""The beginnings of the tags that name the codes added and removed by a decision."""

_BATCH = 500  # notes that are loaded at once
_TAGGED = "SELECT DISTINCT note AS id FROM note_tag"
_ARTICLES = """SELECT id, sha256, title, substr(text, 1, 80),
        coalesce((SELECT state FROM reading_state WHERE article = article.id), 'unread')
    FROM article WHERE id IN (SELECT value FROM json_each(?))"""
_WORKED_ON = """SELECT article AS id FROM note WHERE id IN (SELECT note FROM note_tag)
    UNION SELECT article FROM article_tag
    UNION SELECT article FROM reading_state WHERE state = 'read'"""


class CodedArticle(Struct, frozen=True):
    """An article that a coder has worked on: tagged it, tagged a note on it, or read it.

    `sha256` is the hash of its text, `tags` are those of the article. `notes` are those with tags.
    """

    id: int
    sha256: str
    title: str
    is_read: bool
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_coded(self) -> bool:
        """Return whether the coder marked a passage with a code, or read the article."""
        return self.is_read or any(original_codes(note.tags) for note in self.notes)


def original_codes(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the codes that a coder gave before any decision; other tags are no codes.

    `("economy", "tax", "agreement/added/tax")` → `("economy",)`
    """
    added = {tag.removeprefix(ADDED).casefold() for tag in tags if tag.startswith(ADDED)}
    codes = [tag for tag in tags if not tag.startswith(PREFIX) and tag.casefold() not in added]
    removed = [tag.removeprefix(REMOVED) for tag in tags if tag.startswith(REMOVED)]
    return (*codes, *removed)


class CodingRepository:
    """Reads the codings of a store; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def list(self) -> list[CodedArticle]:
        """Return the articles that the coder has worked on, by their ids."""
        with self._connection.read_transaction() as sqlite:
            tagged = read_ids(sqlite, _TAGGED)
            notes: list[Note] = []
            for start in range(0, len(tagged), _BATCH):
                notes += load_notes(sqlite, tagged[start : start + _BATCH])
            notes.sort(key=lambda note: note.article)
            by_article = {
                article: tuple(found)
                for article, found in groupby(notes, key=lambda note: note.article)
            }
            ids = read_ids(sqlite, _WORKED_ON)
            tags = load_tags(sqlite, "article", ids)
            rows = sqlite.execute(_ARTICLES, (json.dumps(ids),)).fetchall()
        return [
            CodedArticle(
                id, sha256, title or " ".join(opening.split()), state == "read",
                tags.get(id, ()), by_article.get(id, ()),
            )
            for id, sha256, title, opening, state in rows
        ]  # fmt: skip

    def find_texts(self, hashes: Sequence[str]) -> dict[str, int]:
        """Return the ids of the articles whose texts have these hashes."""
        query = "SELECT sha256, id FROM article WHERE sha256 IN (SELECT value FROM json_each(?))"
        with self._connection.read_transaction() as sqlite:
            return dict(sqlite.execute(query, (json.dumps(list(hashes)),)).fetchall())

    def load_text(self, article: int) -> str:
        """Return the text of an article; "" if it was deleted meanwhile."""
        with self._connection.read_transaction() as sqlite:
            try:
                return load_text(sqlite, article)
            except NotFound:
                return ""


def list_marks(notes: Sequence[Note], coder: int) -> tuple[list[CodedMark], int]:
    """Return the original marks of notes with codes, and the number of those without a passage.

    A note that lost its words, or that is damaged, has no passage.
    """
    marks, unplaced = [], 0
    for note in notes:
        codes = original_codes(note.tags)
        if note.start >= note.end or note.damaged:
            unplaced += bool(codes)
        else:
            marks.append(CodedMark(note.start, note.end, coder, codes, note.id))
    return marks, unplaced
