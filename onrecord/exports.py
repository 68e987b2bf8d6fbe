"""The exports of a library: the choice of articles, and warnings about what is left out."""

import warnings
from collections.abc import Iterable
from pathlib import Path

from db.exporters import (
    TABLE_NAMES,
    ExportOptions,
    ExportQuery,
    Selection,
    TableName,
    export,
    find_format,
    list_format_names,
    render,
    row_kind,
)
from db.store import Store

_CALLER = 4  # frames above the warning: the call of a method of the library


def write_export(
    store: Store,
    format: str,
    target: Path,
    query: str | None,
    table: TableName,
    options: ExportOptions | None,
    *,
    over: bool,
) -> None:
    """Write an export to a file or a folder; see `Library.export`."""
    selection = _select(store, format, query, table)
    lines: list[str] = []
    export(store, selection, format, target, options, table, over=over, warn=lines.append)
    _warn(lines)


def render_export(
    store: Store,
    format: str,
    query: str | None,
    table: TableName,
    options: ExportOptions | None,
) -> str:
    """Return an export as one string; see `Library.render`."""
    selection = _select(store, format, query, table)
    lines: list[str] = []
    text = "".join(render(store, selection, format, options, table, warn=lines.append))
    _warn(lines)
    return text


def _select(store: Store, format: str, query: str | None, table: TableName) -> Selection:
    """Return the articles, or the rows of a table, that an export has; raises ValueError."""
    try:
        find_format(format)
    except KeyError:
        names = ", ".join(list_format_names())
        raise ValueError(f"there is no format {format!r}; choose from: {names}") from None
    if table not in TABLE_NAMES:
        raise ValueError(f"there is no table {table!r}; choose from: {', '.join(TABLE_NAMES)}")
    if not query:
        return ExportQuery().select(store)
    error = store.search.execute(f"{query} ", "newest", 1).error
    if error is not None:
        raise ValueError(error.format_with(query))
    return ExportQuery(query=query, row_kind=row_kind(format, table)).select(store)


def _warn(lines: Iterable[str]) -> None:
    for line in lines:
        warnings.warn(line, UserWarning, stacklevel=_CALLER)
