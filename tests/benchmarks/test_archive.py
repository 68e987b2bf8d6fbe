"""The made-up store of the benchmark `archive`: sound, with articles that repeat each other."""

from pathlib import Path

import pytest

from benchmarks import _archive_store
from benchmarks._archive_articles import make_articles, make_world
from benchmarks._archive_store import build
from db import Store
from db.maintenance.integrity import check_store


@pytest.mark.slow
def test_copies_of_a_store_are_sound_and_share_the_people_of_many_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_archive_store, "BLOCK", 60)
    counts = []
    for size in (60, 180):
        path = tmp_path / f"{size}" / "onrecord.sqlite"
        build(path.parent, size, 1, rivals=False)
        assert check_store(path).problems == ()
        with Store(path) as store:
            (most_named,) = store.identities.rows(order="articles", limit=1)
            (largest,) = store.quote_groups.list_rows("count", limit=1)
            counts.append((
                store.articles.count(), store.quote_groups.count(), most_named.articles,
                store.identities.count(), largest.articles,
            ))  # fmt: skip
    (first, groups, named, people, largest_group), copied = counts
    assert copied[:3] == (3 * first, 3 * groups, 3 * named)
    assert people < copied[3] < 3 * people
    assert largest_group == copied[4] > 2


def test_the_same_seed_makes_the_same_articles() -> None:
    world = make_world(1)
    first, second = ([*make_articles(world, 1, 40)] for _ in range(2))
    assert first == second
    assert len({document.text for document, _ in first}) == len(first)
    assert all(document.text == analysis.text for document, analysis in first)
