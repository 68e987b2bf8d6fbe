"""Accuracy of the types of sources, of channels and bases, and of disclosures, on raw articles."""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from analysis.models import Analysis, Span
from analysis.pipeline import run_analysis
from analysis.sources import classify_sources, find_disclosures
from analysis.sources.source_features import TYPES
from benchmarks.corpora import CORPORA, Row, find_corpus, read_json_lines, split_rows

SOURCES = "raw/sources.dev"
_OVERLAP = 0.5  # of the letters of a statement and its annotation
_NONE = "none"


@dataclass(slots=True)
class SourceScores:
    """Counts of types by annotation and finding, and of channels, bases and disclosures."""

    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def add(self, row: Row, analysis: Analysis) -> None:
        """Count the firm statements of a text that were found."""
        sources = classify_sources(analysis)
        letters = {
            number: _letters_of(analysis.text, quotation.spans)
            for number, quotation in enumerate(analysis.quotations)
            if quotation.kind != "scare"
        }
        for quote in row["quotes"]:
            if not quote.get("type") or quote["optional"]:
                continue
            wanted = _letters_of(analysis.text, quote["spans"])
            shares = {n: len(each & wanted) / len(each | wanted) for n, each in letters.items()}
            best = max(shares, key=lambda number: shares[number], default=None)
            if best is None or shares[best] < _OVERLAP:
                self.counts["not found"] += 1
                continue
            source = sources[best]
            found = source.type if source is not None and source.type else _NONE
            self.types[quote["type"], found] += 1
            if found != quote["type"]:
                self.errors.append(f"{row['id']}: {found} for {quote['type']}, {quote['source']!r}")
            if quote.get("channel"):
                self.counts["channels"] += 1
                self.counts["channels found"] += source is not None and source.channel is not None
            if quote.get("basis", "unknown") != "unknown":
                self.counts["bases"] += 1
                self.counts["bases right"] += source is not None and source.basis == quote["basis"]
        self._add_disclosures(row, analysis)

    def _add_disclosures(self, row: Row, analysis: Analysis) -> None:
        found = find_disclosures(analysis)
        self.counts["disclosures shown"] += len(found)
        for annotated in row.get("disclosures") or []:
            if annotated["kind"] == "not heard":
                continue
            start = analysis.text.find(annotated["words"])
            end = start + len(annotated["words"])
            self.counts["disclosures"] += 1
            self.counts["disclosures found"] += any(
                each.start < end and each.end > start for each in found
            )

    def share_right(self) -> float:
        """Return the share of statements whose source has the right type."""
        right = sum(count for (wanted, found), count in self.types.items() if wanted == found)
        return right / max(sum(self.types.values()), 1)

    def rates(self, kind: str) -> tuple[int, float, float]:
        """Return the annotated number of a type, its precision and its recall."""
        annotated = sum(count for (wanted, _), count in self.types.items() if wanted == kind)
        found = sum(count for (_, each), count in self.types.items() if each == kind)
        right = self.types[kind, kind]
        return annotated, right / max(found, 1), right / max(annotated, 1)

    def share(self, right: str, of: str) -> float:
        """Return the share of one count in another."""
        return self.counts[right] / max(self.counts[of], 1)


def run(arguments: list[str]) -> int:
    """Print the measures of the odd, the even and all lines. Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks sources", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print the errors in even lines")
    options = parser.parse_args(arguments)
    console = Console(width=110)
    path = find_corpus(CORPORA, SOURCES)
    if not path.is_file():
        print(f"sources: skipped, since the corpus is not there: {path}")
        return 0
    rows = read_json_lines(path)
    analyses = {row["id"]: run_analysis(row["text"]) for row in rows}
    parts: dict[str, SourceScores] = {}
    for lines, part in split_rows(rows).items():
        parts[lines] = score_sources(part, [analyses[row["id"]] for row in part])
    console.print(_to_table(parts))
    if options.errors:
        for error in parts["even"].errors:
            console.print(error, markup=False, highlight=False)
    return 0


def score_sources(rows: Sequence[Row], analyses: Sequence[Analysis]) -> SourceScores:
    """Score some texts by their analyses."""
    scores = SourceScores()
    for row, analysis in zip(rows, analyses, strict=True):
        scores.add(row, analysis)
    return scores


def list_figures(scores: SourceScores) -> dict[str, float]:
    """Return the measures in percent."""
    return {
        "types of sources right": 100 * scores.share_right(),
        "channels found": 100 * scores.share("channels found", "channels"),
        "bases right": 100 * scores.share("bases right", "bases"),
    }


def _letters_of(text: str, spans: Sequence[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if text[at].isalnum()}


def _to_table(parts: dict[str, SourceScores]) -> Table:
    table = Table("measure", title=SOURCES)
    for lines in parts:
        table.add_column(f"{lines} lines", justify="right")
    for name in list_figures(parts["all"]):
        table.add_row(name, *(f"{list_figures(each)[name]:.1f} %" for each in parts.values()))
    for kind in TYPES:
        cells = []
        for scores in parts.values():
            annotated, precision, recall = scores.rates(kind)
            cells.append(f"{annotated}: P {precision:.2f} R {recall:.2f}")
        table.add_row(kind, *cells)
    for name in ("disclosures", "disclosures found", "disclosures shown", "not found"):
        table.add_row(name, *(str(scores.counts[name]) for scores in parts.values()))
    return table
