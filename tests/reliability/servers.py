"""Hostile web servers: each behavior must end a fetch by its deadline, with a named problem."""

import gzip
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from db.importers import ImportProblem, http
from db.importers.http import FetchOptions, fetch_all

Script = Iterator[tuple[float, bytes]]
"""The pieces that a server sends, each after a pause in seconds."""

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
_PAUSE = 0.05


def _silent() -> Script:
    yield 1e9, b""


def _drip(first: bytes, piece: bytes) -> Callable[[], Script]:
    def script() -> Script:
        yield 0, first
        yield from itertools.repeat((_PAUSE, piece))

    return script


def _flood(first: bytes, piece: bytes) -> Callable[[], Script]:
    def script() -> Script:
        yield 0, first
        yield from itertools.repeat((0, piece))

    return script


def _once(data: bytes) -> Callable[[], Script]:
    def script() -> Script:
        yield 0, data

    return script


def _slow_redirect() -> Script:
    yield 9, _REDIRECT


def _bomb() -> bytes:
    body = gzip.compress(bytes(60_000_000))
    return _OK + b"Content-Encoding: gzip\r\n\r\n" + body


SCRIPTS: dict[str, Callable[[], Script]] = {
    "silent": _silent,
    "closes at once": _once(b""),
    "drips the status line": _drip(b"HTTP/1.1 2", b"0"),
    "drips a header": _drip(_OK + b"X-Slow: ", b"a"),
    "drips header lines": _drip(_OK, b"X-Slow: a\r\n"),
    "drips interim responses": _drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "drips a chunk size": _drip(_CHUNKED, b"0"),
    "drips a chunk extension": _drip(_CHUNKED + b"5;", b"a"),
    "drips chunks": _drip(_CHUNKED, b"1\r\na\r\n"),
    "drips trailers": _drip(_CHUNKED + b"0\r\n", b"X-Slow: a\r\n"),
    "drips a body": _drip(_OK + b"\r\n<p>", b"a"),
    "drips a gzip body": _drip(_OK + b"Content-Encoding: gzip\r\n\r\n", b"\x1f"),
    "floods header lines": _flood(_OK, b"X-Flood: " + b"a" * 60_000 + b"\r\n"),
    "floods one header": _flood(_OK + b"X-Flood: ", b"a" * 65_536),
    "floods interim responses": _flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    "floods a body": _flood(_OK + b"\r\n", b"a" * 65_536),
    "sends a compressed bomb": _once(_bomb()),
    "redirects endlessly": _once(_REDIRECT),
    "redirects slowly": _slow_redirect,
    "sends garbage": _once(bytes(range(256)) * 64),
    "announces a negative length": _once(_OK + b"Content-Length: -1\r\n\r\n"),
    "breaks off": _once(_OK + b"Content-Length: 5000\r\n\r\n<p>The harbour"),
}


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The duration in seconds and the problem of a fetch from a hostile server."""

    seconds: float
    problem: str


def fetch_from_hostile_servers(patience: float = 60.0) -> dict[str, FetchResult]:
    """Fetch from all servers at the same time; `patience` replaces the deadline of a fetch."""
    whole, http._WHOLE = http._WHOLE, patience
    try:
        with ThreadPoolExecutor(2 * len(SCRIPTS)) as threads:
            schemes = [("http", name) for name in SCRIPTS] + [("https", "silent")]
            ends = threads.map(lambda server: _fetch_from(*server), schemes)
            return {
                f"{scheme}: {name}": end for (scheme, name), end in zip(schemes, ends, strict=True)
            }
    finally:
        http._WHOLE = whole


def _fetch_from(scheme: str, name: str) -> FetchResult:
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    server = threading.Thread(target=_serve, args=(listening, SCRIPTS[name], over), daemon=True)
    server.start()
    address = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/page"
    began = time.monotonic()
    results = list(fetch_all(address, FetchOptions(allow_private=True)))
    seconds = time.monotonic() - began
    over.set()
    listening.close()
    problems = [result.message for result in results if isinstance(result, ImportProblem)]
    return FetchResult(seconds, "; ".join(problems))


def _serve(listening: socket.socket, script: Callable[[], Script], over: threading.Event) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                request = connection.recv(65_536)
                if b"GET /robots.txt" in request:
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                for pause, piece in script():
                    if pause and over.wait(pause):
                        return
                    connection.sendall(piece)
                    if over.is_set():
                        return
