"""Searching in one's own words: requests for articles and quotations in other words than theirs.

The requests are in `data/find`; the articles are beside the checkout. Names and numbers, whose
answers must not change, are drawn from the articles.
"""

import argparse
import math
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis import analyze, lexicon
from analysis.partial_dates import to_partial_date
from analysis.sentences import encode_text
from benchmarks._headlines import System, print_headlines
from benchmarks.corpora import CORPORA, read_day, read_json_lines
from db import Document, Store
from db.finding_rows import finding_id
from db.models import HitKind
from db.search.executor import KINDS
from db.search.nearness import LEAST, LEAST_REWORDED, rank_by_meaning, select_candidates
from db.search.parser import parse_about
from db.vocabulary import split_index_words

_ARTICLES = CORPORA / "times" / "meantime.jsonl.gz"
_REQUESTS = Path(__file__).parent / "data" / "find" / "requests.jsonl"
_PARTS = ("develop", "measure")
_NUMBERS = (50, 200, 500, 10_000)  # quotations that `about:` compares
_EACH = 100  # names, and numbers
_DEPTH = 100  # hits that are looked at
_PAGE = 10
_WHOLE = 100  # quotations that are compared with all others
_PAIRS = (
    ("buy", "bought"), ("sell", "sold"), ("make", "made"), ("take", "taken"), ("go", "went"),
    ("say", "said"), ("lose", "lost"), ("rise", "rose"), ("build", "built"), ("pay", "paid"),
    ("man", "men"), ("woman", "women"), ("child", "children"), ("person", "people"),
    ("crisis", "crises"), ("chairman", "chairmen"), ("organise", "organize"), ("labour", "labor"),
    ("programme", "program"), ("US", "U.S."),
)  # fmt: skip
_UNANSWERABLE = ("none", "near")  # far from the subjects of the articles, and close to them


