"""The identities of a store: lists, profiles, the user's decisions and merge candidates."""

import datetime
import json
import sqlite3
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from analysis.linking.similarity import name_key
from analysis.models import NO_REASON
from analysis.structs import replace
from db.connection import Connection
from db.finding_rows import (
    CONTENT_SQL,
    IS_STATEMENT_SQL,
    SELECT_QUOTATION,
    among_ids_sql,
    parse_date,
    read_quotations,
)
from db.identities import merges
from db.identities.candidates import compare_batch, read_reason, undecided_candidates
from db.identities.models import (
    TYPE_LABELS,
    ArticleMention,
    CoMention,
    Identity,
    IdentityRow,
    MergeCandidate,
    NameUse,
)
from db.identities.queries import COUNT_MONTHS, ROW, UNSURE, read_identities, resolve_merged
from db.identities.quoted_passages import list_passage_identities
from db.models import IdentityOrder, IdentityType, QuotationRow
from db.repositories.identity_conditions import list_condition
from db.repositories.records import Records, read_ids
from db.text import TITLE_SQL, fold

ROW_COLUMNS = 10

_ORDERS: dict[IdentityOrder, str] = {
    "quotations": "quotations DESC, articles DESC, id",
    "articles": "articles DESC, quotations DESC, id",
    "last-seen": "last_day DESC, id DESC",
    "name": "name COLLATE NOCASE, id",
}
_SPOKEN_BY = """FROM identity_entity AS link CROSS JOIN quotation
    ON quotation.article = link.article AND (quotation.entity = link.entity
        OR EXISTS (SELECT 1 FROM quotation_speaker AS more
            WHERE more.article = link.article AND more.quotation = quotation.number
                AND more.entity = link.entity))"""
_IS_SPOKEN = f"link.identity = ? AND link.quotations > 0 AND quotation.{IS_STATEMENT_SQL}"

EntityKey = tuple[int, int]
"""The key of an entity in the store: its article, and its number there."""

COMPANION_ARTICLES = 500
"""The latest articles of an identity whose other identities are its companions."""

T = TypeVar("T", bound=Hashable)
_MAX_SECONDS = 1.0  # seconds of one search for merge candidates, after which its results are shown


def _direction(oldest: bool) -> str:
    return "" if oldest else "DESC"


def _by_day(oldest: bool) -> str:
    return f"link.day {_direction(oldest)}, link.article {_direction(oldest)}"


