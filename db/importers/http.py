"""Download of pages: with limits, as robots.txt allows, and by default from public hosts only.

One clock and one limit of bytes hold for all that a fetch receives: name resolution, robots.txt,
redirects, headers and body. Each redirect is checked like the first address. The connection uses
the IP address that was checked, so that a DNS change cannot redirect it to another host.
"""

import datetime
import http.client
import io
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from msgspec import Struct

from analysis.structs import replace
from db.errors import ImportingError
from db.importers.documents import confirm_published
from db.importers.encodings import to_utf8
from db.importers.host_addresses import check_host_address
from db.importers.host_locks import lock_host
from db.importers.models import ImportItem, ImportProblem
from db.models import Document
from db.web_addresses import normalize_host, without_password

USER_AGENT = "OnRecord"
_SILENCE = 20.0  # seconds without a byte
_WHOLE = 60.0  # seconds for a fetch with its redirects and robots.txt
_LARGEST = 20_000_000  # bytes of a body
_LARGEST_RECEIVED = 21_000_000  # bytes of a fetch, headers and redirects included
_LARGEST_ROBOTS = 500_000  # bytes; the rest is ignored (RFC 9309, 2.5)
_REDIRECTS = 5
_REDIRECT_CODES = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
NOT_MODIFIED = 304
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_TOO_SLOW = "takes too long to answer; try again later"
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


class StatusError(ImportingError):
    """A response with an error: its status, and the header Retry-After or an empty string."""

    def __init__(self, status: int, retry_after: str = "") -> None:
        """Describe the error."""
        refusal = _REFUSALS.get(status) or f"answers with an error ({status})"
        super().__init__(f"{refusal}; save the page in a browser and add the file")
        self.status = status
        self.retry_after = retry_after


class FetchOptions(Struct, frozen=True):
    """Options of fetching; `allow_private` allows hosts of this machine and its network.

    `private_host` is the only one of them that is allowed otherwise, with its port.
    """

    allow_private: bool = False
    private_host: str = ""


class PageAnswer(Struct, frozen=True):
    """A response, with its headers by their names in lower case.

    `moved_to` is the address to which all redirects before it lead for good, or empty.
    """

    address: str
    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = _NO_HEADERS
    moved_to: str = ""


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
    address = without_password(address)
    try:
        answer = Fetch(how).get(address)
    except ImportingError as error:
        yield ImportProblem(address, str(error))
        return
    yield from read_answer(answer, address)


def read_answer(answer: PageAnswer, address: str) -> Iterator[ImportItem | ImportProblem]:
    """Read the items of a response to a request for `address`."""
    from db.importers import read_all_bytes

    ending = _ENDINGS.get(answer.kind, "")
    for item in read_all_bytes(answer.body, f"page{ending}" if ending else answer.address):
        if isinstance(item, ImportItem):
            document = _with_addresses(item.document, answer, ending in (".html", ".txt"))
            if not item.is_record:
                document = confirm_published(document, datetime.date.today(), answer.address)
            yield replace(item, document=document)
        else:
            yield ImportProblem(address, item.message)


def _with_addresses(document: Document, answer: PageAnswer, is_page: bool) -> Document:
    """Set the source of a document; a page is not believed to be from another host than its own."""
    document = replace(document, retrieved_from=answer.address)
    if not is_address(document.source):
        return replace(document, source=answer.address)
    if is_page and normalize_host(document.source) != normalize_host(answer.address):
        return replace(document, source=answer.address, claimed_address=document.source)
    return document


_ROBOTS: dict[tuple[str, FetchOptions], RobotFileParser] = {}
_MOST_ROBOTS = 256  # sites whose rules are kept


class _Budget:
    """The time and the bytes that are left of a fetch."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + _WHOLE
        self._bytes = _LARGEST_RECEIVED

    def seconds(self) -> float:
        """Return how long to wait for the next byte; raises ImportingError if no time is left."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ImportingError(_TOO_SLOW)
        return min(left, _SILENCE)

    def extend(self, seconds: float) -> None:
        """Add time that passed before the request was sent."""
        self._deadline += seconds

    def spend(self, count: int) -> None:
        """Subtract received bytes; raises ImportingError if there are too many."""
        self._bytes -= count
        if self._bytes < 0:
            raise _too_large(_LARGEST)


