"""The date of publication that the dates within a text imply.

News says when it was written: `today (July 28, 2022)` is the day; `on Wednesday, July 20, 2022`
is a day of the same month; `the 2022 festival will open` names the year. The finds are as exact as
that, and never a day that the text does not call today's.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from analysis import lexicon
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.dates import WEEKDAY_NAMES
from db.printed_dates import PrintedDate, find_printed_dates

_LONGEST = 20_000  # characters that are read
_LONGEST_SENTENCE = 1_000
_MOST_SENTENCES = 150  # with a date
_FEWEST_BESIDE = 20  # characters of a sentence besides its date
_DAYS_LATER = 60  # of another day in the text after that of the report
_LEAD = 1_500  # characters at the start, in which a report names its day

DAY_CONFIDENCE, MONTH_CONFIDENCE, YEAR_CONFIDENCE = 0.85, 0.7, 0.6

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…][\"”’)\]]*(?=\s+[\"“‘(]?[A-Z])|(?=\n)|\Z)")
_ABBREVIATED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|St|[A-Z])\.$"
)
_YEAR = re.compile(r"(?<!\d)(?<!\d[.,/–-])(?:19|20)\d\d(?!\d|[.,]\d|[-–/]\d)")
_TODAY = re.compile(
    r"\b(?:today|tonight|yesterday|this(?: (?:morning|afternoon|evening|day))?)"
    r"[ ,]*\(?(?:on |is )?$",
    re.IGNORECASE,
)
_WORD_TODAY = re.compile(r"\btoday\b(?!['’])", re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(
    rf"\b({'|'.join(WEEKDAY_NAMES)})(?: (?:morning|afternoon|evening|night|local time))?"
    r"\s*[,(]?\s*(?:the )?$",
    re.IGNORECASE,
)
_WEEKDAY_AFTER = re.compile(rf",?\s*\(?\b({'|'.join(WEEKDAY_NAMES)})\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|to be|due (?!to\b)|scheduled (?:for|to|on)|plan(?:s|ned)? (?:to|for)"
    r"|expected|set to|slated|upcoming|takes? place|kicks? off|begins|starts|opens|runs from"
    r"|hopes to|aims to)\b"
)
_BESIDE_AHEAD = re.compile(  # directly before a date that is not the news's own
    r"\b(?:until|till|ahead of|coming|next|deadline(?: of| is)?|by|before|starting(?: on)?"
    r"|beginning(?: on)?|from|between|through|as of|since|after|effective|to|for)"
    r"(?: (?:the|about|around|early|late|midnight(?: on)?))?\s*$",
    re.IGNORECASE,
)
_ON_DAY = re.compile(
    r"(?:\bon|\(|,|\bnight of|\bevening of|\bmorning of)\s*(?:the )?$", re.IGNORECASE
)
_SPOKEN = re.compile(r"\b(?:said|told|announced|reported|confirmed|stated|declared)\b.{0,20}$")
_BESIDE_YEAR = re.compile(r"\b(?:by|until|till|before|through|to|target(?:ed)?)\b[^,]{0,12}$", re.I)
_REPORTED = re.compile(
    r"\b(?:said|says|told|announced|announces|reported|confirmed|issued|released|signed|met"
    r"|arrived|visited|held|launched|opened|ordered|arrested|killed|became|received|took place"
    r"|hosted|organized|organised|inaugurated|commissioned|urged|called|was|were)\b"
)
# Words that show that a thing of a year is of the present one.
_PRESENT = re.compile(
    rf"\b(?:will|upcoming|ongoing|currently|contestants?|preparations?|prepar(?:e|es|ing)|expected"
    rf"|most recent|latest|this (?:year|month|week|season)|began|kicks? off"
    rf"|on (?:{'|'.join(WEEKDAY_NAMES)}))\b"
)
_SPAN = re.compile(r"(?<!\d)(?P<first>20\d\d)\s?[-–/]\s?(?P<last>20\d\d|\d\d)(?!\d)")
_COMING = re.compile(r"\b(?:next|coming|upcoming|new|preparations?|prepar(?:e|ing))\b[^.;]{0,60}$")
_SEASON = re.compile(r"\b(?:season|year|academic|scholastic|school|budget|fiscal|winter|summer)\b")
_THIS_YEAR = re.compile(  # "this 2022", "so far in 2022", "next year (2023)", "2021, last year"
    r"\b(?:this|current|so far in|of this)(?: year,?)? \(?(?P<this>20\d\d)\b(?! [A-Z])"
    r"|\b(?P<near>next|last|this) year,? \(?(?:in )?(?P<after>20\d\d)\b"
    r"|\b(?P<before>20\d\d)[,)] ?\(?(?P<nearer>next|last|this) year\b",
    re.IGNORECASE,
)
_YEARS_FROM = {"last": 1, "this": 0, "next": -1}
_DATED_PRESENT = re.compile(
    r"\b(?:later |early |earlier |late )?this (?:year|summer|month|season)\b"
)
_EDITIONS = (
    "Pageant|Edition|Festival|Fair|Fest|Tournament|Championships?|Season|Contest|Competition|Cup"
    "|Games|Awards?|Prize|Summit|Conference|Congress|Forum|Expo|Exhibition|Marathon|Rally|League"
    "|Olympics|Carnival|Biennale|Hajj|Haj|pageant|edition|festival|tournament|championships?"
    "|season|contest"
)
_NAMED = re.compile(  # an edition: "the 2022 Harbour Prize", "Harbour Prize 2022", "… (2022)"
    r"(?:\b[A-Z][\w’'-]*(?: (?:of|the|and|for|de))? ){2,8}"
    r"\(?(?P<after>20\d\d)\)?(?!\s*(?:,|and|or|to)\s*(?:19|20)\d\d)"
    # "the 2022 Luna Coupe" is a car, which is sold a year before
    rf"|(?<!\d, )(?<!\d and )\b(?P<before>20\d\d) (?:[A-Z][\w’'-]+ ){{0,5}}(?:{_EDITIONS})\b"
)
_PLAN = re.compile(
    r"\b(?:Vision|Agenda|Plan|Strategy|Strategic|Act|Law|Resolution|Constitution|Code|Bill|Goals?"
    r"|Model|Handbook|Volume|No|Class|World Cup|Olympics?|Elections?|Presidential|President|Primary"
    r"|Primaries|Republicans?|Democrats?|Democratic|Campaign|Census|Budget|GOP|Senate|House|Race"
    r"|Nominee|Convention)\b"
)
_CITATION = re.compile(r"\bdoi\b|\bet al\b|https?:|\bVol\b", re.IGNORECASE)


class ImpliedDate(Struct, frozen=True):
    """A date that a text implies, with the confidence from 0 to 1 that it was published then."""

    date: PartialDate
    confidence: float


class _Dated(Struct, frozen=True):
    """A date in a sentence of a text: what stands around it decides what it implies."""

    printed: PrintedDate
    sentence: str
    at: int
    weekday: int | None
    is_ahead: bool

    @property
    def before(self) -> str:
        """The words before the date in its sentence."""
        return self.sentence[: self.printed.start]


def find_implied_date(
    text: str, today: datetime.date, stated: PartialDate | None = None
) -> ImpliedDate | None:
    """Return the most exact date of publication that the dates in a text imply, if any.

    `stated` is the date in its address, whose year a date without one has.
    """
    sentences = list(_sentences(text[:_LONGEST]))
    latest = _latest_years(sentences, today)
    named = _present_year(sentences, latest.named, today)
    present = named or (stated.year if stated else None)
    year = latest.past or latest.named
    near = [year, year + 1] if year else [latest.end - 1, latest.end]
    windows = [near, [latest.named - 1, latest.named], [latest.end - 1, latest.end]]
    windows = [[present]] if present else windows
    dated = [(found, day) for found in _dated(sentences) if (day := _day_of(found, windows, today))]
    if found := _find_today(dated, latest.past):
        return found
    if found := _find_report(dated, latest.past, present):
        return found
    return ImpliedDate(PartialDate(named), YEAR_CONFIDENCE) if named else None


def find_present_year(text: str, today: datetime.date) -> int | None:
    """Return the year that a text calls the present one, or of which it names the edition."""
    sentences = list(_sentences(text[:_LONGEST]))
    return _present_year(sentences, _latest_years(sentences, today).named, today)


def _present_year(
    sentences: list[tuple[int, str]], latest: int, today: datetime.date
) -> int | None:
    named: list[set[int]] = []
    for _, sentence in sentences:
        if "20" not in sentence or _CITATION.search(sentence):
            continue
        named += [{_this_year(match)} for match in _THIS_YEAR.finditer(sentence)]
        named += [years for match in _SPAN.finditer(sentence) if (years := _span_years(match))]
        if _PRESENT.search(sentence):
            is_sure = bool(_DATED_PRESENT.search(sentence))
            named += [
                {int(match["after"] or match["before"])}
                for match in _NAMED.finditer(sentence)
                if is_sure or not _PLAN.search(match[0])
                if not _COMING.search(sentence[: match.start()])
            ]
    years = set.intersection(*named) if named else set()
    if len(years) != 1:
        return None
    (year,) = years
    return year if latest <= year <= today.year else None


def _this_year(match: re.Match[str]) -> int:
    """Return the year of publication that `next year (2023)` or `this 2022` names."""
    if match["this"]:
        return int(match["this"])
    near = (match["near"] or match["nearer"]).lower()
    return int(match["after"] or match["before"]) + _YEARS_FROM[near]


def _span_years(match: re.Match[str]) -> set[int]:
    """Return the years in which `the season of 2022-2023` can be the present or the coming one."""
    first = int(match["first"])
    before = match.string[max(match.start() - 80, 0) : match.start()]
    last = first // 100 * 100 + int(match["last"][-2:])
    beside = match.string[max(match.start() - 40, 0) : match.end() + 20]
    if last != first + 1 or not _SEASON.search(beside):
        return set()
    return {first} if _COMING.search(before) else {first, last}


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text with their offsets; an abbreviated month ends none."""
    held, start = "", 0
    for match in _SENTENCE.finditer(text):
        start = start if held else match.start()
        held += match[0]
        if _ABBREVIATED.search(held) and len(held) < _LONGEST_SENTENCE:
            continue
        yield start, held[:_LONGEST_SENTENCE]
        held = ""
    if held:
        yield start, held[:_LONGEST_SENTENCE]


