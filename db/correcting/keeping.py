"""Corrections and standing rules in the store, and an article's rows brought into line with them.

The rows of an article always hold what the reader is to see, so that every question to the store
is answered with corrections and rules in it. What the machine found is kept beside them, in
`machine_findings`, for as long as the two differ.
"""

import datetime
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from analysis import Analysis, redate
from analysis.findings import Label
from db.analyses import SaveResult, load_state, set_analyzed
from db.articles import (
    article_text,
    index_about,
    insert_article,
    load_article,
    now,
    require_article,
    unindex_about,
)
from db.correcting.applying import correct
from db.correcting.changes import Change, RuleChange, kind_of, read, written
from db.correcting.machine import findings_from, findings_text
from db.correcting.records import Correction, StandingRule
from db.errors import NotFound
from db.findings import replace_findings, stored_day
from db.people.linking import link_article, unlink_article
from db.records import Added, Document, PublishedFrom

T = TypeVar("T")

_COLUMNS = """id, article, kind, start, "end", exact, value, created"""


def insert_corrected(sqlite: sqlite3.Connection, document: Document, analysis: Analysis) -> Added:
    """Store an article as the standing rules have it, unless its text is there already."""
    corrected = correct(analysis, list_rules(sqlite))
    added = insert_article(sqlite, document, corrected)
    if not added.known and corrected != analysis:
        _keep_machine(sqlite, added.article, analysis)
    return added


def keep_corrected(sqlite: sqlite3.Connection, article: int, machine: Analysis) -> None:
    """Let rules and corrections hold in an article that shows what the machine found in it."""
    corrected = _show(sqlite, article, machine, machine)
    if corrected != machine:
        _keep_machine(sqlite, article, machine)
    else:
        _renumber_notes(sqlite, article, machine)


def machine_analysis(sqlite: sqlite3.Connection, article: int) -> Analysis:
    """What the machine found in an article, without rules and corrections; raises NotFound."""
    shown = load_article(sqlite, article).analysis
    return _kept(sqlite, article, shown) or shown


def insert_correction(
    sqlite: sqlite3.Connection, article: int, start: int, end: int, change: Change
) -> Correction:
    """Set something right about the finding at a stretch.

    Raises NotFound, and ValueError for a stretch that is not within the text.
    """
    text = article_text(sqlite, article, None)
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start} to {end} is no stretch of a text of {len(text)} characters")
    cursor = sqlite.execute(
        f"INSERT INTO correction ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
        (article, kind_of(change), start, end, text[start:end], written(change), now()),
    )
    assert cursor.lastrowid is not None
    bring_into_line(sqlite, article)
    return _correction(sqlite, cursor.lastrowid)


def remove_correction(sqlite: sqlite3.Connection, correction: int) -> Correction:
    """Take a correction back, and give it; raises NotFound."""
    removed = _correction(sqlite, correction)
    sqlite.execute("DELETE FROM correction WHERE id = ?", (correction,))
    bring_into_line(sqlite, removed.article)
    return removed


def put_back_correction(sqlite: sqlite3.Connection, correction: Correction) -> Correction:
    """Make a correction once more that was taken back, its id included; raises NotFound."""
    require_article(sqlite, correction.article)
    sqlite.execute(
        f"INSERT OR IGNORE INTO correction ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            correction.id,
            correction.article,
            kind_of(correction.change),
            correction.start,
            correction.end,
            correction.exact,
            written(correction.change),
            correction.created.isoformat(timespec="microseconds"),
        ),
    )
    bring_into_line(sqlite, correction.article)
    return _correction(sqlite, correction.id)


def list_corrections(sqlite: sqlite3.Connection, article: int) -> list[Correction]:
    """The corrections of an article in the order they were made; raises NotFound."""
    require_article(sqlite, article)
    query = f"SELECT {_COLUMNS} FROM correction WHERE article = ? ORDER BY id"
    return _readable(_read_correction, sqlite.execute(query, (article,)))


