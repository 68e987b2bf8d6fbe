"""Join adjacent candidates into one time expression and extend it by its modifiers.

Examples: "Friday" + "morning", "the first week" + "of March", "two weeks" + "ago", "the end of" +
"2012".
"""

import re

from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.tag_sets import NOUN_TAGS
from analysis.timex.calendar_points import parse_point
from analysis.timex.candidate import TimeCandidate
from analysis.timex.counted_dates import to_counted_date
from analysis.timex.grammar import compile_pattern
from analysis.timex.lexer import LexemeSequence
from analysis.timex.relations import apply_steps

# The hours after a weekday: "Saturday 9–5", "Saturday from 9 a.m. to 5 p.m.".
HOURS_AFTER_DAY = compile_pattern(
    r"(?:COMMA|COLON|FROM|BETWEEN|LPAR)? (?:DNUM AMPM|DNUM|COMPACT|CLOCK) (?:HYPH|TO|UNTIL|AND) "
    r"(?:DNUM|COMPACT|CLOCK)(?! UNITS| MONTH)"
)


_PARTS_OF = {
    "nth", "nth-weekday", "month", "monthday", "weekday", "quarter", "half", "season", "same",
    "dayofmonth", "feast",
}  # fmt: skip
_WHOLES = {"shift", "year", "month", "quarter", "season", "fiscal", "decade", "century", "the"}
_DAYS = {"day", "monthday", "weekday", "feast", "dayofmonth"}
_DAYS_AND_SHIFTS = _DAYS | {"shift", "the"}

_ATTRIBUTES = {"season", "monthday", "day", "quarter", "half", "year", "month"}
_DEFINITE = word_set("THE LAST NEXT PAST THIS THESE THOSE POSS")

# Modifiers before an expression, with their TIMEX3 `mod`: a part of it, or an approximate length.
_BEFORE_DATE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{compile_pattern(pattern).pattern})$"), mod)
    for pattern, mod in (
        (r"(?:THE )?(?:WHOLE )?START OF(?: THE)?", "START"),
        (r"(?:THE )?EARLY(?: IN| ON)?(?: THE)?(?: HYPH)?|(?:THE )?EARLY PART OF(?: THE)?", "START"),
        (r"(?:THE )?MIDDLE OF(?: THE)?|(?:THE )?MID(?: HYPH)?", "MID"),
        (
            r"(?:THE )?(?:WHOLE )?END OF(?: THE)?|(?:THE )?LATE(?: IN| ON)?(?: THE)?(?: HYPH)?",
            "END",
        ),
        (r"ABOUT(?: THE)?|ABOUT DOT", "APPROX"),
        (r"LATER(?: IN)?(?: THE)?|EARLIER(?: IN)?(?: THE)?", ""),
    )
)
_BEFORE_DURATION: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{compile_pattern(pattern).pattern})$"), mod)
    for pattern, mod in (
        (r"(?:(?:A )?LITTLE )?(?:MORE THAN|OVER)", "MORE_THAN"),
        (r"(?:(?:A )?LITTLE )?(?:LESS THAN|UNDER)|NEARLY", "LESS_THAN"),
        (r"AT LEAST", "EQUAL_OR_MORE"),
        (r"AT MOST|UP TO|NO MORE THAN", "EQUAL_OR_LESS"),
        (r"(?:THE )?(?:ABOUT|MANY)|AS MUCH AS", "APPROX"),
        (r"(?:THE )?MIDDLE OF|MID(?: HYPH)?", "MID"),
    )
)


def join_candidates(readings: list[TimeCandidate], lexed: LexemeSequence) -> list[TimeCandidate]:
    """Join adjacent candidates and add their modifiers; returns the expressions in text order."""
    joined: list[TimeCandidate] = []
    for found in readings:
        if joined and found.first < joined[-1].last:
            continue
        reading = to_counted_date(found, lexed)
        while joined:
            whole = _join_pair(joined[-1], reading, lexed)
            if whole is None:
                break
            reading = whole
            joined.pop()
        joined.append(reading)
    widened: list[TimeCandidate] = []
    for reading in joined:
        floor = widened[-1].last if widened else 0
        extended = _extend_by_modifier(reading, lexed, floor)
        finished = _set_fixed_value(_drop_article(extended, lexed), lexed)
        if finished is not None:
            widened.append(finished)
    return widened


