"""Application of proposed changes to articles and to the library."""

import sqlite3

from analysis import Analysis
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db.anchors import reanchor
from db.corrections.models import Correction, CorrectionRule
from db.errors import StoreError
from db.importers.models import Highlight
from db.library_records import LibraryRecord, SavedSearchRecord, TagColorRecord
from db.models import Document
from db.original_marks import OriginalMark
from db.proposed_changes import (
    ProposedChange,
    ProposedCollection,
    ProposedDetails,
    ProposedOriginal,
    ProposedReading,
    ProposedStar,
    ProposedTag,
)
from db.repositories.article_rows import load_text, update_list_keys
from db.repositories.articles import MetadataChanges, write_metadata, write_published
from db.repositories.collections import add_to_collection
from db.repositories.corrections import insert_corrections, insert_rule
from db.repositories.findings import mark_pending
from db.repositories.imported_changes import PROGRESS, StoredNotes, is_at_words
from db.repositories.imported_notes import add_bookmarks, insert_highlight
from db.repositories.library_records import add_collection, add_people, add_search, add_tag_color
from db.repositories.notes import list_notes, load_notes
from db.repositories.originals import save_mark
from db.repositories.tags import normalize_tags, set_tags, tag_key
from db.repositories.versions import add_earlier_version, add_version
from db.repositories.wires import load_wire, save_wire
from db.text import timestamp
from db.wire_records import WireRecord


