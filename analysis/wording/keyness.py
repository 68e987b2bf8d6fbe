"""The words that a text uses more often than other texts do."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.wording.word_counts import WordCount, WordCounts, index_terms

SURE = 15.13  # p < 0.0001 (Rayson, Berridge and Francis 2004)
LIKELY = 6.63  # p < 0.01
_LEAST = 3.84  # p < 0.05
_FEWEST = 2  # times a word has to stand in the text
_SMALL_ARTICLES, _SMALL_WORDS = 20, 20_000


@dataclass(frozen=True, slots=True)
class Reference:
    """What a text is compared with: other texts, how many words an index has of them, and which.

    `counts` says how often a term (`analysis.wording.word_counts.index_terms`) stands in them.
    """

    articles: int
    words: int
    counts: Mapping[str, int] = field(default_factory=dict)

    def without(self, own: WordCounts) -> "Reference":
        """The others alone, of texts among which the text counted in `own` is one."""
        counts = {term: max(0, count - own.terms[term]) for term, count in self.counts.items()}
        return Reference(max(0, self.articles - 1), max(0, self.words - own.terms.total()), counts)


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word, how often it stands in the others, and how much more often here.

    `score` is the log-likelihood G2, `times` how many times as frequent the word is here; it is
    infinite where the others do not have the word.
    """

    word: WordCount
    elsewhere: int
    score: float
    times: float


def key_words(counts: WordCounts, others: Reference) -> list[KeyWord]:
    """The words that are more frequent in a text than in other texts, the most key first.

    Keyness is the log-likelihood of Dunning (1993) as Rayson and Garside (2000) use it on two
    corpora; words below p < 0.05, and words that stand in the text once, are left out. A word
    that an index keeps in pieces ("U.S.") counts elsewhere as often as its rarest piece, at most
    too often, so that it is never key by mistake.
    """
    found = []
    size = counts.terms.total()  # as those of the others are counted
    for word in counts.words:
        if word.count < _FEWEST or not others.words:
            continue
        elsewhere = min((others.counts.get(term, 0) for term in index_terms(word.word)), default=0)
        score = log_likelihood(word.count, size, elsewhere, others.words)
        here, there = word.count / size, elsewhere / others.words
        if score >= _LEAST and here > there:
            found.append(KeyWord(word, elsewhere, score, here / there if there else math.inf))
    return sorted(found, key=lambda key: (-key.score, -key.word.count, key.word.word))


def log_likelihood(count: int, words: int, other_count: int, other_words: int) -> float:
    """G2 of a word that stands `count` times in `words` words and `other_count` in others.

    0 where both have it equally often (Rayson and Garside 2000: 2 Σ observed ln observed/expected).
    """
    both = (count + other_count) / (words + other_words)
    score = 0.0
    for observed, size in ((count, words), (other_count, other_words)):
        if observed:
            score += observed * math.log(observed / (size * both))
    return max(2 * score, 0.0)


def is_small(others: Reference) -> bool:
    """Whether other texts are so few that keyness is a hint and no more."""
    return others.articles < _SMALL_ARTICLES or others.words < _SMALL_WORDS
