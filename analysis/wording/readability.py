"""How long a text is and how hard it is to read."""

from collections import Counter
from dataclasses import dataclass

from analysis.findings import Span
from analysis.wording.word_counts import WORD

_SCHOOL = (  # Flesch (1949): the least score, and how he called a text of it
    (90.0, "very easy"),
    (80.0, "easy"),
    (70.0, "fairly easy"),
    (60.0, "plain English"),
    (50.0, "fairly hard"),
    (30.0, "hard"),
)
_FEWEST = 100  # words below which a formula says nothing sure


@dataclass(frozen=True, slots=True)
class Readability:
    """A text measured.

    `ease` is Flesch's Reading Ease (1948; 100 is easy, 0 very hard) and `grade` the Flesch-Kincaid
    grade (Kincaid and others 1975; years of an American school); both are None for a text without
    words. `longest` is the longest sentence and `longest_words` its words.
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
        """Words in a sentence, on average."""
        return self.words / max(self.sentences, 1)

    @property
    def word_syllables(self) -> float:
        """Syllables in a word, on average."""
        return self.syllables / max(self.words, 1)

    @property
    def verdict(self) -> str:
        """What the score means, in Flesch's words; "" where there are no words."""
        if self.ease is None:
            return ""
        return next((name for least, name in _SCHOOL if self.ease >= least), "very hard")

    @property
    def is_short(self) -> bool:
        """Whether the text is too short for its scores to say much."""
        return self.words < _FEWEST


def measure(text: str) -> Readability:
    """The measures of a text, in time linear in its length.

    Syllables come from the dictionary of syllapy and its rules for words beyond it; sentences are
    those of the analysis.
    """
    from analysis.tokens import sentence_spans  # loads NLTK

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
        return 1 if len(word) < 2 else 2  # as they are read at a glance
    if "." in word:
        return sum(character.isalpha() for character in word)  # U.S. is spelt out
    return max(int(count(word.replace("’", "'"))), 1)
