"""Two coders in the app: figures, and decisions about passages with different codes."""

from pathlib import Path

from textual.widgets import Input

from analysis import Analysis
from db import Document, Store
from db.coders.coder_comparison import compare_coders
from tests.support.pilot import screen_text, settle, squeeze
from tests.support.prepared_stores import copy_store
from tui.app import OnRecordApp
from tui.screens.coders import CodersScreen

TEXT = "The council raises the tax.\n\nShips left at noon.\n\nThe quay was empty by dusk."
TAX, SHIPS, QUAY = (0, 27), (29, 48), (50, 76)


def make_first_store(path: Path) -> None:
    """Store an article in which the first coder tagged two passages."""
    with Store(path) as store:
        store.articles.add(Document(TEXT, "Harbor"), Analysis(TEXT))
        store.notes.add(1, *TAX, "", tags=["economy"])
        store.notes.add(1, *SHIPS, "", tags=["ships"])


def make_second_store(path: Path) -> None:
    """Store the same article, of which the second coder tagged all passages."""
    with Store(path) as store:
        store.articles.add(Document(TEXT, "Harbor"), Analysis(TEXT))
        store.notes.add(1, 4, 27, "", tags=["politics"])
        store.notes.add(1, *SHIPS, "", tags=["Ships", "port"])
        store.notes.add(1, *QUAY, "", tags=["port"], color="green")


async def test_a_coder_goes_through_the_passages_that_differ(tmp_path: Path) -> None:
    mine, bo = tmp_path / "ana.sqlite", tmp_path / "bo.sqlite"
    copy_store(mine, make_first_store)
    copy_store(bo, make_second_store)
    before = bo.read_bytes()
    app = OnRecordApp(mine)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("g", "c")
        app.screen.query_one(Input).value = str(tmp_path / "none.sqlite")
        await pilot.press("enter")
        assert app.message is not None
        assert "There is no store" in app.message.text
        app.screen.query_one(Input).value = str(bo)
        await pilot.press("enter")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, CodersScreen)
        shown = squeeze(screen_text(screen))
        assert "3 passages, 1 article" in shown
        assert "mine economy bo politics" in shown
        await pilot.press("+")  # both codes of the first passage
        await settle(pilot)
        await pilot.press("n")  # no other code for the second one
        await settle(pilot)
        await pilot.press("y")  # a highlight where there was none
        await settle(pilot)
        tax, ships, quay = app.store.notes.list(1)
        assert {*tax.tags} == {
            "agreement/added/politics",
            "agreement/decided",
            "economy",
            "politics",
        }
        assert {*ships.tags} == {"agreement/decided", "ships"}
        assert {*quay.tags} == {"agreement/added/port", "agreement/decided", "port"}
        assert (quay.start, quay.end, quay.color) == (*QUAY, "green")
        with Store(bo) as second:
            found = compare_coders(app.store.codings, second.codings)
        assert len(found.disagreements) == 3  # as before the decisions
        await pilot.press("u")
        await settle(pilot)
        assert len(app.store.notes.list(1)) == 2
        await pilot.press("i")
        app.screen.query_one(Input).value = "Is a quay a port?"
        await pilot.press("enter")
        await settle(pilot)
        [note] = [note for note in app.store.notes.list(1) if note.body]
        assert (note.start, note.end, note.tags) == (*QUAY, ("agreement/discuss",))
        assert "to discuss" in screen_text(screen)
        await pilot.press("f", "f", "=")
        await settle(pilot)
        assert "3 sentences" in screen_text(screen)
        assert bo.read_bytes() == before