def list_rules(sqlite: sqlite3.Connection) -> list[StandingRule]:
    """The standing rules in the order they were made."""
    query = "SELECT id, kind, words, value, created FROM standing_rule ORDER BY id"
    return _readable(_read_rule, sqlite.execute(query))


def insert_rule(
    sqlite: sqlite3.Connection, words: str, change: RuleChange
) -> tuple[StandingRule, StandingRule | None]:
    """Let a rule stand; gives it, and the one for the same words that it takes the place of."""
    before = next(
        (
            rule
            for rule in list_rules(sqlite)
            if (kind_of(rule.change), rule.words.casefold()) == (kind_of(change), words.casefold())
        ),
        None,
    )
    if before is not None:
        sqlite.execute("DELETE FROM standing_rule WHERE id = ?", (before.id,))
    moment = now()
    cursor = sqlite.execute(
        "INSERT INTO standing_rule (kind, words, value, created) VALUES (?, ?, ?, ?)",
        (kind_of(change), words, written(change), moment),
    )
    assert cursor.lastrowid is not None
    created = datetime.datetime.fromisoformat(moment)
    return StandingRule(cursor.lastrowid, words, change, created), before


def remove_rule(sqlite: sqlite3.Connection, rule: int) -> StandingRule:
    """Let a rule stand no longer, and give it; raises NotFound."""
    removed = next((one for one in list_rules(sqlite) if one.id == rule), None)
    if removed is None:
        raise NotFound(f"There is no standing rule {rule} in the store")
    sqlite.execute("DELETE FROM standing_rule WHERE id = ?", (rule,))
    return removed


def put_back_rule(sqlite: sqlite3.Connection, rule: StandingRule) -> None:
    """Let a rule stand again, its id included."""
    sqlite.execute(
        """INSERT OR IGNORE INTO standing_rule (id, kind, words, value, created)
            VALUES (?, ?, ?, ?, ?)""",
        (
            rule.id,
            kind_of(rule.change),
            rule.words,
            written(rule.change),
            rule.created.isoformat(timespec="microseconds"),
        ),
    )


def articles_with(sqlite: sqlite3.Connection, words: str) -> list[int]:
    """The articles whose text has these words, one after the other, whatever their case."""
    if not any(letter.isalnum() for letter in words):
        return []
    phrase = words.replace('"', " ")
    query = "SELECT rowid FROM article_fts WHERE article_fts MATCH ? ORDER BY rowid"
    return [article for (article,) in sqlite.execute(query, (f'text : "{phrase}"',))]


def names_elsewhere(
    sqlite: sqlite3.Connection, article: int, limit: int
) -> list[tuple[str, Label, int]]:
    """The names and labels of entities of other articles with how many have them, most first."""
    query = """SELECT name, label, articles - here AS others FROM
            (SELECT name, label, articles, id IN (SELECT coalesce(own.merged_into, own.id)
                    FROM entity JOIN identity AS own ON own.id = entity.identity
                    WHERE entity.article = :article) AS here
                FROM identity INDEXED BY identity_articles WHERE articles > 0
                ORDER BY articles DESC, quotations DESC, id LIMIT :limit)
        WHERE others > 0 ORDER BY others DESC, name"""
    return list(sqlite.execute(query, {"article": article, "limit": limit}))


def bring_into_line(sqlite: sqlite3.Connection, article: int) -> bool:
    """Rewrite an article's findings as rules and corrections have them; whether any changed."""
    shown = load_article(sqlite, article).analysis
    kept = _kept(sqlite, article, shown)
    corrected = _show(sqlite, article, shown, shown if kept is None else kept)
    if corrected == kept:
        sqlite.execute("DELETE FROM machine_findings WHERE article = ?", (article,))
    elif kept is None and corrected != shown:
        _keep_machine(sqlite, article, shown)
    return corrected != shown


