"""The addition of files, folders, addresses and documents to a library."""

from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path

from analysis.text import abbreviate
from db.ingest import IngestService
from db.models import Document
from db.store import Store
from db.tasks import Task, TaskResult, find_tasks

Source = Path | str | Document
"""A file, a folder, a pattern or an address, or a text with its metadata."""

_LONGEST_NAME = 4_000  # characters of a path; a longer string is a text
_IS_TEXT = "is a text, not the name of a file; use `add_text`"
_NO_FILE = "no file matches; check the name, or use `add_text` for a text"


def add_sources(
    store: Store, sources: Iterable[Source], workers: int | None, executor: Executor | None
) -> list[TaskResult]:
    """Add sources, and return a result for each article; see `Library.add`."""
    tasks: list[Task] = []
    results: list[TaskResult] = []
    for source in sources:
        if isinstance(source, Document):
            tasks.append(source)
            continue
        name = str(source)
        found = [] if _is_text(name) else find_tasks(source)
        tasks += found
        if not found:
            problem = _IS_TEXT if _is_text(name) else _NO_FILE
            results.append(TaskResult(abbreviate(name), problem=problem))
    if executor is not None:
        from db.shards.sharded_import import ShardedImport  # only on a cluster

        return [*results, *ShardedImport(store, executor, workers or 1).run(tasks)]
    if workers == 1 or len(tasks) < 2:
        return [*results, *IngestService(store).run_all(tasks)]
    from db.worker_pool import run_in_processes  # loads multiprocessing

    return [*results, *run_in_processes(store.path, tasks, workers)]


def _is_text(name: str) -> bool:
    return "\n" in name or len(name) > _LONGEST_NAME
