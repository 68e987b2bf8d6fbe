"""Rows of identities in a step of undo: their merges, their links, and the names that follow."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from analysis.linking.similarity import name_key
from db.edits.models import RowChange
from db.identities.link_counts import RECOUNT
from db.identities.linker import link_article
from db.identities.previous_links import PreviousLinks, unlink_article
from db.identities.records import delete_identity, rebuild_searchable_names

_ROOT = "SELECT coalesce(merged_into, id) FROM identity WHERE id = ?"


def _root(sqlite: sqlite3.Connection, identity: int) -> int | None:
    found = sqlite.execute(_ROOT, (identity,)).fetchone()
    return None if found is None else int(found[0])


def load_roots(sqlite: sqlite3.Connection, changes: Iterable[RowChange]) -> dict[int, int]:
    """Return the roots of the identities whose merges change, before the rows are written."""
    roots = {}
    for change in changes:
        if change.table == "identity" and change.after and "merged_into" in change.after:
            identity = int(str(change.key[0]))
            root = _root(sqlite, identity)
            if root is not None:
                roots[identity] = root
    return roots


def update_links(
    sqlite: sqlite3.Connection, changes: Iterable[RowChange], before: Mapping[int, int]
) -> None:
    """Move the links of merged or separated identities to their roots; update names and counts."""
    touched = {int(str(c.key[0])) for c in changes if c.table == "identity"}
    for identity, old in before.items():
        new = _root(sqlite, identity)
        if new is not None and new != old:
            sqlite.execute(
                """UPDATE identity_entity AS link SET identity = ?
                    WHERE identity = ? AND (SELECT entity.identity FROM entity
                        WHERE entity.article = link.article AND number = link.entity) = ?""",
                (new, old, identity),
            )
            touched |= {old, new}
    if not touched:
        return
    if before:
        for statement in RECOUNT:
            sqlite.execute(statement, {"ids": json.dumps(sorted(touched))})
    for identity in touched | {root for each in touched if (root := _root(sqlite, each))}:
        if _root(sqlite, identity) is not None:
            rebuild_searchable_names(sqlite, identity)


def relink_names(sqlite: sqlite3.Connection, changes: Iterable[RowChange]) -> None:
    """Link articles again whose identity is no longer known by the name that they use."""
    for change in changes:
        if change.table != "identity_name" or change.after is not None:
            continue
        key, identity = str(change.key[0]), int(str(change.key[1]))
        root = _root(sqlite, identity)
        query = """SELECT link.article, name, label FROM identity_entity AS link CROSS JOIN entity
            ON entity.article = link.article AND entity.number = link.entity
            WHERE link.identity = ? AND entity.identity = ?"""
        for article, name, label in sqlite.execute(query, (root, identity)).fetchall():
            if name_key(name, label).key == key:
                links = unlink_article(sqlite, article)
                by_key = {named: own for named, own in links.by_key.items() if named != key}
                link_article(sqlite, article, PreviousLinks(by_key, links.identities))


def delete_identity_row(sqlite: sqlite3.Connection, identity: int) -> bool:
    """Delete an identity that an edit created; return False if something refers to it still.

    Articles that were linked to it since are linked again by their names.
    """
    root = _root(sqlite, identity)
    if root is None:
        return True
    query = """SELECT DISTINCT link.article FROM identity_entity AS link CROSS JOIN entity
        ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = ? AND entity.identity = ?"""
    for (article,) in sqlite.execute(query, (root, identity)).fetchall():
        links = unlink_article(sqlite, article)
        by_key = {key: own for key, own in links.by_key.items() if own != identity}
        link_article(sqlite, article, PreviousLinks(by_key, links.identities))
    query = """SELECT 1 FROM identity WHERE merged_into = :id
        UNION ALL SELECT 1 FROM identity_distinct WHERE first = :id OR second = :id
        UNION ALL SELECT 1 FROM identity_override WHERE identity = :id
        UNION ALL SELECT 1 FROM identity_entity WHERE identity = :id"""
    if sqlite.execute(query, {"id": identity}).fetchone():
        return False
    if _root(sqlite, identity) is not None:  # else deleted with its last link
        delete_identity(sqlite, identity)
    return True
