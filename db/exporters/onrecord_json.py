"""Lossless JSON record of an article; `db.importers.onrecord_json` imports it."""

import json
from collections.abc import Iterable, Iterator, Sequence

from db.corrections.models import CorrectionRule
from db.exporters.selection import ExportedArticle, ExportOptions
from db.serialization import (
    Json,
    correction_record,
    document_record,
    findings_record,
    note_record,
    rules_record,
)


def reading_record(article: ExportedArticle) -> Json:
    """Return the record of the reading state, with the time of addition, tags and collections."""
    return {
        "added": article.row.added.isoformat(),
        "tags": list(article.row.tags),
        "collections": list(article.row.collections),
        "starred": article.row.starred,
        "state": article.row.state,
        "position": article.position,
    }


def article_record(
    article: ExportedArticle, rules: Sequence[CorrectionRule], options: ExportOptions
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
    articles: Iterable[ExportedArticle], rules: Sequence[CorrectionRule], options: ExportOptions
) -> Iterator[str]:
    """Yield JSON Lines, one record per line."""
    for article in articles:
        record = article_record(article, rules, options)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        rules = ()


def record_list(
    articles: Iterable[ExportedArticle], rules: Sequence[CorrectionRule], options: ExportOptions
) -> Iterator[str]:
    """Yield a JSON list of records."""
    separator = "["
    for article in articles:
        record = json.dumps(article_record(article, rules, options), ensure_ascii=False, indent=1)
        yield f"{separator}\n{record}"
        separator, rules = ",", ()
    yield "[]\n" if separator == "[" else "\n]\n"
