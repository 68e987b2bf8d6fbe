"""Time expressions and their values, as ISO-TimeML has them."""

from analysis.times.finding import find_times

__all__ = ["find_times"]
