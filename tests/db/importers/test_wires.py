import datetime
import json

import pytest

from analysis.partial_dates import PartialDate
from db.importers import ImportProblem, read_all_bytes, read_bytes
from db.importers.xml_trees import block_text, parse_fragment
from db.models import Document
from db.wire_records import WireRecord
from tests.support import wire_samples as samples
from tests.support.imported import read_items

UTC = datetime.UTC


def refusal(data: bytes | str, name: str = "wire.xml") -> str:
    [problem] = read_all_bytes(data.encode() if isinstance(data, str) else data, name)
    assert isinstance(problem, ImportProblem)
    return problem.message


def wire(document: Document) -> WireRecord:
    assert document.wire is not None
    return document.wire


@pytest.mark.parametrize("name", samples.FILES)
def test_every_format_gives_the_story_with_its_fields(name: str) -> None:
    [item] = read_items(samples.FILES[name](), name)
    document = item.document
    assert document.title == samples.TITLE
    assert document.byline.casefold() == "ida quill"
    assert document.published == PartialDate(2021, 3, 2)
    assert document.published_from == "metadata"
    assert "stayed in the harbour on Tuesday." in document.text
    assert "No one asked us," in document.text
    assert document.site in ("Coastwire", "The Associated Press", "dpa")
    for beside in ("quay", "Call the desk", "Note to editors", "Bo Lee", "UPDATES", "Talks go on"):
        assert beside not in document.text
    assert not item.tags


@pytest.mark.parametrize("ending", ["", ".txt", ".xml", ".tst"])
@pytest.mark.parametrize("name", ["ferry.nitf.xml", "ferry-g2.xml", "ferry.tst", "ferry-7901"])
def test_formats_are_recognized_by_their_content(name: str, ending: str) -> None:
    document = read_bytes(samples.FILES[name](), f"story{ending}")
    assert document.title == samples.TITLE


def test_nitf_keeps_paragraphs_and_rows_and_counts_what_is_left_out() -> None:
    document = read_bytes(samples.NITF.encode(), "ferry.xml")
    assert document.text == (
        f"{samples.FIRST}\n\n{samples.SECOND}\n\nFerry | Trips\nLuna | 12\n\n{samples.THIRD}\n"
    )
    assert document.remark == "left out: 1 caption, 1 note to editors"
    assert document.section == "Labour"
    assert document.source == samples.WIRE_ID
    assert wire(document).version == "2"


def test_a_table_with_paragraphs_in_its_cells_is_rows() -> None:
    table = "<table><tr><td><p>Ferry</p></td><td><p>Luna</p><p>and Mara</p></td></tr></table>"
    text = f"<p>{samples.FIRST}</p><figure class='table'>{table}</figure>"
    document = read_bytes(samples.newsml_g2(text=text).encode(), "ferry.xml")
    assert document.text == f"{samples.FIRST}\n\nFerry | Luna and Mara\n"


def test_the_items_of_a_list_are_lines() -> None:
    markup = "<div><p>At sea:</p><ul><li>Boats</li><li>Fish</li></ul></div>"
    assert block_text([parse_fragment(markup)]) == "At sea:\n\n- Boats\n- Fish"


def test_an_entity_of_html_is_its_letter_in_xml() -> None:
    text = samples.NITF.replace("another round", "a caf&eacute;&nbsp;round")
    assert "a café\xa0round of talks" in read_bytes(text.encode(), "ferry.xml").text


def test_an_entity_that_a_file_defines_is_not_expanded() -> None:
    bomb = '<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "/etc/hosts">]>'
    text = samples.NITF.replace("<nitf>", f"{bomb}<nitf>").replace("another", "&b; &f; other")
    document = read_bytes(text.encode(), "ferry.xml")
    assert "aaaa" not in document.text
    assert "localhost" not in document.text


def test_utf_8_that_declares_another_encoding_is_read_as_utf_8() -> None:
    document = read_bytes(samples.NEWSML_1.encode(), "ferry.xml")
    assert samples.SECOND in document.text


