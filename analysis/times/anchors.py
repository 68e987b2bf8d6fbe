"""Chooses what each time expression counts from: the publication date or a date named before.

News counts from its publication date; a text that tells a story of its own dates counts on from
the last one ("March 3. … The next day …"), and one text may do both. Nothing here looks at the
publication date itself: `time_resolution` settles what depends on it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.times.readings import Reading
from analysis.times.words import Lexed
from analysis.word_sets import word_set

# A text tells a story when it names many dates with their year and hardly counts from "today".
_FEWEST_NAMED, _FEWEST_BESIDE_COUNTED, _NAMED_PER_COUNTED = 5, 10, 4
_OPENING_REACH = 30  # lexemes from the year that opens a sentence to a date of that year
# Within so many lexemes of a date a bare year inside a sentence is an aside, not the new present.
_YEAR_REACH = 120
_NEAR = 100
_FULL = word_set("day month year season quarter half")
_FINE = word_set("day monthday weekday feast")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The reading that another counts from (its index), or None for the publication date.

    `settled` is False where the publication date has to decide between the two.
    """

    index: int | None
    settled: bool = True


def choose_anchors(found: Sequence[Reading], lexed: Lexed) -> list[Anchor]:
    """An anchor for each reading."""
    story = _tells_a_story(found)
    anchors: list[Anchor] = []
    last: int | None = None  # the last date that carries the text on
    last_day: int | None = None
    for index, reading in enumerate(found):
        if _stands_before_its_day(found, index, lexed):
            anchors.append(Anchor(index + 1))
            continue
        anchors.append(_anchor(reading, found, lexed, last, last_day, story))
        if _carries(reading, lexed, last, found, story):
            last = index
            if reading.kind in _FINE or _is_day(reading):
                last_day = index
    return anchors


def _stands_before_its_day(found: Sequence[Reading], index: int, lexed: Lexed) -> bool:
    """Whether a time of day has its date right after it: "10 a.m. on Thursday"."""
    reading = found[index]
    if reading.kind not in ("clock", "part") or reading.name or index + 1 == len(found):
        return False
    following = found[index + 1]
    gap = following.first - reading.last
    return (
        gap <= 2
        and lexed.kind(reading.last) in ("ON", "COMMA")
        and (following.kind in _FINE or _is_day(following))
        and reading.policy == "either"
    )


def _tells_a_story(found: Sequence[Reading]) -> bool:
    named = sum(bool(reading.value) and reading.kind in _FULL for reading in found)
    counted = sum(
        reading.kind == "weekday"
        or (
            not reading.value
            and reading.policy == "published"
            and reading.kind in ("shift", "day", "part", "counted")
        )
        for reading in found
    )
    if not counted:
        return named >= _FEWEST_NAMED
    return named >= max(_FEWEST_BESIDE_COUNTED, _NAMED_PER_COUNTED * counted)


def _is_day(reading: Reading) -> bool:
    return reading.steps.startswith(("+0D", "+1D", "-1D")) or reading.steps.endswith("D")


def _is_fine(reading: Reading) -> bool:
    """Whether a reading is at least as fine as a season."""
    if reading.kind in ("shift", "counted"):
        return re.search(r"\d[DWM]$", reading.steps) is not None
    return reading.kind in _FULL | _FINE and reading.kind != "year"


def _opens(year: Reading, reading: Reading, lexed: Lexed) -> bool:
    """Whether a year opened the sentence before, as a story does: "In 1789 … On 14 July …"."""
    opens = lexed.starts[max(year.first - 1, 0)] in lexed.sentence_starts
    return year.kind == "year" and opens and reading.first - year.last <= _OPENING_REACH


def _carries(
    reading: Reading,
    lexed: Lexed,
    last: int | None,
    found: Sequence[Reading],
    story: bool,
) -> bool:
    """Whether later expressions may count from a reading: not from "since 1813", "the 1939 war"."""
    if reading.type not in ("DATE", "TIME"):
        return False
    if reading.kind in ("vague", "anypart", "years", "decade", "century", "same", "the"):
        return False
    if lexed.kind(reading.first - 1) == "SINCE" and last is not None:
        return False
    if story and reading.policy == "published" and not reading.value:
        return False  # "this day", "tonight" in words that the story quotes
    if reading.kind == "year" and last is not None:
        before = lexed.kind(reading.first - 1)
        if before in ("BREAK", "") or lexed.kind(reading.last) == "BREAK":
            return True
        if reading.mod is None and before not in ("IN", "BY", "DURING"):
            return False
        opens = reading.first - 1 == 0 or lexed.starts[reading.first - 1] in lexed.sentence_starts
        return opens or reading.first - found[last].last > _YEAR_REACH
    return True


def _anchor(
    reading: Reading,
    found: Sequence[Reading],
    lexed: Lexed,
    last: int | None,
    last_day: int | None,
    story: bool,
) -> Anchor:
    if reading.value or last is None:
        return Anchor(None)
    near_day = last_day is not None and reading.first - found[last_day].last <= _NEAR
    if reading.kind in ("clock", "part") and not reading.name and reading.policy == "either":
        return Anchor(last_day if near_day or story else None)
    if reading.kind == "the" and reading.steps == "+0D":
        return Anchor(last_day if near_day or story else None)
    if reading.policy == "published":
        return Anchor(None)
    if reading.policy == "anchor":
        if near_day and "D" in reading.steps:
            return Anchor(last_day)
        return Anchor(last)
    if reading.kind in ("weekday", "weekend"):
        # Even a story names the day of a weekday; a bare one is mostly that of the publication.
        return Anchor(last_day if story and near_day else None)
    if story:
        return Anchor(last)
    near = reading.first - found[last].last <= _NEAR
    if reading.kind == "dayofmonth":
        return Anchor(last if near and _is_fine(found[last]) else None)
    yearless = reading.kind in ("month", "monthday", "season")
    if near and yearless and (_is_fine(found[last]) or _opens(found[last], reading, lexed)):
        return Anchor(last, settled=False)
    return Anchor(None)
