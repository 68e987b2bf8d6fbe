"""An import into a store by shards: each shard is merged when it is complete, and removed.

New articles are copied in bulk with their findings. Files with others, such as a new version of a
stored article or a note on it, are few: they are added as if they were the only ones.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from analysis.structs import replace
from db.commit_counter import connect_read_only
from db.errors import StoreError
from db.ingest import IngestService
from db.item_storage import ItemStorage, file_key, list_articles_of
from db.merge.article_copy import copy_articles
from db.merge.source_store import require_mergeable
from db.shards.batches import BatchFile
from db.shards.shard_report import ShardReport, list_reports, shard_path
from db.shards.shard_run import ShardProgress, ShardRun
from db.store import Store
from db.tasks import FileSlice, ReapplyRules, Task, TaskResult, task_name

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_EACH = 500  # articles of a commit
_LOCK = "lock"
_CAN_LOCK = fcntl is not None


def shard_folder(store: Path) -> Path:
    """Return the folder beside a store for the shards of an import."""
    return store.with_name(f"{store.name}-shards")


class ShardedImport:
    """An import of files that workers read and analyze, and that this process merges."""

    def __init__(
        self,
        store: Store,
        executor: Executor,
        workers: int,
        *,
        report: Callable[[ShardProgress], None] = lambda _: None,
        most: int | None = None,
    ) -> None:
        """Import into `store` by shards of `most` articles in a folder beside it.

        `executor` runs `workers` calls at a time. All its machines share the folder.
        """
        self._store = store
        self._executor, self._workers = executor, workers
        self._folder = shard_folder(store.path)
        self._report = report
        self._most = most
        self._service = IngestService(store)
        self._items = ItemStorage(store)
        self._slices: dict[BatchFile, list[tuple[int, list[int]]]] = {}

    def run(self, tasks: Sequence[Task]) -> Iterator[TaskResult]:
        """Yield the result of each article; raises StoreError and WorkersLostError.

        Addresses, pages to fetch and pipes are read in this process. The same call resumes a run
        that ended early.
        """
        files: list[FileSlice] = []
        paths: set[Path] = set()
        for task in tasks:
            part = FileSlice(task) if isinstance(task, Path) else task
            if isinstance(part, FileSlice):
                paths.add(part.path.absolute())
            try:
                if isinstance(part, FileSlice) and self._is_for_workers(part):
                    files.append(part)
                else:
                    yield from self._service.run_all([part])
            except StoreError as error:
                yield TaskResult(task_name(task), problem=str(error))
        if files or (paths and self._folder.exists()):
            with _lock(self._folder):
                yield from self._run_shards(files)
                self._remove_reports(paths)

    def _is_for_workers(self, part: FileSlice) -> bool:
        """Return True for a new file; the articles of others may wait for their analysis."""
        is_local = part.fetch is not None or not part.path.is_file()
        return not is_local and not self._items.known_articles(part, file_key(part))

    def _run_shards(self, files: Sequence[FileSlice]) -> Iterator[TaskResult]:
        run = ShardRun(
            self._folder, self._executor, self._workers, most=self._most, report=self._report
        )
        for written in run.run(files):
            report = written
            if written.has_shard:
                path = shard_path(self._folder, written.batch)
                try:
                    report = self._merge(written, path)
                except (StoreError, sqlite3.Error) as error:
                    if _is_sound(path):
                        raise
                    written.delete(self._folder)
                    for failed in run.retry(written.batch, StoreError(f"damaged shard: {error}")):
                        yield from _list_results(failed)
                    continue
                report.save(self._folder)
                path.unlink(missing_ok=True)
            self._note_slices(report)
            yield from (
                result
                for result in _list_results(report)
                if result.problem or not written.is_merged  # else it was reported before
            )
        for file, items in run.divided.items():
            slices = self._slices.get(file, [])
            if sum(size for size, _ in slices) >= items:
                self._record(file, sorted({id for _, articles in slices for id in articles}))

    def _merge(self, report: ShardReport, path: Path) -> ShardReport:
        """Merge a shard; return the report with the results of its files in the store."""
        require_mergeable(path)
        texts = _read_texts(path)
        copied: set[int] = set()
        for articles in copy_articles(self._store, path, each=_EACH):
            copied.update(articles)
        self._reapply_rules(copied)
        ids = self._find_articles(texts)
        merged: list[tuple[TaskResult, ...]] = []
        with self._store.group_commits():
            for file, results in zip(report.batch.files, report.results, strict=True):
                here = [ids.get(id) for id in list_articles_of(results)]
                if report.has_library or not copied.issuperset(here):
                    merged.append(())
                    continue
                merged.append(tuple(_renumber(result, ids) for result in results))
                if not file.is_slice and not any(result.problem for result in results):
                    self._record(file, list_articles_of(merged[-1]))
        for number, file in enumerate(report.batch.files):
            if not merged[number]:
                merged[number] = self._add_again(file, copied)
        return replace(report, results=tuple(merged), is_merged=True)

    def _record(self, file: BatchFile, articles: Sequence[int]) -> None:
        """Record that a file is complete, unless it has changed since."""
        key = file_key(file.task)
        if key == (str(file.task.path), file.size, file.modified):
            self._items.record_file(key, articles)

    def _add_again(self, file: BatchFile, copied: set[int]) -> tuple[TaskResult, ...]:
        """Add a file as if it were the only one; articles that were copied are new."""
        service = self._service
        if file.is_slice:
            first = service.run(file.task)
            results = [first, *first.more_results]
        else:
            results = list(service.run_all([file.task]))
        is_known = [result.known and result.article not in copied for result in results]
        return tuple(
            replace(result, known=known, more_results=(), continuation=None)
            for result, known in zip(results, is_known, strict=True)
        )

    def _note_slices(self, report: ShardReport) -> None:
        """Note the articles of each slice that is in the store without a problem."""
        for file, results in zip(report.batch.files, report.results, strict=True):
            if file.is_slice and not any(result.problem for result in results):
                articles = list_articles_of(results)
                self._slices.setdefault(file.whole, []).append((file.task.size, articles))

    def _reapply_rules(self, articles: set[int]) -> None:
        """Apply the correction rules of the store, which the workers do not have."""
        if articles and self._store.corrections.list_rules():
            for _ in self._service.run_all([ReapplyRules(id) for id in sorted(articles)]):
                pass

    def _find_articles(self, texts: dict[str, int]) -> dict[int, int]:
        """Return the ids in the store of articles in a shard, found by the hashes of texts."""
        query = "SELECT sha256, id FROM article WHERE sha256 IN (SELECT value FROM json_each(?))"
        with self._store.connection.read_transaction() as sqlite:
            rows = sqlite.execute(query, (json.dumps(list(texts)),))
            return {texts[text]: int(id) for text, id in rows}

    def _remove_reports(self, paths: set[Path]) -> None:
        """Remove the reports on files, and what else is there unless shards of others wait."""
        others = False
        for report in list_reports(self._folder):
            if paths.isdisjoint(file.task.path for file in report.batch.files):
                others = True
            else:
                report.delete(self._folder)
        if not others:
            with suppress(OSError):
                for pattern in ("*.json", "*.sqlite"):  # such as those of another version
                    for path in self._folder.glob(pattern):
                        path.unlink()


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Create and lock the folder of shards, and remove it at the end if it is empty.

    The lock is one of `lockf`, which no worker process inherits: it ends with this process.
    """
    path = folder / _LOCK
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file = path.open("wb")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}") from error
    with file:
        if _CAN_LOCK:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(f"Another import uses {folder}; wait for its end") from None
            except OSError:
                pass  # a file system without such locks
        yield
    with suppress(OSError):
        path.unlink()
        folder.rmdir()


def _list_results(report: ShardReport) -> Iterator[TaskResult]:
    for results in report.results:
        yield from results


def _renumber(result: TaskResult, ids: dict[int, int]) -> TaskResult:
    """Return the result of a new article with its id in the store."""
    if result.article is None:
        return result
    return replace(result, article=ids[result.article], known=False, resumed=False)


def _is_sound(path: Path) -> bool:
    """Return True unless the file of a shard is damaged or missing."""
    try:
        with closing(connect_read_only(path)) as sqlite:
            return bool(sqlite.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _read_texts(path: Path) -> dict[str, int]:
    """Return the articles of a shard by the hashes of their texts."""
    with closing(connect_read_only(path)) as sqlite:
        return {text: int(id) for text, id in sqlite.execute("SELECT sha256, id FROM article")}
