"""Lay a text out as frames: sentences whose quoted stretches count as one item each."""

from dataclasses import dataclass

from analysis.marks import Quoted
from analysis.words import Words

QUOTE = "QUOTE"
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Item:
    """A token, or a whole quoted stretch with the tag QUOTE; `start` and `end` in characters.

    `index` is the token's index in the words or the stretch's index among the quoted ones.
    """

    start: int
    end: int
    tag: str
    lower: str
    text: str
    index: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The items of a sentence, or of sentences that a quoted stretch holds together."""

    items: tuple[Item, ...]
    paragraph: int


def lay_out(words: Words, stretches: tuple[Quoted, ...]) -> list[Frame]:
    """The text as frames in text order. Quoted stretches are swapped for placeholders.

    Whatever is inside a stretch never takes part in the sentence around it; a sentence that ends
    inside a stretch is joined with the next one, and a stretch that ends a sentence ends a frame.
    """
    frames: list[Frame] = []
    items: list[Item] = []
    outer = [(index, one) for index, one in enumerate(stretches) if one.parent is None]
    position = paragraph = 0
    for sentence in words.sentences:
        if items and frames_end(items, sentence.start):
            frames.append(Frame(tuple(items), paragraph))
            items = []
        paragraph = sentence.paragraph
        for index in range(sentence.first, sentence.last):
            token = words.tokens[index]
            while position < len(outer) and outer[position][1].end <= token.start:
                position += 1
            if position < len(outer) and outer[position][1].start < token.end:
                number, stretch = outer[position]
                if not items or items[-1].tag != QUOTE or items[-1].index != number:
                    items.append(_placeholder(words, stretch, number))
                continue
            if items and _closes(words, items[-1], token.text):
                frames.append(Frame(tuple(items), paragraph))
                items = []
            items.append(Item(token.start, token.end, token.tag, token.lower, token.text, index))
    if items:
        frames.append(Frame(tuple(items), paragraph))
    return frames


def frames_end(items: list[Item], start: int) -> bool:
    """Whether a sentence that starts at a character begins a new frame after these items."""
    return items[-1].tag != QUOTE or items[-1].end <= start


def _placeholder(words: Words, stretch: Quoted, number: int) -> Item:
    text = words.text[stretch.start : stretch.end]
    return Item(stretch.start, stretch.end, QUOTE, "", text, number)


def _closes(words: Words, last: Item, following: str) -> bool:
    """Whether a sentence ends with the quoted stretch before a token: “We won.” He left."""
    if last.tag != QUOTE or not following[:1].isupper():
        return False
    return words.text[last.start : last.end].rstrip("\"”’'»“‘ )")[-1:] in _ENDS
