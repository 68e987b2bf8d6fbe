import json
import sqlite3
from contextlib import closing
from pathlib import Path

from db import Store
from db.exporters.datasette import datasette_metadata, write_datasette_metadata
from tests.support.findings import analysis, document, span

ASKED = {"speaker": "Ortiz", "words": "harbour", "day": "2021-01-01"}


def test_every_table_is_described_or_hidden_and_every_question_answered(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "A word of theirs.", tags=["port"])
    [about] = datasette_metadata(store)["databases"].values()
    shown = {name for name, table in about["tables"].items() if not table.get("hidden")}
    assert {"article", "quotation", "event", "note", "who_said_what", "timeline"} <= shown
    with closing(sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)) as sqlite:
        for name, table in about["tables"].items():
            columns = {row[1] for row in sqlite.execute(f"PRAGMA table_xinfo([{name}])")}
            named = {table.get("label_column"), table.get("sort"), table.get("sort_desc"),
                     *table.get("facets", ())} - {None}  # fmt: skip
            assert named <= columns, name
        for name, question in about["queries"].items():
            assert sqlite.execute(question["sql"], ASKED).fetchall(), name


def test_a_search_in_a_view_reads_the_found_rows_alone(store: Store) -> None:
    store.articles.add(document(), analysis())
    [about] = datasette_metadata(store)["databases"].values()
    searched = {name: table for name, table in about["tables"].items() if "fts_table" in table}
    computed = {"quotation", "event"}  # the ids of all their rows are computed
    views = {"who_said_what", "timeline", "repeated_quotes"}
    assert {"article", "note", *views, *computed} == set(searched)
    with closing(sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)) as sqlite:
        for name, table in searched.items():
            index, key = table["fts_table"], table["fts_pk"]
            query = f"""SELECT * FROM {name} WHERE {key} IN
                (SELECT rowid FROM {index} WHERE {index} MATCH 'ortiz')"""
            steps = [row[3] for row in sqlite.execute(f"EXPLAIN QUERY PLAN {query}")]
            scanned = {step.split()[1] for step in steps if step.startswith("SCAN")}
            assert name in computed or scanned & set(store.tables()) == {index}, name
        [words] = sqlite.execute(
            """SELECT content FROM who_said_what WHERE quotation IN
                (SELECT rowid FROM quotation_fts WHERE quotation_fts MATCH 'bucket')"""
        )
        assert "bucket" in words[0]


def test_the_metadata_is_a_file_for_datasette(store: Store, tmp_path: Path) -> None:
    write_datasette_metadata(store, tmp_path / "metadata.json")
    assert json.loads((tmp_path / "metadata.json").read_text())["title"] == "OnRecord"


def test_every_foreign_key_names_a_column_that_exists(store: Store) -> None:
    with closing(sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)) as sqlite:
        columns = {
            table: {row[1] for row in sqlite.execute(f"PRAGMA table_xinfo([{table}])")}
            for table in store.tables()
        }
        found = [
            (table, parent, own, target)
            for table in columns
            for _, _, parent, own, target, *_ in sqlite.execute(
                f"PRAGMA foreign_key_list([{table}])"
            )
        ]
        assert {"note", "event", "entity", "quotation"} <= {table for table, *_ in found}
        for table, parent, own, target in found:
            assert own in columns[table], (table, own)
            assert target in columns[parent], (table, parent, target)


def test_every_table_view_and_question_can_be_read(store: Store) -> None:
    store.articles.add(document(), analysis())
    [about] = datasette_metadata(store)["databases"].values()
    with closing(sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)) as sqlite:
        for name in about["tables"]:
            assert sqlite.execute(f"SELECT * FROM [{name}] LIMIT 1").description, name
        for name, question in about["queries"].items():
            assert sqlite.execute(question["sql"], ASKED).description, name
