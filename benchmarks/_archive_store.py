"""A store of made-up articles, and the same texts in bare FTS5 and in tantivy beside it."""

import itertools
import shutil
import sqlite3
import sys
import time
from pathlib import Path

from benchmarks._archive_articles import make_articles, make_world
from db import Document, Store
from db.connection import Connection
from db.correcting.keeping import insert_corrected

_AT_ONCE = 1_000  # articles in a transaction


def build(folder: Path, count: int, seed: int) -> dict[str, float]:
    """Make the stores in `folder` unless they are there; gives how long each took, in seconds."""
    done = folder / "done"
    if done.exists() and done.read_text() == f"{count} {seed}":
        return {}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spent = {"OnRecord": 0.0, "bare FTS5": 0.0, "tantivy": 0.0}
    Store(folder / "onrecord.sqlite").close()
    store = Connection(folder / "onrecord.sqlite")
    bare = _make_bare(folder / "bare.sqlite")
    ceiling = _Tantivy(folder / "tantivy")
    articles = make_articles(make_world(seed), seed, count)
    stored = 0
    while batch := list(itertools.islice(articles, _AT_ONCE)):
        began = time.perf_counter()
        with store.transaction() as sqlite:
            for document, analysis in batch:
                insert_corrected(sqlite, document, analysis)
        spent["OnRecord"] += time.perf_counter() - began
        documents = [document for document, _ in batch]
        began = time.perf_counter()
        _fill_bare(bare, documents, stored)
        spent["bare FTS5"] += time.perf_counter() - began
        began = time.perf_counter()
        ceiling.fill(documents, stored)
        spent["tantivy"] += time.perf_counter() - began
        stored += len(batch)
        print(f"\r{stored:,} articles", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    store.close()
    bare.close()
    ceiling.close()
    done.write_text(f"{count} {seed}")
    return spent


def _make_bare(path: Path) -> sqlite3.Connection:
    sqlite = sqlite3.connect(path, isolation_level=None)
    sqlite.executescript("""PRAGMA journal_mode = WAL; PRAGMA cache_size = -32768;
        CREATE TABLE article (
            id INTEGER PRIMARY KEY, title TEXT, site TEXT, published TEXT, text TEXT);
        CREATE INDEX article_facts ON article (id, published, site);
        CREATE VIRTUAL TABLE search USING fts5 (title, text, content='article', content_rowid='id',
            tokenize='porter unicode61 remove_diacritics 2');
        INSERT INTO search (search, rank) VALUES ('rank', 'bm25(8.0, 1.0)');""")
    return sqlite


def _fill_bare(sqlite: sqlite3.Connection, documents: list[Document], first: int) -> None:
    rows = [
        (first + index, one.title, one.site, str(one.published), one.text)
        for index, one in enumerate(documents, 1)
    ]
    sqlite.execute("BEGIN")
    sqlite.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?)", rows)
    texts = [(id, title, text) for id, title, _, _, text in rows]
    sqlite.executemany("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", texts)
    sqlite.execute("COMMIT")


class _Tantivy:
    """Tantivy's index of the same texts."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir()
        schema = (
            tantivy.SchemaBuilder()
            .add_integer_field("id", stored=True, fast=True)
            .add_text_field("title", stored=True, tokenizer_name="en_stem")
            .add_text_field("text", stored=True, tokenizer_name="en_stem")
            .add_text_field("site", tokenizer_name="raw")
            .add_date_field("published", stored=True, indexed=True, fast=True)
            .build()
        )
        self._document = tantivy.Document
        self._index = tantivy.Index(schema, path=str(folder))
        self._writer = self._index.writer(heap_size=64_000_000, num_threads=1)

    def fill(self, documents: list[Document], first: int) -> None:
        import datetime

        for index, one in enumerate(documents, 1):
            assert one.published is not None
            day = datetime.datetime.combine(one.published, datetime.time(), datetime.UTC)
            self._writer.add_document(
                self._document(
                    id=first + index, title=one.title, text=one.text, site=one.site, published=day
                )
            )

    def close(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
