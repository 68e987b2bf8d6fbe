"""The journal of an import by shards, by which the same command resumes it after any death.

It has a line of JSON for each batch that was planned, divided, written or merged. A line counts
once it is on the disk; a last line that was cut off counts as missing.
"""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from db.errors import StoreError
from db.shards.batches import Batch, BatchFile

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_CAN_LOCK = fcntl is not None
JOURNAL_NAME = "journal.jsonl"


class RunJournal:
    """The journal in the folder of the shards; one process at a time has it open."""

    def __init__(self, folder: Path) -> None:
        """Open or create the journal; raises StoreError if another process has it open."""
        self.path = folder / JOURNAL_NAME
        self._planned: dict[str, Batch] = {}
        self._written: dict[str, frozenset[str]] = {}
        self._merged: dict[str, tuple[int, ...]] = {}  # empty if an item failed
        self._items: dict[str, int] = {}
        self._articles: dict[str, int] = {}
        try:
            self._file = self.path.open("a+b")
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}") from error
        if not _lock(self._file.fileno()):
            self._file.close()
            raise StoreError(f"Another import writes shards into {folder}; wait for its end")
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def is_written(self, batch: Batch) -> bool:
        """Return True if the shard of a batch was complete."""
        return batch.key in self._written

    def is_merged(self, batch: Batch) -> bool:
        """Return True if the shard of a batch is in the store already."""
        return batch.key in self._merged

    def count_articles(self, batch: Batch) -> int:
        """Return the number of articles in the shard of a batch that was written."""
        return self._articles.get(batch.key, 0)

    def count_items(self, file: BatchFile) -> int:
        """Return the number of items of a large file, or 0 if they were not counted."""
        return self._items.get(file.key, 0)

    def list_batches(self, files: Iterable[BatchFile]) -> tuple[list[Batch], list[BatchFile]]:
        """Return the planned batches of files that have not changed, and the other files.

        A batch that was written stays one, also if a file of it is gone. Its files that failed are
        among the others.
        """
        waiting = {file.key: file for file in files}
        batches: list[Batch] = []
        for batch in self._planned.values():
            keys = [file.key for file in batch.files]
            if batch.key in self._written:
                if any(key in waiting for key in keys):
                    batches.append(batch)
                for key in set(keys) - self._written[batch.key]:
                    waiting.pop(key, None)
            elif all(key in waiting for key in keys):
                batches.append(batch)
                for key in keys:
                    del waiting[key]
        return batches, list(waiting.values())

    def list_planned(self) -> list[Batch]:
        """Return all batches, also those of other files than the ones of this run."""
        return list(self._planned.values())

    def add_items(self, file: BatchFile, items: int) -> None:
        """Record the number of items of a large file."""
        self._append([{"counted": file.to_json(), "items": items}])

    def add_batches(self, batches: Sequence[Batch]) -> None:
        """Record planned batches, before they are sent to workers."""
        self._append([_plan(batch) for batch in batches])

    def divide(self, batch: Batch, parts: Sequence[Batch]) -> None:
        """Record that a batch, with which a worker died, was divided."""
        self._append([*map(_plan, parts), {"divided": batch.key}])

    def add_written(self, batch: Batch, articles: int, failed: Sequence[str] = ()) -> None:
        """Record that the shard of a batch is complete, without the files with keys `failed`."""
        self._append([{"written": batch.key, "articles": articles, "failed": list(failed)}])

    def add_merged(self, batch: Batch, articles: Sequence[int], *, is_whole: bool) -> None:
        """Record that the shard of a batch is in the store, with the ids of the articles there.

        `is_whole` is False if an item failed.
        """
        self._append([{"merged": batch.key, "articles": list(articles), "is_whole": is_whole}])

    def list_articles(self, file: BatchFile) -> list[int]:
        """Return the articles of a divided file; empty unless all its slices are in the store."""
        merged, articles = 0, set[int]()
        for batch in self._planned.values():
            for part in batch.files:
                if part.is_slice and part.whole == file and (found := self._merged.get(batch.key)):
                    merged += part.task.size
                    articles.update(found)
        return sorted(articles) if 0 < self.count_items(file) <= merged else []

    def _append(self, records: Sequence[dict[str, Any]]) -> None:
        try:
            for record in records:
                self._file.write(json.dumps(record).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}") from error
        for record in records:
            self._apply(record)

    def _read(self) -> None:
        self._file.seek(0)
        lines = self._file.read().split(b"\n")
        if lines[-1]:  # cut off
            self._file.write(b"\n")
        for line in lines:
            try:
                self._apply(json.loads(line))
            except (ValueError, LookupError, TypeError):
                continue  # its batch is planned or written again

    def _apply(self, record: dict[str, Any]) -> None:
        if "planned" in record:
            batch = Batch(tuple(map(BatchFile.from_json, record["files"])))
            if batch.key == record["planned"]:  # else of another version
                self._planned[batch.key] = batch
        elif "counted" in record:
            self._items[BatchFile.from_json(record["counted"]).key] = int(record["items"])
        elif "divided" in record:
            self._planned.pop(str(record["divided"]), None)
        elif "written" in record:
            written = str(record["written"])
            self._written[written] = frozenset(map(str, record["failed"]))
            self._articles[written] = int(record["articles"])
        elif "merged" in record:
            articles = map(int, record["articles"])
            self._merged[str(record["merged"])] = tuple(articles) if record["is_whole"] else ()


def _plan(batch: Batch) -> dict[str, Any]:
    return {"planned": batch.key, "files": [file.to_json() for file in batch.files]}


def _lock(descriptor: int) -> bool:
    """Lock a file for this process; return False if another one has locked it."""
    if not _CAN_LOCK:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without such locks
    return True
