import re

import pytest

from analysis.partial_dates import PartialDate
from db.importers import ImportItem, ImportProblem, read_all_bytes
from tests.support import import_samples, news_exports
from tests.support.imported import read_items
from tests.support.news_exports import BODIES, EXPORTS, TITLES, nexis_text


def problems(data: bytes, name: str) -> list[str]:
    return [
        item.message for item in read_all_bytes(data, name) if isinstance(item, ImportProblem)
    ]  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_each_layout_is_split_into_its_articles(name: str) -> None:
    documents = [item.document for item in read_items(EXPORTS[name](), name)]
    assert [document.title for document in documents] == list(TITLES)
    assert [str(document.published) for document in documents] == ["2021-03-03", "2021-03-04"]
    for document, body in zip(documents, BODIES, strict=True):
        assert document.text == "\n\n".join(body) + "\n"
        assert document.published_from == "metadata"
        assert document.site.startswith("Coastwire")
        assert (document.byline, document.section) == ("Ida Quill", "NEWS")
        assert document.language == "en"
        assert document.remark == ""


def test_articles_have_numbers_as_their_sources() -> None:
    first, second = read_items(nexis_text(), "nexis.txt")
    assert [first.document.source, second.document.source] == ["nexis.txt#1", "nexis.txt#2"]
    assert [*read_all_bytes(nexis_text(), "nexis.txt", skip=1)] == [second]


def test_a_page_saved_by_a_browser_as_one_message_is_split_too() -> None:
    data = import_samples.mhtml(news_exports.factiva_page().decode())
    assert [item.document.title for item in read_items(data, "a.mhtml")] == list(TITLES)


def test_a_text_with_other_words_than_stated_is_reported() -> None:
    data = re.sub(rb"LENGTH: 47 words", b"LENGTH: 2,968 words", nexis_text())
    first, second = read_items(data, "nexis.txt")
    assert first.document.remark == ""
    assert second.document.remark == (
        "the export states 2,968 words, and its text has 47: compare it with the original"
    )


def test_a_title_of_several_lines_and_a_missing_one() -> None:
    data = nexis_text().decode("utf-8-sig").replace(TITLES[0], "Pilots leave;\r\nboats wait")
    data = data.replace(f"{TITLES[1]}\r\n\r\n", "")
    first, second = read_items(data.encode(), "nexis.txt")
    assert first.document.title == "Pilots leave; boats wait"
    assert TITLES[1] not in second.document.title
    assert second.document.published == PartialDate(2021, 3, 4)


def test_a_dateline_and_a_summary_begin_the_text() -> None:
    data = nexis_text().replace(
        b"LENGTH: 66 words",
        b"LENGTH: 66 words\r\n\r\nDATELINE: PORT LUNA, March 3\r\n\r\nHIGHLIGHT: No boats today",
    )
    [first, _] = read_items(data, "nexis.txt")
    assert first.document.text.startswith("No boats today\n\nPORT LUNA, March 3\n\nThe pilots")


def test_a_copyright_line_above_the_outlet_is_left_out() -> None:
    data = nexis_text().replace(b"Coastwire (Port Luna)", b"Copyright 2021 Holding\r\nCoastwire")
    assert [item.document.site for item in read_items(data, "a.txt")] == ["Coastwire"] * 2


def test_one_article_of_nexis_needs_no_number() -> None:
    data = nexis_text().split(b"2 of 2 DOCUMENTS")[0].replace(b"1 of 2 DOCUMENTS", b"")
    head = data.index(b"Coastwire (Port")
    [item] = read_items(data[head:], "one.txt")
    assert (item.document.title, item.document.byline) == (TITLES[0], "Ida Quill")


def test_an_article_without_text_costs_only_itself() -> None:
    paragraphs = [part for part in news_exports.uni_paragraphs(1) if part not in BODIES[0]]
    data = news_exports.rtf((*paragraphs, *news_exports.uni_paragraphs(2)))
    bad, good = read_all_bytes(data, "uni.rtf")
    assert isinstance(bad, ImportProblem)
    assert bad.message == f"has no text of “{TITLES[0]}”; export it with the full text"
    assert isinstance(good, ImportItem)
    assert good.document.title == TITLES[1]


