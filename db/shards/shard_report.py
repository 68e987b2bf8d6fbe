"""The reports of shards, by which the same import resumes after any death.

A report is a file of JSON beside its shard. It is written when the shard is complete and on the
disk, and again when the shard is merged. So the reports in a folder are the journal of its import.
"""

import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct, to_builtins

from analysis.models import StageFailure
from analysis.structs import convert_values
from db.maintenance.copies import UNFINISHED, sync_folder, temporary_name
from db.shards.batches import Batch, BatchFile
from db.tasks import TaskResult

_CHUNK = 1 << 20  # bytes


class ShardReport(Struct, frozen=True):
    """A complete batch: the results of each of its files.

    `has_library`: files contain something about the whole library. `is_merged`: the results have
    the ids of the store, and the shard is no longer needed. Before, they have those of the shard.
    """

    batch: Batch
    results: tuple[tuple[TaskResult, ...], ...]
    has_library: bool = False
    is_merged: bool = False

    @property
    def has_shard(self) -> bool:
        """True if there is a shard, unlike for files without an article."""
        has_articles = any(each.article is not None for results in self.results for each in results)
        return not self.is_merged and (has_articles or self.has_library)

    def save(self, folder: Path) -> None:
        """Write the report into the folder of its shard."""
        record = {
            "files": [file.to_json() for file in self.batch.files],
            "results": to_builtins(self.results),
            "has_library": self.has_library,
            "is_merged": self.is_merged,
        }
        publish(io.BytesIO(json.dumps(record).encode()), report_path(folder, self.batch))

    def delete(self, folder: Path) -> None:
        """Delete the report, and the shard that it is about."""
        report_path(folder, self.batch).unlink(missing_ok=True)  # first: it makes a shard complete
        shard_path(folder, self.batch).unlink(missing_ok=True)


def load_report(path: Path) -> ShardReport:
    """Return the report in a file; raises OSError, ValueError, LookupError or TypeError."""
    record = json.loads(path.read_bytes())
    batch = Batch(tuple(map(BatchFile.from_json, record["files"])))
    if batch.key != path.stem:
        raise ValueError("written by another version")
    results = tuple(tuple(map(_load_result, each)) for each in record["results"])
    return ShardReport(batch, results, bool(record["has_library"]), bool(record["is_merged"]))


def list_reports(folder: Path) -> Iterator[ShardReport]:
    """Yield the reports in a folder, the oldest first; one that cannot be read is left out."""
    paths = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.json")]
    for _, path in sorted(paths):
        with suppress(OSError, ValueError, LookupError, TypeError):
            yield load_report(path)


def shard_path(folder: Path, batch: Batch) -> Path:
    """Return the file of the shard of a batch."""
    return folder / f"{batch.key}.sqlite"


def report_path(folder: Path, batch: Batch) -> Path:
    """Return the file of the report on the shard of a batch."""
    return folder / f"{batch.key}.json"


def publish(source: BinaryIO, target: Path) -> None:
    """Copy a file, so that it has its name only when it is on the disk."""
    part = temporary_path(target)
    try:
        with part.open("wb") as copy:
            part.chmod(0o600)
            shutil.copyfileobj(source, copy, _CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)


def temporary_path(target: Path) -> Path:
    """Return a hidden name in the folder of a file, which is deleted if its process has ended."""
    return target.with_name(f".{target.name}.{temporary_name()}{UNFINISHED}")


def _load_result(record: dict[str, Any]) -> TaskResult:
    failures = tuple(convert_values(each, StageFailure) for each in record.get("failures", ()))
    return TaskResult(**{**record, "failures": failures})
