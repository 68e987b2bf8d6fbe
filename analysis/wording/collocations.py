"""Words that stand together more often than chance would have them: a text's collocations."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.findings import Span
from analysis.wording.word_counts import WORD, bare, is_content

Measure = Literal["likelihood", "information", "count"]
MEASURES: tuple[Measure, ...] = ("likelihood", "information", "count")
_MOST_PAIRS = 200_000  # kept at once; beyond that those that were met once are dropped
_FEWEST = 2  # times a pair has to stand in the text
_SURE = 3.84  # p < 0.05 of the log-likelihood
# What may join the two words of a pair: "secretary of state", "governor of the bank".
_LINKS = frozenset({"", "of", "of the"})
_GAP = re.compile(r"[ \t\xa0]+(?:of[ \t]+(?:the[ \t]+)?)?")


@dataclass(frozen=True, slots=True)
class Collocation:
    """Two words or names that stand together, as they are written once, and how often they do.

    `likelihood` is the log-likelihood ratio of Dunning (1993), `information` the pointwise mutual
    information in bits (Church and Hanks 1990); `named` tells whether one of the two is a name.
    """

    words: str
    count: int
    likelihood: float
    information: float
    named: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word or a whole name of the text."""

    start: int
    end: int
    key: str
    named: bool


def collocations(
    text: str, names: Sequence[Span] = (), measure: Measure = "likelihood"
) -> list[Collocation]:
    """The pairs of a text that stand together at least twice and not by chance, best first.

    A name counts as one word, so that its own parts are no collocation. Stop words are no part of
    a pair, save "of" between its two; punctuation and line ends part. Counts and measures follow
    NLTK's BigramCollocationFinder. Takes time linear in the text's length; of a text with very
    many pairs, those met late may be counted a little too low.
    """
    from nltk.metrics.association import BigramAssocMeasures  # NLTK takes a second to load

    singles: Counter[str] = Counter()
    pairs: dict[tuple[str, str, str], list[int]] = {}
    total = 0
    before: _Unit | None = None
    for unit in _units(text, names):
        total += 1
        if not unit.key:
            continue
        singles[unit.key] += 1
        link = _link(text, before, unit) if before else None
        if before and link is not None and before.key != unit.key:
            found = pairs.setdefault((before.key, link, unit.key), [0, before.start, unit.end, 0])
            found[0] += 1
            if text[before.start : unit.end].islower():  # not as it begins a sentence
                found[1:3] = before.start, unit.end
            found[3] += before.named or unit.named
            if len(pairs) > _MOST_PAIRS:
                pairs = {pair: found for pair, found in pairs.items() if found[0] > 1}
        before = unit
    scored = []
    for (first, _, second), (count, start, end, named) in pairs.items():
        if count < _FEWEST:
            continue
        margins = (count, (singles[first], singles[second]), total)
        likelihood = float(BigramAssocMeasures.likelihood_ratio(*margins))
        information = float(BigramAssocMeasures.pmi(*margins))
        if likelihood >= _SURE and information > 0:
            words = " ".join(text[start:end].split())
            scored.append(Collocation(words, count, likelihood, information, bool(named)))
    return ranked(scored, measure)


def ranked(found: Iterable[Collocation], measure: Measure) -> list[Collocation]:
    """The collocations with the best by a measure first."""
    return sorted(
        found, key=lambda pair: (-getattr(pair, measure), -pair.likelihood, pair.words.lower())
    )


def _units(text: str, names: Sequence[Span]) -> Iterator[_Unit]:
    """The words of a text in order, each name as one; stop words and numbers have no key."""
    at = 0
    for start, end in sorted(names):
        if start >= at:
            yield from _words(text, at, start)
            key = " ".join(map(bare, WORD.findall(text, start, end)))
            yield _Unit(start, end, key, True)
            at = end
    yield from _words(text, at, len(text))


def _words(text: str, start: int, end: int) -> Iterator[_Unit]:
    for match in WORD.finditer(text, start, end):
        key = bare(match[0])
        first, last = match.span()
        if key == "s" and match.start() and text[match.start() - 1] in "'’":
            continue  # what is left of a possessive after a name
        last -= match[0].endswith(("'s", "’s")) * 2
        yield _Unit(first, last, key if is_content(key) else "", False)


def _link(text: str, before: _Unit, unit: _Unit) -> str | None:
    """The words that join two units, "" where they touch; None where something parts them."""
    gap = text[before.end : unit.start]
    if len(gap) > 16:
        return None
    gap = re.sub("^['’]s(?= )", "", gap)
    if not _GAP.fullmatch(gap):
        return None
    link = " ".join(gap.split())
    return link if link in _LINKS else None
