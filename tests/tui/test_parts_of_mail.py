"""An article that was attached to a mail names it: on screens, in exports and searches."""

import json
from pathlib import Path

import pytest

from db import Store
from db.importers import ImportItem
from db.models import Document
from tests.support.cli import Run
from tests.support.pilot import screen_text, settle
from tui.app import OnRecordApp

MAIL = """From: Mara Ortiz <mara@harbor.example>
To: desk@coast.example
Subject: Minutes of the harbor
Date: Wed, 3 Mar 2021 08:00:00 +0000
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

See the note below, which no one has signed.

--b
Content-Type: text/plain; name=note.txt
Content-Disposition: attachment; filename=note.txt

The ferries of Port Luna stayed in the port on Tuesday.
--b
Content-Type: image/png; name=map.png
Content-Disposition: attachment; filename=map.png

\x89PNG
--b--
"""
LABEL = "Minutes of the harbor (mail from Mara Ortiz, 2021-03-03)"


@pytest.fixture
def mail_store(tmp_path: Path, run: Run) -> Path:
    mail, path = tmp_path / "minutes.eml", tmp_path / "mail.sqlite"
    mail.write_text(MAIL, encoding="latin-1")
    run("add", mail, "--store", path)
    return path


def attachment_id(path: Path) -> int:
    with Store(path) as store:
        return next(row.id for row in store.articles.list() if row.words == 11)


def test_a_part_of_a_mail_names_it(mail_store: Path, run: Run) -> None:
    note = attachment_id(mail_store)
    assert f"Part of: {LABEL}" in run("show", note, "--store", mail_store).err
    assert json.loads(run("show", note, "--json", "--store", mail_store).out)["part_of"] == LABEL


def test_unread_attachments_are_named_with_the_mail(mail_store: Path) -> None:
    with Store(mail_store) as store:
        remarks = [store.articles.get(row.id).document.remark for row in store.articles.list()]
    assert sorted(remarks) == ["", "1 attachment was not read: map.png (a picture)"]


def test_a_part_is_found_by_its_mail(mail_store: Path, run: Run) -> None:
    query = 'source:"minutes of the harbor"'
    hits = json.loads(run("search", query, "--json", "--store", mail_store).out)
    assert attachment_id(mail_store) in {hit["article"] for hit in hits}


def test_the_mail_of_a_part_returns_from_an_export(
    mail_store: Path, tmp_path: Path, run: Run
) -> None:
    exported, second_store = tmp_path / "export.jsonl", tmp_path / "other.sqlite"
    exported.write_text(run("export", "jsonl", "--store", mail_store).out, encoding="utf-8")
    run("add", exported, "--store", second_store)
    with Store(second_store) as store:
        assert store.articles.get(attachment_id(second_store)).document.part_of == LABEL


def test_the_mail_of_a_part_returns_from_the_trash(mail_store: Path, run: Run) -> None:
    note = attachment_id(mail_store)
    run("delete", str(note), "--store", mail_store)
    run("restore", str(note), "--store", mail_store)
    with Store(mail_store) as store:
        assert store.articles.get(note).document.part_of == LABEL


async def test_the_reader_shows_the_mail_of_a_part(tmp_path: Path) -> None:
    path = tmp_path / "part.sqlite"
    with Store(path) as store:
        document = Document("The ferries stayed in the port on Tuesday.", part_of=LABEL)
        store.imports.add(ImportItem(document), None)
    app = OnRecordApp(path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert f"Part of: {LABEL}" in screen_text(app.screen)
