"""Join adjacent candidates into one time expression and extend it by its modifiers.

Examples: "Friday" + "morning", "the first week" + "of March", "two weeks" + "ago", "the end of" +
"2012".

Copy a year, a week or a repetition to adjacent expressions that lack it.

Convert durations that count from another date into dates: two weeks ago, a year later.
"""

import re

from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.tag_sets import NOUN_TAGS
from analysis.timex.calendar import parse_point
from analysis.timex.candidate import Policy, TimeCandidate
from analysis.timex.grammar import compile_pattern
from analysis.timex.lexer import LexemeSequence
from analysis.timex.relations import apply_steps

_JOINTS = word_set("AND OR TO HYPH COMMA UNTIL")
_YEAR_JOINTS = (
    ["TO"], ["AND"], ["HYPH"], ["UNTIL"], ["OR"], ["COMMA"], ["COMMA", "AND"], ["HYPH", "AND"]
)  # fmt: skip
_OPEN = word_set("open opens hours")
_POLLS = word_set("poll polls voting market markets")
_REPEATED_DAY = re.compile(r"(XXXX-WXX-[1-7]|XXXX-XX-XX|P1D)(?:T\S+)?")
# The hours after a weekday: "Saturday 9–5", "Saturday from 9 a.m. to 5 p.m.".
_HOURS_AFTER_DAY = compile_pattern(
    r"(?:COMMA|COLON|FROM|BETWEEN|LPAR)? (?:DNUM AMPM|DNUM|COMPACT|CLOCK) (?:HYPH|TO|UNTIL|AND) "
    r"(?:DNUM|COMPACT|CLOCK)(?! UNITS| MONTH)"
)


def anchor_weekdays(found: list[TimeCandidate], lexed: LexemeSequence) -> dict[int, int]:
    """Anchor "Wednesday" in "next Tuesday and Wednesday" to "Tuesday", in place.

    Returns the anchor's index for the index of each.
    """
    anchors: dict[int, int] = {}
    for index in range(1, len(found)):
        left, right = found[index - 1], found[index]
        if right.kind != "weekday" or not right.name or right.last - left.last > 3:
            continue
        if not all(lexed.kind(at) in _JOINTS for at in range(left.last, right.first)):
            continue
        if left.kind == "set" and left.value.startswith("XXXX-WXX"):
            value = f"XXXX-WXX-{right.name[1:]}"
            found[index] = replace(right, type="SET", kind="set", value=value, name="")
        elif left.kind == "weekday":
            # "Friday and Thursday" goes back a day, "Friday to Thursday" on to the next week.
            days = (int(right.name[1]) - int(left.name[1])) % 7 if left.name else 0
            listed = lexed.kind(right.first - 1) in ("AND", "OR", "COMMA")
            direction = "<" if days == 6 and listed else ">"
            steps = f"{direction}{right.name} {right.steps}".strip()
            found[index] = replace(right, name="", steps=steps, policy="anchor")
            anchors[index] = index - 1
    return anchors


def copy_years(found: list[TimeCandidate], lexed: LexemeSequence) -> None:
    """Copy the year of the second date to the first, in place: "from May 5 to June 10, 2012"."""
    for index in range(len(found) - 2, -1, -1):
        left, right = found[index], found[index + 1]
        gap = [lexed.kind(at) for at in range(left.last, right.first)]
        year = re.fullmatch(r"([+-]\d+Y) =M\d\d(?:-\d\d)?", right.steps)
        if year and left.kind in ("monthday", "month") and left.name and gap in _YEAR_JOINTS:
            steps = f"{year[1]} ={left.name}"  # "between 3 March and 5 May last year"
            found[index] = replace(left, kind="day", name="", steps=steps, policy=right.policy)
            continue
        if (
            left.kind in ("monthday", "month", "season", "quarter", "half")
            and left.name
            and right.value
            and right.kind in ("day", "month", "season", "quarter", "half")
            and gap in _YEAR_JOINTS
        ):
            base = parse_point(right.value)
            point = apply_steps(f"<{left.name} {left.steps}", base) if base is not None else None
            if point is not None:
                kind = "day" if left.kind == "monthday" else left.kind
                found[index] = TimeCandidate(
                    left.first, left.last, left.type, kind, point.value(), mod=left.mod
                )


