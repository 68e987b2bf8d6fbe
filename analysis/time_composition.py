"""Joins neighbouring readings of time words into one expression, and widens it by its modifiers.

"Friday" and "morning", "the first week" and "of March", "two weeks" and "ago", "the end of" 2012.
"""

import re
from dataclasses import replace

from analysis.time_grammar import Reading, compile_pattern
from analysis.time_relations import follow, place_of
from analysis.time_words import KINDS, Lexed

_PARTS_OF = {
    "nth", "nth-weekday", "month", "monthday", "weekday", "quarter", "half", "season", "same", "the",
}  # fmt: skip
_WHOLES = {"shift", "year", "month", "quarter", "season", "fiscal", "decade", "century", "the"}
_DAYS = {"day", "monthday", "weekday", "feast"}

# Words before an expression that say which part of it is meant, or about how long it is.
_BEFORE_DATE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{compile_pattern(pattern).pattern})$"), mod)
    for pattern, mod in (
        (r"(?:THE )?(?:WORD )?START OF(?: THE)?", "START"),
        (r"(?:THE )?EARLY(?: IN| ON)?(?: THE)?(?: HYPH)?|(?:THE )?EARLY PART OF(?: THE)?", "START"),
        (r"(?:THE )?MIDDLE OF(?: THE)?|(?:THE )?MID(?: HYPH)?", "MID"),
        (r"(?:THE )?(?:WORD )?END OF(?: THE)?|(?:THE )?LATE(?: IN| ON)?(?: THE)?(?: HYPH)?", "END"),
        (r"ABOUT(?: THE)?|ABOUT DOT", "APPROX"),
        (r"LATER(?: IN)?(?: THE)?|EARLIER(?: IN)?(?: THE)?", ""),
    )
)
_BEFORE_DURATION: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{compile_pattern(pattern).pattern})$"), mod)
    for pattern, mod in (
        (r"MORE THAN|OVER|(?:A )?WORD MORE THAN", "MORE_THAN"),
        (r"LESS THAN|UNDER|NEARLY", "LESS_THAN"),
        (r"AT LEAST", "EQUAL_OR_MORE"),
        (r"AT MOST|UP TO|NO MORE THAN", "EQUAL_OR_LESS"),
        (r"(?:THE )?(?:ABOUT|MANY)|AS MUCH AS", "APPROX"),
        (r"(?:THE )?MIDDLE OF|MID(?: HYPH)?", "MID"),
    )
)


def compose(readings: list[Reading], lexed: Lexed) -> list[Reading]:
    """The expressions that the readings make together, in text order, with their modifiers."""
    joined: list[Reading] = []
    for reading in readings:
        reading = _counted(reading, lexed)
        while joined:
            whole = _join(joined[-1], reading, lexed)
            if whole is None:
                break
            reading = whole
            joined.pop()
        joined.append(reading)
    widened: list[Reading] = []
    for reading in joined:
        floor = widened[-1].last if widened else 0
        finished = _finished(_widened(reading, lexed, floor), lexed)
        if finished is not None:
            widened.append(finished)
    return widened


