"""Waiting for workers: one that a newer one cancels is no failure, one that fails is."""

import asyncio
from collections.abc import Callable

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerFailed

from tests.support.pilot import settle


async def settle_then(pilot: Pilot[None], act: Callable[[], object]) -> None:
    """Wait as `settle` does, and act right before it waits for the workers."""
    pause = pilot.pause
    acts = [act]

    async def pause_once(delay: float | None = None) -> None:
        await pause(delay)
        if acts:
            acts.pop()()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pilot, "pause", pause_once)
        await settle(pilot)


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

        await settle_then(pilot, start_newer)
        assert app.ended == ["newer"]


async def test_a_failed_worker_is_reported() -> None:
    app = Busy()
    async with app.run_test() as pilot:
        app.run_worker(app.fail(), exit_on_error=False)
        with pytest.raises(WorkerFailed, match="division by zero"):
            await settle_then(pilot, app.released.set)
