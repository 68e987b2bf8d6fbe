"""Proposals of imported files: new versions and statuses, corrections and correction rules.

A proposal takes effect when it is accepted. A file could otherwise replace the text of an article,
or change the person that later articles mean by "the minister".
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from analysis import Analysis
from analysis.structs import decode_json, replace
from db.anchors import reanchor
from db.connection import Connection
from db.corrections.models import Correction, CorrectionRule
from db.errors import NotFound, StoreError
from db.importers.onrecord_json import (
    correction_from_record,
    document_from_record,
    rule_from_record,
)
from db.models import Document
from db.repositories.article_rows import load_article_row, load_text
from db.repositories.corrections import (
    insert_corrected_article,
    insert_correction,
    insert_rule,
)
from db.repositories.findings import mark_pending
from db.repositories.versions import add_earlier_version, add_version
from db.repositories.wires import load_wire, save_wire
from db.serialization import correction_record, document_record, rule_record
from db.text import timestamp
from db.wire_records import WireRecord, wire_as_json, wire_from_json

ProposalKind = Literal["version", "rule", "correction", "status"]
ProposedChange = Document | Correction | CorrectionRule | WireRecord


class Proposal(Struct, frozen=True):
    """A proposed change; `article` and its `title` are empty for a rule.

    `origin` is the file or address that proposes it.
    """

    id: int
    kind: ProposalKind
    article: int | None
    title: str
    origin: str
    change: ProposedChange


class AcceptedProposal(Struct, frozen=True):
    """An accepted proposal: its article, which has to be analyzed if `is_pending` is true."""

    article: int | None = None
    is_pending: bool = False


_COLUMNS = "proposal.id, kind, article, value, origin"


class ProposalRepository:
    """The proposals of a store; methods raise StoreError, and NotFound for an unknown proposal."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def count(self) -> int:
        """Return the number of proposals."""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute("SELECT count(*) FROM proposal").fetchone()[0])

    def list(self, article: int | None = None) -> list[Proposal]:
        """Return the proposals, oldest first; of one article if it is given."""
        query = f"""SELECT {_COLUMNS} FROM proposal
            WHERE :article IS NULL OR article = :article ORDER BY id"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, {"article": article}).fetchall()
            return [_proposal(sqlite, row) for row in rows]

    def accept(self, proposal: int) -> AcceptedProposal:
        """Apply a proposal: add its version to the article, or its correction or rule.

        A rule applies to articles that are added later, like every new rule.
        """
        with self._connection.transaction() as sqlite:
            accepted = _load(sqlite, proposal)
            _delete(sqlite, proposal)
            change, article = accepted.change, accepted.article
            if isinstance(change, CorrectionRule):
                insert_rule(sqlite, change.words, change.change)
                return AcceptedProposal()
            assert article is not None
            if isinstance(change, Correction):
                placed = _place(load_text(sqlite, article), change)
                add_correction(sqlite, article, placed)
                return AcceptedProposal(article)
            present = load_wire(sqlite, article)
            if isinstance(change, WireRecord):
                save_wire(sqlite, article, change)
                return AcceptedProposal(article)
            if present and change.wire and not change.wire.is_later_than(present):
                add_earlier_version(sqlite, article, change)
                return AcceptedProposal(article)
            add_version(sqlite, article, change, Analysis(change.text, change.published_day))
            mark_pending(sqlite, article)
            return AcceptedProposal(article, is_pending=True)

    def accept_as_article(self, proposal: int) -> AcceptedProposal:
        """Store the text of a proposed version as an article of its own.

        Raises ValueError for a correction or a rule.
        """
        with self._connection.transaction() as sqlite:
            document = _load(sqlite, proposal).change
            if not isinstance(document, Document):
                raise ValueError("Only a proposed version can become an article")
            _delete(sqlite, proposal)
            document = replace(document, wire=None)  # its id is that of the other article
            empty = Analysis(document.text, document.published_day)
            added = insert_corrected_article(sqlite, document, empty)
            if not added.known:
                mark_pending(sqlite, added.article)
            return AcceptedProposal(added.article, is_pending=not added.known)

    def reject(self, proposal: int) -> Proposal:
        """Delete a proposal; return it."""
        with self._connection.transaction() as sqlite:
            rejected = _load(sqlite, proposal)
            _delete(sqlite, proposal)
            return rejected


def propose(
    sqlite: sqlite3.Connection, article: int | None, change: ProposedChange, origin: str
) -> bool:
    """Store a proposal unless the same one is stored; return whether it was."""
    return _insert(sqlite, article, change, origin)


def add_correction(sqlite: sqlite3.Connection, article: int, correction: Correction) -> Correction:
    """Add an imported correction to an article, under a new id."""
    number = sqlite.execute("SELECT coalesce(max(id), 0) + 1 FROM correction").fetchone()[0]
    return insert_correction(sqlite, replace(correction, id=number, article=article))


def _place(text: str, correction: Correction) -> Correction:
    """Move a correction to its words, which a new version of the text may have moved."""
    start, end = correction.start, correction.end
    if text[start:end] == correction.exact and start < end:
        return correction
    found = reanchor(text, start, end, correction.exact, "", "")
    if found is None or found.start >= found.end:
        raise StoreError("The words of this correction are not in the article; reject it")
    return replace(correction, start=found.start, end=found.end)


def _insert(
    sqlite: sqlite3.Connection,
    article: int | None,
    change: ProposedChange,
    origin: str,
    id: int | None = None,
) -> bool:
    value = json.dumps(_to_record(change), ensure_ascii=False)
    same = {key: item for key, item in _to_record(change).items() if key != "created"}
    identity = json.dumps([article, same], ensure_ascii=False)
    cursor = sqlite.execute(
        """INSERT OR IGNORE INTO proposal (id, kind, article, value, sha256, origin, created)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            id,
            _kind(change),
            article,
            value,
            hashlib.sha256(identity.encode()).hexdigest(),
            origin,
            timestamp(),
        ),
    )
    return cursor.rowcount > 0