def _join(left: Reading, right: Reading, lexed: Lexed) -> Reading | None:
    """Two neighbours as one expression, or None where they stay two."""
    gap = [KINDS[ord(letter) - 0x100] for letter in lexed.kinds[left.last : right.first]]
    if len(gap) > 3:
        return None
    span = {"first": left.first, "last": right.last}
    if not gap and right.kind == "counted" and right.steps == "-1Y":
        if left.kind == "same" or (
            left.steps == "+0M" and "same" in lexed.lowers[left.first : left.last]
        ):
            return replace(left, kind="shift", steps="-1Y@=", policy="anchor", **span)
    if gap in ([], ["OF"], ["IN"], ["OF", "THE"], ["DURING"]):
        of = bool(gap)
        if left.kind in _PARTS_OF and right.kind in _WHOLES and (of or right.kind == "shift"):
            inner = _part_of(left, right)
            if inner is not None:
                return replace(inner, **span)
        if left.kind == "same" and of and right.kind in _WHOLES:
            return None
    if gap in ([], ["OF"], ["OF", "THE"], ["COMMA"]):
        if left.kind in ("part", "anypart", "clock") and right.kind in _DAYS | {"shift", "the"}:
            if gap == ["COMMA"] and left.kind != "clock":
                return None
            if right.kind == "the" and not gap:
                return None
            return _with_clock(right, left, span)
        if left.kind in _DAYS and right.kind in ("part", "anypart", "clock") and gap != ["OF"]:
            if gap == ["COMMA"] and right.kind != "clock":
                return None
            if lexed.kind(right.first) == "THE":
                return None
            return _with_clock(left, right, span)
    if gap in ([], ["COMMA"]) and left.kind == "weekday" and right.kind in ("day", "monthday"):
        return replace(right, **span) if not right.steps else None
    if not gap and left.kind == "shift" and left.steps in ("-1Y", "+1Y") and right.kind == "month":
        return replace(right, name="", steps=f"{left.steps} ={right.name}", **span)
    if left.kind == "clock" and right.kind == "part" and gap in (["IN"], []):
        return replace(left, **span)
    return None


def _part_of(part: Reading, whole: Reading) -> Reading | None:
    """ "October" of "next year", "the first week" of "March 2009"."""
    if part.value or (part.kind in ("month", "quarter", "half", "season") and not part.name):
        return None
    if part.kind == "the":
        return None
    if part.kind == "same":
        if not re.fullmatch(r"[+-]\d+Y", whole.steps):
            return replace(whole, kind="shift")
        # "the same period last year" is as long as the period that was named before
        return replace(part, kind="shift", steps=f"{whole.steps}@=")
    if part.kind == "nth-weekday":
        nth, weekday = part.name.split("/")
        if whole.kind != "month":
            return None
        step = f"=1D >W{weekday}" if int(nth) > 0 else f"=-1D <W{weekday}"
        if int(nth) > 1:
            step += f" +{int(nth) - 1}W@D"
    elif part.kind == "nth":
        step = part.steps
    elif part.kind in ("monthday", "weekday") and whole.kind in ("month", "quarter", "season"):
        return None
    elif part.kind == "month" and whole.kind != "shift" and "Y" not in whole.steps:
        if not (whole.kind == "year" and whole.value):
            return None
        step = f"={part.name}"
    else:
        step = f"={part.name}"
    kind = "day" if part.kind in ("monthday", "weekday", "nth-weekday") else part.kind
    if kind == "nth":
        kind = "shift"
    steps = f"{whole.steps} {step}".strip()
    return replace(whole, type="DATE", kind=kind, steps=steps)


def _with_clock(day: Reading, clock: Reading, span: dict[str, int]) -> Reading | None:
    """A day with a time of day on it."""
    time = re.search(r"T\S+$", clock.steps or clock.value)
    if time is None or (day.kind == "shift" and not re.search(r"D( |$)", day.steps)):
        return None
    if day.kind == "the" and day.steps != "+0D":
        return None
    if "T" in day.steps:
        return None
    step = time.group()
    if clock.kind == "part" and clock.steps.startswith(("-1D", "+1D")):
        return None
    first, last = span["first"], span["last"]
    return replace(
        day,
        first=first,
        last=last,
        type="TIME",
        kind="clock" if clock.kind == "clock" else "part",
        steps=f"{day.steps} {step}".strip(),
    )


