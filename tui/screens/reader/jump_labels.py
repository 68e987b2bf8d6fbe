"""Jump labels: short strings of letters, none of which is a prefix of another."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"  # those under the fingers first
MAX_LABELS = len(_LETTERS) ** 2


def jump_labels(count: int) -> list[str]:
    """Return `count` labels, at most `MOST`: single letters as far as possible, then pairs."""
    letters = len(_LETTERS)
    count = min(count, MAX_LABELS)
    pairs = max(-(-(count - letters) // (letters - 1)), 0)  # letters that begin a pair
    single, first = _LETTERS[: letters - pairs], _LETTERS[letters - pairs :]
    return [*single, *(a + b for a in first for b in _LETTERS)][:count]
