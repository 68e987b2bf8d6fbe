"""The user's notes, anchored by offsets and by the text there (W3C Web Annotation).

Drafts of notes, stored while they are written, so that a crash loses no text.
"""

import datetime
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from analysis import clean
from db.connection import Connection
from db.errors import NotFound
from db.models import NOTE_COLORS, Note, NoteColor, NoteDraft, Verdict
from db.repositories.article_rows import load_text, require_article
from db.repositories.records import Records, search_ids, select_ids
from db.repositories.tags import (
    NO_ORIGINS,
    find_hashtags,
    load_tag_authors,
    load_tag_origins,
    load_tags,
    normalize_tags,
    set_tags,
    tag_key,
)
from db.stored_records import mark_damaged, parse_stored_json, read_record, read_records
from db.text import one_line, parse_time, timestamp
from db.vocabulary import add_words, split_index_words

_AROUND = 32  # characters of prefix and suffix
_FIRST_LINE = re.compile(r"\S(?:.{0,118}\S)?(?!\S)")  # its words up to a length of 120
_STORED = (
    "id", "article", "start", "end", "exact", "prefix", "suffix", "body", "quotation", "created",
    "changed", "verdict", "starred", "color", "page", "origin", "author", "compared",
    "verdict_author",
)  # fmt: skip
_COLUMNS = ", ".join(f'"{name}"' for name in _STORED)
_OF_DRAFT = (
    "article", "start", "end", "note", "quotation", "body", "tags", "verdict", "starred", "color"
)  # fmt: skip
_DRAFT_COLUMNS = ", ".join(f'"{name}"' for name in _OF_DRAFT)


Notes = list[Note]
Anchor = tuple[int, int, str, str, str]
"""The span of a note, the text there, and the text before and after it."""


class AddedNotes(Struct, frozen=True):
    """The articles with a new note, those without its words, or with several of them; the notes."""

    annotated: tuple[int, ...]
    unmatched: tuple[int, ...]
    repeated: tuple[int, ...]
    notes: tuple[int, ...]


