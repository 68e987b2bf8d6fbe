"""The store's articles as rows of a list, fetched one window at a time."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from textual.content import Content

from analysis.date_format import format_published
from db import ArticleRow, Store
from db.article_properties import list_marks
from db.models import ArticleOrder
from tui.article_remarks import wire_mark
from tui.display_text import ANALYSIS_STATE_NAMES, display_title, format_count, site_or_source
from tui.sanitize import safe
from tui.strings.library_text import LibraryText
from tui.widgets.article_list import article_row_key
from tui.widgets.row_source import WINDOW, PagedSource

_LEAST_SOURCE = 4  # cells of a source that makes room for counts; without them it is left out
_STATES = {"unread": "●", "reading": "◐", "read": " "}


class ArticleListing(Struct, frozen=True):
    """The articles that a filter selects, and the number of all articles."""

    rows: PagedSource[int, ArticleRow]
    filter: str
    total: int


def list_articles(store: Store, filter: str, order: ArticleOrder) -> ArticleListing:
    """Query the store for the articles that a filter selects. Raises StoreError.

    A filter reads the short keys of all articles once, which gives the ids of its matches. Without
    one, only the first articles are loaded, so the length of the list costs nothing.
    """
    articles, is_filtered = store.articles, bool(filter.strip())
    total = articles.count()
    rows = PagedSource(
        partial(articles.list_ids, filter, order=order),
        articles.list_by_id,
        draw_article,
        key_of=lambda row: row.id,
        to_row_key=article_row_key,
        count=None if is_filtered else total,
        first=None if is_filtered else articles.list(order=order, limit=WINDOW),
        lines=2,
        is_filtered=bool(filter),
    )
    return ArticleListing(rows, filter, total)


def draw_article(row: ArticleRow, width: int) -> Sequence[Content]:
    """Return two lines: reading state and title; then date, source, counts and tags."""
    return _title_line(row, display_title(row), width), _detail_line(row, width)


def _title_line(row: ArticleRow, title: str, width: int) -> Content:
    signs = "".join(f" {mark.sign}" for mark, _ in list_marks(row) if mark.sign)
    weight = "" if row.state == "read" else ".rows--strong"
    name = Content.styled(title, weight)
    if row.has_made_title:
        name = name.stylize("italic")
    name = name.truncate(max(8, width - 2 - Content(signs).cell_length), ellipsis=True)
    state = f"{_STATES[row.state]} "
    return Content.assemble((state, ".rows--accent"), name, (signs, ".rows--star"))


def _detail_line(row: ArticleRow, width: int) -> Content:
    """Return date, source and counts; words and source are shortened, numbers never."""
    tags = " ".join(f"#{safe(tag)}" for tag in row.tags)
    room = max(8, width - 12) if tags else width
    date = f"  {format_published(row.published, row.published_from):>11}".ljust(15)
    source = Content(safe(site_or_source(row)))
    for is_short in (False, True):
        facts = _facts(row, is_short=is_short)
        counts = sum(len(fact) + 3 for fact in facts if fact)
        excess = len(date) + source.cell_length + counts - room
        if excess <= 0:
            break
    else:
        left = source.cell_length - excess
        source = source.truncate(left if left >= _LEAST_SOURCE else 0, ellipsis=True)
    mark = facts.pop(0)
    parts = [Content(mark), source, *map(Content, facts)]
    shown = Content(" · ").join(part for part in parts if part.plain)
    line = Content.assemble((date, ".rows--muted"), shown.stylize(".rows--muted"))
    if not tags:
        return line
    return Content.assemble(line.truncate(room, ellipsis=True), "  ", (tags, ".rows--accent"))


def _facts(row: ArticleRow, *, is_short: bool) -> list[str]:
    """Return the mark of a wire, "" without one, the state of the analysis, and the counts."""
    state = row.analysis_state
    facts = [
        wire_mark(row),
        *(
            mark.name if is_short else safe(mark.describe(value))
            for mark, value in list_marks(row)
            if not mark.sign
        ),
        *([] if state == "complete" else [ANALYSIS_STATE_NAMES[state]]),
    ]
    counts = {"quotation": row.quotations, "event": row.events, "note": row.notes,
              LibraryText.NEAR_DUPLICATE: row.copies}  # fmt: skip
    for noun, number in counts.items():
        short = LibraryText.SHORT_COUNTS.get(noun) if is_short else None
        if number:
            facts.append(f"{number:,} {short}" if short else format_count(number, noun))
    return facts
