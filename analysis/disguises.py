"""Characters that a reader does not see, or takes for others: invisible ones and look-alikes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]{2,}")
# Cyrillic and Greek letters that are drawn as Latin ones are, in most founts.
_ALIKE = frozenset("аеорсухіѕјԁһԛԝАВЕКМНОРСТУХІЅЈԌԚԜοικνυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_JOINERS = "\u200c\u200d"  # letters of other scripts, and emoji, are joined and parted by them
_TAKEN_OUT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Disguise:
    """A character that is not what it seems: where it is, and what it is called."""

    start: int
    name: str
    hidden: bool

    @property
    def end(self) -> int:
        """Where it ends: one character on."""
        return self.start + 1


def find_disguises(text: str) -> list[Disguise]:
    """The characters of a text that cannot be seen, and the letters of another script in a word.

    A character that was taken out as the text came in, since a terminal would have obeyed it, is
    among those that cannot be seen. All in text order.
    """
    return sorted((*_hidden(text), *_look_alikes(text)), key=lambda found: found.start)


def _hidden(text: str) -> Iterator[Disguise]:
    if text.isascii():
        return
    for start, character in enumerate(text):
        if character.isascii():
            continue
        if character == _TAKEN_OUT:
            yield Disguise(start, "a character that was taken out", hidden=True)
        elif unicodedata.category(character) == "Cf" and not _joins(text, start):
            yield Disguise(start, _name(character), hidden=True)


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands where writing needs it: beside what is not Latin."""
    if text[at] not in _JOINERS:
        return False
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return any(not letter.isascii() and not _is_latin(letter) for letter in around)


def _look_alikes(text: str) -> Iterator[Disguise]:
    if text.isascii():
        return
    for word in _WORD.finditer(text):
        if not _ALIKE.isdisjoint(word[0]) and any(map(_is_latin, word[0])):
            for at, letter in enumerate(word[0], word.start()):
                if letter in _ALIKE:
                    yield Disguise(at, _name(letter), hidden=False)


def _is_latin(letter: str) -> bool:
    return _name(letter).startswith("LATIN")


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")
