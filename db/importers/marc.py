"""References of library catalogs in MARC 21: records of ISO 2709, and the fields of MARCXML."""

import re
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from db.errors import ImportingError
from db.importers.marc_characters import decode_marc8
from db.importers.models import ItemReaders
from db.importers.references import NO_REFERENCES, Reference, turn_name

_RECORD_END, _FIELD_END, _SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
_LEADER, _ENTRY = 24, 12  # bytes
_AUTHORS = ("100", "110", "111")
_UNIMARC_AUTHORS = ("700", "701", "710", "711")
_OTHERS = ("700", "710", "720")
_WRITERS = re.compile(r"\b(?:aut|author|joint author|art|artist|cre|creator)\b", re.IGNORECASE)
_END = re.compile(r"\s*[/:;,=]\s*$")
_NOT_IN_NAMES = re.compile(r"\s*[,.]\s*$")
_YEAR = re.compile(r"1\d{3}|20\d\d")


class Field(Struct, frozen=True):
    """A field of a record: its tag, and its subfields or, of a control field, its value."""

    tag: str
    subfields: Sequence[tuple[str, str]] = ()
    value: str = ""

    def find(self, codes: str) -> list[str]:
        """Return the values of subfields with any of these codes, in their order."""
        return [value for code, value in self.subfields if code in codes and value]


def read_marc(data: bytes, name: str) -> ItemReaders:
    """Read the records of a file; raises ImportingError for one without any."""
    records = [record for record in data.split(_RECORD_END) if len(record.strip()) > _LEADER]
    if not records:
        raise ImportingError(NO_REFERENCES)
    for number, record in enumerate(records, 1):
        yield partial(
            lambda record, name: read_fields(_parse(record)).to_item(name),
            record.lstrip(b"\r\n"),
            f"{name}#{number}",
        )


def _parse(record: bytes) -> list[Field]:
    """Return the fields of a record; raises ImportingError for a damaged one."""
    directory, _, _ = record[_LEADER:].partition(_FIELD_END)
    base = record[12:17]
    if not base.isdigit() or len(directory) % _ENTRY or not directory.isdigit():
        raise ImportingError("is a damaged record of MARC; export it again")
    lengths = (int(directory[at + 3 : at + 7]) for at in range(0, len(directory), _ENTRY))
    if sum(lengths) > len(record):  # fields that overlap
        raise ImportingError("is a damaged record of MARC; export it again")
    is_unicode = record[9:10] == b"a"
    fields = []
    for at in range(0, len(directory), _ENTRY):
        entry = directory[at : at + _ENTRY]
        start = int(base) + int(entry[7:12])
        content = record[start : start + int(entry[3:7])].rstrip(_FIELD_END)
        tag = entry[:3].decode("ascii")
        if tag < "010":
            fields.append(Field(tag, value=_decode(content, is_unicode)))
            continue
        parts = [part for part in content.split(_SUBFIELD)[1:] if part]
        fields.append(
            Field(tag, [(chr(part[0]), _decode(part[1:], is_unicode).strip()) for part in parts])
        )
    return fields


def _decode(content: bytes, is_unicode: bool) -> str:
    try:
        return content.decode()  # many records are in Unicode and do not say so
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace") if is_unicode else decode_marc8(content)


def read_fields(fields: Sequence[Field]) -> Reference:
    """Return the reference of a record of MARC 21, or of UNIMARC, whose title is in field 200."""
    tags = {field.tag for field in fields}
    if "200" in tags and "245" not in tags:
        return _read_unimarc(fields)

    def values(tags: Sequence[str], codes: str) -> list[str]:
        return [value for field in fields if field.tag in tags for value in field.find(codes)]

    title = [_END.sub("", value) for value in values(("245",), "abnp")]
    language = next((field.value[35:38] for field in fields if field.tag == "008"), "")
    addresses = [value for value in values(("856",), "u") if value.startswith("http")]
    doi = [value for value in values(("024",), "a") if value.startswith("10.")]
    subjects = (_END.sub("", value).strip(" .") for value in values(("650", "651", "653"), "a"))
    return Reference(
        title=re.sub(r"(?<=[^\W\d_]{2})\.$", "", ": ".join(filter(None, title))),
        authors=_people(fields),
        site=next(
            (_END.sub("", value).strip(" .,") for tags, codes in (
                (("773",), "t"), (("264", "260"), "b")
            ) for value in values(tags, codes)),
            "",
        ),
        published=_dates(fields, values(("264", "260", "269"), "c")),
        address=next(iter(addresses), ""),
        doi=next(iter(doi), ""),
        abstract="\n\n".join(values(("520",), "a")),
        language=next(iter(values(("041",), "a")), "") or language,
        tags=list(subjects),
    )  # fmt: skip


def _read_unimarc(fields: Sequence[Field]) -> Reference:
    def values(tags: Sequence[str], codes: str) -> list[str]:
        return [value for field in fields if field.tag in tags for value in field.find(codes)]

    def first(tags: Sequence[str], code: str) -> str:
        return next(iter(values(tags, code)), "")

    people = [
        " ".join(filter(None, reversed([_END.sub("", part) for part in field.find("ab")])))
        for field in fields
        if field.tag in _UNIMARC_AUTHORS
    ]
    return Reference(
        title=": ".join(values(("200",), "ae")[:2]),
        authors=people,
        site=first(("461", "463"), "t") or first(("210", "214"), "c"),
        published=[first(("210", "214"), "d")],
        address=first(("856",), "u"),
        abstract="\n\n".join(values(("330",), "a")),
        language=first(("101",), "a"),
        tags=values(("606", "610"), "a"),
    )


def _people(fields: Sequence[Field]) -> list[str]:
    """Return the authors, else all persons."""
    main = [field for field in fields if field.tag in _AUTHORS]
    others = [field for field in fields if field.tag in _OTHERS]
    writers = [
        field for field in others
        if _WRITERS.search(" ".join(field.find("e4"))) or (main and not field.find("e4"))
    ]  # fmt: skip
    return [name for field in (*main, *writers) or others if (name := _name(field))]


def _name(field: Field) -> str:
    name = _NOT_IN_NAMES.sub("", " ".join(field.find("ab" if field.tag.endswith("10") else "a")))
    return name if field.tag.endswith(("10", "11")) else turn_name(name)


def _dates(fields: Sequence[Field], printed: Sequence[str]) -> list[str]:
    """Return the printed date; one without a year has that of the coded field."""
    if any(map(_YEAR.search, printed)):
        return list(printed[:1])
    coded = next((field.value[7:11] for field in fields if field.tag == "008"), "")
    return [coded] if _YEAR.fullmatch(coded) else list(printed[:1])
