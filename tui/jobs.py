"""Reading and analysing articles in a worker process, so that no key press waits for them."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from pathlib import Path
from typing import ParamSpec, TypeVar

from analysis import Analysis, analyse
from db import Added, Document, Store

P = ParamSpec("P")
T = TypeVar("T")


class JobError(Exception):
    """A job ended without a result; the message says what to do."""


class Jobs:
    """One worker process, started when first needed and kept, with its encoder loaded."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def add_file(self, store: Store, path: Path) -> Added:
        """Read, analyse and store a file.

        Raises `db.importing.ImportingError` for a file that cannot be read, `JobError` where the
        worker died and `StoreError` where the store refuses.
        """
        return await self.add_document(store, await self._run(_read, path))

    async def add_document(self, store: Store, document: Document) -> Added:
        """Analyse and store a document; one that the store knows is not analysed again."""
        known = await asyncio.to_thread(store.known, document.text)
        if known is not None:
            return Added(known, known=True)
        analysis = await self._run(_analyse, document)
        return await asyncio.to_thread(store.add, document, analysis)

    def close(self) -> None:
        """End the worker process without waiting for what it is doing."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            workers = list((pool._processes or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:  # else leaving the app would wait for the job to end
                worker.terminate()

    async def _run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._pool is None:
            _start_tracker()
            # Spawned, not forked: a fork would copy the terminal's state and the running threads.
            self._pool = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=_leave_signals_to_the_app
            )
        try:
            return await asyncio.wrap_future(self._pool.submit(job, *args, **kwargs))
        except BrokenProcessPool as error:
            self.close()
            raise JobError(
                "the analysis stopped before it was done, perhaps for want of memory; "
                "nothing was stored, try again"
            ) from error


def _start_tracker() -> None:
    """Start multiprocessing's resource tracker on the real standard error.

    It hands on the descriptor of `sys.stderr`, and Textual's stand-in for that has none.
    """
    if os.name == "posix":
        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def _leave_signals_to_the_app() -> None:
    for number in (
        (signal.SIGINT, signal.SIGTSTP) if hasattr(signal, "SIGTSTP") else (signal.SIGINT,)
    ):
        signal.signal(number, signal.SIG_IGN)


def _read(path: Path) -> Document:
    from db.importing import read  # its parsers are needed in the worker only

    return read(path)


def _analyse(document: Document) -> Analysis:
    return analyse(document.text, document.published)
