"""The people of all articles: the list, the page of one, what may be one, and what is decided."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from analysis import Analysis, Entity, Mention, Quotation
from analysis.partial_dates import to_partial_date
from analysis.structs import replace
from db import Document, Store
from db.edits.models import StoreChange
from db.library_records import AuthorityEntry, HeldRole, Identifier
from tests.support.identities import add_people, entity, list_people, who
from tests.support.pilot import screen_text, settle, type_in
from tests.support.prepared_stores import copy_store
from tui.app import OnRecordApp
from tui.screens.library import LibraryScreen
from tui.screens.people import MergeCandidatesScreen, PeopleScreen
from tui.screens.person import PersonScreen
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.identities import ProfileData, ProfileHeader
from tui.widgets.text_line import SearchInput
from tui.widgets.virtual_list import VirtualList

BOARD = entity(1, "Harbour Board", "ORG")


def _store_people(path: Path) -> None:
    with Store(path) as store:
        add_people(
            store,
            "A strike",
            entity(0, "Mara Ortiz", "PERSON", "union leader", "Ortiz"),
            BOARD,
            day="2024-01-05",
        )
        add_people(
            store, "A vote", entity(0, "Mara Ortiz", "PERSON", "mayor"), BOARD, day="2025-03-01"
        )
        add_people(store, "A slip", entity(0, "Marra Ortiz"), day="2025-06-01")
        add_people(store, "A rumour", entity(0, "Ortiz", "PERSON", "mayor"), day="2025-07-01")
        add_people(store, "A storm", entity(0, "[b]Olu[/b] \u202eBello", "PERSON", "[red]pilot"),
            entity(1, "Port Luna", "GPE"), day=None)  # fmt: skip


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A store in which Mara Ortiz becomes mayor, and is written as Marra Ortiz once."""
    path = tmp_path / "people.sqlite"
    copy_store(path, _store_people)
    return path


def shows(app: OnRecordApp, kind: type[Screen[Any]]) -> bool:
    """Return True if a screen of a class is in front."""
    return isinstance(app.screen, kind)


async def open_list(app: OnRecordApp, pilot: Pilot[None]) -> str:
    """Open the list of people, and give what it shows."""
    await pilot.press("P")
    await settle(pilot)
    assert shows(app, PeopleScreen)
    return screen_text(app.screen)


async def test_the_list_says_how_often_and_when(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        shown = await open_list(app, pilot)
        assert "People and organizations: 5" in shown
        assert "by quotations" in shown
        first, second = (line.strip("▌ ") for line in shown.splitlines()[2:4])
        assert re.match("Mara Ortiz  mayor +2 quotations, 2 articles  .*█", first)
        assert re.match("“.*” +5 Jan 2024 – 1 Mar 2025", second), "the newest quotation and days"
        assert "ambiguous name" in shown
        assert "1 quotation, 1 article" in shown
        await pilot.press("o", "o")
        await settle(pilot)
        lines = screen_text(app.screen).splitlines()
        assert lines[2].strip("▌ ").startswith("Ortiz"), "the one seen last comes first"
        await pilot.press("b", "b", "b", "b")
        await settle(pilot)
        assert "Places: 1" in screen_text(app.screen)
        assert "Port Luna" in screen_text(app.screen)


async def test_the_list_is_filtered_as_you_type(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("slash")
        await pilot.pause()
        await type_in(pilot, "mara ort")
        rows = app.screen.query_one("#people", VirtualList)
        assert rows.source.count() == 1
        await type_in(pilot, "xx")
        assert "No name here contains “mara ortxx”." in screen_text(app.screen)
        await pilot.press("enter", "b", "b", "b", "b", "b")
        await settle(pilot)
        assert "Other names: 0" in screen_text(app.screen)
        await pilot.press("b")
        await settle(pilot)
        assert "All names: 0" in screen_text(app.screen)
        await pilot.press("b", "slash", "escape")
        await settle(pilot)
        assert rows.source.count() == 5
        await pilot.press("escape")
        assert shows(app, LibraryScreen)


async def test_an_empty_store_says_what_to_do(empty: Path) -> None:
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 30)) as pilot:
        assert "No people yet" in await open_list(app, pilot)
        await pilot.press("m", "enter")
        assert shows(app, PeopleScreen)


