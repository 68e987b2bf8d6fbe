"""Articles ranked by words and by meaning together.

The two are summed with fixed weights, as in E. Fox and J. Shaw, "Combination of Multiple Searches"
(1994). BM25 is divided by what a text with all words could have, so that one common word of a
request does not outweigh its meaning.
"""

import json
import sqlite3

from analysis.structs import replace
from db.models import Match
from db.search.ast import And
from db.search.closest import ClosestHit, LooseQuery, rank_by_any_word
from db.search.conditions import Condition
from db.search.executor import HitRef
from db.search.planner import article_condition
from db.search.text_vectors import compare_articles
from db.vocabulary import load_forms

_WORDS, _MEANING = 0.45, 0.55
_SATURATED = 2.2  # the limit of the BM25 of a word, in multiples of its weight
_CANDIDATES = 100  # by words, and as many by meaning
_LEAST = 0.15  # cosine of an article without a word of the request


def rank_articles(
    sqlite: sqlite3.Connection, query: LooseQuery, limit: int, text: str
) -> list[ClosestHit]:
    """Return the best articles for a request by its words and the meaning of `text`.

    Every article satisfies the required parts of `query`.
    """
    by_words = {
        found.hit.article: found
        for found in rank_by_any_word(sqlite, query, "article", max(limit, _CANDIDATES))
    }
    cosines = compare_articles(sqlite, text)
    if not cosines:
        return list(by_words.values())[:limit]
    nearest = sorted(cosines, key=lambda article: -cosines[article])[:_CANDIDATES]
    others = [
        article for article in nearest if article not in by_words and cosines[article] >= _LEAST
    ]
    found = [*by_words.values(), *_describe_others(sqlite, query, others)]
    most = _SATURATED * sum(word.weight for word in query.words) or 1.0
    scored = [
        replace(each, score=_fuse(each.score / most, cosines.get(each.hit.article, 0.0)))
        for each in found
    ]
    return sorted(scored, key=lambda each: -each.score)[:limit]


def _fuse(words: float, cosine: float) -> float:
    return _WORDS * words + _MEANING * max(cosine, 0.0)


def _describe_others(
    sqlite: sqlite3.Connection, query: LooseQuery, articles: list[int]
) -> list[ClosestHit]:
    """Describe those of the articles without a word of the request that satisfy its other parts."""
    condition = Condition("1")
    if query.required:
        root = And(query.required) if len(query.required) > 1 else query.required[0]
        condition = article_condition(root, load_forms(sqlite))
    rows = sqlite.execute(
        f"""SELECT a.id, a.published FROM article AS a
            WHERE a.id IN (SELECT value FROM json_each(?)) AND ({condition.text})""",
        (json.dumps(articles), *condition.parameters),
    )
    lacks = tuple(word.text for word in query.words)
    match: Match = "meaning"
    return [
        ClosestHit(HitRef("article", article, article, published), 0.0, 0.0, (), lacks, match)
        for article, published in rows
    ]
