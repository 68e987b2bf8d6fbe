"""Tasks that add articles: in this process, in worker processes, and with an executor."""

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from analysis import Analysis, StageFailure
from analysis.partial_dates import PartialDate
from db import Document, Store, StoreError
from db.errors import ImportingError
from db.exporters.registry import export
from db.exporters.selection import Selection
from db.importers import Highlight, ImportItem
from db.importers.http import FetchOptions
from db.ingest import IngestService
from db.models import IngestResult
from db.repositories.analyses import AnalysisRepository, SaveResult
from db.repositories.articles import MetadataChanges
from db.repositories.imports import ImportRepository
from db.staged_analyses import save_staged
from db.tasks import (
    FileSlice,
    MetadataOverrides,
    PastedText,
    ReadFile,
    ReferenceText,
    Task,
    TaskResult,
    find_tasks,
    task_name,
)
from db.worker_pool import run_in_processes
from tests.support.children import DEADLINE
from tests.support.copied_library import accept_everything

STORY = "“The bridge on quay {0} is open,” the mayor Ada Brandt said on Monday."


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
        self.futures: list[Future[list[TaskResult]]] = []

    def submit(self, _: object, tasks: list[Task]) -> Future[list[TaskResult]]:
        del tasks
        future = DyingFuture(self) if not self.futures else Future[list[TaskResult]]()
        self.futures.append(future)
        if isinstance(future, DyingFuture):
            future.set_exception(BrokenProcessPool())
        return future

    def shutdown(self, *, cancel_futures: bool) -> None:
        assert cancel_futures


class DyingFuture(Future[list[TaskResult]]):
    """The task of a worker that died."""

    def __init__(self, pool: BreakingPool) -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> list[TaskResult]:
        list_task = FileSlice(Path("list.jsonl"), skip=2)
        for future in self._pool.futures[1:]:
            more = (TaskResult("list.jsonl", 2),)
            future.set_result(
                [TaskResult("list.jsonl", 1, more_results=more, continuation=list_task)]
            )
        return super().result(timeout)


class WorkingPool(BreakingPool):
    """The pool after it, which runs every task."""

    def submit(self, _: object, tasks: list[Task]) -> Future[list[TaskResult]]:
        future = Future[list[TaskResult]]()
        future.set_result(
            [
                TaskResult(
                    f"{task_name(task)} from {task.skip if isinstance(task, FileSlice) else 0}"
                )
                for task in tasks
            ]
        )
        return future


def test_a_broken_pool_loses_no_item_of_a_file_that_was_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools = [BreakingPool(), WorkingPool()]
    monkeypatch.setattr("db.worker_pool.ProcessPoolExecutor", lambda *_: pools.pop(0))
    tasks = [Path("huge.txt"), Path("list.jsonl")]
    results = list(run_in_processes(store.path, tasks, 1))
    added = [(result.name, result.article) for result in results]
    assert added[:2] == [("list.jsonl", 1), ("list.jsonl", 2)]
    # the second pool is done with both tasks at once
    assert sorted(added[2:]) == [("huge.txt from 0", None), ("list.jsonl from 2", None)]


class RefusingPool(WorkingPool):
    """A pool that is found to be broken when it is given its second task."""

    def submit(self, worker: object, tasks: list[Task]) -> Future[list[TaskResult]]:
        if self.futures:
            raise BrokenProcessPool
        self.futures.append(super().submit(worker, tasks))
        return self.futures[0]


def test_a_task_that_a_broken_pool_refused_is_given_to_the_next_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools = [RefusingPool(), WorkingPool()]
    monkeypatch.setattr("db.worker_pool.ProcessPoolExecutor", lambda *_: pools.pop(0))
    tasks = [Path("1.txt"), Path("2.txt")]
    results = list(run_in_processes(store.path, tasks, 1))
    assert [result.name for result in results] == ["1.txt from 0", "2.txt from 0"]


