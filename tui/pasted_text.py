"""Convert a typed name or pasted text into tasks that add articles."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from db.importers.http import is_address
from db.tasks import (
    PastedText,
    Task,
    find_tasks,
)

if TYPE_CHECKING:
    pass

_LEAST = 12  # words; a shorter text was pasted by mistake


def tasks_for_pasted_text(text: str) -> tuple[str, Sequence[Task]]:
    """Return the kind of a pasted text ("addresses", "files" or "text") and the tasks to add it.

    Lines that are all addresses are pages, and lines that are all existing paths are files.
    Anything else is the text or HTML of an article. There are no tasks for a text that is too
    short.
    """
    lines = [line.strip().strip("'\"") for line in text.splitlines() if line.strip()]
    if lines and all(map(is_address, lines)):
        return "addresses", [task for line in lines for task in find_tasks(line)]
    if lines and len(text) < 10_000 and all(_is_file(line) for line in lines):
        return "files", [task for line in lines for task in find_tasks(line)]
    if len(text.split()) < _LEAST:
        return "", []
    return "text", [PastedText(text)]


def _is_file(line: str) -> bool:
    try:
        return Path(line).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False
