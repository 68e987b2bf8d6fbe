"""The tokens and sentences of a text, with the encoder's tags."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Token:
    """A word or punctuation mark: `text` at `start` to `end`, `lower` is its lower-case form.

    `tag` is its Penn Treebank tag, `name` its BIO name tag ("B-PERSON", "I-PERSON", "O") and
    `name_score` the encoder's probability of that name tag. They are "", "O" and 0 until tagged.
    """

    start: int
    end: int
    text: str
    lower: str
    tag: str = ""
    name: str = "O"
    name_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: tokens `first` to `last` (half-open), characters `start` to `end`.

    `paragraph` counts the paragraphs of the text from 0.
    """

    first: int
    last: int
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True)
class Words:
    """A text as tokens and sentences, both in text order; every token is in one sentence."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _firsts(self) -> list[int]:
        return [sentence.first for sentence in self.sentences]

    def of(self, sentence: Sentence) -> tuple[Token, ...]:
        """Return the tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def token_at(self, offset: int) -> int:
        """Return the index of the last token that starts at or before an offset, at least 0."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def sentence_of(self, token: int) -> int:
        """Return the index of the sentence that contains a token index, at least 0."""
        return max(bisect_right(self._firsts, token) - 1, 0)

    def indexes(self, start: int, end: int) -> range:
        """Return the indexes of the tokens that start within a span of characters."""
        first = bisect_right(self._starts, start - 1)
        return range(first, max(first, bisect_right(self._starts, end - 1)))


@dataclass(frozen=True, slots=True)
class TagWindow:
    """The tags of consecutive tokens from the index `first` on, packed to be stored.

    `tags` and `names` have a byte for each token: the index of its label in the encoder's lists.
    `scores` has the 32-bit floats of `Token.name_score`, in the machine's byte order.
    """

    first: int
    tags: bytes
    names: bytes
    scores: bytes


class Checkpoint(Protocol):
    """Stores the tags of a long text while they are computed.

    `key` is a hash of the weights and of the tokens: tags with a different key belong to another
    text or encoder.
    """

    def load(self, key: str) -> Iterable[TagWindow]:
        """Return the windows stored under `key`, in text order."""

    def save(self, key: str, window: TagWindow) -> None:
        """Store another window."""
