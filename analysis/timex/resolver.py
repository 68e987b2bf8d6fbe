"""Resolve relative time expressions against a publication date.

Explain in plain words how a date is derived from another.
"""

import datetime
import re
from collections.abc import Sequence

from analysis import lexicon
from analysis.models import Reason, TimeExpression
from analysis.structs import replace
from analysis.timex.calendar import SEASONS, CalendarPoint, Period, calendar_day, parse_point
from analysis.timex.holidays import holiday_name
from analysis.timex.relations import STEP, apply_steps, parse_relation, unresolved_value

_WEEKDAYS = tuple(map(str.title, lexicon.entries("weekdays", "full")))
MONTH_NAMES = tuple(map(str.title, lexicon.entries("months", "full")))
_UNIT_NAMES = {
    "D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "S": "season",
    "H": "half-year", "Y": "year", "DE": "decade", "CE": "century",
    "h": "hour", "m": "minute", "s": "second",
}  # fmt: skip
_SEASON_NAMES = dict(zip(SEASONS, ("spring", "summer", "autumn", "winter"), strict=True))
_PARTS = {
    "TMO": "in the morning", "TMI": "at midday", "TAF": "in the afternoon",
    "TEV": "in the evening", "TNI": "at night", "TDT": "in daytime",
}  # fmt: skip
_DIRECTIONS = {
    "<": "the last {} up to {}",
    "<<": "the last {} before {}",
    ">": "the first {} on or after {}",
    ">>": "the first {} after {}",
    "~": "the {} nearest to {}",
    "=": "the {} of {}",
}


def describe_steps(steps: str, start: Period | None, named: str) -> str:
    """Describe steps in words, from a start that may be unknown; `named` describes the start."""
    words = f"{format_anchor_period(start)} ({named})" if start is not None else named
    point = CalendarPoint(start) if start is not None else None
    for step in steps.split():
        match = STEP.fullmatch(step)
        if match is None:
            continue
        if match["shift"]:
            words = _describe_shift(int(match["shift"]), match["unit"], match["grain"], words)
        elif match["year"]:
            words = f"the same period of {match['year']} as {words}"
        elif match["nth"]:
            nth = _ordinal_word(int(match["nth"]))
            words = f"the {nth} {_UNIT_NAMES[match['part']]} of {words}"
        elif match["direction"]:
            direction = _actual_direction(match["direction"], match["name"], point)
            words = _DIRECTIONS[direction].format(_readable_name(match["name"]), words)
        elif match["clock"]:
            words += f", {_readable_clock(match['clock'])}"
        else:
            words += ", as a fiscal year"
        point = apply_steps(step, point) if point is not None else None
    return words


def _describe_shift(by: int, unit_name: str, grain: str | None, words: str) -> str:
    unit = _UNIT_NAMES[unit_name]
    if by == 0:
        return words if unit == "day" else f"the {unit} of {words}"
    side = "after" if by > 0 else "before"
    if abs(by) > 1 or grain or unit_name in "hms":
        return f"{abs(by)} {unit}{'s' if abs(by) > 1 else ''} {side} {words}"
    return f"the {unit} {side} {'' if unit == 'day' else 'that of '}{words}"


def _ordinal_word(nth: int) -> str:
    if nth < 0:
        return "last"
    ordinals = ("first", "second", "third", "fourth", "fifth")
    return ordinals[nth - 1] if nth <= len(ordinals) else f"{nth}th"


def _actual_direction(direction: str, name: str, point: CalendarPoint | None) -> str:
    """Return the direction of a step: "<~" is "<" unless that date was too far away."""
    if not direction.endswith("~") or direction == "~":
        return direction
    strict = direction[0]
    if point is None or apply_steps(strict + name, point) == apply_steps(direction + name, point):
        return strict
    return "~"


def _readable_clock(clock: str) -> str:
    """Describe a time of day in words: at 15:30 (UTC-05:00), in the morning."""
    at = re.fullmatch(r"T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:?\d\d)?", clock)
    if at is None:
        return _PARTS.get(clock, "at the time of day given")
    zone = {None: "", "Z": " (UTC)"}.get(at[2], f" (UTC{at[2]})")
    return f"at {at[1]}{zone}"


