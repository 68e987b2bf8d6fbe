import datetime
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import ReadingState, Store, StoreError
from db.checksums import comparison
from db.corrections import (
    AddQuotation,
    Change,
    EntityRef,
    MergeEntities,
    ReassignMention,
    SetDate,
    SetSpeaker,
)
from db.maintenance.integrity import check_store
from db.maintenance.recovery import repair
from tests.support import correction_examples
from tests.support.files import execute_sql
from tests.support.findings import TEXT, analysis, document
from tests.support.older_store import set_version


def _body(number: int) -> str:
    """A note of which a few fill a page of the file."""
    return f"note {number}. {'Ask the pilots about it. ' * 100}"


@pytest.fixture
def large_store(tmp_path: Path) -> Path:
    """A store of forty articles with their findings, each with a note."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        for number in range(40):
            text = f"{TEXT}\nEdition {number}."
            article = store.articles.add(document(text), analysis(text)).article
            store.notes.add(article, 0, 7, _body(number), tags=["harbour"])
    return path


def pages_of(path: Path, table: str) -> list[int]:
    """The leaf pages of a table, by looking for its rows' words in the file."""
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    words = {"article": b"Edition 2", "note": b"note 2."}[table]
    return [page for page in range(len(data) // size) if words in data[page * size :][:size]]


def destroy(path: Path, page: int) -> None:
    with path.open("rb+") as file:
        file.seek(16)
        size = int.from_bytes(file.read(2), "big")
        file.seek(page * size)
        file.write(os.urandom(size))


def test_a_sound_store_is_whole(large_store: Path) -> None:
    report = check_store(large_store)
    assert report.problems == ()
    assert (report.whole, report.articles) == (True, 40)
    assert report.changes is not None
    assert report.changes > 80


@pytest.mark.parametrize(
    ("statement", "kind", "words"),
    [
        ("UPDATE article SET text = replace(text, 'bucket', 'budget') WHERE id = 7", "text", "not"),
        ("DELETE FROM article_fts_data WHERE id > 10", "index", "article_fts"),
        ('UPDATE note SET "end" = 9999 WHERE id = 3', "offset", "note"),
        ('UPDATE mention SET start = "end" + 1 WHERE article = 5', "offset", "mention"),
        ("DELETE FROM article WHERE id = 9", "reference", "article"),
        ("UPDATE commit_counter SET changes = changes - 3", "changes", "truncated"),
    ],
)
def test_what_is_wrong_is_named(large_store: Path, statement: str, kind: str, words: str) -> None:
    execute_sql(large_store, statement)
    problems = check_store(large_store).problems
    assert kind in {problem.kind for problem in problems}
    assert any(words in problem.message for problem in problems)


def test_a_check_says_in_which_article_a_bit_turned(large_store: Path) -> None:
    execute_sql(
        large_store, "UPDATE article SET text = replace(text, 'bucket', 'budget') WHERE id = 7"
    )
    assert [
        problem.article for problem in check_store(large_store).problems if problem.kind == "text"
    ] == [7]


def test_a_destroyed_page_is_noticed_and_checking_goes_on(large_store: Path) -> None:
    destroy(large_store, pages_of(large_store, "article")[0])
    kinds = {problem.kind for problem in check_store(large_store).problems}
    assert {"structure", "text"} <= kinds


def test_checking_changes_nothing(large_store: Path) -> None:
    destroy(large_store, pages_of(large_store, "note")[0])
    before = large_store.read_bytes()
    check_store(large_store)
    repair(large_store)
    assert large_store.read_bytes() == before


def test_a_sound_store_is_saved_whole(large_store: Path, tmp_path: Path) -> None:
    rescue = repair(large_store, tmp_path / "saved.sqlite")
    assert rescue.complete
    assert (rescue.saved["article"], rescue.saved["note"]) == (40, 40)
    assert check_store(tmp_path / "saved.sqlite").whole
    with Store(large_store) as old, Store(tmp_path / "saved.sqlite") as new:
        assert new.articles.get(12) == old.articles.get(12)
        assert new.notes.list() == old.notes.list()
        assert (
            len(new.search.find("edition", limit=100))
            == len(old.search.find("edition", limit=100))
            == 40
        )


@pytest.mark.parametrize("table", ["article", "note"])
def test_what_is_readable_is_saved_around_a_destroyed_page(
    large_store: Path, tmp_path: Path, table: str
) -> None:
    for page in pages_of(large_store, table)[:1]:
        destroy(large_store, page)
    rescue = repair(large_store, tmp_path / "saved.sqlite")
    assert not rescue.complete
    assert 0 < rescue.saved[table] < 40 + rescue.orphans
    assert rescue.lost[table] or rescue.changed or rescue.orphans
    assert check_store(tmp_path / "saved.sqlite").whole
    with Store(tmp_path / "saved.sqlite") as store:
        # a note whose article is gone is kept with the words that it stood on
        if table == "article":
            assert {note.body for note in store.notes.list()} == set(map(_body, range(40)))
            assert {note.exact for note in store.notes.list()} == {TEXT[:7]}


def test_a_repair_keeps_imported_files_and_identities(large_store: Path, tmp_path: Path) -> None:
    files = ["/news/1.txt", "C:\\news\\2.txt", "\\\\server\\3.txt", "+news/4.txt"]
    with Store(large_store) as old:
        for file in files:
            old.imports.record_file(file, 9, 8, [1])
        ortiz, luna = (old.identities.rows(words=name, sort="all")[0] for name in ("Ortiz", "Luna"))
        assert ortiz.articles == 40
        old.identities.merge(luna.id, ortiz.id)
        merged = old.identities.get_row(ortiz.id)
    rescue = repair(large_store, tmp_path / "saved.sqlite")
    assert rescue.complete
    assert (rescue.saved["import_log"], rescue.saved["identity_name"]) == (4, 2)
    with Store(tmp_path / "saved.sqlite") as new:
        assert [new.imports.articles_of_file(file, 9, 8) for file in files] == [[1]] * 4
        assert new.identities.rows(sort="all") == [merged]
        assert new.identities.get_row(luna.id) == merged


def test_rows_with_text_keys_are_saved_around_a_destroyed_page(
    large_store: Path, tmp_path: Path
) -> None:
    files = [f"/news/a longer name of a file {number:04}.txt" for number in range(1_000)]
    with Store(large_store) as old:
        for file in files:
            old.imports.record_file(file, 9, 8, [1])
    execute_sql(large_store, "DROP INDEX import_log_article")  # it has the paths too
    with closing(sqlite3.connect(large_store)) as sqlite:
        sqlite.execute("VACUUM")
    data = large_store.read_bytes()
    size, leaf = int.from_bytes(data[16:18], "big"), 10
    pages = [data[start : start + size] for start in range(0, len(data), size)]
    [page] = [at for at, page in enumerate(pages) if page[0] == leaf and b" 0500.txt" in page]
    destroy(large_store, page)
    rescue = repair(large_store, tmp_path / "saved.sqlite")
    assert rescue.uncounted == ("import_log",)
    assert not rescue.complete
    with Store(tmp_path / "saved.sqlite") as new:
        saved = [bool(new.imports.articles_of_file(file, 9, 8)) for file in files]
    assert (saved[0], saved[500], saved[-1]) == (True, False, True)
    assert 800 < sum(saved) == rescue.saved["import_log"]


def test_a_finding_without_its_article_is_lost_alone(large_store: Path, tmp_path: Path) -> None:
    execute_sql(large_store, "CREATE TABLE readable AS SELECT * FROM quotation")
    execute_sql(large_store, "UPDATE readable SET article = 999 WHERE rowid = 1")
    with closing(sqlite3.connect(large_store)) as sqlite, sqlite:
        sqlite.execute("PRAGMA legacy_alter_table = ON")  # views name the table
        sqlite.execute("DROP TABLE quotation")
        sqlite.execute("ALTER TABLE readable RENAME TO quotation")
    rescue = repair(large_store, tmp_path / "saved.sqlite")
    assert (rescue.lost, rescue.bare) == ({"quotation": 1}, (1,))
    assert check_store(tmp_path / "saved.sqlite").whole


@pytest.mark.parametrize("name", ["'note'", "CAST(x'8641' AS TEXT)"])
def test_a_store_with_a_damaged_schema_is_not_called_complete(large_store: Path, name: str) -> None:
    with closing(sqlite3.connect(large_store)) as sqlite, sqlite:
        sqlite.execute("PRAGMA writable_schema = ON")
        change = f"UPDATE sqlite_master SET name = {name}, sql = 'CREATE x' WHERE name = 'note'"
        sqlite.execute(change)
    rescue = repair(large_store)
    assert not rescue.complete
    assert {"article", "note"} <= set(rescue.uncounted)


@pytest.mark.parametrize(
    "change", ["DROP TABLE note", "ALTER TABLE note DROP COLUMN verdict", "DROP TABLE article_tag"]
)
def test_a_store_without_a_table_or_a_column_is_not_called_complete(
    large_store: Path, change: str
) -> None:
    table = change.split()[2]
    with Store(large_store) as store:
        store.notes.edit(1, verdict="checked")
        store.articles.tag([1], ["harbor"])
    with closing(sqlite3.connect(large_store)) as sqlite:
        for (trigger,) in sqlite.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        ).fetchall():
            sqlite.execute(f"DROP {'TRIGGER' if '_' in trigger else 'VIEW'} IF EXISTS {trigger}")
        sqlite.execute(change)
    rescue = repair(large_store)
    assert not rescue.complete
    assert rescue.uncounted == (table,)


def test_a_trial_leaves_nothing_behind(large_store: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert repair(large_store).complete
    assert set(tmp_path.iterdir()) == before


def test_a_repair_takes_no_files_place(large_store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="already exists"):
        repair(large_store, large_store)
    with pytest.raises(StoreError, match="no store"):
        check_store(tmp_path / "nothing")


def test_a_repair_keeps_all_that_the_reader_made(tmp_path: Path) -> None:
    old, saved = tmp_path / "old.sqlite", tmp_path / "saved.sqlite"
    marsh = EntityRef("Tom Marsh", at=correction_examples.span("Tom Marsh"))
    changes: list[tuple[str, Change]] = [
        ("the bridge was safe", SetSpeaker(marsh, "Marsh")),
        ("a rise", AddQuotation("indirect", EntityRef("Ministry of Roads", "ORG"))),
        ("ministry", ReassignMention(EntityRef("Ministry of Roads", "ORG"))),
        ("Lena Marsh", MergeEntities(EntityRef("Otto Brandl"))),
        ("May", SetDate("time", datetime.date(2024, 5, 2), datetime.date(2024, 5, 3))),
    ]
    with Store(old) as store:
        article = store.articles.add(
            correction_examples.document(), correction_examples.analysis()
        ).article
        copy = store.articles.add(document(), analysis()).article
        store.notes.add(article, 0, 5, "keep this", tags=["tolls"])
        store.articles.set_tags(copy, ["harbour"])
        store.reading_state.save(article, ReadingState(40, "reading"))
        store.reading_state.save_bookmarks(article, {"a": 7})
        store.imports.record_file("/news/bridge.txt", 9, 8, [article])
        for words, made in changes:
            store.corrections.add(article, *correction_examples.span(words), made)
        store.corrections.add_rule("Castle", ReassignMention(EntityRef("Ministry", "ORG"), True))
        brandl, ortiz = (store.identities.rows(words=name)[0].id for name in ("Brandl", "Ortiz"))
        store.identities.mark_distinct(brandl, ortiz)
        before = _made_by_reader(store, [article, copy])
        machine = store.corrections.machine_analysis(article)
    assert repair(old, saved).complete
    with Store(saved) as store:
        assert _made_by_reader(store, [article, copy]) == before
        assert [correction.change for correction in store.corrections.list_of_article(article)] == [
            made for _, made in changes
        ]
        assert store.corrections.machine_analysis(article) == machine
        assert not store.identities.mark_distinct(brandl, ortiz)
        assert check_store(saved).whole


def _made_by_reader(store: Store, articles: list[int]) -> list[object]:
    """Texts, shown findings, notes, tags, reading states, imported files, corrections and rules."""
    return [
        *(store.articles.get(article) for article in articles),
        *(store.articles.row(article) for article in articles),
        *(store.reading_state.bookmarks(article) for article in articles),
        *(store.corrections.list_of_article(article) for article in articles),
        store.notes.list(),
        store.tags.list(),
        store.corrections.list_rules(),
        store.imports.articles_of_file("/news/bridge.txt", 9, 8),
    ]


def test_a_repair_refuses_an_earlier_development_version(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    Store(path).close()
    set_version(path, 29)
    with pytest.raises(StoreError, match=r"earlier development version.*import the articles again"):
        repair(path, tmp_path / "saved.sqlite")


def test_the_progress_names_each_part(large_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "_REPORTED", 10)
    reports: list[tuple[str, float]] = []
    check_store(large_store, lambda *report: reports.append(report))
    parts = [part for part, _ in reports]
    assert parts[0] == "checking the file"
    assert "checking the index article_fts" in parts
    assert parts[-1] == "checking the table draft"
    texts = [done for part, done in reports if part == "comparing texts"]
    assert texts == [0.25, 0.5, 0.75, 1]
