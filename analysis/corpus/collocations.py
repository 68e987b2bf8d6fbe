"""Collocations: pairs of words that occur together more often than by chance."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from analysis.corpus.frequency import WORD, is_content_word, normalize_word
from analysis.models import Span

Measure = Literal["likelihood", "information", "count"]
MEASURES: tuple[Measure, ...] = ("likelihood", "information", "count")
_MOST_PAIRS = 200_000  # counted at once; above that, pairs seen only once are dropped
_FEWEST = 2  # occurrences of a pair in the text
_SURE = 3.84  # p < 0.05 of the log-likelihood
# The text between the two words of a pair: "secretary of state", "governor of the bank".
_GAP = re.compile(r"(?:['’][sS])?[ \t\xa0]+((?:of[ \t]+(?:the[ \t]+)?)?)")
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


def collocations(
    text: str, names: Sequence[Span] = (), measure: Measure = "likelihood"
) -> list[Collocation]:
    """Return the significant pairs of a text that occur at least twice, best first.

    A name counts as one word: its own parts are no collocation. Stop words are excluded, except
    "of" between the two words. Punctuation and line ends separate words. Counts and measures
    follow NLTK's BigramCollocationFinder. Takes time linear in the text's length. If a text has
    very many pairs, the counts of those seen late may be slightly too low.
    """
    from nltk.metrics.association import BigramAssocMeasures  # NLTK takes a second to load

    singles: Counter[str] = Counter()
    # The key is first word, link and second word in one string: tuples would be many small objects,
    # whose garbage collection blocks other threads.
    counts: dict[str, int] = {}
    spans: dict[str, Span] = {}
    named: set[str] = set()
    total = 0
    before: _Unit | None = None
    for unit in _units(text, names):
        total += 1
        if not unit.key:
            continue
        singles[unit.key] += 1
        link = _link(text, before, unit) if before else None
        if before and link is not None and before.key != unit.key:
            pair = f"{before.key}\t{link}\t{unit.key}"
            count = counts[pair] = counts.get(pair, 0) + 1
            if count == _FEWEST or (
                # prefer the form within a sentence, in lower case
                count > _FEWEST and text[spans[pair][0]].isupper()
            ):
                spans[pair] = before.start, unit.end
            if before.named or unit.named:
                named.add(pair)
            if len(counts) > _MOST_PAIRS:
                counts = {pair: count for pair, count in counts.items() if count >= _FEWEST}
        before = unit
    scored = []
    for pair, (start, end) in spans.items():
        first, _, second = pair.split("\t")
        margins = (counts[pair], (singles[first], singles[second]), total)
        likelihood = float(BigramAssocMeasures.likelihood_ratio(*margins))
        information = float(BigramAssocMeasures.pmi(*margins))
        if likelihood >= _SURE and information > 0:
            words = " ".join(text[start:end].split())
            scored.append(Collocation(words, margins[0], likelihood, information, pair in named))
    return rank_collocations(scored, measure)


def rank_collocations(found: Iterable[Collocation], measure: Measure) -> list[Collocation]:
    """Sort collocations by a measure, best first."""
    return sorted(
        found, key=lambda pair: (-getattr(pair, measure), -pair.likelihood, pair.words.lower())
    )


def _units(text: str, names: Sequence[Span]) -> Iterator[_Unit]:
    """Yield the words of a text in order, each name as one; stop words and numbers have no key."""
    keys: dict[str, str] = {}  # of each word as it is written
    at = 0
    for start, end in sorted(names):
        if start >= at:
            yield from _word_units(text, at, start, keys)
            key = " ".join(map(normalize_word, WORD.findall(text, start, end)))
            yield _Unit(start, end, key, True)
            at = end
    yield from _word_units(text, at, len(text), keys)


def _word_units(text: str, start: int, end: int, keys: dict[str, str]) -> Iterator[_Unit]:
    for match in WORD.finditer(text, start, end):
        word = match[0]
        key = keys.get(word)
        if key is None:
            key = normalize_word(word)
            key = keys[word] = key if is_content_word(key) else ""
        first, last = match.span()
        if word in _POSSESSIVE and first and text[first - 1] in "'’":
            continue  # the "s" of a possessive after a name
        if key and word.endswith(("'s", "’s")):
            last -= 2
        yield _Unit(first, last, key, False)


def _link(text: str, before: _Unit, unit: _Unit) -> str | None:
    """Return the words between two units, "" if they are adjacent, None if they are no pair."""
    gap = text[before.end : unit.start]
    if gap == " ":
        return ""
    found = _GAP.fullmatch(gap)
    return " ".join(found[1].split()) if found else None
