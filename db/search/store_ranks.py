"""BM25 of the hits in one of several stores, with the statistics of all of them.

The weight of a word depends on how many texts have it. FTS5 knows only those of its own store. Here
the numbers are counted in each store first, and added up. FTS5's rank of a single phrase then gives
how often a row has it: with the statistics of its store, its formula is solved for that number.
"""

import math
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from analysis.structs import replace
from db.models import HitKind
from db.search.ast import Node
from db.search.bm25 import read_sizes, read_totals
from db.search.executor import NO_ARTICLES, RANKED, HitRef, article_range
from db.search.planner import Plan, own_index, plan_search
from db.search.sql import select_best
from db.vocabulary import load_forms

_K1, _B = 1.2, 0.75  # the constants of FTS5
_LEAST_WEIGHT = 1e-6  # of a word in more than half of the rows, as in FTS5

# of an expression by `db.search.planner`: a phrase or prefix, the column of a part, a bracket
_PARTS = re.compile(r'("[^"]*"(?: \*)?)|(\w+) : \(|([()])')


class IndexStatistics(Struct, frozen=True):
    """The numbers of rows and words of an index, and the number of rows with each phrase."""

    rows: int = 0
    words: int = 0
    phrases: Mapping[str, int] = {}

    def add(self, more: "IndexStatistics") -> "IndexStatistics":
        """Return the statistics of both indexes together."""
        phrases = Counter(self.phrases)
        phrases.update(more.phrases)
        return IndexStatistics(self.rows + more.rows, self.words + more.words, phrases)

    def weigh(self, phrase: str) -> float:
        """Return the inverse document frequency of a phrase."""
        found = self.phrases.get(phrase, 0)
        weight = math.log((self.rows - found + 0.5) / (found + 0.5)) if self.rows >= found else 0.0
        return weight if weight > 0 else _LEAST_WEIGHT


Statistics = Mapping[HitKind, IndexStatistics]
"""The statistics of the index of each kind of hit that is ranked; the others are sorted by date."""


class RankedHit(Struct, frozen=True):
    """A hit with its rank, which is lower for a better one, or 0.0 if hits are sorted by date."""

    hit: HitRef
    rank: float


def list_phrases(match: str) -> Iterator[str]:
    """Yield the phrases of an FTS5 expression with their columns: `title : ("a" OR "b")`.

    A phrase that is in it twice counts twice, as in FTS5.
    """
    columns: list[str] = []
    for found in _PARTS.finditer(match):
        phrase, column, bracket = found.groups()
        if phrase is not None:
            within = next((name for name in reversed(columns) if name), "")
            yield f"{within} : {phrase}" if within else phrase
        elif bracket == ")":
            columns.pop()
        else:
            columns.append(column or "")


def count_phrases(
    sqlite: sqlite3.Connection, root: Node, kinds: Sequence[HitKind]
) -> dict[HitKind, IndexStatistics]:
    """Count the rows and phrases of a query in the indexes of a store; see `Statistics`."""
    counted: dict[HitKind, IndexStatistics] = {}
    for kind, planned in _list_plans(sqlite, root, kinds):
        phrases = {
            phrase: _count_rows(sqlite, planned.index, phrase)
            for phrase in set(list_phrases(planned.match))
        }
        counted[kind] = IndexStatistics(*read_totals(sqlite, planned.index), phrases)
    return counted


def rank_best(
    sqlite: sqlite3.Connection,
    root: Node,
    kind: HitKind,
    statistics: IndexStatistics,
    limit: int,
) -> list[RankedHit]:
    """Return the best hits of a kind in a store, the best first; of equal ones the newest rows.

    As in the search of one store, the rows that were added last are ranked. So are all articles
    with the words in their titles.
    """
    among = article_range(sqlite, root)
    for _, planned in _list_plans(sqlite, root, (kind,)) if among != NO_ARTICLES else ():
        pool = RANKED[kind]
        statement = select_best(planned, kind, among, pool)
        rows = sqlite.execute(statement.text, (*statement.parameters, pool)).fetchall()
        if kind == "article" and len(rows) == pool:
            in_title = replace(planned, match=f"title : ({planned.match})")
            statement = select_best(in_title, kind, among, None)
            rows += sqlite.execute(statement.text, (*statement.parameters, limit)).fetchall()
        hits = {row[0]: HitRef(kind, *row[:3]) for row in rows}
        ranks = _rank_rows(sqlite, planned, statistics, list(hits))
        found = [RankedHit(hit, ranks[row]) for row, hit in hits.items()]
        found.sort(key=lambda ranked: (ranked.rank, -ranked.hit.id))
        return found[:limit]
    return []


def _list_plans(
    sqlite: sqlite3.Connection, root: Node, kinds: Sequence[HitKind]
) -> Iterator[tuple[HitKind, Plan]]:
    """Yield the plans of the kinds whose own index is searched, so that their hits are ranked."""
    forms = load_forms(sqlite)
    for kind in kinds:
        planned = plan_search(root, kind, forms, lead=False)
        if planned.can_match and planned.index == own_index(kind, is_weak=planned.is_weak):
            yield kind, planned


def _rank_rows(
    sqlite: sqlite3.Connection, planned: Plan, statistics: IndexStatistics, rows: Sequence[int]
) -> dict[int, float]:
    """Return the rank of rows of an index: their BM25 below zero, as FTS5 gives it."""
    ranks = dict.fromkeys(rows, 0.0)
    number, words = read_totals(sqlite, planned.index)
    if not (ranks and words and statistics.words):
        return ranks
    sizes = dict(read_sizes(sqlite, planned.index, rows))
    here, everywhere = (
        {row: _K1 * (1 - _B + _B * size * counted / total) for row, size in sizes.items()}
        for counted, total in ((number, words), (statistics.rows, statistics.words))
    )
    for phrase in list_phrases(planned.match):
        local = IndexStatistics(
            number, words, {phrase: _count_rows(sqlite, planned.index, phrase)}
        ).weigh(phrase)
        weight = statistics.weigh(phrase)
        query = f"""SELECT rowid, rank FROM {planned.index}
            WHERE {planned.index} MATCH ? AND rowid BETWEEN ? AND ?"""
        for row, rank in sqlite.execute(query, (phrase, min(ranks), max(ranks))):
            if row not in sizes or row not in ranks:
                continue
            share = -rank / local  # count × (k1 + 1) ÷ (count + k1 × length)
            count = round(share * here[row] / (_K1 + 1 - share))
            ranks[row] -= weight * count * (_K1 + 1) / (count + everywhere[row])
    return ranks


def _count_rows(sqlite: sqlite3.Connection, index: str, phrase: str) -> int:
    query = f"SELECT count(*) FROM {index} WHERE {index} MATCH ?"
    return int(sqlite.execute(query, (phrase,)).fetchone()[0])