def repeat_opening_days(found: list[TimeCandidate], lexed: LexemeSequence) -> None:
    """Convert the weekdays of opening hours into sets, in place.

    "The mill is open from 9 a.m. to 5 p.m. on Saturday and Sunday": at least two weekdays and two
    clock times in a sentence with "open" or "hours", in the present tense. One weekday is enough
    if the hours follow it, or beside another repetition: "open on Saturday 9–5", "closed on
    Mondays, opens at noon on Sunday".
    """
    words = lexed.words
    sentences: dict[int, list[int]] = {}
    for index, reading in enumerate(found):
        repeated = reading.kind == "set" and reading.value.startswith("XXXX-WXX-")
        if words.tokens and (reading.kind == "clock" or repeated or _is_named_weekday(reading)):
            at = words.sentence_of(words.token_at(lexed.starts[reading.first]))
            sentences.setdefault(at, []).append(index)
    for sentence, indexes in sentences.items():
        days = [index for index in indexes if _is_named_weekday(found[index])]
        clocks = [index for index in indexes if found[index].kind == "clock"]
        in_hours = any(
            _HOURS_AFTER_DAY.match(lexed.kinds, _day_end(found[index], lexed)) for index in days
        )
        in_hours = in_hours or (
            bool(clocks) and any(found[index].kind == "set" for index in indexes)
        )
        if not days or (not in_hours and (len(days) < 2 or len(clocks) < 2)):
            continue
        tokens = words.tokens_of(words.sentences[sentence])
        vocabulary = {token.lower for token in tokens}
        if _OPEN.isdisjoint(vocabulary) or (in_hours and not _POLLS.isdisjoint(vocabulary)):
            continue
        if any(token.tag in ("VBD", "MD") for token in tokens):
            continue
        for index in days:
            value = f"XXXX-WXX-{found[index].name[1:]}{found[index].steps}"
            found[index] = replace(
                found[index], type="SET", kind="set", value=value, name="", steps=""
            )


def _is_named_weekday(reading: TimeCandidate) -> bool:
    """Return True for a weekday without a direction, with or without its hour."""
    if reading.kind == "clock":
        return reading.name[:1] == "W" and reading.steps.startswith("T")
    return reading.kind == "weekday" and bool(reading.name) and not reading.steps


def _day_end(reading: TimeCandidate, lexed: LexemeSequence) -> int:
    """Return the index after the weekday of a candidate that may include an hour."""
    days = (at for at in range(reading.first, reading.last) if lexed.kind(at) == "WDAY")
    return next(days, reading.last - 1) + 1


def copy_repetitions(found: list[TimeCandidate], lexed: LexemeSequence) -> None:
    """Copy a repetition to its clock times, in place: "open on Saturdays from 9 to 1 p.m."."""
    for index, reading in enumerate(found):
        repeated = _REPEATED_DAY.fullmatch(reading.value)
        if reading.kind != "set" or repeated is None:
            continue
        day = repeated[1] if repeated[1] != "P1D" else "XXXX-XX-XX"
        for step in (-1, 1):
            at = index + step
            while 0 <= at < len(found) and _is_bare_clock(found[at]):
                if not _in_same_sentence(reading, found[at], lexed):
                    break
                if step > 0 and lexed.kind(found[at].last) == "ON":
                    break  # "on Mondays, and at noon on Sunday": it has its own day
                clock = found[at].steps.removeprefix("+0D ")
                found[at] = replace(found[at], kind="anypart", value=day + clock, steps="")
                at += step


def _is_bare_clock(reading: TimeCandidate) -> bool:
    return reading.kind == "clock" and reading.steps.startswith("+0D ") and not reading.name


def _in_same_sentence(left: TimeCandidate, right: TimeCandidate, lexed: LexemeSequence) -> bool:
    words = lexed.words
    if not words.tokens:
        return False
    left_token, right_token = (words.token_at(lexed.starts[each.first]) for each in (left, right))
    return words.sentence_of(left_token) == words.sentence_of(right_token)


_YEARS = {"DE": 10, "CE": 100}
_GEOLOGICAL = 10_000  # years ago from which a date is thousands or millions of years (KA, MA)
_BACK = word_set("AGO EARLIER BEFORE PREVIOUSLY")
_AHEAD = word_set("LATER AFTER AFTERWARDS")


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
    return replace(
        reading,
        last=last,
        type="TIME" if match[1] else "DATE",
        kind="counted",
        value="",
        steps=f"{'-' if back else '+'}{round(amount)}{unit}",
        policy=policy,
    )


_PARTS_OF = {
    "nth", "nth-weekday", "month", "monthday", "weekday", "quarter", "half", "season", "same",
    "dayofmonth", "feast",
}  # fmt: skip
_WHOLES = {"shift", "year", "month", "quarter", "season", "fiscal", "decade", "century", "the"}
_DAYS = {"day", "monthday", "weekday", "feast", "dayofmonth"}

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
    dated = right.kind == "monthday" and not right.steps
    if joined is None and dated and gap in ((), ("COMMA",)) and left.kind == "weekday":
        joined = right  # "Tuesday, the 12th of March"
    if joined is None:
        joined = _join_year(left, right, gap, lexed)
    return replace(joined, first=left.first, last=right.last) if joined is not None else None


_Gap = tuple[str, ...]


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
    if not gap and left.kind == "feast" and right.kind == "weekend":
        return replace(left, kind="weekend", steps=f"{left.steps} +0WE".strip())
    return None


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
    if length is not None and gap in (("FROM",), ("BEFORE",), ("AFTER",)):
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
    if left.kind in timed and right.kind in _DAYS | {"shift", "the"}:
        if (gap == ("COMMA",) and left.kind != "clock") or (right.kind == "the" and not gap):
            return None
        if gap == ("COMMA",) and _HOURS_AFTER_DAY.match(lexed.kinds, right.last):
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
