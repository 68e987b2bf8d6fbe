"""Importer of tables of articles: CSV, and the rows of other tables, with a header."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from db.errors import ImportingError
from db.importers.article_fields import (
    KNOWN_NAMES,
    item_from_fields,
    normalize_field,
    written_dates,
)
from db.importers.models import ItemReaders
from db.importers.reading_lists import find_reader, read_readwise
from db.importers.written_dates import find_order

MOST_COLUMNS = 1_000
"""Columns of a table."""

_SAMPLE = 1_000  # rows that show the order of day and month
csv.field_size_limit(20_000_000)


def read_csv(text: str, name: str) -> ItemReaders:
    """Read the articles of a table with a header, separated by commas, semicolons or tabs."""
    head = text[:20_000]
    first = head.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    columns = [str(column) for column in rows.fieldnames or ()]
    number = 1
    try:
        for reader in read_rows(columns, rows, name):
            number += 1
            yield reader
    except csv.Error:
        raise ImportingError(f"cannot be read after line {number}; export it again") from None


def read_rows(
    header: Sequence[str], rows: Iterable[Mapping[Any, object]], name: str
) -> ItemReaders:
    """Read the articles of a table; raises ImportingError for one without a known column."""
    if len(header) > MOST_COLUMNS:  # each row would have them all
        raise ImportingError(f"has more than {MOST_COLUMNS:,} columns; remove those not needed")
    columns = {column.strip().lower() for column in header}
    reader = find_reader(dict.fromkeys(columns, ""))
    if reader is not None:
        exported = ({key.lower(): value for key, value in _row(row).items()} for row in rows)
        if "highlight" in columns:
            yield from read_readwise(list(exported), name)
            return
        for number, fields in enumerate(exported, 2):
            yield partial(reader, fields, f"{name}#{number}")
        return
    if not set(map(normalize_field, header)) & KNOWN_NAMES:
        raise ImportingError("has no column text, title or url; name the columns in its first line")
    sample, rest = _split_rows(rows)
    is_day_first = find_order(written_dates(map(_row, sample)))
    for number, row in enumerate(itertools.chain(sample, rest), 2):
        yield partial(item_from_fields, _row(row), f"{name}#{number}", is_day_first)


def _split_rows(
    rows: Iterable[Mapping[Any, object]],
) -> tuple[list[Mapping[Any, object]], Iterator[Mapping[Any, object]]]:
    """Return the first rows of a table, and the others, which raise the error of a damaged row."""
    sample: list[Mapping[Any, object]] = []
    waiting = iter(rows)
    try:
        for row in itertools.islice(waiting, _SAMPLE):
            sample.append(row)
    except csv.Error as error:
        return sample, _raise_later(error)
    return sample, waiting


def _raise_later(error: csv.Error) -> Iterator[Mapping[Any, object]]:
    yield from ()
    raise error


def _row(row: Mapping[str | None, object]) -> dict[str, object]:
    return {str(key).strip(): _bare(value) for key, value in row.items() if key}


def _bare(value: object) -> object:
    """Remove the apostrophe that exports put before a value that looks like a formula."""
    if isinstance(value, str) and re.match("'[=+\\-@\t\r\n]", value):
        return value[1:]
    return value
