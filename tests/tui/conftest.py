"""Stores for the tests of the screens, with articles made by hand."""

import datetime
import io
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Quotation
from analysis.partial_dates import to_partial_date
from db import Document, Store
from tests.support.children import DEADLINE
from tests.support.cli import Ended, Run
from tests.support.pilot import draw_last_frames, share_styles, shorten_waits
from tests.support.prepared_stores import copy_store, create_store
from tui.__main__ import main


def add_spoken(
    store: Store,
    title: str,
    text: str,
    *,
    site: str = "",
    byline: str = "",
    published: datetime.date | None = None,
) -> int:
    """Store an article whose quotations are all said by Ada Brandt."""
    spans = []
    at = text.find("“")
    while at >= 0:
        spans.append((at, text.index("”", at) + 1))
        at = text.find("“", spans[-1][1])
    quotations = tuple(Quotation((span,), "direct", speaker=0) for span in spans)
    entities = (Entity(0, "Ada Brandt", "PERSON"),) if spans else ()
    document = Document(
        text, title, byline, site, f"{title.split()[0].lower()}.html", to_partial_date(published),
        "dateline" if published else "unknown",
    )  # fmt: skip
    return store.articles.add(document, Analysis(text, published, entities, (), quotations)).article


@pytest.fixture(scope="session", autouse=True)
def _quick_apps() -> Iterator[None]:
    """Start apps, wait for them and remove what they leave in less time."""
    with share_styles(), shorten_waits():
        yield


@pytest.fixture
def last_frames() -> Iterator[None]:
    """Draw of each app its last frame only, and what a test reads off the screen."""
    with draw_last_frames():
        yield


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the app remembers, and the reader's own keys, out of the user's folders."""
    monkeypatch.setenv("ONRECORD_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("ONRECORD_KEYS", str(tmp_path / "keys.toml"))
    monkeypatch.setenv("ONRECORD_CONFIG", str(tmp_path / "config.toml"))


@pytest.fixture(autouse=True)
def _messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show each message until the next one, however long a busy machine takes to look at it."""
    monkeypatch.setattr("tui.messages._SHOWN", DEADLINE)


class InAThread(ThreadPoolExecutor):
    """A thread in place of a pool of processes, which take a second to start."""

    _processes: None = None

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(1)


@pytest.fixture
def jobs_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs run in a thread of this process."""
    monkeypatch.setattr("tui.worker_lane.ProcessPoolExecutor", InAThread)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A store with nothing in it."""
    path = tmp_path / "empty.sqlite"
    copy_store(path, create_store)
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A store with three articles, the last one hostile to the screen."""
    path = tmp_path / "library.sqlite"
    copy_store(path, _store_library)
    return path


def _store_library(path: Path) -> None:
    with Store(path) as store:
        add_spoken(
            store, "Bakers strike over flour", "“The sacks are empty,” Ada Brandt said.",
            site="Harbour Post", byline="Olu Bello", published=datetime.date(2026, 2, 3),
        )  # fmt: skip
        add_spoken(
            store, "A quiet spring at the harbour",
            "The cranes stood still. “We wait,” said Ada Brandt. “We always wait,” she said.",
            site="Harbour Post", published=datetime.date(2026, 4, 9),
        )  # fmt: skip
        add_spoken(
            store, "[sic] The [b]mayor[/b] [/] said [@click=app.quit]so[/]",
            "The mayor said \u202eeverything [/] twice: “Flour [sic] is a right,” Ada Brandt said.",
        )  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a store of the test's own."""
    monkeypatch.setenv("ONRECORD_STORE", str(tmp_path / "data" / "store.sqlite"))

    def call(*arguments: str | Path, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return call
