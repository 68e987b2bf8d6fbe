"""Compute the days of an event from its time expression, and whether it is upcoming."""

import datetime
import re
from collections.abc import Sequence
from functools import lru_cache

from analysis import lexicon
from analysis.event_relations import AHEAD, BEGINS, BOUNDS, DEADLINE, ENDS
from analysis.events.recurring_days import next_occurrence
from analysis.events.reference_dates import resolve_years
from analysis.lexicon import word_set
from analysis.models import (
    ORDER_GUESSED,
    PERIOD_GUESSED,
    STATE,
    YEAR_GUESSED,
    Event,
    Precision,
    Reason,
    TimeExpression,
)
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from analysis.syntax.tag_sets import FINITE_TAGS
from analysis.syntax.tokens import Doc, Sentence
from analysis.timex.calendar import PRECISION_OF_UNIT, Period, period_containing
from analysis.timex.calendar_points import parse_point
from analysis.timex.lexer import parse_number
from analysis.timex.relations import parse_relation

AMBIGUOUS_ORDER = "time.day_order"
FUTURE_CUE = "event.looks_ahead"
FUTURE_VERB = "event.future_verb"
_FUTURE = (FUTURE_CUE, FUTURE_VERB)
PAST_VERB = "event.past_verb"
CONDITION = "event.condition"
UNANNOUNCED = "event.unannounced"
_NOT_AHEAD = (PAST_VERB, CONDITION, UNANNOUNCED, STATE)
_TENSES = (*_FUTURE, "event.looks_back", *_NOT_AHEAD, *BOUNDS)
_LONG = ("year", "decade", "century")
_SHORT = ("week", "month")
ANNOUNCING = ("event.noun_before", "event.noun_after", "event.schedule")
_MOST_YEARS_AHEAD = 150  # a later year counts from a wrong date, or is a number
_RANGE = re.compile(r"\s*(?:to|until|till|through|and|[-–—])\s*(?:the )?", re.IGNORECASE)
_JOINED = re.compile(r"\s+and\s+(?:on\s+)?(?:the )?", re.IGNORECASE)
_LISTED = re.compile(r",\s+(?:on )?|,?\s+and\s+(?:on )?", re.IGNORECASE)
_EACH = re.compile(r",? respectively\b")
_NAMED_DAY = re.compile(r"W(?P<weekday>[1-7])\b|(?:M|\d{4}-)(?P<day>\d\d-\d\d)")
_LEAP_YEAR, _DAYS_OF_LEAP_YEAR = 2000, 366
_FROM = re.compile(r"\b(?:from|between)\s+(?:the )?$", re.IGNORECASE)
_MOVED = re.compile(
    rf"\b(?:{lexicon.pattern('tense_cues', 'move')})\b[^.;:]{{0,30}}\bfrom\s+(?:the )?$",
    re.IGNORECASE,
)
_MOVED_REACH = 60  # letters
_MONTHS = lexicon.numbers("months")
_MONTH_VALUE = re.compile(r"\d{4}-\d{2}")
_LENGTH = re.compile(r"P(\d{1,3})([DW])")
_FOR = re.compile(r"\bfor (?:the |another |up to )?$", re.IGNORECASE)
_FOR_REACH = 12  # letters
_LONGEST = 366  # days
_PERFECT = re.compile(r"\b(?:had|has|have|having)\b|['’](?:d|ve)\b", re.IGNORECASE)
_LAST_DAY = datetime.date.max.toordinal()

DatedRange = tuple[datetime.date, datetime.date, Precision]


