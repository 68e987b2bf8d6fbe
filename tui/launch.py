"""Start the app on a store, or report in one line why the store cannot be opened."""

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from analysis import clean

if TYPE_CHECKING:
    from db.progress import ReportPart
    from tui.app import OnRecordApp

EXIT_SUCCESS, EXIT_FAILURE, EXIT_USAGE_ERROR, EXIT_STORE_ERROR = 0, 1, 2, 3
EXIT_DIFFERS, EXIT_NOT_FOUND, EXIT_NOT_COMPARED = 1, 2, 4  # of `onrecord verify`
_LARGE = 20_000_000  # bytes; migrating a larger store takes seconds
_YOUNG_OBJECTS = 50_000  # between collections of generation 0
_YOUNGER_COLLECTIONS = 50  # generation 1 collections per full collection; Python's default is 10


def start_app(path: Path | None = None, *, tour: bool = False, article: int | None = None) -> None:
    """Open the app on the store at `path`, else the default store; exit with 2 or 3 on failure.

    The default store is created if there is none. If another one is missing, or a store lost
    changes, the reader is asked how to continue. Start with `article` or, with `tour`, with the
    guided tour.
    """
    end_by_interrupt()
    # Textual draws on standard error.
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        exit_with_error(
            EXIT_USAGE_ERROR, "the app needs a terminal; `onrecord --help` lists the commands"
        )
    if os.environ.get("TERM") in {"dumb", "unknown"}:
        exit_with_error(
            EXIT_USAGE_ERROR,
            "this terminal cannot show the app; `onrecord read` reads articles line by line",
        )
    from db import StoreError, default_path
    from tui.sanitize import use_ascii_signs

    use_ascii_signs(sys.stderr)
    try:
        app = _open_app(path or default_path(), tour, article)
    except StoreError as error:
        exit_with_error(EXIT_STORE_ERROR, str(error))
    run_app(app)
    if app.return_code:  # ended by a signal or an error
        sys.exit(app.return_code)


def end_by_interrupt() -> None:
    """End the process at SIGINT, without a traceback; the store survives at any moment."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def end_by_closed_pipe() -> None:
    """End the process as other programs do when the reader of a pipe has seen enough.

    A shell reports the code 141. Python ignores SIGPIPE, so that open stores are closed first.
    Windows has no such signal.
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.raise_signal(signal.SIGPIPE)


def _open_app(path: Path, tour: bool, article: int | None = None) -> "OnRecordApp":
    """Open the app; ask how to continue if the store is missing or lost changes."""
    from db import LostStoreError, NoStoreError, default_path
    from tui.app import OnRecordApp

    while True:
        try:
            migrate_older_store(path, show_part_done())
            return OnRecordApp(path, create=path == default_path(), article=article, tour=tour)
        except (LostStoreError, NoStoreError) as error:
            from tui.store_choice import StoreChoiceApp  # needed only for such a store

            choice = StoreChoiceApp(error).run()
            if choice is None:
                raise
        if message := choice.prepare():
            echo(message)
        path = choice.path


def migrate_older_store(path: Path, progress: "ReportPart") -> None:
    """Migrate a store of an older version; report it before if the store is large.

    Raises StoreError.
    """
    from db.connection import is_older

    if not is_older(path):
        return
    from db import Store

    if path.stat().st_size > _LARGE:
        echo("migrating the store from an older version; this takes a while")
    try:
        Store(path, migration_progress=progress).close()
    finally:
        clear_part_done()


def show_part_done() -> "ReportPart":
    """Return a function that shows the progress of a task on one line of a terminal.

    It shows nothing if standard error is no terminal. `clear_part_done` removes the line.
    """
    if not sys.stderr.isatty():
        return lambda _part, _done: None

    def show(part: str, done: float) -> None:
        share = f": {done:.0%}" if done else ""
        print(f"\r{part}{share}\x1b[K", end="", file=sys.stderr, flush=True)

    return show


def clear_part_done() -> None:
    """Remove the line that `show_part_done` wrote."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def run_app(app: "OnRecordApp") -> None:
    """Run the app until it exits."""
    # A full garbage collection delayed one key press in seven by 30 ms, in the midst of drawing.
    # Freezing excludes the imported objects from it, and the threshold makes it less frequent.
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, gc.get_threshold()[1], _YOUNGER_COLLECTIONS)
    if sys.__stderr__ is not None:
        vars(sys)["__stderr__"] = _TerminalStream(sys.__stderr__)  # which Textual looks up
    app.run()
    end_by_interrupt()
    drop_unwritable_output()


class _TerminalStream:
    """The stream on which Textual draws; it drops what a closed terminal does not accept.

    An error would end Textual's writer thread. The app would then wait without end for a place in
    the full queue of that thread.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def drop_unwritable_output() -> OSError | None:
    """Drop output that cannot be written, else Python exits with 120; return the error if any.

    Output is buffered, so a closed terminal or pipe or a full disk may refuse it only here.
    """
    problem = None
    for name in ("stdout", "stderr"):
        try:
            if (stream := getattr(sys, name)) is not None:  # None if it was closed at the start
                stream.flush()
        except OSError as error:
            problem = error
            setattr(sys, name, None)
    return problem


def exit_with_error(code: int, message: str) -> NoReturn:
    """Print `message` to standard error as one safe line, and exit with `code`."""
    echo(message)
    sys.exit(code)


def echo(message: str) -> None:
    """Print one line to standard error, without control characters."""
    print(f"onrecord: {to_one_line(message)}", file=sys.stderr)


def to_one_line(text: str) -> str:
    """Return the text as one line, without control characters."""
    return " ".join(clean(text).split())
