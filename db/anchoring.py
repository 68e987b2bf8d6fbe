"""Finding the place of a note again in a text that has changed, by its offsets and its words.

The order of attempts is that of Hypothesis' client and of the W3C's Web Annotation model: the same
words between the same words, the same words alone, then about the same words. An approximate
match begins with pieces of the words that are still in the text, so that a search costs a few
readings of the text and not its product with the note's length.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_SURE = 32  # characters that are hardly twice in a text by chance
_LEAST_CONTEXT = 8  # characters around the words that say as much as where they stood
_NEAREST = 64  # places of the same words that are compared
_BLOCK = 4  # characters in a row that are no chance
_PIECE = 12  # characters of a piece that is looked for by itself
_PIECES = 24
_PLACES = 6  # of each piece, the nearest
_DRIFT = 32  # characters that pieces of one place may have moved apart
_GUESSES = 4  # places that are aligned in full
_LONG = 256  # characters from which the ends of a note are found each by itself
_HALF = 0.5

Block = tuple[int, int, int]  # offset in the words, offset in the text, length


@dataclass(frozen=True, slots=True)
class Found:
    """Where a note stands now, and how much of its words is there: 1 for all of them."""

    start: int
    end: int
    likeness: float


def find_again(
    text: str, start: int, end: int, exact: str, prefix: str = "", suffix: str = ""
) -> Found | None:
    """The stretch of `text` that is a note's, or None where it is gone or cannot be told.

    In an earlier version it was at `start` to `end` and said `exact` between `prefix` and `suffix`.
    Of several places alike the nearest to the old one is taken. Words between the same contexts
    may have been replaced, but not by less than half or more than twice their length.
    """
    if not exact and not prefix and not suffix:
        return Found(start, end, 1.0) if start <= end <= len(text) else None
    return (
        _same_words_in_context(text, start, exact, prefix, suffix)
        or _same_words(text, start, exact, prefix, suffix)
        or _similar_words(text, start, end, exact, prefix, suffix)
    )


def _same_words_in_context(
    text: str, start: int, exact: str, prefix: str, suffix: str
) -> Found | None:
    """The nearest place of the words with all that stood around them, or all on one side."""
    for before, after in ((prefix, suffix), (prefix, ""), ("", suffix)):
        if len(before) + len(after) < _LEAST_CONTEXT and len(exact) < _SURE:
            if text.startswith(before + exact + after, max(start - len(before), 0)):
                return Found(start, start + len(exact), 1.0)
            continue
        for at in _nearest(text, before + exact + after, start - len(before)):
            return Found(at + len(before), at + len(before) + len(exact), 1.0)
    return None


def _same_words(text: str, start: int, exact: str, prefix: str, suffix: str) -> Found | None:
    """The place of the words with the most of what stood around them.

    The fewer they are, the more of that is asked for.
    """
    if not exact:
        return None
    needed = _HALF * max(1 - len(exact) / _SURE, 0)
    best, found = -1.0, None
    for number, at in enumerate(_nearest(text, exact, start)):
        if number == _NEAREST:
            break
        end = at + len(exact)
        before = text[max(at - len(prefix), 0) : at]
        kept = _shared(prefix, before) + _shared(suffix, text[end : end + len(suffix)])
        around = kept / max(len(prefix) + len(suffix), 1)
        if around > best:
            best, found = around, Found(at, end, 1.0)
    return found if best >= needed else None


def _similar_words(
    text: str, start: int, end: int, exact: str, prefix: str, suffix: str
) -> Found | None:
    """The place of most of the words, or of other words between the same ones."""
    if len(exact) > _LONG:
        head, tail = exact[: _LONG // 2], exact[-_LONG // 2 :]
        first = _similar_words(text, start, start + len(head), head, prefix, "")
        last = _similar_words(text, end - len(tail), end, tail, "", suffix)
        if first is None or last is None:
            return None
        found = Found(first.start, last.end, (first.likeness + last.likeness) / 2)
        return found if _about_as_long(len(exact), found) else None
    words = prefix + exact + suffix
    first_of, last_of = len(prefix), len(prefix) + len(exact)
    best = None
    for guess in _guesses(text, words, start - first_of):
        blocks = _align(text, words, guess)
        kept = [
            _kept(blocks, low, high)
            for low, high in ((0, first_of), (first_of, last_of), (last_of, len(words)))
        ]
        same = kept[1] / max(len(exact), 1)
        framed = min(kept[0] / max(first_of, 1), kept[2] / max(len(suffix), 1))
        if sum(kept) < _HALF * len(words) or (same < _HALF and framed < 0.75):
            continue
        found = _trimmed(
            text, exact, Found(_start(text, blocks, first_of), _end(text, blocks, last_of), same)
        )
        if _about_as_long(len(exact), found) and (best is None or same > best.likeness):
            best = found
    return best


def _kept(blocks: list[Block], low: int, high: int) -> int:
    """How many characters of the words from `low` to `high` are in the blocks."""
    within = ((max(i, low), min(i + size, high)) for i, _, size in blocks)
    return sum(max(last - first, 0) for first, last in within)


def _trimmed(text: str, exact: str, found: Found) -> Found:
    """What was found without blanks at its ends, where the words had none."""
    start, end = found.start, found.end
    if not exact:
        return Found(end, end, 1.0)
    while start < end and text[start].isspace() and not exact[0].isspace():
        start += 1
    while start < end and text[end - 1].isspace() and not exact[-1].isspace():
        end -= 1
    return Found(start, end, found.likeness)


def _about_as_long(length: int, found: Found) -> bool:
    return length / 2 <= found.end - found.start <= length * 2 + _BLOCK * bool(length)


def _nearest(text: str, words: str, at: int) -> Iterator[int]:
    """Where words stand in a text, the nearest to an offset first."""
    at = min(max(at, 0), len(text))
    after = text.find(words, at)
    before = text.rfind(words, 0, max(at - 1 + len(words), 0)) if at else -1
    while before >= 0 or after >= 0:
        if before < 0 or (after >= 0 and after - at <= at - before):
            yield after
            after = text.find(words, after + 1)
        else:
            yield before
            before = text.rfind(words, 0, before - 1 + len(words)) if before else -1


def _shared(a: str, b: str) -> int:
    """How many characters two short texts share in stretches that are no chance."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return sum(size for _, _, size in matcher.get_matching_blocks() if size >= _BLOCK)


