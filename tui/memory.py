"""What the app remembers from one session to the next: its theme, pane sizes and the like."""

import asyncio
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_SOON = 0.5  # seconds, so that a key held down writes once

Value = TypeVar("Value", bool, int, str)


class Memory:
    """Small settings in one JSON file, which a session reads once and writes where they change.

    Never in the way: a file that cannot be read counts as empty, one that cannot be written is
    left, and either is told once. Two sessions keep what each of them changed.
    """

    def __init__(self, folder: Path, tell: Callable[[str], object]) -> None:
        """The settings kept in `folder`, which need not exist; trouble is given to `tell`."""
        self._path = folder / "settings.json"
        self._tell: Callable[[str], object] | None = tell
        self._values: dict[str, object] | None = None
        self._changed: dict[str, object] = {}
        self._due: asyncio.TimerHandle | None = None

    def get(self, key: str, default: Value) -> Value:
        """What is remembered under `key`, else `default`, as for a value of another type."""
        if self._values is None:
            self._values = self._read()
        value = self._values.get(key)
        return value if type(value) is type(default) else default

    def set(self, key: str, value: bool | int | str) -> None:
        """Remember `value` under `key`; it is written soon, or at once outside the event loop."""
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
        """Write what changed, over what another session may have written in the meantime."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if not self._changed:
            return
        try:
            self._write(self._read() | self._changed)
        except OSError as error:
            self._complain(f"Settings are not remembered: {error.strerror}: {self._path}")
        self._changed = {}

    def _read(self) -> dict[str, object]:
        try:
            read = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._complain(f"Settings were not read: {error.strerror}: {self._path}")
            return {}
        except (ValueError, RecursionError):
            read = None
        if isinstance(read, dict):
            return read
        self._complain(f"Settings start anew; their file is damaged: {self._path}")
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

    def _complain(self, trouble: str) -> None:
        if self._tell is not None:
            tell, self._tell = self._tell, None
            tell(trouble)
