"""Accuracy of event clusters: which reports of one event in different words are joined."""

import argparse
import datetime
import itertools
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis import analyze
from analysis.models import Analysis
from analysis.partial_dates import PartialDate
from db.models import EventRow
from db.timeline.clusterer import cluster_events

_REPORTS = Path(__file__).parent / "data" / "event_reports.toml"
_PARTS = ("develop", "measure")
Pair = tuple[int, int]


def run(arguments: list[str]) -> int:
    """Cluster invented reports and print the pairs joined rightly and wrongly, for each part."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks event_clusters", description=__doc__
    )
    parser.add_argument("--clusters", action="store_true", help="print every cluster")
    options = parser.parse_args(arguments)
    described = tomllib.loads(_REPORTS.read_text(encoding="utf-8"))["event"]
    console = Console()
    table = Table("part", "events", "reports", "without the event", "pairs", "joined", "precision",
                  "recall", title="pairs of reports of one event")  # fmt: skip
    for part in _PARTS:
        events = [event for event in described if event["part"] == part]
        expected, rows, missed = _read(events)
        clusters = cluster_events(rows)
        joined = {
            pair
            for cluster in clusters
            for pair in itertools.combinations(sorted({row.article for row in cluster.events}), 2)
        }
        right = len(joined & expected)
        table.add_row(
            part, str(len(events)), str(sum(len(event["reports"]) for event in events)),
            str(missed), str(len(expected)), str(len(joined)),
            f"{right / max(1, len(joined)):.2f}", f"{right / max(1, len(expected)):.2f}",
        )  # fmt: skip
        if options.clusters:
            for cluster in clusters:
                console.print(f"{part} {cluster.shown.first_day}", markup=False)
                for row in cluster.events:
                    console.print(f"    {row.headline}", markup=False)
    console.print(table)
    return 0


def _read(events: Sequence[dict[str, Any]]) -> tuple[set[Pair], list[EventRow], int]:
    """Analyze the reports, each an article: the pairs of one event, the events, and the misses.

    A report whose event is not found on its day is a miss.
    """
    pairs: set[Pair] = set()
    rows: list[EventRow] = []
    missed = 0
    articles = itertools.count()
    for event in events:
        ids = []
        for published, text in event["reports"]:
            ids.append(next(articles))
            found = list(_rows(ids[-1], text, datetime.date.fromisoformat(published), event["day"]))
            missed += not found
            rows += found
        pairs.update(itertools.combinations(ids, 2))
    return pairs, rows, missed


def _rows(
    article: int, text: str, published: datetime.date, day: datetime.date
) -> Iterator[EventRow]:
    """Yield the events of one day in a report, as the store returns them."""
    rows = to_event_rows(analyze(text, published), article, PartialDate.from_day(published))
    return (row for row in rows if row.first_day == day)


def to_event_rows(
    analysis: Analysis, article: int, published: PartialDate | None
) -> Iterator[EventRow]:
    """Yield the events with a day of an analysis, as the store returns them."""
    for event in analysis.events:
        if event.first_day and event.last_day and event.precision is not None:
            names = tuple(analysis.entities[entity].name for entity in event.entities)
            yield EventRow(
                article, analysis.text, "", published, event.start, event.end,
                event.headline, event.first_day, event.last_day, event.precision, event.upcoming,
                names, event.reason, event.origin,
            )  # fmt: skip
