"""Importer of lists of articles in JSON, JSON Lines, CSV and Excel, by the usual column names.

An Excel workbook (.xlsx) is read without its formulas; each of its sheets is a table.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from lxml import etree

from analysis import clean
from db.dates import find_printed_dates
from db.errors import ImportingError
from db.importers.archives import ZipArchive
from db.importers.bookmarks import is_bookmark_tree, read_bookmark_tree
from db.importers.documents import build_document
from db.importers.html import fragment_text
from db.importers.models import ImportItem, ItemReaders, ReaderAt
from db.importers.ninjs import is_wire_item, is_wire_news, read_wire_item, read_wire_news
from db.importers.reading_lists import find_reader, is_linkwarden, read_linkwarden, read_readwise
from db.importers.web_annotation import is_annotations, read_annotations
from db.models import ReadState

_NAMES = {
    "text": ("text", "full_text", "fulltext", "content", "body", "article_text", "articlebody",
             "article", "html", "content_html", "description", "summary", "abstract"),
    "part": ("description", "summary", "abstract"),
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
_PART_ONLY = "only the description or the summary is in the list"
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
    if isinstance(value, dict) and is_bookmark_tree(value):
        yield from read_bookmark_tree(value, name)
        return
    if isinstance(value, dict) and is_linkwarden(value):
        yield from read_linkwarden(value, name)
        return
    if is_wire_news(value):
        yield from read_wire_news(value, name)
        return
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
    return _from_values([line for line in text.split("\n") if line.strip()], name)


def _from_values(values: Sequence[object], name: str) -> ItemReaders:
    for number, value in enumerate(values, 1):
        reader = partial(_from_value, value, f"{name}#{number}")
        yield ReaderAt(reader, (number - 1) / len(values))


def _from_value(value: object, name: str) -> ImportItem:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ImportingError("is not valid JSON; export it again") from None
    if not isinstance(value, dict):
        raise ImportingError("is not a JSON object; see docs/how-to/importing.md for an example")
    if is_wire_item(value):
        return read_wire_item(value, name)
    read = find_reader(value)
    return read(value, name) if read is not None else item_from_fields(value, name)


def read_csv(text: str, name: str) -> ItemReaders:
    """Read the articles of a table with a header, separated by commas, semicolons or tabs."""
    head = text[:20_000]
    first = head.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    columns = [str(column) for column in rows.fieldnames or ()]
    number = 1
    try:
        for reader in _from_rows(columns, rows, name):
            number += 1
            yield reader
    except csv.Error:
        raise ImportingError(f"cannot be read after line {number}; export it again") from None


def _from_rows(
    header: Sequence[str], rows: Iterable[Mapping[Any, object]], name: str
) -> ItemReaders:
    """Read the articles of a table; raises ImportingError for one without a known column."""
    if len(header) > _MOST_COLUMNS:  # each row would have them all
        raise ImportingError(f"has more than {_MOST_COLUMNS:,} columns; remove those not needed")
    columns = {column.strip().lower() for column in header}
    names = {re.sub("[ -]", "_", column) for column in columns}
    reader = find_reader(dict.fromkeys(columns, ""))
    known = {alias for names in _NAMES.values() for alias in names}
    if reader is None and not names & known:
        raise ImportingError("has no column text, title or url; name the columns in its first line")
    if reader is not None and "highlight" in columns:
        yield from read_readwise([_row(row) for row in rows], name)
        return
    for number, row in enumerate(rows, 2):
        yield partial(reader or item_from_fields, _row(row), f"{name}#{number}")


_SHEETS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_CELL = re.compile(r"([A-Z]{1,3})\d+")
_DATE_FORMATS = frozenset((*range(14, 23), *range(45, 48)))  # built-in ones
_DATE_LETTERS = re.compile(r"[yd]", re.IGNORECASE)
_FORMAT_TEXT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read_xlsx(data: bytes, name: str) -> ItemReaders:
    """Read the articles of all sheets of a workbook; raises ImportingError if none has any."""
    workbook = _Workbook(data)
    refused = ""
    found = False
    for sheet, rows in workbook.sheets():
        filled = [row for row in rows if any(row)]
        if not filled:
            continue
        header, *rest = filled
        table = (dict(zip(header, row, strict=False)) for row in rest)
        label = f"{name}#{sheet}"
        try:
            for reader in _from_rows(header, table, label):
                found = True
                yield reader
        except ImportingError as error:
            refused = f"sheet “{sheet}” {error}"
            if found:
                yield partial(_refuse, refused)
    if not found:
        raise ImportingError(refused or "is a workbook without rows; choose another file")


def _refuse(message: str) -> ImportItem:
    raise ImportingError(message)


class _Workbook:
    """An Excel workbook: its sheets as rows of text, with dates as ISO 8601."""

    def __init__(self, data: bytes) -> None:
        """Open the file with these bytes; raises ImportingError for a damaged one."""
        self._packed = ZipArchive(data)
        if any(map(self._packed.has_document_type, self._parts())):
            raise ImportingError("is not a valid Excel file; open it and save it again")
        self._texts = self._shared_texts()
        self._dates = self._date_styles()
        book = self._packed.xml(_SHEETS[0])
        properties = next(iter(_named(book, "workbookPr")), None)
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._first_day = datetime.date(1904, 1, 1) if is_1904 else datetime.date(1899, 12, 30)
        self._book = book

    def sheets(self) -> Iterator[tuple[str, Iterator[list[str]]]]:
        """Yield the name of each sheet and its rows."""
        targets = {
            str(relation.get("Id")): str(relation.get("Target")).removeprefix("/xl/")
            for relation in _named(self._packed.xml(_SHEETS[1]), "Relationship")
        }
        for sheet in _named(self._book, "sheet"):
            relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            path = f"xl/{targets.get(str(relation), '')}"
            if path in self._packed.names:
                yield str(sheet.get("name")), self._rows(path)

    def _parts(self) -> list[str]:
        return [part for part in self._packed.names if part.endswith((".xml", ".rels"))]

    def _shared_texts(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._packed.names:
            return []
        return [_words_of(item) for item in _named(self._packed.xml("xl/sharedStrings.xml"), "si")]

    def _date_styles(self) -> list[bool]:
        """Return for each cell style whether its numbers are dates."""
        if "xl/styles.xml" not in self._packed.names:
            return []
        styles = self._packed.xml("xl/styles.xml")
        own = {
            str(format.get("numFmtId")): bool(
                _DATE_LETTERS.search(_FORMAT_TEXT.sub("", str(format.get("formatCode"))))
            )
            for format in _named(styles, "numFmt")
        }
        cells = next(iter(_named(styles, "cellXfs")), None)
        kinds = [str(style.get("numFmtId")) for style in cells] if cells is not None else []
        return [own.get(kind, kind.isdecimal() and int(kind) in _DATE_FORMATS) for kind in kinds]

    def _rows(self, path: str) -> Iterator[list[str]]:
        for row in _named(self._packed.xml(path), "row"):
            cells: list[str] = []
            for cell in _named(row, "c"):
                column = _CELL.match(str(cell.get("r")))
                at = _column_number(column[1]) if column else len(cells)
                if at >= _MOST_COLUMNS:
                    continue
                cells += [""] * (at + 1 - len(cells))
                cells[at] = self._value(cell)
            yield cells

    def _value(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _words_of(cell)
        value = "".join(text for part in _named(cell, "v") for text in part.itertext())
        if kind == "s":
            is_known = value.isdecimal() and int(value) < len(self._texts)
            return self._texts[int(value)] if is_known else ""
        style = str(cell.get("s", "0"))
        is_date = style.isdecimal() and int(style) < len(self._dates) and self._dates[int(style)]
        if kind == "n" and is_date:
            try:
                return str(self._first_day + datetime.timedelta(days=int(float(value))))
            except (ValueError, OverflowError):
                return value
        return value


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements below one with a local name, in any namespace."""
    return list(element.iter("{*}" + name))


def _words_of(element: etree._Element) -> str:
    """Return the text of a cell, without the phonetic signs beside it."""
    return "".join(
        str(part.text or "")
        for part in _named(element, "t")
        if etree.QName(part.getparent()).localname != "rPh"
    )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


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
    is_part = bool(text) and not any(
        _words(lower.get(key)) for key in _NAMES["text"] if key not in _NAMES["part"]
    )
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
            remark=_PART_ONLY if is_part else "",
        ),
        excerpt=is_part,
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
