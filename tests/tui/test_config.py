"""The configuration file: its options take effect, and its errors are named by line."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.pilot import settle
from tui.app import OnRecordApp
from tui.config import OPTIONS, Config, format_config, read_config
from tui.keymap.presets import PRESETS
from tui.settings import Settings, config_path
from tui.toml_files import FileProblem
from tui.widgets.article_view.scroll_view import MAX_MEASURE, MEASURE, MIN_MEASURE


def write_config(text: str) -> Path:
    config_path().write_text(text, encoding="utf-8")
    return config_path()


def test_without_a_file_every_option_has_its_default() -> None:
    config = read_config()
    assert config == Config()
    assert {name: config.get(name) for name in OPTIONS} == {
        name: option.default for name, option in OPTIONS.items()
    }
    assert OPTIONS["preset"].choices == PRESETS
    measure = OPTIONS["measure"]
    assert (measure.default, measure.least, measure.most) == (MEASURE, MIN_MEASURE, MAX_MEASURE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_refused_as_configuration_and_no_file_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("ONRECORD_CONFIG", str(tmp_path / "pipe"))
    [problem] = read_config().problems
    assert "it is a pipe, not a file" in str(problem)
    monkeypatch.setenv("ONRECORD_CONFIG", os.devnull)
    assert not read_config().problems


def test_options_are_read_for_the_app_and_for_commands() -> None:
    write_config(
        'theme = "day"\nmeasure = 60\ntrash_days = 7\n\n[add]\nworkers = 2\nfetch = true\n'
    )
    config = read_config(themes=["onrecord-day", "nord"])
    assert config.problems == ()
    assert config.to_settings() == {"theme": "onrecord-day", "reader.measure": 60}
    assert config.to_defaults("add") == {"workers": 2, "fetch": True}
    assert config.to_defaults("list") == {}
    assert config.trash_days == 7


def test_a_wrong_option_is_named_with_its_line_and_the_others_hold() -> None:
    path = write_config(
        'theme = "dark"\nmeasure = 200\npanes = "yes"\ncolour = 1\ntrash_day = 3\npreset = "vim"\n'
        "trash_days = true\n\n[add]\nfetch = 1\n"
    )
    config = read_config(path, ["onrecord-night", "onrecord-day"])
    assert config.values == {"preset": "vim"}
    assert config.problems == (
        FileProblem("theme takes one of night, day", 1),
        FileProblem("measure takes a whole number from 40 to 120", 2),
        FileProblem("panes takes true or false", 3),
        FileProblem("Unknown option “colour”", 4),
        FileProblem("Unknown option “trash_day”; did you mean “trash_days”?", 5),
        FileProblem("trash_days takes a whole number from 0 to 36,500", 7),
        FileProblem("add.fetch takes true or false", 10),
    )


@pytest.mark.parametrize("text", ["theme = day\n", "= 3\n", "[add\n"])
def test_a_file_that_is_no_toml_is_named_with_its_line(text: str) -> None:
    config = read_config(write_config(text))
    assert config.values == {}
    [problem] = config.problems
    assert str(problem).startswith("line 1: The file is not valid TOML")


def test_the_printed_file_is_read_again() -> None:
    path = write_config('theme = "day"\n\n[add]\nworkers = 2\n')
    printed = format_config(read_config(path), path)
    assert read_config(write_config(printed)) == Config({"theme": "day", "add.workers": 2})
    every = "\n".join(line.removeprefix("# ") for line in printed.splitlines()[3:])
    assert set(read_config(write_config(every)).values) == set(OPTIONS)


def test_a_configured_value_replaces_the_stored_one_until_it_is_set(tmp_path: Path) -> None:
    Settings(tmp_path, print).set("theme", "night")
    settings = Settings(tmp_path, print, configured={"theme": "day"})
    assert settings.get("theme", "") == "day"
    settings.set("theme", "contrast")
    assert settings.get("theme", "") == "contrast"
    assert Settings(tmp_path, print, configured={"theme": "day"}).get("theme", "") == "day"


async def test_the_app_starts_with_the_configured_theme_and_keys(library: Path) -> None:
    write_config('theme = "day"\npreset = "plain"\n')
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.theme == "onrecord-day"
        assert app.user_keys.is_plain
        assert not app.messages.history


async def test_the_app_reports_the_first_problem_of_the_file(library: Path) -> None:
    write_config('theme = "dusk"\nmeasure = 1\n')
    app = OnRecordApp(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        [note] = app.messages.history
        assert note.text.startswith("config.toml, line 1: theme takes one of night, day")
        assert "(and 1 more)" in note.text
        assert app.theme == "onrecord-night"


@pytest.mark.parametrize(("days", "left"), [("30", 1), ("90", 2), ("0", 2)])
async def test_the_trash_is_emptied_after_the_configured_days(
    library: Path, days: str, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.maintenance.MAINTENANCE_DELAY", 0.01)
    write_config(f"trash_days = {days}\n")
    app = OnRecordApp(library)
    app.store.trash.move([1, 2])
    with closing(sqlite3.connect(library)) as sqlite, sqlite:
        sqlite.execute("UPDATE trash SET days_of_use = 30 WHERE id = 1")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.1)
        await settle(pilot)
        assert app.store.trash.count() == left
        expired = "Deleted 1 article for good, after 30 days of use in the trash."
        shown = [note.text for note in app.messages.history]  # and that the row was changed
        assert shown.count(expired) == (left == 1)
