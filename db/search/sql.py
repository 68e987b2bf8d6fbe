"""SQL statements for the plans of a search: the rows and their order."""

from typing import Literal, NamedTuple

from msgspec import Struct

from analysis.models import WEAK_KINDS
from db.finding_rows import IS_STATEMENT_SQL, article_id_sql, finding_range, has_id_sql
from db.models import HitKind
from db.search.conditions import ARTICLE_PLACEHOLDER, Condition
from db.search.planner import Plan, own_index

SearchOrder = Literal["newest", "rank", "date", "oldest"]


class ArticleRange(NamedTuple):
    """The first and the last id of the articles that a hit can be in.

    `has_far` is True if any article of the store has more findings than `NEAR_BITS` can number.
    """

    first: int
    last: int
    has_far: bool = False


# Reading the rows that an index finds costs most of a search. So a hit's article is computed from
# its id, and rows are read only if a condition needs them. Filters are joins: with
# `rowid IN (SELECT …)` SQLite's planner drives the index by it, which took seconds.
_WEAK_ONLY = f"u.kind IN {WEAK_KINDS}"
_SHOWN: dict[HitKind, str] = {
    "article": "1",
    "quotation": f"u.{IS_STATEMENT_SQL}",
    "event": "u.first_day IS NOT NULL",
    "note": "1",
}
_FACTS = "article AS a INDEXED BY article_filter"  # without the texts, which make rows large
_DAYS = "article AS a INDEXED BY article_published"
_UNITS: dict[HitKind, str] = {
    "article": "",
    **{
        kind: f"CROSS JOIN {kind} AS u ON u.article = a.id"
        for kind in ("quotation", "event", "note")
    },
}
_BY_DATE = {
    "date": "a.published DESC, a.id DESC",
    "oldest": "a.published NULLS LAST, a.id",
}


class Statement(Struct, frozen=True):
    """A query for one kind of hit and its parameters; columns: id, article, date, rank or 0."""

    text: str
    parameters: tuple[object, ...]


def select_by_date(
    planned: Plan, kind: HitKind, order: SearchOrder, among: ArticleRange | None
) -> Statement:
    """Select all hits by date; the statement's last parameter is the limit."""
    rows = _rows(planned, kind, among, articles=_DAYS)
    by = _BY_DATE["oldest" if order == "oldest" else "date"]
    return Statement(
        f"SELECT {rows.id}, a.id, a.published, 0 {rows.text} ORDER BY {by}, {rows.id} LIMIT ?",
        rows.parameters,
    )


def select_newest(planned: Plan, kind: HitKind, among: ArticleRange | None, pool: int) -> Statement:
    """Select the latest-dated of the `pool` hits that were added last; see `select_by_date`."""
    rows = _rows(planned, kind, among)
    return Statement(
        f"""SELECT * FROM (SELECT {rows.id} AS id, a.id AS article, published, 0
                {rows.text} ORDER BY {rows.newest} DESC LIMIT {pool})
            ORDER BY published DESC, article DESC, id LIMIT ?""",
        rows.parameters,
    )


def select_best(
    planned: Plan, kind: HitKind, among: ArticleRange | None, pool: int | None
) -> Statement:
    """Select the best matches of the `pool` hits added last, or of all; see `select_by_date`.

    Each row of an article ends with the number of hits that were ranked.
    """
    rows = _rows(planned, kind, among, articles="")
    last = f"ORDER BY {rows.newest} DESC LIMIT {pool}" if pool else ""
    number = "count(*) OVER ()" if kind == "article" else "NULL"
    return Statement(
        f"""SELECT id, article, (SELECT published FROM {_FACTS} WHERE a.id = article), rank, number
            FROM (SELECT *, {number} AS number FROM
                (SELECT {rows.id} AS id, {rows.article} AS article, {planned.index}.rank AS rank
                    {rows.text} {last})
                ORDER BY rank LIMIT ?)""",
        rows.parameters,
    )


