"""Waiting for workers: one that a newer one cancels is no failure, one that fails is."""

import asyncio

import pytest
from textual.app import App
from textual.worker import WorkerFailed

from tests.support.pilot import settle


class Busy(App[None]):
    """An app that notes which of its workers came to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: list[str] = []
        self.released = asyncio.Event()

    async def wait(self, name: str) -> None:
        await self.released.wait()
        self.ended.append(name)

    async def fail(self) -> None:
        await self.released.wait()
        raise ZeroDivisionError("division by zero")


async def test_a_cancelled_worker_is_not_waited_for_and_the_newer_one_is() -> None:
    app = Busy()
    async with app.run_test() as pilot:
        app.run_worker(app.wait("older"), group="list")

        def start_newer() -> None:
            app.run_worker(app.wait("newer"), group="list", exclusive=True)
            app.call_later(app.released.set)

        app.set_timer(0.05, start_newer)  # while `settle` waits for the older one
        await settle(pilot)
        assert app.ended == ["newer"]


async def test_a_failed_worker_is_reported() -> None:
    app = Busy()
    async with app.run_test() as pilot:
        app.run_worker(app.fail(), exit_on_error=False)
        app.set_timer(0.05, app.released.set)
        with pytest.raises(WorkerFailed, match="division by zero"):
            await settle(pilot)
