"""The tables of sayings, and their rows for a store that has none yet."""

import sqlite3

from db.sayings.keeping import keep, said_in

SAME_WORDS = """CREATE VIEW same_words AS
    SELECT quotation_saying.saying, article.published, quotation.speaker,
        quotation.content, quotation.kind, article.id AS article, article.title,
        article.site
    FROM quotation_saying
    JOIN quotation ON quotation.id = quotation_saying.quotation
    JOIN article ON article.id = quotation.article
    ORDER BY quotation_saying.saying, article.published"""

_TABLES = (
    # what is kept of a quotation's words, to find those that may be the same
    """CREATE TABLE quotation_shingle (
        shingle INTEGER NOT NULL,
        quotation INTEGER NOT NULL,
        PRIMARY KEY (shingle, quotation)
    ) WITHOUT ROWID""",
    """CREATE TABLE saying (
        id INTEGER PRIMARY KEY,
        articles INTEGER NOT NULL,
        first_day TEXT,
        last_day TEXT
    )""",
    "CREATE INDEX saying_last_day ON saying (last_day, id) WHERE articles > 1",
    "CREATE INDEX saying_articles ON saying (articles, last_day, id) WHERE articles > 1",
    """CREATE TABLE quotation_saying (
        quotation INTEGER PRIMARY KEY,
        saying INTEGER NOT NULL REFERENCES saying
    )""",
    "CREATE INDEX quotation_saying_saying ON quotation_saying (saying)",
    """CREATE TRIGGER saying_redated AFTER UPDATE OF published ON article BEGIN
        UPDATE saying SET (first_day, last_day) = (
            SELECT min(published), max(published) FROM quotation_saying
            CROSS JOIN quotation ON quotation.id = quotation_saying.quotation
            CROSS JOIN article ON article.id = quotation.article
            WHERE quotation_saying.saying = saying.id
        ) WHERE id IN (
            SELECT saying FROM quotation CROSS JOIN quotation_saying
                ON quotation_saying.quotation = quotation.id
            WHERE quotation.article = new.id
        );
    END""",
    SAME_WORDS,
)


def make_sayings(sqlite: sqlite3.Connection) -> None:
    """Make the tables, and join the quotations that are there; for use inside a transaction."""
    for statement in _TABLES:
        sqlite.execute(statement)
    join_everything(sqlite)


def join_everything(sqlite: sqlite3.Connection) -> None:
    """Join the quotations of a store that has no sayings yet; for use inside a transaction."""
    for (article,) in sqlite.execute("SELECT id FROM article ORDER BY id").fetchall():
        keep(sqlite, said_in(sqlite, article))
