"""The counts of who is quoted as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from db.exporters.escapes import escape_cell
from db.sourcing.groups import StatementGroup

_COLUMNS = ("value", "statements", "words", "direct", "indirect", "sources", "articles")
_FIRST = ("first_article", "first_published")


def list_csv_lines(groups: Sequence[StatementGroup], *, names_people: bool) -> Iterator[str]:
    """Yield the lines of a table; without `names_people`, no column leads to one person."""
    yield _format_line((*_COLUMNS, *(_FIRST if names_people else ())))
    for group in groups:
        statements, first = len(group.statements), group.first
        values: tuple[object, ...] = (
            escape_cell(group.label), statements, group.words, group.direct,
            statements - group.direct, group.sources, group.articles,
        )  # fmt: skip
        if names_people:
            published = "" if first.published is None else first.published.isoformat()
            values = (*values, first.article, published)
        yield _format_line(values)


def _format_line(values: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()