class ChangeApplication:
    """The application of changes in one transaction; those of an article follow each other.

    The text and the notes of an article are loaded once, and its list key and corrections are
    updated once, by `finish`.
    """

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        """Apply changes on a connection, inside a transaction."""
        self._sqlite = sqlite
        self._article: int | None = None
        self._text: str | None = None
        self._notes: StoredNotes | None = None
        self._corrections: list[Correction] = []
        self._is_tagged = False

    def apply(self, article: int | None, change: ProposedChange) -> bool:
        """Make a change; return True if its article has to be analyzed again.

        Raises StoreError if it cannot be made any longer.
        """
        if article is None:
            self._apply_to_library(change)
            return False
        if article != self._article:
            self.finish()
            self._article = article
        match change:
            case Document():
                return self._apply_version(article, change)
            case WireRecord():
                save_wire(self._sqlite, article, change)
            case ProposedDetails():
                self._apply_details(article, change)
            case Highlight():
                self._apply_note(article, change)
            case ProposedTag():
                self._apply_tag(article, change)
            case ProposedStar():
                self._apply_star(article, change)
            case ProposedOriginal(speaker, event, origin):
                save_mark(self._sqlite, [article], OriginalMark(speaker, event), origin)
            case ProposedCollection(name, _, origin):
                add_to_collection(self._sqlite, name, [article], origin)
            case ProposedReading():
                self._apply_reading(article, change)
            case Correction():
                self._corrections.append(_place(self._load_text(article), change))
            case _:
                raise StoreError("This proposal belongs to no article; reject it")
        return False

    def finish(self) -> None:
        """Apply the collected corrections, and update the list key of a tagged article."""
        if self._article is not None and self._corrections:
            insert_corrections(self._sqlite, self._article, self._corrections)
        if self._article is not None and self._is_tagged:
            update_list_keys(self._sqlite, [self._article])
        self.forget()
        self._article, self._corrections, self._is_tagged = None, [], False

    def forget(self) -> None:
        """Load the text and the notes again, which have changed in another way."""
        self._text = self._notes = None

    def _load_text(self, article: int) -> str:
        if self._text is None:
            self._text = load_text(self._sqlite, article)
        return self._text

    def _apply_to_library(self, change: ProposedChange) -> None:
        match change:
            case CorrectionRule(_, words, rule, created, origin, _, author):
                insert_rule(self._sqlite, words, rule, created, origin, author)
            case ProposedCollection():
                add_collection(self._sqlite, change.name, change.created)
            case SavedSearchRecord():
                add_search(self._sqlite, change)
            case TagColorRecord():
                add_tag_color(self._sqlite, change)
            case LibraryRecord():
                add_people(self._sqlite, change)
            case _:
                raise StoreError("This proposal names no article; reject it")

    def _apply_version(self, article: int, document: Document) -> bool:
        present = load_wire(self._sqlite, article)
        if present and document.wire and not document.wire.is_later_than(present):
            add_earlier_version(self._sqlite, article, document)
            return False
        add_version(
            self._sqlite, article, document, Analysis(document.text, document.published_day)
        )
        mark_pending(self._sqlite, article)
        self.forget()
        return True

    def _apply_details(self, article: int, details: ProposedDetails) -> None:
        facts = MetadataChanges(details.title, details.byline, details.site, None, details.section)
        write_metadata(self._sqlite, article, facts)
        if details.published is not None:
            day = to_partial_date(details.published or None)
            write_published(self._sqlite, article, day, "given")

    def _apply_tag(self, article: int, tag: ProposedTag) -> None:
        self._sqlite.execute("INSERT OR IGNORE INTO tag (name) VALUES (?)", (tag.name,))
        self._sqlite.execute(
            """INSERT OR IGNORE INTO article_tag (article, tag, origin, author)
                SELECT ?, id, ?, ? FROM tag WHERE name = ?""",
            (article, tag.origin, tag.author, tag.name),
        )
        self._is_tagged = True

    def _apply_star(self, article: int, star: ProposedStar) -> None:
        self._add_reading_state(article)
        self._sqlite.execute(
            """UPDATE reading_state SET starred = 1, star_origin = ?
                WHERE article = ? AND NOT starred""",
            (star.origin, article),
        )

    def _apply_note(self, article: int, mark: Highlight) -> None:
        """Add a note; if the article has it already, add its verdict, star, color and tags."""
        text = self._load_text(article)
        if self._notes is None:
            self._notes = StoredNotes(list_notes(self._sqlite, article))
        found = self._notes.find(mark, is_placed=is_at_words(mark, text))
        if not found:
            added = insert_highlight(self._sqlite, article, text, mark, is_placed=False)
            self._notes.add(*load_notes(self._sqlite, [added]))
            return
        note = found[0]
        self._sqlite.execute(
            """UPDATE note SET verdict = ?, starred = max(starred, ?), color = ?, changed = ?,
                verdict_author = ? WHERE id = ?""",
            (
                mark.verdict or note.verdict,
                mark.starred,
                mark.color,
                timestamp(),
                mark.verdict_author if mark.verdict else note.verdict_author,
                note.id,
            ),
        )
        known = set(map(tag_key, note.tags))
        new = [name for name in normalize_tags(mark.tags) if tag_key(name) not in known]
        origins = {name: mark.tag_origins.get(name, mark.origin) for name in new}
        set_tags(self._sqlite, "note", note.id, (*note.tags, *new), origins, mark.tag_authors)
        self.forget()

    def _apply_reading(self, article: int, change: ProposedReading) -> None:
        self._add_reading_state(article)
        query = "SELECT state FROM reading_state WHERE article = ?"
        (state,) = self._sqlite.execute(query, (article,)).fetchone()
        if PROGRESS[change.state] > PROGRESS.get(state, 0):
            update = "UPDATE reading_state SET state = ? WHERE article = ?"
            self._sqlite.execute(update, (change.state, article))
        if change.bookmarks:
            characters = len(self._load_text(article))
            marks = {name: min(at, characters) for name, at in change.bookmarks}
            add_bookmarks(self._sqlite, article, marks)

    def _add_reading_state(self, article: int) -> None:
        query = "INSERT OR IGNORE INTO reading_state (article) VALUES (?)"
        self._sqlite.execute(query, (article,))


def _place(text: str, correction: Correction) -> Correction:
    """Move a correction to its words, which a new version of the text may have moved."""
    start, end = correction.start, correction.end
    if text[start:end] == correction.exact and start < end:
        return correction
    found = reanchor(text, start, end, correction.exact, "", "")
    if found is None or found.start >= found.end:
        raise StoreError("The words of this correction are not in the article; reject it")
    return replace(correction, start=found.start, end=found.end)
