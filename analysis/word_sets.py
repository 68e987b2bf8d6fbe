"""Reads a set of words out of one string, so that long lists stay readable."""


def word_set(words: str) -> frozenset[str]:
    """The words of a string, which blanks and line ends part."""
    return frozenset(words.split())
