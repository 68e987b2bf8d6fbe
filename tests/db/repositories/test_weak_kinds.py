"""Topics and continuations are stored, and found on request only."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Quotation
from db import Document, Store
from db.exporters import Selection
from db.exporters.registry import export
from db.exporters.selection import ExportQuery
from db.maintenance.recovery import repair
from tests.support.files import execute_sql

TEXT = (
    "Mara Ortiz criticized the tariff on ferries. She said the tariff was unfair. It had closed "
    "two ports. They said no. The pilots, who disagreed, said yes."
)


def _span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


@pytest.fixture
def article(store: Store) -> int:
    ortiz, berg = Entity(0, "Mara Ortiz", "PERSON"), Entity(1, "Ana Berg", "PERSON")
    quotations = (
        Quotation((_span("the tariff on ferries"),), "topic", speaker=0, co_speakers=(1,)),
        Quotation((_span("the tariff was unfair"),), "indirect", speaker=0),
        Quotation((_span("It had closed two ports"),), "continuation", speaker=0),
        Quotation((_span("no"),), "indirect", source=_span("They")),
        Quotation((_span("yes"),), "indirect", source=_span("The pilots, who")),
    )
    found = Analysis(TEXT, entities=(ortiz, berg), quotations=quotations)
    return store.articles.add(Document(TEXT), found).article


def _found(store: Store, query: str) -> list[int]:
    hits = store.search.execute(query, "rank", 50).hits
    return [hit.number for hit in hits if hit.kind == "quotation"]


def test_they_survive_in_the_store_and_count_nowhere(store: Store, article: int) -> None:
    assert [q.kind for q in store.articles.get(article).analysis.quotations] == [
        "topic", "indirect", "continuation", "indirect", "indirect",
    ]  # fmt: skip
    assert store.articles.row(article).quotations == 3
    assert [row.index for row in store.quotations.list()] == [1, 3, 4]
    assert store.quotations.count_speakers(article, 5) == [("Mara Ortiz", 1)]
    assert [store.identities.get_row(id).quotations for id in store.identities.list_ids()] == [1, 0]


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("tariff", [1]),
        ("kind:quotation", [1, 3, 4]),
        ("is:topic", [0]),
        ("kind:topic", [0]),
        ("is:topic tariffs", [0]),
        ("is:topic speaker:ortiz", [0]),
        ("is:topic -tariff", []),
        ("is:continuation ports", [2]),
        ("is:topic OR is:continuation", [0, 2]),
        ("kind:quotation -is:topic tariff", [1]),
    ],
)
def test_a_search_finds_them_on_request_only(store: Store, query: str, numbers: list[int]) -> None:
    assert sorted(_found(store, query)) == numbers
    assert sorted(row.index for row in store.quotations(f"kind:quotation {query}")) == numbers


@pytest.mark.usefixtures("article")
def test_they_cannot_be_mixed_with_others(store: Store) -> None:
    result = store.search.execute("is:topic OR tariff", "rank", 50)
    assert result.error is not None
    assert "beside OR" in result.error.message


def _contents(table: Path) -> list[str]:
    with table.open(encoding="utf-8-sig", newline="") as lines:
        return [row["content"] for row in csv.DictReader(lines)]


@pytest.mark.usefixtures("article")
def test_a_table_has_those_that_a_query_selects(store: Store, tmp_path: Path) -> None:
    lines: list[str] = []
    export(store, Selection(), "csv", tmp_path / "all.csv", warn=lines.append)
    assert _contents(tmp_path / "all.csv") == ["the tariff was unfair", "no", "yes"]
    assert any("1 topic, 1 continuation" in line for line in lines)
    chosen = ExportQuery(query="is:topic", row_kind="quotation").select(store)
    export(store, chosen, "csv", tmp_path / "topics.csv")
    assert _contents(tmp_path / "topics.csv") == ["the tariff on ferries"]


@pytest.mark.usefixtures("article")
def test_a_view_names_no_speaker_for_a_pronoun(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as sqlite:
        query = "SELECT content, speaker FROM who_said_what ORDER BY quotation"
        assert sqlite.execute(query).fetchall() == [
            ("the tariff was unfair", "Mara Ortiz"), ("no", ""), ("yes", "The pilots"),
        ]  # fmt: skip


def test_a_repair_keeps_them(store: Store, article: int, tmp_path: Path) -> None:
    path = store.path
    store.close()
    execute_sql(path, "DELETE FROM weak_quotation_fts_data WHERE id > 10")
    repair(path, tmp_path / "clean.sqlite")
    with Store(tmp_path / "clean.sqlite") as clean:
        assert _found(clean, "is:topic tariff") == [0]
        assert clean.articles.row(article).quotations == 3
