"""A failed or interrupted analysis is named in plain words, tried again, and stops nothing else."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import Analysis
from analysis.coref import find_entities
from db import Document, Store
from db.importers import ImportItem
from db.ingest import IngestService
from db.models import AnalysisState
from db.tasks import AnalysisProgress, FileProgress, FileSlice, TaskResult
from tests.support.children import DEADLINE
from tests.support.cli import Run
from tests.support.pilot import screen_text, settle, wait_until
from tui.app import OnRecordApp
from tui.article_remarks import failure_message
from tui.job import Job, format_progress, result_messages
from tui.jobs import JobQueue
from tui.log import LOG
from tui.screens.jobs import JobsScreen
from tui.screens.reader.screen import ReaderScreen
from tui.settings import log_path

STORY = "“The bridge is open,” the mayor Ada Brandt said on Monday. It rained in Skarvik.\n"


class Fails:
    """A stage of the analysis that fails for texts with some words, or for none."""

    def __init__(self, stage: Callable[..., object]) -> None:
        self.words = "rained"
        self._stage = stage

    def __call__(self, words: object, *rest: object) -> object:
        if self.words and self.words in getattr(words, "text", ""):
            raise ValueError("max() arg is an empty sequence")
        return self._stage(words, *rest)


@pytest.fixture
def entities(monkeypatch: pytest.MonkeyPatch) -> Fails:
    """The stage of people and organizations, which fails for a text in which it rained."""
    fails = Fails(find_entities)
    monkeypatch.setattr("analysis.pipeline.find_entities", fails)
    return fails


@pytest.fixture
def story_file(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_an_article_with_a_failed_stage_is_stored_and_analyzed_again(
    run: Run, story_file: Path, entities: Fails
) -> None:
    ended = run("add", story_file)
    assert ended.code == 1
    assert ended.out.startswith("1\tadded\t")
    assert "failed: people and organizations (internal error)" in ended.err
    assert "Traceback" not in ended.err + ended.out
    assert "max() arg" not in ended.err + ended.out
    assert "max() arg is an empty sequence" in log_path().read_text(encoding="utf-8")
    if os.name == "posix":  # Windows has no file modes
        assert log_path().stat().st_mode & 0o077 == 0

    shown = run("show", "1", "--json").json
    assert shown["analysis_state"] == "failed"
    assert shown["failed_stages"] == [{"stage": "entities", "reason": "internal error"}]
    assert len(shown["quotations"]) == 1
    assert "(analysis incomplete)" in run("list").out
    assert "`onrecord reanalyze 1` tries again" in run("show", "1").err

    assert run("reanalyze").code == 1
    entities.words = ""
    ended = run("reanalyze")
    assert (ended.code, ended.out.split("\t")[1]) == (0, "analyzed")
    assert run("show", "1", "--json").json["analysis_state"] == "complete"
    ended = run("reanalyze")
    assert (ended.code, ended.out) == (0, "")
    assert "completely" in ended.err


def test_a_complete_analysis_is_not_replaced_by_one_that_fails(
    run: Run, story_file: Path, entities: Fails
) -> None:
    entities.words = ""
    assert run("add", story_file).code == 0
    before = run("show", "1", "--json").out
    entities.words = "rained"
    ended = run("reanalyze", "1")
    assert ended.code == 1
    assert "the earlier findings are unchanged" in ended.err
    assert run("show", "1", "--json").out == before


def test_one_text_never_stops_a_batch(run: Run, tmp_path: Path, entities: Fails) -> None:
    assert entities.words
    lines = tmp_path / "in.jsonl"
    texts = [STORY.replace("It rained", "It snowed"), STORY, "The minister resigned on Friday."]
    lines.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)))
    ended = run("analyze", "--jsonl", lines)
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, [row["id"] for row in rows]) == (1, [0, 1, 2])
    assert [row.get("error") for row in rows] == [
        None, "line 2: failed: people and organizations (internal error)", None
    ]  # fmt: skip
    assert rows[1]["entities"] == []
    assert len(rows[1]["quotations"]) == 1
    assert rows[1]["failed_stages"] == [{"stage": "entities", "reason": "internal error"}]


def test_a_text_that_is_only_analyzed_names_what_failed(
    run: Run, story_file: Path, entities: Fails
) -> None:
    assert entities.words
    ended = run("analyse", story_file)
    assert ended.code == 1
    assert "The bridge is open" in ended.out
    assert "failed: people and organizations" in ended.err


def test_an_unexpected_error_is_one_line_and_in_the_log(
    run: Run, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("db.item_storage.ItemStorage.store_item", breaks)
    snow = story_file.with_name("snow.txt")
    snow.write_text("It snowed in Skarvik, said Ada Brandt.")
    ended = run("add", story_file, snow)
    assert ended.code == 1
    assert ended.err.count("internal error; the log (`onrecord paths`) has the details") == 2
    monkeypatch.setattr("db.repositories.articles.ArticleRepository.count", breaks)
    ended = run("add", "-", stdin=STORY.encode())
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert log_path().read_text(encoding="utf-8").count("ZeroDivisionError") >= 3


def test_an_interrupted_analysis_goes_on_when_its_file_is_added_again(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "s.sqlite") as store:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("db.ingest.IngestService.analyze", killed)
            with pytest.raises(KeyboardInterrupt):
                IngestService(store).run(FileSlice(story_file))
        assert [row.analysis_state for row in store.articles.list()] == ["pending"]

        outcome = IngestService(store).run(FileSlice(story_file))
        assert (outcome.known, outcome.resumed, failure_message(outcome)) == (True, True, "")
        assert [row.quotations for row in store.articles.list()] == [1]
        outcome = IngestService(store).run(FileSlice(story_file))
        assert (outcome.known, outcome.resumed) == (True, False)


def test_a_text_that_another_program_stored_uncleaned_is_analyzed(tmp_path: Path) -> None:
    text = f"{STORY}\x85\x1b[2JIt snowed.\r\n"
    with Store(tmp_path / "s.sqlite") as store:
        article = store.articles.add(Document(text), Analysis(text)).article
        assert failure_message(IngestService(store).run(article)) == ""
        assert store.articles.row(article).quotations == 1
        assert store.articles.text(article) == text


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_worker_processes_at_once(tmp_path: Path) -> None:
    """A long analysis in a worker would otherwise go on for minutes after the reader left."""
    (tmp_path / "long.txt").write_text(STORY * 6_000, encoding="utf-8")
    store = tmp_path / "s.sqlite"
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "--store", store, "add", "long.txt", "--workers", "2"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "ONRECORD_STATE": str(tmp_path)}, start_new_session=True,
    ) as child:  # fmt: skip
        until = time.monotonic() + DEADLINE
        while not _stored(store) and time.monotonic() < until:
            time.sleep(0.2)
        os.killpg(child.pid, signal.SIGINT)
        _, errors = child.communicate(timeout=DEADLINE)
    assert child.returncode == 1
    assert "run the same command again to resume" in errors
    with Store(store) as opened:
        assert [state for _, state in opened.articles.list_incomplete()] == ["pending"]


def _stored(path: Path) -> bool:
    if not path.exists():
        return False
    with Store(path) as store:
        return store.articles.count() > 0


def test_the_progress_of_a_long_text_is_reported(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.ingest._LARGE", 10)
    monkeypatch.setattr("db.document_analysis._REPORT_EVERY", 0)
    found: list[AnalysisProgress | FileProgress] = []
    with Store(tmp_path / "s.sqlite") as store:
        IngestService(store, found.append).run(FileSlice(story_file))
    reports = [report for report in found if isinstance(report, AnalysisProgress)]
    assert {report.article for report in reports} == {1}
    assert reports[0].stage == "tokens"
    assert reports[-1].stage == "events"

    job = Job("Add story.txt", [FileSlice(story_file)], "running", started_at=time.monotonic())
    job.progress[1] = AnalysisProgress(1, "quotations", 0.8)
    jobs = JobQueue(Path("unused"), lambda _: None)
    jobs.jobs.append(job)
    assert "80% (quotations)" in format_progress(jobs.jobs)
    job.state = "cancelled"
    (result,) = result_messages(job)
    assert "1 interrupted (text stored, R resumes)" in result[0]


# The app


@pytest.fixture
def unanalyzed(tmp_path: Path) -> Path:
    """A store with an article that was never analyzed."""
    path = tmp_path / "pending.sqlite"
    with Store(path) as store:
        store.imports.add(ImportItem(Document(STORY, "The bridge", language="en")), None)
    return path


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_the_reader_says_what_is_missing_and_r_analyzes_it(
    unanalyzed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(unanalyzed)
    monkeypatch.setattr(
        "tui.worker_lane.run_worker_task", lambda task: IngestService(store).run(task)
    )
    app = OnRecordApp(unanalyzed)
    async with app.run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        assert "not analyzed yet" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert "The analysis is not complete" in screen_text(app.screen.view)
        listed = " ".join(screen_text(app.screen.panes).replace("▏", "").split())
        assert "Not analyzed: quotations (not analyzed yet)." in listed
        await pilot.press("R")
        for _ in range(600):
            await settle(pilot)
            if "Ada Brandt" in screen_text(app.screen.panes):
                break
            await asyncio.sleep(0.1)
        assert "The analysis is not complete" not in screen_text(app.screen.view)
        assert "Ada Brandt" in screen_text(app.screen.panes)
    store.close()


async def test_the_report_of_incomplete_articles_waits_for_jobs(
    unanalyzed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.maintenance.MAINTENANCE_DELAY", 0.01)
    app = OnRecordApp(unanalyzed)
    counted: list[int] = []
    list_incomplete = app.store.articles.list_incomplete

    def count() -> list[tuple[int, AnalysisState]]:
        counted.append(1)
        return list_incomplete()

    monkeypatch.setattr(app.store.articles, "list_incomplete", count)
    app.jobs.queue.jobs.append(Job("Add news", [1]))  # before the report can start
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(counted) > 1)
        assert not app.messages.history
        app.jobs.queue.jobs.clear()
        await wait_until(pilot, lambda: bool(app.messages.history))
        assert app.messages.history[0].text.startswith("Analysis incomplete: 1 article.")


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_the_jobs_screen_analyzes_what_is_incomplete(
    unanalyzed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []

    def works(task: int) -> TaskResult:
        done.append(task)
        return TaskResult("The bridge", task, "The bridge")

    monkeypatch.setattr("tui.worker_lane.run_worker_task", works)
    monkeypatch.setattr("tui.maintenance.MAINTENANCE_DELAY", 0.01)
    app = OnRecordApp(unanalyzed)
    async with app.run_test(size=(110, 30)) as pilot:
        await wait_until(pilot, lambda: bool(app.messages.history))
        await settle(pilot)
        (note,) = app.messages.history
        assert note.text == "Analysis incomplete: 1 article. Press J, then R to resume."
        await pilot.press("J", "R")
        await settle(pilot)
        assert isinstance(app.screen, JobsScreen)
        assert done == [1]


async def test_an_error_of_the_app_ends_it_with_one_plain_line(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = OnRecordApp(library)

    def breaks() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(app, "action_jobs", breaks)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 — Textual raises it at the block's end
        async with app.run_test() as pilot:
            await settle(pilot)
            await pilot.press("J")
            await settle(pilot)
    assert "ZeroDivisionError" in log_path().read_text(encoding="utf-8")


def test_the_log_goes_where_the_state_is(run: Run) -> None:
    assert run("paths", "--json").json["log"] == str(log_path())
    (handler,) = LOG.handlers
    assert isinstance(handler, logging.FileHandler)
    assert handler.baseFilename == str(log_path())


def test_the_telemetry_folder_of_earlier_versions_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda: tmp_path)
    monkeypatch.setattr("platformdirs.user_data_path", lambda: tmp_path / "none")
    assert "telemetry" not in run("paths", "--json").json
    folder = tmp_path / "Microsoft" / "DeveloperTools" / ".onnxruntime"
    folder.mkdir(parents=True)
    ended = run("paths")
    assert f"telemetry\t{folder}" in ended.out
    assert "delete" in ended.err
    assert run("paths", "--json").json["telemetry"] == str(folder)


def test_what_is_printed_or_exported_counts_the_articles_without_findings(
    run: Run, tmp_path: Path, story_file: Path
) -> None:
    assert run("add", story_file).code == 0
    assert run("quotes").err == ""
    with Store(tmp_path / "data" / "store.sqlite") as store:
        store.imports.add(ImportItem(Document("The harbour burned.", "Fire", language="en")), None)
    missing = "Findings are missing: 1 article not analyzed completely"
    for arguments in (
        ("quotes",), ("people",), ("timeline",), ("search", "bridge"), ("export", "csv"),
    ):  # fmt: skip
        assert missing in run(*arguments).err
    assert missing not in run("export", "csv", "--article", "1").err
    assert run("reanalyze").code == 0
    assert run("quotes").err == ""


def test_files_of_a_folder_that_no_reader_is_for_are_counted(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    parts = folder / "page_files"
    parts.mkdir(parents=True)
    (folder / "page.html").write_text(f"<html><body><p>{STORY * 9}</p></body></html>")
    for name in ("sheet.ods", "one.GZ", "two.gz", ".hidden.gz", "page_files/style.css", "README"):
        (folder / name).write_bytes(b"?")
    ended = run("add", folder)
    assert ended.code == 0
    assert f"{folder}: 4 files skipped, no reader: .gz (2), .ods (1), README (1)" in ended.err
    assert "skipped" not in run("add", folder / "page.html").err


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_r_downloads_the_text_of_a_reference_after_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "references.sqlite"
    address = "https://paper.example/bridge"
    with Store(path) as store:
        store.imports.add(ImportItem(Document("", "The bridge", source=address)), None)
        store.imports.add(ImportItem(Document("", "A book")), None)
    store = Store(path)
    monkeypatch.setattr(
        "db.item_storage.fetch_document", lambda *_: Document(STORY, source=address)
    )
    monkeypatch.setattr(
        "tui.worker_lane.run_worker_task", lambda task: IngestService(store).run(task)
    )
    app = OnRecordApp(path)
    async with app.run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        assert "text not here yet" in screen_text(app.screen)
        await pilot.press("R")  # on the book, the newest reference
        await settle(pilot)
        assert [note.text for note in app.messages.history] == [
            "“A book” has no web address. Press E to add one."
        ]
        await pilot.press("j", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert "The text is not here yet; R gets it" in screen_text(app.screen.view)
        await pilot.press("R")
        await settle(pilot)
        assert address in screen_text(app.screen)
        await pilot.press("n")
        await settle(pilot)
        assert store.imports.list_references() == [1, 2]
        await pilot.press("R", "y")
        for _ in range(600):
            await settle(pilot)
            if "Ada Brandt" in screen_text(app.screen):
                break
            await asyncio.sleep(0.1)
        assert "The bridge is open" in screen_text(app.screen)
        assert "not here yet" not in screen_text(app.screen)
    assert store.imports.list_references() == [2]
    store.close()
