"""A store that cannot be read: each screen reports it on opening, and the app continues.

Each key is pressed with every read refused, then with all but the first reads, as if another
program had locked the store in between.
"""

from pathlib import Path

import pytest

from db import Store
from db.connection import Connection
from db.edits.models import StoreChange
from tests.support.pilot import screen_text, settle
from tests.support.refused_store import (
    REFUSAL,
    Keys,
    Typed,
    forget_messages,
    messages,
    press,
    refused,
    set_rule,
    stock,
)
from tests.support.thoroughness import one_in
from tui.app import OnRecordApp
from tui.screens.reader.screen import ReaderScreen

OPENING: dict[str, tuple[int | None, Keys, Keys]] = {
    # from the library or an article, the keys that lead there, and those that ask the store
    "an article": (None, (), ("enter",)),
    "the next article": (None, ("enter",), ("]", "]")),
    "the search": (None, (), ("s", Typed("vote"), "enter")),
    "an answer": (None, ("s", Typed("vote"), "enter"), ("enter",)),
    "saved searches": (None, ("s",), ("ctrl+r",)),
    "saving a search": (None, ("s", Typed("vote"), "enter"), ("ctrl+s",)),
    "the timeline": (None, (), ("C",)),
    "another unit of the timeline": (None, ("C",), ("minus", "l", "f", "o")),
    "people": (None, (), ("P",)),
    "a person": (None, ("P",), ("enter",)),
    "the lists of a person": (None, ("P", "enter"), ("right", "right", "right", "o")),
    "proposals": (None, ("P",), ("p",)),
    "a person to merge": (None, ("P",), ("m", Typed("or"))),
    "quotes in several articles": (None, (), ("S",)),
    "a quote in several articles": (None, ("S",), ("enter",)),
    "who else has these words": (2, ("]", "q"), ("S",)),
    "a concordance": (None, (), ("K", Typed("vote"), "enter")),
    "standing rules": (None, (), ("c", "r")),
    "rules applied": (None, ("c", "r"), ("A",)),
    "versions": (None, (), ("g", "v")),
    "a comparison": (None, ("space",), ("=",)),
    "the sources of an article": (None, ("enter",), ("g", "s")),
    "facts": (None, (), ("E",)),
    "the tags of an article": (None, (), ("t",)),
    "an export": (None, (), ("X", "enter", "enter")),
    "another order": (None, (), ("o",)),
    "a filter": (None, (), ("slash", Typed("vote"))),
    "a word in context": (1, ("W",), ("enter",)),
    "a selection in context": (1, ("]", "e"), ("K", "A")),
    "a person in the text": (1, ("]", "e"), ("P",)),
    "corrections": (1, (), ("c", "r")),
    "a speaker": (1, ("]", "q"), ("c", "s")),
    "a note": (1, (), ("i",)),
    "the tags of an open article": (1, (), ("T",)),
    "back to the library": (1, (), ("q",)),
    "jobs": (None, ("J",), ("R",)),
}
COMFORTS = {"a person to merge", "a speaker", "a note", "the tags of an article",
            "the tags of an open article"}  # fmt: skip
READING = Connection.read_transaction


@pytest.fixture
def stocked_store(tmp_path: Path) -> Path:
    """A store with something for every screen."""
    path = tmp_path / "store.sqlite"
    stock(path)
    with Store(path) as store:
        set_rule(store)
    return path


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("name", one_in(6, OPENING))
async def test_a_screen_reports_that_it_cannot_read_the_store(
    name: str, after: int, stocked_store: Path
) -> None:
    article, before, keys = OPENING[name]
    app = OnRecordApp(stocked_store, article=article)
    async with app.run_test(size=(150, 40)) as pilot:
        await settle(pilot)
        await press(pilot, before)
        await forget_messages(pilot)
        with refused("read_transaction", after) as uses:
            await press(pilot, keys)
            texts = [message.text for message in messages(pilot)]
        assert uses["refused"] or after
        if not after and name not in COMFORTS:
            assert any(REFUSAL in text for text in texts), texts
        await press(pilot, ("escape",))
        assert app.is_running


async def test_a_library_that_could_not_be_listed_is_listed_later(stocked_store: Path) -> None:
    app = OnRecordApp(stocked_store)
    with refused("read_transaction"):
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            assert REFUSAL in [message.text for message in messages(pilot)]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Connection, "read_transaction", READING)
                app.store_changed.publish(
                    StoreChange.in_any_article("list")
                )  # as when articles were added
                await settle(pilot)
                assert "Library: 5 articles" in screen_text(app.screen)


async def test_an_open_article_with_unreadable_new_notes_is_closed(stocked_store: Path) -> None:
    app = OnRecordApp(stocked_store, article=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        with refused("read_transaction"):
            app.store_changed.publish(StoreChange(frozenset({1}), frozenset({"notes"})))
            await settle(pilot)
        assert app.screen is not reader
        assert REFUSAL in [message.text for message in messages(pilot)]


async def test_a_quote_that_cannot_be_read_is_not_called_gone(stocked_store: Path) -> None:
    app = OnRecordApp(stocked_store)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, ("S",))
        with refused("read_transaction"):
            await press(pilot, ("enter",))
            assert "No other article repeats this quotation" not in screen_text(app.screen)
        await press(pilot, ("escape", "enter"))
        assert "in 2 articles" in screen_text(app.screen)
