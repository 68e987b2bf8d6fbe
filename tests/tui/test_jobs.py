"""Jobs: worker processes start under Textual, report, are cancelled, and never hold up leaving."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from textual.events import AppBlur, AppFocus

from analysis.partial_dates import PartialDate
from db import Store
from db.edits.models import ANY_CHANGE
from db.full_texts import FullText
from db.importers.http import FetchOptions
from db.ingest import IngestService
from db.tasks import (
    AnalysisProgress,
    FileProgress,
    FileSlice,
    MetadataOverrides,
    PastedText,
    ReapplyRules,
    ReferenceText,
    Task,
    TaskResult,
    WebPage,
    dump_task,
    load_task,
    task_name,
)
from db.worker_pool import run_worker_task
from tests.support.children import DEADLINE
from tests.support.pilot import screen_text, settle, shown_message, squeeze
from tui.app import OnRecordApp
from tui.display_text import format_duration, format_speed
from tui.job import Job, change_of_job, format_progress, result_messages
from tui.jobs import JobQueue
from tui.saved_jobs import find_saved_jobs, read_saved_jobs

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows, any signal ends a process
UNDER_TEXTUAL = """
import sys
from pathlib import Path
from textual.app import App
from tui.jobs import JobQueue

class Busy(App[None]):
    async def on_mount(self):
        self.jobs = JobQueue(Path(sys.argv[1]), lambda job: None, workers=1)
        job = await self.jobs.wait_for(self.jobs.start("Add one", [Path(sys.argv[2])]))
        assert not job.problems, job.problems
        self.jobs.start("Add a long one", [Path(sys.argv[3])])
        self.set_timer(0.2, self.exit)

    async def on_unmount(self):
        self.jobs.close()

if __name__ == "__main__":
    app = Busy()
    app.run(headless=True)
    raise SystemExit(app.return_code)
"""


def test_a_worker_starts_under_textual_and_ends_with_it(tmp_path: Path) -> None:
    store, short, long = (tmp_path / name for name in ("s.sqlite", "one.txt", "long.txt"))
    Store(store).close()
    short.write_text("“We are open,” the baker Ada Brandt said on Monday.")
    long.write_text("“We are open,” the baker Ada Brandt said on Monday.\n\n" * 40_000)
    ran = subprocess.run(
        [sys.executable, "-c", UNDER_TEXTUAL, store, short, long],
        capture_output=True, text=True, timeout=DEADLINE,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    with Store(store) as opened:
        assert [row.quotations for row in opened.articles.list()] == [1]


def works(task: Task) -> TaskResult:
    if task_name(task) == "bad.txt":
        return TaskResult("bad.txt", problem="is empty")
    return TaskResult(task_name(task), 7, task_name(task), known=task_name(task) == "known.txt")


class Clock:
    """A clock for jobs, in seconds, which stands still unless a test sets it."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def job_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock from which jobs read their times."""
    clock = Clock()
    for module in ("tui.job", "tui.jobs"):
        monkeypatch.setattr(f"{module}.time", clock)
    return clock


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, jobs_in_a_thread: None) -> None:
    del jobs_in_a_thread
    monkeypatch.setattr("tui.worker_lane.run_worker_task", works)


