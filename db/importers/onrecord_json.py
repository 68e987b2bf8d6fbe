"""Importer of OnRecord's own exports: text, findings, notes and corrections of articles.

docs/how-to/exporting.md describes a record; `db.exporters.onrecord_json` writes it.
"""

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from analysis import LABELS, Analysis, Span, StageFailure, clean
from analysis.models import MentionKind, Precision, QuotationKind, Stage, TimeType
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db.corrections.models import Correction, CorrectionRule, RuleChange, from_exported_json
from db.errors import ImportingError
from db.field_types import require_number, require_types
from db.importers.models import Highlight, ImportItem
from db.importers.note_colors import read_note_color
from db.library_records import library_from_json
from db.models import Document, NoteDraft, Origin, PublishedFrom, ReadState, Verdict
from db.serialization import RECORD_VERSION, load_findings
from db.text import one_line
from db.wire_records import wire_from_json

_SPOILT = "is a damaged record of an OnRecord export; export it again"


def is_record(fields: Mapping[str, object]) -> bool:
    """Return True if an object is a record of an export."""
    return isinstance(fields.get("onrecord"), int) and "text" in fields


def item_from_record(fields: Mapping[str, Any], name: str) -> ImportItem:
    """Read the complete article of a record; raises ImportingError."""
    if fields["onrecord"] > RECORD_VERSION:
        raise ImportingError("was written by a newer OnRecord; update OnRecord to read it")
    try:
        cleaned: Mapping[str, Any] = _cleaned(fields)
        return _incoming(cleaned, name)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ImportingError(_SPOILT) from error


def document_from_record(fields: Mapping[str, Any], name: str) -> Document:
    """Read the document of a record; raises ValueError and the like for other values."""
    return Document(
        str(fields["text"]),
        str(fields.get("title", "")),
        str(fields.get("byline", "")),
        str(fields.get("site", "")),
        str(fields.get("source", name)),
        to_partial_date(fields.get("published")),
        _one_of(PublishedFrom, fields.get("published_from", "unknown")),
        _language(str(fields.get("language", "en"))),
        remark=one_line(str(fields.get("remark", ""))),
        section=str(fields.get("section", "")),
        updated=_day(fields.get("updated")),
        origins=tuple(
            sorted((str(f), _one_of(Origin, o)) for f, o in fields.get("origins", {}).items())
        ),
        retrieved_from=str(fields.get("retrieved_from", "")),
        claimed_address=str(fields.get("claimed_address", "")),
        wire=wire_from_json(fields["wire"]) if fields.get("wire") else None,
        part_of=one_line(str(fields.get("part_of", ""))),
    )


def _incoming(fields: Mapping[str, Any], name: str) -> ImportItem:
    document = document_from_record(fields, name)
    text = document.text
    machine = fields.get("machine")
    return ImportItem(
        document,
        tuple(map(str, fields.get("tags", ()))),
        bool(fields.get("starred")),
        _one_of(ReadState, fields.get("state", "unread")),
        min(require_number(fields.get("position", 0)), len(text)),
        tuple(highlight_from_record(note) for note in fields.get("notes", ())),
        tuple(map(correction_from_record, fields.get("corrections", ()))),
        None
        if machine is None
        else replace(
            analysis_from_record(machine, text, document.published_day),
            failures=tuple(map(failure_from_record, fields.get("failed_stages", ()))),
        ),
        _moment(fields.get("added")),
        rules=tuple(map(rule_from_record, fields.get("rules", ()))),
        collections=tuple(map(str, fields.get("collections", ()))),
        is_record=True,
        bookmarks=tuple(
            (str(letter), require_number(offset))
            for letter, offset in fields.get("bookmarks", {}).items()
            if 0 <= require_number(offset) <= len(text)
        ),
        draft=_draft(fields.get("draft"), len(text)),
        library=library_from_json(fields.get("library", {})),
    )


def _page(page: object) -> int | None:
    """Read the page of a note; raises ValueError or TypeError for other values."""
    return None if page is None else require_number(page)


def _draft(fields: Mapping[str, Any] | None, characters: int) -> NoteDraft | None:
    """Read the unfinished note of a record."""
    if fields is None:
        return None
    start, end = (min(require_number(fields[name]), characters) for name in ("start", "end"))
    note, quotation = fields.get("note"), fields.get("quotation")
    return NoteDraft(
        0,
        start,
        max(start, end),
        None if note is None else require_number(note),
        None if quotation is None else require_number(quotation),
        str(fields["body"]),
        tuple(map(str, fields.get("tags", ()))),
        _one_of(Verdict, fields.get("verdict", "")),
        bool(fields.get("starred")),
        read_note_color(str(fields.get("color", ""))),
    )


