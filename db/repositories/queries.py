"""Queries across all articles: quotations by speaker, and events by date."""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Sequence

from analysis import lexicon
from analysis.text import Day, to_day
from db.connection import Connection
from db.finding_rows import (
    IS_STATEMENT_SQL,
    SELECT_EVENT,
    SELECT_QUOTATION,
    STATEMENT_SPEAKERS_SQL,
    among_ids_sql,
    finding_id,
    finding_id_sql,
    has_id_sql,
    read_events,
    read_quotations,
)
from db.models import EventRow, QuotationRow
from db.repositories.article_rows import require_article
from db.repositories.records import Records, read_ids, search_ids, select_ids
from db.search.ast import query_terms
from db.search.parser import parse
from db.search.planner import match_names

_ROLE = """LEFT JOIN entity
    ON entity.article = quotation.article AND entity.number = quotation.entity
    CROSS JOIN reason ON reason.id = quotation.reason"""
_BY_DATE = "ORDER BY article.published DESC, article.id DESC, quotation.number LIMIT ?"


QuotationRows = list[QuotationRow]
QuotationIds = list[int]
SpeakerCounts = list[tuple[str, int]]
_IS_SPEAKER = "label IN ('PERSON', 'ORG', 'GPE', 'NORP')"
EventRows = list[EventRow]


def quotation_number_at(sqlite: sqlite3.Connection, article: int, start: int) -> int | None:
    """Return the number of the quotation at an offset in the text; None if there is none."""
    query = """SELECT number FROM (
            SELECT number, start, "end" FROM quotation WHERE article = :article
            UNION ALL SELECT quotation, start, "end" FROM quotation_span WHERE article = :article
        ) WHERE start <= :start AND "end" > :start ORDER BY "end" - start LIMIT 1"""
    row = sqlite.execute(query, {"article": article, "start": start}).fetchone()
    return None if row is None else int(row[0])


