"""Which events a timeline is of: all, or those that answer a query."""

import sqlite3

from db.records import HitKind
from db.search.asking import find, read
from db.search.statements import SearchOrder
from db.timeline.records import EVERYTHING, Scope

_MOST = 20_000  # answers, those that came into the store last
_ORDER: SearchOrder = "newest"


def scope_of(sqlite: sqlite3.Connection, query: str, *, wide: bool) -> Scope:
    """The events of the articles that answer a query; those that do so themselves if not `wide`."""
    asked = read(query, "rank")
    if asked.root is None:
        return Scope(trouble=asked.trouble) if asked.trouble else EVERYTHING
    kind: HitKind = "article" if wide else "event"
    found = find(sqlite, asked.root, _ORDER, _MOST, kinds=(kind,))
    chosen = f"[{','.join(str(one.id) for one in found)}]"
    if wide:
        return Scope(articles=chosen, count=len(found), trouble=asked.trouble)
    return Scope(events=chosen, count=len(found), trouble=asked.trouble)