class Fetch:
    """One fetch: an address, its redirects and the robots.txt of their hosts."""

    def __init__(self, how: FetchOptions, headers: Mapping[str, str] = _NO_HEADERS) -> None:
        self._how = how
        self._headers = headers  # of each request but that for robots.txt
        self._budget = _Budget()

    def get(self, address: str) -> PageAnswer:
        """Return the response at an address after its redirects, if robots.txt allows it."""
        moved_to = ""
        for hop in range(_REDIRECTS + 1):
            if not self._is_allowed(address):
                raise ImportingError(
                    "cannot be fetched: the site's robots.txt does not allow programs"
                )
            answer = self._request(address, _LARGEST, self._headers)
            if answer.status not in _REDIRECT_CODES:
                break
            address = answer.address
            is_permanent = answer.status in _PERMANENT and (moved_to or not hop)
            moved_to = address if is_permanent else ""
        else:
            raise ImportingError("is redirected endlessly; open it in a browser")
        if answer.status != 200 and not (answer.status == NOT_MODIFIED and self._headers):
            raise StatusError(answer.status, answer.headers.get("retry-after", ""))
        return replace(answer, moved_to=moved_to)

    def _is_allowed(self, address: str) -> bool:
        parts = _parse(address)
        site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        rules = _ROBOTS.get((site, self._how))
        if rules is None:
            rules = self._read_robots(site)
            while len(_ROBOTS) >= _MOST_ROBOTS:
                _ROBOTS.pop(next(iter(_ROBOTS)), None)
            _ROBOTS[site, self._how] = rules
        return rules.can_fetch(USER_AGENT, address)

    def _read_robots(self, site: str) -> RobotFileParser:
        """Return the rules of a site's robots.txt; a site without one has no rules (RFC 9309)."""
        rules = RobotFileParser()
        address = f"{site}/robots.txt"
        for _ in range(_REDIRECTS):
            answer = self._request(address, _LARGEST_ROBOTS, truncate=True)
            if answer.status not in _REDIRECT_CODES:
                break
            address = answer.address
        if answer.status == 200:
            rules.parse(answer.body.decode("utf-8", "replace").splitlines())
        elif answer.status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            rules.parse([])
        return rules

    def _request(
        self,
        address: str,
        most: int,
        more_headers: Mapping[str, str] = _NO_HEADERS,
        *,
        truncate: bool = False,
    ) -> PageAnswer:
        """Send one request, when its host answers no other.

        The response to a redirect has the address of its target.
        """
        parts = _parse(address)
        with lock_host(f"{_host_of(parts)}:{parts.port or _default_port(parts)}") as waited:
            self._budget.extend(waited)
            return self._send(address, parts, most, more_headers, truncate=truncate)

    def _send(
        self,
        address: str,
        parts: SplitResult,
        most: int,
        more_headers: Mapping[str, str],
        *,
        truncate: bool,
    ) -> PageAnswer:
        host = _host_of(parts)
        connection = self._connect(host, parts)
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
            f"?{quote(parts.query, safe='/%:@!$&()*+,;=?~')}" if parts.query else ""
        )
        shown = f"[{host}]" if ":" in host else host
        headers = {
            "Host": shown if parts.port is None else f"{shown}:{parts.port}",
            "User-Agent": f"{USER_AGENT} (reads single pages for one reader)",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **more_headers,
        }
        try:
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            location = response.getheader("Location")
            if response.status in _REDIRECT_CODES and location:
                return PageAnswer(
                    without_password(urljoin(address, location)), response.status, "", b""
                )
            kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            body = to_utf8(
                _body(response, most, truncate=truncate),
                response.headers.get_content_charset() or "",
            )
            more = {name.lower(): value for name, value in response.getheaders()}
            return PageAnswer(address, response.status, kind, body, more)
        except (OSError, http.client.HTTPException) as error:
            self._budget.seconds()  # which says so if no time was left
            raise _unreachable(host, error) from error
        finally:
            connection.close()

    def _connect(self, host: str, parts: SplitResult) -> http.client.HTTPConnection:
        """Connect to the first IP address of a host that answers; all of them must be allowed."""
        secure = parts.scheme.lower() == "https"
        port = parts.port or _default_port(parts)
        numbers = self._resolve(host, port)
        site = f"{host}:{port}"
        allow_private = self._how.allow_private or site == self._how.private_host
        for number in numbers:
            check_host_address(host, number, allow_private=allow_private)
        last: OSError = OSError("no address")
        for number in numbers:
            try:
                connected = socket.create_connection((number, port), self._budget.seconds())
                if secure:
                    connected = self._secure(connected, host)
            except OSError as error:
                last = error
                continue
            connection = http.client.HTTPConnection(host, port)
            connection.sock = connected
            connection.response_class = partial(_Response, budget=self._budget)  # type: ignore[assignment]
            return connection
        self._budget.seconds()
        raise _unreachable(host, last) from last

    def _secure(self, connected: socket.socket, host: str) -> ssl.SSLSocket:
        connected.settimeout(self._budget.seconds())  # for the whole handshake
        try:
            return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        except OSError:
            connected.close()
            raise

    def _resolve(self, host: str, port: int) -> list[str]:
        """Resolve a host, in a thread, as the system's resolver has no deadline of ours."""
        found: list[str] = []
        errors: list[Exception] = []

        def resolve() -> None:
            try:
                entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                found.extend(str(entry[4][0]) for entry in entries)
            except (OSError, UnicodeError) as error:
                errors.append(error)

        thread = threading.Thread(target=resolve, daemon=True)
        thread.start()
        thread.join(self._budget.seconds())
        if thread.is_alive():
            raise _unreachable(host, TimeoutError())
        if errors:
            raise _unreachable(host, errors[0]) from errors[0]
        return list(dict.fromkeys(found))


