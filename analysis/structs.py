"""Copies of records, which are frozen structs, with other values."""

import dataclasses
from typing import TYPE_CHECKING, Any

import msgspec.structs

if TYPE_CHECKING:
    from dataclasses import replace as replace  # type-checks the names and values
else:

    def replace(record: Any, /, **changes: Any) -> Any:
        """Return a copy of a record with other values in some fields."""
        if isinstance(record, msgspec.Struct):
            return msgspec.structs.replace(record, **changes)
        return dataclasses.replace(record, **changes)
