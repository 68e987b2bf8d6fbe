"""Decoder of MARC-8, the old encoding of library catalogs, for Latin letters.

Its signs and the accents, which are before their letters, are data of `marc_characters.toml`.
"""

import tomllib
import unicodedata
from pathlib import Path

_TABLE: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("marc_characters.toml").read_text("utf-8")
)
_SIGNS = {int(code, 16): sign for code, sign in _TABLE["signs"].items()}
_ACCENTS = {int(code, 16): accent for code, accent in _TABLE["accents"].items()}
_ESCAPE = 0x1B


def decode_marc8(data: bytes) -> str:
    """Decode text; bytes of other alphabets become U+FFFD."""
    letters: list[str] = []
    accents = ""
    for byte in data:
        if byte in _ACCENTS:
            accents += _ACCENTS[byte]
            continue
        letter = chr(byte) if byte < 0x80 and byte != _ESCAPE else _SIGNS.get(byte, "\ufffd")
        letters.append(letter + accents)
        accents = ""
    return unicodedata.normalize("NFC", "".join(letters))
