"""The widgets of repeated quotes: the list of quote groups, and a group's occurrences.

Quote groups as rows of a list: speaker, number of articles, dates and content.

The occurrences of a quote group as rows: source, date, speaker, and cut or added words. Below them,
the quotations that may say the same in other words.
"""

from collections.abc import Sequence
from typing import cast

from textual.content import Content

from analysis.corpus.text_reuse import DiffPiece
from analysis.date_format import format_date, format_date_range, format_published
from db import Store
from db.models import QuoteGroupOrder
from db.quote_groups.models import (
    Occurrence,
    OccurrenceDiff,
    QuoteGroup,
    QuoteGroupRow,
    compare_occurrences,
    fullest_occurrence,
)
from db.repositories.quote_groups import Rewording, Rewordings
from tui.display_text import (
    describe_rewordings,
    format_count,
    format_overlap,
)
from tui.sanitize import safe
from tui.strings import QuoteText
from tui.widgets.article_list import ArticleRowKey, ArticleSource
from tui.widgets.article_view.line_wrap import Paragraphs, WrappedText
from tui.widgets.panes.pane_source import justify, wrap_lines
from tui.widgets.panes.quotes import UNNAMED
from tui.widgets.row_marks import RowKey
from tui.widgets.row_source import WindowCache

_LINES = 2  # of the content