def _join_pair(
    left: TimeCandidate, right: TimeCandidate, lexed: LexemeSequence
) -> TimeCandidate | None:
    """Join two adjacent candidates into one; None if they stay separate."""
    if right.first - left.last > 3:
        return None
    gap = tuple(lexed.kind(at) for at in range(left.last, right.first))
    joined = (
        _join_same_period(left, right, gap, lexed)
        or _join_year_ago(left, right, gap)
        or _join_offset_and_day(left, right, gap, lexed)
        or _join_part_and_whole(left, right, gap)
        or _join_day_and_time(left, right, gap, lexed)
    )
    dated = (right.kind == "monthday" and not right.steps) or _is_on_weekday(left, right)
    if joined is None and dated and gap in ((), ("COMMA",)) and left.kind == "weekday":
        joined = right  # "Tuesday, the 12th of March"
    if joined is None:
        joined = _join_year(left, right, gap, lexed)
    return replace(joined, first=left.first, last=right.last) if joined is not None else None


_Gap = tuple[str, ...]


def _is_on_weekday(left: TimeCandidate, right: TimeCandidate) -> bool:
    """Return True if a full date is on the weekday before it: "Tuesday 26/07/2022"."""
    day = parse_point(right.value) if right.kind == "day" and right.value else None
    if day is None or day.period.unit != "D" or left.kind != "weekday":
        return False
    return (day.period.count - int(left.name[1:])) % 7 == 0


def _join_year(
    left: TimeCandidate, right: TimeCandidate, gap: _Gap, lexed: LexemeSequence
) -> TimeCandidate | None:
    """Join a year with its part: this year's third quarter, last year March, May nineteen ten."""
    of_year = re.fullmatch(r"[+-]\d+Y", left.steps) is not None
    part = right.kind in ("quarter", "half", "month", "season") and right.name and not right.steps
    if of_year and part and (gap == ("APOS", "S") or (not gap and right.kind == "month")):
        return replace(right, name="", steps=f"{left.steps} ={right.name}", policy=left.policy)
    spelled = right.kind == "year" and lexed.kind(right.first) == "CARD"
    if spelled and left.kind in ("month", "monthday") and gap in ((), ("COMMA",)):
        kind = "month" if left.kind == "month" else "day"
        return replace(left, kind=kind, value=f"{right.value}-{left.name[1:]}", name="", steps="")
    ago = left.kind == "counted" and left.steps.endswith("Y") and left.policy == "published"
    if ago and gap in (("ON",), ("IN",)) and right.kind in ("monthday", "month") and right.name:
        return replace(left, kind=right.kind, steps=f"{left.steps} ={right.name}", mod=None)
    if not gap and _is_named_ago(left, right):
        return replace(right, kind=left.kind, steps=f"{right.steps} ={left.name}", mod=None)
    if not gap and left.kind == "feast" and right.kind == "weekend":
        return replace(left, kind="weekend", steps=f"{left.steps} +0WE".strip())
    return None


_NAMED_WITHIN = {"month": "Y", "monthday": "Y", "season": "Y", "feast": "Y", "weekday": "W"}


def _is_named_ago(left: TimeCandidate, right: TimeCandidate) -> bool:
    """Return True for a calendar name in a period ago: July two years ago, Monday two weeks ago."""
    if right.kind != "counted" or right.policy != "published" or not right.steps.startswith("-"):
        return False
    unit = _NAMED_WITHIN.get(left.kind)
    return bool(left.name) and not left.steps and unit == right.steps[-1]


