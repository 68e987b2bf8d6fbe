"""A store that refuses to write: it is reported, nothing is claimed, and no typed text is lost.

Each case is tried on a full disk first. With room on the disk, the last keys make the change.
`u` and `U` undo and redo it; each of them is refused once before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from db import Document, Store
from db.importers import ImportItem
from db.ingest import IngestService
from tests.support.pilot import screen_text, settle, wait_until
from tests.support.refused_store import (
    REFUSAL,
    Keys,
    Probe,
    Typed,
    forget_messages,
    merge_maras,
    messages,
    press,
    refused,
    set_rule,
    shown,
    stock,
)
from tests.support.sample_article import TEXT
from tests.support.thoroughness import one_in
from tui.app import OnRecordApp
from tui.screens.library import LibraryScreen
from tui.screens.reader.screen import ReaderScreen
from tui.settings import state_folder

SIZE = (110, 34)


def note_rows(store: Store) -> object:
    return [
        (note.start, note.end, note.body, note.tags, note.verdict, note.starred, note.color)
        for note in store.notes.list(1)
    ]


def findings(store: Store) -> object:
    return store.articles.get(1).analysis


def row(store: Store) -> object:
    found = store.articles.row(1)
    return (
        found.title, found.site, found.tags, found.starred, found.published, found.original,
    )  # fmt: skip


def is_read(store: Store) -> object:
    return store.articles.row(1).state == "read"


def facts(store: Store) -> object:
    found = store.articles.get(1).document
    return found.title, found.byline, found.language, found.published, found.updated


def rules(store: Store) -> object:
    return [(rule.words, rule.change) for rule in store.corrections.list_rules()]


def corrections(store: Store) -> object:
    return [
        (correction.start, correction.end, correction.change)
        for correction in store.corrections.list_of_article(1)
    ]


def identity_rows(store: Store) -> object:
    found = store.identities.rows("", sort="all", order="name")
    return [(row.name, row.articles) for row in found], len(store.identities.merge_candidates())


def tag_tree(store: Store) -> object:
    return store.tags.tree()


def searches(store: Store) -> object:
    return [(search.name, search.query) for search in store.search.list_saved()]


@dataclass(frozen=True)
class Write:
    """Keys that make a change: `before` lead to it, `keys` are refused, `again` make it later.

    `typed` is what has to be in the dialog still, where there is one. `selected` are words of the
    article that are selected to begin with; `stored` is in the store before the app starts.
    """

    probe: Probe
    keys: Keys
    before: Keys = ()
    typed: Sequence[str] = ()
    again: Keys | None = None
    selected: str = ""
    undone: bool = True
    stored: Callable[[Store], None] | None = None

    @property
    def retry(self) -> Keys:
        if self.again is not None:
            return self.again
        return ("enter",) if self.typed else self.keys


NOTE = ("]", "a")  # to the note
QUOTATION = ("]", "q")
NAME = ("]", "e")
RENAMED = (*NAME, "c", "n", "end", Typed("en"), "enter")  # Petra Holmen

READER = {
    "a note": Write(
        note_rows, ("ctrl+s",), ("i", Typed("Ask for the books."), "tab", Typed("money")),
        typed=("Ask for the books.", "money"), again=("ctrl+s",),
    ),
    "a note edited": Write(
        note_rows, ("ctrl+s",), (*NOTE, "e", Typed(" Or so.")), typed=("Eighty? Or so.",),
        again=("ctrl+s",),
    ),
    "a note deleted": Write(note_rows, ("d",), NOTE),
    "the end of a note": Write(note_rows, ("right",), NOTE),
    "a verdict": Write(note_rows, ("t", "d"), NOTE),
    "the star of a note": Write(note_rows, ("t", "asterisk"), NOTE),
    "the color of a note": Write(note_rows, ("t", "g"), NOTE),
    "the tags of a note": Write(
        note_rows, ("enter",), (*NOTE, "t", "t", Typed(", harbour")), typed=("count, harbour",)
    ),
    "a recent tag": Write(note_rows, ("t", "1"), NOTE),
    "a highlight": Write(note_rows, ("h",)),
    "a highlight taken away": Write(note_rows, ("h",), ("h",)),
    "the article's tags": Write(row, ("enter",), ("T", Typed("harbour")), typed=("harbour",)),
    "the article's star": Write(row, ("F",)),
    "the mark as an original": Write(
        row, ("enter",), ("O", Typed("Nora Vik; Vote")), typed=("Nora Vik; Vote",)
    ),
    "the article's date": Write(
        row, ("enter",), ("D", "ctrl+u", Typed("12 March 2026")), typed=("12 March 2026",)
    ),
    "read": Write(is_read, ("r",)),
    "a place marked": Write(
        lambda store: store.reading_state.bookmarks(1), ("m", "k"), undone=False
    ),
    "a speaker": Write(
        findings, ("enter",), (*QUOTATION, "c", "s", Typed("Nora Vik"), "down"),
        typed=("Nora Vik",),
    ),
    "a kind": Write(findings, ("c", "k", Typed("mix"), "enter"), QUOTATION),
    "not a quotation": Write(findings, ("c", "x"), QUOTATION),
    "the bounds of a quotation": Write(
        findings, ("c", "b"), selected='"People came with their own hammers," Lind said'
    ),
    "a quotation added": Write(
        findings, ("enter",), ("c", "a", Typed("Nora Vik"), "down"),
        typed=("Nora Vik",),
        selected="who should pay",
    ),
    "words read as a name": Write(
        findings, ("enter",), ("c", "m", Typed("Skarvik council"), "down"),
        typed=("Skarvik council",),
        selected="council",
    ),
    "two names are one": Write(
        findings, ("enter",), (*NAME, "c", "m", Typed("Astrid Holm"), "down"),
        typed=("Astrid Holm",),
    ),
    "one name is two": Write(
        findings, ("enter",), (*NAME, "c", "p", Typed("Astrid Holm"), "down"),
        typed=("Astrid Holm",),
    ),
    "a name": Write(
        findings, ("enter",), (*NAME, "c", "n", "end", Typed(" Berg")), typed=("Petra Holm Berg",)
    ),
    "the sort of a name": Write(findings, ("c", "l", Typed("org"), "enter"), NAME),
    "the days of an event": Write(
        findings, ("enter",), ("]", "t", "c", "d", Typed("12 to 14 March")),
        typed=("12 to 14 March",),
    ),
    "a standing rule": Write(rules, ("c", "c", "enter"), RENAMED),
    "an undone correction": Write(corrections, ("x",), (*RENAMED, "c", "r")),
    "a rule made of a correction": Write(rules, ("c", "enter"), (*RENAMED, "c", "r")),
    "a standing rule dropped": Write(rules, ("x",), ("c", "r"), stored=set_rule),
    "standing rules applied": Write(
        findings, ("A",), ("c", "r"), undone=False, stored=set_rule
    ),
}  # fmt: skip
FACTS = {
    fact: Write(facts, ("enter",), ("E", *["tab"] * field, Typed(value)), typed=(value,))
    for field, fact, value in (
        (0, "Title", "The market moves"),
        (1, "Author", "Ida Stone"),
        (5, "Language", "no"),
        (6, "Publication date", "2026-03-12"),
        (7, "Date of update", "2026-03-13"),
    )
}
TO_LIBRARY = ("G",)  # the article added first
LIBRARY = {
    "a star": Write(row, ("F",), TO_LIBRARY),
    "read": Write(is_read, ("r",), TO_LIBRARY),
    "tags": Write(
        row, ("enter",), (*TO_LIBRARY, "t", Typed("harbour")), typed=("harbour",)
    ),
    "a title": Write(
        facts, ("enter",), (*TO_LIBRARY, "E", "end", Typed(" again")),
        typed=("Skarvik votes on its fish market again",),
    ),
    "an article deleted": Write(
        lambda store: store.articles.count(), ("d", "y"), TO_LIBRARY, undone=False
    ),
    "a rule dropped": Write(rules, ("x",), ("c", "r"), stored=set_rule),
    "a search saved": Write(
        searches, ("enter",), ("s", Typed("harbour"), "enter", "ctrl+s", "ctrl+u", Typed("Ports")),
        typed=("Ports",),
    ),
    "a search saved under a name that is taken": Write(
        searches, ("enter",),
        ("s", Typed("harbour"), "enter", "ctrl+s", "ctrl+u", Typed("Ports"), "enter",
         "slash", Typed(" OR market"), "enter", "ctrl+s", "ctrl+u", Typed("Ports")),
        typed=("Ports",),
    ),
    "a search forgotten": Write(
        searches, ("ctrl+s",),
        ("s", Typed("harbour"), "enter", "ctrl+s", "ctrl+u", Typed("Ports"), "enter"),
    ),
    "two people are one": Write(identity_rows, ("m", Typed("Marra"), "enter"), ("P",)),
    "two people of a proposal are one": Write(identity_rows, ("y",), ("P", "p")),
    "two people are not the same": Write(identity_rows, ("n",), ("P", "p")),
    "articles of another person": Write(identity_rows, ("x",), ("P", "enter", "right", "space")),
    "a name of another person": Write(
        identity_rows, ("x",), ("P", "enter", "left", "left", "j"), stored=merge_maras
    ),
    "called by another name": Write(
        identity_rows, ("e",), ("P", "enter", "left", "left", "j"), stored=merge_maras
    ),
}  # fmt: skip


NOTES = {
    "a note edited": Write(
        note_rows, ("ctrl+s",), ("g", "n", "e", Typed(" Or so.")), typed=("Eighty? Or so.",),
        again=("ctrl+s",),
    ),
    "tags": Write(
        note_rows, ("enter",), ("g", "n", "t", "t", Typed(", harbour")), typed=("count, harbour",)
    ),
    "a verdict": Write(note_rows, ("t", "c"), ("g", "n")),
    "a color": Write(note_rows, ("t", "g"), ("g", "n")),
    "a star": Write(note_rows, ("F",), ("g", "n")),
    "a note deleted": Write(note_rows, ("d",), ("g", "n")),
    "a tag renamed": Write(
        tag_tree, ("enter",), ("g", "n", "T", "e", Typed("counts")), typed=("counts",)
    ),
    "the color of a tag": Write(tag_tree, ("h", Typed("red"), "enter"), ("g", "n", "T")),
    "a tag deleted": Write(tag_tree, ("d", "y"), ("g", "n", "T")),
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with something for every screen."""
    path = tmp_path / "store.sqlite"
    stock(path)
    return path


