"""How often each word stands in a text, without the words that say little by themselves."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.findings import Span
from analysis.folding import alike
from analysis.wording.stop_words import STOP_WORDS

# An abbreviation with its full stops, a number, or letters and digits with what joins them.
WORD = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?"
    r"|\d+(?:[.,:]\d+)+(?![^\W_])"
    r"|[^\W_]+(?:['’‑-][^\W_]+)*"
)
_TERM = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’][sS]$")
_CAPITALS = frozenset({"us", "who"})  # stop words, but names where they stand in capitals
_PLAIN = str.maketrans({"’": "'", "‑": "-", ".": None})
_STEP = 1 << 16  # characters in which words are counted before another thread may run


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word as it is written most often, and how often it stands in the text.

    `named` tells whether most of its places are part of a name.
    """

    word: str
    count: int
    named: bool = False


@dataclass(frozen=True)
class WordCounts:
    """The words of a text, most frequent first, without stop words and numbers.

    `total` counts all words, stop words and numbers too, and `distinct` the different ones.
    `terms` counts the pieces that a full-text index keeps of the text (`index_terms`).
    """

    words: tuple[WordCount, ...]
    total: int
    distinct: int
    terms: Counter[str]

    @cached_property
    def by_alphabet(self) -> tuple[WordCount, ...]:
        """The same words from A to Z."""
        return tuple(sorted(self.words, key=lambda word: (alike(word.word), word.word)))


def count_words(text: str, names: Iterable[Span] = ()) -> WordCounts:
    """The words of a text; `names` are the stretches that name somebody or something.

    Case, accents and a possessive 's make no other word of a word. Takes time linear in the
    text's length.
    """
    written: Counter[str] = Counter()
    for begin, end in _steps(text):
        written.update(WORD.findall(text, begin, end))
    named: Counter[str] = Counter()
    for start, end in names:
        named.update(bare(word) for word in WORD.findall(text, start, end))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    terms: Counter[str] = Counter()
    for form, count in written.items():
        forms[bare(form)][_shown(form)] += count
        for term in index_terms(form):
            terms[term] += count
    counts = [
        WordCount(_usual(spellings), count, named[key] * 2 > count)
        for key, spellings in forms.items()
        if is_content(key)
        for count in (spellings.total(),)
    ]
    counts.sort(key=lambda word: (-word.count, alike(word.word)))
    return WordCounts(tuple(counts), written.total(), len(forms), terms)


def bare(word: str) -> str:
    """What all forms of a word have in common: no case, accents, possessive 's or full stops."""
    shown = _shown(word)
    key = alike(shown).translate(_PLAIN)
    return key.upper() if key in _CAPITALS and shown.isupper() else key


def is_content(key: str) -> bool:
    """Whether a bare word says something by itself: no stop word, number or single letter."""
    return len(key) > 1 and key not in STOP_WORDS and not key[0].isdigit()


def index_terms(word: str) -> list[str]:
    """The pieces of a word that a full-text index keeps: letters and digits that stand together."""
    return _TERM.findall(alike(word))


def _shown(form: str) -> str:
    return _POSSESSIVE.sub("", form)


def _usual(spellings: Counter[str]) -> str:
    """The spelling used most often; of several, the one in small letters, as within a sentence."""
    return max(spellings, key=lambda form: (spellings[form], form.islower(), form))


def _steps(text: str) -> Iterator[Span]:
    """Stretches of a text that end at a blank where there is one, in text order."""
    begin = 0
    while begin < len(text):
        end = min(begin + _STEP, len(text))
        if end < len(text):
            blank = max(text.rfind(" ", begin, end), text.rfind("\n", begin, end))
            end = blank + 1 if blank > begin else end
        yield begin, end
        begin = end
