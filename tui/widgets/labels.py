"""Labels to jump by: short strings of letters, none of which begins another."""

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"  # those under the fingers first
MOST = len(_LETTERS) ** 2


def labels(count: int) -> list[str]:
    """So many labels, at most `MOST`: of one letter as far as they go, the others of two."""
    letters = len(_LETTERS)
    count = min(count, MOST)
    pairs = max(-(-(count - letters) // (letters - 1)), 0)  # letters that begin a pair
    single, first = _LETTERS[: letters - pairs], _LETTERS[letters - pairs :]
    return [*single, *(a + b for a in first for b in _LETTERS)][:count]
