"""Two stores become one, with the work of both readers."""

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Analysis
from db import Store
from db.corrections import RemoveQuotation, RenameEntity
from db.corrections.models import SetLabel
from db.errors import ImportingError, StoreError
from db.exporters import Selection, render
from db.library_records import LibraryRecord
from db.maintenance.integrity import check_store
from db.merge.store_merge import MergeReport, StoreMerge
from db.models import Document, NoteColor, Verdict
from db.proposed_changes import ProposalKind
from tests.support.copied_library import copy_analyses
from tests.support.findings import TEXT, analysis, document, span
from tests.support.older_store import write_store_of_version_30
from tests.support.prepared_stores import copy_store, create_store
from tests.support.shared_work import add_plain, write_annotated
from tests.support.thoroughness import count_examples

_TEXTS = (TEXT, f"{TEXT}\nA second edition.", "The ferry stops. It will come back in May.")


class Step(NamedTuple):
    """A step of work on one of the texts, by one of two readers."""

    kind: str
    text: int
    number: int
    is_first: bool


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["note", "tag", "collection", "star", "rename", "remove", "rule", "mark"]),
        st.integers(0, 2), st.integers(0, 3), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


def do_step(store: Store, step: Step) -> None:
    """Do a step, on an article that is added first if the store lacks it; steps never conflict."""
    store.set_reader(lambda: "Ana" if step.is_first else "Ben")
    text, number = _TEXTS[step.text], step.number
    found = [id for id in store.articles.list_ids() if store.articles.text(id) == text]
    if found:
        article = found[0]
    elif step.text == 2:
        article = add_plain(store, text)
    else:
        article = store.articles.add(document(text), analysis(text)).article
    match step.kind:
        case "note":
            reader = "first" if step.is_first else "second"
            verdict: Verdict = "checked" if number else ""
            color: NoteColor = "red" if number else "yellow"
            store.notes.add(article, number, number + 5, f"{reader} {number}",
                            tags=[f"t{number}"], verdict=verdict, color=color)  # fmt: skip
        case "tag":
            store.articles.tag([article], [f"tag {number}"])
        case "collection":
            store.collections.add(f"Box {number}", [article])
        case "star":
            store.reading_state.set_flag("starred", article, True)
        case "rename" if step.text < 2 and not store.corrections.list_of_article(article):
            store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara M. Ortiz"))
        case "remove" if step.text < 2 and not store.corrections.list_of_article(article):
            store.corrections.add(article, *span("“regrettable”"), RemoveQuotation())
        case "rule":
            store.corrections.add_rule(f"Port Luna {number}", SetLabel("ORG"))


def describe_library(store: Store) -> dict[str, Any]:
    """Return the work in a store by the texts, without ids, times and who did the same twice."""
    found: dict[str, Any] = {}
    for article in store.articles.list_ids():
        row = store.articles.row(article)
        notes = {
            (note.start, note.exact, note.body, note.tags, note.verdict, note.color, note.author)
            for note in store.notes.list(article)
        }
        changes = {(c.start, str(c.change)) for c in store.corrections.list_of_article(article)}
        found[store.articles.text(article)] = (
            notes, row.tags, row.collections, row.starred, changes,
            store.articles.get(article).analysis,
        )  # fmt: skip
    found["rules"] = {(rule.words, str(rule.change)) for rule in store.corrections.list_rules()}
    return found


def merge_file(store: Store, path: Path, *, has_reading_state: bool = True) -> MergeReport:
    """Merge a file as the command does, apart from analyses."""
    merging = StoreMerge(store, path, has_reading_state=has_reading_state)
    report = merging.run()
    merging.merge_people()
    return report


@settings(max_examples=count_examples(12), deadline=None)
@given(steps)
def test_work_in_two_stores_merged_equals_work_in_one(work: Sequence[Step]) -> None:
    work = [step for at, step in enumerate(work) if _is_clear(work[:at], step)]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.sqlite" for name in ("single", "first", "second", "later")]
        for path in paths[:3]:
            copy_store(path, create_store)
        for at, path in enumerate(paths[:3]):
            with Store(path) as store:
                for step in work:
                    if at == 0 or step.is_first == (at == 1):
                        do_step(store, step)
        single, first, second, later = paths
        shutil.copyfile(second, later)
        with Store(single) as store:
            expected = describe_library(store)
        with Store(first) as store:
            merge_file(store, second)
            assert describe_library(store) == expected
            assert store.proposals.count() == 0
            again = merge_file(store, second)
            assert (again.added, again.changed, again.proposed) == ((), 0, 0)
            assert describe_library(store) == expected
        with Store(later) as store:
            merge_file(store, first)
            assert describe_library(store) == expected


