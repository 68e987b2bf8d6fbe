"""The schema of a store, and the migrations of older files.

The tables are in `schema.sql`. `db.connection` imports this module only for a new or outdated file:
importing sqlite-utils takes 95 ms.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

from db.checksums.comparison import (
    Progress,
    list_damaged_records,
    mark_records,
    store_checksums,
)
from db.coded_columns import CODES, encoding_sql, stored_column
from db.earlier_rows import new_id_sql, shorten_block_sql
from db.source_classes import CLASS_SQL
from db.vocabulary import add_words

SCHEMA = Path(__file__).with_name("schema.sql")

migrations = Migrations("onrecord")


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def create_tables(database: Database) -> None:
    """Create the tables, indexes, triggers and views of `schema.sql`."""
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # as above
def log_edits(database: Database) -> None:
    """Replace the edits of version 21, which cannot be undone any longer, by the log of edits."""
    database.execute("DROP TABLE IF EXISTS bulk_edit")
    _create_missing_table(database, "edit")


@migrations()  # type: ignore[untyped-decorator]  # as above
def add_checksums(database: Database) -> None:
    """Create the table of checksums; `migrate` stores those of the present rows."""
    _create_missing_table(database, "row_checksum")


def _create_missing_table(database: Database, name: str) -> None:
    if name not in database.table_names():
        statements = read_statements(SCHEMA.read_text(encoding="utf-8"))
        database.execute(next(found for found in statements if f"CREATE TABLE {name} (" in found))


_ORIGINS = {
    "note": ("origin", "author"), "note_tag": ("origin",), "article_tag": ("origin",),
    "collection_article": ("origin",), "reading_state": ("star_origin",),
    "correction": ("origin",), "correction_rule": ("origin",),
}  # fmt: skip


@migrations()  # type: ignore[untyped-decorator]  # as above
def record_origins(database: Database) -> None:
    """Add the origins of what files brought, and keep the proposals that the reader rejected."""
    for table, names in _ORIGINS.items():
        for name in names:
            if name not in database[table].columns_dict:
                added = f"ALTER TABLE {table} ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"
                database.execute(added)
    if "rejected" in database["proposal"].columns_dict:
        return
    query = "SELECT id, kind, article, value, sha256, origin, created FROM proposal"
    proposals = database.execute(query).fetchall()
    database.execute("DROP TABLE proposal")
    made = re.compile(r"CREATE (TABLE proposal \(|INDEX (proposal_|note_origin))")
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        if made.search(statement):
            database.execute(statement)
    insert = f"INSERT INTO proposal VALUES ({', '.join('?' * 7)}, NULL)"
    database.conn.executemany(insert, proposals)


@migrations()  # type: ignore[untyped-decorator]  # as above
def add_authority_list(database: Database) -> None:
    """Create the tables of the authority list."""
    for table in ("authority_entry", "authority_name"):
        _create_missing_table(database, table)


_OF_STATEMENTS = (
    "entity_linked", "quotation_attributed", "quotation_fts_insert", "quotation_fts_delete",
    "quotation_fts_update", "repeated_quotes", "who_said_what",
)  # fmt: skip
_OF_WEAK_KINDS = (
    "quotation_speaker_name", "weak_quotation", "weak_quotation_fts", "weak_quotation_fts_insert",
    "weak_quotation_fts_delete", "weak_quotation_fts_update",
)  # fmt: skip
_MADE = re.compile(r"CREATE (?:VIRTUAL TABLE|VIEW|TRIGGER) (\w+)")


@migrations()  # type: ignore[untyped-decorator]  # as above
def index_weak_kinds(database: Database) -> None:
    """Count and index statements alone; index topics and continuations for themselves."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
    if "weak_quotation_fts" in kinds:
        return
    for name in _OF_STATEMENTS:
        if name in kinds:
            database.execute(f"DROP {kinds[name]} {name}")
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        made = _MADE.search(statement)
        if made is not None and made[1] in _OF_STATEMENTS + _OF_WEAK_KINDS:
            database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # as above
def add_originals(database: Database) -> None:
    """Create the tables of originals and vectors, and add the statements that notes compare."""
    _create_missing_table(database, "original")
    if "article_vector" not in database.table_names():
        _create_missing_table(database, "article_vector")
        made = "CREATE TRIGGER article_vector_outdated "
        statements = read_statements(SCHEMA.read_text(encoding="utf-8"))
        database.execute(next(found for found in statements if made in found))
    if "compared" not in database["note"].columns_dict:
        database.execute("ALTER TABLE note ADD COLUMN compared TEXT NOT NULL DEFAULT ''")


