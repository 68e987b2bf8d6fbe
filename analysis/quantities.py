"""Quantities of a text: numbers in digits or words, with the noun or the sign that they count."""

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from analysis.corpus.frequency import STOP_WORDS
from analysis.folded_text import fold_text
from analysis.models import Span
from analysis.stemmer import stem
from analysis.timex.lexer import CARDINALS, MAGNITUDES, parse_number

_SCALES = {"billion": 1e9, "trillion": 1e12, "bn": 1e9, "tn": 1e12, "m": 1e6, "k": 1e3}
_WORDS = "|".join(sorted((*CARDINALS, *MAGNITUDES), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.,/:-])(?P<sign>[$€£¥])?"
    rf"(?P<digits>{_DIGITS})?"
    rf"(?P<words>(?:(?<=\d)(?:\s|-)|(?<![\w-]))(?:(?:{_WORDS}|billion|trillion)"
    rf"(?:[\s-]+(?:and\s+)?(?=(?:{_WORDS}|billion|trillion)\b))?)+(?![\w]))?"
    rf"(?P<scale>(?<=\d)(?:bn|tn|m|k)(?!\w))?"
    rf"(?P<percent>\s?%|\s?(?:per\s?cent|percent|percentage)\b)?"
    rf"(?!\w|[-/:]\d|[⁄/]|[\s-](?:thirds?|quarters?|half|halves|fifths?|tenths?)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNIT_WORDS = 3  # words after a number in which its noun is looked for
_STOP = re.compile(r"[.,;:!?()\n“”\"]")
_SENTENCE = re.compile(r"[.!?]\s|\n")
_LONGEST = 400  # characters of a sentence around a number


class Quantity(Struct, frozen=True):
    """A number with its value, the stems of the words that it may count, and its sentence.

    `unit` is a currency sign or "%" instead where there is one. `context` has the stems of the
    content words of the sentence, without those of the unit.
    """

    start: int
    end: int
    value: float
    unit: tuple[str, ...]
    context: frozenset[str]

    @property
    def span(self) -> Span:
        """The span of the number without its unit."""
        return self.start, self.end


def find_quantities(text: str, excluded: Collection[Span] = ()) -> list[Quantity]:
    """Return the quantities of a text, without those that overlap excluded spans.

    The excluded spans are those of dates and names: "12 March", "Boeing 737". A lone "one" is
    often a pronoun and is left out, and so are vague
    amounts: "hundreds".
    """
    covered = _Covered(excluded)
    found = []
    for match in _NUMBER.finditer(text):
        start, end = match.start(), match.end()
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end or covered.overlaps(start, end):
            continue
        value = _parse_value(match)
        if value is None or match[0].strip().casefold() in ("one", "hundred", "thousand"):
            continue
        sign = match["sign"] or ("%" if match["percent"] else "")
        unit = (sign,) if sign else tuple(_find_unit(text, end))
        found.append(Quantity(start, end, value, unit, _find_context(text, start, end, unit)))
    return found


class _Covered:
    def __init__(self, spans: Collection[Span]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether a span overlaps one of the spans; starts have to ascend."""
        while self._at < len(self._spans) and self._spans[self._at][1] <= start:
            self._at += 1
        return any(first < end and last > start for first, last in self._spans[self._at :][:8])


def _parse_value(match: re.Match[str]) -> float | None:
    words = fold_text(match["words"] or "").strip(" -")
    scale = 1.0
    for name in ("billion", "trillion"):
        if re.search(rf"{name}$", words):
            words, scale = re.sub(rf"{name}$", "", words).strip(" -"), _SCALES[name]
    number = " ".join(filter(None, (match["digits"], words)))
    value = parse_number(number) if number else None
    if value is None:
        return None
    return value * scale * _SCALES.get(fold_text(match["scale"] or ""), 1.0)


def _find_unit(text: str, end: int) -> Sequence[str]:
    """Return the stems of the first content words after a number, in the same phrase."""
    stop = _STOP.search(text, end)
    limit = min(stop.start() if stop else len(text), end + 60)
    words = [fold_text(word[0]) for word in _WORD.finditer(text, end, limit)]
    stems: list[str] = []
    for word in words[:_UNIT_WORDS]:
        if word in STOP_WORDS:
            if stems or word not in ("of", "the", "other", "more", "their", "its"):
                break
            continue
        stems.append(stem(word))
    return stems


def _find_context(text: str, start: int, end: int, unit: Sequence[str]) -> frozenset[str]:
    before = max(start - _LONGEST // 2, 0)
    first = max((found.end() for found in _SENTENCE.finditer(text, before, start)), default=before)
    after = _SENTENCE.search(text, end)
    last = min(after.start() if after else len(text), end + _LONGEST // 2)
    words = (fold_text(word[0]) for word in _WORD.finditer(text, first, last))
    stems = {stem(word) for word in words if word not in STOP_WORDS and word not in CARDINALS}
    return frozenset(stems) - set(unit)
