"""Copy a year, a week or a repetition to adjacent expressions that lack it."""

import re

from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.tag_sets import VERB_TAGS
from analysis.timex.calendar_points import parse_point
from analysis.timex.candidate import TimeCandidate
from analysis.timex.composition import HOURS_AFTER_DAY
from analysis.timex.lexer import LexemeSequence
from analysis.timex.relations import apply_steps

_JOINTS = word_set("AND OR TO HYPH COMMA UNTIL")
_YEAR_JOINTS = (
    ["TO"], ["AND"], ["HYPH"], ["UNTIL"], ["OR"], ["COMMA"], ["COMMA", "AND"], ["HYPH", "AND"]
)  # fmt: skip
_OPEN = word_set("open opens hours")
_POLLS = word_set("poll polls voting market markets")
_LONGEST_ITEM = 12  # lexemes from a day to the next one of its list
_NEXT_DAYS = (1, 2)
_REPEATED_DAY = re.compile(r"(XXXX-WXX-[1-7]|XXXX-XX-XX|P1D)(?:T\S+)?")


def anchor_weekdays(found: list[TimeCandidate], lexed: LexemeSequence) -> dict[int, int]:
    """Anchor "Wednesday" in "next Tuesday and Wednesday" to "Tuesday", in place.

    Returns the anchor's index for the index of each.
    """
    anchors: dict[int, int] = {}
    for index in range(1, len(found)):
        left, right = found[index - 1], found[index]
        if right.kind != "weekday" or not right.name:
            continue
        if right.last - left.last > 3:
            if _continues_schedule(left, right, lexed):
                steps = f">{right.name} {right.steps}".strip()
                found[index] = replace(right, name="", steps=steps, policy="anchor")
                anchors[index] = index - 1
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


def _continues_schedule(left: TimeCandidate, right: TimeCandidate, lexed: LexemeSequence) -> bool:
    """Return True for the day after another one of a list: "art on Monday and music on Tuesday".

    No verb is between the two.
    """
    if left.kind != "weekday" or not left.name or right.last - left.last > _LONGEST_ITEM:
        return False
    if (int(right.name[1]) - int(left.name[1])) % 7 not in _NEXT_DAYS:
        return False
    words = lexed.words
    between = words.token_range(lexed.ends[left.last - 1], lexed.starts[right.first])
    tokens = words.tokens[between.start : between.stop]
    return (
        bool(tokens)
        and tokens[-1].lower == "on"
        and any(token.tag == "CC" for token in tokens)
        and not any(token.tag in VERB_TAGS or token.tag in ("MD", ".", ":") for token in tokens)
    )


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
            HOURS_AFTER_DAY.match(lexed.kinds, _day_end(found[index], lexed)) for index in days
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
