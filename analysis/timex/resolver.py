"""Resolve relative time expressions against a publication date."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from analysis.models import TimeExpression
from analysis.timex.calendar import Period
from analysis.timex.places import Place, place_of
from analysis.timex.reasons import derivation
from analysis.timex.relations import follow, open_value, relation_parts

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
    today = Place(Period("D", published.toordinal())) if published else None
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
    words: str, time: TimeExpression, today: Place | None, anchor: TimeExpression | None
) -> TimeExpression:
    if time.relative is None:
        return time
    from_publication, from_anchor, direction, cue = relation_parts(time.relative)
    base = place_of(anchor.value) if anchor is not None else None
    steps = from_publication
    if from_anchor:
        if _is_in_another_period(base, today):
            steps = from_anchor
        else:
            base = None
    start = base if time.anchor is not None and (base is not None or not from_anchor) else today
    if start is None:
        missing = "the date named before" if time.anchor is not None else "the publication date"
        because = f"{derivation(steps, None, missing)}, open until that is known"
        return replace(time, value=open_value(steps), because=f"{words}: {because}")
    named = "the publication date" if start is today else "named before"
    because = derivation(steps, start.period, named)
    point = follow(steps, start)
    if point is None:
        return replace(time, value=open_value(steps), because=f"{words}: {because}, a day unknown")
    if (cue and not from_anchor) or (cue and start is today):
        because += f"; *{cue}* looks {'ahead' if direction == '>' else 'back'}"
    return replace(time, value=point.value(), because=f"{words} → {point.value()}: {because}")


def _is_in_another_period(base: Place | None, today: Place | None) -> bool:
    if base is None or today is None:
        return base is not None
    day = today.period.first
    return day - base.period.last > _APART or base.period.first - day > _APART
