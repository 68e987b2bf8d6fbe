"""Imports into the store: add items, and recognize articles and files imported before."""

import json
import sqlite3
from collections.abc import Container, Sequence

from msgspec import Struct

from analysis import Analysis, redate
from analysis.structs import replace
from db.connection import Connection
from db.errors import ImportingError
from db.importers.models import ImportItem
from db.library_records import LibraryRecord
from db.models import Document, IngestResult, Origin
from db.proposed_changes import ProposedChange
from db.repositories.article_rows import (
    find_article,
    load_article_row,
)
from db.repositories.change_application import ChangeApplication
from db.repositories.corrections import insert_corrected_article, insert_corrections
from db.repositories.findings import mark_pending, needs_analysis, set_analyzed
from db.repositories.imported_changes import (
    missing_changes,
    missing_in_library,
)
from db.repositories.imported_notes import import_notes
from db.repositories.known_articles import (
    find_earlier_version,
    find_known_article,
    find_reference_at,
    has_new_title,
    is_reference_row,
)
from db.repositories.library_records import is_empty_library
from db.repositories.near_duplicates import near_duplicates
from db.repositories.proposals import propose
from db.repositories.versions import add_version
from db.repositories.wires import find_wire_article, load_wire, save_wire
from db.text import one_line
from db.web_addresses import normalize_host, normalize_url
from db.wire_records import WireRecord

_LONGEST_NOTE = 500  # characters of the reason of a status


