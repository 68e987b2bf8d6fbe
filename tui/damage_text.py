"""Sentences about records of a store that are damaged, or that another program changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.display_text import format_count

if TYPE_CHECKING:
    from db.checksums.comparison import DamagedRecord

_NAMED = 3  # records


def describe_damage(records: "Sequence[DamagedRecord]") -> str:
    """Return the number of damaged records and the names of the first: "2 records … (note 5)"."""
    if not records:
        return ""
    names = [name_record(record) for record in records[:_NAMED]]
    more = len(records) - len(names)
    listed = ", ".join(names) + (f" and {more:,} more" if more else "")
    verb = "is" if len(records) == 1 else "are"
    count = format_count(len(records), "record")
    return f"{count} {verb} damaged, or changed by another program: {listed}"


def name_record(record: "DamagedRecord") -> str:
    """Return the name of a record, with its article: "note 5 (article 3)"."""
    return record.label + (f" (article {record.article})" if record.article else "")
