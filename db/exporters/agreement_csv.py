"""The agreement of two coders as CSV: a row for each code, or for each passage that differs."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from db.coders.coder_comparison import ALL_CODES, CodedUnit, CoderComparison
from db.exporters.escapes import escape_cell

_DIGITS = 4  # of a coefficient


def list_code_records(found: CoderComparison) -> list[dict[str, object]]:
    """Return the figures of each code, and at the end those of all codes together."""
    rows = (*found.codes, found.pooled) if len(found.codes) > 1 else found.codes
    return [
        {
            "code": "all codes" if row.code == ALL_CODES else row.code,
            "unit": found.unit,
            "overlap": found.least_overlap,
            "units": row.units,
            "both": row.both,
            "only_first": row.only_first,
            "only_second": row.only_second,
            "neither": row.neither,
            "agreement": _round(row.agreement),
            "kappa": _round(row.kappa),
            "alpha": _round(row.alpha),
        }
        for row in rows
    ]


def list_passage_records(passages: Iterable[CodedUnit]) -> list[dict[str, object]]:
    """Return the passages with the codes of both coders."""
    return [
        {
            "article": passage.article,
            "title": passage.title,
            "start": passage.start,
            "end": passage.end,
            "words": passage.words,
            "first": list(passage.first),
            "second": list(passage.second),
            "state": passage.state,
        }
        for passage in passages
    ]


def agreement_csv_lines(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines of a table, the first with the names of the columns."""
    for number, record in enumerate(records):
        if not number:
            yield _format_line(record)
        yield _format_line(map(_format_cell, record.values()))


def _format_cell(value: object) -> object:
    if isinstance(value, list):
        return escape_cell("; ".join(map(str, value)))
    return escape_cell(value) if isinstance(value, str) else value


def _format_line(values: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
