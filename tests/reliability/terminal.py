"""The app in a real pseudo-terminal with hostile articles, every byte that it sends looked at."""

import os
import pty
import re
import select
import signal
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.hostile import CONTROLS, add_hostile, hostile_texts
from tests.support.children import await_exit_code

_QUIET = 0.12  # seconds without a byte, after which a screen is drawn
_RUN = """
import sys
from pathlib import Path
from tui.app import OnRecordApp
app = OnRecordApp(Path(sys.argv[1]))
app.run()
sys.exit(app.return_code)
"""
_POINTER = re.compile("\x1b\\]22;[a-z-]*\x07")  # the shape of the mouse pointer, which Textual sets
# Characters that no screen of the app sends for itself.
_NEVER = re.compile(
    "[\x00\x07\x0b\x0c\x7f\x80-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_ESCAPE = "\x1b"
# From the library to each screen and back. Esc never quits the app, so that a screen which a slow
# machine has not opened yet is left out, and the next key still finds the library.
_TOUR: tuple[tuple[str, ...], ...] = (
    ("j", "k", "?", _ESCAPE, "\x10", "a", _ESCAPE, "/", "a", _ESCAPE, _ESCAPE),
    ("s", "friday", "\r", "j", _ESCAPE, _ESCAPE),
    ("P", "j", "\r", "j", _ESCAPE, "p", _ESCAPE, _ESCAPE),
    ("S", "j", "\r", "c", "d", _ESCAPE, _ESCAPE),
    ("C", "j", "+", "-", "f", _ESCAPE),
    ("E", _ESCAPE, "X", _ESCAPE, "gv", _ESCAPE),
    ("J", _ESCAPE),
    ("cr", _ESCAPE),
    ("K", "said", "\r", _ESCAPE, _ESCAPE),
)
_IN_ARTICLE = (
    "j", "5j", "G", "gg", "]q", "]e", "]t", "]a", "pn", "j", "\r", "pq", "j", "pt", "j", "po", "j",
    _ESCAPE, "pp", "pp", "f", "f", "M", _ESCAPE, "/", "e", "\r", "n", _ESCAPE, "?", _ESCAPE, ";",
    _ESCAPE, "]q", "i", _ESCAPE, "cs", _ESCAPE, "D", _ESCAPE, "W", "j", "q", _ESCAPE, "q",
)  # fmt: skip


@dataclass(slots=True)
class Seen:
    """The output of a run: its bytes and screens, and forbidden characters in it."""

    texts: int = 0
    screens: int = 0
    sent: int = 0
    let_through: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)


def show_hostile(folder: Path, articles: int, size: tuple[int, int] = (100, 30)) -> Seen:
    """Open hostile articles on every screen, at most `articles` of them with a dozen texts each."""
    store = folder / "hostile.sqlite"
    texts = hostile_texts()
    groups = [texts[at : at + 12] for at in range(0, len(texts), 12)][:articles]
    for group in groups:
        add_hostile(store, group)
    add_hostile(store, [*groups[0], "a second time"])  # so that two articles have the same words
    seen = Seen(texts=sum(map(len, groups)))
    keys = [key for screen in _TOUR for key in screen]
    for _ in groups:
        keys += ["\r", *_IN_ARTICLE, "j"]
    sent, code = _run(store, folder, keys, size, seen)
    seen.sent = len(sent)
    output = _POINTER.sub("", sent.decode("utf-8", "replace"))
    if code != 0 or "Traceback" in output:
        seen.crashes.append(f"ended with {code}: {output[-2000:]!r}")
    before_leaving = output.rpartition("\x1b[?1049l")[0]
    seen.let_through += [text for text in CONTROLS if text in before_leaving]
    seen.let_through += sorted(set(_NEVER.findall(output)))
    for ending in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l"):
        if ending not in output:
            seen.crashes.append(f"the terminal was not sent {ending!r} at the end")
    return seen


def _run(
    store: Path, folder: Path, keys: list[str], size: tuple[int, int], seen: Seen
) -> tuple[bytes, int]:
    """All that the app sends while keys are typed one after the other, and its exit code."""
    child, terminal = pty.fork()
    if child == 0:
        settings = {"TERM": "xterm-256color", "ONRECORD_STATE": str(folder / "state")}
        os.execvpe(
            sys.executable, [sys.executable, "-c", _RUN, str(store)], {**os.environ, **settings}
        )
    sent = b""
    try:
        termios.tcsetwinsize(terminal, (size[1], size[0]))
        sent += _read(terminal, patience=20)
        for key in keys:
            os.write(terminal, key.encode())
            more = _read(terminal)
            sent += more
            seen.screens += 1
            if b"\x1b[?1049l" in more:
                seen.crashes.append(f"the app ended at key {seen.screens}, {key!r}")
                break
        os.write(terminal, b"\x11")
        while more := _read(terminal, patience=5):
            sent += more
        return sent, await_exit_code(child)
    except OSError:  # it ended before its time
        return sent, await_exit_code(child) or -1
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(OSError):
            os.close(terminal)


def _read(terminal: int, patience: float = 0.4) -> bytes:
    """Return output up to a short pause, or nothing after `patience` seconds without any."""
    data = b""
    while select.select([terminal], [], [], _QUIET if data else patience)[0]:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            return data
        if not more:
            return data
        data += more
    return data