def test_the_end_of_a_damaged_file_is_to_be_checked() -> None:
    cut = samples.NITF[: samples.NITF.index("<table>")]
    document = read_bytes(cut.encode(), "ferry.xml")
    assert samples.SECOND in document.text
    assert "check its end" in document.remark


def test_the_record_of_an_item_is_its_id_version_times_and_status() -> None:
    more = (
        '<embargoed>2999-01-01T12:00:00+01:00</embargoed><signal qcode="sig:correction"/>'
        "<edNote>Corrects the day of the strike.</edNote>"
    )
    document = read_bytes(
        samples.newsml_message(samples.newsml_g2(3, more=more)).encode(), "ferry.xml"
    )
    assert document.wire == WireRecord(
        samples.WIRE_ID, "3", datetime.datetime(2021, 3, 2, 10, 30, tzinfo=UTC), "corrected",
        "Corrects the day of the strike.", datetime.datetime(2999, 1, 1, 11, tzinfo=UTC),
    )  # fmt: skip
    assert document.updated == datetime.date(2021, 3, 2)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("usable", "usable"), ("withheld", "withheld"), ("canceled", "killed")],
)
def test_the_status_of_an_item_is_that_of_its_source(status: str, expected: str) -> None:
    document = read_bytes(samples.newsml_g2(status=status).encode(), "ferry.xml")
    assert wire(document).status == expected


def test_a_headline_states_a_correction() -> None:
    text = "<p>(In March 1 story, corrects the day)</p><p>The ferries stayed in the harbour.</p>"
    item = samples.newsml_g2(text=text, title="CORRECTED-Ferry strike strands hundreds")
    record = wire(read_bytes(item.encode(), "ferry.xml"))
    assert (record.status, record.note) == ("corrected", "In March 1 story, corrects the day")


def test_a_headline_about_killing_is_no_kill() -> None:
    item = samples.newsml_g2(title="Kill Bill returns to the cinemas")
    assert wire(read_bytes(item.encode(), "ferry.xml")).status == "usable"


def test_a_message_gives_each_of_its_items() -> None:
    second = samples.newsml_g2(item_id="urn:two", title="Pilots talk", text="<p>They talk.</p>")
    items = read_items(samples.newsml_message(samples.newsml_g2(), second), "wire.xml")
    assert [item.document.title for item in items] == [samples.TITLE, "Pilots talk"]


def test_a_package_names_the_items_that_are_not_in_the_file() -> None:
    message = refusal(samples.newsml_message(samples.PACKAGE))
    assert message == (
        "is a package “The day” of 2 items that the file does not have; add their files: "
        "“First story” (urn:one), urn:two"
    )
    [item] = read_items(
        samples.newsml_message(samples.PACKAGE, samples.newsml_g2(item_id="urn:two")), "w.xml"
    )
    assert item.document.remark.startswith(
        "its package also names 1 item that the file does not have: “First story” (urn:one)"
    )


def test_a_text_that_is_elsewhere_is_a_reference_to_its_address() -> None:
    content = (
        '<contentSet><remoteContent contenttype="text/html" href="https://cw.example/ferry"/>'
        '<remoteContent contenttype="image/jpeg" href="https://cw.example/quay.jpg"/></contentSet>'
    )
    text = samples.newsml_g2(text="").replace("</newsItem>", f"{content}</newsItem>")
    [item] = read_items(text, "ferry.xml")
    assert (item.document.text, item.document.source) == ("", "https://cw.example/ferry")


def test_a_picture_is_imported_as_its_caption_with_a_remark() -> None:
    [item] = read_items(samples.PICTURE, "quay.xml")
    assert item.document.text == "The empty quay.\n"
    assert item.document.remark == "only the caption of this picture is stored"
    assert item.excerpt


def test_an_item_without_text_is_refused_by_its_name() -> None:
    message = refusal(samples.newsml_g2(text=""))
    assert (
        message == f"is an item “{samples.TITLE}” without its text; get it again with its content"
    )
    silent = samples.PICTURE.replace("The empty quay.", "")
    assert refusal(silent).startswith("is the record of a picture")


def test_a_kill_without_text_is_a_reference() -> None:
    kill = samples.newsml_g2(4, "canceled", text="", more="<edNote>Wrong.</edNote>")
    [item] = read_items(kill, "k.xml")
    assert item.document.text == ""
    assert (wire(item.document).status, wire(item.document).note) == ("killed", "Wrong.")


