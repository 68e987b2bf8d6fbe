"""What differs between two wordings of the same words, piece by piece."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from analysis.folding import alike
from analysis.wording.word_counts import WORD

Difference = Literal["same", "cut", "added"]

_PIECE = re.compile(rf"{WORD.pattern}|\s+|.", re.DOTALL)
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_MOST = 4_000  # pieces of either text that are compared word by word
_SHORT = 4  # letters

_Step = tuple[bool, int, int, int, int]  # whether they agree, and where in both texts


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that stands in both texts, only in the first one (cut), or in the second (added).

    What both have may differ in case, accents and the form of marks: `text` is as the second text
    has it, `first` as the first one does.
    """

    text: str
    how: Difference
    first: str = ""


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` becomes `after`: the pieces of both in their order, words never taken apart.

    The pieces that are not added, as the first text has them, are `before`; those that are not
    cut are `after`.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    pieces: list[Piece] = []
    for alike_, a, b, c, d in _steps(old, new):
        first, second = "".join(old[a:b]), "".join(new[c:d])
        if alike_:
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
        agrees = how == "equal" and not (inside and _says_little(old[a:b]))
        if steps and not agrees and not steps[-1][0]:  # one change, with a stray "the" within
            _, a, _, c, _ = steps.pop()
        steps.append((agrees, a, b, c, d))
    return steps


def _says_little(pieces: list[str]) -> bool:
    """Whether what two texts share is no more than a short word, which they share by chance."""
    words = [piece for piece in pieces if piece[0].isalnum()]
    return not words or (len(words) == 1 and len(words[0]) < _SHORT)


def _key(piece: str) -> str:
    """What makes two pieces the same: case, accents and the form of marks do not matter."""
    return " " if piece.isspace() else alike(piece).translate(_MARKS)
