"""Remove control characters before drawing, so that no stored text can control the terminal.

Terminals of another character set than Unicode get ASCII signs.
"""

import codecs
import io
import os
import re
import unicodedata
from typing import TextIO

from rich.cells import cell_len

# Control characters, escape and C1 codes, line separators, and characters that reorder or hide
# their neighbors. Terminals interpret the former, and give the latter no cell of their own.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
# Signs for terminals whose character set lacks those of the screens, one cell each.
_ASCII_SIGNS = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‹": "<", "›": ">", "«": "<", "»": ">",
    "–": "-", "—": "-", "…": ".", "·": ".", "•": "*", "×": "x", "●": "*", "◐": "o", "○": "o",
    "◌": "?", "◇": "~", "▬": "=", "★": "*", "☆": "*",
    "✓": "+", "✗": "x", "→": ">", "←": "<", "↑": "^", "↓": "v", "⌘": "#",
}  # fmt: skip
_SIGN_TABLE = str.maketrans({**_ASCII_SIGNS, "…": "..."})
# The console of Linux prints parts of the sequences for links and titles as text.
HAS_LINKS = os.environ.get("TERM") not in {"linux", "dumb", "unknown"}
"""True if the terminal accepts the sequences of links (OSC 8) and of its title (OSC 2)."""
_OSC_9 = "\x1b]9;{text}\x1b\\"
_OSC_777 = "\x1b]777;notify;OnRecord;{text}\x1b\\"
_BLANKS = {"\t": " ", "\n": " ", "\r": " "}


def safe(text: str) -> str:
    """Replace every character that a terminal would interpret, one for one.

    Tabs and line ends become spaces, the rest U+FFFD. Offsets stay valid, and every character has
    a measurable width. Call it on stored text before measuring or wrapping it.
    """
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: _BLANKS.get(match[0], "\ufffd"), text)


def notification_code() -> str:
    """Return the sequence that notifies on the desktop, with a place for the text; "" if unknown.

    A multiplexer, such as tmux, passes none of them on.
    """
    program, terminal = os.environ.get("TERM_PROGRAM", ""), os.environ.get("TERM", "")
    if program in {"iTerm.app", "WezTerm", "ghostty"} or terminal == "xterm-kitty":
        return _OSC_9
    if os.environ.get("WT_SESSION") and "TMUX" not in os.environ:  # Windows Terminal
        return _OSC_9
    return _OSC_777 if terminal.startswith(("foot", "rxvt")) else ""


def use_ascii_signs(stream: TextIO) -> None:
    """Write similar ASCII signs to a stream whose encoding is not UTF-8."""
    if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
        codecs.register_error("ascii-signs", _replace_unencodable)
        stream.reconfigure(errors="ascii-signs")


def _replace_unencodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_to_ascii, error.object[error.start : error.end])), error.end


def _to_ascii(character: str) -> str:
    """Return an ASCII sign or letter for a character, as many cells wide."""
    if character in _ASCII_SIGNS:
        return _ASCII_SIGNS[character]
    name = unicodedata.name(character, "")
    if name.startswith("BOX DRAWINGS"):
        vertical, horizontal = "VERTICAL" in name, "HORIZONTAL" in name
        return "|" if vertical and not horizontal else "-" if horizontal and not vertical else "+"
    if "BLOCK" in name or name.startswith("BRAILLE"):
        return "|" if name.startswith("LEFT") else "#"
    letter = unicodedata.normalize("NFKD", character)[0]
    return letter if letter.isascii() else "?" * cell_len(character)


def drop_unsafe(text: str) -> str:
    """Remove every character that a terminal would interpret."""
    return _UNSAFE.sub("", text)


def to_ascii_signs(text: str) -> str:
    """Replace typographic signs by similar ASCII signs: “Yes” → "Yes". Letters stay as they are."""
    return text.translate(_SIGN_TABLE)
