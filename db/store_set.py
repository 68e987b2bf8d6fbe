"""The search of several stores as one, such as an archive with a store for each month.

Each store is read twice for a ranking: its words are counted, and then its best hits are ranked
with the numbers of all stores. Only the hits of one window stay in memory.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from msgspec import Struct

from analysis.structs import replace
from db.commit_counter import restore_journal_path
from db.connection import Connection, is_older
from db.errors import UNREADABLE, StoreError
from db.models import HitKind, SearchHit
from db.search.ast import Node, Query, QueryError, has_source_term
from db.search.executor import KINDS, SENTENCE, HitRef, execute, parse_query
from db.search.passages import select_passages
from db.search.results import load_hits
from db.search.sql import SearchOrder
from db.search.store_ranks import (
    IndexStatistics,
    RankedHit,
    Statistics,
    count_phrases,
    rank_best,
)
from db.statement_sources import count_unclassified

_MOST_OPEN = 64  # stores, whose caches take up to 32 MB each
_MOST_HITS = 10_000  # of a window, so that memory is bounded
_HEADER = 20  # bytes at the beginning of a SQLite file, which have the kind of its journal
_LAST_DAY = "9999-99-99"
_T = TypeVar("_T")


class SetResult(Struct, frozen=True):
    """The hits of several stores, each with the file of its store.

    `is_cut`: there are more hits. `refused` are the messages about stores that were not searched.
    `unclassified` is the number of articles that a condition on sources leaves out.
    """

    hits: tuple[SearchHit, ...]
    error: QueryError | None = None
    is_cut: bool = False
    refused: tuple[str, ...] = ()
    unclassified: int = 0


class _Found(NamedTuple):
    """A hit in the store of a number; `text` is the hash of its article's text."""

    store: int
    ranked: RankedHit
    text: str


class _FailedStoreError(Exception):
    """A store failed after its words were counted."""


