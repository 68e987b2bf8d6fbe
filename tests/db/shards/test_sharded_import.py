"""Imports by shards: what workers write comes into the store once, whoever dies."""

import json
import sqlite3
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from db import Document, Store, StoreError
from db.corrections.models import SetLabel
from db.importers import ImportItem
from db.importers.http import FetchOptions
from db.ingest import IngestService
from db.merge.article_copy import copy_articles
from db.repositories.imports import ImportRepository
from db.shards import batches
from db.shards.batches import Batch, identify_file, plan_batches, shard_path
from db.shards.executors import WorkersLostError
from db.shards.journal import JOURNAL_NAME, RunJournal
from db.shards.shard_run import ShardRun
from db.shards.shard_writer import ShardReport, write_shard
from db.shards.sharded_import import ShardedImport, shard_folder
from db.tasks import FileSlice, TaskResult, find_tasks

STORY = "“The bridge on quay {0} is open,” the mayor Ada Brandt said on Monday."
_P = ParamSpec("_P")
_T = TypeVar("_T")


class FakeWorkers:
    """Workers of this process: each call runs when it is sent.

    A call for a file named in `deadly` ends its worker; `lost` are the numbers of the calls whose
    connection is lost.
    """

    def __init__(self, *, deadly: str = "", lost: tuple[int, ...] = (), capacity: int = 1) -> None:
        self.deadly, self.lost, self.number, self.calls = deadly, lost, capacity, 0
        self.reconnected = 0

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        self.calls += 1
        future: Future[_T] = Future()
        if self.calls in self.lost:
            future.cancel()
            future.set_running_or_notify_cancel()
        elif self.deadly and self.deadly in str(args[0]):
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(call(*args, **kwargs))
        return future

    def capacity(self) -> int:
        return self.number

    def reconnect(self) -> None:
        self.reconnected += 1


class GoneWorkers(FakeWorkers):
    def capacity(self) -> int:
        if self.calls:
            raise ConnectionError("gone")
        return 1

    def reconnect(self) -> None:
        raise WorkersLostError("the workers stopped")


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


def run(store: Store, texts: Path, workers: FakeWorkers | None = None) -> list[TaskResult]:
    return list(ShardedImport(store, workers or FakeWorkers()).run(find_tasks(str(texts))))


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
    workers = FakeWorkers()
    again = run(store, texts, workers)
    assert [each.known for each in again] == [True] * 4 + [False]
    assert workers.calls == 1  # for the file that failed
    assert store.articles.count() == 4


