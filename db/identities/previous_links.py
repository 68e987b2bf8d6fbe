"""The links of an article before its findings change or the article is deleted."""

import sqlite3
from collections.abc import Mapping

from msgspec import Struct

from analysis.linking.similarity import name_key
from db.identities.records import delete_identity


class PreviousLinks(Struct, frozen=True):
    """Previous links of an article: identities by name key, and all, parts before their roots."""

    by_key: Mapping[str, int]
    identities: tuple[int, ...]


NO_LINKS = PreviousLinks({}, ())


def unlink_article(sqlite: sqlite3.Connection, article: int) -> PreviousLinks:
    """Remove the links of an article before its findings change; `link_article` restores them."""
    query = """SELECT entity.name, entity.label, identity.id, coalesce(merged_into, identity.id)
        FROM entity JOIN identity ON identity.id = entity.identity
        WHERE article = ? ORDER BY number DESC"""
    rows = sqlite.execute(query, (article,)).fetchall()
    sqlite.execute("UPDATE entity SET identity = NULL WHERE article = ?", (article,))
    roots = [root for *_, root in rows]
    return PreviousLinks(
        {name_key(name, label).key: own for name, label, own, _ in rows},
        tuple(dict.fromkeys([*(own for *_, own, root in rows if own != root), *roots])),
    )


def unlink_deleted_article(sqlite: sqlite3.Connection, article: int) -> None:
    """Remove the links of an article that is deleted."""
    forget_empty(sqlite, unlink_article(sqlite, article))


def forget_empty(sqlite: sqlite3.Connection, before: PreviousLinks) -> None:
    """Delete the identities of `before` that have neither a link nor a decision by the reader."""
    for identity in before.identities:  # an automatic merge is no decision
        query = """SELECT 1 FROM identity WHERE id = :id AND articles = 0
            AND (merged_into IS NULL OR (merge_reason != '' AND NOT EXISTS (
                SELECT 1 FROM identity_entity AS link CROSS JOIN entity
                    ON entity.article = link.article AND entity.number = link.entity
                WHERE link.identity = merged_into AND entity.identity = :id)))
            AND NOT EXISTS (SELECT 1 FROM identity AS part WHERE part.merged_into = :id)
            AND NOT EXISTS (SELECT 1 FROM identity_distinct WHERE first = :id OR second = :id)
            AND NOT EXISTS (SELECT 1 FROM identity_override WHERE identity = :id)"""
        if sqlite.execute(query, {"id": identity}).fetchone():
            delete_identity(sqlite, identity)
