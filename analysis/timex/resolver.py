"""Resolve relative time expressions against a publication date."""

import datetime
from collections.abc import Sequence

from analysis import lexicon
from analysis.models import Reason, TimeExpression
from analysis.structs import replace
from analysis.timex.calendar import Period, calendar_day
from analysis.timex.calendar_points import CalendarPoint, parse_point
from analysis.timex.relations import PASSING, apply_steps, parse_relation, unresolved_value

MONTH_NAMES = tuple(map(str.title, lexicon.entries("months", "full")))


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


# Days between a date named before and the publication date from which the text is about another
# period: a date without a year then counts from the date named before.
_APART = 400
_RECENT = 62  # days from the publication within which a date without a year is of its year


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
        passing = from_anchor.endswith(PASSING) and _is_recent(steps, today)
        if _is_in_another_period(base, today) and not passing:
            steps = from_anchor.removesuffix(PASSING)
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


def _is_recent(steps: str, today: CalendarPoint | None) -> bool:
    """Return whether steps from the publication reach a date near it.

    A year named before is then mentioned in passing: "a law of 2017 … In the April survey".
    """
    point = apply_steps(steps, today) if today is not None else None
    if point is None or today is None:
        return False
    day = today.period.first
    return max(day - point.period.last, point.period.first - day) <= _RECENT


def _is_in_another_period(base: CalendarPoint | None, today: CalendarPoint | None) -> bool:
    if base is None or today is None:
        return base is not None
    day = today.period.first
    return day - base.period.last > _APART or base.period.first - day > _APART
