"""References with a tag on each line: RIS, RefWorks, EndNote and MEDLINE."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError
from db.importers.models import ItemReaders
from db.importers.references import FIELDS, NO_REFERENCES, Reference, turn_name

_PARAGRAPH = "\f"  # between lines of a value that a blank line separates
Record = Mapping[str, Sequence[str]]
"""The values of a reference, by their tags."""


class _Layout(Struct, frozen=True):
    """The lines of a format, the tag that begins a record, and the one that ends it.

    In a list without the first tag, records are separated by blank lines.
    """

    line: re.Pattern[str]
    first: str
    last: str = ""


_LAYOUTS = {
    "ris": _Layout(re.compile(r"([A-Z][A-Z0-9]) {0,2}-(?: (.*))?"), "TY", "ER"),
    "refworks": _Layout(re.compile(r"([A-Z][A-Z0-9]) (.*)"), "RT"),
    "endnote": _Layout(re.compile(r"(%[A-Z0-9@!+&^~\[\]?<>()*#$]) (.*)"), "%0"),
    "medline": _Layout(re.compile(r"([A-Z]{2,4}) *- (.*)"), "PMID"),
}


def read_tagged(text: str, name: str, kind: str) -> ItemReaders:
    """Read the references of a list whose kind is one of `reference_fields.toml`."""
    records = _split_records(text, _LAYOUTS[kind], frozenset(FIELDS[kind]["repeated"]))
    if not records:
        raise ImportingError(NO_REFERENCES)
    read = _read_medline if kind == "medline" else _read_reference
    for number, record in enumerate(records, 1):
        reference = read(kind, record)
        yield partial(reference.to_item, f"{name}#{number}")


def _split_records(text: str, layout: _Layout, repeated: frozenset[str]) -> list[Record]:
    """Return the records of a list; a line without a tag continues the value before it."""
    records: list[dict[str, list[list[str]]]] = []  # each value has the words of its lines
    lines = text.split("\n")
    found = [_read_line(line, layout) for line in lines]
    has_first = any(tag == layout.first for tag, _ in found)
    tag, is_after_blank = "", True
    for line, (begun, value) in zip(lines, found, strict=True):
        if begun and (begun == layout.first or (is_after_blank and not has_first)):
            records.append({})
        is_new_paragraph, is_after_blank = is_after_blank, not line.strip()
        if not records:
            continue
        if begun:
            tag = begun
            records[-1].setdefault(tag, []).append([value])
        elif line.strip() and tag not in ("", layout.last):
            values = records[-1][tag]
            if tag in repeated:
                values.append([line.strip()])
            else:
                values[-1] += (_PARAGRAPH, line) if is_new_paragraph else (line,)
    return [
        {tag: list(map(_join_lines, values)) for tag, values in record.items()}
        for record in records
        if set(record) - {layout.first, layout.last}
    ]


def _join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a value to its paragraphs."""
    paragraphs = " ".join(lines).split(_PARAGRAPH)
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs).strip()


def _read_line(line: str, layout: _Layout) -> tuple[str, str]:
    """Return the tag of a line and its value; a line without a tag has none."""
    match = layout.line.fullmatch(line.rstrip())
    if match is None:
        return "", ""
    return match[1], (match[2] or "").strip()


def _values(kind: str, record: Record, field: str) -> list[str]:
    """Return the values of the first tag of a field that has any."""
    tags: Sequence[str] = FIELDS[kind][field]
    found = (list(filter(None, record.get(tag, ()))) for tag in tags)
    return next(filter(None, found), [])


def _read_reference(kind: str, record: Record) -> Reference:
    first = {
        field: next(iter(_values(kind, record, field)), "")
        for field in ("title", "site", "address", "abstract", "section", "language")
    }
    if "publisher" in FIELDS[kind] and _BOOK.match("".join(record.get(_LAYOUTS[kind].first, ()))):
        first["site"] = next(iter(_values(kind, record, "publisher")), first["site"])
    return Reference(
        **first,
        authors=[turn_name(_ADDRESS.sub("", name)) for name in _authors(kind, record)],
        published=[
            value for tag in FIELDS[kind]["published"] for value in record.get(tag, ()) if value
        ],
        doi=" ".join(value for tag in FIELDS[kind]["doi"] for value in record.get(tag, ())),
        tags=[tag for value in _values(kind, record, "tags") for tag in value.split(";")],
    )


def _authors(kind: str, record: Record) -> list[str]:
    """Return the authors in the order of the list, else the editors."""
    tags = frozenset(FIELDS[kind]["author"])
    if kind == "medline":  # the same names again, in full and abbreviated
        names = _values(kind, record, "author")
    else:
        names = [name for tag, values in record.items() if tag in tags for name in values if name]
    return names or _values(kind, record, "editor")


_BOOK = re.compile(r"E?BOOK\b|(?:Electronic |Edited )?Book(?:, Whole|, Edited)?$")
_MEDLINE_SUFFIX = re.compile(r"(,.*\S) (Jr|Sr|2nd|3rd|[45]th|I{2,3}|IV)\.?$")
_LAST_STOP = re.compile(r"(?<=[^.])\.$")
_ADDRESS = re.compile(r"\s*[(\[][^()\[\]]*@[^()\[\]]*[)\]]")


def _read_medline(kind: str, record: Record) -> Reference:
    """Read a reference of MEDLINE, whose identifiers name their kind."""
    identifiers = [value for tag in ("LID", "AID") for value in record.get(tag, ())]
    doi = next((value for value in identifiers if value.endswith("[doi]")), "")
    web = next((value for value in identifiers if value.startswith(("http://", "https://"))), "")
    number = "".join(record.get("PMID", ())[:1])
    if not web and not doi and number.isdecimal():
        web = f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
    plain = _read_reference(kind, record)
    people = (_MEDLINE_SUFFIX.sub(r"\1, \2", name) for name in _authors(kind, record))
    return replace(
        plain,
        authors=list(map(turn_name, people)),
        title=_LAST_STOP.sub("", plain.title.strip()),
        address=web,
        doi=doi.removesuffix("[doi]").strip(),
    )
