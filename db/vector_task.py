"""A task of a worker process: make some of the vectors that are missing, those of quotations first.

So an import is not slowed, and a key press does not wait.
"""

import time

from msgspec import Struct

from db.store import Store
from db.tasks import TaskResult


class VectorTask(Struct, frozen=True):
    """Make missing vectors, for at most a number of seconds of CPU time; no article is added."""

    seconds: float

    @property
    def name(self) -> str:
        """The name of the task."""
        return "vectors"

    def run(self, store: Store) -> TaskResult:
        """Make vectors of quotations, then of the beginnings of texts."""
        end = time.process_time() + self.seconds
        store.search.quotation_vectors.add_missing(self.seconds)
        store.search.vectors.add_missing(max(0.0, end - time.process_time()))
        return TaskResult(self.name, known=True)
