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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import asdict

from analysis.partial_dates import PartialDate
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

# Computed from the other rows once an article is restored.
_DERIVED = frozenset({
    "article_sketch", "article_vector", "deferred_index", "identity_entity", "quotation_vector",
})  # fmt: skip
# Tables with the column that refers to a tag or a collection.
_REFERENCES = {"article_tag": "tag", "note_tag": "tag", "collection_article": "collection"}
_TABLES = """SELECT name FROM pragma_table_list AS tables
    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND EXISTS (SELECT 1 FROM pragma_table_info(tables.name) AS columns
            WHERE columns.name = 'article')
    ORDER BY name"""
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
    tables = [name for (name,) in sqlite.execute(_TABLES)]
    columns = {name: _list_columns(sqlite, name) for name in ("article", *tables, "note_tag")}
    for done, article in enumerate(articles):
        report(done)
        if done % _UNGROUPED == 0:
            # once for many articles: the groups of each would be computed again for the next one
            clusterer.remove_articles(sqlite, articles[done : done + _UNGROUPED])
        row = load_article_row(sqlite, article)
        record = {
            "rows": dict(_dump(sqlite, article, columns)),
            "tags": _load_tag_names(sqlite, article),
            "collections": _load_collections(sqlite, article),
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
    rows = {table: list(_dicts(found)) for table, found in record["rows"].items()}
    [stored] = rows["article"]
    [reading] = rows.get("reading_state") or [{"state": "unread", "starred": 0}]
    [analysis] = rows.get("analysis_state") or [{"state": None}]
    [wire] = rows.get("wire_record") or [{"status": "usable", "note": "", "embargo": None}]
    marks = [OriginalMark(row["speaker"], row["event"]) for row in rows.get("original", ())]
    names = dict(record["tags"])
    tags = sorted((names[row["tag"]] for row in rows.get("article_tag", ())), key=str.casefold)
    notes = sorted(rows.get("note", ()), key=lambda note: (note["start"], note["id"]))
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


def _dicts(found: Json) -> Iterator[Json]:
    """Yield the stored rows of a table by the names of their columns."""
    for values in found["rows"]:
        yield dict(zip(found["columns"], map(_decode, values), strict=True))


def _restore(sqlite: sqlite3.Connection, article: int, record: Json) -> None:
    rows: dict[str, Json] = record["rows"]
    [text] = _column(rows["article"], "text")
    if (copy := find_article(sqlite, text)) is not None:
        raise StoreError(
            f"The text of article {article} was added again as article {copy}; "
            f"delete that article to restore this one"
        )
    tags = {number: _tag_id(sqlite, number, name) for number, name in record["tags"]}
    collections = {row[0]: _collection_id(sqlite, *row) for row in record.get("collections", ())}
    for table, found in rows.items():
        if not {*found["columns"]} <= {*_list_columns(sqlite, table)}:
            raise _damaged_error(article)
        _insert(sqlite, table, found, {"tag": tags, "collection": collections})
    restore_links(sqlite, article, _parse_links(record["links"]))
    index_metadata(sqlite, article)
    add_sketch(sqlite, article, text)
    clusterer.add_quotations(sqlite, clusterer.list_quotations(sqlite, article))


def _dump(
    sqlite: sqlite3.Connection, article: int, columns: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Json]]:
    """Yield the rows of an article by their table; `columns` are those of the tables."""
    wheres = {
        "article": "id = ?",
        "note_tag": "note IN (SELECT id FROM note WHERE article = ?)",
    }
    for table in columns:
        if table in _DERIVED:
            continue
        names = ", ".join(f'"{name}"' for name in columns[table])
        where = wheres.get(table, "article = ?")
        rows = sqlite.execute(f"SELECT {names} FROM {table} WHERE {where}", (article,)).fetchall()
        if rows:
            encoded = [[_encode(value) for value in row] for row in rows]
            yield table, {"columns": columns[table], "rows": encoded}


def _insert(
    sqlite: sqlite3.Connection, table: str, found: Json, ids: Mapping[str, Mapping[int, int]]
) -> None:
    """Insert the rows of a table, without links; those are restored afterwards.

    `ids` maps the stored ids of tags and collections to the present ones.
    """
    rows: list[tuple[Any, ...]] = []
    for row in _dicts(found):
        if table in _REFERENCES:
            name = _REFERENCES[table]
            row[name] = ids[name][row[name]]
        if table == "entity":
            row["identity"] = None
        rows.append(tuple(row.values()))
    names = ", ".join(f'"{name}"' for name in found["columns"])
    marks = ", ".join("?" * len(found["columns"]))
    sqlite.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _list_columns(sqlite: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table that are stored, in their order."""
    return [name for _, name, *_ in sqlite.execute(f"PRAGMA table_info({table})")]


def _column(found: Json, name: str) -> list[Any]:
    at = found["columns"].index(name)
    return [row[at] for row in found["rows"]]


def _load_tag_names(sqlite: sqlite3.Connection, article: int) -> list[tuple[int, str]]:
    query = """SELECT id, name FROM tag WHERE id IN (
        SELECT tag FROM article_tag WHERE article = :article
        UNION SELECT tag FROM note_tag JOIN note ON note.id = note WHERE article = :article)"""
    return sqlite.execute(query, {"article": article}).fetchall()


def _tag_id(sqlite: sqlite3.Connection, number: int, name: str) -> int:
    """Return the id of a tag, which may have been renamed, or merged into another one."""
    if sqlite.execute("SELECT 1 FROM tag WHERE id = ?", (number,)).fetchone():
        return number
    sqlite.execute("INSERT OR IGNORE INTO tag (name) VALUES (?)", (name,))
    return int(sqlite.execute("SELECT id FROM tag WHERE name = ?", (name,)).fetchone()[0])


def _load_collections(sqlite: sqlite3.Connection, article: int) -> list[tuple[int, str, str]]:
    query = """SELECT id, name, created FROM collection
        WHERE id IN (SELECT collection FROM collection_article WHERE article = ?)"""
    return sqlite.execute(query, (article,)).fetchall()


def _collection_id(sqlite: sqlite3.Connection, number: int, name: str, created: str) -> int:
    """Return the id of a collection, which may have been renamed, or deleted and created again."""
    if sqlite.execute("SELECT 1 FROM collection WHERE id = ?", (number,)).fetchone():
        return number
    query = "INSERT OR IGNORE INTO collection (id, name, created) VALUES (?, ?, ?)"
    sqlite.execute(query, (number, name, created))
    return int(sqlite.execute("SELECT id FROM collection WHERE name = ?", (name,)).fetchone()[0])


def _parse_links(links: Json) -> ArticleLinks:
    by_entity = {int(number): identity for number, identity in links["by_entity"].items()}
    return ArticleLinks(by_entity, links["identities"], links["last"])


def _encode(value: object) -> object:
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _decode(value: object) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def _trashed(row: tuple[Any, ...]) -> TrashedArticle:
    id, title, site, source, published, published_from, notes, trashed, days = row
    return TrashedArticle(
        id, title, site, source, parse_date(published), published_from, notes,
        parse_time(trashed), days,
    )  # fmt: skip
