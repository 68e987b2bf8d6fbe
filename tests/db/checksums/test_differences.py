"""A damaged record stays damaged wherever its rows go, until it is replaced or accepted."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import Document, Store
from db.checksums.comparison import list_damage
from db.edits.models import EditKind
from db.importers.models import ImportItem
from db.maintenance.integrity import accept_changes, check_store
from db.maintenance.recovery import repair
from db.repositories.articles import MetadataChanges
from tests.support.edits import make_edit
from tests.support.files import execute_sql
from tests.support.full_store import fill_store
from tests.support.older_store import make_older
from tests.support.proposals import ADDRESS
from tests.support.thoroughness import one_in
from tui.cli import onrecord

DAMAGE = {
    "note": "UPDATE note SET body = 'wher? 0' WHERE id = 1",
    "note as bytes": "UPDATE note SET body = CAST(body AS BLOB) WHERE id = 1",
    "note without UTF-8": "UPDATE note SET body = CAST(x'41ff42' AS TEXT) WHERE id = 1",
    "note tag": "UPDATE note_tag SET origin = 'file' WHERE note = 1",
    "details": "UPDATE article SET title = 'Pilots straik' WHERE id = 1",
    "text": "UPDATE article SET text = replace(text, 'a', 'e') WHERE id = 1",
    "star": "UPDATE reading_state SET star_origin = 'file' WHERE article = 1",
    "original": "UPDATE original SET speaker = 'Mora Ortiz' WHERE article = 1",
    "article tag": "UPDATE article_tag SET origin = 'file' WHERE article = 1",
    "lost article tag": """DELETE FROM article_tag WHERE article = 1
        AND tag = (SELECT max(tag) FROM article_tag WHERE article = 1)""",
    "membership": "UPDATE collection_article SET origin = 'file' WHERE article = 1",
    "quotation": "UPDATE quotation SET cue = 'sang' WHERE article = 1 AND number = 0",
    "entity": "UPDATE entity SET name = 'Ortega' WHERE article = 1 AND number = 0",
    "machine analysis": "UPDATE machine_analysis SET findings = replace(findings, 'a', 'e')",
    "correction": "UPDATE correction SET value = replace(value, 'Mara', 'Mora') WHERE article = 1",
    "draft": "UPDATE draft SET body = 'not finishet' WHERE article = 1",
    "tag": "UPDATE tag SET color = 'blue' WHERE id = 1",
    "rule": "UPDATE correction_rule SET words = 'Anders Lynd'",
    "collection": "UPDATE collection SET name = 'Harbur'",
    "saved search": "UPDATE saved_search SET query = 'pylots'",
    "watched source": "UPDATE watched_source SET address = 'https://else.example/feed'",
    "watched entry": "UPDATE watched_entry SET title = 'Pylots'",
    "feed article": "UPDATE feed_article SET changed = '2020-01-01'",
    "proposal": "UPDATE proposal SET origin = 'else' WHERE id = 1",
    "distinct": "UPDATE identity_distinct SET created = '2020-01-01'",
    "identity": "UPDATE identity SET label_code = 'O' WHERE id = 2",
}

Act = Callable[[Store], object]


def undone(kind: EditKind, act: Act) -> Act:
    """An edit that is undone at once."""

    def run(store: Store) -> None:
        make_edit(store, kind, lambda: act(store))
        assert store.edits.undo() is not None

    return run


EDITS: dict[str, Act] = {
    "a note is starred": lambda store: store.notes.edit(1, starred=False),
    "a note is rewritten in part": lambda store: store.notes.edit(1, color="red"),
    "a note gets a tag": lambda store: store.notes.tag([1], ["more"]),
    "a note moves": lambda store: store.notes.move(1, 3, 9),
    "an article is read": lambda store: store.reading_state.set_state(1, "read"),
    "an article loses its star": lambda store: store.reading_state.set_flag("starred", [1], False),
    "an article gets a tag": lambda store: store.articles.tag([1], ["more"]),
    "an article gets another byline": lambda store: store.articles.set_metadata(
        1, MetadataChanges(byline="Someone")
    ),
    "tags are merged": lambda store: store.tag_edits.merge(["strike"], "Ports"),
    "rules are applied again": lambda store: store.corrections.reapply_rules(1),
}
UNDONE: dict[str, Act] = {
    "a deleted note": undone("note deletion", lambda store: store.notes.delete([1])),
    "another body of a note": undone("note", lambda store: store.notes.edit(1, body="new words")),
    "a tag of a note": undone("note tags", lambda store: store.notes.tag([1], (), ["place"])),
    "a star": undone("star", lambda store: store.reading_state.set_flag("starred", [1], False)),
    "the tags of an article": undone(
        "tags", lambda store: store.articles.tag([1], (), ["strike", "Ports"])
    ),
    "a title": undone(
        "metadata", lambda store: store.articles.set_metadata(1, MetadataChanges(title="New"))
    ),
    "deleted tags": undone(
        "tag tree", lambda store: store.tag_edits.delete([name for name, _ in store.tags.list()])
    ),
    "a renamed tag": undone("tag tree", lambda store: store.tag_edits.rename("strike", "walkout")),
    "a deleted collection": undone("collection", lambda store: store.collections.delete(1)),
    "a deleted search": undone("search", lambda store: store.search.delete_saved("pilots")),
    "a removed source": undone("watched source", lambda store: store.watched_sources.remove(1)),
    "a deleted rule": undone("rule deletion", lambda store: store.corrections.delete_rule(1)),
    "a reverted correction": undone(
        "correction removal", lambda store: store.corrections.revert(1)
    ),
    "a rejected proposal": undone("proposal", lambda store: store.proposals.reject_all([1])),
    "an article in the trash": undone("trash", lambda store: store.trash.move([1])),
}


@pytest.fixture(scope="module")
def full_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everything, which the tests copy."""
    path = tmp_path_factory.mktemp("model") / "store.sqlite"
    fill_store(path)
    return path


