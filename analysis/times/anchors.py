"""Chooses what each time expression counts from: the publication date or a date named before.

News counts from its publication date; a text that tells a story of its own dates counts on from
the last one ("March 3. … The next day …"), and one text may do both. Nothing here looks at the
publication date itself: `resolution` settles what depends on it.
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
# How far ahead a text is searched for a year that tells whether it stays in the one it names now.
_RETURN_REACH = 300
_FULL = word_set("day month year season quarter half")
_FINE = word_set("day monthday weekday feast")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The reading that another counts from (its index), or None for the publication date.

    `settled` is False where the publication date has to decide between the two.
    """

    index: int | None
    settled: bool = True


@dataclass(frozen=True, slots=True)
class _Present:
    """Where a text is: the last date that carries it on, the last such day, and its year."""

    date: int | None = None
    day: int | None = None
    year: int | None = None


def choose_anchors(found: Sequence[Reading], lexed: Lexed) -> list[Anchor]:
    """An anchor for each reading."""
    story = _tells_a_story(found)
    anchors: list[Anchor] = []
    present = _Present()
    clock: int | None = None  # the last clock time
    aside, aside_end = present, 0  # an aside holds to the end of its sentence, an offset
    for index, reading in enumerate(found):
        before = clock if clock is None or reading.first - found[clock].last <= _NEAR else None
        in_hours = reading.policy == "anchor" and reading.steps[-1:] in ("h", "m")
        if reading.kind == "clock" or in_hours:
            clock = index
        own_day = _day_behind(found, index, lexed)
        if own_day is None and in_hours:
            own_day = before  # "at 9:15 …; three hours later"
        if own_day is not None:
            anchors.append(Anchor(own_day))
            continue
        in_aside = lexed.starts[reading.first] < aside_end
        here = aside if in_aside else present
        anchors.append(_anchor(reading, found, lexed, here.date, here.day, story))
        if not _carries(reading, lexed, here.date, found, story):
            continue
        year = _year_named(reading)
        day = index if reading.kind in _FINE or _is_day(reading) else here.day
        there = _Present(index, day, year or here.year)
        if in_aside:
            aside = there
        elif year and here.year and _returns(found, index, here.year):
            aside, aside_end = there, _sentence_end(reading, lexed)
        else:
            present = there
    return anchors


def _sentence_end(reading: Reading, lexed: Lexed) -> int:
    words = lexed.words
    if not words.tokens:
        return 0
    return words.sentences[words.sentence_of(words.token_at(lexed.starts[reading.first]))].end


def _day_behind(found: Sequence[Reading], index: int, lexed: Lexed) -> int | None:
    """The date right behind a time of day: "10 a.m. on Thursday", "9 a.m. EST (14:00 UTC) on …"."""
    reading = found[index]
    if reading.kind not in ("clock", "part") or reading.name or reading.policy != "either":
        return None
    behind = index + 1
    if behind < len(found) and found[behind].kind == reading.kind == "clock":
        behind += lexed.kind(found[behind].first - 1) == "LPAR"
    if behind == len(found):
        return None
    at = found[behind - 1].last
    at += lexed.kind(at) == "RPAR"
    following = found[behind]
    near = following.first - at <= 2 and lexed.kind(at) in ("ON", "COMMA")
    day = following.kind in _FINE or _is_day(following) or following.name[:1] == "W"
    return behind if near and day else None


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
    return reading.kind in _FULL | _FINE | {"part", "clock"} and reading.kind != "year"


def _opens(year: Reading, reading: Reading, lexed: Lexed) -> bool:
    """Whether a year opened the sentence before, as a story does: "In 1789 … On 14 July …"."""
    opens = lexed.starts[max(year.first - 1, 0)] in lexed.sentence_starts
    return year.kind == "year" and opens and reading.first - year.last <= _OPENING_REACH


def _year_named(reading: Reading) -> int | None:
    return int(reading.value[:4]) if re.match(r"\d{4}", reading.value) else None


def _returns(found: Sequence[Reading], index: int, year: int) -> bool:
    """Whether a date with a year is an aside, after which the text goes back to its own year.

    The next year named tells: it is nearer to the year before the date than to the date's own.
    """
    aside = _year_named(found[index])
    for at in range(index + 1, len(found)):
        following = found[at]
        if aside is None or following.first - found[index].last > _RETURN_REACH:
            return False
        named = _year_named(following)
        if named is not None:
            return abs(named - year) < abs(named - aside)
    return False


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
    if reading.kind in ("vague", "anypart", "years", "decade", "century", "same", "the", "named"):
        return False
    if lexed.kind(reading.first - 1) == "SINCE" and last is not None:
        return False
    if story and reading.policy == "published" and not reading.value:
        return False  # "this day", "tonight" in words that the story quotes
    opens = lexed.starts[reading.first] in lexed.sentence_starts
    if last is not None and reading.policy == "anchor" and reading.steps[0] == "-" and not opens:
        return False  # "as in the previous year" only looks back
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
