"""Settings that persist between sessions, such as the theme and the pane sizes."""

import asyncio
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_SOON = 0.5  # seconds until a change is written, so that a key held down writes once

Value = TypeVar("Value", bool, int, str)


class Memory:
    """Small settings in one JSON file, read once per session and written on change.

    Errors never interrupt the app. An unreadable file counts as empty, an unwritable file is left
    as it is, and the first error is reported. Two sessions each write only the values they changed.
    """

    def __init__(self, folder: Path, report: Callable[[str], object]) -> None:
        """Use the settings file in `folder`, which need not exist; `report` receives errors."""
        self._path = folder / "settings.json"
        self._report: Callable[[str], object] | None = report
        self._values: dict[str, object] | None = None
        self._changed: dict[str, object] = {}
        self._due: asyncio.TimerHandle | None = None

    def get(self, key: str, default: Value) -> Value:
        """Return the value of `key`; `default` if there is none, or one of another type."""
        if self._values is None:
            self._values = self._read()
        value = self._values.get(key)
        return value if type(value) is type(default) else default

    def set(self, key: str, value: bool | int | str) -> None:
        """Set `key` to `value`; written after a delay, or at once outside the event loop."""
        if self._values is None:
            self._values = self._read()
        if key in self._values and self._values[key] == value:
            return
        self._values[key] = self._changed[key] = value
        if self._due is None:
            try:
                self._due = asyncio.get_running_loop().call_later(_SOON, self.save)
            except RuntimeError:
                self.save()

    def save(self) -> None:
        """Write the changed values; merge them with values that another session wrote meanwhile."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if not self._changed:
            return
        try:
            self._write(self._read() | self._changed)
        except OSError as error:
            self._report_once(f"Settings were not saved: {error.strerror}: {self._path}")
        self._changed = {}

    def _read(self) -> dict[str, object]:
        try:
            read = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._report_once(f"Settings were not read: {error.strerror}: {self._path}")
            return {}
        except (ValueError, RecursionError):
            read = None
        if isinstance(read, dict):
            return read
        self._report_once(f"Settings file is corrupt; using defaults: {self._path}")
        return {}

    def _write(self, values: dict[str, object]) -> None:
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".settings-", dir=folder)  # of mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(values, file, indent=2, sort_keys=True)
            Path(name).replace(self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _report_once(self, message: str) -> None:
        if self._report is not None:
            report, self._report = self._report, None
            report(message)
