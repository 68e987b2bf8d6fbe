"""Export of findings and notes to CSV tables, one row each, with the article's columns."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from analysis import Entity, Event, Quotation, render_reason
from analysis.date_format import period_ends
from db.article_properties import FLAGS, MARKS, ORIGINAL, ArticleMark
from db.corrections.models import kind_of, to_exported
from db.exporters.escapes import escape_cell, flatten_lines
from db.exporters.export_context import ExportContext, TableName
from db.exporters.selection import ExportedArticle
from db.models import Note
from db.origins import name_origin
from db.wire_records import WireRecord, format_moment

Row = Mapping[str, object]


def write_table(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the lines of a table, header first; raises ValueError for an unknown field."""
    kind, options = export.table, export.options
    columns = _COLUMNS[kind]
    unknown = [name for name in options.fields if name not in columns]
    if unknown:
        raise ValueError(f"{kind} have no field {unknown[0]}; choose from {', '.join(columns)}")
    chosen = options.fields or columns
    hidden = () if "text" in options.parts else ("text",)
    yield _line(chosen)
    for article in articles:
        for row in _ROWS[kind](article):
            yield _line(["" if name in hidden else escape_cell(row[name]) for name in chosen])


def write_readwise(articles: Iterable[ExportedArticle], _: ExportContext) -> Iterator[str]:
    """Yield the notes in Readwise's import format, one highlight per row."""
    yield _line(("Highlight", "Title", "Author", "URL", "Note", "Location", "Date"))
    for article in articles:
        address = article.document.source if article.document.source.startswith("http") else ""
        for note in article.notes:
            tags = " ".join(f".{tag.replace(' ', '_')}" for tag in note.tags)
            yield _line(
                [escape_cell(value) for value in (
                    flatten_lines(note.exact), article.title, article.document.byline, address,
                    "\n".join(filter(None, (tags, note.body, _source(note)))), note.start,
                    note.created.strftime("%Y-%m-%d %H:%M:%S"),
                )]
            )  # fmt: skip


def _line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(list(values))
    return line.getvalue()


def _about(article: ExportedArticle) -> dict[str, object]:
    document = article.document
    return {
        "article": article.row.id, "title": article.title, "site": document.site,
        "published": document.published, "published_from": document.published_from,
        "source": document.source,
    }  # fmt: skip


def _reason(finding: Quotation | Event | Entity) -> Row:
    return {
        "because": render_reason(finding.reason, finding.origin),
        "by": "machine" if finding.origin == "machine" else "reader",
    }


def _quotations(article: ExportedArticle) -> Iterator[Row]:
    for quotation, source in article.classify_quotations():
        person = "; ".join(article.identity_name(speaker) for speaker in quotation.speakers)
        speaker = article.speaker(quotation)
        yield {
            **_about(article), "speaker": speaker.name, "person": person,
            "role": article.role(quotation), "kind": quotation.kind,
            "cue": article.text_of(quotation.cue) if quotation.cue else "",
            "content": article.content(quotation), "negated": quotation.negated,
            "start": quotation.start, "end": quotation.end,
            "confidence": round(quotation.confidence, 2), **_reason(quotation),
            "pronoun": speaker.pronoun, "source_type": source.type or "", "basis": source.basis,
            "channel": article.text_of(source.channel) if source.channel else "",
            "anonymity_reason": article.text_of(source.anonymity) if source.anonymity else "",
            "source_confidence": round(source.confidence, 2) if source.type else "",
            "identities": _join_ids(article.list_identities(quotation.speakers)),
        }  # fmt: skip


def _events(article: ExportedArticle) -> Iterator[Row]:
    for event in article.analysis.events:
        first, last = event.first_day, event.last_day
        ends = period_ends(first, last, event.precision) if first and last else ("", "")
        yield {
            **_about(article), "from": ends[0], "to": ends[1],
            "precision": event.precision, "upcoming": event.upcoming, "headline": event.headline,
            "words": article.text_of((event.start, event.end)),
            "names": "; ".join(article.identity_name(number) for number in event.entities),
            "start": event.start, "end": event.end, "confidence": round(event.confidence, 2),
            **_reason(event), "guessed": event.is_guessed, "kind": event.kind,
            "identities": _join_ids(article.list_identities(event.entities)),
        }  # fmt: skip


def _names(article: ExportedArticle) -> Iterator[Row]:
    counts: dict[int, int] = {}
    for mention in article.analysis.mentions:
        if mention.entity is not None:
            counts[mention.entity] = counts.get(mention.entity, 0) + 1
    for entity in article.entities:
        yield {
            **_about(article), "name": entity.name, "person": article.identity_name(entity.id),
            "label": entity.label, "aliases": "; ".join(entity.aliases), "role": entity.role,
            "mentions": counts.get(entity.id, 0), "confidence": round(entity.confidence, 2),
            **_reason(entity), "identities": _join_ids(article.list_identities((entity.id,))),
        }  # fmt: skip


