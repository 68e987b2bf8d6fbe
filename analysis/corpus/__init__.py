"""Corpus statistics of a text: word counts, keyness, collocations, concordance, readability.

Importing this package is fast: NLTK is imported when collocations or sentences are counted.
"""
