"""Fixtures of all tests, and which tests there are on this machine."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import BROWSER
from tests.datasette import INSTALLED

collect_ignore = [
    folder for folder, there in (("browser", bool(BROWSER)), ("datasette", INSTALLED)) if not there
]

# On a busy machine an example may take long; time is measured by the benchmarks, not by tests.
settings.register_profile(
    "onrecord", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("onrecord")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ensure that SIGINT ends the processes that a test starts.

    A shell's background job ignores SIGINT, and so do its children; a handler is not inherited.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
