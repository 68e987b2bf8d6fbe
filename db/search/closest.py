"""Closest hits: those that have the most of a query's free words, if no hit has all.

A free word of a query has no field, quotation mark, `*`, parenthesis or operator. Only free words
loosen; every other part of the query is still required. A query with the operator AND, or with
`about:`, does not loosen at all.
"""

import json
import math
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, compress, islice, zip_longest

from msgspec import Struct

from analysis import lexicon
from analysis.stemmer import stem
from analysis.structs import replace
from db.models import HitKind, Match
from db.search.ast import And, Node, Or, Query, Term
from db.search.bm25 import WeighedForms, score_rows
from db.search.executor import KINDS, HitRef, article_range
from db.search.parser import FIELDS
from db.search.planner import match_term, plan_search
from db.search.query_tokens import clean_query, read_free_text
from db.search.sql import select_best
from db.vocabulary import WordForms, count_prefix, load_forms, split_index_words

# BM25 of every hit of a common word would take too long. So a hit must have one of the rarest
# words, which together have at most this many rows; the other words only add to its rank.
_LEADING = 10_000
_MOST = 100  # closest hits
_READ = 5_000  # rows of a word up to which all are read to find those with it
_WITHIN = 3  # hits of one article, itself included
_RANKED = 100  # hits of a kind by BM25, in which the words are then looked up
_MANY_FORMS = 64  # words that an unfinished word may become
_EDGES = " .,;:!?'‘’"
_SIGNS = re.compile(r"[^\w.,'’-]+")  # a free word is found without them: C++ as C, 50% as 50


class FreeWord(Struct, frozen=True):
    """A free word: its text in the query, its term, and its weight.

    The weight is the inverse document frequency in the articles: a rare word weighs more.
    """

    text: str
    term: Term
    weight: float


class LooseQuery(Struct, frozen=True):
    """The free words of a query, without stop words, and its parts that are still required."""

    words: tuple[FreeWord, ...]
    required: tuple[Node, ...] = ()


class ClosestHit(Struct, frozen=True):
    """A hit with the free words that it has and lacks, in query order.

    `score` is its BM25; higher is better, and scores are comparable only among hits of one kind.
    `coverage` is the weight of the words that it has, as a share of the weight of all. `match` is
    that of the result, unless the hit has one of its own.
    """

    hit: HitRef
    score: float
    coverage: float
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    match: Match | None = None


class ClosestResult(Struct, frozen=True):
    """The closest hits of a query, an equal share of each kind, or similar items; the best first.

    `query` has their words as alternatives: it finds the words in a text.
    """

    hits: tuple[ClosestHit, ...] = ()
    query: str = ""
    match: Match = "closest"


NO_CLOSEST = ClosestResult()
RankHits = Callable[[sqlite3.Connection, LooseQuery, HitKind, int, str], list[ClosestHit]]
"""A ranking of hits of a kind for free words, at most a number of them, by a request's text."""
LEAST_WORDS = 2  # free words of a request whose meaning is compared: one is a name or a keyword


def find_closest(
    sqlite: sqlite3.Connection,
    query: str,
    parsed: Query,
    limit: int,
    kinds: Sequence[HitKind] = KINDS,
    exact: Sequence[HitRef] = (),
    rank_hits: RankHits | None = None,
) -> ClosestResult:
    """Find the closest hits of a query, at most `limit` and at most 100, without the exact ones.

    With `rank_hits`, they are ranked by it, if the query has enough words.
    """
    loose, most = loosen(sqlite, query, parsed), min(limit, _MOST)
    text = read_free_text(query, FIELDS)
    each = [
        rank_hits(sqlite, loose, kind, most, text)
        if rank_hits and len(loose.words) >= LEAST_WORDS
        else rank_by_any_word(sqlite, loose, kind, most)
        for kind in kinds
    ]
    known = {(hit.kind, hit.id) for hit in exact}
    turns = (
        closest
        for closest in _join_by_article(each)
        if (closest.hit.kind, closest.hit.id) not in known
    )
    return ClosestResult(tuple(islice(turns, min(limit, _MOST))), write_alternatives(loose.words))


