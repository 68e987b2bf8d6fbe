"""Articles ranked by words, by related words and by meaning together.

The three are summed with fixed weights, as in E. Fox and J. Shaw, "Combination of Multiple
Searches" (1994). BM25 is divided by what a text with all words could have, so that one common word
of a request does not outweigh its meaning. A related word, as `policeman` for `constable`, adds to
the rank of a text without the word itself.
"""

import json
import math
import sqlite3
from collections.abc import Sequence

from analysis.sentences import encode_text, find_related_words
from analysis.stemmer import stem
from analysis.structs import replace
from db.finding_rows import CONTENT_SQL, among_ids_sql
from db.models import HitKind, Match
from db.search.ast import And
from db.search.closest import (
    ClosestHit,
    FreeWord,
    LooseQuery,
    count_rows,
    rank_by_any_word,
)
from db.search.conditions import Condition
from db.search.executor import HitRef
from db.search.nearness import LEAST
from db.search.planner import article_condition
from db.search.quotation_vectors import rank_quotations
from db.search.text_vectors import compare_articles
from db.vocabulary import load_forms, split_index_words

_WORDS, _MEANING, _RELATED = 0.45, 0.55, 0.25
_MOST_RELATED = 8  # words related to one word
_COUNTED = 5_000  # articles with a related word: of a more frequent one, the weight is this one's
_READ = 6_000  # characters of a text in which related words are looked for
_SATURATED = 2.2  # the limit of the BM25 of a word, in multiples of its weight
_CANDIDATES = 100  # by words, and as many by meaning
_COMPARED = 20  # quotations, the nearest by the signs of their vectors
_LEAST = 0.15  # cosine of an article without a word of the request


def rank_hits(
    sqlite: sqlite3.Connection, query: LooseQuery, kind: HitKind, limit: int, text: str
) -> list[ClosestHit]:
    """Return the best hits of a kind for a request, by words and by the meaning of `text`.

    Events and notes are ranked by words alone.
    """
    if kind == "article":
        return rank_articles(sqlite, query, limit, text)
    if kind == "quotation":
        return _rank_quotations(sqlite, query, limit, text)
    return rank_by_any_word(sqlite, query, kind, limit)


def _rank_quotations(
    sqlite: sqlite3.Connection, query: LooseQuery, limit: int, text: str
) -> list[ClosestHit]:
    """Return the best quotations; only the nearest ones in meaning are compared exactly.

    Without a word of the request, a quotation must be near in meaning, and nothing be required.
    """
    by_words = rank_by_any_word(sqlite, query, "quotation", max(limit, _CANDIDATES))
    near = find_near_quotations(sqlite, text)
    cosines = {hit.id: cosine for hit, cosine in near.items()}
    known, lacks = {found.hit.id for found in by_words}, tuple(word.text for word in query.words)
    match: Match = "meaning"
    others = [
        ClosestHit(hit, 0.0, 0.0, (), lacks, match)
        for hit, cosine in near.items()
        if hit.id not in known and cosine >= LEAST and not query.required
    ]
    most = _SATURATED * sum(word.weight for word in query.words) or 1.0
    scored = [
        replace(
            each,
            score=_WORDS * each.score / most + _MEANING * max(cosines.get(each.hit.id, 0.0), 0.0),
        )
        for each in (*by_words, *others)
    ]
    return sorted(scored, key=lambda each: -each.score)[:limit]


def find_near_quotations(sqlite: sqlite3.Connection, text: str) -> dict[HitRef, float]:
    """Return the quotations that are nearest to a text in meaning, with their cosines."""
    nearest, _ = rank_quotations(sqlite, text, _COMPARED)
    rows = sqlite.execute(
        f"""SELECT quotation.id, article, published, {CONTENT_SQL} FROM quotation
            CROSS JOIN article ON article.id = quotation.article
            WHERE {among_ids_sql("quotation")}""",
        (json.dumps(nearest),),
    )
    return {
        HitRef("quotation", *row[:3]): float(encode_text(row[3]) @ encode_text(text))
        for row in rows.fetchall()
    }


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
    cosines = compare_articles(sqlite, text, _CANDIDATES, by_words)
    if not cosines:
        return list(by_words.values())[:limit]
    others = [
        article for article in cosines if article not in by_words and cosines[article] >= _LEAST
    ]
    found = [*by_words.values(), *_describe_others(sqlite, query, others)]
    most = _SATURATED * sum(word.weight for word in query.words) or 1.0
    related = _weigh_related(sqlite, query.words, found)
    scored = [
        replace(
            each,
            score=_WORDS * each.score / most
            + _RELATED * related[each.hit.article] / most
            + _MEANING * max(cosines.get(each.hit.article, 0.0), 0.0),
        )
        for each in found
    ]
    return sorted(scored, key=lambda each: -each.score)[:limit]


def _weigh_related(
    sqlite: sqlite3.Connection, words: Sequence[FreeWord], found: Sequence[ClosestHit]
) -> dict[int, float]:
    """Return for each article the weight of the words of which it has only a related one.

    The weight is the inverse document frequency of all related words together, at most that of the
    word itself.
    """
    [articles] = sqlite.execute("SELECT max(id) FROM article").fetchone()
    forms, own = load_forms(sqlite), {stem(token) for word in words for token in word.term.tokens}
    near: dict[str, tuple[frozenset[str], float]] = {}
    for word in words:
        related = find_related_words(word.text)[:_MOST_RELATED]
        written = frozenset(
            form for each in related if stem(each) not in own for form in forms(each)
        )
        if written:
            match = " OR ".join(f'"{form}"' for form in sorted(written))
            count = count_rows(sqlite, "article", match, _COUNTED)
            weight = math.log(1 + (articles or 0) / (count + 0.5))
            near[word.text] = written, min(word.weight, weight)
    query = f"SELECT title || ' ' || substr(text, 1, {_READ}) FROM article WHERE id = ?"
    weights = dict.fromkeys((each.hit.article for each in found), 0.0)
    for each in found if near else ():
        [text] = sqlite.execute(query, (each.hit.article,)).fetchone()
        written = frozenset(split_index_words(text))
        for lacking in each.lacks:
            forms_near, weight = near.get(lacking, (frozenset(), 0.0))
            if not forms_near.isdisjoint(written):
                weights[each.hit.article] += weight
    return weights


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
