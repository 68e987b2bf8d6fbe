"""The date of publication, chosen from all that states or implies one.

Candidates are the lines above an article, its dateline, its address, and the dates in its text.
Each has a confidence. The most confident one wins, or a more exact one that agrees with it. The
year of a date that has none is that of the address, the text, its weekday or the file's time.
"""

import datetime
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.dates import WEEKDAY_NAMES
from db.importers.addresses import parse_address_date
from db.importers.text_dates import find_implied_date, find_present_year
from db.models import PublishedFrom
from db.printed_dates import PrintedDate, find_printed_dates


class DateEvidence(Struct, frozen=True):
    """Evidence outside a text of the year of its dateline.

    `saved` is the day on which its file was last changed, `updated` the day in the page's metadata.
    """

    address: str = ""
    saved: datetime.date | None = None
    updated: datetime.date | None = None


class StatedDate(Struct, frozen=True):
    """A date printed above the text: in a dateline, or in a line of its own.

    `words` follow a dateline in its paragraph. `line` has the date; `is_at_end` if it is one of the
    last lines.
    """

    printed: PrintedDate
    line: str
    words: str = ""
    is_update: bool = False
    is_at_end: bool = False


class _Candidate(Struct, frozen=True):
    """A date of publication, its origin, and its confidence from 0 to 1."""

    date: PartialDate
    origin: PublishedFrom
    confidence: float


_PRINTED = {True: 0.8, False: 0.95}  # the date of an update, of publication
_ADDRESS = {"day": 0.9, "month": 0.88, "year": 0.7}
_AT_END, _WITHOUT_YEAR = 0.1, 0.02  # less
_MONTH_LINE = 0.8
_YEAR_ONLY = 0.65  # of a date whose day and month may be the other way round
_GUESSED = 0.3
_LEAST_MORE_EXACT = 0.6


def choose_published(
    stated: Sequence[StatedDate],
    months: Sequence[PartialDate],
    text: str,
    evidence: DateEvidence,
    today: datetime.date,
) -> tuple[PartialDate | None, PublishedFrom]:
    """Return the date of publication and its origin; None and "unknown" if nothing has one.

    `months` are those on lines of their own: `July 2022`.
    """
    in_address = list(_from_address(evidence.address, today))
    candidates = [
        *_from_lines(stated, text, evidence, today),
        *(_Candidate(month, "dateline", _MONTH_LINE) for month in months if month.first <= today),
        *in_address,
        *_from_text(text, in_address[0].date if in_address else None, today),
    ]
    if not candidates:
        return None, "unknown"
    best = max(candidates, key=lambda candidate: candidate.confidence)
    for candidate in sorted(candidates, key=lambda found: -len(str(found.date))):
        is_within = str(candidate.date).startswith(f"{best.date}-")
        if is_within and candidate.confidence >= _LEAST_MORE_EXACT:
            return candidate.date, candidate.origin
    return best.date, best.origin


def _from_lines(
    stated: Sequence[StatedDate], text: str, evidence: DateEvidence, today: datetime.date
) -> Iterable[_Candidate]:
    """Yield the dates of the lines above the text; the first line of equal worth is preferred."""
    for found in stated:
        settled = _settle(found, text, evidence, today)
        if settled is None and found.printed.year is not None:
            yield _Candidate(PartialDate(found.printed.year), "dateline", _YEAR_ONLY)
        resolved = settled and _resolve(settled, found.words, text, evidence, today)
        if not resolved:
            continue
        day, is_guessed = resolved
        confidence = _PRINTED[found.is_update] - _AT_END * found.is_at_end
        confidence -= _WITHOUT_YEAR * (settled is not None and settled.year is None)
        yield _Candidate(
            PartialDate.from_day(day),
            "guessed" if is_guessed else "dateline",
            _GUESSED if is_guessed else confidence,
        )


def _from_address(addresses: str, today: datetime.date) -> Iterable[_Candidate]:
    for address in addresses.split():
        if "://" in address and (date := parse_address_date(address, today)):
            yield _Candidate(date, "address", _ADDRESS[date.precision])