class NoteRepository:
    """The notes of a store, and their drafts; methods raise StoreError, and NotFound.

    A note on a span that is not within the text raises ValueError.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def __call__(self, query: str = "") -> Records[Note]:
        """Iterate over all notes that a query selects, or all, in text order within an article.

        Raises ValueError for an invalid query.
        """
        ids = select_ids(
            self._connection,
            """SELECT id FROM note ORDER BY article, start, "end", id""",
            search_ids(self._connection, query, "note"),
        )
        return Records(Note, ids, self._load)

    def _load(self, ids: Sequence[int]) -> Notes:
        with self._connection.read_transaction() as sqlite:
            return load_notes(sqlite, ids)

    def list(self, article: int | None = None) -> Notes:
        """Return the notes on an article, or all notes, in text order within an article."""
        with self._connection.read_transaction() as sqlite:
            if article is not None:
                require_article(sqlite, article)
                return list_notes(sqlite, article)
            query = f"""SELECT {_COLUMNS} FROM note ORDER BY article, start, "end", id"""
            return _read_notes(sqlite, sqlite.execute(query).fetchall())

    def add(
        self,
        article: int,
        start: int,
        end: int,
        body: str,
        *,
        tags: Sequence[str] = (),
        quotation: int | None = None,
        verdict: Verdict = "",
        starred: bool = False,
        color: NoteColor = "yellow",
        page: int | None = None,
        compared: str = "",
        origin: str = "",
    ) -> Note:
        """Add a note on a span of an article; an empty `body` makes it a highlight.

        The words of `body` with a hash sign (`#harbor`) are tags too. `compared` are the words of
        a statement in another article that the note compares the span with. `origin` is that of a
        note that the reader did not write.
        """
        with self._connection.transaction() as sqlite:
            anchor = require_anchor(load_text(sqlite, article), start, end)
            tags = (*tags, *find_hashtags(body))
            number = insert_note(
                sqlite, article, anchor, body, tags, quotation, verdict, starred, color=color,
                page=page, origin=origin, compared=compared,
            )  # fmt: skip
            return _get_note(sqlite, number)

    def save(self, draft: NoteDraft, *, compared: str = "") -> Note:
        """Save a draft as a new note, or as the note that it edits, which keeps its statement."""
        if draft.note is not None:
            return self.edit(
                draft.note, body=draft.body, tags=draft.tags, verdict=draft.verdict,
                starred=draft.starred, color=draft.color,
            )  # fmt: skip
        return self.add(
            draft.article, draft.start, draft.end, draft.body, tags=draft.tags,
            quotation=draft.quotation, verdict=draft.verdict, starred=draft.starred,
            color=draft.color, compared=compared,
        )  # fmt: skip

    def add_several(
        self,
        articles: Sequence[int],
        body: str,
        words: str = "",
        *,
        tags: Sequence[str] = (),
        verdict: Verdict = "",
    ) -> AddedNotes:
        """Add a note to each article, on the first occurrence of `words`, else on its first line.

        An empty `body` makes it a highlight. Articles without the words are left out.
        """
        unmatched, repeated, notes = [], [], {}
        tags = (*tags, *find_hashtags(body))
        with self._connection.transaction() as sqlite:
            for article in dict.fromkeys(articles):
                text = load_text(sqlite, article)
                spans = _find_words(text, words)
                if not spans:
                    unmatched.append(article)
                    continue
                if len(spans) > 1:
                    repeated.append(article)
                anchor = anchor_in(text, *spans[0])
                notes[article] = insert_note(
                    sqlite, article, anchor, body, tags, None, verdict, False
                )
        return AddedNotes(
            tuple(notes), tuple(unmatched), tuple(repeated), tuple(notes.values())
        )  # fmt: skip

    def edit(
        self,
        notes: int | Sequence[int],
        *,
        body: str | None = None,
        tags: Sequence[str] | None = None,
        verdict: Verdict | None = None,
        starred: bool | None = None,
        color: NoteColor | None = None,
    ) -> Note:
        """Update the given fields of one or several notes; unless it has them already.

        A word with a hash sign (`#harbor`) that is new in `body` becomes a tag too.

        Return the note, or the first one of several.
        """
        fields = {
            "body": None if body is None else clean(body), "verdict": verdict, "starred": starred,
            "color": color,
        }  # fmt: skip
        given = {name: value for name, value in fields.items() if value is not None}
        with self._connection.transaction() as sqlite:
            for note in _get_notes(sqlite, notes):
                new = {*find_hashtags(body or "")} - {*find_hashtags(note.body)}
                after = tags if tags is None else normalize_tags(tags)
                if new:
                    after = normalize_tags((*(note.tags if after is None else after), *new))
                if after is not None and sorted(after) != sorted(note.tags):
                    set_tags(sqlite, "note", note.id, after)
                elif all(getattr(note, name) == value for name, value in given.items()):
                    continue
                sets = "".join(f"{name} = ?, " for name in given)
                if verdict is not None and verdict != note.verdict:
                    sets += "verdict_author = reader(), " if verdict else "verdict_author = '', "
                query = f"UPDATE note SET {sets}changed = ? WHERE id = ?"
                sqlite.execute(query, (*given.values(), timestamp(), note.id))
            add_words(sqlite, split_index_words(body or ""))
            return _get_notes(sqlite, notes)[0]

    def tag(
        self,
        notes: int | Sequence[int],
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
    ) -> None:
        """Add tags to one or several notes and remove others."""
        wanted = normalize_tags(add)
        unwanted = {tag_key(tag) for tag in normalize_tags(remove)}
        with self._connection.transaction() as sqlite:
            for note in _get_notes(sqlite, notes):
                known = {tag_key(tag) for tag in note.tags}
                after = [tag for tag in note.tags if tag_key(tag) not in unwanted]
                after += [tag for tag in wanted if tag_key(tag) not in known]
                self.edit(note.id, tags=after)

    def move(self, note: int, start: int, end: int) -> Note:
        """Move a note to another span of its article, with the text there."""
        with self._connection.transaction() as sqlite:
            text = load_text(sqlite, _get_note(sqlite, note).article)
            anchor = require_anchor(text, start, end)
            sqlite.execute(
                """UPDATE note SET start = ?, "end" = ?, exact = ?, prefix = ?, suffix = ?,
                    changed = ? WHERE id = ?""",
                (*anchor, timestamp(), note),
            )
            return _get_note(sqlite, note)

    def delete(self, notes: int | Sequence[int]) -> None:
        """Delete one or several notes."""
        with self._connection.transaction() as sqlite:
            ids = [(note.id,) for note in _get_notes(sqlite, notes)]
            sqlite.executemany("DELETE FROM note WHERE id = ?", ids)

    # Drafts

    def draft(self, article: int) -> NoteDraft | None:
        """Return the unfinished note on an article from when the app ended, if any."""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            row = sqlite.execute(
                f"SELECT {_DRAFT_COLUMNS} FROM draft WHERE article = ?", (article,)
            ).fetchone()
        if row is None:
            return None
        stored = dict(zip(_OF_DRAFT, row, strict=True))
        tags = parse_stored_json(stored["tags"], tuple[str, ...], ())
        found = NoteDraft(**_known_values(stored) | {"tags": tags})
        return read_record(NoteDraft, lambda _: found, row)

    def save_draft(self, draft: NoteDraft) -> None:
        """Store an unfinished note; an article has at most one draft."""
        with self._connection.transaction() as sqlite:
            require_article(sqlite, draft.article)
            insert_draft(sqlite, draft)

    def delete_draft(self, article: int) -> None:
        """Delete the draft of an article, when the note is saved or discarded."""
        with self._connection.transaction() as sqlite:
            sqlite.execute("DELETE FROM draft WHERE article = ?", (article,))


def insert_draft(sqlite: sqlite3.Connection, draft: NoteDraft) -> None:
    """Replace the unfinished note of an article; runs inside a transaction."""
    note = sqlite.execute("SELECT id FROM note WHERE id = ?", (draft.note,)).fetchone()
    sqlite.execute(
        f"""INSERT OR REPLACE INTO draft ({_DRAFT_COLUMNS}, changed)
            VALUES ({", ".join(f":{name}" for name in _OF_DRAFT)}, :changed)""",
        asdict(draft)
        | {
            "note": note and note[0],
            "body": clean(draft.body),
            "tags": json.dumps([clean(tag) for tag in draft.tags], ensure_ascii=False),
            "changed": timestamp(),
        },
    )


def load_notes(sqlite: sqlite3.Connection, ids: Sequence[int]) -> list[Note]:
    """Return notes by their ids, in text order within an article."""
    query = f"""SELECT {_COLUMNS} FROM note WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY article, start, "end", id"""
    return _read_notes(sqlite, sqlite.execute(query, (json.dumps(list(ids)),)).fetchall())


def list_notes(sqlite: sqlite3.Connection, article: int) -> list[Note]:
    """Return the notes of an article in text order."""
    query = f"""SELECT {_COLUMNS} FROM note WHERE article = ? ORDER BY start, "end", id"""
    return _read_notes(sqlite, sqlite.execute(query, (article,)).fetchall())


def insert_note(
    sqlite: sqlite3.Connection,
    article: int,
    anchor: Anchor,
    body: str,
    tags: Sequence[str],
    quotation: int | None,
    verdict: Verdict,
    starred: bool,
    created: datetime.datetime | None = None,
    changed: datetime.datetime | None = None,
    color: NoteColor = "yellow",
    page: int | None = None,
    origin: str = "",
    author: str = "",
    tag_origins: Mapping[str, str] = NO_ORIGINS,
    compared: str = "",
    verdict_author: str = "",
    tag_authors: Mapping[str, str] | None = None,
) -> int:
    """Insert a note and return its id; `created` and `changed` are now by default.

    Without `tag_authors`, the reader is the author of the note, its verdict and tags, unless it has
    an origin.
    """
    now = timestamp()
    moments = [
        now if moment is None else moment.isoformat(timespec="microseconds")
        for moment in (created, changed or created)
    ]
    if tag_authors is None and not origin:
        (author,) = sqlite.execute("SELECT reader()").fetchone()
        verdict_author = author if verdict else ""
    cursor = sqlite.execute(
        f"INSERT INTO note ({_COLUMNS}) VALUES (NULL, {', '.join('?' * 18)})",
        (
            article, *anchor, clean(body), quotation, *moments, verdict, starred, color, page,
            origin, author, one_line(compared), verdict_author,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    set_tags(sqlite, "note", cursor.lastrowid, tags, tag_origins, tag_authors)
    add_words(sqlite, split_index_words(body))
    return cursor.lastrowid


def _find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Find words in a text, whatever blanks separate them; its first line for no words."""
    pieces = words.split()
    if not pieces:
        found = _FIRST_LINE.search(text)
        return [found.span() if found else (0, 0)]
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, pieces)), text)]


