"""Files of notes: they come back equal, merge in git, and are refused by the line."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.structs import replace
from db import Store
from db.corrections import RenameEntity
from db.errors import ImportingError
from db.exchange.changes import find_file_changes
from db.exchange.folder_import import ImportedFile, import_note_files
from db.exporters import ExportOptions, Selection, export
from db.exporters.note_files import format_note_file, number_notes
from db.exporters.selection import ExportedArticle, load_articles
from db.importers.note_files import NoteFile, parse_note_file
from tests.support.findings import analysis, document, span
from tests.support.prepared_stores import copy_store

BODIES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=20),
        st.sampled_from(
            ['"""', "\\", "<<<<<<< HEAD", "=======", ">>>>>>> theirs", "[[notes]]", "# ¶ 2", "'",
             "tab\tand blank ", " ", "", '"', "'''", '\\"']
        ),
    ),
    max_size=4,
).map("\n".join)  # fmt: skip


def make_store(path: Path) -> None:
    """Store an article with a note, a tag and a correction."""
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.articles.set_tags(article, ["port"])
        store.notes.add(article, *span("“regrettable”"), "Whose word?\n\nAsk.", tags=["ask", "ü"])
        store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara O."))


@pytest.fixture
def two_stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """The stores of two people, each with the same article."""
    for name in ("ana", "bo"):
        copy_store(tmp_path / f"{name}.sqlite", make_store)
    with Store(tmp_path / "ana.sqlite") as ana, Store(tmp_path / "bo.sqlite") as bo:
        yield ana, bo


def load_exported(store: Store) -> ExportedArticle:
    [article] = load_articles(store, Selection(), ExportOptions())
    return article


def note_file_of(store: Store) -> NoteFile:
    return parse_note_file(format_note_file(load_exported(store)).encode())


def git(folder: Path, *arguments: str) -> int:
    names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
    return subprocess.run(["git", "-C", folder, *names, *arguments], capture_output=True).returncode


def commit(store: Store, folder: Path) -> Path:
    """Export the notes of a store to a folder, and commit them; return the only file."""
    export(store, Selection(), "toml", folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "notes")
    [file] = folder.glob("*.toml")
    return file


def import_from(store: Store, folder: Path) -> ImportedFile:
    [result] = import_note_files(store, [folder])
    return result


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> ExportedArticle:
    path = tmp_path_factory.mktemp("exported") / "store.sqlite"
    copy_store(path, make_store)
    with Store(path) as store:
        return load_exported(store)


@given(BODIES, st.lists(BODIES, max_size=3))
def test_what_is_written_is_read_again(
    exported: ExportedArticle, body: str, tags: list[str]
) -> None:
    note = replace(exported.notes[0], body=body, tags=tuple(tags), exact=body)
    written = format_note_file(replace(exported, notes=(note,)))
    [entry] = parse_note_file(written.replace("\n", "\r\n").encode()).notes
    assert entry.highlight.body == body
    assert entry.highlight.exact == body
    assert sorted(entry.highlight.tags) == sorted(tags)
    assert (entry.highlight.start, entry.highlight.end) == (note.start, note.end)


