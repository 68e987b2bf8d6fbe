"""Proposals of imported files, which wait until the reader accepts them.

A file could otherwise replace the text of an article, or write notes that look like the reader's.
It could change the person that later articles mean by "the minister".
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict

from analysis import Analysis
from analysis.structs import decode_json, replace
from db.connection import Connection
from db.errors import UNREADABLE, NotFound, StoreError
from db.models import Document
from db.progress import ReportDone, report_nothing
from db.proposed_changes import (
    PROPOSAL_KINDS,
    ProposalKind,
    ProposedChange,
    change_from_json,
    dump_change,
    hash_change,
    kind_of_change,
)
from db.repositories.article_rows import require_article
from db.repositories.change_application import ChangeApplication
from db.repositories.corrections import insert_corrected_article
from db.repositories.findings import mark_pending
from db.stored_records import mark_damaged, read_records
from db.text import BEGINNING_SQL, timestamp

ProposalOutcome = Literal["new", "waiting", "rejected"]


class UnreadableChange(Struct, frozen=True):
    """A proposed change that is damaged."""


class ProposalRow(Struct, frozen=True, kw_only=True):
    """The facts about a proposed change; see `Proposal`."""

    id: int
    kind: ProposalKind
    article: int | None
    title: str
    origin: str
    damaged: bool = False


class Proposal(ProposalRow, frozen=True, kw_only=True):
    """A proposed change; `article` and its `title` are empty for one of the whole library.

    `origin` is the file or address that proposes it. A damaged one can only be rejected.
    """

    change: ProposedChange | UnreadableChange


class AcceptedProposal(Struct, frozen=True):
    """An accepted proposal: its article, which has to be analyzed if `is_pending` is true."""

    article: int | None = None
    is_pending: bool = False


class AcceptedProposals(Struct, frozen=True):
    """The result of accepting several proposals.

    `pending` are articles with a new text. `failed` have the reasons of those that still wait.
    """

    accepted: int = 0
    pending: tuple[int, ...] = ()
    failed: tuple[str, ...] = ()


_ROWS = f"""SELECT proposal.id, kind, proposal.article, value, proposal.origin,
        iif(title = '', {BEGINNING_SQL}, title)
    FROM proposal LEFT JOIN article ON article.id = proposal.article"""
_BY_KIND = f"""CASE kind {" ".join(f"WHEN '{k}' THEN {n}" for n, k in enumerate(PROPOSAL_KINDS))}
    ELSE {len(PROPOSAL_KINDS)} END"""

ProposalList = list[Proposal]
ProposalIds = list[int]
ProposalKeys = list[tuple[ProposalKind, int]]


class ProposalRepository:
    """The proposals of a store; methods raise StoreError, and NotFound for an unknown proposal."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def count(self) -> int:
        """Return the number of proposals that wait."""
        query = "SELECT count(*) FROM proposal WHERE rejected IS NULL"
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute(query).fetchone()[0])

    def list_keys(self) -> ProposalKeys:
        """Return the kind and the id of each proposal that waits, by kind, oldest first."""
        query = f"SELECT kind, id FROM proposal WHERE rejected IS NULL ORDER BY {_BY_KIND}, id"
        with self._connection.read_transaction() as sqlite:
            return sqlite.execute(query).fetchall()

    def load(self, proposals: Sequence[int]) -> ProposalList:
        """Load proposals by their ids, in the given order; missing ones are left out."""
        query = f"{_ROWS} WHERE proposal.id IN (SELECT value FROM json_each(?))"
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (json.dumps(list(proposals)),)).fetchall()
            found = {proposal.id: proposal for proposal in _read_proposals(sqlite, rows)}
        return [found[id] for id in proposals if id in found]

    def list(self, article: int | None = None, origin: str | None = None) -> ProposalList:
        """Return the proposals that wait, oldest first; of one article or file if given."""
        query = f"""{_ROWS} WHERE rejected IS NULL
                AND (:article IS NULL OR proposal.article = :article)
                AND (:origin IS NULL OR proposal.origin = :origin)
            ORDER BY proposal.id"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, {"article": article, "origin": origin}).fetchall()
            return _read_proposals(sqlite, rows)

    def of_files(self, origins: Iterable[str]) -> ProposalIds:
        """Return the ids of the proposals of files that wait, by their paths or addresses."""
        query = """SELECT id FROM proposal WHERE rejected IS NULL
            AND origin IN (SELECT value FROM json_each(?)) ORDER BY id"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (json.dumps(list(origins)),)).fetchall()
        return [id for (id,) in rows]

    def versions(self, proposals: Iterable[int]) -> ProposalIds:
        """Return those of the proposals that are new versions, which no step of undo takes back."""
        query = """SELECT id FROM proposal WHERE kind = 'version' AND rejected IS NULL
            AND id IN (SELECT value FROM json_each(?)) ORDER BY id"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (json.dumps(list(proposals)),)).fetchall()
        return [id for (id,) in rows]

    def accept(self, proposal: int) -> AcceptedProposal:
        """Make a proposed change; raises StoreError if its words are no longer in the article.

        A rule applies to articles that are added later, like every new rule.
        """
        with self._connection.transaction() as sqlite:
            changes = ChangeApplication(sqlite)
            accepted = _accept(sqlite, changes, _load(sqlite, proposal))
            changes.finish()
            return accepted

    def accept_all(
        self, proposals: Iterable[int], report: ReportDone = report_nothing
    ) -> AcceptedProposals:
        """Make several proposed changes; those that cannot be made still wait, with the reason.

        A new version of a text is applied before the notes and corrections on it.
        """
        query = f"""SELECT id FROM proposal WHERE rejected IS NULL
            AND id IN (SELECT value FROM json_each(?)) ORDER BY article, {_BY_KIND}, id"""
        accepted, pending, failed = 0, dict[int, None](), list[str]()
        with self._connection.transaction() as sqlite:
            changes = ChangeApplication(sqlite)
            wanted = json.dumps(list(proposals))
            for done, (id,) in enumerate(sqlite.execute(query, (wanted,)).fetchall()):
                report(done)
                sqlite.execute("SAVEPOINT accepting")
                try:
                    result = _accept(sqlite, changes, _load(sqlite, id))
                except (StoreError, ValueError) as error:
                    sqlite.execute("ROLLBACK TO accepting")
                    changes.forget()
                    failed.append(str(error))
                else:
                    accepted += 1
                    if result.is_pending and result.article is not None:
                        pending[result.article] = None
                sqlite.execute("RELEASE accepting")
            changes.finish()
        return AcceptedProposals(accepted, tuple(pending), tuple(failed))

    def accept_as_article(self, proposal: int) -> AcceptedProposal:
        """Store the text of a proposed version as an article of its own.

        Raises ValueError for any other proposal.
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
        """Reject a proposal, which is not proposed again; return it."""
        with self._connection.transaction() as sqlite:
            rejected = _load(sqlite, proposal)
            _reject(sqlite, [proposal])
            return rejected

    def reject_all(self, proposals: Iterable[int]) -> int:
        """Reject several proposals; count them."""
        with self._connection.transaction() as sqlite:
            return _reject(sqlite, proposals)


