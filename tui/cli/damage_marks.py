"""Marks of damaged records in the lists that commands print, and the report of their number."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from tui.display_text import format_count
from tui.launch import echo

T = TypeVar("T", bound=Any)

DAMAGE_MARK = "  (damaged)"


def report_damaged(records: Sequence[Any]) -> None:
    """Report on standard error how many of the printed records are damaged, if any are."""
    report_damaged_number(sum(record.damaged for record in records), len(records))


def report_damaged_after(records: Iterable[T]) -> Iterator[T]:
    """Yield records that are printed, then report how many of them are damaged."""
    number = total = 0
    for record in records:
        total += 1
        number += record.damaged
        yield record
    report_damaged_number(number, total)


def report_damaged_number(number: int, total: int) -> None:
    """Report on standard error how many of the printed records are damaged, if any are."""
    if number:
        verb = "is" if number == 1 else "are"
        echo(
            f"{number:,} of {format_count(total, 'record')} {verb} damaged, "
            "or changed by another program; `onrecord check` lists the damage"
        )


def damage_mark(record: Any) -> tuple[str, str]:
    """Return the mark of a damaged record at the end of its line."""
    return (DAMAGE_MARK if record.damaged else "", "red")
