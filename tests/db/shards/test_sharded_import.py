"""Imports by shards: what workers write comes into the store once, whoever dies."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from analysis.models import StageFailure
from db import Document, Store, StoreError
from db.corrections.models import SetLabel
from db.importers import ImportItem
from db.importers.http import FetchOptions
from db.ingest import IngestService
from db.merge.article_copy import ArticleCopy, copy_articles
from db.repositories.imports import ImportRepository
from db.shards import batches
from db.shards.batches import Batch, identify_file, plan_batches, slice_file
from db.shards.shard_report import ShardReport, list_reports, report_path, shard_path
from db.shards.shard_run import ShardRun, WorkersLostError
from db.shards.shard_writer import write_shard
from db.shards.sharded_import import ShardedImport, shard_folder
from db.tasks import FileSlice, TaskResult, find_tasks
from tests.support.thoroughness import one_in

STORY = "“The bridge on quay {0} is open,” the mayor Ada Brandt said on Monday."
_P = ParamSpec("_P")
_T = TypeVar("_T")


class FakeExecutor(Executor):
    """An executor of this process: each call runs when it is sent.

    A call for a file named in `deadly` ends its worker. The calls with the numbers `lost` are
    canceled, as by a client whose scheduler stopped. After `most` calls, there are no workers.
    """

    def __init__(self, *, deadly: str = "", lost: tuple[int, ...] = (), most: int = 99) -> None:
        self.deadly, self.lost, self.most, self.calls = deadly, lost, most, 0

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        if self.calls == self.most:
            raise RuntimeError("gone")
        self.calls += 1
        future: Future[_T] = Future()
        if self.calls in self.lost:
            future.cancel()
            future.set_running_or_notify_cancel()
        elif self.deadly and self.deadly in str(args[0]):
            future.set_exception(BrokenProcessPool())
        else:
            try:
                future.set_result(call(*args, **kwargs))
            except StoreError as error:
                future.set_exception(error)
        return future


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(STORY.format(number))
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_ARTICLES", 2)


def start(
    store: Store, texts: Path, executor: Executor | None = None
) -> Generator[TaskResult, None, None]:
    running = ShardedImport(store, executor or FakeExecutor(), 1).run(find_tasks(str(texts)))
    assert isinstance(running, Generator)
    return running


def run(store: Store, texts: Path, executor: Executor | None = None) -> list[TaskResult]:
    return list(start(store, texts, executor))


def describe_results(results: list[TaskResult]) -> list[tuple[str, int | None, bool, bool]]:
    return [(each.name, each.article, each.known, bool(each.problem)) for each in results]


NEW = [
    ("0.txt", 1, False, False), ("1.txt", 2, False, False), ("2.txt", 3, False, False),
    ("3.txt", 4, False, False), ("bad.pdf", None, False, True),
]  # fmt: skip


def test_files_are_added_by_shards_and_unchanged_ones_are_known(store: Store, texts: Path) -> None:
    assert describe_results(run(store, texts)) == NEW
    assert [row.quotations for row in store.articles.list()] == [1] * 4
    assert not shard_folder(store.path).exists()
    executor = FakeExecutor()
    again = run(store, texts, executor)
    assert [each.known for each in again] == [True] * 4 + [False]
    assert executor.calls == 1  # for the file that failed
    assert store.articles.count() == 4


def test_an_import_whose_client_died_is_resumed(
    store: Store, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = start(store, texts)
    assert next(running).article == 1
    running.close()
    assert store.articles.count() == 2
    folder = shard_folder(store.path)
    assert len(list(folder.glob("*.sqlite"))) == 1  # the second shard; the third has no article

    def analyze(*_: object) -> None:
        raise AssertionError("analyzed again")

    with monkeypatch.context() as patch:
        patch.setattr("db.shards.shard_run.write_shard", analyze)
        resumed = run(store, texts)
    assert describe_results(resumed) == [
        ("0.txt", 1, True, False), ("1.txt", 2, True, False), *NEW[2:]
    ]  # fmt: skip
    assert [row.analysis_state for row in store.articles.list()] == ["complete"] * 4
    assert not folder.exists()


class KilledError(BaseException):
    """The end of the process."""


@pytest.mark.parametrize("moment", one_in(4, range(1, 72)))
def test_whenever_a_process_dies_nothing_is_lost_doubled_or_computed_again(
    store: Store, texts: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (texts / "many.jsonl").write_text(
        "\n".join(json.dumps({"text": STORY.format(number)}) for number in range(4, 9))
    )
    monkeypatch.setattr(batches, "LARGE_FILE", 100)
    monkeypatch.setattr(batches, "_ARTICLE", 50)
    folder, steps = shard_folder(store.path), 0

    def die_at(owner: type, name: str) -> None:
        method = getattr(owner, name)

        def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == moment:
                raise KilledError
            return method(*args, **kwargs)

        monkeypatch.setattr(owner, name, step)

    for owner, name in ((Path, "replace"), (Path, "unlink"), (ArticleCopy, "run"),
                        (ImportRepository, "record_file")):  # fmt: skip
        die_at(owner, name)
    with suppress(KilledError):
        run(store, texts)
    complete = {report.batch.key for report in list_reports(folder)}
    written: list[str] = []

    def write(batch: Batch, to: Path) -> None:
        written.append(batch.key)
        write_shard(batch, to)

    monkeypatch.setattr("db.shards.shard_run.write_shard", write)
    run(store, texts)
    if complete:
        assert complete.isdisjoint(written)
    articles = [store.articles.get(row.id) for row in store.articles.list()]
    assert sorted(article.document.text for article in articles) == [
        STORY.format(number) for number in range(9)
    ]
    assert {article.row.analysis_state for article in articles} == {"complete"}
    assert not folder.exists()
    assert [each.known for each in run(store, texts)] == [True] * 9 + [False]


def test_a_shard_that_was_merged_before_is_not_doubled(store: Store, texts: Path) -> None:
    folder = shard_folder(store.path)
    folder.mkdir()
    tasks = [FileSlice(path) for path in sorted(texts.glob("?.txt"))]
    for written in ShardRun(folder, FakeExecutor(), 1).run(tasks):
        list(copy_articles(store, shard_path(folder, written.batch)))
    assert store.articles.count() == 4
    assert [each.article for each in run(store, texts)] == [1, 2, 3, 4, None]
    assert store.articles.count() == 4


def test_a_repeated_batch_is_recognized_by_its_hash(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tuple(identify_file(FileSlice(texts / name)) for name in ("0.txt", "bad.pdf")))
    write_shard(batch, tmp_path)
    (report,) = list_reports(tmp_path)
    assert [[each.article for each in results] for results in report.results] == [[1], [None]]
    before = shard_path(tmp_path, batch).read_bytes()
    monkeypatch.setattr("db.ingest.analyze_document", None)
    write_shard(batch, tmp_path)
    assert shard_path(tmp_path, batch).read_bytes() == before
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        f"{batch.key}.sqlite",
        f"{batch.key}.json",
    }
    with closing(sqlite3.connect(shard_path(tmp_path, batch))) as sqlite:
        assert sqlite.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    (texts / "0.txt").write_text("changed, the mayor said")
    assert Batch((identify_file(FileSlice(texts / "0.txt")),)).key != batch.key


def test_a_report_has_the_results_of_its_files(tmp_path: Path) -> None:
    result = TaskResult(
        "0.txt", 1, "Quay \udcff", remark="short", failures=(StageFailure("events", "a bug"),)
    )
    batch = Batch((identify_file(FileSlice(tmp_path / "0.txt")),))
    report = ShardReport(batch, ((result, TaskResult("0.txt", problem="bad")),), has_library=True)
    report.save(tmp_path)
    (tmp_path / "0.json").write_bytes(report_path(tmp_path, batch).read_bytes())
    (tmp_path / "1.json").write_text("{")
    assert list(list_reports(tmp_path)) == [report]


def test_a_file_that_ends_its_worker_costs_no_other_file(store: Store, texts: Path) -> None:
    results = run(store, texts, FakeExecutor(deadly="1.txt"))
    failed = {each.name: each.problem for each in results if each.problem}
    assert failed.keys() == {"1.txt", "bad.pdf"}
    assert "the worker process stopped" in failed["1.txt"]
    assert store.articles.count() == 3


def test_batches_are_sent_again_when_the_scheduler_stopped(store: Store, texts: Path) -> None:
    executor = FakeExecutor(lost=(1, 3))
    results = run(store, texts, executor)
    assert sorted((each.name, bool(each.problem)) for each in results) == [
        (name, is_failed) for name, *_, is_failed in NEW
    ]
    assert store.articles.count() == 4
    assert executor.calls == 3 + 2


def test_lost_workers_end_the_run_and_the_next_one_resumes(store: Store, texts: Path) -> None:
    with pytest.raises(WorkersLostError, match="gone"):
        run(store, texts, FakeExecutor(most=1))
    executor = FakeExecutor()
    run(store, texts, executor)
    assert executor.calls == 2
    assert store.articles.count() == 4


def test_calls_that_wait_are_canceled_if_the_client_stops(store: Store, texts: Path) -> None:
    sent: list[Future[Any]] = []

    class SlowExecutor(FakeExecutor):
        def submit(
            self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
        ) -> "Future[_T]":
            sent.append(super().submit(call, *args, **kwargs) if not sent else Future())
            return sent[-1]

    running = start(store, texts, SlowExecutor())
    next(running)
    running.close()
    assert [future.cancelled() for future in sent] == [False, True, True]


def test_the_shards_of_a_first_import_are_used_by_the_next_one(store: Store, texts: Path) -> None:
    first, second = (
        [FileSlice(path, is_first=is_first) for path in sorted(texts.iterdir())]
        for is_first in (True, False)
    )
    running = ShardedImport(store, FakeExecutor(), 1).run(first)
    assert isinstance(running, Generator)
    next(running)
    running.close()
    executor = FakeExecutor()
    assert len(list(ShardedImport(store, executor, 1).run(second))) == 5
    assert executor.calls == 0


def test_a_large_file_is_divided_among_workers(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE", 100)
    monkeypatch.setattr(batches, "_ARTICLE", 50)
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps({"text": STORY.format(number)}) for number in range(5)))
    executor = FakeExecutor()
    results = run(store, path, executor)
    assert [each.article for each in results] == [1, 2, 3, 4, 5]
    assert executor.calls == 1 + 3  # it is counted first
    again = run(store, path, executor)
    assert ([each.known for each in again], executor.calls) == ([True] * 5, 4)


def test_slices_leave_out_what_is_done(tmp_path: Path) -> None:
    file = identify_file(FileSlice(tmp_path / "news.jsonl"))
    done = [file.slice(4, 1), file.slice(6, 2)]
    slices = [(part.task.skip, part.task.size) for part in slice_file(file, 9, 3, done)]
    assert slices == [(0, 3), (3, 1), (5, 1), (8, 1)]
    assert {part.whole for part in done} == {file}


def test_what_concerns_stored_articles_is_proposed_as_by_any_import(
    store: Store, tmp_path: Path
) -> None:
    address = "https://paper.example/quay"
    text = f"{STORY.format(1)} It was closed for a year, and the town waited for its bridge."
    store.imports.add(ImportItem(Document(text, "Quay", source=address)), None)
    store.imports.add(ImportItem(Document(STORY.format(2), "Second")), None)
    lines = [
        {"text": f"{text} A ferry ran instead.", "title": "Quay", "url": address},
        {"text": STORY.format(2), "title": "Second"},
        {"text": STORY.format(3), "title": "Third"},
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    version, known, new = run(store, path)
    assert (version.article, version.has_proposed_version) == (1, True)
    assert (known.article, known.known) == (2, True)
    assert (new.article, new.known) == (3, False)


def test_correction_rules_of_the_store_apply_to_the_articles_of_shards(
    store: Store, texts: Path
) -> None:
    store.corrections.add_rule("Ada Brandt", SetLabel("ORG"))
    run(store, texts)
    labels = {
        entity.label
        for row in store.articles.list()
        for entity in store.articles.get(row.id).analysis.entities
        if entity.name == "Ada Brandt"
    }
    assert labels == {"ORG"}


def test_pages_and_the_texts_of_references_are_fetched_by_the_client(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(address: str, _: FetchOptions) -> Document:
        return Document(STORY.format(7), "Quay 7", source=address)

    monkeypatch.setattr("db.item_storage.fetch_document", fetch)
    links = tmp_path / "links.json"
    links.write_text(json.dumps([{"url": "https://paper.example/quay", "title": "Quay"}]))
    (listed,) = run(store, links)
    executor = FakeExecutor()
    tasks = [FileSlice(links, fetch=FetchOptions())]
    (added,) = ShardedImport(store, executor, 1).run(tasks)
    assert (listed.is_reference, listed.problem) == (True, "")
    assert (added.article, added.title, added.is_reference) == (listed.article, "Quay", False)
    assert executor.calls == 0


def test_pending_analyses_of_unchanged_files_are_resumed(
    store: Store, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(IngestService, "analyze", lambda *_: ())
        list(IngestService(store).run_all(find_tasks(str(texts))))
    results = run(store, texts)
    assert [each.resumed for each in results if not each.problem] == [True] * 4
    assert [row.analysis_state for row in store.articles.list()] == ["complete"] * 4


def test_an_error_of_one_file_costs_no_other(
    store: Store, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = ImportRepository.articles_of_file

    def find_most(repository: ImportRepository, path: str, size: int, modified: int) -> list[int]:
        if path.endswith("0.txt"):
            raise StoreError("locked")
        return find(repository, path, size, modified)

    monkeypatch.setattr(ImportRepository, "articles_of_file", find_most)
    first, *others = run(store, texts)
    assert (first.name, first.problem) == ("0.txt", "locked")
    assert [each.article for each in others] == [1, 2, 3, None]


def test_a_folder_that_a_worker_does_not_have_is_named(
    store: Store, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_elsewhere(batch: Batch, folder: Path) -> None:
        write_shard(batch, folder / "elsewhere")

    monkeypatch.setattr("db.shards.shard_run.write_shard", write_elsewhere)
    with pytest.raises(StoreError, match="choose one that all machines share"):
        run(store, texts)


def test_a_second_import_waits_for_the_end_of_the_first(store: Store, texts: Path) -> None:
    code = f"""