_OF_QUOTATION_VECTORS = re.compile(r"CREATE (?:TABLE|TRIGGER) quotation_vector")


@migrations()  # type: ignore[untyped-decorator]  # as above
def add_quotation_vectors(database: Database) -> None:
    """Create the vectors of quotations, and count what is new for each saved search from now on."""
    if "quotation_vector" not in database.table_names():
        for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
            if _OF_QUOTATION_VECTORS.search(statement):
                database.execute(statement)
    if "seen" not in database["saved_search"].columns_dict:
        database.execute("ALTER TABLE saved_search ADD COLUMN opened TEXT")
        added = "ALTER TABLE saved_search ADD COLUMN seen INTEGER NOT NULL DEFAULT 0"
        database.execute(added)
        latest = "SELECT coalesce(max(id), 0) FROM article"
        database.execute(f"UPDATE saved_search SET seen = ({latest})")


_OF_FEEDS = {
    "title": "TEXT NOT NULL DEFAULT ''", "folder": "TEXT NOT NULL DEFAULT ''",
    "full_text": "TEXT NOT NULL DEFAULT 'ask'", "private": "INTEGER NOT NULL DEFAULT 0",
    "found": "TEXT", "last_error": "TEXT NOT NULL DEFAULT ''", "failed": "TEXT",
    "failures": "INTEGER NOT NULL DEFAULT 0", "due": "TEXT",
}  # fmt: skip


@migrations()  # type: ignore[untyped-decorator]  # as above
def add_feed_articles(database: Database) -> None:
    """Add the folders and the history of feeds, and list the articles that came from them."""
    present = database["watched_source"].columns_dict
    for name, declaration in _OF_FEEDS.items():
        if name not in present:
            database.execute(f"ALTER TABLE watched_source ADD COLUMN {name} {declaration}")
    if "feed_article" not in database.table_names():
        _create_missing_table(database, "feed_article")
        database.execute(
            """INSERT INTO feed_article (source, added_article)
                SELECT DISTINCT source, added_article FROM watched_entry WHERE added_article > 0"""
        )


@migrations()  # type: ignore[untyped-decorator]  # as above
def add_statement_sources(database: Database) -> None:
    """Create the table of the types of sources, which are classified later."""
    if "statement_source" in database.table_names():
        return
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        if re.search(r"CREATE (TABLE|TRIGGER) statement_source", statement):
            database.execute(statement)


AUTHORS = {
    "article_tag": "author", "note_tag": "author", "note": "verdict_author",
    "correction": "author", "correction_rule": "author",
}  # fmt: skip
"""The columns by table that name the reader who did something, since version 27."""


@migrations()  # type: ignore[untyped-decorator]  # as above
def record_authors(database: Database) -> None:
    """Add the readers who tagged, judged and corrected."""
    for table, name in AUTHORS.items():
        if name not in database[table].columns_dict:
            database.execute(f"ALTER TABLE {table} ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")


_OF_WORDS = (
    "quotation_attributed", "weak_quotation", "quotation_fts_insert", "quotation_fts_delete",
    "quotation_fts_outdated", "quotation_fts_update", "weak_quotation_fts_insert",
    "weak_quotation_fts_delete", "weak_quotation_fts_outdated", "weak_quotation_fts_update",
    "quotation_vector_update", "quotation_text_deleted",
    "repeated_quotes", "who_said_what",
)  # fmt: skip
_IS_PART = """NOT EXISTS (SELECT 1 FROM quotation_span AS piece
        WHERE piece.article = quotation.article AND piece.quotation = quotation.number)
    AND content = (SELECT substr(text, start + 1, "end" - start) FROM article
        WHERE article.id = quotation.article)"""


