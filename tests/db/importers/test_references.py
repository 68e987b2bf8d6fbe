import datetime
import json
import re

import pytest

from analysis.pipeline import run_analysis
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
No one replied.

3
00:00:20,000 --> 00:00:22,000
Then the boats left.
"""


REFWORKS = """RT Newspaper Article
SR Electronic(1)
A1 Quill,Ida
A1 Ortega,Juan
T1 Pilots leave the boats
JF Coastwire
FD Mar 3
YR 2021
UL https://coastwire.example/2021/pilots
AB The pilots of the harbour will walk out on Friday.
K1 port
K1 strike
LA English

RT Newspaper Article
SR Print(0)
T1 Another day
YR 2021
"""
ENDNOTE = """%0 Newspaper Article
%A Quill, Ida
%A Ortega, Juan
%T Pilots leave the boats
%J Coastwire
%D 2021
%8 2021/03/03
%U https://coastwire.example/2021/pilots
%X The pilots of the harbour will walk out on Friday.
%K port
strike

%0 Newspaper Article
%T Another day
%D 2021
"""
ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<contributors><authors><author><style face="normal">Quill, Ida</style></author>
<author>Ortega, Juan</author></authors></contributors><titles><title><style>Pilots leave </style>
<style>the boats</style></title><secondary-title>Coastwire</secondary-title></titles>
<dates><year>2021</year><pub-dates><date>3 March</date></pub-dates></dates>
<keywords><keyword>port</keyword><keyword>strike</keyword></keywords>
<urls><related-urls><url>https://coastwire.example/2021/pilots</url></related-urls></urls>
<abstract>The pilots of the harbour will walk out on Friday.</abstract></record>
<record><titles><title>Another day</title></titles><dates><year>2021</year></dates></record>
</records></xml>"""
CSL = json.dumps([
    {
        "type": "article-newspaper", "title": "Pilots leave the boats", "id": "a",
        "author": [{"family": "Quill", "given": "Ida"}, {"literal": "Juan Ortega"}],
        "container-title": "Coastwire", "issued": {"date-parts": [["2021", 3, 3]]},
        "URL": "https://coastwire.example/2021/pilots", "keyword": "port, strike",
        "abstract": "The pilots of the harbour will walk out on Friday.", "language": "eng",
    },
    {"type": "book", "title": "Another day", "issued": {"date-parts": [[2021]]}},
])  # fmt: skip

ZOTERO = (
    '"Key","Item Type","Author","Title","Publication Title","Url","Abstract Note","Date",'
    '"Manual Tags"\n"A1","newspaperArticle","Quill, Ida; Ortega, Juan","Pilots leave the boats",'
    '"Coastwire","https://coastwire.example/2021/pilots",'
    '"The pilots of the harbour will walk out on Friday.","2021-03-03","port; strike"\n'
    '"A2","book","","Another day","","","","2021",""\n'
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ZOTERO, "a.csv"), (ZOTERO, "a.txt"), (RIS, "a.ris"), (BIBTEX, "a.bib"), (RIS, "a.txt"),
        (REFWORKS, "a.txt"), (REFWORKS, "a"),
        (ENDNOTE, "a.enw"), (ENDNOTE, "a.txt"), (ENDNOTE_XML, "a.xml"), (CSL, "a.json"),
        (CSL, "a.txt"),
    ],
)  # fmt: skip
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
    assert str(second.document.published) == "2021"


def test_a_reference_without_an_address_has_that_of_its_doi() -> None:
    for data, name in (
        ("TY  - JOUR\nTI  - Tides\nDO  - 10.1234/tides.1\nPY  - 2021\nER  -\n", "a.ris"),
        ("@article{a, title={Tides}, doi={https://doi.org/10.1234/tides.1}, year=2021}", "a.bib"),
        (json.dumps([{"type": "article", "title": "Tides", "DOI": "10.1234/tides.1",
                      "issued": {"date-parts": [[2021]]}}]), "a.json"),
    ):  # fmt: skip
        [item] = read_all_bytes(data.encode(), name)
        assert isinstance(item, ImportItem)
        assert item.document.source == "https://doi.org/10.1234/tides.1"
        assert (str(item.document.published), item.document.remark) == ("2021", "")


