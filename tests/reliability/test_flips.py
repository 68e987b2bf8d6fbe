"""A bounded form of `python -m tests.reliability.flips`."""

from pathlib import Path

import pytest

from tests.reliability.flips import flip_bits
from tests.support.thoroughness import count_examples

pytestmark = pytest.mark.fault
FLIPS = count_examples(24)


@pytest.mark.slow
def test_no_flipped_bit_does_harm_in_silence(tmp_path: Path) -> None:
    found = flip_bits(tmp_path, FLIPS, seed=3)
    assert (found.silent, found.crashes) == ([], [])
    assert found.tries == FLIPS
    assert found.seen + found.seen_without_effect > 0
