"""Vectors made in the background, and requests that do not wait for them."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from db import Store
from tests.support.articles import add_article
from tui import text_vectors
from tui.text_vectors import VectorMaker, schedule_vectors

if TYPE_CHECKING:
    from tui.context import AppContext


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def make_context(store: Store) -> "AppContext":
    found = SimpleNamespace(store=store, call_from_thread=lambda *_: None)
    return cast("AppContext", found)


def test_requests_do_not_wait_while_vectors_are_made(store: Store) -> None:
    add_article(store, "The harbour froze in the night.", "Ice")
    maker = VectorMaker(make_context(store))
    maker._count()
    assert store.search.has_vector_task
    maker._left = 1  # the job before made none: the weights cannot be loaded, or the store is busy
    maker._count()
    assert not store.search.has_vector_task


def test_meaning_is_not_compared_if_the_configuration_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_vectors, "read_config", lambda: {"search.meaning": False})
    schedule_vectors(make_context(store))
    assert not store.search.compares_meaning
