"""The trash: a deleted article is nowhere else, and comes back as it was."""

import datetime
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from analysis import Analysis, Entity, Mention, redate
from analysis.structs import replace
from db import Document, NotFound, Store, StoreError
from db.corrections import RenameEntity
from db.maintenance.integrity import check_store
from db.maintenance.recovery import repair
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span

LATER = (
    TEXT + "Mara Ortiz will speak to the pilots of Port Luna once more. “We have asked for a café "
    "and got a bucket,” she wrote.\n"
)
# Rows that no finding of a library refers to; words and names that were stored once remain.
REMAINING = {"trash", "edit", "commit_counter", "reason", "mention_type",
             "tag", "vocabulary", "row_checksum"}  # fmt: skip


def dump_rows(path: Path) -> dict[str, list[str]]:
    """The rows of all tables but those in REMAINING, and the result of a word in each index."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(path)) as sqlite:
        query = "SELECT name, type FROM pragma_table_list WHERE schema = 'main'"
        for name, kind in sqlite.execute(query).fetchall():
            if (
                kind == "table"
                and name not in REMAINING
                and not name.startswith(("sqlite", "_sqlite"))
            ):
                found[name] = sorted(map(str, sqlite.execute(f"SELECT * FROM {name}")))
            elif kind == "virtual":
                sqlite.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
                for word in ("pilots", "mara", "ida", "bucket"):
                    ids = sqlite.execute(f"SELECT rowid FROM {name} WHERE {name} MATCH ?", (word,))
                    found[f"{name} {word}"] = sorted(map(str, ids))
    return found


def forget_comparisons(path: Path) -> None:
    """Identities are compared again after an article came back."""
    with closing(sqlite3.connect(path)) as sqlite, sqlite:
        sqlite.execute("UPDATE identity SET compared = 0")


@pytest.fixture
def full_article(store: Store) -> int:
    """An article with notes, tags, a correction, a bookmark and a version."""
    article = store.articles.add(document(), redate(analysis(), PUBLISHED)).article
    store.notes.add(article, *span("café"), "Which one?", tags=["food"], verdict="disputed")
    store.notes.add(article, *span("bucket"), "", starred=True)
    store.articles.set_tags(article, ["strike", "Ports"])
    store.reading_state.set_state(article, "reading")
    store.reading_state.save_bookmarks(article, {"a": 12})
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara M. Ortiz"))
    return article


def test_an_article_comes_back_as_it_was(store: Store, full_article: int) -> None:
    later = store.articles.add(document(LATER), analysis(LATER)).article
    forget_comparisons(store.path)
    before, opened = dump_rows(store.path), store.open_article(full_article)
    store.trash.move([full_article])
    assert dump_rows(store.path) != before
    store.trash.restore([full_article])
    assert store.statement_sources.add_missing(10) == 1
    assert dump_rows(store.path) == before
    assert store.open_article(full_article) == opened
    assert store.trash.count() == 0
    assert store.articles.near_duplicates(full_article) == [later]


def test_articles_come_back_in_any_order(store: Store, full_article: int) -> None:
    later = store.articles.add(document(LATER), analysis(LATER)).article
    forget_comparisons(store.path)
    before = dump_rows(store.path)
    store.trash.move([full_article])
    store.trash.move([later])
    store.trash.restore([full_article])
    store.trash.restore([later])
    assert store.statement_sources.add_missing(10) == 2
    assert dump_rows(store.path) == before


def test_nothing_of_a_trashed_article_is_in_any_other_table(
    store: Store, full_article: int
) -> None:
    store.trash.move([full_article])
    assert {name: rows for name, rows in dump_rows(store.path).items() if rows} == {}
    assert store.articles.count() == 0
    assert store.search.find("pilots ") == []
    assert store.notes.list() == []
    assert store.identities.rows("") == []
    with pytest.raises(NotFound):
        store.articles.row(full_article)
    [trashed] = store.trash.list()
    assert (trashed.id, trashed.site, trashed.notes) == (full_article, "Coastwire", 2)
    assert check_store(store.path).whole


def test_an_article_whose_text_was_added_again_stays_in_the_trash(
    store: Store, full_article: int
) -> None:
    store.trash.move([full_article])
    copy = store.articles.add(document(), analysis()).article
    with pytest.raises(StoreError, match=f"added again as article {copy}"):
        store.trash.restore([full_article])
    assert [trashed.id for trashed in store.trash.list()] == [full_article]
    store.trash.move([copy])
    store.trash.restore([full_article])
    assert store.articles.row(full_article).notes == 2


def test_a_person_who_was_named_meanwhile_is_one_person(store: Store, full_article: int) -> None:
    store.corrections.revert(store.corrections.list_of_article(full_article)[0].id)
    store.trash.move([full_article])
    store.articles.add(document(LATER), analysis(LATER))
    store.trash.restore([full_article])
    people = [row for row in store.identities.rows("Ortiz") if row.articles]
    assert [(row.name, row.articles) for row in people] == [("Mara Ortiz", 2)]


def test_two_of_one_name_stay_two(store: Store) -> None:
    text = "Ana Reis met Ana Reis in Luna.\n"
    first, second = (0, 8), (13, 21)
    found = Analysis(
        text, None,
        (Entity(0, "Ana Reis", "PERSON"), Entity(1, "Ana Reis", "PERSON")),
        (Mention(*first, "PERSON", "name", 0), Mention(*second, "PERSON", "name", 1)),
    )  # fmt: skip
    article = store.articles.add(Document(text, "Two"), found).article
    forget_comparisons(store.path)
    before = dump_rows(store.path)
    store.trash.move([article])
    store.trash.restore([article])
    assert dump_rows(store.path) == before


@pytest.mark.parametrize(
    "change",
    [
        (b'"kind_code"', b'"kind"'),
        (b'"speaker_names"', b'"speaker_names\\" = NULL; --"'),
        (b'"quotation":', b'"saying":'),
    ],
)
def test_an_article_with_columns_that_no_table_has_stays_in_the_trash(
    store: Store, full_article: int, change: tuple[bytes, bytes]
) -> None:
    store.trash.move([full_article])
    with store.connection.transaction() as sqlite:
        (record,) = sqlite.execute("SELECT record FROM trash").fetchone()
        written = zlib.decompress(record)
        assert change[0] in written
        sqlite.execute("UPDATE trash SET record = ?", (zlib.compress(written.replace(*change)),))
    before = dump_rows(store.path)
    with pytest.raises(StoreError, match=f"Article {full_article} in the trash is damaged"):
        store.trash.restore([full_article])
    assert dump_rows(store.path) == before
    assert [row.id for row in store.trash.list()] == [full_article]


def test_a_tag_that_was_deleted_meanwhile_comes_back_with_the_article(
    store: Store, full_article: int
) -> None:
    store.trash.move([full_article])
    with closing(sqlite3.connect(store.path)) as sqlite, sqlite:
        sqlite.execute("DELETE FROM tag WHERE name = 'strike'")
        sqlite.execute("UPDATE tag SET name = 'harbors' WHERE name = 'Ports'")
    store.trash.restore([full_article])
    assert store.articles.row(full_article).tags == ("harbors", "strike")


def test_articles_are_moved_all_or_none(store: Store, full_article: int) -> None:
    before = dump_rows(store.path)
    with pytest.raises(NotFound, match="no article 99"):
        store.trash.move([full_article, 99])
    assert dump_rows(store.path) == before
    store.trash.move([full_article])
    with pytest.raises(NotFound, match="no article 99 in the trash"):
        store.trash.restore([full_article, 99])
    assert store.trash.count() == 1


def test_an_article_expires_after_days_of_use(store: Store, full_article: int) -> None:
    later = store.articles.add(document(LATER), analysis(LATER)).article
    today = datetime.date.today()
    store.trash.move([full_article])
    assert store.trash.delete_expired(2, today) == 0
    assert store.trash.delete_expired(2, today + datetime.timedelta(1)) == 0
    store.trash.move([later])
    assert store.trash.delete_expired(2, today + datetime.timedelta(2)) == 1
    assert [(trashed.id, trashed.days_of_use) for trashed in store.trash.list()] == [(later, 1)]


def test_a_wrong_clock_counts_as_a_day_of_use(store: Store, full_article: int) -> None:
    today = datetime.date.today()
    store.trash.move([full_article])
    ahead = today + datetime.timedelta(400)
    for day in (ahead, ahead, today, today - datetime.timedelta(4000), today):
        assert store.trash.delete_expired(30, day) == 0
    assert [trashed.days_of_use for trashed in store.trash.list()] == [2]


def test_nothing_expires_with_0_days(store: Store, full_article: int) -> None:
    store.trash.move([full_article])
    for days in range(1, 60):
        later = datetime.date.today() + datetime.timedelta(days)
        assert store.trash.delete_expired(0, later) == 0
    assert store.trash.count() == 1


def test_the_trash_is_emptied_as_a_whole(store: Store, full_article: int) -> None:
    store.trash.move([full_article])
    assert store.trash.empty() == 1
    with pytest.raises(NotFound):
        store.trash.restore([full_article])


def test_the_number_of_a_trashed_article_is_not_given_again(
    store: Store, full_article: int
) -> None:
    store.trash.move([full_article])
    assert store.articles.add(document(LATER), analysis(LATER)).article > full_article


def test_an_article_without_a_title_is_listed_by_its_beginning(store: Store) -> None:
    text = document().text
    article = store.articles.add(replace(document(), title=""), analysis()).article
    store.trash.move([article])
    [trashed] = store.trash.list()
    assert trashed.title
    assert text.startswith(trashed.title[:20])


def test_a_repaired_store_has_the_trash(store: Store, full_article: int, tmp_path: Path) -> None:
    opened = store.open_article(full_article)
    store.trash.move([full_article])
    store.close()
    assert repair(store.path, tmp_path / "repaired.sqlite").complete
    with Store(tmp_path / "repaired.sqlite") as repaired:
        repaired.trash.restore([full_article])
        assert repaired.load_findings(full_article).notes == opened.findings.notes
        assert repaired.open_article(full_article).article.analysis == opened.article.analysis
