"""From the last key of a search to its first answers on the terminal that the app runs on."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from textual import events
from textual.strip import Strip

from tui.app import OnRecordApp
from tui.launch import run_app
from tui.screens.search import SearchScreen
from tui.widgets.virtual_list import VirtualList

_PATIENCE = 30.0  # seconds
_QUIET = 0.3  # seconds without output after which everything is drawn
_TYPED = 4  # keys typed before the last one; what is before these is pasted
_LINES, _COLUMNS = 40, 120
_DRAWN = re.compile(rb"\x1b\]2;([\d.]+) ([^\x07]*)\x07")
_EMPTY_LINE = b"\x15"  # ^u
_PASTE = b"\x1b[200~%b\x1b[201~"


def time_last_keys(
    store: Path, queries: Sequence[str], pace: float | None = None
) -> list[tuple[float, float]]:
    """Wall and CPU milliseconds from the last key of each query to its first answers.

    The keys before are typed `pace` seconds apart; with None, the last key comes when all is drawn
    for those before.
    """
    with tempfile.TemporaryDirectory() as state:
        terminal = _Terminal(store, Path(state))
        try:
            return [terminal.time_last_key(query, pace) for query in queries]
        finally:
            terminal.close()


class _Terminal:
    """The search of the app on a pseudo-terminal, with the time at which it draws answers."""

    def __init__(self, store: Path, state: Path) -> None:
        environment = {
            **os.environ,
            "ONRECORD_STATE": str(state),
            "ONRECORD_KEYS": str(state / "keys.toml"),
            "TERM": "xterm-256color",
        }
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            size = struct.pack("HHHH", _LINES, _COLUMNS, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            command = [sys.executable, "-m", "benchmarks._archive_screen", str(store)]
            os.execvpe(sys.executable, command, environment)
        self._read_until_seen(b"Library")
        self._read_until_quiet()
        os.write(self._terminal, b"s")
        self._read_until_seen(b"Search articles")
        self._read_until_quiet()

    def time_last_key(self, query: str, pace: float | None) -> tuple[float, float]:
        """Wall and CPU milliseconds from the last key of a query to its first answers."""
        pasted, typed = query[: -_TYPED - 1], query[-_TYPED - 1 :]
        os.write(self._terminal, _EMPTY_LINE)
        self._read_until_quiet()
        os.write(self._terminal, _PASTE % pasted.encode())
        self._read_until_quiet()
        for key in typed[:-1]:
            os.write(self._terminal, key.encode())
            if pace is not None:
                self._read_until(time.perf_counter() + pace)
        if pace is None:
            self._read_until_quiet()
        began = time.perf_counter()
        os.write(self._terminal, typed[-1].encode())
        processor = self._read_until_drawn(query)
        return (time.perf_counter() - began) * 1000, processor

    def close(self) -> None:
        """End the app."""
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)

    def _read_until_seen(self, marker: bytes) -> None:
        seen, ends = b"", time.perf_counter() + _PATIENCE
        while marker not in seen:
            if time.perf_counter() > ends:
                raise TimeoutError(f"{marker!r} did not appear; last bytes: {seen[-400:]!r}")
            seen += self._read(1.0)

    def _read_until_drawn(self, query: str) -> float:
        """Read until the app says that it drew answers to a query; gives its CPU milliseconds."""
        seen, ends = b"", time.perf_counter() + _PATIENCE
        while True:
            for processor, drawn in _DRAWN.findall(seen):
                if drawn == query.encode():
                    return float(processor)
            if time.perf_counter() > ends:
                raise TimeoutError(f"no answer to {query!r} within {_PATIENCE:.0f} seconds")
            seen += self._read(1.0)

    def _read_until_quiet(self) -> None:
        while self._read(_QUIET):
            pass

    def _read_until(self, ends: float) -> None:
        while (left := ends - time.perf_counter()) > 0:
            self._read(left)

    def _read(self, patience: float) -> bytes:
        ready, _, _ = select.select([self._terminal], [], [], patience)
        return os.read(self._terminal, 65536) if ready else b""


class _TellingApp(OnRecordApp):
    """Tells its terminal which query it has drawn answers to, and the CPU time since the key.

    It does so in the terminal's title, right behind the bytes that draw them.
    """

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        self._processor = 0.0
        self._drawn: str | None = None

    async def on_event(self, event: events.Event) -> None:
        """Note when a key comes."""
        if isinstance(event, events.Key):
            self._processor = time.process_time()
        await super().on_event(event)

    def note_line(self, rows: VirtualList) -> None:
        """Note that a line of a list is drawn."""
        if isinstance(self.screen, SearchScreen) and self.screen.listing and rows.id == "hits":
            self._drawn = self.screen.listing.query

    def post_display_hook(self) -> None:
        """Tell which answers the frame has that was just written."""
        if self._drawn is not None and self._driver is not None:
            spent = (time.process_time() - self._processor) * 1000
            self._driver.write(f"\x1b]2;{spent:.3f} {self._drawn}\x07")
            self._drawn = None


def _run_telling(store: Path) -> None:
    app, render_line = _TellingApp(store), VirtualList.render_line

    def noting(rows: VirtualList, line: int) -> Strip:
        app.note_line(rows)
        return render_line(rows, line)

    with patch.object(VirtualList, "render_line", noting):
        run_app(app)


if __name__ == "__main__":
    _run_telling(Path(sys.argv[1]))
