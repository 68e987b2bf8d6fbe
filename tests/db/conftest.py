from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Store
from db.importers import sandbox
from tests.support.findings import analysis, document
from tests.support.prepared_stores import copy_store, create_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "store.sqlite"
    copy_store(path, create_store)
    with Store(path) as store:
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
