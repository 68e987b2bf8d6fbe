"""Cost of the checksums of rows: of writes, lists and checks, with and without them.

Times are CPU milliseconds of this process. Writes are made on a copy of the store. Without
checksums, no trigger writes them, and neither a list nor a check compares them.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.table import Table

from benchmarks._archive_articles import make_articles, make_world
from benchmarks._archive_store import build
from db import Store
from db.maintenance.integrity import check_store

_TIMES = 25  # writes of each kind; the first is not counted


def run(arguments: list[str]) -> int:
    """Print the CPU time of each operation with and without checksums."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks checksums", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="a store to copy, instead of made-up articles")
    options = parser.parse_args(arguments)
    costs: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        model = options.store
        if model is None:
            build(folder / "model", options.articles, options.seed, rivals=False)
            model = folder / "model" / "onrecord.sqlite"
        for manage in (_without_checksums, _with_checksums):
            path = Path(shutil.copyfile(model, folder / f"{manage.__name__}.sqlite"))
            with manage():
                for name, spent in _measure(path, options.seed):
                    costs.setdefault(name, []).append(spent)
    table = Table("operation", "without, CPU ms", "with", "more", title="Checksums of rows")
    for name, (before, after) in costs.items():
        more = f"{after - before:+.2f} ({(after / before - 1) * 100:+.0f} %)"
        table.add_row(name, f"{before:.2f}", f"{after:.2f}", more)
    Console().print(table)
    return 0


@contextmanager
def _with_checksums() -> Iterator[None]:
    yield


@contextmanager
def _without_checksums() -> Iterator[None]:
    with ExitStack() as stack:
        for target, replacement in (
            ("db.connection.Connection._track_changes", lambda _: None),
            ("db.repositories.article_rows.mark_damaged", lambda _, rows, *__, **___: list(rows)),
            ("db.maintenance.integrity.list_damage", lambda *_: iter(())),
        ):
            stack.enter_context(mock.patch(target, replacement))
        yield


def _measure(path: Path, seed: int) -> Iterator[tuple[str, float]]:
    """Yield the operations with their median CPU milliseconds."""
    made = list(make_articles(make_world(seed + 1), seed + 1, _TIMES))
    with Store(path) as store:
        ids = [row.id for row in store.articles.list(limit=_TIMES)]
        notes, state, articles = store.notes, store.reading_state, store.articles
        calls: dict[str, list[Callable[[], object]]] = {
            "add an article with its findings": [partial(articles.add, *pair) for pair in made],
            "add a note": [partial(notes.add, id, 0, 7, "A note on it.") for id in ids],
            "star an article": [partial(state.set_starred, id, True) for id in ids],
            "tag an article": [partial(articles.tag, [id], ["x"]) for id in ids],
            "tag 1,000 articles, recorded": list(_tag_many(store)),
            "delete an article": [partial(store.trash.move, [id]) for id in ids],
            "list 50 articles": [partial(articles.list, limit=50)] * _TIMES,
            "list 10,000 articles": [partial(articles.list, limit=10_000)] * 6,
        }
        for name, found in calls.items():
            yield name, _time(found)
    yield "check the whole store", _time([partial(check_store, path)] * 2)


def _tag_many(store: Store) -> Iterator[Callable[[], object]]:
    ids = [row.id for row in store.articles.list(limit=1_000)]
    for number in range(4):

        def tag(number: int = number) -> None:
            with store.edits.record("tags", origin="command"):
                store.articles.tag(ids, [f"tag {number}"])

        yield tag


def _time(calls: Sequence[Callable[[], object]]) -> float:
    """Return the median CPU milliseconds of calls, without the first."""
    spent = []
    for call in calls:
        began = time.process_time()
        call()
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent[1:])
