"""Articles, findings and notes in the W3C's Web Annotation model (JSON-LD), with nothing lost.

An article is an annotation that describes its text; notes are the reader's, findings the machine's.
https://www.w3.org/TR/annotation-model/
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from analysis import Span
from db.correcting.reasons import is_yours
from db.correcting.records import StandingRule
from db.exporting.escaping import link
from db.exporting.records import (
    Json,
    correction_record,
    document_record,
    findings_record,
    reading_record,
    rules_record,
)
from db.exporting.selecting import Exported, Kept
from db.records import Note

CONTEXT = (
    "http://www.w3.org/ns/anno.jsonld",
    {"onrecord": "urn:onrecord:", "article": {"@id": "onrecord:article", "@type": "@id"}},
)
_MACHINE = {"id": "urn:onrecord:machine", "type": "Software", "name": "OnRecord"}
_READER = {"id": "urn:onrecord:reader", "type": "Person", "name": "Reader"}


def annotation_collection(
    articles: Iterable[Exported], rules: Sequence[StandingRule], kept: Kept, name: str
) -> Iterator[str]:
    """The collection with its one page, written as its annotations come."""
    head = json.dumps(
        {"@context": CONTEXT, "id": "urn:onrecord:export", "type": "AnnotationCollection",
         "label": name},
        ensure_ascii=False,
    )  # fmt: skip
    page = '"id": "urn:onrecord:export:page", "type": "AnnotationPage", "startIndex": 0'
    yield f'{head[:-1]},\n"first": {{{page}, "items": ['
    total = 0
    for one in articles:
        for annotation in _annotations(one, rules if not total else (), kept):
            yield ("," if total else "") + "\n" + json.dumps(annotation, ensure_ascii=False)
            total += 1
    yield f'\n]}},\n"last": "urn:onrecord:export:page",\n"total": {total}}}\n'


def _annotations(one: Exported, rules: Sequence[StandingRule], kept: Kept) -> Iterator[Json]:
    source = _source(one)
    record = document_record(one.document)
    text = record.pop("text")
    about = {**record, **reading_record(one), **rules_record(rules)}
    if one.machine is not None:
        found = findings_record(one.analysis, one.machine)
        about |= {key: found[key] for key in ("machine", "failed_stages")}
    yield {
        "id": f"{source['article']}:text",
        "type": "Annotation",
        "motivation": "describing",
        "creator": _MACHINE,
        "created": one.row.added.isoformat(),
        "body": [
            *([{"type": "TextualBody", "value": text, "format": "text/plain",
                "language": one.document.language, "purpose": "describing"}]
              if "text" in kept.parts else []),
            {"type": "TextualBody", "value": json.dumps(about, ensure_ascii=False),
             "format": "application/json", "purpose": "describing"},
        ],
        "target": source,
    }  # fmt: skip
    if "names" in kept.parts:
        for mention in one.analysis.mentions:
            if mention.entity is not None:
                bodies = _bodies(("identifying", one.person(mention.entity)),
                                 ("classifying", mention.label))  # fmt: skip
                yield _found(one, (mention.start, mention.end), "name", bodies, mention.because)
    for quotation in one.quotations:
        bodies = _bodies(
            ("identifying", one.speaker(quotation)), ("describing", one.role(quotation)),
            ("classifying", f"{quotation.kind} quotation"),
            ("classifying", "negated" if quotation.negated else ""),
        )  # fmt: skip
        span = quotation.start, quotation.end
        yield _found(one, span, "quotation", bodies, quotation.because)
    for event in one.dated:
        days = f"{event.first_day}/{event.last_day}"
        bodies = _bodies(("describing", event.headline), ("classifying", days))
        yield _found(one, (event.start, event.end), "event", bodies, event.because)
    for note in one.notes:
        yield _noted(one, note)
    for number, correction in enumerate(one.corrections):
        value = json.dumps(correction_record(correction), ensure_ascii=False)
        yield {
            "id": f"{source['article']}:correction:{number}",
            "type": "Annotation",
            "motivation": "editing",
            "creator": _READER,
            "created": correction.created.isoformat(),
            "body": {"type": "TextualBody", "value": value, "format": "application/json",
                     "purpose": "editing"},
            "target": _target(one, (correction.start, correction.end), correction.exact),
        }  # fmt: skip


def _noted(one: Exported, note: Note) -> Json:
    bodies = _bodies(
        ("commenting", note.body), *(("tagging", tag) for tag in note.tags),
        ("assessing", note.verdict), ("bookmarking", "starred" if note.starred else ""),
    )  # fmt: skip
    annotation: Json = {
        "id": f"{_source(one)['article']}:note:{note.id}",
        "type": "Annotation",
        "motivation": "commenting" if note.body else "highlighting",
        "creator": _READER,
        "created": note.created.isoformat(),
        "modified": note.changed.isoformat(),
        "target": _target(one, (note.start, note.end), note.exact, note.prefix, note.suffix),
    }
    if bodies:
        annotation["body"] = bodies
    if note.quotation is not None:
        annotation["onrecord:quotation"] = note.quotation
    return annotation


def _found(one: Exported, span: Span, kind: str, bodies: list[Json], because: str) -> Json:
    # what it says is part of its name: two findings of a kind may be on the same words
    said = hashlib.sha256(json.dumps([bodies, because]).encode()).hexdigest()[:12]
    return {
        "id": f"{_source(one)['article']}:{kind}:{span[0]}-{span[1]}:{said}",
        "type": "Annotation",
        "motivation": "describing" if kind == "event" else "identifying",
        "creator": _READER if is_yours(because) else _MACHINE,
        "body": bodies,
        "target": _target(one, span, one.document.text[slice(*span)]),
        "onrecord:because": because,
    }


def _bodies(*said: tuple[str, str]) -> list[Json]:
    return [
        {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}
        for purpose, value in said
        if value
    ]


def _target(one: Exported, span: Span, exact: str, prefix: str = "", suffix: str = "") -> Json:
    quote = {"type": "TextQuoteSelector", "exact": exact}
    if prefix:
        quote["prefix"] = prefix
    if suffix:
        quote["suffix"] = suffix
    position = {"type": "TextPositionSelector", "start": span[0], "end": span[1]}
    return {"type": "SpecificResource", "source": _source(one), "selector": [quote, position]}


def _source(one: Exported) -> Json:
    """The article: its address where it has one, and the hash of the text that is meant."""
    text = f"urn:sha256:{hashlib.sha256(one.document.text.encode()).hexdigest()}"
    return {
        "id": link(one.document.source) or text,
        "type": "Text",
        "format": "text/plain",
        "language": one.document.language,
        "article": text,
    }
