"""Lists of identities, one window at a time.

Profile of an identity: its names, roles, quotations, articles and companions.

SQL that recounts the links of identities, as the triggers of `schema.sql` count them.
"""

import datetime
import sqlite3
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from analysis import clean
from analysis.linking import name_key
from db.errors import NotFound
from db.identities.models import (
    TYPE_LABELS,
    ArticleMention,
    CoMention,
    Identity,
    IdentityOrder,
    IdentityRow,
    IdentityType,
    NameUse,
)
from db.repositories.findings import parse_day
from db.repositories.queries import SELECT_QUOTATION, quotation_row
from db.text import TITLE_SQL, fold

MONTHLY_THRESHOLD = 100
"""The least number of articles of an identity whose monthly counts are stored."""

COUNT_MONTHS = """SELECT substr(day, 1, 7) AS month, count(DISTINCT article) AS articles
    FROM identity_entity WHERE identity = {identity} GROUP BY month"""

# For many identities at once; `{those}` is the condition that selects them.
_RECOUNT = (
    """UPDATE identity SET
        articles = (SELECT count(DISTINCT article) FROM identity_entity WHERE identity = id),
        quotations = (SELECT coalesce(sum(quotations), 0) FROM identity_entity
            WHERE identity = id),
        first_day = coalesce((SELECT min(day) FROM identity_entity
            WHERE identity = id AND day > ''), ''),
        last_day = coalesce((SELECT max(day) FROM identity_entity WHERE identity = id), '')
        WHERE id {those}""",
    "DELETE FROM identity_month WHERE identity {those}",
    f"""INSERT INTO identity_month
        SELECT identity, substr(day, 1, 7), count(DISTINCT article) FROM identity_entity
        WHERE identity IN (
            SELECT id FROM identity WHERE id {{those}} AND articles >= {MONTHLY_THRESHOLD}
        )
        GROUP BY identity, substr(day, 1, 7)""",
)
RECOUNT = tuple(
    statement.format(those="IN (SELECT value FROM json_each(:ids))") for statement in _RECOUNT
)
"""Recounts the links of the identities whose ids are in a JSON array."""
RECOUNT_ALL = tuple(statement.format(those="IS NOT NULL") for statement in _RECOUNT)


ROW = """identity.id, identity.name, identity.label, identity.shared, identity.articles,
    identity.quotations, identity.first_day, identity.last_day,
    (SELECT role FROM (SELECT entity.role, link.day FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = identity.id ORDER BY link.day DESC, link.article DESC LIMIT 20)
        WHERE role IS NOT NULL GROUP BY role ORDER BY count(*) DESC, max(day) DESC LIMIT 1)"""
ROW_COLUMNS = 9

_ORDERS: dict[IdentityOrder, str] = {
    "quotations": "quotations DESC, articles DESC, id",
    "articles": "articles DESC, quotations DESC, id",
    "last-seen": "last_day DESC, id DESC",
    "name": "name COLLATE NOCASE, id",
}


def identity_row(row: Sequence[Any]) -> IdentityRow:
    """Convert the columns of ROW to a record."""
    id, name, label, shared, articles, quotations, first, last, role = row
    days = parse_day(first or None), parse_day(last or None)
    return IdentityRow(id, name, label, bool(shared), articles, quotations, *days, role or "")


def count_identities(sqlite: sqlite3.Connection, words: str, sort: IdentityType) -> int:
    """Count the rows of `list_identities` without a limit."""
    where, values = _condition(words, sort)
    query = f"SELECT count(*) FROM identity WHERE {where}"
    return int(sqlite.execute(query, values).fetchone()[0])


def list_identities(
    sqlite: sqlite3.Connection,
    words: str,
    sort: IdentityType,
    order: IdentityOrder,
    limit: int,
    offset: int,
) -> list[IdentityRow]:
    """Return a window of the identities of a type whose names contain every word."""
    where, values = _condition(words, sort)
    query = f"""SELECT {ROW} FROM
            (SELECT id AS chosen FROM identity WHERE {where}
                ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?)
        CROSS JOIN identity ON identity.id = chosen"""
    return [identity_row(row) for row in sqlite.execute(query, (*values, limit, offset))]


