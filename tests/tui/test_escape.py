"""Esc and the next key, typed fast in a real terminal: both arrive, and none in the field."""

import os
import sys
import time
from pathlib import Path
from typing import ClassVar

import pytest
from textual import events

from tests.support.children import await_exit_code
from tests.support.pseudo_terminal import drain, open_app
from tests.support.sample_article import stored
from tests.support.thoroughness import one_in
from tui.input_queue import QueuedInputApp

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

RECORD = """
import os, sys
from pathlib import Path
from textual.events import Key
from tui.app import OnRecordApp
from tui.launch import run_app

class RecordedApp(OnRecordApp):
    async def process_input(self, event):
        if isinstance(event, Key):
            field = self.focused and self.focused.check_consume_key(event.key, event.character)
            with open(os.environ["RECORDED"], "a") as file:
                print(event.key, "typed" if field else "pressed", file=file)
        await super().process_input(event)

run_app(RecordedApp(Path(sys.argv[1]), article=1))
"""
SPEEDS = (0.0, 0.03, 0.05, 0.08, 0.12)  # seconds between two keys; at 0 all are read at once
FIELDS = {
    "the search in an article": ("", "/", "fish"),
    "the tags of an article": ("", "T", "fish"),
    "a note": ("", "i", ""),  # with words, the first Esc warns that they are not saved
    "the palette": ("", "\x10", "fish"),
    "the filter of the library": ("q", "/", "fish"),
}
NAMES = {"\x1b": "escape", "\x10": "ctrl+p", "/": "slash"}
LEAVE = "\x11"


def type_at(terminal: int, keys: str, seconds: float) -> None:
    """Type keys with a pause after each."""
    for part in keys if seconds else (keys,):
        os.write(terminal, part.encode())
        drain(terminal, seconds)


@pytest.mark.parametrize("name", one_in(5, FIELDS))
def test_esc_leaves_a_field_and_the_keys_after_it_are_pressed(name: str, tmp_path: Path) -> None:
    before, opens, words = FIELDS[name]
    recorded = tmp_path / "recorded"
    recorded.touch()
    expected = [(NAMES.get(key, key), "pressed") for key in before]
    path, _ = stored(tmp_path)
    with open_app(path, b"Skarvik", RECORD, RECORDED=str(recorded)) as (child, terminal):
        os.write(terminal, before.encode())
        for seconds in SPEEDS:
            type_at(terminal, opens + words, seconds or 0.1)
            type_at(terminal, "\x1bjj", seconds)
            expected += [(NAMES.get(opens, opens), "pressed"), *((key, "typed") for key in words)]
            expected += [("escape", "pressed"), ("j", "pressed"), ("j", "pressed")]
            until = time.monotonic() + 20
            while recorded.read_text().count("\n") < len(expected) and time.monotonic() < until:
                drain(terminal, 0.05)
            found = [tuple(line.split()) for line in recorded.read_text().splitlines()]
            assert found == expected, f"at {seconds} s a key"
        os.write(terminal, LEAVE.encode())
        assert await_exit_code(child) == 0


@pytest.mark.parametrize(
    ("event", "keys"),
    [
        (events.Key("alt+x", "x"), ["escape", "x"]),
        (events.Key("alt+shift+x", "X"), ["escape", "X"]),
        (events.Key("alt+x", None), ["alt+x"]),  # from a terminal that tells them apart
        (events.Key("alt+b", "b"), ["alt+b"]),  # has an action
        (events.Key("alt+up", None), ["alt+up"]),
    ],
)
async def test_a_letter_with_alt_that_has_no_action_is_esc_and_the_letter(
    event: events.Key, keys: list[str]
) -> None:
    class PlainApp(QueuedInputApp[None]):
        BINDINGS: ClassVar = [("alt+b", "bell", "")]

        async def process_input(self, event: events.Event) -> None:
            pressed.append(event)

    pressed: list[events.Event] = []
    app = PlainApp()
    async with app.run_test() as pilot:
        app.post_message(event)
        await pilot.pause()
    assert [event.key for event in pressed if isinstance(event, events.Key)] == keys
