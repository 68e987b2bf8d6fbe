"""The tokens and sentences of a text, with the encoder's tags."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Hashable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import msgspec

Result = TypeVar("Result")

QUOTE = "QUOTE"
"""The tag of a token that replaces a whole quoted span."""
COMMAS = frozenset({",", "，"})
DASHES = frozenset({"-", "--", "–", "—", "―", "---"})
_STOPS = 3  # no rule looks further ahead


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word or punctuation mark: `text` at `start` to `end`, and in lower case.

    `tag` is its Penn Treebank tag and `name` its BIO name tag ("B-PERSON", "I-PERSON", "O").
    `name_score` is the encoder's probability of that name tag. They are "", "O" and 0 until tagged.

    A token with the tag `QUOTE` replaces a whole quoted span: `quote` is the index of the span
    among those of the text. `is_finite` is true if the span contains a finite verb, and `first_tag`
    is the tag of its first word. Its `lower` is empty.
    """

    start: int
    end: int
    text: str
    lower: str
    tag: str = ""
    name: str = "O"
    name_score: float = 0.0
    quote: int = -1
    is_finite: bool = False
    first_tag: str = ""


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence: tokens `first` to `last` (half-open), characters `start` to `end`.

    `paragraph` counts the paragraphs of the text from 0.
    """

    first: int
    last: int
    start: int
    end: int
    paragraph: int


class Doc(msgspec.Struct, frozen=True, dict=True):
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

    @cached_property
    def with_stops(self) -> "Doc":
        """These words and a few full stops after them, which are in no sentence.

        What looks one or two tokens ahead sees the end of a text that ends without a mark.
        """
        stop = Token(len(self.text), len(self.text), ".", ".", ".")
        return Doc(self.text, (*self.tokens, *[stop] * _STOPS), self.sentences)

    @cached_property
    def _results(self) -> dict[Hashable, Any]:
        return {}

    def once(self, find: Callable[["Doc"], Result]) -> Result:
        """Return what a function finds in this text; it runs at the first call only."""
        return self.recall(find)

    def recall(self, find: Callable[..., Result], *arguments: Hashable) -> Result:
        """Return what a function finds in this text for some arguments; it runs once for each."""
        key = (find, *arguments)
        results = self._results
        if key not in results:
            results[key] = find(self, *arguments)
        found: Result = results[key]
        return found

    def tokens_of(self, sentence: Sentence) -> tuple[Token, ...]:
        """Return the tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def token_at(self, offset: int) -> int:
        """Return the index of the last token that starts at or before an offset, at least 0."""
        found = bisect_right(self._starts, offset)
        return found - 1 if found else 0

    def sentence_of(self, token: int) -> int:
        """Return the index of the sentence that contains a token index, at least 0."""
        found = bisect_right(self._firsts, token)
        return found - 1 if found else 0

    def token_range(self, start: int, end: int) -> range:
        """Return the indexes of the tokens that start within a span of characters."""
        starts = self._starts
        first = bisect_left(starts, start)
        return range(first, bisect_left(starts, end, first) if end > start else first)


def is_comma(token: Token) -> bool:
    """Return whether a token is a comma."""
    return token.lower in COMMAS


def skip_tags(
    tokens: Sequence[Token], index: int, tags: Container[str], stop: int | None = None
) -> int:
    """Return the first token from `index` on whose tag is not in `tags`, else `stop`."""
    limit = len(tokens) if stop is None else stop
    while index < limit and tokens[index].tag in tags:
        index += 1
    return index


def skip_tags_back(tokens: Sequence[Token], end: int, tags: Container[str], floor: int = 0) -> int:
    """Return the start of the tokens before `end`, and not before `floor`, with one of `tags`."""
    while end > floor and tokens[end - 1].tag in tags:
        end -= 1
    return end
