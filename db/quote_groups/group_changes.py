"""Changes of quote groups that are made in memory and stored together.

For use inside one transaction.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from db.finding_rows import has_id_sql


class GroupChanges:
    """The groups of some quotations, and the groups that are new, merged or larger."""

    def __init__(self, sqlite: sqlite3.Connection, quotations: Iterable[int]) -> None:
        """Load the groups of `quotations`."""
        self._sqlite = sqlite
        query = """SELECT quotation, quote_group FROM quote_group_member
            WHERE quotation IN (SELECT value FROM json_each(?))"""
        ids = json.dumps(sorted(quotations))
        self._stored: dict[int, int] = dict(sqlite.execute(query, (ids,)).fetchall())
        [(self._last,)] = sqlite.execute("SELECT coalesce(max(id), 0) FROM quote_group")
        self._first_new = self._last + 1
        self._members: dict[int, int] = {}
        self._merged: dict[int, int] = {}
        self._changed: set[int] = set()

    def find(self, quotation: int) -> int | None:
        """Return the group of a quotation; None if it has no group."""
        group = self._members.get(quotation, self._stored.get(quotation))
        while group in self._merged:
            group = self._merged[group]
        return group

    def unite(self, quotations: Sequence[int]) -> None:
        """Merge quotations and their groups into the oldest of these groups, or a new one."""
        groups = {group for id in quotations if (group := self.find(id)) is not None}
        if not groups:
            self._last += 1
            groups = {self._last}
        root = min(groups)
        self._merged |= dict.fromkeys(groups - {root}, root)
        self._members |= {id: root for id in quotations if self.find(id) is None}
        self._changed = self._changed - groups | {root}

    def store(self) -> None:
        """Store the changes."""
        sqlite = self._sqlite
        new = sorted(group for group in self._changed if group >= self._first_new)
        sqlite.executemany(
            "INSERT INTO quote_group (id, articles) VALUES (?, 0)", ((group,) for group in new)
        )
        sqlite.executemany(
            "INSERT INTO quote_group_member (quotation, quote_group) VALUES (?, ?)",
            [(id, self.find(id)) for id in sorted(self._members)],
        )
        for merged in sorted(group for group in self._merged if group < self._first_new):
            root = self._merged[merged]
            while root in self._merged:
                root = self._merged[root]
            sqlite.execute(
                "UPDATE quote_group_member SET quote_group = ? WHERE quote_group = ?",
                (root, merged),
            )
            sqlite.execute("DELETE FROM quote_group WHERE id = ?", (merged,))
        for group in sorted(self._changed):
            update_counts(sqlite, group)


def update_counts(sqlite: sqlite3.Connection, group: int) -> None:
    """Store the number of articles of a group, and their first and last day."""
    sqlite.execute(
        f"""UPDATE quote_group SET (articles, first_day, last_day) = (
                SELECT count(DISTINCT article.id), min(published), substr(
                    max(published || substr('-12-31', length(published) - 3) || published), 11)
                FROM quote_group_member
                CROSS JOIN quotation ON {has_id_sql("quotation", "quote_group_member.quotation")}
                CROSS JOIN article ON article.id = quotation.article
                WHERE quote_group = :quote_group
            ) WHERE id = :quote_group""",
        {"quote_group": group},
    )
