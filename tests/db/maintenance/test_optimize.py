"""The indexes' parts are put together, and find what they found before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import Store
from db.connection import Connection
from db.maintenance import optimize
from db.maintenance.integrity import check_store
from tests.support.articles import add_article


def parts(path: Path) -> int:
    with closing(sqlite3.connect(path)) as sqlite:
        return int(
            sqlite.execute("SELECT count(DISTINCT segid) FROM article_fts_idx").fetchone()[0]
        )


@pytest.fixture
def strike_store(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        for number in range(3):
            add_article(store, f"The harbour of Port Luna, day {number} of the strike.")
    return path


def search_strikes(path: Path) -> list[int]:
    with Store(path) as store:
        return sorted(hit.article for hit in store.search.find('"port luna" strikes', order="rank"))


def test_many_parts_become_one(strike_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = search_strikes(strike_store), parts(strike_store)
    optimize.optimize_fts(strike_store)
    assert (
        (search_strikes(strike_store), parts(strike_store)) == before == ([1, 2, 3], 3)
    )  # so few may stay
    monkeypatch.setattr(optimize, "_PARTS", 2)
    optimize.optimize_fts(strike_store, lambda: False)
    assert parts(strike_store) == 3
    optimize.optimize_fts(strike_store)
    assert (search_strikes(strike_store), parts(strike_store)) == ([1, 2, 3], 1)
    assert check_store(strike_store).whole


def test_they_are_put_together_in_steps(
    strike_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(strike_store) as store:
        for number in range(40):
            add_article(store, " ".join(f"w{number}x{word}" for word in range(600)))
    monkeypatch.setattr(optimize, "_PARTS", 2)
    monkeypatch.setattr(optimize, "_PAGES", 4)
    asked = iter([True] * 3)
    optimize.optimize_fts(strike_store, lambda: next(asked, False))
    assert parts(strike_store) > 1  # given up on the way, and gone on with another time
    optimize.optimize_fts(strike_store)
    assert parts(strike_store) == 1
    assert search_strikes(strike_store) == [1, 2, 3]


def test_the_gaps_that_deleted_articles_leave_are_closed(strike_store: Path) -> None:
    with Store(strike_store) as store:
        for number in range(40):
            add_article(store, f"Day {number}. " + "It rained in the harbour again. " * 400)
        for article in range(4, 44):
            store.articles.delete(article)
    before = strike_store.stat().st_size
    optimize.vacuum_if_sparse(strike_store)
    assert strike_store.stat().st_size < before
    assert search_strikes(strike_store) == [1, 2, 3]
    assert check_store(strike_store).whole


def test_a_file_with_full_pages_is_not_rewritten(
    strike_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(strike_store) as store:
        for number in range(40):
            add_article(store, " ".join(f"w{number}x{word}" for word in range(600)))
    monkeypatch.setattr(Connection, "vacuum", lambda _: pytest.fail("was rewritten"))
    optimize.vacuum_if_sparse(strike_store)
    assert search_strikes(strike_store) == [1, 2, 3]
