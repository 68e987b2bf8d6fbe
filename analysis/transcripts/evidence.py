"""Measure the evidence that the labels of one style are those of speakers, not of a list."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean, pstdev

from analysis import lexicon
from analysis.transcripts.labels import TITLES, label_role
from analysis.transcripts.lines import (
    ATTRIBUTED,
    FINAL,
    FIRST_PERSON,
    QUOTED,
    SECOND_PERSON,
    Paragraph,
    TurnDraft,
    TurnLabel,
)
from analysis.transcripts.post_headers import find_post_header

_MANY = 8  # labels, of which more add no evidence
_FULL = 0.4  # the share of turns that is full evidence
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_CONTRACTION = re.compile(r"\b\w+(?:n['’]t|['’](?:m|re|ve|ll|d))\b", re.IGNORECASE)
_DETAIL = re.compile(r"[^:\n]{0,40}[\[(](?:\d\d?:\d\d|\D)")  # (09:30), (Labor)
_CLOCK = re.compile(r"\d:\d\d")
_LETTERS = re.compile(r"(?<!\w)[^\W\d_]{2,}(?:[^\w]+[^\W\d_]+)")
_REPLY = re.compile(
    rf"\?|^(?:{lexicon.pattern('post_words', 'reply')}|Good (?:morning|afternoon|evening))\b",
    re.IGNORECASE,
)
_SINGULAR = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b(?!\.\w)")
# Addresses of parliaments and courts: "Mr Speaker", "Your Honor", "the honorable member".
_ADDRESS = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Madam|Mister)\.? (?:(?:Deputy|Acting|Vice|Chief|Prime) )?"
    r"(?:Speaker|President|Chair(?:man|woman|person)?|Presiding Officer|Justice|Minister)"
    r"|(?:[Yy]our|[Hh]is|[Hh]er) (?:Honou?r|Lordship|Ladyship)|[Mm]y (?:[Ll]ord|[Ll]ady)"
    r"|(?i:hon(?:ou?rable)?\.? (?:and learned )?(?:member|gentlem\w+|gentlewom\w+|lady|friend"
    r"|senator|colleague|minister)s?)"
    r"|the (?:member|gentle(?:man|woman)|senator)(?: for| from|[’']s)"
    r"|(?:I|We) (?:rise|yield|move|second)\b)"
)
_OFFICES = (TITLES | lexicon.words("transcript_words", "unnamed")) - {"the"}


def measure_labels(
    style: str,
    labels: Mapping[int, TurnLabel],
    drafts: Sequence[TurnDraft],
    lines: Sequence[Paragraph],
    *,
    timed: bool,
) -> dict[str, float]:
    """Return the shares, 0 to 1, of labels, turns, words and paragraphs that are evidence."""
    count = len(drafts) or 1
    texts = _read_texts(drafts, lines)
    plain = [QUOTED.sub("", text) for text in texts]
    paragraphs = [paragraph for text in plain for paragraph in text.split("\n")]
    words = [_WORD.findall(text) for text in texts]
    counts = [len(found) for found in words] or [0]
    total = max(1, sum(counts))
    numbers = sum(any(map(str.isdigit, word)) for found in words for word in found)
    in_turns = {number for draft in drafts for number in draft.lines}
    after = lines[min(labels) :]
    names = [
        lines[index].text[label.name[0] - lines[index].start : label.name[1] - lines[index].start]
        for index, label in labels.items()
    ]
    keys = [label.key for label in labels.values()]
    openings = Counter(" ".join(found[:2]).casefold() for found in words)
    spoken = frozenset(word for found in words for word in found)

    def count_share(pattern: re.Pattern[str], parts: Sequence[str], full: float) -> float:
        return min(1.0, sum(bool(pattern.search(part)) for part in parts) / len(parts) / full)

    return {
        f"style {style}": 1.0,
        "many labels": min(1.0, count / _MANY),
        "two labels": float(len(labels) < 3),
        "labels that return": 1 - count_speakers(keys) / len(keys),
        "labels that alternate": sum(a != b for a, b in pairwise(keys)) / max(1, len(keys) - 1),
        "labels in capitals": sum(map(str.isupper, names)) / len(names),
        "labels of people": fmean(
            map(is_person_label, dict(zip(keys, names, strict=True)).values())
        ),
        "labels of things": fmean(_is_thing_label(name, spoken) for name in dict.fromkeys(names)),
        "words of labels": min(1.0, fmean(len(name.split()) for name in names) / 5),
        "whole sentences": sum(bool(FINAL.search(text)) for text in texts) / count,
        "first person": count_share(FIRST_PERSON, paragraphs or [""], _FULL),
        "second person": count_share(SECOND_PERSON, paragraphs or [""], _FULL),
        "contractions": count_share(_CONTRACTION, plain or [""], _FULL),
        "questions and replies": count_share(_REPLY, texts or [""], _FULL),
        "reported quotations": count_share(ATTRIBUTED, texts or [""], _FULL),
        "quotation marks": 1 - sum(map(len, plain)) / max(1, sum(map(len, texts))),
        "paragraphs in turns": sum(line.number in in_turns for line in after) / len(after),
        "paragraphs with labels": len(labels) / len(lines),
        "numbers": numbers / total,
        "turns without words": sum(not _LETTERS.search(text) for text in texts) / count,
        "labels above words": sum(
            label.content == lines[index].end and is_above_words(index, lines)
            for index, label in labels.items()
        )
        / len(labels),
        "headers of posts": _share_headers(labels, lines) if style == "header" else 0.0,
        "details in brackets": sum(
            bool(_DETAIL.match(lines[index].text, label.name[1] - lines[index].start))
            for index, label in labels.items()
        )
        / len(labels),
        "times before labels": share_timed(labels, lines),
        "one or two words": sum(number < 3 for number in counts) / count,
        "long turns": min(1.0, fmean(counts) / 40),
        "uneven turns": min(1.0, pstdev(counts) / max(1.0, fmean(counts))),
        "same openings": sum(number for number in openings.values() if number > 1) / count,
        "subtitles": float(timed),
        "forms of address": count_share(_ADDRESS, plain or [""], _FULL),
        **_measure_answers(drafts, plain),
    }


def _measure_answers(drafts: Sequence[TurnDraft], texts: Sequence[str]) -> dict[str, float]:
    """Return the shares of questions and answers about the person who asks or answers.

    An interview asks another person ("you"), and the answers are that person's ("I"). The
    questions of an office are its clients' ("How do I pay?"), and the answers are about them.
    """
    questions = [
        text for draft, text in zip(drafts, texts, strict=True) if draft.role == "question"
    ]
    answers = [text for draft, text in zip(drafts, texts, strict=True) if draft.role == "answer"]
    if not questions or not answers:
        return {}
    to_other = [text for text in questions if SECOND_PERSON.search(text)]
    about_self = [text for text in questions if _SINGULAR.search(text) and text not in to_other]
    own = [text for text in answers if _SINGULAR.search(text)]
    to_asker = [text for text in answers if SECOND_PERSON.search(text) and text not in own]
    return {
        "questions about oneself": len(about_self) / len(questions),
        "answers about oneself": len(own) / len(answers),
        "answers to the other": len(to_asker) / len(answers),
    }


def share_timed(labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]) -> float:
    """Return the share of labels with a time before them on the same line."""
    timed = (
        _CLOCK.search(lines[index].text[: label.name[0] - lines[index].start])
        for index, label in labels.items()
    )
    return sum(map(bool, timed)) / len(labels)


def _share_headers(labels: Mapping[int, TurnLabel], lines: Sequence[Paragraph]) -> float:
    """Return the share of headers that have more than a name and a time."""
    headers = [find_post_header(lines[index].text) for index in labels]
    return sum(header is not None and header.sure for header in headers) / len(headers)


def is_above_words(index: int, lines: Sequence[Paragraph]) -> bool:
    """Return whether a line is directly above another, and below a blank line."""
    if index + 1 == len(lines) or lines[index + 1].start - lines[index].end > 1:
        return False
    return index == 0 or lines[index].start - lines[index - 1].end > 1


def is_person_label(name: str) -> bool:
    """Return whether a label has a word of people's names, a title, or the form of an account."""
    parts = [part.rstrip(".,") for part in lexicon.fold_name(name).split()]
    if not parts:
        return False
    if name.startswith("+"):
        return True  # a telephone number
    if len(parts) == 1 and (any(map(str.isdigit, name)) or "_" in name or name.islower()):
        return True
    if parts[-1] in lexicon.words("person_nouns"):
        return True
    return (
        label_role(name.casefold().rstrip(".")) != "speaker"
        or not _OFFICES.isdisjoint(parts)
        or not lexicon.words("given_names").isdisjoint(parts)
        or not lexicon.words("family_names").isdisjoint(parts)
    )


def _is_thing_label(name: str, spoken: frozenset[str]) -> bool:
    """Return whether a label is a day, a place, a group or a common word of the text."""
    folded = lexicon.fold_name(name).rstrip(".,:")
    first = folded.split()[0] if folded.split() else ""
    last = folded.rpartition(" ")[2]
    if first in TITLES or label_role(folded) != "speaker":
        return False
    return (
        folded in lexicon.countries()
        or lexicon.is_town(folded)
        or first in lexicon.words("weekdays")
        or first in lexicon.words("months")
        or last in lexicon.words("organization_nouns")
        or last in lexicon.words("place_nouns")
        or folded in spoken
        or last in lexicon.words("demonyms", "demonym")
    )


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
