"""Restoration of the findings of an article, as one unit of an edit.

The rows of findings refer to each other by their numbers. So they are restored only if all of them
are as the edit left them. Otherwise they are computed again from the machine's findings, with the
corrections that the article has then.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from db.edits.models import RowChange, Value
from db.edits.rows import write_row
from db.kinds import FINDINGS
from db.quote_groups import clusterer

Links = dict[int, Value]
"""The identity of each entity of an article, by its number."""


def load_entity_links(sqlite: sqlite3.Connection, article: int) -> Links:
    """Return the identities of the entities of an article."""
    query = "SELECT number, identity FROM entity WHERE article = ?"
    return dict(sqlite.execute(query, (article,)).fetchall())


def remove_entity_links(sqlite: sqlite3.Connection, article: int) -> None:
    """Remove the links of an article; triggers update the counts of its identities."""
    sqlite.execute("UPDATE entity SET identity = NULL WHERE article = ?", (article,))


def set_links(sqlite: sqlite3.Connection, article: int, links: Mapping[int, Value]) -> bool:
    """Link entities of an article; return False if an identity does not exist."""
    sqlite.executemany(
        """UPDATE entity SET identity = :identity WHERE article = :article AND number = :number
            AND EXISTS (SELECT 1 FROM identity WHERE id = :identity)""",
        [
            {"article": article, "number": number, "identity": identity}
            for number, identity in links.items()
            if identity is not None
        ],
    )
    return all(
        links.get(number) is None or identity is not None
        for number, identity in load_entity_links(sqlite, article).items()
    )


def restore_findings(
    sqlite: sqlite3.Connection, article: int, changes: Sequence[RowChange]
) -> None:
    """Write changed rows of an article without links; update its quotations' groups."""
    before = clusterer.list_quotations(sqlite, article)
    order = {table: at for at, table in enumerate(FINDINGS)}
    changes = sorted(changes, key=lambda change: order[change.table])
    for change in changes:
        if change.after is not None:
            write_row(sqlite, _without_link(change))
    # parents last: deleting an entity deletes its mentions
    for change in reversed(changes):
        if change.after is None:
            write_row(sqlite, change)
    after = clusterer.list_quotations(sqlite, article)
    clusterer.remove_quotations(sqlite, before - after)
    clusterer.add_quotations(sqlite, after - before)


def _without_link(change: RowChange) -> RowChange:
    if change.table != "entity" or change.after is None:
        return change
    after = {name: value for name, value in change.after.items() if name != "identity"}
    return RowChange(change.table, change.key, change.before, after)
