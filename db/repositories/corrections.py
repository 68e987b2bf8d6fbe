"""The stored corrections and correction rules, and their effect on an article's rows.

The rows of an article always contain the corrected findings, so every query sees corrections and
rules. The machine's own findings are stored in `machine_analysis` for as long as the two differ.
"""

import datetime
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from analysis import Analysis
from analysis.models import Label
from analysis.structs import replace
from db.checksums.article_damage import are_damaged
from db.connection import Connection
from db.corrections.apply import apply_corrections
from db.corrections.models import (
    Change,
    Correction,
    CorrectionRule,
    RuleChange,
    UnreadableRule,
    from_json,
    kind_of,
    to_json,
)
from db.errors import UNREADABLE, NotFound
from db.identities.linker import link_article
from db.identities.previous_links import unlink_article
from db.kinds import FINDINGS
from db.models import Document, IngestResult
from db.repositories.article_rows import (
    index_metadata,
    insert_article,
    load_analysis,
    load_shown_analysis,
    load_text,
    require_article,
    unindex_metadata,
)
from db.repositories.findings import TABLES, remove_findings, replace_findings
from db.serialization import decode_findings, dump_findings
from db.stored_records import mark_damaged
from db.text import decode_stored, parse_time, timestamp

T = TypeVar("T")

_LINKED = ("entities", "mentions", "events")
"""The findings on which identities and the index of metadata depend."""
_RULES = "SELECT id, kind, words, value, created, origin, author FROM correction_rule ORDER BY id"
_COLUMNS = """id, article, kind, start, "end", exact, value, created, origin, author"""


def insert_corrected_article(
    sqlite: sqlite3.Connection, document: Document, analysis: Analysis, *, is_pending: bool = False
) -> IngestResult:
    """Insert an article with the correction rules applied, unless its text is stored already."""
    corrected = apply_corrections(analysis, _list_valid_rules(sqlite))
    added = insert_article(sqlite, document, corrected, is_pending=is_pending)
    if not added.known and corrected != analysis:
        _store_machine(sqlite, added.article, analysis)
    return added


def apply_to_article(sqlite: sqlite3.Connection, article: int, machine: Analysis) -> None:
    """Apply rules and corrections to an article whose rows are the machine's findings."""
    corrected = _rewrite_rows(sqlite, article, machine, machine)
    if corrected != machine:
        _store_machine(sqlite, article, machine)
    else:
        _renumber_notes(sqlite, article, machine)


def machine_analysis(sqlite: sqlite3.Connection, article: int, shown: Analysis) -> Analysis:
    """Return the machine's analysis, without rules and corrections, by the corrected one."""
    return _stored_machine(sqlite, article, shown) or shown


def insert_corrections(
    sqlite: sqlite3.Connection, article: int, corrections: Iterable[Correction]
) -> None:
    """Add imported corrections to an article, and apply them; runs inside a transaction."""
    sqlite.executemany(
        f"INSERT INTO correction ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                article,
                kind_of(correction.change),
                correction.start,
                correction.end,
                correction.exact,
                to_json(correction.change),
                correction.created.isoformat(timespec="microseconds"),
                correction.origin,
                correction.author,
            )
            for correction in corrections
        ],
    )
    reapply_rules(sqlite, article)


def list_corrections(sqlite: sqlite3.Connection, article: int) -> list[Correction]:
    """Return the corrections of an article, oldest first; raises NotFound."""
    require_article(sqlite, article)
    query = f"SELECT {_COLUMNS} FROM correction WHERE article = ? ORDER BY id"
    found = _read_all(_read_correction, sqlite.execute(query, (article,)))
    return mark_damaged(sqlite, found, ("correction",), lambda correction: correction.article)


def list_rules(sqlite: sqlite3.Connection) -> list[CorrectionRule]:
    """Return the correction rules, oldest first."""
    found = _read_all(_read_rule, sqlite.execute(_RULES))
    return mark_damaged(sqlite, found, ("correction_rule",))


def _list_valid_rules(sqlite: sqlite3.Connection) -> list[CorrectionRule]:
    return [rule for rule in list_rules(sqlite) if not rule.damaged]