def _join_by_article(each: Sequence[Sequence[ClosestHit]]) -> list[ClosestHit]:
    """Join the hits of several kinds: each article in its rank, followed by the hits in it.

    The articles that only other hits are in are last, in the order of turns of these kinds.
    """
    first = next((found for found in each if found and found[0].hit.kind == "article"), ())
    order = {found.hit.article: rank for rank, found in enumerate(first)}
    turns = [found for turn in zip_longest(*each) for found in turn if found is not None]
    for found in turns:
        order.setdefault(found.hit.article, len(order))
    within = Counter[int]()
    joined = []
    turns.sort(key=lambda found: (order[found.hit.article], found.hit.kind != "article"))
    for found in turns:
        within[found.hit.article] += 1
        if within[found.hit.article] <= _WITHIN:
            joined.append(found)
    return joined


def write_alternatives(words: Sequence[FreeWord]) -> str:
    """Write words as alternatives in the query language, to find them in a text."""
    return " OR ".join(_alternative(word.term) for word in words)


def loosen(sqlite: sqlite3.Connection, query: str, parsed: Query) -> LooseQuery:
    """Separate a parsed query into its free words and its required parts."""
    if parsed.root is None or parsed.has_and or parsed.about:
        return LooseQuery(())
    query = clean_query(query)
    parts = parsed.root.parts if isinstance(parsed.root, And) else (parsed.root,)
    terms = [part for part in parts if isinstance(part, Term) and _is_free(part, query)]
    required = tuple(part for part in parts if part not in terms)
    known = [
        (
            _SIGNS.sub(" ", query[term.start : term.end]).strip(_EDGES),
            replace(term, literals=(), cased=""),
        )
        for term in terms
        if not term.prefix or count_prefix(sqlite, term.tokens[0], _MANY_FORMS) < _MANY_FORMS
    ]
    return LooseQuery(_weigh(sqlite, known), required)


def find_words(sqlite: sqlite3.Connection, text: str) -> tuple[FreeWord, ...]:
    """Return the words of a text, without stop words, as the free words of a query."""
    return _weigh(sqlite, ((token, Term((token,))) for token in split_index_words(text)))


def rank_by_any_word(
    sqlite: sqlite3.Connection, query: LooseQuery, kind: HitKind, limit: int
) -> list[ClosestHit]:
    """Return the best hits of one kind by BM25 over any of the free words, the best first.

    Every hit satisfies the required parts and has at least one free word.
    """
    if not query.words:
        return []
    forms = load_forms(sqlite)
    counted = _count_words(sqlite, query.words, kind, forms)
    found = _select_rows(sqlite, query, counted, kind, forms, max(limit, _RANKED))
    rows = [hit.id for hit in found]
    ids = json.dumps(rows)
    present = [rows_with(sqlite, kind, match, ids, count) for match, count in counted]
    weighed = [
        WeighedForms(
            word.weight, having, forms(word.term.tokens[0]) if _has_forms(word, count) else ()
        )
        for word, having, (_, count) in zip(query.words, present, counted, strict=True)
    ]
    scores = score_rows(sqlite, kind, weighed, rows)
    described = [_describe(hit, scores[hit.id], query.words, present) for hit in found]
    return sorted(described, key=lambda closest: -closest.score)[:limit]


def _has_forms(word: FreeWord, count: int) -> bool:
    """Return True for a single word that is not in too many rows to count its occurrences."""
    term = word.term
    return count < _LEADING and len(term.tokens) == 1 and not (term.exact or term.prefix)


def select_by_any_word(
    sqlite: sqlite3.Connection, query: LooseQuery, kind: HitKind, limit: int
) -> list[HitRef]:
    """Return the same hits by the BM25 of FTS5 alone, without a look at each word in each hit."""
    if not query.words:
        return []
    forms = load_forms(sqlite)
    counted = _count_words(sqlite, query.words, kind, forms)
    return _select_rows(sqlite, query, counted, kind, forms, limit)


def _count_words(
    sqlite: sqlite3.Connection, words: Sequence[FreeWord], kind: HitKind, forms: WordForms
) -> list[tuple[str, int]]:
    """Return for each word its expression for an index, and the number of rows that match."""
    matches = (match_term(word.term, forms) for word in words)
    return [(match, count_rows(sqlite, kind, match)) for match in matches]


def _select_rows(
    sqlite: sqlite3.Connection,
    query: LooseQuery,
    counted: Sequence[tuple[str, int]],
    kind: HitKind,
    forms: WordForms,
    limit: int,
) -> list[HitRef]:
    """Return hits with any of the rarest words, the best by the BM25 of FTS5 first."""
    counts = [count for _, count in counted]
    root = _require(query.required, _rarest_terms(query.words, counts))
    planned = plan_search(root, kind, forms, lead=False)
    if not planned.can_match:
        return []
    statement = select_best(planned, kind, article_range(sqlite, root), None)
    rows = sqlite.execute(statement.text, (*statement.parameters, limit))
    return [HitRef(kind, *row[:3]) for row in rows]


