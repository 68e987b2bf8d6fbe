"""Changes that a file brings: what it has, and the store or a stored article lacks."""

import sqlite3
from collections.abc import Iterator

from db.corrections.models import kind_of
from db.importers.models import Highlight, ImportItem
from db.library_records import LibraryRecord, SavedSearchRecord, TagColorRecord
from db.models import Note, ReadState
from db.proposed_changes import (
    ProposedChange,
    ProposedCollection,
    ProposedDetails,
    ProposedOriginal,
    ProposedReading,
    ProposedStar,
    ProposedTag,
    library_changes,
)
from db.repositories.article_rows import load_article_row, load_text
from db.repositories.corrections import (
    list_corrections,
    list_rules,
)
from db.repositories.library_records import (
    has_color,
    has_name,
    has_people,
)
from db.repositories.notes import list_notes
from db.repositories.reading_state import parse_object
from db.repositories.tags import normalize_tags, tag_key
from db.text import one_line

PROGRESS: dict[ReadState, int] = {"unread": 0, "reading": 1, "read": 2}
_DETAILS = ("title", "byline", "site", "section")


def missing_changes(
    sqlite: sqlite3.Connection, article: int, incoming: ImportItem
) -> Iterator[ProposedChange]:
    """Yield what an item has and its stored article lacks."""
    row = load_article_row(sqlite, article)
    origin, origins = incoming.origin, incoming.origins
    if incoming.is_record:
        details = _missing_details(sqlite, article, incoming)
        if details != ProposedDetails():
            yield details
    known = set(map(tag_key, row.tags))
    for given in incoming.tags:
        for name in normalize_tags([given]):
            if tag_key(name) not in known:
                author = origins.tag_authors.get(given, "")
                yield ProposedTag(name, origins.tags.get(given, origin), author)
    if incoming.starred and not row.starred:
        yield ProposedStar(origins.starred or origin)
    if incoming.original is not None and incoming.original.normalize() != row.original:
        mark = incoming.original.normalize()
        yield ProposedOriginal(mark.speaker, mark.event, origins.original or origin)
    known = set(map(tag_key, row.collections))
    for given in incoming.collections:
        name = one_line(given)
        if name and tag_key(name) not in known:
            yield ProposedCollection(name, origin=origins.collections.get(given, origin))
    reading = _missing_reading(sqlite, article, incoming, row.state)
    if reading != ProposedReading():
        yield reading
    yield from _missing_notes(sqlite, article, incoming)
    if incoming.corrections:
        stored = {(each.start, each.end, each.change) for each in list_corrections(sqlite, article)}
        for correction in incoming.corrections:
            if (correction.start, correction.end, correction.change) not in stored:
                yield correction


def missing_in_library(
    sqlite: sqlite3.Connection, incoming: ImportItem
) -> Iterator[ProposedChange]:
    """Yield what an item has about the whole library, and the store lacks.

    The color of a tag and a name in use stay as they are.
    """
    if incoming.rules:
        stored = {(kind_of(rule.change), rule.words.casefold()) for rule in list_rules(sqlite)}
        for rule in incoming.rules:
            if (kind_of(rule.change), rule.words.casefold()) not in stored:
                yield rule
    for change in library_changes(incoming.library):
        match change:
            case ProposedCollection(name):
                is_made = has_name(sqlite, "collection", one_line(name))
            case SavedSearchRecord():
                is_made = has_name(sqlite, "saved_search", one_line(change.name))
            case TagColorRecord():
                is_made = has_color(sqlite, change)
            case LibraryRecord():
                is_made = has_people(sqlite, change)
            case _:
                is_made = False
        if not is_made:
            yield change


