"""The part of a worker: read and analyze the files of a batch, and write them into a shard.

The shard is written in the temporary folder of the worker's machine, since SQLite's log does not
work on a network's file system. It is then copied to its folder. A shard with a report is complete.
"""

import socket
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from analysis.structs import replace
from db.errors import StoreError
from db.importers import read_all
from db.ingest import IngestService
from db.maintenance.copies import UNFINISHED, delete_folder_leftovers, temporary_name
from db.shards.batches import Batch, BatchFile
from db.shards.shard_report import (
    ShardReport,
    publish,
    report_path,
    shard_path,
    temporary_path,
)
from db.staged_analyses import save_staged
from db.store import Store
from db.tasks import TaskResult

_GROUP = 32  # files whose articles are stored in common commits

# rows about the whole library, which a file can have beside its articles
_HAS_LIBRARY = """SELECT EXISTS (SELECT 1 FROM proposal) OR EXISTS (SELECT 1 FROM saved_search)
    OR EXISTS (SELECT 1 FROM correction_rule) OR EXISTS (SELECT 1 FROM tag WHERE color != '')
    OR EXISTS (SELECT 1 FROM collection
        WHERE id NOT IN (SELECT collection FROM collection_article))"""


def write_shard(batch: Batch, folder: Path) -> None:
    """Write the shard of a batch and its report into a folder that all machines share.

    A shard that is complete is not written again. Raises StoreError with the name of the machine.
    """
    if report_path(folder, batch).exists():
        return
    try:
        _write(batch, folder)
    except (StoreError, OSError, sqlite3.Error) as error:  # some cannot be sent to the client
        raise StoreError(f"{socket.gethostname()}: {error}") from None


def count_file_items(file: BatchFile) -> int:
    """Count the items of a file; 1 for a file that cannot be read."""
    return sum(1 for _ in read_all(file.task.path)) or 1


def _write(batch: Batch, folder: Path) -> None:
    _require_writable(folder, batch)
    local = Path(tempfile.gettempdir())
    delete_folder_leftovers(local)
    prefix = f".onrecord-shard.{temporary_name()}{UNFINISHED}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=local) as name:
        path = Path(name) / "shard.sqlite"
        with Store(path) as store:
            results = _add_files(IngestService(store), batch.files)
            results[0] += save_staged(store)
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.execute("PRAGMA journal_mode=DELETE")  # one file, which readers do not change
            has_library = bool(sqlite.execute(_HAS_LIBRARY).fetchone()[0])
        report = ShardReport(batch, tuple(map(tuple, results)), has_library)
        if report.has_shard:
            with path.open("rb") as source:
                publish(source, shard_path(folder, batch))
    report.save(folder)


def _add_files(service: IngestService, files: Sequence[BatchFile]) -> list[list[TaskResult]]:
    """Add files to the store of a service; return the results of each."""
    results: list[list[TaskResult]] = []
    for first in range(0, len(files), _GROUP):
        group = files[first : first + _GROUP]
        added = service.run_call([file.task for file in group])
        for file, result in zip(group, added, strict=False):
            of_file = [result, *result.more_results]
            while result.continuation is not None and not file.is_slice:
                (result, *problems) = service.run_call([result.continuation])
                of_file += [result, *result.more_results, *problems]
            results.append([replace(each, more_results=(), continuation=None) for each in of_file])
        results[-1] += added[len(group) :]  # problems of analyses
    return results


def _require_writable(folder: Path, batch: Batch) -> None:
    """Raise OSError before the analysis if the folder cannot be written on this machine."""
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}; choose one that all machines share")
    probe = temporary_path(shard_path(folder, batch))
    probe.touch(mode=0o600)
    probe.unlink()
