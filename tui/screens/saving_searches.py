"""Save a search under a name, or delete a saved one; both can be undone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from db import StoreError
from db.search.saved import SavedSearch
from tui.undo import Undo

if TYPE_CHECKING:
    from tui.app import OnRecord


def save_or_forget(app: "OnRecord", query: str) -> None:
    """Ask for a name and save the search; if it is saved already, delete it."""
    from tui.dialogs.base import AskScreen

    query = " ".join(query.split())
    if not query:
        app.say("No search to save. Type a query first.")
        return
    archive = app.store.archive
    try:
        saved = archive.saved()
    except StoreError as error:
        app.say(str(error), severity="error")
        return
    existing = next((search for search in saved if search.query == query), None)
    if existing is not None:
        _delete(app, existing)
        return

    def accept(name: str) -> bool:
        return not name or _save(app, SavedSearch(name, query))

    hint = "An existing search of that name is replaced."
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

    if not _apply(app, save):
        return False
    app.did(Undo("saved a search", undo, save))
    app.say(f"Saved as “{search.name}”")
    return True


def _delete(app: "OnRecord", search: SavedSearch) -> None:
    archive = app.store.archive

    def delete() -> None:
        archive.drop(search.name)

    if _apply(app, delete):
        undo = Undo("deleted a search", lambda: archive.save(search.name, search.query), delete)
        app.did(undo)
        app.say(f"Deleted the saved search “{search.name}”")


def _apply(app: "OnRecord", change: Callable[[], None]) -> bool:
    try:
        change()
    except StoreError as error:
        app.say(str(error), severity="error")
        return False
    return True
