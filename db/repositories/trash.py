"""The trash: articles that left the library with all that belongs to them, and their way back.

A deleted article is moved out of every table into one row of `trash`, so that no list, search,
count or export can show it. The row holds the article's rows of all tables as compressed JSON, and
restoring inserts them again with the same ids. Rows that are computed from others, such as those of
the indexes, are computed again.
"""

import datetime
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import asdict

from analysis.partial_dates import PartialDate
from db.bundle import has_stored_columns, list_rows, read_bundle, write_bundle
from db.checksums.differences import (
    Difference,
    list_article_differences,
    list_differences,
    restore_differences,
)
from db.connection import Connection
from db.errors import UNREADABLE, NotFound, StoreError
from db.finding_rows import format_day, parse_date
from db.identities.linker import restore_links
from db.identities.records import ArticleLinks, load_links
from db.models import ArticleRow, PublishedFrom
from db.original_marks import OriginalMark
from db.progress import ReportDone, report_nothing
from db.quote_groups import clusterer
from db.repositories.article_rows import (
    delete_article,
    find_article,
    index_metadata,
    list_stored,
    load_article_row,
)
from db.repositories.findings import parse_state
from db.repositories.near_duplicates import add_sketch
from db.stored_records import mark_damaged, read_records
from db.text import first_words, parse_time, timestamp
from db.wire_records import parse_utc

_UNGROUPED = 500  # articles whose quotations are removed from their groups at once
_COLUMNS = "id, title, site, source, published, published_from, notes, trashed, days_of_use"

Json = dict[str, Any]


class TrashedArticle(Struct, frozen=True):
    """An article in the trash; `notes` is the number of its notes, `trashed` a time in UTC.

    `days_of_use` counts the later days on which the store was used.
    """

    id: int
    title: str
    """The title, or the beginning of a text without a title."""
    site: str
    source: str
    published: PartialDate | None
    published_from: PublishedFrom
    notes: int
    trashed: datetime.datetime
    days_of_use: int = 0
    damaged: bool = False


class TrashedContent(Struct, frozen=True):
    """The content of an article in the trash: the beginning of its text, its notes and its tags.

    A note is the text that it is on, and its body.
    """

    row: ArticleRow
    beginning: str
    notes: tuple[tuple[str, str], ...]


TrashedArticles = list[TrashedArticle]