def _kind(change: ProposedChange) -> ProposalKind:
    if isinstance(change, Document):
        return "version"
    if isinstance(change, WireRecord):
        return "status"
    return "rule" if isinstance(change, CorrectionRule) else "correction"


def _to_record(change: ProposedChange) -> dict[str, Any]:
    if isinstance(change, Document):
        return {**document_record(change), "retrieved_from": change.retrieved_from}
    if isinstance(change, WireRecord):
        return wire_as_json(change)
    return rule_record(change) if isinstance(change, CorrectionRule) else correction_record(change)


def _from_record(kind: ProposalKind, fields: Mapping[str, Any]) -> ProposedChange:
    if kind == "version":
        return document_from_record(fields, "")
    if kind == "status":
        return wire_from_json(fields)
    return rule_from_record(fields) if kind == "rule" else correction_from_record(fields)


def _load(sqlite: sqlite3.Connection, proposal: int) -> Proposal:
    query = f"SELECT {_COLUMNS} FROM proposal WHERE id = ?"
    row = sqlite.execute(query, (proposal,)).fetchone()
    if row is None:
        raise NotFound(f"There is no proposal {proposal} in the store")
    return _proposal(sqlite, row)


def _proposal(sqlite: sqlite3.Connection, row: tuple[Any, ...]) -> Proposal:
    id, kind, article, value, origin = row
    title = "" if article is None else load_article_row(sqlite, article).title
    try:
        change = _from_record(kind, decode_json(value))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"Proposal {id} is damaged; run `onrecord repair`") from error
    return Proposal(id, kind, article, title, origin, change)


def _delete(sqlite: sqlite3.Connection, proposal: int) -> None:
    sqlite.execute("DELETE FROM proposal WHERE id = ?", (proposal,))
