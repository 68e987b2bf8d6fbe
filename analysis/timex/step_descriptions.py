"""Explain in plain words how a date is derived from another."""

import re

from analysis import lexicon
from analysis.timex.calendar import SEASONS, Period
from analysis.timex.calendar_points import CalendarPoint
from analysis.timex.holidays import holiday_name
from analysis.timex.relations import STEP, apply_steps
from analysis.timex.resolver import MONTH_NAMES, format_anchor_period

_WEEKDAYS = tuple(map(str.title, lexicon.entries("weekdays", "full")))
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
