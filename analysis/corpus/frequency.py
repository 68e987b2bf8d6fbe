"""Word counts of a text, without stop words and numbers.

Keyness: the words that are more frequent in a text than in a reference corpus.

Stop words, which are excluded from word lists of an article.

Lexical dispersion: the distribution of words over a text, for a plot of one row.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analysis import lexicon
from analysis.models import Span
from analysis.text import fold_text

# The closed word classes of English, numbers in words, and the verb "say".
STOP_WORDS = lexicon.words("stop_words")


# An abbreviation with its full stops, a number, or letters and digits with apostrophes or hyphens.
WORD = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?"
    r"|\d+(?:[.,:]\d+)+(?![^\W_])"
    r"|[^\W_]+(?:['’‑-][^\W_]+)*"
)
_TERM = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’][sS]$")
_CAPITALS = frozenset({"us", "who"})  # stop words, but names in capitals
_PLAIN = str.maketrans({"’": "'", "‑": "-", ".": None})
_STEP = 1 << 16  # characters that are counted before another thread can run

SURE = 15.13  # p < 0.0001 (Rayson, Berridge and Francis 2004)
LIKELY = 6.63  # p < 0.01
_LEAST = 3.84  # p < 0.05
_FEWEST = 2  # occurrences of a word in the text
_SMALL_ARTICLES, _SMALL_WORDS = 20, 20_000


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word in its most frequent spelling, with its count in the text.

    `named` is True if most of its occurrences are part of a name.
    """

    word: str
    count: int
    named: bool = False


@dataclass(frozen=True)
class WordCounts:
    """The words of a text, most frequent first, without stop words and numbers.

    `total` counts all words, including stop words and numbers; `distinct` counts the different
    ones. `terms` counts the terms of the text in a full-text index (`index_terms`).
    """

    words: tuple[WordCount, ...]
    total: int
    distinct: int
    terms: Counter[str]

    @cached_property
    def by_alphabet(self) -> tuple[WordCount, ...]:
        """The same words in alphabetical order."""
        return tuple(sorted(self.words, key=lambda word: (fold_text(word.word), word.word)))


def count_words(text: str, names: Iterable[Span] = ()) -> WordCounts:
    """Count the words of a text; `names` are the spans of names in it.

    Forms that differ in case, accents or a possessive 's are one word. Takes time linear in the
    text's length.
    """
    written: Counter[str] = Counter()
    for begin, end in _chunks(text):
        written.update(WORD.findall(text, begin, end))
    named: Counter[str] = Counter()
    for start, end in names:
        named.update(normalize_word(word) for word in WORD.findall(text, start, end))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    terms: Counter[str] = Counter()
    for form, count in written.items():
        forms[normalize_word(form)][_without_possessive(form)] += count
        for term in index_terms(form):
            terms[term] += count
    counts = [
        WordCount(_most_frequent(spellings), count, named[key] * 2 > count)
        for key, spellings in forms.items()
        if is_content_word(key)
        for count in (spellings.total(),)
    ]
    counts.sort(key=lambda word: (-word.count, fold_text(word.word)))
    return WordCounts(tuple(counts), written.total(), len(forms), terms)


def normalize_word(word: str) -> str:
    """Normalize a word: without case, accents, possessive 's and full stops."""
    shown = _without_possessive(word)
    key = fold_text(shown).translate(_PLAIN)
    return key.upper() if key in _CAPITALS and shown.isupper() else key


def is_content_word(key: str) -> bool:
    """Return True if a normalized word is no stop word, number or single letter."""
    return len(key) > 1 and key not in STOP_WORDS and not key[0].isdigit()


def index_terms(word: str) -> list[str]:
    """Split a word into the terms of a full-text index: runs of letters and digits."""
    return _TERM.findall(fold_text(word))


def _without_possessive(form: str) -> str:
    return _POSSESSIVE.sub("", form)


def _most_frequent(spellings: Counter[str]) -> str:
    """Return the most frequent spelling; of several, the one in lower case."""
    return max(spellings, key=lambda form: (spellings[form], form.islower(), form))


def _chunks(text: str) -> Iterator[Span]:
    """Split a text into chunks that end at a blank if possible, in text order."""
    begin = 0
    while begin < len(text):
        end = min(begin + _STEP, len(text))
        if end < len(text):
            blank = max(text.rfind(" ", begin, end), text.rfind("\n", begin, end))
            end = blank + 1 if blank > begin else end
        yield begin, end
        begin = end


def dispersion_counts(starts: Sequence[int], length: int, cells: int) -> list[int]:
    """Count the offsets in each of `cells` equal parts of a text of `length` characters.

    This is the lexical dispersion plot of Tukey and NLTK, with a count in each cell.
    """
    counts = [0] * cells
    for start in starts:
        counts[min(start * cells // max(length, 1), cells - 1)] += 1
    return counts


@dataclass(frozen=True, slots=True)
class ReferenceCorpus:
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


@dataclass(frozen=True, slots=True)
class KeyWord:
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
