"""Concordance lines as rows (KWIC): the matched words in the middle, their contexts beside them."""

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from analysis.corpus.concordance import (
    ConcordanceLine,
    Sort,
)
from analysis.date_format import format_published
from db.concordance_matches import ConcordanceHit
from tui.sanitize import safe
from tui.widgets.statistics.table_view import (
    TableSource,
    left_cell,
    right_cell,
)

_WORDS = 14  # cells that matched words usually take
_PER_CENT, _DAY = 4, 12  # cells of the columns on the left
_DATED, _TITLED = 84, 120  # fewest cells for the column of the date, and of the title


Match = ConcordanceLine | ConcordanceHit


def list_matches(matches: Sequence[Match], sort: Sort, length: int) -> TableSource[Match]:
    """List matches in their order; `length` is the text's length, 0 for several articles."""
    return TableSource(
        matches,
        partial(_draw_match, sort=sort, length=length),
        describe=_describe_match,
        query=lambda match: concordance_line(match).words,
    )


def match_position(match: Match) -> tuple[int | None, int, int]:
    """Return a match's article (None for the open one), start and end."""
    line = concordance_line(match)
    return match.article if isinstance(match, ConcordanceHit) else None, line.start, line.end


def concordance_line(match: Match) -> ConcordanceLine:
    """Return the match with its context."""
    return match.line if isinstance(match, ConcordanceHit) else match


def _draw_match(match: Match, width: int, *, sort: Sort, length: int) -> Sequence[Content]:
    """Return the line; the side that it is sorted by is colored."""
    line, where = concordance_line(match), _where(match, width, length)
    room = max(width - where.cell_length, 3)
    before = max(1, (room - min(_WORDS, cell_len(line.words))) // 2)
    words = Content(safe(line.words)).truncate(max(1, room - before - 2), ellipsis=True)
    left = _last(safe(line.left), before)
    right = _first(safe(line.right), room - before - words.cell_length)
    return [
        Content.assemble(
            where,
            " " * (before - left.cell_length),
            _sorted_by(left, last=True) if sort == "left" else left,
            words.stylize(".rows--match"),
            _sorted_by(right, last=False) if sort == "right" else right,
        )
    ]


def _where(match: Match, width: int, length: int) -> Content:
    """Return the left column: the position in the text, or the article's date and title."""
    if not isinstance(match, ConcordanceHit):
        per_cent = f"{100 * match.start // max(length, 1)} %"
        return right_cell(per_cent, _PER_CENT).stylize(".rows--muted") + " "
    if width < _DATED:
        return Content("")
    day = format_published(match.published, match.published_from) if match.published else ""
    where = left_cell(day, _DAY) + "  "
    if width >= _TITLED:
        where = where + left_cell(safe(match.title), width // 5) + "  "
    return where.stylize(".rows--muted")


def _describe_match(match: Match) -> Content:
    """Return the article of the line."""
    if not isinstance(match, ConcordanceHit):
        return Content("")
    site = f" · {safe(match.site)}" if match.site else ""
    day = format_published(match.published, match.published_from)
    return Content(f"{safe(match.title)}{site} · {day}")


def _last(text: str, cells: int) -> Content:
    """Return the end of a text, as many whole words as fit into `cells`."""
    end = text[-cells:]
    while cell_len(end) > cells:
        end = end[1:]
    if len(end) < len(text) and not text[-len(end) - 1].isspace():
        cut = end.find(" ")
        end = end[cut + 1 :] if 0 <= cut < len(end) - 1 else end
    return Content(end)


def _first(text: str, cells: int) -> Content:
    """Return the beginning of a text, as many whole words as fit into `cells`."""
    start = text[: max(cells, 0)]
    while cell_len(start) > cells:
        start = start[:-1]
    if len(start) < len(text) and not text[len(start)].isspace():
        cut = start.rfind(" ")
        start = start[:cut] if cut > 0 else start
    return Content(start)


def _sorted_by(side: Content, *, last: bool) -> Content:
    """Color the word of a context that is next to the match."""
    plain = side.plain
    if last:
        start = plain.rstrip().rfind(" ") + 1
        return side.stylize(".rows--accent", start, len(plain))
    begun = len(plain) - len(plain.lstrip())
    end = plain.find(" ", begun)
    return side.stylize(".rows--accent", 0, end if end >= 0 else len(plain))
