"""Records of identities that linking and merging change together."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from analysis.linking.similarity import NameRecord, blocking_keys, name_key
from analysis.linking.state_bodies import parse_state_body
from analysis.models import Label
from db.text import fold_unless_lower

MOST_NAMES = 40
"""The most names of an identity that are stored."""


# The data of an identity that a deleted article restores; its counts follow its links.
_IDENTITY_COLUMNS = (
    "id", "name", "label_code", "all_names", "folded", "shared", "gender", "fields", "country",
    "merged_into", "merge_reason",
)  # fmt: skip


def store_names(name: str, names: str) -> str:
    """Return the stored names of an identity, one per line: "" if its display name is the only."""
    return "" if names == name else names


def country_key(name: str, country: str) -> str:
    """Return the key of a generic name of a country's body: "body:parliament@india"."""
    body = parse_state_body(name, is_generic=True)
    assert body is not None  # as for each generic name
    return f"body:{body.key}@{country.casefold()}"


def article_key(name: str, label: Label, article: int) -> str:
    """Return the key of a generic name that belongs to one article: "body:parliament#7"."""
    return f"{name_key(name, label).key}#{article}"


def stored_keys(
    sqlite: sqlite3.Connection, identity: int, names: Iterable[str], label: Label
) -> list[str]:
    """Return the keys by which names lead to an identity."""
    query = "SELECT country FROM identity WHERE id = ?"
    (country,) = sqlite.execute(query, (identity,)).fetchone()
    found: set[str] = set()
    for name in dict.fromkeys(names):
        key = name_key(name, label).key
        # "$" follows "#": the keys of single articles
        query = """SELECT key FROM identity_name WHERE identity = ?
            AND (key IN (?, ?) OR (key >= ? || '#' AND key < ? || '$'))"""
        row = (identity, key, country_key(name, country), key, key)
        found.update(stored for (stored,) in sqlite.execute(query, row))
    return sorted(found)


def list_keys(sqlite: sqlite3.Connection, identity: int) -> list[str]:
    """Return all name keys of an identity; the table has no index by identity."""
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    known = names.split("\n")
    if len(known) >= MOST_NAMES:  # the list is full, so further names may have keys
        query = "SELECT key FROM identity_name WHERE identity = ? ORDER BY key"
        return [key for (key,) in sqlite.execute(query, (identity,))]
    return stored_keys(sqlite, identity, (name, *known), label)


def delete_identity(sqlite: sqlite3.Connection, identity: int) -> None:
    """Delete an identity without links, and its name keys."""
    sqlite.executemany(
        "DELETE FROM identity_name WHERE key = ? AND identity = ?",
        [(key, identity) for key in list_keys(sqlite, identity)],
    )
    delete_blocks(sqlite, identity)
    sqlite.execute("DELETE FROM identity WHERE id = ?", (identity,))


class ArticleLinks(Struct, frozen=True):
    """The links of an article that leaves the library, by which `restore_links` restores them.

    `identities` are the linked ones as rows of `identity`, each with its name keys, since deleting
    the article may delete them. Identities with a number above `last` were created afterwards.
    """

    by_entity: Mapping[int, int]
    identities: Sequence[tuple[Mapping[str, object], Sequence[str]]]
    last: int


def load_links(sqlite: sqlite3.Connection, article: int) -> ArticleLinks:
    """Load the links of an article with all that is known about the linked identities."""
    query = "SELECT number, identity FROM entity WHERE article = ? AND identity IS NOT NULL"
    by_entity: dict[int, int] = dict(sqlite.execute(query, (article,)).fetchall())
    columns = ", ".join(_IDENTITY_COLUMNS)
    query = f"""SELECT {columns} FROM identity WHERE id IN (SELECT value FROM json_each(:ids)
            UNION SELECT merged_into FROM identity
                WHERE id IN (SELECT value FROM json_each(:ids)))
        ORDER BY merged_into IS NOT NULL, id"""
    identities = [
        (dict(zip(_IDENTITY_COLUMNS, row, strict=True)), list_keys(sqlite, row[0]))
        for row in sqlite.execute(query, {"ids": json.dumps(list(by_entity.values()))}).fetchall()
    ]
    query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'identity'"
    return ArticleLinks(by_entity, identities, int(sqlite.execute(query).fetchone()[0]))


def insert_again(
    sqlite: sqlite3.Connection, row: Mapping[str, Any], keys: Sequence[str], last: int
) -> None:
    """Insert a deleted identity, unless an identity after the number `last` has one of its keys.

    A merged one needs the identity that it was merged into.
    """
    query = "SELECT 1 FROM identity WHERE id = ?"
    if sqlite.execute(query, (row["id"],)).fetchone():
        return
    root = row["merged_into"]
    if root is not None and not sqlite.execute(query, (root,)).fetchone():
        return
    query = "SELECT 1 FROM identity_name WHERE key = ? AND identity > ?"
    if any(sqlite.execute(query, (key, last)).fetchone() for key in keys):
        return
    columns = ", ".join(_IDENTITY_COLUMNS)
    values = ", ".join(f":{column}" for column in _IDENTITY_COLUMNS)
    sqlite.execute(f"INSERT INTO identity ({columns}) VALUES ({values})", row)
    sqlite.executemany(
        "INSERT INTO identity_name (key, identity) VALUES (?, ?)",
        [(key, row["id"]) for key in keys],
    )
    add_blocks(sqlite, row["id"])


def add_blocks(sqlite: sqlite3.Connection, identity: int) -> None:
    """Store the blocks of a person's full name, by which other spellings of it are found."""
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    if label == "PERSON" and not name_key(name, label).is_ambiguous:
        insert_blocks(sqlite, identity, NameRecord(name, label, tuple(names.split("\n"))))


def insert_blocks(sqlite: sqlite3.Connection, identity: int, record: NameRecord) -> None:
    """Store the blocks of an identity, whose names are those of `record`."""
    sqlite.executemany(
        "INSERT OR IGNORE INTO identity_block (block, identity) VALUES (?, ?)",
        sorted((hash_block(block), identity) for block in blocking_keys(record)),
    )


def delete_blocks(sqlite: sqlite3.Connection, identity: int) -> None:
    """Delete the blocks of an identity: those of each name that was or is its first."""
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    known = tuple(names.split("\n"))
    blocks = {
        block
        for first in {name, *known}
        for block in blocking_keys(NameRecord(first, label, known))
    }
    sqlite.executemany(
        "DELETE FROM identity_block WHERE block = ? AND identity = ?",
        sorted((hash_block(block), identity) for block in blocks),
    )


def hash_block(block: str) -> int:
    """Return the hash by which a block of names is stored: four bytes instead of thirty."""
    import hashlib

    # four of six bytes, as the stores of version 30 have them
    digest = hashlib.blake2b(block.encode(), digest_size=6).digest()
    return int.from_bytes(digest[2:], signed=True)


def rebuild_searchable_names(sqlite: sqlite3.Connection, root: int) -> None:
    """Rebuild the searchable names of an identity, with those of the identities merged into it."""
    query = "SELECT names FROM identity WHERE id = ?"
    (own,) = sqlite.execute(query, (root,)).fetchone()
    query = "SELECT names, country FROM identity WHERE id = ? OR merged_into = ?"
    names = "\n".join(part for row in sqlite.execute(query, (root, root)) for part in row if part)
    folded = fold_unless_lower(names, own)
    sqlite.execute("UPDATE identity SET folded = ? WHERE id = ?", (folded, root))
