"""Requirements of the Web Annotation Data Model (W3C, 2017) for the parts that we use."""

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing",
    "highlighting", "identifying", "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip


def complaints(value: dict[str, Any]) -> Iterator[str]:
    """Yield the rules of the model that a collection breaks."""
    context = value.get("@context")
    if CONTEXT not in (context if isinstance(context, list) else [context]):
        yield "3.1: the context must have the model's own"
    if value.get("type") != "AnnotationCollection":
        yield "5.1: a collection must have the class AnnotationCollection"
    yield from _iri(value, "5.1: a collection")
    page = value.get("first")
    if not isinstance(page, dict) or page.get("type") != "AnnotationPage":
        yield "5.2: the first page must have the class AnnotationPage"
        return
    yield from _iri(page, "5.2: a page")
    items = page.get("items")
    if not isinstance(items, list):
        yield "5.2: a page must have the list of its annotations"
        return
    if value.get("total") != len(items):
        yield "5.1: the total must be the number of annotations"
    names = [item.get("id") for item in items]
    if len({*names}) != len(names):
        yield "3.1: an annotation must have an IRI of its own"
    for item in items:
        yield from _annotation(item)


def _annotation(item: dict[str, Any]) -> Iterator[str]:
    where = item.get("id", "?")
    yield from _iri(item, where)
    if item.get("type") != "Annotation":
        yield f"{where}: 3.1: must have the class Annotation"
    if "target" not in item:
        yield f"{where}: 3.1: must have a target"
    if item.get("motivation", "commenting") not in MOTIVATIONS:
        yield f"{where}: 3.3.5: must have a motivation of the model"
    for field in ("created", "modified"):
        if field in item and datetime.datetime.fromisoformat(item[field]).tzinfo is None:
            yield f"{where}: 3.3.1: times must have their zone"
    if "creator" in item and item["creator"].get("type") not in ("Person", "Software"):
        yield f"{where}: 3.3.2: a creator should be a person or software"
    bodies = item.get("body", [])
    for body in bodies if isinstance(bodies, list) else [bodies]:
        if body.get("type") != "TextualBody" or not isinstance(body.get("value"), str):
            yield f"{where}: 3.2.4: a textual body must have one value"
        if body.get("purpose") not in MOTIVATIONS:
            yield f"{where}: 3.3.5: a purpose must be a motivation of the model"
    target = item.get("target", {})
    if target.get("type") == "SpecificResource":
        yield from _iri(target.get("source", {}), f"{where}: 4: a source")
        for selector in target.get("selector", []):
            yield from _selector(selector, where)
    else:
        yield from _iri(target, f"{where}: 3.2.1: a target")


def _selector(selector: dict[str, Any], where: str) -> Iterator[str]:
    if selector.get("type") == "TextQuoteSelector":
        for field in ("exact", "prefix", "suffix"):
            if not isinstance(selector.get(field, ""), str):
                yield f"{where}: 4.2.4: {field} must be text"
        if "exact" not in selector:
            yield f"{where}: 4.2.4: a quote must have its exact words"
    elif selector.get("type") == "TextPositionSelector":
        start, end = selector.get("start"), selector.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end):
            yield f"{where}: 4.2.5: a position must have a start and an end"
    else:
        yield f"{where}: 4.2: must have a selector of the model"


def _iri(value: dict[str, Any], label: str) -> Iterator[str]:
    name = value.get("id")
    if not isinstance(name, str) or not urlsplit(name).scheme or any(map(str.isspace, name)):
        yield f"{label}: must have an IRI, not {name!r}"
