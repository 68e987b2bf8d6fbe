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
_NUMBERS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "last": -1,
}  # fmt: skip
_DAY_NUMBERS = {name: number for number, name in enumerate(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}  # fmt: skip
_MONTHLY = re.compile(
    rf"(?P<all>(?:every|each)\s+)?(?:the\s+)?(?P<first>{'|'.join(_NUMBERS)})"
    rf"(?:\s+and\s+(?P<second>{'|'.join(_NUMBERS)}))?\s+(?P<day>{'|'.join(_DAY_NUMBERS)})s?"
    r"(?P<months>\s+(?:of|in)\s+(?:every|each|the)\s+month)?",
    re.IGNORECASE,
)
_RULE_DAY = re.compile(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)")
RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_WAIT = 400  # days until the next fifth Friday of a month, at most
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


def repeats_on_weekday(text: str, time: TimeExpression) -> bool:
    """Return whether an expression is "every Friday" or "the first Sunday of every month".

    "On Fridays" is mostly that of a habit.
    """
    if time.type != "SET":
        return False
    is_weekday = _WEEKLY.fullmatch(time.value) is not None
    return (is_weekday and _EVERY.match(text, time.start, time.end) is not None) or (
        find_monthly_days(text[time.start : time.end]) is not None
    )


def find_monthly_days(phrase: str) -> str | None:
    """Return the days of a monthly rule: "1FR" for "every first Friday"; None for other words.

    "-1FR" for "the last Friday of each month", "1TU,3TU" for "the first and third Tuesday of each
    month". "Every second Friday" is mostly that of every other week.
    """
    found = _MONTHLY.fullmatch(" ".join(phrase.split()))
    if found is None or not (found["all"] or found["months"]):
        return None
    numbers = [_NUMBERS[found[name].lower()] for name in ("first", "second") if found[name]]
    if 2 in numbers and found["months"] is None:
        return None
    day = RULE_DAYS[_DAY_NUMBERS[found["day"].lower()]]
    return ",".join(f"{number}{day}" for number in numbers)


def next_occurrence(
    text: str, time: TimeExpression, published: datetime.date | None
) -> datetime.date | None:
    """Return the first day of "every Friday" from the publication on; None for other words."""
    if time.type != "SET" or published is None:
        return None
    weekday = _WEEKLY.fullmatch(time.value)
    days = find_monthly_days(text[time.start : time.end])
    if days is None and weekday is not None:
        days = RULE_DAYS[int(weekday[1]) - 1]
    return None if days is None else first_day_of_rule(f"BYDAY={days}", published)


def first_day_of_rule(rule: str, day: datetime.date) -> datetime.date:
    """Return the first day from a day on that the BYDAY of a recurrence rule contains.

    The day itself for a rule without BYDAY, and at the end of the calendar.
    """
    days = [
        (int(number or 0), RULE_DAYS.index(name))
        for number, name in _RULE_DAY.findall(rule.partition("BYDAY=")[2])
    ]
    last = min(day.toordinal() + _LONGEST_WAIT, _LAST_DAY)
    for ordinal in range(day.toordinal(), last if days else 0):
        found = datetime.date.fromordinal(ordinal)
        if any(found.weekday() == name and _is_in_week(found, number) for number, name in days):
            return found
    return day


def _is_in_week(day: datetime.date, number: int) -> bool:
    """Return whether a day is its weekday's first, third … or last (-1) in its month; 0 is any."""
    if number < 0:
        return (day + datetime.timedelta(7)).month != day.month
    return not number or (day.day - 1) // 7 + 1 == number
