from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Store
from db.importers import sandbox
from tests.support.findings import analysis, document


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as store:
        yield store


@pytest.fixture
def article(store: Store) -> int:
    """Return the id of the article of `tests.support.findings` in the store."""
    return store.articles.add(document(), analysis()).article


@pytest.fixture
def new_processes() -> Iterator[None]:
    """End the processes of parsers before and after a test."""
    sandbox._close_idle()
    yield
    sandbox._close_idle()
