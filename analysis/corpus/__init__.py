"""Corpus statistics of a text: word counts, keyness, collocations, concordance, readability.

Importing this package is fast: NLTK is imported when collocations or sentences are counted.
"""

from analysis.corpus.concordance import (
    SORTS,
    ConcordanceLine,
    Phrase,
    PhraseMatches,
    Sort,
    concordance_lines,
    find_phrases,
    parse_phrases,
    sort_lines,
    to_query,
)
from analysis.corpus.frequency import (
    KeyWord,
    ReferenceCorpus,
    WordCount,
    WordCounts,
    count_words,
    dispersion_counts,
    find_key_words,
    index_terms,
    is_small_corpus,
)

__all__ = [
    "SORTS",
    "ConcordanceLine",
    "KeyWord",
    "Phrase",
    "PhraseMatches",
    "ReferenceCorpus",
    "Sort",
    "WordCount",
    "WordCounts",
    "concordance_lines",
    "count_words",
    "dispersion_counts",
    "find_key_words",
    "find_phrases",
    "index_terms",
    "is_small_corpus",
    "parse_phrases",
    "sort_lines",
    "to_query",
]
