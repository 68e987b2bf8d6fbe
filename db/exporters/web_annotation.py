"""Lossless export of articles, findings and notes to the W3C Web Annotation model (JSON-LD).

An article is an annotation that describes its text. The creator of notes is the reader, or the
author and the file that they came from; that of findings is the machine.
https://www.w3.org/TR/annotation-model/
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from analysis import Event, Mention, Quotation, Span, render_reason
from analysis.date_format import format_period_as_edtf
from analysis.reasons import reason_as_json
from db.exporters.escapes import safe_link
from db.exporters.export_context import ExportContext
from db.exporters.onrecord_json import reading_record
from db.exporters.selection import (
    ExportedArticle,
    ExportOptions,
    with_library_fields,
)
from db.models import Note, NoteColor
from db.origins import name_origin
from db.serialization import (
    Json,
    correction_record,
    document_record,
    findings_record,
)

CONTEXT = (
    "http://www.w3.org/ns/anno.jsonld",
    {"onrecord": "urn:onrecord:", "article": {"@id": "onrecord:article", "@type": "@id"}},
)
_CONTEXT_LENGTH = 32  # characters before and after the words, as the notes have
_MACHINE = {"id": "urn:onrecord:machine", "type": "Software", "name": "OnRecord"}
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
_READER = {"id": "urn:onrecord:reader", "type": "Person", "name": "Reader"}
_TINTS: dict[NoteColor, str] = {
    "yellow": "#fff3a3", "green": "#bbf0c0", "blue": "#bfdcff", "red": "#ffc9c4"
}  # fmt: skip


def write_annotations(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the annotation collection with its single page, one annotation at a time."""
    head = json.dumps(
        {"@context": CONTEXT, "id": "urn:onrecord:export", "type": "AnnotationCollection",
         "label": export.name},
        ensure_ascii=False,
    )  # fmt: skip
    page = '"id": "urn:onrecord:export:page", "type": "AnnotationPage", "startIndex": 0'
    yield f'{head[:-1]},\n"first": {{{page}, "items": ['
    total = 0
    for article, fields in with_library_fields(articles, export.library_fields()):
        for annotation in _annotations(article, fields, export.options):
            yield ("," if total else "") + "\n" + json.dumps(annotation, ensure_ascii=False)
            total += 1
    yield f'\n]}},\n"last": "urn:onrecord:export:page",\n"total": {total}}}\n'


def _annotations(article: ExportedArticle, library: Json, options: ExportOptions) -> Iterator[Json]:
    source = _source(article)
    record = document_record(article.document)
    text = record.pop("text")
    about = {**record, **reading_record(article), **library}
    if article.machine is not None:
        found = findings_record(article.analysis, article.machine)
        about |= {key: found[key] for key in ("machine", "failed_stages")}
    yield {
        "id": f"{source['article']}:text",
        "type": "Annotation",
        "motivation": "describing",
        "creator": _MACHINE,
        "created": article.row.added.isoformat(),
        "body": [
            *([{"type": "TextualBody", "value": text, "format": "text/plain",
                "language": article.document.language, "purpose": "describing"}]
              if "text" in options.parts else []),
            {"type": "TextualBody", "value": json.dumps(about, ensure_ascii=False),
             "format": "application/json", "purpose": "describing"},
        ],
        "target": source,
    }  # fmt: skip
    if "names" in options.parts:
        for mention in article.analysis.mentions:
            if mention.entity is not None:
                bodies = _bodies(("identifying", article.identity_name(mention.entity)),
                                 ("classifying", mention.label))  # fmt: skip
                yield _finding_annotation(
                    article, (mention.start, mention.end), "name", bodies, mention
                )
    for quotation in article.quotations:
        bodies = _bodies(
            *(("identifying", name) for name in article.speakers(quotation)),
            ("describing", article.role(quotation)),
            ("classifying", f"{quotation.kind} quotation"),
            ("classifying", "negated" if quotation.negated else ""),
        )  # fmt: skip
        span = quotation.start, quotation.end
        yield _finding_annotation(article, span, "quotation", bodies, quotation)
    for event in article.dated_events:
        date = format_period_as_edtf(event.first_day, event.last_day, event.precision)
        bodies = _bodies(
            ("describing", event.headline), ("classifying", date),
            ("classifying", "reported" if event.is_reported else ""),
            ("classifying", "guessed" if event.is_guessed else ""),
            ("classifying", "state" if event.kind == "state" else ""),
        )  # fmt: skip
        yield _finding_annotation(article, (event.start, event.end), "event", bodies, event)
    for note in article.notes:
        yield _note_annotation(article, note)
    for number, correction in enumerate(article.corrections):
        value = json.dumps(correction_record(correction), ensure_ascii=False)
        yield {
            "id": f"{source['article']}:correction:{number}",
            "type": "Annotation",
            "motivation": "editing",
            "creator": _creator(correction.origin),
            "created": correction.created.isoformat(),
            "body": {"type": "TextualBody", "value": value, "format": "application/json",
                     "purpose": "editing"},
            "target": _target(article, (correction.start, correction.end), correction.exact),
        }  # fmt: skip


