"""The parts of a query as chips, each of which can be read, changed and removed by itself."""

import datetime
import re
from collections.abc import Iterator

from msgspec import Struct

from analysis.date_format import format_period
from analysis.structs import replace
from db.dates import parse_dates
from db.models import HitKind
from db.search.parser import FIELDS, WHENS
from db.search.query_tokens import QueryToken, clean_query, read_tokens

_JOINERS = frozenset(("AND",))
MEANING, TOPIC, UNWANTED, KIND, WHEN = "meaning", "about", "not", "kind", "when"
"""The labels of the parts that are not written as a field of their name."""
_SAME_DAYS = re.compile(r'\(on:("[^"]*"|\S+) OR event:\1\)')


class Chip(Struct, frozen=True):
    """A part of a query from `start` to `end`: its label and its value, without quotation marks.

    `resolved` are the days of a date in words. A chip that is no part of the query, as the kind
    that a request asks for, is empty: `start` is `end`.
    """

    label: str
    value: str
    start: int = 0
    end: int = 0
    resolved: str = ""

    @property
    def text(self) -> str:
        """The chip in one line: `speaker: marques`, `on: last month (February 2026)`."""
        days = f" ({self.resolved})" if self.resolved else ""
        return f"{self.label}: {self.value}{days}"

    @property
    def is_condition(self) -> bool:
        """True for a condition that every hit must satisfy, without unwanted words."""
        return self.end > self.start and self.label not in (TOPIC, UNWANTED, MEANING)


def list_chips(
    query: str, kind: HitKind | None = None, today: datetime.date | None = None
) -> tuple[Chip, ...]:
    """Return the parts of a query in its order; none for one with alternatives outside parentheses.

    `kind` is that of the hits that a request asks for. Words beside each other are one chip.
    """
    query = clean_query(query)
    tokens = [
        token
        for token in read_tokens(query, FIELDS)
        if not (token.kind == "word" and token.text in _JOINERS)
    ]
    chips = list(_read_chips(query, tokens, today or datetime.date.today()))
    if any(chip.label == "" for chip in chips):
        return ()
    if kind is not None and not any(chip.label == KIND for chip in chips):
        chips.append(Chip(KIND, kind))
    return tuple(chips)


def remove_chip(query: str, chip: Chip) -> str:
    """Return a query without one of its chips."""
    query = clean_query(query)
    return " ".join(f"{query[: chip.start]} {query[chip.end :]}".split())


def _read_chips(query: str, tokens: list[QueryToken], today: datetime.date) -> Iterator[Chip]:
    """Yield the chips; an empty one for an operator OR."""
    at, words = 0, list[QueryToken]()
    while at < len(tokens):
        token, begin = tokens[at], at
        if token.kind == "word" and token.text == "OR":
            yield Chip("", "")
        is_negated = False
        while at < len(tokens) and (
            tokens[at].kind == "minus" or (tokens[at].kind == "word" and tokens[at].text == "NOT")
        ):
            is_negated = not is_negated
            at += 1
        field = ""
        while at < len(tokens) and tokens[at].kind == "field":  # `event:before:2022`
            field += tokens[at].text.lower()
            at += 1
        at = _find_end(tokens, at)
        last = tokens[at - 1]
        if not field and at == begin + 1:
            words.append(last)
            continue
        if words:
            yield _join_words(query, words)
            words = []
        start = tokens[begin].start
        body = query[tokens[begin].start : last.end]
        if is_negated:
            value = query[tokens[begin + 1].start : last.end] if at > begin + 1 else body
            yield Chip(UNWANTED, value.replace('"', ""), start, last.end)
        elif field and not body[len(field) :].strip('() "*'):
            continue  # not finished
        elif field:
            yield _make_field(field.rstrip(":"), body[len(field) :], start, last.end, today)
        elif days := _SAME_DAYS.fullmatch(body):
            chip = _make_field("on", days[1], start, last.end, today)
            yield replace(chip, label=WHEN)
        else:
            yield Chip(TOPIC, body, start, last.end)
    if words:
        yield _join_words(query, words)


def _find_end(tokens: list[QueryToken], at: int) -> int:
    """Return the number of the token after a term: a word, a phrase or a group."""
    if at >= len(tokens):
        return len(tokens)
    depth = 0
    while at < len(tokens):
        depth += (tokens[at].kind == "open") - (tokens[at].kind == "close")
        at += 1
        if depth <= 0:
            break
    return at


def _join_words(query: str, words: list[QueryToken]) -> Chip:
    start, end = words[0].start, words[-1].end
    return Chip(TOPIC, query[start:end], start, end)


def _make_field(field: str, value: str, start: int, end: int, today: datetime.date) -> Chip:
    value = value.strip('()"*' if field not in ("tag", "collection") else '()"')
    if field == "about":
        return Chip(MEANING, value, start, end)
    resolved = ""
    if field.rpartition(":")[2] in WHENS and not value[:1].isdigit():
        try:
            days = parse_dates(value, today)
            resolved = _name_days(days.first, days.last)
        except ValueError:  # unfinished, or no date
            resolved = ""
    return Chip(field, value, start, end, resolved)


def _name_days(first: datetime.date, last: datetime.date) -> str:
    """Name days by the largest unit that they fill: `February 2026`, `2–6 March 2026`."""
    after = last + datetime.timedelta(1)
    if first.day == after.day == 1:
        is_year = first.month == after.month == 1 and after.year == first.year + 1
        return format_period(first, last, "year" if is_year else "month")
    return format_period(first, last, "day")
