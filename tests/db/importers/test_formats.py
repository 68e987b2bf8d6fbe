import datetime
import gzip
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import clean
from analysis.partial_dates import PartialDate
from db.importers import ImportingError, ImportItem, ImportProblem, read_all_bytes, read_bytes
from db.importers.written_dates import parse_written_date
from db.models import Note
from db.serialization import document_record, findings_record, note_record
from tests.support import import_samples
from tests.support.findings import analysis, document
from tests.support.thoroughness import count_examples

ONE_ARTICLE = [name for name in import_samples.FILES if name.split(".", 1)[1] in
               ("txt", "md", "html", "pdf", "docx", "mhtml", "eml", "json", "jsonl")]  # fmt: skip


RECORD = {
    **document_record(document()),
    **findings_record(analysis(), analysis()),
    "notes": [
        note_record(
            Note(1, 1, 0, 7, "Harbour", "", " pilots", "Which?", 0, ("port",),
                 datetime.datetime(2021, 3, 3, tzinfo=datetime.UTC),
                 datetime.datetime(2021, 3, 3, tzinfo=datetime.UTC))
        )
    ],
}  # fmt: skip


def imported_items(data: bytes, name: str) -> list[ImportItem]:
    items = list(read_all_bytes(data, name))
    assert not [item for item in items if isinstance(item, ImportProblem)]
    return [item for item in items if isinstance(item, ImportItem)]


@pytest.mark.parametrize("name", ONE_ARTICLE)
def test_every_format_gives_the_article_and_nothing_else(name: str) -> None:
    [incoming, *_] = imported_items(import_samples.FILES[name](), name)
    text = " ".join(incoming.document.text.split())

    assert incoming.document.title == import_samples.TITLE
    assert import_samples.FIRST in text or name == "readwise.csv"
    assert "Home" not in text
    assert "All rights" not in text
    if name not in ("pilots.md", "zotero.json"):
        assert import_samples.SECOND in text
        assert incoming.document.byline == "Ida Quill"


@pytest.mark.parametrize("name", ["pilots.pdf", "pilots.docx", "pilots.eml", "pilots.html"])
def test_the_date_of_a_files_metadata_is_its_publication_date(name: str) -> None:
    [incoming] = imported_items(import_samples.FILES[name](), name)
    assert incoming.document.published == PartialDate(2021, 3, 3)
    assert incoming.document.published_from == "metadata"


def test_address_of_an_email_is_that_of_its_archive() -> None:
    plain = import_samples.newsletter()
    archived = b"Archived-At: <https://lists.example/week/1>\n" + plain
    [incoming] = imported_items(archived, "pilots.eml")
    assert incoming.document.source == "https://lists.example/week/1"
    [incoming] = imported_items(plain, "pilots.eml")
    assert incoming.document.source == "pilots.eml"


def test_lines_of_a_pdf_are_put_together_to_paragraphs() -> None:
    assert (
        import_samples.FIRST in read_bytes(import_samples.pdf(), "pilots.pdf").text.split("– ")[1]
    )
    assert read_bytes(import_samples.pdf(), "pilots.pdf").text.endswith(
        f"\n\n{import_samples.SECOND}\n\n{import_samples.THIRD}\n"
    )


def test_facts_of_a_page_come_with_where_they_are_from() -> None:
    document = read_bytes(import_samples.PAGE.encode(), "saved.html")
    assert (document.section, document.updated) == ("Harbour", datetime.date(2021, 3, 4))
    assert document.source == import_samples.ADDRESS
    assert dict(document.origins) == {
        "byline": "metadata", "language": "words", "section": "metadata", "site": "metadata",
        "source": "metadata", "title": "metadata", "updated": "metadata",
    }  # fmt: skip


def test_linked_data_says_when_a_page_was_changed() -> None:
    data = {"@graph": [{"@type": "NewsArticle", "dateModified": "2021-03-05T09:00:00Z",
                        "articleSection": ["Port"]}]}  # fmt: skip
    page = import_samples.PAGE.replace("article:modified_time", "x").replace("article:section", "y")
    page = page.replace(
        "</head>", f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
    )
    document = read_bytes(page.encode(), "saved.html")
    assert (document.section, document.updated) == ("Port", datetime.date(2021, 3, 5))