def _join_same_period(
    left: TimeCandidate, right: TimeCandidate, gap: _Gap, lexed: LexemeSequence
) -> TimeCandidate | None:
    """Join "the same month" + "a year ago", with the granularity of the period named before."""
    if gap not in ((), ("OF",), ("IN",)) or right.steps not in ("-1Y", "+1Y"):
        return None
    unit = re.fullmatch(r"\+0([WMQ])", left.steps)
    if unit is not None and "same" in lexed.lowers[left.first : left.last]:
        return replace(left, kind="shift", steps=f"{right.steps}@{unit[1]}", policy="anchor")
    quarter = (left.kind, left.steps) == ("the", "+0Q")
    if (left.kind == "same" or quarter) and not gap and right.kind == "counted":
        return replace(left, kind="year-ago", steps="-1Y@=", policy="anchor")
    return None


def _join_year_ago(left: TimeCandidate, right: TimeCandidate, gap: _Gap) -> TimeCandidate | None:
    """Join "the year-ago" + "third quarter": the quarter of the year before."""
    if left.kind != "year-ago" or gap or right.kind not in ("quarter", "half") or not right.name:
        return None
    return replace(right, steps=f"{left.steps}@{right.name[0]}")


def _join_offset_and_day(
    left: TimeCandidate, right: TimeCandidate, gap: _Gap, lexed: LexemeSequence
) -> TimeCandidate | None:
    """Join a period with the day it counts from: the week of July 8, two days after Christmas."""
    if left.kind == "counted" and not gap and right.steps == "+0D":
        grain = "" if left.steps.endswith("D") else "@D"
        return replace(left, kind="day", steps=left.steps + grain)
    today = left.steps == "+0D" and left.policy == "published"
    if today and not gap and right.kind == "counted" and right.policy == "published":
        return replace(right, kind="day", steps=f"{right.steps}@D")  # "this day ten years ago"
    if right.kind not in _DAYS or right.policy == "anchor":
        return None
    if left.steps == "+0W" and left.kind == "the" and gap == ("OF",):
        return _count_from_day(right, "+0W")
    near = lexed.kind(left.last - 1)
    if left.kind == "shift" and near in ("BEFORE", "AFTER") and not gap:
        return _count_from_day(right, left.steps)
    length = re.fullmatch(r"P(\d+)([DWM])", left.value) if left.kind == "duration" else None
    if gap == ("ON",) and left.value == "P1W" and right.kind == "weekday" and right.name:
        return replace(right, kind="day", name="", steps=f">{right.name} +1W@D")
    lasts = gap == ("FROM",) and lexed.kind(left.first - 1) == "FOR"  # "for three days from Monday"
    if length is not None and not lasts and gap in (("FROM",), ("BEFORE",), ("AFTER",)):
        grain = "" if length[2] == "D" else "@D"
        return _count_from_day(
            right, f"{'-' if gap == ('BEFORE',) else '+'}{length[1]}{length[2]}{grain}"
        )
    return None


def _count_from_day(day: TimeCandidate, steps: str) -> TimeCandidate:
    kind = "day" if steps.endswith("D") else "shift"
    return replace(day, type="DATE", kind=kind, steps=f"{day.steps} {steps}".strip())


def _join_part_and_whole(
    left: TimeCandidate, right: TimeCandidate, gap: _Gap
) -> TimeCandidate | None:
    """Join a part with its whole: October of next year, the first week of March."""
    if gap not in ((), ("OF",), ("IN",), ("OF", "THE"), ("DURING",)):
        return None
    if left.kind == "the" and gap == ("OF",) and right.kind in ("month", "year"):
        return right  # "the month of July"
    if left.kind in ("nth", "nth-weekday") and gap == ("OF",) and right.kind == "set":
        return right  # "the first Monday of every month"
    if left.kind not in _PARTS_OF or right.kind not in _WHOLES:
        return None
    if not gap and right.kind != "shift":
        return None
    return _part_of(left, right)


