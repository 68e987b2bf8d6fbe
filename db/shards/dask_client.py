"""The workers of a Dask cluster, as an executor of `concurrent.futures`."""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress

from db.shards.shard_run import WorkersLostError

_CONNECT = 10.0  # seconds in which the scheduler has to answer first
_RECONNECT = 60.0  # seconds for which a scheduler that stopped may start again


@contextmanager
def connect_to_dask(address: str) -> Iterator[tuple[Executor, int]]:
    """Return an executor and the number of its threads.

    A call whose worker dies is sent to another one. Calls are canceled if the scheduler stops, and
    can be sent again if it starts within a minute. Raises WorkersLostError, or ImportError without
    Dask.
    """
    from distributed import Client  # an optional dependency

    try:
        with Client(address, timeout=_CONNECT) as first:
            threads: dict[str, int] = first.ncores()
        client = Client(address, timeout=_RECONNECT)
    except (OSError, ValueError, TimeoutError) as error:
        raise WorkersLostError(
            f"the Dask scheduler at {address} does not answer: {error}; "
            "check the address, then run the same command: it resumes"
        ) from error
    # its tracebacks of a scheduler that stopped: the client waits, and says so at last
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        yield client.get_executor(pure=False), max(1, sum(threads.values()))
    finally:
        with suppress(Exception):  # a scheduler that is gone
            client.close(timeout=2)