class _LatestYears(NamedTuple):
    """The latest years up to the present that a text names, 0 if none.

    Of all its sentences but those about plans, of all, and of the ends of periods: `by 2023`.
    """

    past: int = 0
    named: int = 0
    end: int = 0


def _latest_years(sentences: list[tuple[int, str]], today: datetime.date) -> _LatestYears:
    past: list[int] = [0]
    named: list[int] = [0]
    ends: list[int] = [0]
    for _, sentence in sentences:
        is_ahead = bool(_AHEAD.search(sentence))
        relative = [match.span() for match in _THIS_YEAR.finditer(sentence)]
        for match in _YEAR.finditer(sentence):
            if any(start <= match.start() < end for start, end in relative):
                continue
            year, before = int(match[0]), sentence[max(match.start() - 20, 0) : match.start()]
            if year > today.year or _PLAN.search(before):
                continue
            if _BESIDE_YEAR.search(before):
                ends.append(year)
                continue
            named.append(year)
            if not is_ahead:
                past.append(year)
    return _LatestYears(max(past), max(named), max(ends))


def _dated(sentences: list[tuple[int, str]]) -> Iterator[_Dated]:
    with_digits = [found for found in sentences if re.search(r"\d", found[1])][:_MOST_SENTENCES]
    for at, sentence in with_digits:
        for printed in find_printed_dates(sentence):
            if len(sentence) - (printed.end - printed.start) < _FEWEST_BESIDE:
                continue  # a line with the date of a correction
            before = sentence[: printed.start]
            weekday = printed.weekday
            beside = _WEEKDAY_BEFORE.search(before) or _WEEKDAY_AFTER.match(sentence, printed.end)
            if weekday is None and beside:
                weekday = _weekday_number(beside[1])
            clause = re.split(r"[;:—–]|, (?:and|but|who|which)\b", before)[-1]
            is_ahead = bool(_AHEAD.search(clause) or _BESIDE_AHEAD.search(clause[-24:]))
            yield _Dated(printed, sentence, at, weekday, is_ahead)


