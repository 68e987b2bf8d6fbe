"""Choose the anchor of each time expression: the publication date or an earlier date in the text.

The dates of news count from the publication date. A narrative with dates of its own counts from its
last date ("March 3. … The next day …"). One text may do both. This module does not use the
publication date itself: `resolver` applies it.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from analysis.lexicon import word_set
from analysis.structs import replace
from analysis.syntax.tag_sets import NOUN_OR_ADJECTIVE_TAGS
from analysis.timex.candidate import TimeCandidate
from analysis.timex.event_nouns import is_event_noun
from analysis.timex.lexer import LexemeSequence
from analysis.timex.tense import tense_at

# A text is a narrative when it names many dates with their year and hardly counts from "today".
_FEWEST_NAMED, _FEWEST_BESIDE_COUNTED, _NAMED_PER_COUNTED = 5, 10, 4
_OPENING_REACH = 30  # lexemes from the year that opens a sentence to a date of that year
# Lexemes after a date within which a bare year in mid-sentence does not become the current year.
_YEAR_REACH = 120
NEAR = 100
# Lexemes ahead that are searched for the next year, which shows whether a date is an aside.
_RETURN_REACH = 300
_UNTIL_REACH = 8  # lexemes between "begins on Monday" and "until Sunday"
_WITHIN = re.compile(r"[+-]0[DWM]")
_FULL = word_set("day month year season quarter half")
FINE = word_set("day monthday weekday feast")
_NO_ANCHORS = word_set("year-ago period-of-year latest ahead")


class ReferenceTime(Struct, frozen=True):
    """The index of the candidate that another one counts from; None for the publication date.

    `settled` is False if `resolver` chooses between the two by the publication date. `passing`
    is True if the text counted from its publication before it named the other date.
    """

    index: int | None
    settled: bool = True
    passing: bool = False


class _NarrativeTime(Struct, frozen=True):
    """The current time of a text: the last date that can be an anchor, the last day, the year."""

    date: int | None = None
    day: int | None = None
    year: int | None = None


def choose_anchors(found: Sequence[TimeCandidate], lexed: LexemeSequence) -> list[ReferenceTime]:
    """Return an anchor for each candidate."""
    narrative = _is_narrative(found)
    anchors: list[ReferenceTime] = []
    current = _NarrativeTime()
    clock: int | None = None  # the last clock time
    named_year: int | None = None  # the last expression with a year of its own
    aside, aside_end = current, 0  # an aside lasts to the end of its sentence, an offset
    for index, reading in enumerate(found):
        before = clock if clock is None or reading.first - found[clock].last <= NEAR else None
        in_hours = reading.policy == "anchor" and reading.steps[-1:] in ("h", "m")
        if reading.kind == "clock" or in_hours:
            clock = index
        own_day = _following_day(found, index, lexed)
        if own_day is None:
            own_day = _preceding_day(found, index, lexed)
        if own_day is None and in_hours:
            own_day = before  # "at 9:15 …; three hours later"
        if own_day is not None:
            anchors.append(ReferenceTime(own_day))
            continue
        in_aside = lexed.starts[reading.first] < aside_end
        here = aside if in_aside else current
        anchor = _choose_anchor(reading, found, lexed, here.date, here.day, narrative)
        if named_year is not None and _repeats_year(reading, lexed):
            anchor = ReferenceTime(named_year)  # "In 2017 … A report of 2019 … August of that year"
        if _explicit_year(reading):
            named_year = index
        if not anchor.settled and anchor.index is not None:
            passing = any(
                _counts_from_publication(found[at], anchors[at]) for at in range(anchor.index)
            )
            anchor = replace(anchor, passing=passing)
        anchors.append(anchor)
        if not _can_be_anchor(reading, lexed, here.date, found, narrative):
            continue
        year = _explicit_year(reading)
        day = index if reading.kind in FINE or _is_day(reading) or _has_day(reading) else here.day
        there = _NarrativeTime(index, day, year or here.year)
        if in_aside:
            aside = there
        elif year and here.year and _is_aside(found, index, here.year):
            aside, aside_end = there, _sentence_end(reading, lexed)
        else:
            current = there
    return anchors


def _counts_from_publication(reading: TimeCandidate, anchor: ReferenceTime) -> bool:
    """Return True for a date or a weekday that needs the publication date."""
    dated = reading.kind in FINE or reading.kind == "month" or _is_day(reading)
    return dated and not reading.value and anchor.index is None


def _repeats_year(reading: TimeCandidate, lexed: LexemeSequence) -> bool:
    """Return True for the year last named: "that year", "August of the same year"."""
    words = lexed.lowers[reading.first : reading.last]
    refers = "that" in words or "same" in words
    return refers and reading.policy == "anchor" and reading.steps.startswith("+0Y")


def _sentence_end(reading: TimeCandidate, lexed: LexemeSequence) -> int:
    words = lexed.words
    if not words.tokens:
        return 0
    return words.sentences[words.sentence_of(words.token_at(lexed.starts[reading.first]))].end


def _following_day(found: Sequence[TimeCandidate], index: int, lexed: LexemeSequence) -> int | None:
    """Return the index of the date after a time of day: "10 a.m. on Thursday"."""
    reading = found[index]
    if reading.kind not in ("clock", "part") or reading.name or reading.policy != "either":
        return None
    behind = index + 1
    if behind < len(found) and found[behind].kind == reading.kind == "clock":
        if _has_day(found[behind]) and _gap(reading, found[behind], lexed) in _CLOCK_JOINTS:
            return behind  # "9 a.m. BST/4 p.m. SGT tomorrow"
        behind += lexed.kind(found[behind].first - 1) in ("LPAR", "SLASH", "TO", "AND", "HYPH")
    if behind == len(found):
        return None
    at = found[behind - 1].last
    at += lexed.kind(at) == "RPAR"
    following = found[behind]
    near = following.first - at <= 2 and lexed.kind(at) in ("ON", "COMMA")
    day = following.kind in FINE or _is_day(following) or following.name[:1] == "W"
    return behind if near and day else None


# Between the clock times of one phrase, and between a day and its time: "July 23, around 2 p.m."
_CLOCK_JOINTS = (("SLASH",), ("TO",), ("AND",), ("HYPH",), ("COMMA",), ("UNTIL",), ("OR",))
_DAY_JOINTS = (
    ("AT",), ("COMMA",), ("COMMA", "AT"), ("FROM",), ("COMMA", "FROM"), ("LPAR",), ("BY",),
    ("BETWEEN",), ("COMMA", "BETWEEN"), ("UNTIL",), (), ("AT", "ABOUT"),
)  # fmt: skip


def _gap(left: TimeCandidate, right: TimeCandidate, lexed: LexemeSequence) -> tuple[str, ...]:
    return tuple(lexed.kind(at) for at in range(left.last, right.first))


def _has_day(reading: TimeCandidate) -> bool:
    """Return True for a day, and for a part of one or a clock time with its day."""
    if reading.kind in ("clock", "part"):
        bare = reading.policy == "either" and not reading.name and reading.steps.startswith("+0D ")
        return not bare and not reading.value.startswith("XXXX")
    return reading.kind in FINE or (reading.kind not in ("the", "shift") and _is_day(reading))


def _preceding_day(found: Sequence[TimeCandidate], index: int, lexed: LexemeSequence) -> int | None:
    """Return the index of the day before a clock time in its phrase: "July 23, around 2 p.m."."""
    reading = found[index]
    if reading.kind != "clock" or index == 0 or _has_day(reading):
        return None
    before = found[index - 1]
    gap = _gap(before, reading, lexed)
    return index - 1 if _has_day(before) and gap in _DAY_JOINTS else None


def _is_narrative(found: Sequence[TimeCandidate]) -> bool:
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


def _is_day(reading: TimeCandidate) -> bool:
    return reading.steps.startswith(("+0D", "+1D", "-1D")) or reading.steps.endswith("D")


def _is_fine(reading: TimeCandidate) -> bool:
    """Return True if a candidate is at least as precise as a season."""
    if reading.kind in ("shift", "counted"):
        return re.search(r"\d[DWM]$", reading.steps) is not None
    return reading.kind in _FULL | FINE | {"part", "clock"} and reading.kind != "year"


def _year_opens_sentence(
    year: TimeCandidate, reading: TimeCandidate, lexed: LexemeSequence
) -> bool:
    """Return True if a year opens the sentence just before: "In 1789 … On 14 July …"."""
    opens = lexed.starts[max(year.first - 1, 0)] in lexed.sentence_starts
    return year.kind == "year" and opens and reading.first - year.last <= _OPENING_REACH


def _explicit_year(reading: TimeCandidate) -> int | None:
    return int(reading.value[:4]) if re.match(r"\d{4}", reading.value) else None


def _is_aside(found: Sequence[TimeCandidate], index: int, year: int) -> bool:
    """Return True if a date with a year is an aside, after which the text returns to `year`.

    An aside is recognized by the next year in the text: it is nearer to `year` than to the date's.
    """
    aside = _explicit_year(found[index])
    for at in range(index + 1, len(found)):
        following = found[at]
        if aside is None or following.first - found[index].last > _RETURN_REACH:
            return False
        named = _explicit_year(following)
        if named is not None:
            return abs(named - year) < abs(named - aside)
    return False


def _can_be_anchor(
    reading: TimeCandidate,
    lexed: LexemeSequence,
    last: int | None,
    found: Sequence[TimeCandidate],
    narrative: bool,
) -> bool:
    """Return True if later expressions may count from it: not "since 1813", "the 1939 war"."""
    if reading.type not in ("DATE", "TIME"):
        return False
    if reading.kind in ("vague", "anypart", "years", "decade", "century", "same", "the", "named"):
        return False
    if reading.kind in _NO_ANCHORS:
        return False
    if lexed.kind(reading.first - 1) == "SINCE" and last is not None:
        return False
    if narrative and reading.policy == "published" and not reading.value:
        return False  # "this day", "tonight" in words that the narrative quotes
    names = (
        lexed.kind(reading.first - 1) == "THE" and lexed.tag(reading.last) in NOUN_OR_ADJECTIVE_TAGS
    )
    if not narrative and reading.kind == "month" and reading.value and names:
        return False  # "the August 1988 truce"
    if not narrative and reading.kind == "monthday" and names and last is not None:
        return False  # "the November 27 border agreement … The following day"
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


def _choose_anchor(
    reading: TimeCandidate,
    found: Sequence[TimeCandidate],
    lexed: LexemeSequence,
    last: int | None,
    last_day: int | None,
    narrative: bool,
) -> ReferenceTime:
    if reading.value or last is None:
        return ReferenceTime(None)
    near_day = last_day is not None and reading.first - found[last_day].last <= NEAR
    if reading.kind in ("clock", "part") and not reading.name and reading.policy == "either":
        return ReferenceTime(last_day if near_day or narrative else None)
    if reading.kind == "the" and reading.steps == "+0D":
        return ReferenceTime(last_day if near_day or narrative else None)
    if reading.policy == "published":
        return ReferenceTime(None)
    if reading.policy == "anchor":
        if near_day and "D" in reading.steps:
            return ReferenceTime(last_day)
        if not narrative and found[last].kind == "year" and _WITHIN.match(reading.steps):
            return ReferenceTime(None)  # "was founded in 1992. … earlier in the month"
        return ReferenceTime(last)
    if reading.kind in ("weekday", "weekend"):
        # Even a narrative dates a weekday; a bare one mostly counts from the publication date.
        return ReferenceTime(last_day if narrative and near_day else None)
    if narrative:
        return ReferenceTime(last)
    near = reading.first - found[last].last <= NEAR
    if reading.kind == "dayofmonth":
        return ReferenceTime(last if near and _is_fine(found[last]) else None)
    anchor = found[last]
    names_event = reading.kind == "feast" and _names_event(reading, lexed)
    yearless = names_event or reading.kind in ("month", "monthday", "season")
    fine = names_event or _is_fine(anchor) or _year_opens_sentence(anchor, reading, lexed)
    if near and yearless and fine:
        return ReferenceTime(last, settled=False)
    return ReferenceTime(None)


def _names_event(reading: TimeCandidate, lexed: LexemeSequence) -> bool:
    """Return True for the holiday of "the Easter Sunday bombings", of any year."""
    token = lexed.token(reading.last)
    return token is not None and is_event_noun(token)


def anchor_ranges(
    found: list[TimeCandidate], anchors: list[ReferenceTime], lexed: LexemeSequence
) -> None:
    """Anchor one end of a range to the other, in place: "May to September" is never reversed.

    In the past the beginning counts from the end: "was closed from May to September" is over.
    """
    for index in range(1, len(found)):
        left, right = found[index - 1], found[index]
        if _ends_weekdays_ahead(left, right, lexed):
            found[index] = replace(right, name="", steps=f">{right.name}", policy="anchor")
            anchors[index] = ReferenceTime(index - 1)
            continue
        kinds = {left.kind, right.kind}
        if not (left.name and right.name and kinds <= {"month", "monthday"}) or right.steps:
            continue
        gap = _gap(left, right, lexed)
        between = gap == ("AND",) and lexed.kind(left.first - 1) == "BETWEEN"
        through = lexed.text(left.last, right.first) == "through"
        if not (between or through or gap in (("TO",), ("UNTIL",), ("HYPH",))):
            continue
        tokens = lexed.words.token_range(lexed.starts[left.first], lexed.ends[right.last - 1])
        published = anchors[index - 1] == ReferenceTime(None)
        if published and tense_at(lexed.words, tokens.start, tokens.stop).direction == "<":
            steps = f"<{left.name} {left.steps}".strip()
            found[index - 1] = replace(left, name="", steps=steps, policy="anchor")
            anchors[index - 1], anchors[index] = ReferenceTime(index), ReferenceTime(None)
        else:
            found[index] = replace(right, name="", steps=f">{right.name}", policy="anchor")
            anchors[index] = ReferenceTime(index - 1)


def _ends_weekdays_ahead(left: TimeCandidate, right: TimeCandidate, lexed: LexemeSequence) -> bool:
    """Return True for two weekdays ahead: "begins on Monday and runs until Sunday"."""
    weekdays = all(
        each.kind == "weekday" and each.name and not each.steps for each in (left, right)
    )
    near = right.first - left.last <= _UNTIL_REACH
    if not weekdays or not near or lexed.kind(right.first - 1) != "UNTIL":
        return False
    words = lexed.words
    ranges = [
        words.token_range(lexed.starts[each.first], lexed.ends[each.last - 1])
        for each in (left, right)
    ]
    if not words.tokens or len({words.sentence_of(tokens.start) for tokens in ranges}) > 1:
        return False
    return all(tense_at(words, tokens.start, tokens.stop).direction == ">" for tokens in ranges)
