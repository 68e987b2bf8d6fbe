"""Clean text on import: unsafe characters are replaced one for one, so that offsets stay valid.

Fold text for search, without case and accents; offsets stay valid. Classify symbols.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

# Terminals execute control characters and bidirectional overrides, and `str.splitlines` splits at
# more than line feeds: neither is stored. NEL, VT, FF, U+2028 and U+2029 become line feeds.
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Replace characters that control a terminal or a database, or that split lines.

    The result has as many characters as `text`, so that offsets stay valid. The function is
    idempotent.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    return _UNSAFE.sub("\ufffd", _LINE_ENDS.sub("\n", text))


_ACCENTED = re.compile("[\xc0-\u024f\u1e00-\u1eff]")
# the UTF-8 bytes that are not the first byte of an accented letter
_OTHERS = bytes(set(range(256)) - {*range(0xC3, 0xCA), 0xE1})
_SYMBOLS = frozenset("%#&@§")  # with Unicode's symbols: not punctuation of sentences


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


def join_names(names: Sequence[str]) -> str:
    """Join names to a phrase: "Ana Berg, Tom Reed and Li Wei"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def is_symbol(letter: str) -> bool:
    """Return True for a symbol that can be searched for (`%`, `+`, `$`), not for punctuation."""
    # U+FFFD replaces characters that cleaning removed: it is no search term.
    return letter in _SYMBOLS or (
        unicodedata.category(letter).startswith("S") and letter not in "\ufffd`´^"
    )


@cache
def _bases() -> dict[str, str]:
    """Return the base letter of each accented Latin letter."""
    letters = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    return {
        letter: apart[0]
        for letter in letters
        if len(apart := unicodedata.normalize("NFD", letter)) > 1
    }
