"""What each dated clause reports, and when."""

from analysis.events.finding import find_events

__all__ = ["find_events"]
