"""An import into a store by shards: each shard is merged when it is complete, and removed.

New articles are copied in bulk with their findings. Files with others, such as a new version of a
stored article or a note on it, are few: they are added as if they were the only ones.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from analysis.structs import replace
from db.commit_counter import connect_read_only
from db.errors import StoreError
from db.ingest import IngestService
from db.item_storage import ItemStorage, file_key
from db.merge.article_copy import copy_articles
from db.merge.source_store import require_mergeable
from db.shards.batches import BatchFile, shard_path
from db.shards.executors import Workers
from db.shards.journal import RunJournal
from db.shards.shard_run import ShardProgress, ShardRun, WrittenShard
from db.store import Store
from db.tasks import FileSlice, ReapplyRules, Task, TaskResult, task_name

_EACH = 500  # articles of a commit


def shard_folder(store: Path) -> Path:
    """Return the folder beside a store for the shards of an import."""
    return store.with_name(f"{store.name}-shards")


class ShardedImport:
    """An import of files that workers read and analyze, and that this process merges."""

    def __init__(
        self,
        store: Store,
        workers: Workers,
        folder: Path | None = None,
        *,
        report: Callable[[ShardProgress], None] = lambda _: None,
        most: int | None = None,
    ) -> None:
        """Import into `store` by shards of `most` articles in `folder`, which all workers share.

        By default the folder is beside the store.
        """
        self._store = store
        self._workers = workers
        self._folder = folder or shard_folder(store.path)
        self._report = report
        self._most = most
        self._service = IngestService(store)
        self._items = ItemStorage(store)

    def run(self, tasks: Sequence[Task]) -> Iterator[TaskResult]:
        """Yield the result of each article; raises StoreError and WorkersLostError.

        Addresses, pages to fetch and pipes are read in this process. The same call resumes a run
        that ended early.
        """
        files: list[FileSlice] = []
        for task in tasks:
            part = FileSlice(task) if isinstance(task, Path) else task
            try:
                if isinstance(part, FileSlice) and self._is_for_workers(part):
                    files.append(part)
                else:
                    yield from self._service.run_all([part])
            except StoreError as error:
                yield TaskResult(task_name(task), problem=str(error))
        if not files:
            return
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self._folder} cannot be created: {error.strerror}") from error
        with RunJournal(self._folder) as journal:
            run = ShardRun(
                journal, self._folder, self._workers, most=self._most, report=self._report
            )
            for written in run.run(files):
                if not journal.is_merged(written.batch):
                    yield from self._merge(journal, written)
                if written.path is not None:
                    written.path.unlink(missing_ok=True)
            for file in run.divided:
                if articles := journal.list_articles(file):
                    self._items.record_file(file_key(file.task), articles)
            self._remove_shards(journal, files)

    def _is_for_workers(self, part: FileSlice) -> bool:
        """Return True for a new file; the articles of others may wait for their analysis."""
        is_local = part.fetch is not None or not part.path.is_file()
        return not is_local and not self._items.known_articles(part, file_key(part))

    def _merge(self, journal: RunJournal, written: WrittenShard) -> Iterator[TaskResult]:
        """Merge a shard, and yield the results of its files with the ids of the store."""
        report, path, files = written.report, written.path, written.batch.files
        if path is None:
            for file, lost in zip(files, report.results, strict=False):
                yield from lost or (TaskResult(file.task.path.name),)
            if report.problem:
                first = files[0].task.path.name
                name = f"{first} and {len(files) - 1:,} others" if len(files) > 1 else first
                yield TaskResult(name, problem=report.problem)
            return
        try:
            require_mergeable(path)
            texts, recorded = _read_shard(path)
            copied: set[int] = set()
            for articles in copy_articles(self._store, path, each=_EACH):
                copied.update(articles)
        except (StoreError, sqlite3.Error) as error:
            if _is_sound(path):
                raise
            path.unlink()
            problem = f"its shard is damaged: {error}; run the same command to write it again"
            yield TaskResult(path.name, problem=problem)
            return
        self._reapply_rules(copied)
        ids = self._find_articles(texts)
        each = report.results or tuple(_list_recorded(file, recorded) for file in files)
        merged: list[TaskResult] = []
        again: list[BatchFile] = []
        with self._store.group_commits():
            for file, results in zip(files, each, strict=True):
                here = [ids.get(result.article) for result in results if result.article is not None]
                if results and not report.has_library and all(id in copied for id in here):
                    merged += self._record(file, results, ids)
                else:
                    again.append(file)
        for file in again:
            merged += self._add_again(file, copied)
        yield from merged
        is_whole = not any(result.problem for result in merged)
        stored = [result.article for result in merged if result.article is not None]
        journal.add_merged(written.batch, stored, is_whole=is_whole)

    def _record(
        self, file: BatchFile, results: Sequence[TaskResult], ids: dict[int, int]
    ) -> Iterator[TaskResult]:
        """Record that the articles of a file are here; yield their results with their ids here."""
        articles = [ids[result.article] for result in results if result.article is not None]
        is_complete = not file.is_slice and not any(result.problem for result in results)
        key = file_key(file.task)
        if is_complete and key == (str(file.task.path), file.size, file.modified):
            self._items.record_file(key, articles)
        for result in results:
            if result.article is None:
                yield result
            else:
                yield replace(result, article=ids[result.article], known=False, resumed=False)

    def _add_again(self, file: BatchFile, copied: set[int]) -> tuple[TaskResult, ...]:
        """Add a file as if it were the only one; articles that were copied are new."""
        service = self._service
        results: list[TaskResult] = []
        if file.is_slice:
            first = service.run(file.task)
            results = [replace(first, more_results=(), continuation=None), *first.more_results]
        else:
            results += service.run_all([file.task])
        return tuple(
            replace(result, known=False) if result.article in copied else result
            for result in results
        )

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

    def _remove_shards(self, journal: RunJournal, files: Sequence[FileSlice]) -> None:
        """Remove the journal and the folder, unless another import has complete shards there."""
        paths = {str(file.path.absolute()) for file in files}
        for batch in journal.list_planned():
            names = {str(file.task.path) for file in batch.files}
            if not names & paths and journal.is_written(batch) and not journal.is_merged(batch):
                return
        with suppress(OSError):
            for batch in journal.list_planned():  # such as those of files that have changed
                shard_path(self._folder, batch).unlink(missing_ok=True)
            journal.path.unlink()
            self._folder.rmdir()


def _is_sound(path: Path) -> bool:
    """Return True unless the file of a shard is damaged."""
    try:
        with closing(connect_read_only(path)) as sqlite:
            return bool(sqlite.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _read_shard(path: Path) -> tuple[dict[str, int], dict[str, list[tuple[int, str]]]]:
    """Return the articles of a shard by the hashes of texts, and those of each complete file."""
    with closing(connect_read_only(path)) as sqlite:
        texts = {text: int(id) for text, id in sqlite.execute("SELECT sha256, id FROM article")}
        files: dict[str, list[tuple[int, str]]] = {}
        query = """SELECT path, article.id, article.title
            FROM import_log JOIN article ON article.id = import_log.article ORDER BY 1, 2"""
        for name, id, title in sqlite.execute(query):
            files.setdefault(name, []).append((id, title))
    return texts, files


def _list_recorded(
    file: BatchFile, recorded: dict[str, list[tuple[int, str]]]
) -> tuple[TaskResult, ...]:
    """Return the results of a file whose worker's report was lost; empty if it was incomplete."""
    return tuple(
        TaskResult(file.task.path.name, article, title)
        for article, title in recorded.get(str(file.task.path), ())
    )