@migrations()  # type: ignore[untyped-decorator]  # as above
def read_words_from_texts(database: Database) -> None:
    """Empty the words of the quotations that are a part of their text as it is."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
    if "quotation_text_deleted" in kinds:
        return
    updates = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'quotation'"
    outdated = {name for (name,) in database.execute(updates).fetchall()}
    for name in {*_OF_WORDS, *outdated} & kinds.keys():
        database.execute(f"DROP {kinds[name]} {name}")
    database.execute(f"UPDATE quotation SET content = '' WHERE {_IS_PART}")
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        made = _MADE.search(statement)
        if made is not None and made[1] in {*_OF_WORDS, *outdated}:
            database.execute(statement)


_FOLDED = {
    "article": "title || char(10) || byline || char(10) || site || char(10) || source",
    "identity": "names",
}
_SHORTENED = {
    "statement_source": f"""INSERT INTO statement_source (id, class, version)
        SELECT id, {CLASS_SQL}, version FROM temp.former_statement_source""",
    "vocabulary": """INSERT INTO vocabulary (stem, ending) SELECT stem,
        CASE WHEN substr(word, 1, length(stem)) = stem THEN substr(word, length(stem) + 1)
            ELSE '-' || word END FROM temp.former_vocabulary""",
    "quotation_shingle": """INSERT OR IGNORE INTO quotation_shingle (shingle, quotation)
        SELECT (shingle & 0xFFFFFF) - 0x800000, quotation FROM temp.former_quotation_shingle
        ORDER BY 1, 2""",
}
_REORDERED = ("article_fts", "article_metadata_fts")


@migrations()  # type: ignore[untyped-decorator]  # as above
def shorten_rows(database: Database) -> None:
    """Generate what follows from other columns, and index the columns with most words first."""
    if "folded" in database["article"].columns_dict:
        return
    database.execute("DROP INDEX article_list_key")
    statements = [*read_statements(SCHEMA.read_text(encoding="utf-8"))]
    for table, fields in _FOLDED.items():
        database.execute(f"ALTER TABLE {table} RENAME COLUMN list_key TO folded")
        database.execute(f"UPDATE {table} SET folded = '' WHERE folded = lower({fields})")
        made = next(found for found in statements if f"CREATE TABLE {table} (" in found)
        [generated] = re.findall(r"list_key TEXT GENERATED .*", made)
        database.execute(f"ALTER TABLE {table} ADD COLUMN {generated}")
    for table in _SHORTENED:
        database.execute(f"CREATE TEMP TABLE former_{table} AS SELECT * FROM main.{table}")
    for table in (*_SHORTENED, *_REORDERED):
        database.execute(f"DROP TABLE {table}")
    made_again = "|".join((*_SHORTENED, *_REORDERED))
    renewed = re.compile(
        rf"^(CREATE (VIRTUAL )?TABLE ({made_again}) |CREATE INDEX article_list_key "
        r"|INSERT INTO article_fts )",
        re.MULTILINE,
    )
    for statement in statements:
        if renewed.search(statement):
            database.execute(statement)
    for index in _REORDERED:
        database.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    for table, copy in _SHORTENED.items():
        database.execute(copy)
        database.execute(f"DROP TABLE temp.former_{table}")


@migrations()  # type: ignore[untyped-decorator]  # as above
def key_findings_by_article(database: Database) -> None:
    """Key findings by article and number, with short ids elsewhere, and store words as letters."""
    if "id" not in database["quotation"].columns_dict:
        return
    statements = [*read_statements(SCHEMA.read_text(encoding="utf-8"))]
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
    code = {made[1]: each for each in statements if (made := _CODE.search(each))}
    for name in (*(code.keys() & kinds.keys()), *_OF_IDENTITIES):
        database.execute(f"DROP {kinds[name]} {name}")
    for table, column in CODES:
        _encode_words(database, table, column)
    database.execute("ALTER TABLE identity RENAME COLUMN names TO all_names")
    database.execute("UPDATE identity SET all_names = '' WHERE all_names = name")
    for table in ("entity", "time_expression", "identity"):
        _add_generated(database, table, statements)
    for table in _COPIED:
        database.execute(f"CREATE TEMP TABLE former_{table} AS SELECT * FROM main.{table}")
    # children before their parents, whose deletion would cascade
    for table in (*reversed(_COPIED), *_RENUMBERED_INDEXES):
        database.execute(f"DROP TABLE {table}")
    made_again = "|".join((*_COPIED, *_RENUMBERED_INDEXES))
    renewed = re.compile(
        rf"^CREATE (VIRTUAL )?TABLE ({made_again}) "
        rf"|^CREATE INDEX (\w+ ON ({'|'.join(_COPIED)}) |({'|'.join(_OF_IDENTITIES)}) )",
        re.MULTILINE,
    )
    for statement in statements:
        if renewed.search(statement):
            database.execute(statement)
    for table in _COPIED:
        _copy_former(database, table)
    for statement in code.values():
        database.execute(statement)
    for index in _RENUMBERED_INDEXES:
        database.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


_CODE = re.compile(r"^CREATE (?:VIEW|TRIGGER) (\w+)", re.MULTILINE)
_OF_IDENTITIES = (
    "identity_quotations", "identity_articles", "identity_last_day", "identity_by_name",
    "identity_doubtful",
)  # fmt: skip
_RENUMBERED_INDEXES = ("quotation_fts", "weak_quotation_fts", "event_fts")
# The tables that are made again, parents before their children.
_COPIED = (
    "quotation", "quotation_span", "quotation_speaker", "event", "event_entity",
    "statement_source", "quotation_shingle", "quote_group_member", "identity_block",
)  # fmt: skip
# Their columns with other values: ids of findings, and hashes of blocks.
_CONVERTED = {
    ("statement_source", "id"): new_id_sql("id"),
    ("quotation_shingle", "quotation"): new_id_sql("quotation"),
    ("quote_group_member", "quotation"): new_id_sql("quotation"),
    ("identity_block", "block"): shorten_block_sql("block"),
}


def _encode_words(database: Database, table: str, column: str) -> None:
    stored = stored_column(table, column)
    database.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {stored}")
    value = encoding_sql(table, column, stored)
    database.execute(f"UPDATE {table} SET {stored} = {value}")


def _add_generated(database: Database, table: str, statements: Iterable[str]) -> None:
    """Add the missing generated columns of a table, and those that depend on them again."""
    made = next(found for found in statements if f"CREATE TABLE {table} (" in found)
    present = {row[1] for row in database.execute(f"PRAGMA table_xinfo({table})").fetchall()}
    for name, declaration in re.findall(r"^    (\w+) (\w+ GENERATED .*?),?$", made, re.MULTILINE):
        if name in present:
            database.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
        database.execute(f"ALTER TABLE {table} ADD COLUMN {name} {declaration}")


def _copy_former(database: Database, table: str) -> None:
    """Insert the former rows of a table in the order of its key."""
    names = [*database[table].columns_dict]
    values = ", ".join(_CONVERTED.get((table, name), f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    database.execute(
        f"""INSERT OR IGNORE INTO main.{table} ({listed}) SELECT {values}
            FROM temp.former_{table} ORDER BY 1, 2"""
    )
    database.execute(f"DROP TABLE temp.former_{table}")


_OF_DEFERRED = re.compile(
    r"^CREATE (?:VIEW|TRIGGER) (article_index_deferred|who_said_what|timeline|repeated_quotes"
    r"|(?:article|(?:weak_)?quotation|event)_fts_\w+)",
    re.MULTILINE,
)


@migrations()  # type: ignore[untyped-decorator]  # as above
def defer_indexes(database: Database) -> None:
    """Skip the articles of deferred indexes in triggers, and begin views at the indexes."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
    if "article_index_deferred" in kinds:
        return
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        if made := _OF_DEFERRED.search(statement):
            if made[1] in kinds:
                database.execute(f"DROP {kinds[made[1]]} {made[1]}")
            database.execute(statement)


