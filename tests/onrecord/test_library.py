"""A library of articles from Python: what the docs do not show."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Store
from db.exporters import Selection, TableName, render
from onrecord import Library, NoStoreError, NotFound
from tests.support.findings import TEXT, analysis, document
from tests.support.prepared_stores import copy_store, create_store


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    path = tmp_path / "news.sqlite"
    copy_store(path, create_store)
    with Store(path) as store:
        store.articles.add(document(), analysis())
        yield Library(store)


def test_the_short_form_of_a_library_is_its_path(library: Library) -> None:
    assert repr(library) == f"Library({str(library.store.path)!r})"
    assert len(library) == 1


def test_a_missing_file_and_a_text_in_place_of_a_name_are_results_with_advice(
    library: Library, tmp_path: Path
) -> None:
    results = library.add(tmp_path / "missing.html", str(tmp_path / "*.pdf"), "A text.\nIts end.")
    problems = {result.name: result.problem for result in results}
    assert problems["A text. Its end."] == "is a text, not the name of a file; use `add_text`"
    assert problems["missing.html"] == "there is no such file; check its name"
    assert len(results) == 3
    assert len(library) == 1


def test_quotations_events_and_people_have_the_same_identities(library: Library) -> None:
    people = {person.id: person.name for person in library.people(type="all")}
    rows = list(library.quotations())
    assert [people[id] for row in rows for id in row.identities] == [
        row.speaker for row in rows if row.identities
    ]
    assert any(row.identities for row in rows)
    for event in library.timeline():
        assert {people[id] for id in event.identities} <= set(event.entities)
    spoken = {id for quotation in library.analysis(1).quotations for id in quotation.identities}
    assert spoken == {id for row in rows for id in row.identities}


def test_every_table_of_csv_has_the_ids_of_identities(library: Library) -> None:
    library.add_note(1, "Mara Ortiz", "Who is she?")
    (ortiz,) = library.people("ortiz")
    tables: tuple[TableName, ...] = ("quotations", "names", "notes", "articles")
    for table in tables:
        pieces = render(library.store, Selection(), "csv", table=table)
        header, *lines = "".join(pieces).splitlines()
        assert header.endswith(",identities")
        ids = {id for line in lines for id in line.rpartition(",")[2].strip('"').split("; ")}
        assert str(ortiz.id) in ids, table


def test_tables_of_articles_notes_and_hits_have_the_ids_of_identities(library: Library) -> None:
    (ortiz,) = library.people("ortiz")
    library.add_note(1, "Mara Ortiz", "Who is she?")
    library.add_note(1, "50%")
    library.add_note(1, "got a bucket")
    notes = {note["exact"]: note["identities"] for note in library.notes().to_dicts()}
    assert notes == {"Mara Ortiz": [ortiz.id], "50%": [], "got a bucket": [ortiz.id]}
    (article,) = library.articles().to_dicts()
    assert article["identities"] == sorted(each.id for each in library.people(type="all"))
    hits = library.search("bucket").to_dicts()
    assert {tuple(hit["identities"]) for hit in hits if hit["kind"] == "quotation"} == {(ortiz.id,)}


def test_a_note_is_on_words_that_occur_once_and_can_be_undone(library: Library) -> None:
    with pytest.raises(ValueError, match="several times; use more words"):
        library.add_note(1, "a")
    with pytest.raises(ValueError, match="does not have the words 'zeppelin'"):
        library.add_note(1, "zeppelin")
    start = TEXT.index("Mara Ortiz")
    assert library.add_note(1, (start, start + 4), "First").exact == "Mara"
    library.store.edits.undo()
    assert list(library.notes()) == []


def test_a_search_has_exact_hits_or_else_the_closest(library: Library) -> None:
    assert {hit.match for hit in library.search("bucket")} == {"exact"}
    closest = list(library.search("bucket zeppelin"))
    assert {hit.match for hit in closest} == {"closest"}
    assert closest[0].lacks == ("zeppelin",)
    assert list(library.search("zeppelin")) == []
    assert len(list(library.search("bucket", limit=1))) == 1
    assert len(library.search("bucket").to_dicts()) == len(list(library.search("bucket")))


def test_wrong_queries_formats_and_articles_are_refused_by_name(
    library: Library, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="parenthesis"):
        library.search("speaker:(")
    with pytest.raises(ValueError, match="parenthesis"):
        library.render("csv", "speaker:(")
    with pytest.raises(ValueError, match="there is no format 'docx'; choose from: markdown"):
        library.export("docx", tmp_path / "out")
    with pytest.raises(ValueError, match="there is no table 'verbs'"):
        library.render("csv", table="verbs")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        library.article(99)
    with pytest.raises(NoStoreError):
        Library.open(tmp_path / "none.sqlite", create=False)


def test_what_an_export_leaves_out_is_a_warning(library: Library, tmp_path: Path) -> None:
    library.add_note(1, "Mara Ortiz", "Who is she?")
    with pytest.warns(UserWarning, match="left out: .*1 note"):
        assert library.export("timelinejs", tmp_path / "events.json") == tmp_path / "events.json"
    with pytest.raises(FileExistsError):
        library.export("timelinejs", tmp_path / "events.json")