def test_an_import_into_a_store_without_notes_gives_an_equal_file(
    two_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    ana, bo = two_stores
    bo.notes.delete(bo.notes.list()[0].id)
    bo.articles.set_tags(1, [])
    bo.corrections.revert(bo.corrections.list_of_article(1)[0].id)
    bare = note_file_of(bo)
    export(ana, Selection(), "toml", tmp_path / "notes")
    found = import_from(bo, tmp_path / "notes")
    assert (found.notes_added, found.tags, found.corrections) == (1, 1, 1)
    assert note_file_of(bo) == note_file_of(ana)
    assert [entity.name for entity in load_exported(bo).entities] == [
        entity.name for entity in load_exported(ana).entities
    ]
    assert not import_from(bo, tmp_path / "notes").is_changed
    assert bo.edits.undo() is not None
    assert note_file_of(bo) == bare


def test_the_authors_of_notes_tags_verdicts_and_corrections_come_back(
    two_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    ana, bo = two_stores
    ana.set_reader(lambda: "Ana")
    bo.set_reader(lambda: "Bo")
    export(ana, Selection(), "toml", tmp_path)
    import_from(bo, tmp_path)
    [old] = ana.notes.list()
    ana.notes.edit(old.id, tags=[*old.tags, "new"], verdict="disputed")
    ana.notes.add(1, 0, 4, "Why?", tags=["why"])
    ana.articles.tag([1], ["ferry"])
    ana.corrections.add(1, *span("PORT LUNA"), RenameEntity("Luna"))
    export(ana, Selection(), "toml", tmp_path)
    import_from(bo, tmp_path)
    assert note_file_of(bo) == note_file_of(ana)
    assert bo.articles.origins(1).tag_authors == {"ferry": "Ana"}
    authors = [(note.author, note.verdict_author, note.tag_authors) for note in bo.notes.list()]
    assert authors == [("Ana", "", {"why": "Ana"}), ("", "Ana", {"new": "Ana"})]


def test_git_merges_independent_changes_of_two_people(
    two_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    ana, bo = two_stores
    here, there = tmp_path / "ana", tmp_path / "bo"
    here.mkdir()
    if git(here, "init", "-qb", "main"):
        pytest.skip("git is not installed")
    [note] = ana.notes.list()
    commit(ana, here)
    git(tmp_path, "clone", "-q", str(here), str(there))
    assert not import_from(bo, there).is_changed
    # different paragraphs, and different fields of one note
    ana.notes.add(1, 0, 4, "The first words.", color="green")
    ana.notes.edit(note.id, verdict="disputed")
    commit(ana, here)
    end = len(load_exported(bo).document.text)
    bo.notes.add(1, end - 20, end - 10, "Near the end.", tags=["end"])
    bo.notes.edit(note.id, body="Whose word?\n\nAsked.", tags=["ask", "done"])
    bo.articles.tag([1], ["ferry"])
    commit(bo, there)
    assert git(there, "pull", "-q", "--no-rebase", "--no-edit") == 0
    found = import_from(bo, there)
    assert (found.notes_added, found.notes_edited, found.conflicts) == (1, 1, 0)
    git(here, "pull", "-q", str(there), "main")
    assert import_from(ana, here).notes_added == 1
    assert note_file_of(ana) == note_file_of(bo)
    assert len(ana.notes.list()) == 3
    assert {*ana.articles.row(1).tags} == {"port", "ferry"}
    assert next(each for each in ana.notes.list() if each.id == note.id).verdict == "disputed"
    # a deletion comes over, and the export changes nothing more
    ana.notes.delete(note.id)
    commit(ana, here)
    git(there, "pull", "-q", "--no-edit")
    assert import_from(bo, there).notes_deleted == 1
    commit(bo, there)
    assert git(there, "diff", "--quiet", "HEAD", "origin/main") == 0


def test_a_conflict_of_git_is_refused_with_its_line(
    two_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    ana, bo = two_stores
    here, there = tmp_path / "ana", tmp_path / "bo"
    here.mkdir()
    if git(here, "init", "-qb", "main"):
        pytest.skip("git is not installed")
    commit(ana, here)
    git(tmp_path, "clone", "-q", str(here), str(there))
    import_from(bo, there)
    for store, folder, body in ((ana, here, "Hers."), (bo, there, "His.")):
        store.notes.edit(store.notes.list()[0].id, body=body)
        file = commit(store, folder)
    assert git(there, "pull", "-q", "--no-rebase", "--no-edit") != 0
    found = import_from(bo, there)
    lines = file.read_text("utf-8").splitlines()
    line = next(at for at, line in enumerate(lines, 1) if line.startswith("<<<<<<< "))
    assert found.problem.startswith(f"line {line}: a conflict of git is not resolved")
    with pytest.raises(FileExistsError, match="not in the store"):
        export(bo, Selection(), "toml", there)
    assert [note.body for note in bo.notes.list()] == ["His."]


def test_a_note_that_both_edited_is_there_twice(
    two_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    ana, bo = two_stores
    folder = tmp_path / "notes"
    export(bo, Selection(), "toml", folder)
    ana.notes.edit(ana.notes.list()[0].id, body="Hers.")
    [file] = folder.glob("*.toml")
    file.write_text(format_note_file(load_exported(ana)), "utf-8")
    bo.notes.edit(bo.notes.list()[0].id, body="His.")
    assert import_from(bo, folder).conflicts == 1
    assert {note.body for note in bo.notes.list()} == {"His.", "Hers."}
    changes = find_file_changes(
        note_file_of(bo), replace(note_file_of(bo), notes=()), note_file_of(ana)
    )
    assert (changes.deleted, changes.conflicts) == ((), 1)  # deleted there, edited here


def test_notes_of_one_moment_have_ids_that_stay_when_another_one_is_deleted(
    exported: ExportedArticle,
) -> None:
    [note] = exported.notes
    several = [replace(note, id=id, start=at, end=at + 3) for id, at in enumerate((9, 30, 30, 50))]
    ids = [id.partition(" ")[2] for id, _ in number_notes(several)]
    assert ids == ["9", "30", "31", "50"]
    assert [id.partition(" ")[2] for id, _ in number_notes(several[1:])] == ids[1:]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('color = "yellow"', 'color = "mauve"', "color: mauve is none of"),
        ("span = [", "span = [9999, ", ""),
        ("starred = false", "starred = false\nmarked = true", ""),
        ('id = "2', 'id = "x2', "id: 'x2"),
    ],
)
def test_a_wrong_value_is_refused_with_the_line_of_its_note(
    exported: ExportedArticle, old: str, new: str, problem: str
) -> None:
    written = format_note_file(exported)
    line = written[: written.index("[[notes]]")].count("\n") + 1
    at = written.index(old, written.index("[[notes]]"))
    with pytest.raises(ImportingError) as error:
        parse_note_file((written[:at] + written[at:].replace(old, new, 1)).encode())
    assert str(error.value).startswith(f"line {line}: {problem}")


def test_a_file_of_another_kind_is_refused(exported: ExportedArticle) -> None:
    written = format_note_file(exported)
    line = written[: written.index("starred")].count("\n") + 1
    with pytest.raises(ImportingError, match=f"^line {line}: is not valid TOML"):
        parse_note_file(written.replace("starred = false", "starred = no").encode())
    with pytest.raises(ImportingError, match="is not a file of notes"):
        parse_note_file(written.replace("[[notes]]", "[[remarks]]").encode())
    with pytest.raises(ImportingError, match="is no kind of correction"):
        parse_note_file(written.replace("kind = ", "kind = 'x' #").encode())
    with pytest.raises(ImportingError, match="is not UTF-8"):
        parse_note_file(written.encode("utf-16"))
    with pytest.raises(ImportingError, match="is not a file of notes"):
        parse_note_file(f"text = {'[' * 5000}".encode())


def test_two_versions_of_one_note_are_refused_with_both_lines(exported: ExportedArticle) -> None:
    written = format_note_file(exported)
    block = written[written.index("[[notes]]") :]
    doubled = written + block
    assert len(parse_note_file(doubled.encode()).notes) == 1
    changed = written + block.replace("Ask.", "Do not ask.")
    line = written[: written.index("[[notes]]")].count("\n") + 1
    with pytest.raises(ImportingError, match=rf"^line \d+: the note of line {line} again"):
        parse_note_file(changed.encode())


def test_a_file_of_an_unknown_article_and_parts_of_notes_are_refused(
    two_stores: tuple[Store, Store], tmp_path: Path
) -> None:
    ana, bo = two_stores
    with pytest.raises(ValueError, match="toml needs the notes"):
        export(ana, Selection(), "toml", tmp_path / "part", ExportOptions(frozenset({"notes"})))
    export(ana, Selection(), "toml", tmp_path / "notes")
    bo.trash.move([1])
    assert import_from(bo, tmp_path / "notes").problem.startswith("no article has this text")
    [page] = import_note_files(bo, [tmp_path / "page.html"])
    assert "use `onrecord add`" in page.problem
