"""What a reader types or pastes into the app to be added, as tasks for worker processes."""

from collections.abc import Sequence
from pathlib import Path

from db.importing import Incoming, read_all_bytes
from db.importing.fetching import Fetching, is_address
from db.importing.files import files_at
from tui.working import Page, Task

_LEAST = 12  # words that are an article and not a slip


def tasks_for(name: str) -> Sequence[Task]:
    """The files that a name stands for, or the page at an address; none where nothing is there."""
    if is_address(name):
        return [Page(name, Fetching())]
    return files_at(name)


def pasted(text: str) -> tuple[str, Sequence[Task]]:
    """What was pasted, in words, and the tasks that add it; none for what is no article.

    Lines of addresses are pages, lines of names of files that are there are files; anything else
    is an article's text or its HTML.
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
