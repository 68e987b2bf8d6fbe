"""Kinds of files that cannot be a store or a configuration file: reading a pipe may never end."""

import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def describe_special_file(path: Path) -> str:
    """Return the kind of a file that is no regular one: "a pipe"; "" for others and for none."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    return next((name for is_kind, name in _KINDS if is_kind(mode)), "")
