"""Saving a search under a name, and forgetting it, so that both can be taken back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from db import StoreError
from db.search.saved import SavedSearch
from tui.undo import Undo

if TYPE_CHECKING:
    from tui.app import OnRecord


def save_or_forget(app: "OnRecord", query: str) -> None:
    """Ask for a name to save a search under; a search that is saved is forgotten."""
    from tui.screens.asking import AskScreen

    query = " ".join(query.split())
    if not query:
        app.say("There is no search to save yet.")
        return
    archive = app.store.archive
    try:
        saved = archive.saved()
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    same = next((one for one in saved if one.query == query), None)
    if same is not None:
        _forget(app, same)
        return

    def accept(name: str) -> bool:
        return not name or _save(app, SavedSearch(name, query))

    hint = "A name that is taken is written over."
    app.push_screen(AskScreen("Save this search as", value=query, hint=hint, accept=accept))


def _save(app: "OnRecord", search: SavedSearch) -> bool:
    archive = app.store.archive
    before: SavedSearch | None = None

    def save() -> None:
        nonlocal before
        before = archive.save(search.name, search.query)

    def undo() -> None:
        if before is None:
            archive.drop(search.name)
        else:
            archive.save(before.name, before.query)

    if not _do(app, save):
        return False
    app.did(Undo("saved a search", undo, save))
    app.say(f"Saved as “{search.name}”")
    return True


def _forget(app: "OnRecord", search: SavedSearch) -> None:
    archive = app.store.archive

    def forget() -> None:
        archive.drop(search.name)

    if _do(app, forget):
        app.did(Undo("forgot a search", lambda: archive.save(search.name, search.query), forget))
        app.say(f"“{search.name}” is no longer saved")


def _do(app: "OnRecord", change: Callable[[], None]) -> bool:
    try:
        change()
    except StoreError as error:
        app.say(str(error), severity="error")
        return False
    return True
