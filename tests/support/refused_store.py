"""A store that refuses, and driving the app on it from a table of keys."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from db import Store, StoreError
from db.connection import Connection
from db.corrections import EntityRef, ReassignMention
from tests.support.identities import add_people, entity
from tests.support.pilot import screen_text, settle, type_in
from tests.support.prepared_stores import copy_store
from tests.support.sample_article import analysis, document, span
from tui.context import AppContext
from tui.messages import Message, MessageLog

REFUSAL = "The store was not changed, because the disk is full; free some space"
VOTE = "A vote on the new wall of the old harbour in Port Luna"
Probe = Callable[[Store], object]


class Typed(str):
    """Words typed letter by letter, among keys."""

    __slots__ = ()


Keys = Sequence[str]  # each a key, or words typed


@contextmanager
def refused(
    use: Literal["transaction", "read_transaction"], after: int = 0
) -> Iterator[Counter[str]]:
    """Have connections raise StoreError after `after` uses; yield the counts of uses."""
    uses: Counter[str] = Counter()
    usual = getattr(Connection, use)

    def refuse(connection: Connection, **options: Any) -> Any:
        uses["all"] += 1
        if uses["all"] <= after:
            return usual(connection, **options)
        uses["refused"] += 1
        raise StoreError(REFUSAL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, use, refuse)
        yield uses


def stock(path: Path) -> None:
    """Make a store with something for every screen to show and to change.

    Article 1 is that of `tests.support.sample_article`, with a note; Mara Ortiz is written in
    two ways, and two articles quote the same words.
    """
    copy_store(path, _add_articles)


def _add_articles(path: Path) -> None:
    board = entity(1, "Harbour Board", "ORG")
    with Store(path) as store:
        store.articles.add(document(), analysis())
        store.notes.add(1, *span("ninety stalls"), "Eighty?", tags=("count",))
        mara = entity(0, "Mara Ortiz", "PERSON", "union leader", "Ortiz")
        for title, day in (("A strike", "2024-01-05"), (VOTE, "2025-03-01")):
            add_people(store, title, mara, board, day=day)
        add_people(store, "A slip", entity(0, "Marra Ortiz"), day="2025-06-01")
        add_people(store, VOTE, entity(0, "Olu Bello"), day="2025-03-02")


def set_rule(store: Store) -> None:
    """Make a standing rule, which stored articles do not follow yet."""
    store.corrections.add_rule(
        "Anders Lind", ReassignMention(EntityRef("Anders Linden"), everywhere=True)
    )


def merge_maras(store: Store) -> None:
    """Make the two writings of a name those of one person."""
    mara, marra = (
        store.identities.rows(name, sort="people")[0].id for name in ("Mara Ortiz", "Marra Ortiz")
    )
    store.identities.merge(marra, mara)


async def press(pilot: Pilot[Any], keys: Keys) -> None:
    """Press keys and type words, each answered on the screen before the next."""
    for key in keys:
        if isinstance(key, Typed):
            await type_in(pilot, key)
        else:
            await pilot.press(key)
            await settle(pilot)


def _log(pilot: Pilot[Any]) -> MessageLog:
    return cast("AppContext", pilot.app).messages


def messages(pilot: Pilot[Any]) -> list[Message]:
    """Return all messages since `forget_messages`."""
    return list(_log(pilot).history)


async def forget_messages(pilot: Pilot[Any]) -> None:
    """Take all messages off the screen and out of the history."""
    _log(pilot).history.clear()
    _log(pilot).clear()
    await settle(pilot)


async def shown(pilot: Pilot[Any]) -> str:
    """The screen in front as it is without messages and dialogs, which are closed."""
    while isinstance(pilot.app.screen, ModalScreen):
        await press(pilot, ("escape",))
    await forget_messages(pilot)
    return screen_text(pilot.app.screen)
