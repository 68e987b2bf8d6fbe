"""A note written on in the reader's own editor."""

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.widgets import TextArea

from tests.support.pilot import screen_text, settle, type_in
from tests.support.sample_article import open_reader
from tui.app import OnRecordApp
from tui.external_editor import EditorError, edit_text, find_editor
from tui.settings import state_folder


def script(folder: Path, code: str) -> list[str]:
    """An editor that runs code over `path`."""
    path = folder / "editor.py"
    path.write_text(f"import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n{code}\n")
    return [sys.executable, str(path)]


def test_what_the_editor_leaves_is_the_note(tmp_path: Path) -> None:
    more = script(tmp_path, "path.write_text(path.read_text() + 'More [/] “words”.\\n\\n')")
    assert edit_text(more, "Some words.") == "Some words.\nMore [/] “words”."


def test_the_note_is_a_file_in_the_state_folder_while_it_is_edited(tmp_path: Path) -> None:
    where = edit_text(script(tmp_path, "path.write_text(str(path))"), "Some words.")
    assert Path(where).is_relative_to(state_folder())
    assert list(state_folder().iterdir()) == []


def test_an_editor_that_fails_leaves_the_note(tmp_path: Path) -> None:
    failing = script(tmp_path, "path.write_text('half'); sys.exit(3)")
    with pytest.raises(EditorError, match="exited with code 3"):
        edit_text(failing, "Some words.")
    with pytest.raises(EditorError, match="no-such-editor"):
        edit_text(["no-such-editor"], "")


def test_the_editor_is_called_without_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    for named, words in (
        ("", "No editor is set"),
        (f"{sys.executable} '", "unclosed quotation mark"),
        ("touch;ls -l", "“touch;ls” not found"),
    ):
        monkeypatch.setenv("EDITOR", named)
        with pytest.raises(EditorError, match=words):
            find_editor()
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' -c '$(x)'")
    assert find_editor() == [sys.executable, "-c", "$(x)"]


async def test_writing_on_in_the_editor_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with open_reader(tmp_path) as (pilot, screen):
        await pilot.press("i")
        await type_in(pilot, "Begun")
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert "No editor is set" in screen_text(pilot.app.screen)
        command = script(tmp_path, "path.write_text(path.read_text() + 'and ended')")
        monkeypatch.setenv("EDITOR", f"'{command[0]}' '{command[1]}'")
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert "does not support" in screen_text(pilot.app.screen)
        monkeypatch.setattr(OnRecordApp, "suspend", lambda _: nullcontext())
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert pilot.app.screen.query_one(TextArea).text == "Begun\nand ended"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [note.body for note in screen.store.notes.list(1)] == ["Begun\nand ended"]