def scan_newest(planned: Plan, kind: HitKind, among: ArticleRange | None, most: int) -> Statement:
    """Select the hits among the last `most` rows by testing their texts."""
    rows = _rows(planned, kind, among)
    tests = " AND ".join(f"({test.text})" for test in planned.read)
    unit = "" if kind == "article" else f"CROSS JOIN {kind} AS u ON {_has_id(kind, 'last.id')}"
    return Statement(
        f"""SELECT last.id, a.id, a.published, 0 FROM
                (SELECT {rows.id} AS id, a.id AS article {rows.text}
                    ORDER BY {rows.newest} DESC LIMIT {most}) AS last
            CROSS JOIN article AS a ON a.id = last.article {unit}
            WHERE {tests} LIMIT ?""",
        (*rows.parameters, *(value for test in planned.read for value in test.parameters)),
    )


class _Rows(Struct, frozen=True):
    """FROM and WHERE of a plan, with the columns for the ids and for the order of addition."""

    text: str
    parameters: tuple[object, ...]
    id: str
    article: str
    newest: str


def _has_id(kind: HitKind, id: str) -> str:
    """Return the condition that the row `u` of a kind of hit has an id."""
    return f"u.id = {id}" if kind == "note" else has_id_sql("u", id)


def _article_of(kind: HitKind, id: str) -> str:
    """Return the article of a hit of an index of its own kind, by the id in the index."""
    if kind == "note":
        return "u.article"
    return f"+{id}" if kind == "article" else article_id_sql(id)


def _within(among: ArticleRange, id: str, *, is_finding: bool) -> Condition:
    """Return the condition that an id is in a range of articles.

    FTS5 starts at the first id of one range, but reads all ids for two of them. So the second range
    is there only if there are such findings.
    """
    if not is_finding:
        return Condition(f"{id} BETWEEN ? AND ?", among[:2])
    near, far = finding_range(*among[:2])
    if not among.has_far:
        return Condition(f"{id} BETWEEN ? AND ?", near)
    return Condition(f"{id} BETWEEN ? AND ? OR {id} BETWEEN ? AND ?", (*near, *far))


def _rows(
    planned: Plan, kind: HitKind, among: ArticleRange | None, *, articles: str = _FACTS
) -> _Rows:
    """Build the rows of a plan, with those of their articles as `a`.

    If no index drives the query, the rows are in the order of `articles`. If `articles` is empty,
    an index drives it, and rows of articles are read only if a condition needs them.
    """
    parts = [*([Condition(f"{planned.index} MATCH ?", (planned.match,))] if planned.index else [])]
    by = f"{planned.index}.rowid" if planned.index else "a.id"
    article, id = "a.id", "a.id" if kind == "article" else "u.id"
    is_finding = False
    if planned.index == own_index(kind, is_weak=planned.is_weak):
        article, id = _article_of(kind, by), by
        is_finding = kind in ("quotation", "event")
        source = planned.index
        if kind == "note" or planned.needs_row("u"):
            source += f" CROSS JOIN {kind} AS u ON {_has_id(kind, by)}"
        if articles or kind == "note" or planned.needs_row("a"):
            source += f" CROSS JOIN {_FACTS} ON a.id = {article}"
    elif planned.index:
        source = f"{planned.index} CROSS JOIN {_FACTS} ON a.id = {by} {_UNITS[kind]}"
    elif kind == "note":  # notes are few
        source = f"note AS u CROSS JOIN {_FACTS} ON a.id = u.article"
    else:
        source = f"{articles} {_UNITS[kind]}"
    if among:
        parts.append(_within(among, "a.id" if kind == "note" else by, is_finding=is_finding))
    parts += planned.where
    if id != by:
        parts.append(Condition(_WEAK_ONLY if planned.is_weak else _SHOWN[kind]))
    where = " AND ".join(f"({part.text})" for part in parts) or "1"
    return _Rows(
        f"FROM {source} WHERE {where.replace(ARTICLE_PLACEHOLDER, article)}",
        tuple(value for part in parts for value in part.parameters),
        id,
        article,
        by,
    )
