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
from analysis.models import Stage
from analysis.tokenizer import Checkpoint
from db import Added, Document, Store, StoreError
from db.importers import Incoming
from tui.formatting import counted, failed_stages, headline, incomplete_remark, language_remark
from tui.launch import one_line
from tui.log import internal_error, log_failures, start_log

if TYPE_CHECKING:
    from db.exporters import Chosen, Table
    from db.importers.http import Fetching

_LARGEST_PART = 400  # items of a file that a worker adds before it reports
_NICER = 5  # the nice value of a worker, so that the app's own process has priority
_LARGE = 200_000  # characters; the analysis of a longer text reports its progress
_REPORT_EVERY = 0.2  # seconds
NOT_ANALYZED = "its text is stored, its analysis is not finished; R or `onrecord reanalyze` resumes"
DIED = (
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
class ByRules:
    """A task that reapplies the correction rules to an article, by its id."""

    article: int


@dataclass(frozen=True, slots=True)
class Given:
    """Metadata given by the user, which overrides the metadata found in an article."""

    title: str | None = None
    published: datetime.date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of a file's items: the next `size` items after the first `skip`.

    `articles` are the ids of the earlier items' articles. `whole` is True if no earlier item
    failed.
    """

    path: Path
    skip: int = 0
    size: int = 25
    given: Given = Given()
    fetch: "Fetching | None" = None
    articles: tuple[int, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page to fetch from its address."""

    address: str
    fetch: "Fetching"
    given: Given = Given()


@dataclass(frozen=True, slots=True)
class Export:
    """Articles to write to a file or folder, in a format by its name."""

    chosen: "Chosen"
    form: str
    target: Path
    table: "Table" = "quotations"
    over: bool = False


# A file or a slice of it to add, a page to fetch, a document or an import item to add, the id of
# an article to analyze again, an article to reapply the rules to, or an export.
Task = Path | Part | Page | Document | Incoming | int | ByRules | Export


@dataclass(frozen=True, slots=True)
class Outcome:
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
    further: "tuple[Outcome, ...]" = ()
    rest: Part | None = None

    @property
    def trouble(self) -> str:
        """One line about the failure of the task or of stages of the analysis; else empty."""
        if self.problem or not self.failures:
            return self.problem
        failed = failed_stages(self.failures)
        return f"stored, but failed: {failed}; R or `onrecord reanalyze` tries again"


def name_of(task: Task) -> str:
    """Return the name of a task: its file's name, its document's title, or its article's id."""
    if isinstance(task, Path):
        return task.name
    if isinstance(task, Part):
        return task.path.name
    if isinstance(task, Page):
        return task.address
    if isinstance(task, Export):
        return task.target.name
    if isinstance(task, Incoming):
        task = task.document
    if isinstance(task, Document):
        return task.title or "an article"
    return f"article {task.article if isinstance(task, ByRules) else task}"


def begin(store: Path, progress: ProgressQueue | None = None) -> None:
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


def work(task: Task) -> Outcome:
    """Run one task on the store of this worker process."""
    assert _store is not None
    return do(_store, task, _report)


def do(store: Store, task: Task, report: Report = ignore_progress) -> Outcome:
    """Run one task on a store; errors are returned in the outcome, so that the next task runs."""
    from db.importers import ImportingError

    try:
        if isinstance(task, int):
            return _reanalyze(store, task, report)
        if isinstance(task, ByRules):
            return _reapply_rules(store, task.article)
        if isinstance(task, Export):
            return _export(store, task)
        if isinstance(task, Path | Part):
            return _add_file(store, task if isinstance(task, Part) else Part(task), report)
        if isinstance(task, Page):
            return _add_page(store, task, report)
        return take(store, task if isinstance(task, Incoming) else Incoming(task), report)
    except (ImportingError, StoreError, OSError) as error:
        return Outcome(name_of(task), problem=str(error))
    except (MemoryError, RecursionError):
        return Outcome(name_of(task), problem="out of memory; split it into smaller files")
    except Exception as error:  # a bug must not stop the tasks after this one
        return Outcome(name_of(task), problem=internal_error(name_of(task), error))


def _add_file(store: Store, part: Part, report: Report) -> Outcome:
    """Add the items of a file; skip a file that has not changed since it was added."""
    from db.importers import Problem, read_all

    path, name = part.path, part.path.name
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None  # reading the file reports the error
    key = str(path.absolute())
    if status is not None and not part.skip and part.given == Given():
        recorded = store.read_before(key, status.st_size, status.st_mtime_ns)
        if recorded:
            known = [_known_outcome(store, name, article, report) for article in recorded]
            first = replace(known[0], title=_title(store, recorded[0]))
            return replace(first, further=tuple(known[1:]))
    outcomes: list[Outcome] = []
    more = False
    items = read_all(path, part.skip)
    for item in items:
        if len(outcomes) == part.size:
            more = True
            break
        if isinstance(item, Problem):
            outcomes.append(Outcome(item.name, problem=item.message))
        else:
            item = given(item, part.given)
            outcomes.append(_add_item(store, name, item, part.fetch, report))
    if not outcomes:
        return Outcome(name, problem="contains no article; choose another file")
    added = (outcome.article for outcome in outcomes if outcome.article is not None)
    articles = (*part.articles, *added)
    whole = part.whole and not any(outcome.problem for outcome in outcomes)
    if more:
        rest = replace(
            part, skip=part.skip + len(outcomes), size=min(2 * part.size, _LARGEST_PART),
            articles=articles, whole=whole,
        )  # fmt: skip
    else:
        rest = None
        if whole and status is not None and part.given == Given():
            store.keep_read(key, status.st_size, status.st_mtime_ns, articles)
    return replace(outcomes[0], further=tuple(outcomes[1:]), rest=rest)


def _known_outcome(store: Store, name: str, article: int, report: Report) -> Outcome:
    """Return the outcome of an article already stored; complete an interrupted analysis."""
    outcome = Outcome(name, article, known=True)
    if store.analyses.state(article) != "pending":
        return outcome
    return replace(outcome, failures=analyze_article(store, article, report), resumed=True)


def _add_item(
    store: Store, name: str, item: Incoming, fetch: "Fetching | None", report: Report
) -> Outcome:
    """Add an item of a file; return its error as an outcome, so that the next item is added."""
    from db.importers import ImportingError

    try:
        if not item.document.text and fetch is not None and store.known_incoming(item) is None:
            item = _fetched(item, fetch)
        outcome = take(store, item, report)
    except ImportingError as error:
        return Outcome(item.document.title or name, problem=str(error))
    except (StoreError, OSError, MemoryError):
        raise  # the next items would fail in the same way
    except Exception as error:  # a bug must not stop the items after this one
        problem = internal_error(f"{name}: {item.document.title}", error)
        return Outcome(item.document.title or name, problem=problem)
    return replace(outcome, name=name)


def _add_page(store: Store, task: Page, report: Report) -> Outcome:
    """Add the page at an address, or the entries of a feed."""
    from db.importers import Problem
    from db.importers.http import fetch_all

    outcomes = [
        Outcome(task.address, problem=item.message)
        if isinstance(item, Problem)
        else _add_item(store, task.address, given(item, task.given), None, report)
        for item in fetch_all(task.address, task.fetch)
    ]
    if not outcomes:
        return Outcome(task.address, problem="contains no article; check it in a browser")
    return replace(outcomes[0], further=tuple(outcomes[1:]))


def _fetched(item: Incoming, fetch: "Fetching") -> Incoming:
    """Return an item with the document fetched from its address; its own title takes priority."""
    from db.importers.http import fetch_document

    document = fetch_document(item.document.source, fetch)
    title = item.document.title or document.title
    return replace(item, document=replace(document, title=title))


def take(store: Store, incoming: Incoming, report: Report = ignore_progress) -> Outcome:
    """Store an import item, then analyze it if it is new or its analysis is incomplete."""
    added = store_first(store, incoming)
    failures = analyze_article(store, added.article, report) if added.pending else ()
    return outcome_of_added(store, incoming, added, failures)


def store_first(store: Store, incoming: Incoming) -> Added:
    """Store an import item before its analysis; `Added.pending` is True if one is needed."""
    from db.importers import ImportingError

    if not incoming.document.text and store.known_incoming(incoming) is None:
        raise ImportingError("has an address but no text; add it with --fetch to get the page")
    return store.take(incoming, incoming.analysis)


def outcome_of_added(
    store: Store, incoming: Incoming, added: Added, failures: tuple[StageFailure, ...] = ()
) -> Outcome:
    """Return the outcome of storing and analyzing an import item."""
    document = incoming.document
    remark = document.remark or language_remark(document.language)
    if added.changed:
        remark = "its text has changed since it was added"
    elif added.alike and not remark:
        remark = counted(added.alike, "near-duplicate")
    return Outcome(
        name_of(incoming), added.article, _title(store, added.article), added.known,
        remark=remark, changed=added.changed, alike=added.alike, failures=failures,
        resumed=added.known and added.pending,
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


def given(incoming: Incoming, overrides: Given) -> Incoming:
    """Return an import item with the metadata that the user has given."""
    document = incoming.document
    origins = dict(document.origins)
    if overrides.title is not None:
        document, origins["title"] = replace(document, title=one_line(overrides.title)), "given"
    if overrides.published is not None:
        document = replace(document, published=overrides.published, published_from="given")
    if overrides.source is not None:
        document, origins["source"] = replace(document, source=one_line(overrides.source)), "given"
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


def _export(store: Store, task: Export) -> Outcome:
    from db.exporters import export

    selection = task.chosen.selection(store)
    try:
        export(store, selection, task.form, task.target, table=task.table, over=task.over)
    except ValueError as error:  # the format cannot represent the selection
        return Outcome(task.target.name, problem=str(error))
    remark = incomplete_remark(store, selection.articles)
    return Outcome(task.target.name, title=str(task.target), remark=remark)


def _reanalyze(store: Store, article: int, report: Report) -> Outcome:
    """Analyze an article again."""
    failures = analyze_article(store, article, report)
    title = _title(store, article)
    if failures and store.analyses.state(article) == "complete":
        problem = f"failed: {failed_stages(failures)}; the earlier findings are unchanged"
        return Outcome(title, article, title, problem=problem)
    return Outcome(title, article, title, failures=failures)


def _reapply_rules(store: Store, article: int) -> Outcome:
    store.corrections.bring_into_line(article)
    title = _title(store, article)
    return Outcome(title, article, title)


def _title(store: Store, article: int) -> str:
    return headline(store.row(article))