def _source(note: Note) -> str:
    """Name the file that a note came from, and its author."""
    origin = name_origin(note.origin, note.author)
    return f"(from {origin})" if origin else ""


def _notes(article: ExportedArticle) -> Iterator[Row]:
    for note in article.notes:
        yield {
            **_about(article), "words": flatten_lines(note.exact), "note": note.body,
            "tags": "; ".join(note.tags), "verdict": note.verdict, "starred": note.starred,
            "start": note.start, "end": note.end, "created": note.created.isoformat(),
            "changed": note.changed.isoformat(),
            "by": "file" if note.origin else "reader", "color": note.color,
            "page": note.page, "origin": note.origin, "author": note.author,
            "identities": _join_ids(article.find_identities(note.start, note.end)),
        }  # fmt: skip


def _corrections(article: ExportedArticle) -> Iterator[Row]:
    for correction in article.corrections:
        yield {
            **_about(article), "kind": kind_of(correction.change),
            "words": flatten_lines(correction.exact),
            "value": json.dumps(to_exported(correction.change), ensure_ascii=False),
            "start": correction.start, "end": correction.end,
            "created": correction.created.isoformat(), "by": "reader",
            "identities": _join_ids(article.find_identities(correction.start, correction.end)),
        }  # fmt: skip


def _articles(article: ExportedArticle) -> Iterator[Row]:
    if not article.is_listed:
        return
    document, row = article.document, article.row
    yield {
        **_about(article), "byline": document.byline, "section": document.section,
        "updated": document.updated, "language": document.language, "words": row.words,
        "quotations": row.quotations, "events": row.events, "notes": row.notes,
        "state": row.state, "tags": "; ".join(row.tags),
        "added": row.added.isoformat(), "text": document.text, **_wire(document.wire),
        "collections": "; ".join(row.collections), "position": article.position,
        **{name: cell for mark in MARKS for name, cell in mark.to_cells(mark.find(row)).items()},
        "identities": _join_ids(sorted(set(article.identities.values()))),
    }  # fmt: skip


def _join_ids(identities: Iterable[int]) -> str:
    """Join the ids of identities for a cell."""
    return "; ".join(map(str, identities))


def _wire(wire: WireRecord | None) -> Row:
    """Return the columns of the record of an article by its source, empty for one without."""
    if wire is None:
        return dict.fromkeys(("wire_id", "wire_version", "wire_status", "wire_note", "embargo"), "")
    return {
        "wire_id": wire.id, "wire_version": wire.version, "wire_status": wire.status,
        "wire_note": wire.note, "embargo": format_moment(wire.embargo),
    }  # fmt: skip


_ROWS: dict[TableName, Callable[[ExportedArticle], Iterator[Row]]] = {
    "quotations": _quotations, "events": _events, "names": _names, "notes": _notes,
    "corrections": _corrections, "articles": _articles,
}  # fmt: skip


def _list_columns(marks: Iterable[ArticleMark]) -> tuple[str, ...]:
    return tuple(column for mark in marks for column in mark.columns)


_ABOUT = ("article", "title", "site", "published", "published_from", "source")
_REASON = ("because", "by")
_COLUMNS: dict[TableName, tuple[str, ...]] = {
    "quotations": (*_ABOUT, "speaker", "person", "role", "kind", "cue", "content", "negated",
                   "start", "end", "confidence", *_REASON, "pronoun", "source_type", "basis",
                   "channel", "anonymity_reason", "source_confidence", "identities"),
    "events": (*_ABOUT, "from", "to", "precision", "upcoming", "headline", "words", "names",
               "start", "end", "confidence", *_REASON, "guessed",
               "kind", "identities"),
    "names": (*_ABOUT, "name", "person", "label", "aliases", "role", "mentions", "confidence",
              *_REASON, "identities"),
    "notes": (*_ABOUT, "words", "note", "tags", "verdict", "starred", "start", "end", "created",
              "changed", "by", "color", "page", "origin", "author", "identities"),
    "corrections": (*_ABOUT, "kind", "words", "value", "start", "end", "created", "by",
                    "identities"),
    "articles": (*_ABOUT, "byline", "section", "updated", "language", "words", "quotations",
                 "events", "notes", "state", *_list_columns(FLAGS), "tags", "added", "text",
                 "wire_id", "wire_version", "wire_status", "wire_note", "embargo", "collections",
                 "position", *_list_columns((ORIGINAL,)), "identities"),
}  # fmt: skip
