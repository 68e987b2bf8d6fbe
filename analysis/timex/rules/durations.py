"""Grammar rules for durations and repetitions."""

import re

from analysis import lexicon
from analysis.lexicon import word_set
from analysis.timex.candidate import TimeCandidate, duration_value, part_of_day
from analysis.timex.lexer import (
    CARDINALS,
    FREQUENCIES,
    MONTHS,
    PLURAL_UNITS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    LexemeSequence,
    parse_number,
    parse_ordinal,
)

_COPULAS = lexicon.words("auxiliaries", "be")
_VAGUE = re.compile(lexicon.pattern("numerals", "vague"))
_RESULTS = lexicon.words("business_nouns", "result")
_COUNTED = word_set("CARD DNUM NUM MAG MANY FEW SEVERAL")
_SPANNING = word_set("WITHIN FOR DURING IN AFTER")  # "for hours", but not "office hours"


def duration(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    unit_at = match.start("unit")
    unit_word = lexed.lower(unit_at)
    words = lexed.text(*match.span("amount")).replace(" - ", "-").removeprefix("another ")
    plural = unit_word in PLURAL_UNITS or unit_word == "hrs"
    unit = "h" if unit_word == "hrs" else UNITS.get(unit_word) or PLURAL_UNITS.get(unit_word, "")
    if not unit or (unit_word == "second" and words in ("a", "an", "another")):
        return None
    if unit_word.startswith("quarter") and match["hyphen"]:
        return None
    if _is_age(match, lexed):
        return None  # "a 6-year-old boy"
    if words == "some" and not plural:
        return None  # "some day"
    share = lexed.kind(unit_at + 1) == "OF" and (not plural or words == "three")
    if unit_word.startswith("quarter") and (words not in CARDINALS or share):
        return None
    if match["adj"] and lexed.kind(unit_at - 1) == "HYPH":
        return None  # "a modern-day Rome"
    if match["adj"]:
        tag = lexed.tag(match.start("adj"))
        kind = lexed.kind(match.start("adj"))
        if kind == "WORD" and (tag[:2] not in ("JJ", "VB", "NN") or tag in ("NNS", "VBZ", "VBP")):
            return None
        if words in ("a", "an") and kind == "WORD" and tag != "JJ":
            return None
    if lexed.kind(match.start() - 1) in ("MONEY", "SLASH", "AS"):
        return None
    if plural and words in ("a", "an"):
        return None  # "a months-long wait"
    if words in ("a", "an", "another"):
        amount: float | None = 1
    elif _VAGUE.search(words):
        amount = None
    elif words in ("half a", "half an", "a half", "half -", "half-", "a half -"):
        amount = 0.5
    else:
        amount = parse_number(words)
        if amount is None or (amount > (5000 if plural else 999) and (unit, plural) != ("Y", True)):
            return None
    if words in ("a", "an") and _is_predicate(match, lexed):
        return None
    if match["half"]:
        amount = (amount or 1) + 0.5
    return TimeCandidate(*match.span(), "DURATION", "duration", duration_value(amount, unit))


def _is_age(match: re.Match[str], lexed: LexemeSequence) -> bool:
    """Return True for the age of a person or thing with hyphens, which is no duration in news."""
    end = match.end()
    inside = lexed.kind(end - 1) == "OLD" and lexed.kind(end - 2) == "HYPH"
    return inside or (lexed.kind(end) == "HYPH" and lexed.kind(end + 1) == "OLD")


def _is_predicate(match: re.Match[str], lexed: LexemeSequence) -> bool:
    """Return True for "this is a sad day", "it is not a day to dance": no length of time."""
    at = match.start() - 1
    negated = lexed.lower(at) in ("not", "such")
    described = match["adj"] is not None and lexed.kind(match.start("adj")) == "WORD"
    return (negated or described) and lexed.lower(at - negated) in _COPULAS


def first_of_two(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the first number of "between 60 and 90 days"."""
    unit_word = lexed.lower(match.start("unit"))
    unit = "h" if unit_word == "hrs" else PLURAL_UNITS.get(unit_word, "")
    amount = parse_number(lexed.text(*match.span("amount")).replace(" - ", "-"))
    if not unit or amount is None:
        return None
    return TimeCandidate(
        *match.span("amount"), "DURATION", "duration", duration_value(amount, unit)
    )


def relative_duration(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a duration next to now: the last three years, the next few months, the past decade."""
    words = lexed.text(*match.span("amount")).replace(" - ", "-") if match["amount"] else ""
    unit_word = lexed.lower(match.start("unit"))
    unit = PLURAL_UNITS.get(unit_word) or UNITS.get(unit_word) or "h"
    vague = not words or re.search(r"few|several|many|dozens", words)
    amount = None if vague else parse_number(words)
    return TimeCandidate(*match.span(), "DURATION", "duration", duration_value(amount, unit))


def recent_period(match: re.Match[str], _lexed: LexemeSequence) -> TimeCandidate | None:
    return TimeCandidate(*match.span(), "DATE", "vague", "PAST_REF")


def unspecified_duration(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a plural unit without a number: years, months, weeks."""
    at = match.start("unit")
    word = lexed.lower(at)
    before = lexed.kind(at - 1)
    counted = lexed.kind(at + 1) in ("LATER", "EARLIER", "BEFORE", "AFTER")
    if lexed.kind(at) == "HRS" and (word != "hours" or not (counted or before in _SPANNING)):
        return None
    if word == "weekends" and before not in _COUNTED:
        return TimeCandidate(*match.span(), "SET", "set", "XXXX-WXX-WE")
    if word == "minutes" and before not in ("IN", "WITHIN", "FOR", "WORD", "LITTLE"):
        return None
    if word in ("seconds", "quarters", "seasons", "weekends", "semesters"):
        return None
    if before in ("MONEY", "SLASH", "POSS", "NUM", "CODE", "MANY"):
        return None
    return TimeCandidate(
        *match.span(), "DURATION", "duration", duration_value(None, PLURAL_UNITS.get(word, "h"))
    )


def long_unit(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a unit with "long": year-long, decades-long."""
    word = lexed.lower(match.start("unit"))
    amount = 1 if word in UNITS else None
    unit = UNITS.get(word) or PLURAL_UNITS.get(word, "h")
    return TimeCandidate(*match.span(), "DURATION", "duration", duration_value(amount, unit))


def single_unit(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a single unit before a noun: the largest single-day loss."""
    if lexed.lower(match.start()) != "single":
        return None
    value = duration_value(1, UNITS[lexed.lower(match.start("unit"))])
    return TimeCandidate(*match.span(), "DURATION", "duration", value)


def repetition(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    at = match.start("what")
    kind, word = lexed.kind(at), lexed.lower(at)
    words = lexed.text(*match.span("amount")) if match["amount"] else "1"
    amount = 2 if words in ("other", "second") else parse_number(words) or parse_ordinal(words) or 1
    if kind in ("UNIT", "UNITS", "HOUR", "HRS", "QUARTER", "SECOND", "SEASONWORD"):
        unit = UNITS.get(word) or PLURAL_UNITS.get(word, "h")
        value = duration_value(amount, unit)
        if value == "P1D":
            value = "XXXX-XX-XX"  # as "daily"
    elif kind in ("WDAY", "WDAYS"):
        value = f"XXXX-WXX-{WEEKDAYS[word.removesuffix('s')]}"
    elif kind == "MONTH":
        value = f"XXXX-{MONTHS[word]:02d}"
    elif kind == "SEASON":
        value = f"XXXX-{SEASONS[word]}"
    elif kind == "FEAST":
        return None
    else:
        value = f"XXXX-XX-XXT{part_of_day(word)}"
    return TimeCandidate(*match.span(), "SET", "set", value)


def weekday_of_months(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a weekday of each month: the first and third Tuesday of every month."""
    if lexed.lower(match.start("unit")) != "month":
        return None
    plural = lexed.kind(match.start("day")) == "WDAYS"
    if lexed.kind(match.start("each")) == "THE" and match["all"] is None and not plural:
        return None  # "the first Sunday of the month" is mostly a single day
    return TimeCandidate(*match.span(), "SET", "set", "P1M")


def weekdays(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match a plural weekday or part of the day: Mondays; the mornings."""
    at = match.start("what")
    word = lexed.lower(at).removesuffix("s")
    if lexed.kind(at) == "PARTS":
        return TimeCandidate(*match.span(), "SET", "set", f"XXXX-XX-XXT{part_of_day(word)}")
    if lexed.kind(at - 1) in ("MANY", "FEW"):
        return None
    return TimeCandidate(*match.span(), "SET", "set", f"XXXX-WXX-{WEEKDAYS[word]}")


def frequency(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    capital = lexed.surface(match.start())[0].isupper()
    if lexed.kind(match.start() - 1) == "NAME" or (
        capital and lexed.starts[match.start()] not in lexed.sentence_starts
    ):
        return None  # the Daily Mail, The Weekly Standard
    quarterly = lexed.lower(match.start()) == "quarterly"
    if quarterly and lexed.lower(match.end()) in _RESULTS:
        return None  # "its first quarterly loss": that of a quarter
    value = FREQUENCIES[lexed.lower(match.start())]
    return TimeCandidate(*match.span(), "SET", "set", value)


def rate_unit(match: re.Match[str], lexed: LexemeSequence) -> TimeCandidate | None:
    """Match the unit of a rate: 15 a year, $5 per month, once a week."""
    unit = UNITS.get(lexed.lower(match.start("unit")), "D")  # $90 a night
    if lexed.kind(match.start("unit") + 1) in ("AGO", "LATER", "EARLIER", "BEFORE", "AFTER"):
        return None
    return TimeCandidate(*match.span("set"), "SET", "set", duration_value(1, unit))
