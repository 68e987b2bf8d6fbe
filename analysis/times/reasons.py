"""Says in a reader's words how a date follows from another."""

import re

from analysis.times.feasts import feast_name
from analysis.times.periods import SEASONS, Period, calendar_day
from analysis.times.relations import STEP

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNIT_NAMES = {
    "D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "S": "season",
    "H": "half-year", "Y": "year", "DE": "decade", "CE": "century",
    "h": "hour", "m": "minute", "s": "second",
}  # fmt: skip
_SEASON_NAMES = dict(zip(SEASONS, ("spring", "summer", "autumn", "winter"), strict=True))
_DIRECTIONS = {
    "<": "the last {} up to {}",
    "<<": "the last {} before {}",
    ">": "the first {} on or after {}",
    ">>": "the first {} after {}",
    "<~": "the {} before {} or close to it",
    ">~": "the {} after {} or close to it",
    "~": "the {} nearest to {}",
    "=": "the {} of {}",
}


def derivation(steps: str, start: Period, named: str) -> str:
    """The steps in a reader's words."""
    words = f"{readable(start)} ({named})"
    for step in steps.split():
        match = STEP.fullmatch(step)
        if match is None:
            continue
        if match["shift"]:
            by, unit = int(match["shift"]), _UNIT_NAMES[match["unit"]]
            if by == 0:
                words = f"the {unit} of {words}" if unit != "day" else words
            else:
                amount = f"{abs(by)} {unit}s" if abs(by) > 1 else f"1 {unit}"
                words = f"{amount} {'after' if by > 0 else 'before'} {words}"
        elif match["nth"]:
            nth, unit = int(match["nth"]), _UNIT_NAMES[match["part"]]
            words = f"{'the last ' + unit if nth < 0 else f'{unit} {nth}'} of {words}"
        elif match["direction"]:
            words = _DIRECTIONS[match["direction"]].format(_readable_name(match["name"]), words)
        elif match["clock"]:
            words += ", at the time of day given"
        else:
            words += ", as a fiscal year"
    return words


def readable(period: Period) -> str:
    """A period as prose names it: 17 March 2022, March 2022, or its value."""
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
        return f"day {int(name[1:])} of a month"
    if name.startswith("F:"):
        return feast_name(name[2:])
    if name in _SEASON_NAMES:
        return _SEASON_NAMES[name]
    return {"WE": "weekend", "H1": "first half", "H2": "second half"}.get(
        name, f"quarter {name[1:]}"
    )
