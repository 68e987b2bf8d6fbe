"""Anchor expressions of a report to the period that it compares: "from 3% a year earlier"."""

import re
from collections.abc import Sequence

from msgspec import Struct

from analysis.lexicon import word_set
from analysis.models import Reason
from analysis.structs import replace
from analysis.timex.candidate import TimeCandidate, unresolved_date
from analysis.timex.lexer import LexemeSequence
from analysis.timex.reference_times import FINE, NEAR

# Lexemes from a period of a report within which a figure is compared with that of a year before.
_REPORT_REACH = 250
_REPORTED = word_set("quarter half fiscal")
_FIGURES = word_set("MONEY PERCENT")
_COMPARISON = word_set("compared compares comparing")
_MIDDLE_OF_QUARTER = "-1M@D +0Q"  # the quarter with most days of three months that end on a date


class _ReportPeriod(Struct, frozen=True):
    """The period of a report: the candidate's index, the steps from it, and where it stands."""

    index: int
    steps: str
    last: int


def anchor_comparisons(found: list[TimeCandidate], lexed: LexemeSequence) -> dict[int, int]:
    """Anchor the periods of a business report to the period that it names, in place.

    "A year earlier", "the year-ago period" and "the latest period" have the granularity of that
    period: a quarter, a half or a fiscal year. Nine months have no value, so that "a year earlier"
    is then the year. Returns the anchor's index for the index of each.
    """
    anchors: dict[int, int] = {}
    period: _ReportPeriod | None = None
    for index, reading in enumerate(found):
        ended = _end_of_period(found, index, lexed)
        if reading.kind == "the" and reading.steps == "+0Q" and ended is not None:
            found[index] = replace(reading, steps=_MIDDLE_OF_QUARTER, policy="anchor")
            anchors[index] = ended
            period = _ReportPeriod(index, "", reading.last)
            continue
        if period is not None and reading.first - period.last > _REPORT_REACH:
            period = None
        if reading.type == "DURATION":
            if _is_report_duration(reading, ended, lexed):
                period = _end_to_period(reading, found, ended)
            continue
        unnamed = period is None and (reading.kind, reading.steps) == ("the", "+0Q")
        if unnamed or _names_report_period(reading):
            period = _ReportPeriod(index, "", reading.last)
            continue
        steps = _comparison_steps(reading, period, lexed)
        if steps and period is not None:
            found[index] = replace(
                reading, kind="year-ago", value="", policy="anchor",
                steps=f"{period.steps} {steps}".strip(),
            )  # fmt: skip
            anchors[index] = period.index
        elif reading.kind == "year-ago":
            found[index] = replace(reading, policy="published")
        elif reading.kind == "latest" and reading.steps == ".":
            found[index] = unresolved_date(reading, "Y", Reason("time.no_anchor"))
    return anchors


def _names_report_period(reading: TimeCandidate) -> bool:
    if reading.kind in _REPORTED:
        return "-1Y@" not in reading.steps
    return reading.kind in ("shift", "latest") and reading.steps in ("-1Q", "+0Q")


def _end_of_period(found: Sequence[TimeCandidate], index: int, lexed: LexemeSequence) -> int | None:
    """Return the index of the date after "the quarter ended", "the six months to"."""
    at = found[index].last
    if lexed.lower(at) not in ("ended", "ending", "to") or index + 1 == len(found):
        return None
    following = found[index + 1]
    near = following.first == at + 1 or (following.first == at + 2 and lexed.kind(at + 1) == "THE")
    return index + 1 if near and following.kind in FINE | {"month"} else None


def _is_report_duration(reading: TimeCandidate, ended: int | None, lexed: LexemeSequence) -> bool:
    """Return True for the months or the year of a report: the first nine months, the full year."""
    if re.fullmatch(r"P(?:[369]|12)M|P1Y", reading.value) is None:
        return False
    definite = {lexed.kind(reading.first), lexed.kind(reading.first - 1)}
    return ended is not None or not definite.isdisjoint(("THE", "ORD", "LATEST"))


def _end_to_period(
    reading: TimeCandidate, found: Sequence[TimeCandidate], ended: int | None
) -> _ReportPeriod | None:
    """Return the quarter or half of three or six months that end on a date; None for others."""
    if ended is None:
        return None
    if reading.value == "P3M":
        return _ReportPeriod(ended, _MIDDLE_OF_QUARTER, reading.last)
    end = found[ended]
    month = re.match(r"M(\d\d)", end.name) or re.match(r"\d{4}-(\d\d)", end.value)
    if reading.value == "P6M" and month is not None and month[1] in ("06", "12"):
        return _ReportPeriod(ended, "+0H", reading.last)
    return None


def _comparison_steps(
    reading: TimeCandidate, period: _ReportPeriod | None, lexed: LexemeSequence
) -> str:
    """Return the steps from the period of a report to the one that a reading means, or ""."""
    if period is None:
        return ""
    if reading.kind == "period-of-year":
        return f"Y{reading.value}"
    if reading.kind in ("latest", "the") and reading.steps in ("-1Q", "+0Q", "."):
        return "."
    if reading.kind == "year-ago" or (reading.kind == "shift" and reading.steps == "-1Y@="):
        return "-1Y@="
    if reading.steps != "-1Y" or reading.mod:
        return ""
    figures = _is_among_figures(reading, period, lexed)
    if reading.kind == "counted":
        # "A year ago, …" at the beginning of a sentence is a time of its own.
        opens = (
            reading.policy == "published" and lexed.starts[reading.first] in lexed.sentence_starts
        )
        return "-1Y@=" if figures and not opens else ""
    last_year = reading.kind == "shift" and figures and _is_compared(reading, lexed)
    return "-1Y@=" if last_year else ""


def _is_among_figures(reading: TimeCandidate, period: _ReportPeriod, lexed: LexemeSequence) -> bool:
    """Return True if money, a percentage or the period of the report is in a reading's sentence."""
    words = lexed.words
    if not words.tokens:
        return False
    sentence = words.sentences[words.sentence_of(words.token_at(lexed.starts[reading.first]))]
    if lexed.starts[period.last - 1] >= sentence.start:
        return True
    return any(
        lexed.kind(at) in _FIGURES
        for at in _lexemes_between(sentence.start, sentence.end, reading.first, lexed)
    )


def _lexemes_between(start: int, end: int, near: int, lexed: LexemeSequence) -> range:
    """Return the indexes of the lexemes between two offsets that are not far from `near`."""
    first = last = near
    lowest, highest = max(near - NEAR, 0), min(near + NEAR, len(lexed.starts))
    while first > lowest and lexed.starts[first - 1] >= start:
        first -= 1
    while last < highest and lexed.starts[last] < end:
        last += 1
    return range(first, last)


def _is_compared(reading: TimeCandidate, lexed: LexemeSequence) -> bool:
    """Return True if "compared with $3 million" stands before "last year"."""
    return any(
        lexed.lower(at) in _COMPARISON for at in range(reading.first - 20, reading.first) if at >= 0
    )
