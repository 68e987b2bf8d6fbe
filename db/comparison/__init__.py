"""Comparison of two texts by their findings, and of the statements of a person."""
