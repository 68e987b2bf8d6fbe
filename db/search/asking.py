"""Searching articles, quotations, events and notes: which answer a query, in which order."""

import datetime
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from db.records import HitKind
from db.search.forms import count_beginning, forms_in
from db.search.matching import Plan, plan
from db.search.parsing import parse
from db.search.statements import SearchOrder, Statement, reading_statement, statement
from db.search.tree import And, Node, Query, Words

KINDS: tuple[HitKind, ...] = ("article", "quotation", "event", "note")

# Newest first means: of the answers that came into the store last, this many of a kind, by date of
# publication. Sorting all the answers to a common word by date would take too long while typing.
_POOL = 1_000
_FILTERED_POOL = 200  # the same where conditions are asked of each row
# A beginning of so many words stands in most texts: reading some of the newest is quicker than
# joining what the index has of each of the words. Where too few have it, the index is asked.
_MANY_WORDS = 64
_READ = 300
_ENOUGH = 20
# Best first means: of the answers that came last, this many of a kind, and of all articles with
# the words in their title. BM25 of every answer to a common word would take twice as long.
_RANKED: dict[HitKind, int] = {
    "article": 15_000, "quotation": 5_000, "event": 5_000, "note": 5_000
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One answer, before anything of it is read: `id` is the row's of its kind."""

    kind: HitKind
    id: int
    article: int
    published: str | None


class FoundBy(NamedTuple):
    """The search that something was found by."""

    query: str
    order: SearchOrder


def read(query: str, order: SearchOrder) -> Query:
    """The tree of a query; in the order "newest" its last word may go on."""
    return _read(query, datetime.date.today(), order == "newest")


@lru_cache(maxsize=64)
def _read(query: str, today: datetime.date, typing: bool) -> Query:
    return parse(query, today=today, typing=typing)


def find(
    sqlite: sqlite3.Connection,
    root: Node | None,
    order: SearchOrder,
    limit: int,
    offset: int = 0,
    kinds: Sequence[HitKind] = KINDS,
) -> list[Found]:
    """A window of the answers: `limit` of them after `offset`, a fair share of each kind."""
    if root is None or limit <= 0:
        return []
    each = [_of_kind(sqlite, root, kind, order, offset + limit) for kind in kinds]
    turns = chain.from_iterable(zip_longest(*each))
    chosen = [found for found in turns if found is not None][: offset + limit]
    if order != "rank":
        _sort(chosen, oldest=order == "oldest")
    return chosen[offset:]


def _of_kind(
    sqlite: sqlite3.Connection, root: Node, kind: HitKind, order: SearchOrder, limit: int
) -> list[Found]:
    planned = plan(root, kind, forms_in(sqlite))
    if not planned.always:
        return []
    if order == "newest":
        return _newest(sqlite, root, planned, kind, limit)
    if order == "rank" and planned.match:
        return _best(sqlite, planned, kind, limit)
    return [found for found, _ in _rows(sqlite, statement(planned, kind, order), kind, limit)]


def _newest(
    sqlite: sqlite3.Connection, root: Node, planned: Plan, kind: HitKind, limit: int
) -> list[Found]:
    rows: list[tuple[Found, float]] = []
    reading = plan(root, kind, forms_in(sqlite), read=_to_read(sqlite, root))
    if reading.read:
        rows = _rows(sqlite, reading_statement(reading, kind, _READ), kind, limit)
    if not reading.read or len(rows) < min(limit, _ENOUGH):
        pool = max(limit, _FILTERED_POOL if planned.where else _POOL)
        rows = _rows(sqlite, statement(planned, kind, "newest"), kind, pool)
    newest = [found for found, _ in rows]
    _sort(newest)
    return newest[:limit]


def _best(sqlite: sqlite3.Connection, planned: Plan, kind: HitKind, limit: int) -> list[Found]:
    query = f"""SELECT rowid FROM {kind}_fts WHERE {kind}_fts MATCH ?
        ORDER BY rowid DESC LIMIT 1 OFFSET {_RANKED[kind]}"""
    oldest = sqlite.execute(query, (planned.match,)).fetchone()
    above = oldest[0] if oldest else None
    rows = _rows(sqlite, statement(planned, kind, "rank", above=above), kind, limit)
    if oldest and kind == "article":
        in_title = replace(planned, match=f"title : ({planned.match})")
        rows = _rows(sqlite, statement(in_title, kind, "rank"), kind, limit) + rows
    best = dict(reversed(rows))  # an article found twice has the rank of its title
    newest_first = sorted(best, key=lambda found: found.published or "", reverse=True)
    return sorted(newest_first, key=lambda found: float(f"{best[found]:.3g}"))[:limit]


def _rows(
    sqlite: sqlite3.Connection, asked: Statement, kind: HitKind, limit: int
) -> list[tuple[Found, float]]:
    rows = sqlite.execute(asked.text, (*asked.parameters, limit))
    return [(Found(kind, *row[:3]), row[3]) for row in rows]


def _to_read(sqlite: sqlite3.Connection, root: Node) -> frozenset[Words]:
    """The beginnings in a query that so many words have that texts are read for them."""
    parts = root.parts if isinstance(root, And) else (root,)
    return frozenset(
        part
        for part in parts
        if isinstance(part, Words)
        and part.prefix
        and len(part.tokens) == 1
        and not part.literals
        and count_beginning(sqlite, part.tokens[0], _MANY_WORDS) == _MANY_WORDS
    )


def _sort(found: list[Found], *, oldest: bool = False) -> None:
    found.sort(key=lambda one: (KINDS.index(one.kind), one.id))
    if oldest:
        found.sort(key=lambda one: (one.published or "9999-99-99", one.article))
    else:
        found.sort(key=lambda one: (one.published or "", one.article), reverse=True)
