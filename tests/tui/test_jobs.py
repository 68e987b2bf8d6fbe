"""Jobs: worker processes start under Textual, report, are cancelled, and never hold up leaving."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from db import Store
from db.tasks import Task, TaskResult, task_name
from db.worker_pool import run_worker_task
from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp
from tui.changes import ANY_CHANGE
from tui.display_text import format_duration, format_speed
from tui.jobs import Job, JobQueue, _change_of, format_progress, result_messages

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
    store, one, long = (tmp_path / name for name in ("s.sqlite", "one.txt", "long.txt"))
    Store(store).close()
    one.write_text("“We are open,” the baker Ada Brandt said on Monday.")
    long.write_text("“We are open,” the baker Ada Brandt said on Monday.\n\n" * 40_000)
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", UNDER_TEXTUAL, store, one, long],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert time.monotonic() - began < 40
    with Store(store) as opened:
        assert [row.quotations for row in opened.articles.list()] == [1]


def works(task: Task) -> TaskResult:
    if task_name(task) == "bad.txt":
        return TaskResult("bad.txt", problem="is empty")
    return TaskResult(task_name(task), 7, task_name(task), known=task_name(task) == "known.txt")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, jobs_in_a_thread: None) -> None:
    del jobs_in_a_thread
    monkeypatch.setattr("tui.jobs.run_worker_task", works)


@pytest.mark.usefixtures("quick")
async def test_a_job_goes_on_after_a_bad_file_and_tells_of_each() -> None:
    told: list[str] = []
    jobs = JobQueue(Path("unused"), lambda job: told.append(job.state))
    files = [Path(name) for name in ("a.txt", "bad.txt", "known.txt", "b.txt")]
    job = await jobs.wait_for(jobs.start("Add news", files))
    assert (job.state, job.added, job.unchanged) == ("done", 2, 1)
    assert [outcome.name for outcome in job.problems] == ["bad.txt"]
    assert told == ["running"] * 5 + ["done"]
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
            held.wait(20)
        return works(task)

    monkeypatch.setattr("tui.jobs.run_worker_task", work)
    first_is_done = asyncio.Event()
    jobs = JobQueue(Path("unused"), lambda job: first_is_done.set() if job.outcomes else None)
    slow = jobs.start("Slow", [Path("a.txt"), Path("slow.txt"), Path("b.txt")])
    following = jobs.start("Next", [Path("c.txt")])
    await first_is_done.wait()
    assert format_progress(jobs).startswith("Slow: 1 of 3")
    jobs.cancel(slow)
    held.set()
    await jobs.wait_for(following)
    assert slow.state == "cancelled"
    done = [outcome.name for outcome in slow.outcomes]
    assert done[0] == "a.txt"
    assert "b.txt" not in done
    assert (following.state, following.added) == ("done", 1)
    assert format_progress(jobs) == ""
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
    """Whether this is the first of the tries; they run in processes, so a file remembers."""
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

    monkeypatch.setattr("tui.jobs.run_worker_task", work)
    jobs = JobQueue(Path("unused"), lambda _: None)
    job = await jobs.wait_for(jobs.start("Add list.jsonl", [Path("list.jsonl")]))
    jobs.close()
    assert (len(tries), job.added, job.unchanged) == (2, 3, 0)


@pytest.mark.parametrize("dies", [dies_before, dies_after])
async def test_what_a_worker_died_at_is_tried_again_and_stored_once(
    dies: Callable[[Task], TaskResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await add_two(tmp_path, "tide.txt", dies, monkeypatch)
    assert (job.added, job.unchanged, job.problems) == (2, 0, [])


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
    patch.setattr("tui.jobs.run_worker_task", does)
    jobs = JobQueue(store, lambda _: None, workers=1)
    job = await jobs.wait_for(jobs.start("Add two", files))
    jobs.close()
    return job


@pytest.mark.usefixtures("quick")
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
        assert "bad.txt  is empty" in shown
        await pilot.press("escape")
        assert len(app.screen_stack) == 1


def test_a_job_says_how_long_it_will_take() -> None:
    job = Job("Add", [Path("a"), Path("b"), Path("c")])
    unknown = job.seconds_left
    job.state, job.started_at = "running", time.monotonic() - 10
    job.outcomes.append(TaskResult("a"))
    known = job.seconds_left
    assert unknown is None
    assert known is not None
    assert 19 < known < 25
    assert [format_duration(seconds) for seconds in (5, 300, 7200)] == ["5 s", "5 min", "2 h"]


def test_a_slow_job_has_a_speed_above_zero() -> None:
    assert [format_speed(speed) for speed in (120.4, 1.26, 0.14, 0.02)] == [
        "120 per second", "1.3 per second", "0.1 per second", "1.2 per minute",
    ]  # fmt: skip


def test_an_analysis_completed_by_adding_the_file_again_changes_findings() -> None:
    resumed = TaskResult("a.txt", 1, "A", known=True, resumed=True)
    assert _change_of(Job("Add a.txt", [Path("a.txt")], outcomes=[resumed])) == ANY_CHANGE
