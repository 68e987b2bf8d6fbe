"""Word-level differences between two versions of a text."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from analysis.corpus.frequency import WORD
from analysis.folding import alike

Difference = Literal["same", "cut", "added"]

_PIECE = re.compile(rf"{WORD.pattern}|\s+|.", re.DOTALL)
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_MOST = 4_000  # pieces of either text that are compared word by word
_SHORT = 4  # letters

# True if the pieces are equal, then their half-open ranges in the first and in the second text.
_Step = tuple[bool, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of both texts, of the first only (cut), or of the second only (added).

    The part in both may differ in case, accents and the form of marks: `text` is its form in the
    second text, `first` its form in the first.
    """

    text: str
    how: Difference
    first: str = ""


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces that turn `before` into `after`, in their order; words are never split.

    The pieces that are not added, in the form of the first text, join to `before`. Those that are
    not cut join to `after`.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    pieces: list[Piece] = []
    for equal, a, b, c, d in _steps(old, new):
        first, second = "".join(old[a:b]), "".join(new[c:d])
        if equal:
            pieces.append(Piece(second, "same", first))
            continue
        if first:
            pieces.append(Piece(first, "cut"))
        if second:
            pieces.append(Piece(second, "added"))
    return tuple(pieces)


def _steps(old: list[str], new: list[str]) -> list[_Step]:
    if len(old) > _MOST or len(new) > _MOST:
        return [(old == new, 0, len(old), 0, len(new))]
    before, after = list(map(_key, old)), list(map(_key, new))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    steps: list[_Step] = []
    for at, (how, a, b, c, d) in enumerate(blocks):
        inside = 0 < at < len(blocks) - 1
        equal = how == "equal" and not (inside and _is_chance_match(old[a:b]))
        if steps and not equal and not steps[-1][0]:  # one change, with a stray "the" within
            _, a, _, c, _ = steps.pop()
        steps.append((equal, a, b, c, d))
    return steps


def _is_chance_match(pieces: list[str]) -> bool:
    """Return True if equal pieces are at most one short word, which two texts share by chance."""
    words = [piece for piece in pieces if piece[0].isalnum()]
    return not words or (len(words) == 1 and len(words[0]) < _SHORT)


def _key(piece: str) -> str:
    """Return a key that is equal for pieces that differ only in case, accents or form of marks."""
    return " " if piece.isspace() else alike(piece).translate(_MARKS)
