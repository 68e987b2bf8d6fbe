"""Lossless JSON record of an article; `db.importers.onrecord_json` imports it."""

import json
from collections.abc import Iterable, Iterator

from msgspec.structs import asdict

from db.exporters.export_context import ExportContext
from db.exporters.selection import (
    ExportedArticle,
    ExportOptions,
    with_library_fields,
)
from db.serialization import (
    Json,
    correction_record,
    document_record,
    draft_record,
    findings_record,
    note_record,
    reader_record,
)


def reading_record(article: ExportedArticle) -> Json:
    """Return the record of the reading state, with the time of addition, tags and collections."""
    record: Json = {
        "added": article.row.added.isoformat(),
        **reader_record(article.row),
        "position": article.position,
    }
    imported = {name: found for name, found in asdict(article.origins).items() if found}
    if authors := imported.pop("tag_authors", None):
        record["tag_authors"] = authors
    if imported:
        record["imported"] = imported
    if article.bookmarks:
        record["bookmarks"] = dict(article.bookmarks)
    if article.draft is not None:
        record["draft"] = draft_record(article.draft, article.notes)
    return record


def article_record(article: ExportedArticle, library: Json, options: ExportOptions) -> Json:
    """Return the record of an article with the selected parts, and fields of the whole library."""
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
    if "quotations" in options.parts:
        sources, record["disclosures"] = article.sources_as_json()
        for quotation, source in zip(record["quotations"], sources, strict=True):
            quotation |= source
    if "notes" in options.parts:
        record["notes"] = [note_record(note) for note in article.notes]
    if "corrections" in options.parts:
        record["corrections"] = [correction_record(each) for each in article.corrections]
    if options.fields:
        unknown = [field for field in options.fields if field not in record]
        if unknown:
            raise ValueError(f"records have no field {unknown[0]}; choose from {', '.join(record)}")
        return {field: record[field] for field in options.fields}
    return {**record, **library}


def write_record_lines(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield JSON Lines, one record per line; the first and the last have those of the library."""
    for article, fields in with_library_fields(articles, export.library_fields()):
        record = article_record(article, fields, export.options)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def write_record_list(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield a JSON list of records; the first and the last have those of the library."""
    separator = "["
    for article, fields in with_library_fields(articles, export.library_fields()):
        record = json.dumps(
            article_record(article, fields, export.options), ensure_ascii=False, indent=1
        )
        yield f"{separator}\n{record}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"
