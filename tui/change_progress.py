"""Run a long change of the store in a thread, under a dialog that shows its progress."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.changes import ChangeProgress

if TYPE_CHECKING:
    from tui.context import AppContext


def run_with_progress(
    context: "AppContext",
    title: str,
    progress: ChangeProgress,
    step: Callable[[], object],
    then: Callable[[object, Exception | None], None],
) -> None:
    """Run a step under a dialog, then call `then` with its result, or with its error."""

    def answer(outcome: tuple[object, Exception | None] | None) -> None:
        if outcome is not None:
            then(*outcome)

    context.open("progress", on_result=answer, title=title, progress=progress, step=step)
