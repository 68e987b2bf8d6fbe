"""The store that is merged: verified, and attached to the connection that it is merged into."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from db.commit_counter import connect_read_only, require_complete
from db.connection import VERSION, Connection, require_store_file
from db.errors import StoreError, to_store_error
from db.schema_check import find_foreign_object
from db.text import decode_stored

SOURCE = "source"
"""The name of the attached store in queries."""


def require_mergeable(path: Path) -> None:
    """Raise StoreError unless a file is a store of the present version that can be attached."""
    if not path.is_file() or not path.stat().st_size:
        raise StoreError(f"{path} is not an OnRecord store; choose another file")
    require_store_file(path)
    require_complete(path)
    try:
        with closing(connect_read_only(path)) as sqlite:
            sqlite.text_factory = decode_stored
            (version,) = sqlite.execute("PRAGMA user_version").fetchone()
            foreign = find_foreign_object(sqlite) if version == VERSION else None
    except sqlite3.Error as error:
        raise to_store_error(error, path) from error
    if version != VERSION:
        raise StoreError(
            f"{path} is a store of an older version; run `onrecord --store {path} list`, which "
            "updates it, then merge it"
        )
    if foreign is not None:
        raise StoreError(
            f"The store {path} was changed by another program: {foreign.description}; "
            "run `onrecord repair` to copy its contents into a sound one"
        )


@contextmanager
def attach(connection: Connection, path: Path) -> Iterator[None]:
    """Attach a verified store for reading, by the name `SOURCE`; not inside a transaction."""
    with connection.exclusive() as sqlite:
        try:
            _attach_read_only(sqlite, path)
        except sqlite3.Error as error:
            raise to_store_error(error, path) from error
    try:
        yield
    finally:
        with connection.exclusive() as sqlite:
            _detach(sqlite)


def _attach_read_only(sqlite: sqlite3.Connection, path: Path) -> None:
    """Attach a file; on a read-only medium as one that does not change, if it has no log."""
    attach, address = f"ATTACH ? AS {SOURCE}", path.absolute().as_uri()
    sqlite.execute(attach, (f"{address}?mode=ro",))
    try:
        sqlite.execute(f"SELECT 1 FROM {SOURCE}.sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        sqlite.execute(f"DETACH {SOURCE}")
        if path.with_name(f"{path.name}-wal").exists():
            raise
        sqlite.execute(attach, (f"{address}?mode=ro&immutable=1",))


def _detach(sqlite: sqlite3.Connection) -> None:
    query = "SELECT name FROM temp.sqlite_master WHERE type = 'table' AND name GLOB 'merge_*'"
    for (table,) in sqlite.execute(query).fetchall():
        sqlite.execute(f"DROP TABLE temp.{table}")
    with suppress(sqlite3.Error):
        sqlite.execute(f"DETACH {SOURCE}")