def test_a_page_saved_as_one_file_knows_its_address() -> None:
    comment = "<!--\n Page saved with SingleFile \n url: https://coastwire.example/saved \n-->"
    picture = f'<nav><img src="data:image/png;base64,{"A" * 100_000}">'
    page = import_samples.PAGE.replace("<html", f"{comment}<html", 1).replace("<nav>", picture)
    page = page.replace('rel="canonical"', 'rel="x"')
    document = read_bytes(page.encode(), "saved.html")
    assert document.source == "https://coastwire.example/saved"
    assert "AAAA" not in document.text


def test_several_articles_in_one_file_come_one_by_one() -> None:
    for name, titles in (
        ("pilots.mbox", [import_samples.TITLE, "The week"]),
        ("pilots.xml", [import_samples.TITLE, "Another day"]),
        ("pilots.epub", [import_samples.TITLE, import_samples.TITLE]),
    ):
        items = imported_items(import_samples.FILES[name](), name)
        assert [item.document.title for item in items] == titles
        assert items[0].document.text != items[1].document.text
        assert [*read_all_bytes(import_samples.FILES[name](), name, skip=1)] == items[1:]


def test_one_bad_item_never_stops_the_rest() -> None:
    lines = [json.dumps(import_samples.ARTICLE), "{not json", "[]", '{"title": "x"}', json.dumps(
        {**import_samples.ARTICLE, "text": "Another story of the harbour."})]  # fmt: skip
    first, *bad, last = read_all_bytes("\n".join(lines).encode(), "list.jsonl")

    assert isinstance(first, ImportItem)
    assert isinstance(last, ImportItem)
    assert [problem.name for problem in bad if isinstance(problem, ImportProblem)] == [
        "list.jsonl#2", "list.jsonl#3", "list.jsonl#4",
    ]  # fmt: skip


def test_a_page_of_a_web_archive_without_text_is_reported() -> None:
    pages = {
        "https://a.example/1": import_samples.PAGE,
        "https://a.example/2": "<html><p></p></html>",
    }
    good, bad = read_all_bytes(import_samples.warc(pages), "pages.warc")
    assert isinstance(good, ImportItem)
    assert isinstance(bad, ImportProblem)
    assert "without text" in bad.message


def test_fields_of_lists_are_known_by_their_usual_names() -> None:
    [item] = imported_items(b"Headline\tBody\tURL\tDate\tTags\nA\tWords were said.\thttps://a.example/1\t"
                  b"2021-03-03T10:00:00Z\tport, strike\n", "list.tsv")  # fmt: skip
    assert item.document.title == "A"
    assert item.document.text == "Words were said."
    assert item.document.published == PartialDate(2021, 3, 3)
    assert item.tags == ("port", "strike")


def test_a_cell_that_was_guarded_against_calculating_is_as_it_was() -> None:
    [item] = imported_items(b"title,text\n'=SUM(A1),\"'-- Words were said.\"\n", "list.csv")
    assert item.document.title == "=SUM(A1)"
    assert item.document.text == "-- Words were said."


