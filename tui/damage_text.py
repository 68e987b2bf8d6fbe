"""Sentences about records of a store that are damaged, or that another program changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.display_text import format_count
from tui.strings.reader_text import ReaderText

if TYPE_CHECKING:
    from db.checksums.comparison import DamagedRecord
    from tui.context import AppContext

_NAMED = 3  # records


def describe_damage(records: "Sequence[DamagedRecord]") -> str:
    """Return the number of damaged records and the names of the first: "2 records … (note 5)"."""
    if not records:
        return ""
    return describe_damaged([name_record(record) for record in records])


def describe_damaged(names: Sequence[str]) -> str:
    """Return the number of the named records and the first names."""
    more = len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    verb = "is" if len(names) == 1 else "are"
    count = format_count(len(names), "record")
    return f"{count} {verb} damaged, or changed by another program: {listed}"


def report_damage(context: "AppContext", names: Sequence[str]) -> None:
    """Show a message about the damaged records of an article, if there are any."""
    if names:
        text = ReaderText.DAMAGED.format(damage=describe_damaged(names))
        context.show_message(text, severity="warning")


def name_record(record: "DamagedRecord") -> str:
    """Return the name of a record, with its article: "note 5 (article 3)"."""
    return record.label + (f" (article {record.article})" if record.article else "")
