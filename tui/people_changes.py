"""Decisions about who is who, made by a key and taken back by `u`."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

from db.people.records import IdentityRow
from tui.people_wording import named
from tui.safe import safe
from tui.undo import Undo

if TYPE_CHECKING:
    from tui.app import OnRecord

T = TypeVar("T")


def merge(app: "OnRecord", one: IdentityRow, into: IdentityRow) -> bool:
    """Let two be one, called as the second is; whether it could be done."""
    people = app.store.people
    said = f"{named(one)} is the same as {named(into)}"
    return _decide(
        app, said, lambda: people.merge(one.id, into.id), people.merge_again, people.unmerge
    )


def keep_apart(app: "OnRecord", one: IdentityRow, other: IdentityRow) -> bool:
    """Remember that two are not the same; whether it could be done."""
    people = app.store.people
    new = False

    def make() -> None:
        nonlocal new
        new = people.set_apart(one.id, other.id)

    def take_back() -> None:
        if new:  # what was decided before stays
            people.unset_apart(one.id, other.id)

    said = f"{named(one)} is not the same as {named(other)}"
    undo = Undo(said, take_back)
    return app.change(None, make, undo)


def split_articles(app: "OnRecord", who: IdentityRow, articles: Collection[int]) -> bool:
    """Let those whom some articles name be somebody else; whether it could be done."""
    people = app.store.people
    return _decide(
        app, f"Split {named(who)} in two", lambda: people.split_articles(who.id, articles),
        people.split_again, people.unsplit,
    )  # fmt: skip


def split_name(app: "OnRecord", who: IdentityRow, name: str, key: str) -> bool:
    """Let those called by a name be somebody else; whether it could be done."""
    people = app.store.people
    return _decide(
        app, f"{safe(name)} is somebody else than {named(who)}",
        lambda: people.split_name(who.id, key),
        people.split_again, people.unsplit,
    )  # fmt: skip


def call(app: "OnRecord", who: IdentityRow, name: str) -> bool:
    """Show somebody by another of their names; whether it could be done."""
    people = app.store.people
    return app.change(
        None,
        lambda: people.call(who.id, name),
        Undo(f"{named(who)} is shown as {name}", lambda: people.call(who.id, who.name)),
    )


def _decide(
    app: "OnRecord",
    said: str,
    make: Callable[[], T],
    again: Callable[[T], None],
    back: Callable[[T], None],
) -> bool:
    """Make a decision and tell it; what cannot be decided so is told, and nothing is changed."""
    made: list[T] = []

    def run() -> None:
        if made:  # made again after it was taken back, under the same ids
            again(made[0])
        else:
            made.append(make())

    try:
        done = app.change(None, run, Undo(said, lambda: back(made[0])))
    except ValueError as error:
        app.say(f"{error}.", severity="warning")
        return False
    if done:
        app.say(f"{said}. u takes it back.")
    return done
