"""Datelines at the start of a paragraph, and lines with the date of publication above it.

A dateline is a sequence of parts in any order: a place, an agency in brackets, a date; a dash or a
colon ends it: `CAIRO - 26 July 2022:`, `New Delhi [India], July 25 (ANI):`, `(AP) —`.
"""

import re
from functools import cache

from msgspec import Struct

from analysis import lexicon
from analysis.partial_dates import PartialDate
from db.printed_dates import (
    MONTH_PATTERN,
    WEEKDAY_PATTERN,
    PrintedDate,
    find_line_dates,
)

_LONGEST = 160  # characters of a dateline
_LONGEST_DATE_LINE = 120
_FEWEST_AFTER = 20  # characters of a paragraph after a dateline without other signs

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_NO_DATE = rf"(?!(?:{MONTH_PATTERN}|\w+day)\b)"
_INNER = rf"(?:[\w'’.]|-{_NO_DATE})"
_JOINT = r"(?<!\w{3}\.)[ /]"  # a longer word with a full stop is the last of a place
_CAPITALS = re.compile(
    rf"{_NO_DATE}{_UPPER}(?:{_UPPER}|['’.\-])+"
    rf"(?:{_JOINT}{_NO_DATE}{_UPPER}(?:{_UPPER}|['’.\-])*){{0,6}}"
    r"(?![a-zß-öø-ÿ])"
)
_NAME = re.compile(
    rf"{_NO_DATE}{_UPPER}{_INNER}+"
    rf"(?:(?:{_JOINT}| & | (?:of|de|del|da|do|la|es) ){_NO_DATE}{_UPPER}{_INNER}+){{0,4}}"
)
_HEADING = re.compile(r"\[\s*([^()\[\]]{1,60}?)\s*\]")
_BRACKET = re.compile(r"\(([^()\[\]]{1,60})\)|\[([^()\[\]]{1,60})\]|/([^/\n]{2,30})/")
_DATE_START = re.compile(rf"\d|(?i:{MONTH_PATTERN})\b|{WEEKDAY_PATTERN}", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"(?:\s*/\s+|,?\s*\bon\s+)(?=\d|(?:{MONTH_PATTERN})\b)|[,.]?\s*", re.IGNORECASE
)
_DASH = re.compile(
    r"[,./]?\s*(?:—|–|―|--+|\.{2,}|…)\s*|[,./]?\s*-+\s+|,-+|\.-+|(?<=[)\]/\d])-(?=\w)"
    rf"|\s+-+(?=\w)|-(?=(?i:{MONTH_PATTERN})\b)"
)
_END = re.compile(rf"{_DASH.pattern}|\s*[|•·;]\s*|\s*:+\s*(?:{_DASH.pattern})?")
_GAP = re.compile(r"\.?\s+(?=[A-Z“\"‘])|(?=[A-Z“])")  # between brackets and the text
_STOP = re.compile(r"\.\s+(?=[A-Z“\"‘])|(?<=\d{4})\s+(?=[A-Z“\"‘])|(?<=[)/]\s\d\d[/.-]\d\d)\s+")
_AGENCY = re.compile(r"(?![DRI]-)[A-ZÀ-ÖØ-Þ][\w .,&/'’\-]{1,40}")
_SENTENCE = re.compile(r"(?i:on|in|by|at|since|from|after|until|the|this|a|an)\b")  # is no place
_LABEL = re.compile(r"(?i:dateline)\s*:\s*")


class Dateline(Struct, frozen=True):
    """A dateline: the agency and the date in it, if any, and the offset of the text after it."""

    agency: str
    date: PrintedDate | None
    end: int


