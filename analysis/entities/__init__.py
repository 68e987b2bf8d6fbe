"""Mentions to entities: who and what is named, in which role, and which words refer to it."""

from analysis.entities.finding import find_entities

__all__ = ["find_entities"]