def migrate(connection: sqlite3.Connection, progress: Progress = lambda _part, _done: None) -> None:
    """Apply the pending migrations, inside the transaction that is open on `connection`.

    The checksums are those of the migrated rows. Rows that were damaged remain so.
    """
    damaged = list_damaged_records(connection, progress)
    # a plugin that is installed for sqlite-utils must not run on the user's store
    database = Database(connection, execute_plugins=False)
    if database.table_names():  # the triggers that earlier steps create refer to it
        _create_missing_table(database, "deferred_index")
    migrations.apply(database)
    store_checksums(connection, progress)
    mark_records(connection, damaged)


def read_statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; `executescript` would commit the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def rebuild_indexes(sqlite: sqlite3.Connection) -> None:
    """Rebuild the full-text indexes and the vocabulary; runs inside a transaction."""
    query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
    for (index,) in sqlite.execute(query).fetchall():
        sqlite.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    for table in ("article", "event", "note"):
        sqlite.execute(
            f"CREATE VIRTUAL TABLE temp.{table}_word USING fts5vocab(main, {table}_fts, row)"
        )
        words = sqlite.execute(f"SELECT term FROM temp.{table}_word").fetchall()
        add_words(sqlite, (word for (word,) in words))
        sqlite.execute(f"DROP TABLE temp.{table}_word")
