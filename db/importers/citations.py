"""References of reference managers: RIS, BibTeX, RefWorks, EndNote (tagged and XML), CSL-JSON.

An abstract is the text of its reference. A reference without one has no text yet.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.html import fragment_text
from db.importers.models import ImportItem, ItemReaders
from db.importers.news_articles import to_day

_ABSTRACT_ONLY = "only the abstract is in the export"
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_NO_REFERENCES = "has no references; export it again"


@dataclass(frozen=True, slots=True)
class _TaggedFormat:
    """A format with a field on each line: its lines, its first and last field, and its tags."""

    line: re.Pattern[str]
    first: str
    last: str
    fields: Mapping[str, Sequence[str]]


_FORMATS = {
    "ris": _TaggedFormat(
        re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*))?"), "TY", "ER",
        {
            "title": ("TI", "T1", "CT"), "byline": ("AU", "A1"),
            "site": ("JO", "JF", "T2", "J2", "PB"), "published": ("DA", "Y1", "PY"),
            "address": ("UR", "L2"), "abstract": ("AB", "N2"), "section": ("SE",),
            "language": ("LA",), "tags": ("KW",), "doi": ("DO",),
        },
    ),
    "refworks": _TaggedFormat(
        re.compile(r"([A-Z][A-Z0-9]) (.*)"), "RT", "",
        {
            "title": ("T1",), "byline": ("A1",), "site": ("JF", "JO", "T2", "PB"),
            "published": ("FD", "YR"), "address": ("UL", "LK"), "abstract": ("AB",),
            "section": ("SE",), "language": ("LA",), "tags": ("K1",), "doi": ("DO",),
        },
    ),
    "endnote": _TaggedFormat(
        re.compile(r"(%[A-Z0-9@!+&]) (.*)"), "%0", "",
        {
            "title": ("%T",), "byline": ("%A",), "site": ("%J", "%B", "%W", "%I"),
            "published": ("%8", "%D"), "address": ("%U",), "abstract": ("%X",),
            "section": ("%&",), "language": ("%G",), "tags": ("%K",), "doi": ("%R",),
        },
    ),
}  # fmt: skip


def read_tagged(text: str, name: str, kind: str) -> ItemReaders:
    """Read the references of a RIS file, as of Nexis or Zotero, or one of RefWorks or EndNote."""
    layout = _FORMATS[kind]
    records: list[dict[str, list[str]]] = []
    tag = ""
    for line in text.split("\n"):
        match = layout.line.fullmatch(line.rstrip())
        if match is not None and match[1] == layout.first:
            records.append({})
        if not records:
            continue
        if match is not None:
            tag = match[1]
            records[-1].setdefault(tag, []).append((match[2] or "").strip())
        elif line.strip() and tag not in ("", layout.last):
            # EndNote has a keyword on each line
            separator = "\n" if tag == "%K" else " "
            records[-1][tag][-1] += f"{separator}{line.strip()}"
    if not records:
        raise ImportingError(_NO_REFERENCES)
    for number, record in enumerate(records, 1):
        fields = {
            field: next((record[tag] for tag in tags if any(record.get(tag, ()))), [])
            for field, tags in layout.fields.items()
        }
        fields["tags"] = [tag for value in fields["tags"] for tag in value.split("\n")]
        dates = [value for tag in layout.fields["published"] for value in record.get(tag, ())]
        fields["published"] = [*dates, " ".join(dates[:2])]
        yield partial(_reference, fields, f"{name}#{number}")


def _reference(fields: Mapping[str, list[str]], name: str) -> ImportItem:
    """Build a reference; its abstract is its text. Raises ImportingError for one without title."""
    first = {field: values[0] if values else "" for field, values in fields.items()}
    abstract = clean(fragment_text(first["abstract"]))
    address = first["address"].split()[0] if first["address"] else ""
    if not address and (doi := _DOI.search(first["doi"])):
        address = f"https://doi.org/{doi[0]}"
    if not first["title"] and not address:
        raise ImportingError("is a reference without a title; add one or remove it")
    names = (" ".join(reversed([*map(str.strip, name.split(",", 1))])) for name in fields["byline"])
    published = next(filter(None, map(_printed_day, fields["published"])), None)
    remarks = [_ABSTRACT_ONLY] if abstract else []
    if published is None and first["published"]:
        remarks.append(f"its date “{first['published'][:40]}” has no day and is left out")
    return ImportItem(
        build_document(
            f"{abstract}\n" if abstract else "",
            address if address.startswith(("http://", "https://")) else name,
            title=first["title"],
            byline=", ".join(filter(None, names)),
            site=first["site"],
            published=published,
            section=first["section"],
            language=first["language"],
            remark="; ".join(remarks),
        ),
        tags=tuple(dict.fromkeys(filter(None, fields["tags"]))),
        excerpt=True,
    )


def _printed_day(words: str) -> datetime.date | None:
    """Return a day such as `2021/03/03/`; None for a year or a month."""
    match = re.match(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)", words)
    if match is None:
        return to_day(words)
    try:
        return datetime.date(*map(int, match.groups()))
    except ValueError:
        return None


_ENTRY = re.compile(r"@([A-Za-z]{1,40})\s*+[{(]")
_BIBTEX_FIELD = re.compile(r"(?<![\w-])([A-Za-z][\w-]*+)\s*+=\s*+")
_BIBTEX_PART = re.compile(r'[{}"]|\\.|[^{}"\\]+|\\', re.DOTALL)
_BIBTEX_OTHERS = ("comment", "preamble", "string")
_BIBTEX_FIELDS = {
    "title": ("title",), "byline": ("author",), "published": ("date", "year"),
    "site": ("newspaper", "journaltitle", "journal", "publisher"), "address": ("url",),
    "abstract": ("abstract",), "section": ("section",), "language": ("language", "langid"),
    "tags": ("keywords",), "doi": ("doi",),
}  # fmt: skip


def read_bibtex(text: str, name: str) -> ItemReaders:
    """Read the references of a BibTeX file."""
    entries = [
        match for match in _ENTRY.finditer(text) if match[1].lower() not in _BIBTEX_OTHERS
    ]  # fmt: skip
    if not entries:
        raise ImportingError(_NO_REFERENCES)
    ends = [*(entry.start() for entry in entries[1:]), len(text)]
    for number, (entry, end) in enumerate(zip(entries, ends, strict=True), 1):
        yield partial(_bibtex, text[entry.end() : end], f"{name}#{number}")


def _bibtex(body: str, name: str) -> ImportItem:
    values: dict[str, str] = {}
    at = 0
    while match := _BIBTEX_FIELD.search(body, at):
        value, at = _bibtex_value(body, match.end())
        values.setdefault(match[1].lower(), value)
    fields = {
        field: [next((values[tag] for tag in tags if values.get(tag)), "")]
        for field, tags in _BIBTEX_FIELDS.items()
    }
    fields["byline"] = re.split(r"\s+and\s+", fields["byline"][0])
    fields["tags"] = [tag.strip() for tag in re.split("[,;]", fields["tags"][0])]
    if fields["published"][0].isdigit() and "month" in values and "day" in values:
        fields["published"] = [f"{values['day']} {values['month']} {fields['published'][0]}"]
    return _reference(fields, name)


def _bibtex_value(body: str, at: int) -> tuple[str, int]:
    """Return a value in braces or quotation marks, or a number, and the offset of its end."""
    quoted = body[at : at + 1] == '"'
    if not quoted and body[at : at + 1] != "{":
        word = re.compile(r"[^,}\s]*").match(body, at)
        return (word[0], word.end()) if word else ("", at + 1)
    pieces, depth, at = [], 0 if quoted else 1, at + 1
    while part := _BIBTEX_PART.match(body, at):
        at = part.end()
        depth += {"{": 1, "}": -1}.get(part[0], 0)
        if (quoted and depth == 0 and part[0] == '"') or (not quoted and depth == 0):
            break
        # commands of LaTeX for a single character, such as \&
        pieces.append("" if part[0] in "{}" else part[0].removeprefix("\\"))
    return " ".join("".join(pieces).split()), at


_ENDNOTE_PATHS = {
    "title": ("titles/title",), "byline": ("contributors/authors/author",),
    "site": ("periodical/full-title", "titles/secondary-title", "publisher"),
    "published": ("dates/pub-dates/date", "dates/year"), "address": ("urls/related-urls/url",),
    "abstract": ("abstract",), "section": ("section",), "language": ("language",),
    "tags": ("keywords/keyword",), "doi": ("electronic-resource-num",),
}  # fmt: skip


def read_endnote_xml(data: bytes, name: str) -> ItemReaders:
    """Read the references of an XML export of EndNote."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    records = [] if root is None else root.findall("records/record")
    if not records:
        raise ImportingError(_NO_REFERENCES)
    for number, record in enumerate(records, 1):
        yield partial(_endnote, record, f"{name}#{number}")


