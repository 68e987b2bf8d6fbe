"""Vectors of quotations and articles, made in a worker process while no job runs.

With them, `about:` compares all quotations, and a request finds articles by their meaning.
"""

from typing import TYPE_CHECKING

from db.errors import StoreError
from db.search.vector_counts import count_missing_vectors
from tui.config import read_config
from tui.strings.job_text import JobText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.tasks import Task
    from tui.context import AppContext
    from tui.job import Job

_TICK = 5.0  # seconds between two looks at the articles without a vector
_SECONDS = 2.0  # of CPU time of a job: one of the user waits for as long


def schedule_vectors(context: "AppContext") -> None:
    """Make the missing vectors from now on, a few at a time, unless the configuration says no."""
    if read_config().get("search.meaning"):
        context.set_interval(_TICK, VectorMaker(context).make_some)
    else:
        context.store.search.compares_meaning = False


class VectorMaker:
    """Starts a job for some vectors at a time."""

    def __init__(self, context: "AppContext") -> None:
        """Make vectors of the store of `context`."""
        self._context = context
        self._is_running = False
        self._left = 0  # articles without vectors before the job that ran last

    def make_some(self) -> None:
        """Count the missing vectors in a thread, unless a job or the call before is running."""
        if self._is_running or self._context.active_jobs:
            return
        self._is_running = True
        self._context.run_worker(self._count, thread=True, group="vectors", exit_on_error=False)

    def _count(self) -> None:
        """Count the missing vectors; import what makes them here, which takes 100 ms."""
        left, tasks = 0, []
        try:
            left = count_missing_vectors(self._context.store.connection)
            if left:
                self._context.store.search.has_vector_task = left != self._left
                import tui.job_runner  # noqa: F401  # for `context.jobs`
                from db.vector_task import VectorTask

                tasks.append(VectorTask(_SECONDS))
        except StoreError:  # such as a store that is busy: the next look counts again
            left = 0
        finally:
            self._context.call_from_thread(self._start, left, tasks)

    def _start(self, left: int, tasks: "Sequence[Task]") -> None:
        """Start a job if vectors are missing, and the job before has made some."""
        if not left or self._context.active_jobs or left == self._left:
            self._is_running = False
            return
        self._left = left
        self._context.jobs.start_check(JobText.VECTORS, tasks, self._end)

    def _end(self, _: "Job") -> None:
        self._is_running = False
