"""Stores of versions before the present one, made for tests."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from db import connection, schema
from db.connection import VERSION


def make_older(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn a store into one of an invented version before this one, which lacked an index."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("DROP INDEX article_address")
        sqlite.execute(f"PRAGMA user_version = {VERSION - 1}")
    steps = Migrations("onrecord")
    steps()(schema.create_tables)

    @steps()  # type: ignore[untyped-decorator]  # sqlite-utils is not followed
    def index_addresses(database: Database) -> None:
        database.execute("CREATE INDEX article_address ON article (address) WHERE address != ''")

    monkeypatch.setattr(schema, "migrations", steps)
    monkeypatch.setattr(connection, "_OLDEST", VERSION - 1)


def set_version(path: Path, version: int) -> None:
    """Write another version into a store's header."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute(f"PRAGMA user_version = {version}")
