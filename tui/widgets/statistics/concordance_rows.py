"""Concordance lines as rows (KWIC): the matched words in the middle, their contexts beside them."""

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from analysis.corpus.concordance import Sort
from analysis.date_format import format_published
from db.repositories.corpus import ConcordanceHit
from tui.sanitize import safe
from tui.widgets.panes.row_text import justify
from tui.widgets.row_source import ListSource

_WORDS = 14  # cells that matched words usually take
_DAY = 12  # cells of the date
_DATED, _TITLED = 84, 120  # fewest cells for the column of the date, and of the title


def list_matches(
    matches: Sequence[ConcordanceHit], sort: Sort, length: int
) -> ListSource[ConcordanceHit]:
    """List matches in their order; `length` is the text's length, 0 for several articles."""
    return ListSource(matches, partial(_draw_match, sort=sort, length=length))


def describe_article(match: ConcordanceHit) -> str:
    """Return the title, site and publication date of the article of a match."""
    day = format_published(match.published, match.published_from)
    return " · ".join(filter(None, (safe(match.title), safe(match.site), day)))


def _draw_match(match: ConcordanceHit, width: int, *, sort: Sort, length: int) -> list[Content]:
    """Return the line; the side that it is sorted by is colored."""
    line, where = match.line, _where(match, width, length)
    room = max(width - where.cell_length, 3)
    before = max(1, (room - min(_WORDS, cell_len(line.words))) // 2)
    words = Content(safe(line.words)).truncate(max(1, room - before - 2), ellipsis=True)
    left = _last(safe(line.left), before)
    right = Content(safe(line.right)).truncate(max(room - before - words.cell_length, 0))
    return [
        Content.assemble(
            where,
            " " * (before - left.cell_length),
            _sorted_by(left, last=True) if sort == "left" else left,
            words.stylize(".rows--match"),
            _sorted_by(right, last=False) if sort == "right" else right,
        )
    ]


def _where(match: ConcordanceHit, width: int, length: int) -> Content:
    """Return the left column: the position in the text, or the article's date and title."""
    if length:
        return Content.styled(f"{100 * match.line.start // length:>2} % ", ".rows--muted")
    if width < _DATED:
        return Content("")
    day = format_published(match.published, match.published_from) if match.published else ""
    where = justify(Content(day), Content(" "), _DAY + 2)
    if width >= _TITLED:
        where = where + justify(Content(safe(match.title)), Content(" "), width // 5 + 2)
    return where.stylize(".rows--muted")


def _last(text: str, cells: int) -> Content:
    """Return the end of a text that fits into `cells`."""
    end = text[-cells:]
    while cell_len(end) > cells:
        end = end[1:]
    return Content(end)


def _sorted_by(side: Content, *, last: bool) -> Content:
    """Color the word of a context that is next to the match."""
    plain = side.plain
    if last:
        start = plain.rstrip().rfind(" ") + 1
        return side.stylize(".rows--accent", start, len(plain))
    begun = len(plain) - len(plain.lstrip())
    end = plain.find(" ", begun)
    return side.stylize(".rows--accent", 0, end if end >= 0 else len(plain))