@pytest.mark.usefixtures("quick")
async def test_a_job_continues_after_a_bad_file_and_reports_each_file() -> None:
    states: list[str] = []
    jobs = JobQueue(Path("unused"), lambda job: states.append(job.state))
    files = [Path(name) for name in ("a.txt", "bad.txt", "known.txt", "b.txt")]
    job = await jobs.wait_for(jobs.start("Add news", files))
    assert (job.state, job.added, job.unchanged) == ("done", 2, 1)
    assert [outcome.name for outcome in job.problems] == ["bad.txt"]
    assert states == ["running"] * 5 + ["done"]
    assert result_messages(job) == [
        ("Add news: 2 done, 1 already in the library, 1 failed.", "warning")
    ]
    jobs.close()


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_cancelling_keeps_what_is_done_and_lets_the_next_job_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = threading.Event()

    def work(task: Task) -> TaskResult:
        if task_name(task) == "slow.txt":
            held.wait(DEADLINE)
        return works(task)

    monkeypatch.setattr("tui.worker_lane.run_worker_task", work)
    first_is_done = asyncio.Event()
    jobs = JobQueue(Path("unused"), lambda job: first_is_done.set() if job.outcomes else None)
    slow = jobs.start("Slow", [Path("a.txt"), Path("slow.txt"), Path("b.txt")])
    following = jobs.start("Next", [Path("c.txt")])
    await first_is_done.wait()
    assert format_progress(jobs.jobs).startswith("Slow: 1 of 3")
    jobs.cancel(slow)
    held.set()
    await jobs.wait_for(following)
    assert slow.state == "cancelled"
    done = [outcome.name for outcome in slow.outcomes]
    assert done[0] == "a.txt"
    assert "b.txt" not in done
    assert (following.state, following.added) == ("done", 1)
    assert format_progress(jobs.jobs) == ""
    jobs.close()


def dies_before(task: Task) -> TaskResult:
    """Work as a worker does that is killed at its first task, before anything is stored."""
    if not_yet(task):
        os.kill(os.getpid(), KILL)
    return run_worker_task(task)


def dies_after(task: Task) -> TaskResult:
    """Work as a worker does that is killed at its first task, once the article is stored."""
    first = not_yet(task)
    outcome = run_worker_task(task)
    if first:
        os.kill(os.getpid(), KILL)
    return outcome


def dies_always(task: Task) -> TaskResult:
    """Work as a worker does for which one of the articles is too much."""
    if task_name(task) == "huge.txt":
        os.kill(os.getpid(), KILL)
    return run_worker_task(task)


def not_yet(task: Task) -> bool:
    """Return True at the first attempt; a file records it, since attempts run in processes."""
    assert isinstance(task, Path)
    try:
        (task.parent / "tried").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_all_articles_of_a_retried_file_count_as_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries: list[Task] = []

    def work(task: Task) -> TaskResult:
        tries.append(task)
        if len(tries) == 1:
            raise BrokenProcessPool
        more = (TaskResult("list.jsonl", 2, known=True), TaskResult("list.jsonl", 3, known=True))
        return TaskResult("list.jsonl", 1, known=True, more_results=more)

    monkeypatch.setattr("tui.worker_lane.run_worker_task", work)
    jobs = JobQueue(Path("unused"), lambda _: None)
    job = await jobs.wait_for(jobs.start("Add list.jsonl", [Path("list.jsonl")]))
    jobs.close()
    assert (len(tries), job.added, job.unchanged) == (2, 3, 0)


