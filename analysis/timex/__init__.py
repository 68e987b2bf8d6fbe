"""Time expressions and their values, after ISO-TimeML."""

from analysis.timex.extractor import find_times

__all__ = ["find_times"]
