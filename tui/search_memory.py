"""The searches of late, as they are remembered from one session to the next."""

from collections.abc import Sequence

from tui.memory import Memory

_KEY = "search.history"


def read_history(memory: Memory) -> list[str]:
    """The searches of late, the last one last."""
    return memory.get(_KEY, "").splitlines()


def write_history(memory: Memory, history: Sequence[str]) -> None:
    """Remember the searches of late."""
    memory.set(_KEY, "\n".join(history))
