"""Quotation attribution: the content, cue, source and speaker of each quotation."""

from analysis.quotations.finder import find_quotations
from analysis.quotations.first_person import resolve_first_person

__all__ = ["find_quotations", "resolve_first_person"]
