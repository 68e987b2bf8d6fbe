"""Opening the app on a store, or saying in one line why it cannot be opened."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from analysis import clean

if TYPE_CHECKING:
    from tui.app import OnRecord

DONE, NOTHING_DONE, WRONG_USE, STORE_TROUBLE = 0, 1, 2, 3
_LARGE = 20_000_000  # bytes of a store, which take seconds
_YOUNGER_COLLECTIONS = 50  # of garbage, between two of all objects; Python itself has 10


def start(path: Path | None = None, *, tour: bool = False) -> None:
    """Open the app on the store at `path`, else the usual one; ends with 2 or 3 where it cannot.

    With `tour`, it begins with the guided tour.
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
    """Say so where opening a store takes a while, since an older OnRecord made it."""
    from db.connection import is_older

    if is_older(store) and store.stat().st_size > _LARGE:
        say("the store is of an older version and is brought up to this one, which takes a while")


def run(app: "OnRecord") -> None:
    """Run the app until it ends."""
    # Going through all that lives held up one key in seven by 30 ms, in the midst of drawing: so
    # what was imported is left out, for it stays, and the rest is gone through more rarely.
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], _YOUNGER_COLLECTIONS)
    app.run()
    _give_up_lost_output()


def _give_up_lost_output() -> None:
    """Drop what a terminal that is gone did not take: else Python ends with its own code, 120."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except OSError:
            setattr(sys, name, None)


def fail(code: int, message: str) -> NoReturn:
    """Say `message` on standard error, as one safe line, and end the process with `code`."""
    say(message)
    sys.exit(code)


def say(message: str) -> None:
    """Say one line on standard error; nothing in it reaches the terminal as a control."""
    print(f"onrecord: {one_line(message)}", file=sys.stderr)


def one_line(text: str) -> str:
    """The text on one line, without what a terminal would obey."""
    return " ".join(clean(text).split())