def _list_unreadable_rules(sqlite: sqlite3.Connection) -> list[UnreadableRule]:
    readable = {rule.id for rule in list_rules(sqlite)}
    return [
        UnreadableRule(id, decode_stored(words) if isinstance(words, bytes) else str(words))
        for id, _, words, *_ in sqlite.execute(_RULES)
        if id not in readable
    ]


def insert_rule(
    sqlite: sqlite3.Connection,
    words: str,
    change: RuleChange,
    created: datetime.datetime | None = None,
    origin: str = "",
    author: str | None = None,
) -> CorrectionRule:
    """Add a rule, which replaces one of the same kind for the same words; return it.

    The reader is its author by default.
    """
    if author is None:
        (author,) = sqlite.execute("SELECT reader()").fetchone()
    named = kind_of(change), words.casefold()
    for rule in list_rules(sqlite):
        if (kind_of(rule.change), rule.words.casefold()) == named:
            sqlite.execute("DELETE FROM correction_rule WHERE id = ?", (rule.id,))
    moment = created.isoformat(timespec="microseconds") if created else timestamp()
    cursor = sqlite.execute(
        """INSERT INTO correction_rule (kind, words, value, created, origin, author)
            VALUES (?, ?, ?, ?, ?, ?)""",
        (kind_of(change), words, to_json(change), moment, origin, author),
    )
    assert cursor.lastrowid is not None
    made = parse_time(moment)
    return CorrectionRule(cursor.lastrowid, words, change, made, origin, author=author)


def articles_containing(sqlite: sqlite3.Connection, words: str) -> list[int]:
    """Return the articles whose text contains these words as a phrase, ignoring case."""
    if not any(letter.isalnum() for letter in words):
        return []
    phrase = words.replace('"', " ")
    query = "SELECT rowid FROM article_fts WHERE article_fts MATCH ? ORDER BY rowid"
    return [article for (article,) in sqlite.execute(query, (f'text : "{phrase}"',))]


def reapply_rules(sqlite: sqlite3.Connection, article: int) -> bool:
    """Apply rules and corrections to an article again; return whether any finding changed.

    Damaged findings remain as they are until the article is analyzed again.
    """
    if are_damaged(sqlite, FINDINGS, article):
        return False
    shown = load_analysis(sqlite, article)
    machine = _stored_machine(sqlite, article, shown)
    corrected = _rewrite_rows(sqlite, article, shown, shown if machine is None else machine)
    if corrected == machine:
        sqlite.execute("DELETE FROM machine_analysis WHERE article = ?", (article,))
    elif machine is None and corrected != shown:
        _store_machine(sqlite, article, shown)
    return corrected != shown


def _stored_machine(sqlite: sqlite3.Connection, article: int, shown: Analysis) -> Analysis | None:
    """Return the stored machine findings; None if they are the same as the rows."""
    query = "SELECT findings FROM machine_analysis WHERE article = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    if found is None:
        return None
    machine = decode_findings(found[0], shown.text, shown.published)
    return replace(machine, failures=shown.failures)


def replace_machine_analysis(
    sqlite: sqlite3.Connection, article: int, shown: Analysis, machine: Analysis
) -> Analysis:
    """Apply rules and corrections to new machine findings; store these if they differ."""
    if are_damaged(sqlite, TABLES, article):
        unindex_metadata(sqlite, article)
        unlink_article(sqlite, article)
        remove_findings(sqlite, article)
        index_metadata(sqlite, article)
    corrected = _rewrite_rows(sqlite, article, shown, machine)
    sqlite.execute("DELETE FROM machine_analysis WHERE article = ?", (article,))
    if corrected != machine:
        _store_machine(sqlite, article, machine)
    return corrected


