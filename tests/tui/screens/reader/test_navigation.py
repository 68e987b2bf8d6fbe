"""Moving through an article: labels, marks, the trail back, one voice, and how it was left."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Analysis, Quotation
from db import Store
from tests.support.pilot import screen_text, settle, type_in
from tests.support.sample_article import TEXT, open_reader, span
from tui.dialogs.legend import LegendScreen
from tui.screens.reader.jump_labels import MAX_LABELS, jump_labels
from tui.screens.reader.jump_list import JumpList
from tui.screens.reader.saved_view import ReaderViewState, view_from_json
from tui.screens.reader.screen import ReaderScreen
from tui.strings.reader_text import ReaderText
from tui.widgets.speaker_filter import (
    find_speaker_key,
    quotation_indexes,
    spans_with_sources,
    speaker_name,
)


def here(screen: ReaderScreen) -> str:
    return TEXT[screen.view.position :]


# The trail


def test_a_trail_leads_back_and_forward_again() -> None:
    trail = JumpList()
    trail.record_jump(10)
    trail.record_jump(20)
    assert trail.back(30) == 20
    assert trail.back(20) == 10
    assert trail.back(10) is None
    assert trail.forward(10) == 20
    assert trail.forward(20) == 30
    assert trail.forward(30) is None


def test_a_jump_from_the_middle_of_a_trail_forgets_what_lay_ahead() -> None:
    trail = JumpList()
    trail.record_jump(10)
    assert trail.back(20) == 10
    trail.record_jump(10)
    assert trail.forward(50) is None
    assert trail.back(50) == 10


def test_twice_before_the_jump_is_where_it_began() -> None:
    trail = JumpList()
    assert trail.swap_with_last(5) is None
    trail.record_jump(10)
    assert trail.swap_with_last(20) == 10
    assert trail.swap_with_last(10) == 20


@given(st.lists(st.integers(0, 50), max_size=30))
def test_going_all_the_way_back_and_forward_ends_where_it_began(jumps: list[int]) -> None:
    trail, position = JumpList(), 0
    for to in jumps:
        trail.record_jump(position)
        position = to
    end = position
    while (before := trail.back(position)) is not None:
        position = before
    assert position == 0 or not jumps
    while (after := trail.forward(position)) is not None:
        position = after
    assert position == end


# Labels


@pytest.mark.parametrize("count", [0, 1, 26, 27, 51, 52, 200, MAX_LABELS])
def test_no_label_begins_another(count: int) -> None:
    made = jump_labels(count)
    assert len(made) == len(set(made)) == count
    if count <= 60:
        assert not any(a.startswith(b) for a, b in permutations(made, 2))
    assert all(len(label) == 1 for label in made[: 26 - count // 26])


async def test_labels_lead_to_everything_in_sight_also_to_the_row_of_a_pane(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (120, 40)) as (pilot, screen):
        await pilot.press("semicolon")
        assert screen.status.pending.startswith("jump to:")
        spots = dict(screen.navigation.labels)
        in_text = [spot.at for spot in spots.values() if not spot.pane]
        assert len(in_text) == len(set(in_text))
        assert {spot.ref.group for spot in spots.values() if not spot.pane} == {
            "names", "quotes", "timeline",
        }  # fmt: skip
        label = next(
            label
            for label, spot in spots.items()
            if spot.pane is None and TEXT[spot.ref.start :].startswith("Anders Lind")
        )
        await pilot.press(*label)
        await pilot.pause()
        assert here(screen).startswith("Anders Lind")
        assert screen.model.chosen_finding is not None
        assert screen.view.has_focus
        await pilot.press("ctrl+o")
        assert screen.view.position == 0
        await pilot.press("p", "q", "escape", "semicolon")
        await pilot.pause()
        rows = screen.panes.pane("quotes").rows
        label = next(
            label
            for label, spot in screen.navigation.labels.items()
            if spot.pane == "quotes" and TEXT[spot.ref.start :].startswith('"People came')
        )
        assert label in screen_text(rows)
        await pilot.press(*label)
        await pilot.pause()
        assert rows.has_focus
        assert here(screen).startswith('"People came')
        assert not screen.navigation.labels


async def test_any_other_key_puts_the_labels_away(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        before = screen_text(screen.view)
        for key in ("escape", "1", "semicolon"):
            await pilot.press("semicolon")
            await pilot.pause()
            assert screen_text(screen.view) != before
            await pilot.press(key)
            await pilot.pause()
            assert screen_text(screen.view) == before
            assert screen.view.position == 0
        await pilot.press("semicolon")
        await pilot.resize_terminal(90, 30)
        await pilot.pause()
        assert not screen.status.pending


# Back and forward, marks


async def test_every_jump_can_be_gone_back_from(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "q", "]", "q", "G")
        await pilot.press("slash")
        await type_in(pilot, "mayor")
        await pilot.press("enter")
        places = []
        for _ in range(4):
            await pilot.press("ctrl+o")
            await pilot.pause()
            places.append(here(screen)[:12])
        assert places == ["The council ", "the move wou", '"We cannot r', "The harbour "]
        await pilot.press("2", "L")
        await pilot.pause()
        assert here(screen).startswith("the move wou")
        await pilot.press("5", "g", "g", "apostrophe", "apostrophe")
        await pilot.pause()
        assert here(screen).startswith("the move wou")


async def test_marked_places_are_kept(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]", "q", "m", "a", "G", "m", "Z")
        await pilot.pause()
        assert 'a  ┃ "We cannot' in screen_text(screen.view)
        assert screen.store.reading_state.bookmarks(1).keys() == {"a", "Z"}
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("g", "g", "apostrophe")
        assert "go to bookmark: Z a '" in screen_text(screen.query_one("#foot"))
        await pilot.press("a")
        await pilot.pause()
        assert here(screen).startswith('"We cannot')
        await pilot.press("apostrophe", "b")
        assert here(screen).startswith('"We cannot')
        await pilot.press("m", "a")
        assert screen.store.reading_state.bookmarks(1).keys() == {"Z"}


async def test_counts_go_to_paragraphs_and_percent_and_motions_leave_the_pane(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("#")
        assert "4      The market burned" in screen_text(screen.view)
        await pilot.press("4", "G")
        await pilot.pause()
        assert here(screen).startswith("The market burned")
        await pilot.press("5", "0", "%")
        assert 0.3 < screen.view.position / len(TEXT) <= 0.5
        await pilot.press("#", "g", "g")
        await pilot.press("p", "n")
        await pilot.pause()
        assert screen.model.finding_at_cursor == screen.panes.pane("names").finding
        assert "Petra Holm · mayor of Skarvik · person" in screen_text(screen.query_one("#foot"))
        await pilot.press("]", "q")
        await pilot.pause()
        assert screen.view.has_focus
        assert here(screen).startswith('"We cannot')
        assert screen.model.finding_at_cursor == screen.model.chosen_finding


# Following, and hearing one voice


async def test_a_name_is_followed_to_its_person_and_a_quotation_to_its_speaker(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path, (160, 40)) as (pilot, screen):
        await pilot.press("3", "]", "e")
        await pilot.pause()
        assert here(screen).startswith("Holm's plan")
        await pilot.press("enter")
        await pilot.pause()
        names = screen.panes.pane("names")
        assert names.rows.has_focus
        assert names.finding is not None
        assert TEXT[names.finding.start : names.finding.end] == "Petra Holm"
        assert here(screen).startswith("Holm's plan")
        await pilot.press("k")
        await settle(pilot)
        assert here(screen).startswith("Anders Lind")
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert here(screen).startswith("Holm's plan")
        assert screen.view.has_focus
        await pilot.press("escape", "g", "g")
        await pilot.press("2", "]", "q", "enter")
        await pilot.pause()
        mention = screen.panes.pane("names").finding
        assert mention is not None
        assert TEXT[mention.start : mention.end] == "Anders Lind"


async def test_mentions_are_gone_through_and_a_date_not_resolved_has_its_own_words(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("2", "]", "q")  # what Anders Lind said of the move
        await pilot.pause()
        words = []
        for key in ("]m", "]m", "]m", "[m", "[m", "[m"):
            await pilot.press(*key)
            await settle(pilot)
            assert screen.model.chosen_finding is not None
            words.append(TEXT[screen.model.chosen_finding.start : screen.model.chosen_finding.end])
        assert words == ["his", "Lind", "Lind", "his", "Anders Lind", "Anders Lind"]
        await pilot.press("escape", "g", "g", "]", "m")
        await settle(pilot)
        assert screen.model.chosen_finding is None  # nobody is named there
        await pilot.press("G", "c", "d")
        await pilot.pause()
        assert "Now: no date" in screen_text(pilot.app.screen)
        await pilot.press("escape")
        await pilot.pause()
        described = screen_text(screen.query_one("#foot"))
        assert "“the spring”" in described
        assert "XXXX" not in described


def test_a_source_that_is_no_entity_is_a_voice_by_its_words() -> None:
    text = "Two officials said no. A nurse said yes. Later two\nofficials said nothing."
    ends = [text.index(word) + len(word) for word in ("no", "yes", "nothing")]
    sources = [text.index(words) for words in ("Two", "A nurse", "two\n")]
    found = Analysis(
        text,
        quotations=tuple(
            Quotation(((end - 2, end),), "indirect", source=(start, text.index(" said", start)))
            for start, end in zip(sources, ends, strict=True)
        ),
    )
    voice = find_speaker_key(found, "Two officials")
    assert quotation_indexes(found, voice) == [0, 2]
    assert speaker_name(found, voice) == "Two officials"
    assert [text[slice(*span)] for span in spans_with_sources(found, [0])] == [
        "no",
        "Two officials",
    ]
    assert quotation_indexes(found, find_speaker_key(found, "The king")) == []


async def test_one_voice_is_heard_alone_where_one_is_quoted(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("ampersand")  # the first sentence quotes nobody
        assert screen.model.speaker_filter is None
        await pilot.press("2", "]", "e", "ampersand")  # a town, which says nothing
        assert screen.model.speaker_filter is None
        await pilot.press("escape", "g", "g")
        await pilot.press("2", "]", "q", "ampersand")
        await pilot.pause()
        assert "only Anders Lind: 2 quotations" in screen_text(screen.query_one("#foot"))
        assert '┃ "We cannot' not in screen_text(screen.view)
        assert "┊ who leads" in screen_text(screen.view)
        await pilot.press("[", "q")  # the mayor's words are passed over
        await pilot.pause()
        assert here(screen).startswith("the move would")
        await pilot.press("]", "q")
        await pilot.pause()
        assert here(screen).startswith('"People came')
        await pilot.press("ampersand")
        await pilot.pause()
        assert "only" not in screen_text(screen.query_one("#foot"))
        assert '┃ "We cannot' in screen_text(screen.view)


# The words searched for


async def test_enter_on_an_empty_line_searches_again(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("slash")
        await type_in(pilot, "council")
        await pilot.press("enter", "escape", "slash", "enter")
        await pilot.pause()
        assert "“council” 1 of 3" in screen_text(screen.query_one("#foot"))
        await pilot.press("slash", "up")
        await pilot.pause()
        assert screen.find_bar.words == "council"


async def test_a_canceled_search_returns_to_the_same_lines(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (90, 14)) as (pilot, screen):
        for place in ("t", "b"):
            await pilot.press("g", "g", "8", "j", "z", place)
            await pilot.pause()
            position, top = screen.view.position, screen.view.scroll_offset.y
            await pilot.press("slash")
            await type_in(pilot, "market")
            await pilot.press("escape")
            await settle(pilot)
            assert (screen.view.position, screen.view.scroll_offset.y) == (position, top)
            assert top > 0 or place == "b"


@pytest.mark.parametrize("words", ["", "council"])
async def test_a_step_without_matches_is_reported(words: str, tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        if words:
            await pilot.press("slash")
            await type_in(pilot, words)
            await pilot.press("enter")
        await pilot.press("n")
        await settle(pilot)
        assert (ReaderText.NO_MATCHES in screen_text(screen)) == (not words)


# The screen as it was left


async def test_the_screen_opens_as_it_was_left(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (90, 14)) as (pilot, screen):
        await pilot.press("slash")
        await type_in(pilot, "market")
        await pilot.press("enter", "2", "]", "q", "ampersand", "z", "t", "p", "q")
        await pilot.pause()
        position, top = screen.view.position, screen.view.scroll_offset.y
        assert top > 0
        shown = screen_text(screen)
        await pilot.press("q")
        await settle(pilot)
    async with open_reader(tmp_path, (90, 14)) as (_, screen):
        assert (screen.view.position, screen.view.scroll_offset.y) == (position, top)
        assert screen.panes.pane("quotes").rows.has_focus
        assert screen.model.speaker_name == "Anders Lind"
        assert screen.model.chosen_finding is not None
        assert screen_text(screen) == shown


async def test_line_length_and_numbers_are_for_all_articles(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (160, 40)) as (pilot, screen):
        await pilot.press("2", "<", "#")
        assert screen.view.measure == 76
    async with open_reader(tmp_path, (160, 40)) as (_, screen):
        assert screen.view.measure == 76
        assert screen.view.numbered


@pytest.mark.parametrize(
    "stored_view",
    [
        {},
        {"above": -3, "chosen": ["x", 1, 2], "pane": "other", "focus": 7, "words": None},
        {"above": "4", "chosen": ["name", 1], "alone": "yes", "speaker": ["a"]},
    ],
)
def test_a_view_that_cannot_be_read_is_as_usual(stored_view: dict[str, object]) -> None:
    assert view_from_json(stored_view) == ReaderViewState()


def test_a_view_survives_the_store(tmp_path: Path) -> None:
    view = ReaderViewState(
        3, ("quotation", *span("On Friday")), "notes", "notes", True, "a", 7, "B"
    )
    path = tmp_path / "store.sqlite"
    from tests.support.sample_article import stored

    with Store(stored(tmp_path)[0]) as store:
        store.reading_state.save_screen_state(1, view.to_json())
    with Store(path) as store:
        assert view_from_json(store.reading_state.screen_state(1)) == view


async def test_the_legend_shows_every_look(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (100, 50)) as (pilot, screen):
        await pilot.press("M")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LegendScreen)
        shown = screen_text(pilot.app.screen)
        for words in ("a person", "╏", "scare quotes", "date of an event", "✓", "to verify"):
            assert words in shown
        await pilot.press("M")
        await pilot.pause()
        assert screen.is_current
