"""Tests of the importer of PDF: order, paragraphs, margins, printed pages and annotations."""

import datetime
import random
import re
import zlib
from collections import Counter

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.partial_dates import PartialDate
from db import Store
from db.errors import ImportingError
from db.exporters import Selection, render
from db.importers import read_all_bytes
from db.importers.models import ImportItem
from db.importers.pdf import read_pdf
from tests.support import import_samples
from tests.support.printed_pages import CHROME, PrintedPage, make_pdf, print_margins
from tests.support.thoroughness import count_examples

FIRST = (
    "The council of Port Luna voted on Tuesday to close the old ferry pier, and the people who "
    "cross the bay each morning will have to take the long road around it until the spring."
)
SECOND = (
    "“We were not asked, and we will not be quiet,” said Mara Ortiz, who has sold tickets at the "
    "pier for thirty years, as she left the hall with about a hundred of her neighbors."
)
THIRD = (
    "The mayor, Ivo Brandt, answered that the piles are rotten, that no insurer will take the "
    "risk, and that a new pier could be open before the end of the next year."
)
TITLE = "Council votes to close the ferry pier"
ADDRESS = "https://coastwire.example/2021/03/04/ferry-pier"
MENU = ("Home", "World news and views", "Sports and races", "Weather on the coast", "About us")


def document_page() -> PrintedPage:
    """A page with a headline and three paragraphs."""
    page = PrintedPage()
    page.write(TITLE, 72, 720, 22, bold=True)
    top = 680.0
    for text in (FIRST, SECOND, THIRD):
        top = page.write_paragraph(text, 72, top, 80) - 12
    return page


def printed_page(*, margins: bool = True) -> bytes:
    """A page with menus and related links, as Chrome prints it."""
    page = PrintedPage()
    top = 750.0
    for label in MENU:
        page.write(label, 40, top, link=True)
        top -= 14
    page.write(TITLE, 40, top - 10, 22, bold=True)
    page.write("By Ida Quill", 40, top - 30)
    page.write("March 4, 2021 10:15 AM", 40, top - 46)
    top -= 74
    top = page.write_paragraph(FIRST, 40, top, 95) - 12
    page.write("More about this:", 40, top, bold=True)
    for link in ("The pier that the sea gave back to us", "Ferry fares rise for the third time"):
        top -= 14
        page.write(link, 70, top, link=True)
    top -= 26
    for text in (SECOND, THIRD):
        top = page.write_paragraph(text, 40, top, 95) - 12
    page.write("3 comments", 40, top)
    for label in MENU:
        top -= 14
        page.write(label, 40, top, link=True)
    if margins:
        print_margins(page, TITLE, ADDRESS, 1, 1)
    return make_pdf([page], {**CHROME, "Title": f"{TITLE} | Coastwire"})


