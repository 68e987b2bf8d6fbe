"""A table of a search has exactly the rows that the search lists."""

import csv
import io
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import Store
from db.exporters import ExportOptions, ExportQuery, TableName, render, row_kind
from db.models import HitKind
from tests.db.search.test_reference import add_piece, pieces, queries
from tests.support.findings import analysis, document
from tests.support.reference_search import Piece
from tests.support.thoroughness import count_examples

TABLES: tuple[TableName, ...] = ("quotations", "events", "notes")


def export_rows(store: Store, query: str, table: TableName) -> list[dict[str, str]]:
    selection = ExportQuery(query=query, row_kind=row_kind("csv", table)).select(store)
    written = "".join(render(store, selection, "csv", ExportOptions(), table))
    return list(csv.DictReader(io.StringIO(written, newline="")))


def listed_positions(store: Store, query: str, kind: HitKind) -> Counter[tuple[str, str]]:
    """The articles and offsets of the results of a kind that a search lists."""
    hits = [hit for hit in store.search.execute(query, "date", 10_000).hits if hit.kind == kind]
    loaded = store.search.load_hits(query, "date", hits)
    return Counter((str(hit.article), str(hit.start)) for hit in loaded if hit is not None)


@settings(
    max_examples=count_examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(pieces(), min_size=1, max_size=4), st.lists(queries, min_size=4, max_size=8))
def test_a_table_has_the_rows_of_the_search(archive: list[Piece], asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "one.sqlite") as store:
        for number, piece in enumerate(archive):
            add_piece(store, number, piece)
        for query in asked:
            for table in TABLES:
                kind = row_kind("csv", table)
                assert kind is not None
                rows = export_rows(store, query, table)
                assert Counter((row["article"], row["start"]) for row in rows) == listed_positions(
                    store, query, kind
                ), (query, table)


def test_the_quotations_of_a_speaker_are_those_that_are_listed(store: Store) -> None:
    store.articles.add(document(), analysis())
    assert {row["speaker"] for row in export_rows(store, "speaker:ortiz", "quotations")} == {
        "Mara Ortiz"
    }
    assert len(export_rows(store, "bucket", "quotations")) == 1


def test_a_calendar_of_a_search_has_only_the_events_that_are_listed(store: Store) -> None:
    store.articles.add(document(), analysis())
    for form in ("ics", "timelinejs"):
        kind = row_kind(form, "quotations")
        found = ExportQuery(query="pilots", row_kind=kind).select(store)
        assert "Pilots will walk out" in "".join(render(store, found, form))
        assert ExportQuery(query="bucket", row_kind=kind).select(store).articles == []


def test_a_format_of_whole_articles_has_the_articles_with_a_result(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    for form in ("markdown", "json", "tei"):
        assert row_kind(form, "quotations") is None
    assert ExportQuery(query="bucket").select(store).articles == [article]
