"""Tasks that add articles: in this process, in worker processes, and with an executor."""

import datetime
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store, StoreError
from db.importers import ImportItem
from db.importers.http import FetchOptions
from db.ingest import IngestService
from db.models import IngestResult
from db.repositories.imports import ImportRepository
from db.tasks import (
    FileSlice,
    MetadataOverrides,
    PastedText,
    Task,
    TaskResult,
    find_tasks,
    task_name,
)

STORY = "“The bridge on quay {0} is open,” the mayor Ada Brandt said on Monday."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as store:
        yield store


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(STORY.format(number))
    return folder


def test_a_folder_is_added_and_unchanged_files_are_known(store: Store, news: Path) -> None:
    service = IngestService(store)
    added = list(service.run_all(find_tasks(str(news))))
    assert [(result.article, result.known) for result in added] == [
        (1, False), (2, False), (3, False)
    ]  # fmt: skip
    assert all(result.known for result in service.run_all(find_tasks(str(news))))
    assert [row.quotations for row in store.articles.list()] == [1, 1, 1]


def test_an_error_is_the_result_of_its_task(store: Store, tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    failed, added = IngestService(store).run_all([missing, Document(STORY.format(1), "Quay")])
    assert failed.problem == "there is no such file; check its name"
    assert (added.name, added.title) == ("Quay", "Quay")


class BreakingPool:
    """A pool with two tasks: the second one ends at the moment when a worker's death is noticed."""

    def __init__(self, *_: object) -> None:
        self.futures: list[Future[TaskResult]] = []

    def submit(self, _: object, task: Task) -> Future[TaskResult]:
        del task
        future = DyingFuture(self) if not self.futures else Future[TaskResult]()
        self.futures.append(future)
        if isinstance(future, DyingFuture):
            future.set_exception(BrokenProcessPool())
        return future

    def shutdown(self, *, cancel_futures: bool) -> None:
        assert cancel_futures


class DyingFuture(Future[TaskResult]):
    """The task of a worker that died."""

    def __init__(self, pool: BreakingPool) -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> TaskResult:
        list_task = FileSlice(Path("list.jsonl"), skip=2)
        for future in self._pool.futures[1:]:
            more = (TaskResult("list.jsonl", 2),)
            future.set_result(
                TaskResult("list.jsonl", 1, more_results=more, continuation=list_task)
            )
        return super().result(timeout)


class WorkingPool(BreakingPool):
    """The pool after it, which runs every task."""

    def submit(self, _: object, task: Task) -> Future[TaskResult]:
        future = Future[TaskResult]()
        skip = task.skip if isinstance(task, FileSlice) else 0
        future.set_result(TaskResult(f"{task_name(task)} from {skip}"))
        return future


def test_a_broken_pool_loses_no_item_of_a_file_that_was_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools = [BreakingPool(), WorkingPool()]
    monkeypatch.setattr("db.ingest.ProcessPoolExecutor", lambda *_: pools.pop(0))
    tasks = [Path("huge.txt"), Path("list.jsonl")]
    results = list(IngestService(store).run_in_processes(tasks, 1))
    added = [(result.name, result.article) for result in results]
    assert added[:2] == [("list.jsonl", 1), ("list.jsonl", 2)]
    # the second pool is done with both tasks at once
    assert sorted(added[2:]) == [("huge.txt from 0", None), ("list.jsonl from 2", None)]


class RefusingPool(WorkingPool):
    """A pool that is found to be broken when it is given its second task."""

    def submit(self, worker: object, task: Task) -> Future[TaskResult]:
        if self.futures:
            raise BrokenProcessPool
        self.futures.append(super().submit(worker, task))
        return self.futures[0]


def test_a_task_that_a_broken_pool_refused_is_given_to_the_next_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools = [RefusingPool(), WorkingPool()]
    monkeypatch.setattr("db.ingest.ProcessPoolExecutor", lambda *_: pools.pop(0))
    tasks = [Path("1.txt"), Path("2.txt")]
    results = list(IngestService(store).run_in_processes(tasks, 1))
    assert [result.name for result in results] == ["1.txt from 0", "2.txt from 0"]


def test_an_executor_skips_unchanged_files(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = IngestService(store)
    with ThreadPoolExecutor(1) as executor:
        first = list(service.run_with_executor(find_tasks(str(news)), executor, 1))
        monkeypatch.setattr("db.ingest.read_all", None)  # no file is read again
        again = list(service.run_with_executor(find_tasks(str(news)), executor, 1))
    assert [result.known for result in first] == [False] * 3
    assert [(result.known, result.problem) for result in again] == [(True, "")] * 3
    assert [row.quotations for row in store.articles.list()] == [1, 1, 1]


def test_an_executor_resumes_the_pending_analyses_of_unchanged_files(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = IngestService(store)
    with monkeypatch.context() as patch:
        patch.setattr(IngestService, "analyze", lambda *_: ())
        list(service.run_all(find_tasks(str(news))))
    assert [row.analysis_state for row in store.articles.list()] == ["pending"] * 3
    with ThreadPoolExecutor(1) as executor:
        results = list(service.run_with_executor(find_tasks(str(news)), executor, 1))
    assert all(result.resumed for result in results)
    assert [row.analysis_state for row in store.articles.list()] == ["complete"] * 3


def test_an_executor_fetches_the_pages_of_bare_addresses(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def fetch(address: str, _: FetchOptions) -> Document:
        fetched.append(address)
        return Document(STORY.format(7), "Quay 7", source=address)

    monkeypatch.setattr("db.ingest.fetch_document", fetch)
    links = tmp_path / "links.json"
    links.write_text(json.dumps([{"url": "https://paper.example/quay", "title": "Quay"}]))
    with ThreadPoolExecutor(1) as executor:
        service = IngestService(store)
        (failed,) = service.run_with_executor([FileSlice(links)], executor, 1)
        tasks = [FileSlice(links, fetch=FetchOptions())]
        (added,) = service.run_with_executor(tasks, executor, 1)
    assert "--fetch" in failed.problem
    assert (added.title, fetched) == ("Quay", ["https://paper.example/quay"])


def test_given_metadata_overrides_that_of_a_fetched_page(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(address: str, _: FetchOptions) -> Document:
        assert address == "https://paper.example/quay"
        return Document(STORY.format(7), "Quay 7", source=address)

    monkeypatch.setattr("db.ingest.fetch_document", fetch)
    links = tmp_path / "links.json"
    links.write_text(json.dumps([{"url": "https://paper.example/quay", "title": "Quay"}]))
    given = MetadataOverrides("Given", datetime.date(2024, 3, 3), "https://paper.example/7")
    task = FileSlice(links, overrides=given, fetch=FetchOptions())
    (added,) = IngestService(store).run_all([task])
    assert (added.problem, added.article) == ("", 1)
    document = store.articles.get(1).document
    assert (document.title, document.published, document.source) == (
        given.title, given.published, given.source
    )  # fmt: skip
    assert document.published_from == "given"


def test_given_metadata_changes_no_article_that_a_list_refers_to(
    store: Store, tmp_path: Path
) -> None:
    page = Document(STORY.format(7), "Quay 7", source="https://paper.example/quay")
    links = tmp_path / "links.json"
    links.write_text(json.dumps([{"url": page.source, "title": "Quay"}]))
    list(IngestService(store).run_all([page]))
    task = FileSlice(links, overrides=MetadataOverrides(source="The Paper"))
    (known,) = IngestService(store).run_all([task])
    assert (known.article, known.known, known.problem) == (1, True, "")


def test_adding_articles_needs_no_module_of_the_app() -> None:
    script = "import sys, db.ingest; print(*(name for name in sys.modules if name[:3] == 'tui'))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_a_file_with_a_failed_item_is_read_again(store: Store, tmp_path: Path) -> None:
    records = [{"text": STORY.format(number), "title": f"Quay {number}"} for number in range(2)]
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(["no JSON", *map(json.dumps, records)]))
    service = IngestService(store)
    for attempt in range(2):
        results = list(service.run_all([FileSlice(path)]))
        assert [bool(result.problem) for result in results] == [True, False, False]
        assert [result.known for result in results[1:]] == [attempt > 0] * 2
    with ThreadPoolExecutor(1) as executor:
        results = list(service.run_with_executor([FileSlice(path)], executor, 1))
    assert [bool(result.problem) for result in results] == [True, False, False]


def test_a_file_without_a_readable_item_is_not_tried_to_its_end(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("{\n" * 3_000)
    *problems, last = IngestService(store).run_all([path])
    assert 1_000 <= len(problems) < 1_400
    assert last.problem.startswith("has no article in its first 1,000 items")


def test_a_pasted_text_is_added_as_an_article(store: Store) -> None:
    page = f"<html><title>Quay 1</title><p>{STORY.format(1)}</p></html>"
    plain, marked, empty = IngestService(store).run_all(
        [PastedText(STORY.format(2)), PastedText(page), PastedText("...")]
    )
    assert plain.article is not None
    assert store.articles.get(plain.article).document.text == STORY.format(2)
    assert marked.title == "Quay 1"
    assert (empty.name, empty.problem) == (
        "the pasted text", "has no words in it; choose another file"
    )  # fmt: skip


def test_an_error_of_the_store_hides_no_article_that_was_added(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(json.dumps({"text": STORY.format(number)}) for number in range(3)))
    add = ImportRepository.add

    def add_two(
        repository: ImportRepository, item: ImportItem, analysis: Analysis | None
    ) -> IngestResult:
        if store.articles.count() == 2:
            raise StoreError("the disk is full")
        return add(repository, item, analysis)

    monkeypatch.setattr(ImportRepository, "add", add_two)
    results = list(IngestService(store).run_all([path]))
    assert [(result.article, result.problem) for result in results] == [
        (1, ""), (2, ""), (None, "the disk is full")
    ]  # fmt: skip


def test_a_file_that_is_not_recorded_stops_nothing(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("locked")

    monkeypatch.setattr(ImportRepository, "record_file", refuse)
    service = IngestService(store)
    with ThreadPoolExecutor(1) as executor:
        first = list(service.run_with_executor(find_tasks(str(news)), executor, 1))
    again = list(service.run_all(find_tasks(str(news))))
    assert [(result.article, result.problem) for result in first] == [(1, ""), (2, ""), (3, "")]
    assert [(result.article, result.problem) for result in again] == [(1, ""), (2, ""), (3, "")]


def test_an_error_of_one_file_costs_an_executor_no_other(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = ImportRepository.articles_of_file

    def find_most(repository: ImportRepository, path: str, size: int, modified: int) -> list[int]:
        if path.endswith("0.txt"):
            raise StoreError("locked")
        return find(repository, path, size, modified)

    monkeypatch.setattr(ImportRepository, "articles_of_file", find_most)
    with ThreadPoolExecutor(1) as executor:
        results = list(IngestService(store).run_with_executor(find_tasks(str(news)), executor, 1))
    assert [(result.article, result.problem) for result in results] == [
        (None, "locked"), (1, ""), (2, "")
    ]  # fmt: skip


def test_a_long_file_is_added_in_slices(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    records = [json.dumps({"text": STORY.format(number)}) for number in range(5)]
    path.write_text("\n".join(records))
    results = list(IngestService(store).run_all([FileSlice(path, size=2)]))
    assert [result.article for result in results] == [1, 2, 3, 4, 5]
