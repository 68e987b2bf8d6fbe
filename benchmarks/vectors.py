"""Comparing a text with all vectors of a large store: its CPU time, and the size of the vectors.

The vectors are random numbers, which take as long as those of texts.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from analysis.sentences import encode_text
from db import Store
from db.search.quotation_vectors import rank_quotations
from db.search.text_vectors import compare_articles

_TEXT = "the delivery of the ships will be late"
_NUMBERS, _BYTES = 384, 48
_TIMES = 5


def run(arguments: list[str]) -> int:
    """Print the time and the size for a number of articles."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks vectors", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--quotations", type=int, default=7, help="in each article")
    options = parser.parse_args(arguments)
    encode_text(_TEXT)  # loads the weights
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        Store(path).close()
        with closing(sqlite3.connect(path)) as sqlite:
            empty = _count_bytes(sqlite)
            _fill(sqlite, options.articles, options.quotations)
            size = _count_bytes(sqlite) - empty
            table = Table("compared", "vectors", "CPU ms, the least of five")
            quotations = options.articles * options.quotations
            table.add_row(
                "articles",
                f"{options.articles:,}",
                _measure(lambda: compare_articles(sqlite, _TEXT, 100)),
            )
            table.add_row(
                "quotations", f"{quotations:,}",
                _measure(lambda: rank_quotations(sqlite, _TEXT, 100)),
            )  # fmt: skip
            Console().print(table)
            print(f"{size / 1_000_000:.1f} MB in the store")
    return 0


def _fill(sqlite: sqlite3.Connection, articles: int, quotations: int) -> None:
    """Store random vectors for articles that do not exist."""
    random = np.random.default_rng(1)
    numbers = np.arange(quotations, dtype="<u4").tobytes()
    with sqlite:
        for article in range(1, articles + 1):
            vector = random.integers(-127, 128, _NUMBERS, dtype=np.int8).tobytes()
            sqlite.execute("INSERT INTO article_vector VALUES (?, ?)", (article, vector))
            signs = random.bytes(quotations * _BYTES)
            query = "INSERT INTO quotation_vector VALUES (?, ?, ?)"
            sqlite.execute(query, (article, numbers, signs))


def _count_bytes(sqlite: sqlite3.Connection) -> int:
    pages, size = (
        int(sqlite.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
    )
    return pages * size


def _measure(compare: Callable[[], object]) -> str:
    times = []
    for _ in range(_TIMES):
        began = time.process_time()
        compare()
        times.append(time.process_time() - began)
    return f"{min(times) * 1_000:.0f}"
