"""Full-text indexes that a transaction with many articles writes at its end."""

import sqlite3
from pathlib import Path

import pytest

from analysis import Analysis
from db import Store
from db.deferred_indexes import defer_indexes
from db.ingest import IngestService
from db.staged_analyses import save_staged
from tests.support.findings import PUBLISHED, analysis, document

STORY = (
    "“The ferry of quay {0} is late,” the mayor Ada Brandt said on 4 May 2023. Nils Aker agreed."
)
INDEXES = {
    "article_fts": "article", "article_metadata_fts": "article_metadata",
    "quotation_fts": "quotation_attributed", "weak_quotation_fts": "weak_quotation",
    "event_fts": "event_with_day",
}  # fmt: skip


def count_segments(sqlite: sqlite3.Connection) -> dict[str, int]:
    """Return the number of segments of each index that has any."""
    query = "SELECT count(DISTINCT segid) FROM {}_idx"
    counts = {index: sqlite.execute(query.format(index)).fetchone()[0] for index in INDEXES}
    return {index: number for index, number in counts.items() if number}


def require_whole_indexes(store: Store) -> None:
    """Compare each index with its rows; there are no articles left to index."""
    with store.connection.transaction() as sqlite:
        for index, view in INDEXES.items():
            sqlite.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
            rows = sqlite.execute(f"SELECT count(*) FROM {view}").fetchone()
            assert rows == sqlite.execute(f"SELECT count(*) FROM {index}_docsize").fetchone(), index
        assert sqlite.execute("SELECT * FROM deferred_index").fetchall() == []


@pytest.fixture
def news(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.txt" for number in range(6)]
    for number, path in enumerate(paths):
        path.write_text(STORY.format(number))
    return paths


def test_a_commit_of_many_articles_adds_one_segment_to_each_index(
    store: Store, news: list[Path]
) -> None:
    IngestService(store).run_call(news)
    with store.connection.read_transaction() as sqlite:
        assert count_segments(sqlite) == {"article_fts": 1, "article_metadata_fts": 1}
    assert [hit.kind for hit in store.search.find("ferry")] == ["article"] * len(
        news
    )  # their findings are not stored yet
    assert save_staged(store) == []
    with store.connection.read_transaction() as sqlite:
        segments = count_segments(sqlite)
        assert segments.pop("article_metadata_fts") <= 3  # earlier words, their deletion, new words
        assert segments == {"article_fts": 1, "quotation_fts": 1, "event_fts": 1}
    assert {hit.kind for hit in store.search.find("ferry")} == {"article", "quotation", "event"}
    require_whole_indexes(store)


def test_the_last_call_of_an_import_indexes_all_its_findings(
    store: Store, news: list[Path]
) -> None:
    results = IngestService(store).run_call(news, is_last=True)
    assert [result.is_pending for result in results] == [False] * len(news)
    found = store.search.find("entity:aker")
    assert {hit.article for hit in found} == set(range(1, len(news) + 1))
    require_whole_indexes(store)


def test_an_article_is_indexed_as_it_is_at_the_end_of_its_transaction(store: Store) -> None:
    with store.group_commits() as sqlite, defer_indexes(sqlite):
        first = store.articles.add(document(), analysis()).article
        still = "The tram stood still."
        second = store.articles.add(document(still), Analysis(still, PUBLISHED)).article
        sqlite.execute("UPDATE article SET title = 'Trolleys' WHERE id = ?", (first,))
        sqlite.execute(
            "UPDATE quotation SET speaker_names = 'Zoe Quill' WHERE article = ? AND number = 0",
            (first,),
        )
        store.articles.delete(second)
    require_whole_indexes(store)
    assert {hit.article for hit in store.search.find("title:trolleys")} == {first}
    assert "quotation" in {hit.kind for hit in store.search.find("speaker:quill")}
    assert store.search.find("tram") == []


def test_an_article_with_findings_is_indexed_row_by_row(store: Store) -> None:
    article = store.articles.add(document(), analysis()).article
    with store.group_commits() as sqlite, defer_indexes(sqlite, [article]):
        sqlite.execute("DELETE FROM event WHERE article = ?", (article,))
        store.articles.delete(article)
    require_whole_indexes(store)


def test_a_transaction_that_fails_indexes_nothing(store: Store) -> None:
    def add_and_fail() -> None:
        with store.group_commits() as sqlite, defer_indexes(sqlite):
            store.articles.add(document(), analysis())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    require_whole_indexes(store)
    article = store.articles.add(document(), analysis()).article
    require_whole_indexes(store)
    assert {hit.article for hit in store.search.find("quote:bucket")} == {article}