def _alternative(term: Term) -> str:
    """Write a term in the query language, to find its words in a text."""
    words = " ".join(term.tokens)
    return f'"{words}"' if term.exact else words + "*" * term.prefix


def _is_free(term: Term, query: str) -> bool:
    """Return True for a word without a field, quotation marks or a star.

    A word with signs, such as `anti-war`, is free.
    """
    written = query[term.start : term.end]
    return term.field is None and not written.startswith('"') and not written.endswith("*")


def _weigh(sqlite: sqlite3.Connection, terms: Iterable[tuple[str, Term]]) -> tuple[FreeWord, ...]:
    """Weigh terms by their rarity, without stop words and without a second word of one stem."""
    [articles] = sqlite.execute("SELECT max(id) FROM article").fetchone()
    forms, words = load_forms(sqlite), dict[tuple[str, ...], FreeWord]()
    for text, term in terms:
        if len(term.tokens) == 2 and text[-2:] in ("'s", "’s"):
            term = replace(term, tokens=term.tokens[:1], exact=False)
        key = tuple(map(stem, term.tokens))
        if key not in words and not is_stop_word(text, term.tokens):
            frequency = count_rows(sqlite, "article", match_term(term, forms))
            weight = math.log(1 + (articles or 0) / (frequency + 0.5))
            words[key] = FreeWord(text, term, weight)
    return tuple(words.values())


def _rarest_terms(words: Sequence[FreeWord], counts: Sequence[int]) -> list[Term]:
    """Return the terms of the rarest words, which have at most `_LEADING` rows together."""
    ordered = sorted(zip(counts, words, strict=True), key=lambda counted: counted[0])
    totals = accumulate(count for count, _ in ordered)
    number = max(1, sum(total <= _LEADING for total in totals))
    return [word.term for _, word in ordered[:number]]


def _require(required: Sequence[Node], terms: Sequence[Term]) -> Node:
    """Return the node for all required parts and any of the terms."""
    any_term = Or(tuple(terms)) if len(terms) > 1 else terms[0]
    return And((*required, any_term)) if required else any_term


def count_rows(sqlite: sqlite3.Connection, kind: HitKind, match: str, limit: int = _LEADING) -> int:
    """Count the rows of an index that match, up to `limit`."""
    query = f"""SELECT count(*) FROM
        (SELECT 1 FROM {kind}_fts WHERE {kind}_fts MATCH ? LIMIT {limit})"""
    return int(sqlite.execute(query, (match,)).fetchone()[0])


def rows_with(
    sqlite: sqlite3.Connection, kind: HitKind, match: str, rows: str, count: int
) -> frozenset[int]:
    """Return those of some rows of an index that match; `count` of all rows do.

    `rows` is a JSON list. Reading 5,000 rows in order is as fast as looking up 200.
    """
    condition = f"value IN (SELECT rowid FROM {kind}_fts WHERE {kind}_fts MATCH ?)"
    if count > _READ:
        condition = f"""EXISTS (
            SELECT 1 FROM {kind}_fts WHERE {kind}_fts MATCH ? AND rowid = value)"""
    found = sqlite.execute(f"SELECT value FROM json_each(?) WHERE {condition}", (rows, match))
    return frozenset(row for (row,) in found)


def _describe(
    hit: HitRef, score: float, words: Sequence[FreeWord], present: Sequence[frozenset[int]]
) -> ClosestHit:
    """Describe a hit by the words that it has."""
    has = [hit.id in rows for rows in present]
    weight = sum(word.weight for word in compress(words, has))
    every = sum(word.weight for word in words)
    return ClosestHit(
        hit,
        score,
        weight / every if every else 0.0,
        tuple(word.text for word in compress(words, has)),
        tuple(word.text for word, is_present in zip(words, has, strict=True) if not is_present),
    )


def is_stop_word(text: str, tokens: Sequence[str]) -> bool:
    """Return True for a stop word, unless it is in capitals: US and WHO are names."""
    if len(text) > 1 and text.isupper():
        return False
    stop_words = lexicon.words("stop_words")
    return text.casefold() in stop_words or (len(tokens) == 1 and tokens[0] in stop_words)