def _from_text(
    text: str, in_address: PartialDate | None, today: datetime.date
) -> Iterable[_Candidate]:
    if found := find_implied_date(text, today, in_address):
        yield _Candidate(found.date, "text", found.confidence)


# The order of day and month in digits

_DAY_FIRST_ZONE = re.compile(
    r"\b(?:BST|IST|AE[SD]T|AC[SD]T|AWST|NZ[SD]T|SAST|EAT|CAT|WAT|CES?T|EES?T|WES?T|PKT|MSK|GST|WIB)\b"
)
_MONTH_FIRST_ZONE = re.compile(r"\b(?:[ECMP][SD]T|[ECMP]T)\b")
_IN_DIGITS = re.compile(r"(?<![\d/.-])(\d\d?)[/.-](\d\d?)[/.-]\d{4}(?![\d/-])")


def _settle(
    stated: StatedDate, text: str, evidence: DateEvidence, today: datetime.date
) -> PrintedDate | None:
    """Return the reading of a date in digits that the evidence leaves; None if both are left."""
    readings = [
        reading
        for reading in stated.printed.readings
        if reading.year is None or ((day := reading.resolve(today)) and day <= today)
    ]
    if len(readings) == 2:
        readings = _by_address(readings, evidence.address, today) or readings
    if len(readings) == 2:
        readings = _by_order(readings, stated.line, text)
    return readings[0] if len(readings) == 1 else None


def _by_address(
    readings: list[PrintedDate], address: str, today: datetime.date
) -> list[PrintedDate]:
    """Return the readings within the date in the address."""
    dates = [date for part in address.split() if (date := parse_address_date(part, today))]
    return [
        reading
        for reading in readings
        if any(
            (date.month, date.day or reading.day) == (reading.month, reading.day)
            for date in dates
            if date.month
        )
    ]


def _by_order(readings: list[PrintedDate], line: str, text: str) -> list[PrintedDate]:
    """Return the reading in the order of the zone on the line, or of the text's dates."""
    is_day_first = bool(_DAY_FIRST_ZONE.search(line))
    is_month_first = bool(_MONTH_FIRST_ZONE.search(line))
    if not is_day_first and not is_month_first:
        for match in _IN_DIGITS.finditer(text[:20_000]):
            is_day_first |= int(match[1]) > 12 >= int(match[2])
            is_month_first |= int(match[2]) > 12 >= int(match[1])
    if is_day_first == is_month_first:
        return readings
    return readings[:1] if is_day_first else readings[1:]


# The year of a date without one

_YEAR = re.compile(r"(?<!\d)(?<!\d[.,])(?:19|20)\d\d(?!\d|[.,]\d)")
_NAMED_WEEKDAY = re.compile(rf"(?:\b(\w+) )?\b({'|'.join(WEEKDAY_NAMES)})\b(?!['’\w])")
_NOT_THE_DAY = frozenset(
    ("after", "before", "by", "each", "every", "following", "last", "next", "previous", "since",
     "till", "until")
)  # fmt: skip
_AHEAD = re.compile(r"\b(?:will|would|to be|due|scheduled|plan(?:s|ned)?|expected|set to)\b")
_LEAD = 600  # characters after a dateline in which its weekday is named
_DAYS_BEFORE, _DAYS_AFTER = 31, 7  # of a dateline before and after the latest date in its text
_DAYS_TO_SAVE = 7  # a file that is so new when changed was saved as the article appeared
_YEARS_SINCE = 1  # a weekday decides on a year so close to the latest one in the text
_FIRST_FILE = 1990  # earlier times of files are defaults of archives: 1970, 1980


