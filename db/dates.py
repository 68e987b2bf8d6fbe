"""Parser of dates that people type.

The grammar of `analysis.timex` reads the words of a date, so that a query, a dialog and an
article agree on "last Friday". Dates in digits alone, such as `2022-03`, are parsed here: in
running text they may be something else. A date with two readings, such as 03/04/2026, is refused
with both.
"""

import datetime
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

from analysis.date_format import MONTH_NAMES, format_date
from analysis.lexicon import entries, numbers
from analysis.models import Precision
from analysis.partial_dates import PartialDate, to_partial_date
from analysis.timex.calendar import PRECISION_OF_UNIT, Period
from analysis.timex.calendar_points import CalendarPoint, parse_point

if TYPE_CHECKING:
    from analysis.timex.candidate import TimeCandidate
    from analysis.timex.lexer import LexemeSequence

# The day that a date without a year means: the last one, the nearest one, or the next one.
Bias = Literal["past", "near", "future"]

ACCEPTED_DAYS = "2022-03-17, 17.3.2022, 17 March 2022, March 17, Friday or yesterday"
ACCEPTED_DATES = "2022-03-17, 17 March 2022, 17.3.2022, March 2022, 2022-03, 2022 or yesterday"
ACCEPTED_PERIODS = "2022-03-17, 17 March, 2022-03, March 2022, 1990s, last week or 14 to 16 March"
WEEKDAY_NAMES = tuple(name.title() for name in entries("weekdays", "full"))
_MONTHS, _WEEKDAYS = numbers("months"), numbers("weekdays")
EARLIEST_YEAR = 1400  # before there was printed news
_LEAP_YEAR = 2000
_DAY = datetime.timedelta(1)
# two current days: a date without a year differs between them
_ANY_DAYS = (datetime.date(2001, 1, 1), datetime.date(2010, 7, 2))

