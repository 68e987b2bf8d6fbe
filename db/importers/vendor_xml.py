"""Importer of news in XML of an agency's own, recognized by the names of its elements.

An element is an article if it has an element with a text, and three others that describe it.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from db.errors import ImportingError
from db.importers.models import ImportItem, ItemReaders
from db.importers.nitf import DAMAGED_REMARK
from db.importers.wire_items import WireFields, build_wire_item
from db.importers.xml_trees import (
    Element,
    block_text,
    line_of,
    local_name,
    parse_fragment,
    parse_xml,
    split_paragraphs,
)

_LISTS = Path(__file__).with_suffix(".toml")
_DESCRIBING = frozenset(
    {"title", "slug", "byline", "published", "section", "site", "id", "version"}
)
_FEWEST_FIELDS = 3
_FEWEST_WORDS = 12  # of a text
_MOST_ELEMENTS = 200_000
_TAG = re.compile(rb"<(?:[\w.-]{1,40}:)?([\w.\x80-\xff-]{1,40})[\s>/]")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
_TRUE = frozenset({"true", "1", "yes", "ja"})


@cache
def _names() -> dict[str, str]:
    """Return the field of each name of an element."""
    lists = tomllib.loads(_LISTS.read_text(encoding="utf-8"))["fields"]
    return {name: field for field, names in lists.items() for name in reversed(names)}


@cache
def _orders() -> dict[str, list[str]]:
    fields: dict[str, list[str]] = tomllib.loads(_LISTS.read_text(encoding="utf-8"))["fields"]
    return fields


@cache
def _flags() -> dict[str, str]:
    lists = tomllib.loads(_LISTS.read_text(encoding="utf-8"))["flags"]
    return {name: status for status, names in lists.items() for name in names}


def has_news_elements(head: bytes) -> bool:
    """Return True if the first bytes of XML have the elements of an article."""
    found = {_names().get(_plain(tag[1].decode("utf-8", "replace"))) for tag in _TAG.finditer(head)}
    return "text" in found and len(found & _DESCRIBING) >= _FEWEST_FIELDS


def _plain(name: str) -> str:
    return re.sub(r"[^\w]|[\d_]", "", name).lower()


def read_vendor_xml(data: bytes, name: str) -> ItemReaders:
    """Read the articles of a file; raises ImportingError if it has none."""
    root, is_damaged = parse_xml(data)
    articles = list(_find_articles(root))
    if not articles:
        kind = local_name(root)[:40]
        raise ImportingError(
            f"is XML of an unknown kind ({kind}); save its text or export it as HTML"
        )
    for number, article in enumerate(articles, 1):
        label = f"{name}#{number}" if len(articles) > 1 else name
        yield partial(_read, article, label, is_damaged)


def _find_articles(root: Element) -> Iterator[Element]:
    """Yield the outermost elements that are articles."""
    skipped: Element | None = None
    for number, element in enumerate(root.iter("*")):
        if number > _MOST_ELEMENTS:
            raise ImportingError("has too many elements; split it")
        if skipped is not None and any(parent is skipped for parent in element.iterancestors()):
            continue
        if _is_article(_children_by_field(element)):
            skipped = element
            yield element


def _children_by_field(element: Element) -> dict[str, Element]:
    """Return the child of each field, that with the name that is listed first."""
    found: dict[str, tuple[int, Element]] = {}
    for child in element:
        name = _plain(local_name(child))
        field = _names().get(name)
        if field is None or not line_of(child):
            continue
        rank = _orders()[field].index(name)
        if field not in found or rank < found[field][0]:
            found[field] = (rank, child)
    return {field: child for field, (_, child) in found.items()}


def _is_article(fields: dict[str, Element]) -> bool:
    return (
        "text" in fields
        and len(fields.keys() & _DESCRIBING) >= _FEWEST_FIELDS
        and len(line_of(fields["text"]).split()) >= _FEWEST_WORDS
    )


def _read(article: Element, name: str, is_damaged: bool) -> ImportItem:
    found = _children_by_field(article)
    lines = {field: _line(child) for field, child in found.items()}
    fields = WireFields(
        text=_text(found["text"]),
        title=lines.get("title", ""),
        slug=lines.get("slug", ""),
        byline=lines.get("byline", ""),
        dateline=lines.get("dateline", ""),
        site=lines.get("site", "").strip("/ "),
        section=lines.get("section", ""),
        language=lines.get("language", ""),
        id=lines.get("id", ""),
        version=lines.get("version", ""),
        created=lines.get("published", ""),
        revised=lines.get("updated", ""),
        embargo=lines.get("embargo", ""),
        note=lines.get("note", ""),
        remarks=[DAMAGED_REMARK] if is_damaged else [],
    )
    address = lines.get("address", "")
    if address.startswith(("http://", "https://")):
        fields.address = address
    for child in article:
        status = _flags().get(_plain(local_name(child)))
        if status and line_of(child).lower() in _TRUE:
            fields.statuses.append(status)
    return build_wire_item(fields, name)


def _line(element: Element) -> str:
    text = line_of(element)
    return " ".join(block_text([parse_fragment(text)]).split()) if _MARKUP.search(text) else text


def _text(element: Element) -> str:
    """Return the text of an element, which may contain elements or escaped markup."""
    if any(local_name(child) for child in element):
        return block_text([element])
    text = "".join(str(part) for part in element.itertext())
    if _MARKUP.search(text):
        return block_text([parse_fragment(text)])
    return "\n\n".join(split_paragraphs(text))
