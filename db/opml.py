"""Lists of feeds as OPML: their addresses, titles and folders."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree
from msgspec import Struct

from db.errors import ImportingError
from db.importers.http import is_address
from db.importers.xml_trees import Element, parse_xml
from db.repositories.watched_sources import WatchedSource
from db.store import Store
from db.text import one_line
from db.web_addresses import without_password

_DEEPEST = 20  # folders in each other
_MOST = 10_000  # feeds
_LARGEST = 20_000_000  # bytes


class ListedFeed(Struct, frozen=True):
    """A feed of a list; `folder` is empty or has its parts: "News/Ports"."""

    address: str
    title: str = ""
    folder: str = ""


class AddedFeeds(Struct, frozen=True):
    """The sources added from a list, the number watched already, and that of those left out."""

    sources: tuple[WatchedSource, ...]
    known: int
    left_out: int


def read_opml(data: bytes) -> tuple[list[ListedFeed], int]:
    """Read the feeds of an OPML file, each address once, and the number of outlines left out.

    An outline with an address that is no web address is left out. Raises ImportingError if the
    file is no OPML, or has no feed.
    """
    root, _ = parse_xml(data)
    body = root.find("body")
    if etree.QName(root).localname.lower() != "opml" or body is None:
        raise ImportingError("is not a list of feeds (OPML); export it from the feed reader again")
    feeds: dict[str, ListedFeed] = {}
    left_out = 0
    waiting: list[tuple[Element, tuple[str, ...]]] = [
        (child, ()) for child in reversed(body.findall("outline"))
    ]
    while waiting and len(feeds) < _MOST:
        outline, folder = waiting.pop()
        values = {str(name).lower(): str(value).strip() for name, value in outline.items()}
        name = one_line(values.get("title") or values.get("text") or "")
        address = values.get("xmlurl", "")
        if is_address(address):
            address = without_password(address)
            feeds.setdefault(address, ListedFeed(address, name, "/".join(folder)))
        elif address:
            left_out += 1
        elif name and len(folder) < _DEEPEST:
            folder = (*folder, name.replace("/", "-"))
        waiting += [(child, folder) for child in reversed(outline.findall("outline"))]
    if not feeds:
        raise ImportingError("has no feed with a web address; check the file")
    return list(feeds.values()), left_out


def format_opml(feeds: Iterable[ListedFeed]) -> str:
    """Return feeds as OPML, in their folders."""
    tree: dict[str, object] = {}
    for feed in feeds:
        level = tree
        for part in filter(None, feed.folder.split("/")):
            found = level.setdefault(f"/{part}", {})
            assert isinstance(found, dict)
            level = found
        level[feed.address] = feed
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["  <head><title>OnRecord</title></head>", "  <body>"]
    lines += _format_level(tree, 2)
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _format_level(level: dict[str, object], depth: int) -> list[str]:
    lines, indent = [], "  " * depth
    for name, item in level.items():
        if isinstance(item, ListedFeed):
            title, address = quoteattr(item.title or item.address), quoteattr(item.address)
            lines.append(f'{indent}<outline type="rss" text={title} xmlUrl={address}/>')
        elif isinstance(item, dict):
            lines.append(f"{indent}<outline text={quoteattr(name[1:])}>")
            lines += [*_format_level(item, depth + 1), f"{indent}</outline>"]
    return lines


def write_opml(sources: Iterable[WatchedSource], path: Path) -> int:
    """Write the feeds among sources to a file; return their number. Raises OSError."""
    feeds = [
        ListedFeed(source.address, source.title, source.folder)
        for source in sources
        if source.kind == "feed"
    ]
    path.write_text(format_opml(feeds), encoding="utf-8")
    return len(feeds)


def is_opml_name(name: str) -> bool:
    """Return True for the name of an OPML file: `feeds.opml`."""
    return Path(name).suffix.lower() == ".opml" and Path(name).expanduser().is_file()


def add_listed_feeds(store: Store, path: Path) -> AddedFeeds:
    """Watch the feeds of an OPML file; raises ImportingError, OSError and StoreError.

    Those that are watched already stay as they are.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ImportingError(f"is larger than {_LARGEST // 1_000_000} MB; split it")
    feeds, left_out = read_opml(data)
    watched = {source.address for source in store.watched_sources.list()}
    added = tuple(
        store.watched_sources.add("feed", feed.address, title=feed.title, folder=feed.folder)
        for feed in feeds
        if feed.address not in watched
    )
    return AddedFeeds(added, len(feeds) - len(added), left_out)
