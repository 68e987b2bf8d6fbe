"""Killing writers at random moments, and letting several write at once."""

import datetime
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from db import Store, StoreError
from db.commit_counter import backup_folder
from db.maintenance.backup import back_up_automatically
from db.maintenance.integrity import check_store
from db.maintenance.optimize import vacuum
from db.staged_analyses import save_staged
from tests.reliability.editions import edition, torn

ROOT = Path(__file__).parents[2]
_LONGEST = 0.1  # seconds that a writer may live once it writes
_PATIENCE = 120.0
_FILES = 500  # of a bulk import, so many that it is killed before its end


@dataclass(slots=True)
class Outcome:
    """Counts of attempts and of acknowledged changes, and the errors."""

    tries: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    unfinished: int = 0
    """The articles whose findings were not in their tables when an import was killed."""


def kill_writers(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill a writer `kills` times, each time at a random moment, and look for what it had said."""
    chance, outcome, acknowledged = random.Random(seed), Outcome(), list[str]()
    for number in range(kills):
        if number % 50 == 0:  # a young store is looked through quickly
            path, acknowledged = folder / f"killed-{number}.sqlite", []
        process = _started(path, f"kill{number}", 1_000_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, _LONGEST))
        process.kill()
        lines = process.stdout.read().splitlines()
        process.wait()
        process.stdout.close()
        acknowledged += [line for line in lines if " " in line]
        outcome.tries += 1
        outcome.acknowledged += len(lines)
        with Store(path) as store:
            outcome.lost += missing(store, acknowledged)
            if number % 10 == 9 or number == kills - 1:
                outcome.damaged += torn(store)
        if number % 10 == 9 or number == kills - 1:
            outcome.damaged += [problem.message for problem in check_store(path).problems]
    return outcome


def kill_imports(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill bulk imports at random moments, and look for the articles that each reported."""
    chance, outcome = random.Random(seed), Outcome()
    news = folder / "news"
    news.mkdir()
    for number in range(_FILES):
        text = f"“The bridge on quay {number} is open,” the mayor Ada Brandt said on Monday."
        (news / f"{number:03}.txt").write_text(text)
    for number in range(kills):
        path = folder / f"imported-{number}.sqlite"
        command = [sys.executable, "-m", "tui", "--store", str(path), "add", str(news),
                   "--workers", "1"]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        reported = [process.stdout.readline()]
        time.sleep(chance.uniform(0, _LONGEST))
        process.kill()
        reported += process.stdout.read().splitlines()
        process.wait()
        process.stdout.close()
        articles = [int(line.split("\t")[0]) for line in reported if "\tadded\t" in line]
        outcome.tries += 1
        outcome.acknowledged += len(articles)
        with Store(path) as store:
            waiting = store.analyses.list_staged()
            outcome.damaged += [problem.problem for problem in save_staged(store)]
            quotations = {row.id: row.quotations for row in store.articles.list(limit=_FILES)}
        outcome.lost += [f"article {id}" for id in articles if quotations.get(id) != 1]
        outcome.unfinished += len(waiting)
        outcome.damaged += [problem.message for problem in check_store(path).problems]
    return outcome


def kill_parents(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill bulk imports with two workers; look for workers that go on, and for a locked store."""
    chance, outcome = random.Random(seed), Outcome()
    news = folder / "news"
    news.mkdir()
    for number in range(_FILES):
        (news / f"{number:03}.txt").write_text(f"The mayor Ada Brandt opened quay {number} today.")
    for number in range(kills):
        path = folder / f"orphaned-{number}.sqlite"
        command = [sys.executable, "-m", "tui", "--store", str(path), "add", str(news),
                   "--workers", "2"]  # fmt: skip
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, _LONGEST))
        process.send_signal(chance.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)))
        process.stdout.close()
        process.wait(_PATIENCE)
        outcome.tries += 1
        until = time.monotonic() + _PATIENCE
        while (left := _processes_of(path)) and time.monotonic() < until:
            time.sleep(0.1)
        outcome.damaged += [f"process {id} goes on" for id in left]
        with Store(path) as store:
            outcome.acknowledged += store.articles.count()
    return outcome


def _processes_of(store: Path) -> list[int]:
    """Return the ids of the processes that have a store open; Linux only."""
    found = []
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):
            if any(file.readlink() == store for file in folder.iterdir()):
                found.append(int(folder.parent.name))
    return found


def write_at_once(folder: Path, writers: int, changes: int) -> Outcome:
    """Let processes write to one store at the same time, `changes` each."""
    path, outcome = folder / "shared.sqlite", Outcome()
    running = [_started(path, f"writer{number}", changes) for number in range(writers)]
    acknowledged: list[str] = []
    for process in running:
        output, _ = process.communicate(timeout=_PATIENCE)
        outcome.tries += 1
        acknowledged += [line for line in output.splitlines() if " " in line]
        if process.returncode:
            outcome.damaged.append(f"a writer ended with {process.returncode}")
    outcome.acknowledged = len(acknowledged)
    with Store(path) as store:
        outcome.lost += missing(store, acknowledged)
        outcome.damaged += torn(store)
    outcome.damaged += [problem.message for problem in check_store(path).problems]
    return outcome


def maintain_at_once(folder: Path, writers: int, changes: int) -> Outcome:
    """Open, back up and compact a store while processes write to it; none of them may fail."""
    path, outcome = folder / "maintained.sqlite", Outcome()
    running = [_started(path, f"writer{number}", changes) for number in range(writers)]
    day = datetime.date(2026, 3, 12)
    while any(process.poll() is None for process in running):
        outcome.tries += 1
        try:
            with Store(path) as store:
                store.articles.count()
            made = back_up_automatically(path, day, "at-once" if outcome.tries % 2 else "").path
            outcome.damaged += [problem.message for problem in check_store(made).problems]
            if outcome.tries % 5 == 0:
                vacuum(path)
        except StoreError as error:
            outcome.damaged.append(str(error))
    acknowledged: list[str] = []
    for process in running:
        output, _ = process.communicate(timeout=_PATIENCE)
        acknowledged += [line for line in output.splitlines() if " " in line]
        if process.returncode:
            outcome.damaged.append(f"a writer ended with {process.returncode}")
    outcome.acknowledged = len(acknowledged)
    with Store(path) as store:
        outcome.lost += missing(store, acknowledged)
    backups = backup_folder(path).iterdir()
    outcome.damaged += [f"{file.name} is empty" for file in backups if not file.stat().st_size]
    return outcome


def missing(store: Store, acknowledged: list[str]) -> list[str]:
    """Of the changes that writers said they made, those that are not in the store."""
    bodies = {note.body for note in store.notes.list()}
    rows = {row.id: row.starred for row in store.articles.list(limit=1_000_000)}
    lost = []
    for line in acknowledged:
        kind, _, words = line.partition(" ")
        if kind in ("article", "starred"):
            article = store.articles.find(edition(words)[0].text)
            there = article is not None and (kind == "article" or rows[article])
        elif kind == "note":  # it may have been edited since
            there = words in bodies or f"{words.removesuffix('noted')}edited" in bodies
        else:
            there = words in bodies
        if not there:
            lost.append(line)
    return lost


def _started(path: Path, name: str, most: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.writer", str(path), name, str(most)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