def is_refused(pilot: Pilot[Any]) -> bool:
    """Return True if only errors of the refusal are shown.

    A draft that could not be saved meanwhile is a separate warning.
    """
    shown_messages = messages(pilot)
    is_error = any(message.severity == "error" for message in shown_messages)
    return is_error and all(
        message.severity != "information" and REFUSAL in message.text for message in shown_messages
    )


async def try_write(pilot: Pilot[Any], app: OnRecordApp, write: Write) -> None:
    """Make a change and its undo, each of them refused at first."""
    if write.selected:
        reader = app.screen
        assert isinstance(reader, ReaderScreen)
        at = TEXT.index(write.selected)
        reader.view.go_to(at)
        reader.view.select(at, at + len(write.selected))
        await settle(pilot)
    await press(pilot, write.before)
    before = write.probe(app.store)
    in_dialog = isinstance(app.screen, ModalScreen)
    unchanged = "" if in_dialog else await shown(pilot)
    await forget_messages(pilot)

    with refused("transaction"):
        await press(pilot, write.keys)
        assert is_refused(pilot), messages(pilot)
    assert write.probe(app.store) == before
    for words in write.typed:
        assert isinstance(app.screen, ModalScreen)
        assert words in screen_text(app.screen)
    if not in_dialog:
        assert await shown(pilot) == unchanged

    await forget_messages(pilot)
    await press(pilot, write.retry)
    after = write.probe(app.store)
    assert after != before
    assert not isinstance(app.screen, ModalScreen)
    if not write.undone:
        return
    for key, wanted in (("u", before), ("U", after)):
        await forget_messages(pilot)
        with refused("transaction"):
            await press(pilot, (key,))
            assert is_refused(pilot), messages(pilot)
        assert write.probe(app.store) != wanted
        await forget_messages(pilot)
        await press(pilot, (key,))
        assert not any(message.severity == "error" for message in messages(pilot))
        assert write.probe(app.store) == wanted