def plain_words(data: bytes) -> Counter[str]:
    """The words of pdfium's plain text, without hyphens."""
    pdf = pypdfium2.PdfDocument(data)
    texts = (pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
    return count_words("\n".join(texts))


def count_words(text: str) -> Counter[str]:
    """The words of a text, with those that a hyphen divides as one."""
    joined = re.sub("[\ufffe\x02\xad]|(?<=[^\\W_])[-\u2010](?:\\s*\n)?", "", text)
    return Counter(re.findall(r"[^\W_]+", joined))


def read_pdf_item(data: bytes, name: str = "a.pdf") -> ImportItem:
    """Read the item of a PDF."""
    return read_pdf(data, name)


def test_lines_become_whole_paragraphs() -> None:
    document = read_pdf_item(make_pdf([document_page()])).document
    assert document.text == f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


def test_the_largest_line_is_the_title_if_the_metadata_has_a_file_name() -> None:
    for given_title in ("", "final_v2.docx", "Untitled", "Microsoft Word - pier", "https://a.b/c"):
        item = read_pdf_item(make_pdf([document_page()], {"Title": given_title}))
        assert item.document.title == TITLE
    item = read_pdf_item(make_pdf([document_page()], {"Title": "The ferry pier"}))
    assert item.document.title == "The ferry pier"


def test_indented_paragraphs_without_gaps_are_separate() -> None:
    page = PrintedPage()
    top = 700.0
    for text in (FIRST, SECOND, THIRD):
        first, _, rest = text.partition(" who ") if " who " in text else text.partition(" that ")
        head = f"{first} who" if " who " in text else f"{first} that"
        page.write(head, 92, top)
        top = page.write_paragraph(rest, 72, top - 14, 80)
    text = read_pdf_item(make_pdf([page])).document.text
    assert text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


def test_a_paragraph_goes_on_after_a_page_break() -> None:
    first, second = PrintedPage(), PrintedPage()
    half = FIRST.index("and the people")
    first.write_paragraph(SECOND, 72, 700, 80)
    first.write_paragraph(FIRST[:half], 72, 600, 60)
    second.write_paragraph(FIRST[half:], 72, 700, 60)
    second.write_paragraph(THIRD, 72, 600, 80)
    text = read_pdf_item(make_pdf([first, second])).document.text
    assert FIRST in text.split("\n\n")


def test_columns_are_read_one_after_the_other_where_the_file_goes_across() -> None:
    import textwrap

    page = PrintedPage()
    left = textwrap.wrap(f"{FIRST} {SECOND}", 42)
    right = textwrap.wrap(f"{THIRD} {FIRST}", 42)
    for at in range(min(len(left), len(right))):
        page.write(left[at], 50, 700 - 14 * at)
        page.write(right[at], 320, 700 - 14 * at)
    text = read_pdf_item(make_pdf([page])).document.text
    flat = " ".join(text.split())
    assert " ".join(left[: len(right)]) in flat
    assert " ".join(right[: len(left)]) in flat


def test_rows_of_a_table_stay_rows() -> None:
    page = PrintedPage()
    rows = [("Port Luna", "4,100", "12"), ("Cape Ilse", "980", "3"), ("Old Bay", "77", "1"),
            ("Sandwick", "1,204", "9"), ("Northing", "356", "4"), ("Reed", "91", "2")]  # fmt: skip
    for at, row in enumerate(rows):
        for cell, left in zip(row, (72, 250, 400), strict=True):
            page.write(cell, left, 700 - 16 * at)
    text = read_pdf_item(make_pdf([page])).document.text
    assert text == "\n".join(" ".join(row) for row in rows) + "\n"


def test_a_word_broken_at_a_line_end_is_whole_and_a_compound_keeps_its_hyphen() -> None:
    page = PrintedPage()
    page.write("The harbor office will pub-", 72, 700)
    page.write("lish its long-", 72, 686)
    page.write("awaited plan for the Spanish-", 72, 672)
    page.write("French line after a sea-", 72, 658)
    page.write("port meeting, as any seaport would.", 72, 644)
    text = read_pdf_item(make_pdf([page])).document.text
    assert text == (
        "The harbor office will publish its long-awaited plan for the Spanish-French line after a "
        "seaport meeting, as any seaport would.\n"
    )


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = []
    for number, text in enumerate((FIRST, SECOND, THIRD), 7):
        page = PrintedPage()
        page.write("Harbor Review, vol. 3", 72, 760, 9)
        page.write_paragraph(text, 72, 700, 80)
        page.write(str(number), 300, 30, 9)
        pages.append(page)
    assert read_pdf_item(make_pdf(pages)).document.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


def test_pages_with_the_same_words_are_not_headers_alone() -> None:
    page = PrintedPage()
    page.write("The pier is closed.", 72, 760)
    for facts in (None, CHROME):
        document = read_pdf_item(make_pdf([page] * 3, facts)).document
        assert document.text.count("The pier is closed.") == 3


def test_numbers_in_the_text_are_not_page_numbers() -> None:
    page = document_page()
    page.write("1984", 72, 400)
    page.write("was the year in which the pier was built.", 72, 386)
    assert "1984" in read_pdf_item(make_pdf([page])).document.text


def test_a_turned_page_is_read_as_it_is_seen() -> None:
    page = PrintedPage(turned=90)
    page.write(TITLE, 72, 540, 22, bold=True)
    for at, text in enumerate((FIRST, SECOND, THIRD)):
        page.write_paragraph(text, 72, 500 - 80 * at, 80)
    page.annotate("Highlight", 71, 537, 500, 560, "/Contents (Check.)")
    item = read_pdf_item(make_pdf([page]))
    assert item.document.text == f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    assert [(mark.exact, mark.body) for mark in item.highlights] == [(TITLE, "Check.")]


def test_a_print_has_the_article_its_address_and_its_date_but_not_that_of_the_printing() -> None:
    document = read_pdf_item(printed_page(), "print.pdf").document
    assert document.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    assert document.title == TITLE
    assert document.source == ADDRESS
    assert document.site == "coastwire.example"
    assert document.byline == "Ida Quill"
    assert document.published == PartialDate(2021, 3, 4)
    assert document.published_from == "dateline"
    assert document.updated is None
    assert "14 lines beside the article were left out" in document.remark


def test_a_menu_that_is_printed_on_each_page_is_left_out() -> None:
    pages = []
    for text in (FIRST, SECOND, THIRD):
        page = PrintedPage()
        page.write_paragraph(text, 40, 700, 95)
        page.write("Subscribe to the Coastwire for a year and a day.", 40, 400)
        pages.append(page)
    assert (
        read_pdf_item(make_pdf(pages, CHROME)).document.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    )


def test_the_margins_of_firefox_have_the_title_and_the_address_above_the_text() -> None:
    page = PrintedPage()
    page.write(TITLE, 30, 770, 9)
    page.write(ADDRESS, 380, 770, 9)
    page.write_paragraph(FIRST, 40, 700, 95)
    page.write_paragraph(SECOND, 40, 640, 95)
    page.write("1 of 1", 30, 18, 9)
    page.write("29.11.2026, 03:25", 500, 18, 9)
    document = read_pdf_item(
        make_pdf([page], {"Producer": "cairo 1.17.4", "Title": TITLE})
    ).document
    assert document.text == f"{FIRST}\n\n{SECOND}\n"
    assert (document.source, document.title) == (ADDRESS, TITLE)


def test_the_title_of_a_print_is_preferred_to_a_larger_name_of_the_site() -> None:
    page = PrintedPage()
    page.write("The Coastwire Morning Paper", 40, 750, 24, bold=True)
    page.write(TITLE, 40, 710, 14, bold=True)
    top = 680.0
    for text in (FIRST, SECOND, THIRD):
        top = page.write_paragraph(text, 40, top, 95) - 12
    print_margins(page, TITLE, ADDRESS, 1, 1)
    printed = read_pdf_item(make_pdf([page], {**CHROME, "Title": f"{TITLE} | Coastwire"}))
    assert printed.document.title == TITLE


def test_a_print_in_columns_has_all_of_them_but_not_the_summary() -> None:
    page = PrintedPage()
    page.write(TITLE, 40, 740, 24, bold=True)
    page.write("The long road around the bay is the only one until the spring.", 40, 712)
    page.write("By Ida Quill, March 4, 2021", 40, 690, 9)
    top = 660.0
    for text in (FIRST, SECOND, THIRD):
        top = page.write_paragraph(text, 40, top, 42) - 12
    top = 660.0
    later = [text.replace("pier", "bridge") for text in (FIRST, SECOND, THIRD)]
    for text in later:
        top = page.write_paragraph(text, 320, top, 42) - 12
    document = read_pdf_item(make_pdf([page], {**CHROME, "Title": TITLE})).document
    assert document.text == "\n\n".join((FIRST, SECOND, THIRD, *later)) + "\n"
    assert document.byline == "Ida Quill"


def test_a_shortened_address_is_no_source() -> None:
    page = document_page()
    print_margins(page, TITLE, "https://coastwire.example/2021/03/04/ferry-p…", 1, 1)
    assert read_pdf_item(make_pdf([page], CHROME), "print.pdf").document.source == "print.pdf"


def test_a_print_without_margins_is_known_by_its_program() -> None:
    document = read_pdf_item(printed_page(margins=False), "print.pdf").document
    assert document.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    assert document.source == "print.pdf"


def test_a_print_without_a_date_has_none() -> None:
    page = PrintedPage()
    page.write(TITLE, 40, 720, 22, bold=True)
    page.write_paragraph(FIRST, 40, 690, 95)
    page.write_paragraph(SECOND, 40, 620, 95)
    print_margins(page, TITLE, "https://coastwire.example/pier", 1, 1)
    for facts in (CHROME, {"Producer": "macOS Version 14.1 Quartz PDFContext", **CHROME}):
        document = read_pdf_item(make_pdf([page], facts)).document
        assert document.published is None
        assert "11/29/26" not in document.text


def test_the_creation_date_counts_if_the_text_has_no_date() -> None:
    facts = {"CreationDate": "D:20210305120000Z", "Producer": "LibreOffice 6.4"}
    document = read_pdf_item(make_pdf([document_page()], facts)).document
    assert (document.published, document.published_from) == (
        PartialDate(2021, 3, 5), "metadata",
    )  # fmt: skip
    page = PrintedPage()
    page.write("March 4, 2021", 72, 740)
    page.write_paragraph(FIRST, 72, 700, 80)
    assert (
        read_pdf_item(make_pdf([page], facts)).document.published is None
    )  # the first lines have it


def test_a_print_without_an_article_is_kept_whole() -> None:
    page = PrintedPage()
    for at, label in enumerate(MENU):
        page.write(label, 40, 700 - 14 * at, link=True)
    document = read_pdf_item(make_pdf([page], CHROME)).document
    assert count_words(document.text) == count_words(" ".join(MENU))
    assert "no article was found" in document.remark


def test_a_highlight_is_on_its_words_with_its_page_note_color_and_time() -> None:
    first, second = document_page(), PrintedPage()
    second.write("No one slept that night.", 72, 700)
    second.annotate(
        "Highlight", 71, 697, 151, 711,
        "/C [0.2 0.4 1] /T (Ida) /Contents (Ask the night guard.) /M (D:20210306101500+01'00')",
    )  # fmt: skip
    item = read_pdf_item(make_pdf([first, second]))
    (highlight,) = item.highlights
    assert highlight.exact == "No one slept that"[: len(highlight.exact)]
    assert item.document.text[highlight.start : highlight.end] == highlight.exact
    assert highlight.page == 2
    assert (highlight.author, highlight.body) == ("Ida", "Ask the night guard.")
    assert highlight.color == "blue"
    assert highlight.changed == datetime.datetime(2021, 3, 6, 9, 15, tzinfo=datetime.UTC)


def test_a_highlight_over_two_lines_is_one_passage() -> None:
    page = PrintedPage()
    page.write("The pier will stay", 72, 700)
    page.write("closed until spring.", 72, 686)
    x, y = (72, 128), (698, 710)
    quads = " ".join(
        f"{x[0]} {y[1] - down} {x[1]} {y[1] - down} {x[0]} {y[0] - down} {x[1]} {y[0] - down}"
        for down in (0, 14)
    )
    page.annotations.append(
        f"<< /Type /Annot /Subtype /Underline /Rect [72 684 128 710] /QuadPoints [{quads}] >>"
    )
    (highlight,) = read_pdf_item(make_pdf([page])).highlights
    assert highlight.exact == "The pier will stay closed until"
    assert highlight.body == ""


@pytest.mark.parametrize(("left", "first"), [(72, "Harbor"), (78, "arbor"), (85, "rbor")])
def test_a_highlight_begins_at_the_letter_under_its_edge(left: int, first: str) -> None:
    page = PrintedPage()
    page.write("Harbor pilots slept that night.", 72, 700)
    page.annotate("Highlight", left, 697, 200, 711, "/T (Ida)")
    (highlight,) = read_pdf_item(make_pdf([page])).highlights
    assert highlight.exact.startswith(f"{first} pilots")


def test_a_comment_without_a_passage_is_on_the_line_beside_it() -> None:
    page = document_page()
    page.annotate("Text", 40, 716, 60, 736, "/Contents (Who wrote this headline?)")
    page.annotate("Popup", 60, 600, 200, 736, "/Contents (Who wrote this headline?)")
    (highlight,) = read_pdf_item(make_pdf([page])).highlights
    assert (highlight.exact, highlight.body, highlight.page) == (
        TITLE, "Who wrote this headline?", 1,
    )  # fmt: skip


def test_the_comment_that_repeats_its_passage_and_a_reply_of_a_state_are_no_notes() -> None:
    page = PrintedPage()
    page.write("No one slept.", 72, 700)
    page.annotate("Highlight", 71, 697, 150, 711, "/Contents (No one slept.)")
    page.annotate("Text", 71, 697, 150, 711, "/State (Accepted) /Contents (Accepted set by Ida)")
    (highlight,) = read_pdf_item(make_pdf([page])).highlights
    assert (highlight.exact, highlight.body) == ("No one slept.", "")


def test_a_marked_line_of_a_menu_is_kept() -> None:
    data = printed_page()
    assert MENU[1] not in read_pdf_item(data).document.text
    page = PrintedPage()
    page.write(MENU[1], 40, 740, link=True)
    page.write_paragraph(FIRST, 40, 700, 95)
    page.write_paragraph(SECOND, 40, 640, 95)
    page.annotate("Highlight", 39, 737, 170, 751)
    item = read_pdf_item(make_pdf([page], CHROME))
    assert item.highlights[0].exact == MENU[1]


def test_attached_files_and_drawings_are_named() -> None:
    page = document_page()
    page.annotate("Ink", 72, 500, 200, 540)
    page.annotate("Widget", 72, 400, 200, 420, "/FT /Tx /T (Name) /V (Mara Ortiz)")
    item = read_pdf_item(make_pdf([page], attachments={"votes.csv": b"a,b", "map.png": b"\x89PNG"}))
    assert "1 drawing without words" in item.document.remark
    assert "1 filled form field left out" in item.document.remark
    assert "votes.csv" in item.document.remark
    assert "map.png" in item.document.remark


def test_a_scan_and_a_damaged_file_are_refused_by_name() -> None:
    with pytest.raises(ImportingError, match="pictures without text"):
        read_pdf_item(make_pdf([PrintedPage()]))
    with pytest.raises(ImportingError, match="damaged"):
        read_pdf_item(make_pdf([document_page()])[:200])


@pytest.mark.parametrize("form", ["jsonl", "json", "annotations"])
def test_the_page_of_a_highlight_comes_back_from_an_export(store: Store, form: str) -> None:
    page = document_page()
    page.annotate("Highlight", 71, 717, 500, 745, "/Contents (Who wrote this?)")
    store.imports.add(read_pdf_item(make_pdf([PrintedPage(), page])), None)
    (note,) = store.notes.list()
    assert (note.exact, note.body, note.page) == (TITLE, "Who wrote this?", 2)
    exported = "".join(render(store, Selection(), form))
    name = {"annotations": "a.jsonld"}.get(form, f"a.{form}")
    (item,) = read_all_bytes(exported.encode(), name)
    assert isinstance(item, ImportItem)
    assert [mark.page for mark in item.highlights] == [2]


@pytest.mark.parametrize("form", ["csv", "markdown", "html", "tei"])
def test_an_export_for_people_shows_the_page_of_a_note(store: Store, form: str) -> None:
    page = document_page()
    page.annotate("Highlight", 71, 717, 500, 745, "/Contents (Who wrote this?)")
    store.imports.add(read_pdf_item(make_pdf([PrintedPage(), page])), None)
    exported = "".join(render(store, Selection(), form, table="notes"))
    shown = {"csv": ",yellow,2", "tei": '<seg type="page">2</seg>'}.get(form, "p. 2")
    assert shown in exported


WORD = st.text("abcdefghij", min_size=1, max_size=9)
LINE = st.lists(
    st.one_of(WORD, st.sampled_from(["fi", "Wa", "12", "1/5", "“so”", "U.S.", "•", "—"])),
    min_size=1,
    max_size=9,
).map(" ".join)


@settings(max_examples=count_examples(150), deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(
                LINE,
                st.integers(20, 400),
                st.integers(10, 780),
                st.sampled_from([6, 10, 10.5, 22]),
                st.booleans(),
                st.booleans(),
            ),
            min_size=1,
            max_size=14,
        ),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
)
def test_the_words_of_a_file_are_those_of_its_plain_text(
    lines: list[list[tuple[str, int, int, float, bool, bool]]], is_print: bool
) -> None:
    pages = []
    for written in lines:
        page = PrintedPage()
        for text, left, bottom, size, bold, link in written:
            page.write(text, left, bottom, size, bold=bold, link=link)
        pages.append(page)
    data = make_pdf(pages, CHROME if is_print else None)
    try:
        document = read_pdf_item(data).document
    except ImportingError:
        return
    invented = count_words(document.text) - plain_words(data)
    assert not invented
    if not is_print:
        assert "not understood" not in document.remark
        lost = plain_words(data) - count_words(document.text)
        edge = {
            word
            for written in lines
            for text, _, bottom, *_ in written
            if bottom < 150 or bottom > 640
            for word in count_words(text)
        }
        assert set(lost) <= edge


