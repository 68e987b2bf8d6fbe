"""Define a set of words in one string, which is readable for long lists."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string, separated by blanks and line ends."""
    return frozenset(words.split())
