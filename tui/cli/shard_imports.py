"""`onrecord add --dask` and `--shards`: workers that write shards, and their progress."""

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from db.errors import StoreError
from db.shards.executors import DaskWorkers, ProcessWorkers, Workers, WorkersLostError
from db.shards.journal import RunJournal
from db.shards.shard_run import ShardProgress, ShardRun, WrittenShard
from db.shards.sharded_import import ShardedImport
from db.store import Store
from db.tasks import FileSlice, Task, TaskResult
from db.worker_pool import default_worker_count
from tui.article_remarks import failure_message
from tui.cli import output
from tui.cli.options import OutputForm, inform
from tui.display_text import format_count, format_duration, format_speed
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, echo
from tui.log import start_log

_SHOW_EVERY = 0.2  # seconds


@contextmanager
def open_workers(dask: str | None, workers: int | None) -> Iterator[Workers]:
    """Open the workers of a Dask cluster, or worker processes; exit if there are none."""
    try:
        if dask is None:
            with ProcessWorkers(workers or default_worker_count(), start_log) as processes:
                yield processes
        else:
            with DaskWorkers(dask) as cluster:
                # its tracebacks of a scheduler that stopped: the client waits, and says so at last
                logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
                yield cluster
    except ModuleNotFoundError as error:
        if error.name != "distributed":
            raise
        echo("--dask needs a library; install it with: pip install 'onrecord[dask]'")
        sys.exit(EXIT_FAILURE)
    except WorkersLostError as error:
        echo(str(error))
        sys.exit(EXIT_FAILURE)


def run_on_cluster(
    tasks: Sequence[Task], store: Store, dask: str, report: Callable[[ShardProgress], None]
) -> Iterator[TaskResult]:
    """Add articles that the workers of a Dask cluster read and analyze."""
    with open_workers(dask, None) as workers:
        yield from ShardedImport(store, workers, report=report).run(tasks)


def write_shards(
    tasks: Sequence[Task], folder: Path, workers: int | None, dask: str | None, form: OutputForm
) -> None:
    """Write files into shards in a folder; print each shard, and exit with 1 if a file failed."""
    files = [task for task in tasks if isinstance(task, FileSlice) and task.fetch is None]
    if not files or len(files) < len(tasks):
        raise click.UsageError("--shards reads files; add addresses and standard input to a store")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be created: {error.strerror}") from error
    progress = _Progress()
    try:
        with RunJournal(folder) as journal, open_workers(dask, workers) as opened:
            run = ShardRun(journal, folder, opened, report=progress.show)
            for written in run.run(files):
                progress.print_shard(written, form)
    except KeyboardInterrupt:
        progress.clear()
        echo("interrupted; complete shards stay; run the same command again to resume")
        sys.exit(EXIT_FAILURE)
    progress.finish()
    sys.exit(EXIT_FAILURE if progress.failed else EXIT_SUCCESS)


def describe_shards(progress: ShardProgress, seconds: float) -> str:
    """Describe the progress: "400 of about 2,000 articles, 2 running, 20 per second, 80 s left"."""
    parts = [
        f"{progress.articles:,} of about {progress.all_articles:,} articles",
        f"{progress.running} running",
    ]
    if progress.articles and seconds:
        speed = progress.articles / seconds
        left = (progress.all_articles - progress.articles) / speed
        parts += [format_speed(speed), f"{format_duration(left)} left"]
    return ", ".join(parts)


class _Progress:
    """The output of a run: a line for each shard, the progress, and a summary."""

    def __init__(self) -> None:
        self._begun = self._shown = time.monotonic()
        self._interactive = sys.stderr.isatty()
        self._shards: Counter[str] = Counter()
        self._articles = 0
        self.failed = 0

    def show(self, progress: ShardProgress) -> None:
        """Show the progress on one line, if standard error is a terminal."""
        now = time.monotonic()
        if self._interactive and now - self._shown >= _SHOW_EVERY:
            self._shown = now
            line = describe_shards(progress, now - self._begun)
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Clear the line of the progress."""
        if self._interactive:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def print_shard(self, written: WrittenShard, form: OutputForm) -> None:
        """Print a shard, and on standard error the files that failed."""
        self.clear()
        problems = [
            f"{result.name}: {failure}"
            for results in written.report.results
            for result in results
            if (failure := failure_message(result))
        ]
        if written.report.problem:
            problems.append(f"{written.batch.files[0].task.path.name}: {written.report.problem}")
        for problem in problems:
            echo(problem)
        self.failed += len(problems)
        if written.path is None:
            return
        status = "unchanged" if written.is_known else "written"
        self._shards[status] += 1
        articles = written.report.articles
        self._articles += 0 if written.is_known else articles
        if form:
            output.print_json_line(
                {"shard": str(written.path), "status": status, "articles": articles,
                 "failures": problems}
            )  # fmt: skip
        else:
            output.print_line(f"{written.path}\t{status}\t{format_count(articles, 'article')}")

    def finish(self) -> None:
        """Print a summary."""
        self.clear()
        seconds = time.monotonic() - self._begun
        written, unchanged = self._shards["written"], self._shards["unchanged"]
        parts = []
        if written or not unchanged:
            articles = format_count(self._articles, "article")
            parts.append(f"{format_count(written, 'shard')} written with {articles}")
        if unchanged:
            parts.append(f"{format_count(unchanged, 'shard')} unchanged")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        inform(f"{', '.join(parts)} in {format_duration(seconds)}")
