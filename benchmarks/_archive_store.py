"""A store of made-up articles, and the same texts in bare FTS5 and in tantivy beside it."""

import datetime
import itertools
import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import tantivy

from analysis import Analysis
from benchmarks._archive_articles import make_articles, make_world
from benchmarks._archive_queries import BARE, Question
from db import Document, Store
from db.connection import Connection
from db.maintenance.optimize import optimize_fts, vacuum
from db.repositories.corrections import insert_corrected_article
from db.repositories.findings import quotation_content

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
    with store.read_transaction() as sqlite:  # what is built here may be lost, and has to be quick
        sqlite.execute("PRAGMA cache_size = -400000")
        sqlite.execute("PRAGMA wal_autocheckpoint = 20000")
    bare = _make_bare(folder / "bare.sqlite")
    ceiling = _Writer(folder / "tantivy")
    articles = make_articles(make_world(seed), seed, count)
    stored = 0
    while batch := list(itertools.islice(articles, _AT_ONCE)):
        began = time.perf_counter()
        with store.transaction() as sqlite:
            for document, analysis in batch:
                insert_corrected_article(sqlite, document, analysis)
        spent["OnRecord"] += time.perf_counter() - began
        began = time.perf_counter()
        _fill_bare(bare, batch, stored)
        spent["bare FTS5"] += time.perf_counter() - began
        began = time.perf_counter()
        ceiling.fill([document for document, _ in batch], stored)
        spent["tantivy"] += time.perf_counter() - began
        stored += len(batch)
        print(f"\r{stored:,} articles", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    store.close()
    began = time.perf_counter()
    optimize_fts(folder / "onrecord.sqlite")  # as after every large import
    vacuum(folder / "onrecord.sqlite")
    spent["OnRecord"] += time.perf_counter() - began
    bare.close()
    ceiling.close()
    done.write_text(f"{count} {seed}")
    return spent


def _make_bare(path: Path) -> sqlite3.Connection:
    sqlite = sqlite3.connect(path, isolation_level=None)
    sqlite.executescript("""PRAGMA journal_mode = WAL; PRAGMA cache_size = -32768;
        CREATE TABLE article (
            id INTEGER PRIMARY KEY, title TEXT, site TEXT, published TEXT, text TEXT);
        CREATE INDEX article_filter ON article (id, published, site);
        CREATE TABLE quotation (id INTEGER PRIMARY KEY, article INTEGER, content TEXT);
        CREATE TABLE event (id INTEGER PRIMARY KEY, article INTEGER, headline TEXT);""")
    for table, columns in BARE.items():
        sqlite.execute(
            f"""CREATE VIRTUAL TABLE {table}_fts USING fts5 ({columns}, content='{table}',
                content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"""
        )
    sqlite.execute("INSERT INTO article_fts (article_fts, rank) VALUES ('rank', 'bm25(8.0, 1.0)')")
    return sqlite


def _fill_bare(
    sqlite: sqlite3.Connection, batch: list[tuple[Document, Analysis]], first: int
) -> None:
    sqlite.execute("BEGIN")
    for id, (document, analysis) in enumerate(batch, first + 1):
        sqlite.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
            (id, document.title, document.site, str(document.published), document.text),
        )
        sqlite.executemany(
            "INSERT INTO quotation (article, content) VALUES (?, ?)",
            [(id, quotation_content(document.text, one.spans)) for one in analysis.quotations],
        )
        sqlite.executemany(
            "INSERT INTO event (article, headline) VALUES (?, ?)",
            [(id, one.headline) for one in analysis.events],
        )
    for table, columns in BARE.items():
        query = f"SELECT coalesce(max(id), 0) FROM {table}_fts_docsize"
        before = sqlite.execute(query).fetchone()[0]
        sqlite.execute(
            f"""INSERT INTO {table}_fts (rowid, {columns})
                SELECT id, {columns} FROM {table} WHERE id > ?""",
            (before,),
        )
    sqlite.execute("COMMIT")


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_integer_field("id", stored=True, fast=True)
        .add_text_field("title", stored=True, tokenizer_name="en_stem")
        .add_text_field("text", stored=True, tokenizer_name="en_stem")
        .add_text_field("site", tokenizer_name="raw")
        .add_date_field("published", stored=True, indexed=True, fast=True)
        .build()
    )


class _Writer:
    """Writes tantivy's index of the same texts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._writer = self._index.writer(heap_size=64_000_000, num_threads=1)

    def fill(self, documents: list[Document], first: int) -> None:
        for index, one in enumerate(documents, 1):
            document = tantivy.Document(
                id=first + index, title=one.title, text=one.text, site=one.site,
                published=_midnight(str(one.published)),
            )  # fmt: skip
            self._writer.add_document(document)

    def close(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()


class Ceiling:
    """Asks tantivy's index."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`."""
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()

    def ask(self, question: Question, limit: int) -> Sequence[object]:
        """The best answers with their snippets."""
        words = self._index.parse_query(question.ceiling, ["title", "text"], {"title": 8.0})
        query = words
        if question.site:
            site = tantivy.Query.term_query(self._schema, "site", question.site)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, words), (tantivy.Occur.Must, site)]
            )
        if question.days:
            first, last = (_midnight(day.replace("-32", "-28")) for day in question.days)
            days = tantivy.Query.range_query(
                self._schema, "published", tantivy.FieldType.Date, first, last
            )
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, words), (tantivy.Occur.Must, days)]
            )
        snippets = tantivy.SnippetGenerator.create(self._searcher, words, self._schema, "text")
        found = [self._searcher.doc(place) for _, place in self._searcher.search(query, limit).hits]
        return [(one["id"], snippets.snippet_from_doc(one).to_html()) for one in found]


def _midnight(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00")
