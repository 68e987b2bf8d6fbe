"""The groups of rows that have checksums: the tables, and columns that change by themselves."""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from db.kinds import BY_NAME as TABLES_BY_NAME
from db.kinds import TABLES, StoredTable


class ChecksumGroup(Struct, frozen=True, kw_only=True, dict=True):
    """Rows of a table that have one checksum for each value of a column, the key.

    `name` is the group in messages and in the log of edits, `code` the one in the store. Without a
    key, all rows of the table have one checksum, of the key 0. `columns` are those in the checksum,
    None for all but the `excluded` ones. A repair computes the rows of a `derived` group again. The
    deleted rows of a `final` group never come back.
    """

    name: str
    label: str
    """The name of the rows in messages, before the key unless that is an article: "note" 5."""
    source: str
    """The table of the rows."""
    code: str
    columns: tuple[str, ...] | None = None
    excluded: frozenset[str] = frozenset()
    is_whole: bool = False
    derived: bool = False
    final: bool = False

    @cached_property
    def key(self) -> str:
        """The column with a checksum for each value; empty for one of the whole table."""
        return "" if self.is_whole else TABLES_BY_NAME[self.source].checksum_key

    @cached_property
    def article(self) -> str:
        """An expression for the article of the key `:key`; empty for rows of no single article."""
        table = TABLES_BY_NAME[self.source]
        if self.key == table.article or not self.key:
            return ":key" if self.key else ""
        if table.article:
            return f'(SELECT {table.article} FROM {table.name} WHERE "{self.key}" = :key)'
        if table.holder:
            parent = TABLES_BY_NAME[table.references[table.holder]]
            return f'(SELECT {parent.article} FROM {parent.name} WHERE "{parent.key[0]}" = :key)'
        return ""

    @cached_property
    def checked(self) -> tuple[tuple[str, str], ...]:
        """The columns in the checksum with their types, in a store of the present version."""
        columns = TABLES_BY_NAME[self.source].columns
        return tuple((name, columns[name].type) for name in columns if self.has_column(name))

    def has_column(self, name: str) -> bool:
        """Return True if a column of the table is in the checksum."""
        return name in self.columns if self.columns is not None else name not in self.excluded


def _list_groups(table: StoredTable) -> Iterator[ChecksumGroup]:
    part = table.group
    yield ChecksumGroup(
        name=table.name,
        label=table.label,
        source=table.name,
        code=table.code or table.name,
        excluded=table.unchecked.union(part.columns if part else ()),
        derived=table.is_derived,
        final=table.is_final,
    )
    if part is not None:
        yield ChecksumGroup(
            name=part.name,
            label=part.label,
            source=table.name,
            code=part.name,
            columns=("id", *part.columns),
            is_whole=part.is_whole,
            derived=part.derived,
            final=table.is_final and not part.is_whole,
        )


GROUPS = tuple(group for table in TABLES if table.role != "state" for group in _list_groups(table))
BY_NAME = {group.name: group for group in GROUPS}
NAMES = {group.code: group.name for group in GROUPS}
"""The names of groups by their codes."""
