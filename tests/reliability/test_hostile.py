"""A bounded form of what `python -m tests.reliability` does with hostile texts."""

import sys
from pathlib import Path

import pytest

from tests.reliability.fuzzer import PARSERS, fuzz
from tests.reliability.hostile import hostile_texts
from tests.reliability.servers import fetch_from_hostile_servers
from tests.support.import_samples import FILES

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal and alarms"),
]


def test_there_are_hundreds_of_hostile_texts() -> None:
    assert len(set(hostile_texts())) >= 200


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 20), (160, 45)])
def test_no_hostile_text_reaches_the_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    from tests.reliability.terminal import show_hostile  # which needs a pseudo-terminal

    seen = show_hostile(tmp_path, 1, size)
    assert (seen.let_through, seen.crashes) == ([], [])
    assert seen.screens > 60


@pytest.mark.parametrize("name", PARSERS)
def test_no_parser_crashes_or_hangs(name: str) -> None:
    fuzzed = fuzz(name, 1, calls=15 if name in FILES else 60)
    assert (fuzzed.crashes, fuzzed.hangs) == ([], [])


def test_every_hostile_server_is_given_up_with_a_problem() -> None:
    ends = fetch_from_hostile_servers(patience=1.0)
    assert [name for name, ended in ends.items() if not ended.problem] == []
