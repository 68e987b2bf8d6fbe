"""Convert words to the encoder's input: word pieces of its vocabulary, and a capitalization."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

PAD, UNKNOWN, FIRST, LAST = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PAD, UNKNOWN, FIRST, LAST)
# Kinds of capitalization; 0 is for the special pieces at both ends of a passage.
CASES = ("none", "digit", "punctuation", "lower", "title", "upper", "initial", "mixed")
# A longer word (an address, a line of dashes) is truncated to these numbers.
_LONGEST = 48
_MOST_PIECES = 12
# Punctuation is normalized to the forms in the encoder's training corpora.
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"}
    | {"‛": "'", "`": "'", "…": "...", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"}
)
_CACHE_SIZE = 200_000
_ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
# Code points of Chinese characters, each of which is a word.
_IDEOGRAPHS = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2CEB0),
    range(0x2F800, 0x2FA20),
)

Pieces = tuple[int, ...]


def case_of(word: str) -> int:
    """Return the index in `CASES` of a word's capitalization."""
    if word.islower():
        return 3
    if word.isupper():
        return 5 if sum(map(str.isalpha, word)) > 1 else 6
    if word[:1].isupper() and word[1:].islower():
        return 4
    if any(map(str.isalpha, word)):
        return 7
    return 1 if any(map(str.isdigit, word)) else 2


def word_pieces(word: str, vocabulary: Mapping[str, int]) -> Iterator[int]:
    """Split a word into the numbers of its pieces in an uncased vocabulary, as BERT does.

    The word is lower-cased and its accents are removed. Each punctuation mark and each Chinese
    character is a part of its own. Each part is split into the longest pieces from its beginning
    on (WordPiece; Devlin et al., BERT, 2019). A part that cannot be split is `UNKNOWN`.
    """
    for part in "".join(map(_normalize, unicodedata.normalize("NFD", word))).split():
        yield from _longest_pieces(part, vocabulary)


def _longest_pieces(part: str, vocabulary: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    begin = 0
    while begin < len(part):
        prefix = "##" if begin else ""
        for end in range(len(part), begin, -1):
            number = vocabulary.get(prefix + part[begin:end])
            if number is not None:
                break
        else:
            return [vocabulary[UNKNOWN]]
        found.append(number)
        begin = end
    return found


@cache
def _normalize(character: str) -> str:
    """Normalize a character of a decomposed word: lower-case it, drop it, or isolate it."""
    category = unicodedata.category(character)
    if character in "\t\n\r":
        return " "
    if character == "\ufffd" or category in ("Cc", "Cf", "Co", "Mn"):
        return ""
    if character.isspace():
        return " "
    alone = character in _ASCII_MARKS or category.startswith("P")
    if alone or any(ord(character) in ideographs for ideographs in _IDEOGRAPHS):
        return f" {character.lower()} "
    return character.lower()


class WordPieces:
    """Split words into numbers of word pieces, with a cache."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        special = (self._numbers[piece] for piece in SPECIAL)
        self.padding, self.unknown, self.first, self.last = special
        self._cache: dict[str, tuple[Pieces, int]] = {}

    def split(self, words: Iterable[str]) -> list[tuple[Pieces, int]]:
        """Return for each word the numbers of its pieces, at least one, and its case."""
        words = list(words)
        cached = self._cache
        new = list({word for word in words if word not in cached})
        if len(cached) + len(new) > _CACHE_SIZE:
            cached.clear()
            new = list(set(words))
        for word in new:
            found = word_pieces(word[:_LONGEST].translate(_PLAIN), self._numbers)
            pieces = tuple(islice(found, _MOST_PIECES)) or (self.unknown,)
            cached[word] = (pieces, case_of(word))
        return [cached[word] for word in words]
