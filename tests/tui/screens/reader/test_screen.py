"""The reader: moving by findings, finding words, dates, and its state in the next session."""

import datetime
import re
from pathlib import Path

import pytest
from textual.widgets import Input

from analysis import Analysis, Entity, Event, Mention, Quotation, TimeExpression
from analysis.partial_dates import to_partial_date
from db import Document, ReadingState, Store
from tests.support.children import DEADLINE
from tests.support.findings import stated
from tests.support.pilot import screen_text, settle, type_in
from tests.support.sample_article import TEXT, TITLE, open_reader, span, stored
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.header import Header
from tui.widgets.status_bar import format_reading_progress


def foot(screen: ReaderScreen) -> str:
    return screen_text(screen.query_one("#foot"))


async def test_the_header_has_source_date_byline_and_a_job_that_runs(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        shown = screen_text(screen.view)
        assert "Skarvik Post · 11 March 2026, from the dateline" in shown
        assert f"{TITLE}\n" in "\n".join(line.strip() for line in shown.split("\n"))
        assert "By Nora Vik" in shown
        assert screen.query_one(Header).title == TITLE
        headers = []
        for waiting in ("Add news: 3 of 9", ""):
            pilot.app.job_progress = waiting  # type: ignore[attr-defined]
            await settle(pilot)
            headers.append(screen_text(screen).splitlines()[0])
        assert headers[0].endswith("Add news: 3 of 9")
        assert headers[1].endswith("Skarvik Post · 11 Mar 2026")


MOVES = {
    "]q": '"We cannot repair',
    "3]q": '"People came',
    "3]q[q": "the move would cost",
    "]e": "Petra Holm",
    "]t]t]t": "on Tuesday",
    "9]q": '"People came',
}


async def test_keys_of_two_strokes_move_by_findings_or_do_nothing(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("]")
        assert " ]  0%" in foot(screen)
        await pilot.press("j")
        assert screen.view.position == 0
        assert " ]  0%" not in foot(screen)
        await pilot.press("j")
        assert screen.view.position > 0
        for keys, words in MOVES.items():
            if screen.model.chosen_finding:
                await pilot.press("escape")
            await pilot.press("g", "g")
            await pilot.press(*keys)
            await pilot.pause()
            assert TEXT[screen.view.position :].startswith(words), keys


async def test_a_chosen_finding_is_explained_at_the_foot(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (100, 30)) as (pilot, screen):
        await pilot.press("]", "q")
        for size in ((100, 30), (120, 20)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            explanation = re.sub(r"  +[\d,]+% · [\w ]+$", "", foot(screen), flags=re.M)
            assert [part.strip() for part in explanation.replace("\n", " · ").split(" · ")] == [
                "Petra Holm", "mayor of Skarvik", "direct", "96%",
                "the subject of said, right after the quotation",
            ]  # fmt: skip


@pytest.mark.parametrize(
    ("progress", "words", "label"),
    [
        (0, 2300, "0% · 10 min left"),
        (0.5, 2300, "50% · 5 min left"),
        (0.99, 2300, "99% · under 1 min left"),
        (1, 2300, "100% · end"),
        (0.2, 23_000, "20% · 1 h 20 min left"),
    ],
)
def test_how_far_the_reading_is(progress: float, words: int, label: str) -> None:
    assert format_reading_progress(progress, words) == label


async def test_the_foot_says_the_paragraph_where_nothing_is_found(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.articles.add(
            Document("One thing.\n\nAnother thing."), Analysis("One thing.\n\nAnother thing.")
        )
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("}")
        await pilot.pause()
        assert "Paragraph 2 of 2" in foot(screen)
        assert "100% · end" in foot(screen)


async def test_finding_words_counts_and_goes_round_or_leaves_the_text_where_it_was(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("slash")
        await type_in(pilot, "spring")
        assert screen.view.position > 0
        await pilot.press("escape")
        assert screen.view.position == 0
        assert screen.view.has_focus
        await pilot.press("slash")
        await type_in(pilot, "council")
        assert TEXT[screen.view.position :].startswith("council will vote")
        await pilot.press("enter")
        assert "“council” 1 of 3" in foot(screen)
        await pilot.press("n", "n")
        await pilot.pause()
        assert "3 of 3" in foot(screen)
        assert TEXT[screen.view.position :].startswith("council meets")
        await pilot.press("n")
        await pilot.pause()
        assert "1 of 3" in foot(screen)
        await pilot.press("N")
        await pilot.pause()
        assert "3 of 3" in foot(screen)
        await pilot.press("escape")
        await pilot.pause()
        assert "council”" not in foot(screen)


async def test_the_place_and_the_state_are_kept(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (80, 12)) as (pilot, screen):
        await pilot.press("]", "q", "]", "q")
        await pilot.pause()
        position = screen.view.position
        await pilot.press("q")
        await settle(pilot)
        store = pilot.app.store  # type: ignore[attr-defined]
        assert store.reading_state.get(1) == ReadingState(position, "reading")
    async with open_reader(tmp_path, (120, 40)) as (_, screen):
        assert screen.view.position == position


async def test_quitting_keeps_the_place_too(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (80, 12)) as (pilot, screen):
        await pilot.press("}", "}", "ctrl+q")
        position = screen.view.position
    with Store(tmp_path / "store.sqlite") as store:
        assert store.reading_state.get(1).position == position > 0


async def test_an_article_read_to_its_end_is_read(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (80, 12)) as (pilot, screen):
        await pilot.press("G")
        await pilot.press("q")
        await settle(pilot)
        assert screen.store.articles.row(1).state == "read"


async def test_an_article_starred_at_its_end_remains_read(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (80, 12)) as (pilot, screen):
        screen.saved_view.save()
        assert screen.store.articles.row(1).state == "reading"
        await pilot.press("G", "F")
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
        row = screen.store.articles.row(1)
        assert (row.state, row.starred) == ("read", True)


async def test_read_state_and_star_are_set_and_undone(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("r", "F")
        await settle(pilot)
        row = screen.store.articles.row(1)
        assert row.state == "read"
        assert row.starred
        assert "★" in screen_text(screen.view)
        await pilot.press("u")
        await settle(pilot)
        assert "★" not in screen_text(screen.view)
        await pilot.press("r")
        await pilot.press("q")
        await settle(pilot)
        assert screen.store.articles.row(1).state == "unread"


async def test_it_opens_at_the_place_asked_for(tmp_path: Path) -> None:
    path, number = stored(tmp_path)
    app = OnRecordApp(path)
    async with app.run_test(size=(80, 14)) as pilot:
        await settle(pilot)
        app.open_article(number, *span('"People came with their own hammers,"'))
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.model.chosen_finding is not None
        assert "People came" in screen_text(app.screen.view)


async def test_the_date_dialog_shows_its_interpretation_and_resolves_the_timeline_at_once(
    tmp_path: Path,
) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("p", "t", "D")
        await settle(pilot)
        for typed, expected in (
            ("17.3.2022", "Thursday, 17 March 2022"),
            ("03/04/2026", "3 April 2026 or 4 March 2026"),
            ("March 2022", "March 2022, the day is not known"),
            ("2022", "2022, the month is not known"),
            ("last week", "which day, month or year?"),
            ("soon", "not a date: try 2022-03-17"),
            ("", "No date: Enter removes the date"),
        ):
            pilot.app.screen.query_one(Input).value = typed
            await settle(pilot)
            assert expected in screen_text(pilot.app.screen)
        await pilot.press("escape")
        await pilot.press("p", "t", "D")
        await type_in(pilot, "18 March 2026")
        assert "Wednesday, 18 March 2026" in screen_text(pilot.app.screen)
        await pilot.press("enter")
        await settle(pilot)
        shown = screen_text(screen)
        assert "18 March 2026, set by you" in shown
        assert "Fri 20 March 2026" in shown
        assert "Published Wed 18 March 2026" in shown
        await pilot.press("u")
        await settle(pilot)
        assert "Fri 13 March 2026" in screen_text(screen)


async def test_the_text_can_stand_alone(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("f")
        await pilot.pause()
        assert screen.view.size == pilot.app.size
        await pilot.press("]")
        await pilot.pause()
        assert foot(screen).rstrip().endswith("]  0% · under 1 min left")
        await pilot.press("escape")
        await pilot.pause()
        assert screen.view.size == pilot.app.size
        await pilot.press("f")
        await pilot.pause()
        assert screen.panes.display


async def test_escape_lets_go_of_one_thing_at_a_time(tmp_path: Path) -> None:
    async with open_reader(tmp_path) as (pilot, screen):
        held = []
        await pilot.press("]", "q", "v")
        await pilot.pause()
        assert "words selected" in foot(screen)
        for _ in range(3):
            held.append((screen.view.selected is not None, screen.model.chosen_finding is not None))
            await pilot.press("escape")
            await settle(pilot)
        assert held == [(True, True), (False, True), (False, False)]
        assert pilot.app.screen is screen  # a key pressed without a thought leaves no article
        await pilot.press("f9", "escape")
        assert len(pilot.app.screen_stack) == 1  # with plain keys it is the way back


async def test_in_a_narrow_terminal_the_panes_make_room_again(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (60, 20)) as (pilot, screen):
        await pilot.press("p", "q", "j", "enter")
        await pilot.pause()
        assert not screen.panes.display
        assert screen.view.has_focus
        await pilot.press("tab", "escape")
        await pilot.pause()
        assert not screen.panes.display


async def test_nothing_that_an_article_says_reaches_the_screen_but_as_text(
    tmp_path: Path,
) -> None:
    evil = "[/] [b]x[/b] [@click=app.quit]y[/] \x1b]52;c;eA==\x07 \u202e [sic] [/"
    where = (0, len(evil))
    found = Analysis(
        evil,
        datetime.date(2026, 1, 2),
        (Entity(0, evil, "PERSON", (evil,), evil),),
        (Mention(*where, "PERSON", "name", 0, reason=stated(evil)),),
        (Quotation((where,), "direct", where, where, 0, reason=stated(evil)),),
        (TimeExpression(*where, "DATE", evil, reason=stated(evil)),),
        (Event(*where, 0, evil, reason=stated(evil)),),
    )
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.articles.add(
            Document(evil, evil, evil, evil, evil, to_partial_date(found.published), "given"), found
        )
        store.notes.add(1, *where, evil, tags=["[/]", "[b"])
    async with open_reader(tmp_path, (200, 50)) as (pilot, screen):
        for keys in ("]e", "]q", "]t", "]a", "pnj", "pqj", "ptj", "poj"):
            await pilot.press(*keys)
            await pilot.pause()
            shown = screen_text(screen)
            assert "[/] [b]x[/b] [@click=app.quit]y[/]" in shown
            assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        for key in ("e", "i", "T", "D"):
            await pilot.press(key)
            await pilot.pause()
            assert not {"\x1b", "\x07", "\u202e"} & set(screen_text(pilot.app.screen))
            await pilot.press("escape")


async def test_lines_can_be_longer_or_shorter(tmp_path: Path) -> None:
    async with open_reader(tmp_path, (160, 40)) as (pilot, screen):
        before = screen.view.measure
        await pilot.press("<", "<")
        assert screen.view.measure == before - 8
        await pilot.press(">")
        assert screen.view.measure == before - 4


async def test_a_deleted_article_is_reported(tmp_path: Path) -> None:
    path, _ = stored(tmp_path)
    app = OnRecordApp(path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.open_article(99)
        await settle(pilot)
        assert not isinstance(app.screen, ReaderScreen)


class FrameRecorder(OnRecordApp):
    """Records the text of each frame of the reader."""

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        self.frames: list[str] = []

    def post_display_hook(self) -> None:
        """Record the frame that was written."""
        if isinstance(self.screen, ReaderScreen):
            self.frames.append(screen_text(self.screen))


async def test_the_first_frame_of_a_long_article_has_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.reader.loaded_article._SHORT", 0)
    monkeypatch.setattr("tui.screens.app_screen._LONGEST_WAIT", DEADLINE)
    path, _ = stored(tmp_path)
    app = FrameRecorder(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert "By Nora Vik" in app.frames[0]
    assert "Petra Holm" in app.frames[0]
    assert "Quotes 3" in app.frames[-1]


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (200, 50)])
async def test_the_first_frame_of_a_short_article_is_the_last(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.app_screen._LONGEST_WAIT", DEADLINE)
    path, _ = stored(tmp_path)
    app = FrameRecorder(path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert app.frames[0].split("\n") == app.frames[-1].split("\n")
    assert "Petra Holm" in app.frames[0]
    if size[0] >= 100:  # the findings of a short text are in the first frame too
        assert "By Nora Vik" in app.frames[0]
        assert "Quotes 3" in app.frames[0]


async def test_keys_typed_as_a_long_article_opens_act_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.reader.loaded_article._SHORT", 0)
    path, _ = stored(tmp_path)
    app = OnRecordApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter", "]", "q")
        await settle(pilot)
        assert isinstance(app.screen, ReaderScreen)
        chosen = app.screen.model.chosen_finding
        assert chosen is not None
        assert chosen.kind == "quotation"
