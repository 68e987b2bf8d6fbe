"""Tests of the importer of Word files: comments, footnotes, tables, text boxes, tracked changes."""

import datetime

from analysis.partial_dates import PartialDate
from db.importers import ImportItem, read_all_bytes
from tests.support.import_samples import FIRST, SECOND, THIRD
from tests.support.word_files import word_file


def paragraph(text: str) -> str:
    """A paragraph of one run."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def comment(id: int, text: str, author: str = "Ida Quill") -> str:
    """A comment of 5 March 2021."""
    return (
        f'<w:comment w:id="{id}" w:author="{author}" w:date="2021-03-05T10:00:00Z">'
        f"{paragraph(text)}</w:comment>"
    )


def read_word(data: bytes) -> ImportItem:
    """Read the item of a Word file."""
    (item,) = read_all_bytes(data, "pilots.docx")
    assert isinstance(item, ImportItem)
    return item


def test_a_comment_is_a_note_on_its_passage() -> None:
    before, passage, after = FIRST.partition("their union said")
    body = (
        f'<w:p><w:r><w:t xml:space="preserve">{before}</w:t></w:r><w:commentRangeStart w:id="4"/>'
        f'<w:r><w:t>{passage[:6]}</w:t></w:r><w:r><w:t xml:space="preserve">{passage[6:]}</w:t>'
        '</w:r><w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>'
        f'<w:r><w:t xml:space="preserve">{after}</w:t></w:r></w:p>'
    )
    data = word_file(paragraph(SECOND) + body, comments=comment(4, "Which union?"))
    item = read_word(data)
    (highlight,) = item.highlights
    assert highlight.exact == passage
    assert item.document.text[highlight.start : highlight.end] == passage
    assert (highlight.author, highlight.body) == ("Ida Quill", "Which union?")
    assert highlight.created == datetime.datetime(2021, 3, 5, 10, 0, tzinfo=datetime.UTC)


def test_a_comment_is_on_the_right_one_of_two_equal_passages() -> None:
    marked = (
        '<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>The ships wait.</w:t></w:r>'
        '<w:commentRangeEnd w:id="1"/></w:p>'
    )
    body = paragraph("The ships wait.") + paragraph(SECOND) + marked + paragraph(THIRD)
    item = read_word(word_file(body, comments=comment(1, "Still?", "")))
    (highlight,) = item.highlights
    assert (highlight.exact, highlight.body) == ("The ships wait.", "Still?")
    assert highlight.start == item.document.text.rindex("The ships wait.")


def test_a_word_comment_without_a_passage_is_on_the_line_beside_it() -> None:
    body = f'<w:p><w:r><w:t>{FIRST}</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    (highlight,) = read_word(word_file(body, comments=comment(1, "Check."))).highlights
    assert FIRST.startswith(highlight.exact)
    assert (highlight.author, highlight.body) == ("Ida Quill", "Check.")


def test_footnotes_follow_the_text_with_their_numbers() -> None:
    body = (
        '<w:p><w:r><w:t>The union left.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    notes = f'<w:footnote w:id="2">{paragraph("Minutes of the council.")}</w:footnote>'
    text = read_word(word_file(body, footnotes=notes)).document.text
    assert text == "The union left.[1]\n1. Minutes of the council."


def test_rows_of_tables_are_lines_and_layout_tables_are_paragraphs() -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    votes = row(paragraph("Ward"), paragraph("Votes")) + row(paragraph("East"), paragraph("12"))
    layout = row(paragraph(FIRST) + paragraph(SECOND), paragraph(THIRD))
    body = f"<w:tbl>{votes}</w:tbl>{paragraph('Between.')}<w:tbl>{layout}</w:tbl>"
    text = read_word(word_file(body)).document.text
    assert text == f"Ward | Votes\nEast | 12\nBetween.\n{FIRST}\n{SECOND}\n{THIRD}"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('The box has words.')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    text = read_word(word_file(body + paragraph(FIRST))).document.text
    assert text.count("The box has words.") == 1


def test_deleted_passages_are_counted() -> None:
    body = (
        "<w:p><w:r><w:t>The union </w:t></w:r><w:del w:id='1'><w:r><w:delText>never</w:delText>"
        "</w:r></w:del><w:ins w:id='2'><w:r><w:t>left.</w:t></w:r></w:ins></w:p>"
    )
    document = read_word(word_file(body)).document
    assert document.text == "The union left."
    assert document.remark.startswith("1 deleted passage was left out")


def test_a_date_in_the_first_lines_is_more_reliable_than_that_of_the_file() -> None:
    body = paragraph("PORT LUNA, March 3, 2021 (Coastwire) – " + FIRST)
    document = read_word(word_file(body, created="2024-10-01T08:00:00Z")).document
    assert document.published == PartialDate(2021, 3, 3)
    document = read_word(word_file(paragraph(THIRD), created="2024-10-01T08:00:00Z")).document
    assert (document.published, document.published_from) == (PartialDate(2024, 10, 1), "metadata")
