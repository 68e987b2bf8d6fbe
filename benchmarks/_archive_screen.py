"""From the last key of a search to its first answers on the screen of the app."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tui.app import OnRecord
from tui.screens.search import SearchScreen
from tui.widgets.hits import Hits
from tui.widgets.query_line import QueryLine
from tui.widgets.rows import Rows

_PATIENCE = 30.0  # seconds


def time_last_keys(store: Path, queries: Sequence[str]) -> list[tuple[float, float]]:
    """Wall and CPU milliseconds for each query, typed up to its last letter before."""
    with tempfile.TemporaryDirectory() as state:
        os.environ["ONRECORD_STATE"] = state
        return asyncio.run(_time(store, queries))


async def _time(store: Path, queries: Sequence[str]) -> list[tuple[float, float]]:
    app, spent = OnRecord(store), []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        line, rows = screen.query_one(QueryLine), screen.query_one("#hits", Rows)
        for query in queries:
            line.value = query[:-1]
            line.cursor_position = len(query) - 1
            await _wait(rows, query[:-1])
            await app.workers.wait_for_complete()
            wall, processor = time.perf_counter(), time.process_time()
            await pilot.press("quotation_mark" if query[-1] == '"' else query[-1])
            await _wait(rows, query)
            await pilot.pause()  # until it is drawn
            spent.append((time.perf_counter() - wall, time.process_time() - processor))
    return [(wall * 1000, processor * 1000) for wall, processor in spent]


async def _wait(rows: Rows, query: str) -> None:
    """Wait until the list has the answers to a query."""
    ends = time.perf_counter() + _PATIENCE
    while not (isinstance(rows.source, Hits) and rows.source.query == query):
        if time.perf_counter() > ends:
            raise TimeoutError(f"no answer to {query!r} within {_PATIENCE:.0f} seconds")
        await asyncio.sleep(0.001)