def run(arguments: list[str]) -> int:
    """Answer the requests with each system and print how well; without the articles, skip."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks find", description=__doc__)
    parser.add_argument("--part", choices=_PARTS, help="answer only the requests of one part")
    parser.add_argument("--errors", action="store_true", help="list the requests not answered well")
    options = parser.parse_args(arguments)
    if not _ARTICLES.exists():
        print(f"skipped: the articles are not at {_ARTICLES}")
        return 0
    requests = read_json_lines(_REQUESTS)
    console = Console()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        ids = _fill(store)
        for part in _PARTS if options.part is None else (options.part,):
            chosen = [request for request in requests if request["part"] == part]
            _print_part(console, store, ids, part, chosen, errors=options.errors)
            _print_meaning(console, store, ids, part, chosen)
            _print_rewordings(console, store, ids, part, chosen)
        _print_exact(console, store, ids.values())
        _print_forms(console, store)
    print_headlines(console, {name: _SYSTEMS[name] for name in ("any word, BM25", "OnRecord")})
    return 0


def _fill(store: Store) -> dict[str, int]:
    """Store and analyze the articles; return their ids in the store by those in the corpus."""
    ids: dict[str, int] = {}
    for row in read_json_lines(_ARTICLES):
        published = read_day(row["dct"])
        title, _, rest = row["full_text"].partition("\n")
        text = rest.partition("\n")[2]  # after the date
        added = store.articles.add(
            Document(text, title, published=to_partial_date(published)),
            analyze(text, published),
        )
        ids[row["id"].partition("_")[0]] = added.article
    return ids


def _print_part(
    console: Console,
    store: Store,
    ids: dict[str, int],
    part: str,
    requests: Sequence[dict[str, Any]],
    *,
    errors: bool,
) -> None:
    table = Table("requests", "system", "empty", "nDCG@10", "recall@100", title=part)
    kinds: dict[str, HitKind] = {"news": "article", "quotation": "quotation"}
    for kind, hit_kind in kinds.items():
        asked = [
            (request["request"], row)
            for request in requests
            if request["kind"] == kind and (row := _row_of(store, ids, request)) is not None
        ]
        for name, system in _SYSTEMS.items():
            answers = [(row, system(store, text, (hit_kind,))[:_DEPTH]) for text, row in asked]
            ranks = [rows.index(row) + 1 if row in rows else 0 for row, rows in answers]
            gain = sum(1 / math.log2(rank + 1) for rank in ranks if 0 < rank <= _PAGE)
            table.add_row(
                f"{len(asked)} {kind}", name, str(sum(not rows for _, rows in answers)),
                f"{gain / len(asked):.3f}", f"{sum(rank > 0 for rank in ranks) / len(asked):.3f}",
            )  # fmt: skip
            if errors and system is _onrecord:
                for (text, _), rank in zip(asked, ranks, strict=True):
                    if not 0 < rank <= _PAGE:
                        console.print(f"{rank or '–'}  {text}", markup=False)
    console.print(table)
    table = Table("requests", "system", "answered", "hits on the first page", title=(
        f"{part}: requests without an answer"))  # fmt: skip
    for kind in _UNANSWERABLE:
        texts = [request["request"] for request in requests if request["kind"] == kind]
        for name, system in _SYSTEMS.items():
            shown = [len(system(store, text, KINDS)[:_PAGE]) for text in texts]
            table.add_row(f"{len(texts)} {kind}", name, str(sum(map(bool, shown))), str(sum(shown)))
            if errors and system is _onrecord:
                for text, number in zip(texts, shown, strict=True):
                    if number:
                        console.print(f"{number} shown  {text}", markup=False)
    console.print(table)


def _row_of(store: Store, ids: dict[str, int], request: dict[str, Any]) -> int | None:
    """Return the row that a request asks for; None if the quotation is not found in the text."""
    article = ids[request["article"]]
    if request["kind"] == "news":
        return article
    for quotation in store.quotations.list(among=store.quotations.list_of_article(article)):
        if any(start <= request["start"] < end for start, end in quotation.spans):
            return finding_id(article, quotation.index)
    return None


def _all_words(store: Store, request: str, kinds: Sequence[HitKind]) -> list[int]:
    """Answer with the hits that have all words, as a search did before."""
    hits = store.search.execute(request, "rank", _DEPTH, kinds=kinds).hits
    return [hit.id for hit in hits]


def _any_word(store: Store, request: str, kinds: Sequence[HitKind]) -> list[int]:
    """Answer with the BM25 of FTS5 over any word that is no stop word, without inflections."""
    words = [word for word in split_index_words(request) if word not in lexicon.words("stop_words")]
    match = " OR ".join(f'"{word}"' for word in words)
    with closing(sqlite3.connect(store.path)) as sqlite:
        rows = [
            row
            for kind in kinds
            for row in sqlite.execute(
                f"""SELECT rowid FROM {kind}_fts WHERE {kind}_fts MATCH ?
                    ORDER BY bm25({kind}_fts) LIMIT {_DEPTH}""",
                (match,),
            )
        ]
    return [row for (row,) in rows]


def _onrecord(store: Store, request: str, kinds: Sequence[HitKind]) -> list[int]:
    """Answer as `onrecord search`: with the hits that have all words, then with the closest."""
    engine = store.search
    reading = engine.read_request(request)
    query, soft = (reading.query, reading.soft) if reading else (request, request)
    exact = engine.execute(query, "rank", _DEPTH, kinds=kinds).hits
    closest = engine.execute_closest(soft, "rank", _DEPTH, kinds=kinds, exact=exact).hits
    return [hit.id for hit in exact] + [found.hit.id for found in closest]


def _print_forms(console: Console, store: Store) -> None:
    """Print how many articles each of two forms of a word finds: as many, if they are equal."""
    table = Table("forms", "articles", title=f"{len(_PAIRS)} pairs of forms")
    for pair in _PAIRS:
        found = [_all_words(store, word, ("article",)) for word in pair]
        table.add_row(" / ".join(pair), " / ".join(str(len(rows)) for rows in found))
    console.print(table)


_SYSTEMS: dict[str, System] = {
    "all words": _all_words,
    "any word, BM25": _any_word,
    "OnRecord": _onrecord,
}


def _print_meaning(
    console: Console,
    store: Store,
    ids: dict[str, int],
    part: str,
    requests: Sequence[dict[str, Any]],
) -> None:
    """Print how well `about:` answers, by the number of quotations that it compares."""
    asked = [
        (request["request"], row)
        for request in requests
        if request["kind"] == "quotation" and (row := _row_of(store, ids, request)) is not None
    ]
    others = {
        kind: [request["request"] for request in requests if request["kind"] == kind]
        for kind in ("none", "near")
    }
    table = Table("compared", "nDCG@10", "recall@10", "above the floor", "CPU ms", *others)
    table.title = f"{part}: {len(asked)} quotations by about:, and other requests with a result"
    for most in _NUMBERS:
        answers = [(row, _near(store, text, most)) for text, row in asked]
        ranks = [rows.index(row) + 1 if row in rows else 0 for row, (rows, _) in answers]
        gain = sum(1 / math.log2(rank + 1) for rank in ranks if 0 < rank <= _PAGE)
        found = [0 < rank <= _PAGE for rank in ranks]
        above = [
            is_found and row in rows[:number]
            for is_found, (row, (rows, number)) in zip(found, answers, strict=True)
        ]
        wrong = {
            kind: sum(_near(store, text, most)[1] > 0 for text in texts)
            for kind, texts in others.items()
        }
        table.add_row(
            f"{most:,}", f"{gain / len(asked):.3f}", f"{sum(found) / len(asked):.3f}",
            f"{sum(above) / len(asked):.3f}", f"{_measure_near(store, asked[0][0], most):.0f}",
            *(f"{wrong[kind]} of {len(texts)}" for kind, texts in others.items()),
        )  # fmt: skip
    console.print(table)


def _print_rewordings(
    console: Console,
    store: Store,
    ids: dict[str, int],
    part: str,
    requests: Sequence[dict[str, Any]],
) -> None:
    """Print how many quotations would be proposed as reworded, by the least nearness.

    All quotations are compared, of any speaker. The texts are paraphrases, then whole quotations.
    """
    paraphrases = [
        (request["request"], row)
        for request in requests
        if request["kind"] == "quotation" and (row := _row_of(store, ids, request)) is not None
    ]
    quotations = [row.content for row in store.quotations.list(limit=_WHOLE)]
    table = Table("least", "right quotation", "others per paraphrase", "others per quotation")
    table.title = f"{part}: {len(paraphrases)} paraphrases and {len(quotations)} quotations"
    for least in (LEAST, LEAST_REWORDED, 2 * LEAST_REWORDED - LEAST):
        proposed = [(row, _near(store, text, _NUMBERS[-1], least)) for text, row in paraphrases]
        right = sum(row in rows[:number] for row, (rows, number) in proposed)
        others = sum(number for _, (_, number) in proposed) - right
        whole = sum(_near(store, text, _NUMBERS[-1], least)[1] - 1 for text in quotations)
        table.add_row(
            f"{least:.2f}", str(right), f"{others / len(paraphrases):.1f}",
            f"{whole / len(quotations):.1f}",
        )  # fmt: skip
    console.print(table)


def _measure_near(store: Store, request: str, most: int) -> float:
    """Return the CPU time of a first request in milliseconds: no vector is in the cache."""
    times = []
    for _ in range(3):
        encode_text.cache_clear()
        since = time.process_time()
        _near(store, request, most)
        times.append(time.process_time() - since)
    return statistics.median(times) * 1000


def _near(store: Store, request: str, most: int, least: float = LEAST) -> tuple[list[int], int]:
    """Return the compared quotations, the nearest first, and how many are above the floor."""
    about = parse_about(request)
    with closing(sqlite3.connect(store.path)) as sqlite:
        candidates, _, _ = select_candidates(sqlite, about, None, most)
    ranked = rank_by_meaning(about, candidates, lambda: None, least=-1.0)
    above = rank_by_meaning(about, candidates, lambda: None, least)
    return [hit.id for hit in ranked], len(above)


def _print_exact(console: Console, store: Store, articles: Iterable[int]) -> None:
    """Print how many names and numbers are not answered first by the hits with all words."""
    table = Table("requests", "answered by all words", "exact answers changed")
    for name, requests in _draw_exact(store, articles).items():
        answers = [
            (_all_words(store, request, KINDS), _onrecord(store, request, KINDS))
            for request in requests
        ]
        answered = sum(bool(old) for old, _ in answers)
        changed = sum(now[: len(old)] != old for old, now in answers)
        table.add_row(f"{len(requests)} {name}", str(answered), str(changed))
    console.print(table)


def _draw_exact(store: Store, articles: Iterable[int]) -> dict[str, list[str]]:
    """Draw names of several words, and numbers, from the stored articles."""
    chance = random.Random(1)
    names: set[str] = set()
    numbers: set[str] = set()
    for article in articles:
        analysis = store.articles.get(article).analysis
        names |= {entity.name for entity in analysis.entities if " " in entity.name}
        numbers |= set(re.findall(r"\d[\d.,]*\d", analysis.text))
    return {
        name: chance.sample(sorted(values), _EACH)
        for name, values in (("names", names), ("numbers", numbers))
    }