def anchor_in(text: str, start: int, end: int) -> Anchor:
    """Return a span of a text as the anchor of a note."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return start, end, text[start:end], before, after


def require_anchor(text: str, start: int, end: int) -> Anchor:
    """Return a span of a text as the anchor of a note; raises ValueError outside the text."""
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"{start} to {end} is not within a text of {len(text)} characters")
    return anchor_in(text, start, end)


def _get_note(sqlite: sqlite3.Connection, note: int) -> Note:
    """Return one note; raises NotFound."""
    return _get_notes(sqlite, note)[0]


def _get_notes(sqlite: sqlite3.Connection, notes: int | Sequence[int]) -> list[Note]:
    """Return one or several notes, each once; raises NotFound for one that does not exist."""
    ids = [notes] if isinstance(notes, int) else list(dict.fromkeys(notes))
    found = {note.id: note for note in load_notes(sqlite, [id for id in ids if abs(id) < 2**63])}
    for id in ids:
        if id not in found:
            raise NotFound(f"There is no note {id} in the store")
    return [found[id] for id in ids]


def _known_values(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a stored note; a color of a later version is read as yellow."""
    color = stored["color"] if stored["color"] in NOTE_COLORS else "yellow"
    return {**stored, "starred": bool(stored["starred"]), "color": color}


def _read_notes(sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Note]:
    if not rows:
        return []
    ids = [row[0] for row in rows]
    tags, origins = load_tags(sqlite, "note", ids), load_tag_origins(sqlite, "note", ids)
    authors = load_tag_authors(sqlite, "note", ids)

    def build(row: Sequence[Any]) -> Note:
        id = row[0]
        return _read_note(row, tags.get(id, ()), origins.get(id, {}), authors.get(id, {}))

    return mark_damaged(sqlite, read_records(Note, build, rows), ("note", "note_tag"))


def _read_note(
    row: Sequence[Any],
    tags: Iterable[str],
    tag_origins: dict[str, str],
    tag_authors: dict[str, str],
) -> Note:
    """Return a note by its columns and its tags."""
    stored = dict(zip(_STORED, row, strict=True))
    return Note(
        **_known_values(stored)
        | {"created": parse_time(stored["created"]), "changed": parse_time(stored["changed"])},
        tags=tuple(tags),
        tag_origins=tag_origins,
        tag_authors=tag_authors,
    )
