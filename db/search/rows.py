"""Filters of lists: the fields that each list has, and a test of rows that are in memory.

A filter is a query whose words without a field match what a row shows. Lists that SQL reads use
`parse_filter` and `db.search.planner`; the others describe each row by `RowFacts`.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.search.ast import (
    And,
    AuthorTerm,
    DateTerm,
    HasTerm,
    IsTerm,
    KindTerm,
    Node,
    Not,
    Or,
    Query,
    RowText,
    SourceTerm,
    TagTerm,
    Term,
    TextField,
)
from db.search.parser import FIELDS, RowLanguage, parse
from db.text import CONTAINS_SQL, contains_pattern
from db.vocabulary import WordForms

if TYPE_CHECKING:
    from db.search.conditions import Condition

_OF_ARTICLES = tuple(name for name in FIELDS if name not in ("about", "kind", "type", "basis"))
LIBRARY = RowLanguage("the library", _OF_ARTICLES)
PEOPLE = RowLanguage("the list of people", _OF_ARTICLES)
TRASH = RowLanguage(
    "the trash", ("title", "source", "before", "after", "on", "is:undated", "has:note")
)


NAMES = RowLanguage("the Names pane", ("entity",))
QUOTES = RowLanguage(
    "the Quotes pane",
    (
        "speaker",
        "quote",
        "about",
        "kind:direct",
        "kind:indirect",
        "kind:mixed",
        "kind:topic",
        "kind:continuation",
        "is:topic",
        "is:continuation",
        "type",
        "basis",
    ),
)
EVENTS = RowLanguage("the Timeline pane", ("event",))
NOTES = RowLanguage("the Notes pane", ("note", "tag", "by", "is:starred", "is:imported", "has:tag"))


@lru_cache(maxsize=64)
def _parse(query: str, rows: RowLanguage, today: datetime.date) -> Query:
    return parse(query, today=today, typing=True, rows=rows)


def parse_filter(query: str, rows: RowLanguage) -> Query:
    """Parse the filter of a list; its last word is unfinished until a blank follows it."""
    return _parse(query, rows, datetime.date.today())


def require_filter(query: str, rows: RowLanguage) -> Node | None:
    """Return the tree of a filter; raises ValueError for an error, with its position."""
    parsed = parse_filter(query, rows)
    if parsed.error is not None:
        raise ValueError(parsed.error.format_with(query))
    return parsed.root


class RowFacts(Struct, frozen=True):
    """The facts about a row in memory that a filter tests.

    `text` and the texts of `fields` are folded. `values` are those of fields with fixed values:
    `is:starred`, `kind:direct`, `has:note`. The days are those of an event; an article has a
    publication date.
    """

    text: str
    fields: Mapping[TextField, str] = field(default_factory=dict)
    published: PartialDate | None = None
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    tags: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    """The names of the readers who made it."""


def matches(node: Node, facts: RowFacts) -> bool:
    """Return True if a filter selects a row; raises ValueError for a condition it cannot test."""
    match node:
        case RowText():
            return node.text in facts.text
        case Term():
            return (
                _term_pattern(node).search(facts.fields.get(node.field or "title", "")) is not None
            )
        case DateTerm():
            return _is_dated(node, facts)
        case TagTerm():
            return any(_is_tag(node, tag.casefold()) for tag in facts.tags)
        case AuthorTerm(name):
            return any(name.casefold() in author.casefold() for author in facts.authors)
        case KindTerm():
            return f"kind:{node.kind}" in facts.values
        case IsTerm():
            return f"is:{node.state}" in facts.values
        case HasTerm():
            return f"has:{node.feature}" in facts.values
        case SourceTerm():
            return f"{node.column}:{node.value}" in facts.values
        case Not():
            return not matches(node.part, facts)
        case And():
            return all(matches(part, facts) for part in node.parts)
        case Or():
            return any(matches(part, facts) for part in node.parts)
        case _:
            raise ValueError(f"{type(node).__name__} is no condition on a row")


def row_condition(
    node: Node, test_text: Callable[[RowText], "Condition"], test: Callable[[Node], "Condition"]
) -> "Condition":
    """Translate a filter to SQL with two tests: of the text of a row, and of its articles.

    Conditions on articles that stand side by side must hold for the same article.
    """
    from db.search.planner import join_conditions, negate  # not before the first frame

    match node:
        case RowText():
            return test_text(node)
        case Not() if _has_text(node.part):
            return negate(row_condition(node.part, test_text, test))
        case Or() if _has_text(node):
            return join_conditions(
                "OR", [row_condition(part, test_text, test) for part in node.parts]
            )
        case And() if _has_text(node):
            others = tuple(part for part in node.parts if not _has_text(part))
            tests = [row_condition(part, test_text, test) for part in node.parts if _has_text(part)]
            return join_conditions("AND", [*tests, *([test(And(others))] if others else [])])
        case _:
            return test(node)


def filters_and_searches(query: str) -> bool:
    """Return True if a filter of the library means the same in a search: it has only fields."""
    parsed = parse_filter(f"{query} ", LIBRARY)
    return parsed.error is None and not (parsed.root and _has_text(parsed.root))


def row_texts(node: Node | None, *, wanted: bool = True) -> list[str]:
    """Return the texts that rows must contain, without the negated ones."""
    match node:
        case RowText():
            return [node.text] if wanted else []
        case Not():
            return row_texts(node.part, wanted=not wanted)
        case And() | Or():
            return [text for part in node.parts for text in row_texts(part, wanted=wanted)]
        case _:
            return []


def people_condition(filter: str, forms: WordForms) -> "Condition | None":
    """Build the condition on identities of a filter of the list of people; None without one.

    Words match names, and other conditions the articles that name an identity. Raises ValueError
    for an invalid filter.
    """
    from db.search.conditions import Condition
    from db.search.planner import article_condition

    def is_named(part: RowText) -> Condition:
        return Condition(CONTAINS_SQL, (contains_pattern(part.text),))

    def is_named_in(part: Node) -> Condition:
        condition = article_condition(part, forms)
        articles = f"SELECT a.id FROM article AS a WHERE {condition.text}"
        query = f"SELECT identity FROM identity_entity WHERE article IN ({articles})"
        return Condition(f"id IN ({query})", condition.parameters)

    node = require_filter(filter, PEOPLE)
    return row_condition(node, is_named, is_named_in) if node else None


def _has_text(node: Node) -> bool:
    match node:
        case Not():
            return _has_text(node.part)
        case And() | Or():
            return any(map(_has_text, node.parts))
        case _:
            return isinstance(node, RowText)


@lru_cache(maxsize=256)
def _term_pattern(term: Term) -> "re.Pattern[str]":
    """Return the pattern for words at the beginnings of words."""
    words = r"\W+".join(map(re.escape, term.tokens))
    return re.compile(rf"(?<!\w){words}" + (r"(?!\w)" if term.exact and not term.prefix else ""))


def _is_dated(node: DateTerm, facts: RowFacts) -> bool:
    if facts.published is not None and node.when == "on":
        return facts.published.first >= node.first and facts.published.last <= node.last
    if facts.published is not None:
        facts = replace(facts, first_day=facts.published.first, last_day=facts.published.last)
    first, last = facts.first_day, facts.last_day or facts.first_day
    if first is None or last is None:
        return False
    match node.when:
        case "before":
            return last < node.first
        case "after":
            return first > node.last
        case "on":
            return first <= node.last and last >= node.first


def _is_tag(node: TagTerm, tag: str) -> bool:
    name = node.name.casefold()
    return tag.startswith(name) if node.prefix else tag == name or tag.startswith(f"{name}/")
