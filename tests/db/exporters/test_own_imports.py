"""Each export format is imported as the articles that it was made of, or refused by its name."""

from pathlib import Path
from typing import Any, get_args

import pytest

from analysis.partial_dates import PartialDate
from db import Store
from db.exporters import FORMATS, TableName, export
from db.exporters.selection import Selection
from db.importers import ImportItem, ImportProblem, read_all
from db.models import Document
from tests.support.findings import analysis, document
from tests.support.hostile_library import add_hostile_article

TEXTS = (
    "\n  The quay is closed.\nNo one knows why.\n\n\n \t\n“We wait,” said Ana Reis.",
    "The boats are late.\n\nThey sail on Friday.\n",
)


@pytest.fixture
def noted_library(tmp_path: Path) -> Store:
    store = Store(tmp_path / "library.sqlite")
    article = store.articles.add(document(), analysis()).article
    store.notes.add(article, 0, 7, "Look here.", tags=["harbor"])
    for number, text in enumerate(TEXTS):
        store.imports.add(
            ImportItem(
                Document(text, f"Title {number}", "Ida Quill", "Coastwire", f"a{number}.txt",
                         PartialDate(2021, 3), "given", section="Port"),
                tags=("port", "to read"), starred=bool(number),
            ),
            None,
        )  # fmt: skip
    return store


def read_export(
    store: Store, form: str, target: Path, table: TableName = "quotations"
) -> dict[Path, list[Any]]:
    """Return the items and problems of each file of an export."""
    export(store, Selection(), form, target, table=table)
    files = sorted(target.rglob("*")) if target.is_dir() else [target]
    files = [file for file in files if file.is_file()]
    return {file: list(read_all(file)) for file in files}


def describe(found: Document) -> tuple[object, ...]:
    return (found.title, found.text, found.byline, found.site, found.source, found.section,
            found.published, found.published_from, found.language)  # fmt: skip


COMPLETE = [("json", "quotations"), ("jsonl", "quotations"), ("annotations", "quotations"),
            ("html", "quotations"), ("csv", "articles")]  # fmt: skip


@pytest.mark.parametrize(("form", "table"), COMPLETE)
def test_articles_return_as_they_were(
    noted_library: Store, tmp_path: Path, form: str, table: TableName
) -> None:
    target = tmp_path / f"export{FORMATS[form].extension}"
    [items] = read_export(noted_library, form, target, table).values()
    stored = [noted_library.articles.get(row.id).document for row in noted_library.articles.list()]
    assert sorted(describe(item.document) for item in items) == sorted(map(describe, stored))
    tags = {item.document.title: (item.tags, item.starred) for item in items}
    assert tags["Title 1"] == (("port", "to read"), True)


def test_a_page_returns_notes_at_their_words(noted_library: Store, tmp_path: Path) -> None:
    [items] = read_export(noted_library, "html", tmp_path / "export.html").values()
    [note] = [note for item in items for note in item.highlights]
    assert (note.start, note.end, note.body, note.tags) == (0, 7, "Look here.", ("harbor",))


def test_a_hostile_article_returns_from_a_page(tmp_path: Path) -> None:
    store = Store(tmp_path / "hostile.sqlite")
    add_hostile_article(store)
    [items] = read_export(store, "html", tmp_path / "export.html").values()
    stored = {store.articles.get(row.id).document.text for row in store.articles.list()}
    # a page cannot contain the character U+FFFF
    texts = {text.replace("\uffff", "\ufffd") for text in stored}
    assert {item.document.text for item in items} == texts


def test_an_edited_page_is_reported(noted_library: Store, tmp_path: Path) -> None:
    target = tmp_path / "export.html"
    export(noted_library, Selection(), "html", target)
    page = target.read_text("utf-8").replace("The boats are late.", "The boats are very late.")
    target.write_text(page, "utf-8")
    remarks = {
        item.document.title: item.document.remark
        for item in read_all(target)
        if isinstance(item, ImportItem)
    }
    assert "edited after its export" in remarks["Title 1"]
    assert not remarks["Title 0"]


REFUSED = {
    "markdown": "an export as Markdown",
    "obsidian": "a page of an export for Obsidian",
    "timelinejs": "a timeline for TimelineJS",
    "ics": "a calendar",
    "readwise": "a table of notes for Readwise",
    "tei": "a corpus in TEI",
    "conllu": "a corpus in CoNLL-U",
}
OTHER_TABLES = [table for table in get_args(TableName) if table != "articles"]


@pytest.mark.parametrize(
    ("form", "table", "message"),
    [(form, "quotations", message) for form, message in REFUSED.items()]
    + [("csv", table, f"a table of {table}") for table in OTHER_TABLES],
)
@pytest.mark.parametrize("renamed", [False, True])
def test_an_export_of_parts_is_refused_by_name(
    noted_library: Store, tmp_path: Path, form: str, table: TableName, message: str, renamed: bool
) -> None:
    target = tmp_path / f"export{FORMATS[form].extension}"
    for file, items in read_export(noted_library, form, target, table).items():
        if renamed:
            items = list(read_all(file.rename(file.with_suffix(".txt"))))
        [problem] = items
        assert isinstance(problem, ImportProblem), file
        assert message in problem.message


@pytest.mark.parametrize("ending", ["toml", "txt"])
def test_notes_as_text_for_git_are_refused_by_name(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"notes.{ending}"
    file.write_text("# onrecord: notes, tags and corrections of an article\n\n[[notes]]\n", "utf-8")
    [problem] = read_all(file)
    assert isinstance(problem, ImportProblem)
    assert "use `onrecord merge` instead" in problem.message


def test_references_and_projects_return_their_titles(noted_library: Store, tmp_path: Path) -> None:
    stored = {row.title for row in noted_library.articles.list()}
    for form in ("bibtex", "csl", "refi"):
        target = tmp_path / f"{form}{FORMATS[form].extension}"
        [items] = read_export(noted_library, form, target).values()
        assert {item.document.title for item in items} == stored


def test_texts_for_brat_return_and_their_annotations_are_refused(
    noted_library: Store, tmp_path: Path
) -> None:
    texts = {
        noted_library.articles.get(row.id).document.text for row in noted_library.articles.list()
    }
    read = set()
    for file, items in read_export(noted_library, "brat", tmp_path / "brat").items():
        [item] = items
        if file.suffix == ".txt":
            read.add(item.document.text)
        else:
            assert isinstance(item, ImportProblem)
    assert read == texts


def test_every_format_is_tested() -> None:
    tested = {form for form, _ in COMPLETE} | set(REFUSED) | {"bibtex", "csl", "refi", "brat"}
    assert tested == set(FORMATS)
