"""Quotations of stored articles and quote groups, compared with the originals of the store."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis.models import Span
from analysis.quote_marks import find_quoted_spans
from analysis.tagger import EncoderError
from analysis.tokenizer import tokenize
from analysis.verification import (
    Original,
    OriginalIndex,
    QuotedText,
    Verdict,
    find_near_statements,
    list_indirect_texts,
    list_quoted_texts,
)
from db.original_sources import load_originals
from db.progress import ReportDone, report_nothing
from db.quote_groups.models import Occurrence, QuoteGroup
from db.quote_groups.wordings import name_dangers
from db.store import Store

_LONGEST = 3  # quotations of a group that select originals
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
        return self.is_direct and self.original is not None and not self.passes

    @property
    def passes(self) -> bool:
        """True if the quotation is verbatim, or only shorter."""
        return self.verdict.kind in _PASSED

    @property
    def is_missing(self) -> bool:
        """True if no original has the words."""
        return self.is_direct and self.original is None

    @property
    def is_direct(self) -> bool:
        """False for an indirect quotation, which has the nearest statements only."""
        return self.verdict.quotation.kind != "indirect"

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
        """The differences in negations, numbers, names, quantifiers and modals: `12 / 20`."""
        return name_dangers(self.verdict.differences)


class ArticleCheck(Struct, frozen=True):
    """The quotations of an article in text order, compared with originals.

    `stored` is the number of originals in the store, itself left out.
    """

    article: int
    title: str
    quotations: tuple[QuotationCheck, ...]
    stored: int


class OriginalComparison:
    """Compares quotations with the originals of a store, whose index it reuses."""

    def __init__(self, store: Store, report: ReportDone = report_nothing) -> None:
        """Compare with the present originals; `report` receives the number of quotations done."""
        self._store = store
        self._report = report
        self._articles: Sequence[int] = ()
        self._index = OriginalIndex(())

    def check_article(self, article: int, *, with_indirect: bool = False) -> ArticleCheck:
        """Compare the quotations of an article with the other originals; raises NotFound.

        An indirect quotation, if requested, gets the nearest statements of its speaker.
        """
        loaded = self._store.articles.get(article)
        text, quoted = loaded.analysis.text, list_quoted_texts(loaded.analysis)
        if with_indirect:
            quoted = tuple(sorted(
                (*quoted, *list_indirect_texts(loaded.analysis)), key=lambda each: each.spans[0]
            ))  # fmt: skip
        words = [" ".join(text[slice(*span)] for span in each.spans) for each in quoted]
        self._index_originals(self._store.originals.find(words, [article]))
        return ArticleCheck(
            article,
            loaded.row.title or loaded.row.opening,
            tuple(self._compare([(text, each) for each in quoted])),
            self._store.originals.count() - (loaded.row.original is not None),
        )

    def check_group(self, group: QuoteGroup) -> dict[int, QuotationCheck]:
        """Compare the occurrences of a quote group with the originals that have their words.

        Returns the results by the numbers of the occurrences. Indirect ones, those within the
        original itself, and those that no original has are left out.
        """
        numbered = [
            (number, each.content, quoted)
            for number, each in enumerate(group.tellings)
            if (quoted := _to_quoted_text(each)) is not None
        ]
        longest = sorted((content for _, content, _ in numbered), key=len)[-_LONGEST:]
        candidates = self._store.originals.find(longest)
        if not candidates:
            return {}
        self._index_originals(candidates)
        checks = self._compare([(content, quoted) for _, content, quoted in numbered])
        found = {}
        for (number, _, _), check in zip(numbered, checks, strict=True):
            article = group.tellings[number].article
            if check.original is not None and check.original.article != article:
                found[number] = check
        return found

    def _index_originals(self, articles: Sequence[int]) -> None:
        self._report(0)
        if articles != self._articles:
            originals = load_originals(self._store, articles)
            self._index, self._articles = OriginalIndex(originals), articles

    def _compare(self, quotations: Iterable[tuple[str, QuotedText]]) -> list[QuotationCheck]:
        """Compare quotations, each with the text that it is in."""
        checks = []
        for number, (text, quoted) in enumerate(quotations, 1):
            verdict = self._verify(text, quoted)
            matches = verdict.matches
            original = self._index.originals[matches[0].original] if matches else None
            checks.append(QuotationCheck(text, verdict, original))
            self._report(number)
        return checks

    def _verify(self, text: str, quoted: QuotedText) -> Verdict:
        if quoted.kind != "indirect":
            return self._index.verify(text, quoted)
        try:
            return find_near_statements(text, quoted, self._index)
        except EncoderError:  # nothing is near without the weights
            return Verdict("not_found", quoted)


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
