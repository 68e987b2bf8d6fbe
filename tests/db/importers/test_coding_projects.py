"""Projects of programs for coding texts: texts with codings as notes with tags."""

from pathlib import Path

import pytest

from analysis.partial_dates import PartialDate
from db import Store
from db.importers import ImportItem, ImportProblem, read_all_bytes
from tests.support.import_samples import FIRST, SECOND, database, zipped

TEXT = f"{FIRST}\r\n\r\n{SECOND}\r\n"
START = TEXT.index("walk out")
END = START + len("walk out on Friday")
REFI = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Ports" origin="Another program">
<Users><User guid="u1" name="Ida"/></Users>
<CodeBook><Codes><Code guid="c1" name="Labor" isCodable="true">
<Code guid="c2" name="Strike" isCodable="true"/></Code></Codes></CodeBook>
<Variables><Variable guid="v1" name="Published"/></Variables>
<Sources>
<TextSource guid="s1" name="Pilots" plainTextPath="internal://s1.txt">
<PlainTextSelection guid="p1" startPosition="{START}" endPosition="{END}"
 creationDateTime="2021-03-03T08:00:00Z"><Description>which Friday?</Description>
<Coding guid="k1" creatingUser="u1"><CodeRef targetGUID="c1"/></Coding>
<Coding guid="k2"><CodeRef targetGUID="c2"/></Coding><NoteRef targetGUID="n1"/>
</PlainTextSelection>
<VariableValue><VariableRef targetGUID="v1"/><DateValue>2021-03-03</DateValue></VariableValue>
</TextSource>
<PictureSource guid="s2" name="A picture"/>
</Sources>
<Notes><Note guid="n1" name="note"><PlainTextContent>Ask the union.</PlainTextContent></Note>
</Notes>
</Project>"""
QUALCODER = f"""
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT,
    owner TEXT, date TEXT);
CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name TEXT, memo TEXT);
CREATE TABLE code_text (ctid INTEGER PRIMARY KEY, cid INTEGER, fid INTEGER, seltext TEXT,
    pos0 INTEGER, pos1 INTEGER, owner TEXT, date TEXT, memo TEXT);
CREATE TABLE annotation (anid INTEGER PRIMARY KEY, fid INTEGER, pos0 INTEGER, pos1 INTEGER,
    memo TEXT, owner TEXT, date TEXT);
INSERT INTO source VALUES (1, 'photo.png', NULL, '/images/photo.png', '', 'Ida', '');
INSERT INTO source VALUES (2, 'Pilots', '{TEXT}', NULL, 'from the archive', 'Ida', '');
INSERT INTO code_name VALUES (1, 'Labor', ''), (2, 'Strike', '');
INSERT INTO code_text VALUES (1, 1, 2, '', {START}, {END}, 'Ida', '', 'which Friday?');
INSERT INTO code_text VALUES (2, 2, 2, '', {START}, {END}, 'Ida', '', '');
INSERT INTO annotation VALUES (1, 2, 0, 10, 'a note', 'Ida', '');
"""
TAGUETTE = f"""
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT,
    contents TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
    end_offset INTEGER, snippet TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
INSERT INTO documents VALUES (1, 'Pilots', 'from the archive', 'pilots.html',
    '<h1>Pilots</h1><p>{FIRST}</p><p>{SECOND}</p>');
INSERT INTO highlights VALUES (1, 1, 60, 78, '<p>walk out on <b>Friday</b></p>');
INSERT INTO highlights VALUES (2, 1, 90, 95, 'union');
INSERT INTO tags VALUES (1, 1, 'Labor', ''), (2, 1, 'Labor.Strike', '');
INSERT INTO highlight_tags VALUES (1, 1), (1, 2);
"""


def read_one(data: bytes, name: str) -> ImportItem:
    [item] = read_all_bytes(data, name)
    assert isinstance(item, ImportItem)
    return item


def test_codings_of_a_refi_project_are_notes_with_tags() -> None:
    project = zipped({"project.qde": REFI, "sources/s1.txt": TEXT})
    item = read_one(project, "ports.qdpx")
    assert (item.document.title, item.document.published) == ("Pilots", PartialDate(2021, 3, 3))
    assert item.document.text == TEXT.replace("\r\n", "\n")
    assert item.document.remark == "the codes of pictures, sounds and videos are left out"
    [note] = item.highlights
    assert (note.exact, note.tags) == ("walk out on Friday", ("Labor", "Strike"))
    assert note.body == "which Friday?\n\nAsk the union."
    assert note.prefix.endswith("will ")
    assert note.author == "Ida"


def test_codings_of_qualcoder_are_notes_with_tags() -> None:
    item = read_one(database(QUALCODER), "data.qda")
    assert (item.document.title, item.document.remark) == (
        "Pilots", "the codes of pictures, sounds and videos are left out"
    )  # fmt: skip
    assert [(note.exact, note.body, note.tags) for note in item.highlights] == [
        ("walk out on Friday", "which Friday?", ("Labor", "Strike")),
        (FIRST[:10], "a note", ()),
        ("", "from the archive", ()),
    ]


def test_highlights_of_taguette_are_notes_with_tags(tmp_path: Path) -> None:
    item = read_one(database(TAGUETTE), "project.sqlite3")
    assert item.document.title == "Pilots"
    assert [(note.exact, note.body, note.tags) for note in item.highlights] == [
        ("walk out on Friday", "", ("Labor", "Labor.Strike")),
        ("union", "", ()),
        ("", "from the archive", ()),
    ]
    with Store(tmp_path / "s.sqlite") as store:
        article = store.imports.add(item, None).article
        text = store.articles.text(article)
        notes = [(text[note.start : note.end], note.tags) for note in store.notes.list(article)]
    assert ("walk out on Friday", ("Labor", "Labor.Strike")) in notes


def test_a_database_in_wal_mode_is_read() -> None:
    data = bytearray(database(QUALCODER))
    data[18:20] = b"\2\2"
    assert read_one(bytes(data), "data.qda").document.title == "Pilots"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (database("CREATE TABLE a (b)"), "a.sqlite3", "is a database; export its texts"),
        (database("CREATE TABLE a (b)"), "a", "is a database; export its texts"),
        (database(QUALCODER)[:300], "data.qda", "is a damaged database"),
        (database(QUALCODER + "DELETE FROM source;"), "data.qda", "project without texts"),
        (zipped({"project.qde": "<Project/>"}), "a.qdpx", "project without texts"),
        (
            zipped({"project.qde": REFI}),
            "a.qdpx",
            "has no text of “Pilots”; export it again",
        ),
        (
            zipped({"project.qde": "<!DOCTYPE a [<!ENTITY b 'c'>]><Project>&b;</Project>"}),
            "a.qdpx",
            "not a valid REFI-QDA project",
        ),
    ],
)
def test_a_project_that_cannot_be_read_is_refused(data: bytes, name: str, message: str) -> None:
    [problem] = read_all_bytes(data, name)
    assert isinstance(problem, ImportProblem)
    assert message in problem.message


def test_a_store_is_refused_with_the_option_that_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.imports.add(read_one(database(QUALCODER), "data.qda"), None)
    [problem] = read_all_bytes(path.read_bytes(), "s")
    assert isinstance(problem, ImportProblem)
    assert "open it with --store" in problem.message
