"""Importer of NITF, the markup of news texts of the IPTC, as a file or inside of NewsML."""

import re
from functools import partial

from db.importers.models import ImportItem, ItemReaders
from db.importers.moments import parse_moment
from db.importers.wire_items import WireFields, build_wire_item
from db.importers.xml_trees import (
    Element,
    block_text,
    descendants,
    find,
    find_all,
    line_of,
    local_name,
    opening_heading,
    parse_xml,
)

DAMAGED_REMARK = "its XML is damaged: check its end"
_CAPTIONS = ("media-caption", "figcaption")
_TITLES_OF_AUTHORS = ("byttl", "virtloc", "title")


def read_nitf(data: bytes, name: str) -> ItemReaders:
    """Read the article of a file."""
    root, is_damaged = parse_xml(data)
    yield partial(_read, root, name, is_damaged)


def _read(root: Element, name: str, is_damaged: bool) -> ImportItem:
    fields = WireFields(remarks=[DAMAGED_REMARK] if is_damaged else [])
    add_nitf(root, fields)
    return build_wire_item(fields, name)


def add_nitf(root: Element, fields: WireFields) -> None:
    """Add the fields and the text of an element `nitf` where none are known."""
    head, body = find(root, "head"), find(root, "body")
    if body is not None:
        _add_body(body, fields)
    if head is not None:
        _add_head(head, fields)


def _add_body(body: Element, fields: WireFields) -> None:
    top = find(body, "body.head")
    heading = (
        None if top is None else next(filter(line_of, descendants(top, "hl1", "headline")), None)
    )
    fields.title = fields.title or line_of(heading)
    if top is not None:
        byline = next(filter(line_of, find_all(top, "byline")), None)
        fields.byline = fields.byline or read_byline(byline)
        fields.credits += [line_of(title) for title in descendants(top, "byttl")]
        fields.site = fields.site or line_of(find(top, "distributor"))
        story = find(top, "dateline", "story.date")
        if story is not None:
            fields.created = fields.created or _norm(story)
        fields.left_out["note to editors"] += len(list(descendants(top, "note")))
    parts = [*find_all(body, "body.content"), *find_all(body, "body.end")] or [body]
    fields.left_out["caption"] += sum(
        bool(line_of(caption)) for part in parts for caption in descendants(part, *_CAPTIONS)
    )
    fields.left_out = +fields.left_out
    text = block_text(parts)
    if not fields.title and parts:
        fields.title = opening_heading(parts[0])
    fields.text = fields.text or without_title(text, fields.title)


def _add_head(head: Element, fields: WireFields) -> None:
    fields.title = fields.title or line_of(find(head, "title"))
    data = find(head, "docdata")
    if data is None:
        data = head
    attributes = {
        local_name(element): element for element in data.iter() if local_name(element)
    }  # the last of each

    def value(name: str, attribute: str) -> str:
        element = attributes.get(name)
        return "" if element is None else str(element.get(attribute, "")).strip()

    issued, released = value("date.issue", "norm"), value("date.release", "norm")
    fields.id = fields.id or value("doc-id", "id-string")
    fields.created = fields.created or _first_time(issued, released)
    publication = next(descendants(head, "pubdata"), None)
    if publication is not None:
        fields.created = fields.created or str(publication.get("date.publication", ""))
        fields.site = fields.site or str(publication.get("name", ""))
    history = [_norm(element) for element in descendants(head, "revision-history")]
    fields.created = fields.created or _first_time(*history)
    holder = value("doc.copyright", "holder")
    fields.credits += [holder, value("doc-id", "regsrc"), value("from-src", "src-name")]
    fields.site = fields.site or re.sub(r"\.?\s*All rights reserved\.?$", "", holder)
    status = str(data.get("management-status", ""))
    fields.statuses.append(status)
    start, end = parse_moment(issued), parse_moment(released)
    is_later = start and end and end > start
    if status == "embargoed" or is_later:
        fields.embargo = fields.embargo or released
    if status == "embargoed" and not fields.embargo:
        fields.statuses.append("withheld")
    fields.version = fields.version or value("du-key", "version")
    message = value("ed-msg", "info")
    fields.note = fields.note or message
    if re.match(r"(?i)\W*(?:kill|withhold)\b", message):
        fields.statuses.append("kill" if "kill" in message[:10].lower() else "withheld")
    subjects = [*descendants(head, "tobject.subject")]
    fields.section = fields.section or next(
        filter(None, (str(subject.get("tobject.subject.type", "")) for subject in subjects)),
        value("doc-scope", "scope"),
    )


def _norm(element: Element) -> str:
    return str(element.get("norm", "")).strip()


def _first_time(*written: str) -> str:
    return next((words for words in written if parse_moment(words)), "")


def read_byline(byline: Element | None) -> str:
    """Return the names of a byline, without the positions of the authors."""
    if byline is None:
        return ""
    people = [line_of(person) for person in descendants(byline, "person")]
    if any(people):
        return ", ".join(filter(None, people))
    text = line_of(byline)
    for position in descendants(byline, *_TITLES_OF_AUTHORS):
        text = text.removesuffix(line_of(position)).rstrip(" ,")
    return text


def without_title(text: str, title: str) -> str:
    """Return a text without its title, if that is its first block."""
    first, _, rest = text.partition("\n\n")
    is_title = title and rest and " ".join(first.split()) == " ".join(title.split())
    return rest if is_title else text
