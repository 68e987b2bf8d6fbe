"""Changes of the log of edits that an earlier version wrote, in their present form."""

from typing import cast

from db.earlier_rows import FORMER_IDS, renew_row, shorten_block, split_former_id
from db.edits.models import RowChange, Values

_IN_KEY = frozenset({"article", "number"})


def renew_change(change: RowChange) -> RowChange:
    """Return a change with the present key and columns of its table."""
    key = change.key
    before, after = (_renew(change.table, values) for values in (change.before, change.after))
    if change.table in FORMER_IDS and len(key) == 1 and isinstance(key[0], int):
        key = split_former_id(key[0])
        before, after = _without_key(before), _without_key(after)
    if change.table == "identity_block" and isinstance(key[0], int):
        key = shorten_block(key[0]), *key[1:]
    return RowChange(change.table, key, before, after)


def _renew(table: str, values: Values | None) -> Values | None:
    return None if values is None else cast(Values, renew_row(table, values))


def _without_key(values: Values | None) -> Values | None:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in _IN_KEY}
