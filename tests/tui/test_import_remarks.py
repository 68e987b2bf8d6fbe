"""The remark on how an article was read stays with it, after the message of the import is gone."""

import json
from pathlib import Path

import pytest

from db import Store
from db.importers import ImportItem
from db.models import Document
from tests.support.cli import Run
from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp

TEXT = "The ferries of Port Luna stayed in the harbor on Tuesday."
REMARK = "the article has 11 of the page's 4,000 words: check its end"
PAGE = "https://courier.example/ferries"


@pytest.fixture
def remark_store(tmp_path: Path) -> Path:
    path = tmp_path / "remarks.sqlite"
    with Store(path) as store:
        store.imports.add(ImportItem(Document(TEXT, "Ferries", source=PAGE, remark=REMARK)), None)
    return path


def test_a_remark_is_printed_and_exported_with_its_article(
    remark_store: Path, tmp_path: Path, run: Run
) -> None:
    assert f"Remark of the import: {REMARK}" in run("show", "1", "--store", remark_store).err
    assert json.loads(run("show", "1", "--json", "--store", remark_store).out)["remark"] == REMARK
    exported = tmp_path / "export.jsonl"
    exported.write_text(run("export", "jsonl", "--store", remark_store).out, encoding="utf-8")
    second_store = tmp_path / "other.sqlite"
    run("add", exported, "--store", second_store)
    with Store(second_store) as store:
        assert store.articles.get(1).document.remark == REMARK


async def test_the_reader_shows_a_remark(remark_store: Path) -> None:
    app = OnRecordApp(remark_store)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Remark of the import: the article has 11" in screen_text(app.screen)


def test_a_new_version_has_its_own_remark(remark_store: Path) -> None:
    later = Document(f"{TEXT} They sail again.", "Ferries", source=PAGE)
    with Store(remark_store) as store:
        store.imports.add(ImportItem(later, accept=True), None)
        document = store.articles.get(1).document
    assert document.text.endswith("They sail again.")
    assert document.remark == ""


def test_a_remark_returns_with_its_article_from_the_trash(remark_store: Path) -> None:
    with Store(remark_store) as store:
        store.trash.move([1])
        store.trash.restore([1])
        assert store.articles.get(1).document.remark == REMARK
