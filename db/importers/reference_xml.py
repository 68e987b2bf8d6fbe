"""References in XML: EndNote, PubMed, Crossref, MODS (also in METS), Primo and MARCXML."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from lxml import etree

from db.errors import ImportingError
from db.importers.marc import Field, read_fields
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

_GIVEN = ("given_name", "ForeName", "given", "givenName")
_FAMILY = ("surname", "LastName", "family", "familyName")
_SUFFIX = ("suffix", "Suffix", "termsOfAddress")
_WHOLE = ("CollectiveName", "organization")
_YEAR, _MONTH, _DAY = ("Year", "year"), ("Month", "month"), ("Day", "day")
_SUBFIELD = re.compile(r"\s*\$\$[A-Z].*", re.DOTALL)  # of Primo
_ROLE = re.compile(r"\s*\[[^\[\]]*\]")
_PUBLISHER = re.compile(r"(?:[^:]{1,60}\s:\s)?(?P<name>.+?)(?:,\s*c?\[?\d{4}\b.*)?\s*$")
_AFTER_LIFE = re.compile(r"\s*\(\d{3,4}\s?-.*")
_LIFE = re.compile(r",?\s*(?:(?:b|d|ca|active)\.?\s*)?\d{3,4}\??\s*-?\s*(?:\d{3,4}\??)?\.?\s*$")


def read_xml_references(data: bytes, name: str) -> ItemReaders:
    """Read the references of an XML file in the first format that has any."""
    root, is_damaged = _parse(data)
    for kind, paths in FIELDS["xml"].items():
        records = _select(root, paths["record"])
        if kind == "mods" and root.tag == "mets":
            # the work; the others are its chapters and pages, whose damage does not matter
            records, is_damaged = records[:1], False
        for number, record in enumerate(records, 1):
            yield partial(_read_record(record, paths).to_item, f"{name}#{number}")
        if records:
            if is_damaged:
                raise ImportingError(DAMAGED_LIST)
            return
    records = [record for record in root.iter("record") if record.find("datafield") is not None]
    for number, record in enumerate(records, 1):
        yield partial(read_fields(_marc_fields(record)).to_item, f"{name}#{number}")
    if not records or is_damaged:
        raise ImportingError(DAMAGED_LIST if records else NO_REFERENCES)


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
    parts = _select(record, paths["part"]) if "part" in paths else []
    scopes = [*parts[-1:], record]

    def first(field: str) -> list[Any]:
        """Return what the first expression of a field selects, in the part or the record."""
        for path in paths[field]:
            for scope in scopes:
                if found := _select(scope, path):
                    return found
        return []

    texts = {
        field: next(filter(None, map(_words, first(field))), "")
        for field in ("title", "site", "address", "abstract", "section", "language", "doi")
    }
    if not texts["address"] and not texts["doi"] and "number" in paths:
        number = next(map(_words, _select(record, paths["number"])), "")
        texts["address"] = paths["number_address"].format(number) if number.isdecimal() else ""
    if found := _PUBLISHER.match(texts["site"]):  # London : Allen & Unwin, 1954
        texts["site"] = found["name"]
    return Reference(
        **{**texts, "title": texts["title"].removesuffix(".").strip(" /")},
        authors=[name for person in first("author") for name in _names(person)],
        published=_published(scopes, paths["published"]),
        tags=[
            tag.strip() for tag in map(_words, first("tags")) for tag in re.split(r" ; |\$\$", tag)
        ],
    )


def _published(scopes: Sequence[etree._Element], paths: Sequence[str]) -> list[str]:
    """Return the first dates that have a year, else the first ones that are not empty."""
    written = [
        dates
        for path in paths
        for scope in scopes
        if (dates := list(filter(None, map(_date, _select(scope, path)))))
    ]
    known = (dates for dates in written if any(map(parse_written_date, dates)))
    return next(known, written[0] if written else [])


def _words(found: Any) -> str:
    """Return the text of an element or an attribute; of a title of MODS, with its parts."""
    if not isinstance(found, etree._Element):
        return " ".join(str(found).split())
    if found.tag in ("titleInfo", "titles"):
        return _title(found)
    if found.tag in ("Abstract", "abstract") and len(found):
        return "\n".join(_paragraph(part) for part in found)
    return _SUBFIELD.sub("", _text(found))


def _paragraph(part: etree._Element) -> str:
    """Return a paragraph of an abstract with its label, as HTML."""
    label = str(part.get("Label") or "").capitalize()
    words = _text(part).replace("&", "&amp;").replace("<", "&lt;")
    return f"<p>{label}{': ' if label else ''}{words}</p>"


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _title(element: etree._Element) -> str:
    """Return a title of its parts: `The` + `Pilots` + `a history` → `The Pilots: a history`."""
    parts = {str(part.tag): _text(part) for part in reversed(element)}
    start = parts.get("nonSort", "")
    glue = "" if start.endswith(("'", "’", "-")) else " "
    title = f"{start}{glue if start else ''}{parts.get('title', '')}"
    if subtitle := parts.get("subTitle") or parts.get("subtitle"):
        title = f"{title.rstrip(' :')}: {subtitle}"
    numbers = (parts.get("partNumber", ""), parts.get("partName", ""))
    return ", ".join(filter(None, (title, *numbers)))


def _names(person: etree._Element) -> list[str]:
    """Return the names of the persons of an element, in their usual order."""
    parts = {str(part.tag): _text(part) for part in reversed(person)}
    typed = [(str(part.get("type") or ""), _text(part)) for part in person.iter("namePart")]
    if typed:
        parts = {kind: words for kind, words in typed if kind != "date"}
        plain = " ".join(words for kind, words in typed if not kind)
        if plain:
            return [turn_name(_strip_life(plain)) if person.get("type") == "personal" else plain]
    if whole := next((parts[key] for key in _WHOLE if key in parts), ""):
        return [whole]
    found = (
        next((parts[key] for key in keys if parts.get(key)), "")
        for keys in (_GIVEN, _FAMILY, _SUFFIX)
    )
    if name := " ".join(filter(None, found)):
        return [name]
    written = parts.get("creatorName") or _text(person)
    listed = _SUBFIELD.sub("", written).split(";")
    return [turn_name(_strip_life(_ROLE.sub("", name))) for name in listed if name.strip()]


def _strip_life(name: str) -> str:
    """Return a name without the years of a life: `Beck, Simone, 1904-1991.` → `Beck, Simone`."""
    without = _LIFE.sub("", _AFTER_LIFE.sub("", name))
    return re.sub(r"(?<=[^\W\d_]{3})\.$", "", without.strip(" ,"))


def _date(element: Any) -> str:
    """Return a date that is a text, or elements for its year, month and day."""
    if not isinstance(element, etree._Element) or not len(element):
        return _words(element)
    parts = {str(part.tag): _text(part) for part in element}
    year, month, day = (
        next((parts[key] for key in keys if parts.get(key)), "") for keys in (_YEAR, _MONTH, _DAY)
    )
    if month.isdecimal():
        return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day.isdecimal() else "")
    return f"{year} {month} {day}".strip() or _text(element)


def _marc_fields(record: etree._Element) -> list[Field]:
    """Return the fields of a record of MARCXML."""
    return [
        Field(
            str(field.get("tag")),
            [(str(part.get("code")), _text(part)) for part in field.iter("subfield")],
            _text(field) if field.tag == "controlfield" else "",
        )
        for field in record
        if field.tag in ("controlfield", "datafield")
    ]
