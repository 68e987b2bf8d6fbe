"""Importer of OnRecord's own exports: text, findings, notes and corrections of articles.

docs/how-to/exporting.md describes a record; `db.exporters.onrecord_json` writes it.
"""

import re
from collections.abc import Mapping
from typing import Any

from analysis import clean
from analysis.partial_dates import to_partial_date
from analysis.structs import convert_values, replace
from db.article_properties import MARKS
from db.corrections.models import Correction, CorrectionRule, from_exported
from db.errors import ImportingError
from db.importers.models import Highlight, ImportItem
from db.importers.note_colors import read_note_color
from db.library_records import library_from_json
from db.models import ArticleOrigins, Document, NoteDraft, Origin
from db.origins import check_origin
from db.serialization import RECORD_VERSION
from db.text import one_line

# Fields of a record that are those of an import item; it decides on none of the others.
_ITEM_FIELDS = ("tags", *(mark.name for mark in MARKS), "position", "added", "collections")
_FROM_FILE: Mapping[Origin, Origin] = {"given": "metadata"}
"""The origins of details that another reader edited; here they are metadata of the file."""
_LONGEST_AUTHOR = 100  # characters
_DAMAGED, _ADVICE = "is a damaged record of an OnRecord export", "export it again"


def is_record(fields: Mapping[str, object]) -> bool:
    """Return True if an object is a record of an export."""
    return isinstance(fields.get("onrecord"), int) and "text" in fields


def item_from_record(fields: Mapping[str, Any], name: str) -> ImportItem:
    """Read the complete article of a record; raises ImportingError."""
    if fields["onrecord"] > RECORD_VERSION:
        raise ImportingError("was written by a newer OnRecord; update OnRecord to read it")
    try:
        cleaned: Mapping[str, Any] = clean_values(fields)
        return _incoming(cleaned, name)
    except ValueError as error:  # it names the field
        raise ImportingError(f"{_DAMAGED} ({one_line(str(error))}); {_ADVICE}") from error
    except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise ImportingError(f"{_DAMAGED}; {_ADVICE}") from error


def document_from_record(fields: Mapping[str, Any], name: str) -> Document:
    """Read the document of a record; raises ValueError and the like for other values."""
    values = {
        "source": name,
        **fields,
        "published": to_partial_date(fields.get("published")),
        "language": _language(fields.get("language", "en")),
        "remark": one_line(fields.get("remark", "")),
        "part_of": one_line(fields.get("part_of", "")),
        "origins": sorted(fields.get("origins", {}).items()),
        "wire": fields.get("wire") or None,
    }
    return convert_values(values, Document)


def _incoming(fields: Mapping[str, Any], name: str) -> ImportItem:
    document = document_from_record(fields, name)
    item = convert_values(
        {
            **{name: fields[name] for name in _ITEM_FIELDS if name in fields},
            "document": document,
            "read_state": fields.get("state", "unread"),
            "highlights": [highlight_from_record(note) for note in fields.get("notes", ())],
            "corrections": list(map(correction_from_record, fields.get("corrections", ()))),
            "has_findings": fields.get("machine") is not None,
            "rules": list(map(rule_from_record, fields.get("rules", ()))),
            "bookmarks": list(fields.get("bookmarks", {}).items()),
            "draft": _draft(fields.get("draft")),
            "origins": _origins(fields.get("imported", {}), fields.get("tag_authors", {})),
            "edited_details": _edited_details(document),
            "library": library_from_json(fields.get("library", {})),
        },
        ImportItem,
    )
    return replace(_fit_to_text(item), is_record=True)


def check_item(item: ImportItem) -> ImportItem:
    """Check an item of a process that its file may have taken over; return it with valid values."""
    document = item.document
    address = document.retrieved_from
    document = replace(
        document,
        language=_language(document.language),
        remark=one_line(document.remark),
        part_of=one_line(document.part_of),
        retrieved_from=address if address.startswith(("http://", "https://")) else "",
    )
    return replace(
        _fit_to_text(item), document=document, entry_id=one_line(item.entry_id),
        corrections=tuple(replace(change, id=0, article=0) for change in item.corrections),
        rules=tuple(replace(rule, id=0) for rule in item.rules),
        # not for a file to decide
        accept=False, version_of=None, distinct_from=frozenset(), imported_from="", origin="",
        is_own=False, is_wanted=False,
    )  # fmt: skip


