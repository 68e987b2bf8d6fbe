"""References in XML: EndNote and PubMed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from lxml import etree

from db.errors import ImportingError
from db.importers.models import ItemReaders
from db.importers.references import (
    DAMAGED_LIST,
    FIELDS,
    NO_REFERENCES,
    Reference,
    turn_name,
)
from db.importers.written_dates import parse_written_date
from db.importers.xml_trees import parse_xml

_NAME_PARTS = ("ForeName", "LastName", "Suffix")
_DATE_PARTS = ("Year", "Month", "Day")


def read_xml_references(data: bytes, name: str) -> ItemReaders:
    """Read the references of an XML file in the first format that has any."""
    root, is_damaged = _parse(data)
    for paths in FIELDS["xml"].values():
        records = _select(root, paths["record"])
        for number, record in enumerate(records, 1):
            yield partial(_read_record(record, paths).to_item, f"{name}#{number}")
        if records:
            if is_damaged:
                raise ImportingError(DAMAGED_LIST)
            return
    raise ImportingError(NO_REFERENCES)


def _parse(data: bytes) -> tuple[etree._Element, bool]:
    """Parse XML and remove the namespaces of its elements; return True if it is damaged."""
    root, is_damaged = parse_xml(data)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root, is_damaged


def _select(element: etree._Element, path: str) -> list[Any]:
    found = element.xpath(path)
    return found if isinstance(found, list) else []


def _read_record(record: etree._Element, paths: Any) -> Reference:
    def first(field: str) -> list[Any]:
        """Return what the first expression of a field selects that has any value."""
        return next(filter(None, (_select(record, path) for path in paths[field])), [])

    texts = {
        field: next(filter(None, map(_words, first(field))), "")
        for field in ("title", "site", "address", "abstract", "section", "language", "doi")
    }
    if not texts["address"] and not texts["doi"] and "number" in paths:
        number = next(map(_words, _select(record, paths["number"])), "")
        texts["address"] = paths["number_address"].format(number) if number.isdecimal() else ""
    return Reference(
        **{**texts, "title": texts["title"].removesuffix(".").strip()},
        authors=[_name(person) for person in first("author")],
        published=_published(record, paths["published"]),
        tags=list(map(_words, first("tags"))),
    )


def _published(record: etree._Element, paths: Sequence[str]) -> list[str]:
    """Return the first dates that have a year, else the first ones that are not empty."""
    written = [
        dates for path in paths if (dates := list(filter(None, map(_date, _select(record, path)))))
    ]
    known = (dates for dates in written if any(map(parse_written_date, dates)))
    return next(known, written[0] if written else [])


def _words(found: Any) -> str:
    """Return the text of an element or an attribute."""
    if not isinstance(found, etree._Element):
        return " ".join(str(found).split())
    if found.tag in ("Abstract", "abstract") and len(found):
        return "\n".join(_paragraph(part) for part in found)
    return _text(found)


def _paragraph(part: etree._Element) -> str:
    """Return a paragraph of an abstract with its label, as HTML."""
    label = str(part.get("Label") or "").capitalize()
    words = _text(part).replace("&", "&amp;").replace("<", "&lt;")
    return f"<p>{label}{': ' if label else ''}{words}</p>"


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _name(person: etree._Element) -> str:
    """Return the name of a person in its usual order, or that of a group."""
    parts = {str(part.tag): _text(part) for part in reversed(person)}
    if whole := parts.get("CollectiveName"):
        return whole
    name = " ".join(filter(None, map(parts.get, _NAME_PARTS)))
    return name or turn_name(_text(person))


def _date(element: Any) -> str:
    """Return a date that is a text, or elements for its year, month and day."""
    if not isinstance(element, etree._Element) or not len(element):
        return _words(element)
    parts = {str(part.tag): _text(part) for part in element}
    year, month, day = (parts.get(key, "") for key in _DATE_PARTS)
    if month.isdecimal():
        return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day.isdecimal() else "")
    return f"{year} {month} {day}".strip() or _text(element)
