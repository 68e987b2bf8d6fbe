"""Text as searches read it: without case and accents, so that offsets hold; and its symbols."""

import unicodedata
from functools import cache

_SYMBOLS = frozenset("%#&@§")  # with Unicode's symbols: not punctuation of sentences


def alike(text: str) -> str:
    """The text in lower case and without accents, as long as it was.

    Letters that do not fold to exactly one other stay as they are.
    """
    return text.lower() if text.isascii() else text.translate(_bases()).lower()


def is_symbol(letter: str) -> bool:
    """Whether a character is a sign that somebody may look for (`%`, `+`, `$`), no punctuation."""
    # U+FFFD stands for what cleaning took out: nobody looks for it
    return letter in _SYMBOLS or (
        unicodedata.category(letter).startswith("S") and letter not in "\ufffd`´^"
    )


@cache
def _bases() -> dict[int, str]:
    """The bare letter of each accented Latin letter."""
    bases = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        apart = unicodedata.normalize("NFD", chr(code))
        if len(apart) > 1:
            bases[code] = apart[0]
    return bases
