"""Weigh the evidence that labels of one style are those of speakers, not of a list."""

import re
from collections.abc import Mapping, Sequence

from analysis import lexicon
from analysis.transcripts.lines import (
    FEWEST,
    FINAL,
    FIRST_PERSON,
    QUOTED,
    Paragraph,
    TurnDraft,
    TurnLabel,
)

# Log-odds, chosen on transcripts, posts and lists; news with labels of places is below zero.
_PRIOR = -5.5
_STYLES = {"angle": 3.0, "voice": 3.0, "stop": 1.5, "header": 1.5, "nickname": -1.5, "line": -0.5}
_WEIGHTS = {
    "many labels": 1.0,
    "labels that return": 2.0,
    "labels in capitals": 1.0,
    "whole sentences": 1.5,
    "first person": 3.0,
    "questions and replies": 2.5,
    "paragraphs in turns": 1.0,
    "numbers": -6.0,
    "one or two words": -1.5,
    "subtitles": 2.0,
}
_MANY = 8  # labels, of which more add no evidence
_FULL = 0.4  # the share of turns that is full evidence
_ALONE = frozenset({"line", "header"})  # styles whose labels are paragraphs of their own
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_REPLY = re.compile(
    rf"\?|^(?:{lexicon.pattern('post_words', 'reply')}|Good (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)


def are_turns(
    style: str,
    labels: Mapping[int, TurnLabel],
    drafts: Sequence[TurnDraft],
    lines: Sequence[Paragraph],
    *,
    timed: bool,
) -> bool:
    """Return True if labels are those of at least two speakers, by the sum of the evidence."""
    enough = len(labels) >= FEWEST or style == "stop"
    if not enough or count_speakers([label.key for label in labels.values()]) < 2:
        return False
    if style in _ALONE and any(index + 1 in labels for index in labels):
        return False
    evidence = measure_turns(labels, drafts, lines) | {"subtitles": float(timed)}
    weight = sum(_WEIGHTS[name] * share for name, share in evidence.items())
    return _PRIOR + _STYLES.get(style, 0.0) + weight > 0


def measure_turns(
    labels: Mapping[int, TurnLabel], drafts: Sequence[TurnDraft], lines: Sequence[Paragraph]
) -> dict[str, float]:
    """Return the shares, 0 to 1, of labels, turns, words and paragraphs that are evidence."""
    count = len(drafts) or 1
    texts = _read_texts(drafts, lines)
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n")]
    personal = sum(bool(FIRST_PERSON.search(QUOTED.sub("", text))) for text in paragraphs)
    words = [_WORD.findall(text) for text in texts]
    numbers = sum(any(map(str.isdigit, word)) for found in words for word in found)
    after = lines[min(labels) :]
    in_turns = {number for draft in drafts for number in draft.lines}
    names = [
        lines[index].text[label.name[0] - lines[index].start : label.name[1] - lines[index].start]
        for index, label in labels.items()
    ]
    speakers = count_speakers([label.key for label in labels.values()])
    replies = sum(bool(_REPLY.search(text)) for text in texts) / count
    return {
        "many labels": min(1.0, count / _MANY),
        "labels that return": 1 - speakers / len(labels),
        "labels in capitals": sum(map(str.isupper, names)) / len(names),
        "whole sentences": sum(bool(FINAL.search(text)) for text in texts) / count,
        "first person": min(1.0, personal / max(1, len(paragraphs)) / _FULL),
        "questions and replies": min(1.0, replies / _FULL),
        "paragraphs in turns": sum(line.number in in_turns for line in after) / len(after),
        "numbers": numbers / max(1, sum(map(len, words))),
        "one or two words": sum(len(found) < 3 for found in words) / count,
    }


def _read_texts(drafts: Sequence[TurnDraft], lines: Sequence[Paragraph]) -> list[str]:
    """Return the words of each turn."""
    numbered = {line.number: line for line in lines}
    texts = []
    for draft in drafts:
        spans = [
            line.text[start - line.start : end - line.start]
            for line in map(numbered.__getitem__, draft.lines)
            for start, end in draft.spans
            if line.start <= start < line.end
        ]
        texts.append("\n".join(spans))
    return texts


def count_speakers(keys: Sequence[str]) -> int:
    """Return the number of speakers; a surname, given name or initials count as a full name."""
    short: set[str] = set()
    for key in set(keys):
        parts = key.split()
        if len(parts) > 1:
            short |= {parts[0], parts[-1], "".join(part[0] for part in parts)}
    return len(set(keys) - short)
