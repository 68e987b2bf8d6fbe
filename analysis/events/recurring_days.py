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


def next_weekday(time: TimeExpression, published: datetime.date | None) -> datetime.date | None:
    """Return the first day of "every Friday" from the publication on; None for other words."""
    weekday = _WEEKLY.fullmatch(time.value) if time.type == "SET" else None
    if weekday is None or published is None or published.toordinal() > _LAST_DAY:
        return None
    return published + datetime.timedelta((int(weekday[1]) - published.isoweekday()) % 7)
