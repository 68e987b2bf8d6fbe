"""A Dask cluster of processes on this machine, whose parts can be killed one by one."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped]
from distributed import Client

from analysis.pipeline import run_analysis

_START = 60.0  # seconds in which a worker has to start


class Cluster:
    """A scheduler and worker processes of one thread each, which have analyzed a text already."""

    def __init__(self, workers: int) -> None:
        """Start a scheduler at a free port, and a number of workers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._folder = tempfile.TemporaryDirectory()
        self._log = (Path(self._folder.name) / "log").open("w")
        self._scheduler = self._start_scheduler()
        self._workers = [self._start_worker() for _ in range(workers)]
        with Client(self.address, timeout=_START) as client:
            client.wait_for_workers(workers, timeout=_START)
            client.run(_warm_up)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            _end(worker)
        self._scheduler.terminate()
        _end(self._scheduler)
        self._log.close()
        self._folder.cleanup()

    def kill_worker(self) -> None:
        """Kill a worker; another one starts in its place."""
        worker = self._workers.pop(0)
        os.kill(worker.pid, signal.SIGKILL)
        _end(worker)
        self._workers.append(self._start_worker())

    def kill_scheduler(self) -> None:
        """Kill the scheduler, and start another one at its address; the workers find it."""
        os.kill(self._scheduler.pid, signal.SIGKILL)
        _end(self._scheduler)
        self._scheduler = self._start_scheduler()
        for worker in self._workers:  # they end without their scheduler
            worker.terminate()
            _end(worker)
        self._workers = [self._start_worker() for _ in self._workers]

    def add_worker(self) -> None:
        """Start one more worker."""
        self._workers.append(self._start_worker())

    def _start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self._port))

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0",
            "--local-directory", self._folder.name,
        )  # fmt: skip

    def _start(self, part: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments]
        return subprocess.Popen(
            [*command, "--no-dashboard"], stdout=self._log, stderr=self._log,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def measure(self) -> tuple[float, float]:
        """Return the CPU seconds until now of the scheduler, and of the workers."""
        return _measure([self._scheduler]), _measure(self._workers)


def _warm_up() -> None:
    run_analysis("“It rained all night,” the mayor said.", None)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _measure(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    """Return the CPU seconds of processes, and of those that they started, such as parsers."""
    every = [psutil.Process(process.pid) for process in processes]
    every += [child for parent in every for child in parent.children(recursive=True)]
    used = [process.cpu_times() for process in every]
    return float(sum(times.user + times.system for times in used))
