"""A reader's own keys: written in a file, checked with clear words, and working in the app."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.pilot import screen_text, settle, shown_message, type_in, wait_until
from tui.actions import list_actions
from tui.app import OnRecordApp
from tui.key_names import display_key, parse_key
from tui.keymap.presets import PRESETS, Keymap, preset_keys, read_keymap
from tui.keymap.validation import (
    ACTIVE_TOGETHER,
    check_keymap,
    effective_keys,
    to_toml,
)
from tui.screens.people import PeopleScreen
from tui.screens.timeline import TimelineScreen
from tui.screens.trash import TrashScreen
from tui.screens.views import delete_search
from tui.widgets.footer import Footer
from tui.widgets.virtual_list import VirtualList

KEYS = [
    ("x", "x"), ("G", "G"), ("?", "question_mark"), (",", "comma"), ("^d", "ctrl+d"),
    ("Ctrl+D", "ctrl+d"), ("F3", "f3"), ("enter", "enter"), ("PgDn", "pagedown"),
    ("Shift+Tab", "shift+tab"), ("ctrl+left", "ctrl+left"), ("→", "right"), ("shift+a", "A"),
    ("]q", "] q"), ("g Home", "g home"), (", q", "comma q"), ("space", "space"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "key"), KEYS)
def test_keys_are_written_as_people_write_them(written: str, key: str) -> None:
    assert parse_key(written) == key
    assert parse_key(display_key(key)) == key


@pytest.mark.parametrize("written", ["", "abc", "Ctrl+Foo", "F99", "x y z", "shift+5"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        parse_key(written)


@given(st.text(max_size=8))
def test_any_key_that_is_taken_can_be_written_and_read_again(written: str) -> None:
    try:
        key = parse_key(written)
    except ValueError:
        return
    assert parse_key(display_key(key)) == key


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_keys_file_is_read_or_reported(tmp_path_factory: pytest.TempPathFactory,
                                          content: str | bytes) -> None:  # fmt: skip
    path = tmp_path_factory.mktemp("keys") / "keys.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    for trouble in read_keymap(path).problems:
        assert str(trouble)


def troubles(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [str(trouble) for trouble in check_keymap(read_keymap(path), list_actions())]


def test_parts_that_are_active_together_have_actions() -> None:
    known = {id.partition(".")[0] for id in list_actions()}
    assert {part for parts in ACTIVE_TOGETHER for part in parts} <= known


def test_an_error_has_its_line_and_a_suggestion(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    assert troubles(path, 'preset = "vim"\n[library]\nstar = ["x", "F8"]\ntags = []\n') == []
    assert troubles(path, '[libary]\nstar = "x"\n') == [
        "line 2: Unknown action “libary.star”; did you mean “library.star”?"
    ]
    assert troubles(path, 'preset = "emacs"\n') == [
        "line 1: Unknown preset “emacs”; use one of vim, plain"
    ]
    (problem,) = troubles(path, 'library.star = "x"\nlibrary.tags = "Contrl+x"\n')
    assert problem.startswith("line 2: library.tags: “Contrl+x” is not a key")
    (problem,) = troubles(path, "[library]\nstar = 5\n")
    assert problem.startswith("line 2: library.star takes a key")
    (problem,) = troubles(path, "[library\n")
    assert problem.startswith("line 1: The file is not valid TOML")


def test_conflicting_keys_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    (problem,) = troubles(path, '[library]\nstar = "r"\n')
    assert problem.startswith("line 2: library.star: “r” is also the key of library.read")
    assert troubles(path, '[library]\nstar = "r"\nread = "F"\n') == []
    (problem,) = troubles(path, '[library]\nstar = "j"\n')
    assert "rows.down" in problem
    (problem,) = troubles(path, '[reader]\nfind = "] f"\nnarrower = "]"\n')[:1]
    assert "reader." in problem
    assert "would type text in an input field" in troubles(path, '[app]\nquit = "x"\n')[0]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_without_fault_and_is_what_it_prints(preset: str, tmp_path: Path) -> None:
    known = list_actions()
    keys = preset_keys(preset)
    path = tmp_path / "keys.toml"
    assert check_keymap(Keymap(preset, keys, dict.fromkeys(keys)), known) == []
    path.write_text(to_toml(Keymap(preset, keys), path, known), encoding="utf-8")
    again = read_keymap(path)
    assert (again.preset, again.problems) == (preset, ())
    assert effective_keys(again, known) == effective_keys(Keymap(preset, keys), known)


async def test_the_file_s_keys_work_also_of_two_strokes_and_are_shown(
    library: Path, tmp_path: Path
) -> None:
    (tmp_path / "keys.toml").write_text('[library]\nstar = "]s"\nread = []\n', encoding="utf-8")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("F", "r")
        await settle(pilot)
        assert not app.store.articles.list()[0].starred
        await pilot.press("]")
        await settle(pilot)
        assert "s star" in screen_text(app.screen.query_one(Footer))
        await pilot.press("s")
        await settle(pilot)
        assert app.store.articles.list()[0].starred
        line = screen_text(app.screen.query_one(Footer))
        assert "t tags" in line
        assert "mark read" not in line
        assert not app.messages.history
        await pilot.press("ctrl+p")
        await type_in(pilot, "mark read")
        await pilot.press("enter")
        await settle(pilot)
        assert app.store.articles.list()[0].state == "read"


async def test_a_fault_in_the_file_is_said_and_the_rest_works(
    library: Path, tmp_path: Path
) -> None:
    (tmp_path / "keys.toml").write_text(
        '[library]\nstarr = "z"\nstar = "x"\n[app]\nhlep="F2"\n', encoding="utf-8"
    )
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await wait_until(pilot, lambda: "line 2" in screen_text(app.screen))
        assert "line 2" in screen_text(app.screen)
        assert "(and 1 more)" in shown_message(app)
        await pilot.press("x")
        await settle(pilot)
        assert app.store.articles.list()[0].starred


async def test_the_preset_is_switched_and_remembered(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(140, 30)) as pilot:
        await settle(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert "^f filter" in screen_text(app.screen.query_one(Footer))
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("j", "F")  # keys of vim's, which plain does not have
        await pilot.press("down", "ctrl+d")
        await settle(pilot)
        assert [row.starred for row in app.store.articles.list()] == [False, True, False]
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert not any(row.starred for row in app.store.articles.list())
        app.store.search.save("Cranes", "cranes")
        delete_search(app, "Cranes")
        await settle(pilot)
        assert app.messages.history[-1].text.endswith(". ^z: undo.")


async def test_a_file_s_own_preset_is_not_switched_away(library: Path, tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text('preset = "plain"\n', encoding="utf-8")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "^f filter" in screen_text(app.screen.query_one(Footer))
        await pilot.press("f9")
        await settle(pilot)
        assert "Your keys file sets the preset" in screen_text(app.screen)
        app.messages.clear()
        await settle(pilot)
        assert "^f filter" in screen_text(app.screen.query_one(Footer))


def test_the_parts_that_are_active_together_exist() -> None:
    """A part under an old name would hide the conflicts of its keys."""
    parts = {name.partition(".")[0] for name in list_actions()}
    assert {part for together in ACTIVE_TOGETHER for part in together} <= parts


def test_a_key_of_repeated_quotes_conflicts_with_one_of_lists(tmp_path: Path) -> None:
    (problem,) = troubles(tmp_path / "keys.toml", '[repeated_quotes]\norder = "j"\n')
    assert "rows.down" in problem


async def test_a_key_of_the_user_s_own_is_no_longer_the_first_of_two(
    library: Path, tmp_path: Path
) -> None:
    (tmp_path / "keys.toml").write_text('[rows]\nfirst = "g"\n', encoding="utf-8")
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one("#articles", VirtualList)
        await pilot.press("G")
        assert rows.cursor == 2
        await pilot.press("g")
        assert rows.cursor == 0
        await wait_until(pilot, lambda: bool(app.messages.history))
        (problem,) = app.messages.history
        assert "rows.first: “g” is also the key of app.library" in problem.text


async def test_g_is_the_first_of_two_keys_and_takes_a_count(library: Path) -> None:
    app = OnRecordApp(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one("#articles", VirtualList)
        for keys, row in (("G", 2), ("gg", 0), ("2gg", 1), ("gg", 0), ("3G", 2), ("1gg", 0)):
            await pilot.press(*keys)
            assert rows.cursor == row, keys
        await pilot.press("g")
        await settle(pilot)
        assert "x open original" in screen_text(app.screen.query_one(Footer))
        await pilot.press("escape")  # ends the sequence
        for keys, screen in (("gp", PeopleScreen), ("gt", TimelineScreen), ("gd", TrashScreen)):
            await pilot.press(*keys)
            await settle(pilot)
            assert isinstance(app.screen, screen)
            await pilot.press("escape")
            await settle(pilot)
