"""Small helpers for tests that drive the app."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual import events
from textual._compositor import Compositor
from textual.pilot import Pilot
from textual.widget import Widget
from textual.worker import WorkerCancelled

from tui.app import OnRecordApp


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
    """Wait for what no worker does, such as a message; gives up after about 100 seconds."""
    for _ in range(tries):
        if condition():
            return
        await pilot.pause(0.1)


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


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type a text key by key."""
    await pilot.press(*("space" if letter == " " else letter for letter in text))
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
