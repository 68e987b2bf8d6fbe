"""Loading of search hits: their articles, spans and snippets."""

import sqlite3
from collections.abc import Sequence
from itertools import islice

from db.models import Hit, HitKind
from db.repositories.findings import day
from db.search.ast import Node, words_of
from db.search.executor import Found
from db.search.snippets import Budget, Patterns, all_places, find, finds, patterns
from db.search.terms import forms_in
from db.text import NAME

_DETAILS: dict[HitKind, str] = {
    "article": f"SELECT {NAME}, site, text, 0, 0, NULL FROM article WHERE id = ?",
    "quotation": f"""SELECT {NAME}, site, speaker, content, start,
            coalesce((SELECT max(piece."end") FROM quotation_span AS piece
                WHERE piece.article = quotation.article AND piece.quotation = number), "end"), NULL
        FROM quotation JOIN article ON article.id = quotation.article WHERE quotation.id = ?""",
    "event": f"""SELECT {NAME}, site, headline, start, "end", first_day FROM event
        JOIN article ON article.id = event.article WHERE event.id = ?""",
    "note": f"""SELECT {NAME}, site, body, exact, start, "end", NULL FROM note
        JOIN article ON article.id = note.article WHERE note.id = ?""",
}
_MOST_PLACES = 10_000
_NOT_IN_THE_TEXT = ("source", "author")


def marks(sqlite: sqlite3.Connection, root: Node | None) -> Patterns:
    """Return the patterns that find the words of a query in a text."""
    words = [term for term in words_of(root) if term.field not in _NOT_IN_THE_TEXT]
    return patterns(words, forms_in(sqlite))


def show(sqlite: sqlite3.Connection, root: Node | None, found: Sequence[Found]) -> list[Hit | None]:
    """Load hits with their snippets, in bounded time; None for a hit that was deleted."""
    words, budget = marks(sqlite, root), Budget()
    return [_hit(sqlite, hit, words, budget) for hit in found]


def places(sqlite: sqlite3.Connection, root: Node | None, text: str) -> list[tuple[int, int]]:
    """Return the spans of a query's words in a text, in text order."""
    found = dict.fromkeys(match[:2] for match in all_places(text, marks(sqlite, root)))
    return list(islice(found, _MOST_PLACES))


def _hit(sqlite: sqlite3.Connection, found: Found, words: Patterns, budget: Budget) -> Hit | None:
    row = sqlite.execute(_DETAILS[found.kind], (found.id,)).fetchone()
    if row is None or row[0] is None:
        return None
    title, site, *texts, start, end, first_day = row
    if found.kind == "article":
        start, end, snippet = find(texts[0], words, budget)
    elif found.kind == "quotation":
        speaker, content = texts
        snippet = find(f"{speaker}: {content}" if speaker else content, words, budget).snippet
    elif found.kind == "event":
        snippet = find(texts[0], words, budget).snippet
    else:
        body, exact = texts
        snippet = find(body if finds(body, words) else exact, words, budget).snippet
    note = found.id if found.kind == "note" else None
    published = day(found.published)
    return Hit(
        found.kind, found.article, title, site, published, start, end, snippet, note, day(first_day)
    )
