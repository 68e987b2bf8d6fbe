"""Collocations: pairs of words that occur together more often than by chance."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from analysis.corpus.frequency import WORD, is_content_word, normalize_word
from analysis.models import Span

Measure = Literal["likelihood", "information", "count"]
MEASURES: tuple[Measure, ...] = ("likelihood", "information", "count")
_FEWEST = 2  # occurrences of a pair in the text
_SURE = 3.84  # p < 0.05 of the log-likelihood
# The text between the two words of a pair: "secretary of state", "governor of the bank".
_GAP = re.compile(r"(?:['’][sS])?[ \t\xa0]+(?:of[ \t]+(?:the[ \t]+)?)?")
_POSSESSIVE = frozenset({"s", "S"})


class Collocation(Struct, frozen=True):
    """A pair of words or names as written once in the text, with its number of occurrences.

    `likelihood` is the log-likelihood ratio of Dunning (1993), `information` the pointwise mutual
    information in bits (Church and Hanks 1990). `named` is True if one of the two is a name.
    """

    words: str
    count: int
    likelihood: float
    information: float
    named: bool


class _Unit(NamedTuple):
    """A word or a whole name of the text."""

    start: int
    end: int
    key: str
    named: bool


def collocations(text: str, names: Sequence[Span] = ()) -> list[Collocation]:
    """Return the significant pairs of a text that occur at least twice, most significant first.

    A name counts as one word: its own parts are no collocation. Stop words are excluded, except
    "of" between the two words. Punctuation and line ends separate words.
    """
    from nltk.collocations import BigramCollocationFinder  # NLTK takes a second to load
    from nltk.metrics.association import BigramAssocMeasures
    from nltk.probability import FreqDist

    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    spans: dict[tuple[str, str], Span] = {}
    named: set[tuple[str, str]] = set()
    before: _Unit | None = None
    for unit in _units(text, names):
        words[unit.key] += 1
        if not unit.key:
            continue
        if before and before.key != unit.key and _GAP.fullmatch(text, before.end, unit.start):
            pair = before.key, unit.key
            pairs[pair] += 1
            # prefer the form within a sentence, in lower case
            if pair not in spans or text[spans[pair][0]].isupper():
                spans[pair] = before.start, unit.end
            if before.named or unit.named:
                named.add(pair)
        before = unit
    finder = BigramCollocationFinder(FreqDist(words), FreqDist(pairs))
    finder.apply_freq_filter(_FEWEST)
    information = dict(finder.score_ngrams(BigramAssocMeasures.pmi))
    return [
        Collocation(
            " ".join(text[slice(*spans[pair])].split()),
            pairs[pair],
            likelihood,
            information[pair],
            pair in named,
        )
        for pair, likelihood in finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
        if likelihood >= _SURE and information[pair] > 0
    ]


def _units(text: str, names: Sequence[Span]) -> Iterator[_Unit]:
    """Yield the words of a text in order, each name as one; stop words and numbers have no key."""
    at = 0
    for start, end in sorted(names):
        if start >= at:
            yield from _word_units(text, at, start)
            key = " ".join(map(normalize_word, WORD.findall(text, start, end)))
            yield _Unit(start, end, key, True)
            at = end
    yield from _word_units(text, at, len(text))


def _word_units(text: str, start: int, end: int) -> Iterator[_Unit]:
    for match in WORD.finditer(text, start, end):
        word = match[0]
        first, last = match.span()
        if word in _POSSESSIVE and first and text[first - 1] in "'’":
            continue  # the "s" of a possessive after a name
        if word.endswith(("'s", "’s")):
            last -= 2
        key = normalize_word(word)
        yield _Unit(first, last, key if is_content_word(key) else "", False)