def _endnote(record: etree._Element, name: str) -> ImportItem:
    def texts(path: str) -> list[str]:
        found = (" ".join("".join(element.itertext()).split()) for element in record.findall(path))
        return list(filter(None, found))

    fields = {
        field: next(filter(None, map(texts, paths)), []) for field, paths in _ENDNOTE_PATHS.items()
    }
    dates = [date for path in _ENDNOTE_PATHS["published"] for date in texts(path)]
    fields["published"] = [*dates, " ".join(dates[:2])]
    return _reference(fields, name)


_CSL_FIELDS = {
    "title": ("title",), "site": ("container-title", "publisher"), "address": ("URL", "url"),
    "abstract": ("abstract",), "section": ("section",), "language": ("language",),
    "doi": ("DOI", "doi"),
}  # fmt: skip


_ZOTERO_COLUMNS = {
    "title": ("title",), "byline": ("author",), "site": ("publication title", "publisher"),
    "published": ("date", "publication year"), "address": ("url",), "doi": ("doi",),
    "abstract": ("abstract note",), "section": ("section",), "language": ("language",),
}  # fmt: skip


def read_csl(item: Mapping[str, object], name: str) -> ImportItem:
    """Build the reference of an object of CSL-JSON, as Zotero and pandoc write it."""
    fields = {
        field: [next((value for key in keys if (value := _text(item.get(key)))), "")]
        for field, keys in _CSL_FIELDS.items()
    }
    people = item.get("author")
    fields["byline"] = [
        " ".join(filter(None, (_text(person.get("given")), _text(person.get("family")))))
        or _text(person.get("literal"))
        for person in (people if isinstance(people, list) else ())
        if isinstance(person, dict)
    ]
    fields["published"] = [_csl_date(item.get("issued"))]
    fields["tags"] = [tag.strip() for tag in _text(item.get("keyword")).split(",")]
    return _reference(fields, name)


def read_zotero_row(row: Mapping[str, object], name: str) -> ImportItem:
    """Build the reference of a row of a CSV export of Zotero."""
    fields = {
        field: [next((value for key in keys if (value := _text(row.get(key)))), "")]
        for field, keys in _ZOTERO_COLUMNS.items()
    }
    fields["byline"] = [person.strip() for person in fields["byline"][0].split(";")]
    tags = f"{_text(row.get('manual tags'))};{_text(row.get('automatic tags'))}"
    fields["tags"] = [tag.strip() for tag in tags.split(";")]
    return _reference(fields, name)


def _csl_date(issued: object) -> str:
    """Return a date of CSL-JSON as text, "" for a malformed one."""
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list):
        return "/".join(map(_text, first))
    return _text(issued.get("raw")) or _text(issued.get("literal"))


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""