_DIGITS = re.compile(
    r"""(?P<year>\d{4})(?:
        (?P<sign>[-/.])(?P<month>\d\d?)(?:(?P=sign)(?P<day>\d\d?)(?:[t ]\d\d?:\d\d[\d:.+z-]*)?)?
        |-?w(?P<week>\d\d?)
        |[- ]?q(?P<quarter>[1-4])
        )?
    |(?P<month_before>\d\d?)/(?P<year_after>\d{4})
    |(?:the\ )?(?P<decade>\d{3})0'?s""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_NUMERIC_DAY = re.compile(r"(\d\d?)([/.-])(\d\d?)(?:\2(\d{4}|\d\d)|\.)?")  # in any digits
_RANGE = re.compile(r"\s*(?:\.\.+|–|—|\bto\b|\buntil\b|\bthrough\b| - )\s*", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:on|in|from) ", re.IGNORECASE)
_WORD = re.compile(r"\b([^\W\d_]+)(\.?)")
_IN_DIGITS = re.compile(r"\d[\w./:–-]*|[qh]\d?|–|-|\.\.+", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"\b(?:q[1-4]|h[12]|[1-4]q|[12]h)\b", re.IGNORECASE)


class DayRange(NamedTuple):
    """The days from `first` to `last`, both inclusive, and the precision of their words."""

    first: datetime.date
    last: datetime.date
    precision: Precision


def parse_dates(typed: str, today: datetime.date, bias: Bias = "past") -> DayRange:
    """Parse a typed day, month, year or other period, or a range of two of them.

    Examples: `2022-03`, `friday`, `last week`, `14 to 16 March 2022`. Raises ValueError with a
    message for the reader.
    """
    words = _normalize(typed)
    whole = _parse_period(words, today, bias)
    if whole is not None:
        return whole
    ends = _parse_range(words, today, bias)
    if ends is None:
        raise ValueError(f"not a date: try {ACCEPTED_PERIODS}")
    start, end = ends
    if end.last < start.first:
        raise ValueError("the last day is before the first: write the earlier one first")
    return DayRange(start.first, end.last, start.precision)


def parse_day(typed: str, today: datetime.date, bias: Bias = "near") -> datetime.date:
    """Parse a typed day, such as `2022-03-17`, `17 March` or `yesterday`; ignore a time of day.

    Raises ValueError with a message for the reader.
    """
    found = _parse_period(_normalize(typed), today, bias)
    if found is None:
        raise ValueError(f"not a date: try {ACCEPTED_DAYS}")
    if found.first != found.last:
        raise ValueError("which day? Try 2022-03-17 or 17 March 2022")
    if found.first.year < EARLIEST_YEAR:
        raise ValueError(f"a date before {EARLIEST_YEAR}? Write the year in four digits")
    return found.first


def parse_partial_date(typed: str, today: datetime.date, bias: Bias = "near") -> PartialDate:
    """Parse a typed day, month or year: `yesterday`, `17 March`, `March 2022`, `2022-03`, `2022`.

    Raises ValueError with a message for the reader.
    """
    found = _parse_period(_normalize(typed), today, bias)
    if found is None:
        raise ValueError(f"not a date: try {ACCEPTED_DATES}")
    first = found.first
    if first.year < EARLIEST_YEAR:
        raise ValueError(f"a date before {EARLIEST_YEAR}? Write the year in four digits")
    if found.first == found.last:
        return PartialDate.from_day(first)
    for date in (PartialDate(first.year, first.month), PartialDate(first.year)):
        if (date.first, date.last) == (found.first, found.last):
            return date
    raise ValueError("which day, month or year? Try 2022-03-17, March 2022 or 2022")


def parse_full_date(written: str) -> PartialDate:
    """Parse a day, month or year that is written with its year: `2022-03-17`, `March 2022`, `2022`.

    For commands, whose dates must not depend on the current day. Raises ValueError with a message
    for the user.
    """
    with suppress(ValueError):
        exact = to_partial_date(written)
        if exact is not None and exact.year >= EARLIEST_YEAR:
            return exact
    try:
        first, second = (parse_partial_date(written, today) for today in _ANY_DAYS)
    except ValueError as error:
        raise ValueError(f"{written!r}: {error}") from None
    if first != second:
        raise ValueError(
            f"{written!r} depends on the current day: write the year too, as in 17 March 2022"
        )
    return first


def can_begin_date(typed: str) -> bool:
    """Return True if more letters or words may complete a date: `yester`, `last`, `17 Ma`."""
    from analysis.timex.holidays import (
        HOLIDAY_FIRST_WORDS,
    )  # loads NLTK: not before the first frame
    from analysis.timex.lexer import KIND_OF_WORD

    words = [word.strip(",.") for word in typed.lower().split()]
    if not words or any(word in HOLIDAY_FIRST_WORDS for word in words[:-1]):
        return True
    known = {*KIND_OF_WORD, *_MONTHS, *_WEEKDAYS}
    last = words.pop()
    return all(_IN_DIGITS.fullmatch(word) or word in known for word in words) and (
        _IN_DIGITS.fullmatch(last) is not None
        or any(word.startswith(last) for word in (*known, *HOLIDAY_FIRST_WORDS))
    )


def _normalize(typed: str) -> str:
    words = " ".join(typed.split()).rstrip(".")
    preposition = _PREPOSITION.match(words)
    return words[preposition.end() :] if preposition is not None else words


def _parse_period(words: str, today: datetime.date, bias: Bias) -> DayRange | None:
    """Parse one period: in digits, else by the grammar."""
    digits = _DIGITS.fullmatch(words)
    if digits is not None:
        point = parse_point(_to_value(digits))
        # week 53 of a year with 52 weeks has the value of another week
        exists = point is not None and point.value() == _to_value(digits)
        return _to_range(point) if exists else None
    try:
        day = datetime.datetime.fromisoformat(words).date()
    except ValueError:
        candidates, lexed = _find_typed(words)
        return _resolve(candidates[0], lexed, today, bias) if len(candidates) == 1 else None
    return DayRange(day, day, "day")


def _to_value(digits: re.Match[str]) -> str:
    """Return the ISO-TimeML value of a date in digits: `2022-3` → `2022-03`."""
    if digits["decade"]:
        return digits["decade"]
    year, month = digits["year"] or digits["year_after"], digits["month"] or digits["month_before"]
    if digits["week"]:
        return f"{year}-W{int(digits['week']):02d}"
    if digits["quarter"]:
        return f"{year}-Q{digits['quarter']}"
    return "-".join((year, *(f"{int(part):02d}" for part in (month, digits["day"]) if part)))


def _parse_range(words: str, today: datetime.date, bias: Bias) -> tuple[DayRange, DayRange] | None:
    """Parse the two ends of a range, which may share a month or a year: `14 to 16 March 2022`."""
    from analysis.timex.shared_values import copy_years

    candidates, lexed = _find_typed(_RANGE.sub(" to ", words))
    if len(candidates) == 2:
        copy_years(candidates, lexed)
        first, last = candidates
        end = _resolve(last, lexed, today, bias)
        shares_month = any(each.last - each.first == 1 for each in candidates)  # 14 to 16 March
        start = _resolve(
            first,
            lexed,
            end.last if end and first.name else today,
            "near" if shares_month else "past",
        )
        if start is not None and end is not None:
            return start, end
    ends = _RANGE.split(words)
    if len(ends) != 2:
        return None
    end = _parse_period(ends[1], today, bias)
    start = _parse_period(ends[0], end.last, "past") if end is not None else None
    return (start, end) if start is not None and end is not None else None


def _find_typed(words: str) -> tuple[list["TimeCandidate"], "LexemeSequence"]:
    """Return the one or two time expressions that typed words consist of, and the lexemes."""
    # loads NLTK: not before the first frame
    from analysis.syntax.tokens import Doc
    from analysis.timex.composition import join_candidates
    from analysis.timex.grammar import find_candidates
    from analysis.timex.holidays import HOLIDAY_FIRST_WORDS
    from analysis.timex.lexer import lex

    def in_full(match: re.Match[str]) -> str:
        """Return a name in the form that the grammar expects: `fri.` → `Friday`."""
        name = match[1].lower()
        if name in _MONTHS:
            return MONTH_NAMES[_MONTHS[name] - 1]
        if name in _WEEKDAYS:
            return WEEKDAY_NAMES[_WEEKDAYS[name] - 1]
        return match[1].title() + match[2] if name in HOLIDAY_FIRST_WORDS else match[0]

    day = _NUMERIC_DAY.fullmatch(words)
    if day is not None and not day[4] and day[2] != "-":
        words = _name_month(day)
    words = _CODE.sub(lambda code: code[0].upper(), _WORD.sub(in_full, words))
    words = re.sub(r"(?<=\d)-(?=[A-Z][a-z])|(?<=[a-z])-(?=\d)", " ", words)  # 17-Mar-2022
    # In running text a bare "May" or "2022" is a date only after a preposition.
    lexed = lex(Doc(f"since {words}", (), ()))
    for at, lower in enumerate(lexed.lowers):
        if lexed.kind(at) == "SLASHED":
            _check_order(lower)
    found = join_candidates(find_candidates(lexed), lexed)
    starts = [*(each.first for each in found), len(lexed.kinds)]
    ends = [1, *(each.last for each in found)]
    gaps = [
        [lexed.kind(at) for at in range(end, start)]
        for end, start in zip(ends, starts, strict=True)
    ]
    kinds = [each.kind for each in found]
    if kinds == ["weekday", "day"] and gaps[1] in ([], ["COMMA"]):
        del found[0], gaps[1]  # a weekday that is not the date's: `_check_weekday` reports it
    is_whole = gaps in ([[], []], [[], ["TO"], []], [[], ["HYPH"], []])
    return (found if is_whole else []), lexed


def _name_month(day: re.Match[str]) -> str:
    """Write a day and a month in digits with the month's name: `17/3` → `17 March`."""
    found = numeric_readings(int(day[1]), int(day[3]), _LEAP_YEAR, is_day_first=day[2] == ".")
    names = [f"{date.day} {MONTH_NAMES[date.month - 1]}" for date in found]
    if len(names) > 1:
        raise ValueError(_ambiguity(day[0], names))
    return names[0] if names else day[0]


def _check_order(digits: str) -> None:
    """Raise ValueError if a date in digits may be of two days."""
    day = _NUMERIC_DAY.fullmatch(digits)
    if day is None or not day[4]:
        return
    found = numeric_readings(int(day[1]), int(day[3]), to_full_year(day[4]), day[2] == ".")
    if len(found) > 1:
        raise ValueError(_ambiguity(digits, list(map(format_date, found))))


def to_full_year(digits: str) -> int:
    """Return the year of four or two digits: `22` → 2022, `65` → 1965."""
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 50 else 1900)