def _rewrite_rows(
    sqlite: sqlite3.Connection, article: int, shown: Analysis, machine: Analysis
) -> Analysis:
    """Rewrite an article's rows with rules and corrections applied to the machine's findings."""
    valid = [each for each in list_corrections(sqlite, article) if not each.damaged]
    corrected = apply_corrections(machine, _list_valid_rules(sqlite), valid)
    if corrected == shown:
        return corrected
    if all(getattr(corrected, kind) == getattr(shown, kind) for kind in _LINKED):
        replace_findings(sqlite, article, shown, corrected)
        _recount_quotations(sqlite, article, shown, corrected)
    else:
        unindex_metadata(sqlite, article)
        links = unlink_article(sqlite, article)
        replace_findings(sqlite, article, shown, corrected)
        link_article(sqlite, article, links)
        index_metadata(sqlite, article)
    statements = sum(quotation.is_statement for quotation in corrected.quotations)
    sqlite.execute(
        "UPDATE article SET quotations = ?, events = ? WHERE id = ?",
        (statements, len(corrected.events), article),
    )
    _renumber_notes(sqlite, article, corrected)
    return corrected


def _recount_quotations(
    sqlite: sqlite3.Connection, article: int, before: Analysis, after: Analysis
) -> None:
    """Count the quotations of the changed speakers again, as the trigger of their links does."""
    changed = {*before.quotations} ^ {*after.quotations}
    speakers = {speaker for quotation in changed for speaker in quotation.speakers}
    sqlite.executemany(
        """UPDATE entity SET identity = identity
            WHERE article = ? AND number = ? AND identity IS NOT NULL""",
        ((article, speaker) for speaker in speakers),
    )


def _store_machine(sqlite: sqlite3.Connection, article: int, machine: Analysis) -> None:
    row = (article, dump_findings(machine))
    sqlite.execute("INSERT INTO machine_analysis (article, findings) VALUES (?, ?)", row)


