"""Metadata from the first lines of an article: address, headline, byline, agency, publication date.

The year of a dateline that has none, from the address, the text, its weekday or the file's time.
"""

import datetime
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from db.dates import (
    MONTH_NAMES,
    MONTH_PATTERN,
    WEEKDAY_NAMES,
    WEEKDAY_PATTERN,
    PrintedDate,
    find_printed_dates,
)
from db.models import PublishedFrom

_SHORT_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
_ADDRESS_LINE = re.compile(
    r"(?:(?i:url|link|source|address):\s*)?<?(?P<address>https?://[^\s<>\"]+)>?", re.IGNORECASE
)
_LINES = 12  # at the top, blank ones not counted
_LONGEST_HEADLINE = 160  # characters
_LONGEST_DATE_LINE = 120

_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_PLACES = rf"{_UPPER}[A-ZÀ-ÖØ-Þ'’.\-]+(?:[ /]{_UPPER}[A-ZÀ-ÖØ-Þ'’.\-]*)*"  # NEW YORK
_PLACE = rf"{_UPPER}[\w'’.\-]+(?: {_UPPER}[\w'’.\-]+){{0,3}}"  # New York
_REGION = rf"(?:, (?!(?:{MONTH_PATTERN}|\w+day)\b){_PLACE})?"  # , Portugal
_AGENCY = rf"\((?P<agency>(?![DRI]-){_UPPER}[\w .,&/'’\-]{{1,40}})\)"
_DASH = r"(?:\s*(?:—|–|―|--+)\s*|\s+-\s*)"
_DATED = r"(?P<date>[^()—–]{3,40}?)"
_DATELINES = tuple(
    re.compile(form)
    for form in (
        # WASHINGTON, D.C., March 17, 2022 (Reuters) – with all parts but the place optional
        rf"{_PLACES}{_REGION}(?:,? {_DATED})?(?: {_AGENCY})?(?:{_DASH}|(?<=\))\s*[-:]\s*)",
        # Kabul, 17 March (Reuters) –, in lower case only with an agency or a date
        rf"{_PLACE}{_REGION}(?:,? {_DATED})? {_AGENCY}(?:{_DASH}|\s*[-:]\s*)",
        rf"{_PLACE}{_REGION}, {_DATED}{_DASH}",
        # MOSCOW, March 17. /TASS/.
        rf"{_PLACES}{_REGION}, {_DATED}\.? /(?P<agency>{_UPPER}[\w ]{{1,20}})/\.?\s",
        # (CNN) – or in capitals, also without a dash
        rf"{_AGENCY}(?:{_DASH}|\s*-+\s*)",
        r"\((?P<agency>[A-Z]{2,10})\)(?=\s*[A-Z“\"])",
    )
)
_SENTENCE = re.compile(r"(?i:on|in|by|at|since|from|after|until)\b")  # not the name of a place
_BYLINE = re.compile(r"(?:(?:By|BY)[ :]+|(?i:byline|authors?):\s*)(?P<names>.{3,100})")
_TITLE = re.compile(r"(?i:title|headline):\s*(?P<title>\S.{1,300})")
_PARTICLE = re.compile("al|bin|del?|der|d[iu]|el|ibn|l[ae]|van|von")
_PROPER = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’.][^\W\d_]*)*")
_SMALL = re.compile("an?|and|at|by|del?|der|d[iu]|for|from|in|l[ae]|of|on|the|to|van|von|with")
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[-–—]+\s+")
_FURNITURE = re.compile(
    rf"""{WEEKDAY_PATTERN}
    |(?:\bT?|(?<=\dT))\d{{1,2}}[:.]\d\d(?::\d\d(?:\.\d+)?)?(?:\s*(?:[ap]\.?m\b\.?)|Z\b|[+-]\d\d:?\d\d)?
    |\b\d{{1,2}}\s*[ap]\.?m\b\.?
    |\b(?:GMT|UTC|BST|CES?T|EES?T|[ECMP][SD]?T|IST|JST|AE[SD]T|HKT|SGT)\b(?:\s*[+-]\s*\d+)?
    |\b(?:first|last|originally|article|story|re)?\s*-?(?:published|posted|updated|modified|created
        |issued|released|printed|date|dated)\b
    |\b(?:on|at|the|edition)\b
    |\b\d+\s*-?min(?:ute)?s?\s+read\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CHANGED = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextMetadata:
    """Metadata found at the top of an article; "" and None if absent.

    `is_guessed`: only the calendar, a weekday or a distant date decided on the year of `published`.
    """

    title: str = ""
    byline: str = ""
    agency: str = ""
    published: datetime.date | None = None
    is_guessed: bool = False
    address: str = ""

    @property
    def published_from(self) -> PublishedFrom:
        """The origin of `published`."""
        if self.published is None:
            return "unknown"
        return "guessed" if self.is_guessed else "dateline"


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """Evidence outside a text of the year of its dateline.

    `saved` is the day on which its file was last changed, `updated` the day in the page's metadata.
    """

    address: str = ""
    saved: datetime.date | None = None
    updated: datetime.date | None = None


_NO_EVIDENCE = DateEvidence()


def parse_first_lines(
    text: str, today: datetime.date | None = None, evidence: DateEvidence = _NO_EVIDENCE
) -> TextMetadata:
    """Parse the first lines of a text; `evidence` helps to find the year of a dateline."""
    today = today or datetime.date.today()
    address, top = _split_address(_top(text))
    evidence = replace(evidence, address=f"{evidence.address} {address}")
    datelines = [(line, *found) for line in top if (found := _dateline(line))]
    days = [(is_update, day, "") for line in top for is_update, day in _date_line(line)]
    days += [(False, day, line[day.end :]) for line, _, day in datelines if day]
    # a date with a year is more reliable, and a publication date is preferred to that of an update
    days.sort(key=lambda found: (found[1].year is None, found[0]))
    resolved = (_resolve(day, words, text, evidence, today) for _, day, words in days)
    published, is_guessed = next((found for found in resolved if found), (None, False))
    byline = next(filter(None, map(_byline, top)), "")
    if address and not byline:
        byline = _bare_byline(top)
    return TextMetadata(
        _headline(text, top, is_after_address=bool(address)),
        byline,
        next((agency for _, agency, _ in datelines if agency), ""),
        published,
        is_guessed,
        address,
    )


def find_published(
    text: str, today: datetime.date | None = None, evidence: DateEvidence = _NO_EVIDENCE
) -> tuple[datetime.date | None, PublishedFrom]:
    """Return the publication date in a text's dateline or in a date line at its top, if any."""
    opening = parse_first_lines(text, today, evidence)
    return opening.published, opening.published_from


def _split_address(top: list[str]) -> tuple[str, list[str]]:
    """Return the address that is the first line, if any, and the lines after it."""
    match = _ADDRESS_LINE.fullmatch(top[0]) if top else None
    return (match["address"], top[1:]) if match else ("", top)


# The year of a date without one

# 2022/07/25, 2022-07-25, 2022/jul/25, 20220725, and the month alone: 2022/07
_IN_ADDRESS = re.compile(
    rf"""(?<!\d)(?P<year>(?:19|20)\d\d)(?:
        (?P<sign>[/_-])(?P<month>\d\d?|{"|".join(name[:3] for name in MONTH_NAMES)})
        (?:(?P=sign)(?P<day>\d\d?)(?!\d)|(?=/))
        |(?P<solid>[01]\d[0-3]\d)(?!\d)
        )""",
    re.IGNORECASE | re.VERBOSE,
)
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
    in_address = _day_in_address(evidence.address)
    day = printed.nearest(in_address) if in_address else None
    if day is not None:
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


def _day_in_address(address: str) -> datetime.date | None:
    """Return the day in an address or a file name: `/2022/07/25/`; the middle of a bare month."""
    for match in _IN_ADDRESS.finditer(address):
        solid = match["solid"]
        month, day = (solid[:2], solid[2:]) if solid else (match["month"], match["day"] or "15")
        number = int(month) if month.isdecimal() else _SHORT_MONTHS[month.lower()]
        try:
            return datetime.date(int(match["year"]), number, int(day))
        except ValueError:
            continue
    return None


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


def _top(text: str) -> list[str]:
    lines = (line.strip() for line in text[:20_000].splitlines())
    return [line for line in lines if line][:_LINES]


def _dateline(line: str) -> tuple[str, PrintedDate | None] | None:
    """Return the agency and the date of the dateline at the start of a paragraph, if any."""
    if _SENTENCE.match(line):
        return None
    for form in _DATELINES:
        match = form.match(line[:_LONGEST_HEADLINE])
        if match is None:
            continue
        parts = match.groupdict(default="")
        printed, agency = parts.get("date", ""), parts.get("agency", "")
        days = find_printed_dates(printed)
        dated = days and _is_furniture(printed, days)
        if (dated or not printed) and not find_printed_dates(agency):
            return agency, days[0] if days else None
    return None


def _date_line(line: str) -> list[tuple[bool, PrintedDate]]:
    """Return the dates of a date line, each with True if it is the date of an update."""
    if len(line) > _LONGEST_DATE_LINE or line.endswith("."):
        return []
    for piece in (line, *_SEPARATOR.split(line)):
        days = [day for day in find_printed_dates(piece) if day.year or day.weekday is not None]
        if days and (_is_furniture(piece, days) or _ends_a_byline(piece, days[0])):
            begins = [0, *(day.end for day in days[:-1])]
            return [
                (bool(_CHANGED.search(piece, begin, day.start)), day)
                for begin, day in zip(begins, days, strict=True)
            ]
    return []


def _ends_a_byline(line: str, day: PrintedDate) -> bool:
    return bool(_byline(line[: day.start].rstrip(" ,|-–—"))) and not line[day.end :].strip(" |")


def _is_furniture(text: str, days: list[PrintedDate]) -> bool:
    """Return True if a text has only weekdays, times and labels besides the dates."""
    for day in reversed(days):
        text = f"{text[: day.start]} {text[day.end :]}"
    return not any(letter.isalnum() for letter in _FURNITURE.sub(" ", text))


def _byline(line: str) -> str:
    match = _BYLINE.fullmatch(line)
    if match is None:
        return ""
    names = _SEPARATOR.split(match["names"])[0]
    days = find_printed_dates(names)
    names = (names[: days[0].start] if days else names).rstrip(" ,")
    words = re.findall(r"[^\s,&]+", names)
    proper = [word[0].isupper() or bool(_SMALL.fullmatch(word)) for word in words]
    if not words or _SMALL.fullmatch(words[0]) or not all(proper) or len(words) > 14:
        return ""
    return "" if names.endswith(".") and len(words[-1]) > 4 else names


def _is_about_the_article(line: str) -> bool:
    return bool(_byline(line) or _dateline(line) or _date_line(line))


def _bare_byline(top: list[str]) -> str:
    """Return the names on the line after the title, without "By": `Ida Quill and Bo Lee`."""
    for line, following in pairwise(top[1:4]):
        if _is_about_the_article(line):
            continue
        names = [name.split() for name in re.split(r",\s+|\s+(?:and|&)\s+", line)]
        is_byline = all(map(_is_full_name, names)) and len(following) > len(line)
        return line if is_byline else ""
    return ""


def _is_full_name(words: list[str]) -> bool:
    """Return True for two or three capitalized words, such as `Ida van Quill`."""
    proper = [word for word in words if not _PARTICLE.fullmatch(word)]
    return 2 <= len(proper) <= 3 and all(map(_PROPER.fullmatch, proper))


def _headline(text: str, top: list[str], *, is_after_address: bool = False) -> str:
    """Return the first line that is neither byline nor date, if it looks like a headline."""
    for line in top:
        if match := _TITLE.fullmatch(line):
            return match["title"]
    for number, line in enumerate(top[:-1]):
        if _dateline(line):
            break
        if not _is_about_the_article(line):
            is_headline = _is_headline(line) and (
                is_after_address or _is_over_body(text, line, top[number + 1])
            )
            return line if is_headline else ""
    return ""


def _is_headline(line: str) -> bool:
    ends = line[-1] in ".,;:" and not re.search(r"\b(?:[A-Z]\.){2,}$", line)
    return len(line) <= _LONGEST_HEADLINE and 2 <= len(line.split()) <= 25 and not ends


def _is_over_body(text: str, line: str, following: str) -> bool:
    after = text[text.index(line) + len(line) :].lstrip(" \t").split("\n", 2)
    apart = len(after) > 2 and not after[1].strip()
    return apart or len(following) >= 2 * len(line) or _is_about_the_article(following)
