"""Importer of RSS and Atom feeds, by feedparser: each entry is a document."""

import datetime
import email.utils
import io
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from analysis import clean
from db.errors import ImportingError
from db.importers.documents import build_document
from db.importers.encodings import decode
from db.importers.markup_text import fragment_text, unescape
from db.importers.models import ImportItem, ItemReaders
from db.importers.moments import parse_moment
from db.importers.wordpress import is_part_of_site, remove_codes
from db.web_addresses import normalize_url

_LONGEST_SPACES = 500  # bytes
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]{0,300}\?>")
EMPTY_FEED = "is a feed without entries; check its address"
_BEGINNING_ONLY = "the feed has only the beginning; its address has the rest"
_MOST_ATTRIBUTES = 1_000  # of an element
_LONGEST_ID = 500  # characters


def read_feed(data: bytes, name: str) -> ItemReaders:
    """Read the entries of a feed in its order."""
    import feedparser

    if any(map(_has_many_attributes, re.finditer(rb"<[^<]*", data))):
        raise ImportingError("is a damaged feed: an element has very many attributes; get it again")
    data = _to_utf8(_without_long_spaces(data))
    try:
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except ValueError as error:  # for example bytes of no known encoding
        raise ImportingError("is a damaged feed; get it again") from error
    entries = [entry for entry in feed.entries if not is_part_of_site(entry)]
    left_out = len(feed.entries) - len(entries)
    remark = f"left out: {left_out:,} of the site's pictures, menus and styles" if left_out else ""
    if not entries:
        if feed.bozo and not feed.feed:
            raise ImportingError("is a damaged feed; get it again")
        raise ImportingError(EMPTY_FEED)
    yield from read_feed_entries(entries, feed.feed, name, remark)


def read_feed_entries(
    entries: Sequence[Mapping[str, Any]], about: Mapping[str, Any], name: str, remark: str = ""
) -> ItemReaders:
    """Read parsed entries; `about` is their feed, `remark` is that of the first one."""
    addresses = Counter(normalize_url(str(entry.get("link") or "")) for entry in entries)
    shared = {address for address, count in addresses.items() if count > 1 or not address}
    for number, entry in enumerate(entries, 1):
        yield partial(
            _entry, entry, about, shared, f"{name}#{number}", remark if number == 1 else ""
        )


def _to_utf8(data: bytes) -> bytes:
    """Return a feed in UTF-8: the library takes one that declares no encoding as Latin-1."""
    return _DECLARATION.sub("", decode(data), count=1).encode()


def _has_many_attributes(element: re.Match[bytes]) -> bool:
    """Return True if a tag has too many attributes for the quadratic time of the parser."""
    tag = element[0]
    return tag.count(b"=") > _MOST_ATTRIBUTES and (
        len(re.findall(rb"=\s*+[\"']", tag)) > _MOST_ATTRIBUTES
    )


def _without_long_spaces(data: bytes) -> bytes:
    """Shorten very long spaces before the root element, in which feedparser's time is quadratic."""
    root = re.search(rb"<\w", data)
    end = root.start() if root else len(data)
    if end < _LONGEST_SPACES:
        return data
    head = re.sub(
        rb"\s+", lambda match: match[0] if len(match[0]) < _LONGEST_SPACES else b"\n", data[:end]
    )
    return head + data[end:]


_ADDRESS_OF_NAME = re.compile(r"(?<=\S)\s*[(<][^\s()<>]{1,200}@[^\s()<>]{1,200}[)>]")
_EPOCH = 1970  # the year of a moment that a program left empty
_OWN_BODY = re.compile(r"_(?:body|bodytext|fulltext|full_text|articlebody)\Z")


def _entry(
    entry: Mapping[str, Any],
    about: Mapping[str, Any],
    shared: Container[str],
    name: str,
    remark: str,
) -> ImportItem:
    """Read an entry; `shared` are the addresses that identify none, "" among them."""
    contents = [
        str(part.get("value") or "") for part in entry.get("content") or () if part.get("value")
    ]
    # agencies put the text into an element of their own: `wenn_cm:body`
    contents += [str(value) for key, value in entry.items() if _OWN_BODY.search(key) and value]
    if "wp_post_type" in entry:
        contents = [remove_codes(content) for content in contents]
    summary = str(entry.get("summary") or "")
    text = fragment_text(max([*contents, ""], key=len)) or fragment_text(summary)
    link = str(entry.get("link") or "")
    if not any(map(str.isalnum, text)):
        if not (link.startswith(("http://", "https://")) and _plain(entry.get("title"))):
            raise ImportingError("is an entry without text; add the page it links to")
        text, contents = "", []  # a reference, whose text is that of its page
    short = not contents and len(text.split()) < 120
    return ImportItem(
        build_document(
            clean(text),
            link if link.startswith(("http://", "https://")) else name,
            title=_plain(entry.get("title")),
            byline=_ADDRESS_OF_NAME.sub("", _plain(entry.get("author"))),
            site=_plain(about.get("title")),
            published=_published_day(entry),
            updated=_entry_day(entry, "updated"),
            language=str(about.get("language") or ""),
            remark=remark or (_BEGINNING_ONLY if short else ""),
        ),
        tags=tuple(
            dict.fromkeys(
                " ".join(unescape(str(tag.get("term") or "")).split())
                for tag in entry.get("tags") or ()
            )
        )[:20],
        excerpt=short,
        entry_id=str(entry.get("id") or "")[:_LONGEST_ID],
        shares_address=normalize_url(link) in shared,
    )


def _plain(value: object) -> str:
    return fragment_text(str(value or ""))


def _published_day(entry: Mapping[str, Any]) -> datetime.date | None:
    """Return the day of publication; None for a draft, whose date a program fills."""
    keys: tuple[str, ...] = ("published", "updated")
    if entry.get("wp_status") == "publish":
        keys = ("wp_post_date", *keys)
    return next(filter(None, (_entry_day(entry, key) for key in keys)), None)


def _entry_day(entry: Mapping[str, Any], key: str) -> datetime.date | None:
    """Return the day of a moment in the time zone of its publisher; None for a missing moment.

    The library converts moments to UTC, in which many are of the day before.
    """
    written = str(entry.get(key) or "")
    stated = parsed = None
    with suppress(KeyError, ValueError, TypeError):
        parsed = datetime.date(*entry[f"{key}_parsed"][:3])
    if moment := parse_moment(written):
        stated = moment.date()
    else:
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            stated = email.utils.parsedate_to_datetime(written).date()
    if stated is None or (parsed is not None and abs((stated - parsed).days) > 1):
        stated = parsed
    return stated if stated and stated.year > _EPOCH else None
