"""Word counts of a text, without stop words and numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from analysis import lexicon
from analysis.folded_text import fold_text
from analysis.models import Span

# The closed word classes of English, numbers in words, and the verb "say".
STOP_WORDS = lexicon.words("stop_words")


# An abbreviation with its full stops, a number, or letters and digits with apostrophes or hyphens.
WORD = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?"
    r"|\d+(?:[.,:]\d+)+(?![^\W_])"
    r"|[^\W_]+(?:['’‑-][^\W_]+)*"
)
_POSSESSIVE = re.compile(r"['’][sS]$")
_CAPITALS = frozenset({"us", "who"})  # stop words, but names in capitals
_PLAIN = str.maketrans({"’": "'", "‑": "-", ".": None})


class WordCount(Struct, frozen=True):
    """A word in its most frequent spelling, with its count in the text.

    `named` is True if most of its occurrences are part of a name.
    """

    word: str
    count: int
    named: bool = False


class WordCounts(Struct, frozen=True):
    """The words of a text, most frequent first, without stop words and numbers.

    `total` counts all words, including stop words and numbers; `distinct` the different ones.
    """

    words: tuple[WordCount, ...]
    total: int
    distinct: int


def count_words(text: str, names: Iterable[Span] = ()) -> WordCounts:
    """Count the words of a text; `names` are the spans of names in it.

    Forms that differ in case, accents or a possessive 's are one word. Takes time linear in the
    text's length.
    """
    # `findall` would be faster, but block other threads until it has all words
    written = Counter(match[0] for match in WORD.finditer(text))
    named: Counter[str] = Counter()
    for start, end in names:
        named.update(normalize_word(word) for word in WORD.findall(text, start, end))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for form, count in written.items():
        forms[normalize_word(form)][_without_possessive(form)] += count
    counts = [
        WordCount(_most_frequent(spellings), count, named[key] * 2 > count)
        for key, spellings in forms.items()
        if is_content_word(key)
        for count in (spellings.total(),)
    ]
    counts.sort(key=lambda word: (-word.count, fold_text(word.word)))
    return WordCounts(tuple(counts), written.total(), len(forms))


def normalize_word(word: str) -> str:
    """Normalize a word: without case, accents, possessive 's and full stops."""
    shown = _without_possessive(word)
    key = fold_text(shown).translate(_PLAIN)
    return key.upper() if key in _CAPITALS and shown.isupper() else key


def is_content_word(key: str) -> bool:
    """Return True if a normalized word is no stop word, number or single letter."""
    return len(key) > 1 and key not in STOP_WORDS and not key[0].isdigit()


def _without_possessive(form: str) -> str:
    return _POSSESSIVE.sub("", form)


def _most_frequent(spellings: Counter[str]) -> str:
    """Return the most frequent spelling; of several, the one in lower case."""
    return max(spellings, key=lambda form: (spellings[form], form.islower(), form))
