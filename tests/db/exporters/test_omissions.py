"""An export reports what its format leaves out, and only that."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from db import Store
from db.corrections import RenameEntity
from db.exporters import (
    FORMATS,
    TABLE_NAMES,
    ExportOptions,
    ExportQuery,
    Selection,
    TableName,
    export,
)
from db.exporters.formats import format_contents
from db.exporters.omissions import CONTENTS, OF_LIBRARY, Content
from db.maintenance.integrity import accept_changes
from tests.support.files import execute_sql
from tests.support.findings import TEXT, analysis, document, span
from tests.support.hostile_library import add_hostile_library
from tests.support.thoroughness import one_in

FORMS: list[tuple[str, TableName]] = [
    *((form, "quotations") for form in FORMATS if form != "csv"),
    *(("csv", table) for table in TABLE_NAMES),
]
# Changes of a store that concern one content and nothing else.
CHANGES: dict[Content, str] = {
    "verdicts": "UPDATE note SET verdict = 'disputed'",
    "note stars": "UPDATE note SET starred = 1",
    "note colors": "UPDATE note SET color = 'green'",
    "note tags": "DELETE FROM note_tag",
    "note links": "UPDATE note SET quotation = 0",
    "note times": "UPDATE note SET created = '2020-02-02T02:02:02.000000+00:00'",
    "note pages": "UPDATE note SET page = 7",
    "note origins": "UPDATE note SET origin = '2026-03-12 theirs.jsonl', author = 'Ana Reis'",
    "notes": "UPDATE note SET body = 'Another body'",
    "corrections": """INSERT INTO correction (article, kind, start, "end", exact, value, created)
        SELECT article, kind, start, "end", 'Another', value, created FROM correction""",
    "tags": "DELETE FROM article_tag",
    "tag origins": "UPDATE article_tag SET origin = '2026-03-12 theirs.jsonl'",
    "collections": "UPDATE collection SET name = 'Trains'",
    "stars": "UPDATE reading_state SET starred = 1",
    "reading states": "UPDATE reading_state SET state = 'read'",
    "reading positions": "UPDATE reading_state SET position = 17",
    "bookmarks": """UPDATE reading_state SET bookmarks = '{"a": 3}'""",
    "drafts": """INSERT INTO draft (article, start, "end", body, tags, verdict, starred, changed)
        VALUES (1, 0, 3, 'Unfinished', '[]', '', 0, '2020-02-02T02:02:02.000000+00:00')""",
    "edited details": "UPDATE article SET origins = '{\"title\": \"given\"}'",
    "tag colors": "UPDATE tag SET color = 'teal'",
    "rules": """INSERT INTO correction_rule (kind, words, value, created)
        VALUES ('label', 'Port', '{"label": "ORG"}', '2020-02-02T02:02:02.000000+00:00')""",
    "saved searches": """INSERT INTO saved_search (name, query, created)
        VALUES ('Ports', 'port', '2020-02-02T02:02:02.000000+00:00')""",
    "confidences": """UPDATE quotation SET confidence = 0.3125;
        UPDATE event SET confidence = 0.3125; UPDATE entity SET confidence = 0.3125""",
    "reasons": "UPDATE reason SET args = json_object('sentence', 'another ' || id)",
}  # fmt: skip


@pytest.fixture(scope="module")
def annotated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("omissions") / "store.sqlite"
    with Store(path) as store:
        article = store.articles.add(document(), analysis()).article
        store.articles.set_tags(article, ["port"])
        store.collections.add("Ferry", [article])
        store.reading_state.set_flag("starred", article, False)
        store.notes.add(article, *span("“regrettable”"), "Whose word?", tags=["port"])
        store.corrections.add(article, *span("Mara Ortiz"), RenameEntity("Mara O."))
    return path


@pytest.fixture(scope="module")
def changed_stores(
    annotated_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Content, Store]]:
    """For each content, the annotated store with a change of it."""
    with ExitStack() as opened:
        stores = {}
        for content, statement in CHANGES.items():
            path = tmp_path_factory.mktemp("changed") / "store.sqlite"
            with (
                closing(sqlite3.connect(annotated_store)) as whole,
                closing(sqlite3.connect(path)) as copy,
            ):
                whole.backup(copy)
            execute_sql(path, *statement.split(";"))
            accept_changes(path)
            stores[content] = opened.enter_context(Store(path))
        yield stores


def exported_bytes(store: Store, form: str, table: TableName, folder: Path) -> dict[str, bytes]:
    """The files of an export by their names."""
    target = folder / "export"
    export(store, Selection(), form, target, table=table, over=True)
    files = [target] if target.is_file() else sorted(target.rglob("*"))
    files = [file for file in files if file.is_file()]
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize(("form", "table"), one_in(2, FORMS))
def test_a_format_carries_what_it_declares(
    form: str,
    table: TableName,
    annotated_store: Path,
    changed_stores: dict[Content, Store],
    tmp_path: Path,
) -> None:
    with Store(annotated_store) as store:
        before = exported_bytes(store, form, table, tmp_path)
    carried = set()
    for content, store in changed_stores.items():
        folder = tmp_path / content
        folder.mkdir()
        if exported_bytes(store, form, table, folder) != before:
            carried.add(content)
    assert carried == format_contents(form, table) & CHANGES.keys()


def omission_line(store: Store, form: str, folder: Path, **options: object) -> str:
    """The line about what an export to a file leaves out."""
    lines: list[str] = []
    export(store, Selection(), form, folder / form, warn=lines.append, **options)  # type: ignore[arg-type]
    return "; ".join(lines)


def test_a_calendar_reports_what_it_leaves_out_with_counts(store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "Whose?", verdict="disputed", color="green")
    store.reading_state.set_flag("starred", article, True)
    line = omission_line(store, "ics", tmp_path)
    assert line.startswith("left out: 1 text, 2 names, 2 quotations, 1 scare quote, ")
    assert "1 note, " in line
    assert "1 star" in line
    assert line.endswith("; the format jsonl has them")


def test_attributes_of_notes_are_counted_where_the_notes_are_carried(
    store: Store, tmp_path: Path
) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "Whose?", verdict="disputed", color="green")
    line = omission_line(store, "readwise", tmp_path)
    assert "1 verdict, 1 note color" in line
    assert "1 note," not in line


@pytest.mark.parametrize("form", ["json", "jsonl", "annotations"])
def test_a_complete_record_leaves_out_nothing(form: str, store: Store, tmp_path: Path) -> None:
    add_hostile_library(store)
    assert omission_line(store, form, tmp_path) == ""


def test_a_complete_record_reports_what_only_a_backup_has(store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    more = f"{TEXT}More."
    store.articles.add(document(more), analysis(more))
    store.trash.move([article])
    assert omission_line(store, "jsonl", tmp_path) == (
        "left out: 1 article in the trash; a backup has it"
    )


def test_what_the_user_excludes_is_not_left_out(store: Store, tmp_path: Path) -> None:
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, *span("“regrettable”"), "Whose?", verdict="disputed")
    options = ExportOptions(frozenset({"events"}))
    line = omission_line(store, "ics", tmp_path, options=options)
    assert line == "left out: 1 confidence; the format jsonl has it"


def test_the_rows_of_a_list_leave_out_nothing_of_their_articles(
    store: Store, tmp_path: Path
) -> None:
    article = store.articles.add(document(), analysis()).article
    store.articles.set_tags(article, ["port"])
    selection = ExportQuery(query="bucket", row_kind="quotation").select(store)
    lines: list[str] = []
    export(store, selection, "csv", tmp_path / "table.csv", warn=lines.append)
    assert lines == []


def test_every_content_is_carried_by_some_format_or_named_as_left_out() -> None:
    carried = set().union(*(format_contents(form, table) for form, table in FORMS))
    assert carried == CONTENTS - OF_LIBRARY


def test_a_partial_date_is_in_the_formats_that_declare_it(
    annotated_store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(annotated_store)) as whole, closing(sqlite3.connect(path)) as copy:
        whole.backup(copy)
    execute_sql(path, "UPDATE article SET published = '1987-04'")
    accept_changes(path)
    with Store(path) as store:
        for form, table in FORMS:
            folder = tmp_path / f"{form}-{table}"
            found = b"".join(exported_bytes(store, form, table, folder).values())
            if form == "refi":
                with ZipFile(folder / "export") as packed:
                    found = packed.read("project.qde")
            is_there = b"1987-04" in found or b"[[1987, 4]]" in found
            assert is_there == ("partial dates" in format_contents(form, table)), (form, table)
            assert b"1987-04-0" not in found, form
