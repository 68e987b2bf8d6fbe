"""Importers: convert files and bytes to documents, ready to be analyzed and stored.

Importing this package is cheap: parsers load with the first file that needs them.
"""

from collections.abc import Iterator
from pathlib import Path

from db.errors import ImportingError
from db.importers.metadata import find_published
from db.importers.models import Highlight, ImportItem, ImportProblem
from db.importers.registry import SANDBOXED, detect_kind, read_items, read_items_of_kind
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

_LARGEST = 50_000_000  # bytes of a file that is one article
_LARGEST_MANY = 500_000_000  # bytes of a mailbox, an archive or a list


def read(path: Path) -> Document:
    """Read the single document in a file of any known format; raises ImportingError."""
    return _single(read_all(path))


def read_bytes(data: bytes, name: str = "") -> Document:
    """Read the single document in the bytes of a file called `name`; raises ImportingError."""
    return _single(read_all_bytes(data, name))


def read_all(path: Path, skip: int = 0) -> Iterator[ImportItem | ImportProblem]:
    """Read all items of a file after the first `skip`; a bad item never stops the others.

    A file that cannot be read at all yields one Problem.
    """
    try:
        data = _bytes_of(path)
    except ImportingError as error:
        yield ImportProblem(path.name, str(error))
        return
    yield from read_all_bytes(data, path.name, skip)


def read_all_bytes(
    data: bytes, name: str = "", skip: int = 0
) -> Iterator[ImportItem | ImportProblem]:
    """Read all items in the bytes of a file called `name`, as `read_all` does."""
    try:
        kind = detect_kind(data, name)
        many = kind in ("mailbox", "warc", "json", "jsonl", "csv")
        largest = _LARGEST_MANY if many else _LARGEST
        if len(data) > largest:
            raise ImportingError(f"is larger than {largest // 1_000_000} MB; split it")
    except ImportingError as error:
        yield ImportProblem(name, str(error))
        return
    if kind in SANDBOXED:
        from db.importers.sandbox import read_sandboxed  # a subprocess, for untrusted formats

        yield from read_sandboxed(data, name, kind, skip)
    else:
        yield from read_items(read_items_of_kind(data, name, kind), name, skip)


def _single(found: Iterator[ImportItem | ImportProblem]) -> Document:
    first = next(found, None)
    if isinstance(first, ImportProblem):
        raise ImportingError(first.message)
    if first is None or not first.document.text:
        raise ImportingError("has no article in it; choose another file")
    if next(found, None) is not None:
        raise ImportingError("has several articles; add it to the store to get them all")
    return first.document


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_MANY + 1)
    except FileNotFoundError:
        raise ImportingError("there is no such file; check its name") from None
    except IsADirectoryError:
        raise ImportingError("is a folder; name the files in it") from None
    except PermissionError:
        raise ImportingError("cannot be read: permission denied; check its owner") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportingError(f"cannot be read: {reason}") from error
