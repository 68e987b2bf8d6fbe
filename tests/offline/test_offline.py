"""Nothing is looked up, connected to, or written outside OnRecord's own folders.

The commands and a session of the app run while a recorder watches them: under strace where it is
installed, and with an audit hook in every Python process everywhere.
"""

import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.offline.recorders import Activity, AuditHook, Recorder, Strace, has_strace
from tests.support.children import DEADLINE, await_exit_code

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
import pty
import termios

STRACE = pytest.mark.skipif(not has_strace(), reason="strace is not installed, or may not trace")
RECORDERS = ["audit hook", pytest.param("strace", marks=STRACE)]
ESCAPE, LEAVE = "\x1b", "\x11"
MOST_ATTEMPTS = 20  # to leave the app
# One round through the app; no key leaves it.
KEYS = (
    *("j", "\r", "j", "]q", "]e", "pn", "j", "\r", "i", "What of it?", ESCAPE, "R", "q"),
    *("s", "harbour", "\r", "j", ESCAPE, ESCAPE, "C", "+", "-", "q", "P", "j", "\r", "q", "q"),
    *("S", "j", "q", "K", "said", "\r", ESCAPE, ESCAPE, "J", ESCAPE, "?", ESCAPE, "u"),
)
MAYORS = ("Ana Reis", "Olu Bello", "Mara Ortiz", "Ida Quill", "Helena Marques")
PORTS = ("Skarvik", "Port Luna", "Lisbon", "Rotterdam", "Nairobi")


