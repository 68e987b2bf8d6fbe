"""Metadata from the first lines of an article: address, headline, byline, outlet, date.

The lines are classified; each form is evidence for one of the facts. What the lines do not state
is taken from the last lines, or from the address.
"""

import datetime
import re
from collections.abc import Sequence

from msgspec import Struct

from analysis.partial_dates import PartialDate
from analysis.structs import replace
from db.importers.addresses import find_address, make_slug_title
from db.importers.bylines import (
    Byline,
    find_author_at_end,
    is_known_name,
    parse_bare_names,
    parse_biography,
    parse_byline,
)
from db.importers.datelines import (
    Dateline,
    is_furniture,
    parse_date_line,
    parse_dateline,
    parse_month_line,
    parse_notice,
)
from db.importers.headlines import TopLine, find_headline
from db.importers.publication_dates import DateEvidence, StatedDate, choose_published
from db.models import Origin, PublishedFrom
from db.printed_dates import find_line_dates

_LINES = 12  # at the top, blank ones not counted
_TOP = 20_000  # characters of the top, in which these lines are
_LAST_LINES = 15  # at the end, with a sentence about the author
_END = 4  # at the end, with the name of the outlet or the date
_LEAST_BYLINE = 0.6
_PARAGRAPHS, _PARAGRAPH, _ENDS = 4, 120, '.!?”"’'  # paragraphs, characters, and their last one
_COMMENTS = re.compile(
    r"(?:\d+\s+|(?:show|view|hide|leave|post|add|join)\s+(?:a\s+|the\s+|all\s+)?)?"
    r"(?:comments?|replies|reply|responses|conversation)\s*:?(?:\s*\(\d+\))?",
    re.IGNORECASE,
)
_MOST_DAYS = 3  # at the top: of the publication, of an update and of the report
_LONGEST_LOOSE, _MOST_BESIDE = 100, 8  # characters of a line with a date, words beside the date
_SMALL = frozenset(("and", "at", "by", "for", "in", "of", "on", "the"))
_OUTLET = re.compile(
    r"(?:outlet|source|publication|publisher|newspaper|published (?:in|by)|agency|provided by"
    r"|distributed by|courtesy of|courtesy)\s*[:=]\s*(?!https?://|www\.)(?P<name>[^\W\d_].{1,80})",
    re.IGNORECASE,
)
_PROVIDED = re.compile(r"(?:Provided|Distributed|Published) by (?P<name>[A-Z].{2,80}?)\.?")


class TextMetadata(Struct, frozen=True):
    """Metadata found at the top of an article; "" and None if absent.

    `outlet` is the newspaper of a labeled line, `agency` that of the dateline. `title_from` is
    "slug" for a title that was made of the words in the address.
    """

    title: str = ""
    byline: str = ""
    agency: str = ""
    published: PartialDate | None = None
    published_from: PublishedFrom = "unknown"
    address: str = ""
    outlet: str = ""
    title_from: Origin = "first lines"


class _Line(Struct, frozen=True):
    """A line at the top, and what its form says about it."""

    text: str
    is_apart: bool
    dateline: Dateline | None
    dates: list[StatedDate]
    byline: Byline
    outlet: str

    @property
    def is_about(self) -> bool:
        """True if the line is about the article."""
        has_byline = self.byline.confidence >= _LEAST_BYLINE
        return bool(has_byline or self.dateline or self.dates or self.outlet)


_NO_EVIDENCE = DateEvidence()


def parse_first_lines(
    text: str, today: datetime.date | None = None, evidence: DateEvidence = _NO_EVIDENCE
) -> TextMetadata:
    """Parse the first lines of a text; `evidence` helps to find its date."""
    today = today or datetime.date.today()
    lines, apart = _top(text)
    at, address = find_address(lines)
    if at >= 0:
        del lines[at], apart[at]
        evidence = replace(evidence, address=f"{evidence.address} {address}")
    last = _last_lines(text)
    top = [_classify(line, is_apart) for line, is_apart in zip(lines, apart, strict=True)]
    for number, line in enumerate(top):
        if number and not line.is_about:
            top[number] = _read_loose_date(line)
    above = top[: _find_prose(top)]
    stated = [date for line in above for date in line.dates]
    stated += [
        StatedDate(line.dateline.date, line.text, line.text[line.dateline.end :])
        for line in above
        if line.dateline and line.dateline.date
    ]
    if len({(date.printed.month, date.printed.day) for date in stated}) > _MOST_DAYS:
        stated = []  # a list of dates, as of a tour
    stated += [
        StatedDate(day, line, is_update=is_update, is_at_end=True)
        for line in last[-_END:]
        if line not in lines
        for is_update, day in parse_notice(line)
    ]
    months = [month for line in (*lines, *last[-_END:]) if (month := parse_month_line(line))]
    published, published_from = choose_published(stated, months, text, evidence, today)
    addresses = (part for part in evidence.address.split() if "://" in part)
    slug = next(filter(None, (make_slug_title(part, text) for part in addresses)), "")
    title, title_at = _find_title(top, slug)
    if title and _is_author(title, text, slug):
        top[title_at] = replace(top[title_at], byline=Byline(title, confidence=_LEAST_BYLINE))
        title, title_at = _find_title(top, slug)
    byline = _find_byline(top, title_at, lines, last, text)
    datelines = [line.dateline for line in top if line.dateline]
    agency = next((dateline.agency for dateline in datelines if dateline.agency), "")
    return TextMetadata(
        title or slug,
        byline.names,
        agency or byline.agency,
        published,
        published_from,
        address,
        _find_outlet(top, last),
        "first lines" if title else "slug",
    )


