"""Lossless JSON record of an article; `db.importers.onrecord_json` imports it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis import Analysis, findings_as_json
from db.corrections.models import Correction, CorrectionRule, kind_of, to_json
from db.corrections.repository import dump_findings
from db.models import Document, Note

if TYPE_CHECKING:
    from db.exporters.selection import ExportedArticle, ExportOptions

RECORD_VERSION = 1

Json = dict[str, Any]


def document_record(document: Document) -> Json:
    """Return the record of a document: its metadata and text."""
    return {
        "onrecord": RECORD_VERSION,
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
    """Return the record of a note, marked as the reader's."""
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
    """Return the record of a correction, marked as the reader's."""
    return {
        "by": "reader",
        "kind": kind_of(correction.change),
        "start": correction.start,
        "end": correction.end,
        "exact": correction.exact,
        "value": json.loads(to_json(correction.change)),
        "created": correction.created.isoformat(),
    }


def rule_record(rule: CorrectionRule) -> Json:
    """Return the record of a correction rule, marked as the reader's."""
    return {
        "by": "reader",
        "kind": kind_of(rule.change),
        "words": rule.words,
        "value": json.loads(to_json(rule.change)),
        "created": rule.created.isoformat(),
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


def reading_record(article: "ExportedArticle") -> Json:
    """Return the record of the reading state: date added, tags, star, state and position."""
    return {
        "added": article.row.added.isoformat(),
        "tags": list(article.row.tags),
        "starred": article.row.starred,
        "state": article.row.state,
        "position": article.position,
    }


def article_record(
    article: "ExportedArticle", rules: Sequence[CorrectionRule], options: "ExportOptions"
) -> Json:
    """Return the record of an article with the selected parts; `rules` are those of the export."""
    record = {"id": article.row.id, **document_record(article.document), **reading_record(article)}
    if "text" not in options.parts:
        del record["text"]
    found = findings_record(article.analysis, article.machine)
    for part, keys in (("names", ("entities", "mentions")), ("quotations", ("quotations",)),
                       ("events", ("times", "events"))):  # fmt: skip
        if part not in options.parts:
            for key in keys:
                del found[key]
    record |= found
    if "notes" in options.parts:
        record["notes"] = [note_record(note) for note in article.notes]
    if "corrections" in options.parts:
        record["corrections"] = [correction_record(each) for each in article.corrections]
    if options.fields:
        unknown = [field for field in options.fields if field not in record]
        if unknown:
            raise ValueError(f"records have no field {unknown[0]}; choose from {', '.join(record)}")
        return {field: record[field] for field in options.fields}
    return {**record, **rules_record(rules)}


def record_lines(
    articles: Iterable["ExportedArticle"], rules: Sequence[CorrectionRule], options: "ExportOptions"
) -> Iterator[str]:
    """Yield JSON Lines, one record per line."""
    for article in articles:
        record = article_record(article, rules, options)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        rules = ()


def record_list(
    articles: Iterable["ExportedArticle"], rules: Sequence[CorrectionRule], options: "ExportOptions"
) -> Iterator[str]:
    """Yield a JSON list of records."""
    separator = "["
    for article in articles:
        record = json.dumps(article_record(article, rules, options), ensure_ascii=False, indent=1)
        yield f"{separator}\n{record}"
        separator, rules = ",", ()
    yield "[]\n" if separator == "[" else "\n]\n"
