"""Signals at random moments of a start: the app ends with their code and without a traceback."""

import os
import pty
import random
import select
import signal
import sys
import termios
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis import Analysis
from db import Document, Store
from tests.support.children import await_exit_code

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_LEFT = b"\x1b[?1049l"
_TAKEN = b"\x1b[?1049h"


@dataclass(slots=True)
class Signalled:
    """The number of signals, and what went wrong after one: the moment, the signal and the end."""

    sent: int = 0
    wrong: list[str] = field(default_factory=list)


def send_signals(folder: Path, times: int, seed: int, longest: float = 2.5) -> Signalled:
    """Start the app `times` times on a store, and send a signal up to `longest` seconds later."""
    store = folder / "store.sqlite"
    with Store(store) as opened:
        text = "The cranes stood still in the harbour. " * 200
        article = opened.articles.add(Document(text, "The harbour"), Analysis(text)).article
        opened.notes.add(article, 0, 20, "Which cranes?")
    chance = random.Random(seed)
    found = Signalled()
    for _ in range(times):
        number, moment = chance.choice(SIGNALS), chance.uniform(0, longest)
        problem = _send(store, folder, number, moment)
        found.sent += 1
        if problem:
            found.wrong.append(f"{number.name} after {moment:.3f} s: {problem}")
    with Store(store) as opened:
        if [note.body for note in opened.notes.list(article)] != ["Which cranes?"]:
            found.wrong.append("the note was lost")
    return found


def _send(store: Path, folder: Path, number: signal.Signals, moment: float) -> str:
    """Send a signal to a starting app; describe what was wrong with its end, else ""."""
    child, terminal = pty.fork()
    if child == 0:
        for ignored in SIGNALS:  # of a run of the tests in the background
            signal.signal(ignored, signal.SIG_DFL)
        settings = {
            "TERM": "xterm-256color",
            "ONRECORD_STATE": str(folder / "state"),
            "ONRECORD_STORE": str(store),
        }
        os.execvpe(sys.executable, [sys.executable, "-m", "tui"], {**os.environ, **settings})
    try:
        termios.tcsetwinsize(terminal, (30, 100))
        seen = _read(terminal, moment)
        os.kill(child, number)
        is_shown = _TAKEN in seen
        seen += _read(terminal, 20)
        try:
            code = await_exit_code(child)
        except AssertionError as error:
            return f"{error}, the app was {'' if is_shown else 'not '}shown: {seen[-300:]!r}"
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(OSError):
            os.close(terminal)
    if b"Traceback" in seen and b"site.py" not in seen:
        return f"a traceback: {seen[-800:]!r}"
    if b"OnRecord stopped" in seen:
        return f"an error: {seen[-300:]!r}"
    if code not in (-number, 128 + number):
        return f"exit code {code}"
    if seen.count(_TAKEN) != seen.count(_LEFT):
        return "the terminal was not restored"
    return ""


def _read(terminal: int, seconds: float) -> bytes:
    """Read what is sent for some seconds, or until the terminal is closed."""
    data = b""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            break
        try:
            more = os.read(terminal, 65_536)
        except OSError:  # the app ended
            break
        if not more:
            break
        data += more
    return data
