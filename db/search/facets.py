"""Facets of search hits: sources, speakers, entities and months, counted in articles."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from db.search.executor import Found

_MOST = 40  # values of a facet, the most frequent

_SOURCES = """SELECT CASE WHEN site = '' THEN source ELSE site END AS value, count(*) AS times
    FROM chosen JOIN article ON article.id = chosen.id
    WHERE value != '' GROUP BY value"""
_SPEAKERS = """SELECT speaker AS value, count(DISTINCT article) AS times
    FROM chosen JOIN quotation ON article = chosen.id
    WHERE speaker != '' AND quotation.entity IS NOT NULL AND kind != 'scare' GROUP BY value"""
_ENTITIES = """SELECT name AS value, count(DISTINCT article) AS times
    FROM chosen JOIN entity ON article = chosen.id GROUP BY value"""
_MONTHS = """SELECT substr(published, 1, 7) AS value, count(*) AS times
    FROM chosen JOIN article INDEXED BY article_facts ON article.id = chosen.id
    WHERE published IS NOT NULL GROUP BY value ORDER BY value"""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value with the number of articles that have it."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The most frequent values of each facet, and every month (2022-03) in order."""

    articles: int
    sources: tuple[Facet, ...]
    speakers: tuple[Facet, ...]
    entities: tuple[Facet, ...]
    months: tuple[Facet, ...]


def count(sqlite: sqlite3.Connection, found: Iterable[Found]) -> Facets:
    """Count the facets of the articles that hits are in."""
    articles = sorted({hit.article for hit in found})
    chosen = f"[{','.join(map(str, articles))}]"
    return Facets(
        len(articles),
        _counted(sqlite, _SOURCES, chosen),
        _counted(sqlite, _SPEAKERS, chosen),
        _counted(sqlite, _ENTITIES, chosen),
        _facets(sqlite, _MONTHS, chosen),
    )


def _counted(sqlite: sqlite3.Connection, query: str, chosen: str) -> tuple[Facet, ...]:
    return _facets(sqlite, f"{query} ORDER BY times DESC, value LIMIT {_MOST}", chosen)


def _facets(sqlite: sqlite3.Connection, query: str, chosen: str) -> tuple[Facet, ...]:
    whole = f"WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(?)) {query}"
    return tuple(Facet(*row) for row in sqlite.execute(whole, (chosen,)))