def date_event(
    event: Event,
    text: str,
    times: Sequence[TimeExpression],
    published: datetime.date | None,
    period: PartialDate | None = None,
) -> Event:
    """Return the event with the days and the reason that follow from a publication date.

    `period` is the month or the year of publication while its day is not known.
    """
    if event.time is None:
        return _date_reported_event(event, published, period)
    tenses = dict.fromkeys(reason for reason in event.reason.also if reason.id in _TENSES)
    structure = replace(event.reason, also=tuple(tenses))
    days = expression_days(text, times, event.time)
    repeated = next_occurrence(text, times[event.time], published)
    if repeated is not None and PAST_VERB not in {addition.id for addition in tenses}:
        days = repeated, repeated, "day"
    guessed: tuple[Reason, ...] = ()
    if times[event.time].reason.id == AMBIGUOUS_ORDER:
        guessed = (Reason(ORDER_GUESSED),)
    if days is None and published is None:
        days = expression_days(text, resolve_years(text, tuple(times), period), event.time)
        if days is not None and period is not None:
            guessed = (Reason.of(PERIOD_GUESSED, period=str(period)),)
        elif days is not None:
            guessed = (Reason.of(YEAR_GUESSED, year=str(days[0].year)),)
    if days is None:
        id = "event.before_christ" if times[event.time].value.startswith("BC") else "event.open"
        open_date = Reason.of(id, words=find_phrase_of(text, times[event.time]))
        return replace(
            event, first_day=None, last_day=None, precision=None, upcoming=False,
            reason=structure.extend(open_date),
        )  # fmt: skip
    first, last, precision = days
    upcoming = False
    relation: tuple[Reason, ...] = ()
    if _is_end(structure, times[event.time]):
        days = first, last, precision = last, last, "day"
    first, last = _extend_by_duration(event, text, times, days)
    if published is not None:
        side_of_today = find_phrase_of(text, times[event.time]).partition(" ")[0].lower()
        happened = (
            precision in _SHORT and parse_relation(times[event.time].relative or "")[2] == "<"
        )
        if first <= published <= last and (side_of_today == "earlier" or happened):
            last = published  # "earlier this month", "announced this week"
        elif first <= published <= last and side_of_today == "later":
            first = published
        is_ahead = looks_ahead(structure)
        # "a century later, it was lost" counts from a wrong date if that is in the future
        excluded = any(addition.id in _NOT_AHEAD for addition in structure.also)
        excluded = (
            excluded or repeated is not None or first.year > published.year + _MOST_YEARS_AHEAD
        )
        announced = is_ahead or structure.id in ANNOUNCING
        bounds = {addition.id for addition in structure.also if addition.id in BOUNDS}
        is_goal = precision in _LONG and not bounds.isdisjoint((DEADLINE, ENDS))  # "by 2050"
        is_begun = BEGINS in bounds and first <= published
        excluded = excluded or side_of_today == "earlier" or is_goal or is_begun
        upcoming = not excluded and (
            (first > published and announced) or (last >= published and is_ahead)
        )
        later = AHEAD if first > published else "event.past"
        id = "event.upcoming" if upcoming else later
        relation = (Reason.of(id, published=published.isoformat()),)
    days_reason = Reason.of("event.day", first=first.isoformat())
    if first != last:
        days_reason = Reason.of("event.days", first=first.isoformat(), last=last.isoformat())
    return replace(
        event, first_day=first, last_day=last, precision=precision, upcoming=upcoming,
        reason=structure.extend(days_reason, *relation, *guessed),
    )  # fmt: skip


def looks_ahead(reason: Reason) -> bool:
    """Return whether the words of an event refer to the future."""
    return any(addition.id in _FUTURE for addition in reason.also)


def _is_end(reason: Reason, time: TimeExpression) -> bool:
    """Return whether a deadline ahead is the last day of a month: "by the end of February"."""
    ids = {addition.id for addition in reason.also}
    is_deadline = DEADLINE in ids and not ids.isdisjoint(_FUTURE)
    return is_deadline and time.mod == "END" and _MONTH_VALUE.fullmatch(time.value) is not None


