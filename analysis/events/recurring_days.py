"""Recognize the weekdays of a schedule: "every Friday", "on Monday, Wednesday and Friday"."""

import datetime
import re

from analysis import lexicon
from analysis.models import TimeExpression
from analysis.syntax.tokens import Doc, Sentence

_WEEKDAYS = lexicon.words("weekdays", "full")
_JOINTS = frozenset((",", "and", "or", "&"))
_WEEKLY = re.compile(r"XXXX-WXX-([1-7])")
_LAST_DAY = datetime.date.max.toordinal() - 7
_EVERY = re.compile(r"(?:every|each)\b", re.IGNORECASE)
_WEEKS = {"first": 1, "1st": 1, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_EVERY_NTH = re.compile(rf"(?:every|each)\s+({'|'.join(_WEEKS)})\b", re.IGNORECASE)
_SHORTEST_LIST = 3  # two weekdays may be those of one event: "on Saturday and Sunday"


def lists_weekdays(words: Doc, sentence: Sentence) -> bool:
    """Return whether a sentence has a list of weekdays, without other words between them."""
    number = 0
    for token in words.tokens_of(sentence):
        if token.lower in _WEEKDAYS:
            number += 1
            if number == _SHORTEST_LIST:
                return True
        elif token.lower not in _JOINTS:
            number = 0
    return False


def is_weekly(text: str, time: TimeExpression) -> bool:
    """Return whether an expression is "every Friday"; "on Fridays" is mostly that of a habit."""
    is_weekday = time.type == "SET" and _WEEKLY.fullmatch(time.value) is not None
    return is_weekday and _EVERY.match(text, time.start, time.end) is not None


def week_of_month(phrase: str) -> int | None:
    """Return 1 for "every first Friday", -1 for "each last Friday"; None for other words.

    "Every second Friday" is mostly that of every other week.
    """
    found = _EVERY_NTH.match(phrase)
    return _WEEKS[found[1].lower()] if found else None


def next_weekday(
    text: str, time: TimeExpression, published: datetime.date | None
) -> datetime.date | None:
    """Return the first day of "every Friday" from the publication on; None for other words."""
    weekday = _WEEKLY.fullmatch(time.value) if time.type == "SET" else None
    if weekday is None or published is None or published.toordinal() > _LAST_DAY:
        return None
    day = published + datetime.timedelta((int(weekday[1]) - published.isoweekday()) % 7)
    number = week_of_month(text[time.start : time.end])
    while number is not None and day.toordinal() <= _LAST_DAY and not _is_in_week(day, number):
        day += datetime.timedelta(7)
    return day


def _is_in_week(day: datetime.date, number: int) -> bool:
    """Return whether a day is its weekday's first, third … or last (-1) in its month."""
    if number < 0:
        return (day + datetime.timedelta(7)).month != day.month
    return (day.day - 1) // 7 + 1 == number
