"""Execution of searches: the articles, quotations, events and notes that match, in order."""

import datetime
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from msgspec import Struct

from analysis.structs import replace
from db.finding_rows import FIRST_FAR, number_of_finding
from db.models import HitKind
from db.search.ast import And, DateTerm, LaterTerm, Node, Not, Or, Query, Term
from db.search.conditions import select_event_articles
from db.search.parser import parse
from db.search.planner import Plan, own_index, plan_search, publication_range
from db.search.sql import (
    ArticleRange,
    SearchOrder,
    Statement,
    scan_newest,
    select_best,
    select_by_date,
    select_newest,
)
from db.vocabulary import WordForms, count_prefix, load_forms

KINDS: tuple[HitKind, ...] = ("article", "quotation", "event", "note")
SENTENCE = 6
"""The number of words of a query from which it can be a sentence."""

# Order "newest": of the hits that were added last, this many of a kind, by publication date.
# Sorting all the hits for a common word by date would take too long while typing.
_POOL = 1_000
# A prefix of this many words is in most texts: testing some of the newest texts is quicker than
# merging the index entries of all those words. If too few of them match, the index is used.
_MANY_WORDS = 64
_READ: dict[HitKind, int] = {"article": 300, "quotation": 500, "event": 500, "note": 500}
_ENOUGH = 20
# Order "rank": of the hits that were added last, this many of a kind, and all articles with the
# words in their title. BM25 of every hit for a common word would take three times as long.
RANKED: dict[HitKind, int] = {
    "article": 10_000, "quotation": 5_000, "event": 5_000, "note": 5_000
}  # fmt: skip
# If fewer articles than this are of the wanted days, the index starts at the first of them.
_FEW_DAYS = 20_000
_NO_ARTICLES = ArticleRange(0, 0)
"""The range of articles of days that no article is of."""


class HitRef(Struct, frozen=True):
    """One hit that is not loaded yet; `id` is that of the row of its kind."""

    kind: HitKind
    id: int
    article: int
    published: str | None

    @property
    def number(self) -> int:
        """The index of a finding in its article, the id of a note, or 0 for an article."""
        if self.kind in ("quotation", "event"):
            return number_of_finding(self.id)
        return self.id if self.kind == "note" else 0


class SearchContext(NamedTuple):
    """The search that found a hit."""

    query: str
    order: SearchOrder


def parse_query(query: str, order: SearchOrder) -> Query:
    """Parse a query; in the order "newest" its last word is a prefix."""
    return _read(query, datetime.date.today(), order == "newest")


@lru_cache(maxsize=64)
def _read(query: str, today: datetime.date, typing: bool) -> Query:
    return parse(query, today=today, typing=typing)


def execute(
    sqlite: sqlite3.Connection,
    root: Node | None,
    order: SearchOrder,
    limit: int,
    offset: int = 0,
    kinds: Sequence[HitKind] = KINDS,
) -> list[HitRef]:
    """Return a window of the hits: `limit` of them after `offset`, an equal share of each kind."""
    if root is None or limit <= 0:
        return []
    begun, root = _common_prefixes(sqlite, root), _find_events(sqlite, root)
    execution = _Execution(
        sqlite, root, order, begun, load_forms(sqlite), article_range(sqlite, root)
    )
    each = [execution.answers(kind, offset + limit) for kind in kinds]
    turns = chain.from_iterable(zip_longest(*each))
    chosen = [found for found in turns if found is not None][: offset + limit]
    if order != "rank":
        sort_hits(chosen, oldest=order == "oldest")
    return chosen[offset:]


