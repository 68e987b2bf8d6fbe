"""The frame of the app: starting, stopping, undoing, and nothing on the screen but text."""

from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from db import StoreError
from db.repositories.articles import MetadataChanges
from tests.support.pilot import screen_text, settle, shown_message, type_in, wait_until
from tui.app import OnRecordApp
from tui.line_filters import SafeFilter
from tui.sanitize import safe
from tui.screens.library import LibraryScreen
from tui.settings import config_path
from tui.theme import THEMES


def test_safe_text_is_as_long_and_harmless() -> None:
    text = "a\x1b[31mb\x9b2Jc\u202ed\te\nf\u2028g\x00[/]"
    assert len(safe(text)) == len(text)
    assert safe(text) == "a\ufffd[31mb\ufffd2Jc\ufffdd e f\ufffdg\ufffd[/]"
    assert safe("“Ça va?” – 日本") == "“Ça va?” – 日本"


def test_the_filter_lets_no_control_through() -> None:
    bold = Style(bold=True)
    segments = [Segment("fine"), Segment("a\x1b]52;c;x\x07b\u202ec\x85", bold)]
    assert SafeFilter().apply(segments, Color(0, 0, 0)) == [
        Segment("fine"),
        Segment("a]52;c;xbc", bold),
    ]


def test_a_store_that_cannot_be_opened_is_said_before_the_terminal_is_taken(
    tmp_path: Path,
) -> None:
    path = tmp_path / "not-a-store.sqlite"
    path.write_text("not a database, and long enough to be taken for one " * 40)
    with pytest.raises(StoreError):
        OnRecordApp(path)


async def test_u_undoes_and_capital_u_redoes_and_both_report_it(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        starred, messages = [], []
        for key in ("u", "F", "u", "U", "U"):
            await pilot.press(key)
            await settle(pilot)
            starred.append(app.store.articles.list()[0].starred)
            messages.append(shown_message(app))
        assert starred == [False, True, False, True, True]
        nothing, undone = "Nothing to undo", "Undone: Starred 1 article"
        again, no_more = "Redone: Starred 1 article", "Nothing to redo"
        assert messages == [
            nothing,
            nothing,
            undone,
            again,
            no_more,
        ]  # the latest word is what counts


async def test_an_absent_article_is_reported(library: Path) -> None:
    app = OnRecordApp(library, article=99)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        await wait_until(pilot, lambda: "99" in screen_text(app.screen))
        assert "99" in screen_text(app.screen)


async def test_an_article_named_at_the_start_is_opened(library: Path) -> None:
    app = OnRecordApp(library, article=2)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "The cranes stood still." in screen_text(app.screen)
        await pilot.press("q")
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)