def _join_day_and_time(
    left: TimeCandidate, right: TimeCandidate, gap: _Gap, lexed: LexemeSequence
) -> TimeCandidate | None:
    """Join a day with a time of day: Friday morning, 3 p.m. Friday, the night of 3 May."""
    timed = ("part", "anypart", "clock")
    if left.kind == "clock" and right.kind == "part" and gap in ((), ("IN",)):
        if right.policy == "published":
            return _add_time_of_day(right, left)
        return _apply_part_of_day(left, right)
    if gap not in ((), ("OF",), ("OF", "THE"), ("COMMA",)):
        return None
    if "\n" in lexed.words.text[lexed.ends[left.last - 1] : lexed.starts[right.first]] and (
        left.kind == "clock" and right.name != "W"
    ):
        return None  # "Group A, 14:00" and "May 21" are on two lines of a schedule
    if left.kind in timed and right.kind in _DAYS_AND_SHIFTS:
        if (gap == ("COMMA",) and left.kind != "clock") or (right.kind == "the" and not gap):
            return None
        if gap == ("COMMA",) and HOURS_AFTER_DAY.match(lexed.kinds, right.last):
            return None  # "Friday 9 a.m. to 5 p.m., Saturday 10 a.m. to 4 p.m."
        return _add_time_of_day(right, left)
    if left.kind in _DAYS and right.kind in timed and gap in ((), ("COMMA",)):
        if (gap and right.kind != "clock") or lexed.kind(right.first) == "THE":
            return None
        return _add_time_of_day(left, right)
    return None


def _part_of(part: TimeCandidate, whole: TimeCandidate) -> TimeCandidate | None:
    """Return the part of a whole: the steps of the whole and one more."""
    if part.kind == "same":
        if not re.fullmatch(r"[+-]\d+Y", whole.steps):
            return replace(whole, kind="shift")
        # "the same period last year" has the granularity of the period named before
        return replace(part, kind="shift", steps=f"{whole.steps}@=")
    if part.value or part.kind == "the" or not (part.name or part.kind == "nth"):
        return None
    kind = part.kind
    if kind == "nth-weekday":
        nth, weekday = part.name.split("/")
        if whole.kind != "month":
            return None
        step = f"=1D >W{weekday}" if int(nth) > 0 else f"=-1D <W{weekday}"
        if int(nth) > 1:
            step += f" +{int(nth) - 1}W@D"
    elif kind == "nth":
        step, kind = part.steps, "shift"
    elif (kind in ("monthday", "weekday") and whole.kind in ("month", "quarter", "season")) or (
        kind == "month" and "Y" not in whole.steps and not (whole.kind == "year" and whole.value)
    ):
        return None
    else:
        step = f"={part.name}"
    if kind in ("monthday", "weekday", "nth-weekday", "dayofmonth"):
        kind = "day"
    return replace(whole, type="DATE", kind=kind, steps=f"{whole.steps} {step}".strip())


def _add_time_of_day(day: TimeCandidate, clock: TimeCandidate) -> TimeCandidate | None:
    """Add a time of day to a day; None if the two do not combine."""
    time = re.search(r"T\S+$", clock.steps or clock.value)
    if time is None or (day.kind == "shift" and not re.search(r"D( |$)", day.steps)):
        return None
    step = time.group()
    base, _, part = day.steps.partition(" T")
    if part and clock.kind == "clock":  # "8 o'clock tonight"
        return replace(day, kind="clock", steps=f"{base} {_to_24_hours(step, part)}")
    if part or (day.kind == "the" and day.steps != "+0D"):
        return None
    if clock.kind == "part" and clock.steps.startswith(("-1D", "+1D")):
        return None
    kind = "clock" if clock.kind == "clock" else "part"
    return replace(day, type="TIME", kind=kind, steps=f"{day.steps} {step}".strip())


def _apply_part_of_day(clock: TimeCandidate, part: TimeCandidate) -> TimeCandidate:
    """Apply a part of the day to a clock time: "8 o'clock in the evening" is 20:00."""
    base, _, step = clock.steps.partition(" T")
    return replace(clock, steps=f"{base} {_to_24_hours('T' + step, part.steps.partition(' T')[2])}")


