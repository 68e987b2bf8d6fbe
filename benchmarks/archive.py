"""Searches, lists and size of a store of made-up articles, and how their costs grow with it.

Times are CPU milliseconds of the asking thread, so that a busy machine does not change them. With
`--rivals`, bare FTS5 and tantivy are asked the same. All indexes are merged, as after every large
import.
"""

import argparse
import gc
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks._archive_lists import Cost, Figures, measure_lists
from benchmarks._archive_queries import Question, ask_bare, make_questions
from benchmarks._archive_screen import time_last_keys
from benchmarks._archive_store import BLOCK, build
from db import Store
from db.maintenance.backup import back_up
from db.maintenance.integrity import check_store
from db.search.sql import SearchOrder

_LEAST = 0.05  # milliseconds: less is not compared
_TIMES = 4  # every question is asked so often; the first time is not counted
_SHOWN = 20  # answers with their snippets
_NOTHING = [Question("", "", "")] * 6
_RANKED, _RATIO, _SHORT_PREFIX, _TYPING = 60, 1.3, 200, 30  # goals at 100,000 articles


def run(arguments: list[str]) -> int:
    """Print the searches at the largest size, and what grows with the size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks archive", description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where stores are kept for the next run")
    parser.add_argument("--one-size", action="store_true", help="print no growth from 1,000 on")
    parser.add_argument("--rivals", action="store_true", help="ask bare FTS5 and tantivy too")
    parser.add_argument("--screen", action="store_true", help="time the search on a terminal too")
    options = parser.parse_args(arguments)
    if options.articles > BLOCK and options.articles % BLOCK:
        parser.error(f"more than {BLOCK:,} articles must be a multiple of them")
    sizes = [n for n in (1_000, 10_000, 100_000) if n < options.articles and not options.one_size]
    growth: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        for size in (*sizes, options.articles):
            spent = build(folder / f"{size}", size, options.seed, rivals=options.rivals)
            growth[size] = {
                f"made in, CPU s: {name}": f"{seconds:,.0f}" for name, seconds in spent.items()
            }
            growth[size] |= _measure(
                folder / f"{size}", options.seed, rivals=options.rivals, screen=options.screen
            )
    _print_growth(growth)
    return 0


def _measure(folder: Path, seed: int, *, rivals: bool, screen: bool) -> Figures:
    """Return the figures of one size by name; print the searches beside those of the rivals."""
    path = folder / "onrecord.sqlite"
    sqlite = sqlite3.connect(path)
    questions = make_questions(sqlite, seed)
    # The app does the same at its start. A full collection of what making the store has loaded
    # took 400 ms of one call in ten.
    gc.collect()
    gc.freeze()
    figures: Figures = {"opening and first list": _cost(_NOTHING, lambda _: _open(path))}
    with Store(path) as store:
        costs = {
            name: {
                "typing": _cost(asked, lambda question: _ask(store, question, "newest")),
                "ranked": _cost(asked, lambda question: _ask(store, question, "rank")),
            }
            for name, asked in questions.items()
        }
        if rivals:
            _ask_rivals(folder, questions, costs)
            _print_searches(
                costs, int(sqlite.execute("SELECT count(*) FROM article").fetchone()[0])
            )
        for way, name in (("typing", "while typing"), ("ranked", "ranked")):
            median = max(cost[way].median for cost in costs.values())
            high = max(cost[way].high for cost in costs.values())
            figures[f"search {name}, the slowest class"] = Cost(median, high)
        figures |= measure_lists(store, questions["common word (30 %)"], _cost)
    figures |= _whole_store(path) | _sizes(sqlite, folder)
    sqlite.close()
    if screen:
        figures |= _on_screen(path, questions)
    return figures


def _open(path: Path) -> None:
    with Store(path) as store:
        store.articles.count()
        store.articles.list(limit=50)


def _ask_rivals(
    folder: Path, questions: dict[str, list[Question]], costs: dict[str, dict[str, Cost]]
) -> None:
    from benchmarks._archive_rivals import Ceiling  # needs tantivy

    bare = sqlite3.connect(folder / "bare.sqlite")
    bare.execute("PRAGMA cache_size = -32768")
    ceiling = Ceiling(folder / "tantivy")
    for name, asked in questions.items():
        costs[name]["bare"] = _cost(asked, lambda question: ask_bare(bare, question, _SHOWN))
        if asked[0].ceiling:
            costs[name]["tantivy"] = _cost(asked, lambda question: ceiling.ask(question, _SHOWN))
    bare.close()


def _whole_store(path: Path) -> Figures:
    """Return the CPU seconds of what reads the whole store."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        tasks: dict[str, Callable[[], object]] = {
            "backup": lambda: back_up(path, Path(folder) / "backup.sqlite"),
            "check": lambda: check_store(path),
        }
        figures: Figures = {}
        for name, run_task in tasks.items():
            began = time.process_time()
            run_task()
            spent = (time.process_time() - began) * 1000
            figures[f"{name} (whole store)"] = Cost(spent, spent)
    return figures