def _note_annotation(article: ExportedArticle, note: Note) -> Json:
    bodies = _bodies(
        ("commenting", note.body), *(("tagging", tag) for tag in note.tags),
        ("assessing", note.verdict), ("bookmarking", "starred" if note.starred else ""),
    )  # fmt: skip
    target = _target(article, (note.start, note.end), note.exact, note.prefix, note.suffix)
    if note.page is not None:
        # RFC 3778: the page of a PDF
        page = {"type": "FragmentSelector", "conformsTo": _PDF_FRAGMENTS,
                "value": f"page={note.page}"}  # fmt: skip
        target = {**target, "selector": [*target["selector"], page]}
    sheet = f".{note.color} {{ background: {_TINTS[note.color]} }}"
    annotation: Json = {
        "id": f"{_source(article)['article']}:note:{note.id}",
        "type": "Annotation",
        "motivation": "commenting" if note.body else "highlighting",
        "creator": _creator(note.origin, note.author),
        "created": note.created.isoformat(),
        "modified": note.changed.isoformat(),
        "stylesheet": {"type": "CssStylesheet", "value": sheet},
        "target": {**target, "styleClass": note.color},
    }
    if note.origin:
        annotation["onrecord:origin"] = note.origin
    if note.origin or note.author:
        annotation["onrecord:author"] = note.author
    if note.verdict_author:
        annotation["onrecord:verdictAuthor"] = note.verdict_author
    if note.tag_authors:
        annotation["onrecord:tagAuthors"] = note.tag_authors
    if note.tag_origins:
        annotation["onrecord:tagOrigins"] = note.tag_origins
    if note.compared:
        annotation["onrecord:compared"] = note.compared
    if bodies:
        annotation["body"] = bodies
    if note.quotation is not None:
        annotation["onrecord:quotation"] = note.quotation
    return annotation


def _creator(origin: str, author: str = "") -> Json:
    """Return the reader, or whoever wrote what came from a file."""
    if not origin:
        return {**_READER, "name": author} if author else _READER
    return {"id": "urn:onrecord:file", "type": "Person", "name": name_origin(origin, author)}


def _finding_annotation(
    article: ExportedArticle,
    span: Span,
    kind: str,
    bodies: list[Json],
    finding: Mention | Quotation | Event,
) -> Json:
    # the id contains a digest, since two findings of a kind may have the same span
    digest = hashlib.sha256(
        json.dumps([bodies, reason_as_json(finding.reason)]).encode()
    ).hexdigest()[:12]
    return {
        "id": f"{_source(article)['article']}:{kind}:{span[0]}-{span[1]}:{digest}",
        "type": "Annotation",
        "motivation": "describing" if kind == "event" else "identifying",
        "creator": _MACHINE if finding.origin == "machine" else _READER,
        "body": bodies,
        "target": _target(article, span, article.document.text[slice(*span)]),
        "onrecord:because": render_reason(finding.reason, finding.origin),
        "onrecord:confidence": finding.confidence,
    }


def _bodies(*values: tuple[str, str]) -> list[Json]:
    return [
        {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}
        for purpose, value in values
        if value
    ]


def _target(
    article: ExportedArticle, span: Span, exact: str, prefix: str = "", suffix: str = ""
) -> Json:
    # a word such as "she" is found again only with the text around it
    text, (start, end) = article.document.text, span
    quote = {
        "type": "TextQuoteSelector",
        "exact": exact,
        "prefix": prefix or text[max(0, start - _CONTEXT_LENGTH) : start],
        "suffix": suffix or text[end : end + _CONTEXT_LENGTH],
    }
    position = {"type": "TextPositionSelector", "start": span[0], "end": span[1]}
    return {"type": "SpecificResource", "source": _source(article), "selector": [quote, position]}


def _source(article: ExportedArticle) -> Json:
    """Return the target: the article's URL if it has one, and the hash of its text.

    A reference, which has no text yet, has the hash of its address and title.
    """
    document = article.document
    named = document.text or f"{document.source}\n{document.title}"
    text = f"urn:sha256:{hashlib.sha256(named.encode()).hexdigest()}"
    return {
        "id": safe_link(document.source) or text,
        "type": "Text",
        "format": "text/plain",
        "language": document.language,
        "article": text,
    }