async def test_hostile_text_is_shown_as_it_is_in_every_size(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        for size in ((60, 20), (100, 30), (200, 50), (40, 10)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            shown = screen_text(app.screen)
            assert "[sic]" in shown
            assert all(line.isprintable() for line in shown.split("\n"))
        app.show_message("[/] [sic] \x1b[2J")
        await settle(pilot)
        await pilot.resize_terminal(100, 30)
        await settle(pilot)
        assert "[/] [sic] \ufffd[2J" in screen_text(app.screen)


async def test_every_binding_has_an_id_and_a_tooltip(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        for active in app.screen.active_bindings.values():
            binding = active.binding
            assert binding.system or (binding.id and binding.tooltip), binding


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_without_colors_every_theme_can_be_read(
    library: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = OnRecordApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = theme
        await settle(pilot)
        assert "▌" in screen_text(app.screen)
        drawn = [
            segment.style
            for strip in app.screen._compositor.render_strips()
            for segment in strip.apply_filter(app._filters[1], Color(0, 0, 0))
            if segment.style
        ]
    assert any(style.reverse for style in drawn)  # the row at the cursor
    assert {style.color for style in drawn} | {style.bgcolor for style in drawn} == {
        RichColor.default()
    }


async def test_q_in_the_library_quits(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.parametrize("value", ["ask", "no"])
async def test_q_in_the_library_asks_or_stays_as_configured(library: Path, value: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(f'quit_from_library = "{value}"\n', encoding="utf-8")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
        shown = screen_text(app.screen)
        if value == "no":
            message = shown_message(app)
            assert message.startswith("The setting quit_from_library keeps the library open.")
            await pilot.press("ctrl+q")
        else:
            assert "Quit OnRecord?" in shown
            await pilot.press("n")
            assert isinstance(app.screen, LibraryScreen)
            await pilot.press("q", "y")
        await pilot.pause()
    assert app.return_code == 0


@pytest.mark.parametrize("keys", [[], ["t"], ["slash"], ["question_mark"], ["enter"], ["d", "u"]])
async def test_ctrl_c_without_a_selection_names_the_key_that_quits(
    library: Path, keys: list[str]
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        await pilot.press("ctrl+c")
        await settle(pilot)
        expected = "^c copies selected text; nothing is selected here. ^q quits OnRecord."
        assert shown_message(app) == expected
        assert app.return_code is None


async def test_ctrl_c_copies_selected_text(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("v", "ctrl+c")
        await settle(pilot)
        assert app.clipboard
        count = len(app.clipboard.split())
        words = f"{count} word{'s' * (count > 1)}"
        assert shown_message(app) == f"Copied {words} from the screen"
        await pilot.press("escape", "slash", *"ferry", "shift+home", "ctrl+c")
        assert app.clipboard == "ferry"


async def test_the_theme_is_tried_on_and_put_back(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t", "j", "j")
        assert app.theme == "onrecord-contrast"
        await pilot.press("escape")
        assert app.theme == "onrecord-night"


async def test_a_terminal_too_small_says_what_is_needed(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(30, 8)) as pilot:
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "It has 30 × 8 cells" in shown
        assert "needs 40 × 10" in shown
        await pilot.press("d", "q")
        assert not isinstance(app.screen, LibraryScreen)
        await pilot.resize_terminal(40, 10)
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert "[sic]" in screen_text(app.screen)
        await pilot.press("j", "enter")
        await settle(pilot)
        await pilot.resize_terminal(39, 30)
        await settle(pilot)
        await pilot.resize_terminal(100, 30)
        await settle(pilot)
        assert "The cranes stood still." in screen_text(app.screen)


async def test_the_app_reopens_where_it_was_left(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("o", "slash")
        await type_in(pilot, "harbour")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("j", "enter")
        await settle(pilot)
        await pilot.press("ctrl+q")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "The sacks are empty" in screen_text(app.screen)
        await pilot.press("q")
        await settle(pilot)
        shown = screen_text(app.screen)
        assert "2 of 3 articles" in shown
        assert "by publication date" in shown.split("\n")[0]
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.current
        assert app.screen.current.title == "Bakers strike over flour"
        await pilot.press("q")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        app.store.articles.delete(1)
        await pilot.press("ctrl+q")


async def test_another_store_or_a_store_that_changed_opens_at_its_library(
    library: Path, empty: Path
) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, "bakers")
        await pilot.press("enter", "enter")
        await settle(pilot)
        await pilot.press("ctrl+q")
    app = OnRecordApp(empty)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "The library is empty" in screen_text(app.screen)
    app = OnRecordApp(library)
    app.store.articles.delete(1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert "2 articles" in screen_text(app.screen)


async def test_the_terminal_has_the_title_of_the_screen(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(
        "textual.drivers.headless_driver.HeadlessDriver.write", lambda _, data: sent.append(data)
    )
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "\x1b[22;2t\x1b]2;Library: 3 articles · OnRecord\x1b\\" in sent
        await pilot.press("enter")
        await settle(pilot)
        title = safe(app.store.articles.row(3).title)
        assert sent[-1] == f"\x1b]2;{title} · OnRecord\x1b\\"
        await pilot.press("q")
        await settle(pilot)
        assert sent[-1] == "\x1b]2;Library: 3 articles · OnRecord\x1b\\"
        sent.clear()
        await pilot.press("j")
        await settle(pilot)
        assert sent == []
    assert sent == ["\x1b[23;2t"]


async def test_the_original_opens_from_the_library_and_the_reader(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(OnRecordApp, "open_url", lambda _, url: opened.append(url))
    app = OnRecordApp(library)
    page = "https://press.example/page"
    app.store.articles.set_metadata(3, MetadataChanges(source=page))
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("g", "x", "enter")
        await settle(pilot)
        await pilot.press("g", "x")
        assert opened == [page, page]
        await pilot.press("q", "j")
        await settle(pilot)
        await pilot.press("g", "x")  # an article from a file that is not there
        assert len(opened) == 2
        assert shown_message(app) == (
            "The article has no address, and its file is not there. E sets an address."
        )


async def test_the_app_exits_while_the_library_has_no_list_yet(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        await app.screen.query_one("#articles").remove()
        app.exit(None, 143)  # as a signal does
    assert app.return_code == 143
