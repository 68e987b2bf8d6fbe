"""The ids of quotations and events say which article they are in, in older stores as well."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import Store, StoreError
from db.finding_rows import (
    FAR_BITS,
    NEAR_BITS,
    article_id_sql,
    article_of_finding,
    finding_id,
    finding_id_sql,
    finding_range,
    ids_of_article_sql,
    number_of_finding,
    number_sql,
)
from db.maintenance.integrity import check_store
from tests.support.findings import analysis, document


@pytest.mark.parametrize("number", [0, 12, (1 << NEAR_BITS) - 1, 1 << NEAR_BITS, 200_000])
def test_an_id_has_the_article_and_the_number(number: int) -> None:
    id = finding_id(7, number)
    assert (article_of_finding(id), number_of_finding(id)) == (7, number)
    assert any(low <= id <= high for low, high in finding_range(7, 7))
    assert not any(low <= id <= high for low, high in (*finding_range(1, 6), *finding_range(8, 9)))
    columns = f"{article_id_sql('?1')}, {number_sql('?1')}, {finding_id_sql('7', str(number))}"
    parts = ", ".join(ids_of_article_sql("?1", str(article)) for article in (6, 7, 8))
    with closing(sqlite3.connect(":memory:")) as sqlite:
        row = sqlite.execute(f"SELECT {columns}, {parts}", (id,)).fetchone()
    assert row == (7, number, id, False, True, False)


def test_the_ids_of_a_table_are_those_of_findings(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.articles.add(document(), analysis())
    far = 1 << NEAR_BITS
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute(f"UPDATE quotation SET number = {far} WHERE number = 0")
        for table in ("quotation", "event"):
            rows = sqlite.execute(f"SELECT id, article, number FROM {table}").fetchall()
            assert rows
            assert all(id == finding_id(article, number) for id, article, number in rows)


def test_a_finding_beyond_the_usual_numbers_is_found_by_its_day(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.articles.add(document(), analysis())
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("PRAGMA foreign_keys = OFF")
        for table in ("quotation", "event"):
            sqlite.execute(f"UPDATE {table} SET number = number + {1 << NEAR_BITS}")
        sqlite.execute("INSERT INTO event_fts (event_fts) VALUES ('rebuild')")
        sqlite.execute("INSERT INTO quotation_fts (quotation_fts) VALUES ('rebuild')")
        (day,) = sqlite.execute("SELECT published FROM article").fetchone()
    with Store(path) as store:
        found = store.search.find(f"pilots on:{day}", order="rank")
        assert {hit.kind for hit in found} == {"article", "quotation", "event"}


def test_an_article_with_too_many_findings_is_refused() -> None:
    with pytest.raises(StoreError, match="split it"):
        finding_id(7, 1 << FAR_BITS)


def test_what_becomes_a_scare_quote_or_undated_leaves_the_index_and_may_return(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.articles.add(document(), analysis())

    def kinds() -> set[str]:
        with Store(path) as store:
            return {hit.kind for hit in store.search.find("pilots", order="rank")}

    assert kinds() == {"article", "quotation", "event"}
    for changes, left in (
        (("UPDATE quotation SET kind_code = 's'", "UPDATE event SET first_day = NULL"),
         {"article"}),
        (("UPDATE quotation SET kind_code = 'd'", "UPDATE event SET first_day = '2021-03-05'"),
         {"article", "quotation", "event"}),
    ):  # fmt: skip
        with closing(sqlite3.connect(path)) as sqlite, sqlite:
            for change in changes:
                sqlite.execute(change)
        assert kinds() == left
        assert not [problem for problem in check_store(path).problems if problem.kind == "index"]
