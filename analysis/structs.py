"""Copies of records, which are frozen structs, and their conversion from JSON."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, overload

import msgspec
from msgspec import Meta

T = TypeVar("T")

WholeNumber = Annotated[int, Meta(ge=0, lt=2**53)]
"""A count or an offset in JSON; larger integers are not exact in every JSON parser."""
ExactInteger = Annotated[int, Meta(gt=-(2**53), lt=2**53)]
Share = Annotated[float, Meta(ge=0, le=1)]

_LONGEST_DETAIL = 120  # characters of an error

if TYPE_CHECKING:
    from dataclasses import replace as replace  # the same function, with checked names and types
else:
    from msgspec.structs import replace as replace


@overload
def decode_json(text: str | bytes) -> Any: ...
@overload
def decode_json(text: str | bytes, kind: type[T]) -> T: ...
def decode_json(text: str | bytes, kind: Any = Any) -> Any:
    """Parse JSON, and convert it by the types of the fields of a record.

    `NaN` and `Infinity`, which other programs write for no value, are None. Raises ValueError for
    text that is no JSON, that is nested too deeply, or that has a wrong value.
    """
    try:
        values = json.loads(text, parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    return values if kind is Any else convert_values(values, kind)


def convert_values(values: object, kind: type[T]) -> T:
    """Convert values of JSON to a record, by the types of its fields.

    Raises ValueError, which names the first field with a wrong value.
    """
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).rpartition(" - at `$")
        field = path.strip(".`") if problem else ""
        detail = (problem or path).replace("`", "")[:_LONGEST_DETAIL]
        raise ValueError(f"{field}: {detail}" if field else detail) from None


def convert_readable_values(values: Mapping[str, object], kind: type[T]) -> T:
    """Convert values to a record whose fields have defaults; a wrong value becomes the default."""
    readable = {}
    for name, value in values.items():
        with suppress(ValueError):
            convert_values({name: value}, kind)
            readable[name] = value
    return convert_values(readable, kind)
