"""`export jsonl` and `add --own` move everything to another store."""

import datetime
import json
import os
from pathlib import Path

import pytest

from db import Store
from db.corrections import RenameEntity, SetLabel
from db.ingest import IngestService
from tests.db.exporters.test_library_round_trip import dump_typed
from tests.db.exporters.test_people_round_trip import dump_people
from tests.support.cli import Run
from tests.support.findings import analysis, document, span
from tests.support.identities import add_people, entity, who


@pytest.fixture
def typed_store(run: Run) -> Path:
    """Return the path of a store with a value of every kind that a reader types."""
    assert run("paths").code == 0  # the variable of the store is set
    path = Path(os.environ["ONRECORD_STORE"])
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        add_people(store, "One", entity(0, "Ana Reis"))
        add_people(store, "Two", entity(0, "Bo Ek"))
        for each in store.articles.list_ids():
            IngestService(store).analyze(each)
        store.articles.set_tags(article, ["ports/north"])
        store.tag_edits.color(["ports", "ports/north"], "teal")
        store.notes.add(article, *span("“regrettable”"), "Whose?", color="red", verdict="disputed")
        store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara O."))
        store.corrections.add_rule("Port Luna", SetLabel("ORG"))
        store.corrections.reapply_rules(article)
        store.collections.create("Empty")
        store.search.save("Strikes", "strike")
        store.reading_state.save_bookmarks(article, {"a": 3})
        store.identities.merge(who(store, "Bo Ek").id, who(store, "Ana Reis").id)
    return path


def test_everything_moves_to_another_store(run: Run, typed_store: Path, tmp_path: Path) -> None:
    file, copy = tmp_path / "everything.jsonl", tmp_path / "copy.sqlite"
    exported = run("export", "jsonl", "-o", file)
    assert (exported.code, "left out" in exported.err) == (0, False)
    added = run("add", file, "--own", "--store", copy)
    assert added.code == 0, added.err
    with Store(typed_store) as store, Store(copy) as copied_store:
        assert dump_typed(copied_store) == dump_typed(store)
        assert dump_people(copied_store) == dump_people(store)


def test_an_empty_library_gets_all_of_a_file_and_says_where_it_is_from(
    run: Run, typed_store: Path, tmp_path: Path
) -> None:
    file, copy = tmp_path / "everything.jsonl", tmp_path / "copy.sqlite"
    assert run("export", "jsonl", "-o", file).code == 0
    added = run("add", file, "--store", copy)
    assert added.code == 0, added.err
    assert "1 note added" in added.err
    assert "findings of 3 articles computed here" in added.err
    origin = f"{datetime.date.today()} everything.jsonl"
    with Store(typed_store) as store, Store(copy) as copied_store:
        assert [note.origin for note in copied_store.notes.list()] == [origin]
        moved = json.dumps(dump_typed(copied_store)).replace(origin, "")
        assert moved == json.dumps(dump_typed(store))
        assert dump_people(copied_store) == dump_people(store)
    undone = run("undo", "--store", copy)
    assert "Accepted 1 change of everything.jsonl" in undone.out + undone.err


@pytest.mark.usefixtures("typed_store")
def test_an_export_reports_what_it_leaves_out_on_standard_error(run: Run) -> None:
    ended = run("export", "ics")
    assert "left out: " in ended.err
    assert "1 note, 1 correction, 1 tag" in ended.err
    assert "left out" not in ended.out
    assert run("export", "ics", "--quiet").err == ""
