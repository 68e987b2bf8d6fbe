"""Grammar rule for holidays, alone or as the name of an event."""

import re

from analysis.syntax.tag_sets import NOUN_TAGS
from analysis.timex.candidate import TimeCandidate, matched_year
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.lexer import LexemeSequence

_MOST_EVENT_WORDS = 3  # after the holiday that names an event


def holiday(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    key = lexed.lower(match.start("feast"))
    if lexed.lower(match.end()) in (
        "agreement", "accord", "accords", "massacre", "rising", "island", "islands"
    ):  # fmt: skip
        return None  # named after the day, years ago
    if lexed.lower(match.start() - 1) == "operation":
        return None
    year = matched_year(match, lexed)
    if year is None:
        year = _year_of_event(match.end(), lexed)
    if year is not None and key == "first-day-of-ramadan" and year < 1600:
        return None  # a year of the Islamic calendar
    if year is not None:
        first, last = match.span()
        return TimeCandidate(first, last, "DATE", "feast", steps=f"=F:{key}", value=f"{year:04d}")
    if _is_of_that_year(match.end(), lexed):
        steps = f"=F:{key}"  # "the Easter Sunday bombings that year"
        return TimeCandidate(*match.span(), "DATE", "feast", steps=steps, policy="anchor")
    return TimeCandidate(*match.span(), "DATE", "feast", name=f"F:{key}", policy="either")


def _is_of_that_year(at: int, lexed: LexemeSequence) -> bool:
    """Return True if an event noun and "that year" follow a day, within a few words."""
    for last in range(at, at + _MOST_EVENT_WORDS):
        token = lexed.token(last)
        if token is None or token.tag not in NOUN_TAGS:
            return False
        if is_event_noun(token):
            following = last + 1 + (lexed.kind(last + 1) in ("OF", "IN"))
            shared = lexed.kind(following) in ("THAT", "SAME")
            return shared and lexed.lower(following + 1) == "year"
    return False


def _year_of_event(at: int, lexed: LexemeSequence) -> int | None:
    """Return the year of an event named after a holiday: "the Easter Sunday bombings of 2019"."""
    noun = at + (lexed.kind(at) in ("NAME", "WORD") and lexed.kind(at + 1) in ("NAME", "WORD"))
    named = lexed.kind(noun) in ("NAME", "WORD") and lexed.tag(noun) in NOUN_TAGS
    if not named or lexed.kind(noun + 1) not in ("OF", "IN") or lexed.kind(noun + 2) != "YEAR":
        return None
    return int(lexed.lower(noun + 2))
