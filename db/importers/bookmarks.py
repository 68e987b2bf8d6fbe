"""Bookmarks: the pages that browsers, Pocket, Raindrop and Shaarli export, and trees of browsers.

A bookmark is a reference: its folders are tags, its description is a note, and the day on which it
was saved is that on which it was added. Entries that are no web address are counted.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct

from analysis import clean
from analysis.structs import replace
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.markup_text import unescape
from db.importers.models import Highlight, ImportItem, ItemReaders
from db.models import ReadState

_PART = re.compile(
    r"<(?P<tag>h3|a)\b(?P<attributes>[^<>]*)>(?P<words>[^<]*)</|<(?P<list>/?dl)\b"
    r"|<dd>(?P<description>[^<]*)|<h1>\s*(?P<archive>read archive)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT_FOLDER = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
_CHROME_EPOCH = 11_644_473_600  # seconds from 1601 to 1970
_MOST_FOLDERS = 50  # nested


class Bookmark(Struct, frozen=True):
    """An address with its title, tags and description, and when it was saved."""

    address: str
    title: str = ""
    tags: Sequence[str] = ()
    description: str = ""
    added: datetime.datetime | None = None
    starred: bool = False
    read_state: ReadState = "unread"
    author: str = ""
    published: datetime.date | None = None

    @property
    def is_page(self) -> bool:
        """True for an address of the web, which is no script or query of a browser."""
        return self.address.lower().startswith(("http://", "https://"))

    def to_item(self, name: str, remark: str = "") -> ImportItem:
        """Return the reference; raises ImportingError for an address of no page."""
        if not self.is_page:
            raise ImportingError("is an entry without a web address; it is left out")
        note = clean(self.description).strip()
        return ImportItem(
            build_document(
                "", self.address or name, title=clean(self.title), byline=self.author,
                published=self.published, remark=remark,
            ),
            tags=tuple(dict.fromkeys(filter(None, (clean(tag).strip() for tag in self.tags)))),
            starred=self.starred,
            read_state=self.read_state,
            highlights=(Highlight("", note, created=self.added),) if note else (),
            added=self.added,
        )  # fmt: skip


def read_bookmarks(bookmarks: Sequence[Bookmark], name: str) -> ItemReaders:
    """Read the bookmarks that have a web address; the first one has a remark on the others."""
    pages = [bookmark for bookmark in bookmarks if bookmark.is_page]
    if not pages:
        raise ImportingError("has no bookmark with a web address; export the bookmarks again")
    left_out = len(bookmarks) - len(pages)
    entries = "1 entry" if left_out == 1 else f"{left_out:,} entries"
    remark = f"{entries} without a web address left out" if left_out else ""
    for number, bookmark in enumerate(pages, 1):
        yield partial(bookmark.to_item, f"{name}#{number}", remark if number == 1 else "")


def read_bookmarks_page(markup: str, name: str) -> ItemReaders:
    """Read the addresses on a page of bookmarks; Pocket's has unread ones, then the archive."""
    yield from read_bookmarks(list(_bookmarks_of_page(markup)), name)


def _bookmarks_of_page(markup: str) -> Iterator[Bookmark]:
    is_pocket = "<dl" not in markup.lower()
    folders: list[str] = []
    folder, is_archived = "", False
    last: Bookmark | None = None
    for part in _PART.finditer(markup):
        is_archived = is_archived or bool(part["archive"])
        if last is not None:
            if part["description"]:
                last = replace(last, description=unescape(part["description"]))
            yield last
            last = None
        words = unescape(part["words"] or "")
        values = {
            match[1].lower(): unescape(match[2] or match[3] or "")
            for match in _ATTRIBUTE.finditer(part["attributes"] or "")
        }
        match (part["tag"] or part["list"] or "").lower():
            case "h3":
                folder = "" if any(key in values for key in _ROOT_FOLDER) else words
            case "dl":
                folders = [*folders, folder] if len(folders) < _MOST_FOLDERS else folders
                folder = ""
            case "/dl":
                folders = folders[:-1]
            case "a":
                state: ReadState = "read" if is_archived else "unread"
                last = Bookmark(
                    values.get("href", ""),
                    words,
                    (*folders, *re.split("[,|]", values.get("tags", ""))),
                    values.get("description", ""),
                    from_seconds(values.get("time_added") or values.get("add_date") or ""),
                    values.get("important") == "true",
                    state if is_pocket else "unread",
                )
    if last is not None:
        yield last


def is_bookmark_tree(value: Mapping[str, object]) -> bool:
    """Return True for the bookmarks of Chrome or Firefox."""
    return "roots" in value or value.get("root") == "placesRoot"


def read_bookmark_tree(value: Mapping[str, object], name: str) -> ItemReaders:
    """Read the bookmarks of Chrome or a JSON backup of Firefox."""
    roots = value.get("roots")
    folders = list(roots.values()) if isinstance(roots, dict) else _children(value)
    found = [
        bookmark
        for folder in folders
        if isinstance(folder, dict)
        for bookmark in _bookmarks_of_folder(folder, ())
    ]
    yield from read_bookmarks(found, name)


def _bookmarks_of_folder(folder: Mapping[str, object], path: tuple[str, ...]) -> Iterator[Bookmark]:
    for child in _children(folder):
        title = str(child.get("name") or child.get("title") or "")
        address = child.get("url") or child.get("uri")
        if isinstance(address, str):
            saved = child.get("date_added")
            added = (
                from_seconds(str(child.get("dateAdded", "")), 1_000_000)
                if saved is None
                else from_seconds(str(saved), 1_000_000, _CHROME_EPOCH)
            )
            tags = str(child.get("tags") or "").split(",")
            yield Bookmark(address, title, (*path, *tags), added=added)
        elif len(path) < _MOST_FOLDERS:
            yield from _bookmarks_of_folder(child, (*path, title))


def _children(folder: Mapping[str, object]) -> list[Mapping[str, object]]:
    children = folder.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(
        children, list
    ) else []  # fmt: skip


def from_seconds(words: str, unit: int = 1, epoch: int = 0) -> datetime.datetime | None:
    """Return the moment of a number of units of a second since 1970, or so long before; or None."""
    if not re.fullmatch(r"\d{1,20}", words) or not int(words):
        return None
    try:
        return datetime.datetime.fromtimestamp(int(words) / unit - epoch, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
