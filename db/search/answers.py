"""Statements that answer a request: of the best articles, those that have most of its words.

The article of a statement says what it is about: a quotation seldom repeats the subject. So its
rank is that of its article, plus the share of the words that it has itself.
"""

import json
import sqlite3
from collections.abc import Sequence

from db.finding_rows import IS_STATEMENT_SQL
from db.models import Match
from db.search.ast import And, Node, Not
from db.search.closest import (
    ClosestHit,
    ClosestResult,
    FreeWord,
    LooseQuery,
    count_rows,
    find_words,
    loosen,
    rows_with,
    write_alternatives,
)
from db.search.executor import HitRef, execute
from db.search.fusion import rank_articles
from db.search.parser import parse
from db.search.planner import match_term
from db.search.requests import RequestReading
from db.vocabulary import load_forms

_ARTICLES = 30  # the best by the words of a request, whose statements are ranked
_SAID = 1_000  # statements of one speaker that are looked at, the newest first


def find_statements(
    sqlite: sqlite3.Connection, reading: RequestReading, limit: int
) -> ClosestResult:
    """Find the statements that a request asks for, those with all of its words first."""
    loose = loosen(sqlite, reading.query, parse(reading.query))
    excluded = tuple(part for part in loose.required if isinstance(part, Not))
    words = {word.text: word for word in (*loose.words, *find_words(sqlite, reading.speaker))}
    query = LooseQuery(tuple(words.values()), excluded)
    text = f"{reading.speaker} {reading.words}".strip()
    articles = rank_articles(sqlite, query, _ARTICLES, text)
    if not articles:
        return ClosestResult()
    best = max(found.score for found in articles) or 1.0
    ranks = {found.hit.article: found.score / best for found in articles}
    hits = _list_statements(sqlite, loose.required, list(ranks))
    described = _describe_all(sqlite, loose.words, hits, ranks)
    described.sort(key=lambda found: (bool(found.lacks), -found.score))
    return ClosestResult(tuple(described[:limit]), write_alternatives(tuple(words.values())))


def _list_statements(
    sqlite: sqlite3.Connection, required: Sequence[Node], articles: Sequence[int]
) -> list[HitRef]:
    """Return the statements in some articles that satisfy the required parts of a request."""
    if required and not all(isinstance(part, Not) for part in required):
        root = And(tuple(required)) if len(required) > 1 else required[0]
        spoken = execute(sqlite, root, "date", _SAID, kinds=("quotation",))
        return [hit for hit in spoken if hit.article in articles]
    query = f"""SELECT quotation.id, article, published FROM quotation
        JOIN article ON article.id = quotation.article
        WHERE article IN (SELECT value FROM json_each(?)) AND {IS_STATEMENT_SQL}"""
    rows = sqlite.execute(query, (json.dumps(list(articles)),))
    return [HitRef("quotation", *row) for row in rows]


def _describe_all(
    sqlite: sqlite3.Connection,
    words: Sequence[FreeWord],
    hits: Sequence[HitRef],
    ranks: dict[int, float],
) -> list[ClosestHit]:
    """Describe statements by the words that they have."""
    forms, rows = load_forms(sqlite), json.dumps([hit.id for hit in hits])
    matches = [f"content : ({match_term(word.term, forms)})" for word in words]
    counts = [count_rows(sqlite, "quotation", match) for match in matches]
    present = [
        rows_with(sqlite, "quotation", match, rows, count)
        for match, count in zip(matches, counts, strict=True)
    ]
    every = sum(word.weight for word in words)
    described = []
    for hit in hits:
        pairs = [(word, hit.id in having) for word, having in zip(words, present, strict=True)]
        weight = sum(word.weight for word, is_present in pairs if is_present)
        coverage = weight / every if every else 1.0
        has = tuple(word.text for word, is_present in pairs if is_present)
        lacks = tuple(word.text for word, is_present in pairs if not is_present)
        score = ranks[hit.article] + coverage
        match: Match = "closest" if lacks else "exact"
        described.append(ClosestHit(hit, score, coverage, has, lacks, match))
    return described
