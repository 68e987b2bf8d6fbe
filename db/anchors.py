"""Re-anchoring of notes in a changed text, by their offsets and their words.

The attempts follow Hypothesis' client and the W3C Web Annotation model. They look for the exact
words in their context, then for the exact words alone, then for similar words. An approximate
match starts from pieces of the words that are still in the text. A search thus takes a few passes
over the text, rather than its length times the note's length.

The alignment is by the longest blocks (difflib): shortest edit scripts (rapidfuzz) match chance
letters of a reworded note, and `partial_ratio_alignment` ignores the old offset.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from msgspec import Struct

_SURE = 32  # characters; a sequence this long hardly occurs twice by chance
_LEAST_CONTEXT = 8  # characters of context that are as good a clue as the old offset
_NEAREST = 64  # occurrences of the exact words that are compared
_BLOCK = 4  # characters; shorter common sequences may be chance
_PIECE = 12  # characters of a piece that is searched for by itself
_PIECES = 24
_PLACES = 6  # occurrences of each piece, the nearest ones
_DRIFT = 32  # characters by which the pieces of one match may have moved apart
_GUESSES = 4  # candidate positions that are aligned in full
_LONG = 256  # characters; the start and the end of a longer note are found separately
_HALF = 0.5

Block = tuple[int, int, int]  # offset in the words, offset in the text, length


class Anchor(Struct, frozen=True):
    """The span of a note in the new text, and the share of its words that is there, up to 1."""

    start: int
    end: int
    similarity: float


def reanchor(
    text: str, start: int, end: int, exact: str, prefix: str = "", suffix: str = ""
) -> Anchor | None:
    """Find the span of a note in `text`; return None if it is gone or ambiguous.

    In an earlier version it was at `start` to `end` and read `exact` between `prefix` and `suffix`.
    Of several equal matches the one nearest to the old offset wins. Words between the same
    contexts may have been replaced, by at least half and at most twice their length.
    """
    if not exact and not prefix and not suffix:
        return Anchor(start, end, 1.0) if start <= end <= len(text) else None
    return (
        _same_words_in_context(text, start, exact, prefix, suffix)
        or _same_words(text, start, exact, prefix, suffix)
        or _similar_words(text, start, end, exact, prefix, suffix)
    )


def _same_words_in_context(
    text: str, start: int, exact: str, prefix: str, suffix: str
) -> Anchor | None:
    """Find the nearest occurrence of the words with their context on both sides or on one."""
    for before, after in ((prefix, suffix), (prefix, ""), ("", suffix)):
        if len(before) + len(after) < _LEAST_CONTEXT and len(exact) < _SURE:
            if text.startswith(before + exact + after, max(start - len(before), 0)):
                return Anchor(start, start + len(exact), 1.0)
            continue
        for at in _nearest(text, before + exact + after, start - len(before)):
            return Anchor(at + len(before), at + len(before) + len(exact), 1.0)
    return None


def _same_words(text: str, start: int, exact: str, prefix: str, suffix: str) -> Anchor | None:
    """Find the occurrence of the words that shares the most context.

    The shorter the words, the more context is required.
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
        shared = _shared_length(prefix, before) + _shared_length(
            suffix, text[end : end + len(suffix)]
        )
        context = shared / max(len(prefix) + len(suffix), 1)
        if context > best:
            best, found = context, Anchor(at, end, 1.0)
    return found if best >= needed else None


