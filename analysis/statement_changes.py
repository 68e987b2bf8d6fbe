"""Changes between two statements of a person that are near in words: negation, number, modality."""

from typing import Literal

from msgspec import Struct

from analysis.corpus.text_reuse import find_content_stems
from analysis.verification import compare_wordings
from analysis.verification.verdicts import Concern

StatementSign = Literal["negation", "number", "modality"]
_SIGNS: dict[Concern, StatementSign] = {
    "negation": "negation",
    "number": "number",
    "modal": "modality",
}
_LEAST_STEMS = 3  # content words that both have
_LEAST_SHARE = 0.5  # of the content words of the shorter one
_LEAST_JACCARD = 0.4  # of all content words


class StatementChange(Struct, frozen=True):
    """A change from an earlier statement to a later one: its kind and its words.

    `words` are those that the earlier and the later one has: "12 / 15"; or those of only one of
    them: "not".
    """

    sign: StatementSign
    words: str


def measure_nearness(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """Return the nearness in words of two statements by the stems of their content words.

    It is the Jaccard index, or 0 if they have too few words in common to be about one thing.
    """
    left, right = set(first), set(second)
    shared = left & right
    if len(shared) < _LEAST_STEMS or len(shared) < _LEAST_SHARE * min(len(left), len(right)):
        return 0.0
    nearness = len(shared) / len(left | right)
    return nearness if nearness >= _LEAST_JACCARD else 0.0


def find_changes(earlier: str, later: str) -> tuple[StatementChange, ...]:
    """Return the changes of negation, number and modality from one statement to another.

    The statements are near in words: of others, any difference would be a change.
    """
    changes = []
    for difference in compare_wordings(earlier, later).differences:
        sign = _SIGNS.get(difference.concern)
        if sign is not None:
            words = " / ".join(filter(None, (difference.said, difference.quoted)))
            changes.append(StatementChange(sign, words))
    return tuple(changes)


def list_changes(earlier: str, later: str) -> tuple[StatementChange, ...]:
    """Return the changes between two statements; none if they are not near in words."""
    stems = find_content_stems(earlier), find_content_stems(later)
    return find_changes(earlier, later) if measure_nearness(*stems) else ()