def test_several_stories_of_newsml_1_are_separate_items() -> None:
    story = samples.NEWSML_1.partition("<NewsComponent>")[2].rpartition("</NewsComponent>")[0]
    first, second = (
        f"<NewsComponent>{story}</NewsComponent>",
        story.replace(samples.TITLE, "Pilots talk"),
    )
    head, _, rest = samples.NEWSML_1.partition("<NewsComponent>")
    end = rest.rpartition("</NewsComponent>")[2]
    text = (
        f"{head}<NewsComponent>{first}<NewsComponent>{second}</NewsComponent></NewsComponent>{end}"
    )
    items = read_items(text, "two.xml")
    assert [item.document.title for item in items] == [samples.TITLE, "Pilots talk"]
    assert "quay" not in items[0].document.text


def test_the_dateline_of_an_item_begins_its_text() -> None:
    document = read_bytes(samples.NEWSML_1.encode(), "ferry.xml")
    assert document.text.startswith(f"Port Luna, March 2 (Coastwire)\n\n{samples.FIRST}")
    wired = read_bytes(json.dumps(samples.DIGITAL_WIRE).encode(), "ferry.json")
    assert wired.text.split("\n\n")[:2] == ["The ferries stay where they are.", samples.FIRST]


def test_an_answer_of_an_api_gives_its_items() -> None:
    [item] = read_items(json.dumps(samples.AP_MEDIA), "feed.json")
    assert item.document.source == "https://api.coastwire.example/content/ferry-1"
    assert (item.document.title, item.document.text) == (samples.TITLE, "")
    listed = {"total": 2, "item": [samples.NINJS_1, {**samples.NINJS_1, "headline": "Pilots talk"}]}
    titles = [item.document.title for item in read_items(json.dumps(listed), "list.json")]
    assert titles == [samples.TITLE, "Pilots talk"]
    lines = f"{json.dumps(samples.NINJS_1)}\n{json.dumps(samples.NINJS_3)}\n"
    assert [item.document.title for item in read_items(lines, "l.jsonl")] == [samples.TITLE] * 2


def test_a_package_of_ninjs_gives_the_texts_in_it() -> None:
    inner = {**samples.NINJS_1, "guid": "urn:two", "headline": "Pilots talk"}
    package = {**samples.NINJS_1, "associations": {"one": inner}}
    titles = [item.document.title for item in read_items(json.dumps(package), "p.json")]
    assert titles == [samples.TITLE, "Pilots talk"]
    empty = {"guid": "urn:p", "type": "composite", "pubstatus": "usable", "headline": "The day",
             "versioncreated": "2021-03-02T08:00:00Z",
             "groups": [{"refs": [{"guid": "urn:one", "headline": "First story"}]}]}  # fmt: skip
    assert "add their files: First story" in refusal(json.dumps(empty), "p.json")


def test_anpa_gives_lines_codes_and_the_version_of_the_slug() -> None:
    document = read_bytes(samples.ANPA, "ferry.tst")
    assert document.text == (
        "PORT LUNA (AP) — The ferries of Port Luna stayed in the harbour on Tuesday.\n\n"
        "“No one asked us,” said Mara Ortiz, who leads the pilots' union.\n\n"
        "Luna;12;late\nMara;3;full\n"
    )
    assert document.section == "International news"
    record = wire(document)
    assert (record.id, record.version) == ("anpa:BC-FEA--Ferry Strike:2021-03-02", "2")
    assert record.issued == datetime.datetime(2021, 3, 2, 8, 30, tzinfo=UTC)


def test_anpa_without_a_headline_has_the_slug_as_its_title_with_a_remark() -> None:
    plain = samples.ANPA.replace(b"^Ferry strike strands hundreds<\r\n", b"")
    document = read_bytes(plain, "ferry.tst")
    assert document.title == "FEA-Ferry Strike"
    assert dict(document.origins)["title"] == "slug"
    assert "its title is the slugline" in document.remark


