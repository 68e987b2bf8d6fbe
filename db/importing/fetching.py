"""Pages from their addresses: bounded, as robots.txt allows, and from public hosts unless told.

Each redirect is checked as the first address is, and the connection goes to the very address that
was checked, so that a name cannot mean another host a moment later.
"""

import functools
import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from db.importing.errors import ImportingError
from db.importing.incoming import Incoming, Problem
from db.records import Document

AGENT = "OnRecord"
_SECONDS = 20.0  # for one answer to begin
_WHOLE = 60.0  # seconds for it to end
_LARGEST = 20_000_000  # bytes
_LARGEST_ROBOTS = 500_000
_REDIRECTS = 5
_ENDINGS = {
    "application/pdf": ".pdf", "application/epub+zip": ".epub", "text/plain": ".txt",
    "text/markdown": ".md", "application/json": ".json", "application/rss+xml": ".xml",
    "application/atom+xml": ".xml", "application/xml": ".xml", "text/xml": ".xml",
    "text/html": ".html", "application/xhtml+xml": ".html", "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip


_REFUSALS = {
    401: "asks who you are", 402: "asks for money", 403: "does not let programs in",
    404: "is not there", 410: "is gone", 429: "asks to wait",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fetching:
    """What fetching may do: with `private`, it may ask hosts of this machine and its network."""

    private: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    address: str
    status: int
    kind: str
    body: bytes


def is_address(name: str) -> bool:
    """Whether a name that was typed is a web address."""
    return bool(re.match(r"https?://\S+$", name, re.IGNORECASE))


def fetch_document(address: str, how: Fetching) -> Document:
    """The article at an address; raises ImportingError."""
    first = next(fetch_all(address, how), None)
    if isinstance(first, Problem):
        raise ImportingError(first.message)
    if first is None:
        raise ImportingError("has no article; look at the address in a browser")
    return first.document


def fetch_all(address: str, how: Fetching) -> Iterator[Incoming | Problem]:
    """Everything at an address: a page is one article, a feed its entries."""
    from db.importing import read_all_bytes

    try:
        answer = _get(address, how)
    except ImportingError as error:
        yield Problem(address, str(error))
        return
    ending = _ENDINGS.get(answer.kind, "")
    for item in read_all_bytes(answer.body, f"page{ending}" if ending else answer.address):
        if isinstance(item, Incoming):
            document = item.document
            if not document.source.startswith(("http://", "https://")):
                document = replace(document, source=answer.address)
            yield replace(item, document=document)
        else:
            yield Problem(address, item.message)


def _get(address: str, how: Fetching) -> _Answer:
    """The answer at an address after its redirects, where robots.txt allows it."""
    for _ in range(_REDIRECTS + 1):
        if not _allowed(address, how):
            raise ImportingError("may not be fetched: the site's robots.txt asks programs not to")
        answer = _request(address, how, _LARGEST)
        if answer.status not in (301, 302, 303, 307, 308):
            break
        address = answer.address
    else:
        raise ImportingError("is redirected without end; look at it in a browser")
    if answer.status != 200:
        why = _REFUSALS.get(answer.status)
        what = why or f"answers with an error ({answer.status})"
        raise ImportingError(f"{what}; save the page in a browser and add the file")
    return answer


def _allowed(address: str, how: Fetching) -> bool:
    _host_of(address)
    parts = urlsplit(address)
    rules = _robots(f"{parts.scheme}://{parts.netloc}", how)
    return rules.can_fetch(AGENT, address)


@functools.lru_cache(maxsize=256)
def _robots(site: str, how: Fetching) -> RobotFileParser:
    """What a site asks of programs; nothing where it has no robots.txt (RFC 9309)."""
    rules = RobotFileParser()
    address = f"{site}/robots.txt"
    for _ in range(_REDIRECTS):
        answer = _request(address, how, _LARGEST_ROBOTS)
        if answer.status not in (301, 302, 303, 307, 308):
            break
        address = answer.address
    if answer.status == 200:
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
    elif answer.status >= 500:
        rules.parse(["User-agent: *", "Disallow: /"])
    else:
        rules.parse([])
    return rules


def _request(address: str, how: Fetching, most: int) -> _Answer:
    """One request; the answer's address is where it redirects to, if it does."""
    parts = urlsplit(address)
    host = _host_of(address)
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    connection = _connection(host, port, secure, how)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=?~')}" if parts.query else ""
    )
    headers = {
        "Host": host if parts.port is None else f"{host}:{port}",
        "User-Agent": f"{AGENT} (reads single pages for one reader)",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    try:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in (301, 302, 303, 307, 308) and location:
            return _Answer(urljoin(address, location), response.status, "", b"")
        kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        body = _body(response, most)
        return _Answer(address, response.status, kind, body)
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(host, error) from error
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    """What is answered, unpacked, never more than `most` bytes of either."""
    unpacker = (
        zlib.decompressobj(16 + zlib.MAX_WBITS)
        if (response.getheader("Content-Encoding") or "").lower() == "gzip"
        else None
    )
    body = b""
    while piece := response.read1(65_536):
        try:
            body += unpacker.decompress(piece, most + 1 - len(body)) if unpacker else piece
        except zlib.error:
            raise ImportingError("answers with damaged data; try again") from None
        if len(body) > most:
            raise ImportingError(f"is larger than {most // 1_000_000} MB; save and split it")
    return body


class _TimedBytes(io.RawIOBase):
    """The bytes that a server sends, until the time for all of them is over.

    A timeout of the socket is for one piece: a server may send its headers byte by byte for days.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._bytes = connected.makefile("rb", buffering=0)
        self._deadline = time.monotonic() + _WHOLE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if time.monotonic() > self._deadline:
            raise ImportingError("takes too long to answer; try again later")
        return self._bytes.readinto(buffer)

    def close(self) -> None:
        self._bytes.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer whose status, headers and body come in time."""

    def __init__(self, sock: socket.socket, *rest: Any, **more: Any) -> None:
        super().__init__(sock, *rest, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedBytes(sock))


class _Plain(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name means by now."""

    checked = ""
    response_class = _Response

    def connect(self) -> None:
        self.sock = socket.create_connection((self.checked, self.port), self.timeout)


class _Secure(http.client.HTTPSConnection):
    """The same over TLS, with the host's name for its certificate."""

    checked = ""
    response_class = _Response

    def connect(self) -> None:
        plain = socket.create_connection((self.checked, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connection(host: str, port: int, secure: bool, how: Fetching) -> _Plain | _Secure:
    connection = (_Secure if secure else _Plain)(host, port, timeout=_SECONDS)
    connection.checked = _checked_address(host, port, how)
    return connection


def _checked_address(host: str, port: int, how: Fetching) -> str:
    """The number of a host; raises ImportingError for one that is not public, unless told so."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _unreachable(host, error) from error
    numbers = [str(entry[4][0]) for entry in found]
    if not how.private and not all(ipaddress.ip_address(one).is_global for one in numbers):
        raise ImportingError(
            f"{host} is on this machine or its network; --private lets such pages in"
        )
    return numbers[0]


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host = ""
    if not host or parts.scheme.lower() not in ("http", "https"):
        raise ImportingError("is no address of a page; it begins with http:// or https://")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise ImportingError("is no address of a page; look at how its host is written") from None


def _unreachable(host: str, error: Exception) -> ImportingError:
    if isinstance(error, ssl.SSLError):
        return ImportingError(f"{host} has no valid certificate; look at it in a browser")
    if isinstance(error, TimeoutError):
        return ImportingError(f"{host} does not answer; try again later")
    return ImportingError(
        f"{host} cannot be reached: there is no network, or no such host; "
        "a page that you saved can be added as a file"
    )