async def try_in_app(path: Path, write: Write, article: int | None) -> None:
    if write.stored:
        with Store(path) as store:
            write.stored(store)
    app = OnRecordApp(path, article=article)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await try_write(pilot, app, write)


@pytest.mark.parametrize("name", one_in(6, [*READER, *FACTS]))
async def test_a_change_to_an_open_article_is_refused(name: str, path: Path) -> None:
    await try_in_app(path, {**READER, **FACTS}[name], 1)


@pytest.mark.parametrize("name", one_in(6, LIBRARY))
async def test_a_change_from_the_library_is_refused(name: str, path: Path) -> None:
    await try_in_app(path, LIBRARY[name], None)


@pytest.mark.parametrize("name", one_in(6, NOTES))
async def test_a_change_from_the_list_of_notes_is_refused(name: str, path: Path) -> None:
    await try_in_app(path, NOTES[name], None)


async def test_a_refused_change_is_not_there_to_be_undone(path: Path) -> None:
    app = OnRecordApp(path, article=1)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with refused("transaction"):
            await press(pilot, ("F", "h", "t", "d"))
            assert is_refused(pilot), messages(pilot)
        await forget_messages(pilot)
        await press(pilot, ("u",))
        assert [message.text for message in messages(pilot)] == ["Nothing to undo"]


