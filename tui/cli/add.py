"""`onrecord add` and `onrecord reanalyze`: add articles from files and addresses; analyze again."""

import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.partial_dates import PartialDate
from analysis.serialization import failures_as_json
from analysis.structs import replace
from db import Store
from db.importers import ImportProblem, read_all_bytes
from db.importers.file_names import count_unreadable, expand_name
from db.importers.http import FetchOptions, is_address
from db.importers.sandbox import start_parser
from db.ingest import IngestService
from db.item_storage import apply_overrides
from db.origins import source_name
from db.repositories.proposals import AcceptedProposals
from db.tasks import (
    AnalysisProgress,
    FileProgress,
    FileSlice,
    MetadataOverrides,
    ReferenceText,
    Task,
    TaskResult,
    WebPage,
)
from db.worker_pool import run_in_processes
from tui.article_remarks import (
    failure_message,
    references_remark,
    result_remark,
    skipped_files_remark,
)
from tui.cli import output
from tui.cli.completions import complete_articles, complete_files
from tui.cli.options import (
    OutputForm,
    PublicationDateType,
    inform,
    inform_of_absent_limits,
    json_option,
    open_store,
    store_option,
    store_path,
)
from tui.display_text import (
    STAGE_NAMES,
    display_title,
    format_count,
    format_duration,
    format_file_progress,
    format_speed,
)
from tui.import_summary import ImportCounts, describe_import
from tui.launch import EXIT_FAILURE, EXIT_SUCCESS, echo
from tui.log import start_log
from tui.sanitize import safe

if TYPE_CHECKING:
    from db.shards.shard_run import ShardProgress


_STANDARD_INPUT = "standard input"
_MOST_NAMED = 3  # files that the description of an edit names
_MANY = 1_000  # added articles after which the search indexes are worth optimizing
_FEW = 64  # files that one process adds: with others, it would write and compute a third more
_MEASURED = 8  # files after which the speed is printed


_workers_option = click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N",
    help="Use N processes; default: one per core for more than 64 files.",
)  # fmt: skip


@click.command(epilog="Example: onrecord add article.html news/ --source Reuters")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE|URL|ID...", shell_complete=complete_files
)
@click.option("--title", metavar="TEXT", help="Set the title; only with a single file.")
@click.option(
    "--published", type=PublicationDateType(),
    help="Set the publication date: a day, month or year, such as 2026-03-12, 2026-03 or 2026.",
)  # fmt: skip
@click.option("--source", metavar="TEXT", help="Set the source, such as a newspaper or agency.")
@_workers_option
@click.option("--dask", metavar="ADDRESS", help="Read and analyze on the Dask cluster at ADDRESS.")
@click.option(
    "--fetch", is_flag=True,
    help="Download the texts of references: those in the files, and stored ones by their ID.",
)  # fmt: skip
@click.option(
    "--allow-private-network", is_flag=True,
    help="Allow addresses on this machine and its private network.",
)  # fmt: skip
@click.option(
    "--accept-proposals", is_flag=True,
    help="Apply at once what these files would only propose, such as new versions and notes.",
)  # fmt: skip
@click.option(
    "--own", is_flag=True,
    help="The files are exports of your own library: their notes and tags are yours here too. "
    "Implies --accept-proposals.",
)  # fmt: skip
@store_option
@json_option
def add(
    files: tuple[str, ...],
    title: str | None,
    published: PartialDate | None,
    source: str | None,
    workers: int | None,
    dask: str | None,
    fetch: bool,
    allow_private_network: bool,
    accept_proposals: bool,
    own: bool,
    form: OutputForm,
) -> None:
    """Add articles from files, folders or web addresses.

    FILE is a file, a folder, a pattern such as 'news/*.html', or - for standard input. Prints the
    id, the status and the title of each article. Files that are stored already and have not changed
    are skipped: after an interruption, run the same command again.

    An entry of a list without a text is stored as a reference. With --fetch, ID is a reference.

    What a file adds to stored articles is only proposed: `onrecord corrections` lists it. Into an
    empty library, all that a file has is added.

    Exits with 0 if no article failed, also if all were stored already, else or without any with 1.
    """
    accept_proposals = accept_proposals or own
    overrides = MetadataOverrides(title, published, source, accept_proposals, own)
    options = FetchOptions(allow_private_network)
    if not all(name.strip() for name in files):
        raise click.UsageError("FILE is empty: name a file, a folder or an address, or - for input")
    tasks = [task for name in files for task in _tasks(name, overrides, options, fetch)]
    if title is not None and len(tasks) + files.count("-") > 1:
        raise click.UsageError("--title names one article: add the files one at a time")
    report = _Report(len(tasks), form)
    if tasks and dask is None and isinstance(tasks[0], FileSlice) and _are_run_here(tasks, workers):
        start_parser(tasks[0].path.name)  # while this process opens the store
    from db.maintenance.optimize import optimize_fts, vacuum_if_sparse

    with open_store(create=True) as store:
        is_first = store.articles.count() == 0 and store.trash.count() == 0
        if is_first:
            tasks = [
                replace(task, is_first=True) if isinstance(task, FileSlice) else task
                for task in tasks
            ]
        report.accepts = accept_proposals or is_first
        try:
            for outcome in _standard_input(store, overrides, report) if "-" in files else ():
                report.print_outcome(store, outcome)
            if tasks:
                for outcome in _outcomes(tasks, store, workers, dask, report):
                    report.print_outcome(store, outcome)
                report.print_remaining(store)
            if report.accepts:
                report.print_accepted(store, _accept_proposals_of(store, tasks, files))
        except KeyboardInterrupt:
            report.finish()
            echo("interrupted; added articles are stored; run the same command again to resume")
            sys.exit(EXIT_FAILURE)
    report.finish()
    if report.good and report.is_new:
        inform_of_absent_limits(once_a_day=True)
    if report.many:
        optimize_fts(store_path())
        vacuum_if_sparse(store_path())
    sys.exit(EXIT_SUCCESS if report.good else EXIT_FAILURE)


