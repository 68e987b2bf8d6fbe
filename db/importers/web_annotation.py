"""Importer of Web Annotation (JSON-LD), as `db.exporters.web_annotation` writes it.

Annotations of other programs become notes on the page that they name, if that is in the store.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from analysis import clean
from analysis.structs import decode_json
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.models import Highlight, ImportItem, ItemReaders
from db.importers.onrecord_json import highlight_from_record, item_from_record

Json = Mapping[str, Any]
_MACHINE = "urn:onrecord:machine"
_READER = "urn:onrecord:reader"


def is_annotations(value: object) -> bool:
    """Return True if JSON is a collection, a page, or an annotation of the model."""
    if not isinstance(value, dict):
        return False
    context = value.get("@context")
    contexts = context if isinstance(context, list) else [context]
    return "http://www.w3.org/ns/anno.jsonld" in contexts


def read_annotations(value: Json, name: str) -> ItemReaders:
    """Read the articles of a collection with their notes, in its order."""
    articles: dict[str, Json] = {}
    others: dict[str, list[Json]] = defaultdict(list)
    for annotation in _annotations(value):
        article, address = _source(annotation)
        if _bodies(annotation, "describing", "application/json") and article:
            articles[article] = annotation
        elif article or address:
            others[article or address].append(annotation)
    if not articles and not others:
        raise ImportingError("is a collection without annotations; export it again")
    for article, annotation in articles.items():
        yield partial(_article, annotation, others.pop(article, []), name)
    for address, notes in others.items():
        yield partial(_reference, address, notes)


def _annotations(value: Json) -> Iterator[Json]:
    """Yield the annotations of a collection or a page, or the value itself if it is one."""
    if value.get("type") == "Annotation":
        yield value
        return
    page = value.get("first") if value.get("type") == "AnnotationCollection" else value
    while isinstance(page, dict):
        items = page.get("items")
        yield from (item for item in (items if isinstance(items, list) else ())
                    if isinstance(item, dict))  # fmt: skip
        page = page.get("next")


def _article(annotation: Json, others: list[Json], name: str) -> ImportItem:
    if not _bodies(annotation, "describing", "text/plain"):
        raise ImportingError("was exported without the text; export it with the text")
    try:
        record = decode_json(_bodies(annotation, "describing", "application/json")[0])
        record["text"] = _bodies(annotation, "describing", "text/plain")[0]
        record["notes"] = [_note(note) for note in others if _is_note(note)]
        record["corrections"] = [
            decode_json(body)
            for correction in others
            for body in _bodies(correction, "editing", "application/json")
        ]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        raise ImportingError("is a damaged export of annotations; export it again") from None
    return item_from_record(record, name)


def _reference(address: str, annotations: list[Json]) -> ImportItem:
    highlights: list[Highlight] = []
    for annotation in annotations:
        try:
            highlights.append(highlight_from_record(_note(annotation)))
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
            continue  # it has no quoted text, such as a note on a whole page
    if not highlights:
        raise ImportingError("has no annotation with a quotation and a valid position")
    return ImportItem(build_document("", address), highlights=tuple(highlights), excerpt=True)


def _is_note(annotation: Json) -> bool:
    creator = annotation.get("creator")
    author = creator.get("id") if isinstance(creator, dict) else creator
    is_finding = author == _MACHINE or "onrecord:because" in annotation
    return not is_finding and annotation.get("motivation") != "editing"


def _note(annotation: Json) -> Json:
    """Build the record of a note; raises KeyError or a similar error if it has no quoted text."""
    selectors = _as_list(annotation["target"]["selector"])
    quote = _selector(selectors, "TextQuoteSelector")
    position = _selector(selectors, "TextPositionSelector")
    exact = str(quote["exact"])
    start = int(position.get("start", 0))
    return {
        "exact": exact,
        "prefix": quote.get("prefix", ""),
        "suffix": quote.get("suffix", ""),
        "start": start,
        "end": int(position.get("end", start + len(exact))),
        "body": "\n".join(_bodies(annotation, "commenting", "text/plain")),
        "tags": _bodies(annotation, "tagging", "text/plain"),
        "verdict": next(iter(_bodies(annotation, "assessing", "text/plain")), ""),
        "starred": bool(_bodies(annotation, "bookmarking", "text/plain")),
        "color": str(annotation["target"].get("styleClass", "")),
        "quotation": annotation.get("onrecord:quotation"),
        "author": _author(annotation),
        "verdict_author": str(annotation.get("onrecord:verdictAuthor", "")),
        "tag_authors": annotation.get("onrecord:tagAuthors", {}),
        "origin": str(annotation.get("onrecord:origin", "")),
        "tag_origins": annotation.get("onrecord:tagOrigins", {}),
        "compared": str(annotation.get("onrecord:compared", "")),
        "page": _page(_selector(selectors, "FragmentSelector")),
        "created": _moment(annotation.get("created")),
        "changed": _moment(annotation.get("modified") or annotation.get("created")),
    }


def _author(annotation: Json) -> str:
    """Return the name of the creator; "" for the reader of an export."""
    if "onrecord:author" in annotation:
        return str(annotation["onrecord:author"])
    creators = _as_list(annotation.get("creator"))
    creator = creators[0] if creators else ""
    if not isinstance(creator, dict):
        return str(creator)
    if creator.get("id") in (_READER, _MACHINE):
        return ""
    return str(creator.get("name") or creator.get("nickname") or creator.get("id") or "")


def _page(fragment: Json) -> int | None:
    """Return the page of a fragment of a PDF (RFC 3778): `page=3`."""
    match = re.fullmatch(r"(?:.*&)?page=(\d{1,6})(?:&.*)?", str(fragment.get("value", "")))
    return int(match[1]) if match else None


def _selector(selectors: list[Any], kind: str) -> Json:
    return next((selector for selector in selectors if selector.get("type") == kind), {})


def _bodies(annotation: Json, purpose: str, form: str) -> list[str]:
    """Return the values of the bodies with a purpose; those without a purpose are comments."""
    found = []
    for body in _as_list(annotation.get("body", [])):
        if isinstance(body, str):
            continue
        stated = body.get("purpose", annotation.get("motivation", "commenting"))
        stated = "commenting" if stated in ("highlighting", "replying") else stated
        if stated == purpose and body.get("format", "text/plain") == form and "value" in body:
            found.append(clean(str(body["value"])))
    return found


def _source(annotation: Json) -> tuple[str, str]:
    """Return the id of the article that an annotation is on, and its address."""
    target = annotation.get("target")
    first = _as_list(target)[0] if _as_list(target) else None
    source = first.get("source", first) if isinstance(first, dict) else first
    if isinstance(source, dict):
        return str(source.get("article") or ""), str(source.get("id") or "")
    return "", str(source or "")


def _moment(value: object) -> str | None:
    try:
        moment = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    return zoned.isoformat()


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
