"""Origins of what files bring: the day of the import, and the name of the file.

An origin is one line: `2026-03-12 notes.jsonl`. It is empty for what the reader made.
"""

import datetime
from typing import NamedTuple

from analysis import clean
from db.text import one_line

_LONGEST = 200  # characters of the name of a file
_DAY = len("2026-03-12")


class ImportOrigin(NamedTuple):
    """The day of an import, as in ISO 8601, and the name of the imported file or its address."""

    day: str
    file: str

    @property
    def date(self) -> datetime.date:
        """The day of the import."""
        return datetime.date.fromisoformat(self.day)


def format_origin(source: str, day: datetime.date | None = None) -> str:
    """Return the origin for a path or an address; the day is today by default."""
    day = datetime.date.today() if day is None else day
    return f"{day.isoformat()} {source_name(source)}"


def source_name(source: str) -> str:
    """Return the name of the file at a path, or an address as it is."""
    name = one_line(clean(source))
    if "://" not in name:
        name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name[:_LONGEST] or "an import"


def read_origin(origin: str) -> ImportOrigin | None:
    """Return the parts of an origin; None for what the reader made."""
    if not origin:
        return None
    return ImportOrigin(origin[:_DAY], origin[_DAY + 1 :])


def name_origin(origin: str, author: str = "") -> str:
    """Return whose a note is: `Ana Berg, notes.jsonl`; "" for a reader without a name.

    The file of an imported note is always named, since it can state any author.
    """
    found = read_origin(origin)
    return ", ".join(filter(None, (author, found.file if found else "")))


def check_origin(origin: str) -> str:
    """Return an origin that a file states, on one line; raises ValueError for another form."""
    origin = one_line(clean(origin))
    if origin:
        datetime.date.fromisoformat(origin[:_DAY])
        if origin[_DAY : _DAY + 1] != " " or not origin[_DAY + 1 :]:
            raise ValueError(f"{origin} is no origin")
    return origin[: _DAY + 1 + _LONGEST]
