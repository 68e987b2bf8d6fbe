"""The tables of a store, and the steps that bring an older file up to them.

`db.connection` imports this module only when a file is new or behind: sqlite-utils costs 95 ms.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from db.schema_first import TABLES
from db.schema_ids import TOKENS, renumber

migrations = Migrations("onrecord")


def _full_text(table: str, *columns: str, prefix: str = "prefix='2 3', ") -> tuple[str, ...]:
    """An FTS5 index over columns of a table, and the triggers that keep it in step."""
    names = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    insert = f"INSERT INTO {table}_fts (rowid, {names}) VALUES (new.id, {new});"
    delete = (
        f"INSERT INTO {table}_fts ({table}_fts, rowid, {names}) VALUES ('delete', old.id, {old});"
    )
    return (
        f"""CREATE VIRTUAL TABLE {table}_fts USING fts5 (
            {names}, content='{table}', content_rowid='id', {prefix}{TOKENS}
        )""",
        f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {insert} END",
        f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {delete} END",
        # only these columns: reading, dating or tagging an article must not index it again
        f"""CREATE TRIGGER {table}_fts_update AFTER UPDATE OF {names} ON {table}
            BEGIN {delete} {insert} END""",
    )


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def first_tables(database: Database) -> None:
    """Articles, findings, notes, tags and the full-text indexes over them."""
    statements = (
        *TABLES,
        *_full_text("article", "title", "text"),
        *_full_text("quotation", "content", "speaker_names"),
        *_full_text("note", "body", "exact"),
        # a word in the headline says more about an article than one in its text
        "INSERT INTO article_fts (article_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0)')",
    )
    for statement in statements:
        database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def reading_and_correcting(database: Database) -> None:
    """Verdicts and stars on notes, marks and views of a reading, corrections and standing rules."""
    for statement in (
        "ALTER TABLE note ADD COLUMN verdict TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE note ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE reading ADD COLUMN places TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE reading ADD COLUMN view TEXT NOT NULL DEFAULT '{}'",
        "DROP TABLE correction",  # nothing ever wrote to it
        """CREATE TABLE correction (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
            kind TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            exact TEXT NOT NULL,
            value TEXT NOT NULL,
            created TEXT NOT NULL
        )""",
        "CREATE INDEX correction_article ON correction (article, id)",
        """CREATE TABLE standing_rule (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            words TEXT NOT NULL COLLATE NOCASE,
            value TEXT NOT NULL,
            created TEXT NOT NULL,
            UNIQUE (kind, words)
        )""",
        # what the machine found in the articles whose rows hold something else by now
        """CREATE TABLE machine_findings (
            article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
            findings TEXT NOT NULL
        )""",
    ):
        database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def drafts(database: Database) -> None:
    """The note that is being written on an article."""
    database.execute(
        """CREATE TABLE draft (
            article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            note INTEGER REFERENCES note ON DELETE SET NULL,
            quotation INTEGER,
            body TEXT NOT NULL,
            tags TEXT NOT NULL,
            verdict TEXT NOT NULL,
            starred INTEGER NOT NULL,
            changed TEXT NOT NULL
        )"""
    )


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def searching_at_scale(database: Database) -> None:
    """Events and what articles are about indexed, words by their stems, no index of prefixes."""
    for table in ("article", "quotation", "note"):
        for trigger in ("insert", "delete", "update"):
            database.execute(f"DROP TRIGGER {table}_fts_{trigger}")
        database.execute(f"DROP TABLE {table}_fts")
    for statement in (
        # without prefix indexes, which are as large again as the index itself
        *_full_text("article", "title", "text", prefix=""),
        *_full_text("quotation", "content", "speaker_names", prefix=""),
        *_full_text("note", "body", "exact", prefix=""),
        *_full_text("event", "headline", prefix=""),
        "INSERT INTO article_fts (article_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0)')",
        # the columns that filters and dates ask for, without the texts
        "CREATE INDEX article_facts ON article (id, published, site)",
        # every word of the articles and notes, by what its inflected forms share
        """CREATE TABLE word (
            word TEXT PRIMARY KEY,
            stem TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX word_stem ON word (stem)",
        """CREATE VIEW article_about AS
            SELECT id AS article, site || char(10) || source AS source, byline AS author,
                (SELECT coalesce(group_concat(name, char(10)), '') FROM (
                    SELECT name FROM entity WHERE entity.article = article.id
                    UNION ALL SELECT name FROM alias WHERE alias.article = article.id
                )) AS entity
            FROM article""",
        f"""CREATE VIRTUAL TABLE article_about_fts USING fts5 (
            source, author, entity, content='article_about', content_rowid='article', {TOKENS}
        )""",
    ):
        database.execute(statement)
    index_everything(database.conn)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def reasons_once(database: Database) -> None:
    """Each wording of a reason kept once: reasons took half as much room as the texts."""
    for statement in (
        "DROP VIEW who_said_what",
        "DROP VIEW timeline",
        """CREATE TABLE mention_sort (
            id INTEGER PRIMARY KEY,
            label TEXT NOT NULL,
            kind TEXT NOT NULL,
            because TEXT NOT NULL,
            UNIQUE (label, kind, because)
        )""",
        # a confidence is in thousandths here: a real number would take four times the room
        """CREATE TABLE new_mention (
            article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            sort INTEGER NOT NULL REFERENCES mention_sort,
            entity INTEGER,
            confidence INTEGER NOT NULL,
            PRIMARY KEY (article, number),
            FOREIGN KEY (article, entity) REFERENCES entity ON DELETE CASCADE
        ) WITHOUT ROWID""",
        """INSERT INTO mention_sort (label, kind, because)
            SELECT DISTINCT label, kind, because
            FROM mention JOIN reason ON reason.id = mention.reason""",
        """INSERT INTO new_mention
            SELECT article, number, start, "end", mention_sort.id, entity,
                CASE WHEN round(confidence * 1000) / 1000 = confidence
                    THEN CAST(round(confidence * 1000) AS INTEGER) ELSE confidence END
            FROM mention JOIN reason ON reason.id = mention.reason
            JOIN mention_sort ON (mention_sort.label, mention_sort.kind, mention_sort.because)
                = (mention.label, mention.kind, reason.because)""",
        "DROP TABLE mention",
        "ALTER TABLE new_mention RENAME TO mention",
        "DELETE FROM reason",
        *(
            statement
            for table in ("entity", "quotation", "time_expression", "event")
            for statement in (
                f"""INSERT OR IGNORE INTO reason (because)
                    SELECT replace(because, '{{', '{{brace}}') FROM {table}""",
                f"ALTER TABLE {table} ADD COLUMN reason INTEGER REFERENCES reason",
                f"""UPDATE {table} SET reason = (SELECT id FROM reason
                    WHERE reason.because = replace({table}.because, '{{', '{{brace}}'))""",
                f"ALTER TABLE {table} DROP COLUMN because",
            )
        ),
        """CREATE VIEW who_said_what AS
            SELECT article.published, quotation.speaker, entity.role, quotation.cue,
                quotation.content, quotation.kind, quotation.negated, quotation.confidence,
                replace(reason.because, '{cue}', quotation.cue) AS because,
                article.id AS article, article.title, article.site
            FROM quotation
            JOIN article ON article.id = quotation.article
            JOIN reason ON reason.id = quotation.reason
            LEFT JOIN entity
                ON entity.article = quotation.article AND entity.number = quotation.entity
            WHERE quotation.kind != 'scare'""",
        """CREATE VIEW timeline AS
            SELECT event.first_day, event.last_day, event.precision, event.upcoming,
                event.headline, event.confidence,
                replace(replace(replace(replace(reason.because, '{words}', time_expression.words),
                    '{published}', coalesce(article.published, '')),
                    '{first}', event.first_day), '{last}', event.last_day) AS because,
                article.id AS article, article.title, article.site, article.published
            FROM event
            JOIN article ON article.id = event.article
            JOIN reason ON reason.id = event.reason
            JOIN time_expression ON time_expression.article = event.article
                AND time_expression.number = event.time_expression
            WHERE event.first_day IS NOT NULL
            ORDER BY event.first_day""",
    ):
        database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def counted_changes(database: Database) -> None:
    """How many changes were made, so that a store which lost some is noticed."""
    database.execute("CREATE TABLE commit_counter (changes INTEGER NOT NULL)")
    database.execute("INSERT INTO commit_counter VALUES (0)")


