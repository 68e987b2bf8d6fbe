"""The log file: technical details of errors, to which messages on the screen refer."""

import io
import logging
import os
from pathlib import Path

from tui.settings import log_path

LOG = logging.getLogger("onrecord")
_LARGEST = 1_000_000  # bytes; a larger log is renamed when a process starts


class _PrivateFileHandler(logging.FileHandler):
    """Append records to a file that only its owner can read, created with the first record."""

    def _open(self) -> io.TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — logging's name
        """Drop a record that cannot be written; its message is on the screen anyway."""


def start_log() -> None:
    """Write this process's records to the log file; a log over 1 MB is renamed to `.1` first."""
    path = log_path().absolute()
    for handler in LOG.handlers:
        if getattr(handler, "baseFilename", "") == str(path):
            return
    try:
        if path.stat().st_size > _LARGEST:
            path.replace(path.with_name(f"{path.name}.1"))
    except OSError:  # no log yet, or another process renamed it
        pass
    file = _PrivateFileHandler(path, delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers[:] = [file]
    LOG.propagate = False