@pytest.mark.slow
@pytest.mark.parametrize("dies", [dies_before, dies_after])
async def test_what_a_worker_died_at_is_tried_again_and_stored_once(
    dies: Callable[[Task], TaskResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await add_two(tmp_path, "tide.txt", dies, monkeypatch)
    assert (job.added, job.unchanged, job.problems) == (2, 0, [])


@pytest.mark.slow
@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_worker_that_dies_after_a_cancellation_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canceled = threading.Event()

    def die(task: Task) -> TaskResult:
        canceled.wait(DEADLINE)
        raise BrokenProcessPool(task_name(task))

    monkeypatch.setattr("tui.worker_lane.run_worker_task", die)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    job = jobs.start("Add", [Path("a.txt")])
    await await_condition(lambda: bool(job.running))
    jobs.cancel(job)
    canceled.set()
    await await_condition(lambda: not job.running)
    assert (job.state, job.outcomes) == ("cancelled", [])
    jobs.close()


@pytest.mark.slow
async def test_an_article_at_which_workers_die_is_said_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await add_two(tmp_path, "huge.txt", dies_always, monkeypatch)
    assert [(outcome.name, outcome.problem[:26]) for outcome in job.problems] == [
        ("huge.txt", "the worker process stopped")
    ]
    assert job.added == 1


async def add_two(
    folder: Path, first: str, does: Callable[[Task], TaskResult], patch: pytest.MonkeyPatch
) -> Job:
    """Add two files with a worker that `does` something else, and wait for the end."""
    store = folder / "s.sqlite"
    Store(store).close()
    files = [folder / name for name in (first, "ferry.txt")]
    for file in files:
        file.write_text(f"“Open,” Ada Brandt said of the {file.stem}.")
    patch.setattr("tui.worker_lane.run_worker_task", does)
    jobs = JobQueue(store, lambda _: None, workers=1)
    job = await jobs.wait_for(jobs.start("Add two", files))
    jobs.close()
    return job


@pytest.mark.usefixtures("quick", "job_clock")
async def test_the_screen_shows_jobs_and_opens_what_they_added(empty: Path) -> None:
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("J")
        await settle(pilot)
        assert "No jobs yet" in screen_text(app.screen)
        app.jobs.start("Add ~/news", [Path("bad.txt"), Path("[b]good.txt")])
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Add ~/news" in shown
        assert "1 done, 1 failed in 0 s" in shown
        assert "bad.txt is empty" in squeeze(shown)
        await pilot.press("escape")
        assert len(app.screen_stack) == 1


def test_a_job_says_how_long_it_will_take(job_clock: Clock) -> None:
    job = Job("Add", [Path("a"), Path("b"), Path("c")])
    unknown = job.seconds_left
    job.state, job.started_at = "running", job_clock.now - 10
    job.outcomes.append(TaskResult("a"))
    assert (unknown, job.seconds_left) == (None, 20)
    assert [format_duration(seconds) for seconds in (5, 300, 7200)] == ["5 s", "5 min", "2 h"]


def test_a_slow_job_has_a_speed_above_zero() -> None:
    assert [format_speed(speed) for speed in (120.4, 1.26, 0.14, 0.02)] == [
        "120 per second", "1.3 per second", "0.1 per second", "1.2 per minute",
    ]  # fmt: skip


def test_an_analysis_completed_by_adding_the_file_again_changes_findings() -> None:
    resumed = TaskResult("a.txt", 1, "A", known=True, resumed=True)
    assert change_of_job(Job("Add a.txt", [Path("a.txt")], outcomes=[resumed])) == ANY_CHANGE


class Gate:
    """Work that waits at the file `slow.txt` until it is opened."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        patch.setattr("tui.worker_lane.run_worker_task", self.work)

    def work(self, task: Task) -> TaskResult:
        if task_name(task) == "slow.txt":
            self.reached.set()
            self.opened.wait(DEADLINE)
        return works(task)


async def await_condition(condition: Callable[[], bool]) -> None:
    """Wait until a condition is met, for two minutes at most."""
    for _ in range(12_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_paused_job_lets_the_next_one_run_and_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    slow = jobs.start("Slow", [Path("slow.txt"), Path("a.txt"), Path("b.txt")])
    following = jobs.start("Next", [Path("c.txt")])
    await await_condition(gate.reached.is_set)
    jobs.pause(slow)
    gate.opened.set()
    await jobs.wait_for(following)
    assert (slow.state, slow.done, list(slow.waiting)) == (
        "paused", 1, [Path("a.txt"), Path("b.txt")],
    )  # fmt: skip
    assert following.state == "done"
    jobs.resume(slow)
    await jobs.wait_for(slow)
    assert [outcome.name for outcome in slow.outcomes] == ["slow.txt", "a.txt", "b.txt"]
    assert slow.state == "done"
    jobs.close()


async def test_a_job_without_tasks_is_over_at_once(tmp_path: Path) -> None:
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    empty = await asyncio.wait_for(jobs.wait_for(jobs.start("Nothing new", [])), DEADLINE)
    assert (empty.state, empty.outcomes) == ("done", [])
    jobs.close()


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_the_remaining_tasks_are_saved_until_the_job_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "[s].sqlite"
    gate = Gate(monkeypatch)
    jobs = JobQueue(store, lambda _: None, workers=1)
    slow = jobs.start("Add news", [Path("slow.txt"), Path("a.txt")])
    await await_condition(gate.reached.is_set)
    assert find_saved_jobs(store) == []  # that of a running app is not offered
    jobs.close()
    gate.opened.set()
    [path] = find_saved_jobs(store)
    [saved] = read_saved_jobs(path)
    assert (saved.title, list(map(load_task, saved.tasks))) == (
        "Add news", [Path("slow.txt").absolute(), Path("a.txt").absolute()],
    )  # fmt: skip
    assert slow.state == "cancelled"
    path.unlink()
    jobs = JobQueue(store, lambda _: None, workers=1)
    await jobs.wait_for(jobs.start("Add news", [Path("a.txt")]))
    jobs.close()
    assert find_saved_jobs(store) == []


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_canceled_job_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    slow = jobs.start("Add news", [Path("slow.txt"), Path("a.txt")])
    await await_condition(gate.reached.is_set)
    jobs.cancel(slow)
    gate.opened.set()
    jobs.close()
    assert find_saved_jobs(tmp_path / "s.sqlite") == []


OVERRIDES = MetadataOverrides("Tide", PartialDate(2026, 3, 12), "Coastwire", accept=True)


@pytest.mark.parametrize(
    "task",
    [
        Path("/news/a.txt"),
        FileSlice(
            Path("/news/inbox.mbox"), 75, 100, OVERRIDES, FetchOptions(True), (4, 5), False, 2
        ),
        FileSlice(Path("/news/list.csv")),
        WebPage("https://bay.example/1", FetchOptions(), OVERRIDES),
        ReferenceText(3, FetchOptions(True)),
        PastedText("“Open,” she said.\n"),
        ReapplyRules(4),
        12,
    ],
)
def test_a_task_is_saved_and_loaded(task: Task) -> None:
    saved = json.loads(json.dumps(dump_task(task)))
    assert load_task(saved) == task


@pytest.mark.parametrize(
    "record", [{}, {"file": 3}, {"page": "x"}, {"file": "/a", "skip": 1, "size": 2}]
)
def test_a_damaged_task_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a task"):
        load_task(record)


def test_a_large_file_reports_how_much_of_it_is_read(tmp_path: Path) -> None:
    lines = (json.dumps({"text": f"“Open,” Ada Brandt said of pier {n}."}) for n in range(60))
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(lines))
    reports: list[AnalysisProgress | FileProgress] = []
    with Store(tmp_path / "s.sqlite") as store:
        assert len(list(IngestService(store, reports.append).run_all([path]))) == 60
    files = [report for report in reports if isinstance(report, FileProgress)]
    assert [(report.name, report.articles) for report in files] == [
        ("list.jsonl", 25), ("list.jsonl", 60),
    ]  # fmt: skip
    assert 0.3 < files[0].done < 0.5
    assert 0.9 < files[1].done < 1


def test_a_job_of_one_file_shows_the_articles_in_it(job_clock: Clock) -> None:
    queue = JobQueue(Path("s.sqlite"), lambda _: None)
    job = Job("Add inbox.mbox", [Path("inbox.mbox")], state="running")
    job.started_at = job_clock.now - 10
    job.files["inbox.mbox"] = FileProgress("inbox.mbox", 1225, 0.34)
    queue.jobs.append(job)
    assert (
        format_progress(queue.jobs) == "Add inbox.mbox … 1,225 articles of inbox.mbox (34%), 10 s"
    )
    assert job.seconds_left == pytest.approx(10 / 0.34 - 10)


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_quitting_during_a_job_asks_and_the_next_start_goes_on(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    app = OnRecordApp(empty)
    async with app.run_test(size=(60, 20)) as pilot:
        app.jobs.start("Add ~/[news]", [Path("slow.txt"), tmp_path / "a.txt"])
        await await_condition(gate.reached.is_set)
        await pilot.press("q")
        await pilot.pause()
        assert "Add ~/[news]" in screen_text(app.screen)
        await pilot.press("n")
        assert app.is_running
        await pilot.press("ctrl+q", "y")
    gate.opened.set()
    assert app.return_code == 0
    for keys, left in (("escape", 1), ("y", 0)):
        app = OnRecordApp(empty)
        async with app.run_test(size=(60, 20)) as pilot:
            await pilot.pause()
            shown = screen_text(app.screen)
            assert "A job was interrupted" in shown
            assert "Add ~/[news]: 2 tasks to do" in shown
            await pilot.press(keys)
            await settle(pilot)
            assert "jobs" in app.__dict__ or left
            if not left:
                assert [job.title for job in app.jobs.queue.jobs] == ["Add ~/[news]"]
                assert app.jobs.queue.jobs[0].added == 2
        assert len(find_saved_jobs(empty)) == left


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_an_interrupted_job_is_listed_until_it_is_resumed_or_forgotten(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by_killed_app(empty, ["Add the port", "Add the court"], tmp_path)
    monkeypatch.setattr("tui.worker_lane.run_worker_task", works)
    for _ in range(2):  # the second start lists them again
        app = OnRecordApp(empty)
        async with app.run_test(size=(100, 20)) as pilot:
            await settle(pilot)
            await pilot.press("escape", "J")
            await settle(pilot)
            shown = screen_text(app.screen)
            for title in ("Add the port", "Add the court"):
                assert f"{title} ──────────────────── interrupted, 2 tasks to do" in squeeze(shown)
            await pilot.press("escape", "q")
            await settle(pilot)
        assert app.return_code == 0  # quitting asks nothing: no job runs
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 20)) as pilot:
        await settle(pilot)
        await pilot.press("escape", "J", "space")
        await settle(pilot)
        assert [(job.title, job.state) for job in app.jobs.queue.jobs] == [
            ("Add the port", "done"), ("Add the court", "interrupted"),
        ]  # fmt: skip
        await pilot.press("home", "x")
        await settle(pilot)
        assert [job.state for job in app.jobs.queue.jobs] == ["done", "cancelled"]
    assert find_saved_jobs(empty) == []


def left_by_killed_app(store: Path, titles: Sequence[str], folder: Path, started: int = 0) -> None:
    """Write the file of an app that was killed, with a job of two files for each title."""
    files = [{"file": str(folder / name)} for name in ("a.txt", "known.txt")]
    jobs = [{"title": title, "tasks": files, "started": started} for title in titles]
    path = store.with_name(f"{store.name}-session-jobs-1a2b3c4d.json")
    path.write_text(json.dumps(jobs))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("started", "expected"), [(0, (1, 1)), (2, (2, 0))])
async def test_a_text_that_an_interrupted_job_stored_counts_as_done_once(
    empty: Path, tmp_path: Path, started: int, expected: tuple[int, int]
) -> None:
    left_by_killed_app(empty, ["Add the port"], tmp_path, started)
    jobs = JobQueue(empty, lambda _: None)
    [path] = find_saved_jobs(empty)
    [job] = jobs.adopt(path)
    jobs.resume(job)
    await jobs.wait_for(job)
    jobs.close()
    assert (job.added, job.unchanged, job.done, job.total) == (*expected, 2, 2)


def test_a_text_whose_analysis_was_completed_counts_as_done_once() -> None:
    resumed = TaskResult("a.txt", 1, "A", known=True, resumed=True)
    known = TaskResult("b.txt", 2, "B", known=True)
    job = Job("Add", [Path("a.txt"), Path("b.txt")], outcomes=[resumed, known])
    assert (job.added, job.unchanged) == (1, 1)


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_large_text_blocks_no_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.job._LARGE", 1_000)
    files = [tmp_path / name for name in ("slow.txt", "a.txt", "long.txt", "b.txt")]
    for file in files:
        file.write_text("Open." * (1_000 if file.stem in ("slow", "long") else 1))
    gate = Gate(monkeypatch)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    first = jobs.start("Add", files)
    second = jobs.start("Add more", [Path("c.txt")])
    await jobs.wait_for(second)
    assert [outcome.name for outcome in first.outcomes] == ["a.txt", "b.txt"]
    assert not first.is_over
    jobs.pause(first)
    gate.opened.set()
    await await_condition(lambda: first.done == 3)
    assert not first.is_over
    jobs.resume(first)
    await asyncio.wait_for(jobs.wait_for(first), DEADLINE)
    assert (first.state, first.done) == ("done", 4)
    jobs.close()


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_an_export_waits_for_the_large_texts_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.job._LARGE", 1)
    large = tmp_path / "slow.txt"
    large.write_text("Open.")
    gate = Gate(monkeypatch)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    first = jobs.start("Add", [large])
    second = jobs.start("Apply rules", [ReapplyRules(1)])
    await await_condition(gate.reached.is_set)
    assert second.state == "waiting"
    await jobs.wait_for(jobs.start("Add more", [Path("c.txt")]))
    assert (first.state, second.state) == ("running", "waiting")
    gate.opened.set()
    await jobs.wait_for(second)
    assert (first.state, second.state) == ("done", "done")
    jobs.close()


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_page_that_the_reader_waits_for_passes_the_jobs_of_many_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    many = jobs.start("Add", [Path("slow.txt"), *(Path(f"{n}.txt") for n in range(9))])
    export = jobs.start("Apply rules", [ReapplyRules(1)])
    await await_condition(gate.reached.is_set)
    pages = [
        jobs.start("Add", [WebPage(f"https://bay.example/{n}", FetchOptions())]) for n in range(2)
    ]
    text = jobs.start("Get the text", [FullText(1, "Pier", FetchOptions())])
    assert jobs.jobs == [*pages, text, many, export]
    gate.opened.set()
    await jobs.wait_for(text)
    assert (many.done, [page.state for page in pages]) == (1, ["done", "done"])
    await jobs.wait_for(export)
    assert many.done == 10
    jobs.close()


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_canceling_a_large_text_leaves_the_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.job._LARGE", 1)
    large = tmp_path / "slow.txt"
    large.write_text("Open.")
    gate = Gate(monkeypatch)
    jobs = JobQueue(tmp_path / "s.sqlite", lambda _: None, workers=1)
    first = jobs.start("Add", [large])
    await await_condition(gate.reached.is_set)
    jobs.cancel(first)
    gate.opened.set()
    second = await jobs.wait_for(jobs.start("Add more", [Path("c.txt")]))
    assert (first.state, second.state, second.added) == ("cancelled", "done", 1)
    jobs.close()


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_a_job_is_moved_up(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 20)) as pilot:
        queue = app.jobs.queue
        first = queue.start("First", [Path("slow.txt"), *(Path(f"{n}.txt") for n in range(9))])
        second = queue.start("Second", [Path("b.txt")])
        third = queue.start("Third", [Path("c.txt")])
        await await_condition(gate.reached.is_set)
        await pilot.press("J", "end", "+", "+", "+")
        await settle(pilot)
        assert shown_message(app) == "This job is the first already."
        assert queue.jobs == [third, first, second]
        gate.opened.set()
        await queue.wait_for(third)
        assert not first.is_over
        await queue.wait_for(second)
        assert first.done == 10


@pytest.mark.usefixtures("jobs_in_a_thread")
async def test_quitting_can_cancel_the_job(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    app = OnRecordApp(empty)
    async with app.run_test() as pilot:
        app.jobs.start("Add news", [Path("slow.txt")])
        await await_condition(gate.reached.is_set)
        await pilot.press("ctrl+q", "x")
        gate.opened.set()
    assert find_saved_jobs(empty) == []


async def test_a_damaged_file_of_jobs_is_reported_and_stays(empty: Path) -> None:
    path = empty.with_name(f"{empty.name}-session-jobs-0.json")
    path.write_text('[{"title": "Add')
    app = OnRecordApp(empty)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "no jobs that can go on" in shown_message(app)
    assert path.exists()


@pytest.mark.parametrize(
    ("configured", "focused", "bells"),
    [("", None, 1), ("", False, 1), ("", True, 0), ('notify = "off"', False, 0)],
)
async def test_the_end_of_a_long_job_is_signaled_without_the_focus(
    configured: str, focused: bool | None, bells: int, empty: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    Path(os.environ["ONRECORD_CONFIG"]).write_text(configured)
    rung: list[str] = []
    app = OnRecordApp(empty)
    monkeypatch.setattr(app, "bell", lambda: rung.append("bell"))
    async with app.run_test() as pilot:
        await settle(pilot)
        if focused is not None:
            app.post_message(AppFocus() if focused else AppBlur())
            await pilot.pause()
        app.signal_end("Add news ended")
    assert len(rung) == bells
