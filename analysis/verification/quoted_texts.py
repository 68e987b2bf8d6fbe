"""Quotations of a draft that are verified, and their words with brackets and ellipses."""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from analysis.models import Analysis, Quotation, Span
from analysis.quote_marks import QuotedSpan, find_quoted_spans
from analysis.tokenizer import tokenize
from analysis.verification.spoken_words import find_spoken_words
from analysis.verification.verdicts import QuotedText
from analysis.verification.word_records import SpokenWord

Break = Literal["ellipsis", "narration", "paraphrase"]
_FEWEST_UNATTRIBUTED = 5  # words in marks that the analysis gives to nobody; fewer are a title
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,120}\]")
_ELLIPSIS = re.compile(
    r"[\[(]\s*(?:…|\.\s?\.\s?\.(?:\s?\.)?)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?|\*\s?\*\s?\*|\[\s*–\s*\]"
)
_MARKS = "\"“”„‟«»'‘’‚‛`‹› \t\n"


class QuotedWords(Struct, frozen=True):
    """The words of a quotation, and the breaks between them by the index of the word after.

    `is_open` is True if it ends with an ellipsis or a dash.
    """

    words: tuple[SpokenWord, ...]
    breaks: dict[int, Break]
    is_open: bool


def read_quoted_words(text: str, quotation: QuotedText) -> QuotedWords:
    """Read the words of a quotation; those in brackets are marked as inserted."""
    words: list[SpokenWord] = []
    breaks: dict[int, Break] = {}
    is_open = False
    between: Break = "paraphrase" if quotation.kind == "mixed" else "narration"
    for start, end in quotation.spans:
        if words:
            breaks[len(words)] = between
        position = start
        for match in _ELLIPSIS.finditer(text, start, end):
            words += _read_piece(text, position, match.start())
            if words:
                breaks[len(words)] = "ellipsis"
            position = match.end()
        rest = _read_piece(text, position, end)
        is_open = not rest and position > start
        words += rest
        is_open = is_open or text[start:end].rstrip(_MARKS).endswith(("—", "–", "-"))
    breaks = {at: kind for at, kind in breaks.items() if 0 < at < len(words)}
    return QuotedWords(tuple(words), breaks, is_open)


def _read_piece(text: str, start: int, end: int) -> list[SpokenWord]:
    words = find_spoken_words(text, start, end)
    brackets = [match.span() for match in _BRACKETS.finditer(text, start, end)]
    if not brackets and "[" not in text[start:end]:
        return words
    marked = [
        replace(word, is_inserted=True)
        if any(first < word.start < last for first, last in brackets)
        else word
        for word in words
    ]
    return _join_letters(text, marked)


def _join_letters(text: str, words: Sequence[SpokenWord]) -> list[SpokenWord]:
    """Join the parts of a word that has letters in brackets: "[T]he", "vot[ing]"."""
    joined: list[SpokenWord] = []
    for word in words:
        before = joined[-1] if joined else None
        if before is not None and text[before.end : word.start] in ("[", "]"):
            written = text[before.start : word.end].replace("[", "").replace("]", "")
            [*_, whole] = find_spoken_words(written)
            is_case = before.start + 1 == before.end
            joined[-1] = replace(whole, start=before.start, end=word.end, is_inserted=not is_case)
        else:
            joined.append(word)
    return joined


def list_quoted_texts(analysis: Analysis) -> tuple[QuotedText, ...]:
    """Return the quotations of an analyzed text that can be verified word by word, in text order.

    They are direct quotations, the words in marks of mixed ones, and longer words in marks that
    have no speaker in the analysis. Of nested quotations, only the outermost is one.
    """
    marked = [span for span in find_quoted_spans(tokenize(analysis.text)) if span.parent is None]
    found: list[QuotedText] = []
    for number, quotation in enumerate(analysis.quotations):
        if quotation.is_statement and quotation.kind != "indirect":
            spans = _verifiable_spans(analysis.text, quotation, marked)
            if spans:
                names, speaker = _names_of(analysis, quotation)
                found.append(QuotedText(spans, quotation.kind, speaker, names, number))
    covered = [span for quotation in found for span in quotation.spans]
    for each in marked:
        if not any(start < each.end and each.start < end for start, end in covered):
            words = find_spoken_words(analysis.text, *each.inner)
            if len(words) >= _FEWEST_UNATTRIBUTED:
                found.append(QuotedText((each.inner,)))
    return tuple(sorted(found, key=lambda quotation: quotation.spans[0]))


def count_short_texts(analysis: Analysis, quoted: Sequence[QuotedText]) -> int:
    """Count the words in marks that are not among the quotations, since they are too short."""
    covered = [span for quotation in quoted for span in quotation.spans]
    return sum(
        span.parent is None
        and not any(start < span.end and span.start < end for start, end in covered)
        for span in find_quoted_spans(tokenize(analysis.text))
    )


def list_indirect_texts(analysis: Analysis) -> tuple[QuotedText, ...]:
    """Return the indirect quotations of an analyzed text, in text order."""
    return tuple(
        QuotedText(quotation.spans, "indirect", speaker, names, number)
        for number, quotation in enumerate(analysis.quotations)
        if quotation.kind == "indirect" and quotation.is_statement
        for names, speaker in (_names_of(analysis, quotation),)
    )


def _verifiable_spans(
    text: str, quotation: Quotation, marked: Sequence[QuotedSpan]
) -> tuple[Span, ...]:
    """Return the spans without their marks; of a mixed quotation the parts in marks."""
    if quotation.kind == "mixed":
        return tuple(
            each.inner
            for each in marked
            if any(
                start <= each.inner[0] and each.inner[1] <= end for start, end in quotation.spans
            )
        )
    stripped = []
    for start, end in quotation.spans:
        inner = text[start:end]
        first = start + len(inner) - len(inner.lstrip(_MARKS))
        last = start + len(inner.rstrip(_MARKS))
        if first < last:
            stripped.append((first, last))
    return tuple(stripped)


def _names_of(analysis: Analysis, quotation: Quotation) -> tuple[frozenset[str], str]:
    """Return all names of the speakers of a quotation, and the one to show."""
    entities = [entity for entity in analysis.speakers_of(quotation) if entity.is_named]
    names = frozenset(name for entity in entities for name in (entity.name, *entity.aliases))
    return names, entities[0].name if entities else ""
