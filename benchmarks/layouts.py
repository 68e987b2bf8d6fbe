"""Accuracy on layouts besides the plain article: turns, posts, letters and lists.

Our own texts in the layouts that people paste are measured first: those by which the evidence is
fitted, and those that are kept aside.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from analysis.models import Analysis
from analysis.pipeline import run_analysis
from analysis.training.pasted_texts import FOLDER, read_pasted_texts
from benchmarks._layout_scores import LayoutCounts, LayoutScores
from benchmarks.corpora import CORPORA, Row, find_corpus, read_json_lines, split_rows
from benchmarks.raw import find_date

LAYOUTS = "layouts/layouts.dev"


def run(arguments: list[str]) -> int:
    """Print the measures of the odd, the even and all lines. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks layouts", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print the errors in even lines")
    options = parser.parse_args(arguments)
    console = Console(width=110)
    for half in ("develop", "measure"):
        rows = list(read_pasted_rows(half))
        analyses = {row["id"]: run_analysis(row["text"], None) for row in rows}
        scores = score_layouts(rows, analyses)
        console.print(_to_table(f"pasted_texts/{half}", scores))
        if options.errors and half == "develop":
            _print_errors(console, scores)
    path = find_corpus(CORPORA, LAYOUTS)
    if not path.is_file():
        print(f"layouts: skipped, since the corpus is not there: {path}")
        return 0
    rows = read_json_lines(path)
    analyses = {row["id"]: run_analysis(row["text"], find_date(row)) for row in rows}
    for lines, part in split_rows(rows).items():
        scores = score_layouts(part, analyses)
        console.print(_to_table(f"{LAYOUTS}, {lines} lines", scores))
        if options.errors and lines == "even":
            _print_errors(console, scores)
    return 0


def read_pasted_rows(half: str) -> Iterator[Row]:
    """Yield our own texts, "develop" or "measure", as rows of the layouts."""
    for number, pasted in enumerate(read_pasted_texts(FOLDER / f"{half}.txt"), 1):
        layout = pasted.title.partition(":")[0] if pasted.turns else "list"
        turns = [
            {"start": start, "end": end, "speaker": name, "name": None, "unnamed": name is None}
            for (start, end), name in pasted.turns
        ]
        yield {"id": f"{number}", "layout": layout, "text": pasted.text, "turns": turns}


def _print_errors(console: Console, scores: LayoutScores) -> None:
    for text_id, error in scores.errors:
        console.print(f"{text_id}: {error}", markup=False, highlight=False)


def score_layouts(rows: Sequence[Row], analyses: Mapping[str, Analysis]) -> LayoutScores:
    """Score the texts by their analyses; one with a failed stage is in no measure."""
    scores = LayoutScores()
    for row in rows:
        analysis = analyses[row["id"]]
        if analysis.failures:
            scores.add_failure(row)
        else:
            scores.add(row, analysis)
    return scores


def _to_table(title: str, scores: LayoutScores) -> Table:
    table = Table("layout", title=title)
    for heading in ("texts", "turns", "found", "with their speaker", "taken for speech", "failed"):
        table.add_column(heading, justify="right")
    for layout, counts in sorted(scores.layouts.items()):
        table.add_row(layout, *_to_cells(counts))
    table.add_row("all", *_to_cells(scores.total()))
    return table


def _to_cells(counts: LayoutCounts) -> list[str]:
    turns = f"{counts.found / counts.turns:.3f}" if counts.turns else "–"
    right = f"{counts.share_right():.3f}" if counts.turns else "–"
    taken = f"{counts.share_taken():.3f}" if counts.letters else "–"
    return [str(counts.texts), str(counts.turns), turns, right, taken, str(counts.failed)]
