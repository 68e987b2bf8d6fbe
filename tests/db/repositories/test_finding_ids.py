"""The ids of quotations and events say which article they are in, in older stores as well."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import Store, StoreError
from db.finding_rows import BITS, article_id_sql, finding_id, first_finding_id
from db.maintenance.integrity import check_store
from tests.support.findings import analysis, document


def test_an_id_has_the_article_and_the_number() -> None:
    id = finding_id(7, 12)
    assert first_finding_id(7) <= id < first_finding_id(8)
    with closing(sqlite3.connect(":memory:")) as sqlite:
        assert sqlite.execute(f"SELECT {article_id_sql('?')}", (id,)).fetchone() == (7,)


def test_an_article_with_too_many_findings_is_refused() -> None:
    with pytest.raises(StoreError, match="split it"):
        finding_id(7, 1 << BITS)


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
        (("UPDATE quotation SET kind = 'scare'", "UPDATE event SET first_day = NULL"),
         {"article"}),
        (("UPDATE quotation SET kind = 'direct'", "UPDATE event SET first_day = '2021-03-05'"),
         {"article", "quotation", "event"}),
    ):  # fmt: skip
        with closing(sqlite3.connect(path)) as sqlite, sqlite:
            for change in changes:
                sqlite.execute(change)
        assert kinds() == left
        assert not [problem for problem in check_store(path).problems if problem.kind == "index"]
