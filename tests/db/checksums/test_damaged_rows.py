"""A list shows a damaged record as damaged, and the others as they are."""

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from db import Store
from db.exporters import FORMATS, render
from db.exporters.selection import Selection
from tests.support.files import execute_sql
from tests.support.full_store import fill_store
from tui.cli import onrecord

LISTS: dict[str, Callable[[Store], Sequence[Any]]] = {
    "library": lambda store: store.articles.list(),
    "notes": lambda store: store.notes.list(),
    "notes of the app": lambda store: store.note_lists.load([1, 2, 3]),
    "quotations": lambda store: store.quotations.list(),
    "events": lambda store: store.events.list(),
    "trash": lambda store: store.trash.list(),
    "collections": lambda store: store.collections.list(),
    "people": lambda store: store.identities.rows(sort="all"),
    "saved searches": lambda store: store.search.list_saved(),
    "watched sources": lambda store: store.watched_sources.list(),
    "proposals": lambda store: store.proposals.list(),
    "history": lambda store: store.edits.list(),
    "search": lambda store: store.search.find("pilots"),
    "tags": lambda store: store.tags.tree(),
    "rules": lambda store: store.corrections.list_rules(),
    "corrections": lambda store: store.corrections.list_of_article(1),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everything, which the tests copy."""
    path = tmp_path_factory.mktemp("model") / "store.sqlite"
    fill_store(path)
    return path


@pytest.fixture
def path(tmp_path: Path, model: Path) -> Path:
    return Path(shutil.copyfile(model, tmp_path / "store.sqlite"))


def test_no_record_of_a_whole_store_is_marked(path: Path) -> None:
    with Store(path) as store:
        for name, load in LISTS.items():
            records = load(store)
            assert records, name
            assert not any(record.damaged for record in records), name


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("library", "UPDATE article SET title = 'Pilots straik' WHERE id = 1"),
        ("library", "UPDATE article SET text = replace(text, 'a', 'e') WHERE id = 1"),
        ("library", "UPDATE article SET events = x'ff' WHERE id = 1"),
        ("library", "UPDATE article SET origins = '{\"a\": [' WHERE id = 1"),
        ("library", "UPDATE article SET published_from = 7, words = 'many' WHERE id = 1"),
        ("library", "UPDATE reading_state SET state = 'skimmed' WHERE article = 1"),
        ("library", "DELETE FROM article_tag WHERE article = 1"),
        ("library", "UPDATE wire_record SET embargo = x'ff' WHERE article = 13"),
        ("notes", "UPDATE note SET body = 'wher? 0' WHERE id = 1"),
        ("notes", "UPDATE note SET start = 'x', \"end\" = x'00', suffix = x'ff' WHERE id = 1"),
        ("notes", "UPDATE note SET verdict = 'perhaps', created = 'never' WHERE id = 1"),
        ("notes of the app", "UPDATE note SET page = 'x', author = x'ff' WHERE id = 1"),
        ("quotations", "UPDATE quotation SET confidence = 'high' WHERE article = 4 AND number = 0"),
        ("quotations", "UPDATE quotation SET content = x'ff' WHERE article = 4 AND number = 0"),
        ("events", "UPDATE event SET last_day = 'later' WHERE article = 4 AND number = 0"),
        ("events", "UPDATE event SET first_day = '2026-02-31' WHERE article = 4 AND number = 0"),
        ("trash", "UPDATE trash SET notes = 'x', trashed = x'ff' WHERE id = 5"),
        ("trash", "UPDATE trash SET record = x'00' WHERE id = 5"),
        ("collections", "UPDATE collection SET created = x'ff', name = x'ff' WHERE id = 1"),
        ("people", "UPDATE identity SET label_code = 'HERO', country = x'ff' WHERE id = 1"),
        ("saved searches", "UPDATE saved_search SET query = x'ff', is_filter = 'x'"),
        ("watched sources", "UPDATE watched_source SET paused = 'x', articles = x'ff'"),
        ("proposals", "UPDATE proposal SET value = '[1' WHERE id = 1"),
        ("proposals", "UPDATE proposal SET kind = 'guess', origin = x'ff' WHERE id = 1"),
        ("history", "UPDATE edit SET kind = 'guess' WHERE id = 1"),
        ("history", "UPDATE edit SET items = '[', created = 'x', undone = 'x' WHERE id = 2"),
        ("search", "UPDATE article SET text = replace(text, 'a', 'e') WHERE id = 4"),
        ("tags", "UPDATE tag SET color = 'teal' WHERE name = 'strike'"),
        ("tags", "UPDATE tag SET name = CAST(x'41ff' AS TEXT) WHERE name = 'strike'"),
        ("rules", "UPDATE correction_rule SET words = 'Anders Lynd'"),
        ("corrections", "UPDATE correction SET start = start + 1 WHERE article = 1"),
        ("search", "UPDATE article SET published_from = x'ff', site = x'ff' WHERE id = 4"),
    ],
)
def test_a_damaged_record_is_marked_and_the_others_are_listed(
    path: Path, name: str, statement: str
) -> None:
    with Store(path) as store:
        whole = len(LISTS[name](store))
    execute_sql(path, statement)
    with Store(path) as store:
        records = LISTS[name](store)
        assert len(records) == whole
        damaged = [record for record in records if record.damaged]
        assert 0 < len(damaged) < max(whole, 2)
        for record in damaged:
            assert str(record)
            if hasattr(record, "to_json"):
                assert record.to_json()


def test_a_value_of_another_type_is_empty_and_the_rest_of_the_row_stays(path: Path) -> None:
    with Store(path) as store:
        before = store.articles.row(1)
    execute_sql(
        path, "UPDATE article SET events = x'ff', site = CAST(x'41ff' AS TEXT) WHERE id = 1"
    )
    with Store(path) as store:
        row = store.articles.row(1)
    assert (row.events, row.site, row.damaged) == (0, "A\ufffd", True)
    assert (row.title, row.words, row.published) == (before.title, before.words, before.published)


def test_a_damaged_edit_is_listed_and_cannot_be_undone(path: Path) -> None:
    execute_sql(path, "UPDATE edit SET description = description || '!' WHERE id = 2")
    listed = CliRunner().invoke(onrecord, ["history", "--store", str(path)])
    assert listed.exit_code == 0
    assert sum("Damaged: " in line for line in listed.output.splitlines()) == 1
    undone = CliRunner().invoke(onrecord, ["undo", "--store", str(path)])
    assert undone.exit_code == 0
    with Store(path) as store:
        while store.edits.next("undo").id != 2:  # type: ignore[union-attr]
            store.edits.undo()
    refused = CliRunner().invoke(onrecord, ["undo", "--store", str(path)])
    assert "Edit 2 of the log is damaged" in str(refused.exception or refused.output)


@pytest.mark.parametrize(
    ("command", "statement"),
    [
        ("list", "UPDATE article SET title = title || '!' WHERE id = 2"),
        ("trash", "UPDATE trash SET title = title || '!' WHERE id = 5"),
        ("collection", "UPDATE collection SET name = name || '!'"),
        ("quotes", "UPDATE quotation SET cue = 'sang' WHERE article = 4"),
        ("people", "UPDATE identity SET name = name || '!' WHERE id = 5"),
        ("watch", "UPDATE watched_source SET address = 'https://else.example'"),
        ("tag", "UPDATE tag SET color = 'teal' WHERE name = 'strike'"),
        ("tag --tree", "UPDATE tag SET color = 'teal' WHERE name = 'strike'"),
        ("corrections rules", "UPDATE correction_rule SET words = 'Anders Lynd'"),
        ("corrections rules", "UPDATE correction_rule SET value = x'ff'"),
    ],
)
def test_a_command_marks_and_counts_damaged_records(
    path: Path, command: str, statement: str
) -> None:
    execute_sql(path, statement)
    listed = CliRunner().invoke(onrecord, [*command.split(), "--store", str(path)])
    assert listed.exit_code == 0
    assert "(damaged)" in listed.stdout
    assert re.search(r"\d of \d+ records? (is|are) damaged", listed.stderr)
    assert "`onrecord check` lists the damage" in listed.stderr


def export_damaged(path: Path, form: str) -> tuple[str, str]:
    """Return an export of a whole store, and what it reports."""
    reported: list[str] = []
    with Store(path) as store:
        pieces = render(store, Selection(), form, warn=reported.append)
        return "".join(pieces), "\n".join(reported)


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.kind == "text"])
def test_an_export_leaves_damaged_contents_out_and_counts_them(path: Path, form: str) -> None:
    execute_sql(
        path,
        "UPDATE note SET body = 'planted words' WHERE id = 1",
        "UPDATE article SET title = 'Planted title' WHERE id = 2",
        "UPDATE quotation SET content = 'planted quotation' WHERE article = 4",
        "DELETE FROM article_tag WHERE article = 1",
        "UPDATE saved_search SET query = 'planted query'",
        "UPDATE tag SET name = 'planted tag' WHERE name = 'place'",
        "UPDATE collection SET name = 'planted collection'",
        "UPDATE correction_rule SET words = 'planted words'",
    )
    exported, reported = export_damaged(path, form)
    assert "lanted" not in exported
    for content in ("1 note", "1 article’s tags", "1 article,", "1 article’s findings"):
        assert content in reported
    for content in (
        "1 damaged tag of",
        "1 article’s damaged collection",
        "4 records of the library",
    ):
        assert content in reported


def test_an_export_of_a_whole_store_reports_no_damage(path: Path) -> None:
    assert "damaged" not in export_damaged(path, "jsonl")[1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reason SET origin = x'ff', args = CAST(id AS BLOB)",
        "UPDATE note_tag SET origin = x'ff'",
        "UPDATE article SET updated = '{', section = x'ff', remark = x'ff', language = x'ff'",
        "UPDATE wire_record SET issued = -7, status = x'ff'",
        "UPDATE machine_analysis SET findings = x'ff'",
        "UPDATE draft SET tags = '[[', start = 'x'",
        "UPDATE reading_state SET bookmarks = '[1', view = x'ff', position = 'x'",
        "UPDATE article_version SET published = x'ff', until = x'ff'",
        "UPDATE correction SET value = x'ff'",
        "UPDATE trash SET counted = x'ff'",
    ],
)
def test_commands_and_exports_work_with_unreadable_values(path: Path, statement: str) -> None:
    execute_sql(path, "PRAGMA ignore_check_constraints = ON", statement)
    for command in ("list --json", "show 1 --json", "show 4", "versions 14", "trash --json",
                    "search pilots --json", "export jsonl", "export annotations"):  # fmt: skip
        done = CliRunner().invoke(onrecord, [*command.split(), "--store", str(path)])
        assert done.exit_code == 0, (command, done.output, done.exception)


def test_an_unreadable_rule_is_listed_and_can_be_deleted(path: Path) -> None:
    execute_sql(path, "UPDATE correction_rule SET value = x'ff', words = x'4c696e64ff'")
    with Store(path) as store:
        [rule] = store.corrections.list_unreadable_rules()
        assert (rule.words, store.corrections.list_rules()) == ("Lind\ufffd", [])
    deleted = CliRunner().invoke(
        onrecord, ["corrections", "rules", "--delete", str(rule.id), "--store", str(path)]
    )
    assert deleted.exit_code == 0, deleted.output
    with Store(path) as store:
        assert store.corrections.list_unreadable_rules() == []


def test_a_damaged_rule_or_correction_changes_no_findings(path: Path) -> None:
    with Store(path) as store:
        before = store.articles.get(1).analysis
        assert "Mara M. Ortiz" in {entity.name for entity in before.entities}
        machine = store.corrections.machine_analysis(1)
    execute_sql(
        path,
        "UPDATE correction SET value = replace(value, 'Mara', 'Mora')",
        "UPDATE correction_rule SET value = replace(value, 'ORG', 'LOC')",
    )
    with Store(path) as store:
        store.analyses.save(1, machine)
        assert {entity.name for entity in store.articles.get(1).analysis.entities} == {
            entity.name for entity in machine.entities
        }
