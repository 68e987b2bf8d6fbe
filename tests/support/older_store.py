"""Stores of versions before the present one, made for tests."""

import json
import re
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from db import connection, schema
from db.checksums import comparison
from db.checksums.groups import NAMES
from db.connection import VERSION
from db.finding_rows import CONTENT_SQL
from db.schema import _OF_FEEDS, _OF_WEAK_KINDS, _OF_WORDS, _ORIGINS, AUTHORS


def store_checksums(sqlite: sqlite3.Connection) -> None:
    """Store the checksums of all rows by the names of their groups, as until version 28."""
    comparison.store_checksums(sqlite)
    names = [(name, code) for code, name in NAMES.items()]
    sqlite.executemany("UPDATE row_checksum SET source = ? WHERE source = ?", names)


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


def drop_columns_of_version_21(path: Path) -> None:
    """Turn a store into one of version 20, which had fewer columns and tables."""
    columns = [
        ("article", "remark"), ("article", "part_of"), ("note", "page"), ("trash", "days_of_use"),
        ("trash", "counted"),
        *(("watched_source", f"last_{kind}") for kind in ("new", "changed", "proposed")),
        ("watched_source", "remark"),
        *(("watched_entry", name) for name in ("entry_id", "address", "title", "sha256")),
    ]  # fmt: skip
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        made = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        for kind, name in sqlite.execute(made).fetchall():
            sqlite.execute(f"DROP {kind} {name}")
        sqlite.execute("DROP TABLE wire_record")
        for table, column in columns:
            sqlite.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        sqlite.execute("PRAGMA user_version = 20")


def use_old_names(path: Path, version: int) -> None:
    """Give a store the names of tables, columns and keys that stores had before version 16."""
    tables = {
        "reading_state": "reading",
        "import_log": "file_read",
        "mention_type": "mention_sort",
        "correction_rule": "standing_rule",
        "machine_analysis": "machine_findings",
        "quote_group": "saying",
        "quote_group_member": "quotation_saying",
        "identity_distinct": "identity_apart",
        "identity_override": "identity_choice",
        "identity_candidate": "identity_pair",
        "vocabulary": "word",
    }
    columns = [
        ("article", "list_key", "listing"),
        ("article", "duplicate_group", "alike"),
        ("reading", "bookmarks", "places"),
        ("mention", "type", "sort"),
        ("identity", "list_key", "listing"),
        ("identity_apart", "first", "one"),
        ("identity_apart", "second", "other"),
        ("identity_pair", "first", "one"),
        ("identity_pair", "second", "other"),
        ("quotation_saying", "quote_group", "saying"),
    ]
    keys = {"speaker": "who", "target": "who", "name_in_text": "called", "finding": "of"}
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        made = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        for kind, name in sqlite.execute(made).fetchall():
            sqlite.execute(f"DROP {kind} {name}")
        for table, old in tables.items():
            sqlite.execute(f"ALTER TABLE {table} RENAME TO {old}")
        for table, column, old in columns:
            sqlite.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {old}")
        for table in ("correction", "standing_rule"):
            for id, value in sqlite.execute(f"SELECT id, value FROM {table}").fetchall():
                fields = {keys.get(key, key): item for key, item in json.loads(value).items()}
                row = (json.dumps(fields), id)
                sqlite.execute(f"UPDATE {table} SET value = ? WHERE id = ?", row)
        sqlite.execute(f"PRAGMA user_version = {version}")


