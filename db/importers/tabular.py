"""Importer of JSON, JSON Lines and CSV lists of articles, with the usual names of columns."""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial

from analysis import clean
from db.dates import find_printed_dates
from db.errors import ImportingError
from db.importers.html import fragment_text
from db.importers.models import ImportItem, ItemReaders
from db.importers.plain_text import build_document
from db.importers.reading_lists import find_reader, read_readwise
from db.importers.web_annotation import is_annotations, read_annotations
from db.models import ReadState

_NAMES = {
    "text": ("text", "full_text", "fulltext", "content", "body", "article_text", "articlebody",
             "article", "html", "content_html", "description", "summary", "abstract"),
    "title": ("title", "headline", "name"),
    "byline": ("byline", "author", "authors", "creator", "by"),
    "site": ("site", "publisher", "publication", "newspaper", "outlet", "source_name", "sitename",
             "domain"),
    "source": ("url", "link", "address", "uri", "href", "source_url", "canonical_url", "source",
               "permalink"),
    "published": ("published", "date", "published_at", "publish_date", "date_published", "pubdate",
                  "publication_date", "datepublished", "pub_date", "time_published"),
    "updated": ("updated", "modified", "updated_at", "date_modified", "datemodified"),
    "section": ("section", "category", "desk"),
    "language": ("language", "lang"),
    "tags": ("tags", "labels", "keywords"),
    "state": ("state", "status"),
    "starred": ("starred", "favorite", "favourite", "is_starred"),
}  # fmt: skip
_LISTS = ("items", "articles", "entries", "results", "documents", "data", "posts", "records")
_MARKUP = re.compile(r"</?(?:p|div|br|h\d|li|ul|ol|a|span|em|strong|blockquote|img|figure)\b", re.I)
_STATES: dict[str, ReadState] = {
    "read": "read", "archive": "read", "archived": "read", "reading": "reading",
}  # fmt: skip
_MOST_COLUMNS = 1_000
csv.field_size_limit(20_000_000)


def read_json(text: str, name: str) -> ItemReaders:
    """Read the articles of a JSON list, of an object that contains one, or of a single object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportingError(f"is not valid JSON{line}; export it again") from None
    if isinstance(value, dict) and is_annotations(value):
        yield from read_annotations(value, name)
        return
    if isinstance(value, dict) and ("roots" in value or value.get("root") == "placesRoot"):
        raise ImportingError("is the bookmarks of a browser; export them as HTML")
    if isinstance(value, dict):
        read = find_reader(value)
        if read is not None:
            yield partial(read, value, name)
            return
        nested = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        value = nested if nested is not None else [value]
    if not isinstance(value, list) or not value:
        raise ImportingError("is JSON without a list of articles; see docs/how-to/importing.md")
    yield from _from_values(value, name)


def read_json_lines(text: str, name: str) -> ItemReaders:
    """Read the articles of JSON Lines, one on each line."""
    return _from_values((line for line in text.split("\n") if line.strip()), name)


def _from_values(values: Iterator[object] | list[object], name: str) -> ItemReaders:
    for number, value in enumerate(values, 1):
        yield partial(_from_value, value, f"{name}#{number}")


def _from_value(value: object, name: str) -> ImportItem:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ImportingError("is not valid JSON; export it again") from None
    if not isinstance(value, dict):
        raise ImportingError("is not a JSON object; see docs/how-to/importing.md for an example")
    read = find_reader(value)
    return read(value, name) if read is not None else item_from_fields(value, name)


def read_csv(text: str, name: str) -> ItemReaders:
    """Read the articles of a table with a header, separated by commas, semicolons or tabs."""
    head = text[:20_000]
    first = head.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    if len(rows.fieldnames or ()) > _MOST_COLUMNS:  # each row would have them all
        raise ImportingError(f"has more than {_MOST_COLUMNS:,} columns; remove those not needed")
    columns = {str(column).strip().lower() for column in rows.fieldnames or ()}
    reader = find_reader(dict.fromkeys(columns, ""))
    known = {alias for names in _NAMES.values() for alias in names}
    if reader is None and len(columns & known) < 1:
        raise ImportingError("has no column text, title or url; name the columns in its first line")
    if reader is not None and "highlight" in columns:
        yield from read_readwise([_row(row) for row in rows], name)
        return
    number = 0
    try:
        for number, row in enumerate(rows, 2):
            yield partial(reader or item_from_fields, _row(row), f"{name}#{number}")
    except csv.Error:
        raise ImportingError(f"cannot be read after line {number}; export it again") from None


def _row(row: Mapping[str | None, object]) -> dict[str, object]:
    return {str(key).strip().lower(): _bare(value) for key, value in row.items() if key}


def _bare(value: object) -> object:
    """Remove the apostrophe that exports put before a value that looks like a formula."""
    if isinstance(value, str) and re.match("'[=+\\-@\t\r\n]", value):
        return value[1:]
    return value


def item_from_fields(fields: Mapping[str, object], name: str) -> ImportItem:
    """Build the document of an object or a row, whose fields are found by their usual names."""
    lower = {str(key).lower().replace(" ", "_").replace("-", "_"): v for key, v in fields.items()}

    def field(name: str) -> str:
        return next((words for key in _NAMES[name] if (words := _words(lower.get(key)))), "")

    text = field("text")
    if _MARKUP.search(text):
        text = fragment_text(text)
    source = field("source")
    if not any(map(str.isalnum, text)) and not source.startswith(("http://", "https://")):
        raise ImportingError("has no text and no address; see docs/how-to/importing.md for names")
    tags = lower.get("tags") or field("tags")
    listed = tags if isinstance(tags, list) else re.split("[,;|]", str(tags))
    return ImportItem(
        build_document(
            clean(text),
            source or name,
            title=field("title"),
            byline=field("byline"),
            site=field("site"),
            published=parse_day(field("published")),
            updated=parse_day(field("updated")),
            section=field("section"),
            language=field("language"),
        ),
        tags=tuple(filter(None, (_words(tag) for tag in listed)))[:50],
        starred=field("starred").lower() in ("1", "true", "yes"),
        read_state=_STATES.get(field("state").lower(), "unread"),
    )


def _words(value: object) -> str:
    """Convert a JSON value to text: an object to its name, a list to comma-separated items."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, dict):
        return next((_words(value[key]) for key in ("name", "title", "label") if key in value), "")
    return ""


def parse_day(words: str) -> datetime.date | None:
    """Parse a date in any usual form, or a Unix time; return None if it is neither."""
    words = words.strip()
    if re.fullmatch(r"\d{9,10}(?:\.\d+)?", words):
        return datetime.datetime.fromtimestamp(float(words), datetime.UTC).date()
    if re.fullmatch(r"\d{12,13}", words):
        return datetime.datetime.fromtimestamp(int(words) / 1000, datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(words[:10])
    except ValueError:
        days = find_printed_dates(words[:100])
        known = [day for day in days if day.year is not None]
        return known[0].resolve(datetime.date.max) if known else None
