"""The schema of a store, and the migrations of older files.

The tables are in `schema.sql`. `db.connection` imports this module only for a new or outdated file:
importing sqlite-utils takes 95 ms.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from db.checksums.comparison import (
    Progress,
    list_damaged_records,
    mark_records,
    store_checksums,
)
from db.coded_columns import CODES, stored_column
from db.errors import UNREADABLE
from db.vocabulary import add_words

SCHEMA = Path(__file__).with_name("schema.sql")

migrations = Migrations("onrecord")


@migrations()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
def create_tables(database: Database) -> None:
    """Create the tables, indexes, triggers and views of `schema.sql`."""
    for statement in read_statements(SCHEMA.read_text(encoding="utf-8")):
        database.execute(statement)


@migrations()  # type: ignore[untyped-decorator]  # as above
def renew_trash(database: Database) -> None:
    """Rewrite the deleted articles that a version before 29 moved to the trash."""
    renew_trashed_articles(database.conn)


def migrate(connection: sqlite3.Connection, progress: Progress = lambda _part, _done: None) -> None:
    """Apply the pending migrations, inside the transaction that is open on `connection`.

    The checksums are those of the migrated rows. Rows that were damaged remain so.
    """
    damaged = list_damaged_records(connection, progress)
    # a plugin that is installed for sqlite-utils must not run on the user's store
    migrations.apply(Database(connection, execute_plugins=False))
    store_checksums(connection, progress)
    mark_records(connection, damaged)


def renew_trashed_articles(sqlite: sqlite3.Connection) -> None:
    """Give the rows in the trash the columns that their tables have since version 29.

    Records that cannot be read stay as they are.
    """
    articles = [id for (id,) in sqlite.execute("SELECT id FROM trash").fetchall()]
    for article in articles:
        query = "SELECT record FROM trash WHERE id = ?"
        (packed,) = sqlite.execute(query, (article,)).fetchone()
        with suppress(*UNREADABLE):
            record = json.loads(zlib.decompress(packed))
            renewed = _renew_record(record)
            if renewed != record:
                written = json.dumps(renewed, ensure_ascii=False).encode()
                row = (zlib.compress(written), article)
                sqlite.execute("UPDATE trash SET record = ? WHERE id = ?", row)


_RENAMED = {
    ("article", "list_key"): "folded", ("identity", "list_key"): "folded",
    ("identity", "names"): "all_names",
}  # fmt: skip
_GENERATED = frozenset({("quotation", "id"), ("event", "id")})  # no longer stored


def _renew_record(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record of the trash with the present columns of its rows and identities."""
    rows = {table: _renew_rows(table, found) for table, found in record["rows"].items()}
    links = record["links"]
    identities = [[_renew_identity(row), keys] for row, keys in links["identities"]]
    return {**record, "rows": rows, "links": {**links, "identities": identities}}


def _renew_rows(table: str, found: dict[str, Any]) -> dict[str, Any]:
    columns = [name for name in found["columns"] if (table, name) not in _GENERATED]
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    return {
        "columns": [_present_column(table, name) for name in columns],
        "rows": [[_encode_word(table, name, row[name]) for name in columns] for row in rows],
    }


def _renew_identity(row: dict[str, Any]) -> dict[str, Any]:
    """Return the present values of a linked identity; one that has only one name stores it once."""
    renewed = {
        _present_column("identity", name): _encode_word("identity", name, value)
        for name, value in row.items()
    }
    if "names" in row and row["names"] == row["name"]:
        renewed["all_names"] = ""
    return renewed


def _present_column(table: str, column: str) -> str:
    return _RENAMED.get((table, column), stored_column(table, column))


def _encode_word(table: str, column: str, value: Any) -> Any:
    """Return the letter of a word in a column that stores letters now; another value as it is."""
    codes = CODES.get((table, column), {})
    return codes.get(value, value) if isinstance(value, str) else value


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
