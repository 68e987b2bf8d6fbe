"""Accuracy on raw articles: titles, dates, bylines, statements, events and names.

A raw article is the text of a page as someone saved it: without metadata, often below its address.
"""

import argparse
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from analysis.models import Analysis
from analysis.partial_dates import PartialDate
from analysis.pipeline import run_analysis
from benchmarks._quotation_scores import band_of
from benchmarks._raw_scores import RawScores
from benchmarks.corpora import CORPORA, Row, find_corpus, read_json_lines, split_rows
from db.importers import ImportingError, find_published, read_bytes
from db.models import Document

RAW_CORPORA = ("raw/worldwide_raw.dev", "raw/pages_raw.dev")
OPEN_CORPUS = "fresh_news/measure"
"""The open articles of this repository in the same format, those only to measure."""
_DAY = len("2022-07-18")
_BANDS = 5  # of confidence


def run(arguments: list[str]) -> int:
    """Print the measures of the odd, the even and all lines. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks raw", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print the errors in even lines")
    options = parser.parse_args(arguments)
    console = Console(width=110)
    for corpus in RAW_CORPORA:
        path = find_corpus(CORPORA, corpus)
        if not path.is_file():
            print(f"raw: skipped, since the corpus is not there: {path}")
            continue
        rows = read_json_lines(path)
        documents = {row["id"]: import_text(row) for row in rows}
        analyses = {row["id"]: run_analysis(row["text"], find_date(row)) for row in rows}
        parts = {
            lines: score_raw(part, documents, analyses) for lines, part in split_rows(rows).items()
        }
        console.print(_to_table(corpus, parts))
        if options.errors:
            for text_id, error in parts["even"].errors:
                console.print(f"{text_id}: {error}", markup=False, highlight=False)
    return 0


def import_text(row: Row) -> Document | None:
    """Return the document of a text that is imported as a file, None if it is refused."""
    try:
        return read_bytes(row["text"].encode(), f"{row['id']}.txt")
    except ImportingError:
        return None


def find_date(row: Row) -> PartialDate | None:
    """Return the publication date of a text: the annotated day, else that of its first lines."""
    published = row.get("published") or ""
    if len(published) == _DAY:
        return PartialDate.parse(published)
    found, _ = find_published(row["text"])
    return found


def score_raw(
    rows: Sequence[Row],
    documents: Mapping[str, Document | None],
    analyses: Mapping[str, Analysis],
) -> RawScores:
    """Score texts by their documents and analyses; those with a failed stage have no findings."""
    scores = RawScores()
    for row in rows:
        scores.add_document(row, documents[row["id"]])
        analysis = analyses[row["id"]]
        if analysis.failures:
            scores.failed += 1
        else:
            scores.add_analysis(row, analysis)
    return scores


def _to_table(corpus: str, parts: Mapping[str, RawScores]) -> Table:
    table = Table("measure", title=corpus)
    for lines in parts:
        table.add_column(f"{lines} lines", justify="right")
    cells = {lines: _to_cells(scores) for lines, scores in parts.items()}
    for measure in next(iter(cells.values())):
        table.add_row(measure, *(column[measure] for column in cells.values()))
    return table


def _to_cells(scores: RawScores) -> dict[str, str]:
    """Return the measures and counts of some texts as words, by their names."""
    metadata, statements = scores.metadata, scores.statements
    found, persons = statements.rates(statements.found), statements.rates(statements.right_person)
    cells = {
        "articles": metadata.articles,
        "not stored": metadata.not_stored,
        "titles right": metadata.titles_right,
        "dates right": metadata.dates_right,
        "dates annotated": metadata.dates_annotated,
        "dates wrong": metadata.dates_wrong,
        "bylines annotated": metadata.bylines_annotated,
        "bylines right": metadata.bylines_right,
        "bylines rightly none": metadata.bylines_rightly_none,
        "statements: P, R, F1": " ".join(f"{rate:.3f}" for rate in found),
        "with the right person: P, R, F1": " ".join(f"{rate:.3f}" for rate in persons),
        "firm": statements.firm,
        "shown": statements.shown,
        "found": statements.found,
        "right person of found": f"{statements.right_person / max(statements.found, 1):.3f}",
        "spurious": statements.spurious,
        "wrong extent": statements.wrong_extent,
        "missed": statements.missed,
    }
    for band in range(_BANDS):
        rights = [
            right
            for quotation, right in statements.judged
            if band_of(quotation.confidence, _BANDS) == band
        ]
        low, high = band / _BANDS, (band + 1) / _BANDS
        cells[f"right of those with confidence {low:.1f} to {high:.1f}"] = (
            f"{sum(rights)} of {len(rights)}"
        )
    for name, counts in (("leads", scores.leads), ("events", scores.events)):
        cells[name] = counts.annotated
        cells[f"{name} present"] = counts.present
        cells[f"{name} on their day"] = counts.on_their_day
    cells["events without a decidable day"] = scores.undecidable_events
    names = scores.names
    cells["mistakable names: right, wrong, open"] = f"{names.right}, {names.wrong}, {names.open}"
    cells["failed texts"] = scores.failed
    return {measure: str(cell) for measure, cell in cells.items()}
