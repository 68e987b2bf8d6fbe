"""Corpus statistics of a text: word counts, keyness, collocations, concordance, readability.

Importing this package is fast: NLTK is imported when collocations or sentences are counted.
"""

from analysis.corpus.concordance import (
    SORTS,
    Found,
    Line,
    Phrase,
    Sort,
    as_query,
    find,
    lines,
    parse_phrases,
    sorted_lines,
)
from analysis.corpus.frequency import WordCount, WordCounts, count_words, index_terms, spread
from analysis.corpus.keyness import KeyWord, Reference, is_small, key_words

__all__ = [
    "SORTS",
    "Found",
    "KeyWord",
    "Line",
    "Phrase",
    "Reference",
    "Sort",
    "WordCount",
    "WordCounts",
    "as_query",
    "count_words",
    "find",
    "index_terms",
    "is_small",
    "key_words",
    "lines",
    "parse_phrases",
    "sorted_lines",
    "spread",
]
