"""Exports of reading lists, bookmarks of browsers and notes of Evernote.

The reading lists are those of wallabag, Pocket, Instapaper, Readwise, Omnivore, Pinboard, Raindrop,
Linkwarden, Shaarli and Hypothesis.

Each reader takes an object or a row with lower-case keys, by which `find_reader` recognizes it.
An entry with only an address becomes a reference, to be fetched or found in the store.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from lxml import etree

from analysis import clean
from analysis.structs import replace
from db.errors import ImportingError
from db.importers.bookmarks import Bookmark, from_seconds, read_bookmarks
from db.importers.documents import build_document
from db.importers.markup_text import fragment_text
from db.importers.models import Highlight, ImportItem, ItemReaders
from db.importers.moments import parse_moment
from db.importers.note_colors import read_note_color
from db.importers.onrecord_json import is_record, item_from_record
from db.importers.own_exports import is_exported_row, read_exported_row
from db.importers.reference_json import find_reference_reader
from db.importers.xml_trees import parse_xml
from db.text import one_line

EntryReader = Callable[[Mapping[str, object], str], ImportItem]


def find_reader(fields: Mapping[str, object]) -> EntryReader | None:
    """Return the reader for an object or a row with these keys; None for an unknown export."""
    keys = {str(key).lower() for key in fields}
    if is_record(fields):
        return item_from_record
    if is_exported_row(keys):
        return read_exported_row
    if {"is_archived", "content"} <= keys or {"domain_name", "is_starred"} <= keys:
        return _wallabag
    if {"highlight", "book title"} <= keys:
        return _readwise
    if {"url", "title", "selection", "folder"} <= keys:
        return _instapaper
    if {"url", "title", "saved date", "location"} <= keys:
        return _reader
    if {"url", "title", "highlights"} <= keys and isinstance(fields.get("highlights"), list):
        return _pocket_highlights
    if {"url", "title", "time_added", "status"} <= keys:
        return _pocket
    if {"slug", "savedat", "readingprogress"} <= keys:
        return _omnivore
    if {"href", "description", "toread"} <= keys:
        return _pinboard
    if {"url", "title", "excerpt", "folder", "cover"} <= keys:
        return _raindrop
    if {"url", "shorturl", "private"} <= keys:
        return _shaarli
    if is_hypothesis(fields):
        return _hypothesis
    return find_reference_reader(fields)


def read_readwise(rows: list[dict[str, object]], name: str) -> ItemReaders:
    """Read the highlights of a Readwise table, grouped by article or book."""
    grouped: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows:
        key = (_field(row, "book title"), _field(row, "book author"))
        grouped.setdefault(key, []).append(row)
    for number, highlights in enumerate(grouped.values(), 1):
        yield partial(read_highlights, highlights, f"{name}#{number}")


def read_enex(data: bytes, name: str) -> ItemReaders:
    """Read the notes of an export of Evernote."""
    root, _ = parse_xml(data)
    notes = root.findall("note")
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
        tags=_labels(tags),
        starred=_field(entry, "is_starred") in ("1", "true"),
        read_state="read" if _field(entry, "is_archived") in ("1", "true") else "unread",
        highlights=tuple(
            Highlight(
                clean(_field(annotation, "quote")),
                clean(_field(annotation, "text")),
                created=parse_moment(_field(annotation, "created_at")),
            )
            for annotation in marked
            if isinstance(annotation, dict) and _field(annotation, "quote")
        ),
    )


def _readwise(row: Mapping[str, object], name: str) -> ImportItem:
    return read_highlights([dict(row)], name)


def read_highlights(rows: list[dict[str, object]], name: str) -> ImportItem:
    """Build an article from the rows of its highlights: each is a paragraph of the text."""
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
                created=parse_moment(_field(row, "highlighted at")),
                color=read_note_color(_field(row, "color")),
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
        added=from_seconds(_field(row, "timestamp")),
        excerpt=bool(selection),
    )


def _pocket(row: Mapping[str, object], name: str) -> ImportItem:
    return Bookmark(
        _field(row, "url"),
        _field(row, "title"),
        _tags(_field(row, "tags"), "|"),
        added=from_seconds(_field(row, "time_added")),
        starred=_field(row, "favorite") == "1",
        read_state="read" if _field(row, "status") == "archive" else "unread",
    ).to_item(name)


def _pocket_highlights(entry: Mapping[str, object], name: str) -> ImportItem:
    marked = entry["highlights"]
    item = Bookmark(_field(entry, "url"), _field(entry, "title")).to_item(name)
    highlights = tuple(
        Highlight(
            clean(_field(highlight, "quote")),
            created=from_seconds(_field(highlight, "created_at")),
        )
        for highlight in (marked if isinstance(marked, list) else ())
        if isinstance(highlight, dict) and _field(highlight, "quote")
    )
    return replace(item, highlights=highlights)


def _reader(row: Mapping[str, object], name: str) -> ImportItem:
    """Build a reference of a row of Readwise Reader."""
    return Bookmark(
        _field(row, "url"),
        _field(row, "title"),
        re.findall(r"'([^']+)'", _field(row, "document tags")),
        added=parse_moment(_field(row, "saved date")),
        read_state="read" if _field(row, "location") == "archive" else "unread",
    ).to_item(name)


def _omnivore(entry: Mapping[str, object], name: str) -> ImportItem:
    return Bookmark(
        _field(entry, "url"),
        _field(entry, "title"),
        _labels(entry.get("labels")),
        added=parse_moment(_field(entry, "savedAt")),
        read_state="read" if _field(entry, "state").lower() == "archived" else "unread",
        author=_field(entry, "author"),
        published=_day(_field(entry, "publishedAt")),
    ).to_item(name)


def _pinboard(entry: Mapping[str, object], name: str) -> ImportItem:
    return Bookmark(
        _field(entry, "href"),
        _field(entry, "description"),
        _field(entry, "tags").split(),
        _field(entry, "extended"),
        parse_moment(_field(entry, "time")),
        read_state="unread" if _field(entry, "toread") == "yes" else "read",
    ).to_item(name)


def _shaarli(entry: Mapping[str, object], name: str) -> ImportItem:
    return Bookmark(
        _field(entry, "url"),
        _field(entry, "title"),
        _labels(entry.get("tags")),
        _field(entry, "description"),
        parse_moment(_field(entry, "created")),
    ).to_item(name)


def _raindrop(row: Mapping[str, object], name: str) -> ImportItem:
    folder = _field(row, "folder")
    item = Bookmark(
        _field(row, "url"),
        _field(row, "title"),
        (*_tags(_field(row, "tags"), ","), "" if folder == "Unsorted" else folder),
        _field(row, "note"),
        parse_moment(_field(row, "created")),
        _field(row, "favorite").lower() in ("1", "true"),
    ).to_item(name)
    marked = re.split(r"(?m)^Highlight:", _field(row, "highlights"))[1:]
    highlights = []
    for highlight in marked:
        words, _, note = highlight.partition("\nNote:")
        words, *facts = re.split(r"\n(?=(?:Color|Created):)", words)
        colors = [fact.partition(":")[2] for fact in facts if fact.startswith("Color:")]
        color = read_note_color("".join(colors[:1]))
        highlights.append(Highlight(clean(words).strip(), clean(note).strip(), color=color))
    return replace(item, highlights=(*item.highlights, *highlights))


def is_linkwarden(value: Mapping[str, object]) -> bool:
    """Return True for an export of Linkwarden: collections of links."""
    collections = value.get("collections")
    return isinstance(collections, list) and any(
        isinstance(collection, dict) and "links" in collection for collection in collections
    )


def read_linkwarden(value: Mapping[str, object], name: str) -> ItemReaders:
    """Read the links of all collections, whose names are tags."""
    collections = value["collections"]
    assert isinstance(collections, list)
    bookmarks = [
        Bookmark(
            _field(link, "url"),
            _field(link, "name"),
            (_field(collection, "name"), *_labels(link.get("tags"))),
            _field(link, "description"),
            parse_moment(_field(link, "importDate") or _field(link, "createdAt")),
        )
        for collection in collections
        if isinstance(collection, dict) and isinstance(collection.get("links"), list)
        for link in collection["links"]
        if isinstance(link, dict)
    ]
    yield from read_bookmarks(bookmarks, name)


def is_hypothesis(fields: Mapping[str, object]) -> bool:
    """Return True for an annotation of Hypothesis."""
    return {"uri", "target", "user"} <= fields.keys()


def read_hypothesis(rows: Sequence[object], name: str) -> ItemReaders:
    """Read the annotations of Hypothesis, grouped by the page that they are on."""
    pages: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        if isinstance(row, dict):
            pages.setdefault(_field(row, "uri"), []).append(row)
    for number, annotations in enumerate(pages.values(), 1):
        yield partial(_annotated_page, annotations, f"{name}#{number}")


def _hypothesis(row: Mapping[str, object], name: str) -> ImportItem:
    return _annotated_page([row], name)


def _annotated_page(rows: Sequence[Mapping[str, object]], name: str) -> ImportItem:
    """Build a reference with the quoted words as highlights, and the comments as their notes."""
    about = next((row["document"] for row in rows if isinstance(row.get("document"), dict)), {})
    titles = about.get("title") if isinstance(about, dict) else None
    title = str(titles[0]) if isinstance(titles, list) and titles else ""
    ordered = sorted(rows, key=lambda row: _field(row, "created"))
    return ImportItem(
        build_document("", _field(rows[0], "uri") or name, title=clean(title)),
        highlights=tuple(highlight for row in ordered for highlight in _annotation(row)),
    )


def _annotation(row: Mapping[str, object]) -> Iterator[Highlight]:
    """Yield the highlights of an annotation: one for each quotation, or a note on the page."""
    targets = row.get("target")
    quotes = [
        selector
        for target in (targets if isinstance(targets, list) else ())
        if isinstance(target, dict) and isinstance(target.get("selector"), list)
        for selector in target["selector"]
        if isinstance(selector, dict) and selector.get("type") == "TextQuoteSelector"
        and _field(selector, "exact")
    ]  # fmt: skip
    for selector in quotes or ([{}] if _field(row, "text") else []):
        yield Highlight(
            clean(_field(selector, "exact")),
            clean(_field(row, "text")),
            _labels(row.get("tags")),
            clean(str(selector.get("prefix") or "")),
            clean(str(selector.get("suffix") or "")),
            created=parse_moment(_field(row, "created")),
            changed=parse_moment(_field(row, "updated")),
            author=_account(_field(row, "user")),
        )


def _account(user: str) -> str:
    """Return the name of an account of Hypothesis: `acct:ana@hypothes.is` → `ana`."""
    return one_line(user.removeprefix("acct:").partition("@")[0])


def _field(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _labels(tags: object) -> tuple[str, ...]:
    """Return the labels of a list of tags, which some programs write as objects."""
    if not isinstance(tags, list):
        return ()
    labels = (
        _field(tag, "label") or _field(tag, "name") if isinstance(tag, dict) else str(tag)
        for tag in tags
    )
    return tuple(filter(None, labels))


def _tags(words: str, mark: str) -> tuple[str, ...]:
    return tuple(filter(None, (tag.strip() for tag in words.split(mark))))


def _json_tags(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r'"([^"]+)"', words))


def _day(words: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(words[:10]) if words else None
    except ValueError:
        return None
