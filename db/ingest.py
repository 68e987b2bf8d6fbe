"""Ingest articles: read files and pages, analyze and store the articles, recognize known ones.

`IngestService` runs the tasks in this process, and in worker processes. The results are plain
records.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from analysis import Analysis, StageFailure
from analysis.structs import replace
from db.deferred_indexes import defer_indexes
from db.document_analysis import ProgressReporter, analyze_document
from db.errors import ImportingError, StoreError, internal_error, log_failures
from db.importers import ImportItem, ImportProblem, read_all, read_all_bytes
from db.importers.http import fetch_all
from db.importers.registry import MOST_UNREADABLE, NO_READABLE_ITEM
from db.item_storage import ItemStorage, file_key, list_articles_of
from db.models import Document
from db.staged_analyses import save_staged
from db.store import Store
from db.tasks import (
    FileProgress,
    FileSlice,
    PastedText,
    ReadFile,
    ReapplyRules,
    ReferenceText,
    Report,
    Task,
    TaskQueue,
    TaskResult,
    WebPage,
    ignore_progress,
    is_groupable,
    task_name,
)

_LARGEST_SLICE = 400  # items of a file that a worker adds before it reports
_LARGE = 200_000  # characters; the analysis of a longer text reports its progress
_MOST_GROUPED = 64  # articles of one commit
_LONGEST_GROUP = 2_000_000  # characters of the texts of one commit
_COMMIT_EVERY = 8.0  # seconds of processor time of the analysis between two commits
_MOST_STAGED = 256  # staged analyses, after which their findings are stored
_MOST_AT_ONCE = 64  # articles whose findings are stored with those of a last call, in one commit


def _record_nothing(_: Sequence[TaskResult]) -> None:
    """Record no file: its caller does so, or it has more articles."""


class IngestService:
    """Tasks that add articles to a store, and analyze those that it has.

    Errors are returned in the results, so that the next task runs. `report` receives the progress
    of long analyses.
    """

    def __init__(self, store: Store, report: Report = ignore_progress) -> None:
        """Ingest into `store`."""
        self._store = store
        self._items = ItemStorage(store)
        self.report = report

    def run(self, task: Task) -> TaskResult:
        """Run one task; a result may have more results, and the remaining items of its file."""
        try:
            if isinstance(task, int):
                return self._reanalyze(task)
            if isinstance(task, ReapplyRules):
                self._store.corrections.reapply_rules(task.article)
                title = self._items.title(task.article)
                return TaskResult(title, task.article, title)
            if isinstance(task, ReferenceText):
                return self._complete(self._items.fill(task.article, task.fetch))
            if isinstance(task, Path | FileSlice):
                return self._add_file(task if isinstance(task, FileSlice) else FileSlice(task))
            if isinstance(task, WebPage):
                return self._add_page(task)
            if isinstance(task, PastedText):
                return self._add_pasted(task)
            if isinstance(task, Document | ImportItem):
                item = task if isinstance(task, ImportItem) else ImportItem(task)
                return self._complete(self._items.store_item(task_name(task), item, None))
            return task.run(self._store)
        except (ImportingError, StoreError, OSError) as error:
            return TaskResult(task_name(task), problem=str(error))
        except (MemoryError, RecursionError):
            return TaskResult(task_name(task), problem="out of memory; split it into smaller files")
        except Exception as error:  # a bug must not stop the tasks after this one
            return TaskResult(task_name(task), problem=internal_error(task_name(task), error))

    def read_files(self, tasks: Sequence[Task | ReadFile]) -> list[Task | ReadFile]:
        """Read the new files of one article among the tasks of a call.

        A worker process that gets them starts no parser of its own, which takes as much processor
        time as reading twenty pages.
        """
        return [self._read_file(task) for task in tasks]

    def _read_file(self, task: Task | ReadFile) -> Task | ReadFile:
        if isinstance(task, ReadFile):
            return task
        part = FileSlice(task) if isinstance(task, Path) else task
        if not isinstance(part, FileSlice) or not is_groupable(part):
            return task
        item = self._read_only_item(part)
        return task if item is None else ReadFile(part, item)

    def run_call(
        self, tasks: Sequence[Task | ReadFile], *, is_last: bool = False
    ) -> list[TaskResult]:
        """Run the tasks of one call; files of one article each are added in common commits.

        The findings of the last call of an import are stored at once, if they are few.
        """
        results: list[TaskResult | None] = [None] * len(tasks)
        single: list[tuple[int, FileSlice, ImportItem | ImportProblem]] = []
        for number, task in enumerate(self.read_files(tasks) if len(tasks) > 1 else tasks):
            if isinstance(task, ReadFile):
                single.append((number, task.part, task.item))
            else:
                results[number] = self.run(task)
        files = [(part, item) for _, part, item in single]
        added = self._add_grouped(files, is_last=is_last) if files else []
        for (number, *_), result in zip(single, added, strict=True):
            results[number] = result
        problems = save_staged(self._store, _MOST_STAGED)
        return [*(result for result in results if result is not None), *problems]

    def _read_only_item(self, part: FileSlice) -> ImportItem | ImportProblem | None:
        """Return the only item of a new file; None for any other file, which is added by itself."""
        try:
            if not part.path.is_file() or self._items.known_articles(part, file_key(part)):
                return None  # a pipe can be read only once
            items = list(islice(read_all(part.path, part.skip), 2))
        except (ImportingError, StoreError, OSError, MemoryError):
            return None
        return items[0] if len(items) == 1 else None

    def _add_grouped(
        self, files: Sequence[tuple[FileSlice, ImportItem | ImportProblem]], *, is_last: bool
    ) -> list[TaskResult]:
        """Add files of one article each; if a commit fails, add each file by itself."""
        try:
            return self._add_items(
                [(part.path.name, item, part) for part, item in files],
                partial(self._record_files, [part for part, _ in files]),
                is_last=is_last,
            )
        except (StoreError, OSError):
            return [self.run(part) for part, _ in files]

    def _record_files(self, files: Sequence[FileSlice], results: Sequence[TaskResult]) -> None:
        """Record files whose only article is complete, so that they are not read again."""
        for part, result in zip(files, results, strict=True):
            if not result.problem and result.article is not None:
                self._items.record_file(file_key(part), [result.article])

    def run_all(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Run tasks one after the other in this process, and yield the result of each article.

        For few tasks this is faster than starting worker processes.
        """
        queue = TaskQueue(tasks)
        while queue.waiting:
            call = queue.pop_call(1)
            yield from queue.complete(self.run_call(call.tasks, is_last=not queue.waiting))
        yield from save_staged(self._store)

    def analyze(self, article: int) -> tuple[StageFailure, ...]:
        """Analyze a stored article and store its findings; return the stages that failed.

        If a stage fails and the article already has complete findings, these are preserved.
        """
        failures = self._store.analyses.save_staged(article)
        if failures is not None:
            return failures
        while True:
            document = self._store.articles.get(article).document
            checkpoint, progress = None, None
            if len(document.text) >= _LARGE:
                checkpoint = self._store.analyses.checkpoint(article)
                progress = ProgressReporter(article, self.report)
            analysis = analyze_document(document, progress, checkpoint)
            log_failures(f"article {article}", analysis.failures)
            if self._store.analyses.save(article, analysis) != "outdated":
                return analysis.failures

    def _reanalyze(self, article: int) -> TaskResult:
        if self._store.analyses.state(article) == "no text":
            problem = f"its text is not here yet; `onrecord add --fetch {article}` gets it"
            return TaskResult(f"article {article}", article, problem=problem, is_reference=True)
        failures = self.analyze(article)
        title = self._items.title(article)
        unchanged = bool(failures) and self._store.analyses.state(article) == "complete"
        return TaskResult(title, article, title, failures=failures, findings_unchanged=unchanged)

    def _add_file(self, part: FileSlice) -> TaskResult:
        """Add the items of a file; skip a file that has not changed since it was added."""
        name, key = part.path.name, file_key(part)
        if known := self._items.known_articles(part, key):
            first, *others = [self._complete(result) for result in known]
            return replace(first, more_results=tuple(others))
        results: list[TaskResult] = []
        unreadable = part.unreadable
        more = False
        try:
            read = islice(read_all(part.path, part.skip), part.size + 1)
            for items in _split_groups(read, 1 if part.fetch else _MOST_GROUPED):
                if len(results) + len(items) > part.size:
                    more = True
                    items.pop()
                if len(items) > 1 or part.skip or results:
                    file_read = max(
                        (getattr(item, "file_read", 0.0) for item in items), default=0.0
                    )
                    self.report(
                        FileProgress(name, part.skip + len(results) + len(items), file_read)
                    )
                for number, item in enumerate(items, part.skip + len(results)):
                    if isinstance(item, ImportProblem) and unreadable == number:
                        unreadable += 1
                try:
                    results += self._add_items([(name, item, part) for item in items])
                except StoreError:  # nothing of the group is stored: store what can be
                    for item in items:
                        results.append(self._add_item(name, item, part))
        except (StoreError, OSError) as error:  # the items after this one would have it too
            results.append(TaskResult(name, problem=str(error)))
        if not results:
            return TaskResult(name, problem="contains no article; choose another file")
        if more and unreadable >= MOST_UNREADABLE:
            results.append(TaskResult(name, problem=NO_READABLE_ITEM))
            more = False
        articles = (*part.articles, *list_articles_of(results))
        complete = part.complete and not any(result.problem for result in results)
        rest = None
        if more:
            rest = replace(
                part, skip=part.skip + len(results), size=min(2 * part.size, _LARGEST_SLICE),
                articles=articles, complete=complete, unreadable=unreadable,
            )  # fmt: skip
        elif complete:
            self._items.record_file(key, articles)
        problems = save_staged(self._store) if len(results) > 1 else []
        return replace(results[0], more_results=(*results[1:], *problems), continuation=rest)

    def _add_page(self, page: WebPage) -> TaskResult:
        """Add the page at an address, or the entries of a feed."""
        results = [
            self._add_item(page.address, item, page) for item in fetch_all(page.address, page.fetch)
        ]
        if not results:
            return TaskResult(page.address, problem="contains no article; check it in a browser")
        return replace(results[0], more_results=tuple(results[1:]))

    def _add_pasted(self, pasted: PastedText) -> TaskResult:
        """Add a pasted text, or the articles in pasted markup."""
        data = pasted.text.encode("utf-8", "replace")
        name = task_name(pasted)
        results = [
            self._add_item(name, _from_source(item, name), None) for item in read_all_bytes(data)
        ]
        if not results:
            return TaskResult(name, problem="contains no article; copy more of it")
        return replace(results[0], more_results=tuple(results[1:]))

    def _add_item(
        self, name: str, item: ImportItem | ImportProblem, source: FileSlice | WebPage | None
    ) -> TaskResult:
        """Add an item of a file or page; return its error, so that the next item is added."""
        return self._items.attempt(
            name, item, lambda: self._complete(self._items.store_item(name, item, source))
        )

    def _add_items(
        self,
        items: Sequence[tuple[str, ImportItem | ImportProblem, FileSlice]],
        record: Callable[[Sequence[TaskResult]], None] = _record_nothing,
        *,
        is_last: bool = False,
    ) -> list[TaskResult]:
        """Store items of files in one commit, analyze them, and stage their analyses in others.

        `record` is called with the results in the last commit.
        """
        if len(items) == 1:
            results = [self._add_item(*items[0])]
            with self._store.group_commits():
                record(results)
            return results
        with self._store.group_commits() as sqlite, defer_indexes(sqlite):
            results = [
                self._items.attempt(name, item, partial(self._items.store_item, name, item, part))
                for name, item, part in items
            ]
        return self._complete_all(results, record, is_last=is_last)

    def _complete_all(
        self,
        results: Sequence[TaskResult],
        record: Callable[[Sequence[TaskResult]], None],
        *,
        is_last: bool,
    ) -> list[TaskResult]:
        """Analyze the articles of pending results; stage the analyses every `_COMMIT_EVERY`."""
        completed = list(results)
        analyzed: list[tuple[int, Analysis]] = []  # the number of the result, and its findings
        begun = time.process_time()
        for number, result in enumerate(results):
            if not result.is_pending or result.article is None:
                continue
            document = self._store.articles.get(result.article).document
            if len(document.text) >= _LARGE:
                completed[number] = self._complete(result)  # with progress and checkpoints
                continue
            try:
                analyzed.append((number, analyze_document(document)))
            except Exception as error:  # a bug must not stop the articles after this one
                problem = internal_error(result.name, error)
                completed[number] = TaskResult(result.name, problem=problem)
            if time.process_time() - begun >= _COMMIT_EVERY:
                self._stage_all(completed, analyzed)
                analyzed, begun = [], time.process_time()
        if is_last and self._store_last(completed, analyzed, record):
            return completed
        with self._store.group_commits():
            self._stage_all(completed, analyzed)
            record(completed)
        return completed

    def _stage_all(
        self, completed: list[TaskResult], analyzed: Sequence[tuple[int, Analysis]]
    ) -> None:
        """Stage analyses in one commit, and complete their results."""
        if analyzed:
            staged = _complete_results(completed, analyzed)
            self._store.analyses.stage(staged)

    def _store_last(
        self,
        completed: list[TaskResult],
        analyzed: Sequence[tuple[int, Analysis]],
        record: Callable[[Sequence[TaskResult]], None],
    ) -> bool:
        """Store the last findings of an import with the staged ones, in one commit.

        They are not staged first, which would write each of them twice. Return False, with nothing
        stored, if they are many or if an article cannot be stored: staged analyses are stored one
        by one then.
        """
        waiting = self._store.analyses.list_staged()
        if not analyzed or len(waiting) + len(analyzed) > _MOST_AT_ONCE:
            return False
        stored = list(completed)
        try:
            found = _complete_results(stored, analyzed)
            pending = [*waiting, *(article for article, _ in found)]
            with self._store.group_commits() as sqlite, defer_indexes(sqlite, pending):
                for article in waiting:
                    failures = self._store.analyses.save_staged(article)
                    if failures is None and self._store.analyses.needs_analysis(article):
                        raise StoreError(f"The text of article {article} has changed")
                for article, analysis in found:
                    if self._store.analyses.save(article, analysis) == "outdated":
                        raise StoreError(f"The text of article {article} has changed")
                record(stored)
        except Exception:  # staging finds the article, and reports it
            return False
        completed[:] = stored
        return True

    def _complete(self, result: TaskResult) -> TaskResult:
        """Analyze the article of a pending result."""
        if not result.is_pending or result.article is None:
            return result
        return replace(result, failures=self.analyze(result.article), is_pending=False)


