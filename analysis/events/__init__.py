"""Events: the clauses and nouns that a text dates, with their days."""

from analysis.events.extractor import find_events

__all__ = ["find_events"]
