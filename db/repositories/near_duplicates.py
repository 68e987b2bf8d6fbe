"""Near-duplicates: articles that share most of their word sequences, as agency reports do.

A text is represented by the smallest hashes of its word shingles (Broder, On the resemblance and
containment of documents, 1997). Similar texts share some of these hashes, which an index finds.
The candidates are then compared by all their shingles.
"""

import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest

_WORDS = 4  # words of a shingle
_SKETCH = 12  # hashes that represent a text
_LEAST = 2  # hashes of the sketch that a near-duplicate shares at least
_CANDIDATES = 5  # articles that are compared, those that share the most hashes
SHARING = 64
"""The articles that are read for one hash: of a thousand copies any will do."""
_CONTAINED = 0.7  # share of the shorter text's shingles that a near-duplicate contains
_SAME_ARTICLE = 0.3  # share that an updated text at the same address contains
_SAME_WORDS = 0.5  # share of the longer text; short texts have few sequences of words
_SHORT = 12  # shingles; shorter texts are similar by chance


def hash_shingles(text: str) -> frozenset[int]:
    """Hash every sequence of four words, ignoring case and punctuation."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < _WORDS:
        return frozenset()
    rows = zip(*(words[at:] for at in range(_WORDS)), strict=False)
    return frozenset(zlib.crc32(" ".join(row).encode()) for row in rows)


def containment(first: frozenset[int], second: frozenset[int]) -> float:
    """Return the share of the shorter text that the longer one contains, from 0 to 1."""
    return len(first & second) / max(min(len(first), len(second)), 1)


def is_new_version(before: str, after: str) -> bool:
    """Return True if `after` is a new version of `before`, not another article at its address."""
    return containment(hash_shingles(before), hash_shingles(after)) >= _SAME_ARTICLE


def is_corrected(before: str, after: str) -> bool:
    """Return True if `after` is a corrected text of the feed's entry or file that had `before`.

    “Flood kills 12 in the valley” → “Flood kills 15 in the valley” is a correction.
    """
    if is_new_version(before, after):
        return True
    first, second = (Counter(re.findall(r"\w+", text.lower())) for text in (before, after))
    longer = max(first.total(), second.total())
    return bool(longer) and (first & second).total() >= _SAME_WORDS * longer


def add_sketch(sqlite: sqlite3.Connection, article: int, text: str) -> None:
    """Store an article's sketch and put the article into one group with its near-duplicates."""
    own = hash_shingles(text)
    sqlite.execute("UPDATE article SET duplicate_group = NULL WHERE id = ?", (article,))
    if len(own) < _SHORT:
        return
    sketch = nsmallest(_SKETCH, own)
    copies = [
        (candidate, group)
        for candidate, group, candidate_text in _candidates(sqlite, sketch)
        if containment(own, hash_shingles(candidate_text)) >= _CONTAINED
    ]
    sqlite.executemany(
        "INSERT INTO article_sketch (hash, article) VALUES (?, ?)",
        ((shingle, article) for shingle in sketch),
    )
    if copies:
        group = min(copy if group is None else group for copy, group in copies)
        _merge_groups(sqlite, group, [(article, None), *copies])


class SketchedArticles:
    """Articles whose sketches are stored already, such as those of a store that is merged.

    Their shingles stay in memory: the articles of a commit are candidates of each other.
    """

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        """Group articles of the store of `sqlite`, inside a transaction."""
        self._sqlite = sqlite
        self._shingles: dict[int, frozenset[int]] = {}

    def group(self, article: int) -> None:
        """Put an article into one group with its near-duplicates."""
        query = "SELECT duplicate_group, text FROM article WHERE id = ?"
        present, text = self._sqlite.execute(query, (article,)).fetchone()
        own = self._hash(article, text)
        if len(own) < _SHORT:
            return
        copies = [
            (candidate, group)
            for candidate, group, candidate_text in _candidates(
                self._sqlite, nsmallest(_SKETCH, own), besides=article
            )
            if containment(own, self._hash(candidate, candidate_text)) >= _CONTAINED
        ]
        if copies:
            group = min(copy if group is None else group for copy, group in copies)
            _merge_groups(self._sqlite, group, [(article, present), *copies])

    def _hash(self, article: int, text: str) -> frozenset[int]:
        if article not in self._shingles:
            self._shingles[article] = hash_shingles(text)
        return self._shingles[article]


def delete_sketch(sqlite: sqlite3.Connection, article: int, text: str) -> None:
    """Delete the sketch of a text, before the article is changed or deleted."""
    sqlite.executemany(
        "DELETE FROM article_sketch WHERE hash = ? AND article = ?",
        ((shingle, article) for shingle in nsmallest(_SKETCH, hash_shingles(text))),
    )


def near_duplicates(sqlite: sqlite3.Connection, article: int) -> list[int]:
    """Return the near-duplicates of an article, in the order they were added."""
    query = """SELECT copy.id FROM article
        JOIN article AS copy ON copy.duplicate_group = article.duplicate_group
        WHERE article.id = ? AND copy.id != article.id ORDER BY copy.id"""
    return [copy for (copy,) in sqlite.execute(query, (article,))]


def count_near_duplicates(sqlite: sqlite3.Connection, articles: Sequence[int]) -> dict[int, int]:
    """Count the near-duplicates of each article; articles without any are left out."""
    # read from the index alone: in an article's row this column comes after the text
    query = """SELECT id, (SELECT count(*) - 1 FROM article AS copy
            WHERE copy.duplicate_group = shown.duplicate_group)
        FROM article AS shown INDEXED BY article_duplicate_group
        WHERE duplicate_group IS NOT NULL AND id IN (SELECT value FROM json_each(?))"""
    return dict(sqlite.execute(query, (json.dumps(list(articles)),)).fetchall())


def _candidates(
    sqlite: sqlite3.Connection, sketch: Iterable[int], *, besides: int = 0
) -> list[tuple[int, int | None, str]]:
    """Return the articles that share most hashes with a sketch: their ids, groups and texts."""
    hashes = list(sketch)
    sharing = " UNION ALL ".join(
        [f"SELECT * FROM (SELECT article FROM article_sketch WHERE hash = ? LIMIT {SHARING})"]
        * len(hashes)
    )
    query = f"""SELECT id, duplicate_group, text FROM article JOIN (
            SELECT article FROM ({sharing})
            WHERE article != ? GROUP BY article HAVING count(*) >= ? ORDER BY count(*) DESC LIMIT ?
        ) AS found ON found.article = article.id"""
    return sqlite.execute(query, (*hashes, besides, _LEAST, _CANDIDATES)).fetchall()


def _merge_groups(
    sqlite: sqlite3.Connection, group: int, members: Iterable[tuple[int, int | None]]
) -> None:
    """Move articles, each given with its present group, and those groups into one `group`."""
    for member, present in members:
        if present is None:
            sqlite.execute("UPDATE article SET duplicate_group = ? WHERE id = ?", (group, member))
        elif present != group:
            sqlite.execute(
                "UPDATE article SET duplicate_group = ? WHERE duplicate_group = ?", (group, present)
            )
