"""Tables for what comes in: facts and their origins, earlier versions, near copies, files read."""

import sqlite3

from db.addresses import address_key
from db.alike import sketch_article

STATEMENTS = (
    "ALTER TABLE article ADD COLUMN section TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE article ADD COLUMN updated TEXT",
    "ALTER TABLE article ADD COLUMN origins TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE article ADD COLUMN address TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE article ADD COLUMN alike INTEGER",
    "CREATE INDEX article_address ON article (address) WHERE address != ''",
    "CREATE INDEX article_alike ON article (alike) WHERE alike IS NOT NULL",
    """CREATE TABLE article_version (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        title TEXT NOT NULL,
        published TEXT,
        updated TEXT,
        text TEXT NOT NULL,
        until TEXT NOT NULL
    )""",
    "CREATE INDEX article_version_article ON article_version (article, id)",
    "CREATE INDEX article_version_sha256 ON article_version (sha256)",
    """CREATE TABLE article_sketch (
        hash INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        PRIMARY KEY (hash, article)
    ) WITHOUT ROWID""",
    "CREATE INDEX article_sketch_article ON article_sketch (article)",
    # a file that was read whole: an import that was broken off goes on after it
    """CREATE TABLE file_read (
        path TEXT NOT NULL,
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        PRIMARY KEY (path, article)
    ) WITHOUT ROWID""",
    "CREATE INDEX file_read_article ON file_read (article)",
)


def complete(sqlite: sqlite3.Connection) -> None:
    """Give the articles that were there before what the new columns and tables say of them."""
    for id, source in sqlite.execute("SELECT id, source FROM article").fetchall():
        if address := address_key(source):
            sqlite.execute("UPDATE article SET address = ? WHERE id = ?", (address, id))
        query = "SELECT text FROM article WHERE id = ?"
        sketch_article(sqlite, id, sqlite.execute(query, (id,)).fetchone()[0])
