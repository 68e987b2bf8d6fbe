"""Pages from addresses, against a server on this machine alone."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from db.errors import ImportingError
from db.importers import ImportItem, ImportProblem, http
from db.importers.host_addresses import check_host_address
from db.importers.http import FetchOptions, fetch_all, fetch_document, is_address
from tests.support.import_samples import PAGE, TITLE, pdf, rss_feed

HERE = FetchOptions(allow_private=True)
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /closed\n"),
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
                gzip.compress(PAGE.encode())),
    "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"},
              gzip.compress(b"a" * 40_000_000)),
    "/moved": (302, {"Location": "/page"}, b""),
    "/inside": (302, {"Location": "http://inside.example/page"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/there": (302, {"Location": "/back"}, b""),
    "/back": (307, {"Location": "/there?again"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/closed/page": (200, {"Content-Type": "text/html"}, PAGE.encode()),
    "/feed": (200, {"Content-Type": "application/rss+xml"}, rss_feed()),
    "/report": (200, {"Content-Type": "application/pdf"}, pdf()),
    "/paid": (402, {}, b""),
}  # fmt: skip


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = ANSWERS.get(self.path.partition("?")[0], (404, {}, b"nothing"))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        del format, arguments


@pytest.fixture
def site() -> Iterator[str]:
    http._ROBOTS.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/page", "/packed", "/moved"])
def test_a_page_is_the_article_on_it(path: str, site: str) -> None:
    document = fetch_document(site + path, HERE)
    assert document.title == TITLE
    assert document.text.startswith(TITLE)


def test_the_encoding_that_a_server_declares_is_that_of_its_page(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Les pilotes ont quitté leurs bateaux dès vendredi, a déclaré la préfète du port."
    page = f"<html><body><article><p>{text}</p></article></body></html>".encode("mac-roman")
    answer = (200, {"Content-Type": "text/html; charset=macintosh"}, page)
    monkeypatch.setitem(ANSWERS, "/page", answer)
    assert fetch_document(f"{site}/page", HERE).text.strip() == text


def test_what_is_no_page_is_read_as_what_it_is(site: str) -> None:
    assert fetch_document(f"{site}/report", HERE).source == f"{site}/report"
    entries = list(fetch_all(f"{site}/feed", HERE))
    assert [isinstance(entry, ImportItem) for entry in entries] == [True, True]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/closed/page", "robots.txt"),
        ("/round", "redirected endlessly"),
        ("/there", "redirected endlessly"),
        ("/nowhere", "does not exist"),
        ("/paid", "requires a payment"),
        ("/bomb", "larger than 20 MB"),
        ("/file", "not a web address"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_line(path: str, message: str, site: str) -> None:
    [problem] = fetch_all(site + path, HERE)
    assert isinstance(problem, ImportProblem)
    assert message in problem.message
    assert "\n" not in problem.message


def test_a_robots_file_that_is_redirected_without_end_asks_nothing(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ANSWERS, "/robots.txt", (302, {"Location": "/robots.txt"}, b""))
    assert fetch_document(f"{site}/page", HERE).title == TITLE


@pytest.fixture
def slow_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes, bytes], str]]:
    """Start a server that answers with `first` and then sends `drip` until it is hung up on."""
    monkeypatch.setattr(http, "_WHOLE", 0.2)
    http._ROBOTS.clear()
    listening = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    over = threading.Event()

    def serve(first: bytes, drip: bytes) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(65_536)
            connection.sendall(first)
            while drip and not over.wait(0.01):
                connection.sendall(drip)
            over.wait()

    def start(first: bytes, drip: bytes) -> str:
        threads.append(threading.Thread(target=serve, args=(first, drip), daemon=True))
        threads[0].start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/page"

    yield start
    over.set()
    for thread in threads:
        thread.join()
    listening.close()


OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html\r\n\r\n<p>The harbour"


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (HTML, b" is shut"),
        (OK + b"X-Slow: ", b"a"),
        (b"", b"H"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["a page", "a header", "the first line", "nothing but promises"],
)
def test_a_page_that_drips_is_given_up(
    first: bytes, drip: bytes, slow_site: Callable[[bytes, bytes], str]
) -> None:
    [problem] = fetch_all(slow_site(first, drip), HERE)
    assert isinstance(problem, ImportProblem)
    assert "too long" in problem.message


@pytest.mark.parametrize("first", [b"", OK, HTML], ids=["nothing", "a line", "half a page"])
def test_a_server_that_falls_silent_is_given_up(
    first: bytes, slow_site: Callable[[bytes, bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_SILENCE", 0.05)
    monkeypatch.setattr(http, "_WHOLE", 60.0)
    [problem] = fetch_all(slow_site(first, b""), HERE)
    assert isinstance(problem, ImportProblem)
    assert "does not answer" in problem.message


def test_this_machine_and_its_network_are_refused_unless_asked_for(site: str) -> None:
    with pytest.raises(ImportingError, match="--allow-private-network"):
        fetch_document(f"{site}/page", FetchOptions())


PRIVATE = [
    "10.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd00::1", "fec0::1", "::ffff:10.0.0.1",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::",
    "2001:0:53aa:64c:0:0:80ff:fffe",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::",
    "fe80::1", "224.0.0.1", "ff02::1", "0.0.0.0", "::", "255.255.255.255",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]


@pytest.mark.parametrize("number", [*PRIVATE, *NEVER])
def test_no_form_of_a_private_address_is_public(number: str) -> None:
    with pytest.raises(ImportingError, match=r"news\.example is"):
        check_host_address("news.example", number, allow_private=False)


@pytest.mark.parametrize("number", [*PRIVATE, *PUBLIC])
def test_the_private_network_can_be_allowed(number: str) -> None:
    check_host_address("news.example", number, allow_private=True)


@pytest.mark.parametrize("number", NEVER)
def test_link_local_and_multicast_addresses_cannot_be_allowed(number: str) -> None:
    with pytest.raises(ImportingError, match="never fetched"):
        check_host_address("news.example", number, allow_private=True)


@pytest.mark.parametrize("number", PUBLIC)
def test_public_addresses_are_allowed(number: str) -> None:
    check_host_address("news.example", number, allow_private=False)


@pytest.mark.parametrize("number", ["10.0.0.1", "192.168.1.1", "::1", "64:ff9b::7f00:1"])
def test_a_redirect_into_a_private_network_is_refused(
    number: str, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.rpartition(":")[2])
    connect, resolve, asked = socket.create_connection, socket.getaddrinfo, []

    def name(host: str, port: int, *rest: int, **more: int) -> list[Any]:
        found = {"public.example": "93.184.216.34", "inside.example": number}.get(host)
        return [(0, 0, 0, "", (found, port))] if found else resolve(host, port, *rest, **more)

    def to_the_server(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address[0])
        return connect(("127.0.0.1", port), timeout)

    monkeypatch.setattr(socket, "getaddrinfo", name)
    monkeypatch.setattr(socket, "create_connection", to_the_server)
    assert fetch_document("http://public.example/page", FetchOptions()).title == TITLE
    with pytest.raises(ImportingError, match=r"inside\.example is on this machine or its network"):
        fetch_document("http://public.example/inside", FetchOptions())
    assert set(asked) == {"93.184.216.34"}


def test_an_absent_network_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    http._ROBOTS.clear()
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    [problem] = fetch_all("https://courier.example/x", FetchOptions())
    assert isinstance(problem, ImportProblem)
    assert "there is no network or no such host" in problem.message
    assert "save the page and add the file" in problem.message


def test_redirects_and_rules_of_a_site_share_one_clock(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    get = Answers.do_GET

    def slow(request: Answers) -> None:
        now[0] += 25
        get(request)

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(Answers, "do_GET", slow)
    with pytest.raises(ImportingError, match="too long"):
        fetch_document(f"{site}/round", HERE)  # each redirect takes 25 seconds


def test_headers_count_as_received_bytes(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_LARGEST_RECEIVED", 5_000)
    monkeypatch.setitem(ANSWERS, "/page", (200, {"X-Filler": "a" * 6_000}, PAGE.encode()))
    with pytest.raises(ImportingError, match="larger than 20 MB"):
        fetch_document(f"{site}/page", HERE)


def test_only_the_first_part_of_a_large_robots_file_is_read(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = b"User-agent: *\nDisallow: /closed\n" + b"# filler\n" * 100_000
    monkeypatch.setitem(ANSWERS, "/robots.txt", (200, {}, rules))
    assert fetch_document(f"{site}/page", HERE).title == TITLE
    with pytest.raises(ImportingError, match="robots"):
        fetch_document(f"{site}/closed/page", HERE)


def test_another_address_of_a_host_is_tried(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(site.rpartition(":")[2])
    closed = socket.create_server(("127.0.0.1", 0))
    numbers = [closed.getsockname()[1], port]
    closed.close()
    connect, resolve_number = socket.create_connection, socket.getaddrinfo

    def resolve(host: str, *rest: int, **more: int) -> list[Any]:
        if host != "news.example":
            return resolve_number(host, *rest, **more)
        return [(0, 0, 0, "", (number, port)) for number in ("127.0.0.2", "127.0.0.1")]

    def reach(address: tuple[str, int], timeout: float) -> socket.socket:
        return connect(("127.0.0.1", numbers[address[0] == "127.0.0.1"]), timeout)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", reach)
    assert fetch_document(f"http://news.example:{port}/page", HERE).title == TITLE


def test_only_web_addresses_are_addresses() -> None:
    assert is_address("HTTPS://a.example/x")
    assert not is_address("ftp://a.example/x")
    assert not is_address("https://a.example/x and more")
    with pytest.raises(ImportingError, match="not a web address"):
        fetch_document("https://[x", FetchOptions())


def test_a_page_cannot_claim_the_address_of_another_host(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = '<link rel="canonical" href="https://coastwire.example/pilots">'
    page = PAGE.replace("<head>", f"<head>{claim}", 1)
    assert page != PAGE
    monkeypatch.setitem(ANSWERS, "/page", (200, {"Content-Type": "text/html"}, page.encode()))
    document = fetch_document(f"{site}/page", HERE)
    assert document.source == document.retrieved_from == f"{site}/page"
    assert document.claimed_address == "https://coastwire.example/pilots"


def test_a_password_in_an_address_is_not_repeated(site: str) -> None:
    address = site.replace("http://", "http://ana:secret@")
    assert fetch_document(f"{address}/page", HERE).source == f"{site}/page"
    [problem] = fetch_all(f"{address}/nowhere", HERE)
    assert isinstance(problem, ImportProblem)
    assert "secret" not in f"{problem.name} {problem.message}"


def test_a_dateline_takes_its_year_from_the_address_that_was_fetched(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "https://elsewhere.example/pilots\nPORT LUNA, July 25 (Coastwire) – Pilots left.\n"
    answer = (200, {"Content-Type": "text/plain; charset=utf-8"}, text.encode())
    monkeypatch.setitem(ANSWERS, "/2022/07/25/pilots", answer)
    document = fetch_document(f"{site}/2022/07/25/pilots", HERE)
    assert (str(document.published), document.published_from) == ("2022-07-25", "dateline")
    # a text is not believed to be from another host either
    assert document.source == f"{site}/2022/07/25/pilots"
    assert document.claimed_address == "https://elsewhere.example/pilots"


def test_the_guessed_date_of_a_fetched_record_is_as_it_was_exported(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = {
        "onrecord": 1, "text": "PORT LUNA, July 25 (Coastwire) – Pilots left.\n",
        "published": "2021-07-25", "published_from": "guessed", "source": "pilots.txt",
    }  # fmt: skip
    answer = (200, {"Content-Type": "application/json"}, json.dumps([record]).encode())
    monkeypatch.setitem(ANSWERS, "/2022/07/25/pilots", answer)
    (item,) = fetch_all(f"{site}/2022/07/25/pilots", HERE)
    assert isinstance(item, ImportItem)
    document = item.document
    assert (str(document.published), document.published_from) == ("2021-07-25", "guessed")
