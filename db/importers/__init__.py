"""Importers: convert files and bytes to documents, ready to be analyzed and stored.

The import of this package is cheap: parsers load in another process (`db.importers.sandbox`).
"""

import datetime
import functools
import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from analysis.structs import replace
from db.errors import ImportingError
from db.importers.documents import confirm_published
from db.importers.first_lines import find_published
from db.importers.models import Highlight, ImportItem, ImportProblem
from db.importers.registry import LARGEST_LIST
from db.models import Document

__all__ = [
    "Highlight",
    "ImportItem",
    "ImportProblem",
    "ImportingError",
    "find_published",
    "read",
    "read_all",
    "read_all_bytes",
    "read_bytes",
]

_CHUNK = 1_000_000  # bytes


def read(path: Path | str) -> Document:
    """Read the single document in a file of any known format; raises ImportingError."""
    return _single(read_all(path))


def read_bytes(data: bytes, name: str = "") -> Document:
    """Read the single document in the bytes of a file called `name`; raises ImportingError."""
    return _single(read_all_bytes(data, name))


def read_all(path: Path | str, skip: int = 0) -> Iterator[ImportItem | ImportProblem]:
    """Read all items of a file after the first `skip`; a bad item never stops the others.

    A file that cannot be read at all yields one Problem.
    """
    path = Path(path)
    try:
        is_regular = path.is_file()
    except ValueError:  # a name that no file can have; opening it reports the error
        is_regular = True
    if is_regular:
        for item in _read_chunks(functools.partial(_chunks_of_file, path), path.name, skip):
            yield _confirm_by_file(item, path)
        return
    try:
        data = b"".join(_chunks_of_file(path))  # a pipe can be read only once
    except ImportingError as error:
        yield ImportProblem(path.name, str(error))
        return
    yield from read_all_bytes(data, path.name, skip)


def _confirm_by_file(item: ImportItem | ImportProblem, path: Path) -> ImportItem | ImportProblem:
    """Return an item with a guessed publication date confirmed or replaced by the file's time."""
    if isinstance(item, ImportProblem) or item.is_record:
        return item
    saved = None
    with suppress(OSError, ValueError, OverflowError):
        saved = datetime.date.fromtimestamp(path.stat().st_mtime)
    return replace(item, document=confirm_published(item.document, saved))


def read_all_bytes(
    data: bytes, name: str = "", skip: int = 0
) -> Iterator[ImportItem | ImportProblem]:
    """Read all items in the bytes of a file called `name`, as `read_all` does."""
    yield from _read_chunks(lambda: iter((data[: LARGEST_LIST + 1],)), name, skip)


def _read_chunks(
    chunks: Callable[[], Iterator[bytes]], name: str, skip: int
) -> Iterator[ImportItem | ImportProblem]:
    from db.importers.sandbox import read_sandboxed  # which registers its end in this process

    try:
        yield from read_sandboxed(chunks, name, skip)
    except ImportingError as error:
        yield ImportProblem(name, str(error))


def _single(found: Iterator[ImportItem | ImportProblem]) -> Document:
    items = list(itertools.islice(found, 2))
    first = items[0] if items else None
    if isinstance(first, ImportProblem):
        raise ImportingError(first.message)
    if first is None or not first.document.text:
        raise ImportingError("has no article in it; choose another file")
    if len(items) > 1:
        raise ImportingError("has several articles; add it to the store to get them all")
    return first.document


def _chunks_of_file(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, at most one more than can be read; raises ImportingError."""
    left = LARGEST_LIST + 1
    try:
        with path.open("rb") as file:
            while chunk := file.read(min(left, _CHUNK)):
                left -= len(chunk)
                yield chunk
    except FileNotFoundError:
        raise ImportingError("there is no such file; check its name") from None
    except IsADirectoryError:
        raise ImportingError("is a folder; name the files in it") from None
    except PermissionError:
        raise ImportingError("cannot be read: permission denied; check its owner") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportingError(f"cannot be read: {reason}") from error
