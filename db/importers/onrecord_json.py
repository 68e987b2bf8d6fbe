"""Importer of OnRecord's own exports: text, findings, notes and corrections of articles.

docs/how-to/exporting.md describes a record; `db.exporters.onrecord_json` writes it.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from analysis import Analysis, Span, StageFailure, clean
from analysis.partial_dates import to_partial_date
from analysis.structs import convert_values, replace
from db.corrections.models import Correction, CorrectionRule, from_exported
from db.errors import ImportingError
from db.importers.models import Highlight, ImportItem
from db.importers.note_colors import read_note_color
from db.library_records import library_from_json
from db.models import Document, NoteDraft
from db.serialization import RECORD_VERSION, findings_from_rows
from db.text import one_line

# Fields of a record that are those of an import item; it decides on none of the others.
_ITEM_FIELDS = ("tags", "starred", "position", "added", "collections")
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
            "analysis": _machine_analysis(fields, document),
            "rules": list(map(rule_from_record, fields.get("rules", ()))),
            "bookmarks": list(fields.get("bookmarks", {}).items()),
            "draft": _draft(fields.get("draft")),
            "library": library_from_json(fields.get("library", {})),
        },
        ImportItem,
    )
    return replace(_fit_to_text(item), is_record=True)


def check_item(item: ImportItem) -> ImportItem:
    """Check an item of a process that its file may have taken over; return it with valid values.

    Raises ValueError for findings of another text.
    """
    document, analysis = item.document, item.analysis
    address = document.retrieved_from
    document = replace(
        document,
        language=_language(document.language),
        remark=one_line(document.remark),
        part_of=one_line(document.part_of),
        retrieved_from=address if address.startswith(("http://", "https://")) else "",
    )
    if analysis is not None:
        analysis = replace(analysis, text=document.text, published=document.published_day)
        require_findings_in_text(analysis)
    return replace(
        _fit_to_text(item), document=document, analysis=analysis, entry_id=one_line(item.entry_id),
        corrections=tuple(replace(change, id=0, article=0) for change in item.corrections),
        rules=tuple(replace(rule, id=0) for rule in item.rules),
        accept=False, version_of=None, distinct_from=frozenset(),  # not for a file to decide
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


def _machine_analysis(fields: Mapping[str, Any], document: Document) -> Analysis | None:
    if (machine := fields.get("machine")) is None:
        return None
    analysis = analysis_from_record(machine, document.text, document.published_day)
    stages = fields.get("failed_stages", [])
    return replace(analysis, failures=convert_values(stages, tuple[StageFailure, ...]))


def _draft(fields: Mapping[str, Any] | None) -> NoteDraft | None:
    """Read the unfinished note of a record."""
    if fields is None:
        return None
    color = read_note_color(fields.get("color", ""))
    return convert_values({**fields, "article": 0, "color": color}, NoteDraft)


def highlight_from_record(note: Mapping[str, Any]) -> Highlight:
    """Read an exported note; raises ValueError, LookupError or TypeError for other values."""
    note = clean_values(note)
    return convert_values({**note, "color": read_note_color(note.get("color", ""))}, Highlight)


def correction_from_record(fields: Mapping[str, Any]) -> Correction:
    """Read an exported correction; raises ValueError, LookupError or TypeError for other values."""
    change = from_exported(fields["kind"], fields["value"])
    return convert_values({**fields, "id": 0, "article": 0, "change": change}, Correction)


def rule_from_record(fields: Mapping[str, Any]) -> CorrectionRule:
    """Read an exported correction rule; raises ValueError and the like for other values."""
    change = from_exported(fields["kind"], fields["value"])
    return convert_values({**fields, "id": 0, "change": change}, CorrectionRule)


def analysis_from_record(machine: Any, text: str, published: datetime.date | None) -> Analysis:
    """Read the machine analysis of a text; raises ValueError for findings of another text."""
    analysis = findings_from_rows(machine, text, published)
    require_findings_in_text(analysis)
    return analysis


def require_findings_in_text(analysis: Analysis) -> None:
    """Raise ValueError if a finding is outside the text, or refers to one that is missing."""
    text = analysis.text
    entities, times = range(len(analysis.entities)), range(len(analysis.times))
    _require(entity.id == at for at, entity in enumerate(analysis.entities))
    for mention in analysis.mentions:
        _require_span((mention.start, mention.end), text)
        _require((mention.entity is None or mention.entity in entities,))
    for quotation in analysis.quotations:
        for span in (*quotation.spans, quotation.cue, quotation.source, quotation.addressee):
            _require_span(span, text)
        _require((bool(quotation.spans),))
        _require(speaker in entities for speaker in quotation.speakers)
    for time in analysis.times:
        _require_span((time.start, time.end), text)
        _require((time.anchor is None or time.anchor in times,))
    for event in analysis.events:
        _require_span((event.start, event.end), text)
        _require((event.time is None or event.time in times,))
        _require(entity in entities for entity in event.entities)


def _require(conditions: Iterable[bool]) -> None:
    if not all(conditions):
        raise ValueError("findings of another text")


def _require_span(span: Span | None, text: str) -> None:
    _require((span is None or 0 <= span[0] <= span[1] <= len(text),))


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