class ImportRepository:
    """The imports of a store; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def add(self, incoming: ImportItem, analysis: Analysis | None) -> IngestResult:
        """Add an imported item with its notes and tags, unless it is stored already.

        An item without a text is stored as a reference. The first text that comes from its address
        becomes its text.

        A page that was fetched from the host of an article becomes a new version of it, if the
        texts resemble each other. A version from another host or from a file is proposed, unless
        `incoming.accept` is true. So is all that an item has and its stored article lacks, and what
        it has about the whole library, unless the library is empty.

        An entry of a watched feed that was corrected is a version of its article, whose title alone
        may be new. Entries that share an address are articles of their own.

        An item of an agency is recognized by its id too. A later version is treated like one from
        a file. One that stops the item changes its status only. Other versions change nothing.

        Without an analysis a new text is stored with no findings, and `IngestResult.is_pending` is
        true until `AnalysisRepository.save` stores them. Raises ValueError for an analysis of
        another text or another publication date.
        """
        with self._connection.transaction() as sqlite:
            proposals = _Proposals(sqlite, incoming)
            proposals.add_library()
            result = self._add(sqlite, incoming, analysis, proposals)
            return replace(
                result, proposals=proposals.new, waiting=proposals.waiting,
                rejected=proposals.rejected,
            )  # fmt: skip

    def _add(
        self,
        sqlite: sqlite3.Connection,
        incoming: ImportItem,
        analysis: Analysis | None,
        proposals: "_Proposals",
    ) -> IngestResult:
        document = incoming.document
        if analysis is not None and (analysis.text, analysis.published) != (
            document.text,
            document.published_day,
        ):
            raise ValueError("The analysis belongs to another text or another publication date")
        known = find_known_article(sqlite, incoming)
        stored = find_wire_article(sqlite, document.wire)
        if stored is not None and known in (None, stored):
            compared = _compare_wire(
                sqlite, incoming, stored, proposals, has_same_text=known == stored
            )
            if compared.result is not None:
                return compared.result
            if is_reference_row(sqlite, stored):
                known, document = stored, replace(document, wire=compared.record)
        is_filled = document.text and known is not None and is_reference_row(sqlite, known)
        is_retitled = known is not None and has_new_title(sqlite, incoming, known)
        if known is not None and not (is_filled or is_retitled):
            proposals.add_missing(known)
            return IngestResult(
                known,
                known=True,
                is_pending=needs_analysis(sqlite, known),
                is_reference=is_reference_row(sqlite, known),
            )
        if not document.text and not (document.title or normalize_url(document.source)):
            raise ImportingError("has no text, no title and no address; remove it")
        reference = known if is_filled else find_reference_at(sqlite, incoming)
        earlier = None
        if reference is None:
            earlier = find_earlier_version(sqlite, incoming) if stored is None else stored
        if earlier is not None and not (incoming.accept or _is_trusted(document)):
            proposals.add(earlier, document)
            is_proposed = proposals.new > 0
            proposals.add_missing(earlier)
            return IngestResult(earlier, known=True, has_proposed_version=is_proposed)
        found = Analysis(document.text, document.published_day) if analysis is None else analysis
        is_pending = analysis is None and bool(document.text)
        if reference is not None:
            article = reference
            _fill(sqlite, article, document, found)
        elif earlier is None:
            article = insert_corrected_article(
                sqlite, document, found, is_pending=is_pending
            ).article
            if incoming.added is not None:
                added = incoming.added.isoformat(timespec="microseconds")
                sqlite.execute("UPDATE article SET added = ? WHERE id = ?", (added, article))
        else:
            article = earlier
            _add_version(sqlite, article, document, found)
        _set_state(sqlite, article, None if is_pending else found)
        notes_added = 0
        if reference is not None or earlier is not None:
            proposals.add_missing(article)
        else:
            notes_added = import_notes(sqlite, article, incoming)
            if incoming.corrections:
                insert_corrections(sqlite, article, incoming.corrections)
        return IngestResult(
            article, known=False, changed=earlier is not None,
            alike=len(near_duplicates(sqlite, article)) if earlier is None else 0,
            notes_added=notes_added, is_pending=is_pending, is_reference=not document.text,
            recomputed=incoming.has_findings,
        )  # fmt: skip

    def fill(self, article: int, document: Document) -> IngestResult:
        """Store the text of a reference; its analysis is pending then.

        The title and all that the user has edited stay as they are. Raises ImportingError if the
        text is stored already.
        """
        with self._connection.transaction() as sqlite:
            if not is_reference_row(sqlite, article):
                return IngestResult(article, known=True)
            duplicate = find_article(sqlite, document.text)
            if duplicate is not None:
                raise ImportingError(
                    f"its page has the text of article {duplicate}, which is stored already; "
                    "delete one of the two"
                )
            _fill(sqlite, article, document, Analysis(document.text, document.published_day))
            mark_pending(sqlite, article)
            return IngestResult(
                article, known=False, alike=len(near_duplicates(sqlite, article)), is_pending=True
            )

    def list_references(self) -> list[int]:
        """Return the articles that have no text yet, by their ids."""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute("SELECT id FROM article WHERE words = 0 ORDER BY id").fetchall()
        return [article for (article,) in rows]

    def find_existing(self, incoming: ImportItem) -> int | None:
        """Find the article with this text, or the one that a reference or an excerpt belongs to."""
        with self._connection.read_transaction() as sqlite:
            return find_known_article(sqlite, incoming)

    def articles_of_file(self, path: str, size: int, modified: int) -> list[int]:
        """Return the articles of a completely imported file, if its size and date are unchanged.

        `modified` is in nanoseconds, `size` in bytes. The list is empty if an article was deleted.
        """
        query = """SELECT article, articles FROM import_log
            WHERE path = ? AND size = ? AND modified = ? ORDER BY article"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (path, size, modified)).fetchall()
        return [article for article, _ in rows] if rows and len(rows) == rows[0][1] else []

    def article_of_file(self, path: str) -> int | None:
        """Return the article of a file that was imported completely; None if it had several."""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(
                "SELECT article, articles FROM import_log WHERE path = ?", (path,)
            ).fetchall()
        return int(rows[0][0]) if len(rows) == 1 and rows[0][1] == 1 else None

    def record_file(self, path: str, size: int, modified: int, articles: Sequence[int]) -> None:
        """Record that a file was imported completely, and which articles it contains."""
        distinct = set(articles)
        with self._connection.transaction() as sqlite:
            sqlite.execute("DELETE FROM import_log WHERE path = ?", (path,))
            sqlite.executemany(
                """INSERT INTO import_log (path, article, size, modified, articles)
                    VALUES (?, ?, ?, ?, ?)""",
                ((path, article, size, modified, len(distinct)) for article in distinct),
            )


class _Proposals:
    """The changes that an item proposes, with their counts by outcome."""

    def __init__(self, sqlite: sqlite3.Connection, incoming: ImportItem) -> None:
        self._sqlite = sqlite
        self._incoming = incoming
        self.new = self.waiting = self.rejected = 0

    def add(self, article: int | None, change: ProposedChange) -> None:
        """Propose a change, and count its outcome."""
        incoming = self._incoming
        origin = incoming.imported_from or _origin(incoming)
        outcome = propose(self._sqlite, article, change, origin, is_wanted=incoming.is_wanted)
        setattr(self, outcome, getattr(self, outcome) + 1)

    def add_missing(self, article: int) -> None:
        """Propose all that the item has and a stored article lacks."""
        for change in list(missing_changes(self._sqlite, article, self._incoming)):
            self.add(article, change)

    def add_library(self) -> None:
        """Propose what the item has about the library; make it in an empty library.

        Decisions about people need the findings of all articles, so that they always wait.
        """
        is_empty = is_empty_library(self._sqlite)
        for change in list(missing_in_library(self._sqlite, self._incoming)):
            if is_empty and not isinstance(change, LibraryRecord):
                ChangeApplication(self._sqlite).apply(None, change)
            else:
                self.add(None, change)