def _extend_by_duration(
    event: Event, text: str, times: Sequence[TimeExpression], days: DatedRange
) -> tuple[datetime.date, datetime.date]:
    """Return the days of an event that lasts: "was closed for three days from Monday".

    A date after "until" is its last day, another its first one. In a perfect tense, the time before
    the date has that length: "had been closed for three days on Monday".
    """
    first, last, precision = days
    if first != last or precision != "day" or event.time is None:
        return first, last
    ends = any(addition.id in (ENDS, DEADLINE) for addition in event.reason.also)
    for time in times[max(event.time - 2, 0) : event.time + 3]:
        length = _LENGTH.fullmatch(time.value) if time.type == "DURATION" else None
        inside = event.start <= time.start and time.end <= event.end
        if length is None or not inside or _PERFECT.search(text[event.start : event.end]):
            continue
        if not _FOR.search(text[max(time.start - _FOR_REACH, 0) : time.start]):
            continue
        count = int(length[1]) * (7 if length[2] == "W" else 1) - 1
        if 0 < count <= _LONGEST:
            shift = datetime.timedelta(count)
            return (first - shift, last) if ends else (first, last + shift)
    return first, last


def _date_reported_event(
    event: Event, published: datetime.date | None, period: PartialDate | None
) -> Event:
    """Return an event without a date of its own on the day of publication, if that is known.

    If only the month is known, it is in that month.
    """
    if published is None and period is not None and period.precision == "month":
        reason = Reason("event.reported_open").extend(Reason.of(PERIOD_GUESSED, period=str(period)))
        return replace(
            event, first_day=period.first, last_day=period.last, precision="month", reason=reason
        )
    if published is None:
        reason = Reason("event.reported_open")
        return replace(event, first_day=None, last_day=None, precision=None, reason=reason)
    reason = Reason.of("event.reported", published=published.isoformat())
    return replace(
        event, first_day=published, last_day=published, precision="reported", reason=reason
    )


def expression_days(text: str, times: Sequence[TimeExpression], index: int) -> DatedRange | None:
    """Return first and last day of an expression, or of the range it opens ("3 to 5 March").

    A fiscal year has the days that the text states for it, else those of the calendar year.
    """
    days = _fiscal_days(text, times[index]) or _days(times[index])
    if days is None or not opens_range(text, times, index):
        return _months_of(text, times[index], days) if days is not None else None
    end = _days(times[index + 1])
    if end is None or end[1] < days[0]:
        return days
    return days[0], end[1], days[2]


def is_moved_date(text: str, time: TimeExpression) -> bool:
    """Return whether an event left a date: "was moved from Tuesday to Friday"."""
    return _MOVED.search(text[max(time.start - _MOVED_REACH, 0) : time.start]) is not None


def opens_range(text: str, times: Sequence[TimeExpression], index: int) -> bool:
    """Return whether an expression and the next one are the two ends of a range."""
    if index + 1 >= len(times):
        return False
    time, following = times[index], times[index + 1]
    if is_moved_date(text, time):
        return False
    between = text[time.end : following.start]
    if _JOINED.fullmatch(between):
        listed = index > 0 and _LISTED.fullmatch(text[times[index - 1].end : time.start])
        each = _EACH.match(text, following.end)
        if not listed and not each and _are_successive(time, following):
            return True
    if not between or _RANGE.fullmatch(between) is None or following.type not in ("DATE", "TIME"):
        return False
    if between.strip() in ("-", "–", "—"):
        return True
    return _FROM.search(text[max(0, time.start - 20) : time.start]) is not None


def _are_successive(first: TimeExpression, second: TimeExpression) -> bool:
    """Return whether two expressions are a day and the next one: "on 8 and 9 December".

    It depends on their words alone, not on the publication date.
    """
    if first.type != "DATE" or second.type != "DATE":
        return False
    days = [_NAMED_DAY.search(time.relative or time.value) for time in (first, second)]
    left, right = ((match["weekday"], match["day"]) if match else ("", "") for match in days)
    if left[0] and right[0]:
        return (int(right[0]) - int(left[0])) % 7 == 1
    if not left[1] or not right[1]:
        return False
    try:
        dates = [datetime.date.fromisoformat(f"{_LEAP_YEAR}-{day}") for day in (left[1], right[1])]
    except ValueError:
        return False
    return (dates[1] - dates[0]).days % _DAYS_OF_LEAP_YEAR == 1


