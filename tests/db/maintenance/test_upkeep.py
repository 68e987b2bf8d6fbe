"""The daily upkeep in a process of its own: a backup, and what it reports."""

import datetime
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db import Store
from db.maintenance import upkeep_process
from db.maintenance.backup import list_backups
from db.maintenance.upkeep import maintain
from db.maintenance.upkeep_process import UpkeepResult, start_upkeep
from tests.support.findings import analysis, document

DAY = datetime.date(2026, 3, 12)
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with Store(path) as opened:
        opened.articles.add(document(), analysis())
    return path


def test_the_process_makes_the_backup_of_the_day(store: Path) -> None:
    assert start_upkeep(store, DAY) == UpkeepResult()
    assert [file.name for file in list_backups(store)] == [f"{DAY}.sqlite"]
    assert start_upkeep(store, DAY) == UpkeepResult()
    assert len(list_backups(store)) == 1


def test_the_process_reports_why_there_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"no store" * 1_000)
    problem = start_upkeep(path, DAY).problem
    assert problem
    assert problem == maintain(path, DAY).problem


def test_a_process_that_is_not_wanted_leaves_no_file(store: Path) -> None:
    assert start_upkeep(store, DAY, lambda: False) == UpkeepResult()
    files = {store.name, f"{store.name}-commits", f"{store.name}-backups"}
    for _ in range(1_000):
        if {file.name for file in store.parent.iterdir()} <= files and not [
            *(store.parent / f"{store.name}-backups").glob(".*")
        ]:
            break
        time.sleep(0.1)
    assert {file.name for file in store.parent.iterdir()} <= files


def test_a_process_that_stops_is_reported(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep_process, "_STARTS", "raise SystemExit")
    assert "its process stopped" in start_upkeep(store, DAY).problem


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds processes in /proc")
def test_the_process_ends_with_a_killed_app(store: Path) -> None:
    code = f"""
import datetime, sys
from pathlib import Path
from db.maintenance import upkeep_process
upkeep_process._STARTS = upkeep_process._STARTS.replace(
    "run_process()", "import db.maintenance.upkeep as u, time;"
    "u.maintain = lambda *_: time.sleep(60); run_process()"
)
upkeep_process.start_upkeep(Path({str(store)!r}), datetime.date(2026, 3, 12))
"""
    app = subprocess.Popen([sys.executable, "-c", code])
    children: list[int] = []
    while not children:
        assert app.poll() is None
        listed = Path(f"/proc/{app.pid}/task/{app.pid}/children").read_text().split()
        children = [int(number) for number in listed]
        time.sleep(0.05)
    os.kill(app.pid, KILL)
    app.wait()
    for _ in range(1_000):
        if not is_running(children[0]):
            break
        time.sleep(0.1)
    assert not is_running(children[0])


def is_running(process: int) -> bool:
    """Return True unless a process has ended, also if no one has waited for it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