def test_the_last_article_of_a_file_that_was_cut_is_read() -> None:
    cut = news_exports.uni_paragraphs(2)[:-4]
    items = read_items(news_exports.rtf((*news_exports.uni_paragraphs(1), *cut)), "uni.rtf")
    assert [item.document.title for item in items] == list(TITLES)


def test_an_abstract_without_its_text_is_an_excerpt() -> None:
    data = news_exports.proquest_text().replace(b"Full text: ", b"Links: ")
    items = read_items(data, "proquest.txt")
    assert [item.document.text for item in items] == ["Pilots and talks.\n"] * 2
    assert all(item.excerpt for item in items)


@pytest.mark.parametrize(
    ("data", "name", "database"),
    [
        (re.sub(rb"\d of 2 DOCUMENTS", b"", nexis_text()), "a.txt", "Nexis"),
        (re.sub(rb"\n[A-Z-]+: ", b"\n", nexis_text()), "a.txt", "Nexis"),
        (b"Pilots leave\n\nEnd of Document\n\nPort opens\n\nEnd of Document\n", "a.txt", "Nexis"),
        (news_exports.proquest_text().replace(b"_" * 60, b""), "a.txt", "ProQuest"),
        (b"<html><head><title>Factiva</title></head><body><div class='headline'>Pilots leave the"
         b" boats</div><div>Coastwire, 3 March 2021, 66 words</div></body></html>", "a.html",
         "Factiva"),
        (b"<?xml version='1.0'?><PPSResponse><status>0</status></PPSResponse>", "a.xml",
         "Factiva"),
    ],
)  # fmt: skip
def test_an_export_that_cannot_be_split_is_refused(data: bytes, name: str, database: str) -> None:
    [message] = problems(data, name)
    assert message.startswith(f"is an export of {database} whose articles cannot be told apart;")
    assert "export them again" in message


def test_a_pdf_of_several_articles_is_refused() -> None:
    lines = [*news_exports.uni_paragraphs(1)[:4], "Body", "End of Document", "Load-Date: March 9"]
    [message] = problems(import_samples.pdf("\n".join(lines)), "uni.pdf")
    assert "several articles of a news database; export them again" in message


@pytest.mark.parametrize(
    "text",
    [
        "Of 12 documents, 3 of 12 documents were found.\n\nLANGUAGE: no one spoke it.\n",
        "Body\n\nThe end of document was lost.\n",
        "ProQuest and Factiva are databases.\n\nThe pilots left.\n",
        "1 of 20 DOCUMENTS\n\nThe judge read the first one.\n",
    ],
)
def test_a_text_that_only_mentions_a_database_is_one_article(text: str) -> None:
    [item] = read_items(text.encode(), "a.txt")
    assert item.document.text == text


@pytest.mark.parametrize("name", ["nexis.html", "factiva.html", "europresse.html", "new.html"])
def test_no_character_of_an_export_controls_the_terminal(name: str) -> None:
    data = EXPORTS[name]().replace(b"Pilots leave", b"&#27;]0;x\x07&#2;\x02Pilots leave")
    for item in read_all_bytes(data, name):
        shown = item.message if isinstance(item, ImportProblem) else (
            item.document.title + item.document.text
        )  # fmt: skip
        assert not any(ord(letter) < 32 and letter != "\n" for letter in shown)


@pytest.mark.parametrize("name", EXPORTS)
def test_a_cut_export_gives_articles_or_named_problems(name: str) -> None:
    whole = EXPORTS[name]()
    for data in (whole[: len(whole) // 2], whole[: len(whole) - 40], whole[len(whole) // 3 :]):
        for item in read_all_bytes(data, name):
            if isinstance(item, ImportProblem):
                assert "parser failed" not in item.message
            else:
                assert item.document.text.strip()


def test_the_date_of_an_issue_of_a_month_has_no_day() -> None:
    data = news_exports.proquest_text().replace(b"Mar 3, 2021", b"Mar 2021")
    first, second = read_items(data.replace(b"Mar 4, 2021", b"2021"), "proquest.txt")
    assert first.document.published == PartialDate(2021, 3)
    assert second.document.published == PartialDate(2021)
