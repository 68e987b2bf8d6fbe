"""An import by shards: the client plans batches, sends them to an executor, and follows them.

The client reads no file. The death of a worker costs its batches some time, and that of the client
the batches that run.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path
from typing import Any

from msgspec import Struct

from db.errors import StoreError, internal_error
from db.maintenance.copies import delete_folder_leftovers
from db.shards.batches import Batch, BatchFile, identify_file, plan_batches, slice_file
from db.shards.shard_report import ShardReport, list_reports, load_report, report_path
from db.shards.shard_writer import count_file_items, write_shard
from db.tasks import WORKER_DIED, FileSlice, TaskResult

_TRIES = 2  # with which a file may stop a worker before it is reported
_AHEAD = 200  # batches sent at a time: workers that join later find some
_POLL = 1.0  # seconds; on Windows, Ctrl-C is noticed only between two waits


class WorkersLostError(Exception):
    """There are no workers any more; the message says what to do."""


class ShardProgress(Struct, frozen=True):
    """The progress of an import by shards; articles that are not read yet are estimated."""

    articles: int
    all_articles: int


class ShardRun:
    """An import of files into shards in a folder that all workers can read and write."""

    def __init__(
        self,
        folder: Path,
        executor: Executor,
        workers: int,
        *,
        most: int | None = None,
        report: Callable[[ShardProgress], None] = lambda _: None,
    ) -> None:
        """Write shards of at most `most` articles, by default 2,000, into `folder`.

        `workers` is the number of calls that the executor runs at a time.
        """
        self._folder = folder.absolute()
        self._executor = executor
        self._workers = workers
        self._most = most
        self._report = report
        self._waiting: deque[Batch | BatchFile] = deque()
        self._running: dict[Future[Any], Batch | BatchFile] = {}
        self._failures: Counter[str] = Counter()
        self._done_articles = 0
        self._slices: dict[str, list[BatchFile]] = {}
        self.divided: dict[BatchFile, int] = {}
        """The large files that several workers read, with the numbers of their items."""

    def run(self, tasks: Sequence[FileSlice]) -> Iterator[ShardReport]:
        """Yield a report on each shard of files; those that are complete come first.

        Raises WorkersLostError if no worker can be reached, and StoreError if no shard can be
        written. The next run resumes.
        """
        files = {file.key: file for file in map(identify_file, tasks)}
        yield from self._resume(files)
        large = [file for file in files.values() if file.is_large]
        self._waiting.extend(large)
        self._plan([file for file in files.values() if not file.is_large])
        try:
            while self._waiting or self._running:
                self._send()
                self._show()
                done, _ = wait(self._running, _POLL, return_when=FIRST_COMPLETED)
                for future in [future for future in self._running if future in done]:
                    yield from self._receive(self._running.pop(future), future)
            self._show()
        finally:
            for future in self._running:
                future.cancel()
        delete_folder_leftovers(self._folder)

    def _resume(self, files: dict[str, BatchFile]) -> Iterator[ShardReport]:
        """Yield the reports of an earlier run, and remove their files from `files`."""
        wanted = set(files)
        for report in list_reports(self._folder):
            known = [file for file in report.batch.files if file.whole.key in wanted]
            if known:
                self._done_articles += report.batch.articles
                yield report
            for file in known:
                if file.is_slice:
                    self._slices.setdefault(file.whole.key, []).append(file)
                else:
                    files.pop(file.key, None)

    def _plan(self, files: Sequence[BatchFile]) -> None:
        self._waiting.extend(plan_batches(files, self._workers, self._most))

    def _send(self) -> None:
        while self._waiting and len(self._running) < _AHEAD:
            sent = self._waiting[0]
            try:
                if isinstance(sent, Batch):
                    future = self._executor.submit(write_shard, sent, self._folder)
                    self._running[future] = sent
                else:
                    self._running[self._executor.submit(count_file_items, sent)] = sent
            except Exception as error:  # an executor has types of its own
                raise WorkersLostError(
                    f"the workers stopped ({error}); run the same import again to resume"
                ) from error
            self._waiting.popleft()

    def _receive(self, sent: Batch | BatchFile, future: Future[Any]) -> Iterator[ShardReport]:
        if future.cancelled():  # by a client whose scheduler stopped
            self._waiting.appendleft(sent)
            return
        error = future.exception()
        if error is not None:
            yield from self.retry(sent, error)
        elif isinstance(sent, BatchFile):
            self._divide(sent, future.result())
        else:
            try:
                report = load_report(report_path(self._folder, sent))
            except (OSError, ValueError, LookupError, TypeError) as problem:
                reason = f"the shard is not in {self._folder}: choose one that all machines share"
                yield from self.retry(sent, StoreError(f"{reason} ({problem})"))
                return
            self._done_articles += sent.articles
            yield report

    def _divide(self, file: BatchFile, items: int) -> None:
        self.divided[file] = items
        self._plan(slice_file(file, items, self._most, self._slices.get(file.key, ())))

    def retry(self, sent: Batch | BatchFile, error: BaseException) -> Iterator[ShardReport]:
        """Send a batch again, or its halves if a worker died; report it the second time."""
        is_death = isinstance(error, BrokenExecutor) or "Killed" in type(error).__name__
        parts = sent.halve() if is_death and isinstance(sent, Batch) else (sent,)
        if len(parts) > 1:
            self._waiting.extendleft(reversed(parts))
        elif self._may_try(sent.key):
            self._waiting.append(sent)  # perhaps on another machine
        elif isinstance(sent, BatchFile):
            self._waiting.append(Batch((sent,)))  # one worker reads all of it
        elif not is_death and not self._done_articles and isinstance(error, StoreError):
            raise StoreError(f"No shard can be written: {error}")
        else:
            names = [file.task.path.name for file in sent.files]
            problem = (
                str(error) if isinstance(error, StoreError) else internal_error(names[0], error)
            )
            problem = WORKER_DIED if is_death else problem
            self._done_articles += sent.articles
            yield ShardReport(sent, tuple((TaskResult(name, problem=problem),) for name in names))

    def _may_try(self, key: str) -> bool:
        self._failures[key] += 1
        return self._failures[key] < _TRIES

    def _show(self) -> None:
        open_articles = sum(sent.articles for sent in (*self._waiting, *self._running.values()))
        self._report(ShardProgress(self._done_articles, self._done_articles + open_articles))
