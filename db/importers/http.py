"""Download of pages: with limits, as robots.txt allows, and by default from public hosts only.

Each redirect is checked like the first address. The connection uses the IP address that was
checked, so that a DNS change cannot redirect it to another host.
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

from db.errors import ImportingError
from db.importers.models import ImportItem, ImportProblem
from db.models import Document

USER_AGENT = "OnRecord"
_SECONDS = 20.0  # until the response begins
_WHOLE = 60.0  # seconds until the response ends
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
    401: "requires a login", 402: "requires a payment", 403: "denies access to programs",
    404: "does not exist", 410: "was removed", 429: "received too many requests",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Options of fetching; `allow_private` allows hosts of this machine and its network."""

    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    address: str
    status: int
    kind: str
    body: bytes


def is_address(name: str) -> bool:
    """Return True if a name that the user typed is a web address."""
    return bool(re.match(r"https?://\S+$", name, re.IGNORECASE))


def fetch_document(address: str, how: FetchOptions) -> Document:
    """Fetch the article at an address; raises ImportingError."""
    first = next(fetch_all(address, how), None)
    if isinstance(first, ImportProblem):
        raise ImportingError(first.message)
    if first is None:
        raise ImportingError("has no article; open the address in a browser")
    return first.document


def fetch_all(address: str, how: FetchOptions) -> Iterator[ImportItem | ImportProblem]:
    """Fetch all items at an address: one article of a page, or the entries of a feed."""
    from db.importers import read_all_bytes

    try:
        answer = _get(address, how)
    except ImportingError as error:
        yield ImportProblem(address, str(error))
        return
    ending = _ENDINGS.get(answer.kind, "")
    for item in read_all_bytes(answer.body, f"page{ending}" if ending else answer.address):
        if isinstance(item, ImportItem):
            document = item.document
            if not document.source.startswith(("http://", "https://")):
                document = replace(document, source=answer.address)
            yield replace(item, document=document)
        else:
            yield ImportProblem(address, item.message)


def _get(address: str, how: FetchOptions) -> _Answer:
    """Return the response at an address after its redirects, if robots.txt allows it."""
    for _ in range(_REDIRECTS + 1):
        if not _is_allowed(address, how):
            raise ImportingError("cannot be fetched: the site's robots.txt does not allow programs")
        answer = _request(address, how, _LARGEST)
        if answer.status not in (301, 302, 303, 307, 308):
            break
        address = answer.address
    else:
        raise ImportingError("is redirected endlessly; open it in a browser")
    if answer.status != 200:
        refusal = _REFUSALS.get(answer.status) or f"answers with an error ({answer.status})"
        raise ImportingError(f"{refusal}; save the page in a browser and add the file")
    return answer


def _is_allowed(address: str, how: FetchOptions) -> bool:
    _host_of(address)
    parts = urlsplit(address)
    rules = _robots(f"{parts.scheme}://{parts.netloc}", how)
    return rules.can_fetch(USER_AGENT, address)


@functools.lru_cache(maxsize=256)
def _robots(site: str, how: FetchOptions) -> RobotFileParser:
    """Return the rules of a site's robots.txt; a site without one has no rules (RFC 9309)."""
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


def _request(address: str, how: FetchOptions, most: int) -> _Answer:
    """Send one request; the response to a redirect has the address of its target."""
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
        "User-Agent": f"{USER_AGENT} (reads single pages for one reader)",
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
    """Read and decompress the body of a response, at most `most` bytes of it."""
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
    """The bytes that a server sends, with a deadline for all of them.

    A socket timeout is for each read: a server may send its headers byte by byte for days.
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
    """A response with a deadline for status, headers and body."""

    def __init__(self, sock: socket.socket, *rest: Any, **more: Any) -> None:
        super().__init__(sock, *rest, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedBytes(sock))


class _Plain(http.client.HTTPConnection):
    """A connection to the IP address that was checked, whatever the name resolves to now."""

    checked = ""
    response_class = _Response

    def connect(self) -> None:
        self.sock = socket.create_connection((self.checked, self.port), self.timeout)


class _Secure(http.client.HTTPSConnection):
    """The same over TLS; the certificate is checked against the host's name."""

    checked = ""
    response_class = _Response

    def connect(self) -> None:
        plain = socket.create_connection((self.checked, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connection(host: str, port: int, secure: bool, how: FetchOptions) -> _Plain | _Secure:
    connection = (_Secure if secure else _Plain)(host, port, timeout=_SECONDS)
    connection.checked = _checked_address(host, port, how)
    return connection


def _checked_address(host: str, port: int, how: FetchOptions) -> str:
    """Resolve a host; raises ImportingError if it is not public, unless `private` allows it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _unreachable(host, error) from error
    numbers = [str(entry[4][0]) for entry in found]
    if not how.allow_private and not all(ipaddress.ip_address(ip).is_global for ip in numbers):
        raise ImportingError(
            f"{host} is on this machine or its network; "
            "use --allow-private-network to allow such pages"
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
        raise ImportingError("is not a web address; begin it with http:// or https://")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise ImportingError("is not a web address; check the name of its host") from None


def _unreachable(host: str, error: Exception) -> ImportingError:
    if isinstance(error, ssl.SSLError):
        return ImportingError(f"{host} has no valid certificate; open it in a browser")
    if isinstance(error, TimeoutError):
        return ImportingError(f"{host} does not answer; try again later")
    return ImportingError(
        f"{host} cannot be reached: there is no network or no such host; "
        "check the address, or save the page and add the file"
    )
