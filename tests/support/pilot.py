"""Small helpers for tests that drive the app."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from textual import events
from textual._compositor import Compositor
from textual._context import active_app
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.geometry import Size
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import WorkerCancelled

from tests.support.key_flows import type_keys
from tui.app import OnRecordApp

_FRAME = 0.002  # seconds between frames; 1/60 otherwise
_LOOK = 0.02  # seconds between two looks at the time of the process, while a thread works


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the workers are done and what they found is on the screen.

    A worker that a newer one of its group cancelled ends the wait early; it is then begun again.
    """
    await pilot.pause()
    waiting = True
    while waiting:
        try:
            await pilot.app.workers.wait_for_complete()
            waiting = False
        except WorkerCancelled:
            await pilot.pause()
    await pilot.pause()


async def wait_until(pilot: Pilot[Any], condition: Callable[[], bool], tries: int = 1_000) -> None:
    """Wait for what no worker does, such as a message; fails after about 100 seconds."""
    for _ in range(tries):
        if condition():
            return
        await pilot.pause(0.1)
    pytest.fail("The condition did not become true.")


@contextmanager
def shorten_waits() -> Iterator[None]:
    """Wait after a key until the app is idle, which takes a tenth of the time that Textual waits.

    Textual sleeps for 20 ms twice per key, until the process no longer uses the processor.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", _wait_until_idle)
        patch.setattr("textual.pilot.wait_for_idle", _wait_until_idle)
        patch.setattr("textual.screen.UPDATE_PERIOD", _FRAME)
        yield


async def _wait_until_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the event loop, the screen, the queue of keys and the workers have nothing to do.

    If a test blocks a worker or holds keys back, the wait ends once the process is idle, as
    Textual's does.
    """
    del min_sleep
    app, loop = active_app.get(), asyncio.get_running_loop()
    begun = looked = time.monotonic()
    used = time.process_time()
    while (now := time.monotonic()) - begun < max_sleep:
        await asyncio.sleep(0.001)
        if getattr(loop, "_ready", ()) or _is_frame_due(app):
            continue
        if not _is_at_work(app):
            return
        if now - looked >= _LOOK:
            before, used = used, time.process_time()
            if used - before < _LOOK / 6:
                return
            looked = now


def _is_frame_due(app: App[Any]) -> bool:
    """Return True if the screen in front will be laid out or drawn."""
    screen = _find_screen(app)
    timer = vars(screen).get("_Screen__update_timer") if screen else None
    return app._resize_timer is not None or (timer is not None and timer._active.is_set())


def _find_screen(app: App[Any]) -> Screen[Any] | None:
    """Return the screen in front, or None before the first and after the last one."""
    screens = app._screen_stacks.get(app._current_mode)
    return screens[-1] if screens else None


def _is_at_work(app: App[Any]) -> bool:
    """Return True if keys wait for their turn, or workers run."""
    is_queued = isinstance(app, OnRecordApp) and not app.input_queue.is_idle
    return is_queued or any(worker.is_running for worker in app.workers)


@contextmanager
def share_styles() -> Iterator[None]:
    """Parse the styles of the app and its widgets once, which takes a sixth of the start."""
    parse, parsed = Stylesheet._parse_rules, dict[tuple[Any, ...], Any]()

    def find(sheet: Stylesheet, css: str, *origin: Any, **options: Any) -> Any:
        variables = tuple(sheet._variables.items())
        key = (css, origin, tuple(options.items()), variables)
        if key not in parsed:
            parsed[key] = parse(sheet, css, *origin, **options)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", find)
        yield


@contextmanager
def skip_drawing() -> Iterator[None]:
    """Draw no frames, which takes half the time of a test of keys; `screen_text` draws still.

    Messages, layouts and what is called after a refresh are as usual.
    """

    def skip(compositor: Compositor, *_: object, **__: object) -> None:
        compositor._dirty_regions.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", skip)
        yield


@contextmanager
def draw_last_frames() -> Iterator[None]:
    """Draw what `screen_text` reads, and the last frame of an app that it did not read."""
    shut_down, render, drawn = App._shutdown, Compositor.render_strips, WeakSet[Compositor]()

    def draw(compositor: Compositor, size: Size | None = None) -> list[Strip]:
        drawn.add(compositor)
        return render(compositor, size)

    async def draw_last(app: App[Any]) -> None:
        if (screen := _find_screen(app)) and screen._compositor not in drawn:
            screen._compositor.render_strips()
        await shut_down(app)

    with skip_drawing(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_strips", draw)
        patch.setattr(App, "_shutdown", draw_last)
        yield


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type a text as a quick typist does: its keys do not wait for each other's effects."""
    await type_keys(pilot.app, text, Path())
    await settle(pilot)


def squeeze(text: str) -> str:
    """Return shown text without the blanks that align its columns."""
    return re.sub(" +", " ", text)


def shown_message(app: OnRecordApp) -> str:
    """Return the text of the message that is shown; "" without one."""
    return app.message.text if app.message else ""


def mouse_event(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    """Return an event of the left button at a point of the screen."""
    return kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)


async def drag(
    pilot: Pilot[Any],
    start: tuple[int, int],
    end: tuple[int, int],
    between: Callable[[], object] = lambda: None,
) -> None:
    """Drag the mouse with its left button from a point of the screen to another.

    `between` is called before the button is released. Points beyond the screen are allowed:
    terminals report them while a button is pressed.
    """
    middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
    for kind, (x, y) in (
        (events.MouseDown, start),
        (events.MouseMove, middle),
        (events.MouseMove, end),
        (events.MouseUp, end),
    ):
        if kind is events.MouseUp:
            between()
            await pilot.pause()
        pilot.app.post_message(mouse_event(kind, x, y))
        await pilot.pause()


def screen_text(widget: Widget) -> str:
    """Return the visible text of a widget or a screen, line by line, after every filter."""
    region = widget.region
    strips = widget.screen._compositor.render_strips()
    lines = [strip.crop(region.x, region.right).text for strip in strips[region.y : region.bottom]]
    return "\n".join(line.rstrip() for line in lines)
