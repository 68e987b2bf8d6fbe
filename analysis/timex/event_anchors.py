"""Anchor expressions to events that the text dates: "two days after the election"."""

import re

from analysis.models import Reason
from analysis.structs import replace
from analysis.syntax.tag_sets import PROPER_NOUN_TAGS
from analysis.timex.candidate import TimeCandidate, unresolved_date
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.lexer import LexemeSequence

_DATED = frozenset(("day", "monthday", "weekday", "month", "season", "year", "feast"))
_REACH = 6  # lexemes that a noun phrase after "after the" may have
_BACK_REACH = 8  # lexemes between an event and its date: "the fall of the town came on 5 May"
_MEMORY = 150  # lexemes after which "the battle" may be a different battle
_BETWEEN = ("VB", "MD", "RB", "IN", "DT", "NN", "PO", "TO")


def anchor_to_events(found: list[TimeCandidate], lexed: LexemeSequence) -> dict[int, int]:
    """Convert durations before or after an event into dates, in place.

    Returns the anchor's index for the index of each converted duration. The date of an event
    follows its noun ("the election on 6 November", "the vote was on Friday") or precedes it
    ("the May 4 election"). A duration that counts from an event without a date is unresolved.
    """
    dates: dict[str, int] = {}
    origins: dict[int, int] = {}
    for index, reading in enumerate(found):
        steps = _offset_steps(reading, lexed)
        noun = _event_after(reading, lexed) if steps else None
        if steps and noun is not None:
            name, last = noun
            whole = replace(reading, last=last, type="DATE", kind="counted", value="")
            origin = dates.get(name)
            if origin is not None and reading.first - found[origin].last <= _MEMORY:
                found[index] = replace(whole, steps=steps, policy="anchor")
                origins[index] = origin
            else:
                found[index] = unresolved_date(
                    whole, steps[-1], Reason.of("time.undated_event", event=name)
                )
        if reading.kind in _DATED:
            dates.update((name, index) for name in _dated_events(reading, lexed))
    return origins


def _offset_steps(reading: TimeCandidate, lexed: LexemeSequence) -> str:
    """Return the steps of a duration before "after" or "before", or of "the day after"; else ""."""
    if reading.kind == "shift" and lexed.kind(reading.last - 1) in ("AFTER", "BEFORE"):
        return reading.steps
    length = re.fullmatch(r"P(\d+)(DE|CE|[DWMQY])", reading.value)
    after = lexed.kind(reading.last)
    if reading.kind != "duration" or length is None or after not in ("AFTER", "BEFORE"):
        return ""
    return f"{'-' if after == 'BEFORE' else '+'}{length[1]}{length[2]}"


def _event_after(reading: TimeCandidate, lexed: LexemeSequence) -> tuple[str, int] | None:
    """Return the event noun of "after the …" and the index after it."""
    at = reading.last + (reading.kind == "duration")
    if lexed.kind(at) in ("THE", "POSS", "THAT", "THIS"):
        at += 1
    elif lexed.tag(at) not in PROPER_NOUN_TAGS:
        return None
    return _first_event(range(at, at + _REACH), lexed)


def _dated_events(reading: TimeCandidate, lexed: LexemeSequence) -> list[str]:
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


def _first_event(indexes: range, lexed: LexemeSequence) -> tuple[str, int] | None:
    for at in indexes:
        token = lexed.token(at)
        if token is None or token.tag[:2] not in ("NN", "JJ", "VB", "PO"):
            return None
        if is_event_noun(token):
            return token.lower, at + 1
    return None
