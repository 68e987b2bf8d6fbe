"""Changes between two statements of a person that are near in words: negation, number, modality."""

from typing import Literal

from msgspec import Struct

from analysis.corpus.text_reuse import find_content_stems
from analysis.models import Span
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
_MOST_WORDS, _MOST_OUTER = 4, 2  # words on each side of a change; of one at a statement's end
_MOST_INNER = 0.3  # share of words that differ between those that both have


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

    The statements are near in words. A change is a short difference between words that both have:
    a clause that one of them leaves out says nothing about the other.
    """
    inner, found = 0, []
    for difference in compare_wordings(earlier, later).differences:
        before, after, is_trimmed = _trim_words(
            difference.spoken.split(), difference.quoted.split()
        )
        is_outer = not is_trimmed and (
            _is_outer(earlier, difference.spoken_span) or _is_outer(later, difference.quoted_span)
        )
        if not is_outer:
            inner += len(before) + len(after)
        sign = _SIGNS.get(difference.concern)
        most = _MOST_OUTER if is_outer else _MOST_WORDS
        if sign is None or max(len(before), len(after)) > most:
            continue
        if sign == "number" and not (before and after):
            continue
        words = " / ".join(filter(None, (" ".join(before), " ".join(after))))
        found.append(StatementChange(sign, words))
    shorter = min(len(earlier.split()), len(later.split()))
    return tuple(found) if inner <= _MOST_INNER * 2 * shorter else ()


def _trim_words(first: list[str], second: list[str]) -> tuple[list[str], list[str], bool]:
    """Return the words of a difference without those that both begin or end with.

    The last value is True if there were any: the difference is then between words of both.
    """
    size = min(len(first), len(second))
    start = 0
    while start < size and first[start].casefold() == second[start].casefold():
        start += 1
    end = 0
    while end < size - start and first[-1 - end].casefold() == second[-1 - end].casefold():
        end += 1
    stops = len(first) - end, len(second) - end
    return first[start : stops[0]], second[start : stops[1]], bool(start or end)


def _is_outer(text: str, span: Span) -> bool:
    """Return whether a difference begins or ends a statement."""
    return not (any(map(str.isalnum, text[: span[0]])) and any(map(str.isalnum, text[span[1] :])))


def list_changes(earlier: str, later: str) -> tuple[StatementChange, ...]:
    """Return the changes between two statements; none if they are not near in words."""
    stems = find_content_stems(earlier), find_content_stems(later)
    return find_changes(earlier, later) if measure_nearness(*stems) else ()