def _on_screen(path: Path, questions: dict[str, list[Question]]) -> Figures:
    """The time from the last key of a search to its first answers in the app."""
    queries = _list_answered(path, questions)
    figures: Figures = {}
    for way, pace in (("after a pause", None), ("10 keys a second", 0.1)):
        times = time_last_keys(path, queries, pace)
        for at, name in enumerate(("wall", "CPU")):
            title = f"last key to first answers, {way}, {name} ms"
            figures[title] = _of([cost[at] for cost in times])
    return figures


def _list_answered(path: Path, questions: dict[str, list[Question]]) -> list[str]:
    """Return of each class the first query with answers, if any: for none, nothing is drawn."""
    classes = ([question.query.rstrip("*") for question in asked] for asked in questions.values())
    with Store(path) as store:

        def has_answers(query: str) -> bool:
            return bool(store.search.execute(query, "newest", 1).hits)

        return [query for asked in classes for query in list(filter(has_answers, asked))[:1]]


def _ask(store: Store, question: Question, order: SearchOrder) -> None:
    found = store.search.execute(question.query, order, _SHOWN).hits
    store.search.load_hits(question.query, order, found)


def _cost(asked: Sequence[Question], ask: Callable[[Question], object]) -> Cost:
    spent = []
    for turn in range(_TIMES):
        for question in asked:
            began = time.thread_time()
            ask(question)
            if turn:
                spent.append((time.thread_time() - began) * 1000)
    return _of(spent)


def _of(spent: Sequence[float]) -> Cost:
    return Cost(statistics.median(spent), statistics.quantiles(spent, n=20)[-1])


def _sizes(sqlite: sqlite3.Connection, folder: Path) -> Figures:
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


def _print_growth(growth: dict[int, Figures]) -> None:
    """Print the figures of each size, the growth to it, and on paper that to ten times the last."""
    sizes = list(growth)
    title = "CPU ms, median / p95; × n: growth of the median from the size before"
    table = Table(title=title)
    table.add_column("operation")
    for size in sizes:
        table.add_column(f"{size:,} articles", justify="right")
    table.add_column(f"{10 * sizes[-1]:,} on paper", justify="right")
    for name in {name: None for figures in growth.values() for name in figures}:
        cells, before = [], None
        for size in sizes:
            figure = growth[size].get(name, "")
            by = ""
            if isinstance(figure, Cost) and before is not None:
                by = f" × {figure.median / max(before.median, _LEAST):.1f}"
            cells.append(f"{figure}{by}")
            before = figure if isinstance(figure, Cost) else None
        table.add_row(name, *cells, _on_paper([growth[size].get(name) for size in sizes]))
    Console(width=150).print(table)


def _on_paper(figures: Sequence[Cost | str | None]) -> str:
    """Return the median at ten times the last size, if it grows as from the size before."""
    last, before = [*figures[::-1], None][:2]
    if not isinstance(last, Cost) or not isinstance(before, Cost):
        return ""
    return f"{last.median * max(1.0, last.median / max(before.median, _LEAST)):,.0f}"
