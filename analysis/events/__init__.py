"""Events: the clauses and nouns that a text dates, and its news without a date."""

from analysis.events.anchored import add_anchored_events
from analysis.events.extractor import find_events
from analysis.events.reported import add_reported_events

__all__ = ["add_anchored_events", "add_reported_events", "find_events"]