def _missing_details(
    sqlite: sqlite3.Connection, article: int, incoming: ImportItem
) -> ProposedDetails:
    """Return the details that a reader of the record edited, and that differ here."""
    document = incoming.document
    query = f"SELECT {', '.join(_DETAILS)}, published FROM article WHERE id = ?"
    *stored, published = sqlite.execute(query, (article,)).fetchone()
    edited = {
        name: value
        for name, before in zip(_DETAILS, stored, strict=True)
        if name in incoming.edited_details
        and (value := one_line(getattr(document, name))) != before
    }
    given = document.published.isoformat() if document.published else ""
    if "published" in incoming.edited_details and given != (published or ""):
        edited["published"] = given
    return ProposedDetails(**edited)


def _missing_reading(
    sqlite: sqlite3.Connection, article: int, incoming: ImportItem, state: ReadState
) -> ProposedReading:
    """Return the reading state that is further than the stored one, and the new bookmarks."""
    is_further = PROGRESS[incoming.read_state] > PROGRESS[state]
    bookmarks: tuple[tuple[str, int], ...] = ()
    if incoming.bookmarks:
        query = "SELECT bookmarks FROM reading_state WHERE article = ?"
        found = sqlite.execute(query, (article,)).fetchone()
        stored = parse_object(found[0]) if found else {}
        bookmarks = tuple(mark for mark in incoming.bookmarks if mark[0] not in stored)
    return ProposedReading(incoming.read_state if is_further else "unread", bookmarks)


class StoredNotes:
    """The notes of an article by what they are on and say."""

    def __init__(self, notes: list[Note]) -> None:
        self._placed: dict[tuple[int, str, str, str], list[Note]] = {}
        self._anywhere: dict[tuple[str, str, str], list[Note]] = {}
        self.add(*notes)

    def add(self, *notes: Note) -> None:
        """Add notes that were stored meanwhile."""
        for note in notes:
            words = note.exact, note.body, note.compared
            self._placed.setdefault((note.start, *words), []).append(note)
            self._anywhere.setdefault(words, []).append(note)

    def find(self, mark: Highlight, *, is_placed: bool) -> list[Note]:
        """Find the notes that a highlight may be; one that is placed, at its position only."""
        words = mark.exact, mark.body, mark.compared
        if is_placed and mark.start is not None:
            return self._placed.get((mark.start, *words), [])
        return self._anywhere.get(words, [])


def is_at_words(mark: Highlight, text: str) -> bool:
    """Return whether the span of a highlight has its words in the text."""
    start, end = mark.start, mark.end
    return start is not None and end is not None and "" != text[start:end] == mark.exact


def _missing_notes(
    sqlite: sqlite3.Connection, article: int, incoming: ImportItem
) -> Iterator[Highlight]:
    """Yield new notes, and known ones with another verdict, star, color or tag.

    The unfinished note of a file is a note here.
    """
    marks = [*incoming.highlights, *_finish_draft(sqlite, article, incoming)]
    if not marks:
        return
    text = load_text(sqlite, article)
    is_same_text = incoming.is_record and text == incoming.document.text
    stored = StoredNotes(list_notes(sqlite, article))
    for mark in marks:
        found = stored.find(mark, is_placed=is_same_text and is_at_words(mark, text))
        if all(_differs(note, mark, has_color=incoming.is_record) for note in found):
            yield mark


def _finish_draft(
    sqlite: sqlite3.Connection, article: int, incoming: ImportItem
) -> Iterator[Highlight]:
    draft, text = incoming.draft, incoming.document.text
    if draft is None or not draft.body.strip():
        return
    if sqlite.execute("SELECT 1 FROM draft WHERE article = ?", (article,)).fetchone():
        return
    yield Highlight(
        text[draft.start : draft.end], draft.body, draft.tags, start=draft.start, end=draft.end,
        verdict=draft.verdict, starred=draft.starred, color=draft.color, origin=incoming.origin,
    )  # fmt: skip


def _differs(note: Note, mark: Highlight, *, has_color: bool) -> bool:
    known = set(map(tag_key, note.tags))
    return (
        (bool(mark.verdict) and mark.verdict != note.verdict)
        or (mark.starred and not note.starred)
        or (has_color and mark.color != note.color)
        or any(tag_key(name) not in known for name in normalize_tags(mark.tags))
    )
