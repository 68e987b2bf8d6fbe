"""The facets of a search's results as rows; selecting a row filters the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from textual.content import Content

from db.search.facets import Facet, Facets
from db.search.narrowing import has_term, term
from tui.sanitize import safe
from tui.widgets.row_source import RowSource

_MOST_MONTHS = 24  # above this number, months are summed up to years
_MOST = 12  # values of a facet, the most frequent
_BAR = "▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A value of a facet with its query condition; a heading has no condition."""

    name: str
    condition: str = ""
    articles: int = 0
    of: int = 0
    """The largest count of the facet, where rows are shown as bars; else 0."""


class FacetRows(RowSource):
    """Headings with facet values below them: periods with bars, all with their article counts."""

    def __init__(self, facets: Facets, query: str) -> None:
        """List the facets of a query's results; conditions already in the query are marked."""
        self._rows = list(_rows(facets))
        self._query = query

    def count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self._rows)

    def heading(self, index: int) -> bool:
        """Return whether a row is the heading of a facet."""
        return not self._rows[index].condition

    def condition(self, index: int) -> str:
        """Return the condition that a row adds to the query; empty for a heading."""
        return self._rows[index].condition if 0 <= index < len(self._rows) else ""

    def index(self, condition: str) -> int | None:
        """Return the row of a condition."""
        found = (at for at, row in enumerate(self._rows) if row.condition == condition)
        return next(found, None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the value, a check mark if it is a filter, its bar, and its article count."""
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
        most = max(facet.articles for facet in times)
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
    """Draw a bar that fills a part of the width, at least an eighth of a cell long."""
    eighths = max(1, round(part * width * 8))
    return "█" * (eighths // 8) + (_BAR[eighths % 8 - 1] if eighths % 8 else "")