class Sandbox:
    """A home folder, a folder to work in, and commands that run there recorded."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.work = folder / "work"
        self._home = folder / "home"
        self._logs = folder / "logs"
        self._temporary = folder / "temporary"
        self._kind = kind
        self._runs = 0
        for made in (self.work, self._home, self._logs, self._temporary):
            made.mkdir(parents=True)

    @property
    def own(self) -> list[Path]:
        """The folders that OnRecord may write to, the one that the user works in among them."""
        parts = (".config", ".local/share", ".local/state")
        return [*(self._home / part / "onrecord" for part in parts), self.work, self._logs]

    def recorder(self) -> Recorder:
        """Return a new recorder, for one command."""
        self._runs += 1
        log = self._logs / str(self._runs)
        return Strace(log, self.work) if self._kind == "strace" else AuditHook(log)

    def environment(self, recorder: Recorder) -> dict[str, str]:
        """Return all the environment variables that a recorded command sees."""
        return {
            "HOME": str(self._home),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TMPDIR": str(self._temporary),
            # pip compiles modules as it installs them; in a checkout Python would do it now
            "PYTHONDONTWRITEBYTECODE": "1",
            **recorder.environment(),
        }

    def run(self, *arguments: str) -> Activity:
        """Run a command to its end, which has to be 0, and return what it did."""
        with self.running(*arguments) as (process, recorder):
            output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, (arguments, output, errors)
        return recorder.record()

    @contextmanager
    def running(self, *arguments: str) -> "Iterator[tuple[subprocess.Popen[bytes], Recorder]]":
        """Start a command; it is killed at the end of the block where it still runs."""
        recorder = self.recorder()
        process = subprocess.Popen(
            recorder.command([sys.executable, "-m", "tui", *arguments]),
            cwd=self.work, env=self.environment(recorder), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            yield process, recorder
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(params=RECORDERS)
def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path, request.param)


def assert_offline(record: Activity, own: Sequence[Path]) -> None:
    assert record.lookups == []
    assert record.connections == []
    assert record.foreign_files(own) == []


def write_articles(folder: Path, number: int) -> None:
    """Write `number` different short articles about harbours."""
    folder.mkdir(exist_ok=True)
    chosen = random.Random(7)
    for at in range(number):
        mayor, port = chosen.choice(MAYORS), chosen.choice(PORTS)
        (folder / f"{at:02}.txt").write_text(
            f"Harbour of {port} closes for {at + 2} days\n\n"
            f"{port.upper()}, March {at % 28 + 1} – The harbour of {port} will close on Friday, "
            f"said {mayor}, the mayor. “We need {at + 2} days of rest,” she said.\n\n"
            f"The Harbour Safety Organisation (HSO) opposed the plan in May 2025.\n",
            encoding="utf-8",
        )


def write_page(folder: Path) -> None:
    """Write a saved web page with links, a picture and a script to fetch."""
    paragraph = "<p>“We need rest,” said Ana Reis, the mayor of Skarvik, on Friday in Lisbon.</p>"
    (folder / "page.html").write_text(
        "<html><head><title>Rest</title><script src='https://stats.example/s.js'></script></head>"
        f"<body><article><h1>Rest</h1><img src='https://stats.example/i.png'>{paragraph * 5}"
        "<a href='https://news.example/more'>More</a></article></body></html>",
        encoding="utf-8",
    )


def test_the_recorder_sees_look_ups_connections_and_files(sandbox: Sandbox, tmp_path: Path) -> None:
    """Without this, a recorder that sees nothing would pass every other test."""
    script = (
        "import contextlib, os, pathlib, socket\n"
        "with contextlib.suppress(OSError):\n    socket.getaddrinfo('nowhere.invalid', 80)\n"
        "with contextlib.suppress(OSError):\n"
        "    socket.socket().connect(('127.0.0.1', 9))\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "pathlib.Path('foreign').mkdir()\n"
        "pathlib.Path('foreign/file').write_text('')\n"
        "os.replace('foreign/file', 'elsewhere')\n"
    )
    recorder = sandbox.recorder()
    subprocess.run(
        recorder.command([sys.executable, "-c", script]),
        env=sandbox.environment(recorder), cwd=sandbox.work, check=True, timeout=DEADLINE,
    )  # fmt: skip
    record = recorder.record()
    assert record.lookups
    assert record.connections
    assert record.foreign_files(sandbox.own) == [
        str(tmp_path / name) for name in ("elsewhere", "foreign", "foreign/file")
    ]


@pytest.mark.slow
def test_the_commands_are_offline(sandbox: Sandbox) -> None:
    write_articles(sandbox.work / "news", 59)
    write_page(sandbox.work / "news")
    record = sandbox.run("add", "news", "--workers", "2")
    assert record.files, "the recorder saw nothing"
    assert_offline(record, sandbox.own)
    for arguments in (
        ("analyze", "news/00.txt", "--json"),
        ("reanalyze", "1"),
        ("search", "harbour after:2025"),
        ("people",),
        ("check",),
        ("backup", "copy.sqlite"),
        ("export", "markdown", "-o", "news.md"),
        ("export", "html", "-o", "news.html"),
        ("export", "obsidian", "-o", "vault"),
        ("export", "json", "-o", "news.json"),
    ):
        assert_offline(sandbox.run(*arguments), sandbox.own)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_watching_a_folder_is_offline(sandbox: Sandbox) -> None:
    write_articles(sandbox.work / "inbox", 2)
    with sandbox.running("watch", "inbox") as (process, recorder):
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        write_articles(sandbox.work / "inbox", 3)
        lines.append(process.stdout.readline())
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=DEADLINE)
    assert [line.split(b"\t")[1] for line in lines] == [b"added"] * 3
    assert_offline(recorder.record(), sandbox.own)


@pytest.mark.slow
def test_a_session_of_the_app_is_offline(sandbox: Sandbox) -> None:
    write_articles(sandbox.work / "news", 12)
    sandbox.run("add", "news")
    recorder = sandbox.recorder()
    command = recorder.command([sys.executable, "-m", "tui"])
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(sandbox.work)
        os.execvpe(command[0], command, sandbox.environment(recorder))
    try:
        code = use_app(terminal, child)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.close(terminal)
    assert code == 0
    assert_offline(recorder.record(), sandbox.own)


def use_app(terminal: int, child: int) -> int:
    """Add an article, go through the app once, then leave it; return its exit code."""
    termios.tcsetwinsize(terminal, (30, 100))
    drain(terminal, 10)
    for keys in ("a", "news/00.txt", "\r", *KEYS):
        os.write(terminal, keys.encode())
        drain(terminal, 0.4)
    with suppress(OSError):  # the terminal closes as the app ends
        for _ in range(MOST_ATTEMPTS):  # a dialog that is opening may take the key that quits
            os.write(terminal, f"{ESCAPE}{LEAVE}".encode())
            drain(terminal, 5)
    return await_exit_code(child)


def drain(terminal: int, patience: float) -> bytes:
    """Read what the app draws until it is quiet for `patience` seconds, or a little longer."""
    drawn = b""
    while select.select([terminal], [], [], patience)[0] and len(drawn) < 1_000_000:
        drawn += os.read(terminal, 65_536)
        patience = 0.1
    return drawn
