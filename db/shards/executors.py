"""The workers of an import by shards: processes of this machine, a Dask cluster, any executor."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, Self, TypeVar

from db.worker_processes import prepare_worker_process

if TYPE_CHECKING:
    from distributed import Client

_P = ParamSpec("_P")
_T = TypeVar("_T")
_RECONNECT = 60.0  # seconds for which a scheduler that stopped may start again
_PAUSE = 1.0  # seconds between two tries
_AHEAD = 2  # batches sent for each thread of a cluster: one runs, one waits


LOST = (BrokenExecutor, OSError, RuntimeError)
"""The errors of workers that cannot be reached any more."""


class WorkersLostError(Exception):
    """There are no workers any more; the message says what to do."""


class Workers(Protocol):
    """Workers that run calls; they may die, and others may join."""

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        """Send a call to a worker; raises an error of the executor if there is none."""

    def capacity(self) -> int:
        """Return the number of calls that may be sent before one returns; it may change."""

    def reconnect(self) -> None:
        """Find workers after the connection to all of them was lost; raises WorkersLostError."""


class ExecutorWorkers:
    """The workers of any executor of `concurrent.futures`."""

    def __init__(self, executor: Executor, workers: int) -> None:
        """Use an executor that runs `workers` calls at a time."""
        self._executor, self._workers = executor, workers

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        """Submit a call to the executor."""
        return self._executor.submit(call, *args, **kwargs)

    def capacity(self) -> int:
        """Return one more than the workers, so that none waits for the client."""
        return self._workers + 1

    def reconnect(self) -> None:
        """Raise WorkersLostError: an executor that broke stays broken."""
        raise WorkersLostError("the workers stopped; run the same import again to resume")


class ProcessWorkers:
    """Worker processes of this machine. One that dies costs no other one its batch."""

    def __init__(self, workers: int, set_up: Callable[[], None] | None = None) -> None:
        """Use a number of processes, each of which calls `set_up` first."""
        self._set_up = set_up
        self._context = multiprocessing.get_context("spawn")
        # a pool of one process each: in a common pool, each death would break all calls
        self._pools: list[ProcessPoolExecutor | None] = [None] * workers
        self._running: list[Future[Any] | None] = [None] * workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for pool in self._pools:
            if pool is not None:
                if error is not None:
                    for process in list((pool._processes or {}).values()):
                        process.terminate()
                pool.shutdown(cancel_futures=True)

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        """Send a call to a process without one, which is started again if it died."""
        free = next(
            number for number, future in enumerate(self._running) if future is None or future.done()
        )
        for _ in range(2):
            pool = self._pools[free]
            if pool is None:
                arguments = (self._set_up,)
                pool = ProcessPoolExecutor(1, self._context, _start_process, arguments)
                self._pools[free] = pool
            try:
                future = pool.submit(call, *args, **kwargs)
            except BrokenProcessPool:
                self._pools[free] = None
                continue
            self._running[free] = future
            return future
        raise BrokenProcessPool("the worker processes cannot be started")

    def capacity(self) -> int:
        """Return the number of processes."""
        return len(self._pools)

    def reconnect(self) -> None:
        """Do nothing: a process that died is started again with the next call."""


def _start_process(set_up: Callable[[], None] | None) -> None:
    prepare_worker_process()
    if set_up is not None:
        set_up()


class DaskWorkers:
    """The workers of a Dask cluster; those that join later get work, too."""

    def __init__(self, address: str, timeout: float = 10.0) -> None:
        """Connect to a scheduler; raises WorkersLostError, or ImportError without Dask."""
        from distributed import Client  # an optional dependency

        self._address = address
        self._connect: Callable[[], Client] = lambda: Client(address, timeout=timeout)
        self._client = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(Exception):  # a scheduler that is gone
            self._client.close(timeout=2)

    def _open(self) -> "Client":
        try:
            client = self._connect()
        except (OSError, ValueError, TimeoutError) as error:
            raise WorkersLostError(
                f"the Dask scheduler at {self._address} does not answer: {error}; "
                "check the address, then run the same command: it resumes"
            ) from error
        # a scheduler sends a call again if its worker dies
        self._executor: Executor = client.get_executor(pure=False)
        return client

    def submit(
        self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> "Future[_T]":
        """Submit a call to the cluster; raises OSError if the scheduler does not answer."""
        with _connection_errors():
            return self._executor.submit(call, *args, **kwargs)

    def capacity(self) -> int:
        """Return twice the present number of threads, so that no worker waits."""
        with _connection_errors():
            threads: dict[str, int] = self._client.ncores()
        return max(1, _AHEAD * sum(threads.values()))

    def reconnect(self) -> None:
        """Connect again; wait for a minute until a scheduler at the address answers."""
        deadline = time.monotonic() + _RECONNECT
        self.__exit__(None, None, None)
        while True:
            try:
                self._client = self._open()
                return
            except WorkersLostError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)


@contextmanager
def _connection_errors() -> Iterator[None]:
    """Raise any error of a client as an OSError: Dask has types of its own for some."""
    try:
        yield
    except Exception as error:
        raise ConnectionError(str(error)) from error
