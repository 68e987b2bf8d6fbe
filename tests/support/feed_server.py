"""A server on this machine with one feed, whose entries a test sets."""

import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from msgspec import Struct

STORY = (
    "“We will keep the pier open,” the mayor, Ana Reis, said on Monday. The council had planned to"
    " close it in {month}, when the ferries move to the other side of the bay."
)


class FeedItem(Struct, frozen=True):
    """An entry of a feed; one without a link or an id has none."""

    text: str
    title: str = ""
    link: str = ""
    id: str = ""

    def to_xml(self) -> str:
        """Return the element."""
        values = {"title": self.title, "link": self.link, "description": self.text, "guid": self.id}
        parts = "".join(
            f"<{name}>{escape(value)}</{name}>" for name, value in values.items() if value
        ).replace("<guid>", "<guid isPermaLink='false'>")
        return f"<item>{parts}</item>"


class FeedServer:
    """The entries of the feed at `/feed`, other pages, and the requests that were received."""

    def __init__(self) -> None:
        """Serve no entries."""
        self.items: Sequence[FeedItem] = ()
        self.version = ""
        self.status = 200
        self.requests: list[tuple[str, int]] = []
        self.address = ""
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def set_entries(self, *months: str) -> None:
        """Serve a story for each month, as a new version of the feed."""
        addresses = {month: f"https://bay.example/{month}" for month in months}
        self.set_items(
            *(
                FeedItem(STORY.format(month=month), title=address, link=address)
                for month, address in addresses.items()
            )
        )

    def set_items(self, *items: FeedItem) -> None:
        """Serve entries, as a new version of the feed."""
        self.items = items
        self.version = f'"{zlib.crc32(self.to_xml())}"'

    def to_xml(self) -> bytes:
        """Return the feed."""
        items = "".join(item.to_xml() for item in self.items)
        return (
            f"<rss version='2.0'><channel><title>Bay News</title>{items}</channel></rss>".encode()
        )


@contextmanager
def serve_feed() -> Iterator[FeedServer]:
    """Serve a feed, a page that is none at `/page`, and its `pages`, on a port of this machine."""
    feed = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = 404, b""
            headers: dict[str, str] = {}
            if self.path in feed.pages:
                status, headers, body = feed.pages[self.path]
                feed.requests.append((self.path, status))
            elif self.path == "/feed":
                known = feed.version and self.headers["If-None-Match"] == feed.version
                status, body = (304, b"") if known else (feed.status, feed.to_xml())
                feed.requests.append((self.path, status))
            elif self.path == "/page":
                status, body = 200, b"<!doctype html><html><body><p>No feed here.</p></body></html>"
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            if feed.version and not headers:
                self.send_header("ETag", feed.version)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            del format, arguments

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    feed.address = f"http://127.0.0.1:{server.server_port}/feed"
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
