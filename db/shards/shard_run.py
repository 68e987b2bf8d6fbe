"""An import by shards: the client plans batches, sends them to workers, and follows them.

The client reads no file. What it has decided is in its journal before it takes effect, and a shard
has its name only when it is complete. So the death of a worker costs its batches some time, and
that of the scheduler or the client the batches that run.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from pathlib import Path
from typing import Any

from msgspec import Struct

from db.errors import StoreError, internal_error
from db.maintenance.copies import delete_folder_leftovers
from db.shards.batches import (
    Batch,
    BatchFile,
    identify_file,
    plan_batches,
    shard_path,
    slice_file,
)
from db.shards.executors import LOST, Workers
from db.shards.journal import RunJournal
from db.shards.shard_writer import ShardReport, count_file_items, write_shard
from db.tasks import WORKER_DIED, FileSlice, TaskResult

_LOG = logging.getLogger("onrecord.db")
_TRIES = 2  # with which a file may stop a worker before it is reported
_POLL = 1.0  # seconds between two looks for workers that joined


class ShardProgress(Struct, frozen=True):
    """The progress of an import by shards; articles that are not read yet are estimated."""

    articles: int
    all_articles: int
    batches: int
    all_batches: int
    running: int


class WrittenShard(Struct, frozen=True):
    """A batch that is done: its shard, or None if it has no article, and the worker's report.

    `is_known`: the shard was complete before this run, so that the report has no results.
    """

    batch: Batch
    path: Path | None
    report: ShardReport
    is_known: bool = False


class ShardRun:
    """An import of files into shards in a folder that all workers can read and write."""

    def __init__(
        self,
        journal: RunJournal,
        folder: Path,
        workers: Workers,
        *,
        most: int | None = None,
        report: Callable[[ShardProgress], None] = lambda _: None,
    ) -> None:
        """Write shards of at most `most` articles, by default 2,000, into `folder`."""
        self._journal = journal
        self._folder = folder.absolute()
        self._workers = workers
        self._most = most
        self._report = report
        self._waiting: deque[Batch] = deque()
        self._running: dict[Future[Any], Batch | BatchFile] = {}
        self._uncounted: deque[BatchFile] = deque()
        self._failures: Counter[str] = Counter()
        self._done = self._done_articles = 0
        self.divided: list[BatchFile] = []
        """The large files that several workers read."""

    def run(self, tasks: Sequence[FileSlice]) -> Iterator[WrittenShard]:
        """Write the shards of files, and yield each; those that are complete come first.

        Raises WorkersLostError if no worker can be reached, and StoreError if no shard can be
        written. The next run resumes.
        """
        files: list[BatchFile] = []
        for file in map(identify_file, tasks):
            items = self._journal.count_items(file)
            if items:
                files += self._divide(file, items)
            elif file.is_large:
                self._uncounted.append(file)
            else:
                files.append(file)
        for batch in self._plan(files):
            if self._is_complete(batch):
                self._count(batch)
                articles = self._journal.count_articles(batch)
                known = ShardReport(batch.key, articles=articles)
                yield WrittenShard(batch, self._path(batch), known, is_known=True)
            else:
                self._waiting.append(batch)
        while self._waiting or self._running or self._uncounted:
            yield from self._step()
        delete_folder_leftovers(self._folder)

    def _plan(self, files: Sequence[BatchFile]) -> list[Batch]:
        """Return the batches of files: those planned before, and new ones."""
        batches, others = self._journal.list_batches(files)
        new = plan_batches(others, self._workers.capacity(), self._most)
        if new:
            self._journal.add_batches(new)
        return [*batches, *new]

    def _step(self) -> Iterator[WrittenShard]:
        """Send what the workers can take, and yield what is done after at most a second."""
        try:
            self._send()
        except LOST as error:
            self._reconnect(error)
        self._show()
        done, _ = wait(self._running, _POLL, return_when=FIRST_COMPLETED)
        for future in [future for future in self._running if future in done]:
            sent = self._running[future]
            if future.cancelled():  # by a client whose scheduler stopped
                self._reconnect(CancelledError())
                return
            del self._running[future]
            failure = future.exception()
            if failure is not None:
                yield from self._fail(sent, failure)
            elif isinstance(sent, Batch):
                yield from self._receive(sent, future.result())
            else:
                self._add_counted(sent, future.result())
        self._show()

    def _send(self) -> None:
        capacity = self._workers.capacity()
        while len(self._running) < capacity and (self._uncounted or self._waiting):
            if self._uncounted:
                file = self._uncounted[0]
                self._running[self._workers.submit(count_file_items, file)] = file
                self._uncounted.popleft()
            else:
                batch = self._waiting[0]
                self._running[self._workers.submit(write_shard, batch, self._folder)] = batch
                self._waiting.popleft()

    def _reconnect(self, error: BaseException) -> None:
        """Queue the sent batches again, and find workers; raises WorkersLostError."""
        _LOG.warning("the workers are lost: %s: %s", type(error).__name__, error)
        for sent in reversed(self._running.values()):
            if isinstance(sent, Batch):
                self._waiting.appendleft(sent)
            else:
                self._uncounted.appendleft(sent)
        self._running.clear()
        self._workers.reconnect()

    def _receive(self, batch: Batch, report: ShardReport) -> Iterator[WrittenShard]:
        if report.problem and self._may_try(batch.key):
            self._waiting.append(batch)  # perhaps on another machine
            return
        if report.problem and not self._done:
            raise StoreError(f"No shard can be written: {report.problem}")
        if not report.problem and report.articles:
            failed = [
                file.key
                for file, results in zip(batch.files, report.results, strict=True)
                if any(result.problem for result in results)
            ]
            self._journal.add_written(batch, report.articles, failed)
        self._count(batch)
        yield WrittenShard(batch, self._path(batch) if report.articles else None, report)

    def _fail(self, sent: Batch | BatchFile, error: BaseException) -> Iterator[WrittenShard]:
        """Divide a batch with which a worker died, or report the one file or item of it."""
        is_death = isinstance(error, BrokenExecutor) or "Killed" in type(error).__name__
        if isinstance(sent, BatchFile):
            if self._may_try(sent.key):
                self._uncounted.append(sent)
            else:
                self._waiting.extend(self._plan([sent]))
            return
        parts = sent.halve() if is_death else (sent,)
        if len(parts) > 1:
            self._journal.divide(sent, parts)
            self._waiting.extendleft(reversed(parts))
        elif is_death and self._may_try(sent.key):
            self._waiting.append(sent)
        else:
            names = [file.task.path.name for file in sent.files]
            problem = WORKER_DIED if is_death else internal_error(names[0], error)
            results = tuple((TaskResult(name, problem=problem),) for name in names)
            self._count(sent)
            yield WrittenShard(sent, None, ShardReport(sent.key, results))

    def _may_try(self, key: str) -> bool:
        self._failures[key] += 1
        return self._failures[key] < _TRIES

    def _add_counted(self, file: BatchFile, items: int) -> None:
        self._journal.add_items(file, items)
        self._waiting.extend(self._plan(self._divide(file, items)))

    def _divide(self, file: BatchFile, items: int) -> list[BatchFile]:
        self.divided.append(file)
        return slice_file(file, items, self._most)

    def _is_complete(self, batch: Batch) -> bool:
        if self._journal.is_merged(batch):
            return True
        return self._journal.is_written(batch) and self._path(batch).exists()

    def _path(self, batch: Batch) -> Path:
        return shard_path(self._folder, batch)

    def _count(self, batch: Batch) -> None:
        self._done += 1
        self._done_articles += batch.articles

    def _show(self) -> None:
        sent = [each for each in self._running.values() if isinstance(each, Batch)]
        open_batches = [*self._waiting, *sent]
        articles = sum(batch.articles for batch in open_batches)
        articles += sum(file.articles for file in self._uncounted)
        self._report(
            ShardProgress(
                self._done_articles, self._done_articles + articles,
                self._done, self._done + len(open_batches), len(self._running),
            )
        )  # fmt: skip