class StoreSet:
    """Stores that are searched together. They are read only; an older store is not migrated."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Search the stores at `paths`, in this order where hits are equal."""
        self._paths = list(dict.fromkeys(path.absolute() for path in paths))
        self._refused: dict[int, str] = {}
        self._open: dict[int, Connection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the stores that are open."""
        while self._open:
            self._open.popitem()[1].close()

    def search(
        self, query: str, order: SearchOrder = "rank", *, limit: int = 50, offset: int = 0
    ) -> SetResult:
        """Return a window of the hits of all stores, ranked as those of one store would be.

        An article that several stores have is found once. A store that is damaged, older or no
        store is named in `SetResult.refused`. Raises ValueError for a query with `about:`.
        """
        parsed = parse_query(query, order)
        if parsed.about is not None:
            raise ValueError("A query with about: searches one store")
        if parsed.error is not None or parsed.root is None:
            return SetResult((), parsed.error)
        most = min(limit, _MOST_HITS) + offset
        while True:
            try:
                each = self._find(parsed.root, order, most + 1)
                break
            except _FailedStoreError:  # without it, the words have other weights
                continue
        turns = chain.from_iterable(zip_longest(*each))
        ordered = [found for found in turns if found is not None]
        chosen = ordered[:most]
        if order != "rank":
            chosen.sort(key=lambda found: KINDS.index(found.ranked.hit.kind))
            _sort_by_date(chosen, order)
        window = chosen[offset:]
        hits = self._load(parsed, order, window)
        unclassified = 0
        if has_source_term(parsed.root):
            unclassified = sum(count for _, count in self._read_each(count_unclassified))
        return SetResult(
            tuple(hits), None, len(ordered) > most, tuple(self._refused.values()),
            unclassified,
        )  # fmt: skip

    def _find(self, root: Node, order: SearchOrder, most: int) -> list[list[_Found]]:
        """Return the first hits of each kind, in order."""
        statistics: dict[HitKind, IndexStatistics] = {}
        if order == "rank":
            for _, counted in self._read_each(lambda sqlite: count_phrases(sqlite, root, KINDS)):
                for kind, numbers in counted.items():
                    statistics[kind] = statistics.get(kind, IndexStatistics()).add(numbers)
        refused = len(self._refused)
        each: dict[HitKind, list[_Found]] = {kind: [] for kind in KINDS}

        def find(sqlite: sqlite3.Connection) -> list[tuple[RankedHit, str]]:
            return _find_in_store(sqlite, root, order, statistics, most)

        for number, found in self._read_each(find):
            for ranked, text in found:
                each[ranked.hit.kind].append(_Found(number, ranked, text))
            for kind, hits in each.items():
                if len(hits) > 2 * most:  # those of many stores do not fit in memory
                    each[kind] = _select_first(hits, order, most, is_ranked=kind in statistics)
        if statistics and len(self._refused) > refused:
            raise _FailedStoreError
        sorted_hits = []
        for kind, hits in each.items():
            first = _select_first(hits, order, most, is_ranked=kind in statistics)
            if kind in statistics:
                _sort_by_rounded_rank(first)
            sorted_hits.append(first)
        return sorted_hits

    def _load(self, parsed: Query, order: SearchOrder, window: Sequence[_Found]) -> list[SearchHit]:
        """Load hits with their snippets, and the names of their stores."""
        loaded: dict[tuple[int, HitRef], SearchHit] = {}
        is_sentence = order == "rank" and len(parsed.terms) >= SENTENCE
        wanted: dict[int, list[HitRef]] = {}
        for found in window:
            wanted.setdefault(found.store, []).append(found.ranked.hit)

        def load(sqlite: sqlite3.Connection, number: int) -> None:
            references = wanted[number]
            if is_sentence:
                references = select_passages(sqlite, parsed, references)
            hits = load_hits(sqlite, parsed, references)
            for reference, hit in zip(references, hits, strict=True):
                if hit is not None:
                    named = replace(hit, store=str(self._paths[number]))
                    loaded[number, reference] = named

        for number in wanted:
            self._read(number, partial(load, number=number))
        hits = ((found.store, found.ranked.hit) for found in window)
        return [loaded[hit] for hit in hits if hit in loaded]

    def _read_each(self, query: Callable[[sqlite3.Connection], _T]) -> Iterator[tuple[int, _T]]:
        """Query each store, several at a time; yield the number of each with its result."""
        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
            for first in range(0, len(self._paths), _MOST_OPEN):
                numbers = range(first, min(first + _MOST_OPEN, len(self._paths)))
                results = threads.map(lambda number: self._read(number, query), numbers)
                for number, result in zip(numbers, results, strict=True):
                    if result is not None:
                        yield number, result
                if len(self._paths) > _MOST_OPEN:
                    self.close()

    def _read(self, number: int, query: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Query a store; None for one that is refused, or fails and is refused from now on."""
        if number in self._refused:
            return None
        path = self._paths[number]
        try:
            if number not in self._open:
                self._open[number] = _open_store(path)
            with self._open[number].read_transaction() as sqlite:
                return query(sqlite)
        except (StoreError, OSError) as error:
            message = str(error)
            self._refused[number] = message if str(path) in message else f"{path}: {message}"
        except UNREADABLE as error:
            self._refused[number] = f"{path} is damaged: {error}; run `onrecord check` on it"
        return None


def _open_store(path: Path) -> Connection:
    """Open a store to read it; raises StoreError for one that would be changed by that."""
    if is_older(path) or restore_journal_path(path).exists():
        raise StoreError(
            f"The store {path} is of an older version, or its restore is not finished; "
            "open it once by itself, as with `onrecord list --store FILE`"
        )
    # a store with a write-ahead log is opened for writing, which removes its empty log at the end
    return Connection(path, create=False, read_only=not _has_wal_mode(path))


def _has_wal_mode(path: Path) -> bool:
    """Return True for a store with a write-ahead log, unlike a shard; and if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)[18:19] != b"\x01"
    except OSError:
        return True


def _find_in_store(
    sqlite: sqlite3.Connection, root: Node, order: SearchOrder, statistics: Statistics, most: int
) -> list[tuple[RankedHit, str]]:
    """Return the first hits of each kind in a store, with the hashes of their texts."""
    found: list[RankedHit] = []
    for kind in KINDS:
        if kind in statistics:
            found += rank_best(sqlite, root, kind, statistics[kind], most)
        else:
            hits = execute(sqlite, root, order, most, kinds=(kind,))
            found += [RankedHit(hit, 0.0) for hit in hits]
    articles = json.dumps(list({ranked.hit.article for ranked in found}))
    query = "SELECT id, sha256 FROM article WHERE id IN (SELECT value FROM json_each(?))"
    texts: dict[int, str] = dict(sqlite.execute(query, (articles,)).fetchall())
    return [(ranked, texts.get(ranked.hit.article, "")) for ranked in found]


def _select_first(
    found: Sequence[_Found], order: SearchOrder, most: int, *, is_ranked: bool
) -> list[_Found]:
    """Return the first hits of a kind, without those in an article that another store has too."""
    ordered = list(found)
    if is_ranked:  # of equal ones those added last, as in one store
        ordered.sort(key=lambda each: (each.ranked.rank, -each.store, -each.ranked.hit.id))
    else:
        ordered.sort(key=lambda each: each.ranked.hit.id)
        _sort_by_date(ordered, order)
    first: list[_Found] = []
    stores: dict[tuple[str, int], int] = {}  # those of texts and findings
    for each in ordered:
        hit = each.ranked.hit
        if hit.kind != "note" and stores.setdefault((each.text, hit.number), each.store) != (
            each.store
        ):
            continue
        first.append(each)
        if len(first) == most:
            break
    return first


def _sort_by_date(found: list[_Found], order: SearchOrder) -> None:
    """Sort hits by the dates of their articles, as `db.search.executor.sort_hits` does."""
    if order == "oldest":
        found.sort(
            key=lambda each: (
                each.ranked.hit.published or _LAST_DAY, each.store, each.ranked.hit.article
            )
        )  # fmt: skip
    else:
        found.sort(
            key=lambda each: (each.ranked.hit.published or "", each.store, each.ranked.hit.article),
            reverse=True,
        )


def _sort_by_rounded_rank(found: list[_Found]) -> None:
    """Sort hits by three digits of their ranks, and those with equal ones by date."""
    found.sort(key=lambda each: (-each.ranked.rank, each.store, each.ranked.hit.id))
    found.sort(key=lambda each: each.ranked.hit.published or "", reverse=True)
    found.sort(key=lambda each: float(f"{each.ranked.rank:.3g}"))


def expand_stores(pattern: str) -> list[Path]:
    """Return the store files that a pattern, a folder or a name means, sorted by name.

    Hidden files are left out: a shard that is written has a hidden name.
    """
    path = Path(pattern).expanduser()
    if path.is_dir():
        found = list(path.glob("*.sqlite"))
    elif path.exists() or not set("*?[") & set(pattern):
        return [path]
    else:
        parts = path.parts
        fixed = next(at for at, part in enumerate(parts) if set("*?[") & set(part))
        found = list(Path(*parts[:fixed]).glob(str(Path(*parts[fixed:]))))
    return sorted(file for file in found if file.is_file() and not file.name.startswith("."))
