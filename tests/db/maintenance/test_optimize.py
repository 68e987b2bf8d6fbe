"""The indexes' parts are put together, and find what they found before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis
from db import Document, Store
from db.connection import Connection
from db.maintenance import optimize
from db.maintenance.integrity import check_store


def add(store: Store, text: str) -> None:
    store.articles.add(Document(text), Analysis(text))


def parts(path: Path) -> int:
    with closing(sqlite3.connect(path)) as sqlite:
        return int(
            sqlite.execute("SELECT count(DISTINCT segid) FROM article_fts_idx").fetchone()[0]
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        for number in range(3):
            add(store, f"The harbour of Port Luna, day {number} of the strike.")
    return path


def found(path: Path) -> list[int]:
    with Store(path) as store:
        return sorted(hit.article for hit in store.search.find('"port luna" strikes', order="rank"))


def test_many_parts_become_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = found(path), parts(path)
    optimize.optimize_fts(path)
    assert (found(path), parts(path)) == before == ([1, 2, 3], 3)  # so few may stay
    monkeypatch.setattr(optimize, "_PARTS", 2)
    optimize.optimize_fts(path, lambda: False)
    assert parts(path) == 3
    optimize.optimize_fts(path)
    assert (found(path), parts(path)) == ([1, 2, 3], 1)
    assert check_store(path).whole


def test_they_are_put_together_in_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        for number in range(40):
            add(store, " ".join(f"w{number}x{word}" for word in range(600)))
    monkeypatch.setattr(optimize, "_PARTS", 2)
    monkeypatch.setattr(optimize, "_PAGES", 4)
    asked = iter([True] * 3)
    optimize.optimize_fts(path, lambda: next(asked, False))
    assert parts(path) > 1  # given up on the way, and gone on with another time
    optimize.optimize_fts(path)
    assert parts(path) == 1
    assert found(path) == [1, 2, 3]


def test_the_gaps_that_deleted_articles_leave_are_closed(path: Path) -> None:
    with Store(path) as store:
        for number in range(40):
            add(store, f"Day {number}. " + "It rained in the harbour again. " * 400)
        for article in range(4, 44):
            store.articles.delete(article)
    before = path.stat().st_size
    optimize.vacuum_if_sparse(path)
    assert path.stat().st_size < before
    assert found(path) == [1, 2, 3]
    assert check_store(path).whole


def test_a_file_with_full_pages_is_not_rewritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(path) as store:
        for number in range(40):
            add(store, " ".join(f"w{number}x{word}" for word in range(600)))
    monkeypatch.setattr(Connection, "vacuum", lambda _: pytest.fail("was rewritten"))
    optimize.vacuum_if_sparse(path)
    assert found(path) == [1, 2, 3]
