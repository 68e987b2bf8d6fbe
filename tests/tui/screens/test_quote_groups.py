"""The same words: from a quotation to who else has it, what differs, and back into the articles."""

import os
from pathlib import Path

import pytest

from analysis.tagger import EncoderError
from db import Store
from db.search import nearness
from tests.support.cli import Run
from tests.support.pilot import screen_text, settle, squeeze, type_in
from tests.support.prepared_stores import copy_store
from tests.support.quote_groups import CUT, FULL, OTHER, add_quotations
from tui.app import OnRecordApp
from tui.screens.quote_groups import OccurrencesScreen, QuoteGroupsScreen
from tui.screens.reader.screen import ReaderScreen
from tui.strings.quote_text import QuoteText
from tui.widgets.text_line import FilterInput
from tui.widgets.virtual_list import VirtualList


def _store_papers(path: Path) -> None:
    with Store(path) as store:
        add_quotations(store, 2, FULL, OTHER)
        add_quotations(store, 4, CUT)
        add_quotations(store, 6, FULL, speaker="Tor Vik")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A store in which three papers have one statement, one of them cut, one given away."""
    path = tmp_path / "papers.sqlite"
    copy_store(path, _store_papers)
    return path


async def test_from_the_list_to_the_tellings_and_into_an_article(papers: Path) -> None:
    app = OnRecordApp(papers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("S")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Repeated quotes 1 quotation" in shown
        assert "3 articles · 2–6 Mar 2021" in shown
        await pilot.press("enter")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "◆ 2 Mar 2021 Paper 2" in squeeze(shown)
        assert "earliest · reference text" in shown
        assert "‹We never promised the harbour a second crane, and›" in shown
        assert "identical · another speaker" in shown
        await pilot.press("j", "c", "equals_sign")
        shown = screen_text(app.screen)
        assert "earliest · longer" in shown
        assert "‹" not in shown
        await pilot.press("enter")
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        assert reader.article_id == 2
        await pilot.press("S")
        saying = app.screen
        assert isinstance(saying, OccurrencesScreen)
        await pilot.press("escape")
        assert app.screen is reader


async def test_a_unique_quotation_is_reported_and_an_article_lists_its_own(
    papers: Path,
) -> None:
    app = OnRecordApp(papers)
    async with app.run_test(size=(100, 30)) as pilot:
        offset = app.store.articles.text(1).index(OTHER)
        app.open("quote_group", article=1, start=offset)
        await settle(pilot)
        assert [toast.text for toast in app.messages.history] == [
            "No other article repeats this quotation."
        ]
        app.open_article(1, 0, 1)
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        assert isinstance(app.screen, QuoteGroupsScreen)
        assert "1 quotation in this article" in screen_text(app.screen)


async def test_a_search_narrows_and_reports_its_errors(papers: Path) -> None:
    app = OnRecordApp(papers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("S", "slash")
        await type_in(pilot, "herring")
        assert "No repeated quotations match the query." in screen_text(app.screen)
        app.screen.query_one(FilterInput).value = "before:someday crane"
        await settle(pilot)
        text = screen_text(app.screen)
        assert "before:someday crane  Not a date: try 2022-03-17" in text
        assert "The list is still that of “herring”." in text
        await pilot.press("escape", "escape")
        assert len(app.screen_stack) == 1


async def test_where_nothing_is_quoted_twice_it_is_said_what_would_stand_here(
    library: Path,
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("S")
        await settle(pilot)
        assert "No repeated quotations yet." in screen_text(app.screen)


async def test_order_key_sorts_by_date_or_by_number_of_articles(papers: Path) -> None:
    with Store(papers) as store:
        add_quotations(store, 9, OTHER)
    app = OnRecordApp(papers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("S")
        await settle(pilot)
        rows = app.screen.query_one("#quote-groups", VirtualList)
        shown = screen_text(app.screen)
        assert "latest first" in shown
        assert shown.index("2 articles") < shown.index("3 articles")
        await pilot.press("j", "o")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "most articles first" in shown
        assert shown.index("3 articles") < shown.index("2 articles")
        assert rows.cursor == 0
        await pilot.press("o")
        await settle(pilot)
        assert "latest first" in screen_text(app.screen)
        await pilot.press("slash")
        await type_in(pilot, "crane")
        await pilot.press("enter", "o")  # the results of a search are in the order of their dates
        await settle(pilot)
        assert app.screen.check_action("order", ()) is False
        assert "latest first" not in screen_text(app.screen)


@pytest.fixture
def run_groups(run: Run) -> Run:
    """Run the command on such a store."""
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        add_quotations(store, 2, FULL, OTHER)
        add_quotations(store, 4, CUT)
        add_quotations(store, 6, FULL, speaker="Tor Vik")
    return lambda *arguments: run("quotes", "--repeated", *arguments)


def test_the_command_prints_who_cut_and_who_gave_away(run_groups: Run) -> None:
    ended = run_groups()
    assert ended.code == 0
    assert "In 3 articles" in ended.out
    assert "2021-03-04  Mara Ortiz  (Paper 4)  [cut]" in ended.out
    assert "[another speaker]" in ended.out
    assert "[-" in ended.out
    [saying] = run_groups("speaker:ortiz", "crane", "--json").json
    assert [telling["change"] for telling in saying["tellings"]] == ["same", "cut", "same"]
    assert [telling["other_speaker"] for telling in saying["tellings"]] == [False, False, True]
    assert run_groups("1", "--json").json == [saying]


def test_the_command_ends_with_1_where_nothing_answers(run_groups: Run) -> None:
    assert run_groups("herring").code == 1
    assert run_groups("99").code == 1
    assert run_groups("99").err == "onrecord: There is no article 99 in the store\n"


REWORDED = "“No one pledged the port another crane, and those who claim it never read the deal.”"


async def test_possibly_reworded_quotations_are_listed_on_request(papers: Path) -> None:
    with Store(papers) as store:
        proposed = add_quotations(store, 7, REWORDED)
        add_quotations(store, 8, "“The choir will sing in the old hall every Sunday.”")
    app = OnRecordApp(papers)
    async with app.run_test(size=(110, 50)) as pilot:
        await pilot.press("S", "enter")
        await settle(pilot)
        assert "Possibly reworded" not in screen_text(app.screen)
        await pilot.press("w")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "Occurrences in 3 articles" in shown  # a proposal is no member
        assert "Possibly reworded: 2 of 3 quotations near enough in meaning" in shown
        assert "? 7 Mar 2021 Paper 7" in squeeze(shown)
        assert "in common: crane, read" in shown
        assert "choir" not in shown
        await pilot.press("equals_sign")
        assert "? 7 Mar 2021 Paper 7" in squeeze(screen_text(app.screen))
        await pilot.press("G", "k", "c")
        await settle(pilot)
        assert [toast.text for toast in app.messages.history] == [QuoteText.NOT_AN_OCCURRENCE]
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.article_id == proposed
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        assert "Possibly reworded" not in screen_text(app.screen)


async def test_another_reference_text_is_compared_again(papers: Path) -> None:
    with Store(papers) as store:
        add_quotations(store, 7, REWORDED)
    app = OnRecordApp(papers)
    async with app.run_test(size=(110, 50)) as pilot:
        await pilot.press("S", "enter")
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        assert "crane" in screen_text(app.screen).partition("in common: ")[2]
        await pilot.press("j", "c")  # the part without the crane
        await settle(pilot)
        assert "crane" not in screen_text(app.screen).partition("in common: ")[2]


async def test_a_failed_comparison_costs_only_the_proposals(
    papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_text: object) -> None:
        raise EncoderError("sentences.onnx cannot be loaded (absent): install OnRecord again")

    monkeypatch.setattr(nearness, "encode_text", fail)
    app = OnRecordApp(papers)
    async with app.run_test(size=(110, 50)) as pilot:
        await pilot.press("S", "enter")
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        [message] = [toast.text for toast in app.messages.history]
        assert "sentences.onnx cannot be loaded" in message
        shown = screen_text(app.screen)
        assert "Occurrences in 3 articles" in shown
        assert QuoteText.COMPARING not in shown


def test_the_command_lists_possibly_reworded_quotations(run_groups: Run) -> None:
    with Store(Path(os.environ["ONRECORD_STORE"])) as store:
        proposed = add_quotations(store, 7, REWORDED)
    ended = run_groups("--reworded")
    assert ended.code == 0
    heading = "Possibly reworded: 2 of 2 quotations near enough in meaning"
    assert ended.out.index("[another speaker]") < ended.out.index(heading)
    assert "in common: " in ended.out.partition(heading)[2]
    [saying] = run_groups("--reworded", "--json").json
    assert saying["comparison"] == {"compared": 2, "near": 2, "is_complete": True}
    assert [quotation["article"] for quotation in saying["reworded"]] == [proposed, 1]
    assert {quotation["match"] for quotation in saying["reworded"]} == {"meaning"}
    assert proposed not in [occurrence["article"] for occurrence in saying["tellings"]]
    assert "reworded" not in run_groups("--json").json[0]


async def test_from_an_answer_to_a_search_to_who_else_has_its_words(papers: Path) -> None:
    app = OnRecordApp(papers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await type_in(pilot, "kind:quotation second crane")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        assert "Occurrences in 3 articles" in screen_text(app.screen)


async def test_the_quotes_pane_says_how_many_articles_have_the_words(papers: Path) -> None:
    app = OnRecordApp(papers, article=1)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        shown = screen_text(app.screen)
        assert shown.count("in 3 articles") == 1
