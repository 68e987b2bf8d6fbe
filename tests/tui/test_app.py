"""The frame of the app: starting, stopping, undoing, and nothing on the screen but text."""

import os
import pty
import re
import select
import signal
import sqlite3
import sys
import termios
import time
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from db import Store, StoreError
from tests.tui.driving import screen_text, settle
from tui.app import OnRecord
from tui.safe import SafeFilter, safe
from tui.screens.library import LibraryScreen
from tui.undo import Undo, UndoStack

RUN = """
import sys
from pathlib import Path
from tui.app import OnRecord
app = OnRecord(Path(sys.argv[1]))
app.run()
sys.exit(app.return_code)
"""


def test_safe_text_is_as_long_and_harmless() -> None:
    text = "a\x1b[31mb\x9b2Jc\u202ed\te\nf\u2028g\x00[/]"
    assert len(safe(text)) == len(text)
    assert safe(text) == "a\ufffd[31mb\ufffd2Jc\ufffdd e f\ufffdg\ufffd[/]"
    assert safe("“Ça va?” – 日本") == "“Ça va?” – 日本"


def test_the_filter_lets_no_control_through() -> None:
    bold = Style(bold=True)
    segments = [Segment("fine"), Segment("a\x1b]52;c;x\x07b\u202ec\x85", bold)]
    assert SafeFilter().apply(segments, Color(0, 0, 0)) == [
        Segment("fine"),
        Segment("a]52;c;xbc", bold),
    ]


def test_undo_takes_the_last_change_first_and_forgets_the_oldest() -> None:
    stack = UndoStack(most=2)
    for name in ("first", "second", "third"):
        stack.push(Undo(name, lambda: None))
    taken = [stack.pop() for _ in range(3)]
    assert [undo.description if undo else None for undo in taken] == ["third", "second", None]


def test_a_store_that_cannot_be_opened_is_said_before_the_terminal_is_taken(
    tmp_path: Path,
) -> None:
    path = tmp_path / "not-a-store.sqlite"
    path.write_text("not a database, and long enough to be taken for one " * 40)
    with pytest.raises(StoreError):
        OnRecord(path)


async def test_u_takes_back_and_says_so(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test() as pilot:
        await pilot.press("u")
        await pilot.press("asterisk")
        await settle(pilot)
        assert [row.starred for row in app.store.articles()] == [True, False, False]
        await pilot.press("u")
        await settle(pilot)
        assert not any(row.starred for row in app.store.articles())
        assert [toast.message for toast in app._notifications] == [
            "There is nothing to undo.",
            "Undone: starred",
        ]


async def test_an_article_that_is_not_there_is_said(library: Path) -> None:
    app = OnRecord(library, article=99)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert "99" in screen_text(app.screen)


async def test_an_article_named_at_the_start_is_opened(library: Path) -> None:
    app = OnRecord(library, article=2)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "The cranes stood still." in screen_text(app.screen)
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)


async def test_hostile_text_is_shown_as_it_is_in_every_size(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        for size in ((60, 20), (100, 30), (200, 50), (20, 6)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            shown = screen_text(app.screen)
            assert "[sic]" in shown
            assert all(line.isprintable() for line in shown.split("\n"))
        app.say("[/] [sic] \x1b[2J")
        await settle(pilot)
        await pilot.resize_terminal(100, 30)
        await settle(pilot)
        assert "[/] [sic] \ufffd[2J" in screen_text(app.screen)


async def test_every_binding_has_an_id_and_a_tooltip(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        for active in app.screen.active_bindings.values():
            binding = active.binding
            assert binding.system or (binding.id and binding.tooltip), binding


async def test_themes_of_our_own_and_no_colour_keep_the_cursor_in_sight(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = OnRecord(library)
    async with app.run_test(size=(80, 24)) as pilot:
        for theme in ("onrecord-night", "onrecord-day", "onrecord-contrast", "ansi-dark"):
            app.theme = theme
            await settle(pilot)
            assert "▌" in screen_text(app.screen)


async def test_q_in_the_library_quits(library: Path) -> None:
    app = OnRecord(library)
    async with app.run_test() as pilot:
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_and_the_store_clean(
    library: Path, number: signal.Signals
) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(
            sys.executable,
            [sys.executable, "-c", RUN, str(library)],
            {**os.environ, "TERM": "xterm"},
        )
    try:
        termios.tcsetwinsize(terminal, (24, 80))
        seen = _read_until(terminal, rb"Bakers")
        os.kill(child, number)
        seen += _read_until(terminal, rb"\x1b\[\?1049l")
        _, status = os.waitpid(child, 0)
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 128 + number
    assert rb"Traceback" not in seen
    with sqlite3.connect(library) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert Store(library).count() == 3


def _read_until(terminal: int, pattern: bytes, patience: float = 20) -> bytes:
    seen = b""
    until = time.monotonic() + patience
    while not re.search(pattern, seen):
        ready, _, _ = select.select([terminal], [], [], max(0, until - time.monotonic()))
        assert ready, f"{pattern!r} did not come; last: {seen[-300:]!r}"
        seen += os.read(terminal, 65536)
    return seen