def _is_clear(earlier: Sequence[Step], step: Step) -> bool:
    """Return True unless both readers correct the same finding, or a step comes twice."""
    if step.kind in ("rename", "remove"):
        return not any(e.kind in ("rename", "remove") and e.text == step.text for e in earlier)
    return step.kind != "note" or step not in earlier


def test_one_step_of_undo_takes_a_merge_back(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "source.sqlite"
    copy_store(source, write_annotated)
    article = store.articles.add(document(), analysis()).article
    store.collections.add("Mine", [article])
    before = describe_library(store)
    report = merge_file(store, source)
    assert (len(report.added), report.compared, report.proposed) == (1, 1, 0)
    assert report.changed
    merged = describe_library(store)
    [edit] = store.edits.list()
    assert edit.description == "Merged source.sqlite"
    assert store.edits.undo() is not None
    assert describe_library(store) == before
    assert store.trash.count() == 1
    assert store.edits.redo() is not None
    assert describe_library(store) == merged
    store.close()
    assert check_store(tmp_path / "store.sqlite").whole


def test_two_merges_of_files_of_one_name_are_two_steps_of_undo(
    store: Store, tmp_path: Path
) -> None:
    states = [describe_library(store)]
    for folder, text in (("ana", "The pier closed."), ("ben", "The ferry was late.")):
        source = tmp_path / folder / "source.sqlite"
        source.parent.mkdir()
        with Store(source) as colleague:
            colleague.articles.add(Document(text), Analysis(text))
        merge_file(store, source)
        states.append(describe_library(store))
    assert [edit.description for edit in store.edits.list()] == ["Merged source.sqlite"] * 2
    for state in reversed(states[:-1]):
        assert store.edits.undo() is not None
        assert describe_library(store) == state


def write_decision_about_people(path: Path) -> None:
    """Create or change a store in which the first two people are marked as distinct."""
    with Store(path) as colleague:
        if not colleague.articles.list_ids():
            colleague.articles.add(document(), analysis())
        first, second = colleague.identities.rows(sort="all", order="name")[:2]
        colleague.identities.mark_distinct(first.id, second.id)


def test_a_merge_that_ended_before_the_decisions_about_people_is_continued(
    store: Store, tmp_path: Path
) -> None:
    source = tmp_path / "source.sqlite"
    write_decision_about_people(source)
    with Store(source) as colleague:
        before = describe_library(store)
        report = StoreMerge(store, source).run()  # its process is killed after the last commit
        copy_analyses(colleague, store)
    assert [edit.description for edit in store.edits.list()] == ["Merging source.sqlite"]
    continued = StoreMerge(store, source)
    assert (len(report.added), continued.run().added) == (1, ())
    assert continued.merge_people() == (1, 0)
    assert [edit.description for edit in store.edits.list()] == ["Merged source.sqlite"]
    assert store.edits.undo() is not None
    assert describe_library(store) == before
    assert store.library.load_people() == LibraryRecord()
    assert store.edits.undo() is None


def test_a_merge_of_decisions_about_people_alone_is_its_own_step_of_undo(
    store: Store, tmp_path: Path
) -> None:
    source = tmp_path / "source.sqlite"
    with Store(source) as colleague:
        colleague.articles.add(document(), analysis())
        merge_file(store, source)
        copy_analyses(colleague, store)
    merged = describe_library(store)
    write_decision_about_people(source)
    merge_file(store, source)
    assert store.library.load_people() != LibraryRecord()
    assert [edit.description for edit in store.edits.list()] == ["Merged source.sqlite"] * 2
    assert store.edits.undo() is not None
    assert describe_library(store) == merged
    assert store.library.load_people() == LibraryRecord()


def test_conflicts_wait_as_proposals(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "source.sqlite"
    with Store(source) as colleague:
        _judge(colleague, "disputed", "red", "Mara O.", "PERSON")
    _judge(store, "checked", "blue", "Mara Ortiz-Vega", "ORG")
    before = describe_library(store)
    report = merge_file(store, source)
    kinds = [proposal.kind for proposal in store.proposals.list()]
    expected: list[ProposalKind] = ["rule", "note", "correction", "details"]
    assert sorted(set(kinds)) == sorted(expected)
    assert report.proposed == len(kinds)
    assert describe_library(store) == before
    assert merge_file(store, source).proposed == 0


def _judge(store: Store, verdict: Any, color: Any, name: str, label: Any) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, 0, 7, "where?", verdict=verdict, color=color)
    store.corrections.add(article, *span("Mara Ortiz"), RenameEntity(name))
    store.corrections.add_rule("Nowhere Pier", SetLabel(label))
    store.articles.set_metadata(article, published=f"2026-03-{10 + len(name)}")


def test_decisions_about_people_are_merged(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "source.sqlite"
    with Store(source) as colleague:
        colleague.articles.add(document(), analysis())
        first, second = colleague.identities.rows(sort="all", order="name")[:2]
        colleague.identities.merge(first.id, second.id)
        expected = {row.name for row in colleague.identities.rows(sort="all", order="name")}
    store.articles.add(document(), analysis())
    merge_file(store, source)
    assert {row.name for row in store.identities.rows(sort="all", order="name")} == expected


def test_the_merged_file_is_only_read(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "given" / "source.sqlite"
    copy_store(source, write_annotated)
    with closing(sqlite3.connect(source)) as sqlite:
        sqlite.execute("PRAGMA journal_mode = DELETE")  # as a backup is
    before = source.read_bytes(), source.stat().st_mtime_ns
    assert len(merge_file(store, source).added) == 2
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
    assert [path.name for path in source.parent.iterdir()] == ["source.sqlite"]


def test_a_damaged_store_is_refused_and_an_older_one_migrated_in_a_copy(
    store: Store, tmp_path: Path
) -> None:
    older, damaged = tmp_path / "older.sqlite", tmp_path / "damaged.sqlite"
    copy_store(damaged, write_annotated)
    write_store_of_version_30(older)
    before = older.read_bytes()
    with closing(sqlite3.connect(damaged)) as sqlite, sqlite:
        sqlite.execute("UPDATE note SET body = 'elsewhere'")
    with pytest.raises(StoreError, match="has damaged records"):
        merge_file(store, damaged)
    assert not store.articles.list_ids()
    assert len(merge_file(store, older).added) == 3
    assert older.read_bytes() == before


def test_a_person_merged_here_and_kept_apart_there_is_a_conflict(
    store: Store, tmp_path: Path
) -> None:
    source = tmp_path / "source.sqlite"
    with Store(source) as colleague:
        colleague.articles.add(document(), analysis())
        first, second = colleague.identities.rows(sort="all", order="name")[:2]
        colleague.identities.mark_distinct(first.id, second.id)
    store.articles.add(document(), analysis())
    first, second = store.identities.rows(sort="all", order="name")[:2]
    store.identities.merge(first.id, second.id)
    before = store.library.load_people()
    for proposed in (1, 0):
        merging = StoreMerge(store, source)
        merging.run()
        assert merging.merge_people() == (0, proposed)
    assert store.library.load_people() == before
    assert [proposal.kind for proposal in store.proposals.list()] == ["people"]


def test_an_export_is_merged_like_its_store(store: Store, tmp_path: Path) -> None:
    source, export = tmp_path / "source.sqlite", tmp_path / "notes.jsonl"
    copy_store(source, write_annotated)
    with Store(source) as colleague:
        export.write_text("".join(render(colleague, Selection(), "jsonl")), encoding="utf-8")
        report = merge_file(store, export)
        assert report.pending == report.added
        copy_analyses(colleague, store)
        assert describe_library(store) == describe_library(colleague)


def test_files_that_cannot_be_merged_are_refused_by_name(store: Store, tmp_path: Path) -> None:
    text = tmp_path / "note.txt"
    text.write_text("The ferry stops. It will come back in May.")
    with pytest.raises(ImportingError, match="neither a store nor an export"):
        merge_file(store, text)
    with pytest.raises(StoreError, match="is the store itself"):
        merge_file(store, tmp_path / "store.sqlite")
