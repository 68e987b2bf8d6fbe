"""Keywords in context over all articles: the index finds the articles, each is then read alone."""

import sqlite3
from collections.abc import Sequence

from analysis.corpus import Phrase, find, lines
from db.models import StoreLine, StoreLines
from db.repositories.findings import day
from db.text import NAME

_CHARACTERS = 4_000_000  # searched before a result is returned, even an incomplete one
_AT_ONCE = 64  # article ids fetched by one query
_MOST_COUNTED = 10_000

_MATCHES = "SELECT rowid FROM article_fts WHERE article_fts MATCH ?"


def concordance(
    sqlite: sqlite3.Connection,
    phrases: Sequence[Phrase],
    limit: int,
    after: tuple[int, int] | None,
) -> StoreLines:
    """Find at most `limit` matches of the phrases, the latest article first, in text order.

    `after` is where the previous result ended. At most one text is in memory at a time.
    """
    if not phrases or limit <= 0:
        return StoreLines((), 0, None)
    words = " OR ".join(f'"{phrase.words}"{" *" if phrase.prefix else ""}' for phrase in phrases)
    match = f"text : ({words})"
    [articles] = sqlite.execute(
        f"SELECT count(*) FROM ({_MATCHES} LIMIT {_MOST_COUNTED})", (match,)
    ).fetchone()
    found: list[StoreLine] = []
    budget = _CHARACTERS
    last, offset = after or (2**62, 0)
    while True:
        numbers = sqlite.execute(
            f"{_MATCHES} AND rowid <= ? ORDER BY rowid DESC LIMIT {_AT_ONCE}", (match, last)
        ).fetchall()
        for position, (number,) in enumerate(numbers, 1):
            if budget <= 0:
                return StoreLines(tuple(found), articles, (number, 0))
            start = offset if number == last else 0
            title, site, published, text = sqlite.execute(
                f"SELECT {NAME}, site, published, text FROM article WHERE id = ?", (number,)
            ).fetchone()
            budget -= len(text)
            matches = find(text, phrases, limit - len(found), start)
            found += (
                StoreLine(number, title, site, day(published), line)
                for line in lines(text, matches.spans)
            )
            if len(found) >= limit:
                if matches.total > len(matches.spans):
                    return StoreLines(tuple(found), articles, (number, matches.spans[-1][1]))
                if position == len(numbers) < _AT_ONCE:
                    return StoreLines(tuple(found), articles, None)
                return StoreLines(tuple(found), articles, (number, len(text)))
        if len(numbers) < _AT_ONCE:
            return StoreLines(tuple(found), articles, None)
        last, offset = numbers[-1][0] - 1, 0