@click.command(epilog="Example: onrecord reanalyze 12 15")
@click.argument("articles", nargs=-1, type=int, metavar="[ID]...", shell_complete=complete_articles)
@_workers_option
@store_option
@json_option
def reanalyze(articles: tuple[int, ...], workers: int | None, form: OutputForm) -> None:
    """Analyze stored articles again.

    Without ID, analyzes the articles whose analysis was interrupted or failed. An interrupted
    analysis is resumed. Corrections and notes are preserved. Exits with 1 if an analysis failed.
    """
    with open_store() as store:
        tasks = articles or [article for article, _ in store.articles.list_incomplete()]
        if not tasks:
            inform("nothing to do: every article is analyzed completely")
            return
        report = _Report(len(tasks), form, "analyzed")
        try:
            for outcome in _outcomes(list(tasks), store, workers, None, report):
                report.print_outcome(store, outcome)
            report.print_remaining(store)
        except KeyboardInterrupt:
            report.finish()
            echo("interrupted; run the same command again to resume")
            sys.exit(EXIT_FAILURE)
    report.finish()
    sys.exit(EXIT_SUCCESS if report.good else EXIT_FAILURE)


def _tasks(
    name: str, overrides: MetadataOverrides, options: FetchOptions, fetch: bool
) -> Iterator[Task]:
    """Yield the tasks for an argument: a file, a folder, a glob pattern, or an address."""
    if name == "-":
        return
    if is_address(name):
        yield WebPage(name, options, overrides)
        return
    if fetch and name.isdecimal() and not Path(name).exists():
        yield ReferenceText(int(name), options)
        return
    files = expand_name(name)
    endings = count_unreadable(name)
    if endings:
        inform(f"{name}: {skipped_files_remark(endings)}")
    if not files:
        echo(f"{name}: no readable file found; check the name")
    for file in files:
        yield FileSlice(file, overrides=overrides, fetch=options if fetch else None)


def _outcomes(
    tasks: list[Task], store: Store, workers: int | None, dask: str | None, report: "_Report"
) -> Iterator[TaskResult]:
    service = IngestService(store, report.progress)
    if dask is not None:
        from tui.cli.shard_imports import run_on_cluster

        return run_on_cluster(tasks, store, dask, report.show_shards)
    if _are_run_here(tasks, workers):
        return service.run_all(tasks)
    return run_in_processes(store.path, tasks, workers, start_log, report.progress, service)


