"""Flows typed ahead, at two speeds and beside an import, end as they do when typed slowly.

Keys typed slowly follow once all is shown. The import draws on the processor, writes to the
store and refreshes the lists. Each flow is typed without a pause and at one of three speeds;
with ONRECORD_THOROUGH=1 at each of them.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest

from analysis import analyze
from db import Store
from db.edits.models import StoreChange
from db.ingest import IngestService
from tests.support.key_flows import FLOWS, describe_screens, list_reader_rows, type_keys
from tests.support.pilot import settle, skip_drawing, wait_until
from tests.support.sample_article import TEXT, stored
from tests.support.thoroughness import THOROUGH, one_in
from tests.tui.conftest import add_spoken
from tui.app import OnRecordApp
from tui.job import Job
from tui.strings.app_text import AppText

State = tuple[list[tuple[str, ...]], dict[str, list[str]]]


@pytest.fixture(scope="module")
def news_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with five articles; the last one added has names, quotations and events."""
    folder = tmp_path_factory.mktemp("archive")
    with Store(folder / "store.sqlite") as store:
        for number, town in enumerate(("harbour", "mill", "station")):
            text = f"The {town} closes. “We have no flour,” said Ada Brandt of the {town}."
            add_spoken(store, f"Report {number} from the {town}", text, site="Harbour Post")
    stored(folder)
    (folder / "added.txt").write_text("The mill burned\n\nThe old mill burned on Monday.")
    return folder


@contextmanager
def importing(app: OnRecordApp, path: Path) -> Iterator[None]:
    """Analyze texts and write to the store in a thread, and publish changes as an import does."""
    ended = Event()
    publish = partial(app.store_changed.publish, StoreChange(frozenset(), frozenset({"list"})))

    def work() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            while not ended.is_set():
                connection.execute("BEGIN IMMEDIATE")
                ended.wait(0.005)
                connection.execute("ROLLBACK")
                analyze(TEXT, None)
                app.call_later(publish)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()


async def run_flow(
    folder: Path,
    flow: str,
    news_archive: Path,
    delay: float | None,
    monkeypatch: pytest.MonkeyPatch,
) -> State:
    """Type a flow, slowly without `delay`, else beside an import; return the state at its end."""
    monkeypatch.setenv("ONRECORD_STATE", str(folder / "state"))
    monkeypatch.setattr("tui.input_queue._LONGEST", 100.0)  # a busy machine drops no key
    folder.mkdir()
    path = folder / "store.sqlite"
    shutil.copy(news_archive / "store.sqlite", path)
    monkeypatch.setattr("db.worker_pool._worker", IngestService(Store(path)))
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        if flow == "quit during a job":
            app.jobs.queue.jobs.append(Job("Import", [1]))
        file = news_archive / "added.txt"
        if delay is None:
            with skip_drawing():
                await settle(pilot)
                await type_keys(app, FLOWS[flow], file, partial(settle, pilot))
        else:
            with importing(app, path):
                await type_keys(app, FLOWS[flow], file, partial(asyncio.sleep, delay))
                await wait_until(pilot, lambda: app.input_queue.is_idle, tries=1_000)
        await settle(pilot)
        shown = [message.text for message in app.messages.history]
        messages = tuple(text for text in shown if text != AppText.KEYS_WAIT)
        screens = [*describe_screens(app), messages]
        app.jobs.queue.jobs.clear()
    return screens, list_reader_rows(path, FLOWS[flow])


SPEEDS = (0.03, 0.08, 0.15)  # seconds between two keys


def list_flows_with_speeds() -> list[tuple[str, tuple[float, ...]]]:
    """Return each flow with the speeds at which it is typed."""
    if THOROUGH:
        return [(flow, (0, *SPEEDS)) for flow in FLOWS]
    return [(flow, (0, SPEEDS[number % len(SPEEDS)])) for number, flow in enumerate(FLOWS)]


@pytest.mark.usefixtures("jobs_in_a_thread")
@pytest.mark.parametrize(("flow", "speeds"), one_in(24, list_flows_with_speeds()), ids=FLOWS)
async def test_a_flow_ends_as_it_does_when_typed_slowly(
    flow: str,
    speeds: tuple[float, ...],
    news_archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = await run_flow(tmp_path / "slow", flow, news_archive, None, monkeypatch)
    for delay in speeds:
        found = await run_flow(tmp_path / str(delay), flow, news_archive, delay, monkeypatch)
        assert found == expected, f"at {delay} s a key"