def _body(response: http.client.HTTPResponse, most: int, *, truncate: bool) -> bytes:
    """Read and decompress a body; over `most` bytes, truncate it or raise ImportingError."""
    unpacker = (
        zlib.decompressobj(16 + zlib.MAX_WBITS)
        if (response.getheader("Content-Encoding") or "").lower() == "gzip"
        else None
    )
    body = bytearray()
    while piece := response.read1(65_536):
        try:
            body += unpacker.decompress(piece, most + 1 - len(body)) if unpacker else piece
        except zlib.error:
            raise ImportingError("answers with damaged data; try again") from None
        if len(body) > most:
            if truncate:
                return bytes(body[:most])
            raise _too_large(most)
    if response.length:  # bytes that were announced and did not come
        raise ImportingError("was not sent completely; try again")
    return bytes(body)


class _BoundedBytes(io.RawIOBase):
    """The bytes that a server sends, within the budget of a fetch.

    A socket timeout is for each read: a server may send its headers byte by byte for days.
    """

    def __init__(self, connected: socket.socket, budget: _Budget) -> None:
        self._socket = connected
        self._bytes = connected.makefile("rb", buffering=0)
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._budget.seconds())
        count = self._bytes.readinto(buffer)
        self._budget.spend(count or 0)
        return count

    def close(self) -> None:
        self._bytes.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A response with the budget of its fetch for status, headers and body."""

    def __init__(self, sock: socket.socket, *rest: Any, budget: _Budget, **more: Any) -> None:
        super().__init__(sock, *rest, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_BoundedBytes(sock, budget))


def _parse(address: str) -> SplitResult:
    """Split a web address; raises ImportingError if it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if not parts.hostname or parts.scheme.lower() not in ("http", "https"):
        raise ImportingError("is not a web address; begin it with http:// or https://")
    return parts


def find_site(address: str) -> str:
    """Return the host of an address with its port: "https://a.example/x" → "a.example:443"."""
    parts = _parse(address)
    return f"{_host_of(parts)}:{parts.port or _default_port(parts)}"


def _default_port(parts: SplitResult) -> int:
    return 443 if parts.scheme.lower() == "https" else 80


def _host_of(parts: SplitResult) -> str:
    try:
        return (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        raise ImportingError("is not a web address; check the name of its host") from None


def _too_large(most: int) -> ImportingError:
    return ImportingError(f"is larger than {most // 1_000_000} MB; save and split it")


def _unreachable(host: str, error: Exception) -> ImportingError:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message.partition(",")[0].lower()
        return ImportingError(
            f"{host} has no valid certificate ({reason}); open it in a browser, or try again later"
        )
    if isinstance(error, ssl.SSLError):
        return ImportingError(f"{host} offers no secure connection; open it in a browser")
    if isinstance(error, TimeoutError):
        return ImportingError(f"{host} does not answer; try again later")
    if isinstance(error, http.client.IncompleteRead):
        return ImportingError("was not sent completely; try again")
    if isinstance(error, http.client.HTTPException):
        return ImportingError(
            f"{host} sends no valid response; save the page in a browser and add the file"
        )
    return ImportingError(
        f"{host} cannot be reached: there is no network or no such host; "
        "check the address, or save the page and add the file"
    )
