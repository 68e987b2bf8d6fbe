"""Importer of Excel workbooks (.xlsx) without their formulas; each sheet is a table of articles."""

import datetime
import re
from collections.abc import Iterator
from functools import partial

from lxml import etree

from db.errors import ImportingError
from db.importers.models import ImportItem, ItemReaders
from db.importers.tabular import MOST_COLUMNS, read_rows
from db.importers.zip_archives import ZipArchive

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
            for reader in read_rows(header, table, label):
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
                if at >= MOST_COLUMNS:
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
