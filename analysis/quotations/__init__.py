"""Quotation attribution: the content, cue, source and speaker of each quotation.

The package imports none of its modules: the reader uses `confidence`, and nothing else of them.
"""
