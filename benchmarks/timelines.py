"""Accuracy of dated events, and of the joins of one event across articles.

Without arguments, TimeSET's salient events, the raw articles and SemEval's timelines are measured.
"""

import argparse
import datetime
import itertools
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis import analyze
from analysis.events.event_dates import expression_days
from analysis.models import Analysis
from analysis.partial_dates import PartialDate
from benchmarks import raw
from benchmarks._raw_scores import EventCounts, RawScores
from benchmarks._story_day_scores import measure_story_days
from benchmarks.corpora import CORPORA, find_corpus, read_day, read_json_lines, split_rows
from benchmarks.event_clusters import to_event_rows
from db.models import EventRow
from db.timeline.clusterer import cluster_events

Days = tuple[datetime.date, datetime.date]
_EventKey = tuple[int, int]  # the number of an article and the start of an event in it
_Dating = Callable[["_Article", int], Days | None]


@dataclass(frozen=True)
class _Article:
    """An analyzed article, with the bounds of its gold sentences and the gold event mentions.

    A mention is the offset of its word and its gold date, cut to its precision: "2007-10", "" for
    an event without one.
    """

    analysis: Analysis
    published: datetime.date
    sentences: Sequence[tuple[int, int]]
    mentions: Sequence[tuple[int, str]]

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """The bounds of the sentence that an offset is in."""
        return next(bounds for bounds in self.sentences if bounds[0] <= offset < bounds[1])

    def days_near(self, offset: int) -> Days | None:
        """The days of the time expression nearest to an offset within its sentence."""
        first, last = self.sentence_at(offset)
        times = self.analysis.times
        near = [
            (min(abs(time.start - offset), abs(time.end - offset)), days[:2])
            for index, time in enumerate(times)
            if first <= time.start < last
            and (days := expression_days(self.analysis.text, times, index)) is not None
        ]
        return min(near)[1] if near else None


