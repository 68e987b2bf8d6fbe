"""Resolves time expressions against a publication date: the one way to a relative value."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from analysis.findings import TimeExpression
from analysis.times.periods import Period
from analysis.times.places import Place, place_of
from analysis.times.reasons import derivation
from analysis.times.relations import follow, open_value, relation_parts

# A text that tells of another time than its own names dates more than so many days away from its
# publication; dates without a year then belong to the tale.
_APART = 400


def resolve_times(
    text: str, times: Sequence[TimeExpression], published: datetime.date | None
) -> tuple[TimeExpression, ...]:
    """The expressions of a text with the values and reasons that a publication date gives them."""
    resolved: list[TimeExpression | None] = [None] * len(times)
    today = Place(Period("D", published.toordinal())) if published else None
    for index in range(len(times)):
        waiting = [index]
        while waiting:
            at = waiting[-1]
            anchor = times[at].anchor
            if anchor is not None and resolved[anchor] is None and anchor not in waiting:
                waiting.append(anchor)
                continue
            waiting.pop()
            if resolved[at] is None:
                base = resolved[anchor] if anchor is not None else None
                words = " ".join(text[times[at].start : times[at].end].split())
                resolved[at] = _resolved(words, times[at], today, base)
    return tuple(time for time in resolved if time is not None)


def _resolved(
    words: str, time: TimeExpression, today: Place | None, anchor: TimeExpression | None
) -> TimeExpression:
    if time.relative is None:
        return time
    from_publication, from_anchor, direction, cue = relation_parts(time.relative)
    base = place_of(anchor.value) if anchor is not None else None
    steps = from_publication
    if from_anchor:
        if _tells_of_another_time(base, today):
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
    place = follow(steps, start)
    if place is None:
        return replace(time, value=open_value(steps), because=f"{words}: {because}, a day unknown")
    if (cue and not from_anchor) or (cue and start is today):
        because += f"; *{cue}* looks {'ahead' if direction == '>' else 'back'}"
    return replace(time, value=place.value(), because=f"{words} → {place.value()}: {because}")


def _tells_of_another_time(base: Place | None, today: Place | None) -> bool:
    if base is None or today is None:
        return base is not None
    day = today.period.first
    return day - base.period.last > _APART or base.period.first - day > _APART
