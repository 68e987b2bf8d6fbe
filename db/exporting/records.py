"""An article as a JSON record that comes back without loss; `db.importing.records` reads it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis import Analysis, findings_as_json
from db.correcting.changes import kind_of, written
from db.correcting.machine import findings_text
from db.correcting.records import Correction, StandingRule
from db.records import Document, Note

if TYPE_CHECKING:
    from db.exporting.selecting import Exported, Kept

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


def reading_record(one: "Exported") -> Json:
    """What the reader made of an article beside notes: tags, star, how far it was read."""
    return {
        "added": one.row.added.isoformat(),
        "tags": list(one.row.tags),
        "starred": one.row.starred,
        "state": one.row.state,
        "position": one.position,
    }


def article_record(one: "Exported", rules: Sequence[StandingRule], kept: "Kept") -> Json:
    """An article with the parts that are kept; `rules` are those of the whole export."""
    record = {"id": one.row.id, **document_record(one.document), **reading_record(one)}
    if "text" not in kept.parts:
        del record["text"]
    found = findings_record(one.analysis, one.machine)
    for part, keys in (("names", ("entities", "mentions")), ("quotations", ("quotations",)),
                       ("events", ("times", "events"))):  # fmt: skip
        if part not in kept.parts:
            for key in keys:
                del found[key]
    record |= found
    if "notes" in kept.parts:
        record["notes"] = [note_record(note) for note in one.notes]
    if "corrections" in kept.parts:
        record["corrections"] = [correction_record(each) for each in one.corrections]
    if kept.fields:
        unknown = [field for field in kept.fields if field not in record]
        if unknown:
            raise ValueError(f"records have no {unknown[0]}; their fields are {', '.join(record)}")
        return {field: record[field] for field in kept.fields}
    return {**record, **rules_record(rules)}


def record_lines(
    articles: Iterable["Exported"], rules: Sequence[StandingRule], kept: "Kept"
) -> Iterator[str]:
    """JSON Lines, a record on each."""
    for one in articles:
        record = article_record(one, rules, kept)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        rules = ()


def record_list(
    articles: Iterable["Exported"], rules: Sequence[StandingRule], kept: "Kept"
) -> Iterator[str]:
    """A JSON list of records."""
    separator = "["
    for one in articles:
        record = json.dumps(article_record(one, rules, kept), ensure_ascii=False, indent=1)
        yield f"{separator}\n{record}"
        separator, rules = ",", ()
    yield "[]\n" if separator == "[" else "\n]\n"
