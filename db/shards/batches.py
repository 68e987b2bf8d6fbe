"""Batches of an import: the files whose articles one worker writes into one shard."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from analysis.structs import replace
from db.connection import VERSION
from db.importers.detection import ENDINGS, FileKind, known_ending
from db.tasks import FileSlice, dump_task, load_task

MOST_ARTICLES = 2_000
"""The most articles of a shard: two minutes of analysis, which the death of a worker costs."""
_FEWEST = 50  # articles of a shard, if there are few for the workers
_BATCHES_PER_WORKER = 4
_ARTICLE = 4_000  # bytes of an article in a file of several
LARGE_FILE = _ARTICLE * MOST_ARTICLES // 2
"""The size in bytes from which a file of several articles is divided among workers."""
_OF_ONE_ARTICLE: frozenset[FileKind] = frozenset(
    ("text", "markdown", "html", "pdf", "docx", "odt", "rtf", "mhtml", "mail", "transcript")
)


class BatchFile(Struct, frozen=True):
    """A file or a slice of it, with the size in bytes and the modification time in nanoseconds.

    `is_slice`: other workers read the items before and after it.
    """

    task: FileSlice
    size: int
    modified: int
    is_slice: bool = False

    @property
    def key(self) -> str:
        """The file, its state and the slice: equal for a file that has not changed.

        `is_first` is left out: an import that is resumed has stored some articles.
        """
        record = {name: value for name, value in self.to_json().items() if name != "is_first"}
        return json.dumps(record, sort_keys=True)

    @property
    def articles(self) -> int:
        """The estimated number of articles."""
        if self.is_slice:
            return self.task.size
        kind = ENDINGS.get(known_ending(self.task.path.name))
        return 1 if kind in _OF_ONE_ARTICLE else max(1, self.size // _ARTICLE)

    @property
    def whole(self) -> "BatchFile":
        """The file of a slice."""
        whole = FileSlice(self.task.path)
        return replace(self.slice(whole.skip, whole.size), is_slice=False)

    @property
    def is_large(self) -> bool:
        """True for a file that several workers should read."""
        return self.size >= LARGE_FILE and self.articles > 1 and not self.is_slice

    def to_json(self) -> dict[str, Any]:
        """Return the file as values for JSON."""
        return {"task": dump_task(self.task), "size": self.size, "modified": self.modified,
                "is_slice": self.is_slice, "is_first": self.task.is_first}  # fmt: skip

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> "BatchFile":
        """Return the file of `to_json`; raises ValueError, LookupError or TypeError for others."""
        task = load_task(record["task"])
        if not isinstance(task, FileSlice):
            raise ValueError(f"not a file: {record}")
        task = replace(task, is_first=bool(record["is_first"]))
        return cls(task, int(record["size"]), int(record["modified"]), bool(record["is_slice"]))

    def slice(self, skip: int, size: int) -> "BatchFile":
        """Return a slice of the file."""
        return replace(self, task=replace(self.task, skip=skip, size=size), is_slice=True)


class Batch(Struct, frozen=True):
    """The files of one shard."""

    files: tuple[BatchFile, ...]

    @property
    def key(self) -> str:
        """A hash of the files and of the version of the schema, by which its shard is known."""
        listed = "\n".join((str(VERSION), *(file.key for file in self.files)))
        return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()[:24]

    @property
    def articles(self) -> int:
        """The estimated number of articles."""
        return sum(file.articles for file in self.files)

    def halve(self) -> "tuple[Batch, ...]":
        """Return two batches with half of the files, or of the slice; itself if it is one item."""
        middle = len(self.files) // 2
        if middle:
            return Batch(self.files[:middle]), Batch(self.files[middle:])
        (file,) = self.files
        half = file.task.size // 2
        if not file.is_slice or not half:
            return (self,)
        first = file.slice(file.task.skip, half)
        return Batch((first,)), Batch((file.slice(file.task.skip + half, file.task.size - half),))


def identify_file(task: FileSlice) -> BatchFile:
    """Return a file with its present size and date; zeros for one that cannot be read."""
    task = replace(task, path=task.path.absolute())
    try:
        status = task.path.stat()
    except (OSError, ValueError):  # the worker that reads it reports the error
        return BatchFile(task, 0, 0)
    return BatchFile(task, status.st_size, status.st_mtime_ns)


def plan_batches(files: Iterable[BatchFile], workers: int, most: int | None = None) -> list[Batch]:
    """Divide files into batches of at most `most` articles, with several for each worker."""
    files = list(files)
    articles = sum(file.articles for file in files)
    share = articles // (max(1, workers) * _BATCHES_PER_WORKER) + 1
    most = min(most or MOST_ARTICLES, max(_FEWEST, share))
    return [Batch(tuple(group)) for group in _split(files, most)]


def _split(files: Sequence[BatchFile], most: int) -> Iterator[list[BatchFile]]:
    group: list[BatchFile] = []
    articles = 0
    for file in files:
        if group and articles + file.articles > most:
            yield group
            group, articles = [], 0
        group.append(file)
        articles += file.articles
    if group:
        yield group


def slice_file(
    file: BatchFile, items: int, most: int | None = None, done: Iterable[BatchFile] = ()
) -> list[BatchFile]:
    """Divide a file with a number of items into slices, without those that are done."""
    most = most or MOST_ARTICLES
    slices: list[BatchFile] = []
    begin = 0
    for skip, size in sorted([*((part.task.skip, part.task.size) for part in done), (items, 0)]):
        slices += [file.slice(at, min(most, skip - at)) for at in range(begin, skip, most)]
        begin = max(begin, skip + size)
    return slices
