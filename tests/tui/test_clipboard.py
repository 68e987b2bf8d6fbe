"""Words as they are copied: with who said them, where and when."""

from pathlib import Path

import pytest

from analysis import Quotation
from analysis.structs import replace
from db import Article, Store
from tests.support.sample_article import TEXT, span, stored
from tui.clipboard import CopyFormat, format_excerpt


@pytest.fixture
def market(tmp_path: Path) -> Article:
    path, number = stored(tmp_path)
    with Store(path) as store:
        return store.articles.get(number)


def format_quotation(
    article: Article, index: int, form: CopyFormat = "cited", **changes: object
) -> str:
    quotation = article.analysis.quotations[index]
    changed = replace(quotation, **changes)  # type: ignore[arg-type]
    return format_excerpt(form, article, (quotation.start, quotation.end), quotation=changed)


def test_a_quotation_with_its_speaker_role_site_and_day(market: Article) -> None:
    assert format_quotation(market, 0) == (
        "“We cannot repair a roof that is no longer there … On Friday we decide.”, "
        "Petra Holm, mayor of Skarvik, “Skarvik votes on its fish market”, Skarvik Post, "
        "11 March 2026"
    )


def test_what_is_reported_is_not_put_into_the_speakers_mouth(market: Article) -> None:
    assert format_quotation(market, 1) == (
        "“the move would cost his members a third of their customers”, Anders Lind, "
        "leader of the fishermen's union, as reported in “Skarvik votes on its fish market”, "
        "Skarvik Post, 11 March 2026"
    )
    assert ", denied by Anders Lind, leader" in format_quotation(market, 1, negated=True)


def test_a_quotation_without_a_speaker_is_copied_with_the_title(market: Article) -> None:
    assert format_quotation(market, 2, speaker=None, source=None) == (
        "“People came with their own hammers”, "
        "“Skarvik votes on its fish market”, Skarvik Post, 11 March 2026"
    )


def test_other_words_have_the_title_and_marks_within_them_are_single(market: Article) -> None:
    assert format_excerpt("cited", market, span("ninety stalls")) == (
        "“ninety stalls”, “Skarvik votes on its fish market”, Skarvik Post, 11 March 2026"
    )
    sentence = span('"People came with their own hammers," Lind said.')
    assert format_excerpt("cited", market, sentence).startswith(
        "“'People came with their own hammers,' Lind said.”, "
    )


def test_part_of_a_quotation_has_its_speaker(market: Article) -> None:
    quotation: Quotation = market.analysis.quotations[0]
    assert format_excerpt("cited", market, span("no longer there"), quotation=quotation).startswith(
        "“no longer there”, Petra Holm, mayor of Skarvik, “Skarvik votes on"
    )


def test_a_citation_ends_with_the_address_of_the_page(market: Article) -> None:
    page = "https://post.example/market"
    for source, retrieved_from in ((page, ""), ("Wire", page)):
        row = replace(market.row, source=source, retrieved_from=retrieved_from)
        linked = replace(market, row=row)
        assert format_quotation(linked, 0).endswith(f", Skarvik Post, 11 March 2026, {page}")
    local = replace(market, row=replace(market.row, retrieved_from="/home/me/market.html"))
    assert format_quotation(local, 0).endswith("11 March 2026")


def test_a_file_without_a_site_is_cited_by_its_title(market: Article) -> None:
    bare = replace(market, row=replace(market.row, site="", published=None))
    assert format_quotation(bare, 2).endswith(
        "Anders Lind, leader of the fishermen's union, “Skarvik votes on its fish market”"
    )
    nameless = replace(bare, row=replace(bare.row, title="", opening=""))
    assert format_excerpt("cited", nameless, span("1987")) == "“1987”, skarvik.txt"


def test_plain_words_are_alone(market: Article) -> None:
    assert format_quotation(market, 2, "words") == "People came with their own hammers"
    start, end = span("The council meets again in the spring.")
    both = format_excerpt("words", market, (TEXT.index("Nobody at"), end))
    assert both.split("\n\n")[1] == TEXT[start:end]


def test_markdown_quotes_and_links_and_nothing_in_it_is_markup(market: Article) -> None:
    linked = replace(market, row=replace(market.row, source="https://post.example/a_(b)"))
    assert format_quotation(linked, 2, "markdown") == (
        "> People came with their own hammers\n>\n> — Anders Lind, "
        "leader of the fishermen's union, "
        "[Skarvik votes on its fish market](<https://post.example/a_(b)>), "
        "Skarvik Post, 11 March 2026"
    )
    words = format_excerpt("markdown", market, span("on Tuesday [sic]"))
    assert words.startswith("> on Tuesday \\[sic\\]\n>\n> — Skarvik votes")


def test_a_note_follows_the_words_it_is_on(market: Article, tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        note = store.notes.add(
            1, *span("ninety stalls"), "Eighty?\nCount them.", tags=["count"], verdict="disputed"
        )  # fmt: skip
    assert format_excerpt("cited", market, (note.start, note.end), note=note).split("\n")[1:] == [
        "Eighty?", "Count them.", "#count · disputed",
    ]  # fmt: skip
    assert format_excerpt("markdown", market, (note.start, note.end), note=note).endswith(
        "2026\n\nEighty?\nCount them.\n\n#count · disputed"
    )
