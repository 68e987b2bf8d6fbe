"""Quotations of stored articles and quote groups, compared with the originals of the store."""

from collections.abc import Sequence

from msgspec import Struct

from analysis.models import Span
from analysis.quote_marks import find_quoted_spans
from analysis.tokenizer import tokenize
from analysis.verification import (
    Original,
    OriginalIndex,
    Passage,
    QuotedText,
    Verdict,
    describe_differences,
    list_quoted_texts,
)
from db.progress import ReportDone, report_nothing
from db.quote_groups.models import Occurrence, QuoteGroup
from db.repositories.originals import StoredOriginal
from db.store import Store

_FEW_WORDS = 6  # of the original in a difference that is named
_PASSED = frozenset(("verbatim", "cut"))


class QuotationCheck(Struct, frozen=True):
    """A quotation and its verdict; `original` is the one with the passage, None without any."""

    text: str
    """The text that the spans of the quotation refer to."""
    verdict: Verdict
    original: Original | None

    @property
    def differs(self) -> bool:
        """True if an original has the words, and the quotation is more than shorter."""
        return self.original is not None and self.verdict.kind not in _PASSED

    @property
    def start(self) -> int:
        """The start of the quotation."""
        return self.verdict.quotation.spans[0][0]

    @property
    def end(self) -> int:
        """The end of the quotation."""
        return self.verdict.quotation.spans[-1][1]

    @property
    def passage(self) -> Span | None:
        """The span of the main passage in the original; None if it was not found."""
        if not self.verdict.matches:
            return None
        match = self.verdict.matches[0]
        return match.start, match.end

    @property
    def dangers(self) -> tuple[str, ...]:
        """The differences in negations, numbers, names, quantifiers and modals: `12 / 20`.

        Words left out at an ellipsis, and many words left out, are no such difference.
        """
        return describe_differences(
            [
                difference
                for difference in self.verdict.differences
                if not difference.is_marked and len(difference.said.split()) <= _FEW_WORDS
            ]
        )


class ArticleCheck(Struct, frozen=True):
    """The quotations of an article in text order, compared with `originals` of the store's.

    `stored` is the number of originals that it could be compared with, itself left out.
    """

    article: int
    title: str
    quotations: tuple[QuotationCheck, ...]
    originals: int
    stored: int


def to_original(stored: StoredOriginal) -> Original:
    """Return a stored original for a comparison."""
    passages = tuple(Passage(*passage) for passage in stored.passages)
    return Original(
        str(stored.article), stored.title, stored.text, stored.speaker, stored.article, passages
    )


def check_article(store: Store, article: int, report: ReportDone = report_nothing) -> ArticleCheck:
    """Compare the quotations of an article with the other originals.

    `report` is called with the number of quotations that are compared, from 0.
    """
    loaded = store.articles.get(article)
    text, quoted = loaded.analysis.text, list_quoted_texts(loaded.analysis)
    words = [" ".join(text[slice(*span)] for span in each.spans) for each in quoted]
    candidates = store.originals.find(words, article)
    is_original = loaded.row.original is not None
    checks = _compare(store, candidates, [(text, each) for each in quoted], report)
    return ArticleCheck(
        article,
        loaded.row.title or loaded.row.opening,
        tuple(checks),
        len(candidates),
        store.originals.count() - is_original,
    )


def check_group(
    store: Store, group: QuoteGroup, report: ReportDone = report_nothing
) -> dict[int, QuotationCheck]:
    """Compare the occurrences of a quote group with the originals that have the words.

    Returns the results by the numbers of the occurrences. Indirect ones, those within an original
    itself, and those that no original has are left out.
    """
    numbered = [
        (number, each.content, quoted)
        for number, each in enumerate(group.tellings)
        if (quoted := _to_quoted_text(each)) is not None
    ]
    longest = sorted((content for _, content, _ in numbered), key=len)[-3:]
    candidates = store.originals.find(longest)
    if not candidates:
        return {}
    pairs = [(content, quoted) for _, content, quoted in numbered]
    checks = _compare(store, candidates, pairs, report)
    return {
        number: check
        for (number, _, _), check in zip(numbered, checks, strict=True)
        if check.original is not None and check.original.article != group.tellings[number].article
    }


def _compare(
    store: Store,
    articles: Sequence[int],
    quotations: Sequence[tuple[str, QuotedText]],
    report: ReportDone,
) -> list[QuotationCheck]:
    """Compare quotations, each with the text that it is in, with originals."""
    report(0)
    originals = [to_original(stored) for stored in store.originals.load(articles)]
    index = OriginalIndex(originals)
    checks = []
    for number, (text, quoted) in enumerate(quotations, 1):
        verdict = index.verify(text, quoted)
        original = originals[verdict.matches[0].original] if verdict.matches else None
        checks.append(QuotationCheck(text, verdict, original))
        report(number)
    return checks


def _to_quoted_text(occurrence: Occurrence) -> QuotedText | None:
    """Return an occurrence as a quotation of its content; None for an indirect one."""
    content = occurrence.content
    spans: tuple[Span, ...] = ((0, len(content)),) if occurrence.kind == "direct" else ()
    if occurrence.kind == "mixed":
        marked = find_quoted_spans(tokenize(content))
        spans = tuple(span.inner for span in marked if span.parent is None)
    if not spans or not content.strip():
        return None
    kind = occurrence.kind
    return QuotedText(spans, kind, occurrence.speaker, occurrence.names, occurrence.number)
