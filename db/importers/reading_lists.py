"""Exports of reading lists and reference managers: wallabag, Pocket, Instapaper, Readwise, Zotero.

Those of Omnivore, Pinboard and Hypothesis; references in RIS and BibTeX; notes of Evernote.

Each reader takes an object or a row with lower-case keys, by which `find_reader` recognizes it.
An entry with only an address becomes a reference, to be fetched or found in the store.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from functools import partial

from lxml import etree

from analysis import clean
from db.errors import ImportingError
from db.importers.html import fragment_text, unescape
from db.importers.models import Highlight, ImportItem, ItemReaders
from db.importers.news_articles import to_day
from db.importers.onrecord_json import is_record, item_from_record
from db.importers.plain_text import build_document

EntryReader = Callable[[Mapping[str, object], str], ImportItem]
_LINK = re.compile(r"<a\b([^<>]*)>([^<]*)</a>", re.IGNORECASE)
_HREF = re.compile(r"""(?<![\w-])([\w-]++)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def find_reader(fields: Mapping[str, object]) -> EntryReader | None:
    """Return the reader for an object or a row with these keys; None for an unknown export."""
    keys = {str(key).lower() for key in fields}
    if is_record(fields):
        return item_from_record
    if {"is_archived", "content"} <= keys or {"domain_name", "is_starred"} <= keys:
        return _wallabag
    if {"highlight", "book title"} <= keys:
        return _readwise
    if {"url", "title", "selection", "folder"} <= keys:
        return _instapaper
    if {"url", "title", "time_added", "status"} <= keys:
        return _pocket
    if {"slug", "savedat", "readingprogress"} <= keys:
        return _omnivore
    if {"href", "description", "toread"} <= keys:
        return _pinboard
    if {"uri", "target", "user"} <= keys:
        return _hypothesis
    if "type" in keys and keys & {"issued", "container-title", "citation-key", "abstract"}:
        return _csl
    return None


def read_pocket_page(markup: str, name: str) -> ItemReaders:
    """Read the addresses on the page that Pocket exports: unread ones, then the archive."""
    archive = markup.lower().find("read archive")
    for number, match in enumerate(_LINK.finditer(markup), 1):
        attributes = {found[1].lower(): found[2] or found[3] for found in _HREF.finditer(match[1])}
        row = {
            "url": unescape(attributes.get("href") or ""),
            "title": unescape(match[2]),
            "time_added": attributes.get("time_added") or "",
            "tags": (attributes.get("tags") or "").replace(",", "|"),
            "status": "archive" if 0 <= archive < match.start() else "unread",
        }
        yield partial(_pocket, row, f"{name}#{number}")


def read_readwise(rows: list[dict[str, object]], name: str) -> ItemReaders:
    """Read the highlights of a Readwise table, grouped by article or book."""
    grouped: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows:
        key = (_field(row, "book title"), _field(row, "book author"))
        grouped.setdefault(key, []).append(row)
    for number, highlights in enumerate(grouped.values(), 1):
        yield partial(_highlights, highlights, f"{name}#{number}")


_RIS_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*))?")
_RIS_FIELDS = {
    "title": ("TI", "T1", "CT"), "byline": ("AU", "A1"), "site": ("JO", "JF", "T2", "J2", "PB"),
    "published": ("DA", "Y1", "PY"), "address": ("UR", "L2"), "abstract": ("AB", "N2"),
    "section": ("SE",), "language": ("LA",), "tags": ("KW",),
}  # fmt: skip


def read_ris(text: str, name: str) -> ItemReaders:
    """Read the references of a RIS file, as of Nexis, ProQuest, Zotero or EndNote."""
    records: list[dict[str, list[str]]] = []
    tag = ""
    for line in text.split("\n"):
        match = _RIS_LINE.fullmatch(line.rstrip())
        if match is not None and match[1] == "TY":
            records.append({})
        if not records:
            continue
        if match is not None:
            tag = match[1]
            records[-1].setdefault(tag, []).append((match[2] or "").strip())
        elif line.strip() and tag not in ("", "ER"):
            records[-1][tag][-1] += f" {line.strip()}"
    if not records:
        raise ImportingError("has no references; export it again")
    for number, record in enumerate(records, 1):
        fields = {
            field: next((record[tag] for tag in tags if any(record.get(tag, ()))), [])
            for field, tags in _RIS_FIELDS.items()
        }
        yield partial(_reference, fields, f"{name}#{number}")