def test_a_kill_of_anpa_is_a_kill() -> None:
    killed = samples.ANPA.replace(b"2nd Ld-Writethru", b"KILL").replace(
        b"Eds: UPDATES with talks.", b"Eds: BULLETIN KILL. The strike was called off."
    )
    record = wire(read_bytes(killed, "ferry.tst"))
    assert record.status == "killed"
    assert record.note == "Eds: BULLETIN KILL. The strike was called off."


def test_iptc_7901_gives_headline_byline_accents_and_no_notebook() -> None:
    document = read_bytes(samples.IPTC_7901, "ferry")
    assert document.text == (
        "Port Luna (dpa) - The ferries of Port Luna stayed in the harbour on Tuesday. Café owners "
        'waited.\n\n"No one asked us," said Mara Ortiz, who leads the pilots\' union.\n'
    )
    assert wire(document).status == "corrected"
    assert document.remark == "left out: 1 note to editors"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso8859-1"])
@pytest.mark.parametrize("words", ["Über den Café- und Kioskbesitzern", "Café"])
def test_iptc_7901_is_decoded(encoding: str, words: str) -> None:
    data = samples.IPTC_7901.replace(b"Caf\xc2e", words.encode(encoding))
    assert f"{words} owners" in read_bytes(data, "ferry").text


@pytest.mark.parametrize(
    ("text", "title", "opening"),
    [
        ("Ferries stay\r\n    PORT LUNA, 2 mars 2021 (AFP) - Les bacs\r\nrestent au port.\r\n",
         "Ferries stay", "PORT LUNA, 2 mars 2021 (AFP) - Les bacs restent au port."),
        ("EIL\r\nFähren bleiben\r\nim Hafen =\r\n\r\nPort Luna (dpa) - Die Fähren.\r\n",
         "Fähren bleiben im Hafen", "Port Luna (dpa) - Die Fähren."),
        ("The ferries of Port Luna stayed in the harbour\r\non Tuesday, a spokesman said.\r\n",
         "Ferry/strike", "The ferries of Port Luna stayed in the harbour on Tuesday"),
    ],
)  # fmt: skip
def test_a_headline_of_iptc_7901_ends_before_the_text(text: str, title: str, opening: str) -> None:
    data = f"\x01cwa0124 3 pl 93  cw 1888\r\n\r\nFerry/strike/\r\n\x02{text}\x03021030 Mrz 21\x04"
    document = read_bytes(data.encode("iso8859-1"), "ferry")
    assert document.title == title
    assert document.text.startswith(opening)
    assert document.published == PartialDate(2021, 3, 2)


def test_several_messages_in_one_file_are_separate_items() -> None:
    second = samples.IPTC_7901.replace(b"strands hundreds", b"goes on")
    titles = [item.document.title for item in read_items(samples.IPTC_7901 + second, "ferry")]
    assert titles == [samples.TITLE, "Ferry strike goes on"]


def test_xml_of_an_agency_alone_is_refused_with_what_to_use_instead() -> None:
    plain = "<?xml version='1.0'?><Export><Story><Headline>Soup</Headline></Story></Export>"
    assert refusal(plain) == (
        "is XML of an unknown kind (Export); save its text, or get it as NITF, NewsML or HTML"
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<newsMessage xmlns='x'><itemSet/></newsMessage>", "is a message of NewsML without items"),
        ("<conceptItem><x/></conceptItem>", "is a list of concepts of NewsML, without text"),
        ("<nitf></nitf>", "is an item without its text"),
        ("<NewsML></NewsML>", "is NewsML without items"),
    ],
)
def test_files_without_an_article_are_refused(data: str, expected: str) -> None:
    assert refusal(f'<?xml version="1.0"?>{data}').startswith(expected)


@pytest.mark.parametrize("cut", range(0, len(samples.ANPA), 23))
def test_a_cut_wire_never_fails(cut: int) -> None:
    for data in (samples.ANPA, samples.IPTC_7901):
        for item in read_all_bytes(data[: len(data) - cut], "cut"):
            assert not isinstance(item, ImportProblem) or "report" not in item.message


