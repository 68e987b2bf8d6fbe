"""Term frequencies over all articles, from the full-text index.

Keywords in context over all articles: the index finds the articles, each is then read alone.
"""

import sqlite3
from collections.abc import Sequence

from analysis.corpus.concordance import Phrase, concordance_lines, find_phrases
from analysis.corpus.keyness import ReferenceCorpus
from db.concordance_matches import ConcordanceHit, ConcordancePage
from db.connection import Connection
from db.finding_rows import parse_date
from db.text import TITLE_SQL

_TERMS_AT_ONCE = 200  # counted before another thread may use the store
# a view of the index by its terms, created in the connection and not in the file
_TERMS = """CREATE VIRTUAL TABLE IF NOT EXISTS temp.article_term
    USING fts5vocab(main, article_fts, col)"""


_CHARACTERS = 4_000_000  # searched before a result is returned, even an incomplete one
_AT_ONCE = 64  # article ids fetched by one query
_MOST_COUNTED = 10_000

_MATCHES = "SELECT rowid FROM article_fts WHERE article_fts MATCH ?"


class CorpusRepository:
    """Word statistics over the texts of all articles; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def reference(self, terms: Sequence[str]) -> ReferenceCorpus:
        """Return the reference corpus of all articles: their sizes, and the frequency of terms.

        Terms are as `analysis.corpus.index_terms` returns them. They are counted in batches, so
        that other threads can use the store in between. The numbers of articles and words are in
        the averages record of FTS5, as varints: the rows, then each column's words. A sum over the
        articles would read every text: half a second for 100,000 articles.
        """
        counts: dict[str, int] = {}
        for first in range(0, len(terms), _TERMS_AT_ONCE):
            with self._connection.read_transaction() as sqlite:
                counts |= _count_terms(sqlite, terms[first : first + _TERMS_AT_ONCE])
        with self._connection.read_transaction() as sqlite:
            row = sqlite.execute("SELECT block FROM article_fts_data WHERE id = 1").fetchone()
        articles, words = _varints(row[0] if row else b"", 2)
        return ReferenceCorpus(articles, words, counts)

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


def _count_terms(sqlite: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """Count the occurrences of terms in the articles' texts; absent terms are left out.

    A term consists of letters and digits in lower case without accents, as in the index.
    """
    sqlite.execute(_TERMS)
    counts = {}
    for term in terms:
        row = sqlite.execute(
            "SELECT cnt FROM temp.article_term WHERE term = ? AND col = 'text'", (term,)
        ).fetchone()
        if row is not None:
            counts[term] = int(row[0])
    return counts


def _varints(block: bytes, count: int) -> list[int]:
    """Decode `count` varints of a block (7 bits a byte, high bits first); 0 past its end."""
    numbers, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return (numbers + [0] * count)[:count]


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
            matches = find_phrases(text, phrases, limit - len(found), start)
            found += (
                ConcordanceHit(number, title, site, parse_date(published), line, origin)
                for line in concordance_lines(text, matches.spans)
            )
            if len(found) >= limit:
                if matches.total > len(matches.spans):
                    return ConcordancePage(tuple(found), articles, (number, matches.spans[-1][1]))
                if position == len(numbers) < _AT_ONCE:
                    return ConcordancePage(tuple(found), articles, None)
                return ConcordancePage(tuple(found), articles, (number, len(text)))
        if len(numbers) < _AT_ONCE:
            return ConcordancePage(tuple(found), articles, None)
        last, offset = numbers[-1][0] - 1, 0
