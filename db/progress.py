"""The progress of a change of several articles, and of a task with several parts."""

from collections.abc import Callable

ReportDone = Callable[[int], None]
"""A function that receives the number of articles done so far; an error from it cancels."""
ReportPart = Callable[[str, float], None]
"""A function that receives the part of a task that runs, and the share of it that is done."""


def report_nothing(done: int) -> None:
    """Ignore the progress of a change."""


def report_no_part(part: str, done: float) -> None:
    """Ignore the progress of a task."""