def _to_24_hours(step: str, part: str) -> str:
    hour = re.match(r"T(0[1-9]|1[01])", step)
    if hour is None or part not in ("AF", "EV", "NI"):
        return step
    return f"T{int(hour[1]) + 12}{step[3:]}"


def _extend_by_modifier(reading: TimeCandidate, lexed: LexemeSequence, floor: int) -> TimeCandidate:
    """Extend an expression by the modifier before it, not beyond the lexeme `floor`."""
    if reading.kind in ("set", "vague", "same", "anypart", "years"):
        return reading
    before = lexed.kinds[max(floor, reading.first - 5) : reading.first]
    counted = reading.kind == "counted"
    table = _BEFORE_DURATION if reading.type == "DURATION" or counted else _BEFORE_DATE
    for pattern, mod in table:
        match = pattern.search(before)
        if match is None:
            continue
        first = reading.first - (len(before) - match.start())
        if not mod and reading.kind not in ("shift", "the", "year", "day"):
            continue
        of = "OF" in (lexed.kind(first + 1), lexed.kind(first + 2))
        if of and reading.kind in _DAYS and mod in ("START", "END", "MID"):
            continue
        if mod == "MORE_THAN" and lexed.kind(reading.first) in _DEFINITE:
            continue  # "over the next decade"
        if counted:  # "more than a decade ago" is before that time
            back = reading.steps.startswith("-")
            mod = {
                "MORE_THAN": "BEFORE" if back else "AFTER",
                "LESS_THAN": "AFTER" if back else "BEFORE",
            }.get(mod, "APPROX")
        if mod == "APPROX" and lexed.kind(first) == "ABOUT" and reading.kind == "weekday":
            continue
        return replace(reading, first=first, mod=mod or reading.mod)
    return reading


def _drop_article(reading: TimeCandidate, lexed: LexemeSequence) -> TimeCandidate:
    """Drop "the" if it belongs to a following noun: the summer offensive."""
    if reading.kind not in _ATTRIBUTES or lexed.kind(reading.first) != "THE":
        return reading
    inside = (lexed.kind(at) for at in range(reading.first, reading.last))
    if lexed.tag(reading.last) not in NOUN_TAGS or "OF" in inside:
        return reading
    return replace(reading, first=reading.first + 1)


def _set_fixed_value(reading: TimeCandidate, lexed: LexemeSequence) -> TimeCandidate | None:
    """Set the value of an expression if its words give one; None if it is no time expression."""
    if reading.kind == "nth-weekday":
        return None
    ends_day = reading.kind == "the" and reading.steps == "+0D" and reading.mod == "END"
    if ends_day and lexed.kind(reading.first - 1) == "AT" and lexed.kind(reading.last) == "COMMA":
        return None  # "At the end of the day, we need peace"
    bare_part = reading.kind == "part" and reading.policy == "either"
    if bare_part and reading.steps.startswith("+0D T") and lexed.kind(reading.last) == "OF":
        part = reading.steps.removeprefix("+0D ")  # "the night of the flyby"
        return replace(reading, kind="anypart", value=f"XXXX-XX-XX{part}", steps="")
    if reading.kind == "the" and not reading.mod and lexed.kind(reading.last) == "OF":
        return None  # "the day of action"
    if reading.kind == "nth":  # "the first year of the war" is a duration, "the third day" a date
        unit = reading.steps.lstrip("=-0123456789")
        final = "final" in lexed.lowers[reading.first : reading.last]
        if reading.steps.startswith("=-") and not final:
            return replace(reading, kind="shift", steps=f"-1{unit}", policy="published")
        if unit != "D":
            return replace(reading, type="DURATION", kind="duration", value=f"P1{unit}", steps="")
        return replace(reading, kind="same", steps="+0D")
    if reading.value and reading.steps:
        base = parse_point(reading.value)
        point = apply_steps(reading.steps, base) if base is not None else None
        if point is None:
            return None
        return replace(reading, value=point.value(), steps="")
    return reading
