"""Errors of a store and of imports, with messages that say what happened and what to do."""

import logging
import shlex
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import MsgspecError

from analysis import StageFailure

_LOG = logging.getLogger("onrecord.db")
SEE_LOG = "the log (`onrecord paths`) has the details"

UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    MsgspecError,
    zlib.error,
)
"""The errors of values that a damaged record may contain."""


class StoreError(Exception):
    """The store could not be opened, read or written; the message says what to do."""


class PluginError(ValueError):
    """An importer or an exporter of another package failed; the message names the package."""


class Cancelled(Exception):  # noqa: N818 — not an error
    """A query was cancelled, because its result is no longer needed."""


class NotFound(StoreError):  # noqa: N818 — a result more than an error
    """The article or note does not exist in the store."""


class NoStoreError(StoreError):
    """There is no store at a path, and none was to be created."""

    def __init__(self, path: Path) -> None:
        """Name the path where a store was expected."""
        self.path = path
        super().__init__(
            f"There is no store at {path}; check its name, or create one with `onrecord add`"
        )


class CollectionExists(StoreError):  # noqa: N818 — a result more than an error
    """Another collection has the name already."""


class TagExists(StoreError):  # noqa: N818 — a question more than an error
    """A tag cannot be renamed, because another tag has the name; they can be merged."""

    def __init__(self, name: str) -> None:
        """Name the tag that is there already."""
        self.tag_name = name
        super().__init__(f"There is already a tag “{name}”; merge the two instead")


LossKind = Literal["missing", "empty", "overwritten", "older"]
_LOSSES: dict[LossKind, str] = {
    "missing": "is missing, although it had {known}",
    "empty": "is empty, although it had {known}",
    "overwritten": "is no longer a store, although it had {known}",
    "older": "has only {stored} of {known}",
}


class LostStoreError(StoreError):
    """A file has fewer changes than its commit counter or its backups record."""

    def __init__(
        self, path: Path, kind: LossKind, known: int, stored: int, backups: Mapping[Path, int]
    ) -> None:
        """Describe the loss; `backups` are the automatic backups with their changes."""
        self.path, self.kind, self.known, self.stored = path, kind, known, stored
        self.backup = max(backups, key=lambda file: backups[file], default=None)
        self.backup_commits = backups[self.backup] if self.backup else 0
        super().__init__(
            f"The store {self.finding}. Nothing was changed. To restore {self._restorable}, run "
            f"`{self._command('--newest' if backups else 'FILE')}`. To open another store, "
            f"use `--store PATH`. {self._acceptance}To start with an empty store, "
            f"run `{self._command('--start-empty')}`."
        )

    @property
    def finding(self) -> str:
        """The path and the loss: "news.sqlite is missing, although it had 12 changes"."""
        known = f"{self.known:,} change{'' if self.known == 1 else 's'}"
        return f"{self.path} " + _LOSSES[self.kind].format(known=known, stored=f"{self.stored:,}")

    @property
    def _restorable(self) -> str:
        if self.backup is None:
            return "a backup (there is no automatic one)"
        return f"the newest sound backup ({self.backup.name} has {self.backup_commits:,} changes)"

    @property
    def _acceptance(self) -> str:
        if self.kind != "older":
            return ""
        return f"To continue without the lost changes, run `{self._command('--as-is')}`. "

    def _command(self, options: str) -> str:
        return f"onrecord restore {options} --store {shlex.quote(str(self.path))}"


_ADVICE = {
    sqlite3.SQLITE_BUSY: "is in use by another program; close that or try again in a moment",
    sqlite3.SQLITE_LOCKED: "is in use by another program; close that or try again in a moment",
    sqlite3.SQLITE_READONLY: "is read-only; make the file and its folder writable",
    sqlite3.SQLITE_PERM: "cannot be opened: permission denied; check its owner and its folder's",
    sqlite3.SQLITE_AUTH: "cannot be opened: permission denied; check its owner and its folder's",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and is yours",
    sqlite3.SQLITE_FULL: "was not changed, because the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "could not be read or written; check the disk and its free space",
    sqlite3.SQLITE_NOTADB: "is not an OnRecord store; choose another file",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup with `onrecord restore --newest`",
    sqlite3.SQLITE_TOOBIG: "was not changed, because the text is too large; split the text",
}


def locked_error(path: Path) -> StoreError:
    """Return the error for a store that another program keeps locked."""
    return StoreError(f"The store {path} {_ADVICE[sqlite3.SQLITE_BUSY]}")


def to_store_error(error: Exception, path: Path) -> StoreError:
    """Translate a database or file error into a StoreError, to be raised from it."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, UnicodeDecodeError):  # of the message about a damaged schema
        code = sqlite3.SQLITE_CORRUPT
    if code is None:
        return StoreError(f"The store {path} failed: {error}")
    if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_WRITE":
        code = sqlite3.SQLITE_FULL
    advice = _ADVICE.get(code & 0xFF)
    return StoreError(f"The store {path} {advice}" if advice else f"The store {path}: {error}")


class ImportingError(ValueError):
    """A file or text cannot be imported; the message is one line that says what to do."""


def internal_error(task: str, error: BaseException) -> str:
    """Log an unexpected error with its traceback; return a one-line message about it."""
    _LOG.error("%s", task, exc_info=error)
    return f"internal error; {SEE_LOG}"


def log_failures(text: str, failures: Iterable[StageFailure]) -> None:
    """Log the failed stages of an analysis, with their tracebacks."""
    for failure in failures:
        _LOG.error("%s: %s (%s)\n%s", text, failure.stage, failure.reason, failure.traceback)
