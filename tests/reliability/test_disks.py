"""A bounded form of what `python -m tests.reliability` does to disks and files."""

from pathlib import Path

import pytest

from db.maintenance import table_recovery
from tests.reliability.disks import damage_files, fill_disk

pytestmark = pytest.mark.fault


def test_a_full_disk_loses_nothing_and_is_named(tmp_path: Path) -> None:
    outcome = fill_disk(tmp_path, 40, seed=1)
    assert (outcome.lost, outcome.damaged) == ([], [])
    assert outcome.tries > 5
    assert outcome.acknowledged > 5


@pytest.mark.slow
def test_damage_is_noticed_and_the_rest_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a table has a hundred rows here; that its root is unreadable is known after fewer attempts
    monkeypatch.setattr(table_recovery, "_MOST_FAILURES", 3000)
    found = damage_files(tmp_path, 40, seed=1)
    assert (found.silent, found.crashes, found.unsaved) == ([], [], [])
    assert found.noticed.total() > 20
