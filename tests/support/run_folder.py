"""A pytest plugin: one temporary folder for a whole run, and modules that are compiled once.

All temporary files of the tests, and of the processes that they start, are in this folder. It is
removed at the end, unless a test failed. Each worker collects all tests. If all started at once,
each would compile the same modules, which takes longer than all else in a collection.
"""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

_COMPILED = "compiled"  # is there when the first worker has collected the tests
_PATIENCE = 120.0  # seconds


class RunFolder:
    """The temporary folder of a run, made and removed by the process that starts the workers."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="onrecord-tests-"))
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.path)
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
            # Compiling the program again in each of 300 processes takes half of their time.
            sys.dont_write_bytecode = False
            sys.pycache_prefix = str(self.path / "bytecode")
            os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, exitstatus: int) -> Generator[None, None, None]:
        """Remove the folder; leave the files of a run in which a test failed."""
        yield
        kept = exitstatus == pytest.ExitCode.TESTS_FAILED
        shutil.rmtree(self.path / "bytecode" if kept else self.path, ignore_errors=True)


class Worker:
    """A worker of xdist: all but the first wait until the first has compiled the tests."""

    def __init__(self, name: str) -> None:
        self.is_first = name == "gw0"
        self.compiled = Path(tempfile.gettempdir()) / _COMPILED

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Collect the tests in the first worker, then in the others."""
        deadline = time.monotonic() + _PATIENCE
        while not (self.is_first or self.compiled.exists() or time.monotonic() > deadline):
            time.sleep(0.05)
        try:
            return (yield)
        finally:
            self.compiled.touch()
            gc.collect()
            gc.freeze()  # the tests themselves: 10,000 items that each collection would visit


def configure(config: pytest.Config) -> None:
    """Register the part of a worker, or of the process that starts the workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    config.pluginmanager.register(Worker(worker) if worker else RunFolder())
