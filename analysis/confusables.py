"""Find confusable characters: invisible ones, and letters that look like Latin ones."""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

_WORD = re.compile(r"[^\W\d_]{2,}")
# Cyrillic and Greek letters that have the same glyphs as Latin ones in most fonts.
_CONFUSABLE = frozenset("аеорсухіѕјԁһԛԝАВЕКМНОРСТУХІЅЈԌԚԜοικνυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_JOINERS = "\u200c\u200d"  # required between letters of other scripts, and within emoji
_REMOVED = "\ufffd"


class Confusable(Struct, frozen=True):
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