def test_given_metadata_overrides_that_of_a_fetched_page(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(address: str, _: FetchOptions) -> Document:
        assert address == "https://paper.example/quay"
        return Document(STORY.format(7), "Quay 7", source=address)

    monkeypatch.setattr("db.item_storage.fetch_document", fetch)
    links = tmp_path / "links.json"
    links.write_text(json.dumps([{"url": "https://paper.example/quay", "title": "Quay"}]))
    given = MetadataOverrides("Given", PartialDate(2024, 3, 3), "https://paper.example/7")
    task = FileSlice(links, overrides=given, fetch=FetchOptions())
    (added,) = IngestService(store).run_all([task])
    assert (added.problem, added.article) == ("", 1)
    document = store.articles.get(1).document
    assert (document.title, document.published, document.source) == (
        given.title, given.published, given.source
    )  # fmt: skip
    assert document.published_from == "given"


LISTED = {
    "url": "https://paper.example/quay", "title": "Quay", "author": "Ada Brandt",
    "tags": "port,strike",
}  # fmt: skip


def write_list(folder: Path, *rows: dict[str, str]) -> Path:
    links = folder / "links.json"
    links.write_text(json.dumps(rows))
    return links


def test_a_reference_is_an_article_whose_text_is_not_here_yet(store: Store, tmp_path: Path) -> None:
    links = write_list(tmp_path, LISTED, {"url": "https://paper.example/pier", "title": "Quay"})
    service = IngestService(store)
    results = list(service.run_all([FileSlice(links)]))
    assert [(result.article, result.is_reference) for result in results] == [(1, True), (2, True)]
    row = store.articles.row(1)
    assert (row.title, row.byline, row.source) == ("Quay", "Ada Brandt", LISTED["url"])
    assert (row.tags, row.words, row.analysis_state) == (("port", "strike"), 0, "no text")
    assert store.articles.list_incomplete() == []
    assert store.imports.list_references() == [1, 2]
    assert all(result.known for result in service.run_all([FileSlice(links)]))
    found = store.search.find("quay has:text"), store.search.find("quay -has:text")
    assert [len(hits) for hits in found] == [0, 2]


def test_a_fetched_text_fills_its_reference(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(address: str, _: FetchOptions) -> Document:
        return Document(
            STORY.format(7), "Quay 7 | The Paper", "Ida Quill", "The Paper", f"{address}/moved",
            PartialDate(2024, 3, 4), "metadata",
        )  # fmt: skip

    monkeypatch.setattr("db.item_storage.fetch_document", fetch)
    service = IngestService(store)
    list(service.run_all([FileSlice(write_list(tmp_path, LISTED))]))
    store.articles.set_metadata(1, MetadataChanges(byline="Edited By Hand"))
    note = Highlight("The bridge on quay 7", "check this")
    store.imports.add(ImportItem(Document("", source=LISTED["url"]), highlights=(note,)), None)
    accept_everything(store)
    (filled,) = service.run_all([ReferenceText(1, FetchOptions())])
    assert (filled.article, filled.problem, filled.is_reference) == (1, "", False)
    article = store.articles.get(1)
    assert (article.row.title, article.row.byline) == ("Quay", "Edited By Hand")
    assert (article.row.site, article.row.source) == ("The Paper", LISTED["url"])
    assert (article.row.published, article.row.tags) == (
        PartialDate(2024, 3, 4), ("port", "strike")
    )  # fmt: skip
    assert (article.row.quotations, article.row.analysis_state) == (1, "complete")
    [placed] = store.notes.list(1)
    assert article.document.text[placed.start : placed.end] == note.exact
    assert len(store.versions.list(1)) == 1
    assert store.search.find("bridge has:text")
    (again,) = service.run_all([ReferenceText(1, FetchOptions())])
    assert (again.known, store.articles.count()) == (True, 1)


def test_a_file_with_the_address_of_a_reference_fills_it(store: Store, tmp_path: Path) -> None:
    service = IngestService(store)
    list(service.run_all([FileSlice(write_list(tmp_path, LISTED))]))
    page = Document(STORY.format(7), "Quay 7", source=f"{LISTED['url']}?utm_source=mail")
    (filled,) = service.run_all([page])
    assert (filled.article, filled.known, store.articles.count()) == (1, False, 1)
    assert store.articles.row(1).quotations == 1


def test_a_reference_whose_page_cannot_be_fetched_stays(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(*_: object) -> Document:
        raise ImportingError("does not exist; save the page in a browser and add the file")

    monkeypatch.setattr("db.item_storage.fetch_document", fetch)
    book = {"title": "A book", "author": "Ida Quill"}
    links = write_list(tmp_path, LISTED)
    service = IngestService(store)
    task = FileSlice(links, fetch=FetchOptions())
    for _ in range(2):  # a problem is not recorded as done
        (failed,) = service.run_all([task])
        assert failed.problem.startswith("its text is not here yet: does not exist")
        assert failed.name == "Quay"
    item = ImportItem(Document("", book["title"], book["author"], source="books.bib#1"))
    (listed,) = service.run_all([item])
    assert listed.article == 2
    (failed,) = service.run_all([ReferenceText(2, FetchOptions())])
    assert "no web address" in failed.problem
    assert store.imports.list_references() == [1, 2]


def test_a_page_with_the_text_of_another_article_fills_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Document(STORY.format(7), "Quay 7", source="https://other.example/quay")
    monkeypatch.setattr("db.item_storage.fetch_document", lambda *_: page)
    service = IngestService(store)
    list(service.run_all([page, FileSlice(write_list(tmp_path, LISTED))]))
    (failed,) = service.run_all([ReferenceText(2, FetchOptions())])
    assert "article 1, which is stored already" in failed.problem
    assert store.articles.row(2).analysis_state == "no text"


@pytest.mark.parametrize("form", ["jsonl", "annotations"])
def test_exported_references_are_imported_again(store: Store, tmp_path: Path, form: str) -> None:
    second = {"url": "https://paper.example/pier", "title": "Quay"}
    list(IngestService(store).run_all([FileSlice(write_list(tmp_path, LISTED, second))]))
    store.imports.add(ImportItem(Document("", "A book", "Ida Quill")), None)
    target = tmp_path / f"export.{'jsonl' if form == 'jsonl' else 'jsonld'}"
    export(store, Selection(), form, target)
    with Store(tmp_path / "again.sqlite") as again:
        results = list(IngestService(again).run_all([FileSlice(target)]))
        assert [result.is_reference for result in results] == [True] * 3
        assert [(row.title, row.source, row.tags) for row in again.articles.list()] == [
            (row.title, row.source, row.tags) for row in store.articles.list()
        ]


def test_a_reference_is_not_analyzed_again(store: Store) -> None:
    store.imports.add(ImportItem(Document("", "A book")), None)
    (result,) = IngestService(store).run_all([1])
    assert (result.is_failed, result.is_reference) == (True, True)
    assert "its text is not here yet" in result.problem


def test_references_of_one_title_differ_by_author_and_date(store: Store) -> None:
    def add(byline: str, day: int) -> int:
        document = Document("", "Editorial", byline, published=PartialDate(2024, 3, day))
        return store.imports.add(ImportItem(document), None).article

    assert [add("Ida Quill", 1), add("Ida Quill", 1), add("Ida Quill", 2)] == [1, 1, 2]
    assert add("Juan Ortega", 1) == 3


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
    first = list(service.run_all(find_tasks(str(news))))
    again = list(service.run_all(find_tasks(str(news))))
    assert [(result.article, result.problem) for result in first] == [(1, ""), (2, ""), (3, "")]
    assert [(result.article, result.problem) for result in again] == [(1, ""), (2, ""), (3, "")]


def test_a_long_file_is_added_in_slices(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    records = [json.dumps({"text": STORY.format(number)}) for number in range(5)]
    path.write_text("\n".join(records))
    results = list(IngestService(store).run_all([FileSlice(path, size=2)]))
    assert [result.article for result in results] == [1, 2, 3, 4, 5]


def count_commits(store: Store) -> int:
    with store._connection.read_transaction() as sqlite:
        return int(sqlite.execute("SELECT changes FROM commit_counter").fetchone()[0])


def test_the_articles_of_a_file_are_committed_together(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("\n".join(json.dumps({"text": STORY.format(number)}) for number in range(9)))
    before = count_commits(store)
    results = list(IngestService(store).run_all([path]))
    assert [result.article for result in results] == [*range(1, 10)]
    assert [row.quotations for row in store.articles.list()] == [1] * 9
    assert count_commits(store) - before < 9


def test_the_files_of_a_call_are_committed_together(store: Store, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(9)]
    for number, path in enumerate(paths):
        path.write_text(STORY.format(number))
    paths[4].write_bytes(b"\x89PNG\r\n\x1a\n")
    listed = write_list(tmp_path, LISTED)
    before = count_commits(store)
    service = IngestService(store)
    results = service.run_call([*paths, listed])
    assert [bool(result.problem) for result in results[:9]] == [number == 4 for number in range(9)]
    assert results[9].is_reference
    assert count_commits(store) - before < 9
    again = service.run_call(paths)
    assert [result.known for result in again] == [number != 4 for number in range(9)]


def test_the_findings_of_the_last_call_are_stored_without_staging(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(20)]
    for number, path in enumerate(paths):
        path.write_text(STORY.format(number))
    staged: list[int] = []
    stage = AnalysisRepository.stage

    def record(repository: AnalysisRepository, analyses: Sequence[tuple[int, Analysis]]) -> None:
        staged.extend(article for article, _ in analyses)
        stage(repository, analyses)

    monkeypatch.setattr(AnalysisRepository, "stage", record)
    before = count_commits(store)
    results = list(IngestService(store).run_all(paths))
    assert [(result.article, result.is_pending) for result in results] == [
        (number, False) for number in range(1, 21)
    ]
    assert staged == list(range(1, 17))  # those of the first call
    assert count_commits(store) - before == 4
    assert [row.quotations for row in store.articles.list()] == [1] * 20
    assert all(result.known for result in IngestService(store).run_all(paths))


def test_an_article_that_the_last_call_cannot_store_costs_no_other(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = AnalysisRepository.save

    def refuse_second(
        repository: AnalysisRepository, article: int, analysis: Analysis
    ) -> SaveResult:
        if article == 2:
            raise ValueError("a bug")
        return save(repository, article, analysis)

    monkeypatch.setattr(AnalysisRepository, "save", refuse_second)
    results = list(IngestService(store).run_call(sorted(news.iterdir()), is_last=True))
    assert [result.is_pending for result in results] == [False] * 3
    assert store.analyses.list_staged() == [1, 2, 3]
    assert len(list(IngestService(store).run_all([]))) == 0
    assert [row.quotations for row in store.articles.list()] == [1] * 3


def test_files_that_another_process_has_read_are_added_without_a_parser(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = IngestService(store)
    (news / "two.jsonl").write_text('{"text": "One ferry."}\n{"text": "Two ferries."}\n')
    first, *_ = service.run_all([news / "0.txt"])
    read = service.read_files(sorted(news.iterdir()))
    assert [isinstance(task, ReadFile) for task in read] == [False, True, True, False]
    sent = pickle.loads(pickle.dumps(read[:3]))  # as to a worker process
    monkeypatch.setattr("db.ingest.read_all", analyze_nothing)
    results = service.run_call(sent)
    assert [(result.article, result.known) for result in results] == [
        (first.article, True), (2, False), (3, False)
    ]  # fmt: skip
    assert [row.analysis_state for row in store.articles.list()].count("pending") == 2  # staged


@pytest.fixture
def staged(store: Store, news: Path) -> Store:
    """A store after an import that was killed before the findings of its articles were stored."""
    results = IngestService(store).run_call(sorted(news.iterdir()))
    assert [(result.article, result.is_pending) for result in results] == [
        (1, False), (2, False), (3, False)
    ]  # fmt: skip
    return store


def analyze_nothing(*_: object) -> Analysis:
    pytest.fail("was analyzed again")


def test_a_staged_analysis_is_on_the_disk_until_its_findings_are_stored(
    staged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [row.analysis_state for row in staged.articles.list()] == ["pending"] * 3
    monkeypatch.setattr("db.document_analysis.analyze_document", analyze_nothing)
    with Store(staged.path) as another:
        assert another.analyses.list_staged() == [1, 2, 3]
        before = count_commits(another)
        assert save_staged(another) == []
        assert count_commits(another) - before == 1
        assert [row.analysis_state for row in another.articles.list()] == ["complete"] * 3
        assert [row.quotations for row in another.articles.list()] == [1] * 3
        assert another.analyses.list_staged() == []
        assert len(another.search.find("said mayors")) == 3  # the vocabulary has their words


@pytest.mark.parametrize(("is_awaited", "commits"), [(True, 3), (False, 1)])
def test_a_commit_of_findings_ends_earlier_if_another_writer_waits(
    is_awaited: bool, commits: int, staged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.staged_analyses._LONGEST_WAIT", 0.0)
    monkeypatch.setattr("db.staged_analyses._LONGEST_COMMIT", DEADLINE)
    monkeypatch.setattr("db.staged_analyses.is_awaited", lambda _: is_awaited)
    before = count_commits(staged)
    assert save_staged(staged) == []
    assert count_commits(staged) - before == commits
    assert staged.analyses.list_staged() == []


def test_an_import_stores_the_findings_of_an_interrupted_one(
    staged: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.document_analysis.analyze_document", analyze_nothing)
    results = list(IngestService(staged).run_all(find_tasks(str(news))))
    assert [(result.known, result.resumed) for result in results] == [(True, False)] * 3
    assert [row.quotations for row in staged.articles.list()] == [1] * 3


def test_an_analysis_is_resumed_from_the_staged_one(
    staged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.document_analysis.analyze_document", analyze_nothing)
    (result,) = IngestService(staged).run_call([2])
    assert (result.problem, result.failures) == ("", ())
    assert [row.analysis_state for row in reversed(staged.articles.list())] == [
        "pending", "complete", "pending"
    ]  # fmt: skip


def test_a_staged_analysis_of_an_earlier_text_is_not_stored(staged: Store) -> None:
    staged.articles.delete(1)
    with staged._connection.transaction() as sqlite:
        sqlite.execute("UPDATE staged_analysis SET sha256 = '' WHERE article = 2")
    (problem,) = save_staged(staged)
    assert (problem.name, problem.problem.partition(";")[0]) == (
        "article 2", "its text has changed"
    )  # fmt: skip
    assert staged.analyses.needs_analysis(2)
    assert [row.analysis_state for row in reversed(staged.articles.list())] == [
        "pending", "complete"
    ]  # fmt: skip


def test_findings_that_cannot_be_stored_cost_no_others(staged: Store) -> None:
    with staged._connection.transaction() as sqlite:
        sqlite.execute("UPDATE staged_analysis SET findings = x'00' WHERE article = 2")
    (problem,) = save_staged(staged)
    assert problem.name == "article 2"
    assert problem.problem.endswith("R or `onrecord reanalyze` resumes")
    assert [row.analysis_state for row in reversed(staged.articles.list())] == [
        "complete", "pending", "complete"
    ]  # fmt: skip
    assert [result.problem for result in IngestService(staged).run_all([2])] == [""]


def test_a_full_disk_leaves_the_analyses_staged(
    staged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(AnalysisRepository, "save_staged", refuse)
        (problem,) = save_staged(staged)
    assert problem.problem.startswith("the disk is full; its text is stored")
    assert staged.analyses.list_staged() == [1, 2, 3]


def test_the_failed_stages_of_a_staged_analysis_are_stored(staged: Store) -> None:
    failure = StageFailure("events", "too many")
    document = staged.articles.get(3).document
    analysis = Analysis(document.text, document.published_day, failures=(failure,))
    staged.analyses.stage([(3, analysis)])
    assert staged.analyses.save_staged(3) == (failure,)
    assert staged.articles.get(3).analysis.failures == (failure,)


def test_a_failed_group_is_added_file_by_file(
    store: Store, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ImportRepository.add

    def refuse_second(
        repository: ImportRepository, item: ImportItem, analysis: Analysis | None
    ) -> IngestResult:
        if "quay 1" in item.document.text:
            raise StoreError("the disk is full")
        return add(repository, item, analysis)

    monkeypatch.setattr(ImportRepository, "add", refuse_second)
    results = IngestService(store).run_call(sorted(news.iterdir()))
    assert [result.problem for result in results] == ["", "the disk is full", ""]
    assert store.articles.count() == 2
