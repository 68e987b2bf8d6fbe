"""Settings that persist between sessions, such as the theme and the pane sizes.

The state at the end of a session, which the next session restores, and the search history. Both
belong to a store and are in a file beside it.

The recently used tags, each with a digit that does not change while the tag is in the list.

Paths of the app's state, its log, and the user's keys and configuration files.

The view state of the reader screen, stored for each article.
"""

import datetime
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, get_args

from msgspec import Struct
from platformdirs import user_config_path, user_state_path  # Textual loads it anyway

from analysis.structs import decode_json
from db.models import ArticleOrder
from tui.strings.app_text import AppText

if TYPE_CHECKING:
    import asyncio

QUIT_SETTING = "library.quit"  # "yes", "ask" or "no": if the key Back in the library quits

_SOON = 0.5  # seconds until a change is written, so that a key held down writes once

Value = TypeVar("Value", bool, int, str)


class Settings:
    """Small settings in one JSON file, read once per session and written on change.

    Errors never interrupt the app. An unreadable file counts as empty, an unwritable file is left
    as it is, and the first error is reported. Two sessions each write only the values they changed.
    """

    def __init__(
        self,
        folder: Path,
        report: Callable[[str], object],
        name: str = "settings.json",
        configured: Mapping[str, bool | int | str] = MappingProxyType({}),
    ) -> None:
        """Use the file `name` in `folder`, which need not exist; `report` receives errors.

        Values that are `configured` replace those of the file until they are set.
        """
        self._path = folder / name
        self._configured = configured
        self._report: Callable[[str], object] | None = report
        self._values: dict[str, object] | None = None
        self._changed: dict[str, object] = {}
        self._due: asyncio.TimerHandle | None = None

    def get(self, key: str, default: Value) -> Value:
        """Return the value of `key`; `default` if there is none, or one of another type."""
        if self._values is None:
            self._values = self._read() | dict(self._configured)
        value = self._values.get(key)
        return value if type(value) is type(default) else default

    def set(self, key: str, value: bool | int | str) -> None:
        """Set `key` to `value`; written after a delay, or at once outside the event loop."""
        if self._values is None:
            self._values = self._read() | dict(self._configured)
        if key in self._values and self._values[key] == value:
            return
        self._values[key] = self._changed[key] = value
        if self._due is None:
            import asyncio  # commands have no event loop

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
            self._report_once(
                AppText.SETTINGS_NOT_SAVED.format(error=error.strerror, path=self._path)
            )
        self._changed = {}

    def _read(self) -> dict[str, object]:
        try:
            read = decode_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._report_once(
                AppText.SETTINGS_NOT_READ.format(error=error.strerror, path=self._path)
            )
            return {}
        except ValueError:
            read = None
        if isinstance(read, dict):
            return read
        self._report_once(AppText.SETTINGS_CORRUPT.format(path=self._path))
        return {}

    def _write(self, values: dict[str, object]) -> None:
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        import tempfile

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


_WORDS, _ORDER = "session.words", "session.order"
_ROW, _ARTICLE, _OPEN = "session.row", "session.article", "session.open"


class LibraryState(Struct, frozen=True):
    """The state of the library: its filter, its order, and the row of its cursor.

    `article` is the id of the article in that row, 0 for none. It identifies the article even if
    the row has changed since.
    """

    filter: str = ""
    order: ArticleOrder = "added"
    row: int = 0
    article: int = 0


def save_session(memory: Settings, state: LibraryState, opened: int) -> None:
    """Store the state of the library and the open article (0 for none)."""
    memory.set(_WORDS, state.filter)
    memory.set(_ORDER, state.order)
    memory.set(_ROW, state.row)
    memory.set(_ARTICLE, state.article)
    memory.set(_OPEN, opened)


def load_session(memory: Settings) -> tuple[LibraryState, int]:
    """Return the stored state of the library and the open article (0 for none)."""
    order: ArticleOrder = next(
        (order for order in get_args(ArticleOrder) if order == memory.get(_ORDER, "")), "added"
    )
    state = LibraryState(
        memory.get(_WORDS, ""), order, max(0, memory.get(_ROW, 0)), memory.get(_ARTICLE, 0)
    )
    return state, memory.get(_OPEN, 0)


_KEY = "search.history"


def read_history(memory: Settings) -> list[str]:
    """Return the recent searches, the most recent one last."""
    return memory.get(_KEY, "").splitlines()


def write_history(memory: Settings, history: Sequence[str]) -> None:
    """Store the recent searches."""
    memory.set(_KEY, "\n".join(history))


MAX_TAGS = 9  # digits


class RecentTags:
    """Up to nine tags, each with a digit; a new tag replaces the least recently used one."""

    def __init__(self, tags: Sequence[str] = ()) -> None:
        """Start with `tags`, the most recently used first."""
        self._by_digit = list(tags[:MAX_TAGS])
        self._by_use = self._by_digit[::-1]  # the least recently used first

    @property
    def tags(self) -> Sequence[str]:
        """The tags in the order of their digits; the first has the digit 1."""
        return tuple(self._by_digit)

    def mark_used(self, tags: Iterable[str]) -> None:
        """Record that tags were used now."""
        for tag in tags:
            if tag in self._by_digit:
                self._by_use.remove(tag)
            elif len(self._by_digit) < MAX_TAGS:
                self._by_digit.append(tag)
            else:
                self._by_digit[self._by_digit.index(self._by_use.pop(0))] = tag
            self._by_use.append(tag)


def state_folder() -> Path:
    """Return the folder in ONRECORD_STATE, else the platform's folder for user state."""
    configured = os.environ.get("ONRECORD_STATE")
    return Path(configured).expanduser() if configured else user_state_path("onrecord")


def log_path() -> Path:
    """Return the path of the log file."""
    return state_folder() / "onrecord.log"


def save_draft_file(path: Path | None, text: str) -> Path | None:
    """Write a draft that the store refused to a file; return its path, None if that fails too."""
    path = path or state_folder() / "drafts" / f"{datetime.datetime.now():%Y-%m-%d-%H%M%S}.md"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "replace"))
    except OSError:
        return None
    return path


def keys_path() -> Path:
    """Return the path in ONRECORD_KEYS, else keys.toml in the user's configuration folder."""
    return _configuration_file("ONRECORD_KEYS", "keys.toml")


def config_path() -> Path:
    """Return the path in ONRECORD_CONFIG, else config.toml beside the usual keys file."""
    return _configuration_file("ONRECORD_CONFIG", "config.toml")


def _configuration_file(variable: str, name: str) -> Path:
    configured = os.environ.get(variable)
    return Path(configured).expanduser() if configured else user_config_path("onrecord") / name