def _similar_words(
    text: str, start: int, end: int, exact: str, prefix: str, suffix: str
) -> Anchor | None:
    """Find a span with most of the words, or with other words in the same context."""
    if len(exact) > _LONG:
        head, tail = exact[: _LONG // 2], exact[-_LONG // 2 :]
        first = _similar_words(text, start, start + len(head), head, prefix, "")
        last = _similar_words(text, end - len(tail), end, tail, "", suffix)
        if first is None or last is None:
            return None
        found = Anchor(first.start, last.end, (first.similarity + last.similarity) / 2)
        return found if _about_as_long(len(exact), found) else None
    words = prefix + exact + suffix
    first_of, last_of = len(prefix), len(prefix) + len(exact)
    best = None
    for guess in _guesses(text, words, start - first_of):
        blocks = _align(text, words, guess)
        matched = [
            _matched_length(blocks, low, high)
            for low, high in ((0, first_of), (first_of, last_of), (last_of, len(words)))
        ]
        same = matched[1] / max(len(exact), 1)
        framed = min(matched[0] / max(first_of, 1), matched[2] / max(len(suffix), 1))
        if sum(matched) < _HALF * len(words) or (same < _HALF and framed < 0.75):
            continue
        found = _trim(
            text, exact, Anchor(_start(text, blocks, first_of), _end(text, blocks, last_of), same)
        )
        if _about_as_long(len(exact), found) and (best is None or same > best.similarity):
            best = found
    return best


def _matched_length(blocks: list[Block], low: int, high: int) -> int:
    """Count the characters of the words from `low` to `high` that are in the blocks."""
    within = ((max(i, low), min(i + size, high)) for i, _, size in blocks)
    return sum(max(last - first, 0) for first, last in within)


def _trim(text: str, exact: str, found: Anchor) -> Anchor:
    """Strip blanks from the ends of a match where the words had none."""
    start, end = found.start, found.end
    if not exact:
        return Anchor(end, end, 1.0)
    while start < end and text[start].isspace() and not exact[0].isspace():
        start += 1
    while start < end and text[end - 1].isspace() and not exact[-1].isspace():
        end -= 1
    return Anchor(start, end, found.similarity)


def _about_as_long(length: int, found: Anchor) -> bool:
    return length / 2 <= found.end - found.start <= length * 2 + _BLOCK * bool(length)


def _nearest(text: str, words: str, at: int) -> Iterator[int]:
    """Yield the offsets of words in a text, the nearest to `at` first."""
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


def _shared_length(a: str, b: str) -> int:
    """Count the characters that two short texts share in sequences too long for chance."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return sum(size for _, _, size in matcher.get_matching_blocks() if size >= _BLOCK)


def _guesses(text: str, words: str, at: int) -> list[int]:
    """Return candidate offsets for `words` in a text, by votes of their pieces, likeliest first."""
    step = max(_PIECE, len(words) // _PIECES)
    votes: Counter[int] = Counter()
    for offset in range(0, max(len(words) - _PIECE, 0) + 1, step):
        piece = words[offset : offset + _PIECE]
        for number, position in enumerate(_nearest(text, piece, at + offset)):
            if number == _PLACES:
                break
            votes[(position - offset) // _DRIFT] += 1
    # add the next bucket: pieces of one match may fall on both sides of a boundary
    joined = {begin: votes[begin] + votes[begin + 1] for begin in votes}
    likely = sorted(joined, key=lambda begin: (-joined[begin], abs(begin * _DRIFT - at)))
    return [begin * _DRIFT for begin in likely[:_GUESSES]]


def _align(text: str, words: str, guess: int) -> list[Block]:
    """Align the words with the text around a guess; return the matching blocks in order."""
    low = max(guess - len(words) // 4 - _DRIFT, 0)
    window = text[low : guess + len(words) + len(words) // 4 + 2 * _DRIFT]
    matcher = SequenceMatcher(None, words, window, autojunk=False)
    return [(i, low + j, size) for i, j, size in matcher.get_matching_blocks() if size >= _BLOCK]


def _neighbors(blocks: list[Block], offset: int) -> tuple[Block | None, Block | None]:
    """Return the last block that begins at or before an offset in the words, and the next one."""
    index = bisect_right(blocks, (offset, -1, -1))
    return (blocks[index - 1] if index else None), (blocks[index] if index < len(blocks) else None)


def _start(text: str, blocks: list[Block], offset: int) -> int:
    """Map the start of a word from an offset in the words to an offset in the text."""
    before, after = _neighbors(blocks, offset)
    if before and offset < before[0] + before[2]:
        return before[1] + offset - before[0]
    if after and after[0] == offset:
        return after[1]
    if before and before[0] + before[2] == offset:
        return before[1] + before[2]
    at = _interpolate(before, after, offset)
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at -= 1
    return max(min(at, len(text)), 0)


def _end(text: str, blocks: list[Block], offset: int) -> int:
    """Map the end of a word from an offset in the words to an offset in the text."""
    before, after = _neighbors(blocks, offset)
    if before and offset <= before[0] + before[2]:
        return before[1] + offset - before[0]
    if after and after[0] == offset:
        return after[1]
    at = _interpolate(before, after, offset)
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return max(min(at, len(text)), 0)


def _interpolate(before: Block | None, after: Block | None, offset: int) -> int:
    """Interpolate an offset of the words between two blocks of the text."""
    if before is None or after is None:
        i, j = (before or after or (offset, offset, 0))[:2]
        return j + offset - i
    i, j = before[0] + before[2], before[1] + before[2]
    return j + (after[1] - j) * (offset - i) // max(after[0] - i, 1)