async def test_leaving_an_article_whose_place_cannot_be_stored(path: Path) -> None:
    app = OnRecordApp(path, article=1)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with refused("transaction"):
            await press(pilot, ("3", "j", "q"))
            assert isinstance(app.screen, LibraryScreen)
            assert is_refused(pilot), messages(pilot)
        await press(pilot, ("G", "enter"))
        assert app.screen is app.screen_stack[1]


async def test_a_note_that_cannot_be_kept_while_it_is_written(path: Path) -> None:
    app = OnRecordApp(path, article=1)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with refused("transaction"):
            await press(pilot, ("i", Typed("Ask for the books.")))
            await wait_until(pilot, lambda: bool(messages(pilot)))
            assert all(REFUSAL in message.text for message in messages(pilot))
            (copy,) = (state_folder() / "drafts").iterdir()
            assert any(str(copy) in message.text for message in messages(pilot))
            await wait_until(pilot, lambda: "Ask for the books." in copy.read_text())
        assert "Ask for the books." in screen_text(app.screen)
        await press(pilot, ("ctrl+s",))
        assert "Ask for the books." in [note.body for note in app.store.notes.list(1)]
        assert not copy.exists()


async def test_a_draft_of_a_store_that_was_moved_is_kept_when_the_app_ends(path: Path) -> None:
    app = OnRecordApp(path, article=1)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, ("i",))
        path.rename(path.with_name("moved.sqlite"))
        await press(pilot, (Typed("Ask for the books."), "ctrl+s"))
        assert any("was moved or deleted" in message.text for message in messages(pilot))
        assert "Ask for the books." in screen_text(app.screen)
        app.exit()
    (copy,) = (state_folder() / "drafts").iterdir()
    assert "Ask for the books." in copy.read_text()


@pytest.fixture
def jobs_here(
    path: Path, monkeypatch: pytest.MonkeyPatch, jobs_in_a_thread: None
) -> Iterator[None]:
    """Have jobs done in a thread of this process, in a store of their own."""
    del jobs_in_a_thread
    with Store(path) as store:
        monkeypatch.setattr(
            "tui.worker_lane.run_worker_task", lambda task: IngestService(store).run(task)
        )
        yield


@pytest.mark.usefixtures("jobs_here")
@pytest.mark.parametrize("keys", [("R",), ("J", "R")])
async def test_an_analysis_that_cannot_be_stored(keys: Keys, path: Path) -> None:
    with Store(path) as store:
        store.imports.add(
            ImportItem(Document("The harbour opened on Monday.", language="en")), None
        )
    app = OnRecordApp(path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with refused("transaction"):
            await press(pilot, keys)
            assert is_refused(pilot), messages(pilot)
        assert len(app.store.articles.list_incomplete()) == 1
        await forget_messages(pilot)
        await press(pilot, keys[-1:])
        assert app.store.articles.list_incomplete() == []


@pytest.mark.usefixtures("jobs_here")
async def test_a_sample_that_cannot_be_stored(path: Path) -> None:
    with Store(path) as store:
        for article in store.articles.list():
            store.articles.delete(article.id)
    app = OnRecordApp(path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with refused("transaction"):
            await press(pilot, ("enter",))
            assert isinstance(app.screen, LibraryScreen)
            assert is_refused(pilot), messages(pilot)
        assert app.store.articles.count() == 0
        await press(pilot, ("enter",))  # no longer held back
        await wait_until(pilot, lambda: app.store.articles.count() == 1)