def _days(time: TimeExpression) -> DatedRange | None:
    years = re.fullmatch(r"(\d{4})/(\d{4})", time.value)
    if years is not None and 0 < int(years[1]) <= int(years[2]):
        return datetime.date(int(years[1]), 1, 1), datetime.date(int(years[2]), 12, 31), "year"
    point = parse_point(time.value)
    if point is None or point.period.first < 1 or point.period.last > _LAST_DAY:
        return None
    first, last = point.period.first, point.period.last
    third = (last + 1 - first) // 3
    if time.mod == "START":
        last -= 2 * third
    elif time.mod == "MID":
        first, last = first + third, last - third
    elif time.mod == "END":
        first += 2 * third
    precision = "time" if point.clock else PRECISION_OF_UNIT[point.period.unit]
    return datetime.date.fromordinal(first), datetime.date.fromordinal(last), precision


_MONTH_NAME = f"(?P<month>{lexicon.pattern('months', 'full')})"
_YEAR_BOUND = re.compile(
    r"\b(?:fiscal|financial) year,? (?:(?:that|which) )?"
    r"(?:(?P<end>ends?|ended|ending|runs? to|closes?|closed|to)|begins?|began|starts?|started"
    r"|runs? from) (?:each |every year )?(?:(?:on|in|at the end of|from) )?(?:the )?"
    rf"(?:\d\d?(?:st|nd|rd|th)?(?: of)? )?{_MONTH_NAME}\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _last_month_of_fiscal_year(text: str) -> int | None:
    """Return the last month of the fiscal year that a text states; None if it states none."""
    bound = _YEAR_BOUND.search(text)
    if bound is None:
        return None
    month = _MONTHS[bound["month"].lower()]
    return month if bound["end"] else (month - 2) % 12 + 1


def _fiscal_days(text: str, time: TimeExpression) -> DatedRange | None:
    """Return the days of a fiscal year or its part, which has the number of the year it ends in.

    The value of "FY2021-22" is the year it begins in.
    """
    point = parse_point(time.value) if time.value.startswith("FY") else None
    last_month = _last_month_of_fiscal_year(text) if point is not None else None
    if point is None or last_month is None or point.period.unit not in ("Y", "Q", "H"):
        return None
    is_pair = re.search(r"\d[-–/]\d", text[time.start : time.end]) is not None
    end = Period("M", (point.period.year + is_pair) * 12 + last_month - 1)
    length = {"Y": 12, "H": 6, "Q": 3}[point.period.unit]
    part = 0 if length == 12 else point.period.count % (12 // length)
    first = end.shift(part * length - 11)
    last = first.shift(length - 1)
    if first.first < 1 or last.last > _LAST_DAY:
        return None
    precision = PRECISION_OF_UNIT[point.period.unit]
    return datetime.date.fromordinal(first.first), datetime.date.fromordinal(last.last), precision


_PART_OF_YEAR = re.compile(
    r"\b(?P<which>first|last|final) (?P<months>[\w-]{1,9}) months of (?:the (?:year )?)?$",
    re.IGNORECASE,
)
_MONTHS_TO_DAY = re.compile(
    r"\b(?:(?P<months>[\w-]{1,9}) months|(?P<period>year|half-year|half|quarter)) "
    r"(?:to|ended|ending|through) (?:on )?(?:the )?$",
    re.IGNORECASE,
)
_LONGEST_PHRASE = 50


_LAST_DAYS = re.compile(r"(?:the )?(?:last|final|closing|dying) (days|weeks) of\b", re.IGNORECASE)
_LENGTHS = {"days": 10, "weeks": 31}  # days before the end of a year


def _months_of(text: str, time: TimeExpression, days: DatedRange) -> DatedRange:
    """Return the days of "the last four months of 2021", "the last days of 2021"."""
    first, last, precision = days
    ending = _LAST_DAYS.match(text[time.start : time.end]) if precision == "year" else None
    if ending is not None:
        return last - datetime.timedelta(_LENGTHS[ending[1].lower()] - 1), last, "day"
    before = text[max(time.start - _LONGEST_PHRASE, 0) : time.start]
    phrase = (_PART_OF_YEAR if precision == "year" else _MONTHS_TO_DAY).search(before)
    if phrase is None or precision not in ("year", "day", "month"):
        return days
    if phrase["months"] is None:
        count: float | None = {"year": 12, "quarter": 3}.get(phrase["period"].lower(), 6)
    else:
        count = parse_number(phrase["months"].lower())
    if count is None or not 1 < count < (12 if precision == "year" else 25) or count % 1:
        return days
    months = int(count)
    if precision == "year":
        opening = phrase["which"].lower() == "first"
        year = [Period("M", first.year * 12 + month) for month in range(12)]
        part = year[:months] if opening else year[-months:]
    else:
        end = period_containing("M", last.toordinal())
        if last.toordinal() != end.last or end.count < months:
            return days
        part = [end.shift(1 - months), end]
    first = datetime.date.fromordinal(part[0].first)
    return first, datetime.date.fromordinal(part[-1].last), "month"


def find_phrase_of(text: str, time: TimeExpression) -> str:
    return " ".join(text[time.start : time.end].split())


LATER = re.compile(
    r"\b(?:days?|weeks?|months?|years?|decades?|century|centuries) (?:later|on|afterwards?)$",
    re.IGNORECASE,
)
WILL = word_set("will 'll ’ll wo shall")
PLANS = lexicon.words("tense_cues", "plan")
_CONDITIONS = word_set("if unless whether whatever")
_GERUND_OPENERS = word_set("after despite since following")


def is_gerund_of_past(words: Doc, first: int, tokens: range) -> bool:
    """Return whether a date is that of "after winning in March", which is no future event."""
    for at in range(tokens.start - 1, first, -1):
        token = words.tokens[at]
        if token.tag in FINITE_TAGS or token.text in (",", ";"):
            return False
        if token.tag == "VBG" and words.tokens[at - 1].lower in _GERUND_OPENERS:
            return True
        if token.lower in ("after", "following") and at + 2 < tokens.start:
            return not any(
                earlier.tag == "MD" or earlier.lower in PLANS for earlier in words.tokens[first:at]
            )  # "is nearer to the nomination after three wins on Tuesday"
        if token.tag == "VBG" and words.tokens[at - 1].lower in ("for", "by"):
            verbs = [token.tag for token in words.tokens[first:at] if token.tag in FINITE_TAGS]
            return verbs[-1:] == ["VBD"]  # "was paid for helping it in March"
    return False


def is_later_without_plan(words: Doc, sentence: Sentence, time: TimeExpression) -> bool:
    """Return whether "three years later" is in a sentence without a word for the future."""
    if time.anchor is None or not LATER.search(find_phrase_of(words.text, time)):
        return False
    line = words.tokens_of(sentence)
    return not any(token.lower in WILL or token.lower in PLANS for token in line)


def condition_of(words: Doc, sentence: Sentence, first: int, tokens: range) -> str | None:
    """Return the word that makes a clause a condition or a question; None if there is none.

    The clause begins at the token `first`.
    """
    if any(token.text == "?" for token in words.tokens[sentence.last - 2 : sentence.last]):
        return "?"
    for token in words.tokens[sentence.first : tokens.start]:
        if token.lower in ("if", "unless") and token.tag == "IN":
            return token.lower
    for at in range(tokens.start - 1, max(sentence.first, first - 1) - 1, -1):
        token = words.tokens[at]
        if token.lower in _CONDITIONS and token.tag in ("IN", "WDT", "WP", "CC"):
            return token.lower
        if token.lower == "should" and at + 1 < tokens.start:
            subject = words.tokens[at + 1]
            before = words.tokens[at - 1].tag if at > sentence.first else ","
            if subject.tag in ("NNP", "PRP", "DT") and not before.startswith(("NN", "PR")):
                return token.lower
        if token.text in (";", ",") and at < first:
            break
    return None
