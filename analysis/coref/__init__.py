"""Coreference: entities from name mentions, their roles, and the phrases that refer to them."""

from analysis.coref.resolver import find_entities

__all__ = ["find_entities"]
