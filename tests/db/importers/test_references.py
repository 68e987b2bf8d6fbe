import json

import pytest

from db.importers import ImportItem, ImportProblem, read_all_bytes, read_bytes

RIS = """TY  - NEWS
T1  - Pilots leave the boats
AU  - Quill, Ida
AU  - Ortega, Juan
T2  - Coastwire
DA  - 2021/03/03/
UR  - https://coastwire.example/2021/pilots
AB  - The pilots of the harbour
will walk out on Friday.
KW  - port
KW  - strike
ER  -

TY  - NEWS
TI  - Another day
PY  - 2021
ER  -
"""
BIBTEX = r"""% exported
@comment{nothing}
@article{quill2021,
  title = {Pilots leave the {Boats} \& the quay},
  author = "Quill, Ida and Juan Ortega",
  newspaper = {Coastwire}, date = {2021-03-03},
  url = {https://coastwire.example/2021/pilots},
  abstract = {The pilots of the harbour will walk out.},
  keywords = {port, strike},
}
@misc{other, title = {Another day}, year = 2021}
"""
ENEX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "https://notes.example/export.dtd">
<en-export><note><title>Pilots leave the boats</title><tag>port</tag><content><![CDATA[<?xml
version="1.0"?><en-note><div>The pilots of the harbour</div><div>will walk out.</div></en-note>]]>
</content><note-attributes><author>Ida Quill</author><source-url>https://coastwire.example/1
</source-url></note-attributes></note><note><title>Empty</title><content/></note></en-export>"""
VTT = """WEBVTT - the quay

NOTE written by hand

STYLE
::cue { color: red }

1
00:01.000 --> 00:04.000 align:start
<v Mara Ortiz>We have asked for a <i>café</i>

00:04.500 --> 00:06.000
<v Mara Ortiz>and got a bucket.

00:06.500 --> 00:08.000
<v.loud Port Office>We offer another round.
"""
SRT = """1
00:00:01,000 --> 00:00:04,000
The minister said the strike
would end on Friday.

2
00:00:04,100 --> 00:00:07,000
would end on Friday.
Nobody replied.

