"""Corpus statistics of a text: word counts, keyness, collocations, concordance, readability.

The import of this package is fast: NLTK is imported when collocations or sentences are counted.
"""
