"""A damaged article is opened with what is whole of it, and its damage is named."""

from pathlib import Path

import pytest

from db import Store, StoreError
from db.maintenance.integrity import check_store
from tests.support.files import execute_sql
from tests.support.findings import TEXT, analysis
from tests.support.full_store import fill_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    fill_store(path)
    return path


def test_a_whole_article_has_no_damage(path: Path) -> None:
    with Store(path) as store:
        assert [store.list_damaged(row.id) for row in store.articles.list()] == [()] * 11


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("UPDATE note SET body = 'whare? 0' WHERE id = 1", ("note 1",)),
        ("UPDATE article SET text = text || '!' WHERE id = 1", ("the text",)),
        ("UPDATE article SET added = 'never' WHERE id = 1", ("the details",)),
        ("DELETE FROM article_tag WHERE article = 1", ("the tags",)),
        ("UPDATE note_tag SET tag = 2 WHERE note = 1", ("tags of note 1",)),
        ("UPDATE quotation SET start = 'x' WHERE article = 1", ("the quotations",)),
        ("UPDATE article SET title = CAST(x'ff' AS TEXT) WHERE id = 1", ("the details",)),
    ],
)
def test_damage_of_an_article_is_named_when_it_is_opened(
    path: Path, statement: str, names: tuple[str, ...]
) -> None:
    execute_sql(path, statement)
    with Store(path) as store:
        assert store.open_article(1).damaged == names
        assert store.open_article(1).article.document.text.startswith(TEXT)
        assert store.open_article(2).damaged == ()


def test_damaged_findings_are_not_shown_until_the_article_is_analyzed_again(path: Path) -> None:
    execute_sql(path, "UPDATE quotation SET entity = '' WHERE article = 4")
    with Store(path) as store:
        opened = store.articles.get(4)
        assert opened.analysis.quotations == ()
        assert opened.row.analysis_state == "failed"
        assert {failure.reason for failure in opened.analysis.failures} == {
            "its findings are damaged"
        }
        store.analyses.save(4, analysis(opened.document.text))
        assert store.articles.get(4).analysis.quotations
        assert store.list_damaged(4) == ()


@pytest.mark.parametrize("record", ["x'00'", "x'789c030000000001'", "'text'"])
def test_a_damaged_article_in_the_trash_is_named_and_the_others_are_restored(
    path: Path, record: str
) -> None:
    execute_sql(path, f"UPDATE OR IGNORE trash SET record = {record}, trashed = '' WHERE id = 5")
    with Store(path) as store:
        assert {article.id for article in store.trash.list()} == {5, 6, 7}
        with pytest.raises(StoreError, match="5 in the trash is damaged; run `onrecord repair`"):
            store.trash.load(5, 100)
        with pytest.raises(StoreError, match="5 in the trash is damaged"):
            store.trash.restore([5])
        store.trash.restore([6, 7])
        assert store.articles.row(6).title == store.articles.row(1).title


def test_a_schema_that_is_no_text_is_refused_and_named(path: Path) -> None:
    data = path.read_bytes()
    assert data.count(b"CREATE TABLE trash") == 1
    path.write_bytes(data.replace(b"CREATE TABLE trash", b"CREATE TABL\xc5 trash"))
    with pytest.raises(StoreError, match="is damaged; restore a backup"):
        Store(path)
    assert {problem.kind for problem in check_store(path).problems} & {"schema", "structure"}
