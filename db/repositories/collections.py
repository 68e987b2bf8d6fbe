"""Named collections of articles: create, rename and delete them, and edit their articles."""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Sequence

from db.connection import Connection
from db.errors import CollectionExists, NotFound
from db.models import Record
from db.repositories.article_rows import require_articles
from db.stored_records import mark_damaged, read_records
from db.text import one_line, parse_time, timestamp


class Collection(Record, frozen=True):
    """A named collection; `articles` is the number of its articles."""

    id: int
    name: str
    created: datetime.datetime
    articles: int = 0
    damaged: bool = False


Collections = list[Collection]

_SELECT = """SELECT id, name, created,
        (SELECT count(*) FROM collection_article WHERE collection = collection.id)
    FROM collection"""
_BY_NAME = "ORDER BY name COLLATE NOCASE"


class CollectionRepository:
    """The collections of a store.

    Methods raise StoreError, and NotFound for an unknown collection or article. Those that take a
    name raise ValueError for an empty one.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> Collections:
        """Return the collections with their numbers of articles, by name."""
        with self._connection.read_transaction() as sqlite:
            return _collections(sqlite, sqlite.execute(f"{_SELECT} {_BY_NAME}"))

    def get(self, name: str) -> Collection:
        """Return the collection of a name, regardless of case."""
        with self._connection.read_transaction() as sqlite:
            return require_collection(sqlite, name)

    def count_among(self, articles: Iterable[int]) -> dict[int, int]:
        """Return the number of the given articles in each collection that has any."""
        query = """SELECT collection, count(*) FROM collection_article
            WHERE article IN (SELECT value FROM json_each(?)) GROUP BY collection"""
        with self._connection.read_transaction() as sqlite:
            return dict(sqlite.execute(query, (json.dumps(list(articles)),)).fetchall())

    def create(self, name: str) -> Collection:
        """Create an empty collection; raises CollectionExists if its name is in use."""
        with self._connection.transaction() as sqlite:
            name = normalize_collection_name(name)
            _require_free(sqlite, name)
            _insert(sqlite, name)
            return require_collection(sqlite, name)

    def rename(self, collection: int, name: str) -> None:
        """Rename a collection; raises CollectionExists if the name is in use."""
        with self._connection.transaction() as sqlite:
            name = normalize_collection_name(name)
            _require_free(sqlite, name, but=collection)
            query = "UPDATE collection SET name = ? WHERE id = ?"
            if not sqlite.execute(query, (name, collection)).rowcount:
                raise NotFound(f"There is no collection {collection}")

    def delete(self, collection: int) -> None:
        """Delete a collection; its articles remain."""
        with self._connection.transaction() as sqlite:
            if not sqlite.execute("DELETE FROM collection WHERE id = ?", (collection,)).rowcount:
                raise NotFound(f"There is no collection {collection}")

    def add(self, name: str, articles: Sequence[int]) -> Collection:
        """Add articles to the collection of a name, all or none; create it if there is none."""
        with self._connection.transaction() as sqlite:
            add_to_collection(sqlite, name, articles)
            return require_collection(sqlite, name)

    def remove(self, name: str, articles: Sequence[int]) -> Collection:
        """Remove articles from the collection of a name, all or none."""
        with self._connection.transaction() as sqlite:
            collection = require_collection(sqlite, name).id
            sqlite.executemany(
                "DELETE FROM collection_article WHERE collection = ? AND article = ?",
                [(collection, article) for article in require_articles(sqlite, articles)],
            )
            return require_collection(sqlite, name)


def normalize_collection_name(name: str) -> str:
    """Return a name on one line; raises ValueError for an empty one."""
    name = one_line(name)
    if not name:
        raise ValueError("A collection needs a name")
    return name


def require_collection(sqlite: sqlite3.Connection, name: str) -> Collection:
    """Return the collection of a name; raises NotFound."""
    name = normalize_collection_name(name)
    row = sqlite.execute(f"{_SELECT} WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NotFound(f"There is no collection “{name}”")
    return _collections(sqlite, [row])[0]


def add_to_collection(
    sqlite: sqlite3.Connection, name: str, articles: Iterable[int], origin: str = ""
) -> None:
    """Add articles to a collection, which is created if needed; runs inside a transaction."""
    name = normalize_collection_name(name)
    found = sqlite.execute("SELECT id FROM collection WHERE name = ?", (name,)).fetchone()
    collection = int(found[0]) if found else _insert(sqlite, name)
    sqlite.executemany(
        "INSERT OR IGNORE INTO collection_article (collection, article, origin) VALUES (?, ?, ?)",
        [(collection, article, origin) for article in require_articles(sqlite, articles)],
    )


def _insert(sqlite: sqlite3.Connection, name: str) -> int:
    query = "INSERT INTO collection (name, created) VALUES (?, ?)"
    added = sqlite.execute(query, (name, timestamp())).lastrowid
    assert added is not None
    return added


def _require_free(sqlite: sqlite3.Connection, name: str, *, but: int | None = None) -> None:
    query = "SELECT name FROM collection WHERE name = ? AND id IS NOT ?"
    found = sqlite.execute(query, (name, but)).fetchone()
    if found:
        raise CollectionExists(f"There is a collection “{found[0]}” already; choose another name")


def _collections(
    sqlite: sqlite3.Connection, rows: Iterable[tuple[int, str, str, int]]
) -> list[Collection]:
    found = read_records(Collection, _collection, rows)
    return mark_damaged(sqlite, found, ("collection",))


def _collection(row: tuple[int, str, str, int]) -> Collection:
    id, name, created, articles = row
    return Collection(id, name, parse_time(created), articles)
