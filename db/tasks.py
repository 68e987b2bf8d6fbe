"""Tasks of an import and their results: plain records, which worker processes exchange."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import asdict

from analysis import StageFailure
from analysis.models import Stage
from analysis.partial_dates import PartialDate
from db.importers import ImportItem, ImportProblem
from db.importers.file_names import expand_name
from db.importers.http import FetchOptions, is_address
from db.models import Document
from db.store import Store
from db.web_addresses import without_password

WORKER_DIED = (
    "the worker process stopped, perhaps because it ran out of memory; if the text is in the "
    "library, R or `onrecord reanalyze` resumes, else add the file again by itself"
)
MOST_TRIES = 2
"""How often a task is tried whose worker process died."""
_MOST_FILES = 32  # of one call
# Of a later call of a single worker; the last one has up to 16 more. Each call commits its texts,
# with pages that all texts share: with twice the files, 500 pages write a tenth less.
_MOST_FILES_ALONE = 64
_CALLS_LEFT = 6  # for each worker, so that all of them end at about the same time
# Of the first call of a single worker: fewer would write the pages they share again. Its results
# are the first ones that a reader sees, so that later calls have more.
_FEWEST_FILES = 16
_FEW = 8  # waiting files that are sent one by one


class AnalysisProgress(Struct, frozen=True):
    """The progress of one long analysis: the running stage, and the fraction done (0 to 1)."""

    article: int
    stage: Stage
    done: float


class FileProgress(Struct, frozen=True):
    """The progress in one file with several articles: those read so far, and the fraction read.

    The fraction is from 0 to 1, and 0 if it is unknown.
    """

    name: str
    articles: int
    done: float


Report = Callable[[AnalysisProgress | FileProgress], None]


class ProgressQueue(Protocol):
    """A multiprocessing queue to which a worker process sends its progress."""

    def put(self, progress: AnalysisProgress | FileProgress, /) -> None:
        """Send one report."""


def ignore_progress(_: AnalysisProgress | FileProgress) -> None:
    """Report nothing."""


class MetadataOverrides(Struct, frozen=True):
    """Metadata given by the user, which overrides the metadata found in an article.

    `accept` applies new versions that are only proposed otherwise. `is_own`: the file is an export
    of the user's own library, so that its notes and tags are the user's here too.
    """

    title: str | None = None
    published: PartialDate | None = None
    source: str | None = None
    accept: bool = False
    is_own: bool = False


class FileSlice(Struct, frozen=True):
    """A slice of a file's items: the next `size` items after the first `skip`.

    `articles` are the ids of the earlier items' articles. `complete` is True if no earlier item
    failed. `unreadable` is the number of items at the beginning that could not be read. `fetch`
    allows fetching the pages of items that have an address but no text. `version_of` is the article
    that a file without an address gave before it changed. `is_first`: the library was empty.
    """

    path: Path
    skip: int = 0
    size: int = 25
    overrides: MetadataOverrides = MetadataOverrides()
    fetch: FetchOptions | None = None
    articles: tuple[int, ...] = ()
    complete: bool = True
    unreadable: int = 0
    version_of: int | None = None
    is_first: bool = False


class ReadFile(Struct, frozen=True):
    """A file of one article that was read already, or the problem with it."""

    part: FileSlice
    item: ImportItem | ImportProblem


class WebPage(Struct, frozen=True):
    """A page to fetch from its address."""

    address: str
    fetch: FetchOptions
    overrides: MetadataOverrides = MetadataOverrides()


class ReferenceText(Struct, frozen=True):
    """A task that fetches the text of a reference, by the id of its article."""

    article: int
    fetch: FetchOptions


class PastedText(Struct, frozen=True):
    """The text or markup of an article that the user pasted."""

    text: str


class ReapplyRules(Struct, frozen=True):
    """A task that reapplies the correction rules to an article, by its id."""

    article: int


class StoreTask(Protocol):
    """A task of another kind, which a worker process runs on its store, such as an export."""

    @property
    def name(self) -> str:
        """The name of the task for its result."""

    def run(self, store: Store) -> "TaskResult":
        """Run the task; may raise StoreError, ImportingError and OSError."""


# A file or a slice of it to add, a page or the text of a reference to fetch, a pasted text, a
# document or an import item to add, the id of an article to analyze again, an article to reapply
# the rules to, or a task of another kind.
Task = (
    Path | FileSlice | WebPage | ReferenceText | PastedText | Document | ImportItem | int
    | ReapplyRules | StoreTask
)  # fmt: skip


class TaskResult(Struct, frozen=True, repr_omit_defaults=True, omit_defaults=True):
    """The result of a task: the article and its title, or the problem in one line.

    `known` is True for an article that was in the store already, `changed` for a new version of
    its text. `remark` is the importer's remark on how the article was read. `alike` is the number
    of near-duplicates. `failures` are the failed stages of the analysis, whose findings are
    missing, unless `findings_unchanged`: then the article has its earlier findings. `is_pending`
    is True until the article is analyzed, and `resumed` if an interrupted analysis was completed.
    `incomplete` is the number of exported articles without a complete analysis. `proposals` is the
    number of new changes that wait for the user, `has_proposed_version` if one of them is a new
    text. `waiting` were proposed before, `rejected` are those that the user rejected. `recomputed`:
    the file has findings, which are computed here instead. `notes_added` counts the notes of a new
    article.
    `is_reference`: the article has no text yet. `asks_for_private_host`: the host of the feed is on
    this machine or its network, which the reader may allow.

    A file with several articles has a result for each: the results after the first are in
    `more_results`, and `continuation` is the task for the remaining items.
    """

    name: str
    article: int | None = None
    title: str = ""
    known: bool = False
    problem: str = ""
    remark: str = ""
    changed: bool = False
    alike: int = 0
    failures: tuple[StageFailure, ...] = ()
    resumed: bool = False
    more_results: "tuple[TaskResult, ...]" = ()
    continuation: "FileSlice | StoreTask | None" = None
    language: str = "en"
    is_pending: bool = False
    findings_unchanged: bool = False
    incomplete: int = 0
    proposals: int = 0
    has_proposed_version: bool = False
    is_reference: bool = False
    waiting: int = 0
    rejected: int = 0
    recomputed: bool = False
    notes_added: int = 0
    asks_for_private_host: bool = False

    @property
    def proposes(self) -> bool:
        """True if it changed nothing of its article, but proposed a change."""
        return self.has_proposed_version or (self.known and self.proposals > 0)

    @property
    def is_failed(self) -> bool:
        """True if the task changed nothing because of an error."""
        return bool(self.problem) or self.findings_unchanged


def task_name(task: Task) -> str:
    """Return the name of a task: its file's name, its document's title, or its article's id."""
    if isinstance(task, FileSlice):
        return task.path.name
    if isinstance(task, WebPage):
        return task.address
    if isinstance(task, PastedText):
        return "the pasted text"
    if isinstance(task, ImportItem):
        task = task.document
    if isinstance(task, Document):
        return task.title or "an article"
    if isinstance(task, ReapplyRules | ReferenceText):
        task = task.article
    return f"article {task}" if isinstance(task, int) else task.name