def months_of(sqlite: sqlite3.Connection, identities: Iterable[int]) -> dict[int, dict[str, int]]:
    """Count the articles that name each identity by month (`2022-03`), without undated ones."""
    found: dict[int, dict[str, int]] = {}
    stored = "SELECT month, articles FROM identity_month WHERE identity = ? ORDER BY month"
    counted = COUNT_MONTHS.format(identity="?")
    for identity in identities:
        rows = sqlite.execute(stored, (identity,)).fetchall() or sqlite.execute(
            counted, (identity,)
        )
        found[identity] = {month: articles for month, articles in rows if month}
    return found


def dated_months(sqlite: sqlite3.Connection) -> tuple[str, str] | None:
    """Return the first and the last month with a dated article; None if there is none."""
    query = """SELECT (SELECT min(published) FROM article WHERE published > ''),
        (SELECT max(published) FROM article)"""
    first, last = sqlite.execute(query).fetchone()
    return (first[:7], last[:7]) if first else None


def _condition(words: str, sort: IdentityType) -> tuple[str, tuple[str, ...]]:
    wanted = tuple(fold(clean(words)).split())
    tests = ["articles > 0"]
    if sort != "all":
        labels = ", ".join(f"'{label}'" for label in TYPE_LABELS[sort])
        tests.append(f"label IN ({labels})")
    tests += ["instr(listing, ?)"] * len(wanted)
    return " AND ".join(tests), wanted


T = TypeVar("T", bound=Hashable)

_MOST_ARTICLES = 1_000  # latest articles that are searched for companions
_LARGEST_ID = 2**63 - 1


def resolve_merged(sqlite: sqlite3.Connection, identity: int) -> int:
    """Return the identity itself, or the one it was merged into; raises NotFound."""
    query = "SELECT coalesce(merged_into, id) FROM identity WHERE id = ?"
    found = sqlite.execute(query, (identity,)).fetchone() if abs(identity) < _LARGEST_ID else None
    if found is None:
        raise NotFound(f"There is no identity {identity} in the store")
    return int(found[0])


def get_row(sqlite: sqlite3.Connection, identity: int) -> IdentityRow:
    """Return the list row of an identity or of the one it was merged into; raises NotFound."""
    query = f"SELECT {ROW} FROM identity WHERE id = ?"
    return identity_row(sqlite.execute(query, (resolve_merged(sqlite, identity),)).fetchone())


def get_identity(sqlite: sqlite3.Connection, identity: int) -> Identity:
    """Return an identity with its names and roles; raises NotFound."""
    row = get_row(sqlite, identity)
    query = """SELECT entity.name, entity.label, entity.role, count(DISTINCT link.article),
            min(nullif(link.day, '')), max(link.day)
        FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = ? GROUP BY entity.name, entity.label, entity.role"""
    names: dict[tuple[str, str], NameUse] = {}
    roles: dict[str, NameUse] = {}
    for name, label, role, articles, first, last in sqlite.execute(query, (row.id,)):
        use = NameUse(
            name, articles, parse_day(first), parse_day(last or None), name_key(name, label).key
        )
        _add_use(names, (name, label), use)
        for words in role.split("; ") if role else ():
            _add_use(roles, fold(words), replace(use, words=words, key=""))
    query = """SELECT DISTINCT alias.name FROM identity_entity AS link
        CROSS JOIN alias ON alias.article = link.article AND alias.entity = link.entity
        WHERE link.identity = ?"""
    known = {use.words for use in names.values()}
    aliases = {name for (name,) in sqlite.execute(query, (row.id,)) if name not in known}
    return Identity(
        row,
        tuple(sorted(names.values(), key=lambda use: (-use.articles, use.words))),
        tuple(sorted(aliases, key=lambda alias: (-len(alias), alias))),
        tuple(sorted(roles.values(), key=_by_first_day)),
    )


def _add_use(uses: dict[T, NameUse], key: T, use: NameUse) -> None:
    """Add a use of a name or a role to an earlier use with the same key."""
    before = uses.setdefault(key, use)
    if before is not use:
        days = [day for day in (before.first, before.last, use.first, use.last) if day]
        first, last = (min(days), max(days)) if days else (None, None)
        articles = before.articles + use.articles
        uses[key] = replace(before, articles=articles, first=first, last=last)


def _by_first_day(use: NameUse) -> tuple[bool, datetime.date, int]:
    """Sort key by first day; undated uses come last."""
    return use.first is None, use.first or datetime.date.max, -use.articles