class IdentityRepository:
    """The identities of a store; methods raise the store's own exceptions.

    An identity is a person, organization or other entity across all articles. The entities of an
    article are linked to identities when it is stored. The id of a merged identity stays valid and
    resolves to the identity it was merged into.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def __call__(
        self,
        words: str = "",
        *,
        sort: IdentityType = "both",
        order: IdentityOrder = "quotations",
    ) -> Records[IdentityRow]:
        """Iterate over all identities of a type whose names contain every word."""
        return Records(IdentityRow, self.list_ids(words, sort=sort, order=order), self.load)

    def load(self, ids: Sequence[int]) -> list[IdentityRow]:
        """Return identities in the order of their ids, without those deleted meanwhile."""
        query = f"""SELECT {ROW} FROM json_each(?) AS wanted
            CROSS JOIN identity ON identity.id = wanted.value ORDER BY wanted.key"""
        with self._connection.read_transaction() as sqlite:
            return read_identities(sqlite, sqlite.execute(query, (json.dumps(ids),)))

    def count(
        self,
        words: str = "",
        sort: IdentityType = "both",
        *,
        filter: str = "",
    ) -> int:
        """Count the identities of a type whose names contain every word, and that a filter selects.

        Words without a field of the filter match names, and its other conditions the articles that
        name the identity. Raises ValueError for an invalid filter. Of the possible people, only the
        types `unsure` and `all` have any.
        """
        # an index alone counts all; the unsure people among them are counted apart
        is_apart = sort in ("both", "people") and not (words or filter)
        with self._connection.read_transaction() as sqlite:
            where, values = list_condition(sqlite, words, sort, with_unsure=is_apart, filter=filter)
            query = f"SELECT count(*) FROM identity WHERE {where}"
            [number] = sqlite.execute(query, values).fetchone()
            if is_apart:
                [unsure] = sqlite.execute(f"SELECT count(*) FROM ({UNSURE})").fetchone()
                number -= unsure
            return int(number)

    def rows(
        self,
        words: str = "",
        *,
        sort: IdentityType = "both",
        order: IdentityOrder = "quotations",
        limit: int = 200,
        filter: str = "",
    ) -> list[IdentityRow]:
        """Return the first of the identities that `count` counts."""
        with self._connection.read_transaction() as sqlite:
            where, values = list_condition(sqlite, words, sort, filter=filter, is_window=True)
            query = f"""SELECT {ROW} FROM
                    (SELECT id AS chosen FROM identity WHERE {where}
                        ORDER BY {_ORDERS[order]} LIMIT ?)
                CROSS JOIN identity ON identity.id = chosen"""
            return read_identities(sqlite, sqlite.execute(query, (*values, limit)))

    def list_ids(
        self,
        words: str = "",
        *,
        sort: IdentityType = "both",
        order: IdentityOrder = "quotations",
        limit: int = -1,
        filter: str = "",
    ) -> list[int]:
        """Return the ids of the identities that `count` counts, up to a limit."""
        with self._connection.read_transaction() as sqlite:
            where, values = list_condition(sqlite, words, sort, filter=filter)
            query = f"SELECT id FROM identity WHERE {where} ORDER BY {_ORDERS[order]} LIMIT ?"
            return read_ids(sqlite, query, (*values, limit))

    def months(self, identities: Iterable[int]) -> dict[int, dict[str, int]]:
        """Count the articles that name each identity by month (`2022-03`), without undated ones."""
        with self._connection.read_transaction() as sqlite:
            found: dict[int, dict[str, int]] = {}
            stored = "SELECT month, articles FROM identity_month WHERE identity = ? ORDER BY month"
            counted = COUNT_MONTHS.format(identity="?")
            for identity in identities:
                rows = sqlite.execute(stored, (identity,)).fetchall() or sqlite.execute(
                    counted, (identity,)
                )
                found[identity] = {month: articles for month, articles in rows if month}
            return found

    def dated_months(self) -> tuple[str, str] | None:
        """Return the months of the first and the last article of the store; None without dates.

        Either is a year if the month is not known.
        """
        with self._connection.read_transaction() as sqlite:
            query = """SELECT (SELECT min(published) FROM article WHERE published > ''),
                (SELECT max(published) FROM article)"""
            first, last = sqlite.execute(query).fetchone()
            return (first[:7], last[:7]) if first else None

    def get_row(self, identity: int) -> IdentityRow:
        """Return the list row of an identity."""
        with self._connection.read_transaction() as sqlite:
            return get_row(sqlite, identity)

    def get_identity(self, identity: int) -> Identity:
        """Return an identity with its names and roles."""
        with self._connection.read_transaction() as sqlite:
            row = get_row(sqlite, identity)
            query = """SELECT entity.name, entity.label, entity.role, count(DISTINCT link.article),
                    min(nullif(link.day, '')), max(link.day),
                    min(CASE WHEN own.merged_into IS NULL THEN '' ELSE own.merge_reason END)
                FROM identity_entity AS link
                CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
                CROSS JOIN identity AS own ON own.id = entity.identity
                WHERE link.identity = ? GROUP BY entity.name, entity.label, entity.role"""
            names: dict[tuple[str, str], NameUse] = {}
            roles: dict[str, NameUse] = {}
            for name, label, role, articles, first, last, reason in sqlite.execute(
                query, (row.id,)
            ):
                use = NameUse(
                    name,
                    articles,
                    parse_date(first),
                    parse_date(last or None),
                    name_key(name, label).key,
                    read_reason(reason) if reason else NO_REASON,
                )
                _add_use(names, (name, label), use)
                for words in role.split("; ") if role else ():
                    _add_use(
                        roles, fold(words), replace(use, words=words, key="", reason=NO_REASON)
                    )
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

    def identity_of(self, article: int, entity: int) -> int | None:
        """Return the identity of an entity, given by its index in the article's analysis."""
        with self._connection.read_transaction() as sqlite:
            query = """SELECT coalesce(merged_into, identity.id)
                FROM entity JOIN identity ON identity.id = entity.identity
                WHERE article = ? AND number = ?"""
            found = sqlite.execute(query, (article, entity)).fetchone()
            return None if found is None else int(found[0])

    def map_entities(self, article: int) -> dict[int, int]:
        """Return the identities of the entities of an article, by their indexes."""
        query = """SELECT number, coalesce(merged_into, identity.id)
            FROM entity JOIN identity ON identity.id = entity.identity WHERE article = ?"""
        with self._connection.read_transaction() as sqlite:
            return dict(sqlite.execute(query, (article,)).fetchall())

    def load_names(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the display names of identities, by their ids."""
        query = """SELECT id, CAST(coalesce(name, '') AS TEXT) FROM identity
            WHERE id IN (SELECT value FROM json_each(?))"""
        with self._connection.read_transaction() as sqlite:
            return dict(sqlite.execute(query, (json.dumps(list(ids)),)).fetchall())

    def list_of_passage(self, article: int, start: int, end: int) -> tuple[int, ...]:
        """Return the identities that a passage of an article names or quotes, in text order."""
        return list_passage_identities(self._connection, article, start, end)

    def quotations(
        self,
        identity: int,
        *,
        oldest: bool = False,
        limit: int = 200,
        among: Sequence[int] | None = None,
    ) -> list[QuotationRow]:
        """Return the first of an identity's quotations, newest or oldest publication day first.

        `among` are the ids of the quotations to choose from, by default all.
        """
        chosen, values = "", tuple[str, ...]()
        if among is not None:
            chosen = f"AND {among_ids_sql('quotation')}"
            values = (json.dumps(among),)
        with self._connection.read_transaction() as sqlite:
            query = f"""{SELECT_QUOTATION} {_SPOKEN_BY}
                CROSS JOIN article ON article.id = link.article
                CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
                CROSS JOIN reason ON reason.id = quotation.reason
                WHERE {_IS_SPOKEN} {chosen} ORDER BY {_by_day(oldest)}, quotation.number LIMIT ?"""
            rows = sqlite.execute(query, (identity, *values, limit)).fetchall()
            return read_quotations(sqlite, rows)

    def newest_quotation(self, identity: int) -> str:
        """Return the content of an identity's newest quotation, "" without one."""
        query = f"""SELECT {CONTENT_SQL} {_SPOKEN_BY} WHERE {_IS_SPOKEN}
            ORDER BY {_by_day(False)}, quotation.number LIMIT 1"""
        with self._connection.read_transaction() as sqlite:
            found = sqlite.execute(query, (identity,)).fetchone()
        return found[0] if found else ""

    def list_quotation_ids(self, identity: int, *, oldest: bool = False) -> list[int]:
        """Return the ids of all quotations of an identity."""
        query = f"""SELECT quotation.id {_SPOKEN_BY} WHERE {_IS_SPOKEN}
            ORDER BY {_by_day(oldest)}, quotation.number"""
        with self._connection.read_transaction() as sqlite:
            return read_ids(sqlite, query, (identity,))

    def articles(
        self,
        identity: int,
        *,
        oldest: bool = False,
        limit: int = 200,
        among: Sequence[EntityKey] | None = None,
    ) -> list[ArticleMention]:
        """Return the first articles that name an identity, one row for each linked entity.

        `among` are the entities to choose from, by default all.
        """
        chosen, values = "", tuple[str, ...]()
        if among is not None:
            pairs = "SELECT value ->> 0, value ->> 1 FROM json_each(?)"
            chosen, values = f"AND (article, entity) IN ({pairs})", (json.dumps(among),)
        with self._connection.read_transaction() as sqlite:
            order = f"{_by_day(oldest)}, link.entity {_direction(oldest)}"
            query = f"""SELECT link.article, {TITLE_SQL}, article.site, article.published,
                    article.published_from, entity.name, coalesce(entity.role, ''), link.quotations,
                    mention.start, mention."end", link.entity
                FROM (SELECT * FROM identity_entity AS link WHERE identity = ? {chosen}
                    ORDER BY {order} LIMIT ?) AS link
                CROSS JOIN article ON article.id = link.article
                CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
                LEFT JOIN mention ON mention.article = link.article AND mention.number =
                    (SELECT min(number) FROM mention
                        WHERE article = link.article AND mention.entity = link.entity)
                ORDER BY {order}"""
            rows = sqlite.execute(query, (identity, *values, limit)).fetchall()
        return [
            ArticleMention(
                article, title, site, parse_date(published), name, role, quotations, start or 0,
                end or 0, published_from=origin, entity=entity,
            )
            for (article, title, site, published, origin, name, role, quotations, start, end,
                 entity) in rows
        ]  # fmt: skip

    def list_entity_keys(self, identity: int, *, oldest: bool = False) -> list[EntityKey]:
        """Return the entities of an identity in all articles that name it."""
        query = f"""SELECT article, entity FROM identity_entity AS link WHERE identity = ?
            ORDER BY {_by_day(oldest)}, entity {_direction(oldest)}"""
        with self._connection.read_transaction() as sqlite:
            return sqlite.execute(query, (identity,)).fetchall()

    def count_articles(self, identity: int) -> int:
        """Count the rows of `articles` without a limit."""
        with self._connection.read_transaction() as sqlite:
            query = "SELECT count(*) FROM identity_entity WHERE identity = ?"
            return int(sqlite.execute(query, (identity,)).fetchone()[0])

    def companions(
        self, identity: int, *, sort: IdentityType = "both", limit: int = 200
    ) -> list[CoMention]:
        """Return the identities named in the latest 500 articles of an identity, by frequency."""
        labels = TYPE_LABELS[sort]
        with self._connection.read_transaction() as sqlite:
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
                        FROM (SELECT day, article, max(quotations) AS quotations
                            FROM identity_entity WHERE identity = ? GROUP BY day, article
                            ORDER BY day DESC, article DESC LIMIT {COMPANION_ARTICLES}) AS mine
                        CROSS JOIN entity AS other ON other.article = mine.article
                        CROSS JOIN identity AS own ON own.id = other.identity
                        WHERE coalesce(own.merged_into, own.id) != ?
                        GROUP BY 1) AS those
                    CROSS JOIN identity ON identity.id = those.id
                    WHERE identity.label IN ({marks})
                    ORDER BY those.articles DESC, those.quoted DESC, identity.name LIMIT ?
                    ) AS chosen
                CROSS JOIN identity ON identity.id = chosen.id"""
            values = (identity, identity, *labels, limit)
            rows = sqlite.execute(query, values).fetchall()
            named = read_identities(sqlite, (row[:ROW_COLUMNS] for row in rows))
            return [
                CoMention(identity, *row[ROW_COLUMNS:])
                for identity, row in zip(named, rows, strict=True)
            ]

    # The reader's decisions

    def merge(self, source: int, into: int) -> None:
        """Merge an identity into another and keep the name of the second.

        A shared name is always merged into the identity of an entity, whichever is given first.
        Raises ValueError if the two are merged already.
        """
        with self._connection.transaction() as sqlite:
            merges.merge_identities(sqlite, source, into)

    def split_articles(self, identity: int, articles: Collection[int]) -> int:
        """Move the links of these articles to a new identity of the same name; return it.

        Raises ValueError if the articles are all or none of the identity's.
        """
        with self._connection.transaction() as sqlite:
            return merges.split_articles(sqlite, identity, articles)

    def split_name(self, identity: int, key: str) -> int:
        """Move the links with a name (`NameUse.key`) to a new identity, also in later articles.

        Raises ValueError if all or none of the links have the name.
        """
        with self._connection.transaction() as sqlite:
            return merges.split_name(sqlite, identity, key)

    def set_display_name(self, identity: int, name: str) -> None:
        """Set the display name of an identity to another of its names."""
        with self._connection.transaction() as sqlite:
            row = name, resolve_merged(sqlite, identity)
            sqlite.execute("UPDATE identity SET name = ? WHERE id = ?", row)

    def mark_distinct(self, first: int, second: int) -> bool:
        """Mark two identities as distinct, so that they are not proposed for a merge again.

        Return whether that is new.
        """
        with self._connection.transaction() as sqlite:
            return merges.mark_distinct(sqlite, first, second)

    # Merge candidates

    def pending_comparisons(self) -> int:
        """Count the identities that `find_merge_candidates` has yet to compare."""
        with self._connection.read_transaction() as sqlite:
            query = (
                "SELECT count(*) FROM identity INDEXED BY identity_uncompared WHERE compared = 0"
            )
            return int(sqlite.execute(query).fetchone()[0])

    def find_merge_candidates(self, wanted: Callable[[], bool] = lambda: True) -> int:
        """Compare new identities with the others for a second; return the number still pending.

        Stop early when `wanted` returns False. Other threads may use the store in between.
        """
        began, left = time.monotonic(), self.pending_comparisons()
        while left and wanted() and time.monotonic() - began < _MAX_SECONDS:
            with self._connection.transaction() as sqlite:
                compare_batch(sqlite)
            left = self.pending_comparisons()
        return left

    def merge_candidates(
        self, identity: int | None = None, *, limit: int = 200
    ) -> list[MergeCandidate]:
        """Return the merge candidates of all identities or of one, the likeliest first."""
        with self._connection.read_transaction() as sqlite:
            return [
                MergeCandidate(get_row(sqlite, first), get_row(sqlite, second), score, because)
                for first, second, score, because in islice(
                    undecided_candidates(sqlite, identity), limit
                )
            ]


def get_row(sqlite: sqlite3.Connection, identity: int) -> IdentityRow:
    """Return the list row of an identity or of the one it was merged into; raises NotFound."""
    query = f"SELECT {ROW} FROM identity WHERE id = ?"
    [row] = read_identities(sqlite, sqlite.execute(query, (resolve_merged(sqlite, identity),)))
    return row


def _add_use(uses: dict[T, NameUse], key: T, use: NameUse) -> None:
    """Add a use of a name or a role to an earlier use with the same key."""
    before = uses.setdefault(key, use)
    if before is not use:
        days = [day for day in (before.first, before.last, use.first, use.last) if day]
        first, last = (min(days), max(days)) if days else (None, None)
        articles = before.articles + use.articles
        reason = before.reason if before.reason == use.reason else NO_REASON
        uses[key] = replace(before, articles=articles, first=first, last=last, reason=reason)


def _by_first_day(use: NameUse) -> tuple[bool, datetime.date, int]:
    """Sort key by first day; undated uses come last."""
    return use.first is None, use.first.last if use.first else datetime.date.max, -use.articles
