"""A query with one more condition, or without one that it has: what choosing a facet does."""

import re

from db.search.parsing import parse
from db.search.tree import Or


def term(field: str, value: str) -> str:
    """A condition as the language writes it: `source:Reuters`, `speaker:"Ana Reis"`."""
    value = value.replace('"', " ").strip()
    bare = re.fullmatch(r"[\w.\-/]+\*?", value)
    return f"{field}:{value}" if bare else f'{field}:"{value}"'


def has_term(query: str, condition: str) -> bool:
    """Whether a query has a condition, written as `term` writes it and not left out."""
    return _place(condition).search(query) is not None


def toggled(query: str, condition: str) -> str:
    """The query narrowed by a condition, or widened again where it has it."""
    return _changed(query, condition, f"-{condition}")


def left_out(query: str, condition: str) -> str:
    """The query without what has a condition, or with it again."""
    return _changed(query, f"-{condition}", condition)


def both(one: str, other: str) -> str:
    """The query that asks for what two queries ask for, of which one may be empty."""
    return " ".join(_whole(query) for query in (one.strip(), other.strip()) if query)


def _whole(query: str) -> str:
    """A query that goes on with more conditions as it is: its alternatives in parentheses."""
    return f"({query})" if isinstance(parse(query).root, Or) else query


def _changed(query: str, condition: str, opposite: str) -> str:
    if has_term(query, condition):
        return " ".join(_place(condition).sub(" ", query).split())
    return both(" ".join(_place(opposite).sub(" ", query).split()), condition)


def _place(condition: str) -> re.Pattern[str]:
    """Where a condition stands in a query on its own."""
    return re.compile(rf"(?:^|(?<=\s)){re.escape(condition)}(?=\s|$)", re.IGNORECASE)