def drop_quotation_vectors(path: Path) -> None:
    """Turn a store into one of version 25, which had no vectors of quotations."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        for column in ("opened", "seen"):
            sqlite.execute(f"ALTER TABLE saved_search DROP COLUMN {column}")
        sqlite.execute("DELETE FROM feed_article")
        for column in _OF_FEEDS:
            sqlite.execute(f"ALTER TABLE watched_source DROP COLUMN {column}")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'add_feed_articles'")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'add_quotation_vectors'")
        sqlite.execute("PRAGMA user_version = 25")
        store_checksums(sqlite)
        for change in ("insert", "update", "delete"):
            sqlite.execute(f"DROP TRIGGER quotation_vector_{change}")
        sqlite.execute("DROP TABLE quotation_vector")
        sqlite.execute("DROP TABLE feed_article")


def drop_statement_sources(path: Path) -> None:
    """Turn a store into one of version 25, which did not store the types of sources."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        made = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in sqlite.execute(made).fetchall():
            if name.startswith("statement_source"):
                sqlite.execute(f"DROP TRIGGER {name}")
        sqlite.execute("DROP TABLE statement_source")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'add_statement_sources'")
        sqlite.execute("PRAGMA user_version = 25")


def drop_authors(path: Path) -> None:
    """Turn a store into one of version 26, which did not know who tagged and corrected."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        _drop_authors(sqlite)
        sqlite.execute("PRAGMA user_version = 26")
        store_checksums(sqlite)


def _drop_authors(sqlite: sqlite3.Connection) -> None:
    for table, column in AUTHORS.items():
        sqlite.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'record_authors'")


def drop_originals(path: Path) -> None:
    """Turn a store into one of version 24, which had no originals."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        _drop_authors(sqlite)
        sqlite.execute("ALTER TABLE note DROP COLUMN compared")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'add_originals'")
        sqlite.execute("PRAGMA user_version = 24")
        store_checksums(sqlite)
        sqlite.execute("DROP TABLE original")
        sqlite.execute("DROP TRIGGER article_vector_outdated")
        sqlite.execute("DROP TABLE article_vector")


def drop_authority_list(path: Path) -> None:
    """Turn a store into one of version 23, which had no authority list."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        for table in ("authority_name", "authority_entry"):
            sqlite.execute(f"DROP TABLE {table}")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'add_authority_list'")
        sqlite.execute("PRAGMA user_version = 23")


def drop_origins(path: Path) -> None:
    """Turn a store into one of version 22, which did not know what came from a file."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("DROP INDEX note_origin")
        _drop_authors(sqlite)
        sqlite.execute("ALTER TABLE note DROP COLUMN compared")
        for table, columns in _ORIGINS.items():
            for column in columns:
                sqlite.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        sqlite.execute("DROP INDEX proposal_waiting")
        sqlite.execute("ALTER TABLE proposal DROP COLUMN rejected")
        later = "name IN ('record_origins', 'add_originals')"
        sqlite.execute(f"DELETE FROM _sqlite_migrations WHERE {later}")
        sqlite.execute("PRAGMA user_version = 22")
        store_checksums(sqlite)


def replace_log_by_that_of_version_21(path: Path) -> None:
    """Turn a store into one of version 21, whose log had the edits of lists alone."""
    drop_origins(path)
    drop_checksums(path)
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("DROP TABLE edit")
        sqlite.execute(
            """CREATE TABLE bulk_edit (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                value TEXT NOT NULL,
                created TEXT NOT NULL
            )"""
        )
        sqlite.execute(
            "INSERT INTO bulk_edit (kind, value, created) VALUES ('star', '{\"1\": false}', ?)",
            ("2026-03-12T10:00:00+00:00",),
        )
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'log_edits'")
        sqlite.execute("PRAGMA user_version = 21")


def drop_checksums(path: Path) -> None:
    """Turn a store into one of version 22, whose rows had no checksums."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("DROP TABLE row_checksum")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'add_checksums'")
        sqlite.execute("PRAGMA user_version = 22")


def drop_weak_kinds(path: Path) -> None:
    """Turn a store into one of version 23, which had no index of topics and continuations."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        made = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        for kind, name in sqlite.execute(made).fetchall():
            if name in _OF_WEAK_KINDS or name in ("repeated_quotes", "who_said_what"):
                sqlite.execute(f"DROP {kind} {name}")
        sqlite.execute("DROP TABLE weak_quotation_fts")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'index_weak_kinds'")
        sqlite.execute("PRAGMA user_version = 23")


