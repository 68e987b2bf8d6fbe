"""A folder of note files, with a copy of each file as it was at the last exchange.

The copies are in the folder `.onrecord`, which git ignores, in a folder for each store, since
several stores may exchange notes by one folder.
"""

import hashlib
import platform
from contextlib import suppress
from pathlib import Path

COPIES = ".onrecord"
_IGNORE = ".gitignore"


class ExchangeFolder:
    """A folder of note files that are exchanged with others."""

    def __init__(self, folder: Path, store: Path) -> None:
        """Use a folder, which may not exist yet, for the store at a path."""
        self._folder = folder
        key = f"{platform.node()} {store.resolve()}".encode("utf-8", "replace")
        self._copies = folder / COPIES / hashlib.sha256(key).hexdigest()[:12]

    def read_copy(self, name: str) -> bytes | None:
        """Return a file as it was at the last exchange; None if it never was exchanged.

        Raises OSError if the copy cannot be read.
        """
        self._refuse_link()
        with suppress(FileNotFoundError):
            return (self._copies / name).read_bytes()
        return None

    def is_changed(self, name: str) -> bool:
        """Return whether a file has changes of others that were not imported yet."""
        try:
            present = (self._folder / name).read_bytes()
        except FileNotFoundError:
            return False
        return present != self.read_copy(name)

    def list_copies(self, name: str, content: bytes) -> list[tuple[Path, bytes]]:
        """Return the files to write after the exchange of a file, each with its content.

        Raises FileExistsError if the folder of the copies is a link.
        """
        self._refuse_link()
        return [(self._folder / COPIES / _IGNORE, b"*\n"), (self._copies / name, content)]

    def _refuse_link(self) -> None:
        for path in (self._folder / COPIES, self._copies):
            if path.is_symlink():
                raise FileExistsError(f"{path} is a link to another folder; remove it")
