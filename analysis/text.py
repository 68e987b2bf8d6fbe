"""Clean text on import: unsafe characters are replaced one for one, so that offsets stay valid."""

import datetime
import re
import unicodedata
from collections.abc import Sequence

# Terminals execute control characters and bidirectional overrides, and `str.splitlines` splits at
# more than line feeds: neither is stored. NEL, VT, FF, U+2028 and U+2029 become line feeds.
_LINE_ENDS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace characters that control a terminal or a database, or that split lines.

    The result has as many characters as `text`, so that offsets stay valid. The function is
    idempotent.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    return _UNSAFE.sub(lambda match: "\n" if match[0] in _LINE_ENDS else "\ufffd", text)


Day = datetime.date | str
"""A day, or a string such as `2022-03-17`."""


def to_day(given: Day | None) -> datetime.date | None:
    """Return a day that is given as a date or as a string; raises ValueError for another string."""
    if isinstance(given, str):
        return parse_iso_day(given)
    return given.date() if isinstance(given, datetime.datetime) else given


def parse_iso_day(written: str) -> datetime.date:
    """Parse `2022-03-17` or `2022-03-17T08:30:00`; raises ValueError for anything else.

    For commands and records, whose days must not depend on the current one.
    """
    try:
        return datetime.datetime.fromisoformat(written.strip()).date()
    except ValueError:
        raise ValueError(f"{written!r} is not a date: write it as 2022-03-17") from None


_SYMBOLS = frozenset("%#&@§")  # with Unicode's symbols: not punctuation of sentences


_WORDS = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*\.?")


def split_words(text: str) -> list[str]:
    """Return the words of a role or name in lower case, without possessive endings."""
    return _WORDS.findall(text.lower())


def join_names(names: Sequence[str]) -> str:
    """Join names to a phrase: "Ana Berg, Tom Reed and Li Wei"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def abbreviate(text: str, most: int = 60) -> str:
    """Return a text on one line, with an ellipsis after its first `most` characters."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most and len(text) <= 4 * most else f"{line[:most].rstrip()}…"


def is_symbol(letter: str) -> bool:
    """Return True for a symbol that can be searched for (`%`, `+`, `$`), not for punctuation."""
    # U+FFFD replaces characters that cleaning removed: it is no search term.
    return letter in _SYMBOLS or (
        unicodedata.category(letter).startswith("S") and letter not in "\ufffd`´^"
    )
