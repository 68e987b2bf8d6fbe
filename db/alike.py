"""Near copies: articles that share most of their words in a row, as agency reports do.

Shingles of words and the smallest of their hashes (Broder, On the resemblance and containment of
documents, 1997): two texts that resemble each other have some of the smallest in common, which an
index finds, and are then compared by all of them.
"""

import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from heapq import nsmallest

_WORDS = 4  # of a shingle
_SKETCH = 12  # hashes that stand for a text
_LEAST = 2  # of them that a copy shares
_CANDIDATES = 5  # that share the most of them are compared
_SHARING = 64  # articles with one hash that are looked at: of a thousand copies any will do
_CONTAINED = 0.7  # of the shorter text's shingles that a copy has
_SAME_ARTICLE = 0.3  # of them that a changed text of an address has
_SHORT = 12  # shingles, with less than which texts are alike by chance


def shingles(text: str) -> frozenset[int]:
    """The hashes of every few words in a row, whatever their case and punctuation."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < _WORDS:
        return frozenset()
    rows = zip(*(words[at:] for at in range(_WORDS)), strict=False)
    return frozenset(zlib.crc32(" ".join(row).encode()) for row in rows)


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the shorter text is in the longer one, from 0 to 1."""
    return len(one & other) / max(min(len(one), len(other)), 1)


def is_changed_text(before: str, after: str) -> bool:
    """Whether a text is another version of one, and not another article at its address."""
    return containment(shingles(before), shingles(after)) >= _SAME_ARTICLE


def sketch_article(sqlite: sqlite3.Connection, article: int, text: str) -> None:
    """Keep what an article's copies are found by, and put it into a group with those there are."""
    own = shingles(text)
    sqlite.execute("UPDATE article SET alike = NULL WHERE id = ?", (article,))
    if len(own) < _SHORT:
        return
    sketch = nsmallest(_SKETCH, own)
    copies = [
        (other, group)
        for other, group, its_text in _candidates(sqlite, sketch)
        if containment(own, shingles(its_text)) >= _CONTAINED
    ]
    sqlite.executemany(
        "INSERT INTO article_sketch (hash, article) VALUES (?, ?)",
        ((one, article) for one in sketch),
    )
    if copies:
        group = min(other if group is None else group for other, group in copies)
        _join(sqlite, group, [(article, None), *copies])


def forget_sketch(sqlite: sqlite3.Connection, article: int, text: str) -> None:
    """Forget what `sketch_article` kept of a text, before the article changes or goes."""
    sqlite.executemany(
        "DELETE FROM article_sketch WHERE hash = ? AND article = ?",
        ((one, article) for one in nsmallest(_SKETCH, shingles(text))),
    )


def alike(sqlite: sqlite3.Connection, article: int) -> list[int]:
    """The other articles of an article's group, in the order they were added."""
    query = """SELECT other.id FROM article JOIN article AS other ON other.alike = article.alike
        WHERE article.id = ? AND other.id != article.id ORDER BY other.id"""
    return [other for (other,) in sqlite.execute(query, (article,))]


def count_alike(sqlite: sqlite3.Connection, articles: Sequence[int]) -> dict[int, int]:
    """How many others are in the groups of articles, without those that are in none."""
    # out of the index alone: in an article's row this stands behind its text
    query = """SELECT id, (SELECT count(*) - 1 FROM article AS other WHERE other.alike = one.alike)
        FROM article AS one INDEXED BY article_alike
        WHERE alike IS NOT NULL AND id IN (SELECT value FROM json_each(?))"""
    return dict(sqlite.execute(query, (json.dumps(list(articles)),)).fetchall())


def _candidates(
    sqlite: sqlite3.Connection, sketch: Iterable[int]
) -> list[tuple[int, int | None, str]]:
    hashes = list(sketch)
    sharing = " UNION ALL ".join(
        [f"SELECT * FROM (SELECT article FROM article_sketch WHERE hash = ? LIMIT {_SHARING})"]
        * len(hashes)
    )
    query = f"""SELECT id, alike, text FROM article JOIN (
            SELECT article FROM ({sharing})
            GROUP BY article HAVING count(*) >= ? ORDER BY count(*) DESC LIMIT ?
        ) AS found ON found.article = article.id"""
    return sqlite.execute(query, (*hashes, _LEAST, _CANDIDATES)).fetchall()


def _join(
    sqlite: sqlite3.Connection, group: int, members: Iterable[tuple[int, int | None]]
) -> None:
    """Make one group of articles, each with the group that it is in, and of those groups."""
    for member, before in members:
        if before is None:
            sqlite.execute("UPDATE article SET alike = ? WHERE id = ?", (group, member))
        elif before != group:
            sqlite.execute("UPDATE article SET alike = ? WHERE alike = ?", (group, before))