3
00:00:20,000 --> 00:00:22,000
Then the boats left.
"""


@pytest.mark.parametrize(("data", "name"), [(RIS, "a.ris"), (BIBTEX, "a.bib"), (RIS, "a.txt")])
def test_references_have_their_abstract_as_text(data: str, name: str) -> None:
    first, second = read_all_bytes(data.encode(), name)
    assert isinstance(first, ImportItem)
    document = first.document
    assert document.title.lower().startswith("pilots leave the boats")
    assert document.byline in ("Ida Quill, Juan Ortega",)
    assert (document.site, str(document.published)) == ("Coastwire", "2021-03-03")
    assert document.source == "https://coastwire.example/2021/pilots"
    assert document.text.startswith("The pilots of the harbour will walk out")
    assert (first.tags, first.excerpt) == (("port", "strike"), True)
    assert isinstance(second, ImportItem)
    assert (second.document.title, second.document.text) == ("Another day", "")
    assert second.document.published is None


def test_commands_of_latex_are_left_out_of_a_title() -> None:
    [item, _] = read_all_bytes(BIBTEX.encode(), "a.bib")
    assert isinstance(item, ImportItem)
    assert item.document.title == "Pilots leave the Boats & the quay"


def test_notes_of_evernote_are_read() -> None:
    note, empty = read_all_bytes(ENEX.encode(), "a.enex")
    assert isinstance(note, ImportItem)
    assert note.document.text == "The pilots of the harbour\nwill walk out.\n"
    assert note.document.source == "https://coastwire.example/1"
    assert (note.document.title, note.tags) == ("Pilots leave the boats", ("port",))
    assert isinstance(empty, ImportProblem)
    assert "note without text" in empty.message


@pytest.mark.parametrize("name", ["a.vtt", "a"])
def test_subtitles_with_voices_are_turns(name: str) -> None:
    document = read_bytes(VTT.encode(), name)
    assert document.text == (
        "Mara Ortiz: We have asked for a café and got a bucket.\n\n"
        "Port Office: We offer another round.\n"
    )
    assert document.remark == "the times of the subtitles are left out"


def test_subtitles_without_voices_are_paragraphs_and_repeated_lines_dropped() -> None:
    assert read_bytes(SRT.encode(), "a.srt").text == (
        "The minister said the strike would end on Friday. Nobody replied.\n\n"
        "Then the boats left.\n"
    )


def test_bookmarks_of_a_browser_are_addresses() -> None:
    page = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><TITLE>Bookmarks</TITLE><DL><p>"
        '<DT><A HREF="https://coastwire.example/1" ADD_DATE="1614800000" TAGS="port,bar">'
        "Pilots leave</A></DL>"
    )
    [item] = read_all_bytes(page.encode(), "bookmarks.html")
    assert isinstance(item, ImportItem)
    assert (item.document.source, item.document.title) == (
        "https://coastwire.example/1", "Pilots leave",
    )  # fmt: skip
    assert item.tags == ("port", "bar")


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ("RT Newspaper\nSR Print\nT1 Pilots\n", "a.txt", "list of RefWorks; export it as RIS"),
        ("%0 News\n%T Pilots\n", "a", "list of EndNote; export it as RIS"),
        ("PMID- 123\nTI  - Pilots\n", "a.nbib", "list of PubMed"),
        ("FN Clarivate Analytics\nVR 1.0\nPT J\nAU Quill\n", "a.txt", "list of Web of Science"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "a.ics", "is a calendar"),
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "a.opml", "(OPML)"),
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "a.xml", "(OPML)"),
        ("<?xml version='1.0'?><xml><records><record/></records></xml>", "a.xml", "EndNote"),
        ("<?xml version='1.0'?><!-- a --><m:list xmlns:m='b'/>", "a.unknown",
         "is XML of an unknown kind (list)"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "a", "is XML of an unknown kind (x)"),
        ("WEBVTT\n\nNOTE nothing\n", "a.vtt", "has no subtitles"),
        ('{"roots": {"other": {"children": []}}}', "a", "is the bookmarks of a browser"),
        ('{"root": "placesRoot", "children": []}', "a.json", "is the bookmarks of a browser"),
        ("nothing here\n", "a.ris", "has no references"),
        ("nothing here\n", "a.bib", "has no references"),
        ("TY  - NEWS\nAU  - Quill, Ida\nER  -\n", "a.ris", "a reference without a title"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_refused_by_name(data: str, name: str, message: str) -> None:
    [problem] = read_all_bytes(data.encode(), name)
    assert isinstance(problem, ImportProblem)
    assert message in problem.message


@pytest.mark.parametrize(
    "text",
    ["@ida wrote: the pilots left.\n", "TY - a river - runs here.\n", "1\n2\n3\n", "RT said so.\n"],
)
def test_prose_that_begins_like_a_list_is_one_article(text: str) -> None:
    assert read_bytes(text.encode(), "a.txt").text == text or not any(map(str.isalpha, text))


def test_entries_of_other_lists_are_references() -> None:
    address = "https://coastwire.example/1"
    omnivore = {
        "slug": "pilots", "title": "Pilots leave", "description": "Who?", "author": "Ida Quill",
        "url": address, "state": "Archived", "readingProgress": 0, "labels": ["port"],
        "savedAt": "2021-03-04T08:00:00.000Z", "publishedAt": "2021-03-03T08:00:00.000Z",
    }  # fmt: skip
    pinboard = {"href": address, "description": "Pilots leave", "extended": "Who left?",
                "toread": "yes", "tags": "port strike"}  # fmt: skip
    [saved] = read_all_bytes(json.dumps([omnivore]).encode(), "a.json")
    assert isinstance(saved, ImportItem)
    document = saved.document
    assert (document.text, document.source, document.title) == ("", address, "Pilots leave")
    assert (document.byline, str(document.published)) == ("Ida Quill", "2021-03-03")
    assert (saved.tags, saved.read_state) == (("port",), "read")
    [marked] = read_all_bytes(json.dumps([pinboard]).encode(), "a")
    assert isinstance(marked, ImportItem)
    assert (marked.document.title, marked.document.text) == ("Pilots leave", "")
    assert (marked.tags, marked.read_state) == (("port", "strike"), "unread")


def test_annotations_of_hypothesis_are_highlights_with_notes() -> None:
    quote = {"type": "TextQuoteSelector", "exact": "leave the boats", "prefix": "Pilots "}
    row = {
        "uri": "https://coastwire.example/1", "user": "acct:ida", "text": "Ask her.",
        "tags": ["port"], "created": "2021-03-04T08:00:00+00:00",
        "target": [{"source": "https://coastwire.example/1", "selector": [quote]}],
    }  # fmt: skip
    [item] = read_all_bytes(json.dumps([row]).encode(), "a.json")
    assert isinstance(item, ImportItem)
    assert (item.document.text, item.document.source) == ("", "https://coastwire.example/1")
    [highlight] = item.highlights
    assert (highlight.exact, highlight.body) == ("leave the boats", "Ask her.")
    assert (highlight.prefix, highlight.tags) == ("Pilots ", ("port",))
