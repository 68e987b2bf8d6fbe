"""Imports by shards on a Dask cluster of this machine: speed, CPU time of each part, and kills.

`--kills N` kills a worker, the scheduler and the client N times each, at random moments, and prints
how many articles were lost or doubled. The model calculates from the measured parts how long more
cores take.
"""

import argparse
import hashlib
import itertools
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from msgspec import Struct
from rich.console import Console
from rich.table import Table

from benchmarks._archive_articles import make_articles, make_world
from benchmarks._cluster import Cluster
from benchmarks.imports import make_page
from db import Store
from db.shards.batches import Batch
from db.shards.dask_client import connect_to_dask
from db.shards.shard_report import ShardReport, shard_path
from db.shards.sharded_import import ShardedImport, shard_folder
from db.tasks import FileSlice, TaskResult

_P = ParamSpec("_P")
_T = TypeVar("_T")
_MODELED = (1, 10, 100)  # cores
_MILLION = 1_000_000
_KILLED = ("worker", "scheduler", "client")
_SECONDS = (0.5, 6.0)  # after which something is killed


class Measured(Struct, frozen=True):
    """The seconds of an import, and the CPU seconds of its parts for each article.

    Those of the scheduler are for each second: its work depends on the time and the workers.
    """

    seconds: float
    client: float
    scheduler: float
    workers: float


