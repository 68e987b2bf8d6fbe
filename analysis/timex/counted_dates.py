"""Convert durations that count from another date into dates: two weeks ago, a year later."""

import re

from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.timex.candidate import Policy, TimeCandidate
from analysis.timex.lexer import LexemeSequence

_YEARS = {"DE": 10, "CE": 100}
_GEOLOGICAL = 10_000  # years ago from which a date is thousands or millions of years (KA, MA)
_BACK = word_set("AGO EARLIER BEFORE PREVIOUSLY")
_AHEAD = word_set("LATER AFTER AFTERWARDS")
_EXACT = word_set("exactly precisely")


def to_counted_date(reading: TimeCandidate, lexed: LexemeSequence) -> TimeCandidate:
    """Convert a duration with "ago", "later" or "after" into a date; return others unchanged."""
    if reading.kind != "duration" or lexed.kind(reading.first) in ("THE", "POSS"):
        return reading
    match = re.fullmatch(r"P(T?)(\d+(?:\.\d+)?|X)(DE|CE|WE|[DWMQYHS])", reading.value)
    after = lexed.kind(reading.last)
    if match is not None and after == "FROM" and lexed.kind(reading.last + 1) == "NOW":
        reading, after = replace(reading, last=reading.last + 1), "AFTERWARDS"
    if match is None or after not in _BACK | _AHEAD:
        return reading
    back = after in _BACK
    last = reading.last + 1
    follows = lexed.kind(last)
    if after in ("BEFORE", "AFTER"):
        if follows in ("THAT", "THIS") and lexed.tag(last) != "IN":
            last += 1
        elif follows not in ("DOT", "COMMA", "RPAR", "", "BREAK"):
            return reading
    unit = match[3].lower() if match[1] else match[3]
    if match[2] == "X":
        value = "PAST_REF" if back else "FUTURE_REF"
        return replace(reading, last=last, type="DATE", kind="vague", value=value)
    amount = float(match[2]) * _YEARS.get(unit, 1)  # "a decade earlier" is precise to the year
    unit = "Y" if unit in _YEARS else unit
    if unit == "Y" and amount >= _GEOLOGICAL and back:
        value = f"MA{amount / 1e6:.10g}" if amount >= 1e6 else f"KA{amount / 1e3:.10g}"
        return replace(reading, last=last, type="DATE", kind="vague", value=value)
    if unit == "Y" and amount != int(amount):
        amount, unit = amount * 12, "M"
    policy: Policy = "either" if after == "EARLIER" else "anchor"
    if after == "AGO" or lexed.kind(last - 1) == "NOW":
        policy = "published"
    exact = lexed.lower(reading.first - 1) in _EXACT and lexed.lower(reading.first - 2) != "almost"
    grain = "@D" if exact and unit in ("W", "M", "Y") else ""
    return replace(
        reading,
        last=last,
        type="TIME" if match[1] else "DATE",
        kind="counted",
        value="",
        steps=f"{'-' if back else '+'}{round(amount)}{unit}{grain}",
        policy=policy,
    )
