"""Lay a text out as frames: sentences whose quoted stretches count as one item each."""

from dataclasses import dataclass

from analysis.marks import Quoted
from analysis.quotations.cues import verb_cue
from analysis.words import Words

QUOTE = "QUOTE"
DASHES = frozenset({"-", "--", "–", "—", "―", "---"})
# A frame of more items is cut, so that looking around in it stays cheap on a text without stops.
_LONGEST = 300
_ENDS = frozenset(".!?…")
# Tags that a surname which is also a word gets by mistake: “…,” said *Small*.
_NO_NAMES = frozenset({"JJ", "IN", "RB", "VB", "VBP", "VBD", "VBZ", "MD", "UH", "WRB"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
# What follows a cue that has nothing more to report: “Who?” Smith asked *as* he rose.
_BEHIND_CUE = frozenset({"IN", "RB", "RP", "WRB", ",", ".", "TO"})


@dataclass(frozen=True, slots=True)
class Item:
    """A token, or a whole quoted stretch with the tag QUOTE; `start` and `end` in characters.

    `index` is the token's index in the words or the stretch's index among the quoted ones, `name`
    the token's BIO name tag; `finite` tells that a stretch holds a finite verb, `opening` is its
    first word's tag.
    """

    start: int
    end: int
    tag: str
    lower: str
    text: str
    index: int
    name: str = "O"
    finite: bool = False
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The items of a sentence, or of sentences that a quoted stretch holds together."""

    items: tuple[Item, ...]
    paragraph: int


def last_letter(item: Item) -> str:
    """The last character inside a quoted stretch's marks: "," in “We won,” – "" where none is."""
    return item.text.rstrip("\"”’'»“‘«„`) ")[-1:]


def opens_sentence(item: Item) -> bool:
    """Whether quoted words start with a capital."""
    return item.text.lstrip("\"“‘'`«„ ")[:1].isupper()


def is_title(text: str) -> bool:
    """Whether quoted words are written as a title: Every Long Word with a Capital."""
    words = [word.strip("\"“”‘’'.,!?;:()«»") for word in text.split()]
    long = [word for word in words if len(word) > 3]
    ends = words[-1][:1].islower() if words else True
    return len(words) > 1 and bool(long) and not ends and not any(w[0].islower() for w in long)


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
                    quote = _placeholder(words, stretch, number)
                    if items and _starts_anew(items[-1], quote):
                        frames.append(Frame(tuple(items), paragraph))
                        items = []
                    items.append(quote)
                continue
            if items and _closes(items[-1], token.text):
                frames.append(Frame(tuple(items), paragraph))
                items = []
            if len(items) >= _LONGEST:
                frames.append(Frame(tuple(items), paragraph))
                items = []
            person = token.name.endswith("PERSON") and token.text[:1].isupper()
            items.append(
                Item(
                    token.start,
                    token.end,
                    "NNP" if person and token.tag in _NO_NAMES else token.tag,
                    token.lower,
                    token.text,
                    index,
                    token.name,
                )
            )
    if items:
        frames.append(Frame(tuple(items), paragraph))
    return _joined(frames)


def _joined(frames: list[Frame]) -> list[Frame]:
    """The frames with what was parted after quoted words put together: “Who?” Smith asked."""
    joined: list[Frame] = []
    for frame in frames:
        if (
            joined
            and joined[-1].paragraph == frame.paragraph
            and len(joined[-1].items) < _LONGEST
            and _belongs(joined[-1], frame)
        ):
            joined[-1] = Frame(joined[-1].items + frame.items, frame.paragraph)
        else:
            joined.append(frame)
    return joined


def _belongs(first: Frame, second: Frame) -> bool:
    last = first.items[-1]
    if last.tag != QUOTE:
        return False
    end = last_letter(last)
    if (
        end in ("", ",")
        or second.items[0].lower in DASHES
        or (second.items[0].text[:1].islower() and end != ".")
    ):
        return True
    if end == "." and not second.items[0].text[:1].islower():
        return False
    return _only_attributes(second)


def _only_attributes(frame: Frame) -> bool:
    """Whether a frame opens with a source and its cue, which report nothing: "Smith asked."."""
    items = frame.items[:14]
    verb = next((at for at, item in enumerate(items) if item.tag in _FINITE), None)
    cue = verb_cue(items[verb].lower) if verb is not None else None
    if verb is None or cue is None or not (cue.saying or cue.voicing):
        return False
    if any(item.lower == "that" or item.tag == "MD" for item in items):
        return False
    if any(item.tag == QUOTE for item in items[: verb + 2]):
        return False
    others = any(item.tag in _FINITE for item in items[verb + 1 :])
    quoted = any(item.tag == QUOTE for item in items)
    after = items[verb + 1] if verb + 1 < len(items) else None
    return not (others or quoted) or after is None or after.tag in _BEHIND_CUE


def frames_end(items: list[Item], start: int) -> bool:
    """Whether a sentence that starts at a character begins a new frame after these items."""
    return items[-1].tag != QUOTE or items[-1].end <= start


def _placeholder(words: Words, stretch: Quoted, number: int) -> Item:
    text = words.text[stretch.start : stretch.end]
    tags = [words.tokens[index].tag for index in words.indexes(*stretch.inner)]
    finite = any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tags)
    opening = tags[0] if tags else ""
    return Item(stretch.start, stretch.end, QUOTE, "", text, number, finite=finite, opening=opening)


def _starts_anew(last: Item, quote: Item) -> bool:
    """Whether quoted words stand for a sentence behind a stop: said at 9 p.m. “We won”."""
    whole = quote.finite and opens_sentence(quote) and last_letter(quote) in _ENDS
    return whole and last.tag != QUOTE and last.text.endswith(".")


def _closes(last: Item, following: str) -> bool:
    """Whether a sentence ends with the quoted stretch before a token: “We won.” He left."""
    return last.tag == QUOTE and following[:1].isupper() and last_letter(last) in _ENDS