def run(arguments: list[str]) -> int:
    """Print the tables that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks shards", description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--client", type=int, default=1_000, help="articles of made-up shards")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--killed", nargs="*", choices=_KILLED, default=list(_KILLED))
    asked = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp())
    try:
        if asked.kills:
            news = _make_pages(folder, asked.articles, asked.words)
            return _print_kills(news, folder, asked.killed, asked.kills)
        client = _measure_client(folder, asked.client)
        news = _make_pages(folder, asked.articles, asked.words)
        table = Table(title=f"{asked.articles:,} pages of {asked.words} words, by shards")
        for name in ("workers", "seconds", "articles a second", "CPU ms an article: workers",
                     "client", "% of a core: scheduler"):  # fmt: skip
            table.add_column(name, justify="right")
        for number in asked.workers:
            found = _measure(news, folder / f"{number}.sqlite", number)
            table.add_row(
                f"{number}", f"{found.seconds:.0f}", f"{asked.articles / found.seconds:.1f}",
                f"{found.workers * 1000:.1f}", f"{found.client * 1000:.2f}",
                f"{found.scheduler * 100:.1f}",
            )  # fmt: skip
        Console().print(table)
        print(f"client with made-up shards: {client * 1000:.2f} ms an article")
        _print_model(found, client)
        return 0
    finally:
        shutil.rmtree(folder)


def _make_pages(folder: Path, articles: int, words: int) -> Path:
    news = folder / "news"
    news.mkdir()
    for number in range(articles):
        (news / f"{number:06}.html").write_text(make_page(number, words), "utf-8")
    return news


def _measure(news: Path, store: Path, number: int) -> Measured:
    tasks = [FileSlice(path) for path in sorted(news.iterdir())]
    with (
        Cluster(number) as cluster,
        connect_to_dask(cluster.address) as (executor, threads),
        Store(store) as opened,
    ):
        before = (time.process_time(), *cluster.measure())
        begun = time.monotonic()
        for result in ShardedImport(opened, executor, threads).run(tasks):
            assert not result.problem, result
        seconds = time.monotonic() - begun
        after = (time.process_time(), *cluster.measure())
        assert opened.articles.count() == len(tasks), "not every page was added"
    client, scheduler, working = (
        later - earlier for earlier, later in zip(before, after, strict=True)
    )
    return Measured(seconds, client / len(tasks), scheduler / seconds, working / len(tasks))


class MadeUpExecutor(Executor):
    """A worker with made-up shards; `seconds` is its CPU time."""

    def __init__(self, articles: int) -> None:
        """Make up a number of articles."""
        self._articles = make_articles(make_world(1), 1, articles)
        self.seconds = 0.0

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        """Write the shard of a batch at once."""
        del call, kwargs
        begun = time.process_time()
        batch, folder = args
        assert isinstance(batch, Batch)
        assert isinstance(folder, Path)
        self._write(batch, folder)
        future: Future[Any] = Future()
        self.seconds += time.process_time() - begun
        future.set_result(None)
        return future

    def _write(self, batch: Batch, folder: Path) -> None:
        results = [
            (TaskResult(file.task.path.name, number, "A title of six words or so"),)
            for number, file in enumerate(batch.files, 1)
        ]
        path = shard_path(folder, batch)
        with Store(path) as store, store.group_commits():
            for document, analysis in itertools.islice(self._articles, len(batch.files)):
                store.articles.add(document, analysis)
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.execute("PRAGMA journal_mode=DELETE")
        ShardReport(batch, tuple(results)).save(folder)


def _measure_client(folder: Path, articles: int) -> float:
    """Return the CPU seconds of the client an article, for files of an article each."""
    news = folder / "made-up"
    news.mkdir()
    tasks = [FileSlice(news / f"{number:06}.txt") for number in range(articles)]
    for task in tasks:
        task.path.touch()
    executor = MadeUpExecutor(articles)
    begun = time.process_time()
    with Store(folder / "client.sqlite") as store:
        imported = ShardedImport(store, executor, 1).run(tasks)
        done = sum(not result.problem for result in imported)
    assert done == articles
    return (time.process_time() - begun - executor.seconds) / articles


def _print_model(found: Measured, client: float) -> None:
    """Print the calculated time of ten million articles: that of the slowest part."""
    table = Table(title="Ten million articles in one store, calculated from these CPU times")
    for name in ("cores", "articles a second", "days", "slowest part"):
        table.add_column(name, justify="right")
    saturated = max(1, round(found.workers / client))
    for cores in (*_MODELED, saturated):
        each = max(found.workers / cores, client)
        slowest = "client" if cores >= saturated else "workers"
        days = 10 * _MILLION * each / 86_400
        table.add_row(f"{cores:,}", f"{1 / each:,.0f}", f"{days:.1f}", slowest)
    Console().print(table)


def _print_kills(news: Path, folder: Path, parts: list[str], tries: int) -> int:
    table = Table(title=f"Killed at random moments while {len(list(news.iterdir())):,} are added")
    for name in ("killed", "times", "while it ran", "lost", "doubled", "not analyzed", "damaged"):
        table.add_column(name, justify="right")
    chance = random.Random(42)
    lost_any = 0
    for killed in parts:
        sums = [0, 0, 0, 0, 0]
        for number in range(tries):
            store = folder / f"{killed}-{number}.sqlite"
            was_running = _kill(news, store, killed, chance.uniform(*_SECONDS))
            found = [int(was_running), *_check(news, store)]
            sums = [before + now for before, now in zip(sums, found, strict=True)]
        lost_any += sum(sums[1:])
        table.add_row(killed, f"{tries}", *map(str, sums))
    Console().print(table)
    return 1 if lost_any else 0


def _kill(news: Path, store: Path, killed: str, seconds: float) -> bool:
    """Kill a part after some seconds, and add the rest; return True if the client was running."""
    command = [sys.executable, "-m", "tui", "--store", str(store), "add", str(news)]
    with Cluster(2) as cluster:
        command += ["--dask", cluster.address]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as client:
            folder = shard_folder(store)
            while client.poll() is None and not folder.exists():
                time.sleep(0.05)
            time.sleep(seconds)
            was_running = client.poll() is None
            if killed == "client":
                client.send_signal(signal.SIGKILL)
            elif killed == "worker":
                cluster.kill_worker()
            else:
                cluster.kill_scheduler()
        if killed == "client":
            subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
            )
        else:
            assert client.returncode == 0, f"the client ended with {client.returncode}"
    return was_running


def _check(news: Path, store: Path) -> tuple[int, int, int, int]:
    """Return the numbers of lost, doubled and unanalyzed articles, and of damaged texts."""
    with closing(sqlite3.connect(store)) as sqlite:
        rows = sqlite.execute("SELECT title, sha256, text FROM article").fetchall()
        (pending,) = sqlite.execute("SELECT count(*) FROM analysis_state").fetchone()
        sound = sqlite.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    damaged = sum(hashlib.sha256(text.encode()).hexdigest() != sha256 for _, sha256, text in rows)
    titles = {title for title, _, _ in rows}
    return (
        len(list(news.iterdir())) - len(titles), len(rows) - len(titles), pending,
        damaged + (not sound),
    )  # fmt: skip