def run(arguments: list[str]) -> int:
    """Date the events of gold timelines and print how many dates are right, beside baselines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks timelines", description=__doc__)
    parser.add_argument("articles", type=Path, nargs="?", help="JSON lines: id, text, dct, tokens")
    parser.add_argument("timelines", type=Path, nargs="?", help="JSON lines: entity, entries")
    parser.add_argument("--errors", action="store_true", help="list every wrong date")
    options = parser.parse_args(arguments)
    if options.articles is None:
        return _print_event_days(Console())
    if options.timelines is None:
        parser.error("the timelines of the articles are missing")
    articles = list(
        _articles(read_json_lines(options.articles), read_json_lines(options.timelines))
    )
    if not articles:
        print(f"{options.timelines}: no dated events", file=sys.stderr)
        return 1
    every = [(article, *mention) for article in articles for mention in article.mentions]
    dated = [(article, offset, date) for article, offset, date in every if date]
    beside = [pair for pair in dated if pair[0].days_near(pair[1]) is not None]
    undated = sum(not date for _, _, date in every)
    console = Console()
    _print_table(console, f"{len(dated)} dated event mentions", dated)
    _print_table(console, f"the {len(beside)} in a sentence that holds a date", beside)
    ours = sum(not date and _ours(article, offset) is not None for article, offset, date in every)
    console.print(f"{ours} of {undated} mentions that the timelines leave undated get a date")
    if options.errors:
        for article, offset, date in dated:
            days = _ours(article, offset)
            if days is not None and not _is_right(days, date):
                text = article.analysis.text
                around = text[max(0, offset - 60) : offset] + "▸" + text[offset : offset + 60]
                console.print(f"{date} | {days[0]} | {' '.join(around.split())}", markup=False)
    return 0


def _print_event_days(console: Console) -> int:
    """Print the share of annotated events on their day, and the joins across articles."""
    table = Table("events", title="events on their day")
    for heading in ("annotated", "present", "on their day", "share"):
        table.add_column(heading, justify="right")
    for name, counts in (*_count_salient(), *_count_raw()):
        share = f"{100 * counts.on_their_day / max(1, counts.annotated):.1f}"
        table.add_row(
            name, str(counts.annotated), str(counts.present), str(counts.on_their_day), share
        )
    console.print(table)
    days = measure_story_days()
    if days is not None:
        console.print(days)
    joined, right, gold = _count_joins()
    console.print(
        f"annotated events joined across articles: {joined} pairs, {right} of them one event; "
        f"{gold} pairs of mentions of one event are annotated"
    )
    return 0


def _count_salient() -> Iterator[tuple[str, EventCounts]]:
    path = find_corpus(CORPORA, "timelines/timeset.dev")
    if not path.is_file():
        return
    counts = EventCounts()
    for row in read_json_lines(path):
        events = analyze(row["text"], read_day(row["published"])).events
        for gold in row["events"]:
            if gold["date"]:
                inside = [event for event in events if event.start <= gold["start"] < event.end]
                shortest = min(inside, key=lambda event: event.end - event.start, default=None)
                counts.annotated += 1
                counts.present += shortest is not None
                day = shortest.first_day if shortest is not None else None
                counts.on_their_day += day is not None and str(day).startswith(gold["date"])
    yield "salient events of TimeSET", counts


def _count_raw() -> Iterator[tuple[str, EventCounts]]:
    path = find_corpus(CORPORA, raw.RAW_CORPORA[0])
    if not path.is_file():
        return
    for part, rows in split_rows(read_json_lines(path)).items():
        scores = RawScores()
        for row in rows:
            scores.add_events(row, analyze(row["text"], raw.find_date(row)).events)
        yield f"leads of raw articles, {part} lines", scores.leads
        yield f"other events of raw articles, {part} lines", scores.events


def _count_joins() -> tuple[int, int, int]:
    """Return the joined pairs of events with annotated mentions, the right ones, all gold pairs."""
    documents = find_corpus(CORPORA, "timelines/semeval15_docs")
    timelines = find_corpus(CORPORA, "timelines/semeval15_timelines")
    if not documents.is_file() or not timelines.is_file():
        return 0, 0, 0
    rows = read_json_lines(documents)
    entries = [entry for timeline in read_json_lines(timelines) for entry in timeline["entries"]]
    happenings: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    for number, entry in enumerate(entries):
        for mention in entry["mentions"]:
            happenings[mention["doc"], mention["sent"], mention["word"]].add(number)
    events: list[EventRow] = []
    found: dict[tuple[str, int, str], _EventKey] = {}
    for number, row in enumerate(rows):
        published = read_day(row["dct"])
        analysis = analyze(row["text"], published)
        written = None if published is None else PartialDate.from_day(published)
        mine = list(to_event_rows(analysis, number, written))
        events += mine
        for start, _, sentence, word in row["tokens"]:
            key = row["id"], sentence, word
            if key in happenings and key not in found:
                inside = [event for event in mine if event.start <= start < event.end]
                shortest = min(inside, key=lambda event: event.end - event.start, default=None)
                if shortest is not None:
                    found[key] = (number, shortest.start)
    cluster_of = {
        (event.article, event.start): number
        for number, cluster in enumerate(cluster_events(events))
        for event in cluster.events
    }
    gold = 0
    pairs: dict[tuple[_EventKey, _EventKey], bool] = {}
    for first_key, second_key in itertools.combinations(happenings, 2):
        if first_key[0] == second_key[0]:
            continue
        same = bool(happenings[first_key] & happenings[second_key])
        gold += same
        if first_key in found and second_key in found:
            first, second = sorted((found[first_key], found[second_key]))
            if cluster_of[first] == cluster_of[second]:
                # A clause can contain several mentions: it is the event of one of them.
                pairs[first, second] = pairs.get((first, second), False) or same
    return len(pairs), sum(pairs.values()), gold


def _articles(
    rows: Sequence[dict[str, Any]], timelines: Sequence[dict[str, Any]]
) -> Iterator[_Article]:
    gold: dict[tuple[str, int, str], str] = {}
    for timeline in timelines:
        for entry in timeline["entries"]:
            for mention in entry["mentions"]:
                date = entry["date"].replace("-XX", "").replace("XXXX", "")
                gold[mention["doc"], mention["sent"], mention["word"]] = date
    for row in rows:
        starts: dict[tuple[int, str], int] = {}
        bounds: dict[int, tuple[int, int]] = {}
        for start, end, sentence, word in row["tokens"]:
            starts.setdefault((sentence, word), start)
            bounds[sentence] = (bounds.get(sentence, (start, end))[0], end)
        mentions = [
            (starts[sentence, word], date)
            for (document, sentence, word), date in gold.items()
            if document == row["id"] and (sentence, word) in starts
        ]
        if mentions:
            published = read_day(row["dct"])
            if published is None:
                raise ValueError(f"{row['id']}: no date in {row['dct']!r}")
            analysis = analyze(row["text"], published)
            yield _Article(analysis, published, list(bounds.values()), mentions)


def _ours(article: _Article, offset: int) -> Days | None:
    """The days of the event whose clause holds a mention, of the shortest one where several do."""
    return _shortest(article, offset, reported=False)


def _ours_or_reported(article: _Article, offset: int) -> Days | None:
    """The same, else the day of publication for an event that has no date of its own."""
    return _ours(article, offset) or _shortest(article, offset, reported=True)


def _shortest(article: _Article, offset: int, *, reported: bool) -> Days | None:
    spans = [
        (event.end - event.start, event.first_day, event.last_day)
        for event in article.analysis.events
        if event.is_reported == reported
        and event.start <= offset < event.end
        and event.first_day
        and event.last_day
    ]
    return min(spans)[1:] if spans else None


def _nearest(article: _Article, offset: int) -> Days | None:
    return article.days_near(offset)


def _nearest_or_published(article: _Article, offset: int) -> Days | None:
    return article.days_near(offset) or (article.published, article.published)


def _print_table(
    console: Console, title: str, mentions: Sequence[tuple[_Article, int, str]]
) -> None:
    table = Table(title=title)
    for heading in ("system", "dated", "right", "precision", "recall"):
        table.add_column(heading, justify="left" if heading == "system" else "right")
    systems: dict[str, _Dating] = {
        "OnRecord's events": _ours,
        "OnRecord's events, reported ones included": _ours_or_reported,
        "nearest date of the sentence": _nearest,
        "nearest date, else publication date": _nearest_or_published,
    }
    for name, dating in systems.items():
        found = [(dating(article, offset), date) for article, offset, date in mentions]
        dated = sum(days is not None for days, _ in found)
        right = sum(days is not None and _is_right(days, date) for days, date in found)
        table.add_row(
            name, str(dated), str(right),
            f"{100 * right / max(1, dated):.1f}", f"{100 * right / len(mentions):.1f}",
        )  # fmt: skip
    console.print(table)


def _is_right(days: Days, date: str) -> bool:
    """Return True if an interval has a gold date in its precision; the first day of a week."""
    return days[0].isoformat().startswith(date)
