"""Queries for quote groups: lists, the groups of an article or a search, and single groups."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from db.connection import Connection
from db.errors import NotFound
from db.finding_rows import (
    CONTENT_LENGTH_SQL,
    CONTENT_SQL,
    IS_STATEMENT_SQL,
    QUOTATION_ROLE_SQL,
    finding_id,
    has_id_sql,
    parse_date,
    quotation_spans,
    read_stored_speaker,
)
from db.models import QuotationRow, QuoteGroupOrder, SearchHit
from db.publication_ranges import LAST_DAY_SQL
from db.quote_groups.clusterer import group_of
from db.quote_groups.models import Occurrence, QuoteGroup, QuoteGroupRow
from db.repositories.article_rows import count_repeating_articles
from db.repositories.queries import QuotationRepository, quotation_number_at
from db.repositories.records import read_ids
from db.search.ast import QueryError
from db.search.engine import Comparison, SearchEngine
from db.search.executor import execute, parse_query
from db.search.sql import SearchOrder
from db.text import TITLE_SQL

_MOST_OCCURRENCES = 500  # of one quote group
_ORDERS: dict[QuoteGroupOrder, str] = {
    "latest": "last_day DESC, id DESC",
    "count": "articles DESC, last_day DESC, id DESC",
}
_ROW = f"""SELECT quote_group.id, articles, first_day, last_day, {CONTENT_SQL}, speaker,
        entity IS NOT NULL FROM quote_group
    CROSS JOIN quotation ON (quotation.article, quotation.number) = (
        SELECT quotation.article, quotation.number FROM quote_group_member
        CROSS JOIN quotation ON {has_id_sql("quotation", "quote_group_member.quotation")}
        CROSS JOIN article ON article.id = quotation.article
        WHERE quote_group_member.quote_group = quote_group.id
        ORDER BY published IS NULL, {LAST_DAY_SQL}, {CONTENT_LENGTH_SQL} DESC, quotation.id LIMIT 1
    )"""
_OCCURRENCES = f"""SELECT article.id, {TITLE_SQL}, site, published, published_from,
        quotation.number, {CONTENT_SQL}, kind, speaker, {QUOTATION_ROLE_SQL},
        quotation.entity IS NOT NULL, speaker_names,
        EXISTS (SELECT 1 FROM original WHERE original.article = article.id)
    FROM quote_group_member
    CROSS JOIN quotation ON {has_id_sql("quotation", "quote_group_member.quotation")}
    CROSS JOIN article ON article.id = quotation.article
    LEFT JOIN entity ON entity.article = quotation.article AND entity.number = quotation.entity
    WHERE quote_group_member.quote_group = ?
    ORDER BY published IS NULL, {LAST_DAY_SQL}, article.id, quotation.number
    LIMIT {_MOST_OCCURRENCES}"""


def groups_of(sqlite: sqlite3.Connection, quotations: Iterable[int]) -> list[int]:
    """Return the quote group ids of quotations, in the order of the quotations."""
    query = """SELECT quote_group.id FROM quote_group_member
        CROSS JOIN quote_group ON quote_group.id = quote_group_member.quote_group
        WHERE quotation = ? AND articles > 1"""
    found = (sqlite.execute(query, (quotation,)).fetchone() for quotation in quotations)
    return list(dict.fromkeys(row[0] for row in found if row))


def load_rows(sqlite: sqlite3.Connection, groups: Sequence[int]) -> list[QuoteGroupRow]:
    """Return the list rows of quote groups; deleted groups are left out."""
    rows = []
    for id in groups:
        row = sqlite.execute(f"{_ROW} WHERE quote_group.id = ?", (id,)).fetchone()
        if row is not None:
            _, articles, first, last, content, stored, is_named = row
            speaker = read_stored_speaker(stored, is_named=is_named)
            days = parse_date(first), parse_date(last)
            rows.append(QuoteGroupRow(id, articles, *days, content, speaker.name, speaker.pronoun))
    return rows


def group_at(sqlite: sqlite3.Connection, article: int, number: int) -> int | None:
    """Return the quote group id of a quotation; None if no other article repeats it."""
    query = "SELECT id FROM quotation WHERE article = ? AND number = ?"
    row = sqlite.execute(query, (article, number)).fetchone()
    return None if row is None else group_of(sqlite, row[0])


_MOST_HITS = 1_000  # quotations of a search that are grouped
_MOST_REWORDINGS = 20  # proposals for one quote group


class Rewording(Struct, frozen=True):
    """A quotation that may say the same as a quote group in other words.

    `hit` has the words in common with the text of the group, and the signs that it differs.
    """

    row: QuotationRow
    hit: SearchHit


class Rewordings(Struct, frozen=True):
    """The proposals for a quote group, the nearest in meaning first; they are not members of it."""

    proposals: tuple[Rewording, ...]
    comparison: Comparison


class QuoteGroupRepository:
    """The quote groups of a store: quotations with the same words in several articles."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def count(self) -> int:
        """Count the quote groups."""
        with self._connection.read_transaction() as sqlite:
            query = "SELECT count(*) FROM quote_group WHERE articles > 1"
            return int(sqlite.execute(query).fetchone()[0])

    def list_rows(
        self, order: QuoteGroupOrder = "latest", *, limit: int = 200
    ) -> list[QuoteGroupRow]:
        """Return the first quote groups, sorted by latest day or by number of articles."""
        return self.rows(self.list_ids(order, limit=limit))

    def list_ids(self, order: QuoteGroupOrder = "latest", *, limit: int = -1) -> list[int]:
        """Return the ids of the quote groups, sorted by latest day or by number of articles."""
        query = f"""SELECT id FROM quote_group WHERE articles > 1
            ORDER BY {_ORDERS[order]} LIMIT ?"""
        with self._connection.read_transaction() as sqlite:
            return read_ids(sqlite, query, (limit,))

    def rows(self, groups: Sequence[int]) -> list[QuoteGroupRow]:
        """Return the list rows of quote groups by id; deleted groups are left out."""
        with self._connection.read_transaction() as sqlite:
            return load_rows(sqlite, groups)

    def search(
        self, query: str, order: SearchOrder = "rank"
    ) -> tuple[list[int], QueryError | None]:
        """Return the ids of the quote groups that match a query, and the query's error."""
        request = parse_query(query, order).refuse_about()
        with self._connection.read_transaction() as sqlite:
            hits = execute(sqlite, request.root, order, _MOST_HITS, kinds=("quotation",))
            return groups_of(sqlite, (hit.id for hit in hits)), request.error

    def list_of_article(self, article: int) -> list[int]:
        """Return the ids of the quote groups in an article, in text order."""
        with self._connection.read_transaction() as sqlite:
            query = f"""SELECT id FROM quotation
                WHERE article = ? AND {IS_STATEMENT_SQL} ORDER BY number"""
            ids = [id for (id,) in sqlite.execute(query, (article,))]
            return groups_of(sqlite, ids)

    def article_counts(self, article: int) -> dict[int, int]:
        """Count the articles that repeat each quotation of an article, by quotation number."""
        with self._connection.read_transaction() as sqlite:
            return count_repeating_articles(sqlite, article)

    def group_of(self, article: int, number: int) -> int | None:
        """Return the quote group id of a quotation; None if no other article repeats it."""
        with self._connection.read_transaction() as sqlite:
            return group_at(sqlite, article, number)

    def group_at(self, article: int, start: int) -> int | None:
        """Return the quote group id of the quotation at an offset in the text of an article."""
        with self._connection.read_transaction() as sqlite:
            number = quotation_number_at(sqlite, article, start)
            return None if number is None else group_at(sqlite, article, number)

    def load_group(self, group: int) -> QuoteGroup:
        """Load a quote group with its occurrences; raises NotFound."""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(_OCCURRENCES, (group,)).fetchall()
            if not rows:
                raise NotFound(f"There is no quote group {group} in the store")
            occurrences = []
            for (
                article,
                title,
                site,
                published,
                origin,
                number,
                content,
                kind,
                stored,
                role,
                *rest,
            ) in rows:
                named, names, is_original = rest
                speaker = read_stored_speaker(stored, is_named=named)
                occurrences.append(
                    Occurrence(
                        article,
                        title,
                        site,
                        parse_date(published),
                        number,
                        quotation_spans(sqlite, article, number),
                        content,
                        kind,
                        speaker.name,
                        role,
                        bool(named),
                        frozenset(names.lower().split("\n")) if named else frozenset(),
                        origin,
                        speaker.pronoun,
                        bool(is_original),
                    )
                )
            return QuoteGroup(group, tuple(occurrences))

    def find_rewordings(
        self, group: int, text: str, cancelled: Callable[[], bool] = bool
    ) -> Rewordings:
        """Find quotations that may say a text of a group in other words; raises Cancelled.

        They have a speaker of the group or no named speaker, and are near in meaning to the text.
        At most 20 are returned. Their comparison takes a second or so.
        """
        engine = SearchEngine(self._connection)
        hits, comparison = engine.find_rewordings(group, text, _MOST_REWORDINGS, cancelled)
        found = QuotationRepository(self._connection).list(among=hits, limit=_MOST_REWORDINGS)
        rows = {finding_id(row.article, row.index): row for row in found}
        proposals = (Rewording(rows[id], hit) for id, hit in hits.items() if id in rows)
        return Rewordings(tuple(proposals), comparison)
