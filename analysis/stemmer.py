"""A stemmer for the inflected forms of English words: rain, rains, rained, raining.

It implements steps 1 and 5 of M. F. Porter's second English stemmer (snowballstem.org, 2001):
plurals, past tenses, participles, and the y and e before them. The other steps are omitted: they
conflate words of different meanings (university, universe), which is wrong in a search. It is our
own because NLTK's `SnowballStemmer` runs all steps: in 3,000 words of news it merges 50 more sets,
such as elect and election, busy and business.
"""

import re
from functools import lru_cache

from analysis import lexicon

_VOWEL = re.compile("[aeiouy]")
_AFTER_A_VOWEL = re.compile("[aeiouy][^aeiouy]")
_SHORT = re.compile("(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywx])$")
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_IRREGULAR = {
    "skis": "ski", "skies": "sky", "buses": "bus", "dying": "die", "lying": "lie", "tying": "tie",
    "men": "man", "women": "woman", "children": "child", "people": "people",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a word in lower case without accents; other strings are unchanged."""
    if len(word) <= 2 or not word.isascii() or not word.isalpha():
        return word
    if word in lexicon.words("uninflected"):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _strip_verb_ending(_strip_plural(word))
    if len(word) > 2 and word[-1] == "y" and word[-2] not in "aeiouy":
        word = word[:-1] + "i"
    return _strip_final_e(word)


def _strip_plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith(("us", "ss")) or word[-1] != "s":
        return word
    return word[:-1] if _VOWEL.search(word[:-2]) else word


def _strip_verb_ending(word: str) -> str:
    for ending in ("eed", "ed", "ing"):
        if word.endswith(ending):
            break
    else:
        return word
    before = word[: -len(ending)]
    if ending == "eed":
        return f"{before}ee" if _AFTER_A_VOWEL.search(before) else word
    if not _VOWEL.search(before):
        return word
    if before.endswith(("at", "bl", "iz")):
        return f"{before}e"
    if before.endswith(_DOUBLE):
        return before[:-1]
    region = _AFTER_A_VOWEL.search(before)
    if _SHORT.search(before) and (region is None or region.end() == len(before)):
        return f"{before}e"
    return before


def _strip_final_e(word: str) -> str:
    if word[-1] != "e":
        return word
    first = _AFTER_A_VOWEL.search(word)
    if first is None:
        return word
    second = _AFTER_A_VOWEL.search(word, first.end())
    in_second = second is not None and second.end() <= len(word) - 1
    in_first = first.end() <= len(word) - 1
    return word[:-1] if in_second or (in_first and not _SHORT.search(word[:-1])) else word
