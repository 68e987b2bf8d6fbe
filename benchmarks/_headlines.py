"""Headlines as requests for the texts below them: a collection that no weight was chosen on.

The texts are news of the corpora beside the checkout. A text is stored without its headline. Each
headline is asked as it is written, in lower case, and in capitals.
"""

import math
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis import Analysis, lexicon
from analysis.stemmer import stem
from benchmarks.corpora import CORPORA, read_json_lines
from db import Document, Store
from db.models import HitKind
from db.vocabulary import split_index_words

System = Callable[[Store, str, Sequence[HitKind]], list[int]]
"""A search: the rows that it shows for a request among hits of some kinds, the best first."""

_TEXTS = (("quotes", "polnear.dev"), ("timelines", "timeset.dev"), ("quotes", "polnear.train"))
_MOST = 500  # texts
_ASKED = 200  # headlines
_LENGTHS = range(20, 160)  # characters of a headline
_LEAST_TEXT = 400
_LOW = 0.5  # share of the words of a headline that are in the text, below which it is low
_CASES: dict[str, Callable[[str], str]] = {
    "as written": str, "lower case": str.lower, "capitals": str.upper,
}  # fmt: skip
_PAGE = 10


def print_headlines(console: Console, systems: dict[str, System]) -> None:
    """Print nDCG@10 and the requests without results of each system."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        asked = list(_fill(store))
        while store.search.vectors.add_missing(60):
            pass
        random.Random(5).shuffle(asked)
        low = [pair for pair in asked if _share(store, *pair) < _LOW]
        table = Table("headlines", "system", "empty", "nDCG@10", title=(
            f"{len(asked)} texts, found by their headlines"))  # fmt: skip
        for case, write in _CASES.items():
            _add_rows(table, store, systems, case, [(write(h), row) for h, row in asked[:_ASKED]])
        _add_rows(table, store, systems, "low overlap", low)
        console.print(table)


def _fill(store: Store) -> Iterator[tuple[str, int]]:
    """Store texts without their first lines; yield each of these with the row of its text."""
    number = 0
    for folder, name in _TEXTS:
        for record in read_json_lines(CORPORA / folder / f"{name}.jsonl.gz"):
            headline, _, text = record["text"].strip().partition("\n")
            if len(headline) not in _LENGTHS or len(text) < _LEAST_TEXT or number == _MOST:
                continue
            number += 1
            added = store.articles.add(Document(text.strip()), Analysis(text.strip()))
            yield headline, added.article


def _share(store: Store, headline: str, row: int) -> float:
    """Return the share of the words of a headline that are in its text, in any inflection."""
    text = set(map(stem, split_index_words(store.articles.get(row).analysis.text)))
    stop_words = lexicon.words("stop_words")
    words = [word for word in split_index_words(headline) if word not in stop_words]
    return sum(stem(word) in text for word in words) / max(len(words), 1)


def _add_rows(
    table: Table, store: Store, systems: dict[str, System], name: str, asked: list[tuple[str, int]]
) -> None:
    for system, answer in systems.items():
        rows = [answer(store, request, ("article",)) for request, _ in asked]
        ranks = [
            found.index(row) + 1 if row in found else 0
            for found, (_, row) in zip(rows, asked, strict=True)
        ]
        gain = sum(1 / math.log2(rank + 1) for rank in ranks if 0 < rank <= _PAGE)
        empty = sum(not found for found in rows)
        table.add_row(
            f"{len(asked)} {name}", system, str(empty), f"{gain / max(len(asked), 1):.3f}"
        )