def _resolve(
    printed: PrintedDate, words: str, text: str, evidence: DateEvidence, today: datetime.date
) -> tuple[datetime.date, bool] | None:
    """Return the day of a printed date, and True if its year is guessed.

    `words` follow the date in its paragraph. A weekday alone is not enough, since it recurs after
    five or six years: the latest such year was wrong for seven of seven dates in news of 2016.
    """
    calendar = printed.resolve(today)
    if printed.year is not None or calendar is None:
        return (calendar, False) if calendar else None
    if (day := _by_address_year(printed, evidence.address, today)) is not None:
        return day, False
    present = find_present_year(text, today)
    day = replace(printed, year=present, weekday=None).resolve(today) if present else None
    if day is not None and day <= today:
        return day, False
    saved = evidence.saved if evidence.saved and evidence.saved.year >= _FIRST_FILE else None
    bounds = [bound for bound in (saved, evidence.updated, today) if bound]
    limit = min(bounds)
    years = [
        year for match in _YEAR.finditer(text[:20_000]) if (year := int(match[0])) <= limit.year
    ]
    latest_year = max(years, default=0)
    in_text = _latest_full_date(text, limit) if years else None
    near_text = printed.nearest(in_text) if in_text else None
    if near_text is not None and (near_text > today or near_text.year < latest_year):
        near_text = None
    weekday = _weekday_of(printed, words)
    if in_text and near_text:
        is_near = -_DAYS_AFTER <= (near_text - in_text).days <= _DAYS_BEFORE
        if is_near and (weekday is None or (near_text.weekday() - weekday) % 7 in (0, 1, 6)):
            return near_text, False
    by_weekday = None
    if weekday is not None:
        by_weekday = _by_weekday(replace(printed, weekday=weekday), latest_year, limit)
        if by_weekday and by_weekday.year - latest_year <= _YEARS_SINCE:
            return by_weekday, False
    return _by_file(printed, evidence.updated, saved, by_weekday or near_text or calendar, calendar)


def _by_address_year(
    printed: PrintedDate, addresses: str, today: datetime.date
) -> datetime.date | None:
    """Return the day nearest to the date in an address or a file name; its year, if no more."""
    for address in addresses.split():
        date = parse_address_date(address if "/" in address else f"/{address}", today)
        if date is None:
            continue
        if date.month is None:
            return replace(printed, year=date.year).resolve(today)
        return printed.nearest(date.exact_day or datetime.date(date.year, date.month, 15))
    return None


def _by_weekday(
    printed: PrintedDate, latest_year: int, limit: datetime.date
) -> datetime.date | None:
    """Return the first day on the weekday from the latest year in the text on, else the last one.

    None if there is no such day up to `limit`: the weekday is then that of another day.
    """
    if not latest_year:
        return printed.resolve(limit)
    for year in range(latest_year, limit.year + 1):
        day = printed.resolve(min(datetime.date(year, 12, 31), limit))
        if day is not None and day.year == year:
            return day
    return None


def _by_file(
    printed: PrintedDate,
    updated: datetime.date | None,
    saved: datetime.date | None,
    guess: datetime.date,
    calendar: datetime.date,
) -> tuple[datetime.date, bool]:
    """Return the day by the page's or the file's time, else the guess, which True marks.

    A file that was only copied has a time of today. Such a time decides only if it is close to the
    day, or if it rules out the calendar's year.
    """
    by_page = printed.resolve(updated) if updated else None
    if by_page is not None:
        return by_page, False
    by_file = printed.resolve(saved) if saved else None
    if saved and by_file and (saved - by_file).days <= _DAYS_TO_SAVE:
        return by_file, False
    if guess == calendar and by_file is not None and by_file != calendar:
        return by_file, False
    return guess, True


def _latest_full_date(text: str, limit: datetime.date) -> datetime.date | None:
    """Return the latest date with a year in the text, up to `limit`."""
    lines = (line for line in text[:20_000].splitlines() if _YEAR.search(line))
    found = (day.resolve(limit) for line in lines for day in find_printed_dates(line) if day.year)
    return max((day for day in found if day and day <= limit), default=None)


def _weekday_of(printed: PrintedDate, words: str) -> int | None:
    """Return the weekday (0: Monday) beside a dateline: `KYIV, March 5 – … on Tuesday`."""
    if printed.weekday is not None:
        return printed.weekday
    for match in _NAMED_WEEKDAY.finditer(words[:_LEAD]):
        before = match[1] or ""
        begin = max(words.rfind(mark, 0, match.start()) for mark in ".;–—") + 1
        is_name = before[:1].isupper() and before not in ("On", "Late", "Early")
        is_ahead = _AHEAD.search(words, begin, match.start())
        if before.lower() not in _NOT_THE_DAY and not is_name and not is_ahead:
            return WEEKDAY_NAMES.index(match[2])
    return None
