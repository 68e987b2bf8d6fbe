"""Lists of who and what the articles name, a window at a time."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from analysis import clean
from db.findings import day
from db.people.counts import COUNT_MONTHS
from db.people.records import SORTS, IdentityRow, Order, Sort
from db.wording import fold

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
    """The record of the columns in ROW."""
    id, name, label, shared, articles, quotations, first, last, role = row
    days = day(first or None), day(last or None)
    return IdentityRow(id, name, label, bool(shared), articles, quotations, *days, role or "")


def count_identities(sqlite: sqlite3.Connection, words: str, sort: Sort) -> int:
    """How many `list_identities` would list without a limit."""
    where, values = _chosen(words, sort)
    query = f"SELECT count(*) FROM identity WHERE {where}"
    return int(sqlite.execute(query, values).fetchone()[0])


def list_identities(
    sqlite: sqlite3.Connection, words: str, sort: Sort, order: Order, limit: int, offset: int
) -> list[IdentityRow]:
    """A window of those of a sort one of whose names has every word."""
    where, values = _chosen(words, sort)
    query = f"""SELECT {ROW} FROM
            (SELECT id AS chosen FROM identity WHERE {where}
                ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?)
        CROSS JOIN identity ON identity.id = chosen"""
    return [identity_row(row) for row in sqlite.execute(query, (*values, limit, offset))]


def months_of(sqlite: sqlite3.Connection, identities: Iterable[int]) -> dict[int, dict[str, int]]:
    """In how many articles of each month ("2022-03") each of them is named; undated ones aside."""
    found: dict[int, dict[str, int]] = {}
    kept = "SELECT month, articles FROM identity_month WHERE identity = ? ORDER BY month"
    counted = COUNT_MONTHS.format(identity="?")
    for identity in identities:
        rows = sqlite.execute(kept, (identity,)).fetchall() or sqlite.execute(counted, (identity,))
        found[identity] = {month: articles for month, articles in rows if month}
    return found


def dated_months(sqlite: sqlite3.Connection) -> tuple[str, str] | None:
    """The first and the last month of any article with a date."""
    query = """SELECT (SELECT min(published) FROM article WHERE published > ''),
        (SELECT max(published) FROM article)"""
    first, last = sqlite.execute(query).fetchone()
    return (first[:7], last[:7]) if first else None


def _chosen(words: str, sort: Sort) -> tuple[str, tuple[str, ...]]:
    wanted = tuple(fold(clean(words)).split())
    tests = ["articles > 0"]
    if sort != "all":
        labels = ", ".join(f"'{label}'" for label in SORTS[sort])
        tests.append(f"label IN ({labels})")
    tests += ["instr(listing, ?)"] * len(wanted)
    return " AND ".join(tests), wanted
