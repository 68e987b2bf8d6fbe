"""The text without case and accents, each character by exactly one other, so that offsets hold."""

import unicodedata
from functools import cache


def alike(text: str) -> str:
    """The text in lower case and without accents, as long as it was.

    Letters that do not fold to exactly one other stay as they are.
    """
    return text.lower() if text.isascii() else text.translate(_bases()).lower()


@cache
def _bases() -> dict[int, str]:
    """The bare letter of each accented Latin letter."""
    bases = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        apart = unicodedata.normalize("NFD", chr(code))
        if len(apart) > 1:
            bases[code] = apart[0]
    return bases
