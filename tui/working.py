"""Tasks of worker processes: read, analyze, store and export articles."""

import datetime
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from analysis import Analysis, StageFailure
from analysis.models import Checkpoint, Stage
from db import Document, IngestResult, Store, StoreError
from db.importers import ImportItem
from tui.formatting import (
    display_title,
    format_count,
    format_failed_stages,
    incomplete_remark,
    language_remark,
)
from tui.launch import to_one_line
from tui.log import internal_error, log_failures, start_log

if TYPE_CHECKING:
    from db.exporters import ExportQuery, TableName
    from db.importers.http import FetchOptions

_LARGEST_PART = 400  # items of a file that a worker adds before it reports
_NICER = 5  # the nice value of a worker, so that the app's own process has priority
_LARGE = 200_000  # characters; the analysis of a longer text reports its progress
_REPORT_EVERY = 0.2  # seconds
NOT_ANALYZED_MESSAGE = (
    "its text is stored, its analysis is not finished; R or `onrecord reanalyze` resumes"
)
WORKER_DIED_MESSAGE = (
    "the worker process stopped, perhaps because it ran out of memory; if the text is in the "
    "library, R or `onrecord reanalyze` resumes, else add the file again by itself"
)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of one long analysis: the running stage, and the fraction done (0 to 1)."""

    article: int
    stage: Stage
    done: float


Report = Callable[[Progress], None]


class ProgressQueue(Protocol):
    """A multiprocessing queue to which a worker process sends its progress."""

    def put(self, progress: Progress, /) -> None:
        """Send one report."""


def ignore_progress(_: Progress) -> None:
    """Report nothing."""


_store: Store | None = None
_report: Report = ignore_progress


@dataclass(frozen=True, slots=True)
class ReapplyRules:
    """A task that reapplies the correction rules to an article, by its id."""

    article: int


@dataclass(frozen=True, slots=True)
class MetadataOverrides:
    """Metadata given by the user, which overrides the metadata found in an article."""

    title: str | None = None
    published: datetime.date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FileSlice:
    """A slice of a file's items: the next `size` items after the first `skip`.

    `articles` are the ids of the earlier items' articles. `whole` is True if no earlier item
    failed.
    """

    path: Path
    skip: int = 0
    size: int = 25
    overrides: MetadataOverrides = MetadataOverrides()
    fetch: "FetchOptions | None" = None
    articles: tuple[int, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page to fetch from its address."""

    address: str
    fetch: "FetchOptions"
    overrides: MetadataOverrides = MetadataOverrides()


@dataclass(frozen=True, slots=True)
class ExportTask:
    """Articles to write to a file or folder, in a format by its name."""

    query: "ExportQuery"
    format: str
    target: Path
    table: "TableName" = "quotations"
    overwrite: bool = False


# A file or a slice of it to add, a page to fetch, a document or an import item to add, the id of
# an article to analyze again, an article to reapply the rules to, or an export.
Task = Path | FileSlice | WebPage | Document | ImportItem | int | ReapplyRules | ExportTask


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The result of a task: the article and its title, or the problem in one line.

    `known` is True for an article that was in the store already, `changed` for a new version of
    its text. `remark` is a message for the user about how the article was read. `alike` is the
    number of near-duplicates. A file with several articles has an outcome for each: the others are
    in `further`, and `rest` is the task for the remaining items. `failures` are the failed stages
    of the analysis, whose findings are missing. `resumed` is True if an interrupted analysis was
    completed.
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
    continuation: FileSlice | None = None

    @property
    def failure_message(self) -> str:
        """One line about the failure of the task or of stages of the analysis; else empty."""
        if self.problem or not self.failures:
            return self.problem
        failed = format_failed_stages(self.failures)
        return f"stored, but failed: {failed}; R or `onrecord reanalyze` tries again"


def task_name(task: Task) -> str:
    """Return the name of a task: its file's name, its document's title, or its article's id."""
    if isinstance(task, Path):
        return task.name
    if isinstance(task, FileSlice):
        return task.path.name
    if isinstance(task, WebPage):
        return task.address
    if isinstance(task, ExportTask):
        return task.target.name
    if isinstance(task, ImportItem):
        task = task.document
    if isinstance(task, Document):
        return task.title or "an article"
    return f"article {task.article if isinstance(task, ReapplyRules) else task}"


