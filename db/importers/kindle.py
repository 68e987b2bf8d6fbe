"""Importer of Kindle's `My Clippings.txt`: each book is a reference with its highlights and notes.

The lines are recognized by their form; their words in several languages are data of `kindle.toml`.
A note belongs to the highlight that contains its location.
"""

import datetime
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec import Struct

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.models import Highlight, ImportItem, ItemReaders
from db.importers.news_articles import either_of
from db.importers.references import turn_name
from db.importers.written_dates import parse_written_date

_WORDS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("kindle.toml").read_text("utf-8")
)
_END = re.compile(r"(?m)^={6,}[ \t]*\n?")
_AUTHOR = re.compile(r"\((?P<author>[^()]{1,200}(?:\([^()]{0,50}\)[^()]{0,50})?)\)\s*\Z")
_RANGE = r"[^\w\n]{0,6}(?P<first>\d{1,7})(?:\s*[-–]\s*(?P<last>\d{1,7}))?"
_PAGE = re.compile(rf"(?<!\w)(?:{either_of(_WORDS['page'])})\.?{_RANGE}", re.IGNORECASE)
_PAGE_AFTER = re.compile(r"(?P<first>\d{1,7})(?:\s*[-–]\s*(?P<last>\d{1,7}))?\s*(?:ページ|页|頁)")
_LOCATION = re.compile(rf"(?<!\w)(?:{either_of(_WORDS['location'])})\.?{_RANGE}", re.IGNORECASE)
_LOCATION_AFTER = re.compile(r"#(?P<first>\d{1,7})(?:\s*[-–]\s*(?P<last>\d{1,7}))?")
_TIME = re.compile(
    rf"(?P<before>{either_of((*_WORDS['afternoon'], *_WORDS['morning']))})?\s*"
    rf"(?<!\d)(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    rf"(?:\s*(?P<after>{either_of((*_WORDS['afternoon'], *_WORDS['morning']))})(?![^\W_]))?",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\s*<[^<>\n]*(?:clipping limit|límite|limite|Limit)[^<>\n]*>\s*\Z", re.I)
_NOON = 12
_MOST_AROUND = 50  # highlights before a note that may contain it
_LONGEST_LINE = 500  # characters of the line about a clipping


class _Clipping(Struct, frozen=True):
    """A highlight or a note: its words, its location as numbers and as text, and its page."""

    is_note: bool
    words: str
    first: int
    last: int
    location: str
    page: int | None
    created: datetime.datetime | None


def read_clippings(text: str, name: str) -> ItemReaders:
    """Read the books of a file in the order of their first clipping."""
    books: dict[str, list[_Clipping]] = {}
    left_out: dict[str, int] = {}
    for block in _END.split(text):
        heading, _, rest = block.strip("\ufeff \n").partition("\n")
        about, _, words = rest.partition("\n")
        book = heading.strip("\ufeff ")
        if not book or not about.lstrip().startswith("-"):
            continue
        clipping = _read_clipping(about[:_LONGEST_LINE], words.strip())
        if clipping is None:
            left_out[book] = left_out.get(book, 0) + 1
        else:
            books.setdefault(book, []).append(clipping)
    if not books:
        raise ImportingError("has no highlight and no note; copy the file from the Kindle again")
    for number, (book, clippings) in enumerate(books.items(), 1):
        yield partial(_build_book, book, clippings, left_out.get(book, 0), f"{name}#{number}")


