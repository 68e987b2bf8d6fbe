"""Expressions that count from an event: "two days after the election", where the text dates it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.events.nouns import is_event_noun
from analysis.times.readings import Reading
from analysis.times.words import Lexed

_DATED = frozenset(("day", "monthday", "weekday", "month", "season", "year", "feast"))
_REACH = 6  # lexemes that a noun phrase after "after the" may have


def count_from_events(found: list[Reading], lexed: Lexed) -> dict[int, int]:
    """Turn stretches after or before a dated event into dates, in place.

    Returns the index of the reading that each of them counts from. An event is dated where a date
    stands right after its noun ("the election on 6 November") or before it ("the May 4 election").
    Stretches from an event without a date stay stretches.
    """
    dates: dict[str, int] = {}
    origins: dict[int, int] = {}
    for index, reading in enumerate(found):
        noun = _event_after(reading, lexed)
        if noun is not None and noun in dates:
            back = lexed.kind(reading.last) == "BEFORE"
            length = re.fullmatch(r"P(\d+)(DE|CE|[DWMQY])", reading.value)
            if length is not None:
                steps = f"{'-' if back else '+'}{length[1]}{length[2]}"
                found[index] = replace(
                    reading, type="DATE", kind="counted", value="", steps=steps, policy="anchor"
                )
                origins[index] = dates[noun]
        if reading.kind in _DATED:
            for name in _dated_events(reading, lexed):
                dates.setdefault(name, index)
    return origins


def _event_after(reading: Reading, lexed: Lexed) -> str | None:
    """The event noun of "after the …", behind a stretch."""
    at = reading.last
    if reading.kind != "duration" or lexed.kind(at) not in ("AFTER", "BEFORE"):
        return None
    if lexed.kind(at + 1) not in ("THE", "POSS", "THAT", "THIS"):
        return None
    return _first_event(range(at + 2, at + 2 + _REACH), lexed)


def _dated_events(reading: Reading, lexed: Lexed) -> Sequence[str]:
    names = []
    before = reading.first - 1
    if lexed.kind(before) in ("ON", "IN", "OF", "DURING"):
        token = lexed.token(before - 1)
        if token is not None and is_event_noun(token):
            names.append(token.lower)
    after = _first_event(range(reading.last, reading.last + 3), lexed)
    return [*names, after] if after is not None else names


def _first_event(places: range, lexed: Lexed) -> str | None:
    for at in places:
        token = lexed.token(at)
        if token is None or token.tag[:2] not in ("NN", "JJ", "VB", "PO"):
            return None
        if is_event_noun(token):
            return token.lower
    return None