def find_damage(path: Path) -> set[tuple[str, int | None]]:
    """The groups and keys of the damaged records of a store."""
    with closing(sqlite3.connect(path)) as sqlite:
        return {(record.group, record.key) for record in list_damage(sqlite)}


@pytest.mark.parametrize("statement", one_in(6, DAMAGE.values()), ids=DAMAGE)
def test_a_damaged_record_stays_damaged_after_edits_and_undo(
    tmp_path: Path, full_store: Path, statement: str
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, statement)
    before = find_damage(path)
    assert before
    with Store(path) as store:
        for act in (EDITS | UNDONE).values():
            act(store)
    assert find_damage(path) == before


def test_edits_of_whole_records_leave_them_whole(tmp_path: Path, full_store: Path) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    with Store(path) as store:
        for act in (EDITS | UNDONE).values():
            act(store)
    assert not find_damage(path)


def test_a_damaged_note_in_a_deletion_of_several_comes_back_with_the_others(
    tmp_path: Path, full_store: Path
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, "UPDATE note SET body = x'ff00', created = x'fe' WHERE id = 1")
    with Store(path) as store:
        make_edit(store, "note deletion", lambda: store.notes.delete([1, 2, 3]))
        store.edits.undo()
        assert [note.damaged for note in store.notes.list() if note.id < 4] == [True, False, False]


def test_a_damaged_value_that_comes_back_after_it_was_replaced_is_damaged_again(
    tmp_path: Path, full_store: Path
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, DAMAGE["note"])
    with Store(path) as store:
        make_edit(store, "note", lambda: store.notes.edit(1, body="where?"))
    accept_changes(path)
    assert not find_damage(path)
    with Store(path) as store:
        store.edits.undo()
    assert find_damage(path) == {("note", 1)}


def test_findings_are_whole_once_they_are_analyzed_again(tmp_path: Path, full_store: Path) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    with Store(path) as store:
        whole = store.articles.get(2).analysis
    execute_sql(path, "UPDATE quotation SET cue = 'sang' WHERE article = 2")
    with Store(path) as store:
        make_edit(store, "correction", lambda: store.corrections.reapply_rules(2))
        store.analyses.save(2, whole)
    assert not find_damage(path)


def test_a_damaged_row_of_the_trash_is_a_damaged_article(tmp_path: Path, full_store: Path) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, "UPDATE trash SET trashed = '2020-01-01' WHERE id = 5")
    with Store(path) as store:
        store.trash.restore([5])
        assert store.articles.row(5).damaged
    assert find_damage(path) == {("article", 5)}


@pytest.mark.parametrize("name", ["details", "text"])
def test_the_earlier_version_of_a_damaged_article_is_damaged(
    tmp_path: Path, full_store: Path, name: str
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, DAMAGE[name].replace("WHERE id = 1", "WHERE id = 13"))
    later = Document("Ferry to close\n\nIt has stopped.\n", "Ferry", source=ADDRESS)
    with Store(path) as store:
        store.imports.add(ImportItem(later, accept=True), None)
        assert len(store.versions.list(13)) > 2
    assert ("article_version", 13) in find_damage(path)


def test_a_damaged_record_without_a_backup_is_damaged_in_a_repaired_store(
    tmp_path: Path, full_store: Path
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, DAMAGE["note"], DAMAGE["tag"], DAMAGE["quotation"], "DELETE FROM draft")
    repaired = tmp_path / "repaired.sqlite"
    report = repair(path, repaired)
    assert {record.group for record in report.unmended} == {"note", "tag", "draft"}
    assert find_damage(repaired) == {("note", 1), ("tag", 1)}
    accept_changes(repaired)
    assert check_store(repaired).whole


def test_a_damaged_text_without_a_backup_is_a_damaged_article_in_a_repaired_store(
    tmp_path: Path, full_store: Path
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, DAMAGE["text"])
    repaired = tmp_path / "repaired.sqlite"
    assert repair(path, repaired).changed == (1,)
    assert find_damage(repaired) == {("article", 1)}
    with Store(repaired) as store:
        assert store.articles.row(1).damaged
    accept_changes(repaired)
    assert check_store(repaired).whole


def test_a_migration_keeps_the_damage_of_an_older_store(
    tmp_path: Path, full_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, DAMAGE["note"], "DELETE FROM collection_article")
    before = find_damage(path)
    make_older(path, monkeypatch)
    Store(path).close()
    assert find_damage(path) == before == {
        ("note", 1), *(("collection_article", article) for article in (1, 2)),
    }  # fmt: skip


def test_the_damage_of_one_article_is_accepted_by_itself(tmp_path: Path, full_store: Path) -> None:
    path = Path(shutil.copyfile(full_store, tmp_path / "store.sqlite"))
    execute_sql(path, "UPDATE note SET color = 'red' WHERE id < 3", DAMAGE["tag"])
    assert find_damage(path) == {("note", 1), ("note", 2), ("tag", 1)}
    command = ["check", "--accept", "--article", "1", "--store", str(path)]
    checked = CliRunner().invoke(onrecord, command)
    assert "1 record accepted as they are" in checked.stderr
    assert find_damage(path) == {("note", 2), ("tag", 1)}
    refused = CliRunner().invoke(onrecord, ["check", "--article", "1", "--store", str(path)])
    assert refused.exit_code == 2
