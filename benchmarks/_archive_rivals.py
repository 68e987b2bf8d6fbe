"""The texts of a store of made-up articles in bare FTS5 and in tantivy, for comparison."""

import datetime
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import tantivy

from benchmarks._archive_queries import BARE, Question
from db.finding_rows import CONTENT_SQL


def build_rivals(folder: Path) -> dict[str, float]:
    """Make bare FTS5 and tantivy of the texts in the store; return the CPU seconds of each."""
    began = time.process_time()
    bare = _make_bare(folder / "bare.sqlite")
    bare.execute("ATTACH ? AS store", (str(folder / "onrecord.sqlite"),))
    for statement in (
        "INSERT INTO article SELECT id, title, site, published, text FROM store.article",
        f"INSERT INTO quotation SELECT id, article, {CONTENT_SQL} FROM store.quotation",
        "INSERT INTO event SELECT id, article, headline FROM store.event",
        *(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')" for table in BARE),
    ):
        bare.execute(statement)
    spent = {"bare FTS5": time.process_time() - began}
    began = time.process_time()
    _write_ceiling(folder / "tantivy", bare)
    bare.close()
    return spent | {"tantivy": time.process_time() - began}


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


def _write_ceiling(folder: Path, bare: sqlite3.Connection) -> None:
    """Write tantivy's index of the articles in the bare tables."""
    folder.mkdir()
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    query = "SELECT id, title, text, site, published FROM article ORDER BY id"
    for id, title, text, site, published in bare.execute(query):
        writer.add_document(
            tantivy.Document(
                id=id, title=title, text=text, site=site, published=_midnight(published)
            )
        )
    writer.commit()
    writer.wait_merging_threads()


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
        found = [
            self._searcher.doc(address) for _, address in self._searcher.search(query, limit).hits
        ]
        return [
            (document["id"], snippets.snippet_from_doc(document).to_html()) for document in found
        ]


def _midnight(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00")
