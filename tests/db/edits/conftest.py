"""The articles that edits change."""

import pytest

from db import Store
from tests.support.edits import add_text
from tests.support.findings import analysis, document


@pytest.fixture
def articles(store: Store) -> list[int]:
    return [
        store.articles.add(document(), analysis()).article,
        add_text(store, "The ferry stays in port. The ferry is old.\n"),
        add_text(store, "The town votes on\na new ferry.\n"),
    ]
