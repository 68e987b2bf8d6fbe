"""Expressions that count from an event: "two days after the election", where the text dates it."""

import re
from dataclasses import replace

from analysis.events.nouns import is_event_noun
from analysis.times.readings import Reading, open_date
from analysis.times.words import Lexed

_DATED = frozenset(("day", "monthday", "weekday", "month", "season", "year", "feast"))
_REACH = 6  # lexemes that a noun phrase after "after the" may have
_BACK_REACH = 8  # lexemes between an event and its date: "the fall of the town came on 5 May"
_MEMORY = 150  # lexemes after which "the battle" may be another one
_BETWEEN = ("VB", "MD", "RB", "IN", "DT", "NN", "PO", "TO")


def count_from_events(found: list[Reading], lexed: Lexed) -> dict[int, int]:
    """Turn stretches after or before an event into dates, in place.

    Returns the index of the reading that each of them counts from. An event is dated where a date
    stands behind its noun ("the election on 6 November", "the vote was held on Friday") or before
    it ("the May 4 election"); where none does, the date that counts from it stays open.
    """
    dates: dict[str, int] = {}
    origins: dict[int, int] = {}
    for index, reading in enumerate(found):
        steps = _steps(reading, lexed)
        noun = _event_after(reading, lexed) if steps else None
        if steps and noun is not None:
            name, last = noun
            whole = replace(reading, last=last, type="DATE", kind="counted", value="")
            origin = dates.get(name)
            if origin is not None and reading.first - found[origin].last <= _MEMORY:
                found[index] = replace(whole, steps=steps, policy="anchor")
                origins[index] = origin
            else:
                found[index] = open_date(whole, steps[-1], f"the text does not date the {name}")
        if reading.kind in _DATED:
            dates.update((name, index) for name in _dated_events(reading, lexed))
    return origins


def _steps(reading: Reading, lexed: Lexed) -> str:
    """The steps of a stretch with "after" or "before" behind it, or of "the day after"; else ""."""
    if reading.kind == "shift" and lexed.kind(reading.last - 1) in ("AFTER", "BEFORE"):
        return reading.steps
    length = re.fullmatch(r"P(\d+)(DE|CE|[DWMQY])", reading.value)
    after = lexed.kind(reading.last)
    if reading.kind != "duration" or length is None or after not in ("AFTER", "BEFORE"):
        return ""
    return f"{'-' if after == 'BEFORE' else '+'}{length[1]}{length[2]}"


def _event_after(reading: Reading, lexed: Lexed) -> tuple[str, int] | None:
    """The event noun of "after the …", and the index behind it."""
    at = reading.last + (reading.kind == "duration")
    if lexed.kind(at) in ("THE", "POSS", "THAT", "THIS"):
        at += 1
    elif not lexed.tag(at).startswith("NNP"):
        return None
    return _first_event(range(at, at + _REACH), lexed)


def _dated_events(reading: Reading, lexed: Lexed) -> list[str]:
    names = []
    at = reading.first - 1
    if lexed.kind(at) in ("ON", "IN", "OF", "DURING"):
        for before in range(at - 1, max(at - 1 - _BACK_REACH, -1), -1):
            token = lexed.token(before)
            if token is None or token.tag[:2] not in _BETWEEN:
                break
            if is_event_noun(token):
                names.append(token.lower)
                break
    after = _first_event(range(reading.last, reading.last + 3), lexed)
    return [*names, after[0]] if after is not None else names


def _first_event(places: range, lexed: Lexed) -> tuple[str, int] | None:
    for at in places:
        token = lexed.token(at)
        if token is None or token.tag[:2] not in ("NN", "JJ", "VB", "PO"):
            return None
        if is_event_noun(token):
            return token.lower, at + 1
    return None
