"""Quote groups as rows of a list: speaker, number of articles, dates and content."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from textual.content import Content

from analysis.date_format import format_date, format_date_range
from analysis.speaker_names import format_speaker
from db import Store
from db.models import QuoteGroupOrder
from db.quote_groups.models import (
    QuoteGroupRow,
)
from tui.display_text import (
    format_count,
)
from tui.sanitize import safe
from tui.widgets.panes.quotes import UNNAMED
from tui.widgets.panes.row_text import justify, wrap_lines
from tui.widgets.row_marks import ArticleRowKey, RowKey
from tui.widgets.row_source import WINDOW, PagedSource

_LINES = 2  # of the content


def list_quote_groups(
    store: Store, order: QuoteGroupOrder, chosen: Sequence[int] | None = None
) -> PagedSource[int, QuoteGroupRow]:
    """List all quote groups in an order, or those with the ids `chosen`. Raises StoreError."""
    groups = store.quote_groups
    return PagedSource(
        partial(groups.list_ids, order) if chosen is None else lambda: chosen,
        groups.rows,
        _draw_group,
        key_of=lambda row: row.id,
        count=groups.count() if chosen is None else None,
        first=groups.list_rows(order, limit=WINDOW) if chosen is None else None,
        lines=2 + _LINES,
        is_filtered=chosen is not None,
        article_rows=_list_group_quotations,
    )


def _list_group_quotations(store: Store, keys: Sequence[RowKey]) -> list[ArticleRowKey]:
    """Return all occurrences of quote groups."""
    groups = [store.quote_groups.load_group(cast("int", key)) for key in keys]
    return [
        (occurrence.article, "quotation", occurrence.number)
        for group in groups
        for occurrence in group.tellings
    ]


def _draw_group(row: QuoteGroupRow, width: int) -> Sequence[Content]:
    """Return the speaker and number of articles, the content, and a blank line."""
    speaker = Content.styled(
        safe(format_speaker(row.speaker, row.pronoun)) or UNNAMED, ".rows--strong"
    )
    articles = format_count(row.articles, "article")
    when = format_date_range(row.first_day, row.last_day) or format_date(None)
    details = Content.styled(f"{articles} · {when}" if width > 60 else articles, ".rows--muted")
    lines = wrap_lines(row.content, width - 2, _LINES)
    return [justify(speaker, details, width), *(Content(f"  {line}") for line in lines)]
