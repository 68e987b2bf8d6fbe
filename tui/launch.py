"""Start the app on a store, or report in one line why the store cannot be opened."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from analysis import clean

if TYPE_CHECKING:
    from tui.app import OnRecord

DONE, NOTHING_DONE, WRONG_USE, STORE_TROUBLE = 0, 1, 2, 3
_LARGE = 20_000_000  # bytes; migrating a larger store takes seconds
_YOUNGER_COLLECTIONS = 50  # generation 1 collections per full collection; Python's default is 10


def start(path: Path | None = None, *, tour: bool = False) -> None:
    """Open the app on the store at `path`, else the default store; exit with 2 or 3 on failure.

    With `tour`, start the guided tour.
    """
    # Textual draws on standard error.
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        fail(WRONG_USE, "the app needs a terminal; `onrecord --help` lists the commands")
    if os.environ.get("TERM") in {"dumb", "unknown"}:
        fail(WRONG_USE, "this terminal cannot show the app; `onrecord --help` lists the commands")
    from db import StoreError, default_path
    from tui.app import OnRecord

    path = path or default_path()
    tell_of_older(path)
    try:
        app = OnRecord(path, tour=tour)
    except StoreError as error:
        fail(STORE_TROUBLE, str(error))
    run(app)
    if app.return_code:  # ended by a signal or an error
        sys.exit(app.return_code)


def tell_of_older(store: Path) -> None:
    """Report that a large store of an older version will be migrated, which takes a while."""
    from db.connection import is_older

    if is_older(store) and store.stat().st_size > _LARGE:
        say("migrating the store from an older version; this takes a while")


def run(app: "OnRecord") -> None:
    """Run the app until it exits."""
    # A full garbage collection delayed one key press in seven by 30 ms, in the midst of drawing.
    # Freezing excludes the imported objects from it, and the threshold makes it less frequent.
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], _YOUNGER_COLLECTIONS)
    app.run()
    _drop_unwritable_output()


def _drop_unwritable_output() -> None:
    """Drop output that a closed terminal did not accept: else Python exits with code 120."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except OSError:
            setattr(sys, name, None)


def fail(code: int, message: str) -> NoReturn:
    """Print `message` to standard error as one safe line, and exit with `code`."""
    say(message)
    sys.exit(code)


def say(message: str) -> None:
    """Print one line to standard error, without control characters."""
    print(f"onrecord: {one_line(message)}", file=sys.stderr)


def one_line(text: str) -> str:
    """Return the text as one line, without control characters."""
    return " ".join(clean(text).split())