def _renumber_notes(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> None:
    """Update the quotation numbers that notes refer to.

    A note on exactly the words of a quotation belongs to it. Any other note on a quotation belongs
    to the quotation with which it shares the most characters.
    """
    exact = {(q.start, q.end): number for number, q in enumerate(analysis.quotations)}
    query = """SELECT id, start, "end", quotation FROM note WHERE article = ?"""
    for note, start, end, before in sqlite.execute(query, (article,)).fetchall():
        number = exact.get((start, end))
        if number is None and before is not None:
            number = max(
                (
                    (min(end, q.end) - max(start, q.start), -index)
                    for index, q in enumerate(analysis.quotations)
                    if q.start < end and q.end > start
                ),
                default=(0, None),
            )[1]
            number = None if number is None else -number
        if number != before:
            sqlite.execute("UPDATE note SET quotation = ? WHERE id = ?", (number, note))


def _correction(sqlite: sqlite3.Connection, correction: int) -> Correction:
    query = f"SELECT {_COLUMNS} FROM correction WHERE id = ?"
    row = sqlite.execute(query, (correction,)).fetchone() if abs(correction) < 2**63 else None
    if row is None:
        raise NotFound(f"There is no correction {correction} in the store")
    return _read_correction(row)


def _read_all(read_row: Callable[[tuple[Any, ...]], T], rows: Iterable[tuple[Any, ...]]) -> list[T]:
    """Parse rows into records, and skip the rows that another program or version wrote."""
    records = []
    for row in rows:
        with suppress(*UNREADABLE):
            records.append(read_row(row))
    return records


def _read_correction(row: tuple[Any, ...]) -> Correction:
    id, article, kind, start, end, exact, value, created, origin, author = row
    return Correction(
        id, article, start, end, exact, from_json(kind, value), parse_time(created), origin,
        author=author,
    )  # fmt: skip


def _read_rule(row: tuple[Any, ...]) -> CorrectionRule:
    id, kind, words, value, created, origin, author = row
    change = from_json(kind, value)
    if not isinstance(change, RuleChange):
        raise ValueError(f"{kind} cannot be a correction rule")
    return CorrectionRule(id, words, change, parse_time(created), origin, author=author)


class CorrectionRepository:
    """The corrections and correction rules of a store; methods raise the store's own exceptions.

    A correction takes effect at once in every query about its article. A correction rule applies
    to articles that are added later; `reapply_rules` applies it to an existing article.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list_of_article(self, article: int) -> list[Correction]:
        """Return the corrections of an article, oldest first."""
        with self._connection.read_transaction() as sqlite:
            return list_corrections(sqlite, article)

    def add(self, article: int, start: int, end: int, change: Change) -> Correction:
        """Correct the finding at a span of an article.

        Raises ValueError if the span is outside the text.
        """
        with self._connection.transaction() as sqlite:
            text = load_text(sqlite, article)
            if not 0 <= start < end <= len(text):
                raise ValueError(
                    f"{start} to {end} is outside the text, which has {len(text)} characters"
                )
            cursor = sqlite.execute(
                f"""INSERT INTO correction ({_COLUMNS})
                    VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, '', reader())""",
                (
                    article,
                    kind_of(change),
                    start,
                    end,
                    text[start:end],
                    to_json(change),
                    timestamp(),
                ),
            )
            assert cursor.lastrowid is not None
            reapply_rules(sqlite, article)
            return _correction(sqlite, cursor.lastrowid)

    def revert(self, correction: int) -> Correction:
        """Revert a correction; return it."""
        with self._connection.transaction() as sqlite:
            removed = _correction(sqlite, correction)
            sqlite.execute("DELETE FROM correction WHERE id = ?", (correction,))
            reapply_rules(sqlite, removed.article)
            return removed

    def machine_analysis(self, article: int, shown: Analysis | None = None) -> Analysis:
        """Return the machine's analysis of an article, without rules and corrections.

        `shown` is the analysis with them, if it is loaded already.
        """
        with self._connection.read_transaction() as sqlite:
            shown = shown or load_shown_analysis(sqlite, article)
            if are_damaged(sqlite, frozenset({"machine_analysis"}), article):
                return shown
            return machine_analysis(sqlite, article, shown)

    def list_rules(self) -> list[CorrectionRule]:
        """Return the correction rules in the order in which they are applied."""
        with self._connection.read_transaction() as sqlite:
            return list_rules(sqlite)

    def list_unreadable_rules(self) -> list[UnreadableRule]:
        """Return the damaged rules that cannot be read, which `list_rules` leaves out."""
        with self._connection.read_transaction() as sqlite:
            return _list_unreadable_rules(sqlite)

    def add_rule(self, words: str, change: RuleChange) -> CorrectionRule:
        """Add a rule, which replaces one of the same kind for the same words; return it."""
        with self._connection.transaction() as sqlite:
            return insert_rule(sqlite, words, change)

    def delete_rule(self, rule: int) -> CorrectionRule | UnreadableRule:
        """Delete a rule; return it."""
        with self._connection.transaction() as sqlite:
            candidates: list[CorrectionRule | UnreadableRule] = [
                *list_rules(sqlite),
                *_list_unreadable_rules(sqlite),
            ]
            removed = next((candidate for candidate in candidates if candidate.id == rule), None)
            if removed is None:
                raise NotFound(f"There is no correction rule {rule} in the store")
            sqlite.execute("DELETE FROM correction_rule WHERE id = ?", (rule,))
            return removed

    def articles_containing(self, words: Iterable[str]) -> list[int]:
        """Return the articles in which a rule for any of these words may change something."""
        with self._connection.read_transaction() as sqlite:
            return sorted(
                {article for phrase in words for article in articles_containing(sqlite, phrase)}
            )

    def known_entities(self, article: int, limit: int = 1_000) -> list[tuple[str, Label, int]]:
        """Return the entities of other articles with their article counts, most articles first."""
        with self._connection.read_transaction() as sqlite:
            query = """SELECT name, label, articles - here AS others FROM
                    (SELECT name, label, articles, id IN (SELECT coalesce(own.merged_into, own.id)
                            FROM entity JOIN identity AS own ON own.id = entity.identity
                            WHERE entity.article = :article) AS here
                        FROM identity INDEXED BY identity_articles WHERE articles > 0
                        ORDER BY articles DESC, quotations DESC, id LIMIT :limit)
                WHERE others > 0 ORDER BY others DESC, name"""
            return list(sqlite.execute(query, {"article": article, "limit": limit}))

    def reapply_rules(self, article: int) -> bool:
        """Apply the current rules to an article again; return whether anything changed."""
        with self._connection.transaction() as sqlite:
            return reapply_rules(sqlite, article)
