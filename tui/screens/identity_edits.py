"""Changes to identities: merge, mark as distinct, split, and set the display name."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from analysis.text import join_names
from db.edits.models import EditKind
from db.identities.models import IdentityRow
from tui.context import AppContext
from tui.display_text import format_count
from tui.identity_text import safe_name
from tui.sanitize import safe
from tui.strings.people_text import PeopleText


def merge_and_report(
    context: AppContext, sources: Sequence[IdentityRow], target: IdentityRow
) -> bool:
    """Merge `sources` into `target`, which keeps its name; return whether they were merged."""
    identities = context.store.identities
    names = [safe_name(source) for source in sources]
    message = PeopleText.MERGED.format(source=join_names(names), target=safe_name(target))

    def merge() -> None:
        for source in sources:
            identities.merge(source.id, target.id)

    return _edit(context, "merge", message, merge)


def mark_as_distinct(context: AppContext, first: IdentityRow, second: IdentityRow) -> bool:
    """Store that two identities are distinct; return whether it was stored."""
    identities = context.store.identities
    message = PeopleText.KEPT_APART.format(first=safe_name(first), second=safe_name(second))
    make = partial(identities.mark_distinct, first.id, second.id)
    return context.edit("distinct", make, message) is not None


def split_off_articles(
    context: AppContext, identity: IdentityRow, articles: Collection[int]
) -> bool:
    """Move the mentions in some articles to a new identity; return whether they were moved."""
    message = PeopleText.SPLIT_ARTICLES.format(
        articles=format_count(len(articles), "article"), name=safe_name(identity)
    )
    make = partial(context.store.identities.split_articles, identity.id, articles)
    return _edit(context, "split", message, make)


def split_off_name(context: AppContext, identity: IdentityRow, name: str, key: str) -> bool:
    """Move the mentions under a name to a new identity; return whether they were moved."""
    message = PeopleText.SPLIT_NAME.format(part=safe(name), name=safe_name(identity))
    make = partial(context.store.identities.split_name, identity.id, key)
    return _edit(context, "split", message, make)


def set_display_name(context: AppContext, identity: IdentityRow, name: str) -> bool:
    """Set the display name of an identity; return whether it was set."""
    message = PeopleText.SET_NAME.format(before=safe_name(identity), name=safe(name))
    make = partial(context.store.identities.set_display_name, identity.id, name)
    return context.edit("name", make, message) is not None


def _edit(context: AppContext, kind: EditKind, message: str, make: Callable[[], object]) -> bool:
    """Make an edit and show `message`; an invalid one is reported, and nothing is stored."""
    try:
        done = context.edit(kind, make, message) is not None
    except ValueError as error:
        context.show_message(f"{error}.", severity="warning")
        return False
    if done:
        context.show_message(
            PeopleText.DONE_UNDO.format(change=message, key=context.user_keys.undo_key)
        )
    return done