def save_analysis(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> SaveResult:
    """Store an analysis in place of an article's findings; see `AnalysisRepository.save`.

    It is dated again where the publication date was changed while it was made. Raises NotFound.
    """
    shown = load_article(sqlite, article).analysis
    if analysis.text != shown.text:
        return "outdated"
    if analysis.failures and load_state(sqlite, article) == "complete":
        return "kept"
    if analysis.published != shown.published:
        analysis = redate(analysis, shown.published)
    set_analyzed(sqlite, article, analysis.failures)
    _replace_machine(sqlite, article, shown, analysis)
    return "saved"


def set_published(
    sqlite: sqlite3.Connection,
    article: int,
    published: datetime.date | None,
    published_from: PublishedFrom,
) -> Analysis:
    """Give an article another publication date, its times and events resolved anew."""
    shown = load_article(sqlite, article).analysis
    machine = redate(_kept(sqlite, article, shown) or shown, published)
    origin = "unknown" if published is None else published_from
    sqlite.execute(
        "UPDATE article SET published = ?, published_from = ? WHERE id = ?",
        (stored_day(published), origin, article),
    )
    return _replace_machine(sqlite, article, shown, machine)


def _kept(sqlite: sqlite3.Connection, article: int, shown: Analysis) -> Analysis | None:
    """What the machine found where it is kept: where it is not, it is what is shown."""
    query = "SELECT findings FROM machine_findings WHERE article = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    if found is None:
        return None
    machine = findings_from(found[0], shown.text, shown.published)
    return replace(machine, failures=shown.failures)


def _replace_machine(
    sqlite: sqlite3.Connection, article: int, shown: Analysis, machine: Analysis
) -> Analysis:
    """Show what is right about other findings of the machine, and keep these where need be."""
    corrected = _show(sqlite, article, shown, machine)
    sqlite.execute("DELETE FROM machine_findings WHERE article = ?", (article,))
    if corrected != machine:
        _keep_machine(sqlite, article, machine)
    return corrected


def _show(sqlite: sqlite3.Connection, article: int, shown: Analysis, machine: Analysis) -> Analysis:
    """Let an article's rows say what is right about what the machine found."""
    corrected = correct(machine, list_rules(sqlite), list_corrections(sqlite, article))
    if corrected == shown:
        return corrected
    unindex_about(sqlite, article)
    links = unlink_article(sqlite, article)
    replace_findings(sqlite, article, shown, corrected)
    link_article(sqlite, article, links)
    index_about(sqlite, article)
    attributed = sum(quotation.kind != "scare" for quotation in corrected.quotations)
    sqlite.execute(
        "UPDATE article SET quotations = ?, events = ? WHERE id = ?",
        (attributed, len(corrected.events), article),
    )
    _renumber_notes(sqlite, article, corrected)
    return corrected


def _keep_machine(sqlite: sqlite3.Connection, article: int, machine: Analysis) -> None:
    row = (article, findings_text(machine))
    sqlite.execute("INSERT INTO machine_findings (article, findings) VALUES (?, ?)", row)


def _renumber_notes(sqlite: sqlite3.Connection, article: int, analysis: Analysis) -> None:
    """Let notes on quotations know these by their new numbers.

    A note on exactly the words of a quotation is on it; another one that was on a quotation stays
    on the one that it shares the most characters with.
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


def _readable(read_row: Callable[[tuple[Any, ...]], T], rows: Iterable[tuple[Any, ...]]) -> list[T]:
    """The records of rows, without those that another program or version wrote."""
    records = []
    for row in rows:
        with suppress(ValueError):
            records.append(read_row(row))
    return records


def _read_correction(row: tuple[Any, ...]) -> Correction:
    id, article, kind, start, end, exact, value, created = row
    moment = datetime.datetime.fromisoformat(created)
    return Correction(id, article, start, end, exact, read(kind, value), moment)


def _read_rule(row: tuple[Any, ...]) -> StandingRule:
    id, kind, words, value, created = row
    change = read(kind, value)
    if not isinstance(change, RuleChange):
        raise ValueError(f"{kind} can be no rule")
    return StandingRule(id, words, change, datetime.datetime.fromisoformat(created))
