"""Concordances over all articles: the full-text index finds the articles, each is read alone."""

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from analysis.corpus.concordance import ConcordanceLine, Phrase, concordance_lines, find_phrases
from analysis.partial_dates import PartialDate
from db.connection import Connection
from db.finding_rows import parse_date
from db.models import PublishedFrom, Record
from db.text import TITLE_SQL

_CHARACTERS = 4_000_000  # searched before a result is returned, even an incomplete one
_AT_ONCE = 64  # article ids fetched by one query
_MOST_COUNTED = 10_000

_MATCHES = "SELECT rowid FROM article_fts WHERE article_fts MATCH ?"


class ConcordanceHit(Record, frozen=True):
    """One match of a concordance: an article, and the line with the words around the match."""

    article: int
    title: str
    site: str
    published: PartialDate | None
    line: ConcordanceLine
    published_from: PublishedFrom = "unknown"


class ConcordancePage(Struct, frozen=True):
    """A window of a concordance, with the number of articles that match, at most 10,000.

    `after` is the cursor for the next window, None after the last one. `total` is the number of all
    matches, None if they were not counted.
    """

    lines: tuple[ConcordanceHit, ...]
    articles: int
    after: tuple[int, int] | None
    total: int | None = None


class CorpusRepository:
    """Concordances over the texts of all articles; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def concordance(
        self, phrases: Sequence[Phrase], *, limit: int, after: tuple[int, int] | None = None
    ) -> ConcordancePage:
        """Return the matches of any of the phrases in all articles, the latest article first.

        There are at most `limit`, or fewer after a search through long texts. The result's `after`,
        if not None, is the cursor for the next matches. At most one text is in memory at a time.
        """
        if not phrases or limit <= 0:
            return ConcordancePage((), 0, None)
        words = " OR ".join(
            f'"{phrase.words}"{" *" if phrase.prefix else ""}' for phrase in phrases
        )
        match = f"text : ({words})"
        with self._connection.read_transaction() as sqlite:
            return _find_matches(sqlite, match, phrases, limit, after)


def _find_matches(
    sqlite: sqlite3.Connection,
    match: str,
    phrases: Sequence[Phrase],
    limit: int,
    after: tuple[int, int] | None,
) -> ConcordancePage:
    """Search the articles that match an FTS5 query for at most `limit` matches of the phrases."""
    [articles] = sqlite.execute(
        f"SELECT count(*) FROM ({_MATCHES} LIMIT {_MOST_COUNTED})", (match,)
    ).fetchone()
    found: list[ConcordanceHit] = []
    budget = _CHARACTERS
    last, offset = after or (2**62, 0)
    while True:
        numbers = sqlite.execute(
            f"{_MATCHES} AND rowid <= ? ORDER BY rowid DESC LIMIT {_AT_ONCE}", (match, last)
        ).fetchall()
        for position, (number,) in enumerate(numbers, 1):
            if budget <= 0:
                return ConcordancePage(tuple(found), articles, (number, 0))
            start = offset if number == last else 0
            title, site, published, origin, text = sqlite.execute(
                f"""SELECT {TITLE_SQL}, site, published, published_from, text
                    FROM article WHERE id = ?""",
                (number,),
            ).fetchone()
            budget -= len(text)
            room = limit - len(found)
            spans = find_phrases(text, phrases, room + 1, start)
            found += (
                ConcordanceHit(number, title, site, parse_date(published), line, origin)
                for line in concordance_lines(text, spans[:room])
            )
            if len(found) >= limit:
                if len(spans) > room:
                    return ConcordancePage(tuple(found), articles, (number, spans[room - 1][1]))
                if position == len(numbers) < _AT_ONCE:
                    return ConcordancePage(tuple(found), articles, None)
                return ConcordancePage(tuple(found), articles, (number, len(text)))
        if len(numbers) < _AT_ONCE:
            return ConcordancePage(tuple(found), articles, None)
        last, offset = numbers[-1][0] - 1, 0
