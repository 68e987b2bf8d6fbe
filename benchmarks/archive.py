"""Searches, lists and size of a store of made-up articles, beside bare FTS5 and tantivy.

Times are CPU milliseconds of the asking thread, so that a busy machine does not change them. Our
indexes are merged as after every large import; bare FTS5's are as SQLite leaves them.
"""

import argparse
import datetime
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks._archive_queries import Question, ask_bare, make_questions
from benchmarks._archive_screen import time_last_keys
from benchmarks._archive_store import Ceiling, build
from db import Store
from db.search.sql import SearchOrder
from db.timeline.models import TimelinePosition

_TIMES = 4  # every question is asked so often; the first time is not counted
_SHOWN = 20  # answers with their snippets
_RANKED, _RATIO, _SHORT_PREFIX, _TYPING = 60, 1.3, 200, 30  # goals at 100,000 articles


@dataclass(frozen=True)
class Cost:
    """The median and the 95th percentile, in milliseconds."""

    median: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.high:.1f}"


def run(arguments: list[str]) -> int:
    """Print the searches at the largest size, and what grows with the size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks archive", description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where stores are kept for the next run")
    parser.add_argument("--one-size", action="store_true", help="print no growth from 1,000 on")
    options = parser.parse_args(arguments)
    sizes = [n for n in (1_000, 10_000, 100_000) if n < options.articles and not options.one_size]
    growth = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        for size in (*sizes, options.articles):
            growth[size] = _measure(folder / f"{size}", size, options.seed,
                                    whole=size == options.articles)  # fmt: skip
    _print_growth(growth)
    return 0


def _measure(folder: Path, size: int, seed: int, *, whole: bool) -> dict[str, str]:
    """The figures of one size by name; prints every class of searches where it is the `whole`."""
    spent = build(folder, size, seed)
    figures = {f"{name}: articles a second": f"{size / took:,.0f}" for name, took in spent.items()}
    bare = sqlite3.connect(folder / "bare.sqlite")
    bare.execute("PRAGMA cache_size = -32768")
    with Store(folder / "onrecord.sqlite") as store:
        sqlite = sqlite3.connect(folder / "onrecord.sqlite")
        questions = make_questions(sqlite, seed)
        costs = {
            name: {
                "typing": _cost(asked, lambda one: _ask(store, one, "newest")),
                "ranked": _cost(asked, lambda one: _ask(store, one, "rank")),
                "bare": _cost(asked, lambda one: ask_bare(bare, one, _SHOWN)),
            }
            for name, asked in questions.items()
        }
        ceiling = Ceiling(folder / "tantivy")
        for name, asked in questions.items():
            if asked[0].ceiling:
                costs[name]["tantivy"] = _cost(asked, lambda one: ceiling.ask(one, _SHOWN))
        if whole:
            _print_searches(costs, size)
        worst = {
            way: max(cost[way].high for cost in costs.values()) for way in ("typing", "ranked")
        }
        figures |= {f"{way}: p95 of the worst class": f"{ms:.1f} ms" for way, ms in worst.items()}
        common = questions["common word (30 %)"]
        figures |= _lists(store, common) | _sizes(sqlite, folder)
        sqlite.close()
    bare.close()
    return figures | _on_screen(folder / "onrecord.sqlite", questions)


def _on_screen(path: Path, questions: dict[str, list[Question]]) -> dict[str, str]:
    """The time from the last key of a search to its answers in the app."""
    queries = [one.query.rstrip("*") for asked in questions.values() for one in asked[:2]]
    figures = {}
    for way, pace in (("after a pause", None), ("10 keys a second", 0.1)):
        times = time_last_keys(path, queries, pace)
        for at, name in enumerate(("wall", "CPU")):
            title = f"last key to first answers, {way}, {name} ms"
            figures[title] = str(_of([one[at] for one in times]))
    return figures


def _ask(store: Store, question: Question, order: SearchOrder) -> None:
    found = store.search.execute(question.query, order, _SHOWN).hits
    store.search.load_hits(question.query, order, found)


def _cost(asked: Sequence[Question], ask: Callable[[Question], object]) -> Cost:
    spent = []
    for turn in range(_TIMES):
        for one in asked:
            began = time.thread_time()
            ask(one)
            if turn:
                spent.append((time.thread_time() - began) * 1000)
    return _of(spent)


def _of(spent: Sequence[float]) -> Cost:
    return Cost(statistics.median(spent), statistics.quantiles(spent, n=20)[-1])


def _lists(store: Store, common: Sequence[Question]) -> dict[str, str]:
    """What the app's lists cost, and what goes with a search."""
    with_facets = [store.search.execute(one.query, "newest", 1_000).hits for one in common[:4]]
    name = common[0].query
    axis = store.timeline
    ways: dict[str, Callable[[Question], object]] = {
        "library opens": lambda _: (store.articles.count(), store.articles.list(limit=50)),
        "library by date, last page": lambda _: store.articles.list(
            order="published", limit=50, offset=max(0, store.articles.count() - 50)
        ),
        "library filtered": lambda _: (
            store.articles.count("wire"),
            store.articles.list("wire", limit=50),
        ),
        "timeline, a month": lambda _: store.events.list(
            datetime.date(2015, 3, 1), datetime.date(2015, 3, 31), limit=50
        ),
        "quotations, 50 newest": lambda _: store.quotations.list(limit=50),
        "timeline opens": lambda _: (
            axis.span(),
            axis.count_units("year"),
            axis.window(TimelinePosition(datetime.date(2015, 3, 1))),
        ),
        "timeline of a search": lambda one: axis.count_units("month", axis.scope(one.query)),
        "same words open": lambda _: (
            store.quote_groups.count(),
            store.quote_groups.list_rows(limit=100),
        ),
        "people filtered": lambda one: store.identities.rows(one.query, limit=100),
        "did you mean": lambda _: store.search.suggest(f"{name}xq"),
        "completion of a speaker": lambda _: store.search.complete("speaker:a", 9),
        "facets of 1,000 answers": lambda _: store.search.facets(with_facets[0]),
    }
    figures = {f"{name}, ms": str(_cost(common[:4], ask)) for name, ask in ways.items()}
    return figures | _people(store)


