"""The part of the examples that a usual run of the tests has.

With ONRECORD_THOROUGH=1 all are drawn, at random; a usual run draws a third, the same each time.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest

THOROUGH = bool(os.environ.get("ONRECORD_THOROUGH"))
_PART = 3


def count_examples(most: int) -> int:
    """Return the number of examples of a usual run for `most` of a thorough one."""
    return most if THOROUGH else -(-most // _PART)


def one_in(part: int, values: Iterable[Any]) -> list[Any]:
    """Return values for `parametrize`: of each `part` all but the first are slow tests.

    A tuple has a value for each of several names.
    """
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.slow)
        if number % part
        else value
        for number, value in enumerate(values)
    ]
