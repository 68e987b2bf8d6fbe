"""Text as searches read it: without case and accents, so that offsets hold; and its symbols."""

import re
import unicodedata
from functools import cache

_ACCENTED = re.compile("[\xc0-\u024f\u1e00-\u1eff]")
# the bytes of UTF-8 that none of these begins with
_OTHERS = bytes(set(range(256)) - {*range(0xC3, 0xCA), 0xE1})
_SYMBOLS = frozenset("%#&@§")  # with Unicode's symbols: not punctuation of sentences


def alike(text: str) -> str:
    """The text in lower case and without accents, as long as it was.

    Letters that do not fold to exactly one other stay as they are.
    """
    if text.isascii():
        return text.lower()
    # most texts have none, which bytes tell six times as fast as looking at each letter
    if text.encode("utf-8", "surrogatepass").translate(None, _OTHERS):
        # ten times as fast as `translate`, since few texts have many
        text = _ACCENTED.sub(lambda letter: _bases().get(letter[0], letter[0]), text)
    return text.lower()


def is_symbol(letter: str) -> bool:
    """Whether a character is a sign that somebody may look for (`%`, `+`, `$`), no punctuation."""
    # U+FFFD stands for what cleaning took out: nobody looks for it
    return letter in _SYMBOLS or (
        unicodedata.category(letter).startswith("S") and letter not in "\ufffd`´^"
    )


@cache
def _bases() -> dict[str, str]:
    """The bare letter of each accented Latin letter."""
    letters = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    return {
        letter: apart[0]
        for letter in letters
        if len(apart := unicodedata.normalize("NFD", letter)) > 1
    }
