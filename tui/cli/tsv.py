"""Objects as tab-separated values: a line of names, then a line for each object."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

_UNSAFE_CELL = re.compile("[\\\\\0-\x1f\x7f-\x9f\u2028\u2029]")
_CELL_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}


def format_tsv(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the names of all keys, then the values of each object, separated by tabs."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    if names:
        yield "\t".join(names)
    for row in rows:
        yield "\t".join(_table_cell(row.get(name)) for name in names)


def _table_cell(value: object) -> str:
    r"""Return a value without tabs and line breaks: a tab is `\t`, a backslash is `\\`.

    Lists and objects are JSON; no value is an empty cell.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _UNSAFE_CELL.sub(lambda match: _CELL_ESCAPES.get(match[0]) or _hex(match[0]), text)


def _hex(character: str) -> str:
    return f"\\u{ord(character):04x}"
