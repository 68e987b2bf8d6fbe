"""Copy a year, a week or a repetition to adjacent expressions that lack it."""

import re
from dataclasses import replace

from analysis.lexicon import word_set
from analysis.timex.candidate import Reading
from analysis.timex.lexer import Lexed
from analysis.timex.places import place_of
from analysis.timex.relations import follow

_JOINTS = word_set("AND OR TO HYPH COMMA UNTIL")
_YEAR_JOINTS = (
    ["TO"], ["AND"], ["HYPH"], ["UNTIL"], ["OR"], ["COMMA"], ["COMMA", "AND"], ["HYPH", "AND"]
)  # fmt: skip
_REPEATED_DAY = re.compile(r"XXXX-WXX-[1-7]|P1D")


def pair_weekdays(found: list[Reading], lexed: Lexed) -> dict[int, int]:
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
            steps = f">{right.name} {right.steps}".strip()
            found[index] = replace(right, name="", steps=steps, policy="anchor")
            anchors[index] = index - 1
    return anchors


def share_years(found: list[Reading], lexed: Lexed) -> None:
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
            base = place_of(right.value)
            point = follow(f"<{left.name} {left.steps}", base) if base is not None else None
            if point is not None:
                kind = "day" if left.kind == "monthday" else left.kind
                found[index] = Reading(
                    left.first, left.last, left.type, kind, point.value(), mod=left.mod
                )


def share_repetitions(found: list[Reading], lexed: Lexed) -> None:
    """Copy a repetition to its clock times, in place: "open on Saturdays from 9 to 1 p.m."."""
    for index, reading in enumerate(found):
        if reading.kind != "set" or _REPEATED_DAY.fullmatch(reading.value) is None:
            continue
        day = reading.value if reading.value != "P1D" else "XXXX-XX-XX"
        for step in (-1, 1):
            at = index + step
            while 0 <= at < len(found) and _is_bare_clock(found[at]):
                if not _in_same_sentence(reading, found[at], lexed):
                    break
                clock = found[at].steps.removeprefix("+0D ")
                found[at] = replace(found[at], kind="anypart", value=day + clock, steps="")
                at += step


def _is_bare_clock(reading: Reading) -> bool:
    return reading.kind == "clock" and reading.steps.startswith("+0D ") and not reading.name


def _in_same_sentence(left: Reading, right: Reading, lexed: Lexed) -> bool:
    words = lexed.words
    if not words.tokens:
        return False
    left_token, right_token = (words.token_at(lexed.starts[each.first]) for each in (left, right))
    return words.sentence_of(left_token) == words.sentence_of(right_token)
