"""The progress of a change of several articles."""

from collections.abc import Callable

ReportDone = Callable[[int], None]
"""A function that receives the number of articles done so far; an error from it cancels."""


def report_nothing(done: int) -> None:
    """Ignore the progress of a change."""
