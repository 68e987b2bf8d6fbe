"""Disclosures of an article about its sources: "did not respond", "on condition of anonymity"."""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import cast

from analysis.models import Analysis, DisclosureKind, Mention, Reason, Span
from analysis.sources.source_records import Disclosure

_TABLE = Path(__file__).parents[1] / "lexicon" / "disclosures.toml"
_CONFIDENCE = (
    0.9  # of 100 sentences that were written or collected, more than nine in ten were right
)
_REASON = re.compile(
    r"\b(?:because(?: of)?|since|as|due to|owing to|for fear|out of fear|fearing|in order to|citing"
    r"|given)\b[^.;”\"]{4,200}"
    r"|\bto (?:discuss|speak|talk|describe|protect|avoid)\b[^.;,”\"]{4,120}"
    r"|\bwho (?:was|were|is|are) (?:not|un)\s?\w*(?: \w+)? to "
    r"(?:speak|talk|comment|discuss|brief)[^.;,”\"]{0,120}",
    re.IGNORECASE,
)
# Each expression for anonymity in the table needs one of these.
_ANONYMITY_WORDS = re.compile(
    r"anonym|pseudonym|condition|nam(?:e|ing)|identi|quoted|introduc|authori[sz]|permitted|allowed",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?][”\"’)]*\s+(?=[\"“‘(]?[A-Z])|\n")
_REACH = 300  # characters
_NEAREST = 20  # mentions before a disclosure
_MOST_NEAR = 20  # disclosures of a sentence
_NESTED = 3  # quotations that can hold a passage


@cache
def _read_patterns() -> tuple[tuple[DisclosureKind, re.Pattern[str]], ...]:
    listed = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    words = listed.pop("words")
    for name, expression in words.items():
        listed = {
            kind: [pattern.replace(f"<{name}>", expression) for pattern in patterns]
            for kind, patterns in listed.items()
        }
    return tuple(
        (cast("DisclosureKind", kind), re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE))
        for kind, patterns in listed.items()
    )


def find_disclosures(analysis: Analysis) -> tuple[Disclosure, ...]:
    """Return the disclosures of an article, in text order; those within direct speech are none."""
    text = analysis.text
    spoken = sorted(
        span
        for quotation in analysis.quotations
        if quotation.kind == "direct"
        for span in quotation.spans
    )
    mentions = [each for each in analysis.mentions if each.entity is not None]
    starts = [mention.start for mention in mentions]
    found: list[Disclosure] = []
    taken: set[int] = set()
    for kind, pattern in _read_patterns():
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(match[0].rstrip(" ,"))
            before = bisect_right(spoken, start, key=itemgetter(0))
            if any(end <= last for _, last in spoken[max(before - _NESTED, 0) : before]):
                continue
            if not taken.isdisjoint(range(start, end)):
                continue
            taken.update(range(start, end))
            number = bisect_right(starts, start)
            entity = _find_subject(text, start, mentions[max(number - _NEAREST, 0) : number])
            reason = Reason.of("source.disclosure", words=" ".join(text[start:end].split()))
            found.append(Disclosure(start, end, kind, entity, _CONFIDENCE, reason))
    return tuple(sorted(found, key=lambda each: each.start))


def _find_subject(text: str, start: int, before: Sequence[Mention]) -> int | None:
    """Return the entity of the first mention in the sentence before a disclosure, or None."""
    left = find_sentence_start(text, start)
    inside = [mention for mention in before if mention.start >= left]
    people = [mention for mention in inside if mention.label not in ("GPE", "LOC", "FAC")]
    chosen = people[-1:] or inside[-1:]
    return chosen[0].entity if chosen else None


def find_sentence_start(text: str, offset: int) -> int:
    """Return the start of the sentence around an offset."""
    first = max(offset - _REACH, 0)
    return max((match.end() for match in _SENTENCE.finditer(text, first, offset)), default=first)


def has_anonymity_words(text: str, source: Span) -> bool:
    """Return True if the sentences around a source can disclose that it is not named.

    Without one of these words, no pattern matches, and none need be compiled, which takes 17 ms.
    """
    return _ANONYMITY_WORDS.search(text, *_find_sentences(text, source)) is not None


def _find_sentences(text: str, source: Span) -> Span:
    """Return the span from the start of the sentence with a source to the end of it."""
    end = _SENTENCE.search(text, source[1], source[1] + 2 * _REACH)
    right = end.start() + 1 if end is not None else min(len(text), source[1] + 2 * _REACH)
    return find_sentence_start(text, source[0]), right


def find_anonymity_reason(
    text: str, disclosures: Sequence[Disclosure], source: Span, others: Sequence[Span]
) -> Span | None:
    """Return the reason for which the source in a sentence is not named, or None.

    `disclosures` are in text order. `others` are the cue and the content of its statement, before
    which the reason ends.
    """
    left, right = _find_sentences(text, source)
    first = bisect_left(disclosures, left, key=attrgetter("start"))
    following = disclosures[first : first + _MOST_NEAR]
    for disclosure in takewhile(lambda each: each.start < right, following):
        if disclosure.kind != "anonymity":
            continue
        ends = [start for start, _ in others if start >= disclosure.end]
        near = (
            text[disclosure.start : min(right, *ends)] if ends else text[disclosure.start : right]
        )
        if (match := _REASON.search(near)) is not None:
            start = disclosure.start + match.start()
            return start, start + len(match[0].rstrip(" ,."))
        return disclosure.start, disclosure.end
    return None
