"""Facets of search hits: sources, speakers, entities and months, counted in articles."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis.structs import replace
from db.finding_rows import IS_STATEMENT_SQL, STATEMENT_SPEAKERS_SQL
from db.search.executor import HitRef

_MOST = 40  # values of a facet, the most frequent

_SOURCES = """SELECT CASE WHEN site = '' THEN source ELSE site END AS value, count(*) AS times
    FROM chosen JOIN article ON article.id = chosen.id
    WHERE value != '' GROUP BY value"""
_SPEAKERS = f"""SELECT value, count(DISTINCT article) AS times FROM (
        SELECT entity.name AS value, entity.article
        FROM chosen CROSS JOIN quotation ON quotation.article = chosen.id
        CROSS JOIN entity ON entity.article = chosen.id AND entity.number = quotation.entity
        WHERE {IS_STATEMENT_SQL}
        UNION ALL SELECT entity.name, entity.article
        FROM chosen CROSS JOIN {STATEMENT_SPEAKERS_SQL} AND more.article = chosen.id
        CROSS JOIN entity ON entity.article = chosen.id AND entity.number = more.entity
    ) GROUP BY value"""
_ENTITIES = """SELECT name AS value, count(DISTINCT article) AS times
    FROM chosen JOIN entity ON article = chosen.id
    WHERE identity IS NOT NULL GROUP BY value"""
_MONTHS = """SELECT substr(published, 1, 7) AS value, count(*) AS times
    FROM chosen JOIN article INDEXED BY article_filter ON article.id = chosen.id
    WHERE published IS NOT NULL GROUP BY value ORDER BY value"""


class Facet(Struct, frozen=True):
    """A value with the number of articles that have it."""

    value: str
    articles: int


class Facets(Struct, frozen=True):
    """The most frequent values of each facet, and every month (2022-03) in order.

    A year is among the months if the month of an article is not known: it counts all of its
    articles, as its filter finds them.
    """

    articles: int
    sources: tuple[Facet, ...]
    speakers: tuple[Facet, ...]
    entities: tuple[Facet, ...]
    months: tuple[Facet, ...]


def count_facets(sqlite: sqlite3.Connection, found: Iterable[HitRef]) -> Facets:
    """Count the facets of the articles that hits are in."""
    articles = sorted({hit.article for hit in found})
    chosen = f"[{','.join(map(str, articles))}]"
    return Facets(
        len(articles),
        _counted(sqlite, _SOURCES, chosen),
        _counted(sqlite, _SPEAKERS, chosen),
        _counted(sqlite, _ENTITIES, chosen),
        _sum_years(_facets(sqlite, _MONTHS, chosen)),
    )


def _sum_years(months: Sequence[Facet]) -> tuple[Facet, ...]:
    """Add the articles of its months to each year that is among the months."""
    years = Counter[str]()
    for month in months:
        years[month.value[:4]] += month.articles
    return tuple(
        replace(month, articles=years[month.value]) if month.value in years else month
        for month in months
    )


def _counted(sqlite: sqlite3.Connection, query: str, chosen: str) -> tuple[Facet, ...]:
    return _facets(sqlite, f"{query} ORDER BY times DESC, value LIMIT {_MOST}", chosen)


def _facets(sqlite: sqlite3.Connection, query: str, chosen: str) -> tuple[Facet, ...]:
    whole = f"WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(?)) {query}"
    return tuple(Facet(*row) for row in sqlite.execute(whole, (chosen,)))