def index_everything(sqlite: sqlite3.Connection) -> None:
    """Make the full-text indexes and the list of words anew, for use inside a transaction."""
    from db.search.forms import keep_words  # lean, but not needed by the other steps

    query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
    for (index,) in sqlite.execute(query).fetchall():
        sqlite.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    for table in ("article", "event", "note"):
        sqlite.execute(
            f"CREATE VIRTUAL TABLE temp.{table}_word USING fts5vocab(main, {table}_fts, row)"
        )
        words = sqlite.execute(f"SELECT term FROM temp.{table}_word").fetchall()
        keep_words(sqlite, (word for (word,) in words))
        sqlite.execute(f"DROP TABLE temp.{table}_word")


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def sayings(database: Database) -> None:
    """Quotations of several articles that have the same words."""
    from db.sayings.tables import make_sayings

    make_sayings(database.conn)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def people(database: Database) -> None:
    """Who and what the articles name, known as one across all of them."""
    from db.people.schema import INDEXES, TABLES  # not needed by the other steps

    for statement in (*TABLES, *INDEXES):
        database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def coming_in(database: Database) -> None:
    """More facts and where they are from, earlier versions, near copies, files that were read."""
    from db import schema_intake

    for statement in schema_intake.STATEMENTS:
        database.execute(statement)
    schema_intake.complete(database.conn)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def facts_of_answers(database: Database) -> None:
    """What a search asks of quotations and events that it found, without their words."""
    database.execute("CREATE INDEX quotation_facts ON quotation (id, article, kind)")
    database.execute("CREATE INDEX event_facts ON event (id, article, first_day)")


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def events_by_days(database: Database) -> None:
    """Events by their days alone, and what was announced, without reading the events."""
    database.execute("DROP INDEX event_first_day")
    database.execute(
        """CREATE INDEX event_days ON event (first_day, article, number, last_day)
            WHERE first_day IS NOT NULL"""
    )
    database.execute(
        """CREATE INDEX event_upcoming ON event (first_day, article, number, last_day)
            WHERE first_day IS NOT NULL AND upcoming"""
    )


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def articles_in_ids(database: Database) -> None:
    """Quotations and events whose ids say what article they are in; only what is shown indexed."""
    renumber(database.conn)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def smaller(database: Database) -> None:
    """What is kept twice, or takes more room than it says, in less."""
    from db.schema_smaller import make_smaller

    make_smaller(database.conn)


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def analysis_states(database: Database) -> None:
    """Record which analyses are pending or failed, and the tags of long texts being analyzed."""
    for statement in (
        """CREATE TABLE analysis_state (
            article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
            state TEXT NOT NULL,
            failures TEXT NOT NULL DEFAULT '[]'
        )""",
        """CREATE TABLE analysis_checkpoint (
            article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
            first_token INTEGER NOT NULL,
            key TEXT NOT NULL,
            tags BLOB NOT NULL,
            names BLOB NOT NULL,
            scores BLOB NOT NULL,
            PRIMARY KEY (article, first_token)
        )""",
    ):
        database.execute(statement)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the steps that are due, inside the transaction that is open on `connection`."""
    # a plugin that is installed for sqlite-utils must not run on a reader's store
    migrations.apply(Database(connection, execute_plugins=False))