def _are_run_here(tasks: list[Task], workers: int | None) -> bool:
    """Return True if tasks are run in this process, one after the other."""
    # sites are queried one at a time
    pages = all(isinstance(task, WebPage | ReferenceText) for task in tasks)
    return workers == 1 or pages or (workers is None and len(tasks) <= _FEW)


def _standard_input(
    store: Store, overrides: MetadataOverrides, report: "_Report"
) -> Iterator[TaskResult]:
    service = IngestService(store, report.progress)
    for item in read_all_bytes(sys.stdin.buffer.read()):
        if isinstance(item, ImportProblem):
            yield TaskResult("-", problem=item.message)
            continue
        item = replace(item, imported_from=_STANDARD_INPUT)
        yield replace(service.run(apply_overrides(item, overrides)), name="-")


def _accept_proposals_of(
    store: Store, tasks: Sequence[Task], names: Sequence[str]
) -> AcceptedProposals:
    """Accept what these files propose, as one edit."""
    paths = [str(task.path.absolute()) for task in tasks if isinstance(task, FileSlice)]
    pages = [task.address for task in tasks if isinstance(task, WebPage)]
    read = [_STANDARD_INPUT] if "-" in names else []
    proposals = store.proposals.of_files([*paths, *pages, *read])
    if not proposals:
        return AcceptedProposals()
    from db.proposal_acceptance import accept_proposals

    files = (*map(source_name, paths), *pages, *read)
    listed = ", ".join(files[:_MOST_NAMED]) + (" and others" if files[_MOST_NAMED:] else "")
    number = format_count(len(proposals), "change")
    return accept_proposals(store, proposals, "import", f"Accepted {number} of {listed}")


def _status(outcome: TaskResult, new: str) -> str:
    """Return the status word printed for an outcome: `new` for a new article."""
    if outcome.resumed:
        return "resumed"
    if outcome.proposes:
        return "proposed"
    if outcome.is_reference and not outcome.known:
        return "reference"
    return "unchanged" if outcome.known else "updated" if outcome.changed else new


def _print_row(store: Store, outcome: TaskResult) -> None:
    """Print the result of one article as JSON, with the counts of its findings."""
    assert outcome.article is not None
    row = store.articles.row(outcome.article).to_dict()
    more = {
        "known": outcome.known,
        "changed": outcome.changed,
        "alike": outcome.alike,
        "proposals": outcome.proposals,
        "waiting": outcome.waiting,
        "rejected": outcome.rejected,
        "failed_stages": failures_as_json(outcome.failures),
    }
    output.print_json_line({**row, **more})