def _people(store: Store) -> dict[str, str]:
    """What the list of people and the page of the most quoted of them cost."""
    people = store.identities
    most_quoted = people.rows(limit=1)
    if not most_quoted:
        return {}
    (who,) = most_quoted

    def open_page(_: Question) -> object:
        return (
            people.get_identity(who.id),
            people.months([who.id]),
            people.quotations(who.id, limit=100),
            people.merge_candidates(who.id, limit=3),
        )

    anything = [Question("", "", "")] * 4
    return {
        "quotations of the most quoted": f"{who.quotations:,}",
        "people open, ms": str(_cost(anything, lambda _: (people.count(), people.rows(limit=100)))),
        "page of the most quoted, ms": str(_cost(anything, open_page)),
        "named together with them, ms": str(
            _cost(anything, lambda _: people.companions(who.id, limit=100))
        ),
    }


def _sizes(sqlite: sqlite3.Connection, folder: Path) -> dict[str, str]:
    query = "SELECT sum(length(CAST(text AS BLOB))) FROM article"
    text = int(sqlite.execute(query).fetchone()[0])
    size = (folder / "onrecord.sqlite").stat().st_size
    query = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8"
    tables = [f"{name} {part / text:.2f}" for name, part in sqlite.execute(query)]
    return {
        "text, MB": f"{text / 1e6:.1f}",
        "store / text": f"{size / text:.2f}",
        "most of it": "\n".join(tables),
    }


def _print_searches(costs: dict[str, dict[str, Cost]], size: int) -> None:
    table = Table(title=f"{size:,} articles, {_SHOWN} answers with snippets: CPU ms, median / p95")
    ways = ("typing", "ranked", "bare", "tantivy")
    titles = ("newest first", "ranked", "bare FTS5", "tantivy")
    for title in ("class", *titles, "ranked / bare", "missed"):
        table.add_column(title, justify="left" if title == "class" else "right")
    for name, cost in costs.items():
        ratio = cost["ranked"].high / cost["bare"].high
        missed = [
            *(["typing"] if cost["typing"].high > _TYPING else []),
            *(["ratio"] if ratio > _RATIO else []),
            *(["ranked"] if cost["ranked"].high > _most(name) else []),
        ]
        table.add_row(name, *(str(cost.get(way, "")) for way in ways),
                      f"{ratio:.2f}", ", ".join(missed))  # fmt: skip
    Console(width=130).print(table)


def _most(name: str) -> int:
    return _SHORT_PREFIX if name.startswith("prefix of 3") else _RANKED


def _print_growth(growth: dict[int, dict[str, str]]) -> None:
    table = Table(title="growth")
    table.add_column("")
    for size in growth:
        table.add_column(f"{size:,} articles", justify="right")
    for name in {name: None for figures in growth.values() for name in figures}:
        table.add_row(name, *(figures.get(name, "") for figures in growth.values()))
    Console(width=130).print(table)