def test_exports_of_reading_lists_bring_highlights_tags_and_state() -> None:
    [entry] = imported_items(json.dumps([import_samples.WALLABAG]).encode(), "wallabag.json")
    assert entry.tags == ("harbour",)
    assert entry.read_state == "read"
    assert [(h.exact, h.body) for h in entry.highlights] == [
        ("a café and got a bucket", "Ask her.")
    ]

    [book] = imported_items(import_samples.READWISE.encode(), "readwise.csv")
    assert book.excerpt
    assert [(h.exact, h.body, h.tags, h.color) for h in book.highlights] == [
        (import_samples.SECOND, "Ask her.", ("strike",), "blue"),
        (import_samples.THIRD, "", (), "yellow"),
    ]

    [saved] = imported_items(import_samples.POCKET.encode(), "pocket.csv")
    assert (saved.document.text, saved.document.source) == ("", import_samples.ADDRESS)
    assert (saved.tags, saved.read_state) == (("harbour", "strike"), "read")

    page = (
        "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
        f'<li><a href="{import_samples.ADDRESS}?a=1&amp;b=2" time_added="1614800000" '
        'tags="port,bar">'
        "Pilots &amp; boats</a></li></ul><h1>Read Archive</h1><ul>"
        '<li><a href="https://a.example" time_added="1614800000" tags="">A</a></li></ul></html>'
    )
    unread, read = imported_items(page.encode(), "ril_export.html")
    assert unread.document.source == f"{import_samples.ADDRESS}?a=1&b=2"
    assert (unread.document.title, unread.tags, unread.read_state) == (
        "Pilots & boats", ("port", "bar"), "unread",
    )  # fmt: skip
    assert read.read_state == "read"

    [marked] = imported_items(import_samples.INSTAPAPER.encode(), "instapaper.csv")
    assert (marked.starred, marked.tags, marked.excerpt) == (True, ("harbour",), True)

    [reference] = imported_items(json.dumps([import_samples.CSL]).encode(), "zotero.json")
    assert (reference.document.byline, reference.document.site) == ("Ida Quill", "Coastwire")
    assert reference.document.published == PartialDate(2021, 3, 3)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (import_samples.zipped({"a.txt": "x"}), "a.zip", "is a ZIP file"),
        (import_samples.zipped({"word/document.xml": "<x"}), "a.docx", "damaged|no words"),
        (import_samples.zipped({"META-INF/container.xml": "<x/>"}), "a.epub",
         "has no content file"),
        (import_samples.zipped({"META-INF/container.xml": "<x/>", "META-INF/rights.xml": "x"}),
         "a.epub", "locked by its seller"),
        (import_samples.zipped({"META-INF/container.xml": f"<x>{' ' * 21_000_000}</x>"}),
         "a.epub", "larger than 20 MB"),
        (import_samples.pdf(" "), "a.pdf", "pictures without text"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "a.xml", "entries"),
        (b"WARC/1.0\r\nnonsense", "a.warc", "archive"),
        (b"[1, 2", "a.json", "not valid JSON"),
        (b"a,b\n1,2\n", "a.csv", "has no column text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "a.mhtml", "has no page"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_problem_in_one_line(data: bytes, name: str, message: str) -> None:
    with pytest.raises(ImportingError, match=message) as error:
        read_bytes(data, name)
    assert "\n" not in str(error.value)


def test_the_matter_around_a_book_is_no_article() -> None:
    lines = "".join(f"<li><a href='c{n}.xhtml'>The harbour in year {n}</a></li>" for n in range(12))
    rights = (
        "<p>Copyright © 2021 Ida Quill. All rights reserved. No part of this book may be sold or "
        "lent without the written agreement of its publisher, the Coastwire press in Port Luna."
        "</p><p>ISBN 978-0-00-000000-0</p>"
    )
    items = imported_items(
        import_samples.epub(
            {
                "contents.xhtml": f"<h1>Contents</h1><ol>{lines}</ol>",
                "list.xhtml": f"<ol>{lines}</ol>",
                "rights.xhtml": rights,
                "one.xhtml": import_samples.BODY,
                "typed.xhtml": f"<section epub:type='index'>{import_samples.BODY}</section>",
            }
        ),
        "a.epub",
    )
    assert [item.document.title for item in items] == [import_samples.TITLE]


def test_the_page_numbers_of_a_book_are_not_text() -> None:
    numbered = import_samples.BODY.replace(
        "</p>", " <span epub:type='pagebreak' id='p77'>4077</span></p>", 1
    ).replace("</p>", "</p><p class='pagenum'>4078</p>", 1)
    (item,) = imported_items(import_samples.epub({"one.xhtml": numbered}), "a.epub")
    assert "407" not in item.document.text


def test_an_entity_of_a_book_is_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(ImportingError):
        read_bytes(import_samples.zipped({"META-INF/container.xml": bomb}), "a.epub")


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from db.importers.pdf import read_pdf

    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(ImportingError, match=r"pip install 'onrecord\[pdf\]'"):
        read_pdf(import_samples.pdf(), "a.pdf")


@pytest.mark.parametrize(
    "make", [import_samples.pdf, import_samples.docx, import_samples.epub, import_samples.warc]
)
def test_a_damaged_file_of_an_untrusted_format_is_a_problem_or_still_read(
    make: Callable[[], bytes],
) -> None:
    whole = make()
    for data in (whole[: len(whole) // 2], whole[:40] + b"\xff" * 40 + whole[80:]):
        for item in read_all_bytes(data, "damaged"):
            assert isinstance(item, ImportProblem) or item.document.text.strip()


@settings(max_examples=count_examples(200), deadline=None)
@given(st.data())
def test_a_spoilt_record_is_an_article_or_a_problem(data: st.DataObject) -> None:
    """Records, exports and annotations with any value of theirs put in another's place."""
    odd: st.SearchStrategy[Any] = st.sampled_from(
        [None, -1, 1e999, "x\x1b]0;y\x07", [], {}, [[]], True, "2021-03-03"]
    )
    whole: Any = json.loads(
        data.draw(
            st.sampled_from(
                [
                    json.dumps(record)
                    for record in (
                        RECORD,
                        import_samples.WALLABAG,
                        import_samples.CSL,
                        import_samples.ARTICLE,
                    )
                ]
            )
        )
    )
    spot = whole
    while isinstance(spot, dict | list) and spot:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
            spot[key] = data.draw(odd)
            break
        spot = spot[key]
    for item in read_all_bytes(json.dumps([whole]).encode(), "spoilt.json"):
        if isinstance(item, ImportItem):
            assert item.document.text == clean(item.document.text)
            assert "\x1b" not in item.document.language


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1614800000", datetime.date(2021, 3, 3)),
        ("1614800000.5", datetime.date(2021, 3, 3)),
        ("1614800000123", datetime.date(2021, 3, 3)),  # in milliseconds
        ("161480000012345", None),
        ("2021-03-03T10:00:00Z", datetime.date(2021, 3, 3)),
        ("soon", None),
    ],
)
def test_days_and_unix_times_of_lists(written: str, day: datetime.date | None) -> None:
    found = parse_written_date(written)
    assert (found.exact_day if found else None) == day


SHEET: list[list[str | float]] = [
    ["Title", "URL", "Date", "Content", "Tags"],
    ["Pilots leave", "https://coastwire.example/1", 44258.0, import_samples.FIRST, "port;strike"],
    ["", "", "", "", ""],
    ["Another day", "https://coastwire.example/2", 44259.5],
]


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", ["list.xlsx", "list"])
def test_rows_of_an_excel_workbook_are_articles(name: str, shared: bool) -> None:
    first, second = imported_items(import_samples.xlsx({"News": SHEET}, shared=shared), name)
    assert (first.document.title, first.document.text.strip()) == (
        "Pilots leave", import_samples.FIRST
    )  # fmt: skip
    assert (first.document.published, first.tags) == (
        PartialDate(2021, 3, 3), ("port", "strike")
    )  # fmt: skip
    assert (second.document.source, second.document.text) == ("https://coastwire.example/2", "")
    assert second.document.published == PartialDate(2021, 3, 4)


def test_a_sheet_without_known_columns_is_reported_and_the_others_are_read() -> None:
    sheets: dict[str, list[list[str | float]]] = {
        "News": SHEET,
        "Sums": [["a", "b"], ["1", "2"]],
        "Empty": [],
    }
    *items, problem = read_all_bytes(import_samples.xlsx(sheets), "list.xlsx")
    assert [type(item) for item in items] == [ImportItem, ImportItem]
    assert isinstance(problem, ImportProblem)
    assert "sheet “Sums” has no column text, title or url" in problem.message
    [problem] = read_all_bytes(import_samples.xlsx({"Empty": []}), "list.xlsx")
    assert isinstance(problem, ImportProblem)
    assert "is a workbook without rows" in problem.message


def test_a_description_is_only_a_part_of_the_article() -> None:
    row = {
        "title": "Pilots leave",
        "url": "https://coastwire.example",
        "description": "They leave.",
    }
    [item] = imported_items(json.dumps([row]).encode(), "list.json")
    assert (item.document.text.strip(), item.excerpt) == ("They leave.", True)
    assert (
        item.document.remark
        == "only the description, the summary or the first paragraph is in the list"
    )
    [item] = imported_items(json.dumps([{**row, "text": "All of it."}]).encode(), "list.json")
    assert (item.document.text.strip(), item.excerpt, item.document.remark) == (
        "All of it.", False, ""
    )  # fmt: skip


def test_the_messages_of_a_digest_are_articles_after_its_own_text() -> None:
    inner = "".join(
        f"--two\nContent-Type: message/rfc822\n\nFrom: Reader {number} <a@b.example>\n"
        f"Subject: Letter {number}\nDate: Wed, 3 Mar 2021 08:0{number}:00 +0000\n\n"
        f"The boats are late again, {number} of them.\n\n"
        for number in (1, 2)
    )
    digest = (
        "From: list@b.example\nTo: you@b.example\nSubject: Digest\nMIME-Version: 1.0\n"
        "Date: Thu, 4 Mar 2021 08:00:00 +0000\n"
        'Content-Type: multipart/mixed; boundary="one"\n\n--one\nContent-Type: text/plain\n\n'
        'Today: two letters.\n\n--one\nContent-Type: multipart/digest; boundary="two"\n\n'
        f"{inner}--two--\n\n--one\nContent-Type: text/plain\n\nEnd of the digest.\n\n--one--\n"
    )
    outer, *letters = imported_items(digest.encode(), "digest.eml")
    assert outer.document.text.split("\n") == ["Today: two letters.", "", "End of the digest.", ""]
    assert [letter.document.title for letter in letters] == ["Letter 1", "Letter 2"]
    assert [letter.document.byline for letter in letters] == ["Reader 1", "Reader 2"]
    assert letters[1].document.text.strip() == "The boats are late again, 2 of them."
    assert letters[0].document.published == PartialDate(2021, 3, 3)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old file of Word, Excel or Outlook"),
        (b"Rar!\x1a\x07\1\0", "a compressed file"),
        (b"ID3\x04\0\0\0", "a sound or a video"),
        (b"\0\0\0\x20ftypmp42\0", "a sound or a video"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file"),
        (b"bplist00\xd1\0", "a web archive of Safari"),
        (b"x" * 60 + b"BOOKMOBI\0", "a Kindle book"),
        (b"mozLz40\0abc", "a compressed backup of Firefox"),
        (import_samples.zipped({"ppt/presentation.xml": "<a/>"}), "slides of PowerPoint"),
        (import_samples.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                                "content.xml": "<a/>"}), "a table of OpenDocument"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a", "a.txt", "a.html"])
def test_a_format_without_a_reader_is_refused_by_its_name(
    data: bytes, message: str, name: str
) -> None:
    [problem] = read_all_bytes(data, name)
    assert isinstance(problem, ImportProblem)
    assert message in problem.message


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"00714nam a2200205 a 4500008004100000\x1e", "a", "a library catalog; export them there"),
        (b"\xe8", "a.mrc", "a library catalog; export them there"),
        (b"<modsCollection xmlns='m'><mods/></modsCollection>", "a.xml", "a library catalog"),
        (b"<mods><titleInfo/></mods>", "a.mods", "a library catalog"),
        (b"<?xml version='1.0'?><collection><record/></collection>", "a.xml", "a library catalog"),
        (b"<?xml version='1.0'?><OAI-PMH><record/></OAI-PMH>", "a.xml", "records of a repository"),
        (b"<doi_records><doi_record/></doi_records>", "a.xml", "records of a repository"),
        (b"<1. >\nTI  - Tides\n", "a.txt", "references of Ovid; export them there as RIS"),
        (b"FN Clarivate Analytics Web of Science\nVR 1.0\n", "a.txt", "of Web of Science; export"),
        (b"nothing", "a.ciw", "of Web of Science; export"),
        (b"<rdf:RDF xmlns:bib='http://purl.org/net/biblio#'/>", "a.xml", "RDF; export them as CSL"),
        (b"Scenarist_SCC V1.0\n\n00:00:01:00\t9420\n", "a.txt", "convert them to SubRip (.srt)"),
        (b"filedesc://pages.arc 0.0.0.0 20210303080000 text/plain 70\n", "a", "convert it to WARC"),
        (gzip.compress(b"filedesc://pages.arc\n", mtime=0), "a.arc.gz", "convert it to WARC"),
        (b"nothing", "a.arc", "convert it to WARC"),
        (b"nothing", "a.scc", "convert them to SubRip (.srt)"),
        (b"The Quay\n- Your Note on page 3 | Added on 3 March 2021\n\nAsk.\n==========\n",
         "My Clippings.txt", "export the highlights from Readwise"),
    ],
)  # fmt: skip
def test_a_format_is_refused_with_what_to_use_instead(data: bytes, name: str, message: str) -> None:
    [problem] = read_all_bytes(data, name)
    assert isinstance(problem, ImportProblem)
    assert message in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "RIFF raff is all that they heard.\n", "[“a”] is not a list.\n", "BZh is a sound.\n",
        "Pilots leave\n- and no one answers\n\nThey left on Friday.\n",
    ],
)  # fmt: skip
def test_prose_with_the_letters_of_a_format_is_prose(text: str) -> None:
    [item] = imported_items(text.encode(), "a.txt")
    assert item.document.text == text


