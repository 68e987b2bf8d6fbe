"""Fixtures of all tests, and which tests there are on this machine."""

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from db import connection
from tests.browser import BROWSER
from tests.datasette import INSTALLED
from tests.support import run_folder
from tests.support.thoroughness import THOROUGH

collect_ignore = [
    folder for folder, there in (("browser", bool(BROWSER)), ("datasette", INSTALLED)) if not there
]

# On a busy machine an example may take long; time is measured by the benchmarks, not by tests.
settings.register_profile(
    "onrecord",
    settings(),
    deadline=None,
    derandomize=not THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("onrecord")

_SYNCED = connection._PRAGMAS
_UNSYNCED = tuple(pragma.replace("=FULL", "=OFF") for pragma in _SYNCED)
_stores = pytest.MonkeyPatch()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the run a temporary folder of its own before pytest chooses one."""
    run_folder.configure(config)
    gc.set_threshold(20_000, 20, 100)  # a fifth of the time of a test of a screen otherwise


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Sync stores to the disk only in the tests of faults: each sync takes 5 to 50 ms."""
    is_fault = item.get_closest_marker("fault") is not None
    _stores.setattr(connection, "_PRAGMAS", _SYNCED if is_fault else _UNSYNCED)


@pytest.hookimpl(optionalhook=True)  # xdist may be off
def pytest_xdist_auto_num_workers() -> int:
    """Return two workers per core for `-n auto`.

    Half of the time of a test of a screen, or of other processes, is spent waiting.
    """
    return 2 * (os.cpu_count() or 1)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ensure that SIGINT ends the processes that a test starts.

    A shell's background job ignores SIGINT, and so do its children; a handler is not inherited.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
