"""The search history, stored in the settings."""

from collections.abc import Sequence

from tui.settings import Memory

_KEY = "search.history"


def read_history(memory: Memory) -> list[str]:
    """Return the recent searches, the most recent one last."""
    return memory.get(_KEY, "").splitlines()


def write_history(memory: Memory, history: Sequence[str]) -> None:
    """Store the recent searches."""
    memory.set(_KEY, "\n".join(history))
