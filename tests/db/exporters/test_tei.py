"""TEI: findings that overlap stay elements of a valid document, and none of their words is lost."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from analysis import Analysis, Entity, Event, Mention, Quotation, Span, TimeExpression
from analysis.partial_dates import to_partial_date
from db import ArticleRow, Document, Note, Store
from db.exporters import ExportOptions, ExportQuery, Part, Selection, render
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle
from db.exporters.tei import write_tei
from db.models import PublishedFrom
from tests.support.findings import PUBLISHED, TEXT, analysis, document, span

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parents[2] / "support" / "tei.rng"))
TEI = {"t": "http://www.tei-c.org/ns/1.0"}
MOMENT = datetime.datetime(2021, 3, 4, 5, 6, tzinfo=datetime.UTC)


def make_exported(
    text: str,
    findings: Analysis,
    notes: Sequence[Note] = (),
    published_from: PublishedFrom = "metadata",
) -> ExportedArticle:
    """An article of an export with hand-made findings."""
    row = ArticleRow(
        7, "Rain", "Ida Quill", "Coastwire", "https://coast.example/rain?a=1",
        to_partial_date(PUBLISHED), published_from, MOMENT, len(text.split()),
        0, 0, len(notes), "unread", False, ("port",),
    )  # fmt: skip
    about = Document(
        text,
        row.title,
        row.byline,
        row.site,
        row.source,
        to_partial_date(PUBLISHED),
        row.published_from,
    )
    return ExportedArticle(row, about, findings, tuple(notes))


def attached_note(text: str, start: int, end: int, body: str = "Ask her") -> Note:
    return Note(3, 7, start, end, text[start:end], "", "", body, None, ("tag",), MOMENT, MOMENT)


def context(
    options: ExportOptions | None = None, warn: Callable[[str], None] | None = None
) -> ExportContext:
    """An export of one article, which needs no store."""
    return ExportContext(
        cast(Store, None), Selection("Coast"), options or ExportOptions(), warn=warn
    )


def parsed(article: ExportedArticle, *parts: Part) -> etree._Element:
    """The valid document of one article."""
    options = ExportOptions(frozenset(parts)) if parts else ExportOptions()
    written = "".join(write_tei([article], context(options)))
    root = etree.fromstring(written.encode())
    assert SCHEMA.validate(root), SCHEMA.error_log
    ids = set(root.xpath("//@xml:id"))
    pointers = root.xpath("//@who | //@ref | //@toWhom | //@prev | //@next | //@corresp | //@ana")
    assert {pointer for value in pointers for pointer in value.split()} <= {f"#{id}" for id in ids}
    return root


def element_words(root: etree._Element, path: str) -> list[str]:
    return ["".join(element.itertext()) for element in root.xpath(path, namespaces=TEI)]


def joined(root: etree._Element, first: etree._Element) -> list[str]:
    """The words of a finding: of its first element, and of those that `next` leads to."""
    pieces = ["".join(first.itertext())]
    following = first.get("next")
    while following is not None:
        [element] = root.xpath(f"//*[@xml:id='{following[1:]}']")
        assert element.get("prev") == f"#{first.get('{http://www.w3.org/XML/1998/namespace}id')}"
        pieces.append("".join(element.itertext()))
        first, following = element, element.get("next")
    return pieces


def test_a_quotation_names_its_speaker_and_says_how_it_was_said() -> None:
    root = parsed(make_exported(TEXT, analysis()))
    indirect, direct = root.xpath("//t:body//t:said[not(@prev)]", namespaces=TEI)
    assert (indirect.get("who"), indirect.get("direct"), indirect.get("aloud")) == (
        "#a7.name0", "false", "unknown",
    )  # fmt: skip
    assert joined(root, direct) == ["“We have asked for a café", "and got a bucket,”"]
    assert direct.get("ana") == "#a7.direct #a7.negated"
    assert direct.get("toWhom") == "#a7.quotation1.addressee"
    [person] = root.xpath("//t:listPerson/t:person[@xml:id='a7.name0']", namespaces=TEI)
    assert person.xpath("string(t:persName)", namespaces=TEI) == "Mara Ortiz"
    assert element_words(root, "//t:body//t:placeName") == ["PORT LUNA"]


def test_words_that_were_written_were_not_said_aloud() -> None:
    text = "Ana Reis wrote: “It rained.”"
    quotation = Quotation((span("“It rained.”", text),), "direct", span("wrote", text), (0, 8), 0)
    root = parsed(
        make_exported(
            text, Analysis(text, None, (Entity(0, "Ana Reis", "PERSON"),), (), (quotation,))
        )
    )
    assert root.xpath("string(//t:said/@aloud)", namespaces=TEI) == "false"


def test_a_speaker_without_a_name_is_the_words_of_the_source() -> None:
    text = "An official at the port said it would rain. “Stop”"
    named = Quotation(
        (span("it would rain", text),), "indirect", None, span("An official at the port", text)
    )
    alone = Quotation((span("“Stop”", text),), "direct")
    root = parsed(make_exported(text, Analysis(text, None, (), (), (named, alone))))
    target = root.xpath("string(//t:said/@who)", namespaces=TEI)
    assert element_words(root, f"//*[@xml:id='{target[1:]}']") == ["An official at the port"]
    assert element_words(root, "//t:quote") == ["“Stop”"]


def test_a_name_that_crosses_a_quotation_divides_it() -> None:
    text = "The mayor of “Port Luna is dry,” she said."
    found = Analysis(
        text, None, (Entity(0, "Port Luna", "GPE"),),
        (Mention(*span("mayor of “Port Luna", text), "GPE", "name", 0),),
        (Quotation((span("“Port Luna is dry,”", text),), "direct"),),
    )  # fmt: skip
    root = parsed(make_exported(text, found))
    [first] = root.xpath("//t:quote[not(@prev)]", namespaces=TEI)
    assert joined(root, first) == ["“Port Luna", " is dry,”"]
    assert element_words(root, "//t:placeName[@ref]") == ["mayor of “Port Luna"]


def test_a_date_that_crosses_a_quotation_is_divided_itself() -> None:
    text = "On “3 May 2021 or later” she left."
    found = Analysis(
        text, None, (), (), (Quotation((span("“3 May 2021 or later”", text),), "direct"),),
        (TimeExpression(*span("On “3 May 2021", text), "DATE", "2021-05-03"),),
    )  # fmt: skip
    root = parsed(make_exported(text, found))
    [date] = root.xpath("//t:body//t:date[not(@prev)]", namespaces=TEI)
    assert joined(root, date) == ["On ", "“3 May 2021"]
    assert date.get("when") == "2021-05-03"
    assert element_words(root, "//t:quote") == ["“3 May 2021 or later”"]


@pytest.mark.parametrize(
    ("type", "value", "mod", "attributes"),
    [
        ("DATE", "2021-03", None, {"when": "2021-03"}),
        ("DATE", "2021-W10", None, {"from": "2021-03-08", "to": "2021-03-14"}),
        ("DATE", "2021", "BEFORE", {"notAfter": "2021", "type": "before"}),
        ("TIME", "2021-03-05T15:30", None, {"when": "2021-03-05T15:30:00"}),
        ("DURATION", "P4W", None, {"dur-iso": "P4W"}),
        ("SET", "XXXX-WXX-5", None, {"type": "set"}),
        ("DATE", "PRESENT_REF", None, {}),
    ],
)
def test_a_time_expression_has_its_days(
    type: str, value: str, mod: str | None, attributes: dict[str, str]
) -> None:
    time = TimeExpression(0, 4, type, value, mod)  # type: ignore[arg-type]
    root = parsed(
        make_exported("Then it rained.", Analysis("Then it rained.", None, times=(time,)))
    )
    [date] = root.xpath("//t:body//t:date", namespaces=TEI)
    found = dict(date.attrib)
    assert (found.pop("n"), found.pop("cert")) == (value, "1.00")
    assert found == attributes


def test_an_event_has_its_days_and_its_clause() -> None:
    text = "The port closes in May. The council met."
    may = datetime.date(2021, 5, 1), datetime.date(2021, 5, 31)
    closing, met = span("The port closes", text), span("The council met", text)
    found = Analysis(text, PUBLISHED, events=(
        Event(*closing, None, "The port closes", *may, "month", True),
        Event(*met, None, "The council met", PUBLISHED, PUBLISHED, "reported"),
    ))  # fmt: skip
    root = parsed(make_exported(text, found))
    upcoming, reported = root.xpath("//t:listEvent/t:event", namespaces=TEI)
    assert (upcoming.get("when"), upcoming.get("type")) == ("2021-05", "upcoming")
    assert (reported.get("notAfter"), reported.get("when")) == ("2021-03-03", None)
    assert element_words(root, "//t:seg[@type='event']") == ["The port closes", "The council met"]


def test_the_header_has_the_metadata() -> None:
    root = parsed(make_exported(TEXT, analysis(), published_from="guessed"))
    source = root.xpath("//t:sourceDesc/t:bibl", namespaces=TEI)[0]
    facts = {
        tag: source.xpath(f"string(t:{tag})", namespaces=TEI)
        for tag in ("title", "author", "publisher", "ref", "date")
    }
    assert facts == {
        "title": "Rain", "author": "Ida Quill", "publisher": "Coastwire",
        "ref": "https://coast.example/rain?a=1", "date": "2021-03-03",
    }  # fmt: skip
    assert source.xpath("string(t:date/@cert)", namespaces=TEI) == "low"
    assert element_words(root, "//t:keywords/t:term") == ["port"]


def test_a_note_is_the_readers_and_points_to_its_words() -> None:
    text = "It rained.\nThe roads are wet."
    root = parsed(make_exported(text, Analysis(text), [attached_note(text, 3, 20)]))
    [on_words] = root.xpath("//t:standOff/t:note", namespaces=TEI)
    [first] = root.xpath(f"//*[@xml:id='{on_words.get('target')[1:]}']")
    assert joined(root, first) == ["rained.", "The roads"]
    assert on_words.get("resp") == "#a7.reader"
    assert element_words(on_words, "t:p | t:term") == ["Ask her", "tag"]
    elsewhere = parsed(make_exported(text, Analysis(text), [attached_note(text, 0, 0)]))
    assert elsewhere.xpath("string(//t:standOff/t:note/@target)", namespaces=TEI) == "#a7.text"


def test_without_the_text_only_findings_are_exported() -> None:
    root = parsed(make_exported(TEXT, analysis()), "quotations", "names")
    assert "PORT LUNA" not in "".join(element_words(root, "//t:body"))
    assert [" ".join(words.split()) for words in element_words(root, "//t:body//t:said")] == [
        "Pilots will walk out on Friday", "“We have asked for a café", "and got a bucket,”",
    ]  # fmt: skip
    assert root.xpath("count(//t:body/t:gap) > 0", namespaces=TEI)


def test_findings_without_words_are_counted() -> None:
    text = "It rained. \n\n Again."
    nothing = Quotation((span(" \n\n ", text),), "direct")
    warnings: list[str] = []
    article = make_exported(text, Analysis(text, quotations=(nothing,)))
    "".join(write_tei([article], context(warn=warnings.append)))
    [warning] = warnings
    assert warning.startswith("1 ")


def test_several_articles_are_a_corpus_and_none_is_a_valid_one(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        for count in (0, 1, 2):
            root = etree.fromstring("".join(render(store, Selection("Coast"), "tei")).encode())
            assert SCHEMA.validate(root), SCHEMA.error_log
            assert etree.QName(root).localname == ("TEI" if count == 1 else "teiCorpus")
            more = f"{TEXT}Article {count}.\n"
            store.articles.add(document(more), analysis(more))


def test_the_rows_of_a_list_are_exported_alone(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.articles.add(document(), analysis())
        selection = ExportQuery(only_rows=True, rows=((1, "quotation", 1),)).select(store)
        options = ExportOptions(frozenset({"names", "quotations", "events", "notes"}))
        root = etree.fromstring("".join(render(store, selection, "tei", options)).encode())
    assert SCHEMA.validate(root), SCHEMA.error_log
    assert element_words(root, "//t:said") == ["“We have asked for a café", "and got a bucket,”"]


LETTERS = "It rained. The port, as\n\nAna Reis said “so”,\nis shut.  \n Reis knew it on Friday."
spans = st.tuples(
    st.integers(0, len(LETTERS) - 1), st.integers(1, len(LETTERS))
).filter(lambda found: found[0] < found[1])  # fmt: skip


@st.composite
def overlapping_findings(draw: st.DrawFn) -> Analysis:
    """Any findings in a text: they overlap, cross and end in the middle of words."""
    pieces = draw(st.lists(st.lists(spans, min_size=1, max_size=2), max_size=4))
    return Analysis(
        LETTERS, PUBLISHED, (Entity(0, "Ana Reis", "PERSON"),),
        tuple(Mention(*found, "PERSON", "name", 0) for found in draw(st.lists(spans, max_size=4))),
        tuple(Quotation(tuple(sorted(found)), "direct", speaker=0) for found in pieces),
        tuple(TimeExpression(*found, "DATE", "2021-03-05")
              for found in draw(st.lists(spans, max_size=3))),
        tuple(Event(*found, None, "Rain", PUBLISHED, PUBLISHED, "day")
              for found in draw(st.lists(spans, max_size=3))),
    )  # fmt: skip


def visible(text: str, pieces: Sequence[Span]) -> str:
    """The letters of spans, each once, without spaces."""
    inside = sorted({at for start, end in pieces for at in range(start, end)})
    return "".join(text[at] for at in inside if not text[at].isspace())


@given(overlapping_findings())
def test_any_findings_make_a_valid_document_with_all_their_words(found: Analysis) -> None:
    root = parsed(make_exported(LETTERS, found))
    assert "".join("".join(element_words(root, "//t:body")).split()) == "".join(LETTERS.split())
    for path, findings in (
        ("//t:body//t:persName", [[(each.start, each.end)] for each in found.mentions]),
        ("//t:body//t:said", [each.spans for each in found.quotations]),
        ("//t:body//t:date", [[(each.start, each.end)] for each in found.times]),
        ("//t:body//t:seg[@type='event']", [[(each.start, each.end)] for each in found.events]),
    ):
        firsts = root.xpath(f"{path}[not(@prev)]", namespaces=TEI)
        written = ["".join("".join(joined(root, first)).split()) for first in firsts]
        wanted = [visible(LETTERS, each) for each in findings]
        assert sorted(written) == sorted(filter(None, wanted))