class _Execution(Struct, frozen=True):
    """One query, run for each kind of hit."""

    sqlite: sqlite3.Connection
    root: Node
    order: SearchOrder
    begun: frozenset[Term]
    forms: WordForms
    among: ArticleRange | None

    def answers(self, kind: HitKind, limit: int) -> list[HitRef]:
        # notes are few: looking for notes in each article of a source took 140 ms
        lead = self.order == "newest" and kind != "note"
        planned = plan_search(self.root, kind, self.forms, lead=lead)
        if not planned.can_match:
            return []
        if self.order == "newest":
            return self._newest(planned, kind, limit)
        if self.order == "rank" and planned.index == own_index(kind, is_weak=planned.is_weak):
            return self._best(planned, kind, limit)
        statement = select_by_date(planned, kind, self.order, self.among)
        return [found for found, _ in self._rows(statement, kind, limit)]

    def _newest(self, planned: Plan, kind: HitKind, limit: int) -> list[HitRef]:
        found: list[HitRef] = []
        reading = (
            plan_search(self.root, kind, self.forms, read=self.begun) if self.begun else planned
        )
        if reading.read:
            statement = scan_newest(reading, kind, self.among, _READ[kind])
            found = [hit for hit, _ in self._rows(statement, kind, limit)]
        if not reading.read or len(found) < min(limit, _ENOUGH):
            statement = select_newest(planned, kind, self.among, max(limit, _POOL))
            found = [hit for hit, _ in self._rows(statement, kind, limit)]
        return found

    def _best(self, planned: Plan, kind: HitKind, limit: int) -> list[HitRef]:
        pool = RANKED[kind]
        statement = select_best(planned, kind, self.among, pool)
        found = self.sqlite.execute(statement.text, (*statement.parameters, limit)).fetchall()
        rows = _ranked(kind, found)
        if kind == "article" and not self.begun and found and found[0][-1] == pool:
            in_title = replace(planned, match=f"title : ({planned.match})")
            rows = self._rows(select_best(in_title, kind, self.among, None), kind, limit) + rows
        ranks = dict(reversed(rows))  # an article found twice has the rank of its title
        newest_first = sorted(ranks, key=lambda found: found.published or "", reverse=True)
        return sorted(newest_first, key=lambda found: float(f"{ranks[found]:.3g}"))[:limit]

    def _rows(self, statement: Statement, kind: HitKind, limit: int) -> list[tuple[HitRef, float]]:
        return _ranked(kind, self.sqlite.execute(statement.text, (*statement.parameters, limit)))


def _ranked(kind: HitKind, rows: Iterable[tuple[Any, ...]]) -> list[tuple[HitRef, float]]:
    return [(HitRef(kind, *row[:3]), row[3]) for row in rows]


def article_range(sqlite: sqlite3.Connection, root: Node) -> ArticleRange | None:
    """Return the lowest and highest article id of the wanted days, if those articles are few.

    For articles that are later than another one, the lowest is its next.
    """
    parts = root.parts if isinstance(root, And) else (root,)
    if later := max((part.article for part in parts if isinstance(part, LaterTerm)), default=0):
        [latest] = sqlite.execute("SELECT max(id) FROM article").fetchone()
        return ArticleRange(later + 1, max(later + 1, latest or 0), _has_far(sqlite))
    first, last = publication_range(root)
    if first is None and last is None:
        return None
    query = f"""SELECT min(id), max(id), count(*) FROM (SELECT id FROM article
        WHERE published >= ? AND published <= ? LIMIT {_FEW_DAYS})"""
    low, high, count = sqlite.execute(query, (first or "", last or "9999-99-99")).fetchone()
    if count == _FEW_DAYS:
        return None
    return ArticleRange(low, high, _has_far(sqlite)) if count else _NO_ARTICLES


_FINDINGS = ("quotation", "weak_quotation", "event")


def _has_far(sqlite: sqlite3.Connection) -> bool:
    """Return True if an article has more quotations or dated events than most ids can number."""
    highest = (f"(SELECT max(id) FROM {kind}_fts_docsize)" for kind in _FINDINGS)
    query = f"SELECT max({', '.join(f'coalesce({id}, 0)' for id in highest)})"
    return int(sqlite.execute(query).fetchone()[0]) >= FIRST_FAR


def _find_events(sqlite: sqlite3.Connection, node: Node) -> Node:
    """Find the articles with events on the days of a query, once for all kinds of hits."""
    match node:
        case DateTerm(event=True):
            query = select_event_articles(node)
            listed = f"SELECT json_group_array(DISTINCT article) FROM ({query.text})"
            [articles] = sqlite.execute(listed, query.parameters).fetchone()
            return replace(node, articles=articles)
        case Not():
            return replace(node, part=_find_events(sqlite, node.part))
        case And() | Or():
            return replace(node, parts=tuple(_find_events(sqlite, part) for part in node.parts))
        case _:
            return node


def _common_prefixes(sqlite: sqlite3.Connection, root: Node) -> frozenset[Term]:
    """Return the prefixes in a query that match too many words for the index."""
    parts = root.parts if isinstance(root, And) else (root,)
    return frozenset(
        part
        for part in parts
        if isinstance(part, Term)
        and part.prefix
        and len(part.tokens) == 1
        and not part.literals
        and count_prefix(sqlite, part.tokens[0], _MANY_WORDS) == _MANY_WORDS
    )


def sort_hits(found: list[HitRef], *, oldest: bool = False) -> None:
    """Sort hits by the date of their articles, the newest first."""
    found.sort(key=lambda hit: (KINDS.index(hit.kind), hit.id))
    if oldest:
        found.sort(key=lambda hit: (hit.published or "9999-99-99", hit.article))
    else:
        found.sort(key=lambda hit: (hit.published or "", hit.article), reverse=True)
