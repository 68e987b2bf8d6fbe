"""Worker processes: their start, their priority, their signals, and their end."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext

_NICER = 5  # the nice value of a worker, so that the app's own process has priority
_PRELOADED = "db.worker_preload"
_is_nice = False


def worker_context() -> BaseContext:
    """Return how worker processes are started, and how they communicate.

    They are not forks of this process, whose threads, terminal and connections they would share.
    On Linux they are forks of another process that has imported what they need, which takes 1.1 s
    of processor time in each process. Elsewhere, each imports it itself.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return context


def start_workers(
    workers: int, initialize: Callable[..., None], *arguments: object
) -> ProcessPoolExecutor:
    """Return a pool of worker processes; each calls `initialize` first."""
    start = (dict(os.environ), initialize, arguments)
    return ProcessPoolExecutor(workers, worker_context(), _start_process, start)


def _start_process(
    environment: Mapping[str, str], initialize: Callable[..., None], arguments: tuple[object, ...]
) -> None:
    """Initialize a process; its environment can be that of the time when the first one started."""
    if environment != os.environ:
        os.environ.clear()
        os.environ.update(environment)
    initialize(*arguments)


def prepare_worker_process() -> None:
    """Ignore signals of the terminal, lower the priority, and end with the parent process."""
    _end_with_parent()
    for name in ("SIGINT", "SIGTSTP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    lower_priority()


def lower_priority() -> None:
    """Lower the priority of a process, unless the process that it is a fork of has done it."""
    global _is_nice
    if hasattr(os, "nice") and not _is_nice:
        os.nice(_NICER)
        _is_nice = True


def _end_with_parent() -> None:
    """End this worker process as soon as its parent has ended.

    The worker of a killed parent would wait for tasks forever: the other workers hold the queue
    open. Its transaction is rolled back, as that of any killed process.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def await_end() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=await_end, name="parent", daemon=True).start()
