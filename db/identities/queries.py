"""Lists of identities, one window at a time."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from analysis import clean
from db.identities.counts import COUNT_MONTHS
from db.identities.models import SORTS, IdentityRow, Order, Sort
from db.repositories.findings import day
from db.text import fold

ROW = """identity.id, identity.name, identity.label, identity.shared, identity.articles,
    identity.quotations, identity.first_day, identity.last_day,
    (SELECT role FROM (SELECT entity.role, link.day FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = identity.id ORDER BY link.day DESC, link.article DESC LIMIT 20)
        WHERE role IS NOT NULL GROUP BY role ORDER BY count(*) DESC, max(day) DESC LIMIT 1)"""
ROW_COLUMNS = 9

_ORDERS: dict[Order, str] = {
    "quotations": "quotations DESC, articles DESC, id",
    "articles": "articles DESC, quotations DESC, id",
    "last": "last_day DESC, id DESC",
    "name": "name COLLATE NOCASE, id",
}


def identity_row(row: Sequence[Any]) -> IdentityRow:
    """Convert the columns of ROW to a record."""
    id, name, label, shared, articles, quotations, first, last, role = row
    days = day(first or None), day(last or None)
    return IdentityRow(id, name, label, bool(shared), articles, quotations, *days, role or "")


def count_identities(sqlite: sqlite3.Connection, words: str, sort: Sort) -> int:
    """Count the rows of `list_identities` without a limit."""
    where, values = _condition(words, sort)
    query = f"SELECT count(*) FROM identity WHERE {where}"
    return int(sqlite.execute(query, values).fetchone()[0])


def list_identities(
    sqlite: sqlite3.Connection, words: str, sort: Sort, order: Order, limit: int, offset: int
) -> list[IdentityRow]:
    """Return a window of the identities of a type whose names contain every word."""
    where, values = _condition(words, sort)
    query = f"""SELECT {ROW} FROM
            (SELECT id AS chosen FROM identity WHERE {where}
                ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?)
        CROSS JOIN identity ON identity.id = chosen"""
    return [identity_row(row) for row in sqlite.execute(query, (*values, limit, offset))]


def months_of(sqlite: sqlite3.Connection, identities: Iterable[int]) -> dict[int, dict[str, int]]:
    """Count the articles that name each identity by month (`2022-03`), without undated ones."""
    found: dict[int, dict[str, int]] = {}
    stored = "SELECT month, articles FROM identity_month WHERE identity = ? ORDER BY month"
    counted = COUNT_MONTHS.format(identity="?")
    for identity in identities:
        rows = sqlite.execute(stored, (identity,)).fetchall() or sqlite.execute(
            counted, (identity,)
        )
        found[identity] = {month: articles for month, articles in rows if month}
    return found


def dated_months(sqlite: sqlite3.Connection) -> tuple[str, str] | None:
    """Return the first and the last month with a dated article; None if there is none."""
    query = """SELECT (SELECT min(published) FROM article WHERE published > ''),
        (SELECT max(published) FROM article)"""
    first, last = sqlite.execute(query).fetchone()
    return (first[:7], last[:7]) if first else None


def _condition(words: str, sort: Sort) -> tuple[str, tuple[str, ...]]:
    wanted = tuple(fold(clean(words)).split())
    tests = ["articles > 0"]
    if sort != "all":
        labels = ", ".join(f"'{label}'" for label in SORTS[sort])
        tests.append(f"label IN ({labels})")
    tests += ["instr(listing, ?)"] * len(wanted)
    return " AND ".join(tests), wanted