def write_out_words(path: Path) -> None:
    """Turn a store into one of version 26, which stored the words of every quotation."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        made = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        contents = sqlite.execute(f"SELECT {CONTENT_SQL}, id FROM quotation").fetchall()
        for kind, name in sqlite.execute(made).fetchall():
            if name in _OF_WORDS:
                sqlite.execute(f"DROP {kind} {name}")
        sqlite.executemany("UPDATE quotation SET content = ? WHERE id = ?", contents)
        store_checksums(sqlite)
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'read_words_from_texts'")
        sqlite.execute("PRAGMA user_version = 26")


def write_out_list_keys(path: Path) -> None:
    """Turn a store into one of version 27, which stored list keys, whole words and texts of types.

    The columns of its full-text indexes were in another order.
    """
    fields = "title || char(10) || byline || char(10) || site || char(10) || source"
    shapes = {
        "statement_source": (
            "id INTEGER PRIMARY KEY, type TEXT NOT NULL, basis TEXT NOT NULL,"
            " version INTEGER NOT NULL",
            "id, type, basis, version",
        ),
        "vocabulary": ("stem TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (stem, word)",
                       "stem, word"),
        "quotation_shingle": ("shingle INTEGER NOT NULL, quotation INTEGER NOT NULL,"
                              " PRIMARY KEY (shingle, quotation)", "shingle + 0x800000, quotation"),
    }  # fmt: skip
    indexes = {"article": "title, text", "article_metadata": "source, author, entity"}
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("DROP INDEX article_list_key")
        for table, lower in (("article", fields), ("identity", "names")):
            sqlite.execute(f"ALTER TABLE {table} DROP COLUMN list_key")
            sqlite.execute(f"UPDATE {table} SET folded = lower({lower}) WHERE folded = ''")
            sqlite.execute(f"ALTER TABLE {table} RENAME COLUMN folded TO list_key")
        sqlite.execute("CREATE INDEX article_list_key ON article (list_key, added, published)")
        for table, (columns, names) in shapes.items():
            rows = sqlite.execute(f"SELECT {names} FROM {table}").fetchall()
            sqlite.execute(f"DROP TABLE {table}")
            sqlite.execute(f"CREATE TABLE {table} ({columns})")
            marks = ", ".join("?" * len(names.split(", ")))
            sqlite.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        for table, columns in indexes.items():
            sqlite.execute(f"DROP TABLE {table}_fts")
            key = "id" if table == "article" else "article"
            sqlite.execute(
                f"""CREATE VIRTUAL TABLE {table}_fts USING fts5 ({columns}, content='{table}',
                    content_rowid='{key}', tokenize="unicode61 remove_diacritics 2")"""
            )
            sqlite.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")
        for id, record in sqlite.execute("SELECT id, record FROM trash").fetchall():
            written = zlib.decompress(record).replace(b'"folded"', b'"list_key"')
            row = (zlib.compress(written), id)
            sqlite.execute("UPDATE trash SET record = ? WHERE id = ?", row)
        store_checksums(sqlite)
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'shorten_rows'")
        sqlite.execute("PRAGMA user_version = 27")


def index_row_by_row(path: Path) -> None:
    """Turn a store into one of version 29, whose triggers indexed each row at once."""
    condition = re.compile(r"WHEN NOT EXISTS \(SELECT 1 FROM deferred_index [^)]*\)")
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%fts%'"
        for name, sql in sqlite.execute(made).fetchall():
            sqlite.execute(f"DROP TRIGGER {name}")
            sqlite.execute(condition.sub("", sql))
        sqlite.execute("DROP TRIGGER article_index_deferred")
        sqlite.execute("DROP TABLE deferred_index")
        sqlite.execute("DELETE FROM _sqlite_migrations WHERE name = 'defer_indexes'")
        sqlite.execute("PRAGMA user_version = 29")
