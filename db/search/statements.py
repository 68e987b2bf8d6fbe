"""A plan for a kind of answers as one SQL statement: which rows, in which order."""

from dataclasses import dataclass
from typing import Literal

from db.records import HitKind
from db.search.matching import Plan

SearchOrder = Literal["newest", "rank", "date", "oldest"]

# A filter joins; `rowid IN (SELECT …)` took seconds. CROSS JOIN keeps the full-text index first.
# The indexes of facts hold what filters ask, without the texts that the rows are large by.
_FACTS: dict[HitKind, str] = {
    "article": "", "quotation": "INDEXED BY quotation_facts", "event": "INDEXED BY event_facts",
    "note": "",
}  # fmt: skip
_ALWAYS: dict[HitKind, str] = {
    "article": "1",
    "quotation": "u.kind != 'scare'",
    "event": "u.first_day IS NOT NULL",
    "note": "1",
}
_BY_DATE = {
    "date": "a.published DESC, a.id DESC",
    "oldest": "a.published IS NULL, a.published, a.id",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A query for a kind of answers and its parameters: id, article, date, and rank or 0."""

    text: str
    parameters: tuple[object, ...]


def statement(
    planned: Plan, kind: HitKind, order: SearchOrder, *, above: int | None = None
) -> Statement:
    """The statement for a plan; with `above`, only rows from that id on."""
    by, rank = _order(planned, kind, order)
    chosen, parameters = _chosen(planned, kind, above)
    return Statement(
        f"SELECT {_table(kind)}.id, a.id, a.published, {rank} {chosen} ORDER BY {by} LIMIT ?",
        parameters,
    )


def reading_statement(planned: Plan, kind: HitKind, most: int) -> Statement:
    """Of the rows that came last, at most so many, those whose texts have what is to be read."""
    by = f"{kind}_fts.rowid DESC" if planned.match else "a.id DESC"
    chosen, parameters = _chosen(planned, kind, None, only_facts=True)
    tests = " AND ".join(f"({test.text})" for test in planned.read)
    unit = "" if kind == "article" else f"CROSS JOIN {kind} AS u ON u.id = last.id"
    return Statement(
        f"""SELECT last.id, a.id, a.published, 0 FROM
                (SELECT {_table(kind)}.id, a.id AS article {chosen} ORDER BY {by} LIMIT {most})
                AS last
            CROSS JOIN article AS a ON a.id = last.article {unit}
            WHERE {tests} LIMIT ?""",
        (*parameters, *(value for test in planned.read for value in test.parameters)),
    )


def _table(kind: HitKind) -> str:
    return "a" if kind == "article" else "u"


def _order(planned: Plan, kind: HitKind, order: SearchOrder) -> tuple[str, str]:
    """What rows are ordered by, and their rank."""
    if planned.match and order == "newest":
        return f"{kind}_fts.rowid DESC", "0"
    if planned.match and order == "rank":
        return f"{kind}_fts.rank", f"{kind}_fts.rank"
    return _BY_DATE.get(order, _BY_DATE["date"]), "0"


def _chosen(
    planned: Plan, kind: HitKind, above: int | None, *, only_facts: bool = False
) -> tuple[str, tuple[object, ...]]:
    """FROM and WHERE of a plan, with their parameters."""
    conditions, parameters = [_ALWAYS[kind]], list[object]()
    if planned.match:
        source = _indexed(kind)
        conditions.insert(0, f"{kind}_fts MATCH ?")
        parameters.append(planned.match)
        if above is not None:
            conditions.insert(1, f"{kind}_fts.rowid >= ?")
            parameters.append(above)
    else:
        source = f"article AS a {'INDEXED BY article_facts' if only_facts else ''}"
        if kind != "article":
            source += f" CROSS JOIN {kind} AS u ON u.article = a.id"
    for condition in planned.where:
        conditions.append(f"({condition.text})")
        parameters += condition.parameters
    return f"FROM {source} WHERE {' AND '.join(conditions)}", tuple(parameters)


def _indexed(kind: HitKind) -> str:
    article = "CROSS JOIN article AS a INDEXED BY article_facts ON a.id ="
    if kind == "article":
        return f"article_fts {article} article_fts.rowid"
    return f"""{kind}_fts CROSS JOIN {kind} AS u {_FACTS[kind]} ON u.id = {kind}_fts.rowid
        {article} u.article"""
