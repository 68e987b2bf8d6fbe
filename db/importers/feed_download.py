"""Download of feeds: their versions, the feed that a page names, and errors with what to do."""

import datetime
import email.utils
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urljoin

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError
from db.importers.detection import is_feed
from db.importers.feeds import EMPTY_FEED
from db.importers.http import (
    NOT_MODIFIED,
    Fetch,
    FetchOptions,
    PageAnswer,
    StatusError,
    fetch_document,
    is_address,
    read_answer,
)
from db.importers.models import ImportItem, ImportProblem
from db.web_addresses import without_password

_ADVICE = {
    401: "requires a login (401); use the address with a key that its site gives you",
    402: "requires a payment (402); use the address with a key that its site gives you",
    403: "refuses programs (403); look on its site for another address",
    404: "does not exist (404); check the address, or give that of the site, whose feed is found",
    410: "was removed for good (410); remove it here too",
    429: "received too many requests (429); it is checked again later",
}  # fmt: skip
_LATER = "answers with an error ({status}) of its server; it is checked again later"
_OTHER = "answers with an error ({status}); open the address in a browser"
_LOGIN = (
    "requires a login: the address shows a form for a password; use the address of the feed with "
    "a key that its site gives you"
)
_NO_FEED = (
    "is not a feed, and names none; look on the site for “RSS” or “feed”, or add the page as an "
    "article"
)
_HEAD = 300_000  # bytes of a page in which its feeds are looked for
_LINK = re.compile(r"<link\b[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(rel|type|href|title)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_LONGEST_WAIT = 30 * 86_400.0  # seconds


class FeedVersion(Struct, frozen=True):
    """The version of a feed: the headers ETag and Last-Modified of its server, empty for none."""

    etag: str = ""
    modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers of a request for a feed that is not of this version."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


class FeedError(ImportingError):
    """A feed that cannot be had; `wait` is the time in seconds for which its server asks."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        """Describe the error and what to do."""
        super().__init__(message)
        self.wait = wait


class FeedDownload(Struct, frozen=True):
    """A downloaded feed; without an answer it is of the version that is known.

    `address` is that of the feed from now on: where it moved for good, or which a page names.
    """

    address: str
    answer: PageAnswer | None = None
    version: FeedVersion = FeedVersion()
    remark: str = ""

    def read_items(self) -> list[ImportItem | ImportProblem]:
        """Read the entries; a feed without any is no error."""
        if self.answer is None:
            return []
        return [
            item
            for item in read_answer(self.answer, self.address)
            if not (isinstance(item, ImportProblem) and item.message == EMPTY_FEED)
        ]


def download_feed(address: str, how: FetchOptions, version: FeedVersion) -> FeedDownload:
    """Download a feed, or that of a page, if it is not of `version` still.

    Raises ImportingError if the address has no feed, and FeedError for an error of its server.
    """
    address = without_password(address)
    answer, remark = _fetch(address, how, version), ""
    if answer.moved_to:
        address, remark = answer.moved_to, f"moved for good from {address}"
    if answer.status == NOT_MODIFIED:
        return FeedDownload(address, None, version, remark)
    if not is_feed(answer.body):
        page = answer.body[:_HEAD].decode("utf-8", "replace")
        feeds = list(find_feeds(page, answer.address))
        if not feeds:
            is_form = re.search(r"type\s*=\s*[\"']?password", page, re.IGNORECASE)
            raise ImportingError(_LOGIN if is_form else _NO_FEED)
        remark = f"found on the page {address}"
        if feeds[1:]:
            remark += f", which also names {', '.join(feeds[1:4])}"
        answer = _fetch(feeds[0], how, FeedVersion())
        address = answer.moved_to or feeds[0]
        if not is_feed(answer.body):
            raise ImportingError(f"names the feed {feeds[0]}, which is not a feed; check its site")
    headers = answer.headers
    found = FeedVersion(headers.get("etag", ""), headers.get("last-modified", ""))
    return FeedDownload(address, answer, found, remark)


def find_feeds(page: str, address: str) -> Iterator[str]:
    """Yield the addresses of the feeds that a page names, those of comments last."""
    found: dict[str, bool] = {}
    for link in _LINK.findall(page):
        values = {
            name.lower(): html.unescape(next(filter(None, forms), "")).strip()
            for name, *forms in _ATTRIBUTE.findall(link)
        }
        is_named = "alternate" in values.get("rel", "").lower().split()
        if is_named and values.get("type", "").lower() in _FEED_TYPES:
            with suppress(ValueError):
                target = urljoin(address, values.get("href", ""))
                if is_address(target) and target != address:
                    about = f"{values.get('title', '')} {target}".lower()
                    found.setdefault(target, "comment" in about)
    yield from sorted(found, key=lambda target: found[target])


def _fetch(address: str, how: FetchOptions, version: FeedVersion) -> PageAnswer:
    try:
        return Fetch(how, version.conditions).get(address)
    except StatusError as error:
        form = _ADVICE.get(error.status) or (_LATER if error.status >= 500 else _OTHER)
        wait = parse_wait(error.retry_after, datetime.datetime.now(datetime.UTC))
        raise FeedError(form.format(status=error.status), wait) from None


def parse_wait(retry_after: str, now: datetime.datetime) -> float:
    """Return the seconds of a header Retry-After; 0 if it has no time: "120" → 120."""
    if retry_after.strip().isdecimal():
        return min(float(retry_after), _LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return min(max((moment - now).total_seconds(), 0.0), _LONGEST_WAIT)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0


def with_full_text(item: ImportItem, how: FetchOptions) -> ImportItem:
    """Return an entry with the text of its page, or as it is if the page has no more text."""
    document = item.document
    if not is_address(document.source):
        return item
    try:
        page = fetch_document(document.source, how)
    except ImportingError as error:
        remark = f"the full text was not fetched: {error}"
        return replace(item, document=replace(document, remark=remark))
    if len(page.text.split()) <= len(document.text.split()):
        return item
    full = replace(
        document, text=page.text, remark=page.remark, retrieved_from=page.retrieved_from,
        byline=document.byline or page.byline, section=document.section or page.section,
    )  # fmt: skip
    return replace(item, document=full, excerpt=False)
