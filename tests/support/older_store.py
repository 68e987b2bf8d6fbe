"""Stores of versions before the present one, made for tests."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from db import schema
from db.connection import VERSION

_OF_VERSION_30 = Path(__file__).parents[1] / "db" / "data" / "version_30.sqlite.xz"


def write_store_of_version_30(path: Path) -> None:
    """Write a store of version 30 with three articles, two in the trash, and six edits.

    Version 27 moved article 2 to the trash and made the first two edits, version 30 moved
    article 5 and made the others. Both articles have a star, tags, a note and a collection.
    """
    path.write_bytes(lzma.decompress(_OF_VERSION_30.read_bytes()))


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


def set_version(path: Path, version: int) -> None:
    """Write another version into a store's header."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute(f"PRAGMA user_version = {version}")
