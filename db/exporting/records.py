"""An article as a JSON record that comes back without loss; `db.importing.records` reads it."""

import json
from collections.abc import Sequence
from typing import Any

from analysis import Analysis, findings_as_json
from db.correcting.changes import kind_of, written
from db.correcting.machine import findings_text
from db.correcting.records import Correction, StandingRule
from db.records import Document, Note

FORMAT = 1

Json = dict[str, Any]


def document_record(document: Document) -> Json:
    """What is known of a document, its text with it."""
    return {
        "onrecord": FORMAT,
        "title": document.title,
        "byline": document.byline,
        "site": document.site,
        "source": document.source,
        "published": document.published and document.published.isoformat(),
        "published_from": document.published_from,
        "section": document.section,
        "updated": document.updated and document.updated.isoformat(),
        "language": document.language,
        "origins": dict(document.origins),
        "text": document.text,
    }


def note_record(note: Note) -> Json:
    """A note, marked as the reader's."""
    return {
        "by": "reader",
        "start": note.start,
        "end": note.end,
        "exact": note.exact,
        "prefix": note.prefix,
        "suffix": note.suffix,
        "body": note.body,
        "tags": list(note.tags),
        "verdict": note.verdict,
        "starred": note.starred,
        "quotation": note.quotation,
        "created": note.created.isoformat(),
        "changed": note.changed.isoformat(),
    }


def correction_record(correction: Correction) -> Json:
    """A correction, marked as the reader's."""
    return {
        "by": "reader",
        "kind": kind_of(correction.change),
        "start": correction.start,
        "end": correction.end,
        "exact": correction.exact,
        "value": json.loads(written(correction.change)),
        "created": correction.created.isoformat(),
    }


def rule_record(rule: StandingRule) -> Json:
    """A standing rule, marked as the reader's."""
    return {
        "by": "reader",
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": json.loads(written(rule.change)),
        "created": rule.created.isoformat(),
    }


def findings_record(shown: Analysis, machine: Analysis | None) -> Json:
    """The findings as the reader sees them, and as the machine made them where that is asked."""
    found: Json = findings_as_json(shown)
    if machine is not None:
        found["machine"] = json.loads(findings_text(machine))
    return found


def rules_record(rules: Sequence[StandingRule]) -> Json:
    """The standing rules, which an export has once, in its first record."""
    return {"rules": [rule_record(rule) for rule in rules]} if rules else {}
