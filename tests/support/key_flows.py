"""Flows of keys as readers type them, and the state of the app after them."""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct
from textual import events
from textual.app import App
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen
from tui.widgets.virtual_list import VirtualList


class Paste(Struct, frozen=True):
    """A text that the terminal reports as pasted."""

    text: str


class Resize(Struct, frozen=True):
    """Another size of the terminal."""

    width: int
    height: int


Step = str | Paste | Resize

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:Z|\+00:00)?")
_UNCOMPARED = (
    "article_vector", "quotation_vector", "statement_source", "commit_counter", "row_checksum",
    "sqlite_sequence",
    "sqlite_stat", "edit",
)  # fmt: skip


def keys(words: str) -> list[Step]:
    """Return the steps of a line of keys: `/ flour <enter> j` without blanks between.

    A name in angle brackets is a key, `{file}` a path to type.
    """
    found = re.findall(r"<([^>]+)>|({file})|(.)", words)
    return [name or path or letter for name, path, letter in found]


LONG_NOTE = "The mayor said so twice.\n" * 200

FLOWS: Mapping[str, Sequence[Step]] = {
    "open an article and move": keys("<enter>jj)3jGgg5j"),
    "search and open a hit": keys("sflour<enter>j<enter>jj"),
    "add by path": keys("a{file}<enter>scranes"),
    "tag an article": keys("jtharbor, flour<enter>jF"),
    "write a note": keys("<enter>}iRoof or no roof?<ctrl+s>jj"),
    "correct a speaker": keys("<enter>]qcslind<enter>]q"),
    "highlight": keys("<enter>]qh]qtr]qty"),
    "filter the library": keys("/harbour<enter>jF<escape>"),
    "run a command of the palette": keys("<ctrl+p>people and<enter>j"),
    "read the help and go back": keys("?<escape>jF?qj"),
    "undo and redo": keys("FjFuuUjF"),
    "trash and restore": keys("jddgdjr<escape>jF"),
    "collect articles": keys("2<space>AHarbor<enter>jF"),
    "mark by counts": keys("2<space>kV2jVrggF"),
    "from people to an article": keys("P/hol<enter><enter>j<enter>j)"),
    "from the timeline to an article": keys("C<enter>jj)]qF"),
    "edit a note in the list of notes": keys("<enter>ifirst<ctrl+s>qgne again<ctrl+s>td<escape>jF"),
    "quit during a job": keys("qn"),
    "paste a long text into a note": [*keys("<enter>i"), Paste(LONG_NOTE), *keys("end<ctrl+s>jj")],
    "paste a path into the dialog": [*keys("a"), Paste("{file}"), *keys("<enter>scranes")],
    "resize in between": [
        *keys("<enter>iRoof"), Resize(30, 8), *keys(" or"), Resize(100, 30), *keys(" not<ctrl+s>j"),
    ],
    "open the tags and rename one": keys("tflour<enter>gnTjeharbor/flour<enter>j<escape>"),
}  # fmt: skip
"""Steps from the library on, by what they do. `{file}` is the path of a text to add."""


async def type_keys(
    app: App[Any],
    steps: Sequence[Step],
    file: Path,
    pause: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Send steps as a terminal does, with a pause after each, without waiting for their effects."""
    assert app._driver is not None
    for step in steps:
        for part in str(file) if step == "{file}" else [step]:
            match part:
                case Paste():
                    text = part.text.replace("{file}", str(file))
                    app._driver.send_message(events.Paste(text))
                case Resize():
                    size = Size(part.width, part.height)
                    vars(app._driver)["_size"] = size
                    app._driver.send_message(events.Resize(size, size))
                case _:
                    is_letter = len(part) == 1
                    name = _character_to_key(part) if is_letter else part
                    character = part if is_letter else {"enter": "\r", "space": " "}.get(part)
                    app._driver.send_message(events.Key(name, character))
            if pause is not None:
                await pause()


def describe_screens(app: OnRecordApp) -> list[tuple[str, ...]]:
    """Return of each open screen its class, its focus, and the texts of its fields.

    The last one has the cursors of its lists too; an import may add rows to those below.
    """
    found = []
    for screen in app.screen_stack:
        fields = [f"{field.id}: {field.value}" for field in screen.query(Input)]
        fields += [f"{area.id}: {area.text}" for area in screen.query(TextArea)]
        lists = screen.query(VirtualList) if screen is app.screen else ()
        rows = [f"{rows.id} at {rows.cursor}" for rows in lists]
        at = [str(screen.view.position)] if isinstance(screen, ReaderScreen) else []
        focused = screen.focused
        name = "nothing" if focused is None else focused.id or type(focused).__name__
        found.append((type(screen).__name__, name, *fields, *rows, *at))
    return found


def list_reader_rows(path: Path, steps: Sequence[Step]) -> dict[str, list[str]]:
    """Return the rows of each table that a reader changes, without times.

    After a step that resizes the terminal, the number of lines above the cursor is left out too:
    it depends on the height at the moment at which the position was saved.
    """
    unstable = _TIME
    if any(isinstance(step, Resize) for step in steps):
        unstable = re.compile(rf'{_TIME.pattern}|"above": \d+')
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )]  # fmt: skip
        compared = [
            name
            for name in names
            if not name.startswith(_UNCOMPARED) and "_fts" not in name and "search" not in name
        ]
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in compared}
    return {
        name: sorted(unstable.sub("T", str(row)) for row in found) for name, found in rows.items()
    }
