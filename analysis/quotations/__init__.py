"""Quotation attribution: the content, cue, source and speaker of each quotation."""

from analysis.quotations.finder import find_quotations
from analysis.quotations.first_person import resolve_first_person
from analysis.quotations.unnamed_sources import add_unnamed_sources

__all__ = ["add_unnamed_sources", "find_quotations", "resolve_first_person"]