def dump_task(task: Task) -> dict[str, Any] | None:
    """Return a task as values for JSON; None for one that cannot be stored, such as an export."""
    match task:
        case Path():
            return {"file": str(task.absolute())}
        case FileSlice():
            return {
                "file": str(task.path.absolute()),
                "skip": task.skip,
                "size": task.size,
                "overrides": _dump_overrides(task.overrides),
                "allow_private": task.fetch and task.fetch.allow_private,
                "articles": task.articles,
                "complete": task.complete,
                "unreadable": task.unreadable,
            }
        case WebPage():
            return {
                "page": task.address,
                "allow_private": task.fetch.allow_private,
                "overrides": _dump_overrides(task.overrides),
            }
        case ReferenceText():
            return {"reference": task.article, "allow_private": task.fetch.allow_private}
        case PastedText():
            return {"text": task.text}
        case ReapplyRules():
            return {"rules": task.article}
        case int():
            return {"article": task}
        case _:
            return None


def load_task(record: Mapping[str, Any]) -> Task:
    """Return the task that `dump_task` has dumped; raises ValueError for anything else."""
    try:
        match record:
            case {"file": str(path), "skip": int(skip), "size": int(size)}:
                allow_private = record["allow_private"]
                return FileSlice(
                    Path(path), skip, size, _load_overrides(record["overrides"]),
                    None if allow_private is None else FetchOptions(bool(allow_private)),
                    tuple(map(int, record["articles"])), bool(record["complete"]),
                    int(record["unreadable"]),
                )  # fmt: skip
            case {"file": str(path)}:
                return Path(path)
            case {"page": str(address), "allow_private": bool(allow), "overrides": overrides}:
                return WebPage(address, FetchOptions(allow), _load_overrides(overrides))
            case {"reference": int(article), "allow_private": bool(allow)}:
                return ReferenceText(article, FetchOptions(allow))
            case {"text": str(text)}:
                return PastedText(text)
            case {"rules": int(article)}:
                return ReapplyRules(article)
            case {"article": int(article)}:
                return article
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a task: {record}") from error
    raise ValueError(f"not a task: {record}")


