"""The calls into which the waiting tasks of an import are divided."""

from pathlib import Path

import pytest

from db.tasks import TaskQueue


def _divide(files: int, workers: int) -> list[int]:
    queue = TaskQueue(Path(f"{number}.html") for number in range(files))
    calls = []
    while queue.waiting:
        calls.append(len(queue.pop_call(workers).tasks))
    return calls


@pytest.mark.parametrize(
    ("files", "calls"),
    [
        (3, [1, 1, 1]),
        (60, [16, 44]),
        (100, [16, 64, 20]),
        (95, [16, 79]),
        (500, [32, 64, 64, 64, 64, 64, 64, 64, 20]),
    ],
)
def test_a_single_worker_gets_few_calls_after_a_small_one(files: int, calls: list[int]) -> None:
    assert _divide(files, 1) == calls


def test_several_workers_end_with_small_calls() -> None:
    calls = _divide(500, 2)
    assert calls[0] == max(calls) == 32
    assert calls[-3:] == [3, 2, 1]
    assert sum(calls) == 500
