"""Clean text on import: unsafe characters are replaced one for one, so that offsets stay valid.

Fold text for search, without case and accents; offsets stay valid. Classify symbols.

Find confusable characters: invisible ones, and letters that look like Latin ones.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

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


_WORDS = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*\.?")


def split_words(text: str) -> list[str]:
    """Return the words of a role or name in lower case, without possessive endings."""
    return _WORDS.findall(text.lower())


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


_WORD = re.compile(r"[^\W\d_]{2,}")
# Cyrillic and Greek letters that have the same glyphs as Latin ones in most fonts.
_CONFUSABLE = frozenset("аеорсухіѕјԁһԛԝАВЕКМНОРСТУХІЅЈԌԚԜοικνυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_JOINERS = "\u200c\u200d"  # required between letters of other scripts, and within emoji
_REMOVED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Confusable:
    """A confusable character: its offset and its Unicode name; `hidden` if it is invisible."""

    start: int
    name: str
    hidden: bool

    @property
    def end(self) -> int:
        """The offset of its end, one after `start`."""
        return self.start + 1


def find_confusables(text: str) -> list[Confusable]:
    """Find invisible characters and letters of another script in a Latin word, in text order.

    U+FFFD counts as invisible: it replaces a control character that was removed on import.
    """
    return sorted((*_hidden(text), *_look_alikes(text)), key=lambda found: found.start)


def _hidden(text: str) -> Iterator[Confusable]:
    if text.isascii():
        return
    for start, character in enumerate(text):
        if character.isascii():
            continue
        if character == _REMOVED:
            yield Confusable(start, "a character that was taken out", hidden=True)
        elif unicodedata.category(character) == "Cf" and not _is_needed_joiner(text, start):
            yield Confusable(start, _name(character), hidden=True)


def _is_needed_joiner(text: str, at: int) -> bool:
    """Return True if a joiner is legitimate: next to a character that is not Latin."""
    if text[at] not in _JOINERS:
        return False
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return any(not letter.isascii() and not _is_latin(letter) for letter in around)


def _look_alikes(text: str) -> Iterator[Confusable]:
    if text.isascii():
        return
    for word in _WORD.finditer(text):
        if not _CONFUSABLE.isdisjoint(word[0]) and any(map(_is_latin, word[0])):
            for at, letter in enumerate(word[0], word.start()):
                if letter in _CONFUSABLE:
                    yield Confusable(at, _name(letter), hidden=False)


def _is_latin(letter: str) -> bool:
    return _name(letter).startswith("LATIN")


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")
