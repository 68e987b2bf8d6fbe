"""A bounded form of `python -m tests.reliability`, for every run of the tests."""

import sys
from pathlib import Path

import pytest

from db import connection
from tests.reliability import disk_log
from tests.reliability.power import lose_power
from tests.reliability.processes import (
    kill_imports,
    kill_parents,
    kill_writers,
    maintain_at_once,
    write_at_once,
)
from tests.support.thoroughness import count_examples

pytestmark = pytest.mark.fault
KILLS, KILLED_PARENTS = count_examples(25), count_examples(3)
LOSSES_OF_POWER = count_examples(120)
reachable = pytest.mark.skipif(
    not disk_log.available(), reason="SQLite is built into this Python, its C interface hidden"
)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_where_writers_are_killed(tmp_path: Path) -> None:
    outcome = kill_writers(tmp_path, KILLS, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries == KILLS
    assert outcome.acknowledged > KILLS


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_where_a_bulk_import_is_killed(tmp_path: Path) -> None:
    outcome = kill_imports(tmp_path, 3, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.acknowledged >= 3
    assert outcome.unfinished > 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the open files of processes in /proc")
def test_workers_end_with_a_killed_import(tmp_path: Path) -> None:
    outcome = kill_parents(tmp_path, KILLED_PARENTS, seed=3)
    assert outcome.damaged == []
    assert outcome.tries == KILLED_PARENTS


def test_nothing_fails_where_two_processes_write_at_once(tmp_path: Path) -> None:
    outcome = write_at_once(tmp_path, 2, 120)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.acknowledged == 240


def test_maintenance_fails_and_loses_nothing_while_two_processes_write(tmp_path: Path) -> None:
    outcome = maintain_at_once(tmp_path, 2, 60)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.acknowledged == 120
    assert outcome.tries > 2


@pytest.mark.slow
@reachable
def test_nothing_acknowledged_is_lost_where_power_is(tmp_path: Path) -> None:
    outcome = lose_power(tmp_path, LOSSES_OF_POWER, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries == LOSSES_OF_POWER


@reachable
def test_a_store_that_did_not_sync_would_be_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = [pragma.replace("=FULL", "=OFF") for pragma in connection._PRAGMAS]
    monkeypatch.setattr(connection, "_PRAGMAS", careless)
    outcome = lose_power(tmp_path, 60, seed=1)
    assert outcome.lost


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_signal_ends_a_starting_app_cleanly(tmp_path: Path) -> None:
    from tests.reliability.signals import send_signals  # which needs a pseudo-terminal

    found = send_signals(tmp_path, 8, seed=2)
    assert found.wrong == []