def _ambiguity(digits: str, readings: list[str]) -> str:
    return f"{digits} is {readings[0]} or {readings[1]}: write the month as a word"


def numeric_readings(
    first: int, second: int, year: int, is_day_first: bool = False
) -> list[datetime.date]:
    """Return the days that two numbers may be: the first as the day, then as the month."""
    orders = [(second, first)] if is_day_first else [(second, first), (first, second)]
    days = (_day(year, month, day) for month, day in orders)
    return list(dict.fromkeys(day for day in days if day is not None))


def _resolve(
    candidate: "TimeCandidate", lexed: "LexemeSequence", today: datetime.date, bias: Bias
) -> DayRange | None:
    """Return the days of an expression; None for one without days, such as `soon` or `10:30`."""
    from analysis.timex.relations import apply_steps  # loads NLTK: not before the first frame

    now = CalendarPoint(Period("D", today.toordinal()))
    if candidate.mod is not None or re.search(r"[hms]$", candidate.steps):
        return None  # "early March", "an hour ago"
    running = _running_days(candidate, lexed, now)
    if running is not None:
        return running
    if candidate.value:
        point = parse_point(candidate.value)
        if candidate.kind == "decade" and point is not None and point.period.unit == "CE":
            point = CalendarPoint(Period("DE", 10 * point.period.count))  # "the 2000s"
    elif candidate.kind in ("clock", "part") and candidate.policy == "either":
        return None
    else:
        name = f"{_direction(candidate.name, bias)}{candidate.name}" if candidate.name else ""
        point = apply_steps(f"{name} {candidate.steps}", now)
    days_found = _to_range(point)
    if days_found is not None and days_found.precision == "day":
        _check_weekday(candidate, lexed, days_found.first)
    return days_found


