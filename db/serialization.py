"""JSON records of articles: their documents, findings, notes and corrections.

The store writes the machine's findings with `dump_findings`, exports write the records, and the
importer's sandbox passes documents to its parent process.
"""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from analysis import (
    Analysis,
    Entity,
    Event,
    Mention,
    Quotation,
    Reason,
    TimeExpression,
    findings_as_json,
)
from analysis.reasons import reason_as_json, reason_from_json
from analysis.serialization import Finding, select_fields
from analysis.structs import convert_values, decode_json
from db.article_properties import MARKS
from db.corrections.models import Correction, CorrectionRule, kind_of, to_exported
from db.models import ArticleRow, Document, Note, NoteDraft
from db.wire_records import wire_as_json

# Thoughts are found on request only, and never stored.
_NOT_STORED = frozenset({"is_thought"})

_ROW_TYPES: dict[str, type[Finding]] = {
    "entities": Entity,
    "mentions": Mention,
    "quotations": Quotation,
    "times": TimeExpression,
    "events": Event,
}

_METADATA = (
    "title", "byline", "site", "source", "published", "published_from", "section", "updated",
    "language",
)  # fmt: skip
_OPTIONAL = ("remark", "part_of")
_DRAFT = ("start", "end", "body", "tags", "verdict", "starred", "color", "quotation")
_NOTE = (
    "start", "end", "exact", "prefix", "suffix", "body", "tags", "verdict", "starred", "color",
    "quotation",
)  # fmt: skip

RECORD_VERSION = 1

PAGE_MARK = " data-onrecord="
"""The attribute of each article of an exported page; `db.importers.own_exports` reads it."""

MARKDOWN_MARK = "<!-- Written by OnRecord. -->"
"""The last line of an export as Markdown, which is not imported."""

Json = dict[str, Any]


def document_record(document: Document) -> Json:
    """Return the record of a document: its metadata and text, without paths on this machine."""
    addresses = {}
    if document.claimed_address:
        addresses["claimed_address"] = document.claimed_address
    if document.retrieved_from.startswith(("http://", "https://")):
        addresses["retrieved_from"] = document.retrieved_from
    wire = {} if document.wire is None else {"wire": wire_as_json(document.wire)}
    return {
        "onrecord": RECORD_VERSION,
        **select_fields(document, _METADATA),
        "origins": dict(document.origins),
        **addresses,
        **wire,
        **select_fields(document, (name for name in _OPTIONAL if getattr(document, name))),
        "text": document.text,
    }


def reader_record(row: ArticleRow) -> Json:
    """Return the fields for the tags, the collections, the marks and the state of an article."""
    fields = {mark.name: mark.to_field(mark.find(row)) for mark in MARKS}
    return {
        "tags": list(row.tags),
        "collections": list(row.collections),
        **{name: value for name, value in fields.items() if value is not None},
        "state": row.state,
    }


def uncommon_gaps(text: str) -> dict[str, str]:
    """Return the gaps before the lines of a text, by their numbers, that are not the usual ones.

    A page shows only the lines with words. Usual are a blank line between them, and none around.
    The last gap is after the last line.
    """
    gaps = [""]
    for number, line in enumerate(text.split("\n")):
        gaps[-1] += "\n" if number else ""
        if line.strip():
            gaps.append("")
        else:
            gaps[-1] += line
    usual = _usual_gaps(len(gaps))
    return {str(at): gap for at, gap in enumerate(gaps) if gap != usual[at]}


def join_lines(lines: Sequence[str], gaps: Mapping[str, str]) -> str:
    """Return the text of lines with words, and the gaps of `uncommon_gaps`."""
    usual = _usual_gaps(len(lines) + 1)
    pieces = (
        gaps.get(str(at), gap) + line
        for at, (gap, line) in enumerate(zip(usual, (*lines, ""), strict=True))
    )
    return "".join(pieces)


def _usual_gaps(number: int) -> list[str]:
    return ["", *["\n\n"] * (number - 2), "\n"] if number > 1 else [""]


