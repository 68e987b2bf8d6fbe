"""Compare the speaker of a quotation with the speaker of a passage of an original."""

import re
from collections.abc import Iterable
from functools import lru_cache

from analysis import lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")


def is_same_speaker(names: Iterable[str], label: str) -> bool | None:
    """Return whether one of the names of a speaker can be that of a label; None if unknown.

    A label may have a title or only the last name: "SEN. LEE" can be Ana Lee. A role, such as
    "Moderator", names no one.
    """
    labeled = _name_words(label)
    if not labeled:
        return None
    known = [words for name in names if (words := _name_words(name))]
    if not known:
        return None
    return any(_agree(words, labeled) for words in known)


def _agree(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether two names can be one person's: an equal last name, and no other first name."""
    shorter, longer = sorted((first, second), key=len)
    if set(shorter) <= set(longer):
        return True
    if first[-1] != second[-1]:
        return False
    initials = {word[0] for word in longer[:-1]}
    return any(word[0] in initials and 1 in (len(word), *map(len, longer)) for word in shorter[:-1])


@lru_cache(maxsize=4_096)
def _name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without titles and what follows a comma."""
    unnamed = lexicon.words("transcript_words", "unnamed", "question", "answer")
    titles = lexicon.words("titles") | lexicon.words("person_nouns", "office")
    words = [lexicon.fold_name(word).rstrip(".") for word in _WORD.findall(name.split(",")[0])]
    return tuple(
        word.removesuffix("'s").removesuffix("’s")
        for word in words
        if word not in titles and word not in unnamed and word not in ("the", "of", "for")
    )
