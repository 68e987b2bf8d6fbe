"""Metadata from the head of a web page: section, update date, language, canonical address.

Metadata from the first lines of an article: headline, byline, agency, publication date.
"""

import datetime
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from db.dates import MONTH_PATTERN, WEEKDAY_PATTERN, PrintedDate, find_printed_dates

_HEAD = 400_000  # characters of a page that are searched
_META = re.compile(r"<meta\b([^<>]{1,4000})>", re.IGNORECASE)
# A name is tried from its first letter only: from each letter, the time would be quadratic.
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_SCRIPT_END = re.compile("</script", re.IGNORECASE)
_LINKED_DATA = re.compile(r"""type\s*=\s*["']?application/ld\+json""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^<>]*?\blang\s*=\s*["']?([A-Za-z]{2})""", re.IGNORECASE)
_CANONICAL = re.compile(
    r"""<link\b(?=[^<>]*\brel\s*=\s*["']?canonical)[^<>]*?\bhref\s*=\s*["']?(https?://[^\s"'<>]+)""",
    re.IGNORECASE,
)
# the comment that SingleFile and browsers write at the top of a saved page
_SAVED = re.compile(r"<!--.{0,200}?(?:\burl:|saved from url=\(\d+\))\s*(https?://\S+)", re.DOTALL)
_SECTIONS = ("article:section", "section", "parsely-section", "cxenseparse:section")
_UPDATES = ("article:modified_time", "og:updated_time", "last-modified", "datemodified")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Metadata of a page; "" and None if absent."""

    address: str = ""
    section: str = ""
    updated: datetime.date | None = None
    language: str = ""


def read_page_metadata(markup: str) -> PageMetadata:
    """Read the metadata in a page's comments, meta elements and linked data (schema.org)."""
    head = markup[:_HEAD]
    metas: dict[str, str] = {}
    for match in _META.finditer(head):
        attributes = {
            found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(match[1])
        }
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            metas.setdefault(name.lower(), attributes["content"].strip())
    linked = list(_articles(head))
    section = _first(metas, _SECTIONS) or _text_of(linked, "articleSection")
    updated = _day(_first(metas, _UPDATES)) or _day(_text_of(linked, "dateModified"))
    saved, canonical = _SAVED.search(head[:5_000]), _CANONICAL.search(head)
    address = html.unescape(canonical[1] if canonical else saved[1] if saved else "")
    language = _LANGUAGE.search(head[:20_000])
    return PageMetadata(address, section, updated, language[1].lower() if language else "")


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if metas.get(name)), "")


def _articles(head: str) -> Iterator[dict[str, object]]:
    """Yield the linked-data objects with the properties of an article."""
    for script in _linked_data(head):
        try:
            waiting: list[object] = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        for _ in range(200):
            if not waiting:
                break
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                if "dateModified" in value or "articleSection" in value:
                    yield value
                waiting += [value.get("@graph"), value.get("mainEntity")]


def _linked_data(head: str) -> Iterator[str]:
    """Yield the contents of the linked-data scripts; one that is never closed has none."""
    after = 0
    for script in _SCRIPT.finditer(head):
        if script.start() < after or not _LINKED_DATA.search(script[1]):
            continue
        end = _SCRIPT_END.search(head, script.end())
        if end is None:
            return
        yield head[script.end() : end.start()]
        after = end.end()


def _text_of(objects: list[dict[str, object]], name: str) -> str:
    for linked in objects:
        value = linked.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _day(words: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None


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
    """Metadata found at the top of an article; "" and None if absent."""

    title: str = ""
    byline: str = ""
    agency: str = ""
    published: datetime.date | None = None


def parse_first_lines(text: str, today: datetime.date | None = None) -> TextMetadata:
    """Parse the first lines of a text; a date without a year is the last such day up to `today`."""
    top = _top(text)
    datelines = [dateline for dateline in map(_dateline, top) if dateline]
    days = [found for line in top for found in _date_line(line)]
    days += [(False, day) for _, day in datelines if day]
    # a date with a year is more reliable, and a publication date is preferred to that of an update
    days.sort(key=lambda found: (found[1].year is None, found[0]))
    resolved = (day.resolve(today or datetime.date.today()) for _, day in days)
    return TextMetadata(
        _headline(text, top),
        next(filter(None, map(_byline, top)), ""),
        next((agency for agency, _ in datelines if agency), ""),
        next((day for day in resolved if day), None),
    )


def find_published(text: str, today: datetime.date | None = None) -> datetime.date | None:
    """Return the publication date in a text's dateline or in a date line at its top, if any."""
    return parse_first_lines(text, today).published


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


def _headline(text: str, top: list[str]) -> str:
    """Return the first line that is neither byline nor date, if it looks like a headline."""
    for line in top:
        if match := _TITLE.fullmatch(line):
            return match["title"]
    for number, line in enumerate(top[:-1]):
        if _dateline(line):
            break
        if not _is_about_the_article(line):
            is_headline = _is_headline(line) and _is_over_body(text, line, top[number + 1])
            return line if is_headline else ""
    return ""


def _is_headline(line: str) -> bool:
    ends = line[-1] in ".,;:" and not re.search(r"\b(?:[A-Z]\.){2,}$", line)
    return len(line) <= _LONGEST_HEADLINE and 2 <= len(line.split()) <= 25 and not ends


def _is_over_body(text: str, line: str, following: str) -> bool:
    after = text[text.index(line) + len(line) :].lstrip(" \t").split("\n", 2)
    apart = len(after) > 2 and not after[1].strip()
    return apart or len(following) >= 2 * len(line) or _is_about_the_article(following)
