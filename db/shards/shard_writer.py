"""The part of a worker: read and analyze the files of a batch, and write them into a shard.

The shard is written in the temporary folder of the worker's machine, since SQLite's log does not
work on a network's file system. It is then copied to its folder under a hidden name, and renamed
when it is on the disk: a shard that has its name is complete.
"""

import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from msgspec import Struct

from analysis.structs import replace
from db.errors import StoreError
from db.importers import read_all
from db.ingest import IngestService
from db.maintenance.copies import (
    UNFINISHED,
    delete_folder_leftovers,
    sync_folder,
    temporary_name,
)
from db.shards.batches import Batch, BatchFile, shard_path
from db.staged_analyses import save_staged
from db.store import Store
from db.tasks import TaskResult

_GROUP = 32  # files whose articles are stored in common commits
_CHUNK = 1 << 20  # bytes
_MOST_COUNTED = 5_000_000  # items of a file

# rows about the whole library, which a file can have beside its articles
_HAS_LIBRARY = """SELECT EXISTS (SELECT 1 FROM proposal) OR EXISTS (SELECT 1 FROM saved_search)
    OR EXISTS (SELECT 1 FROM correction_rule) OR EXISTS (SELECT 1 FROM tag WHERE color != '')
    OR EXISTS (SELECT 1 FROM collection
        WHERE id NOT IN (SELECT collection FROM collection_article))"""


class ShardReport(Struct, frozen=True):
    """A written shard: for each file of its batch the results, with the ids of the shard.

    `problem` is the reason why there is no shard. `has_library`: files say something about the
    whole library.
    """

    key: str
    results: tuple[tuple[TaskResult, ...], ...] = ()
    articles: int = 0
    problem: str = ""
    has_library: bool = False


def write_shard(batch: Batch, folder: Path) -> ShardReport:
    """Write the shard of a batch into a folder that all machines share.

    A shard that is there is not written again; only its files that failed are tried again.
    """
    try:
        return _write(batch, folder)
    except (StoreError, OSError, sqlite3.Error) as error:
        return ShardReport(batch.key, problem=f"{socket.gethostname()}: {error}")


def count_file_items(file: BatchFile) -> int:
    """Count the items of a file; 1 for a file that cannot be read."""
    return sum(1 for _ in islice(read_all(file.task.path), _MOST_COUNTED)) or 1


def _write(batch: Batch, folder: Path) -> ShardReport:
    target = shard_path(folder, batch)
    _require_writable(folder, batch)
    local = Path(tempfile.gettempdir())
    delete_folder_leftovers(local)
    prefix = f".onrecord-shard.{temporary_name()}{UNFINISHED}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=local) as name:
        path = Path(name) / "shard.sqlite"
        with suppress(FileNotFoundError):
            shutil.copyfile(target, path)
        with Store(path) as store:
            before = store.articles.count()
            results = _add_files(IngestService(store), batch.files)
            results[0] += save_staged(store)
            articles = store.articles.count()
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.execute("PRAGMA journal_mode=DELETE")  # one file, which readers do not change
            has_library = bool(sqlite.execute(_HAS_LIBRARY).fetchone()[0])
        if articles > before:
            _publish(path, target)
    return ShardReport(batch.key, tuple(map(tuple, results)), articles, "", has_library)


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
    probe = _name_part(folder, batch.key)
    probe.touch(mode=0o600)
    probe.unlink()


def _name_part(folder: Path, shard: str) -> Path:
    return folder / f".{shard}.{temporary_name()}{UNFINISHED}"


def _publish(path: Path, target: Path) -> None:
    """Copy a shard to its folder, so that it has its name only when it is on the disk."""
    part = _name_part(target.parent, target.stem)
    try:
        with path.open("rb") as source, part.open("wb") as copy:
            part.chmod(0o600)
            shutil.copyfileobj(source, copy, _CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)
