"""Worker processes start as forks of a process that has imported what they need."""

import os
import sys

import pytest

from db.worker_processes import prepare_worker_process, start_workers
from tests.support.children import DEADLINE


def _is_imported(module: str) -> bool:
    return module in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, each worker imports it itself")
def test_a_worker_has_imported_the_analysis_before_its_first_task() -> None:
    with start_workers(1, prepare_worker_process) as pool:
        assert pool.submit(_is_imported, "analysis.pipeline").result(DEADLINE)


def test_workers_have_the_environment_of_the_time_when_they_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("north", "south"):
        monkeypatch.setenv("ONRECORD_QUAY", name)
        with start_workers(1, prepare_worker_process) as pool:
            assert pool.submit(os.getenv, "ONRECORD_QUAY").result(DEADLINE) == name


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no priorities")
def test_a_worker_leaves_the_processor_to_the_process_that_started_it() -> None:
    with start_workers(1, prepare_worker_process) as pool:
        assert pool.submit(os.nice, 0).result(DEADLINE) == min(os.nice(0) + 5, 19)
