"""The bulk copy of articles from another store."""

from pathlib import Path

import pytest

from analysis.structs import replace
from db import Store
from db.errors import StoreError
from db.kinds import TABLES
from db.maintenance.integrity import check_store
from db.merge.article_copy import copy_articles
from tests.support.identities import add_people, entity, list_people
from tests.support.prepared_stores import copy_store
from tests.support.shared_work import add_plain, write_annotated

# Tables with a column `article` whose rows stay in the other store, or are computed for this one.
_LEFT = {
    "deferred_index",
    "proposal",
    "import_log",
    "identity_override",
    "article_sketch",
    "identity_entity",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.sqlite"
    copy_store(path, write_annotated)
    return path


def test_all_that_belongs_to_an_article_is_copied_once(
    store: Store, source: Path, tmp_path: Path
) -> None:
    add_plain(store, "Only this store has this text.")
    batches = list(copy_articles(store, source, each=1))
    assert list(map(len, batches)) == [1, 1]
    assert not list(copy_articles(store, source))
    with Store(source) as filled:
        for copied, article in zip(
            sum(batches, ()), sorted(filled.articles.list_ids()), strict=True
        ):
            assert store.articles.get(copied).document == filled.articles.get(article).document
            assert store.articles.get(copied).analysis == filled.articles.get(article).analysis
            assert _notes(store, copied) == _notes(filled, article)
            assert _row(store, copied) == _row(filled, article)
            assert [c.change for c in store.corrections.list_of_article(copied)] == [
                c.change for c in filled.corrections.list_of_article(article)
            ]
        assert _people(store) == _people(filled)
        assert _hits(store, "pilots OR ferry") == _hits(filled, "pilots OR ferry")
        assert _hits(store, '"Mara Ortiz"') == _hits(filled, '"Mara Ortiz"')
    store.close()
    assert check_store(tmp_path / "store.sqlite").whole


def test_each_table_of_an_article_is_copied_or_left_on_purpose(store: Store) -> None:
    with store.connection.read_transaction() as sqlite:
        query = """SELECT tables.name FROM pragma_table_list AS tables
            JOIN pragma_table_info(tables.name) AS columns
            WHERE tables.type = 'table' AND columns.name = 'article'"""
        tables = {name for (name,) in sqlite.execute(query)}
    assert tables - {table.name for table in TABLES if table.is_merged} == _LEFT


def test_reading_states_can_be_left(store: Store, source: Path) -> None:
    [copied] = copy_articles(store, source, has_reading_state=False)
    assert {_row(store, article)[2] for article in copied} == {False}


def test_a_body_without_a_country_stays_that_of_its_article(store: Store, tmp_path: Path) -> None:
    parliament = entity(0, "Parliament", "ORG")
    add_people(store, "A vote", parliament)
    with Store(tmp_path / "other.sqlite") as source:
        add_people(source, "A debate", parliament)
        add_people(source, "A recess", entity(1, "City Council", "ORG"), parliament)
    [[debate, _]] = copy_articles(store, tmp_path / "other.sqlite")
    each_once = [("City Council", 1, 0), *[("Parliament", 1, 0)] * 3]
    assert list_people(store) == each_once
    before = store.articles.get(debate).analysis
    store.analyses.save(debate, replace(before, entities=(parliament, entity(1, "Kenya", "GPE"))))
    store.analyses.save(debate, before)
    assert list_people(store) == each_once
    with store.connection.read_transaction() as sqlite:
        keys = sqlite.execute("SELECT count(DISTINCT key) FROM identity_name").fetchone()
    assert keys == (4,)


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", b"no store"])
def test_a_file_that_is_no_store_is_refused(store: Store, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.sqlite"
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is not an OnRecord store"):
        list(copy_articles(store, path))


def _row(store: Store, article: int) -> tuple[object, ...]:
    row = store.articles.row(article)
    return row.title, row.state, row.starred, row.tags, row.collections, row.original


def _notes(store: Store, article: int) -> list[tuple[object, ...]]:
    return [(n.exact, n.body, n.verdict, n.tags, n.color) for n in store.notes.list(article)]


def _people(store: Store) -> set[tuple[str, int]]:
    found = store.identities.rows(sort="all", order="name")
    return {(row.name, row.articles) for row in found if "Ortiz" in row.name}


def _hits(store: Store, query: str) -> list[str]:
    return sorted(hit.title for hit in store.search.find(query))
