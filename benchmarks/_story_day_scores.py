"""Selection of the days that matter: gold timelines against events and counted dates."""

import datetime
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.table import Table

from analysis import analyze
from analysis.events.event_dates import expression_days
from analysis.models import Analysis
from analysis.partial_dates import PartialDate
from analysis.structs import replace
from benchmarks.corpora import CORPORA, Row, find_corpus, read_day, read_json_lines
from benchmarks.event_clusters import to_event_rows
from db.timeline.story_days import rank_story_days

_POOLS = {"that it cites": True, "that name the entity": False}
_DAY = len("2022-07-18")

Days = frozenset[datetime.date]
_Selector = Callable[[Mapping[int, Analysis], int], Days]


def measure_story_days() -> Table | None:
    """Analyze the articles of the gold timelines, and return the table; None without them."""
    documents = find_corpus(CORPORA, "timelines/semeval15_docs")
    timelines = find_corpus(CORPORA, "timelines/semeval15_timelines")
    if not documents.is_file() or not timelines.is_file():
        return None
    rows = read_json_lines(documents)
    analyses = {row["id"]: analyze(row["text"], read_day(row["dct"])) for row in rows}
    return to_day_table(analyses, read_json_lines(timelines))


def to_day_table(analyses: Mapping[str, Analysis], timelines: Sequence[Row]) -> Table:
    """Return the date F1 of each system, averaged over the gold timelines with days.

    `analyses` are the analyzed articles by id. The articles of a timeline are those that it cites,
    or all that name its entity. Each system selects as many days as the timeline has.
    """
    table = Table("days by", title="days of the gold timelines")
    table.add_column("articles")
    for heading in ("timelines", "gold days", "found", "date F1"):
        table.add_column(heading, justify="right")
    for (pool, is_cited), (name, select) in itertools.product(_POOLS.items(), _SELECTORS.items()):
        stories = list(_read_stories(analyses, timelines, is_cited=is_cited))
        gold = found = 0
        scores = []
        for articles, days in stories:
            selected = select(articles, len(days))
            gold, found = gold + len(days), found + len(selected & days)
            scores.append(2 * len(selected & days) / max(1, len(selected) + len(days)))
        mean = sum(scores) / max(1, len(scores))
        table.add_row(name, pool, str(len(stories)), str(gold), str(found), f"{mean:.3f}")
    return table


def _read_stories(
    analyses: Mapping[str, Analysis], timelines: Sequence[Row], *, is_cited: bool
) -> Iterator[tuple[dict[int, Analysis], Days]]:
    """Yield the articles of each gold timeline and its days."""
    numbers = {name: number for number, name in enumerate(analyses)}
    for timeline in timelines:
        days: set[datetime.date] = set()
        articles: dict[int, Analysis] = {}
        for entry in timeline["entries"]:
            if len(entry["date"]) == _DAY and "X" not in entry["date"]:
                days.add(datetime.date.fromisoformat(entry["date"]))
        name = timeline["entity"].casefold()
        cited = {mention["doc"] for entry in timeline["entries"] for mention in entry["mentions"]}
        for id, analysis in analyses.items():
            if id in cited if is_cited else name in analysis.text.casefold():
                articles[numbers[id]] = analysis
        if days and articles:
            yield articles, frozenset(days)


def _select_by_events(articles: Mapping[int, Analysis], limit: int) -> Days:
    rows = [
        replace(row, site=str(number))
        for number, analysis in articles.items()
        for row in to_event_rows(
            analysis,
            number,
            None if analysis.published is None else PartialDate.from_day(analysis.published),
        )
    ]
    return frozenset(day.day for day in rank_story_days(rows, limit))


def _select_by_mentions(articles: Mapping[int, Analysis], limit: int) -> Days:
    """Select the days that most time expressions name."""
    counts: Counter[datetime.date] = Counter()
    for analysis in articles.values():
        for index in range(len(analysis.times)):
            days = expression_days(analysis.text, analysis.times, index)
            if days is not None and days[0] == days[1]:
                counts[days[0]] += 1
    return _most(counts, limit)


def _select_by_publication(articles: Mapping[int, Analysis], limit: int) -> Days:
    """Select the days on which most articles were published."""
    counts = Counter(analysis.published for analysis in articles.values() if analysis.published)
    return _most(counts, limit)


def _most(counts: Counter[datetime.date], limit: int) -> Days:
    ranked = sorted(counts, key=lambda day: (-counts[day], day))
    return frozenset(ranked[:limit])


_SELECTORS: Mapping[str, _Selector] = {
    "OnRecord's events": _select_by_events,
    "mentions of dates": _select_by_mentions,
    "publication dates": _select_by_publication,
}
