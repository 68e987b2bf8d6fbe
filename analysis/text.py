"""Clean text on import: unsafe characters are replaced one for one, so that offsets stay valid."""

import re

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