def _read_clipping(about: str, words: str) -> _Clipping | None:
    """Return a highlight or a note; None for a bookmark, and where the text was not copied."""
    lower = about.lower()
    if not words or _LIMIT.match(words):
        return None
    kinds = {
        kind: min((at for word in _WORDS[kind] if (at := lower.find(word)) >= 0), default=-1)
        for kind in ("note", "highlight")
    }
    is_note = kinds["note"] >= 0 and not 0 <= kinds["highlight"] < kinds["note"]
    page = _PAGE.search(about) or _PAGE_AFTER.search(about)
    location = _LOCATION.search(about) or _LOCATION_AFTER.search(about)
    numbers = location or page
    first = int(numbers["first"]) if numbers else 0
    last = int(numbers["last"] or first) if numbers else 0
    if numbers and last < first:  # 170-71
        digits = str(first)
        last = int(digits[: len(digits) - len(str(last))] + str(last))
    shown = ""
    if location:
        shown = f"location {location['first']}"
        shown += f"–{location['last']}" if location["last"] else ""
    added = about.rpartition("|")[2]
    return _Clipping(
        is_note, words, first, last, shown, int(page["first"]) if page else None,
        _parse_moment(added),
    )  # fmt: skip


def _parse_moment(words: str) -> datetime.datetime | None:
    """Return the moment on the clock of the Kindle, whose time zone is unknown."""
    date = parse_written_date(words)
    day = date.exact_day if date else None
    if day is None:
        return None
    hour, minute, second = 0, 0, 0
    if time := _TIME.search(words):
        hour, minute, second = (int(time[part] or 0) for part in ("hour", "minute", "second"))
        half = (time["before"] or time["after"] or "").lower().strip(".")
        if half:
            hour = hour % _NOON + (_NOON if half in _WORDS["afternoon"] else 0)
    with suppress(ValueError):
        return datetime.datetime(
            day.year, day.month, day.day, hour, minute, second, tzinfo=datetime.UTC
        )
    return None


def _build_book(book: str, clippings: Sequence[_Clipping], left_out: int, name: str) -> ImportItem:
    """Build the reference of a book, with its highlights in the order of their locations."""
    author = _AUTHOR.search(book)
    title = book[: author.start()].strip() if author else book
    names = author["author"].split(";") if author else []
    entries = "1 bookmark" if left_out == 1 else f"{left_out:,} bookmarks"
    return ImportItem(
        build_document(
            "",
            name,
            title=clean(title) or clean(book),
            byline=clean(", ".join(turn_name(person) for person in names)),
            remark=f"{entries} without a text left out" if left_out else "",
        ),
        highlights=tuple(_join_notes(clippings)),
    )


def _join_notes(clippings: Sequence[_Clipping]) -> Iterator[Highlight]:
    """Yield the highlights with their notes; a note outside all highlights is one of its own.

    Of a highlight that was changed, the last state is yielded.
    """
    ordered = sorted(clippings, key=lambda clipping: (clipping.first, clipping.is_note))
    latest: list[_Clipping] = []
    for clipping in (clipping for clipping in ordered if not clipping.is_note):
        if latest and clipping.first == latest[-1].first and _is_same(clipping, latest[-1]):
            latest[-1] = max(
                clipping,
                latest[-1],
                key=lambda each: (each.created is not None, each.created, len(each.words)),
            )
        else:
            latest.append(clipping)
    notes: dict[int, list[_Clipping]] = {}
    for note in (clipping for clipping in ordered if clipping.is_note):
        end = bisect_right(latest, note.last, key=lambda clipping: clipping.first)
        around = [
            at for at in range(max(end - _MOST_AROUND, 0), end) if note.first <= latest[at].last
        ]  # fmt: skip
        # the nearest one ends where the note is
        at = min(around, key=lambda at: abs(latest[at].last - note.first), default=-1)
        notes.setdefault(at, []).append(note)
    for at, clipping in enumerate(latest):
        body = "\n".join(note.words for note in notes.get(at, ()))
        yield _to_highlight(clipping, clipping.words, body)
    for note in notes.get(-1, ()):
        yield _to_highlight(note, "", note.words)


def _is_same(first: _Clipping, second: _Clipping) -> bool:
    return first.words in second.words or second.words in first.words


def _to_highlight(clipping: _Clipping, exact: str, body: str) -> Highlight:
    """Return a highlight with its page, whose note ends with its location in the book."""
    return Highlight(
        clean(exact),
        clean("\n".join(filter(None, (body, clipping.location)))),
        created=clipping.created,
        page=clipping.page,
    )
