"""Full-text indexes written at the end of a transaction with many articles, instead of row by row.

FTS5 collects words in memory, and writes them as a segment before each statement that has a
savepoint, as an insertion with triggers has. So each stored quotation became a segment of its own,
and every sixteen of them were merged. With deferred indexes, each index gets one segment for a
transaction. The triggers of the indexes skip the articles in `deferred_index`.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_METADATA = "article, source, author, entity"
_INDEXED = (
    """INSERT INTO article_fts (rowid, title, text)
        SELECT id, title, text FROM deferred_index AS d CROSS JOIN article ON id = d.article
        WHERE has_text""",
    f"""INSERT INTO article_metadata_fts (rowid, source, author, entity)
        SELECT {", ".join(f"about.{name}" for name in _METADATA.split(", "))}
        FROM deferred_index AS d CROSS JOIN article_metadata AS about USING (article)""",
    *(
        f"""INSERT INTO {index} (rowid, content, speaker_names)
            SELECT id, content, speaker_names
            FROM deferred_index AS d CROSS JOIN {view} USING (article)"""
        for index, view in (
            ("quotation_fts", "quotation_attributed"),
            ("weak_quotation_fts", "weak_quotation"),
        )
    ),
    """INSERT INTO event_fts (rowid, headline)
        SELECT id, headline FROM deferred_index AS d CROSS JOIN event USING (article)
        WHERE first_day IS NOT NULL""",
    "DELETE FROM deferred_index",
)


@contextmanager
def defer_indexes(sqlite: sqlite3.Connection, articles: Sequence[int] = ()) -> Iterator[None]:
    """Index the articles that the block inserts, and the first findings of `articles`, at its end.

    The block is a part of a transaction, which an error has to undo. Within it, a full-text search
    does not find them. An article of `articles` that has findings already is indexed row by row.
    """
    sqlite.execute("INSERT INTO deferred_index (article) VALUES (0)")
    sqlite.execute(
        """INSERT INTO deferred_index (article) SELECT id FROM article
            WHERE id IN (SELECT value FROM json_each(?))
                AND NOT EXISTS (SELECT 1 FROM quotation WHERE quotation.article = article.id)
                AND NOT EXISTS (SELECT 1 FROM event WHERE event.article = article.id)""",
        (json.dumps(list(articles)),),
    )
    sqlite.execute(
        f"""INSERT INTO article_metadata_fts (article_metadata_fts, rowid, source, author, entity)
            SELECT 'delete', {_METADATA} FROM deferred_index CROSS JOIN article_metadata
            USING (article)"""
    )
    yield
    for statement in _INDEXED:
        sqlite.execute(statement)