def test_commands_of_latex_are_left_out_of_a_title() -> None:
    [item, _] = read_all_bytes(BIBTEX.encode(), "a.bib")
    assert isinstance(item, ImportItem)
    assert item.document.title == "Pilots leave the Boats & the quay"


@pytest.mark.parametrize("title", ["Boats &amp; the <i>quay</i>", "Boats &amp; the quay"])
def test_the_markup_of_a_title_is_left_out(title: str) -> None:
    data = f"TY  - NEWS\nTI  - {title}\nPY  - 2021\nER  -\n"
    [item] = read_all_bytes(data.encode(), "a.ris")
    assert isinstance(item, ImportItem)
    assert item.document.title == "Boats & the quay"


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
        "[00:00:01] Mara Ortiz: We have asked for a café and got a bucket.\n\n"
        "[00:00:06] Port Office: We offer another round.\n"
    )
    assert (document.title, document.remark) == ("", "")


def test_subtitles_without_voices_are_paragraphs_and_repeated_lines_dropped() -> None:
    assert read_bytes(SRT.encode(), "a.srt").text == (
        "[00:00:01] The minister said the strike would end on Friday. No one replied.\n\n"
        "[00:00:20] Then the boats left.\n"
    )


def test_times_of_subtitles_change_no_finding() -> None:
    subtitles = "WEBVTT\n\n" + "".join(
        f"00:0{at}:00.000 --> 00:0{at}:09.000\n<v {speaker}>{words}\n\n"
        for at, (speaker, words) in enumerate(
            [
                ("Mara Ortiz", "We have asked for a meeting, and no one has answered us."),
                ("Paul Lund", "The port has answered every letter. We will meet on Friday."),
                ("Mara Ortiz", "That is not true. I have the letters here, all nine of them."),
            ]
        )
    )
    timed = read_bytes(subtitles.encode(), "a.vtt").text
    bare = re.sub(r"(?m)^\[[\d:]+\] ", "", timed)
    assert timed.count("[00:0") == 3
    day = datetime.date(2021, 3, 3)
    found, expected = run_analysis(timed, day), run_analysis(bare, day)
    assert [timed[quote.start : quote.end] for quote in found.quotations] == [
        bare[quote.start : quote.end] for quote in expected.quotations
    ]
    assert [quote.speakers for quote in found.quotations] == [
        quote.speakers for quote in expected.quotations
    ]
    assert [timed[time.start : time.end] for time in found.times] == ["Friday"]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "a.ics", "is a calendar"),
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "a.opml", "(OPML)"),
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "a.xml", "(OPML)"),
        ("<?xml version='1.0'?><xml><records><record/></records></xml>", "a.xml",
         "a reference without a title"),
        ("<?xml version='1.0'?><xml><item/></xml>", "a.xml", "has no references"),
        ("<?xml version='1.0'?><data><item>words</item></data>", "a.txt",
         "is XML of an unknown kind (data)"),
        ("<?xml version='1.0'?><!-- a --><m:list xmlns:m='b'/>", "a.unknown",
         "is XML of an unknown kind (list)"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "a", "is XML of an unknown kind (x)"),
        ("WEBVTT\n\nNOTE nothing\n", "a.vtt", "has no subtitles"),
        ("<rdf:RDF xmlns:z='http://www.zotero.org/namespaces/export#'/>", "a.rdf",
         "is a list of references in RDF; export them as CSL-JSON"),
        ("title: a\ntext: b\n", "a.yaml", "a list of settings"),
        ("print('He went.')\n", "a.py", "a source of a program"),
        (r"\documentclass{article}", "a.tex", "a source of LaTeX"),
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


def test_braces_that_are_written_as_letters_stay() -> None:
    (item,) = read_all_bytes(
        rb"@article{q, title = {The \textbraceleft{}old\textbraceright{} {Pier} \{1\}}}", "r.bib"
    )
    assert isinstance(item, ImportItem)
    assert item.document.title == "The {old} Pier {1}"