def _running_days(
    candidate: "TimeCandidate", lexed: "LexemeSequence", now: CalendarPoint
) -> DayRange | None:
    """Return the days of a period up to or from today: `the last 7 days`, `next 3 weeks`."""
    from analysis.timex.relations import apply_steps  # loads NLTK: not before the first frame

    kinds = [lexed.kind(at) for at in range(candidate.first, candidate.last)]
    length = re.fullmatch(r"(?:P|-)(\d+)(DE|[DWMY])", candidate.value or candidate.steps)
    is_ahead = "NEXT" in kinds or "COMING" in kinds
    is_back = "PAST" in kinds or ("LAST" in kinds and (candidate.value or kinds[0] == "THE"))
    if length is None or not (is_ahead or is_back):
        return None
    shift = int(length[1]) if is_ahead else -int(length[1])
    edge = _to_range(apply_steps(f"{shift:+d}{length[2]}@D", now))
    if edge is None:
        return None
    today = datetime.date.fromordinal(now.period.count)
    if is_ahead:
        return DayRange(today + _DAY, edge.last, "day")
    return DayRange(edge.first + _DAY, today, "day")


def _direction(name: str, bias: Bias) -> str:
    """Return the direction of a calendar name; the nearest weekday or quarter is the last one."""
    if bias == "near" and name[0] in "WQH":
        return "<"
    return {"past": "<", "near": "~", "future": ">"}[bias]


def _check_weekday(candidate: "TimeCandidate", lexed: "LexemeSequence", day: datetime.date) -> None:
    """Raise ValueError if a date follows a weekday that is not its own."""
    at = weekday_index(candidate, lexed)
    if at is None or candidate.kind == "weekday" or "W" in candidate.steps:
        return
    weekday = _WEEKDAYS[lexed.lower(at)]
    if day.isoweekday() != weekday:
        raise ValueError(
            f"{format_date(day)} is a {WEEKDAY_NAMES[day.isoweekday() - 1]},"
            f" not a {WEEKDAY_NAMES[weekday - 1]}:"
            " add the year, or leave out the weekday"
        )


def weekday_index(candidate: "TimeCandidate", lexed: "LexemeSequence") -> int | None:
    """Return the index of the weekday at the start of a date, after "this", or just before it."""
    first = candidate.first
    before = first - 1 - (lexed.kind(first - 1) == "COMMA")
    starts = (first, first + 1, before) if candidate.last - first > 1 else (first, before)
    return next((at for at in starts if lexed.kind(at) == "WDAY"), None)


def _to_range(point: CalendarPoint | None) -> DayRange | None:
    """Return the days of a calendar point; None before year 1, and for a fiscal or vague one."""
    if point is None or point.fiscal or point.granularity:
        return None
    period = point.period
    try:
        first, last = map(datetime.date.fromordinal, (period.first, period.last))
    except (ValueError, OverflowError):
        return None
    return DayRange(first, last, PRECISION_OF_UNIT[period.unit])


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
