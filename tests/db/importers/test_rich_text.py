import datetime

import pytest

from db.importers import ImportItem, ImportProblem, read_all_bytes, read_bytes
from tests.support import import_samples
from tests.support.import_samples import FIRST, SECOND
from tests.support.news_exports import rtf

NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
)
CONTENT = (
    f"<office:document-content {NAMESPACES}><office:body><office:text>"
    f"<text:h>Pilots leave the boats</text:h><text:p>{FIRST}</text:p>"
    f"<text:p>{SECOND[:20]}<text:span>{SECOND[20:]}</text:span>"
    "<office:annotation><text:p>Ask her.</text:p></office:annotation></text:p>"
    "<text:p>One<text:s/>two<text:line-break/>three</text:p>"
    "</office:text></office:body></office:document-content>"
)
META = (
    f"<office:document-meta {NAMESPACES}><office:meta><dc:title>Pilots</dc:title>"
    "<meta:initial-creator>Ida Quill</meta:initial-creator>"
    "<meta:creation-date>2021-03-03T08:00:00</meta:creation-date></office:meta>"
    "</office:document-meta>"
)


def odt(content: str = CONTENT, meta: str = META) -> bytes:
    return import_samples.zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": meta,
        }
    )


def text_of(words: str) -> str:
    return read_bytes(rb"{\rtf1\ansi\ansicpg1252 " + words.encode("cp1252") + b"}", "a.rtf").text


def test_rich_text_gives_its_paragraphs() -> None:
    document = read_bytes(rtf((FIRST, SECOND)), "pilots.rtf")
    assert document.text == f"{FIRST}\n{SECOND}"
    assert document.title == "Saved"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (r"caf\'e9 and \u8220?x\u8221? \emdash  end", "café and “x” — end"),
        (r"\uc2 caf\u233\'65\'65s, caf\u233ees", "cafés, cafés"),
        (r"one \u-10179?\u-8704? two", "one 😀 two"),
        (r"a {\*\unknown hidden} b {\pict 89504e} c", "a b c"),
        (r"{\fonttbl{\f0 Arial;}}{\stylesheet{\s1 Title;}}words", "words"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} text", "link text"),
        (r"\{braces\} and \\ back\~slash", "{braces} and \\ back slash"),
        (r"one\par two\line three\cell four", "one\ntwo\nthree\nfour"),
        (r"text{\footnote a note} goes on", "text goes on\na note"),
        (r"{\header above}{\footer below}middle", "middle"),
        (r"a\bin3 }{} b", "a b"),
        (r"never {\b closed", "never closed"),
        (r"closed } too often", "closed too often"),
        (r"<script>a < b & c</script>", "<script>a < b & c</script>"),
    ],
)
def test_control_words_of_rich_text(words: str, text: str) -> None:
    assert text_of(words) == text


def test_rich_text_in_another_encoding() -> None:
    data = rb"{\rtf1\ansi\ansicpg1251 \'cb\'ee\'f6\'ec\'e0\'ed\'fb \'f3\'f8\'eb\'e8.}"
    assert read_bytes(data, "a.rtf").text == "Лоцманы ушли."


def test_the_creation_of_rich_text_is_its_date() -> None:
    data = rb"{\rtf1{\info{\title Pilots}{\author Ida Quill}{\creatim\yr2021\mo3\dy3}}Words.}"
    document = read_bytes(data, "a.rtf")
    assert (document.title, document.byline) == ("Pilots", "Ida Quill")
    assert str(document.published) == "2021-03-03"


def test_an_opendocument_text_gives_its_paragraphs() -> None:
    document = read_bytes(odt(), "pilots.odt")
    assert document.text == f"Pilots leave the boats\n{FIRST}\n{SECOND}\nOne two\nthree"
    assert (document.title, document.byline) == ("Pilots", "Ida Quill")
    assert str(document.published) == "2021-03-03"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (rb"{\rtf1{\pict 00}}", "a.rtf", "has no words"),
        (rb"{\rtf1" + b"{" * 200_000 + b"a", "a.rtf", "nested too deep"),
        (odt("<office:x"), "a.odt", "no words|damaged"),
        (odt("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "a.odt", "not a valid OpenDocument"),
        (import_samples.zipped({"content.xml": CONTENT}), "a.odt", "is a ZIP file"),
    ],
)
def test_a_damaged_file_is_refused(data: bytes, name: str, message: str) -> None:
    [problem] = read_all_bytes(data, name)
    assert isinstance(problem, ImportProblem)
    assert any(part in problem.message for part in message.split("|"))


def test_comments_of_opendocument_are_notes_and_footnotes_follow_the_text() -> None:
    content = (
        f"<office:document-content {NAMESPACES}><office:body><office:text><text:p>{FIRST}</text:p>"
        '<text:p>The <office:annotation office:name="a1"><dc:creator>Ida Quill</dc:creator>'
        "<dc:date>2021-03-05T10:00:00</dc:date><text:p>Which union?</text:p></office:annotation>"
        'union left<office:annotation-end office:name="a1"/> the hall.'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Minutes."
        "</text:p></text:note-body></text:note> It was late.</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    (item,) = read_all_bytes(odt(content), "pilots.odt")
    assert isinstance(item, ImportItem)
    assert item.document.text == f"{FIRST}\nThe union left the hall.[1] It was late.\n1. Minutes."
    (highlight,) = item.highlights
    assert (highlight.exact, highlight.body) == ("union left", "Which union?")
    assert highlight.author == "Ida Quill"
    assert highlight.created == datetime.datetime(2021, 3, 5, 10, tzinfo=datetime.UTC)
