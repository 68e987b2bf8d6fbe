"""Scopes of a timeline: all events, or those that match a query."""

import sqlite3

from db.models import HitKind
from db.search.executor import find, read
from db.search.sql import SearchOrder
from db.timeline.models import EVERYTHING, Scope

_MOST = 20_000  # hits, those added last
_ORDER: SearchOrder = "newest"


def scope_of(sqlite: sqlite3.Connection, query: str, *, wide: bool) -> Scope:
    """Return the scope of a query: events of matching articles if `wide`, else matching events."""
    parsed = read(query, "rank")
    if parsed.root is None:
        return Scope(trouble=parsed.trouble) if parsed.trouble else EVERYTHING
    kind: HitKind = "article" if wide else "event"
    found = find(sqlite, parsed.root, _ORDER, _MOST, kinds=(kind,))
    chosen = f"[{','.join(str(hit.id) for hit in found)}]"
    if wide:
        return Scope(articles=chosen, count=len(found), trouble=parsed.trouble)
    return Scope(events=chosen, count=len(found), trouble=parsed.trouble)