def test_structured_files_that_are_called_texts_are_read_by_their_format() -> None:
    row = {"title": "Pilots leave", "text": import_samples.FIRST}
    for data in (json.dumps([row]), json.dumps(row), f"{json.dumps(row)}\n{json.dumps(row)}\n"):
        first, *_ = imported_items(data.encode(), "list.txt")
        assert first.document.title == "Pilots leave"
    [page] = imported_items(import_samples.PAGE.encode(), "page.txt")
    assert page.document.title == import_samples.TITLE
    assert "<" not in page.document.text


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ("<svg xmlns='a'><text>hello</text></svg>", "a.svg", "XML of an unknown kind (svg)"),
        ("<a:list><b>words</b></a:list>\n", "a.txt", "XML of an unknown kind (list)"),
        ("<opml version='1.0'><body/></opml>", "a", "(OPML)"),
        ("<?xml version='1.0'?><nods><titleInfo/></nods>", "a.xml", "unknown kind (nods)"),
        (".TH PILOTS 1\n.SH NAME\npilots\n", "a.1", "the source of a manual page"),
        ("A\tB\tC\n1\t2\t3\n4\t5\t6\n", "a.txt", "is a table without headings"),
        ("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w\n" * 9, "a.txt", "encoded data"),
    ],
)
def test_structured_data_is_no_prose(data: str, name: str, message: str) -> None:
    [problem] = read_all_bytes(data.encode(), name)
    assert isinstance(problem, ImportProblem)
    assert message in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "ANA REIS\tWe have asked.\nPAUL LUND\tWe have answered.\nANA REIS\tNo.\n",
        "\tThe pilots left.\n\tThe boats came.\n\tNo one knew.\n",
        "<3 is all that she wrote.\n",
        "今日は港で会議が開かれ、船長たちは金曜日に仕事をやめると発表した。町の人々は驚いた。\n",
    ],
)
def test_prose_with_tabs_signs_or_without_spaces_is_prose(text: str) -> None:
    [item] = imported_items(text.encode(), "a.txt")
    assert item.document.text == clean(text)


def test_a_pasted_part_of_a_page_is_markup() -> None:
    [item] = imported_items(f"<article>{import_samples.BODY}</article>".encode(), "")
    assert import_samples.FIRST in item.document.text
    assert "<" not in item.document.text


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("Indonesian", "id"), ("ind", "id"), ("id-ID", "id"), ("fre", "fr"), ("und", ""),
        ("in the original", ""),
    ],
)  # fmt: skip
def test_a_declared_language_is_a_name_a_code_or_a_tag(declared: str, code: str) -> None:
    [item] = imported_items(
        f"TY  - NEWS\nTI  - Berita\nLA  - {declared}\nER  -\n".encode(), "a.ris"
    )
    assert item.document.language == (code or "und")