def _reference(fields: Mapping[str, list[str]], name: str) -> ImportItem:
    """Build a reference; its abstract is its text. Raises ImportingError for one without title."""
    first = {field: values[0] if values else "" for field, values in fields.items()}
    abstract = clean(fragment_text(first["abstract"]))
    address = first["address"].split()[0] if first["address"] else ""
    if not first["title"] and not address:
        raise ImportingError("is a reference without a title; add one or remove it")
    names = (" ".join(reversed([*map(str.strip, who.split(",", 1))])) for who in fields["byline"])
    return ImportItem(
        build_document(
            f"{abstract}\n" if abstract else "",
            address if address.startswith(("http://", "https://")) else name,
            title=first["title"],
            byline=", ".join(filter(None, names)),
            site=first["site"],
            published=_printed_day(first["published"]),
            section=first["section"],
            language=first["language"],
            remark="only the abstract is in the export" if abstract else "",
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
    "tags": ("keywords",),
}  # fmt: skip


def read_bibtex(text: str, name: str) -> ItemReaders:
    """Read the references of a BibTeX file."""
    entries = [
        match for match in _ENTRY.finditer(text) if match[1].lower() not in _BIBTEX_OTHERS
    ]  # fmt: skip
    if not entries:
        raise ImportingError("has no references; export it again")
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


def read_enex(data: bytes, name: str) -> ItemReaders:
    """Read the notes of an export of Evernote."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    notes = [] if root is None else root.findall("note")
    if not notes:
        raise ImportingError("has no notes; export them again")
    for number, note in enumerate(notes, 1):
        yield partial(_note, note, f"{name}#{number}")


def _note(note: etree._Element, name: str) -> ImportItem:
    def text(path: str) -> str:
        return " ".join((note.findtext(path) or "").split())

    body = clean(fragment_text(note.findtext("content") or ""))
    address = text("note-attributes/source-url")
    if not body.strip():
        raise ImportingError("is a note without text; add its address or its file")
    return ImportItem(
        build_document(
            f"{body}\n",
            address if address.startswith(("http://", "https://")) else name,
            title=clean(text("title")),
            byline=clean(text("note-attributes/author")),
            remark="" if address else "a note of Evernote has no publication date: add it",
        ),
        tags=tuple(clean(tag.text or "") for tag in note.findall("tag") if tag.text),
    )


def _wallabag(entry: Mapping[str, object], name: str) -> ImportItem:
    text = fragment_text(_field(entry, "content"))
    annotations = entry.get("annotations")
    marked = annotations if isinstance(annotations, list) else []
    tags = entry.get("tags")
    authors = entry.get("published_by")
    return ImportItem(
        build_document(
            clean(text),
            _field(entry, "url") or name,
            title=_field(entry, "title"),
            byline=", ".join(map(str, authors)) if isinstance(authors, list) else "",
            site=_field(entry, "domain_name").removeprefix("www."),
            published=_day(_field(entry, "published_at")),
            language=_field(entry, "language"),
        ),
        tags=tuple(filter(None, map(_label, tags))) if isinstance(tags, list) else (),
        starred=_field(entry, "is_starred") in ("1", "true"),
        read_state="read" if _field(entry, "is_archived") in ("1", "true") else "unread",
        highlights=tuple(
            Highlight(
                clean(_field(annotation, "quote")),
                clean(_field(annotation, "text")),
                created=_moment(_field(annotation, "created_at")),
            )
            for annotation in marked
            if isinstance(annotation, dict) and _field(annotation, "quote")
        ),
    )


def _readwise(row: Mapping[str, object], name: str) -> ImportItem:
    return _highlights([dict(row)], name)


def _highlights(rows: list[dict[str, object]], name: str) -> ImportItem:
    """Build an article from its highlights: each is a paragraph of the text."""
    highlights = [row for row in rows if _field(row, "highlight")]
    if not highlights:
        raise ImportingError("has no highlight; remove the line or export the list again")
    first = highlights[0]
    return ImportItem(
        build_document(
            clean("\n\n".join(_field(row, "highlight") for row in highlights) + "\n"),
            _field(first, "url") or name,
            title=_field(first, "book title"),
            byline=_field(first, "book author"),
            remark="the export has only highlights: they are the text",
        ),
        tags=_tags(_field(first, "document tags"), ","),
        excerpt=True,
        highlights=tuple(
            Highlight(
                clean(_field(row, "highlight")),
                clean(_field(row, "note")),
                _tags(_field(row, "tags"), ","),
                created=_moment(_field(row, "highlighted at")),
            )
            for row in highlights
        ),
    )


def _instapaper(row: Mapping[str, object], name: str) -> ImportItem:
    selection, folder = _field(row, "selection"), _field(row, "folder")
    usual = folder.lower() in ("", "unread", "archive", "starred")
    return ImportItem(
        build_document(
            clean(f"{selection}\n" if selection else ""),
            _field(row, "url") or name,
            title=_field(row, "title"),
            remark="only a selection is in the export" if selection else "",
        ),
        tags=(*(() if usual else (folder,)), *_json_tags(_field(row, "tags"))),
        starred=folder.lower() == "starred",
        read_state="read" if folder.lower() == "archive" else "unread",
        highlights=(Highlight(clean(selection)),) if selection else (),
        excerpt=bool(selection),
    )


def _pocket(row: Mapping[str, object], name: str) -> ImportItem:
    return ImportItem(
        build_document("", _field(row, "url") or name, title=_field(row, "title")),
        tags=_tags(_field(row, "tags"), "|"),
        starred=_field(row, "favorite") == "1",
        read_state="read" if _field(row, "status") == "archive" else "unread",
    )


def _omnivore(entry: Mapping[str, object], name: str) -> ImportItem:
    """Build a reference: the export has a description, not the text."""
    labels = entry.get("labels")
    return ImportItem(
        build_document(
            "",
            _field(entry, "url") or name,
            title=_field(entry, "title"),
            byline=_field(entry, "author"),
            published=_day(_field(entry, "publishedAt")),
        ),
        tags=tuple(filter(None, map(_label, labels))) if isinstance(labels, list) else (),
        read_state="read" if _field(entry, "state").lower() == "archived" else "unread",
    )


def _pinboard(entry: Mapping[str, object], name: str) -> ImportItem:
    return ImportItem(
        build_document("", _field(entry, "href") or name, title=_field(entry, "description")),
        tags=tuple(_field(entry, "tags").split()),
        read_state="unread" if _field(entry, "toread") == "yes" else "read",
    )


def _hypothesis(row: Mapping[str, object], name: str) -> ImportItem:
    """Build a reference with the quoted words as a highlight, and the comment as its note."""
    targets = row.get("target")
    selectors = [
        selector
        for target in (targets if isinstance(targets, list) else ())
        if isinstance(target, dict) and isinstance(target.get("selector"), list)
        for selector in target["selector"]
        if isinstance(selector, dict) and selector.get("type") == "TextQuoteSelector"
    ]
    tags = row.get("tags")
    return ImportItem(
        build_document("", _field(row, "uri") or name),
        highlights=tuple(
            Highlight(
                clean(_field(selector, "exact")),
                clean(_field(row, "text")),
                tuple(map(str, tags)) if isinstance(tags, list) else (),
                clean(str(selector.get("prefix") or "")),
                clean(str(selector.get("suffix") or "")),
                created=_moment(_field(row, "created")),
            )
            for selector in selectors
            if _field(selector, "exact")
        ),
    )


def _csl(item: Mapping[str, object], name: str) -> ImportItem:
    abstract = clean(fragment_text(_field(item, "abstract")))
    parts = item.get("issued")
    people = item.get("author")
    names = [
        " ".join(filter(None, (_field(person, "given"), _field(person, "family"))))
        or _field(person, "literal")
        for person in (people if isinstance(people, list) else ())
        if isinstance(person, dict)
    ]
    return ImportItem(
        build_document(
            f"{abstract}\n" if abstract else "",
            _field(item, "URL") or _field(item, "url") or name,
            title=_field(item, "title"),
            byline=", ".join(filter(None, names)),
            site=_field(item, "container-title") or _field(item, "publisher"),
            published=_csl_day(parts),
            section=_field(item, "section"),
            language=_field(item, "language"),
            remark="only the abstract is in the export" if abstract else "",
        ),
        tags=_tags(_field(item, "keyword"), ","),
        excerpt=True,
    )


def _csl_day(issued: object) -> datetime.date | None:
    if not isinstance(issued, dict):
        return None
    parts = issued.get("date-parts")
    try:
        if isinstance(parts, list) and len(parts[0]) == 3:
            year, month, day = (int(part) for part in parts[0])
            return datetime.date(year, month, day)
        return _day(str(issued.get("raw") or issued.get("literal") or ""))
    except (ValueError, TypeError, IndexError):
        return None


def _field(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _label(tag: object) -> str:
    """Return the label of a tag, which some versions write as an object."""
    return _field(tag, "label") if isinstance(tag, dict) else str(tag)


def _tags(words: str, mark: str) -> tuple[str, ...]:
    return tuple(filter(None, (tag.strip() for tag in words.split(mark))))


def _json_tags(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]+)"', words))


def _day(words: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None


def _moment(words: str) -> datetime.datetime | None:
    words = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", words.strip())
    try:
        moment = datetime.datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
