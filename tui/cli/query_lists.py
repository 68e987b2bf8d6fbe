"""Lists of queries: the numbers of results of each, as `onrecord search --queries FILE` prints."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from db.models import record_to_dict
from tui.cli import output
from tui.cli.options import (
    NO_LIMIT,
    OutputForm,
    exit_unless_found,
    inform,
    open_store,
    warn_about_incomplete,
)
from tui.launch import EXIT_FAILURE, EXIT_USAGE_ERROR, echo, exit_with_error

if TYPE_CHECKING:
    from db.search.engine import SearchEngine

_COLUMNS = ("articles", "quotations", "events", "notes")
_WIDTH = 12  # of a column


class QueryCount(Struct, frozen=True):
    """The numbers of results of a query in a list; without them, `error` is that of the query.

    `articles` are those with a result of any kind. `name` is the text before a tab in the line.
    `read_as` is the query that a request is read as, else empty.
    """

    line: int
    name: str
    query: str
    read_as: str = ""
    articles: int | None = None
    quotations: int | None = None
    events: int | None = None
    notes: int | None = None
    error: str = ""


def count_queries(source: str, form: OutputForm, *, literal: bool) -> None:
    """Print a table of the queries in a file; exit with 1 if one of them is invalid.

    A line is a query, or a name, a tab and a query, as `onrecord search` prints saved searches.
    Empty lines and lines that begin with `#` are left out. `-` is standard input.
    """
    lines = _read_lines(source)
    if not lines:
        exit_with_error(EXIT_USAGE_ERROR, f"{source}: no queries; write one on each line")
    counts = []
    with open_store() as store:
        warn_about_incomplete(store)
        for number, line in lines:
            counts.append(_count(store.search, number, line, literal=literal))
    if form:
        output.print_values(form, [record_to_dict(count) for count in counts])
    else:
        _print_table(counts)
    bad = [count for count in counts if count.error]
    for count in bad:
        echo(f"{source}, line {count.line}: {count.error}")
    if bad:
        inform(f"{len(bad):,} of {len(counts):,} queries are invalid; the others are counted")
        sys.exit(EXIT_FAILURE)
    exit_unless_found(any(count.articles for count in counts))


def _read_lines(source: str) -> list[tuple[int, str]]:
    """Return the lines with a query, with their numbers; end the command if none can be read."""
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).expanduser().read_bytes()
    except OSError as error:
        exit_with_error(EXIT_FAILURE, f"{source}: {error.strerror or error}")
    lines = data.decode("utf-8-sig", errors="replace").split("\n")
    numbered = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]


def _count(engine: "SearchEngine", number: int, line: str, *, literal: bool) -> QueryCount:
    """Count the results of the query in a line; the error of an invalid one is part of the row."""
    first, *rest = line.split("\t")
    name, query = (first.strip(), rest[0].strip()) if rest else ("", line)
    reading = None if literal else engine.read_request(query)
    read_as = reading.query if reading else ""
    result = engine.execute(read_as or query, "date", NO_LIMIT)
    if result.error is not None or not result.has_terms:
        error = result.error and result.error.format_with(read_as or query)
        return QueryCount(number, name, query, read_as, error=error or "nothing to search for")
    kinds = [hit.kind for hit in result.hits]
    return QueryCount(
        number,
        name,
        query,
        read_as,
        articles=len({hit.article for hit in result.hits}),
        quotations=kinds.count("quotation"),
        events=kinds.count("event"),
        notes=kinds.count("note"),
    )


def _print_table(counts: list[QueryCount]) -> None:
    head = "".join(f"{name:>{_WIDTH}}" for name in _COLUMNS)
    output.print_styled_line((f"{head}  query", "bold"))
    for count in counts:
        values = (getattr(count, name) for name in _COLUMNS)
        numbers = "".join(f"{'–' if value is None else f'{value:,}':>{_WIDTH}}" for value in values)
        text = f"{count.name}: {count.query}" if count.name else count.query
        read_as = f"  → {count.read_as}" if count.read_as else ""
        output.print_styled_line((f"{numbers}  ", ""), (text, "bold"), (read_as, "dim"))
