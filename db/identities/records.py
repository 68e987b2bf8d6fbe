"""Records of identities that linking and merging change together."""

import sqlite3
from collections.abc import Iterable

from analysis.linking import name_key, parse_state_body
from analysis.models import Label
from db.text import fold

MOST_NAMES = 40
"""The most names of an identity that are stored."""


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
    sqlite.execute("DELETE FROM identity WHERE id = ?", (identity,))


def rebuild_searchable_names(sqlite: sqlite3.Connection, root: int) -> None:
    """Rebuild the searchable names of an identity, with those of the identities merged into it."""
    query = "SELECT names, country FROM identity WHERE id = ? OR merged_into = ?"
    names = "\n".join(part for row in sqlite.execute(query, (root, root)) for part in row if part)
    sqlite.execute("UPDATE identity SET list_key = ? WHERE id = ?", (fold(names), root))
