"""The panes: what they list, and how they and the text follow each other."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import Analysis, Event, TimeExpression
from tests.tui.driving import screen_text
from tests.tui.reading import TEXT, analysis, open_reader, span
from tui.widgets.panes.area import Panes
from tui.widgets.panes.axis import span_words
from tui.widgets.panes.lines import lines_of
from tui.widgets.panes.names import NameRows, sparkline
from tui.widgets.panes.pane import Source
from tui.widgets.panes.quotes import QuoteRows, content, manner, speaker
from tui.widgets.panes.timeline import TimelineRows, dates
from tui.widgets.places import Group, Places


def listed(source: Source, width: int = 40) -> str:
    """All rows as text, checked to fill the height that each says it has at most."""
    lines = []
    for index in range(source.count()):
        row = source.row(index, width)
        assert len(row) <= source.height(index, width)
        assert all(line.cell_length <= width for line in row)
        lines += [line.plain for line in row]
    return "\n".join(lines)


# What they list


def test_names_are_grouped_with_role_and_count() -> None:
    lines = listed(NameRows(Places(analysis()))).split("\n")
    assert [line[:16].strip() for line in lines if line] == [
        "▾ People 2 ─────", "▸ Anders Lind", "leader of the", "▸ Petra Holm", "mayor of Skarv",
        "▾ Places 1 ─────", "▸ Skarvik",
    ]  # fmt: skip
    assert [line.split()[-1] for line in lines if "▁" in line] == ["3", "2", "1"]


def test_a_sparkline_shows_where_a_name_occurs() -> None:
    assert sparkline([0, 1, 99], 100, 4) == "█▁▁▅"


def test_a_quotation_is_listed_with_speaker_role_kind_and_reason() -> None:
    shown = listed(QuoteRows(Places(analysis())), 80)
    first = shown.split("Anders Lind")[0]
    assert "Petra Holm, mayor of Skarvik" in first
    assert '"We cannot repair a roof that is no longer there," …' in first
    assert "direct · 96% · the subject of said, right after the quotation" in first
    assert "┊ the move would cost" in shown


def test_a_source_that_is_nobody_known_is_given_in_the_article_s_words() -> None:
    found = analysis()
    quotation = replace(found.quotations[0], speaker=None, negated=True, addressee=span("Skarvik"))
    assert speaker(found, quotation) == ("Petra Holm", "")
    assert speaker(found, replace(quotation, source=None)) == ("nobody named", "")
    assert manner(found, quotation) == "direct, denied, to Skarvik · 96%"
    assert content(found, quotation).endswith('there," … "On Friday we decide."')


def test_the_timeline_runs_from_the_oldest_to_the_coming_and_sets_the_open_apart() -> None:
    shown = listed(TimelineRows(Places(analysis())))
    order = [
        "● 1987", "The market burned", "≈ 39 years", "● Tue 10 March 2026",
        "◆ Published Wed 11 March 2026", "Coming 1", "○ Fri 13 March 2026", "in 2 days",
        "Without a day",
        "“the spring”", "The council meets again",
    ]  # fmt: skip
    at = [shown.index(words) for words in order]
    assert at == sorted(at)
    assert "Friday” " not in shown  # a date in a quotation, resolved, reports no event


@pytest.mark.parametrize(
    ("first", "last", "precision", "words"),
    [
        ("2026-03-13", "2026-03-13", "day", "Fri 13 March 2026"),
        ("2026-03-01", "2026-03-31", "month", "March 2026"),
        ("1987-01-01", "1987-12-31", "year", "1987"),
        ("2026-03-09", "2026-03-15", "week", "week of 9 March 2026"),
        ("1980-01-01", "1989-12-31", "decade", "1980s"),
        ("2026-04-01", "2026-06-30", "quarter", "April–June 2026"),
        ("2025-12-01", "2026-02-28", "season", "December 2025 – February 2026"),
        ("2026-03-09", "2026-03-11", "day", "9 March 2026 – 11 March 2026"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(
    first: str, last: str, precision: str, words: str
) -> None:
    day = datetime.date.fromisoformat
    event = Event(0, 1, 0, "", day(first), day(last), precision)  # type: ignore[arg-type]
    assert dates(event) == words


def test_gaps_are_said_in_fitting_units() -> None:
    assert [span_words(days) for days in (1, 13, 21, 90, 365 * 39)] == [
        "1 day", "13 days", "3 weeks", "3 months", "39 years",
    ]  # fmt: skip


def test_long_words_are_cut_with_an_ellipsis() -> None:
    assert lines_of("a long tale of many words", 12, 1) == ["a long tale…"]
    assert lines_of("[b]short[/]", 20, 2) == ["[b]short[/]"]
    assert lines_of("", 20, 2) == []
    assert lines_of("one\ntwo", 20, 2) == ["one two"]


def test_an_article_with_nothing_in_it_lists_nothing() -> None:
    nothing = Places(Analysis(""))
    assert [source(nothing).count() for source in (NameRows, QuoteRows, TimelineRows)] == [0, 0, 0]


def test_times_that_wait_for_the_publication_date_are_listed() -> None:
    time = TimeExpression(*span("on Friday"), "DATE", "XXXX-WXX-5", relative=">W5")
    shown = listed(TimelineRows(Places(Analysis(TEXT, times=(time,)))))
    assert shown.startswith("▾ Without a day: D sets the date")
    assert "“on Friday”" in shown


# Following


def cursor_line(panes: Panes, group: Group) -> str:
    rows = panes.pane(group).rows
    return rows.source.row(rows.cursor, 60)[0].plain


async def test_moving_in_the_text_follows_in_the_panes(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        screen.view.go_to(span("The market burned")[0])
        await pilot.pause()
        assert cursor_line(screen.panes, "timeline").startswith("● 1987")
        assert cursor_line(screen.panes, "quotes").startswith("Anders Lind")
        await pilot.press("g")
        await pilot.pause()
        assert cursor_line(screen.panes, "quotes").startswith("Petra Holm")
        assert screen.panes.in_sight == ("names", "quotes", "timeline", "notes")


async def test_choosing_in_a_pane_shows_it_in_the_text(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("tab")
        await pilot.press("j", "j")
        await pilot.pause()
        assert TEXT[screen.view.position :].startswith('"People came')
        assert screen.chosen is not None
        assert screen.chosen.kind == "quotation"
        assert screen.panes.pane("quotes").rows.has_focus
        await pilot.press("enter")
        assert screen.view.has_focus


async def test_every_pane_is_two_keys_away(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        for key, group in (("n", "names"), ("t", "timeline"), ("o", "notes"), ("q", "quotes")):
            await pilot.press("p", key)
            await pilot.pause()
            assert screen.panes.in_sight == (group,)
            assert screen.panes.pane(screen.panes.current).rows.has_focus
        await pilot.press("right")
        assert screen.panes.in_sight == ("timeline",)
        await pilot.press("escape")
        assert screen.view.has_focus
        await pilot.press("p", "p")
        assert not screen.panes.display


async def test_a_click_in_the_text_shows_the_finding_in_its_pane(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        lines = screen_text(screen.view).split("\n")
        y = next(y for y, line in enumerate(lines) if "1987" in line)
        await pilot.click(screen.view, offset=(lines[y].index("1987") + 1, y))
        await pilot.pause()
        assert screen.panes.in_sight == ("timeline",)
        assert cursor_line(screen.panes, "timeline").startswith("● 1987")


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (150, 40), (200, 50)])
async def test_panes_fit_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_reader(tmp_path, size) as (pilot, screen):
        assert screen.panes.display == (size[0] >= 90)
        await pilot.press("p", "t")
        await pilot.pause()
        assert screen.panes.display
        assert "timeline" in screen.panes.in_sight
        await pilot.resize_terminal(size[1] * 4, size[0] // 2)
        await pilot.pause()
        assert screen.view.size.width > 20