def parse_dateline(line: str) -> Dateline | None:
    """Parse the dateline at the start of a paragraph; None if it has none."""
    if _SENTENCE.match(line):
        return None
    heading = _HEADING.fullmatch(line.strip())
    if heading and not _is_agency(heading[1]) and not find_line_dates(heading[1]):
        return None  # of a part: [Verse 1], [Ida Quill]
    label = _LABEL.match(line)
    at = label.end() if label else 0
    head = line[:_LONGEST]
    places: list[str] = []
    agency, date = "", None
    end, is_ended, is_marked, has_bracket, has_dash, is_named = at, False, True, False, False, False
    while at < len(head):
        if bracket := _BRACKET.match(head, at):
            words = next(filter(None, bracket.groups()), "").strip()
            dates = find_line_dates(words)
            named = _without_dates(words, dates)
            if dates and (is_furniture(words, dates) or _AGENCY.fullmatch(named)):
                date = date or dates[0]
                is_place = is_furniture(words, dates) or _is_region(named)
                agency = agency or ("" if is_place else named)
            elif _AGENCY.fullmatch(words) and not dates:
                agency = agency or ("" if _is_region(words) else words)
            else:
                return None
            at, has_bracket = bracket.end(), True
        elif _DATE_START.match(head, at):
            found = _date_at(head, at)
            if found is None or date is not None:
                break
            date, at, has_bracket = found, found.end, False
        elif name := _place_at(head, at, is_first=not places):
            is_rest = is_ended and (date or not _is_part(head, at + len(name)))
            if is_rest and not (date and _is_agency(name)):
                break
            places.append(name)
            at, has_bracket = at + len(name), False
            is_named = _is_agency(name)
        else:
            break
        end, is_ended = at, False
        is_complete = has_bracket or bool(date and (agency or places)) or is_named
        if ending := _END.match(head, at):
            has_dash = has_dash or ":" not in ending[0]
            at = end = ending.end()
            is_ended = is_marked = True
        elif is_complete and (gap := (_GAP if has_bracket else _STOP).match(head, at)):
            end = gap.end()
            at, is_ended, is_marked = end, True, False
        elif between := _BETWEEN.match(head, at):
            at = between.end()
    is_whole = not line[end:].strip() and (has_bracket or date is not None)
    if not is_ended and not is_whole:
        return None
    if not is_marked and date is None and not _is_sure(places, agency):
        return None  # "The Harbour Authority (PHA) Monday said"
    return _accept(line, places, agency, date, end, has_dash=has_dash)


def _is_sure(places: list[str], agency: str) -> bool:
    """Return True if a place and an agency without a mark after them are no part of a sentence."""
    return not places or places[0].isupper() or _is_place(places[0]) or _is_agency(agency)


def _accept(
    line: str, places: list[str], agency: str, date: PrintedDate | None, end: int, *, has_dash: bool
) -> Dateline | None:
    """Return a dateline if its parts prove it: a headline or a label can have a colon, too."""
    agency = agency or next((name for name in places if _is_agency(name)), "")
    if agency or (date and places):
        return Dateline(agency, date, end)
    is_body = len(line) - end >= _FEWEST_AFTER
    if date is not None and is_body and end < len(line):
        return Dateline("", date, end)
    is_place = bool(places) and (places[0].isupper() or _is_place(places[0]))
    is_long = len(line) > _LONGEST_DATE_LINE or line.rstrip(' "”’')[-1:] in ".!?" or not line[end:]
    return Dateline("", None, end) if is_place and (is_long or (has_dash and is_body)) else None


def _date_at(head: str, at: int) -> PrintedDate | None:
    """Return the date that begins at an offset of a line, with offsets of the line."""
    for day in find_line_dates(head[at : at + 60])[:1]:
        before = re.sub(WEEKDAY_PATTERN, "", head[at : at + day.start], flags=re.IGNORECASE)
        if not any(map(str.isalpha, before)):
            return _moved(day, at)
    return None


def _without_dates(words: str, dates: list[PrintedDate]) -> str:
    """Return the rest of the words in brackets: the agency of `Coastwire, 26 July`."""
    for day in reversed(dates):
        words = words[: day.start] + words[day.end :]
    return words.strip(" ,")


def _moved(day: PrintedDate, by: int) -> PrintedDate:
    swapped = _moved(day.swapped, by) if day.swapped else None
    return PrintedDate(
        day.start + by, day.end + by, day.month, day.day, day.year, day.weekday, swapped
    )


def _place_at(head: str, at: int, *, is_first: bool) -> str:
    """Return the place that begins at an offset, "" if none; `U.S.` and `D.C.` are parts of it."""
    match = (_CAPITALS.match(head, at) if is_first else None) or _NAME.match(head, at)
    if match is None:
        return ""
    name = match[0].rstrip("-")
    return name if name.count(".") > 1 else name.rstrip(".")


def _is_part(head: str, at: int) -> bool:
    """Return True if a place that ends at an offset is a part of the dateline, not of the text."""
    return bool(re.match(r"\s*[,(\[/:]|\s*[-–—]", head[at:]))


@cache
def _place_names() -> frozenset[str]:
    return frozenset(name.lower() for name in lexicon.words("countries"))