def format_anchor_period(period: Period) -> str:
    """Format a period for a sentence: 17 March 2022, March 2022, or its ISO-TimeML value."""
    if period.unit == "D":
        year, month, day = calendar_day(period.count)
        return f"{day} {MONTH_NAMES[month - 1]} {_readable_year(year)}"
    if period.unit == "M":
        return f"{MONTH_NAMES[period.count % 12]} {_readable_year(period.count // 12)}"
    return _readable_year(period.count) if period.unit == "Y" else period.value()


def _readable_year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _readable_name(name: str) -> str:
    if re.fullmatch(r"W[1-7]", name):
        return _WEEKDAYS[int(name[1]) - 1]
    if name[0] == "M":
        month = MONTH_NAMES[int(name[1:3]) - 1]
        return f"{int(name[4:])} {month}" if len(name) > 3 else month
    if name[0] == "D":
        day = int(name[1:])
        ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        return f"{day}{ending} of a month"
    if name.startswith("F:"):
        return holiday_name(name[2:])
    if name in _SEASON_NAMES:
        return _SEASON_NAMES[name]
    if name == "WE":
        return "weekend"
    return f"{_ordinal_word(int(name[1:]))} {'half' if name[0] == 'H' else 'quarter'}"


# Days between a date named before and the publication date from which the text is about another
# period: a date without a year then counts from the date named before.
_APART = 400


def resolve_times(
    text: str, times: Sequence[TimeExpression], published: datetime.date | None
) -> tuple[TimeExpression, ...]:
    """Return the expressions of a text with values and reasons for a publication date.

    None for an unknown date: relative expressions that depend on it stay unresolved.
    """
    resolved: list[TimeExpression | None] = [None] * len(times)
    today = CalendarPoint(Period("D", published.toordinal())) if published else None
    for index in range(len(times)):
        pending = [index]
        while pending:
            at = pending[-1]
            anchor = times[at].anchor
            if anchor is not None and resolved[anchor] is None and anchor not in pending:
                pending.append(anchor)
                continue
            pending.pop()
            if resolved[at] is None:
                base = resolved[anchor] if anchor is not None else None
                words = " ".join(text[times[at].start : times[at].end].split())
                resolved[at] = _resolve(words, times[at], today, base)
    return tuple(time for time in resolved if time is not None)


def _resolve(
    words: str, time: TimeExpression, today: CalendarPoint | None, anchor: TimeExpression | None
) -> TimeExpression:
    if time.relative is None:
        return time
    from_publication, from_anchor, direction, cue = parse_relation(time.relative)
    base = parse_point(anchor.value) if anchor is not None else None
    steps = from_publication
    if from_anchor:
        if _is_in_another_period(base, today):
            steps = from_anchor
        else:
            base = None
    start = base if time.anchor is not None and (base is not None or not from_anchor) else today
    if start is None:
        unknown = "expression" if time.anchor is not None else "publication"
        reason = Reason.of("time.open", words=words, steps=steps, anchor=unknown)
        return replace(time, value=unresolved_value(steps), reason=reason)
    start_value = start.value() if anchor is None or start is today else anchor.value
    used = "publication" if start is today else "expression"
    args = {"steps": steps, "start": start_value, "anchor": used}
    point = apply_steps(steps, start)
    if point is None:
        reason = Reason.of("time.unknown_day", words=words, **args)
        return replace(time, value=unresolved_value(steps), reason=reason)
    reason = Reason.of("time.resolved", words=words, value=point.value(), **args)
    if (cue and not from_anchor) or (cue and start is today):
        id = "time.looks_ahead" if direction == ">" else "time.looks_back"
        reason = reason.extend(Reason.of(id, cue=cue))
    return replace(time, value=point.value(), reason=reason)


def _is_in_another_period(base: CalendarPoint | None, today: CalendarPoint | None) -> bool:
    if base is None or today is None:
        return base is not None
    day = today.period.first
    return day - base.period.last > _APART or base.period.first - day > _APART
