"""Readability: the length of a text and its reading ease."""

from collections import Counter

from msgspec import Struct

from analysis.corpus.frequency import WORD
from analysis.models import Span

_SCHOOL = (  # Flesch (1949): the minimum score and its description
    (90.0, "very easy"),
    (80.0, "easy"),
    (70.0, "fairly easy"),
    (60.0, "plain English"),
    (50.0, "fairly hard"),
    (30.0, "hard"),
)
_FEWEST = 100  # words below which the formulas are unreliable


class Readability(Struct, frozen=True):
    """The readability measures of a text.

    `ease` is Flesch's Reading Ease (1948; 100 is easy, 0 very hard). `grade` is the Flesch-Kincaid
    grade (Kincaid and others 1975; years of an American school). Both are None for a text without
    words. `longest` is the longest sentence and `longest_words` its number of words.
    """

    characters: int
    words: int
    distinct: int
    syllables: int
    sentences: int
    paragraphs: int
    longest: Span
    longest_words: int
    ease: float | None
    grade: float | None

    @property
    def sentence_words(self) -> float:
        """The average number of words in a sentence."""
        return self.words / max(self.sentences, 1)

    @property
    def word_syllables(self) -> float:
        """The average number of syllables in a word."""
        return self.syllables / max(self.words, 1)

    @property
    def rating(self) -> str:
        """Flesch's description of the score; "" for a text without words."""
        if self.ease is None:
            return ""
        return next((name for least, name in _SCHOOL if self.ease >= least), "very hard")

    @property
    def is_short(self) -> bool:
        """Return True if the text is too short for reliable scores."""
        return self.words < _FEWEST


def measure_readability(text: str) -> Readability:
    """Measure the readability of a text, in time linear in its length.

    Syllables come from syllapy's dictionary, and from its rules for other words. Sentences are
    those of the analysis.
    """
    from analysis.tokenizer import sentence_spans  # imports NLTK

    written: Counter[str] = Counter()
    sentences, paragraphs, longest, most = 0, 0, (0, 0), 0
    for paragraph, start, end in sentence_spans(text):
        words = WORD.findall(text, start, end)
        if not words:
            continue
        written.update(word.lower() for word in words)
        sentences += 1
        paragraphs = max(paragraphs, paragraph + 1)
        if len(words) > most:
            longest, most = (start, end), len(words)
    total = written.total()
    spoken = sum(_syllables(word) * count for word, count in written.items())
    ease = grade = None
    if total:
        length, weight = total / sentences, spoken / total
        ease = 206.835 - 1.015 * length - 84.6 * weight
        grade = 0.39 * length + 11.8 * weight - 15.59
    return Readability(
        len(text), total, len(written), spoken, sentences, paragraphs, longest, most, ease, grade
    )


def _syllables(word: str) -> int:
    from syllapy import count

    if word[0].isdigit():
        return 1 if len(word) < 2 else 2  # one for a digit, two for a longer number
    if "." in word:
        return sum(character.isalpha() for character in word)  # U.S. has one per letter
    return max(int(count(word.replace("’", "'"))), 1)
