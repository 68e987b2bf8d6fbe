"""Corpus statistics of a text: word counts, collocations, concordance, dispersion.

The import of this package is fast: NLTK is imported when collocations are counted.
"""
