"""Convert a typed name or pasted text into tasks that add articles."""

from collections.abc import Sequence
from pathlib import Path

from db.importers import Incoming, read_all_bytes
from db.importers.files import files_at
from db.importers.http import Fetching, is_address
from tui.working import Page, Task

_LEAST = 12  # words; a shorter text was pasted by mistake


def tasks_for(name: str) -> Sequence[Task]:
    """Return tasks for a path, a pattern or an address; empty if no file matches."""
    if is_address(name):
        return [Page(name, Fetching())]
    return files_at(name)


def pasted(text: str) -> tuple[str, Sequence[Task]]:
    """Return the kind of a pasted text ("addresses", "files" or "text") and the tasks to add it.

    Lines that are all addresses are pages, and lines that are all existing paths are files.
    Anything else is the text or HTML of an article. There are no tasks for a text that is too
    short.
    """
    lines = [line.strip().strip("'\"") for line in text.splitlines() if line.strip()]
    if lines and all(map(is_address, lines)):
        return "addresses", [Page(line, Fetching()) for line in lines]
    if lines and len(text) < 10_000 and all(_is_file(line) for line in lines):
        return "files", [task for line in lines for task in files_at(line)]
    if len(text.split()) < _LEAST:
        return "", []
    items = read_all_bytes(text.encode("utf-8", "replace"))
    return "text", [item for item in items if isinstance(item, Incoming)]


def _is_file(line: str) -> bool:
    try:
        return Path(line).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False