def _complete_results(
    completed: list[TaskResult], analyzed: Sequence[tuple[int, Analysis]]
) -> list[tuple[int, Analysis]]:
    """Complete the results of analyses, by their numbers; return the articles and analyses."""
    found: list[tuple[int, Analysis]] = []
    for number, analysis in analyzed:
        result = completed[number]
        assert result.article is not None
        log_failures(f"article {result.article}", analysis.failures)
        found.append((result.article, analysis))
        completed[number] = replace(result, failures=analysis.failures, is_pending=False)
    return found


def _from_source(item: ImportItem | ImportProblem, name: str) -> ImportItem | ImportProblem:
    """Return an item with the source that it is from, which is no file."""
    return replace(item, imported_from=name) if isinstance(item, ImportItem) else item


def _split_groups(
    items: Iterable[ImportItem | ImportProblem], most: int
) -> Iterator[list[ImportItem | ImportProblem]]:
    """Split items into groups of at most `most`, and of texts that fit in the memory."""
    group: list[ImportItem | ImportProblem] = []
    length = 0
    for item in items:
        group.append(item)
        length += len(item.document.text) if isinstance(item, ImportItem) else 0
        if len(group) == most or length >= _LONGEST_GROUP:
            yield group
            group, length = [], 0
    if group:
        yield group
