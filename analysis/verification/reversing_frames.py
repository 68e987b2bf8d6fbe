"""Find the words around a quotation in its original that reverse it: "I would never say …"."""

import re
from collections.abc import Sequence
from functools import cache

from analysis.verification.originals import OriginalReader
from analysis.verification.word_records import SpokenWord
from analysis.verification.wording_rules import load_rules

_PAUSE = re.compile(r"[,;:()—–]|\s-+\s")
_QUOTE_MARK = re.compile("[“”\"«»]|``|''")
_REACH = 160  # characters before a quotation in a text without sentences
_FRAME_WORDS = 14  # words of a frame that are shown


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    frames = load_rules().frames
    return (
        frames.compile_patterns(frames.before),
        re.compile(rf"(?:{frames.compile_patterns(frames.before).pattern})(?<= that)"),
        frames.compile_patterns(frames.after),
        frames.compile_patterns(frames.following),
    )


def find_frame(
    reader: OriginalReader, start: int, end: int, draft_before: Sequence[SpokenWord]
) -> str:
    """Return the words around a passage that reverse it, "" if there are none.

    `draft_before` are the words of the draft before the quotation: if they have the negation or
    the condition themselves, the draft reports it.
    """
    before, before_captions, after, following = _patterns()
    text = reader.original.text
    has_sentences = reader.has_sentences(start)
    sentence = reader.find_sentence(start)
    first = sentence[0] if has_sentences else max(sentence[0], start - _REACH)
    marks = [mark.end() for mark in _QUOTE_MARK.finditer(text, first, start)]
    first = max(first, *marks) if marks else first
    left = reader.find_words(first, start) if first < start else []
    if left and left[-1].end <= start:
        # Without sentences, only "that" proves that the words before belong to the quotation.
        pattern = before if has_sentences else before_captions
        phrase = join_keys(text, left, start)
        if (found := pattern.search(phrase)) and not _is_reported(draft_before, pattern):
            count = max(_FRAME_WORDS, len(found[0].split()))
            return " ".join(text[left[-min(len(left), count)].start : end].split())
    if not has_sentences:
        return ""
    last_sentence = reader.find_sentence(max(start, end - 1))
    mark = _QUOTE_MARK.search(text, end, last_sentence[1])
    limit = mark.start() if mark else last_sentence[1]  # what follows is no longer quoted
    right = reader.find_words(end, limit) if end < limit else []
    if right and after.search(join_keys(text, right, None, end)):
        shown = right[:_FRAME_WORDS]
        return " ".join(text[start : shown[-1].end].split())
    next_start = last_sentence[1] + 1
    if not right and mark is None and next_start < len(text):
        next_sentence = reader.find_sentence(next_start)
        words = reader.find_words(*next_sentence)
        if words and following.search(join_keys(text, words)):
            return " ".join(text[start : words[-1].end].split())
    return ""


def _is_reported(draft_before: Sequence[SpokenWord], pattern: re.Pattern[str]) -> bool:
    keys = [word.key for word in draft_before]
    negations = load_rules().concerns["negation"] | {"if", "unless", "whether"}
    return not negations.isdisjoint(keys) or bool(pattern.search(" ".join(keys)))


def join_keys(
    text: str, words: Sequence[SpokenWord], end: int | None = None, start: int | None = None
) -> str:
    """Join the keys of words, with a comma for each pause between them."""
    parts: list[str] = []
    before = start
    for word in words:
        if before is not None and _PAUSE.search(text[before : word.start]):
            parts.append(",")
        parts.append(word.key)
        before = word.end
    if end is not None and before is not None and _PAUSE.search(text[before:end]):
        parts.append(",")
    return " ".join(parts)