def identity_of(sqlite: sqlite3.Connection, article: int, entity: int) -> int | None:
    """Return the identity of an entity; None if the entity is not linked."""
    query = """SELECT coalesce(merged_into, identity.id)
        FROM entity JOIN identity ON identity.id = entity.identity
        WHERE article = ? AND number = ?"""
    found = sqlite.execute(query, (article, entity)).fetchone()
    return None if found is None else int(found[0])


def list_quotations(
    sqlite: sqlite3.Connection, identity: int, limit: int, offset: int, *, oldest: bool
) -> list[Any]:
    """Return a window of an identity's quotations, newest or `oldest` first."""
    order = "" if oldest else "DESC"
    query = f"""{SELECT_QUOTATION}
        FROM identity_entity AS link
        CROSS JOIN quotation
            ON quotation.article = link.article AND quotation.entity = link.entity
        CROSS JOIN article ON article.id = link.article
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        CROSS JOIN reason ON reason.id = quotation.reason
        WHERE link.identity = ? AND link.quotations > 0 AND quotation.kind != 'scare'
        ORDER BY link.day {order}, link.article {order}, quotation.number LIMIT ? OFFSET ?"""
    rows = sqlite.execute(query, (identity, limit, offset)).fetchall()
    return [quotation_row(sqlite, row) for row in rows]


def list_articles(
    sqlite: sqlite3.Connection, identity: int, limit: int, offset: int, *, oldest: bool
) -> list[ArticleMention]:
    """Return a window of the articles that name an identity, newest or `oldest` first."""
    order = "" if oldest else "DESC"
    query = f"""SELECT link.article, {TITLE_SQL}, article.site, article.published,
            entity.name, coalesce(entity.role, ''), link.quotations, mention.start, mention."end"
        FROM (SELECT * FROM identity_entity WHERE identity = ?
            ORDER BY day {order}, article {order}, entity {order} LIMIT ? OFFSET ?) AS link
        CROSS JOIN article ON article.id = link.article
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        LEFT JOIN mention ON mention.article = link.article AND mention.number =
            (SELECT min(number) FROM mention
                WHERE article = link.article AND mention.entity = link.entity)
        ORDER BY link.day {order}, link.article {order}, link.entity {order}"""
    return [
        ArticleMention(
            article, title, site, parse_day(published), name, role, quotations, start or 0, end or 0
        )
        for article, title, site, published, name, role, quotations, start, end in sqlite.execute(
            query, (identity, limit, offset)
        )
    ]


def count_articles(sqlite: sqlite3.Connection, identity: int) -> int:
    """Count the rows of `list_naming` without a limit."""
    query = "SELECT count(*) FROM identity_entity WHERE identity = ?"
    return int(sqlite.execute(query, (identity,)).fetchone()[0])


def list_companions(
    sqlite: sqlite3.Connection, identity: int, limit: int, labels: tuple[str, ...]
) -> list[CoMention]:
    """Return the identities named most often in the latest 1,000 articles of an identity."""
    marks = ", ".join("?" * len(labels))
    query = f"""SELECT {ROW}, chosen.articles, chosen.quoted FROM (SELECT those.* FROM
            (SELECT coalesce(own.merged_into, own.id) AS id,
                    count(DISTINCT other.article) AS articles,
                    count(DISTINCT CASE WHEN mine.quotations > 0 AND EXISTS (
                        SELECT 1 FROM identity_entity AS link
                        WHERE link.identity = coalesce(own.merged_into, own.id)
                            AND link.day = mine.day AND link.article = other.article
                            AND link.entity = other.number AND link.quotations > 0
                        ) THEN other.article END) AS quoted
                FROM (SELECT day, article, max(quotations) AS quotations FROM identity_entity
                    WHERE identity = ? GROUP BY day, article
                    ORDER BY day DESC, article DESC LIMIT {_MOST_ARTICLES}) AS mine
                CROSS JOIN entity AS other ON other.article = mine.article
                CROSS JOIN identity AS own ON own.id = other.identity
                WHERE coalesce(own.merged_into, own.id) != ?
                GROUP BY 1) AS those
            CROSS JOIN identity ON identity.id = those.id
            WHERE identity.label IN ({marks})
            ORDER BY those.articles DESC, those.quoted DESC, identity.name LIMIT ?) AS chosen
        CROSS JOIN identity ON identity.id = chosen.id"""
    values = (identity, identity, *labels, limit)
    return [
        CoMention(identity_row(row[:ROW_COLUMNS]), *row[ROW_COLUMNS:])
        for row in sqlite.execute(query, values)
    ]
