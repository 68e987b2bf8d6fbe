"""Reasons of findings as the store keeps them: each wording once, with places for what differs.

`“Sunday” dates *met*; that is 6 March 2022` is kept as `“{words}” dates *met*; that is {day}`: a
hundred thousand articles have a few thousand wordings, and reasons written out would take as much
room as half of the texts.
"""

import datetime
import re
import sqlite3
from collections.abc import Mapping

Parts = Mapping[str, str]

# the word of the text that dates something, as reasons name it
_CUE = re.compile(r"\*[^*]+\*|(?<= dates )the [^;,*]+(?= that it stands before)")
_PLACE = re.compile(r"\{(\w+)\}")
_BRACE = "{brace}"  # what stands for a brace of the reason's own
_LEAST = 2  # characters of a part that is worth a place


class Reasons:
    """The wordings that a store has, and their ids; for use inside one transaction."""

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        """Keep wordings in the store of `sqlite`."""
        self._sqlite = sqlite
        self._ids: dict[str, int] = {}

    def keep(self, because: str, parts: Parts = {}) -> int:  # noqa: B006 - it is only read
        """The id of a reason's wording, stored where it is new."""
        wording = abridge(because, parts)
        if wording not in self._ids:
            insert = "INSERT OR IGNORE INTO reason (because) VALUES (?)"
            self._sqlite.execute(insert, (wording,))
            query = "SELECT id FROM reason WHERE because = ?"
            self._ids[wording] = int(self._sqlite.execute(query, (wording,)).fetchone()[0])
        return self._ids[wording]


def abridge(because: str, parts: Parts) -> str:
    """A reason with `{name}` in place of each of the parts that it has.

    Control characters hold the places meanwhile: no cleaned text has any.
    """
    places = {}
    if "{" in because:
        because, places[0] = because.replace("{", "\0"), _BRACE
    for name, value in sorted(parts.items(), key=lambda part: -len(part[1])):
        if len(value) >= _LEAST and value in because:
            place = len(places) + 1
            because, places[place] = because.replace(value, chr(place)), f"{{{name}}}"
    return because.translate(places) if places else because


def written_out(wording: str, parts: Parts) -> str:
    """The reason that `abridge` made a wording of with the same parts; others stay places."""
    if "{" not in wording:
        return wording
    return _PLACE.sub(lambda one: "{" if one[0] == _BRACE else parts.get(one[1], one[0]), wording)


def cue_in(because: str) -> str:
    """The word of the text that a reason of a date names, without the marks around it, or ""."""
    found = _CUE.search(because)
    return found[0].strip("*") if found else ""


def cue_parts(cue: str) -> dict[str, str]:
    """The part that a word given by `cue_in` is of its reason."""
    marked = cue if cue.startswith("the ") else f"*{cue}*"
    return {"cue": marked} if cue else {}


def day_parts(**days: datetime.date | None) -> dict[str, str]:
    """Days as reasons write them."""
    return {name: f"{day.day} {day:%B %Y}" for name, day in days.items() if day is not None}