class TrashRepository:
    """The trash of a store; methods raise StoreError, and NotFound for an article not in it."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> TrashedArticles:
        """Return the articles in the trash, the last one first."""
        query = f"SELECT {_COLUMNS} FROM trash ORDER BY trashed DESC, id DESC"
        with self._connection.read_transaction() as sqlite:
            found = read_records(TrashedArticle, _trashed, sqlite.execute(query))
            return mark_damaged(sqlite, found, ("trash",))

    def count(self) -> int:
        """Count the articles in the trash."""
        with self._connection.read_transaction() as sqlite:
            return int(sqlite.execute("SELECT count(*) FROM trash").fetchone()[0])

    def load(self, article: int, characters: int) -> TrashedContent:
        """Return the content of an article in the trash; of its text, the first `characters`."""
        with self._connection.read_transaction() as sqlite:
            record = _load_record(sqlite, article)
            try:
                return _content(record, characters)
            except UNREADABLE as error:
                raise _damaged_error(article) from error

    def delete(self, articles: Sequence[int]) -> None:
        """Delete articles in the trash for good, all or none; raises NotFound."""
        with self._connection.transaction() as sqlite:
            for article in articles:
                if not sqlite.execute("DELETE FROM trash WHERE id = ?", (article,)).rowcount:
                    raise _not_in_trash(article)

    def move(self, articles: Sequence[int], report: ReportDone = report_nothing) -> None:
        """Move articles to the trash, all or none; raises NotFound for an unknown article.

        Those that are in the trash already remain there.
        """
        with self._connection.transaction() as sqlite:
            trashed = list_trashed(sqlite, articles)
            moved = [article for article in dict.fromkeys(articles) if article not in trashed]
            move_to_trash(sqlite, moved, report)

    def restore(self, articles: Sequence[int], report: ReportDone = report_nothing) -> None:
        """Restore articles with their ids, all or none; those in the library remain there.

        Raises NotFound for an article that is not in the trash, and StoreError for one whose text
        was added again.
        """
        with self._connection.transaction() as sqlite:
            stored = list_stored(sqlite, articles)
            restored = [article for article in dict.fromkeys(articles) if article not in stored]
            restore_from_trash(sqlite, restored, report)

    def empty(self) -> int:
        """Delete the articles in the trash for good; count them."""
        with self._connection.transaction() as sqlite:
            return sqlite.execute("DELETE FROM trash").rowcount

    def delete_expired(self, days: int, today: datetime.date) -> int:
        """Delete for good the articles in the trash since `days` days of use; count them.

        `today` counts as a day of use for the articles of earlier days. A clock that is wrong by
        years counts as one day, so that it deletes nothing early. With 0 days, nothing expires.
        """
        values = {"days": days, "today": today.isoformat()}
        with self._connection.read_transaction() as sqlite:
            query = "SELECT 1 FROM trash WHERE counted != :today OR days_of_use >= :days"
            if sqlite.execute(query, values).fetchone() is None:
                return 0  # without a transaction, which is a write even if it changes nothing
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                """UPDATE trash SET days_of_use = days_of_use + (counted < :today), counted = :today
                WHERE counted != :today""",
                values,
            )
            if not days:
                return 0
            return sqlite.execute("DELETE FROM trash WHERE days_of_use >= :days", values).rowcount


def list_trashed(sqlite: sqlite3.Connection, articles: Iterable[int]) -> set[int]:
    """Return those of the articles that are in the trash."""
    query = "SELECT id FROM trash WHERE id IN (SELECT value FROM json_each(?))"
    return {id for (id,) in sqlite.execute(query, (json.dumps(list(articles)),))}


def move_to_trash(
    sqlite: sqlite3.Connection, articles: Sequence[int], report: ReportDone = report_nothing
) -> None:
    """Move articles to the trash; runs inside a transaction."""
    today = datetime.date.today().isoformat()
    for done, article in enumerate(articles):
        report(done)
        if done % _UNGROUPED == 0:
            # once for many articles: the groups of each would be computed again for the next one
            clusterer.remove_articles(sqlite, articles[done : done + _UNGROUPED])
        row = load_article_row(sqlite, article)
        record = {
            **read_bundle(sqlite, article),
            "links": asdict(load_links(sqlite, article)),
            "damaged": to_builtins(list_article_differences(sqlite, article)),
        }
        packed = zlib.compress(json.dumps(record, ensure_ascii=False).encode())
        values = (
            article,
            row.title or row.opening,
            row.site,
            row.source,
            format_day(row.published),
            row.published_from,
            row.notes,
            timestamp(),  # the order in which they are restored
            0,
            today,
            packed,
        )
        delete_article(sqlite, article, is_grouped=False)
        sqlite.execute(
            f"INSERT INTO trash ({_COLUMNS}, counted, record) VALUES (?{', ?' * 10})", values
        )


def restore_from_trash(
    sqlite: sqlite3.Connection, articles: Sequence[int], report: ReportDone = report_nothing
) -> None:
    """Restore articles from the trash; runs inside a transaction.

    The last one that was moved is restored first, since its links were loaded last.
    """
    sqlite.execute("PRAGMA defer_foreign_keys = ON")  # rows are inserted table by table
    for done, article in enumerate(reversed(articles)):
        report(done)
        record = _load_record(sqlite, article)
        _restore(sqlite, article, record)
        restore_differences(sqlite, _list_differences(sqlite, article, record))
        sqlite.execute("DELETE FROM trash WHERE id = ?", (article,))


def _list_differences(
    sqlite: sqlite3.Connection, article: int, record: Json
) -> Iterator[Difference]:
    """Yield the differences that the rows of an article have from their checksums.

    If the row of the trash is itself damaged, the details of the article are.
    """
    yield from convert(record.get("damaged", []), list[Difference])
    for difference in list_differences(sqlite, [("trash", article)]):
        yield Difference("article", article, difference.value)


def _load_record(sqlite: sqlite3.Connection, article: int) -> Json:
    """Return the rows of an article in the trash; raises NotFound, and StoreError if damaged."""
    query = "SELECT record FROM trash WHERE id = ?"
    found = sqlite.execute(query, (article,)).fetchone()
    if found is None:
        raise _not_in_trash(article)
    try:
        record: Json = json.loads(zlib.decompress(found[0]))
        if {"rows", "tags", "links"} <= record.keys():
            return record
    except UNREADABLE as error:
        raise _damaged_error(article) from error
    raise _damaged_error(article)


def _damaged_error(article: int) -> StoreError:
    return StoreError(
        f"Article {article} in the trash is damaged; run `onrecord repair`, which takes it from a "
        "backup"
    )


def _not_in_trash(article: int) -> NotFound:
    return NotFound(f"There is no article {article} in the trash")


def _content(record: Json, characters: int) -> TrashedContent:
    """Return the content that the rows of an article hold."""
    rows = partial(list_rows, record)
    [stored] = rows("article")
    [reading] = rows("reading_state") or [{"state": "unread", "starred": 0}]
    [analysis] = rows("analysis_state") or [{"state": None}]
    [wire] = rows("wire_record") or [{"status": "usable", "note": "", "embargo": None}]
    marks = [OriginalMark(row["speaker"], row["event"]) for row in rows("original")]
    names = dict(record["tags"])
    tags = sorted((names[row["tag"]] for row in rows("article_tag")), key=str.casefold)
    notes = sorted(rows("note"), key=lambda note: (note["start"], note["id"]))
    return TrashedContent(
        ArticleRow(
            stored["id"],
            stored["title"],
            stored["byline"],
            stored["site"],
            stored["source"],
            parse_date(stored["published"]),
            stored["published_from"],
            parse_time(stored["added"]),
            stored["words"],
            stored["quotations"],
            stored["events"],
            len(notes),
            reading["state"],
            bool(reading["starred"]),
            tuple(tags),
            "" if stored["title"] else first_words(stored["text"][:200]),
            stored["language"],
            0,
            parse_state(analysis["state"]) if stored["words"] else "no text",
            stored["retrieved_from"],
            stored["claimed_address"],
            wire_status=wire["status"],
            wire_note=wire["note"],
            embargo=parse_utc(wire["embargo"]),
            original=marks[0] if marks else None,
        ),
        stored["text"][:characters],
        tuple((note["exact"], note["body"]) for note in notes),
    )


def _restore(sqlite: sqlite3.Connection, article: int, record: Json) -> None:
    [stored] = list_rows(record, "article")
    text = stored["text"]
    if (copy := find_article(sqlite, text)) is not None:
        raise StoreError(
            f"The text of article {article} was added again as article {copy}; "
            f"delete that article to restore this one"
        )
    if not has_stored_columns(record):
        raise _damaged_error(article)
    write_bundle(sqlite, record)
    restore_links(sqlite, article, _parse_links(record["links"]))
    index_metadata(sqlite, article)
    add_sketch(sqlite, article, text)
    clusterer.add_quotations(sqlite, clusterer.list_quotations(sqlite, article))


def _parse_links(links: Json) -> ArticleLinks:
    by_entity = {int(number): identity for number, identity in links["by_entity"].items()}
    return ArticleLinks(by_entity, links["identities"], links["last"])


def _trashed(row: tuple[Any, ...]) -> TrashedArticle:
    id, title, site, source, published, published_from, notes, trashed, days = row
    return TrashedArticle(
        id, title, site, source, parse_date(published), published_from, notes,
        parse_time(trashed), days,
    )  # fmt: skip
