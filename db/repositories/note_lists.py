"""Lists of the notes of all articles: filtered, sorted and grouped, and loaded row by row."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Literal, get_args

from msgspec import Struct

from analysis.partial_dates import PartialDate
from db.connection import Connection
from db.finding_rows import parse_date, read_stored_speaker
from db.models import NOTE_COLORS, Note, PublishedFrom, TagColor
from db.repositories.notes import load_notes
from db.repositories.records import search_ids
from db.repositories.tags import is_below, load_colors, tag_key
from db.stored_records import read_records

NoteGrouping = Literal["article", "tag", "speaker", "day", "verdict", "color", "none"]
NOTE_GROUPINGS: tuple[NoteGrouping, ...] = get_args(NoteGrouping)
NoteOrder = Literal["text", "changed", "created", "starred"]
NOTE_ORDERS: tuple[NoteOrder, ...] = get_args(NoteOrder)

# A pronoun names nobody, so that its notes are without a speaker
_SPEAKER = """nullif(iif(quotation.entity IS NULL,
    describe_source(CAST(quotation.speaker AS BLOB)), quotation.speaker), '')"""
# The key of each group, and the terms by which groups are sorted.
_GROUPS: dict[NoteGrouping, tuple[str, str]] = {
    "article": ("note.article", "article.published DESC, note.article DESC"),
    "tag": ("tag.name", "tag.name IS NULL, replace(tag.name, '/', char(1)) COLLATE NOCASE"),
    "speaker": (_SPEAKER, f"{_SPEAKER} IS NULL, {_SPEAKER} COLLATE NOCASE"),
    "day": ("substr(note.created, 1, 10)", "substr(note.created, 1, 10) DESC"),
    "verdict": (
        "note.verdict",
        """CASE note.verdict WHEN 'to verify' THEN 0 WHEN 'disputed' THEN 1
            WHEN 'checked' THEN 2 ELSE 3 END""",
    ),
    "color": (
        "note.color",
        "CASE note.color "
        + " ".join(f"WHEN '{color}' THEN {at}" for at, color in enumerate(NOTE_COLORS))
        + " ELSE 0 END",
    ),
    "none": ("''", "1"),
}
_ORDERS: dict[NoteOrder, str] = {
    "text": "article.published DESC, note.article DESC, note.start, note.id",
    "changed": "note.changed DESC, note.id",
    "created": "note.created DESC, note.id",
    "starred": "note.starred DESC, note.changed DESC, note.id",
}
_TAGS = "LEFT JOIN note_tag ON note_tag.note = note.id LEFT JOIN tag ON tag.id = note_tag.tag"
_QUOTATIONS = """LEFT JOIN quotation ON quotation.article = note.article
    AND quotation.number = note.quotation"""
_JOINS: dict[NoteGrouping, str] = {"tag": _TAGS, "speaker": _QUOTATIONS}
# The index of dates suffices: rows with texts are large
_ARTICLES = "article INDEXED BY article_filter"


class NoteGroup(Struct, frozen=True):
    """A group of notes: its key, which is "" for notes without a tag, speaker or verdict.

    `below` is the number of notes in the groups of the tags below it, each once. `depth` is the
    number of tags above it that are listed.
    """

    key: str
    notes: tuple[int, ...]
    below: int = 0
    depth: int = 0


class ListedNote(Struct, frozen=True):
    """A note with its article, and the speaker of its quotation, the first of several.

    `speaker` is "" if the text has only a `pronoun`.

    `title` is the beginning of the text if the article has no title.
    """

    note: Note
    title: str
    site: str
    published: PartialDate | None
    published_from: PublishedFrom
    speaker: str
    pronoun: str = ""

    @property
    def damaged(self) -> bool:
        """True if the note is damaged."""
        return self.note.damaged


ListedNotes = list[ListedNote]
NoteGroups = list[NoteGroup]


class NoteListRepository:
    """Lists of notes of all articles; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def group(self, query: str, grouping: NoteGrouping, order: NoteOrder) -> NoteGroups:
        """Return the notes that a search query selects, or all, in groups.

        A note with several tags is in the group of each of them. Raises ValueError for an invalid
        query.
        """
        among = search_ids(self._connection, query, "note", typing=True)
        key, group_order = _GROUPS[grouping]
        where = "" if among is None else "WHERE note.id IN (SELECT value FROM json_each(:among))"
        statement = f"""SELECT {key}, note.id FROM note
            CROSS JOIN {_ARTICLES} ON article.id = note.article {_JOINS.get(grouping, "")}
            {where} ORDER BY {group_order}, {_ORDERS[order]}"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(statement, {"among": json.dumps(among)}).fetchall()
        groups = [
            NoteGroup("" if key is None else str(key), tuple(id for _, id in notes))
            for key, notes in groupby(rows, key=lambda row: row[0])
        ]
        return _as_tree(groups) if grouping == "tag" else groups

    def load(self, notes: Sequence[int]) -> ListedNotes:
        """Load notes by their ids, in the given order; deleted ones are left out."""
        with self._connection.read_transaction() as sqlite:
            found = {note.id: note for note in load_notes(sqlite, notes)}
            query = f"""SELECT note.id, iif(title = '', trim(substr(text, 1, 80)), title), site,
                    published, published_from, coalesce(quotation.speaker, ''),
                    quotation.entity IS NOT NULL
                FROM note JOIN article ON article.id = note.article {_QUOTATIONS}
                WHERE note.id IN (SELECT value FROM json_each(?))"""
            facts = {id: rest for id, *rest in sqlite.execute(query, (json.dumps(notes),))}
        rows = [(found[id], *facts[id]) for id in notes if id in found and id in facts]
        return read_records(ListedNote, _listed_note, rows)

    def titles(self, articles: Sequence[int]) -> dict[int, str]:
        """Return the titles of articles by their ids, or the beginnings of their texts."""
        query = """SELECT id, iif(title = '', trim(substr(text, 1, 80)), title) FROM article
            WHERE id IN (SELECT value FROM json_each(?))"""
        with self._connection.read_transaction() as sqlite:
            return dict(sqlite.execute(query, (json.dumps(list(articles)),)).fetchall())

    def articles(self, notes: Sequence[int]) -> dict[int, int]:
        """Return the article of each note, by the id of the note."""
        query = "SELECT id, article FROM note WHERE id IN (SELECT value FROM json_each(?))"
        with self._connection.read_transaction() as sqlite:
            return dict(sqlite.execute(query, (json.dumps(list(notes)),)).fetchall())

    def context(self, note: int, characters: int) -> tuple[str, str]:
        """Return the text before and after the passage of a note, at most `characters` each."""
        query = """SELECT substr(text, max(start + 1 - :size, 1), min(start, :size)),
                substr(text, "end" + 1, :size)
            FROM note JOIN article ON article.id = article WHERE note.id = :note"""
        with self._connection.read_transaction() as sqlite:
            found = sqlite.execute(query, {"note": note, "size": characters}).fetchone()
        return tuple(found) if found else ("", "")

    def colors(self) -> dict[str, TagColor]:
        """Return the color of each tag that has one, by the key of its name."""
        with self._connection.read_transaction() as sqlite:
            return load_colors(sqlite)


def _listed_note(row: tuple[Any, ...]) -> ListedNote:
    note, title, site, day, origin, stored, is_named = row
    speaker = read_stored_speaker(stored, is_named=is_named)
    title = title.split("\n")[0]
    return ListedNote(
        note, title, site, parse_date(day), origin, speaker.name, speaker.pronoun
    )  # fmt: skip


def _as_tree(groups: Sequence[NoteGroup]) -> list[NoteGroup]:
    """Add the tags above others that no note has by itself, and the numbers of notes below."""
    names = {tag_key(group.key): group for group in groups}
    for group in groups:
        parts = group.key.split("/")
        for length in range(1, len(parts)):
            name = "/".join(parts[:length])
            names.setdefault(tag_key(name), NoteGroup(name, ()))
    nodes = sorted(names.values(), key=lambda group: (not group.key, tag_key(group.key).split("/")))
    tree = []
    for at, group in enumerate(nodes):
        notes: set[int] = set()
        for lower in nodes[at + 1 :]:
            if not is_below(lower.key, group.key):
                break
            notes.update(lower.notes)
        below = len(notes - set(group.notes))
        tree.append(NoteGroup(group.key, group.notes, below, group.key.count("/")))
    return tree