def failure_from_record(fields: Mapping[str, Any]) -> StageFailure:
    """Read an exported failed stage; raises ValueError or KeyError for other values."""
    return StageFailure(_one_of(Stage, fields["stage"]), str(fields["reason"]))


def highlight_from_record(note: Mapping[str, Any]) -> Highlight:
    """Read an exported note; raises ValueError, LookupError or TypeError for other values."""
    note = _cleaned(note)
    quotation = note.get("quotation")
    return Highlight(
        str(note["exact"]),
        str(note.get("body", "")),
        tuple(map(str, note.get("tags", ()))),
        str(note.get("prefix", "")),
        str(note.get("suffix", "")),
        _position(note["start"]),
        _position(note["end"]),
        _one_of(Verdict, note.get("verdict", "")),
        bool(note.get("starred")),
        None if quotation is None else require_number(quotation),
        _moment(note.get("created")),
        _moment(note.get("changed")),
        read_note_color(str(note.get("color", ""))),
        _page(note.get("page")),
    )


def _position(value: object) -> int | None:
    return None if value is None else require_number(value)


def correction_from_record(fields: Mapping[str, Any]) -> Correction:
    """Read an exported correction; raises ValueError, LookupError or TypeError for other values."""
    change = from_exported_json(str(fields["kind"]), json.dumps(fields["value"]))
    created = datetime.datetime.fromisoformat(fields["created"])
    start, end = require_number(fields["start"]), require_number(fields["end"])
    return Correction(0, 0, start, end, str(fields["exact"]), change, created)


def rule_from_record(fields: Mapping[str, Any]) -> CorrectionRule:
    """Read an exported correction rule; raises ValueError and the like for other values."""
    change = from_exported_json(str(fields["kind"]), json.dumps(fields["value"]))
    if not isinstance(change, RuleChange):
        raise ValueError(f"{fields['kind']} cannot be a rule")
    created = datetime.datetime.fromisoformat(fields["created"])
    return CorrectionRule(0, str(fields["words"]), change, created)


def analysis_from_record(machine: object, text: str, published: datetime.date | None) -> Analysis:
    """Read the machine analysis of a text; raises ValueError for findings of another text."""
    analysis = load_findings(json.dumps(machine), text, published)
    require_types(analysis)
    entities, times = range(len(analysis.entities)), range(len(analysis.times))
    _require(entity.id == at for at, entity in enumerate(analysis.entities))
    _require(entity.label in LABELS for entity in analysis.entities)
    for mention in analysis.mentions:
        _require_span((mention.start, mention.end), text)
        _require((mention.label in LABELS, mention.entity is None or mention.entity in entities))
        _one_of(MentionKind, mention.kind)
    for quotation in analysis.quotations:
        for span in (*quotation.spans, quotation.cue, quotation.source, quotation.addressee):
            _require_span(span, text)
        speaker = quotation.speaker
        _require((bool(quotation.spans), speaker is None or speaker in entities))
        _one_of(QuotationKind, quotation.kind)
    for time in analysis.times:
        _require_span((time.start, time.end), text)
        _require((time.anchor is None or time.anchor in times,))
        _one_of(TimeType, time.type)
    for event in analysis.events:
        _require_span((event.start, event.end), text)
        _require((event.time is None or event.time in times,))
        _require(entity in entities for entity in event.entities)
        _require((event.precision is None or event.precision in get_args(Precision),))
    return analysis


def _require(conditions: Iterable[bool]) -> None:
    if not all(conditions):
        raise ValueError("findings of another text")


def _require_span(span: Span | None, text: str) -> None:
    _require((span is None or 0 <= span[0] <= span[1] <= len(text),))


def _one_of(literal: Any, value: object) -> Any:
    """Return a value that is one of a Literal's; raises ValueError for any other."""
    if value not in get_args(literal):
        raise ValueError(f"{value} is not one of {get_args(literal)}")
    return value


def _cleaned(value: Any) -> Any:
    """Clean all strings in a JSON value."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return value


def _language(code: str) -> str:
    return code if re.fullmatch("[a-z]{2,3}", code) else "und"


def _day(value: str | None) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)


def _moment(value: str | None) -> datetime.datetime | None:
    return None if value is None else datetime.datetime.fromisoformat(value)
