"""The panes: what they list, and how they and the text follow each other."""

from pathlib import Path

import pytest

from analysis.structs import replace
from analysis.tagger import EncoderError
from db.search import nearness
from tests.support.pilot import screen_text, settle, type_in
from tests.support.sample_article import TEXT, open_reader, span
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.finding_index import FindingIndex, Group
from tui.widgets.panes.pane import PaneTabs
from tui.widgets.panes.pane_area import PaneArea
from tui.widgets.panes.quotes import QuoteEntry
from tui.widgets.query_line import QueryLine

pytestmark = pytest.mark.usefixtures("last_frames")

PANES: dict[str, Group] = {"pn": "names", "pq": "quotes", "pt": "timeline"}

# Following


def cursor_line(panes: PaneArea, group: Group) -> str:
    rows = panes.pane(group).rows
    return rows.source.row(rows.cursor, 60)[0].plain


async def test_moving_in_the_text_follows_in_the_panes(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        screen.view.go_to(span("The market burned")[0])
        await pilot.pause()
        assert cursor_line(screen.panes, "timeline").startswith("● 1987")
        assert cursor_line(screen.panes, "quotes").startswith("Anders Lind")
        await pilot.press("g", "g")
        await pilot.pause()
        assert cursor_line(screen.panes, "quotes").startswith("Petra Holm")
        assert screen.panes.visible_panes == ("names", "quotes", "timeline", "notes")


async def test_every_pane_is_two_keys_away_and_choosing_in_it_shows_it_in_the_text(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("tab")
        await pilot.press("j", "j")
        await pilot.pause()
        assert TEXT[screen.view.position :].startswith('"People came')
        assert screen.model.chosen_finding is not None
        assert screen.model.chosen_finding.kind == "quotation"
        assert screen.panes.pane("quotes").rows.has_focus
        await pilot.press("enter")
        assert screen.view.has_focus
        for key, group in (("n", "names"), ("t", "timeline"), ("o", "notes"), ("q", "quotes")):
            await pilot.press("p", key)
            await pilot.pause()
            assert screen.panes.visible_panes == (group,)
            assert screen.panes.pane(screen.panes.current).rows.has_focus
        await pilot.press("right")
        assert screen.panes.visible_panes == ("timeline",)
        await pilot.press("escape")
        assert screen.view.has_focus
        names = screen.panes.query_one(PaneTabs)
        await pilot.click(names, offset=(screen_text(names).index("Quotes"), 0))
        assert screen.panes.visible_panes == ("quotes",)
        await pilot.press("p", "p")
        assert not screen.panes.display


async def test_a_click_in_the_text_shows_the_finding_in_its_pane(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        lines = screen_text(screen.view).split("\n")
        y = next(y for y, line in enumerate(lines) if "1987" in line)
        await pilot.click(screen.view, offset=(lines[y].index("1987") + 1, y))
        await pilot.pause()
        assert screen.panes.visible_panes == ("timeline",)
        assert cursor_line(screen.panes, "timeline").startswith("● 1987")


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (150, 40), (200, 50)])
async def test_panes_fit_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_reader(tmp_path, size) as (pilot, screen):
        assert screen.panes.display == (size[0] >= 90)
        await pilot.press("p", "t")
        await pilot.pause()
        assert screen.panes.display
        assert "timeline" in screen.panes.visible_panes
        await pilot.resize_terminal(size[1] * 4, size[0] // 2)
        await pilot.pause()
        assert screen.view.size.width > 20


# Arranging


async def test_a_pane_is_filtered_while_it_is_typed(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("p", "q", "slash")
        await type_in(pilot, "lind")
        pane, rows = screen.panes.pane("quotes"), screen.panes.pane("quotes").rows
        assert rows.source.count() == 2
        assert "Quotes 2/3" in screen_text(screen.panes)
        await type_in(pilot, " zzz")
        assert "Press Esc to clear the filter" in screen_text(screen.panes)
        await pilot.press(*["backspace"] * 4, "enter")
        await settle(pilot)
        assert rows.has_focus
        assert screen.model.chosen_finding == pane.finding_at(0)
        assert "“lind”" in screen_text(screen.panes)
        await pilot.press("escape")
        assert rows.source.count() == 3
        assert rows.has_focus
        await pilot.press("escape")
        assert screen.view.has_focus


def listed_quotations(screen: ReaderScreen) -> list[QuoteEntry]:
    source = screen.panes.pane("quotes").source
    assert source is not None
    return [row for row in source.rows if isinstance(row, QuoteEntry)]


async def test_quotations_near_in_meaning_stay_in_text_order_and_none_is_explained(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path, (110, 40)) as (pilot, screen):
        await pilot.press("p", "q", "slash")
        await type_in(pilot, 'about:"people had hammers for the repair"')
        # the second is nearer
        assert [entry.name for entry in listed_quotations(screen)] == ["Petra Holm", "Anders Lind"]
        assert listed_quotations(screen)[1].words.startswith('"People came')
        await pilot.press("escape")
        await pilot.press("p", "q", "slash")
        await type_in(pilot, 'about:"a comet passed the moon"')
        rows = screen.panes.pane("quotes").rows
        assert rows.source.count() == 0
        assert "None of 3 quotations near enough in meaning" in rows.empty
        await pilot.press("escape")
        assert screen.panes.pane("quotes").rows.source.count() == 3


async def test_quotations_are_filtered_by_meaning_and_words_also_new_findings(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path, (110, 40)) as (pilot, screen):
        await pilot.press("p", "q", "slash")
        await type_in(pilot, 'about:"the damaged building can be repaired')
        rows = screen.panes.pane("quotes").rows
        assert [entry.words[:16] for entry in listed_quotations(screen)] == ['"We cannot repai']
        lines = [line.plain.strip() for line in rows.source.row(0, 80)]
        assert "in common: repaired · differs: cannot" in lines
        assert "in common: repaired" in screen_text(screen.panes)
        await type_in(pilot, '" lind')  # words of the filter are required besides
        assert "No matches for" in screen_text(screen.panes)
        await pilot.press(*["backspace"] * 5, "enter")
        await settle(pilot)
        assert rows.has_focus
        assert "Quotes 1/3" in screen_text(screen.panes)
        await pilot.press("escape")
        assert rows.source.count() == 3
        assert "differs" not in screen_text(screen.panes)
        await pilot.press("p", "q", "slash")
        await type_in(pilot, 'about:"traders would lose buyers"')
        await pilot.press("enter")
        await settle(pilot)
        pane = screen.panes.pane("quotes")
        [entry] = listed_quotations(screen)
        findings = screen.model.findings
        assert findings is not None
        others = [
            quotation for quotation in findings.analysis.quotations if quotation != entry.quotation
        ]
        pane.show(FindingIndex(replace(findings.analysis, quotations=tuple(others)), (), {}))
        assert "Comparing the quotations" in pane.rows.empty
        await settle(pilot)
        assert "None of 2 quotations near enough in meaning" in pane.rows.empty
        pane.show(findings)
        await settle(pilot)
        assert listed_quotations(screen) == [entry]


def listed_count(screen: ReaderScreen, keys: str) -> int:
    source = screen.panes.pane(PANES[keys]).source
    return source.listed_count if source else 0


async def test_the_filter_of_a_pane_has_fields(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (110, 40)) as (pilot, screen):
        for keys, filter_text, count in (
            ("pq", "speaker:lind", 2),
            ("pq", "speaker:lind OR speaker:holm", 3),
            ("pq", "-speaker:lind", 1),
            ("pq", "kind:direct roof", 1),
            ("pn", "entity:lind", 1),
            ("pt", "event:1990", 0),
        ):
            await pilot.press(*keys, "slash")
            [line] = screen.query(QueryLine)
            line.input.value = filter_text
            await settle(pilot)
            assert listed_count(screen, keys) == count, filter_text
            await pilot.press("escape", "escape")


async def test_a_field_that_a_pane_lacks_is_refused(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (160, 40)) as (pilot, screen):
        for keys, filter_text, message in (
            ("pq", "lind tag:ports", "No tag: in the Quotes pane; its fields are speaker:"),
            ("pq", "lind about:roof about:market", "A query can have only one about:"),
            ("pq", "lind spekaer:x", "did you mean speaker:?"),
            ("pn", "lind after:2022", "No after: in the Names pane"),
        ):
            await pilot.press(*keys, "slash")
            await type_in(pilot, "lind ")
            await settle(pilot)
            before = listed_count(screen, keys)
            [line] = screen.query(QueryLine)
            line.input.value = filter_text
            await settle(pilot)
            assert line.error is not None, filter_text
            assert message.lower() in line.error.message.lower()
            assert "The list is still that of “lind”." in screen_text(screen.panes)
            assert listed_count(screen, keys) == before > 0
            await pilot.press("escape", "escape")


async def test_weights_that_cannot_be_loaded_cost_only_the_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_text: object) -> None:
        raise EncoderError("sentences.onnx cannot be loaded (absent): install OnRecord again")

    monkeypatch.setattr(nearness, "encode_text", fail)
    async with open_reader(tmp_path, (110, 40)) as (pilot, screen):
        await pilot.press("p", "q", "slash")
        await type_in(pilot, "about:roof")
        assert "sentences.onnx cannot be loaded" in screen.panes.pane("quotes").rows.empty
        await pilot.press(*["backspace"] * 10)
        await type_in(pilot, "roof")
        assert screen.panes.pane("quotes").rows.source.count() == 1


async def test_reported_events_are_hidden_by_a_key_and_every_key_of_a_pane_reaches_it(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("p", "t", "w")
        assert "without reported" in screen_text(screen.panes)
        assert screen.panes.pane("quotes").arrangement.shows_minor
        await pilot.press("w")
        assert screen.panes.pane("timeline").arrangement.shows_minor
        await pilot.press("p", "q")
        begun = {key.split()[0] for key in screen.active_bindings if " " in key}
        keys = {key for key, active in screen.active_bindings.items()
                if (active.binding.id or "").startswith("panes.")}  # fmt: skip
        assert not begun & keys
        await pilot.press("escape")
        assert not any(
            (active.binding.id or "").startswith("panes.")
            for active in screen.active_bindings.values()
        )


async def test_order_grouping_and_the_kinds_hidden_by_a_key_are_remembered(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("p", "q", "o", "b")
        assert "by speaker · least confident" in screen_text(screen.panes)
        await pilot.press("w")
        assert "without scare" in screen_text(screen.panes)
        await pilot.press("w")
        assert "with topics" in screen_text(screen.panes)
    async with open_reader(tmp_path) as (pilot, screen):
        arrangement = screen.panes.pane("quotes").arrangement
        assert (arrangement.order, arrangement.grouping) == (1, 1)
        assert "by speaker · least confident" in screen_text(screen.panes)
        assert (arrangement.shows_minor, arrangement.shows_weak) == (True, True)
        await pilot.press("p", "q", "w")
        arrangement = screen.panes.pane("quotes").arrangement
        assert (arrangement.shows_minor, arrangement.shows_weak) == (True, False)


async def test_folding_keeps_the_cursor_and_the_text_in_step(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("p", "n", "G", "2", "g", "g")  # the second row
        rows = screen.panes.pane("names").rows
        assert screen.model.chosen_finding is not None
        assert TEXT[screen.model.chosen_finding.start :].startswith("Anders Lind")
        await pilot.press("z", "3", "j")
        await pilot.pause()
        assert TEXT[screen.view.position :].startswith("Lind said")
        await pilot.press("z")  # on a mention: folds the name again
        assert screen.panes.pane("names").finding == screen.panes.pane("names").finding_at(1)
        await pilot.press("k", "enter")  # on the heading: folds the group
        assert rows.source.count() == 3
        await pilot.press("Z", "Z")
        assert rows.source.count() == 5 + 6
        await pilot.click(rows, offset=(3, 0))  # the sign of the first group
        assert rows.source.is_heading(0)
        assert rows.source.count() == 5 + 6 - 7


async def test_panes_are_hidden_one_by_one_and_remembered(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        await pilot.press("p", "q", "p", "h")
        assert list(screen.panes.visible_panes) == ["names", "timeline", "notes"]
        assert screen.panes.pane("timeline").rows.has_focus
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        assert list(screen.panes.visible_panes) == ["names", "timeline", "notes"]
        await pilot.press("p", "q")
        assert len(screen.panes.visible_panes) == 4
        await pilot.press(*["p", "h"] * 4)
        await pilot.pause()
        assert not screen.panes.display
        assert screen.view.has_focus
        await pilot.press("p", "n", "p", "a")
        assert len(screen.panes.visible_panes) == 4


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_sizes_are_changed_by_keys_and_remembered(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with open_reader(tmp_path, size) as (pilot, screen):

        async def sized(*keys: str) -> tuple[int, int]:
            await pilot.press("p", "q", *keys)
            await pilot.pause()
            return (screen.panes.outer_size.width, screen.panes.outer_size.height)

        usual = await sized()
        assert await sized("less_than_sign") < usual
        most = await sized(*["greater_than_sign"] * 15)
        assert most[0] <= size[0] - 30 or most[1] <= size[1] - 5
        assert await sized("equals_sign") == usual
        wider = await sized("greater_than_sign")
        assert wider > usual
    async with open_reader(tmp_path, size) as (pilot, screen):
        assert await sized() == wider


async def test_a_pane_can_have_the_whole_screen(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (60, 20)) as (pilot, screen):
        await pilot.press("p", "t", "f")
        await pilot.pause()
        assert screen.panes.outer_size.height == screen.query_one("#reading").size.height
        await pilot.press("j", "left", "enter")
        await pilot.pause()
        assert screen.view.has_focus
        assert screen.view.size.height > 10
        await pilot.press("p", "q", "f", "escape")
        await pilot.pause()
        assert (screen.panes.display, screen.view.size.height > 5) == (True, True)
