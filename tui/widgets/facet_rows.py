"""What the answers of a search have in common, as rows to narrow it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from textual.content import Content

from db.search.facets import Facet, Facets
from db.search.narrowing import has_term, term
from tui.safe import safe
from tui.widgets.row_source import RowSource

_MOST_MONTHS = 24  # above these, years stand for their months
_MOST = 12  # values of a facet, the most frequent
_BAR = "▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A value of a facet with its condition; a heading has no condition, a bar no other rows."""

    name: str
    condition: str = ""
    articles: int = 0
    of: int = 0
    """The most that a row beside it has, where it is shown as a bar; else 0."""


class FacetRows(RowSource):
    """Headings with the values below them: time as bars, the rest with how many articles."""

    def __init__(self, facets: Facets, query: str) -> None:
        """The facets of the answers to a query; conditions that it has already are marked."""
        self._rows = list(_rows(facets))
        self._query = query

    def count(self) -> int:
        """How many rows there are, headings included."""
        return len(self._rows)

    def heading(self, index: int) -> bool:
        """Whether a row names a facet."""
        return not self._rows[index].condition

    def condition(self, index: int) -> str:
        """What choosing a row adds to the query; empty for a heading."""
        return self._rows[index].condition if 0 <= index < len(self._rows) else ""

    def index(self, condition: str) -> int | None:
        """The row of a condition."""
        found = (at for at, row in enumerate(self._rows) if row.condition == condition)
        return next(found, None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The value, a sign where the search is narrowed by it, its bar, and its articles."""
        row = self._rows[index]
        if not row.condition:
            return [Content(row.name)]
        number = Content.styled(f"{row.articles:,}", ".rows--muted")
        chosen = has_term(self._query, row.condition)
        sign = Content.styled("✓ " if chosen else "", ".rows--accent")
        room = max(4, width - number.cell_length - sign.cell_length - 1)
        name = Content.styled(safe(row.name), ".rows--strong" if chosen else "")
        if row.of:
            bar = _bar(row.articles / row.of, max(1, room - name.cell_length - 1))
            name = Content.assemble(name, " ", (bar, ".rows--accent"))
        name = name.truncate(room, ellipsis=True)
        gap = max(1, width - sign.cell_length - name.cell_length - number.cell_length)
        return [Content.assemble(sign, name, " " * gap, number)]


def _rows(facets: Facets) -> list[FacetRow]:
    rows: list[FacetRow] = []
    if facets.months:
        times = facets.months if len(facets.months) <= _MOST_MONTHS else _years(facets.months)
        most = max(one.articles for one in times)
        rows.append(FacetRow("Published"))
        rows += [FacetRow(t.value, term("on", t.value), t.articles, most) for t in times]
    for title, field, values in (
        ("Sources", "source", facets.sources),
        ("Speakers", "speaker", facets.speakers),
        ("Names", "entity", facets.entities),
    ):
        if values:
            rows.append(FacetRow(title))
            rows += [FacetRow(v.value, term(field, v.value), v.articles) for v in values[:_MOST]]
    return rows


def _years(months: Sequence[Facet]) -> list[Facet]:
    return [
        Facet(year, sum(month.articles for month in of_year))
        for year, of_year in groupby(months, key=lambda month: month.value[:4])
    ]


def _bar(part: float, width: int) -> str:
    """A bar of a part of the width, at least an eighth of a cell long."""
    eighths = max(1, round(part * width * 8))
    return "█" * (eighths // 8) + (_BAR[eighths % 8 - 1] if eighths % 8 else "")