@pytest.mark.parametrize("moment", ["YYYYMMDD", "20219901T000000", "99999", "2021-13-40", "soon"])
def test_a_bad_time_is_no_time(moment: str) -> None:
    text = samples.NITF.replace("20210302T093000+0100", moment)
    assert read_bytes(text.encode(), "ferry.xml").published is None


def test_a_month_is_a_date_as_exact_as_it_is_known() -> None:
    text = samples.NITF.replace("20210302T093000+0100", "x").replace(
        "</head>", '<pubdata date.publication="2021-03"/></head>'
    )
    assert read_bytes(text.encode(), "ferry.xml").published == PartialDate(2021, 3)


def test_an_export_of_wordpress_has_whole_words_and_no_codes() -> None:
    feed = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Quay</title><item>
<title>Boats</title><link>https://quay.example/boats</link><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[[dropcap]B[/dropcap]oats left the quay. [gallery ids="1,2"]]]>
</content:encoded><category><![CDATA[Ships &amp; ports]]></category>
<category><![CDATA[Ships &amp; ports]]></category></item></channel></rss>"""
    [item] = read_items(feed, "export.xml")
    assert item.document.text.strip() == "Boats left the quay."
    assert item.tags == ("Ships & ports",)


def test_a_feed_of_an_agency_gives_the_text_of_its_own_element() -> None:
    feed = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:cw="http://coastwire.example/ns"><title>Coastwire</title><entry><title>Ferry</title>
<summary>Short.</summary><cw:body>{samples.FIRST} {samples.THIRD}</cw:body></entry></feed>"""
    [item] = read_items(feed, "feed.xml")
    assert samples.FIRST in item.document.text


def test_an_export_of_wordpress_keeps_brackets_and_leaves_out_parts_of_the_site() -> None:
    head = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Quay</title>"""
    post = """<item><title>Boats</title><wp:post_type>{}</wp:post_type><content:encoded>
<![CDATA[[caption id="p1" width="300"]<img src="b.jpg"/> A quay.[/caption]“[the minister] left
[sic],” she said. [su_box]They stay.[/su_box]]]></content:encoded></item>"""
    feed = f"{head}{post.format('post')}{post.format('attachment')}</channel></rss>"
    [item] = read_items(feed, "export.xml")
    text = " ".join(item.document.text.split())
    assert text == "“[the minister] left [sic],” she said. They stay."
    assert item.document.remark == "left out: 1 of the site's pictures, menus and styles"


def test_wires_that_lost_their_control_bytes_are_recognized() -> None:
    anpa = bytes(byte for byte in samples.ANPA if byte >= 32 or byte in b"\t\r\n")
    document = read_bytes(anpa, "ferry.txt")
    assert (document.title, document.byline) == (samples.TITLE, "IDA QUILL")
    assert document.published == PartialDate(2021, 3, 2)
    assert document.text.startswith("PORT LUNA (AP) — The ferries of Port Luna stayed in the")
    assert document.text.endswith("Mara;3;full\n")
    iptc = bytes(byte for byte in samples.IPTC_7901 if 32 <= byte != 127 or byte in b"\t\r\n")
    document = read_bytes(iptc, "ferry.txt")
    assert (document.title, document.byline) == (samples.TITLE, "Ida Quill")
    assert document.published == PartialDate(2021, 3, 2)
    assert document.text.endswith("pilots' union.\n")


def test_a_text_between_zczc_and_nnnn_is_an_article() -> None:
    data = f"ZCZC CWA12\r\n\r\n{samples.FIRST}\r\n\r\n{samples.SECOND}\r\nNNNN\r\n".encode()
    assert read_bytes(data, "ferry").text == f"{samples.FIRST}\n\n{samples.SECOND}\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_xml_with_a_byte_order_mark_is_read(encoding: str) -> None:
    text = samples.NITF.replace("UTF-8", encoding[:6])
    assert read_bytes(text.encode(encoding), "ferry.xml").title == samples.TITLE


def test_the_authors_of_an_answer_are_its_byline() -> None:
    item = {
        **samples.NINJS_1,
        "byline": None,
        "bylines": [{"by": "By Ida Quill", "title": "Writer"}],
    }
    assert read_items(json.dumps(item), "ap.json")[0].document.byline == "Ida Quill"
