"""Write a part of a file between two markers, and leave what is beside them as it is.

The markers are comments of HTML and Markdown, each alone on its line.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from db.exporters.registry import write_file

BEGIN, END = "<!-- onrecord:report -->", "<!-- /onrecord:report -->"
_MARKER = re.compile(
    rb"^[ \t]*(" + re.escape(BEGIN.encode()) + rb"|" + re.escape(END.encode()) + rb")[ \t]*\r?$",
    re.MULTILINE,
)


class MarkerError(ValueError):
    """A file whose markers are missing or damaged; its message names the file and the lines."""


def write_marked(target: Path, content: str, frame: tuple[str, str] = ("", "")) -> bool:
    """Write content between the markers of a file, completely or not at all.

    A file that does not exist is created with the markers, between the two parts of `frame`.
    Return True if the file existed. Raises MarkerError for a file without one pair of markers, and
    OSError if the file cannot be read or written, or is changed meanwhile.
    """
    target = target.resolve()  # a link of the reader's own is followed, not replaced
    part = f"{BEGIN}\n{content.rstrip()}\n\n{END}".encode("utf-8", "replace")
    if not target.exists():
        pieces = (f"{frame[0]}".encode(), part, f"\n{frame[1]}".encode("utf-8", "replace"))
        write_file(target, pieces)
        return False
    before = target.stat()
    data = target.read_bytes()
    start, end = _find_markers(target, data)
    if b"\r\n" in data[: start + len(BEGIN) + 8]:
        part = part.replace(b"\n", b"\r\n")
    write_file(target, _check_unchanged(target, before, (data[:start], part, data[end:])),
               mode=before.st_mode & 0o777)  # fmt: skip
    return True


def _check_unchanged(
    target: Path, before: os.stat_result, pieces: Iterable[bytes]
) -> Iterable[bytes]:
    """Yield the pieces; then raise OSError if another program changed the file meanwhile."""
    yield from pieces
    now = target.stat()
    if (now.st_mtime_ns, now.st_size, now.st_ino) != (
        before.st_mtime_ns,
        before.st_size,
        before.st_ino,
    ):
        raise OSError(f"{target} was changed by another program meanwhile; run this again")


def _find_markers(target: Path, data: bytes) -> tuple[int, int]:
    """Return the start of the first marker and the end of the second; raises MarkerError."""
    found = list(_MARKER.finditer(data))
    kinds = [match[1].decode() for match in found]
    if kinds == [BEGIN, END]:
        return found[0].start(1), found[1].end(1)
    lines = ", ".join(str(data.count(b"\n", 0, match.start()) + 1) for match in found)
    if not found:
        raise MarkerError(
            f"{target} has no markers; put the lines {BEGIN} and {END} where the report belongs"
        )
    raise MarkerError(
        f"{target} has damaged markers in line {lines}: one {BEGIN} and, below it, one {END} "
        "are needed; nothing was changed"
    )