def _weekday_number(name: str) -> int:
    return lexicon.numbers("weekdays")[name.lower()] - 1


def _day_of(
    found: _Dated, windows: Sequence[Sequence[int]], today: datetime.date
) -> datetime.date | None:
    """Return the day of a date; without a year, the only one of the first window on its weekday."""
    printed = replace(found.printed, weekday=None)
    if printed.year is not None:
        windows = [[printed.year]]
    for years in windows:
        if found.weekday is None and len(set(years)) > 1:
            return None
        days = (replace(printed, year=year).resolve(today) for year in set(years) if year > 0)
        fitting = [
            day for day in days if day and day <= today and found.weekday in (None, day.weekday())
        ]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _find_today(dated: list[tuple[_Dated, datetime.date]], latest: int) -> ImpliedDate | None:
    """Return the day that the text calls today: `this Friday, July 8, 2022`, outside of quotes."""
    for found, day in dated:
        match = _TODAY.search(_before(found)) or _find_today_beside(found)
        if day.year < latest or match is None or _is_quoted(found):
            continue
        word = match[0].lower()
        shift = 1 if word.startswith("yes") else 0
        if not (found.is_ahead and word.startswith("this")):
            date = PartialDate.from_day(day + datetime.timedelta(shift))
            return ImpliedDate(date, DAY_CONFIDENCE)
    return None


