"""Reasons of findings as templates: each wording is stored once, with fields for what differs.

`“Sunday” dates *met*; that is 6 March 2022` → `“{words}” dates *met*; that is {day}`

A hundred thousand articles have a few thousand wordings. Full reasons would take as much room as
half of the texts.
"""

import datetime
import re
import sqlite3
from collections.abc import Mapping

Parts = Mapping[str, str]

# the cue of a date, as reasons quote it
_CUE = re.compile(r"\*[^*]+\*|(?<= dates )the [^;,*]+(?= that it stands before)")
_FIELD = re.compile(r"\{(\w+)\}")
_BRACE = "{brace}"  # replaces a literal brace of the reason
_LEAST = 2  # characters of the shortest part that is replaced by a field


class Reasons:
    """The reason templates of a store and their ids; used inside one transaction."""

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        """Store templates through `sqlite`."""
        self._sqlite = sqlite
        self._ids: dict[str, int] = {}

    def keep(self, because: str, parts: Parts = {}) -> int:  # noqa: B006 - it is only read
        """Return the id of a reason's template; store a new template."""
        wording = abridge(because, parts)
        if wording not in self._ids:
            insert = "INSERT OR IGNORE INTO reason (because) VALUES (?)"
            self._sqlite.execute(insert, (wording,))
            query = "SELECT id FROM reason WHERE because = ?"
            self._ids[wording] = int(self._sqlite.execute(query, (wording,)).fetchone()[0])
        return self._ids[wording]


def abridge(because: str, parts: Parts) -> str:
    """Replace each of the parts that a reason contains by a field `{name}`.

    Control characters mark the fields meanwhile: cleaned text contains none.
    """
    fields = {}
    if "{" in because:
        because, fields[0] = because.replace("{", "\0"), _BRACE
    for name, value in sorted(parts.items(), key=lambda part: -len(part[1])):
        if len(value) >= _LEAST and value in because:
            mark = len(fields) + 1
            because, fields[mark] = because.replace(value, chr(mark)), f"{{{name}}}"
    return because.translate(fields) if fields else because


def written_out(wording: str, parts: Parts) -> str:
    """Fill the fields of a template that `abridge` made; fields without a part are left in."""
    if "{" not in wording:
        return wording
    return _FIELD.sub(
        lambda field: "{" if field[0] == _BRACE else parts.get(field[1], field[0]), wording
    )


def cue_in(because: str) -> str:
    """Return the cue that the reason of a date names, without the asterisks, or ""."""
    found = _CUE.search(because)
    return found[0].strip("*") if found else ""


def cue_parts(cue: str) -> dict[str, str]:
    """Return the part that a cue found by `cue_in` is in its reason."""
    marked = cue if cue.startswith("the ") else f"*{cue}*"
    return {"cue": marked} if cue else {}


def day_parts(**days: datetime.date | None) -> dict[str, str]:
    """Format dates as reasons write them: `6 March 2022`."""
    return {name: f"{day.day} {day:%B %Y}" for name, day in days.items() if day is not None}
