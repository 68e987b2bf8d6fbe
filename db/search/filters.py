"""Filters of a query: add, remove and exclude conditions."""

import re

from db.search.ast import Or
from db.search.parser import parse


def format_term(field: str, value: str) -> str:
    """Write a condition in the query language: `source:Reuters`, `speaker:"Ana Reis"`."""
    value = value.replace('"', " ").strip()
    bare = re.fullmatch(r"[\w.\-/]+\*?", value)
    return f"{field}:{value}" if bare else f'{field}:"{value}"'


def has_term(query: str, condition: str) -> bool:
    """Return True if a query has the condition that `format_term` writes, not excluded."""
    return _condition_pattern(condition).search(query) is not None


def toggle_filter(query: str, condition: str) -> str:
    """Add a condition to the query, or remove it if the query has it."""
    return _with_condition(query, condition, f"-{condition}")


def exclude(query: str, condition: str) -> str:
    """Exclude a condition from the query, or remove that exclusion."""
    return _with_condition(query, f"-{condition}", condition)


def combine(first: str, second: str) -> str:
    """Combine two queries, either of which may be empty, so that both must match."""
    return " ".join(_parenthesized(query) for query in (first.strip(), second.strip()) if query)


def _parenthesized(query: str) -> str:
    """Put a query in parentheses if it has alternatives, so that conditions can be appended."""
    return f"({query})" if isinstance(parse(query).root, Or) else query


def _with_condition(query: str, condition: str, opposite: str) -> str:
    if has_term(query, condition):
        return " ".join(_condition_pattern(condition).sub(" ", query).split())
    return combine(" ".join(_condition_pattern(opposite).sub(" ", query).split()), condition)


def _condition_pattern(condition: str) -> re.Pattern[str]:
    """Return the pattern of a condition as a separate term of a query."""
    return re.compile(rf"(?:^|(?<=\s)){re.escape(condition)}(?=\s|$)", re.IGNORECASE)