class _Report:
    """Print the results of added articles: a line for each, the progress, and a summary."""

    def __init__(self, tasks: int, form: OutputForm, new: str = "added") -> None:
        """Prepare for a number of tasks; `new` is the status word for a success."""
        self._new = new
        self._tasks = tasks
        self._form = form
        self._counts: Counter[str] = Counter()
        self._changes = ImportCounts()
        self._articles: set[int] = set()
        self.accepts = False
        """True if what the files propose is accepted once they are read."""
        self._files = 0
        self._began = self._shown = time.monotonic()
        self._inside: dict[int, AnalysisProgress] = {}
        self._file: FileProgress | None = None
        self._shards = ""
        self._unprinted: deque[TaskResult] = deque()
        self._interactive = sys.stderr.isatty()

    @property
    def good(self) -> bool:
        """True if there were articles and nothing failed."""
        failed = self._counts["failed"] + self._counts["incomplete"]
        return not failed and self._done > 0

    @property
    def is_new(self) -> bool:
        """True if anything was added, updated or resumed."""
        return self._done > self._counts["unchanged"] + self._counts["failed"]

    @property
    def many(self) -> bool:
        """True if enough articles were added to optimize the search indexes."""
        return self.added >= _MANY

    @property
    def added(self) -> int:
        """The number of added articles."""
        return self._counts["added"]

    def print_outcome(self, store: Store, outcome: TaskResult) -> None:
        """Print the result of one article."""
        self._clear()
        self._inside.pop(outcome.article or 0, None)
        if self._file is not None and self._file.name != outcome.name:
            self._file = None
        if failure := failure_message(outcome):
            echo(f"{outcome.name}: {failure}")
        if outcome.is_failed:
            self._counts["failed"] += 1
        elif outcome.article is not None:
            status = _status(outcome, self._new)
            if status == "resumed" and outcome.article in self._articles:
                status = "unchanged"  # a text that occurs twice, whose analysis has just begun
            self._articles.add(outcome.article)
            self._counts[status] += 1
            self._changes = self._changes.add(outcome)
            self._counts["incomplete"] += bool(outcome.failures)
            shown = replace(outcome, proposals=0) if self.accepts else outcome
            if remark := result_remark(shown):
                inform(f"{outcome.name}: {remark}")
            if self._form:
                self._unprinted.append(outcome)
                staged = store.analyses.list_staged()
                while self._unprinted and self._unprinted[0].article not in staged:
                    _print_row(store, self._unprinted.popleft())
            else:
                title = safe(outcome.title) or display_title(store.articles.row(outcome.article))
                output.print_line(f"{outcome.article}\t{status}\t{title}")
        self._progress()

    def print_accepted(self, store: Store, accepted: AcceptedProposals) -> None:
        """Analyze accepted versions, and count what was accepted, and what could not be."""
        self._clear()
        self._changes = self._changes.accept(accepted.accepted)
        for reason in accepted.failed:
            echo(reason)
        self._counts["failed"] += len(accepted.failed)
        for result in IngestService(store).run_all(accepted.pending):
            if failure := failure_message(result):
                echo(f"{result.name}: {failure}")

    def print_remaining(self, store: Store) -> None:
        """Print the JSON of articles whose findings were stored after their results came."""
        while self._unprinted:
            _print_row(store, self._unprinted.popleft())

    def finish(self) -> None:
        """Print a summary if there was more than one result."""
        self._clear()
        if remark := references_remark(self._counts["reference"]):
            inform(remark)
        # a single result has named its proposals
        changes = self._changes if self._done > 1 else self._changes.leave_out_proposals()
        if remark := describe_import(changes):
            inform(remark)
        done = self._done
        if self.good and not self.is_new:
            inform("nothing new")
        if done < 2:
            return
        took = time.monotonic() - self._began
        parts = [f"{self._counts[self._new]:,} {self._new}"]
        for status, words in (
            ("reference", "without a text"),
            ("updated", "updated"),
            ("proposed", "with proposed changes"),
            ("resumed", "resumed"),
            ("unchanged", "unchanged"),
            ("failed", "failed"),
            ("incomplete", "not completely analyzed"),
        ):
            if self._counts[status]:
                parts.append(f"{self._counts[status]:,} {words}")
        speed = f", {format_speed(done / took)}" if took > 2 else ""
        inform(f"{', '.join(parts)} in {format_duration(took)}{speed}")

    def progress(self, progress: AnalysisProgress | FileProgress) -> None:
        """Show the progress of a long analysis, or in a file of several articles."""
        if isinstance(progress, FileProgress):
            self._file = progress
        else:
            self._inside[progress.article] = progress
        self._progress()

    def show_shards(self, progress: "ShardProgress") -> None:
        """Show the progress of an import by shards."""
        from tui.cli.shard_imports import describe_shards

        self._shards = describe_shards(progress, time.monotonic() - self._began)
        self._progress()

    @property
    def _done(self) -> int:
        return sum(self._counts.values()) - self._counts["incomplete"]

    def _progress(self) -> None:
        """Show the progress on one line, if standard error is a terminal."""
        now = time.monotonic()
        if not self._interactive or now - self._shown < 0.2:
            return
        parts = []
        done = self._done
        if self._shards:
            parts = [self._shards]
        elif done and self._tasks > _MEASURED:
            speed = done / (now - self._began)
            left = format_duration(max(self._tasks - done, 0) / speed)
            parts = [f"{done:,} of {self._tasks:,}, {format_speed(speed)}, {left} left"]
        parts += [
            f"article {progress.article}: {progress.done:.0%} ({STAGE_NAMES[progress.stage]})"
            for progress in self._inside.values()
        ]
        if self._file is not None:
            parts.append(format_file_progress(self._file))
        if parts:
            self._shown = now
            print(f"\r{'; '.join(parts)}\x1b[K", end="", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._interactive:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
