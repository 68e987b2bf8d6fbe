"""The folder in which SQLite writes its temporary files."""

import sqlite3
from contextlib import suppress
from pathlib import Path


def set_temporary_folder(sqlite: sqlite3.Connection, folder: Path) -> None:
    """Make SQLite write its temporary files, which hold text of articles, to `folder`.

    The default is `/var/tmp` or `/tmp`. The pragma is deprecated: where SQLite was built without
    it, temporary tables are held in memory instead.
    """
    name = str(folder).replace("'", "''")
    with suppress(sqlite3.OperationalError):  # for a folder that is not writable
        sqlite.execute(f"PRAGMA temp_store_directory = '{name}'")
    if sqlite.execute("PRAGMA temp_store_directory").fetchone() != (str(folder),):
        sqlite.execute("PRAGMA temp_store = MEMORY")
