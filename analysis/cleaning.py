"""The one cleaning of text on its way in: every character is kept or replaced by one other."""

import re

# A terminal would obey controls and bidirectional overrides, `str.splitlines` breaks at more than
# line feeds: none of them enters the store. NEL, VT, FF, U+2028 and U+2029 become line feeds.
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text without characters that a terminal, a database or a line splitter would obey.

    The result has as many characters as `text`, so offsets hold. Cleaning twice changes nothing.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    return _UNSAFE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
