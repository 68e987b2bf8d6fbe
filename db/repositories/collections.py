"""Named collections of articles: create, rename and delete them, and edit their articles."""

import datetime
import json
import sqlite3
from collections.abc import Iterable, Sequence

from msgspec import Struct

from db.connection import Connection
from db.errors import CollectionExists, NotFound
from db.models import Record
from db.repositories.article_rows import require_article
from db.text import one_line, timestamp


class Collection(Record, frozen=True):
    """A named collection; `articles` is the number of its articles."""

    id: int
    name: str
    created: datetime.datetime
    articles: int = 0


class MembershipChange(Struct, frozen=True):
    """The articles that were added to a collection, or removed from it.

    `is_new`: the collection was created by the change. Articles that were in the collection before,
    or were not, are left out.
    """

    collection: int
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    is_new: bool = False

    @property
    def articles(self) -> tuple[int, ...]:
        """All articles that were changed."""
        return self.added + self.removed


class DeletedCollection(Struct, frozen=True):
    """A deleted collection with the ids of its articles, by which it can be restored."""

    id: int
    name: str
    created: str
    articles: tuple[int, ...]


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
            return [_collection(row) for row in sqlite.execute(f"{_SELECT} {_BY_NAME}")]

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
            rename_collection(sqlite, collection, name)

    def delete(self, collection: int) -> DeletedCollection:
        """Delete a collection, and return it for `restore`; its articles remain."""
        with self._connection.transaction() as sqlite:
            return delete_collection(sqlite, collection)

    def restore(self, deleted: DeletedCollection) -> None:
        """Restore a collection with those of its articles that still exist."""
        with self._connection.transaction() as sqlite:
            restore_collection(sqlite, deleted)

    def add(self, name: str, articles: Sequence[int]) -> MembershipChange:
        """Add articles to the collection of a name, all or none; create it if there is none."""
        with self._connection.transaction() as sqlite:
            return add_to_collection(sqlite, name, articles)

    def remove(self, name: str, articles: Sequence[int]) -> MembershipChange:
        """Remove articles from the collection of a name, all or none."""
        with self._connection.transaction() as sqlite:
            return remove_from_collection(sqlite, name, articles)

    def revert(self, change: MembershipChange) -> None:
        """Revert a change; articles and collections that were deleted since are left out."""
        with self._connection.transaction() as sqlite:
            revert_membership(sqlite, change)


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
    return _collection(row)


def add_to_collection(
    sqlite: sqlite3.Connection, name: str, articles: Sequence[int]
) -> MembershipChange:
    """Add articles to a collection, which is created if needed; runs inside a transaction."""
    name = normalize_collection_name(name)
    found = sqlite.execute("SELECT id FROM collection WHERE name = ?", (name,)).fetchone()
    collection = int(found[0]) if found else _insert(sqlite, name)
    before = _members(sqlite, collection)
    added = [article for article in dict.fromkeys(articles) if article not in before]
    for article in added:
        require_article(sqlite, article)
    _insert_members(sqlite, collection, added)
    return MembershipChange(collection, added=tuple(added), is_new=not found)


def remove_from_collection(
    sqlite: sqlite3.Connection, name: str, articles: Sequence[int]
) -> MembershipChange:
    """Remove articles from a collection; runs inside a transaction."""
    collection = require_collection(sqlite, name).id
    before = _members(sqlite, collection)
    for article in articles:
        require_article(sqlite, article)
    removed = [article for article in dict.fromkeys(articles) if article in before]
    _delete_members(sqlite, collection, removed)
    return MembershipChange(collection, removed=tuple(removed))


def revert_membership(sqlite: sqlite3.Connection, change: MembershipChange) -> list[int]:
    """Revert a change inside a transaction; return the articles that are as before."""
    query = "SELECT 1 FROM collection WHERE id = ?"
    if sqlite.execute(query, (change.collection,)).fetchone() is None:
        return []
    stored = _stored(sqlite, change.articles)
    reverted = [article for article in change.articles if article in stored]
    _insert_members(sqlite, change.collection, set(change.removed) & stored)
    _delete_members(sqlite, change.collection, change.added)
    if change.is_new and not _members(sqlite, change.collection):
        sqlite.execute("DELETE FROM collection WHERE id = ?", (change.collection,))
    return reverted


def rename_collection(sqlite: sqlite3.Connection, collection: int, name: str) -> None:
    """Rename a collection; runs inside a transaction."""
    name = normalize_collection_name(name)
    _require_free(sqlite, name, but=collection)
    query = "UPDATE collection SET name = ? WHERE id = ?"
    if not sqlite.execute(query, (name, collection)).rowcount:
        raise NotFound(f"There is no collection {collection}")


def delete_collection(sqlite: sqlite3.Connection, collection: int) -> DeletedCollection:
    """Delete a collection inside a transaction, and return it."""
    query = "SELECT name, created FROM collection WHERE id = ?"
    found = sqlite.execute(query, (collection,)).fetchone()
    if found is None:
        raise NotFound(f"There is no collection {collection}")
    articles = tuple(sorted(_members(sqlite, collection)))
    sqlite.execute("DELETE FROM collection WHERE id = ?", (collection,))
    name, created = found
    return DeletedCollection(collection, name, created, articles)


def restore_collection(sqlite: sqlite3.Connection, deleted: DeletedCollection) -> None:
    """Restore a deleted collection; raises CollectionExists for a name of another one."""
    _require_free(sqlite, deleted.name, but=deleted.id)
    query = "INSERT OR IGNORE INTO collection (id, name, created) VALUES (?, ?, ?)"
    sqlite.execute(query, (deleted.id, deleted.name, deleted.created))
    _insert_members(sqlite, deleted.id, _stored(sqlite, deleted.articles))


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


def _members(sqlite: sqlite3.Connection, collection: int) -> set[int]:
    query = "SELECT article FROM collection_article WHERE collection = ?"
    return {article for (article,) in sqlite.execute(query, (collection,))}


def _stored(sqlite: sqlite3.Connection, articles: Iterable[int]) -> set[int]:
    query = "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))"
    return {article for (article,) in sqlite.execute(query, (json.dumps(list(articles)),))}


def _insert_members(sqlite: sqlite3.Connection, collection: int, articles: Iterable[int]) -> None:
    sqlite.executemany(
        "INSERT OR IGNORE INTO collection_article (collection, article) VALUES (?, ?)",
        ((collection, article) for article in articles),
    )


def _delete_members(sqlite: sqlite3.Connection, collection: int, articles: Iterable[int]) -> None:
    sqlite.executemany(
        "DELETE FROM collection_article WHERE collection = ? AND article = ?",
        ((collection, article) for article in articles),
    )


def _collection(row: tuple[int, str, str, int]) -> Collection:
    id, name, created, articles = row
    return Collection(id, name, datetime.datetime.fromisoformat(created), articles)