async def test_the_page_of_one_and_the_way_to_the_quotation_and_back(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        page = screen_text(app.screen)
        assert shows(app, PersonScreen)
        assert "Also: Ortiz" in page
        assert "2024-01 " in page
        assert page.index("A vote is news") < page.index("A strike is news")
        await pilot.press("o")
        await settle(pilot)
        page = screen_text(app.screen)
        assert page.index("A strike is news") < page.index("A vote is news")
        await pilot.press("enter")
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        assert "“A strike is news.”" in screen_text(reader)
        finding = reader.model.chosen_finding
        assert finding is not None
        assert finding.kind == "quotation"
        await pilot.press("P")  # the speaker
        await settle(pilot)
        assert shows(app, PersonScreen)
        await pilot.press("q", "q")
        await settle(pilot)
        assert shows(app, PersonScreen)
        for words in ("5 Jan 2024  Mara Ortiz", "Harbour Board", "Roles, earliest first"):
            await pilot.press("right")
            await settle(pilot)
            assert words in screen_text(app.screen)
        page = screen_text(app.screen)
        assert page.index("union leader") < page.index("mayor  ")


async def test_the_preview_beside_a_page_shows_new_tags(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(160, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert shows(app, PersonScreen)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("T")
        await type_in(pilot, "council")
        await pilot.press("enter", "q")
        await settle(pilot)
        assert shows(app, PersonScreen)
        assert "#council" in screen_text(app.screen)
        await pilot.press("u")
        await settle(pilot)
        assert "#council" not in screen_text(app.screen)


async def test_a_name_in_the_text_opens_its_page(people: Path) -> None:
    app = OnRecordApp(people, article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("right_square_bracket", "e", "P")
        await settle(pilot)
        assert shows(app, PersonScreen)
        assert "Person Mara Ortiz" in screen_text(app.screen)


async def test_stored_words_are_no_markup(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        shown = await open_list(app, pilot)
        assert "[b]Olu[/b] \ufffdBello" in shown
        assert "[red]pilot" in shown
        await pilot.press("slash")
        await pilot.pause()
        await type_in(pilot, "olu")
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "Person [b]Olu[/b] \ufffdBello" in screen_text(app.screen)
        await pilot.press("m")
        await settle(pilot)
        assert "Merge [b]Olu[/b] \ufffdBello with" in screen_text(app.screen)


async def test_a_merge_candidate_is_decided_and_undone(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("p")
        await settle(pilot)
        assert shows(app, MergeCandidatesScreen)
        shown = screen_text(app.screen)
        assert "Possible duplicates: 2 pairs" in shown
        assert "different spelling of the given name" in shown
        assert "possible: the surname alone" in shown
        await pilot.press("y")
        await settle(pilot)
        assert list_people(app.store, "ortiz", "people") == [("Mara Ortiz", 3, 3), ("Ortiz", 1, 1)]
        assert "1 pair" in screen_text(app.screen)
        await pilot.press("n")
        await settle(pilot)
        assert "No possible duplicates." in screen_text(app.screen)
        await pilot.press("u", "u")
        await settle(pilot)
        assert "2 pairs" in screen_text(app.screen)
        assert len(list_people(app.store, "ortiz", "people")) == 3
        await pilot.press("U", "U")
        await settle(pilot)
        assert "No possible duplicates." in screen_text(app.screen)
        assert list_people(app.store, "ortiz", "people") == [("Mara Ortiz", 3, 3), ("Ortiz", 1, 1)]


async def test_two_are_merged_by_picking(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("m")
        await settle(pilot)
        picking = app.screen.query_one(VirtualList)
        first = str(picking.source.row(0, 60)[0])
        assert first.startswith("Marra Ortiz"), "what is proposed comes first"
        await type_in(pilot, "olu")
        assert picking.source.count() == 1
        await pilot.press("enter")
        await settle(pilot)
        assert who(app.store, "Mara Ortiz").articles == 3
        await pilot.press("u")
        await settle(pilot)
        assert who(app.store, "Mara Ortiz").articles == 2


async def test_marked_articles_and_names_are_split_off(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        app.store.identities.merge(
            who(app.store, "Marra Ortiz").id, who(app.store, "Mara Ortiz").id
        )
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("right")
        await settle(pilot)
        await pilot.press("space", "j", "space")
        await pilot.pause()
        assert "2 marked" in screen_text(app.screen)
        await pilot.press("x")
        await settle(pilot)
        assert [count for _, count, _ in list_people(app.store, "ortiz", "people")] == [1, 2, 1]
        await pilot.press("u")
        await settle(pilot)
        assert who(app.store, "Mara Ortiz").articles == 3
        await pilot.press("right", "right")
        await settle(pilot)
        await pilot.press("j", "e")  # called by the other name
        await settle(pilot)
        assert who(app.store, "Marra Ortiz").articles == 3
        await pilot.press("u")
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert who(app.store, "Marra Ortiz").articles == 1
        assert who(app.store, "Mara Ortiz").articles == 2


async def test_an_automatic_merge_shows_its_reason_and_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    with Store(path) as store:
        for title, name in (("One", "Antoni Vesker"), ("Two", "Anthoni Vesker")):
            add_people(store, title, entity(0, name, "PERSON", "Secretary of State"), BOARD)
    app = OnRecordApp(path)
    async with app.run_test(size=(110, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("tab", "tab", "tab")
        await settle(pilot)
        assert "merged automatically: different spelling of the given name" in screen_text(
            app.screen
        )
        await pilot.press("x")
        await settle(pilot)
        assert len(list_people(app.store, "vesker", "people")) == 2
        await pilot.press("u")
        await settle(pilot)
        assert list_people(app.store, "vesker", "people") == [("Antoni Vesker", 2, 2)]


def test_a_profile_shows_the_entry_of_the_authority_list(people: Path) -> None:
    with Store(people) as store:
        roles = (HeldRole("mayor", "Umbria", "2021"),)
        name = store.identities.rows(sort="people")[0].name
        entry = AuthorityEntry(name, roles=roles, identifiers=(Identifier("wikidata", "Q42"),))
        store.authority.add([entry], "list.csv")
        (identity,) = (row.id for row in store.identities.rows(name) if row.name == name)
        header = ProfileData(
            store.identities.get_identity(identity), {}, (), store.authority.find(identity)
        )
    drawn = ProfileHeader()
    drawn._drawn = header
    lines = [line.plain for line in drawn._lines(100, 40)]
    assert f"Authority list: {name} (wikidata Q42): mayor, Umbria 2021–, from list.csv" in lines


async def test_a_split_of_everything_is_refused(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("space", "j", "space", "x")
        await settle(pilot)
        texts = [message.text for message in app.messages.history]
        assert texts == ["Select some of the articles, but not all of them."]
        assert who(app.store, "Mara Ortiz").articles == 2


async def test_a_page_whose_articles_are_deleted_closes(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        identity = who(app.store, "Marra Ortiz").id
        app.push_screen(PersonScreen(identity))
        await settle(pilot)
        app.apply_change(StoreChange.in_article(3, "list"), lambda: app.store.articles.delete(3))
        await settle(pilot)
        assert shows(app, LibraryScreen)


@pytest.mark.parametrize("size", [(60, 20), (200, 50)])
async def test_the_screens_fit_any_terminal(size: tuple[int, int], people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=size) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "A vote is news" in shown
        assert ("Speakers" in shown) == (size[0] > 140), "an article beside it where it is wide"
        for _ in range(3):
            await pilot.press("tab")
            await settle(pilot)
            assert "Mara Ortiz" in screen_text(app.screen)


async def test_a_possible_person_is_confirmed_and_that_is_undone(people: Path) -> None:
    with Store(people) as store:
        add_people(store, "A trip", replace(entity(0, "Cala Verde"), confidence=0.3))
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        shown = await open_list(app, pilot)
        assert "Cala Verde" not in shown
        assert "1 unsure" in shown
        await pilot.press("v")
        await settle(pilot)
        assert "Possible people: 1" in screen_text(app.screen)
        await pilot.press("y")
        await settle(pilot)
        assert "Possible people: 0" in screen_text(app.screen)
        assert "named with enough evidence" in screen_text(app.screen)
        await pilot.press("v")
        await settle(pilot)
        assert "Cala Verde" in screen_text(app.screen)
        await pilot.press("u")
        await settle(pilot)
        assert "Cala Verde" not in screen_text(app.screen)


async def test_a_name_that_is_no_person_gets_its_type(people: Path) -> None:
    with Store(people) as store:
        add_people(store, "A trip", replace(entity(0, "Cala Verde"), confidence=0.3))
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("v", "n")
        await settle(pilot)
        assert "What is Cala Verde?" in screen_text(app.screen)
        await type_in(pilot, "country or city")
        await pilot.press("enter")
        await settle(pilot)
        assert who(app.store, "Cala Verde", "GPE").articles == 1
        assert "Possible people: 0" in screen_text(app.screen)


async def test_a_filter_finds_possible_people(people: Path) -> None:
    with Store(people) as store:
        add_people(store, "A trip", replace(entity(0, "Cala Verde"), confidence=0.3))
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("slash")
        await pilot.pause()
        await type_in(pilot, "verde")
        assert "In the list Unsure: 1 name." in screen_text(app.screen)


async def test_quotations_of_a_person_by_meaning_are_next_to_each_other_by_date(
    tmp_path: Path,
) -> None:
    path = tmp_path / "statements.sqlite"
    statements = (
        ("Later", "We will not close the harbour", "2025-06-02"),
        ("Choir", "The choir sings on Sunday", "2023-02-01"),
        ("Earlier", "The harbour must be closed", "2019-04-01"),
    )
    with Store(path) as store:
        for title, content, day in statements:
            published = datetime.date.fromisoformat(day)
            text = f"“{content},” Mara Ortiz said."
            quotation = Quotation(((0, len(content) + 3),), "direct", speaker=0)
            person = Entity(0, "Mara Ortiz", "PERSON", ("Mara Ortiz",))
            start = text.index("Mara")
            mention = Mention(start, start + 10, "PERSON", "name", 0)
            store.articles.add(
                Document(text, title, published=to_partial_date(published)),
                Analysis(text, published, (person,), (mention,), (quotation,)),
            )
    app = OnRecordApp(path)
    async with app.run_test(size=(110, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert "needs a value" not in screen_text(app.screen)
        await type_in(pilot, "the harbour should be closed")
        rows = app.screen.query_one("#hits", VirtualList)

        def titles() -> list[str]:
            listed = (rows.source.item(row) for row in range(rows.source.count()))
            return [hit.title for _, hit in listed]

        assert titles() == ["Earlier", "Later"]
        await pilot.press("enter")
        await settle(pilot)
        assert titles() == ["Earlier", "Later"]
        shown = screen_text(app.screen)
        assert "oldest first, of 3 quotations compared" in shown
        assert shown.index("2019") < shown.index("2025") < shown.index("differs: not")
        await pilot.press("o")
        await settle(pilot)
        assert "nearest in meaning first" in screen_text(app.screen)


async def test_a_profile_begins_a_search_of_its_quotations_by_meaning(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert shows(app, PersonScreen)
        await pilot.press("a")
        await settle(pilot)
        line = app.screen.query_one(SearchInput)
        assert line.value == 'speaker:"Mara Ortiz" about:"'
        await type_in(pilot, "walkouts make headlines")
        assert line.value == 'speaker:"Mara Ortiz" about:"walkouts make headlines'
        assert "A strike is news" in screen_text(app.screen)


async def test_marked_names_are_merged_in_one_step(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        before = list_people(app.store)
        await pilot.press("slash")
        await type_in(pilot, "ortiz")
        await pilot.press("enter", "*")
        await settle(pilot)
        assert "3 marked of 3" in screen_text(app.screen)
        await pilot.press("m")
        await settle(pilot)
        assert "Merge the 3 marked names under which name?" in screen_text(app.screen)
        await pilot.press("enter")
        await settle(pilot)
        assert app.store.identities.count("ortiz") == 1
        assert app.screen.query_one("#people", VirtualList).marked == 0
        await pilot.press("u")
        await settle(pilot)
        assert list_people(app.store) == before


async def test_marked_names_get_a_type_in_one_step(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        before = list_people(app.store)
        await pilot.press("slash")
        await type_in(pilot, "r")
        await pilot.press("enter")
        await settle(pilot)
        marked = app.screen.query_one("#people", VirtualList)
        await pilot.press("*", "n")
        await type_in(pilot, "product")
        await pilot.press("enter")
        await settle(pilot)
        rules = [rule.words for rule in app.store.corrections.list_rules()]
        assert len(rules) >= marked.marked + marked.marks.hidden > 1
        await pilot.press("u")
        await settle(pilot)
        assert app.store.corrections.list_rules() == []
        assert list_people(app.store) == before


async def test_the_quotations_of_marked_names_are_exported(people: Path) -> None:
    app = OnRecordApp(people)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_list(app, pilot)
        await pilot.press("2", "space", "X")
        await settle(pilot)
        assert "The quotations of the 2 names marked" in screen_text(app.screen)
        await pilot.press("escape")
        assert isinstance(app.screen, PeopleScreen)
        [(_, query)] = app.screen.export_choices
        keys = app.screen.rows.list_targets()
        quoted = sum(app.store.identities.get_row(int(str(key))).quotations for key in keys)
        rows = query.select(app.store).rows or {}
        assert sum(len(found) for found in rows.values()) == quoted > 0
