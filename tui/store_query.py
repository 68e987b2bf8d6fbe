"""Queries of the store, in a thread or at once; one that fails shows its message."""

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import WeakKeyDictionary

from textual.widget import Widget
from textual.worker import get_current_worker

from db import StoreError
from db.errors import Cancelled

if TYPE_CHECKING:
    from tui.context import AppContext
    from tui.input_queue import Hold

R = TypeVar("R")
D = TypeVar("D")


class QueryRun:
    """A query in a thread; it is outdated once its owner started a later one of the same group."""

    def __init__(self, owner: Widget, hold: "Hold | None") -> None:
        self._owner = owner
        self.outdated = Event()
        self.is_done = False
        """True once its result is shown."""
        self.hold = hold
        """The hold of the keys until the first result is shown."""

    def is_outdated(self) -> bool:
        """Return True if the result is no longer needed; the thread of the query calls this."""
        return self.outdated.is_set() or get_current_worker().is_cancelled

    def pause(self, seconds: float) -> None:
        """Wait; raises Cancelled if the result is no longer needed then."""
        self.outdated.wait(seconds)
        if self.is_outdated():
            raise Cancelled

    def show(self, draw: Callable[..., object], *results: object) -> None:
        """Call `draw` with results in the app's thread, unless they are outdated by then.

        Keys that wait for the query are then delivered.
        """
        self.show_part(draw, *results)
        self._owner.call_later(self.release_keys)

    def show_part(self, draw: Callable[..., object], *results: object) -> None:
        """Call `draw` with a part that is not yet what keys wait for."""
        if not self.is_outdated():
            self._owner.call_later(self._draw, draw, *results)

    def _draw(self, draw: Callable[..., object], *results: object) -> None:
        if not self.outdated.is_set():
            draw(*results)

    def release_keys(self) -> None:
        """Deliver the keys that wait for the query."""
        if self.hold is not None:
            self.hold.release()

    def finish(self) -> None:
        """Note that nothing more will be shown."""
        self.is_done = True
        self.release_keys()


_runs: WeakKeyDictionary[Widget, dict[str, QueryRun]] = WeakKeyDictionary()
"""The latest run of each group of an owner."""


def run_query(
    owner: Widget,
    find: Callable[[QueryRun], R],
    show: Callable[[R], object] | None = None,
    *,
    group: str = "list",
    failed: Callable[[StoreError], object] | None = None,
    holds_keys: bool = False,
) -> None:
    """Run `find` in a thread, and `show` with its result in the app's thread.

    A later query of the same owner and group replaces an earlier one, whose result is dropped. If
    the store cannot be read, its message is shown, or `failed` is called. `find` shows the parts of
    a long result by `QueryRun.show`; it may raise Cancelled.

    With `holds_keys`, keys act on the result: if a key started the query, the next ones wait until
    something is shown, unless they are typed into a text field.
    """
    queue = cast("AppContext", owner.app).input_queue
    hold = _withdraw_query(owner, group)  # keys that wait for the earlier query wait for this one
    if hold is None and holds_keys and queue.is_settling:
        hold = queue.add_hold(owner, typing=False)
    run = _runs.setdefault(owner, {})[group] = QueryRun(owner, hold)
    report = failed or (lambda error: report_error(cast("AppContext", owner.app), error))

    def work() -> None:
        try:
            found = find(run)
            if show is not None:
                run.show(show, found)
        except Cancelled:
            pass
        except StoreError as error:
            run.show(report, error)
        finally:
            owner.call_later(run.finish)

    owner.run_worker(work, group=group, exclusive=True, thread=True)


def cancel_query(owner: Widget, group: str = "list") -> None:
    """Drop the result of the query that runs in a group."""
    hold = _withdraw_query(owner, group)
    if hold is not None:
        hold.release()


def _withdraw_query(owner: Widget, group: str) -> "Hold | None":
    """Drop the result of the query that runs in a group; return its hold if keys still wait."""
    run = _runs.get(owner, {}).pop(group, None)
    if run is None:
        return None
    run.outdated.set()
    hold, run.hold = run.hold, None
    return hold if hold is not None and hold.is_active else None


def delay_keys_for_query(owner: Widget, group: str = "list") -> None:
    """Hold back all keys, also those for a text field, until a query that runs is shown."""
    run = _runs.get(owner, {}).get(group)
    if run is None or run.is_done:
        return
    run.release_keys()
    run.hold = cast("AppContext", owner.app).input_queue.add_hold(owner)


def attempt(context: "AppContext", run: Callable[[], R]) -> R | None:
    """Run a query or a write at once; return None, with its message shown, if the store refused."""
    try:
        return run()
    except StoreError as error:
        report_error(context, error)
        return None


def read_or_default(run: Callable[[], R], default: D) -> R | D:
    """Run a query whose result the screen can do without; return `default` if it failed."""
    try:
        return run()
    except StoreError:
        return default


def report_error(context: "AppContext", error: StoreError) -> None:
    """Show the message of an error of the store."""
    context.show_message(str(error), severity="error")
