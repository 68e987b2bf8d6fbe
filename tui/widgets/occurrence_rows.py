"""The occurrences of a quote group as rows: source, date, speaker, and cut or added words.

The quotations that may say the same in other words are below them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.content import Content

from analysis.corpus.text_reuse import DiffPiece
from analysis.date_format import format_published
from analysis.models import Span
from analysis.speaker_names import format_speaker
from analysis.structs import replace
from db.models import QuotationRow
from db.quote_groups.models import (
    Occurrence,
    OccurrenceDiff,
    QuoteGroup,
    compare_occurrences,
)
from db.repositories.quote_groups import Rewording, Rewordings
from tui.display_text import (
    describe_rewordings,
    format_overlap,
)
from tui.quotation_check_text import describe_place, describe_verdict
from tui.sanitize import safe
from tui.strings.check_text import CheckText
from tui.strings.quote_text import QuoteText
from tui.widgets.panes.quotes import UNNAMED
from tui.widgets.panes.row_text import justify, wrap_text
from tui.widgets.row_source import Heading, ListSource

if TYPE_CHECKING:  # imports NLTK
    from db.original_checks import QuotationCheck

_BARS = {"direct": "┃ ", "mixed": "╏ ", "indirect": "┊ "}
_MOST_LINES = 40  # of one occurrence
_HALF = 2  # the signs take at most half of a row's width


class ComparedGroup(Struct, frozen=True):
    """A quote group whose occurrences are compared with the one at index `base`.

    With `marked`, differences are marked: ‹words› found only in the base are struck through, added
    words are underlined. `rewordings` are quotations that may say the same in other words.
    """

    group: QuoteGroup
    base: int
    marked: bool = True
    rewordings: Rewordings | None = None
    checks: "Mapping[int, QuotationCheck]" = {}
    """The occurrences that were compared with an original, by their numbers."""

    @property
    def reference(self) -> str:
        """The text of the occurrence with which the others are compared."""
        return self.group.tellings[self.base].content


class ListedQuotation(Struct, frozen=True):
    """An occurrence of a quote group, or a proposal: its quotation, its content and its signs."""

    quotation: Occurrence | QuotationRow
    content: Content
    head: Content
    """The date and the source."""
    signs: str = ""
    is_named: bool = False
    remark: str = ""
    """The verdict of an occurrence, or what a proposal has in common with the reference."""

    @property
    def number(self) -> int:
        """The number of the quotation in its article."""
        quotation = self.quotation
        return quotation.number if isinstance(quotation, Occurrence) else quotation.index


def list_occurrences(shown: ComparedGroup) -> ListSource[ListedQuotation]:
    """List the occurrences by publication date, and below a heading the proposals."""
    compared = compare_occurrences(shown.group, shown.base)
    is_alone = sum(each.first for each in compared) == 1
    items: list[ListedQuotation | Heading] = [
        replace(
            _list_occurrence(
                each, _signs(each, is_base=index == shown.base, is_alone=is_alone), shown.marked
            ),
            remark=_describe_check(shown.checks.get(index)),
        )
        for index, each in enumerate(compared)
    ]
    if shown.checks:
        items.append(Heading(QuoteText.ORIGINALS, above=0, below=1))
        items += _list_originals(shown.checks.values())
    if shown.rewordings:
        items.append(Heading(describe_rewordings(shown.rewordings), above=0, below=1))
        items += map(_list_proposal, shown.rewordings.proposals)
    return ListSource(
        items,
        _draw_quotation,
        key=lambda listed: (listed.quotation.article, "quotation", listed.number),
        height=_measure_quotation,
        is_markable=True,
    )


def _list_occurrence(compared: OccurrenceDiff, signs: str, marked: bool) -> ListedQuotation:
    occurrence = compared.occurrence
    content = Content(safe(occurrence.content))
    if marked:
        content = Content("").join(map(_drawn, compared.pieces))
    day = format_published(occurrence.published, occurrence.published_from)
    head = Content.assemble(
        ("◆ " if compared.first else "● ", ".rows--accent"),
        (f"{day}  ", ".rows--accent"),
        (safe(occurrence.site or occurrence.title), ".rows--strong"),
    )
    return ListedQuotation(occurrence, content, head, signs, occurrence.named)


def _describe_check(check: "QuotationCheck | None") -> str:
    """Return the verdict of an occurrence: `against the original: cut`."""
    if check is None:
        return ""
    return QuoteText.AGAINST_ORIGINAL.format(verdict=describe_verdict(check))


def _list_originals(checks: "Iterable[QuotationCheck]") -> Iterator[ListedQuotation]:
    """Yield the longest passage of each original that has words of the occurrences."""
    longest: dict[str, tuple[Span, QuotationCheck]] = {}
    for check in checks:
        span = check.passage
        if check.original is None or check.original.article is None or span is None:
            continue
        present = longest.get(check.original.key)
        if present is None or span[1] - span[0] > present[0][1] - present[0][0]:
            longest[check.original.key] = (span, check)
    for span, check in longest.values():
        original = check.original
        assert original is not None
        assert original.article is not None
        words = " ".join(original.text[slice(*span)].split())
        passage = Occurrence(
            original.article, original.title, "", None, -1, (span,), words, "direct",
            check.verdict.matches[0].speaker, "", True, frozenset(),
        )  # fmt: skip
        head = Content.assemble(("◇ ", ".rows--accent"), (safe(original.title), ".rows--strong"))
        yield ListedQuotation(passage, Content(safe(words)), head, describe_place(check), True)


def _list_proposal(proposal: Rewording) -> ListedQuotation:
    quotation = proposal.row
    day = format_published(quotation.published, quotation.published_from)
    source = safe(quotation.site or quotation.title)
    head = Content.assemble((f"? {day}  ", ".rows--accent"), (source, ".rows--strong"))
    content = Content(safe(quotation.content))
    return ListedQuotation(quotation, content, head, remark=format_overlap(proposal.hit))


def _measure_quotation(listed: ListedQuotation, width: int) -> int:
    """Return the lines of source and date, speaker, content, remark, and a blank line."""
    wrapped = wrap_text(listed.content.plain, max(width - 2, 8))
    return 3 + bool(listed.remark) + min(len(wrapped), _MOST_LINES)


def _draw_quotation(listed: ListedQuotation, width: int) -> list[Content]:
    """Return source, date and changes; the speaker; the content; and the remark."""
    quotation = listed.quotation
    signs = Content.styled(listed.signs, ".rows--star")
    signs = signs.truncate(max(width // _HALF, 8), ellipsis=True)
    speaker = _speaker(
        format_speaker(quotation.speaker, quotation.pronoun),
        quotation.role or "",
        named=listed.is_named,
    )
    bar = Content.styled(_BARS.get(quotation.kind, "  "), ".rows--muted")
    wrapped = wrap_text(listed.content.plain, max(width - 2, 8))
    content = [
        bar + listed.content[start:end] if start < end else Content("")
        for start, end in zip(wrapped.starts, wrapped.ends, strict=True)
    ]
    remark = [Content.styled(f"  {safe(listed.remark)}", ".rows--muted")]
    return [
        justify(listed.head, signs, width),
        speaker.truncate(width, ellipsis=True),
        *content[:_MOST_LINES],
        *(line.truncate(width, ellipsis=True) for line in remark if listed.remark),
    ]


def _signs(compared: OccurrenceDiff, *, is_base: bool, is_alone: bool) -> str:
    """Return whether the occurrence is the first, its changes, and a different speaker."""
    signs = [QuoteText.ORIGINAL] if compared.occurrence.is_original else []
    if compared.first:
        signs.append(QuoteText.EARLIEST if is_alone else QuoteText.AMONG_EARLIEST)
    signs.append(QuoteText.REFERENCE if is_base else QuoteText.CHANGES[compared.change])
    if compared.dangers and not is_base:
        signs.append(CheckText.DIFFERS.format(words=", ".join(compared.dangers)))
    if compared.has_other_speaker:
        signs.append(QuoteText.OTHER_SPEAKER)
    return " · ".join(signs)


def _speaker(name: str, role: str, *, named: bool) -> Content:
    """Return the speaker with the role, indented; a named one is highlighted."""
    return Content.assemble(
        "  ",
        (safe(name) or UNNAMED, ".rows--strong" if named else ""),
        (f", {safe(role)}" if role else "", ".rows--muted"),
    )


def _drawn(piece: DiffPiece) -> Content:
    """Return a piece of the comparison; changed punctuation is not highlighted."""
    words = any(map(str.isalnum, piece.text))
    text = safe(piece.text)
    if piece.how == "cut":
        # signs too, since not every terminal strikes words through
        cut = Content.styled(f"‹{text.strip()}›", ".rows--muted").stylize("strike", 1, -1)
        return _spaced(text, cut) if words else Content(" " * text.isspace())
    if piece.how == "added" and words:
        return Content.styled(text, ".rows--match")
    return Content(text)


def _spaced(text: str, drawn: Content) -> Content:
    """Return drawn content with the leading and trailing blanks of its text."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return Content.assemble(before, drawn, after)
