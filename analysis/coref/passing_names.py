"""Names that a text has only in passing: in credits, after honors, and of people of the past."""

import re
from typing import Literal

from analysis import lexicon
from analysis.syntax.tokens import Doc, Sentence

PassingKind = Literal["", "credit", "namesake", "past", "old year"]
"""A name in a credit, one that another thing bears or honors, one of a person of the past, one
beside an old year."""

_REACH = 80  # characters
_CREDIT = re.compile(
    rf"(?:^|[\n(\[;|/–—-]\s*)(?:{lexicon.pattern('short_name_words', 'credit')})(?: by)?\s*[:/]?\s*"
    r"(?:[^.;:()\n]{1,40}(?:,| and| &) )?$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:^|\n)\s*(?:by|words by|story by)\s*:?\s+(?:[^.\n]{1,40}(?:,| and| &) )?$", re.I
)
_BYLINE_END = re.compile(
    r"\s*(?:$|\n|[,|•·/(–—-][^.\n]{0,60}(?:\n|$)|(?:and|&|for) [^.\n]{0,60}(?:\n|$))"
)
_HONOR = re.compile(
    rf"\b(?:{lexicon.pattern('short_name_words', 'honor')})(?: the)?(?: [A-Za-z-]+){{0,3}} $",
    re.IGNORECASE,
)
_LIFE = re.compile(r" \(\s?(?:c\. ?|born )?1\d{3}\s?[-–—]\s?\d{4}\)|,? who died in 1\d{3}\b")
_OLD_YEAR = re.compile(r"1[0-8]\d\d|19[0-2]\d")
_YEAR_LETTERS = 4


def find_passing_kind(words: Doc, start: int, end: int, sentence: Sentence) -> PassingKind:
    """Return in which way a name at two offsets of a sentence is mentioned in passing, or ""."""
    text = words.text
    before = text[max(0, start - _REACH) : start]
    if _CREDIT.search(before) or (_BY.search(before) and _BYLINE_END.match(text, end)):
        return "credit"
    if _HONOR.search(before):
        return "namesake"
    if _LIFE.match(text, end):
        return "past"
    return "old year" if words.recall(_has_old_year, sentence.first, sentence.last) else ""


def _has_old_year(words: Doc, first: int, last: int) -> bool:
    return any(
        len(token.text) == _YEAR_LETTERS and _OLD_YEAR.fullmatch(token.text)
        for token in words.tokens[first:last]
    )
