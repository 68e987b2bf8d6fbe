"""Periods in a request: "in July 2022", "since 2021", "last month"."""

import datetime
import re

from msgspec import Struct

from analysis import lexicon
from db.dates import parse_dates

_MOST_WORDS = 7  # of a period with its preposition
_RANGE = re.compile(r"(?:between|from) (?P<first>.+?) (?:and|to|until|till) (?P<last>.+)")
_ROUGH = re.compile(r"^(?:(?:early|mid|late)[ -]|(?:beginning|middle|end|start) of )")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_UNIT = re.compile(
    r"\b(?:days?|weeks?|months?|years?|quarter|decade|spring|summer|autumn|fall|winter|weekend"
    r"|yesterday|today|\d{4}s?)\b"
)
_WITHIN = frozenset(("in", "on", "during", "from", "over", "throughout", "within"))
_LOOSE = frozenset(("of", "for", "at"))  # before a year, or "last week"
_DEICTIC = frozenset(("last", "this", "past", "previous"))


class RequestPeriod(Struct, frozen=True):
    """A period of a request: its words, its query, and the request without it."""

    text: str
    query: str
    rest: str


def find_period(request: str, today: datetime.date | None = None) -> RequestPeriod | None:
    """Find the longest period in a request; None without one.

    A period is that of publication. One without a preposition of direction, as "in July 2022", can
    be that of an event too.
    """
    words, day = request.split(), today or datetime.date.today()
    for size in range(min(_MOST_WORDS, len(words)), 0, -1):
        for first in range(len(words) - size, -1, -1):
            text = " ".join(words[first : first + size]).strip(",.;")
            query = _read_period(text.lower(), day)
            if query:
                rest = " ".join((*words[:first], *words[first + size :])).strip(" ,")
                return RequestPeriod(text, query, rest)
    return None


def _read_period(text: str, today: datetime.date) -> str:
    """Return the query of a period in lower case, or "" for other words."""
    if not (_UNIT.search(text) or _has_name(text)):
        return ""
    ends = _RANGE.fullmatch(text)
    if ends is not None:
        first, last = ends["first"], ends["last"]
        year = _YEAR.search(last)
        if year and not _YEAR.search(first):
            first = f"{first} {year[0]}"
        begin, end = _parse(first, today), _parse(last, today)
        return f"on:{begin[0]}..{end[1]}" if begin and end and begin[0] <= end[1] else ""
    opening, _, rest = text.partition(" ")
    rest = rest.removeprefix("the ")
    is_within = opening in _WITHIN or (opening in _LOOSE and _is_sure(rest))
    if not is_within and _is_sure(text) and _parse(text, today):
        return _write_within(text)
    if not rest or (rest.isdigit() and not _YEAR.fullmatch(rest)):
        return ""
    period = _parse(rest, today)
    if period is None:
        return ""
    match opening:
        case "since":
            return f"on:{period[0]}..{max(today, period[1])}"
        case "after":
            return f"after:{_quote(rest)}"
        case "before" | "until" | "till" | "by":
            return f"before:{_quote(rest)}"
    return _write_within(rest) if is_within else ""


def _write_within(text: str) -> str:
    period = _quote(_ROUGH.sub("", text))
    return f"(on:{period} OR event:{period})"


def _quote(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _parse(text: str, today: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    try:
        days = parse_dates(_ROUGH.sub("", text), today)
    except ValueError:
        return None
    return days.first, days.last


def _has_name(text: str) -> bool:
    """Return True if a word is that of a month or a weekday."""
    names = lexicon.words("months") | lexicon.words("weekdays")
    return any(word.strip(",.") in names for word in text.split())


def _is_sure(text: str) -> bool:
    """Return True for "last week", or a month with its year; a year alone can be part of a name."""
    is_relative = text.partition(" ")[0] in _DEICTIC or text in ("yesterday", "today")
    return is_relative or (_has_name(text) and _YEAR.search(text) is not None)
