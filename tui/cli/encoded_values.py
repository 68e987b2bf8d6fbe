"""Values for programs as text: JSON, JSON Lines, and lines of values separated by tabs.

Lists are encoded in batches, so that a long one is never in memory as a whole.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

_CONTROLS = re.compile("[\x7f-\x9f]")  # which JSON does not escape
_UNSAFE_CELL = re.compile("[\\\\\0-\x1f\x7f-\x9f\u2028\u2029]")
_CELL_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_BATCH = 500  # values encoded at a time


def encode_json(value: object, indent: int = 0) -> str:
    """Encode a value as JSON that a terminal does not interpret; without `indent`, as one line."""
    encoded = _encode(value)
    text = msgspec.json.format(encoded, indent=indent).decode()
    # two bytes are found in a tenth of the time of the pattern
    return escape_controls(text) if b"\xc2" in encoded or b"\x7f" in encoded else text


def escape_controls(text: str) -> str:
    r"""Escape the controls in JSON that a terminal would interpret: U+009B → `\u009b`."""
    return _CONTROLS.sub(lambda match: _escape(match[0]), text)


def encode_json_list(values: Iterable[object]) -> Iterator[str]:
    """Yield the pieces of an indented list in JSON."""
    opening = "["
    for batch in _split(values):
        yield opening + encode_json(batch, 1).removeprefix("[").removesuffix("\n]")
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def encode_json_lines(values: Iterable[object]) -> Iterator[str]:
    """Yield a line of JSON for each value."""
    return (f"{encode_json(value)}\n" for value in values)


def encode_table(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    r"""Yield a line of names, then a line of values for each object, separated by tabs.

    The names are those of all objects of a list, or of the first ones of another iterable. A tab is
    `\t`, and a backslash `\\`. Lists and objects are JSON; no value is an empty cell.
    """
    names: list[str] = []
    for batch in [rows] if isinstance(rows, list) and rows else _split(rows):
        if not names:
            names = list(dict.fromkeys(name for row in batch for name in row))
            yield "\t".join(names) + "\n"
        for row in batch:
            yield "\t".join([_encode_cell(row.get(name)) for name in names]) + "\n"


ENCODERS: dict[str, Callable[[Iterable[Any]], Iterator[str]]] = {
    "json": encode_json_list,
    "jsonl": encode_json_lines,
    "tsv": encode_table,
}
"""The functions that encode a list, by the name of the form."""


def _split(values: Iterable[Any]) -> Iterator[list[Any]]:
    values = iter(values)
    while batch := list(islice(values, _BATCH)):
        yield batch


def _encode(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # a path that is not UTF-8
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _encode_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif type(value) is int:
        return str(value)
    else:
        text = msgspec.json.format(_encode(value), indent=0).decode()
    if text.isprintable() and "\\" not in text:  # most texts
        return text
    return _UNSAFE_CELL.sub(lambda match: _CELL_ESCAPES.get(match[0]) or _escape(match[0]), text)


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}"