def initialize_worker(store: Path, progress: ProgressQueue | None = None) -> None:
    """Initialize a worker process for a store: ignore signals, and lower its priority.

    The progress of long analyses goes to the queue `progress`.
    """
    global _store, _report
    start_log()
    if progress is not None:
        _report = progress.put
    for name in ("SIGINT", "SIGTSTP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICER)
    _store = Store(store)


def run_worker_task(task: Task) -> TaskResult:
    """Run one task on the store of this worker process."""
    assert _store is not None
    return run_task(_store, task, _report)


def run_task(store: Store, task: Task, report: Report = ignore_progress) -> TaskResult:
    """Run one task on a store; errors are returned in the outcome, so that the next task runs."""
    from db.importers import ImportingError

    try:
        if isinstance(task, int):
            return _reanalyze(store, task, report)
        if isinstance(task, ReapplyRules):
            return _reapply_rules(store, task.article)
        if isinstance(task, ExportTask):
            return _export(store, task)
        if isinstance(task, Path | FileSlice):
            return _add_file(
                store, task if isinstance(task, FileSlice) else FileSlice(task), report
            )
        if isinstance(task, WebPage):
            return _add_page(store, task, report)
        return ingest(store, task if isinstance(task, ImportItem) else ImportItem(task), report)
    except (ImportingError, StoreError, OSError) as error:
        return TaskResult(task_name(task), problem=str(error))
    except (MemoryError, RecursionError):
        return TaskResult(task_name(task), problem="out of memory; split it into smaller files")
    except Exception as error:  # a bug must not stop the tasks after this one
        return TaskResult(task_name(task), problem=internal_error(task_name(task), error))


def _add_file(store: Store, part: FileSlice, report: Report) -> TaskResult:
    """Add the items of a file; skip a file that has not changed since it was added."""
    from db.importers import ImportProblem, read_all

    path, name = part.path, part.path.name
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None  # reading the file reports the error
    key = str(path.absolute())
    if status is not None and not part.skip and part.overrides == MetadataOverrides():
        recorded = store.cached_import(key, status.st_size, status.st_mtime_ns)
        if recorded:
            known = [_known_outcome(store, name, article, report) for article in recorded]
            first = replace(known[0], title=_title(store, recorded[0]))
            return replace(first, more_results=tuple(known[1:]))
    outcomes: list[TaskResult] = []
    more = False
    items = read_all(path, part.skip)
    for item in items:
        if len(outcomes) == part.size:
            more = True
            break
        if isinstance(item, ImportProblem):
            outcomes.append(TaskResult(item.name, problem=item.message))
        else:
            item = apply_overrides(item, part.overrides)
            outcomes.append(_add_item(store, name, item, part.fetch, report))
    if not outcomes:
        return TaskResult(name, problem="contains no article; choose another file")
    added = (outcome.article for outcome in outcomes if outcome.article is not None)
    articles = (*part.articles, *added)
    whole = part.complete and not any(outcome.problem for outcome in outcomes)
    if more:
        rest = replace(
            part, skip=part.skip + len(outcomes), size=min(2 * part.size, _LARGEST_PART),
            articles=articles, complete=whole,
        )  # fmt: skip
    else:
        rest = None
        if whole and status is not None and part.overrides == MetadataOverrides():
            store.record_import(key, status.st_size, status.st_mtime_ns, articles)
    return replace(outcomes[0], more_results=tuple(outcomes[1:]), continuation=rest)


def _known_outcome(store: Store, name: str, article: int, report: Report) -> TaskResult:
    """Return the outcome of an article already stored; complete an interrupted analysis."""
    outcome = TaskResult(name, article, known=True)
    if store.analyses.state(article) != "pending":
        return outcome
    return replace(outcome, failures=analyze_article(store, article, report), resumed=True)


def _add_item(
    store: Store, name: str, item: ImportItem, fetch: "FetchOptions | None", report: Report
) -> TaskResult:
    """Add an item of a file; return its error as an outcome, so that the next item is added."""
    from db.importers import ImportingError

    try:
        if not item.document.text and fetch is not None and store.find_existing(item) is None:
            item = _fetched(item, fetch)
        outcome = ingest(store, item, report)
    except ImportingError as error:
        return TaskResult(item.document.title or name, problem=str(error))
    except (StoreError, OSError, MemoryError):
        raise  # the next items would fail in the same way
    except Exception as error:  # a bug must not stop the items after this one
        problem = internal_error(f"{name}: {item.document.title}", error)
        return TaskResult(item.document.title or name, problem=problem)
    return replace(outcome, name=name)


def _add_page(store: Store, task: WebPage, report: Report) -> TaskResult:
    """Add the page at an address, or the entries of a feed."""
    from db.importers import ImportProblem
    from db.importers.http import fetch_all

    outcomes = [
        TaskResult(task.address, problem=item.message)
        if isinstance(item, ImportProblem)
        else _add_item(store, task.address, apply_overrides(item, task.overrides), None, report)
        for item in fetch_all(task.address, task.fetch)
    ]
    if not outcomes:
        return TaskResult(task.address, problem="contains no article; check it in a browser")
    return replace(outcomes[0], more_results=tuple(outcomes[1:]))


def _fetched(item: ImportItem, fetch: "FetchOptions") -> ImportItem:
    """Return an item with the document fetched from its address; its own title takes priority."""
    from db.importers.http import fetch_document

    document = fetch_document(item.document.source, fetch)
    title = item.document.title or document.title
    return replace(item, document=replace(document, title=title))


def ingest(store: Store, incoming: ImportItem, report: Report = ignore_progress) -> TaskResult:
    """Store an import item, then analyze it if it is new or its analysis is incomplete."""
    added = store_before_analysis(store, incoming)
    failures = analyze_article(store, added.article, report) if added.is_pending else ()
    return result_of_ingest(store, incoming, added, failures)


def store_before_analysis(store: Store, incoming: ImportItem) -> IngestResult:
    """Store an import item before its analysis; `Added.pending` is True if one is needed."""
    from db.importers import ImportingError

    if not incoming.document.text and store.find_existing(incoming) is None:
        raise ImportingError("has an address but no text; add it with --fetch to get the page")
    return store.ingest(incoming, incoming.analysis)


def result_of_ingest(
    store: Store, incoming: ImportItem, added: IngestResult, failures: tuple[StageFailure, ...] = ()
) -> TaskResult:
    """Return the outcome of storing and analyzing an import item."""
    document = incoming.document
    remark = document.remark or language_remark(document.language)
    if added.changed:
        remark = "its text has changed since it was added"
    elif added.alike and not remark:
        remark = format_count(added.alike, "near-duplicate")
    return TaskResult(
        task_name(incoming), added.article, _title(store, added.article), added.known,
        remark=remark, changed=added.changed, alike=added.alike, failures=failures,
        resumed=added.known and added.is_pending,
    )  # fmt: skip


def analyze_article(store: Store, article: int, report: Report) -> tuple[StageFailure, ...]:
    """Analyze a stored article and store its findings; return the stages that failed.

    If a stage fails and the article already has complete findings, these are preserved.
    """
    while True:
        document = store.article(article).document
        checkpoint, progress = None, None
        if len(document.text) >= _LARGE:
            checkpoint = store.analyses.checkpoint(article)
            progress = _Reporter(article, report)
        analysis = analyze_document(document, progress, checkpoint)
        if save_analysis(store, article, analysis):
            return analysis.failures


def save_analysis(store: Store, article: int, analysis: Analysis) -> bool:
    """Store an analysis and log the stages that failed.

    Return False if the text of the article changed during the analysis: the new text has to be
    analyzed.
    """
    log_failures(f"article {article}", analysis.failures)
    return store.analyses.save(article, analysis) != "outdated"


class _Reporter:
    """Report the progress of one article's analysis, at most once per `_REPORT_EVERY` and stage."""

    def __init__(self, article: int, report: Report) -> None:
        self._article = article
        self._report = report
        self._reported = 0.0
        self._stage = ""

    def __call__(self, stage: Stage, done: float) -> None:
        now = time.monotonic()
        if stage != self._stage or now - self._reported >= _REPORT_EVERY:
            self._stage, self._reported = stage, now
            self._report(Progress(self._article, stage, done))


def apply_overrides(incoming: ImportItem, overrides: MetadataOverrides) -> ImportItem:
    """Return an import item with the metadata that the user has given."""
    document = incoming.document
    origins = dict(document.origins)
    if overrides.title is not None:
        document, origins["title"] = replace(document, title=to_one_line(overrides.title)), "given"
    if overrides.published is not None:
        document = replace(document, published=overrides.published, published_from="given")
    if overrides.source is not None:
        document, origins["source"] = (
            replace(document, source=to_one_line(overrides.source)),
            "given",
        )
    document = replace(document, origins=tuple(sorted(origins.items())))
    analysis = incoming.analysis if document.published == incoming.document.published else None
    return replace(incoming, document=document, analysis=analysis)


def analyze_document(
    document: Document,
    progress: Callable[[Stage, float], None] | None = None,
    checkpoint: Checkpoint | None = None,
) -> Analysis:
    """Analyze a document; return no findings for a language other than English."""
    from analysis.pipeline import analyse  # loads NLTK

    if document.language not in ("en", "und"):
        return Analysis(document.text, document.published)
    analysis = analyse(document.text, document.published, progress=progress, checkpoint=checkpoint)
    # The analysis cleans a text that another program stored uncleaned, one character for one.
    return replace(analysis, text=document.text)


def _export(store: Store, task: ExportTask) -> TaskResult:
    from db.exporters import export

    selection = task.query.select(store)
    try:
        export(store, selection, task.format, task.target, table=task.table, over=task.overwrite)
    except ValueError as error:  # the format cannot represent the selection
        return TaskResult(task.target.name, problem=str(error))
    remark = incomplete_remark(store, selection.articles)
    return TaskResult(task.target.name, title=str(task.target), remark=remark)


def _reanalyze(store: Store, article: int, report: Report) -> TaskResult:
    """Analyze an article again."""
    failures = analyze_article(store, article, report)
    title = _title(store, article)
    if failures and store.analyses.state(article) == "complete":
        problem = f"failed: {format_failed_stages(failures)}; the earlier findings are unchanged"
        return TaskResult(title, article, title, problem=problem)
    return TaskResult(title, article, title, failures=failures)


def _reapply_rules(store: Store, article: int) -> TaskResult:
    store.corrections.reapply_rules(article)
    title = _title(store, article)
    return TaskResult(title, article, title)


def _title(store: Store, article: int) -> str:
    return display_title(store.article_row(article))
