"""Fold text for search, without case and accents; offsets stay valid."""

import re
import unicodedata
from functools import cache

_ACCENTED = re.compile("[\xc0-\u024f\u1e00-\u1eff]")
# the UTF-8 bytes that are not the first byte of an accented letter
_OTHERS = bytes(set(range(256)) - {*range(0xC3, 0xCA), 0xE1})


def fold_text(text: str) -> str:
    """Fold a text to lower case without accents, to the same length.

    Letters that do not fold to exactly one letter are unchanged.
    """
    if text.isascii():
        return text.lower()
    # Most texts have no accents: the check on bytes is six times as fast as one on letters.
    if text.encode("utf-8", "surrogatepass").translate(None, _OTHERS):
        # Ten times as fast as `translate`, since few texts have many accents.
        text = _ACCENTED.sub(lambda letter: _bases().get(letter[0], letter[0]), text)
    return text.lower()


@cache
def _bases() -> dict[str, str]:
    """Return the base letter of each accented Latin letter."""
    letters = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    return {
        letter: apart[0]
        for letter in letters
        if len(apart := unicodedata.normalize("NFD", letter)) > 1
    }