class QuoteGroupRows(ArticleSource):
    """All quote groups in an order, or those with the ids `chosen`, fetched by window."""

    lines = 2 + _LINES

    def __init__(
        self, store: Store, order: QuoteGroupOrder, chosen: Sequence[int] | None = None
    ) -> None:
        """Query the store for the count and the first window. Raises `StoreError`."""
        groups = store.quote_groups

        def fetch(limit: int, offset: int) -> list[QuoteGroupRow]:
            if chosen is None:
                return groups.list_rows(order, limit=limit, offset=offset)
            return groups.rows(chosen[offset : offset + limit])

        self.is_filtered = chosen is not None
        self._windows = WindowCache(fetch, groups.count() if chosen is None else len(chosen))

    def count(self) -> int:
        """Return the number of listed quote groups."""
        return self._windows.count

    def key(self, index: int) -> int | None:
        """Return the id of the quote group of a row."""
        row = self.quote_group(index)
        return row.id if row else None

    def article_rows(self, store: Store, keys: Sequence[RowKey]) -> list[ArticleRowKey]:
        """Return all occurrences of the quote groups."""
        groups = [store.quote_groups.load_group(cast("int", key)) for key in keys]
        return [
            (occurrence.article, "quotation", occurrence.number)
            for group in groups
            for occurrence in group.tellings
        ]

    def quote_group(self, index: int) -> QuoteGroupRow | None:
        """Return the quote group of a row; None if it was deleted or the store is locked."""
        return self._windows.row(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the speaker and number of articles, the content, and a blank line."""
        row = self.quote_group(index)
        if row is None:
            return [Content("…")]
        speaker = Content.styled(safe(row.speaker) or UNNAMED, ".rows--strong")
        articles = format_count(row.articles, "article")
        when = format_date_range(row.first_day, row.last_day) or format_date(None)
        details = Content.styled(f"{articles} · {when}" if width > 60 else articles, ".rows--muted")
        lines = wrap_lines(row.content, width - 2, _LINES)
        return [justify(speaker, details, width), *(Content(f"  {line}") for line in lines)]


_BARS = {"direct": "┃ ", "mixed": "╏ ", "indirect": "┊ "}
_MOST_LINES = 40  # of one occurrence
_HALF = 2  # the signs take at most half of a row's width


class OccurrenceRows(ArticleSource):
    """The occurrences by publication date, each compared with the one at index `base`.

    ‹Words› found only in the base are struck through, added words are underlined. Without
    `marked`, the content is shown as in the article. The proposals of `rewordings` are below a
    heading that counts them.
    """

    has_equal_heights = False

    def __init__(
        self,
        group: QuoteGroup,
        base: int | None = None,
        *,
        marked: bool = True,
        rewordings: Rewordings | None = None,
    ) -> None:
        """Compare every occurrence with the one at `base`, by default the fullest."""
        self.quote_group = group
        self.base = fullest_occurrence(group) if base is None else base
        self.marked = marked
        self.rewordings = rewordings
        self._proposals = rewordings.proposals if rewordings else ()
        self.compared = compare_occurrences(group, self.base)
        earliest = sum(compared.first for compared in self.compared)
        self._alone = earliest == 1
        self._words = [self._content(compared) for compared in self.compared]
        if rewordings:
            self._words.append(Content(""))  # of the heading
        self._words += [Content(safe(proposal.row.content)) for proposal in self._proposals]
        self._wrapped: dict[tuple[int, int], WrappedText] = {}

    def count(self) -> int:
        """Return the number of rows: occurrences, the heading, and proposals."""
        return len(self._words)

    def is_heading(self, index: int) -> bool:
        """Return whether the row is the heading of the proposals."""
        return index == len(self.compared)

    def count_markable(self) -> int:
        """Return the number of occurrences and proposals."""
        return len(self.compared) + len(self._proposals)

    def key(self, index: int) -> ArticleRowKey | None:
        """Return the quotation of a row by its article and its number there."""
        if occurrence := self.occurrence(index):
            return occurrence.article, "quotation", occurrence.number
        proposal = self.proposal(index)
        return (proposal.row.article, "quotation", proposal.row.index) if proposal else None

    def occurrence(self, index: int) -> Occurrence | None:
        """Return the occurrence of a row; None for the heading and a proposal."""
        return self.compared[index].occurrence if 0 <= index < len(self.compared) else None

    def proposal(self, index: int) -> Rewording | None:
        """Return the proposal of a row; None for an occurrence and the heading."""
        number = index - len(self.compared) - 1
        return self._proposals[number] if 0 <= number < len(self._proposals) else None

    def height(self, index: int, width: int) -> int:
        """Return the height of source and date, speaker, content, and a blank line.

        The heading has two lines, a proposal one more for what it has in common.
        """
        if self.is_heading(index):
            return 2
        extra = int(self.proposal(index) is not None)
        return 3 + extra + min(len(self._rows(index, width)), _MOST_LINES)

    def _rows(self, index: int, width: int) -> WrappedText:
        wrapped = self._wrapped.get((index, width))
        if wrapped is None:
            text = self._words[index].plain
            wrapped = WrappedText(text, Paragraphs(text), max(width - 2, 8))
            self._wrapped[(index, width)] = wrapped
        return wrapped

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return source, date and changes; the speaker; and the content."""
        if self.rewordings and self.is_heading(index):
            return [Content(describe_rewordings(self.rewordings))]
        if proposal := self.proposal(index):
            return self._proposal_lines(proposal, index, width)
        compared = self.compared[index]
        occurrence = compared.occurrence
        source = safe(occurrence.site or occurrence.title)
        day = format_published(occurrence.published, occurrence.published_from)
        signs = Content.styled(self._signs(index, compared), ".rows--star")
        signs = signs.truncate(max(width // _HALF, 8), ellipsis=True)
        mark = "◆ " if compared.first else "● "
        left = Content.assemble((f"{mark}{day}  ", ".rows--accent"), (source, ".rows--strong"))
        speaker = _speaker(occurrence.speaker, occurrence.role, named=occurrence.named)
        speaker = speaker.truncate(width, ellipsis=True)
        return [
            justify(left, signs, width), speaker,
            *self._content_lines(index, width, occurrence.kind),
        ]  # fmt: skip

    def _proposal_lines(self, proposal: Rewording, index: int, width: int) -> list[Content]:
        """Return date and source; the speaker; the content; and the signs for and against it."""
        quotation = proposal.row
        day = format_published(quotation.published, quotation.published_from)
        source = safe(quotation.site or quotation.title)
        left = Content.assemble((f"? {day}  ", ".rows--accent"), (source, ".rows--strong"))
        lines = [
            left,
            _speaker(quotation.speaker, quotation.role or "", named=False),
            *self._content_lines(index, width, quotation.kind),
            Content.styled(f"  {safe(format_overlap(proposal.hit))}", ".rows--muted"),
        ]
        return [line.truncate(width, ellipsis=True) for line in lines]

    def _content_lines(self, index: int, width: int, kind: str) -> list[Content]:
        words, wrapped = self._words[index], self._rows(index, width)
        bar = Content.styled(_BARS.get(kind, "  "), ".rows--muted")
        lines = [
            bar + words[start:end] if start < end else Content("")
            for start, end in zip(wrapped.starts, wrapped.ends, strict=True)
        ]
        return lines[:_MOST_LINES]

    def _signs(self, index: int, compared: OccurrenceDiff) -> str:
        """Return whether the occurrence is the first, its changes, and a different speaker."""
        signs = []
        if compared.first:
            signs.append(QuoteText.EARLIEST if self._alone else QuoteText.AMONG_EARLIEST)
        signs.append(
            QuoteText.REFERENCE if index == self.base else QuoteText.CHANGES[compared.change]
        )
        if compared.has_other_speaker:
            signs.append(QuoteText.OTHER_SPEAKER)
        return " · ".join(signs)

    def _content(self, compared: OccurrenceDiff) -> Content:
        if not self.marked:
            return Content(safe(compared.occurrence.content))
        line = Content("")
        for piece in compared.pieces:
            line = line + _drawn(piece)
        return line


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