def note_record(note: Note) -> Json:
    """Return the record of a note, marked as the reader's or as that of a file."""
    page = () if note.page is None else ("page",)
    stated = [
        name
        for name in ("origin", "author", "tag_origins", "compared", "verdict_author", "tag_authors")
        if getattr(note, name)
    ]
    fields = (*_NOTE, *page, "created", "changed", *stated)
    return {"by": _author(note.origin), **select_fields(note, fields)}


def _author(origin: str) -> str:
    return "file" if origin else "reader"


def draft_record(draft: NoteDraft, notes: Sequence[Note]) -> Json:
    """Return the record of an unfinished note of an article with these notes.

    `note` is the number of the note that is edited, from 0, or null.
    """
    numbers = {note.id: number for number, note in enumerate(notes)}
    return {
        "by": "reader",
        **select_fields(draft, _DRAFT),
        "note": None if draft.note is None else numbers.get(draft.note),
    }


def correction_record(correction: Correction) -> Json:
    """Return the record of a correction, marked as the reader's or as that of a file."""
    return {
        "by": _author(correction.origin),
        "kind": kind_of(correction.change),
        **select_fields(correction, ("start", "end", "exact")),
        "value": to_exported(correction.change),
        "created": correction.created.isoformat(),
        **select_fields(
            correction, [name for name in ("origin", "author") if getattr(correction, name)]
        ),
    }


def _stated(made: Correction | CorrectionRule) -> Json:
    """Return the origin and the author of a correction, if it has them."""
    return select_fields(made, [name for name in ("origin", "author") if getattr(made, name)])


def rule_record(rule: CorrectionRule) -> Json:
    """Return the record of a correction rule, marked as the reader's or as that of a file."""
    return {
        "by": _author(rule.origin),
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": to_exported(rule.change),
        "created": rule.created.isoformat(),
        **_stated(rule),
    }


def findings_record(shown: Analysis, machine: Analysis | None) -> Json:
    """Return the record of the corrected findings, and of the machine's findings if given."""
    found: Json = findings_as_json(shown)
    if machine is not None:
        found["machine"] = json.loads(dump_findings(machine))
    return found


def rules_record(rules: Sequence[CorrectionRule]) -> Json:
    """Return the record of the correction rules, which only the first record of an export has."""
    return {"rules": [rule_record(rule) for rule in rules]} if rules else {}


def dump_findings(analysis: Analysis) -> str:
    """Serialize an analysis without its text; each finding is a list of its field values."""
    rows = {name: _fields(kind, getattr(analysis, name)) for name, kind in _ROW_TYPES.items()}
    return json.dumps(rows, ensure_ascii=False, default=_as_json)


def _as_json(value: datetime.date | Reason) -> object:
    return reason_as_json(value) if isinstance(value, Reason) else value.isoformat()


def decode_findings(text: str | bytes, article: str, published: datetime.date | None) -> Analysis:
    """Restore an analysis from the text of its article and the serialized findings."""
    return findings_from_rows(decode_json(text), article, published)


def findings_from_rows(
    rows: Mapping[str, list[list[Any]]], article: str, published: datetime.date | None
) -> Analysis:
    """Restore an analysis from the rows of its findings; raises ValueError, TypeError, LookupError.

    The reasons of older exports are sentences.
    """
    found = {
        name: [_with_reason(kind, row) for row in rows[name]] for name, kind in _ROW_TYPES.items()
    }
    return convert_values({"text": article, "published": published, **found}, Analysis)


def _fields(kind: type[Finding], findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    names = (name for name in kind.__struct_fields__ if name not in _NOT_STORED)
    return list(map(attrgetter(*names), findings))


def _with_reason(kind: type[Finding], row: list[Any]) -> list[Any]:
    at = kind.__struct_fields__.index("reason")
    return [*row[:at], *map(reason_from_json, row[at : at + 1]), *row[at + 1 :]]
