"""Run a program of the reader's: without a shell, with limits of time and of output."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Literal

from msgspec import Struct

MOST_OUTPUT = 262_144  # bytes of output that are read
_MOST_ERRORS = 16_384  # bytes of messages that are read
_CHUNK = 16_384
_PAUSE = 0.05  # seconds between two looks at the process
_GRACE = 1.0  # seconds for a program to end after it is asked to, and for its last output

# Colors, titles and links, which programs print for terminals.
_SEQUENCES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")

CommandEnd = Literal["exit", "timeout", "canceled", "too long", "not started"]


class CommandResult(Struct, frozen=True):
    """The end of a program: its kind, the exit code, the output, and the messages."""

    end: CommandEnd
    code: int
    output: str
    errors: str


class _Reader(threading.Thread):
    """Reads a stream up to a limit, and then stops."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)  # a grandchild may hold the stream longer than we wait
        self._stream = stream
        self._most = most
        self.data = bytearray()
        self.is_full = False
        self.start()

    def run(self) -> None:
        while chunk := os.read(self._stream.fileno(), _CHUNK):
            self.data += chunk[: self._most - len(self.data)]
            if len(self.data) >= self._most:
                self.is_full = True
                return

    @property
    def text(self) -> str:
        decoded = bytes(self.data).decode("utf-8", "replace")
        return _SEQUENCES.sub("", decoded).replace("\r\n", "\n")


def run_program(
    words: Sequence[str],
    data: bytes,
    seconds: float,
    is_canceled: Callable[[], bool] = lambda: False,
) -> CommandResult:
    """Run a program with `data` on its standard input; nothing is raised.

    It is a session of its own, so that it cannot read the terminal. At a limit, the program and
    the programs that it started are ended, unless one of these began a session of its own.
    """
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        return CommandResult("not started", 0, "", error.strerror or str(error))
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    threading.Thread(target=_write, args=(process.stdin, data), daemon=True).start()
    output, errors = _Reader(process.stdout, MOST_OUTPUT), _Reader(process.stderr, _MOST_ERRORS)
    end = _wait(process, time.monotonic() + seconds, is_canceled, output)
    _end_group(process, at_once=end == "exit")
    for reader in (output, errors):
        reader.join(_GRACE)
    if output.is_full and end == "exit":
        end = "too long"
    return CommandResult(end, process.returncode or 0, output.text, errors.text)


def _wait(
    process: subprocess.Popen[bytes],
    deadline: float,
    is_canceled: Callable[[], bool],
    output: _Reader,
) -> CommandEnd:
    while True:
        try:
            process.wait(_PAUSE)
        except subprocess.TimeoutExpired:
            pass
        else:
            return "exit"
        if is_canceled():
            return "canceled"
        if output.is_full:
            return "too long"
        if time.monotonic() > deadline:
            return "timeout"


def _write(stream: IO[bytes], data: bytes) -> None:
    """Write the input; a program need not read it."""
    try:
        with stream:
            stream.write(data)
    except OSError:
        return


def _end_group(process: subprocess.Popen[bytes], *, at_once: bool) -> None:
    """End the program and its group; of a program that has ended, the rest of its group."""
    if not at_once:
        _signal_group(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    _signal_group(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.terminate()
