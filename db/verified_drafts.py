"""Drafts whose quotations are compared with originals, and the results."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct

from analysis import Analysis
from analysis.models import Stage
from analysis.pipeline import run_analysis
from analysis.tagger import EncoderError
from analysis.verification import (
    VERDICT_NAMES,
    AllowedEdits,
    Match,
    Original,
    OriginalIndex,
    QuotedText,
    Verdict,
    count_short_texts,
    find_near_statements,
    list_indirect_texts,
    list_quoted_texts,
)
from db.models import Document
from db.original_sources import DraftIdentity, LineFinder, attribute_quotations

VerifyResult = Literal["passes", "differs", "not found", "near"]
_LONGEST_ANALYZED = 200_000  # characters of an original whose quotations are given to speakers
NOTHING_NEAR = "indirect, nothing near"
_MARKS = '"“”„«»'


class VerifyDraft(Struct, frozen=True, dict=True):
    """A draft with its findings; `name` is its file, the id of its article, or standard input."""

    name: str
    analysis: Analysis
    path: Path | None = None
    article: int | None = None

    @cached_property
    def lines(self) -> LineFinder:
        """The lines of its file."""
        return LineFinder(self.path, self.analysis.text)


class VerifiedMatch(Struct, frozen=True):
    """A passage of an original: its name and title, line, speaker, time code and words."""

    original: str
    title: str
    article: int | None
    line: int
    speaker: str
    time: str
    start: int
    end: int
    words: str


class VerifiedQuotation(Struct, frozen=True):
    """The result for a quotation: its place in the draft, the verdict, and the passages.

    `forbidden` are the edits that are not allowed. `searched` are the names of the originals that
    it was looked for in.
    """

    draft: str
    line: int
    words: str
    verdict: Verdict
    matches: tuple[VerifiedMatch, ...]
    result: VerifyResult
    forbidden: tuple[str, ...]
    searched: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the verdict; an indirect quotation without near statements has its own."""
        if self.result == "near" and self.verdict.kind == "not_found":
            return NOTHING_NEAR
        return VERDICT_NAMES[self.verdict.kind]


def analyze_draft(document: Document, report: Callable[[float], object]) -> Analysis:
    """Analyze a draft; `report` receives the share that is done."""

    def report_share(_: Stage, done: float) -> None:
        report(done)

    return run_analysis(document.text, document.published, progress=report_share)


class VerificationRun:
    """The comparison of the quotations of drafts with originals."""

    def __init__(self, drafts: Sequence[VerifyDraft], allowed: AllowedEdits) -> None:
        """Verify the quotations of `drafts`, in their order."""
        self._allowed = allowed
        self._quoted: list[tuple[VerifyDraft, QuotedText]] = []
        self.short = 0
        """The number of short words in marks that are left out, since they have no speaker."""
        for draft in drafts:
            quoted = list_quoted_texts(draft.analysis)
            every = (*quoted, *list_indirect_texts(draft.analysis))
            ordered = sorted(every, key=lambda quotation: quotation.spans[0])
            self._quoted += [(draft, quotation) for quotation in ordered]
            self.short += count_short_texts(draft.analysis, every)
        self.identity = DraftIdentity(
            frozenset(draft.analysis.text for draft in drafts),
            frozenset(draft.path.resolve() for draft in drafts if draft.path is not None),
            frozenset(draft.article for draft in drafts if draft.article is not None),
        )

    @property
    def count(self) -> int:
        """The number of quotations."""
        return len(self._quoted)

    def list_texts(self) -> list[str]:
        """Return the words of the quotations."""
        return [_written(draft.analysis.text, quotation) for draft, quotation in self._quoted]

    def verify(self, originals: Sequence[Original]) -> Iterator[VerifiedQuotation]:
        """Yield the result of each quotation."""
        index = OriginalIndex(originals)
        attributed: dict[int, Original] = {}
        finders: dict[int, LineFinder] = {}
        searched = tuple(original.key for original in originals)
        for draft, quotation in self._quoted:
            text = draft.analysis.text
            if quotation.kind == "indirect":
                try:
                    verdict = find_near_statements(text, quotation, index)
                except EncoderError:
                    verdict = Verdict("not_found", quotation)
            else:
                verdict = _verify_attributed(text, quotation, index, attributed)
            matches = tuple(_read_match(match, index, finders) for match in verdict.matches)
            start = quotation.spans[0][0]
            yield VerifiedQuotation(
                draft.name,
                draft.lines.find(start),
                _written(text, quotation),
                verdict,
                matches,
                self._decide(verdict),
                self._allowed.list_forbidden(verdict),
                searched,
            )

    def _decide(self, verdict: Verdict) -> VerifyResult:
        if verdict.quotation.kind == "indirect":
            return "near"
        if self._allowed.passes(verdict):
            return "passes"
        return "not found" if verdict.kind == "not_found" else "differs"


def _verify_attributed(
    text: str, quotation: QuotedText, index: OriginalIndex, attributed: dict[int, Original]
) -> Verdict:
    """Verify a quotation; in a text that quotes, compare its speaker with that of the passage."""
    verdict = index.verify(text, quotation)
    if not verdict.matches or not quotation.names:
        return verdict
    match = verdict.matches[0]
    original = index.originals[match.original]
    is_unknown = not match.speaker and not original.passages
    quotes = any(mark in original.text for mark in _MARKS)
    if not is_unknown or not quotes or len(original.text) > _LONGEST_ANALYZED:
        return verdict
    if match.original not in attributed:
        attributed[match.original] = attribute_quotations(original, run_analysis)
    again = OriginalIndex([attributed[match.original]]).verify(text, quotation)
    found = tuple(
        Match(match.original, each.start, each.end, each.line, each.speaker, each.time)
        for each in again.matches
    )
    return Verdict(
        again.kind, quotation, found, again.differences, again.edits, again.frame,
        again.is_question,
    ) if again.kind == "misattributed" else verdict  # fmt: skip


def _written(text: str, quotation: QuotedText) -> str:
    words = " … ".join(" ".join(text[slice(*span)].split()) for span in quotation.spans)
    return words.rstrip(",")


def _read_match(
    match: Match, index: OriginalIndex, finders: dict[int, LineFinder]
) -> VerifiedMatch:
    original = index.originals[match.original]
    if match.original not in finders:
        path = Path(original.key) if original.article is None else None
        finders[match.original] = LineFinder(path, original.text)
    return VerifiedMatch(
        original.key,
        original.title,
        original.article,
        finders[match.original].find(match.start),
        match.speaker,
        match.time,
        match.start,
        match.end,
        " ".join(original.text[match.start : match.end].split()),
    )
