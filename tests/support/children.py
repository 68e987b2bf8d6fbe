"""Ends of child processes, awaited up to a deadline."""

import os
import signal
import time

DEADLINE = 120.0  # seconds; a busy machine is many times slower than an idle one
_PAUSE = 0.05


def await_exit(child: int, seconds: float = DEADLINE, *, flags: int = 0) -> int:
    """Return the wait status of a child process of `os.fork` or `pty.fork`.

    `flags` are those of `os.waitpid`, such as `os.WUNTRACED`. Kills a child that has not ended at
    the deadline, and raises AssertionError.
    """
    until = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(child, flags | os.WNOHANG)
        if found:
            return status
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise AssertionError(f"the process did not end within {seconds:.0f} seconds")
        time.sleep(_PAUSE)


def await_exit_code(child: int, seconds: float = DEADLINE) -> int:
    """Return the exit code of a child process, negative for a signal; see `await_exit`."""
    return os.waitstatus_to_exitcode(await_exit(child, seconds))
