"""Many files at once: worker processes, a cluster, and those of them that die."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from db import Store
from db.ingest import IngestService
from db.shards.dask_client import connect_to_dask
from db.shards.sharded_import import ShardedImport
from db.tasks import FileSlice, ReadFile, Task, TaskResult, task_name
from db.worker_pool import run_in_processes
from tests.support.cli import Run

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows, any signal ends a process
STORY = (
    "“The bridge on quay {0} is open,” the mayor Ada Brandt said on Monday in front of house {0}."
)


@pytest.fixture
def news_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(STORY.format(number))
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as store:
        yield store


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None, memory_limit=0,
    ) as cluster:  # fmt: skip
        yield cluster


def tasks(folder: Path) -> list[FileSlice]:
    return [FileSlice(file) for file in sorted(folder.iterdir())]


def count_added(outcomes: list[TaskResult]) -> tuple[int, list[str]]:
    """Return the number of added files, and the names of failed ones."""
    added = sum(not outcome.problem and not outcome.known for outcome in outcomes)
    return added, [outcome.name for outcome in outcomes if outcome.problem]


def test_a_text_that_occurs_twice_in_a_file_is_not_resumed(run: Run, tmp_path: Path) -> None:
    parts = "".join(
        f"--b\nContent-Type: message/rfc822\n\nSubject: Report {number}\n\n{STORY.format(1)}\n\n"
        for number in range(3)
    )
    mail = tmp_path / "digest.eml"
    mail.write_text(
        f'Subject: Digest\nContent-Type: multipart/digest; boundary="b"\n\n{parts}--b--\n'
    )
    words = [line.split("\t")[:2] for line in run("add", str(mail)).out.splitlines()]
    assert words == [["1", "added"], ["1", "unchanged"], ["1", "unchanged"]]


def test_each_row_of_json_has_the_counts_of_its_findings(news_folder: Path, run: Run) -> None:
    ended = run("add", news_folder, "--workers", "1", "--json")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["id"], row["quotations"], row["analysis_state"]) for row in rows] == [
        (number, 1, "complete") for number in range(1, 13)
    ]


@pytest.mark.slow
def test_worker_processes_add_everything_and_name_what_is_bad(
    empty_store: Store, news_folder: Path
) -> None:
    assert count_added(list(run_in_processes(empty_store.path, tasks(news_folder), 2))) == (
        12,
        ["bad.pdf"],
    )
    assert empty_store.articles.count() == 12
    again = list(run_in_processes(empty_store.path, tasks(news_folder), 2))
    assert count_added(again) == (0, ["bad.pdf"])


@pytest.mark.slow
def test_a_process_works_beside_its_workers_and_leaves_them_large_files(
    empty_store: Store, news_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = news_folder / "large.txt"
    large.write_text(STORY.format(99) + " " * 2_100_000)
    service = IngestService(empty_store)
    ran: list[str] = []
    run_call = service.run_call

    def record(tasks: Sequence[Task]) -> list[TaskResult]:
        ran.extend(map(task_name, tasks))
        return run_call(tasks)

    read: list[str] = []
    read_files = service.read_files

    def record_read(tasks: Sequence[Task | ReadFile]) -> list[Task | ReadFile]:
        files = read_files(tasks)
        read.extend(file.part.path.name for file in files if isinstance(file, ReadFile))
        return files

    monkeypatch.setattr(service, "run_call", record)
    monkeypatch.setattr(service, "read_files", record_read)
    results = list(run_in_processes(empty_store.path, tasks(news_folder), 2, here=service))
    assert set(read) - set(ran)  # those of the other process, which starts no parser
    assert large.name not in read
    assert count_added(results) == (13, ["bad.pdf"])
    assert empty_store.articles.count() == 13
    assert ran
    assert large.name not in ran


def test_a_cluster_analyses_and_the_store_is_here(
    run: Run, news_folder: Path, cluster: LocalCluster
) -> None:
    ended = run("add", news_folder, "--dask", cluster.scheduler_address)
    assert ended.code == 1
    assert "12 added, 1 failed" in ended.err
    quotes = run("quotes", "--speaker", "Brandt", "--json").json
    assert len(quotes) == 12
    assert "12 unchanged" in run("add", news_folder, "--dask", cluster.scheduler_address).err


@pytest.mark.slow
def test_a_worker_of_a_cluster_that_dies_loses_nothing(
    empty_store: Store, news_folder: Path, cluster: LocalCluster
) -> None:
    with connect_to_dask(cluster.scheduler_address) as (executor, workers):
        assert workers == 2
        outcomes = ShardedImport(empty_store, executor, workers, most=3).run(tasks(news_folder))
        first = next(outcomes)
        os.kill(executor.submit(os.getpid).result(), KILL)
        assert count_added([first, *outcomes]) == (12, ["bad.pdf"])
    assert empty_store.articles.count() == 12
    assert all(row.quotations == 1 for row in empty_store.articles.list())


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_reported(
    run: Run, news_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(address: str, timeout: float) -> Client:
        return Client(address, timeout=timeout / 10)

    monkeypatch.setattr("distributed.Client", connect)
    ended = run("add", news_folder, "--dask", "tcp://127.0.0.1:9")
    assert ended.code == 1
    assert "does not answer" in ended.err
