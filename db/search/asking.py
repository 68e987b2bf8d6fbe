"""Searching articles, quotations, events and notes: which answer a query, in which order."""

import datetime
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Literal

from db.records import HitKind
from db.search.forms import count_beginning, forms_in
from db.search.matching import Plan, plan
from db.search.parsing import parse
from db.search.tree import And, Node, Query, Words

SearchOrder = Literal["newest", "rank", "date", "oldest"]
KINDS: tuple[HitKind, ...] = ("article", "quotation", "event", "note")

# Newest first means: of the answers that came into the store last, this many of a kind, by date of
# publication. Sorting all the answers to a common word by date would take too long while typing.
_POOL = 1_000
_READ_POOL = 200  # the same where each row's text is read
# A beginning of so many words stands in most texts: reading the newest is quicker than joining
# what the index has of each of the words.
_MANY_WORDS = 100

# A filter joins; `rowid IN (SELECT …)` took seconds. CROSS JOIN keeps the full-text index first.
# `article_facts` holds what filters ask without the texts.
_ARTICLE = "CROSS JOIN article AS a INDEXED BY article_facts ON a.id"
_INDEXED: dict[HitKind, str] = {
    "article": f"article_fts {_ARTICLE} = article_fts.rowid",
    "quotation": f"""quotation_fts CROSS JOIN quotation AS u ON u.id = quotation_fts.rowid
        {_ARTICLE} = u.article""",
    "event": f"""event_fts CROSS JOIN event AS u ON u.id = event_fts.rowid
        {_ARTICLE} = u.article""",
    "note": f"note_fts CROSS JOIN note AS u ON u.id = note_fts.rowid {_ARTICLE} = u.article",
}
_ALL: dict[HitKind, str] = {
    "article": "article AS a",
    "quotation": "article AS a CROSS JOIN quotation AS u ON u.article = a.id",
    "event": "article AS a CROSS JOIN event AS u ON u.article = a.id",
    "note": "article AS a CROSS JOIN note AS u ON u.article = a.id",
}
_ALWAYS: dict[HitKind, str] = {
    "article": "1",
    "quotation": "u.kind != 'scare'",
    "event": "u.first_day IS NOT NULL",
    "note": "1",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One answer, before anything of it is read: `id` is the row's of its kind."""

    kind: HitKind
    id: int
    article: int
    published: str | None


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
    to_read = _to_read(sqlite, root) if order == "newest" else frozenset()
    planned = plan(root, kind, forms_in(sqlite), read=to_read)
    if not planned.always:
        return []
    pool = limit
    if order == "newest":
        pool = max(limit, _READ_POOL if to_read else _POOL)
    query, parameters = statement(planned, kind, order, added=bool(to_read))
    rows = sqlite.execute(f"{query} LIMIT ?", (*parameters, pool)).fetchall()
    if order == "rank" and planned.match:
        # among those that are as good the newest
        rows.sort(key=lambda row: row[2] or "", reverse=True)
        rows.sort(key=lambda row: float(f"{row[3]:.3g}"))
    answers = [Found(kind, *row[:3]) for row in rows]
    if order == "newest":
        _sort(answers)
    return answers[:limit]


def statement(
    planned: Plan, kind: HitKind, order: SearchOrder, *, added: bool = False
) -> tuple[str, tuple[object, ...]]:
    """The query for a kind of answers, and its parameters; without an index, `added` is by id."""
    table = "a" if kind == "article" else "u"
    conditions = [_ALWAYS[kind]]
    parameters: list[object] = []
    if planned.match:
        source, rank = _INDEXED[kind], f"{kind}_fts.rank"
        conditions.insert(0, f"{kind}_fts MATCH ?")
        parameters.append(planned.match)
        by = {
            "newest": f"{kind}_fts.rowid DESC",
            "rank": f"{kind}_fts.rank",
            "date": "a.published DESC, a.id DESC",
            "oldest": "a.published IS NULL, a.published, a.id",
        }[order]
    else:
        source, rank = _ALL[kind], "0"
        by = "a.published DESC, a.id DESC"
        if order == "oldest":
            by = "a.published IS NULL, a.published, a.id"
        elif added:
            by = "a.id DESC"
    rank = rank if order == "rank" else "0"
    for condition in planned.where:
        conditions.append(f"({condition.text})")
        parameters += condition.parameters
    query = f"""SELECT {table}.id, a.id, a.published, {rank} FROM {source}
        WHERE {" AND ".join(conditions)} ORDER BY {by}"""
    return query, tuple(parameters)


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