def test_many_pages_and_a_page_of_many_letters_are_read_in_linear_time() -> None:
    page = PrintedPage()
    for at in range(1_200):
        page.write("so it was said on the pier, and so it was written down there by the clerk.",
                   20 + at % 7, 780 - at * 0.64, 0.5)  # fmt: skip
    document = read_pdf_item(make_pdf([page])).document
    assert len(document.text) > 80_000
    document = read_pdf_item(make_pdf([document_page()] * 300)).document
    assert document.text.count(SECOND) == 300


def compressed_pdf() -> tuple[bytes, bytes]:
    """A PDF whose page is compressed, and the compressed page."""
    plain = import_samples.pdf()
    page = re.search(rb"<< /Length \d+ >>\nstream\n(.*?)endstream", plain, re.S)
    assert page is not None
    packed = zlib.compress(page[1])
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return plain[: page.start()] + stream + plain[page.end() :], packed


def test_a_pdf_whose_compressed_page_is_damaged_is_not_imported_in_silence() -> None:
    whole, packed = compressed_pdf()
    [expected] = read_all_bytes(whole, "pilots.pdf")
    assert isinstance(expected, ImportItem)
    assert not expected.document.remark
    chance, start = random.Random(1), whole.index(packed)
    for _ in range(20):
        damaged = bytearray(whole)
        damaged[start + chance.randrange(len(packed) - 8)] ^= 1 << chance.randrange(8)
        [item] = read_all_bytes(bytes(damaged), "pilots.pdf")
        if isinstance(item, ImportItem):
            is_whole = item.document.text == expected.document.text
            assert is_whole or "damaged, and text may be missing" in item.document.remark
        else:
            assert "damaged" in item.message


def test_a_pdf_page_with_a_text_that_does_not_end_is_remarked() -> None:
    damaged = import_samples.pdf().replace(b"Quill) Tj", b"Quill( Tj", 1)
    [item] = read_all_bytes(damaged, "pilots.pdf")
    assert isinstance(item, ImportItem)
    assert "damaged, and text may be missing" in item.document.remark