def propose(
    sqlite: sqlite3.Connection,
    article: int | None,
    change: ProposedChange,
    origin: str,
    *,
    is_wanted: bool = False,
) -> ProposalOutcome:
    """Store a proposal, unless the same one waits or was rejected; return which it is.

    If the reader asks for the changes of this file, one that was rejected waits again.
    """
    now, digest = timestamp(), hash_change(article, change)
    cursor = sqlite.execute(
        """INSERT OR IGNORE INTO proposal (kind, article, value, sha256, origin, created)
            VALUES (?, ?, ?, ?, ?, ?)""",
        (kind_of_change(change), article, dump_change(change), digest, origin, now),
    )
    if cursor.rowcount > 0:
        return "new"
    if is_wanted:
        query = "UPDATE proposal SET rejected = NULL, origin = ? WHERE sha256 = ?"
        sqlite.execute(query, (origin, digest))
        return "new"
    query = "SELECT rejected FROM proposal WHERE sha256 = ?"
    (rejected,) = sqlite.execute(query, (digest,)).fetchone()
    return "waiting" if rejected is None else "rejected"


def _accept(
    sqlite: sqlite3.Connection, changes: ChangeApplication, proposal: Proposal
) -> AcceptedProposal:
    if proposal.article is not None:
        require_article(sqlite, proposal.article)
    if proposal.damaged or isinstance(proposal.change, UnreadableChange):
        raise StoreError(f"Proposal {proposal.id} is damaged; reject it, or run `onrecord repair`")
    _delete(sqlite, proposal.id)
    is_pending = changes.apply(proposal.article, proposal.change)
    return AcceptedProposal(proposal.article, is_pending)


def _load(sqlite: sqlite3.Connection, proposal: int) -> Proposal:
    query = f"{_ROWS} WHERE proposal.id = ? AND rejected IS NULL"
    row = sqlite.execute(query, (proposal,)).fetchone() if abs(proposal) < 2**63 else None
    if row is None:
        raise NotFound(f"There is no proposal {proposal} in the store")
    return _read_proposals(sqlite, [row])[0]


def _read_proposals(sqlite: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[Proposal]:
    found = mark_damaged(sqlite, read_records(ProposalRow, _proposal_row, rows), ("proposal",))
    changes = (_read_change(row) for row in rows)
    return [
        Proposal(**asdict(each), change=change) for each, change in zip(found, changes, strict=True)
    ]


def _proposal_row(row: tuple[Any, ...]) -> ProposalRow:
    id, kind, article, _, origin, title = row
    return ProposalRow(id=id, kind=kind, article=article, title=title or "", origin=origin)


def _read_change(row: tuple[Any, ...]) -> ProposedChange | UnreadableChange:
    _, kind, _, value, *_ = row
    try:
        return change_from_json(kind, decode_json(value))
    except UNREADABLE:
        return UnreadableChange()


def _delete(sqlite: sqlite3.Connection, proposal: int) -> None:
    sqlite.execute("DELETE FROM proposal WHERE id = ?", (proposal,))


def _reject(sqlite: sqlite3.Connection, proposals: Iterable[int]) -> int:
    query = """UPDATE proposal SET rejected = ? WHERE rejected IS NULL
        AND id IN (SELECT value FROM json_each(?))"""
    return sqlite.execute(query, (timestamp(), json.dumps(list(proposals)))).rowcount
