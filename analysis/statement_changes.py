"""Changes between two statements of a person that are near in words: negation, number, modality."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from analysis import lexicon
from analysis.corpus.text_reuse import find_content_stems
from analysis.models import Span

if TYPE_CHECKING:
    from analysis.verification.verdicts import Concern

StatementSign = Literal["negation", "number", "modality"]
_SIGNS: "dict[Concern, StatementSign]" = {
    "negation": "negation",
    "number": "number",
    "modal": "modality",
}
_AGE = re.compile(r"[-\s]years?[-\s]old\b", re.IGNORECASE)
_AGE_WORDS = 10  # characters after a number
_FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CONTRACTED = re.compile(r"n[’']t$", re.IGNORECASE)
_STRENGTHS = ("possible", "necessary", "future")
_MARKS = ".,;:!?()[]“”\"‘’'"
_LEAST_STEMS = 3  # content words that both have
_LEAST_SHARE = 0.5  # of the content words of the shorter one
_LEAST_JACCARD = 0.4  # of all content words
_LEAST_COUNTED = 0.5  # of all content words, for a number: else two events are counted
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
    from analysis.verification import compare_wordings  # imports NLTK, which no list needs

    inner, found = 0, []
    stems = set(find_content_stems(earlier)), set(find_content_stems(later))
    is_close = len(stems[0] & stems[1]) >= _LEAST_COUNTED * len(stems[0] | stems[1])
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
        if not _IS_CHANGED[sign](before, after):
            continue
        if sign == "number":
            if not is_close or _is_age(earlier, difference.spoken_span):
                continue
        elif find_content_stems(" ".join(before)) != find_content_stems(" ".join(after)):
            continue  # other verbs: "violated / not complied with"
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


def _changes_number(before: list[str], after: list[str]) -> bool:
    """Return whether both have numbers, and others: "1" and "first" are the same."""
    earlier, later = _read_numbers(before), _read_numbers(after)
    return bool(earlier and later) and earlier != later


def _read_numbers(words: list[str]) -> set[str]:
    numerals = lexicon.values("numerals", "cardinal", "ordinal", "magnitude")
    found: set[str] = set()
    for word in words:
        bare = word.casefold().strip(_MARKS)
        if bare in numerals:
            found.add(numerals[bare].removesuffix(".0"))
        elif (match := _FIGURES.search(bare)) is not None and "-year" not in bare:
            found.add(match[0].replace(",", ""))
    return found


def _is_age(text: str, span: Span) -> bool:
    """Return whether a number is an age: a 13-year-old boy."""
    return _AGE.search(text[span[0] : span[1] + _AGE_WORDS]) is not None


def _changes_negation(before: list[str], after: list[str]) -> bool:
    """Return whether only one side has a negation: U.N. and *without charges* are none."""
    return _has_negation(before) != _has_negation(after)


def _has_negation(words: list[str]) -> bool:
    negations = lexicon.words("tense_cues", "negation") | {"cannot"}
    return any(
        word.casefold().strip(_MARKS) in negations or _CONTRACTED.search(word) for word in words
    )


def _changes_modality(before: list[str], after: list[str]) -> bool:
    """Return whether both have modal verbs of other strengths, or one a verb without any.

    "may" and "could" are equally strong; *is due to meet* is no other modality than *will meet*.
    """
    earlier, later = _read_modality(before), _read_modality(after)
    if earlier and later:
        return earlier != later
    bare = after if earlier else before
    infinitives = lexicon.words("modal_verbs", "infinitive")
    return bool(earlier or later) and infinitives.isdisjoint(each.casefold() for each in bare)


def _read_modality(words: list[str]) -> set[str]:
    """Return the strengths of the modal verbs; the month of May is none."""
    lower = [word.strip(_MARKS) for word in words if word != "May"]
    return {
        strength
        for strength in _STRENGTHS
        if not lexicon.words("modal_verbs", strength).isdisjoint(lower)
    }


_IS_CHANGED: dict[StatementSign, Callable[[list[str], list[str]], bool]] = {
    "number": _changes_number,
    "negation": _changes_negation,
    "modality": _changes_modality,
}


def _is_outer(text: str, span: Span) -> bool:
    """Return whether a difference begins or ends a statement."""
    return not (any(map(str.isalnum, text[: span[0]])) and any(map(str.isalnum, text[span[1] :])))


def list_changes(earlier: str, later: str) -> tuple[StatementChange, ...]:
    """Return the changes between two statements; none if they are not near in words."""
    stems = find_content_stems(earlier), find_content_stems(later)
    return find_changes(earlier, later) if measure_nearness(*stems) else ()