def _find_today_beside(found: _Dated) -> re.Match[str] | None:
    """Return "today" elsewhere in the sentence of a full date."""
    if found.is_ahead or found.printed.year is None:
        return None
    return _WORD_TODAY.search(found.sentence)


def _before(found: _Dated) -> str:
    """Return the words before a date and its weekday."""
    named = _WEEKDAY_BEFORE.search(found.before)
    return found.before[: named.start()] if named else found.before


def _is_quoted(found: _Dated) -> bool:
    before = found.before
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _find_report(
    dated: list[tuple[_Dated, datetime.date]], latest: int, present: int | None
) -> ImpliedDate | None:
    """Return the month of the latest day that is reported as news: with a weekday, or in the lead.

    A text with a later year is not of that time. A later day, soon after, is closer.
    """
    reports = [
        (day, confidence)
        for found, day in dated
        if not found.is_ahead and (confidence := _report_confidence(found, day, present))
    ]
    if not reports:
        return None
    last, confidence = max(reports)
    later = max((day for found, day in dated if not found.is_ahead), default=last)
    if later.year < latest or (later - last).days > _DAYS_LATER:
        return None
    if present is not None and later.year != present:
        return None
    return ImpliedDate(PartialDate(later.year, later.month), confidence)


def _report_confidence(found: _Dated, day: datetime.date, present: int | None) -> float:
    """Return the confidence that a date is a day of the news, not of its background; 0 if not."""
    is_report = found.at < _LEAD and bool(_REPORTED.search(found.before[-40:]))
    is_report = is_report and not _is_quoted(found)
    is_present = day.year == present
    if found.weekday is not None:
        return MONTH_CONFIDENCE if found.printed.year else MONTH_CONFIDENCE - 0.05
    if found.printed.year is not None:
        is_said = bool(_SPOKEN.search(found.before))
        return MONTH_CONFIDENCE - 0.1 if is_report and (is_present or is_said) else 0.0
    return MONTH_CONFIDENCE - 0.1 if is_present and _ON_DAY.search(found.before) else 0.0