def _is_place(words: str) -> bool:
    return words.lower() in _place_names() or lexicon.is_town(words)


def _is_region(words: str) -> bool:
    return _is_place(words) and not _is_agency(words)


def _is_agency(words: str) -> bool:
    return words[:1].isupper() and words.lower() in lexicon.words("news_agencies")


_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[-–—/]+\s+")
_FURNITURE = re.compile(
    rf"""{WEEKDAY_PATTERN}
    |(?:\bT?|(?<=\dT))\d{{1,2}}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?(?:\s*(?:[ap]\.?m\b\.?)|Z\b|[+-]\d\d:?\d\d)?
    |\b\d{{1,4}}\s*(?:[ap]\.?m\b\.?|hrs?\b|hours\b|h\b)
    |\b(?:{lexicon.pattern("time_zones")}|[ECMPI][SD]?T)\b(?:\s*[+-]\s*\d+(?::\d\d)?)?
    |\b(?:first|last|originally|article|story|re|local)?\s*-?(?:published|posted|updated|modified
        |created|issued|released|printed|uploaded|edited|edition|date|dated|time)\b
    |\b(?:on|at|the|online|as\ of)\b
    |\b\d+\s*-?min(?:ute)?s?\s+read\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTICE = re.compile(
    r"[(\[*_]*(?:this (?:article|story|post|piece|report|page|item) (?:was|has been) )?"
    r"(?:(?:originally|first|last|initially) )*"
    r"(?:published|posted|updated|modified|released|issued)\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 40  # characters between the label of a notice and its date
_CHANGED = re.compile(r"\b(?:updated|modified|edited)\b", re.IGNORECASE)
_STATED = re.compile(r"\b(?:published|posted|updated|modified|released|issued|date)\b", re.I)


def parse_date_line(line: str) -> list[tuple[bool, PrintedDate]]:
    """Return the dates of a date line, each with True if it is the date of an update."""
    return _parse_date_parts(line) or parse_notice(line)


def _parse_date_parts(line: str) -> list[tuple[bool, PrintedDate]]:
    """Return the dates of a line that has nothing else, or of a part of it between marks."""
    if len(line) > _LONGEST_DATE_LINE or (line.endswith(".") and not line.endswith(".m.")):
        return []
    for piece in (line, *split_at_marks(line)):
        days = find_line_dates(piece)
        is_stated = piece is line or _STATED.search(piece)
        days = [day for day in days if day.year or day.weekday is not None or is_stated]
        if days and is_furniture(piece, days):
            begins = [0, *(day.end for day in days[:-1])]
            return [
                (bool(_CHANGED.search(piece, begin, day.start)), day)
                for begin, day in zip(begins, days, strict=True)
            ]
    return []


_MONTH_LINE = re.compile(
    rf"(?P<month>{MONTH_PATTERN})\b[.,]?\s+(?P<year>(?:19|20)\d\d)", re.IGNORECASE
)


def parse_month_line(line: str) -> PartialDate | None:
    """Return the month of a line that has nothing else: `Published: July 2022`."""
    match = _MONTH_LINE.search(line) if len(line) <= _LONGEST_DATE_LINE else None
    if match is None:
        return None
    rest = f"{line[: match.start()]} {line[match.end() :]}"
    if any(map(str.isalnum, _FURNITURE.sub(" ", rest))):
        return None
    return PartialDate(int(match["year"]), lexicon.numbers("months")[match["month"].lower()])


def parse_notice(line: str) -> list[tuple[bool, PrintedDate]]:
    """Return the date of a notice: `This story was first published by Coastwire on 3 May 2022`."""
    match = _NOTICE.match(line)
    if match is None:
        return []
    rest = line[match.end() : match.end() + _LONGEST_DATE_LINE]
    for day in find_line_dates(rest)[:1]:
        if day.start <= _LONGEST_NOTICE and day.year is not None:
            return [(bool(_CHANGED.search(match[0])), _moved(day, match.end()))]
    return []


def split_at_marks(line: str) -> list[str]:
    """Split a line at the marks between byline, outlet and date: `Ida Quill | 3 May`."""
    return [piece for piece in _SEPARATOR.split(line) if piece]


def is_furniture(text: str, days: list[PrintedDate]) -> bool:
    """Return True if a text has only weekdays, times and labels besides its dates."""
    for day in reversed(days):
        text = f"{text[: day.start]} {text[day.end :]}"
    return not any(letter.isalnum() for letter in _FURNITURE.sub(" ", text))
