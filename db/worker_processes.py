"""The behavior of worker processes: their priority, their signals, and their end."""

import multiprocessing
import os
import signal
import threading

_NICER = 5  # the nice value of a worker, so that the app's own process has priority


def prepare_worker_process() -> None:
    """Ignore signals of the terminal, lower the priority, and end with the parent process."""
    _end_with_parent()
    for name in ("SIGINT", "SIGTSTP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICER)


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