def test_an_import_whose_client_died_is_resumed(
    store: Store, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = ShardedImport(store, FakeWorkers()).run(find_tasks(str(texts)))
    assert next(running).article == 1
    assert isinstance(running, Generator)
    running.close()  # before the end of the first shard is recorded
    assert store.articles.count() == 2
    folder = shard_folder(store.path)
    assert len(list(folder.glob("*.sqlite"))) == 1

    def analyze(*_: object) -> None:
        raise AssertionError("analyzed again")

    workers = FakeWorkers()
    with monkeypatch.context() as patch:
        patch.setattr("db.shards.shard_run.write_shard", analyze)
        with pytest.raises(AssertionError):  # only now: the first shard is not written again
            list(ShardedImport(store, workers).run(find_tasks(str(texts))))
    assert run(store, texts)[-1].name == "bad.pdf"
    assert [row.analysis_state for row in store.articles.list()] == ["complete"] * 4


def test_a_shard_that_was_merged_before_is_not_doubled(store: Store, texts: Path) -> None:
    folder = shard_folder(store.path)
    folder.mkdir()
    tasks = [FileSlice(path) for path in sorted(texts.glob("?.txt"))]
    with RunJournal(folder) as journal:
        for written in ShardRun(journal, folder, FakeWorkers()).run(tasks):
            assert written.path is not None
            list(copy_articles(store, written.path))
    assert store.articles.count() == 4
    assert [each.article for each in run(store, texts)] == [1, 2, 3, 4, None]
    assert store.articles.count() == 4


def test_a_repeated_batch_is_recognized_by_its_hash(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tuple(identify_file(FileSlice(texts / name)) for name in ("0.txt", "bad.pdf")))
    first = write_shard(batch, tmp_path)
    before = shard_path(tmp_path, batch).read_bytes()
    assert (first.articles, [len(each) for each in first.results]) == (1, [1, 1])
    monkeypatch.setattr("db.ingest.analyze_document", None)
    again = write_shard(batch, tmp_path)
    assert [each.known for (each,) in again.results] == [True, False]
    assert shard_path(tmp_path, batch).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [f"{batch.key}.sqlite"]
    with closing(sqlite3.connect(shard_path(tmp_path, batch))) as sqlite:
        assert sqlite.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    (texts / "0.txt").write_text("changed, the mayor said")
    assert Batch((identify_file(FileSlice(texts / "0.txt")),)).key != batch.key


def test_a_file_that_ends_its_worker_costs_no_other_file(store: Store, texts: Path) -> None:
    results = run(store, texts, FakeWorkers(deadly="1.txt"))
    failed = {each.name: each.problem for each in results if each.problem}
    assert failed.keys() == {"1.txt", "bad.pdf"}
    assert "the worker process stopped" in failed["1.txt"]
    assert store.articles.count() == 3


def test_batches_are_sent_again_when_the_scheduler_stopped(store: Store, texts: Path) -> None:
    workers = FakeWorkers(lost=(1, 3))
    assert sorted(describe_results(run(store, texts, workers))) == sorted(NEW)
    assert workers.reconnected == 2


def test_lost_workers_end_the_run_and_the_next_one_resumes(store: Store, texts: Path) -> None:
    with pytest.raises(WorkersLostError):
        run(store, texts, GoneWorkers())
    run(store, texts)
    assert store.articles.count() == 4


def test_workers_that_join_late_get_work(store: Store, texts: Path) -> None:
    sent: list[int] = []

    class JoiningWorkers(FakeWorkers):
        def capacity(self) -> int:
            sent.append(self.calls)
            return 1 if len(sent) < 3 else 9

    for number in range(4, 10):
        (texts / f"{number}.txt").write_text(STORY.format(number))
    workers = JoiningWorkers()
    run(store, texts, workers)
    # planned for one worker, one call sent to it, and then all that remain
    assert sent == [0, 0, 1]
    assert workers.calls > 3


def test_a_large_file_is_divided_among_workers(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LARGE_FILE", 100)
    monkeypatch.setattr(batches, "_ARTICLE", 50)
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps({"text": STORY.format(number)}) for number in range(5)))
    workers = FakeWorkers()
    results = run(store, path, workers)
    assert [each.article for each in results] == [1, 2, 3, 4, 5]
    assert workers.calls == 1 + 3  # it is counted first
    again = run(store, path, workers)
    assert ([each.known for each in again], workers.calls) == ([True] * 5, 4)


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
    workers = FakeWorkers()
    tasks = [FileSlice(links, fetch=FetchOptions())]
    (added,) = ShardedImport(store, workers).run(tasks)
    assert (listed.is_reference, listed.problem) == (True, "")
    assert (added.article, added.title, added.is_reference) == (listed.article, "Quay", False)
    assert workers.calls == 0


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
    def write_elsewhere(batch: Batch, folder: Path) -> ShardReport:
        return write_shard(batch, folder / "elsewhere")

    monkeypatch.setattr("db.shards.shard_run.write_shard", write_elsewhere)
    with pytest.raises(StoreError, match="choose one that all machines share"):
        run(store, texts)


def test_a_journal_is_read_up_to_a_line_that_was_cut_off(texts: Path, tmp_path: Path) -> None:
    files = [identify_file(FileSlice(path)) for path in sorted(texts.glob("*.txt"))]
    first, second = plan_batches(files, 1, 2)
    with RunJournal(tmp_path) as journal:
        journal.add_batches([first, second])
        journal.add_written(first, 2, [files[1].key])
        with pytest.raises(StoreError, match="Another import writes shards"):
            RunJournal(tmp_path)
    with (tmp_path / JOURNAL_NAME).open("ab") as file:
        file.write(b'{"written": "' + second.key.encode())
    for _ in range(2):
        with RunJournal(tmp_path) as journal:
            assert (journal.is_written(first), journal.is_written(second)) == (True, False)
            # the file that failed is planned again, and a batch without one of its files
            assert journal.list_batches(files) == ([first, second], [files[1]])
            assert journal.list_batches(files[:3]) == ([first], [files[1], files[2]])
            journal.add_items(files[0], 7)


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


def test_a_damaged_shard_is_named_and_written_again(store: Store, texts: Path) -> None:
    folder = shard_folder(store.path)
    folder.mkdir()
    with RunJournal(folder) as journal:
        list(ShardRun(journal, folder, FakeWorkers()).run([FileSlice(texts / "0.txt")]))
    (shard,) = folder.glob("*.sqlite")
    content = shard.read_bytes()
    shard.write_bytes(content[:4_096] + b"\x55" * (len(content) - 4_096))
    results = run(store, texts)
    assert [each.name for each in results if "its shard is damaged" in each.problem] == [shard.name]
    run(store, texts)
    assert store.articles.count() == 4
    assert not folder.exists()


def test_the_shards_of_another_interrupted_import_stay(
    store: Store, texts: Path, tmp_path: Path
) -> None:
    running = ShardedImport(store, FakeWorkers()).run([FileSlice(texts / "0.txt")])
    next(running)
    assert isinstance(running, Generator)
    running.close()
    path = tmp_path / "other.txt"
    path.write_text(STORY.format(9))
    run(store, path)
    assert len(list(shard_folder(store.path).glob("*.sqlite"))) == 1
    assert [each.known for each in run(store, texts / "0.txt")] == [True]
