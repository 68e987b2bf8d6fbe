"""Type checks of records that were read from JSON, against their annotations."""

import functools
import math
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

_LARGEST = 2**53  # larger integers are not exact in every JSON parser


def require_types(record: Any) -> None:
    """Raise ValueError if a field of a record, at any depth, has a value of the wrong type."""
    kind: Any = type(record)
    for name, hint in _hints(kind).items():
        if not _is_a(getattr(record, name), hint):
            raise ValueError(f"{name} of {kind.__name__} has a value of the wrong type")


def require_number(value: object) -> int:
    """Return a value that is a valid character count; raises ValueError for any other value."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST:
        return value
    raise ValueError("not a number of characters")


@functools.cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


def _is_a(value: object, hint: Any) -> bool:
    """Return True if a value has a type: for `int` no bool, for `float` a finite number."""
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
    if hint is float:
        return _is_a(value, int) or (isinstance(value, float) and math.isfinite(value))
    if isinstance(hint, type) and issubclass(hint, Struct):
        if type(value) is hint:
            require_types(value)
        return type(value) is hint
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_is_a(value, part) for part in parts)
    if origin is Literal:
        return value in parts
    if origin is tuple:
        return isinstance(value, tuple) and _is_a_tuple(value, parts)
    return isinstance(value, hint)


def _is_a_tuple(value: tuple[object, ...], parts: tuple[Any, ...]) -> bool:
    if parts[1:] == (...,):
        return all(_is_a(item, parts[0]) for item in value)
    return len(value) == len(parts) and all(map(_is_a, value, parts))