def _dump_overrides(overrides: MetadataOverrides) -> dict[str, Any]:
    return {**asdict(overrides), "published": overrides.published and str(overrides.published)}


def _load_overrides(record: Mapping[str, Any]) -> MetadataOverrides:
    published = PartialDate.parse(record["published"]) if record["published"] else None
    return MetadataOverrides(
        record["title"],
        published,
        record["source"],
        bool(record["accept"]),
        bool(record.get("is_own")),
    )


def find_tasks(location: Path | str) -> list[Task]:
    """Return tasks for a path, a folder, a pattern or an address; empty if no file matches."""
    location = str(location)
    if is_address(location):
        return [WebPage(without_password(location), FetchOptions())]
    return list(expand_name(location))


def is_groupable(task: Task) -> bool:
    """Return True for a file that is read without the network."""
    return isinstance(task, Path) or (
        isinstance(task, FileSlice) and not task.skip and task.fetch is None
    )


class Call(Struct, frozen=True):
    """Tasks that a worker runs in one call, and how often they may still be tried."""

    tasks: Sequence[Task]
    tries: int


class TaskQueue:
    """The waiting tasks of an import, in order."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        """Queue tasks."""
        self.waiting = deque((task, MOST_TRIES) for task in tasks)
        self._are_few = len(self.waiting) <= _FEW
        self._has_begun = False

    def next_call(self, workers: int) -> Call:
        """Return the first tasks: several files if many are waiting, so that they share commits."""
        task, tries = self.waiting[0]
        number = len(self.waiting)
        limit = _MOST_FILES_ALONE if workers == 1 and self._has_begun else _MOST_FILES
        fewest = limit if self._has_begun else _FEWEST_FILES
        least = min(max(1, fewest // workers), -(-number // workers))
        least = 1 if self._are_few else least
        most = min(limit, max(least, number // (_CALLS_LEFT * workers)))
        if workers == 1 and most == limit and number - most < _FEWEST_FILES:
            most = number  # a small last call would write the pages they share again
        tasks = [task]
        if tries == MOST_TRIES and is_groupable(task):
            for following, its_tries in islice(self.waiting, 1, most):
                if its_tries != tries or not is_groupable(following):
                    break
                tasks.append(following)
        return Call(tasks, tries)

    def pop_call(self, workers: int) -> Call:
        """Return the first tasks as `next_call` does, and remove them."""
        call = self.next_call(workers)
        self.remove(call)
        return call

    def remove(self, call: Call) -> None:
        """Remove the tasks of a call, the first ones."""
        for _ in call.tasks:
            self.waiting.popleft()
        self._has_begun = True

    def retry(self, call: Call) -> bool:
        """Queue the tasks of a failed call again, one by one; return False if none may be tried."""
        if call.tries > 1:
            self.waiting += [(task, call.tries - 1) for task in call.tasks]
        return call.tries > 1

    def complete(self, results: Iterable[TaskResult]) -> Iterator[TaskResult]:
        """Yield the results of a call; the remaining items of its files are the next tasks."""
        for result in results:
            yield result
            yield from result.more_results
            if result.continuation is not None:
                self.waiting.appendleft((result.continuation, MOST_TRIES))