def _counted(reading: Reading, lexed: Lexed) -> Reading:
    """A stretch that counts from another date: two weeks ago, a year later, three days after."""
    if reading.kind != "duration" or lexed.kind(reading.first) in ("THE", "POSS"):
        return reading
    match = re.fullmatch(r"P(T?)(\d+(?:\.\d+)?|X)(DE|CE|WE|[DWMQYHS])", reading.value)
    after = lexed.kind(reading.last)
    if match is None or after not in (
        "AGO",
        "LATER",
        "EARLIER",
        "BEFORE",
        "AFTER",
        "AFTERWARDS",
        "PREVIOUSLY",
    ):
        return reading
    back = after in ("AGO", "EARLIER", "BEFORE", "PREVIOUSLY")
    last = reading.last + 1
    follows = lexed.kind(last)
    if after in ("BEFORE", "AFTER"):
        if follows in ("THAT", "THIS") and lexed.tag(last) != "IN":
            last += 1
        elif follows not in ("DOT", "COMMA", "RPAR", "", "BREAK"):
            return _counted_from_event(reading, after, lexed)
    unit = match[3].lower() if match[1] else match[3]
    if match[2] == "X":
        value = "PAST_REF" if back else "FUTURE_REF"
        return replace(reading, last=last, type="DATE", kind="vague", value=value)
    amount = float(match[2])
    if amount != int(amount):
        amount, unit = round(amount * {"Y": 12, "DE": 10, "CE": 100}.get(unit, 1)), {
            "Y": "M", "DE": "Y", "CE": "Y"
        }.get(unit, unit)  # fmt: skip
    if unit in ("DE", "CE"):  # "a decade earlier" is as fine as a year
        amount, unit = amount * (10 if unit == "DE" else 100), "Y"
    steps = f"{'-' if back else '+'}{int(amount)}{unit}"
    return replace(
        reading,
        last=last,
        type="TIME" if match[1] else "DATE",
        kind="counted",
        value="",
        steps=steps,
        policy="published" if after == "AGO" else "either" if after == "EARLIER" else "anchor",
    )


def _counted_from_event(reading: Reading, after: str, lexed: Lexed) -> Reading:
    """Two days after the election: the event's own date, where the text gives it, is the anchor."""
    last = reading.last + 1
    if lexed.kind(last) not in ("THE", "A", "POSS", "THAT", "THIS", "NAME", "FEAST"):
        return reading
    end = last
    while end < last + 5 and lexed.tag(end)[:2] in ("DT", "NN", "JJ", "PR", "CD", "VB"):
        end += 1
        if lexed.tag(end - 1).startswith("NN") and not lexed.tag(end).startswith("NN"):
            break
    if end == last or not lexed.tag(end - 1).startswith("NN"):
        return reading
    return reading


def _widened(reading: Reading, lexed: Lexed, floor: int) -> Reading:
    """The expression with the modifier before it taken in."""
    if reading.kind in ("set", "vague", "same", "anypart", "years"):
        return reading
    before = lexed.kinds[max(floor, reading.first - 5) : reading.first]
    table = _BEFORE_DURATION if reading.type == "DURATION" else _BEFORE_DATE
    for pattern, mod in table:
        match = pattern.search(before)
        if match is None:
            continue
        first = reading.first - (len(before) - match.start())
        if not mod and reading.kind not in ("shift", "the", "year", "day"):
            continue
        if reading.type != "DURATION" and reading.kind in _DAYS and mod in ("START", "END", "MID"):
            if lexed.kind(first + 1) == "OF" or lexed.kind(first + 2) == "OF":
                continue
        if mod == "APPROX" and lexed.kind(first) == "ABOUT" and reading.kind in ("weekday",):
            continue
        if match.group() and "WORD" in (lexed.kind(first), lexed.kind(first + 1)):
            word_at = first if lexed.kind(first) == "WORD" else first + 1
            if lexed.lower(word_at) not in ("very", "little", "bit", "slightly"):
                continue
        return replace(reading, first=first, mod=mod or reading.mod)
    return reading


def _finished(reading: Reading, lexed: Lexed) -> Reading | None:
    """The expression with a fixed value where its words alone give one."""
    if reading.kind == "nth-weekday":
        return None
    if reading.kind == "nth":  # "the first year of the war" is a stretch, "the third day" a date
        unit = reading.steps.lstrip("=-0123456789")
        if reading.steps.startswith("=-"):
            return replace(reading, kind="shift", steps=f"-1{unit}", policy="published")
        if unit != "D":
            return replace(reading, type="DURATION", kind="duration", value=f"P1{unit}", steps="")
        return replace(reading, kind="same", steps="+0D")
    if reading.value and reading.steps:
        base = place_of(reading.value)
        place = follow(reading.steps, base) if base is not None else None
        if place is None:
            return None
        return replace(reading, value=place.value(), steps="")
    return reading