def disown(item: ImportItem, origin: str) -> ImportItem:
    """Return an item of a file with its origin for all that people wrote, edited or chose."""
    document = item.document
    stated = [(field, _FROM_FILE.get(value, value)) for field, value in document.origins]
    is_given = document.published_from == "given"
    document = replace(
        document,
        origins=tuple(stated),
        published_from="metadata" if is_given else document.published_from,
    )
    return replace(
        item, document=document, origin=origin,
        origins=ArticleOrigins(tag_authors=item.origins.tag_authors),
        highlights=tuple(
            replace(
                mark, origin=origin, tag_origins=dict.fromkeys(mark.tags, origin),
                author=one_line(mark.author)[:_LONGEST_AUTHOR],
            )
            for mark in item.highlights
        ),
        corrections=tuple(replace(change, origin=origin) for change in item.corrections),
        rules=tuple(replace(rule, origin=origin) for rule in item.rules),
    )  # fmt: skip


def _fit_to_text(item: ImportItem) -> ImportItem:
    """Return an item whose position, bookmarks and unfinished note are in its text."""
    characters, draft = len(item.document.text), item.draft
    if draft is not None:
        start, end = min(draft.start, characters), min(draft.end, characters)
        draft = replace(draft, article=0, start=start, end=max(start, end))
    bookmarks = tuple(bookmark for bookmark in item.bookmarks if bookmark[1] <= characters)
    position = min(item.position, characters)
    return replace(item, position=position, bookmarks=bookmarks, draft=draft)


def _edited_details(document: Document) -> list[str]:
    """Return the fields that a reader edited, by the origins in a record."""
    edited = [field for field, origin in document.origins if origin == "given"]
    return [*edited, "published"] if document.published_from == "given" else edited


def _origins(fields: Mapping[str, Any], authors: Mapping[str, str]) -> ArticleOrigins:
    """Read the origins of the tags, the collections and the marks of a record."""
    return convert_values(
        {
            "tags": _checked(fields.get("tags", {})),
            "collections": _checked(fields.get("collections", {})),
            **{mark.name: check_origin(fields.get(mark.name, "")) for mark in MARKS},
            "tag_authors": _authors(authors),
        },
        ArticleOrigins,
    )


def _authors(names: Mapping[str, str]) -> dict[str, str]:
    return {tag: one_line(name)[:_LONGEST_AUTHOR] for tag, name in names.items()}


def _checked(origins: Mapping[str, str]) -> dict[str, str]:
    return {name: check_origin(origin) for name, origin in origins.items()}


def _draft(fields: Mapping[str, Any] | None) -> NoteDraft | None:
    """Read the unfinished note of a record."""
    if fields is None:
        return None
    color = read_note_color(fields.get("color", ""))
    return convert_values({**fields, "article": 0, "color": color}, NoteDraft)


def highlight_from_record(note: Mapping[str, Any]) -> Highlight:
    """Read an exported note; raises ValueError, LookupError or TypeError for other values."""
    note = clean_values(note)
    values = {
        **note,
        "color": read_note_color(note.get("color", "")),
        "author": one_line(note.get("author", "")),
        "verdict_author": one_line(note.get("verdict_author", ""))[:_LONGEST_AUTHOR],
        "tag_authors": _authors(note.get("tag_authors", {})),
        "origin": check_origin(note.get("origin", "")),
        "tag_origins": _checked(note.get("tag_origins", {})),
        "compared": one_line(note.get("compared", "")),
    }
    return convert_values(values, Highlight)


def correction_from_record(fields: Mapping[str, Any]) -> Correction:
    """Read an exported correction; raises ValueError, LookupError or TypeError for other values."""
    change = from_exported(fields["kind"], fields["value"])
    origin = check_origin(fields.get("origin", ""))
    author = one_line(fields.get("author", ""))[:_LONGEST_AUTHOR]
    values = {
        **fields, "id": 0, "article": 0, "change": change, "origin": origin, "author": author,
    }  # fmt: skip
    return convert_values({**values, "damaged": False}, Correction)


def rule_from_record(fields: Mapping[str, Any]) -> CorrectionRule:
    """Read an exported correction rule; raises ValueError and the like for other values."""
    change = from_exported(fields["kind"], fields["value"])
    origin = check_origin(fields.get("origin", ""))
    author = one_line(fields.get("author", ""))[:_LONGEST_AUTHOR]
    values = {
        **fields, "id": 0, "change": change, "origin": origin, "author": author, "damaged": False,
    }  # fmt: skip
    return convert_values(values, CorrectionRule)


def clean_values(value: Any) -> Any:
    """Clean all strings in a JSON value."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_values(item) for item in value]
    if isinstance(value, Mapping):
        return {clean_values(key): clean_values(item) for key, item in value.items()}
    return value


def _language(code: str) -> str:
    return code if re.fullmatch("[a-z]{2,3}", code) else "und"
