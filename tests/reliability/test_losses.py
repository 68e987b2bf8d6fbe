"""A bounded form of what `python -m tests.reliability` does to stores, clocks and restores."""

from pathlib import Path

import pytest

from tests.reliability.losses import (
    CHANGES,
    LOSSES,
    change_open_stores,
    kill_restores,
    lose_stores,
    turn_clocks,
)
from tests.support.thoroughness import count_examples

pytestmark = pytest.mark.fault
ROUNDS, TURNS = count_examples(2), count_examples(40)


def test_a_lost_store_is_noticed_untouched_and_restored(tmp_path: Path) -> None:
    outcome = lose_stores(tmp_path, ROUNDS, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries == ROUNDS * len(LOSSES)


def test_a_change_is_refused_if_the_open_file_was_changed(tmp_path: Path) -> None:
    outcome = change_open_stores(tmp_path, ROUNDS, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries == ROUNDS * len(CHANGES)
    assert outcome.acknowledged == 0


def test_a_wrong_clock_deletes_no_needed_backup(tmp_path: Path) -> None:
    outcome = turn_clocks(tmp_path, TURNS, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries == TURNS


@pytest.mark.slow
def test_a_killed_restore_leaves_the_old_or_the_new_store(tmp_path: Path) -> None:
    outcome = kill_restores(tmp_path)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries > 20