class QuotationRepository:
    """The quotations of all articles; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def __call__(self, query: str = "") -> Records[QuotationRow]:
        """Iterate over all quotations that a query selects, or all, the newest article first.

        Scare quotes are left out; topics and continuations too, unless the query selects them.
        Raises ValueError for an invalid query.
        """
        found = search_ids(self._connection, query, "quotation")
        shown = IS_STATEMENT_SQL if found is None else "kind != 'scare'"
        ids = select_ids(
            self._connection,
            f"""SELECT quotation.id FROM article CROSS JOIN quotation
                    ON quotation.article = article.id
                WHERE {shown} ORDER BY published DESC, article.id DESC, number""",
            found,
        )
        return Records(QuotationRow, ids, self.load)

    def list_of_article(self, article: int) -> QuotationIds:
        """Return the ids of the quotations of an article; raises NotFound."""
        with self._connection.read_transaction() as sqlite:
            require_article(sqlite, article)
            query = "SELECT id FROM quotation WHERE article = ?"
            return [id for (id,) in sqlite.execute(query, (article,))]

    def find(self, article: int, start: int) -> int | None:
        """Return the id of the quotation at an offset in the text of an article; None if none."""
        with self._connection.read_transaction() as sqlite:
            number = quotation_number_at(sqlite, article, start)
            return None if number is None else finding_id(article, number)

    def list(
        self,
        speaker: str = "",
        *,
        among: Iterable[int] | None = None,
        limit: int = 200,
    ) -> QuotationRows:
        """Return the first of the statements, newest article first.

        `speaker` has words of a speaker's name, of an alias, or of the source in the text. `among`
        are the ids of the quotations to choose from, which may be topics and continuations.
        """
        tables, condition, values = _select_statements(speaker, among)
        query = f"{SELECT_QUOTATION} {tables} {_ROLE} WHERE {condition} {_BY_DATE}"
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (*values, limit)).fetchall()
            return read_quotations(sqlite, rows)

    def list_ids(
        self, speaker: str = "", *, among: Iterable[int] | None = None, limit: int = -1
    ) -> QuotationIds:
        """Return the ids of the quotations that `list` returns, in its order."""
        tables, condition, values = _select_statements(speaker, among)
        query = f"SELECT quotation.id {tables} WHERE {condition} {_BY_DATE}"
        with self._connection.read_transaction() as sqlite:
            return read_ids(sqlite, query, (*values, limit))

    def load(self, ids: Sequence[int]) -> QuotationRows:
        """Return quotations, newest article first, without those deleted meanwhile."""
        return self.list(among=ids, limit=len(ids))

    def count_speakers(self, article: int, limit: int) -> SpeakerCounts:
        """Return the named speakers of an article, most quoted first.

        Each is a person or a body, also a country, with the number of its quotations. A title
        alone ("Sir") names no one.
        """
        query = f"""SELECT name, count(*) AS times FROM (
                SELECT entity, number FROM quotation WHERE article = :article AND {IS_STATEMENT_SQL}
                UNION ALL SELECT more.entity, more.quotation FROM {STATEMENT_SPEAKERS_SQL}
                    WHERE more.article = :article
            ) AS said CROSS JOIN entity
                ON entity.article = :article AND entity.number = said.entity
            WHERE {_IS_SPEAKER}
            GROUP BY name ORDER BY times DESC, min(said.number)"""
        with self._connection.read_transaction() as sqlite:
            found = sqlite.execute(query, {"article": article}).fetchall()
        titles = lexicon.words("titles")
        return [row for row in found if row[0].casefold().strip(".") not in titles][:limit]

    def count_unnamed(self, article: int) -> int:
        """Count the quotations of an article whose speaker is no named person or body."""
        query = f"""SELECT count(*) FROM quotation LEFT JOIN entity
                ON entity.article = quotation.article AND entity.number = quotation.entity
            WHERE quotation.article = ? AND {IS_STATEMENT_SQL} AND ({_IS_SPEAKER}) IS NOT TRUE"""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute(query, (article,)).fetchone()[0])


def _select_statements(speaker: str, among: Iterable[int] | None) -> tuple[str, str, list[str]]:
    """Return the tables, the condition and the values of a query for statements."""
    terms = query_terms(parse(speaker).root)
    shown = IS_STATEMENT_SQL if among is None else "kind != 'scare'"
    conditions, values = [f"quotation.{shown}"], list[str]()
    tables = "FROM article CROSS JOIN quotation ON quotation.article = article.id"
    if terms:
        tables = f"""FROM quotation_fts
            CROSS JOIN quotation ON {has_id_sql("quotation", "quotation_fts.rowid")}
            CROSS JOIN article ON article.id = quotation.article"""
        conditions.append("quotation_fts MATCH ?")
        values.append(f"speaker_names : ({match_names(terms)})")
    elif speaker.strip():
        conditions.append("FALSE")
    elif among is not None:
        tables = "FROM quotation CROSS JOIN article ON article.id = quotation.article"
    if among is not None:
        conditions.append(among_ids_sql("quotation"))
        values.append(json.dumps(sorted(among)))
    return tables, " AND ".join(conditions), values


class EventRepository:
    """The dated events of all articles; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Read the store behind `connection`."""
        self._connection = connection

    def __call__(
        self,
        query: str = "",
        *,
        first: Day | None = None,
        last: Day | None = None,
    ) -> Records[EventRow]:
        """Iterate over all dated events that a query selects, or all, by first day.

        With `first` or `last`, only events that may lie between these days. Raises ValueError for
        an invalid query.
        """
        where, values = _event_conditions(to_day(first), to_day(last), None)
        ids = select_ids(
            self._connection,
            f"""SELECT {finding_id_sql("article", "number")} AS id FROM event WHERE {where}
                ORDER BY first_day, article, number""",
            search_ids(self._connection, query, "event"),
            values,
        )
        return Records(EventRow, ids, self._load)

    def _load(self, ids: Sequence[int]) -> EventRows:
        query = f"""{SELECT_EVENT} WHERE {among_ids_sql("event")}
            ORDER BY event.first_day, event.article, event.number"""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (json.dumps(ids),)).fetchall()
            return read_events(sqlite, rows)

    def list(
        self,
        first: Day | None = None,
        last: Day | None = None,
        *,
        article: int | None = None,
        limit: int = 500,
    ) -> EventRows:
        """Return the first of the dated events that may lie between two days, by first day.

        Events that may have begun earlier come last: a century contains every one of its days.
        """
        first, last = to_day(first), to_day(last)
        where, values = _event_conditions(first, last, article)
        begun = "event.first_day < ?," if first else ""
        start = [first.isoformat()] if first else []
        by = f"ORDER BY {begun} event.first_day, event.article, event.number"
        # The days are read from their index. SQLite would look up the row of each event with them.
        keys = f"SELECT event.article, event.number FROM event WHERE {where} {by} LIMIT ?"
        query = f"{SELECT_EVENT} WHERE (event.article, event.number) IN ({keys}) {by}"
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (*values, *start, limit, *start)).fetchall()
            return read_events(sqlite, rows)


def _event_conditions(
    first: datetime.date | None, last: datetime.date | None, article: int | None
) -> tuple[str, list[object]]:
    """Return the condition on dated events between two days or of an article, with its values."""
    conditions = ["event.first_day IS NOT NULL"]
    values: list[object] = []
    for condition, value in (
        ("coalesce(event.last_day, event.first_day) >= ?", first and first.isoformat()),
        ("event.first_day <= ?", last and last.isoformat()),
        ("event.article = ?", article),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return " AND ".join(conditions), values
