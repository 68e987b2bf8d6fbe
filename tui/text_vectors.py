"""Vectors of articles, made while no job runs, so that a request finds them by their meaning."""

from textual.worker import get_current_worker

from tui.config import read_config
from tui.context import AppContext

_TICK = 5.0  # seconds between two looks at the articles without a vector
_SECONDS = 0.5  # of CPU time, in which vectors are made at each look


def schedule_vectors(context: AppContext) -> None:
    """Make the missing vectors from now on, a few at a time, unless the configuration says no."""
    if read_config().get("search.meaning"):
        context.set_interval(_TICK, VectorMaker(context).make_some)


class VectorMaker:
    """Makes vectors in a thread, one call at a time."""

    def __init__(self, context: AppContext) -> None:
        """Make vectors of the store of `context`."""
        self._context = context
        self._is_running = False

    def make_some(self) -> None:
        """Make some vectors, unless a job or the call before is running."""
        if self._is_running or not all(job.is_over for job in self._context.jobs.queue.jobs):
            return
        self._is_running = True
        self._context.run_worker(self._make, thread=True, group="vectors", exit_on_error=False)

    def _make(self) -> None:
        worker = get_current_worker()
        try:
            vectors = self._context.store.search.vectors
            vectors.add_missing(_SECONDS, lambda: worker.is_cancelled)
        finally:
            self._is_running = False