def find_published(
    text: str, today: datetime.date | None = None, evidence: DateEvidence = _NO_EVIDENCE
) -> tuple[PartialDate | None, PublishedFrom]:
    """Return the date of publication in a text's first lines, its address or its dates, if any."""
    opening = parse_first_lines(text, today, evidence)
    return opening.published, opening.published_from


def _top(text: str) -> tuple[list[str], list[bool]]:
    """Return the first lines that are not blank, each with True if a blank line follows it."""
    lines: list[str] = []
    apart: list[bool] = []
    for line in text[:_TOP].splitlines():
        if stripped := line.strip():
            if len(lines) == _LINES:
                break
            lines.append(stripped)
            apart.append(False)
        elif apart:
            apart[-1] = True
    return lines, apart


def _find_prose(top: Sequence[_Line]) -> int:
    """Return the number of lines to the end of the first paragraphs without a date.

    Below the readers' comments, dates are those of comments.
    """
    left = _PARAGRAPHS
    for number, line in enumerate(top):
        if left < _PARAGRAPHS and _COMMENTS.fullmatch(line.text):
            return number
        left -= not line.is_about and len(line.text) >= _PARAGRAPH and line.text[-1] in _ENDS
        if not left:
            return number
    return len(top)


def _last_lines(text: str) -> list[str]:
    lines = (line.strip() for line in text[-_TOP:].splitlines())
    return [line for line in lines if line][-_LAST_LINES:]


def _classify(line: str, is_apart: bool) -> _Line:
    outlet = _OUTLET.fullmatch(line)
    dates = [StatedDate(day, line, is_update=is_update) for is_update, day in parse_date_line(line)]
    byline = parse_byline(line)
    if byline.confidence and not dates:
        dates = _dates_after_byline(line)
    return _Line(
        line,
        is_apart,
        None if dates or byline.confidence else parse_dateline(line),
        dates,
        byline,
        outlet["name"] if outlet else "",
    )


def _read_loose_date(line: _Line) -> _Line:
    """Return a line with the full date beside names: `November 19, 2019 by Ida Quill, Luna`."""
    if len(line.text) > _LONGEST_LOOSE or line.text[-1] in ".!?" or "@" in line.text:
        return line  # a sentence, or the signature of a quoted post
    for day in find_line_dates(line.text)[:1]:
        after = line.text[day.end :].lstrip(" ,|-–—·•")
        rest = re.findall(r"[^\W\d_]+", f"{line.text[: day.start]} {after}")
        is_names = all(word[0].isupper() or word in _SMALL for word in rest)
        if day.year is not None and is_names and len(rest) <= _MOST_BESIDE:
            byline = parse_byline(f"By{after[2:]}") if after[:3] == "by " else line.byline
            return replace(line, dates=[StatedDate(day, line.text)], byline=byline)
    return line


def _dates_after_byline(line: str) -> list[StatedDate]:
    """Return the date that ends a line with a byline: `By Ida Quill, 3 May 2023`."""
    for day in find_line_dates(line)[:1]:
        is_last = is_furniture(line[day.start :], [replace(day, start=0, end=day.end - day.start)])
        if is_last and (day.year is not None or day.weekday is not None):
            return [StatedDate(day, line)]
    return []


def _find_title(top: Sequence[_Line], slug: str) -> tuple[str, int]:
    """Return the headline and the index of its line; "" and -1 if there is none."""
    lines = [
        TopLine(line.text, line.is_about, line.dateline is not None, line.is_apart) for line in top
    ]
    title, at, _ = find_headline(lines, slug)
    return title, at


def _is_author(title: str, text: str, slug: str) -> bool:
    """Return True for a line with a name alone that neither the text nor its address has again."""
    is_repeated = text.count(title) > 1 or title.split()[-1].lower() in slug.lower()
    return is_known_name(title) and not is_repeated


def _find_byline(
    top: Sequence[_Line], title_at: int, lines: Sequence[str], last: Sequence[str], text: str
) -> Byline:
    """Return the most confident byline: of a form, a bare name below the title, a biography."""
    found = [line.byline for line in top if line.byline.confidence]
    found += _bare_bylines(top, title_at, text)
    found += [
        Byline(name, confidence=0.75) for line in lines[:2] if (name := parse_biography(line))
    ]
    found.append(find_author_at_end(text, last))
    best = max(found, key=lambda byline: (byline.confidence, bool(byline.names)), default=Byline())
    return best if best.confidence >= _LEAST_BYLINE else Byline()


def _bare_bylines(top: Sequence[_Line], title_at: int, text: str) -> list[Byline]:
    """Return the names that stand alone on a line between the title and the text.

    A name that the text has again is more probably its subject.
    """
    if title_at < 0:
        return []
    found = []
    for number in range(title_at + 1, min(title_at + 4, len(top))):
        line = top[number]
        if line.dateline:
            break
        names, is_known = parse_bare_names(line.text)
        following = top[number + 1] if number + 1 < len(top) else None
        if not names or following is None:
            continue
        is_repeated = text.count(names) > 1
        is_above = following.is_about or len(following.text) > len(line.text)
        confidence = 0.4 + 0.25 * is_known + 0.15 * is_above + 0.1 * bool(following.is_about)
        found.append(Byline(names, confidence=confidence - 0.3 * is_repeated))
    return found


def _find_outlet(top: Sequence[_Line], last: Sequence[str]) -> str:
    """Return the outlet of a labeled line at the top or the end."""
    for line in top:
        if line.outlet:
            return line.outlet
    matches = (
        _OUTLET.fullmatch(line) or _PROVIDED.fullmatch(line) for line in reversed(last[-_END:])
    )
    return next((match["name"].strip() for match in matches if match), "")