def _guesses(text: str, words: str, at: int) -> list[int]:
    """Where in a text `words` may begin, judged by pieces of them; the likeliest first."""
    step = max(_PIECE, len(words) // _PIECES)
    votes: Counter[int] = Counter()
    for offset in range(0, max(len(words) - _PIECE, 0) + 1, step):
        piece = words[offset : offset + _PIECE]
        for number, place in enumerate(_nearest(text, piece, at + offset)):
            if number == _PLACES:
                break
            votes[(place - offset) // _DRIFT] += 1
    # pieces on both sides of a step's edge belong together
    joined = {begin: votes[begin] + votes[begin + 1] for begin in votes}
    likely = sorted(joined, key=lambda begin: (-joined[begin], abs(begin * _DRIFT - at)))
    return [begin * _DRIFT for begin in likely[:_GUESSES]]


def _align(text: str, words: str, guess: int) -> list[Block]:
    """What of the words stands in the text around a guess, in order."""
    low = max(guess - len(words) // 4 - _DRIFT, 0)
    window = text[low : guess + len(words) + len(words) // 4 + 2 * _DRIFT]
    matcher = SequenceMatcher(None, words, window, autojunk=False)
    return [(i, low + j, size) for i, j, size in matcher.get_matching_blocks() if size >= _BLOCK]


def _around(blocks: list[Block], offset: int) -> tuple[Block | None, Block | None]:
    """The last block that begins before an offset in the words, and the next one."""
    index = bisect_right(blocks, (offset, -1, -1))
    return (blocks[index - 1] if index else None), (blocks[index] if index < len(blocks) else None)


def _start(text: str, blocks: list[Block], offset: int) -> int:
    """Where in the text the word begins that began at an offset of the words."""
    before, after = _around(blocks, offset)
    if before and offset < before[0] + before[2]:
        return before[1] + offset - before[0]
    if after and after[0] == offset:
        return after[1]
    if before and before[0] + before[2] == offset:
        return before[1] + before[2]
    at = _between(before, after, offset)
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at -= 1
    return max(min(at, len(text)), 0)


def _end(text: str, blocks: list[Block], offset: int) -> int:
    """Where in the text the word ends that ended at an offset of the words."""
    before, after = _around(blocks, offset)
    if before and offset <= before[0] + before[2]:
        return before[1] + offset - before[0]
    if after and after[0] == offset:
        return after[1]
    at = _between(before, after, offset)
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return max(min(at, len(text)), 0)


def _between(before: Block | None, after: Block | None, offset: int) -> int:
    """An offset in the text between two blocks, as far along as it is in the words."""
    if before is None or after is None:
        i, j = (before or after or (offset, offset, 0))[:2]
        return j + offset - i
    i, j = before[0] + before[2], before[1] + before[2]
    return j + (after[1] - j) * (offset - i) // max(after[0] - i, 1)
