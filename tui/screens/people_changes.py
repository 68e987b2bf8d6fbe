"""Undoable changes to identities: merge, mark as distinct, split, and set the display name."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

from db.identities.models import IdentityRow
from tui.people_wording import named
from tui.sanitize import safe
from tui.undo import Undo

if TYPE_CHECKING:
    from tui.app import OnRecord

T = TypeVar("T")


def merge(app: "OnRecord", source: IdentityRow, target: IdentityRow) -> bool:
    """Merge `source` into `target`, which keeps its name; return whether it was merged."""
    people = app.store.people
    message = f"{named(source)} is the same as {named(target)}"
    return _apply(
        app, message, lambda: people.merge(source.id, target.id), people.merge_again, people.unmerge
    )


def keep_apart(app: "OnRecord", first: IdentityRow, second: IdentityRow) -> bool:
    """Store that two identities are distinct; return whether it was stored."""
    people = app.store.people
    new = False

    def make() -> None:
        nonlocal new
        new = people.set_apart(first.id, second.id)

    def revert() -> None:
        if new:  # an earlier decision is not reverted
            people.unset_apart(first.id, second.id)

    undo = Undo(f"{named(first)} is not the same as {named(second)}", revert)
    return app.change(None, make, undo)


def split_articles(app: "OnRecord", identity: IdentityRow, articles: Collection[int]) -> bool:
    """Move the mentions in some articles to a new identity; return whether they were moved."""
    people = app.store.people
    return _apply(
        app, f"Split {named(identity)} in two",
        lambda: people.split_articles(identity.id, articles),
        people.split_again, people.unsplit,
    )  # fmt: skip


def split_name(app: "OnRecord", identity: IdentityRow, name: str, key: str) -> bool:
    """Move the mentions under a name to a new identity; return whether they were moved."""
    people = app.store.people
    return _apply(
        app, f"Split the name {safe(name)} from {named(identity)}",
        lambda: people.split_name(identity.id, key),
        people.split_again, people.unsplit,
    )  # fmt: skip


def call(app: "OnRecord", identity: IdentityRow, name: str) -> bool:
    """Set the display name of an identity; return whether it was set."""
    people = app.store.people
    return app.change(
        None,
        lambda: people.call(identity.id, name),
        Undo(
            f"{named(identity)} is shown as {name}",
            lambda: people.call(identity.id, identity.name),
        ),
    )


def _apply(
    app: "OnRecord",
    message: str,
    make: Callable[[], T],
    restore: Callable[[T], None],
    revert: Callable[[T], None],
) -> bool:
    """Apply a change and show `message`; an invalid change is reported, and nothing is stored."""
    made: list[T] = []

    def run() -> None:
        if made:  # a redo restores the change under the same ids
            restore(made[0])
        else:
            made.append(make())

    try:
        done = app.change(None, run, Undo(message, lambda: revert(made[0])))
    except ValueError as error:
        app.say(f"{error}.", severity="warning")
        return False
    if done:
        app.say(f"{message}. u: undo.")
    return done
