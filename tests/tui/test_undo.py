"""Undo across the app, the commands and a restart: one log for all."""

from pathlib import Path

from db import Store
from tests.support.cli import Run
from tests.support.pilot import settle, shown_message
from tests.support.sample_article import open_reader, stored
from tui.app import OnRecordApp


async def test_commands_undo_edits_of_two_sessions_and_of_a_command_in_reverse_order(
    tmp_path: Path, run: Run
) -> None:
    folder = tmp_path / "data"
    path, article = stored(folder)
    with Store(path) as store:
        before = store.open_article(article)
    async with open_reader(folder) as (pilot, _):
        await pilot.press("F")
        await settle(pilot)
    assert run("tag", "harbor", str(article)).code == 0
    async with open_reader(folder) as (pilot, _):
        await pilot.press("]", "q", "c", "x")
        await settle(pilot)
    history = run("history", "--json").json
    assert [(edit["kind"], edit["origin"]) for edit in history] == [
        ("correction", "app"), ("tags", "command"), ("star", "app"),
    ]  # fmt: skip
    assert run("undo", "--json").json["kind"] == "correction"
    assert run("undo").err == "onrecord: restored the tags of 1 article\n"
    assert run("undo").err.startswith("onrecord: restored the star of 1 article (Starred")
    assert run("undo").code == 1
    with Store(path) as store:
        after = store.open_article(article)
        assert after.article.analysis == before.article.analysis
        assert after.article.row.tags == ()
        assert not after.article.row.starred
    assert run("redo").err.startswith("onrecord: again changed the star of 1 article")
    listed = run("history").out.splitlines()
    assert [line.endswith("(undone)") for line in listed] == [True, True, False]


async def test_the_app_undoes_an_edit_by_a_command(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "data"
    path, article = stored(folder)
    async with open_reader(folder) as (pilot, _):
        run("star", str(article))
        await pilot.press("u")
        await settle(pilot)
        assert isinstance(pilot.app, OnRecordApp)
        assert shown_message(pilot.app) == "Undone: changed the star of 1 article"
        with Store(path) as store:
            assert not store.articles.row(article).starred
        await pilot.press("U")
        await settle(pilot)
        with Store(path) as store:
            assert store.articles.row(article).starred


async def test_an_undone_reading_state_remains_when_the_reader_closes(tmp_path: Path) -> None:
    path, article = stored(tmp_path)
    async with open_reader(tmp_path) as (pilot, screen):
        before = screen.store.reading_state.get(article).state
        screen.context.edit(
            "read", lambda: screen.store.reading_state.set_state(article, "read"), "Marked read"
        )
        screen.model.read_state = "read"
        await pilot.press("u")
        await settle(pilot)
        assert screen.model.read_state == before
    with Store(path) as store:
        assert store.reading_state.get(article).state == before
