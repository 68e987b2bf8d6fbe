"""Quotation attribution: the content, cue, source and speaker of each quotation."""

from analysis.quotations.extractor import find_quotations

__all__ = ["find_quotations"]
