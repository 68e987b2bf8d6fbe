"""Importer of JSON Feed (jsonfeed.org, versions 1 and 1.1): each item is an entry of a feed."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from db.errors import ImportingError
from db.importers.feeds import EMPTY_FEED, read_feed_entries
from db.importers.models import ItemReaders

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1")
_LINK_KEYS = ("url", "external_url")


def is_json_feed(value: Mapping[str, Any]) -> bool:
    """Return True for a parsed JSON object that names a version of JSON Feed."""
    return bool(_VERSION.match(_to_text(value.get("version"))))


def read_json_feed(value: Mapping[str, Any], name: str) -> ItemReaders:
    """Read the items of a JSON Feed in its order."""
    entries = [_to_entry(item) for item in _objects(value.get("items"))]
    if not entries:
        raise ImportingError(EMPTY_FEED)
    about = {
        "title": html.escape(_to_text(value.get("title"))),
        "language": _to_text(value.get("language")),
    }
    yield from read_feed_entries(entries, about, name)


def _to_entry(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as an entry of a parsed RSS or Atom feed, whose texts are HTML."""
    content = _to_text(item.get("content_html")) or _to_markup(_to_text(item.get("content_text")))
    authors = [*_objects(item.get("authors")), *_objects([item.get("author")])]
    tags = item.get("tags")
    return {
        "id": _to_text(item.get("id")),
        "link": next(filter(None, (_to_text(item.get(key)) for key in _LINK_KEYS)), ""),
        "title": html.escape(_to_text(item.get("title"))),
        "author": html.escape(", ".join(filter(None, (_to_text(a.get("name")) for a in authors)))),
        "content": [{"value": content}] if content else [],
        "summary": _to_markup(_to_text(item.get("summary"))),
        "published": _to_text(item.get("date_published")),
        "updated": _to_text(item.get("date_modified")),
        "tags": [{"term": tag} for tag in tags if tag] if isinstance(tags, list) else [],
    }


def _objects(values: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list; what is no object is left out."""
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict):
            yield value


def _to_text(value: object) -> str:
    """Return a text, or the digits of an id that is a number."""
    return str(value) if isinstance(value, str | int | float) else ""


def _to_markup(text: str) -> str:
    """Return a plain text as HTML paragraphs."""
    paragraphs = re.split(r"\n\s*\n", html.escape(text, quote=False).strip())
    return "".join(
        f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in filter(None, paragraphs)
    )
