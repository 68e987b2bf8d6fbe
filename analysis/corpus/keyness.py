"""Keyness: the words that are more frequent in a text than in a reference corpus."""

import math
from collections.abc import Mapping

from msgspec import Struct, field

from analysis.corpus.frequency import WordCount, WordCounts, index_terms

SURE = 15.13  # p < 0.0001 (Rayson, Berridge and Francis 2004)
LIKELY = 6.63  # p < 0.01
_LEAST = 3.84  # p < 0.05
_FEWEST = 2  # occurrences of a word in the text
_SMALL_ARTICLES, _SMALL_WORDS = 20, 20_000


class ReferenceCorpus(Struct, frozen=True):
    """A reference corpus: its numbers of articles and words, and its word counts from an index.

    `counts` has the number of occurrences of each term (`index_terms`).
    """

    articles: int
    words: int
    counts: Mapping[str, int] = field(default_factory=dict)

    def excluding(self, own: WordCounts) -> "ReferenceCorpus":
        """Return the corpus without the text counted in `own`, which is part of it."""
        counts = {term: max(0, count - own.terms[term]) for term, count in self.counts.items()}
        return ReferenceCorpus(
            max(0, self.articles - 1), max(0, self.words - own.terms.total()), counts
        )


class KeyWord(Struct, frozen=True):
    """A key word, with its count in the reference corpus (`elsewhere`).

    `score` is the log-likelihood G2. `times` is the ratio of its frequencies in the text and in
    the corpus; it is infinite if the corpus does not have the word.
    """

    word: WordCount
    elsewhere: int
    score: float
    times: float


def find_key_words(counts: WordCounts, others: ReferenceCorpus) -> list[KeyWord]:
    """Return the words that are more frequent in a text than in a corpus, highest keyness first.

    Keyness is the log-likelihood of Dunning (1993), applied to two corpora by Rayson and Garside
    (2000). Words with p ≥ 0.05 and words that occur once in the text are excluded. An index
    stores a word such as "U.S." in parts: its count elsewhere is that of its rarest part. That is
    at most too high, which cannot make a word key by mistake.
    """
    found = []
    size = counts.terms.total()  # in index terms, like the size of the corpus
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
    """Return G2 of a word with `count` occurrences in `words` words and `other_count` elsewhere.

    It is 0 for equal frequencies (Rayson and Garside 2000: 2 Σ observed ln observed/expected).
    """
    both = (count + other_count) / (words + other_words)
    score = 0.0
    for observed, size in ((count, words), (other_count, other_words)):
        if observed:
            score += observed * math.log(observed / (size * both))
    return max(2 * score, 0.0)


def is_small_corpus(others: ReferenceCorpus) -> bool:
    """Return True if the reference corpus is too small for reliable keyness."""
    return others.articles < _SMALL_ARTICLES or others.words < _SMALL_WORDS
