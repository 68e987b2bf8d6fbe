"""The search of several stores: it is that of one store with all their articles."""

import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db import Store
from db.search.sql import SearchOrder
from db.search.store_ranks import list_phrases
from db.store_set import StoreSet, expand_stores
from tests.support.articles import add_article

WORDS = (
    "harbor", "ferry", "mine", "mines", "mining", "strike", "council", "bridge", "vote", "votes",
    "budget", "snow", "storm", "port", "school", "fish", "market", "union", "mayor", "road", "tide",
    "crane", "quay", "pilot",
)  # fmt: skip
QUERIES = (
    "ferry", "mine", "ferry OR strike", "harbor bridge", '"mine strike"', "ferry -snow",
    "title:budget", "port*", "quote:vote", "speaker:brandt ferry", "after:2023-06 storm",
    "ferry ferry", "(storm council) OR tide",
)  # fmt: skip
ORDERS: tuple[SearchOrder, ...] = ("rank", "date", "oldest")


@pytest.fixture(scope="module")
def three_stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three stores of different texts, and one store with all of them."""
    folder = tmp_path_factory.mktemp("archive")
    chance = random.Random(7)
    with Store(folder / "merged" / "all.sqlite") as merged:
        for number in range(3):
            with (
                Store(folder / f"{number}.sqlite") as store,
                store.group_commits(),
                merged.group_commits(),
            ):
                for _ in range(8 + 6 * number):
                    # words of the later stores are rarer in the first one
                    words = chance.choices(WORDS[: 12 + 6 * number], k=chance.randint(4, 40))
                    title = " ".join(chance.choices(WORDS, k=3))
                    text = f"“{' '.join(words[:4])},” she said. {' '.join(words[4:])}."
                    day = date(2023, chance.randint(1, 12), 3)
                    speaker = chance.choice(["Ada Brandt", "Lea Holm"])
                    for each in (store, merged):
                        add_article(each, text, title, day, speaker=speaker)
    return folder


@pytest.fixture(scope="module")
def stores(three_stores: Path) -> Iterator[StoreSet]:
    with StoreSet(expand_stores(str(three_stores / "*.sqlite"))) as stores:
        yield stores


@pytest.mark.parametrize("query", QUERIES)
def test_the_ranking_of_several_stores_is_that_of_one_with_all_articles(
    three_stores: Path, stores: StoreSet, query: str
) -> None:
    with Store(three_stores / "merged" / "all.sqlite", create=False) as merged:
        for order in ORDERS:
            for window in ({"limit": 60}, {"limit": 5, "offset": 4}):
                found = stores.search(query, order, **window)
                expected = merged.search.find(query, order=order, **window)
                assert [(hit.kind, hit.title, hit.snippet) for hit in found.hits] == [
                    (hit.kind, hit.title, hit.snippet) for hit in expected
                ]
                assert expected or "offset" in window


def test_each_result_names_its_store(stores: StoreSet) -> None:
    found = stores.search("ferry", limit=3)
    assert found.is_cut
    for hit in found.hits:
        with Store(hit.store, create=False) as store:
            assert store.articles.row(hit.article).title == hit.title


def test_an_article_in_two_stores_is_found_once(three_stores: Path) -> None:
    merged = three_stores / "merged" / "all.sqlite"
    with (
        StoreSet([merged]) as single,
        StoreSet([*expand_stores(str(three_stores)), merged]) as both,
    ):
        found, twice = (each.search("ferry", limit=100).hits for each in (single, both))
    assert sorted((hit.kind, hit.title) for hit in found) == sorted(
        (hit.kind, hit.title) for hit in twice
    )


def test_a_store_that_cannot_be_read_is_named_and_the_others_are_searched(
    three_stores: Path, tmp_path: Path
) -> None:
    damaged, older, text, missing = (
        tmp_path / name for name in ("damaged.sqlite", "older.sqlite", "text.sqlite", "no.sqlite")
    )
    shutil.copy(three_stores / "1.sqlite", damaged)
    content = bytearray(damaged.read_bytes())
    content[4_096 : len(content)] = b"\x55" * (len(content) - 4_096)
    damaged.write_bytes(content)
    shutil.copy(three_stores / "1.sqlite", older)
    with older.open("r+b") as file:  # the version of the schema
        file.seek(60)
        file.write((24).to_bytes(4, "big"))
    text.write_text("no store")
    before = older.read_bytes()
    with StoreSet([damaged, older, text, missing, three_stores / "0.sqlite"]) as mixed:
        found = mixed.search("ferry")
    with StoreSet([three_stores / "0.sqlite"]) as single:
        assert found.hits == single.search("ferry").hits
    assert len(found.refused) == 4
    for path, message in zip(
        (damaged, older, text, missing), sorted_by(found.refused), strict=True
    ):
        assert str(path) in message
    assert older.read_bytes() == before


def sorted_by(messages: tuple[str, ...]) -> list[str]:
    """Sort messages by the names in them."""
    names = ("damaged.sqlite", "older.sqlite", "text.sqlite", "no.sqlite")
    return [next(message for message in messages if name in message) for name in names]


def test_a_query_with_an_error_is_not_run(stores: StoreSet) -> None:
    assert stores.search("after:never").error is not None
    assert stores.search("").hits == ()
    with pytest.raises(ValueError, match="one store"):
        stores.search("about:ferries")


def test_phrases_have_the_columns_of_their_parts() -> None:
    match = 'title : ("a b" OR "c" *) AND NEAR("d" "a b", 5) NOT (("e"))'
    assert list(list_phrases(match)) == ['title : "a b"', 'title : "c" *', '"d"', '"a b"', '"e"']


def test_a_pattern_leaves_out_hidden_files(tmp_path: Path) -> None:
    for name in ("b.sqlite", "a.sqlite", ".part.sqlite", "a.txt"):
        (tmp_path / name).touch()
    expected = [tmp_path / "a.sqlite", tmp_path / "b.sqlite"]
    assert expand_stores(str(tmp_path)) == expand_stores(f"{tmp_path}/*.sqlite") == expected
    assert expand_stores("~/none.sqlite") == [Path.home() / "none.sqlite"]
