"""Searching articles, quotations and notes at once."""

import re
import sqlite3
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal

from db.findings import day
from db.query import Term, match_expression, parse
from db.records import Hit, HitKind
from db.snippets import Budget, find, finds, pattern
from db.wording import NAME

SearchOrder = Literal["newest", "rank"]

# Newest first means: of the matches that came into the store last, this many of a kind, by date of
# publication. Sorting all the matches of a common word by date would take too long while typing.
_POOL = 1_000

# A filter joins; `rowid IN (SELECT …)` took seconds. CROSS JOIN keeps the full-text index first.
_CANDIDATES: dict[HitKind, str] = {
    "article": """SELECT article.id, article.id, article.published FROM article_fts
        CROSS JOIN article ON article.id = article_fts.rowid
        WHERE article_fts MATCH ?""",
    "quotation": """SELECT quotation.id, article.id, article.published FROM quotation_fts
        CROSS JOIN quotation ON quotation.id = quotation_fts.rowid
        CROSS JOIN article ON article.id = quotation.article
        WHERE quotation_fts MATCH ? AND quotation.kind != 'scare'""",
    "note": """SELECT note.id, article.id, article.published FROM note_fts
        CROSS JOIN note ON note.id = note_fts.rowid
        CROSS JOIN article ON article.id = note.article
        WHERE note_fts MATCH ?""",
}
_SEARCHED: dict[HitKind, tuple[str, ...]] = {
    "article": ("article.title", "article.text"),
    "quotation": ("quotation.content", "quotation.speaker_names"),
    "note": ("note.body", "note.exact"),
}
_DETAILS: dict[HitKind, str] = {
    "article": f"SELECT {NAME}, site, text, 0, 0 FROM article WHERE id = ?",
    "quotation": f"""SELECT {NAME}, site, speaker, content, min(start), max("end") FROM quotation
        JOIN article ON article.id = quotation.article
        JOIN quotation_span ON quotation_span.article = quotation.article
            AND quotation_span.quotation = number
        WHERE quotation.id = ?""",
    "note": f"""SELECT {NAME}, site, body, exact, start, "end" FROM note
        JOIN article ON article.id = note.article WHERE note.id = ?""",
}
_KINDS: tuple[HitKind, ...] = ("article", "quotation", "note")


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: HitKind
    id: int
    article: int
    published: str | None


def search(sqlite: sqlite3.Connection, query: str, order: SearchOrder, limit: int) -> list[Hit]:
    """The answers to a query: at most `limit`, a fair share of each kind; any string is a query."""
    terms = parse(query, typing=order == "newest")
    if not terms or limit <= 0:
        return []
    kinds = [_candidates(sqlite, kind, terms, order, limit) for kind in _KINDS]
    turns = chain.from_iterable(zip_longest(*kinds))
    chosen = [candidate for candidate in turns if candidate is not None][:limit]
    if order == "newest":
        chosen.sort(key=lambda found: (_KINDS.index(found.kind), found.id))
        chosen.sort(key=lambda found: (found.published or "", found.article), reverse=True)
    marks, budget = pattern(terms), Budget()
    return [_hit(sqlite, candidate, marks, budget) for candidate in chosen]


def _candidates(
    sqlite: sqlite3.Connection,
    kind: HitKind,
    terms: tuple[Term, ...],
    order: SearchOrder,
    limit: int,
) -> list[_Candidate]:
    literals = [literal for term in terms for literal in term.literals]
    either = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in _SEARCHED[kind])
    conditions = f" AND ({either})" * len(literals)
    anywhere = [_anywhere(text) for text in literals for _ in _SEARCHED[kind]]
    by = f"{kind}_fts.rowid DESC" if order == "newest" else "rank"
    pool = max(limit, _POOL) if order == "newest" else limit
    rows = sqlite.execute(
        f"{_CANDIDATES[kind]}{conditions} ORDER BY {by} LIMIT ?",
        (match_expression(terms), *anywhere, pool),
    )
    found = [_Candidate(kind, *row) for row in rows]
    if order == "newest":
        found.sort(key=lambda candidate: candidate.published or "", reverse=True)
    return found[:limit]


def _anywhere(text: str) -> str:
    """A LIKE pattern for text that stands anywhere."""
    for special in "\\%_":
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def _hit(
    sqlite: sqlite3.Connection, found: _Candidate, terms: re.Pattern[str], budget: Budget
) -> Hit:
    title, site, *words, start, end = sqlite.execute(_DETAILS[found.kind], (found.id,)).fetchone()
    if found.kind == "article":
        start, end, snippet = find(words[0], terms, budget)
    elif found.kind == "quotation":
        speaker, content = words
        snippet = find(f"{speaker}: {content}" if speaker else content, terms, budget).snippet
    else:
        body, exact = words
        snippet = find(body if finds(body, terms) else exact, terms, budget).snippet
    note = found.id if found.kind == "note" else None
    published = day(found.published)
    return Hit(found.kind, found.article, title, site, published, start, end, snippet, note)