class _WireComparison(Struct, frozen=True):
    """An item of an agency beside the stored one: the result if there is nothing more to store.

    `record` is the one to store with a first text.
    """

    record: WireRecord
    result: IngestResult | None = None


def _compare_wire(
    sqlite: sqlite3.Connection,
    incoming: ImportItem,
    stored: int,
    proposals: _Proposals,
    *,
    has_same_text: bool,
) -> _WireComparison:
    """Compare an item with the stored one of the same id; propose its status, or set it."""
    document = incoming.document
    wire, present = document.wire, load_wire(sqlite, stored)
    assert wire is not None
    assert present is not None
    is_later = wire.is_later_than(present)
    is_reference = is_reference_row(sqlite, stored)
    known = IngestResult(
        stored, known=True, is_pending=needs_analysis(sqlite, stored), is_reference=is_reference
    )
    if is_reference and document.text:
        # a kill that came before its item stays
        return _WireComparison(wire if is_later and not present.is_stopped else present)
    if not is_later:
        is_repeated = wire == present and not document.text
        remark = "" if is_repeated else _outdated_remark(wire, present)
        return _WireComparison(present, None if has_same_text else replace(known, remark=remark))
    if document.text and not has_same_text and not wire.is_stopped:
        return _WireComparison(wire)
    if wire.is_stopped and not wire.note and not has_same_text:
        wire = replace(wire, note=one_line(document.text)[:_LONGEST_NOTE])
    stated, was = ((record.status, record.note, record.embargo) for record in (wire, present))
    if stated != was:
        if incoming.accept or _is_trusted(document):
            save_wire(sqlite, stored, wire)
        else:
            proposals.add(stored, wire)
    return _WireComparison(wire, None if has_same_text else known)


def _outdated_remark(wire: WireRecord, present: WireRecord) -> str:
    if not wire.version or not present.version:
        return "a later version of this item is stored already: nothing changed"
    if wire.version == present.version:
        return f"version {wire.version} of this item is stored with another text: nothing changed"
    return (
        f"version {present.version} of this item is stored already: "
        f"version {wire.version} changes nothing"
    )


def _fill(sqlite: sqlite3.Connection, article: int, document: Document, analysis: Analysis) -> None:
    """Set the first text of a reference; its title and the fields that the user edited stay."""
    source = load_article_row(sqlite, article).source
    unchanged = {"title", "source"} if normalize_url(source) else {"title"}
    _add_version(sqlite, article, document, analysis, unchanged)


def _add_version(
    sqlite: sqlite3.Connection,
    article: int,
    document: Document,
    analysis: Analysis,
    unchanged: Container[str] = (),
) -> None:
    """Add a version of an article; the `unchanged` fields and those that the user edited stay."""
    query = "SELECT title, byline, site, source, section, origins FROM article WHERE id = ?"
    title, byline, site, source, section, origins = sqlite.execute(query, (article,)).fetchone()
    before = {"title": title, "byline": byline, "site": site, "source": source, "section": section}
    stored_origins: dict[str, Origin] = json.loads(origins)
    merged = dict(document.origins)
    for field, value in before.items():
        is_edited = stored_origins.get(field) == "given" and merged.get(field) != "given"
        if value and (field in unchanged or is_edited):
            document = replace(document, **{field: value})
            if field in stored_origins:
                merged[field] = stored_origins[field]
    row = load_article_row(sqlite, article)
    if (row.published_from == "given" and document.published_from != "given") or (
        row.published is not None
        and (document.published is None or document.published_from == "guessed")
    ):
        document = replace(document, published=row.published, published_from=row.published_from)
        analysis = redate(analysis, row.published)
    document = replace(document, origins=tuple(sorted(merged.items())))
    add_version(sqlite, article, document, analysis)


def _set_state(sqlite: sqlite3.Connection, article: int, analysis: Analysis | None) -> None:
    if analysis is None:
        mark_pending(sqlite, article)
    else:
        set_analyzed(sqlite, article, analysis.failures)


def _is_trusted(document: Document) -> bool:
    """Return whether a page was fetched from the host of its address, and claims no other one."""
    host = normalize_host(document.retrieved_from)
    return bool(host) and host == normalize_host(document.source) and not document.claimed_address


def _origin(incoming: ImportItem) -> str:
    document = incoming.document
    return one_line(document.retrieved_from or document.source or document.title)
