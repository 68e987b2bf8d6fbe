"""Bookmarks of browsers and reading lists are references with folders, notes and dates."""

import datetime
import json

import pytest

from db.importers import ImportItem, ImportProblem, read_all_bytes
from tests.support.imported import read_items

ADDRESS = "https://coastwire.example/1"
SAVED = datetime.datetime(2021, 3, 3, 19, 33, 20, tzinfo=datetime.UTC)
CHROME = {
    "roots": {
        "bookmark_bar": {
            "name": "Bookmarks bar", "type": "folder",
            "children": [
                {"type": "folder", "name": "Ports", "children": [
                    {"type": "url", "name": "Pilots leave", "url": ADDRESS,
                     "date_added": "13259273600000000"},
                ]},
                {"type": "url", "name": "Reader", "url": "javascript:void(0)"},
            ],
        },
        "synced": {"name": "Mobile", "type": "folder", "children": []},
    },
    "version": 1,
}  # fmt: skip
FIREFOX = {
    "guid": "root________", "root": "placesRoot", "type": "text/x-moz-place-container",
    "children": [
        {"guid": "menu________", "title": "menu", "children": [
            {"title": "Ports", "type": "text/x-moz-place-container", "children": [
                {"title": "Pilots leave", "uri": ADDRESS, "tags": "strike,bar",
                 "dateAdded": 1614800000000000, "type": "text/x-moz-place"},
                {"title": "Recent", "uri": "place:sort=8", "type": "text/x-moz-place"},
            ]},
        ]},
    ],
}  # fmt: skip
PAGE = f"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
<DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
<DL><p>
<DT><H3 ADD_DATE="1">Ports &amp; boats</H3>
<DL><p>
<DT><A HREF="{ADDRESS}" ADD_DATE="1614800000" TAGS="strike,bar" IMPORTANT="true">Pilots leave</A>
<DD>Read the second page.
</DL><p>
<DT><A HREF="https://coastwire.example/2">Another day</A>
</DL><p>
<DT><A HREF="chrome://settings">Settings</A>
</DL>"""


def read_bookmarks(data: object, name: str) -> list[ImportItem]:
    return read_items(data if isinstance(data, str) else json.dumps(data), name)


@pytest.mark.parametrize(
    ("data", "tags"), [(CHROME, ("Ports",)), (FIREFOX, ("Ports", "strike", "bar"))]
)
@pytest.mark.parametrize("name", ["Bookmarks", "bookmarks.json"])
def test_bookmarks_of_a_browser_are_a_tree(
    data: dict[str, object], tags: tuple[str, ...], name: str
) -> None:
    [item] = read_bookmarks(data, name)
    assert (item.document.source, item.document.title) == (ADDRESS, "Pilots leave")
    assert (item.tags, item.added, item.document.text) == (tags, SAVED, "")
    assert item.document.remark == "1 entry without a web address left out"


def test_a_page_of_bookmarks_has_folders_and_descriptions() -> None:
    first, second = read_bookmarks(PAGE, "bookmarks.html")
    assert (first.document.source, first.document.title) == (ADDRESS, "Pilots leave")
    assert first.tags == ("Ports & boats", "strike", "bar")
    assert (first.starred, first.added) == (True, SAVED)
    assert [(note.exact, note.body) for note in first.highlights] == [("", "Read the second page.")]
    assert (second.document.title, second.tags) == ("Another day", ())
    assert first.document.remark == "1 entry without a web address left out"


def test_a_page_of_pocket_has_unread_addresses_and_an_archive() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
        f'<li><a href="{ADDRESS}" time_added="1614800000" tags="port,bar">Pilots leave</a></li>'
        "</ul><h1>Read Archive</h1><ul>"
        '<li><a href="https://coastwire.example/2" tags="">Another day</a></li></ul></body></html>'
    )
    first, second = read_bookmarks(page, "ril_export.html")
    assert (first.tags, first.read_state, first.added) == (("port", "bar"), "unread", SAVED)
    assert (second.tags, second.read_state) == ((), "read")


RAINDROP = (
    "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
    f'1,Pilots leave,Read it.,They walk out.,{ADDRESS},Ports,"strike, bar",'
    '2021-03-03T19:33:20.000Z,,"Highlight:walk out on Friday\nColor:green\n'
    'Note:which Friday?",true\n'
)
SHAARLI = [
    {"id": 1, "url": ADDRESS, "shorturl": "aBc", "title": "Pilots leave", "description": "Read it.",
     "tags": ["strike", "bar"], "private": False, "created": "2021-03-03T19:33:20+00:00"},
]  # fmt: skip
LINKWARDEN = {
    "username": "ida",
    "collections": [
        {"name": "Ports", "links": [
            {"name": "Pilots leave", "url": ADDRESS, "description": "Read it.",
             "createdAt": "2021-03-03T19:33:20Z", "tags": [{"name": "strike"}, {"name": "bar"}]},
            {"name": "A picture", "url": None},
        ]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "tags"),
    [
        (RAINDROP, "raindrop.csv", ("strike", "bar", "Ports")),
        (SHAARLI, "shaarli.json", ("strike", "bar")),
        (LINKWARDEN, "linkwarden.json", ("Ports", "strike", "bar")),
    ],
)
def test_links_of_other_programs_are_references(
    data: object, name: str, tags: tuple[str, ...]
) -> None:
    [item] = read_bookmarks(data, name)
    assert (item.document.source, item.document.title) == (ADDRESS, "Pilots leave")
    assert (item.document.text, item.tags, item.added) == ("", tags, SAVED)
    assert (item.highlights[0].exact, item.highlights[0].body) == ("", "Read it.")
    assert item.starred == (name == "raindrop.csv")
    if name == "raindrop.csv":
        [mark] = item.highlights[1:]
        assert (mark.exact, mark.body) == ("walk out on Friday", "which Friday?")
        assert mark.color == "green"


def test_rows_of_readwise_reader_are_references() -> None:
    table = (
        "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
        f"Pilots leave,{ADDRESS},1,\"['port', 'bar']\",2021-03-03 19:33:20+00:00,1,archive,True\n"
    )
    [item] = read_bookmarks(table, "reader.csv")
    assert (item.document.title, item.document.source) == ("Pilots leave", ADDRESS)
    assert (item.tags, item.added, item.read_state) == (("port", "bar"), SAVED, "read")


def test_highlights_of_pocket_belong_to_their_addresses() -> None:
    entry = {
        "url": ADDRESS, "title": "Pilots leave",
        "highlights": [{"quote": "walk out on Friday", "created_at": 1614800000}],
    }  # fmt: skip
    [item] = read_bookmarks([entry], "part_000000.json")
    [note] = item.highlights
    assert (item.document.source, note.exact, note.created) == (
        ADDRESS,
        "walk out on Friday",
        SAVED,
    )


def test_a_note_of_hypothesis_on_the_whole_page_is_kept() -> None:
    row = {
        "user": "acct:ida@notes.example", "uri": ADDRESS, "text": "Ask the port office.",
        "tags": ["port"], "document": {"title": ["Pilots leave"]}, "target": [{"source": ADDRESS}],
        "created": "2021-03-03T19:33:20.000000+00:00",
    }  # fmt: skip
    [item] = read_bookmarks([row], "notes.json")
    [note] = item.highlights
    assert (item.document.title, note.exact, note.body) == ("Pilots leave", "", row["text"])
    assert (note.tags, note.created) == (("port",), SAVED)
    assert note.author == "ida"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"roots": {"other": {"children": []}}}, "has no bookmark with a web address"),
        ({"root": "placesRoot", "children": [{"uri": "place:a"}]}, "has no bookmark"),
        ({"collections": [{"name": "a", "links": []}]}, "has no bookmark"),
        ([{"href": "javascript:1", "description": "a", "toread": "no"}], "without a web address"),
    ],
)
def test_bookmarks_without_an_address_are_reported(data: object, message: str) -> None:
    [problem] = read_all_bytes(json.dumps(data).encode(), "a.json")
    assert isinstance(problem, ImportProblem)
    assert message in problem.message
