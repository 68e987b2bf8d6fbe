"""Time expressions and their values, after ISO-TimeML."""

from analysis.times.finding import find_times

__all__ = ["find_times"]
