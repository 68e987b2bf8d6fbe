"""Growth of the time of an analysis with the text, for ordinary and for odd texts."""

import argparse
import time

from rich.console import Console
from rich.table import Table

from analysis import analyze
from tui.sample_article import sample_document

SHAPES = {
    "the sample again and again": "",
    "one line": "The minister said on Friday that it rained. ",
    "one word": "a",
    "spaces": " ",
    "double marks": '"',
    "opening marks": "“",
    "nested marks": "“‘",
    "marks and words": 'he said "no',
    "names": "Ana Reis ",
    "dates": "March 3 ",
    "abbreviations": "U.S. ",
    "pronouns": "He said. ",
}


def run(arguments: list[str]) -> int:
    """Print CPU seconds for each shape at each size, and the growth from one size to the next."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    sizes: list[int] = parser.parse_args(arguments).sizes
    analyze("Warm.")
    table = Table(title="CPU seconds, and how much more than for the size before")
    table.add_column("text")
    for size in sizes:
        table.add_column(f"{size:,} characters", justify="right")
    for name, unit in SHAPES.items():
        unit = unit or sample_document().text + "\n\n"
        cells, before = [], 0.0
        for size in sizes:
            text = (unit * (size // len(unit) + 1))[:size]
            began = time.process_time()
            analyze(text)
            spent = time.process_time() - began
            cells.append(f"{spent:.2f}" + (f" (× {spent / before:.1f})" if before else ""))
            before = spent
        table.add_row(name, *cells)
    Console().print(table)
    return 0
