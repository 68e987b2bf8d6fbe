"""Rows that an earlier version of the schema wrote, in their present form.

The trash and the log of edits keep rows as they were, and a damaged store of an earlier version is
copied row by row.
"""

from collections.abc import Mapping

from db.coded_columns import encode_word, stored_column
from db.finding_rows import finding_id_sql

_RENAMED = {
    ("article", "list_key"): "folded", ("identity", "list_key"): "folded",  # until version 27
    ("identity", "names"): "all_names",  # until version 28
}  # fmt: skip
FORMER_IDS = frozenset({"quotation", "event"})
"""The tables whose rows had an id as their key until version 28: the article and, in the lowest 18
bits, the number."""
FORMER_BITS = 18


def present_column(table: str, column: str) -> str:
    """Return the name of a stored column that had another one, or stored a word."""
    return _RENAMED.get((table, column), stored_column(table, column))


def renew_row(table: str, row: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a row, or of some of its columns, by their present columns.

    Columns that are generated now may be among them.
    """
    renewed = {
        present_column(table, name): encode_word(table, name, value) for name, value in row.items()
    }
    if table == "identity" and "names" in row and row["names"] == row.get("name"):
        renewed["all_names"] = ""
    return renewed


def former_id_sql() -> str:
    """Return the SQL expression for the former id of a row of `FORMER_IDS`."""
    return f"article << {FORMER_BITS} | number"


def new_id_sql(id: str) -> str:
    """Return the SQL expression for the present id of a finding with a former id."""
    return finding_id_sql(f"({id} >> {FORMER_BITS})", f"({id} & {(1 << FORMER_BITS) - 1})")


def split_former_id(id: int) -> tuple[int, int]:
    """Return the article and the number in a former id."""
    return id >> FORMER_BITS, id & (1 << FORMER_BITS) - 1


def shorten_block(block: int) -> int:
    """Return the hash of a block of names as a signed integer of its lowest four bytes."""
    return (block & 0xFFFFFFFF) - ((block & 0x80000000) << 1)


def shorten_block_sql(block: str) -> str:
    """Return the SQL expression of `shorten_block`."""
    return f"({block} & 0xFFFFFFFF) - (({block} & 0x80000000) << 1)"
