"""Findings and notes as tables (CSV), a row each, with the article they are of."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, get_args

from db.correcting.changes import kind_of, written
from db.correcting.reasons import is_yours
from db.exporting.escaping import cell, one_line
from db.exporting.selecting import Exported, Kept

Table = Literal["quotations", "events", "names", "notes", "corrections", "articles"]
TABLES: tuple[Table, ...] = get_args(Table)

Row = Mapping[str, object]


def table(articles: Iterable[Exported], what: Table, kept: Kept) -> Iterator[str]:
    """The lines of a table, its header first; raises ValueError for a field that it has not."""
    columns = _COLUMNS[what]
    unknown = [name for name in kept.fields if name not in columns]
    if unknown:
        raise ValueError(f"{what} have no {unknown[0]}; their fields are {', '.join(columns)}")
    chosen = kept.fields or columns
    hidden = () if "text" in kept.parts else ("text",)
    yield _line(chosen)
    for one in articles:
        for row in _ROWS[what](one):
            yield _line(["" if name in hidden else cell(row[name]) for name in chosen])


def readwise(articles: Iterable[Exported]) -> Iterator[str]:
    """The notes as Readwise takes them in, a highlight on each row."""
    yield _line(("Highlight", "Title", "Author", "URL", "Note", "Location", "Date"))
    for one in articles:
        address = one.document.source if one.document.source.startswith("http") else ""
        for note in one.notes:
            tags = " ".join(f".{tag.replace(' ', '_')}" for tag in note.tags)
            yield _line(
                [cell(value) for value in (
                    one_line(note.exact), one.title, one.document.byline, address,
                    "\n".join(filter(None, (tags, note.body))), note.start,
                    note.created.strftime("%Y-%m-%d %H:%M:%S"),
                )]
            )  # fmt: skip


def _line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(list(values))
    return line.getvalue()


def _about(one: Exported) -> dict[str, object]:
    document = one.document
    return {
        "article": one.row.id, "title": one.title, "site": document.site,
        "published": document.published, "source": document.source,
    }  # fmt: skip


def _by(because: str) -> str:
    return "reader" if is_yours(because) else "machine"


def _quotations(one: Exported) -> Iterator[Row]:
    for quotation in one.quotations:
        person = "" if quotation.speaker is None else one.person(quotation.speaker)
        yield {
            **_about(one), "speaker": one.speaker(quotation), "person": person,
            "role": one.role(quotation), "kind": quotation.kind,
            "cue": one.words(quotation.cue) if quotation.cue else "",
            "content": one.content(quotation), "negated": quotation.negated,
            "start": quotation.start, "end": quotation.end,
            "confidence": round(quotation.confidence, 2), "because": quotation.because,
            "by": _by(quotation.because),
        }  # fmt: skip


def _events(one: Exported) -> Iterator[Row]:
    for event in one.analysis.events:
        yield {
            **_about(one), "from": event.first_day, "to": event.last_day,
            "precision": event.precision, "upcoming": event.upcoming, "headline": event.headline,
            "words": one.words((event.start, event.end)),
            "names": "; ".join(one.person(number) for number in event.entities),
            "start": event.start, "end": event.end, "confidence": round(event.confidence, 2),
            "because": event.because, "by": _by(event.because),
        }  # fmt: skip


def _names(one: Exported) -> Iterator[Row]:
    counts: dict[int, int] = {}
    for mention in one.analysis.mentions:
        if mention.entity is not None:
            counts[mention.entity] = counts.get(mention.entity, 0) + 1
    for entity in one.entities:
        yield {
            **_about(one), "name": entity.name, "person": one.person(entity.id),
            "label": entity.label, "aliases": "; ".join(entity.aliases), "role": entity.role,
            "mentions": counts.get(entity.id, 0), "confidence": round(entity.confidence, 2),
            "because": entity.because, "by": _by(entity.because),
        }  # fmt: skip


def _notes(one: Exported) -> Iterator[Row]:
    for note in one.notes:
        yield {
            **_about(one), "words": one_line(note.exact), "note": note.body,
            "tags": "; ".join(note.tags), "verdict": note.verdict, "starred": note.starred,
            "start": note.start, "end": note.end, "created": note.created.isoformat(),
            "changed": note.changed.isoformat(), "by": "reader",
        }  # fmt: skip


def _corrections(one: Exported) -> Iterator[Row]:
    for correction in one.corrections:
        yield {
            **_about(one), "kind": kind_of(correction.change),
            "words": one_line(correction.exact), "value": written(correction.change),
            "start": correction.start, "end": correction.end,
            "created": correction.created.isoformat(), "by": "reader",
        }  # fmt: skip


def _articles(one: Exported) -> Iterator[Row]:
    document, row = one.document, one.row
    yield {
        **_about(one), "byline": document.byline, "section": document.section,
        "updated": document.updated, "language": document.language, "words": row.words,
        "quotations": row.quotations, "events": row.events, "notes": row.notes,
        "state": row.state, "starred": row.starred, "tags": "; ".join(row.tags),
        "added": row.added.isoformat(), "text": document.text,
    }  # fmt: skip


_ROWS: dict[Table, Callable[[Exported], Iterator[Row]]] = {
    "quotations": _quotations, "events": _events, "names": _names, "notes": _notes,
    "corrections": _corrections, "articles": _articles,
}  # fmt: skip
_ABOUT = ("article", "title", "site", "published", "source")
_COLUMNS: dict[Table, tuple[str, ...]] = {
    "quotations": (*_ABOUT, "speaker", "person", "role", "kind", "cue", "content", "negated",
                   "start", "end", "confidence", "because", "by"),
    "events": (*_ABOUT, "from", "to", "precision", "upcoming", "headline", "words", "names",
               "start", "end", "confidence", "because", "by"),
    "names": (*_ABOUT, "name", "person", "label", "aliases", "role", "mentions", "confidence",
              "because", "by"),
    "notes": (*_ABOUT, "words", "note", "tags", "verdict", "starred", "start", "end", "created",
              "changed", "by"),
    "corrections": (*_ABOUT, "kind", "words", "value", "start", "end", "created", "by"),
    "articles": (*_ABOUT, "byline", "section", "updated", "language", "words", "quotations",
                 "events", "notes", "state", "starred", "tags", "added", "text"),
}  # fmt: skip
