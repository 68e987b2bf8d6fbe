"""Kinds of files: those that are no store or configuration, and new stores that are unfinished.

Reading a pipe may never end.
"""

import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # the first bytes of a rollback journal
_SIZE_AT, _SIZE_END = 16, 20  # of the number of pages that a file had before its transaction


def describe_special_file(path: Path) -> str:
    """Return the kind of a file that is no regular one: "a pipe"; "" for others and for none."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "")


def is_unfinished(path: Path) -> bool:
    """Return True for a file whose first transaction was interrupted; SQLite will empty it."""
    try:
        with Path(f"{path.resolve()}-journal").open("rb") as file:
            header = file.read(_SIZE_END)
    except OSError:
        return False
    return header.startswith(_JOURNAL) and header[_SIZE_AT:] == bytes(_SIZE_END - _SIZE_AT)