from pathlib import Path
from concurrent.futures import Executor
from db import Store
from db.shards.sharded_import import ShardedImport
with Store(Path({str(store.path)!r})) as store:
    list(ShardedImport(store, Executor(), 1).run([Path({str(texts / "3.txt")!r})]))
"""
    running = start(store, texts)
    next(running)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "Another import uses" in ended.stderr
    assert len(list(running)) == 4


def test_batches_have_several_for_each_worker_and_a_limit(tmp_path: Path) -> None:
    files = [identify_file(FileSlice(tmp_path / f"{number}.txt")) for number in range(4_000)]
    assert [len(batch.files) for batch in plan_batches(files, 1, 1_500)] == [1_001] * 3 + [997]
    assert max(len(batch.files) for batch in plan_batches(files, 100, 1_500)) == 50
    assert max(len(batch.files) for batch in plan_batches(files, 1, 300)) == 300
    assert len({batch.key for batch in plan_batches(files, 9)}) == len(plan_batches(files, 9))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as store:
        yield store


def test_a_damaged_shard_is_written_again(store: Store, texts: Path) -> None:
    folder = shard_folder(store.path)
    folder.mkdir()
    list(ShardRun(folder, FakeExecutor(), 1).run([FileSlice(texts / "0.txt")]))
    (shard,) = folder.glob("*.sqlite")
    content = shard.read_bytes()
    shard.write_bytes(content[:4_096] + b"\x55" * (len(content) - 4_096))
    results = run(store, texts)
    assert sorted((each.name, bool(each.problem)) for each in results) == [
        (name, is_failed) for name, *_, is_failed in NEW
    ]
    assert store.articles.count() == 4
    assert not folder.exists()


def test_the_shards_of_another_interrupted_import_stay(
    store: Store, texts: Path, tmp_path: Path
) -> None:
    folder = shard_folder(store.path)
    folder.mkdir()
    list(ShardRun(folder, FakeExecutor(), 1).run([FileSlice(texts / "0.txt")]))
    path = tmp_path / "other.txt"
    path.write_text(STORY.format(9))
    run(store, path)
    assert len(list(folder.glob("*.sqlite"))) == 1
    executor = FakeExecutor()
    assert describe_results(run(store, texts / "0.txt", executor)) == [("0.txt", 2, False, False)]
    assert executor.calls == 0
    assert not folder.exists()
