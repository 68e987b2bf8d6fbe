"""Records of the log of edits: an edit, its changed rows, and a step of undo or redo."""

import datetime
from typing import Literal, get_args

from msgspec import Struct

from db.checksums.differences import Difference
from db.errors import StoreError
from db.kinds import ALL_KINDS, DataKind

EditKind = Literal[
    "tags", "star", "read", "metadata", "notes", "trash", "restore", "membership", "collection",
    "tag tree", "note tags", "note fields", "note deletion",
    "note", "search", "correction", "correction removal", "rule", "future rule",
    "rule deletion", "merge", "split", "distinct", "name", "proposal", "watched source",
    "authority", "original", "exchange", "store merge",
]  # fmt: skip
"""Membership: articles were added to a collection or removed.
Collection: a collection was renamed or deleted.
Note: one note was edited or moved. Name: the display name of an identity was set.
Future rule: a correction rule that applies to no stored article.
Authority: an authority list was imported.
Exchange: notes, tags and corrections of others were imported from files of notes.
Store merge: another store was merged into this one."""

Origin = Literal["app", "command", "import"]
"""The part of OnRecord that made an edit."""

Direction = Literal["undo", "redo"]
KINDS: frozenset[str] = frozenset(get_args(EditKind))

_ITEMS: dict[EditKind, str] = {
    **dict.fromkeys(("notes", "note", "note tags", "note fields", "note deletion"), "note"),
    "tag tree": "tag", "collection": "collection", "search": "saved_search",
    **dict.fromkeys(("correction", "correction removal"), "correction"),
    **dict.fromkeys(("rule", "future rule", "rule deletion"), "correction_rule"),
    **dict.fromkeys(("merge", "split", "distinct", "name"), "identity"),
    "proposal": "proposal", "watched source": "watched_source", "authority": "authority_entry",
}  # fmt: skip


def item_table(kind: EditKind) -> str:
    """Return the table of the items that an edit of a kind changes, and that are counted."""
    return _ITEMS.get(kind, "article")


Value = int | float | str | None
Values = dict[str, Value]


class RowChange(Struct, frozen=True, array_like=True):
    """A row before and after an edit, by its table and key.

    None means that the row does not exist. Of an updated row, `before` and `after` have the
    changed columns only.
    """

    table: str
    key: tuple[Value, ...]
    before: Values | None
    after: Values | None

    def flip(self) -> "RowChange":
        """Return the opposite change."""
        return RowChange(self.table, self.key, self.after, self.before)


class Moves(Struct, frozen=True, array_like=True):
    """Articles that an edit moved to the trash, or restored from it."""

    to_trash: bool
    articles: tuple[int, ...]


class StoreChange(Struct, frozen=True):
    """A change of the store: the articles and the kinds of data that it concerns."""

    articles: frozenset[int] | None
    """The ids of the changed articles; None if any article may have changed."""
    kinds: frozenset[DataKind]

    @classmethod
    def in_article(cls, article: int, *kinds: DataKind) -> "StoreChange":
        """Return a change of one article."""
        return cls(frozenset({article}), frozenset(kinds))

    @classmethod
    def in_any_article(cls, *kinds: DataKind) -> "StoreChange":
        """Return a change that may concern any article."""
        return cls(None, frozenset(kinds))

    def union(self, change: "StoreChange") -> "StoreChange":
        """Return both changes as one."""
        articles = (
            None
            if self.articles is None or change.articles is None
            else self.articles | change.articles
        )
        return StoreChange(articles, self.kinds | change.kinds)

    def concerns(self, *kinds: DataKind, article: int | None = None) -> bool:
        """Return True if data of one of `kinds` changed; with `article`, only in that article."""
        if self.kinds.isdisjoint(kinds):
            return False
        return article is None or self.articles is None or article in self.articles


ANY_CHANGE = StoreChange(None, ALL_KINDS)
"""A change of unknown extent: every screen refreshes."""
NO_CHANGE = StoreChange(frozenset(), frozenset())
"""A change of nothing that the screens show."""


class Edit(Struct, frozen=True):
    """An edit of the log; `items` are the ids of what it changed, such as articles or notes."""

    id: int
    kind: EditKind
    origin: Origin
    description: str
    """In the past tense, such as "Deleted a note"; empty for an edit by a command."""
    created: datetime.datetime
    items: tuple[int, ...] = ()
    is_undone: bool = False
    damaged: bool = False
    """It cannot be undone, and its kind may be unknown."""


class EditStep(Struct, frozen=True):
    """An edit that was undone or redone, with the items changed by that and those skipped.

    Skipped items were changed again or deleted since. `words` are those of correction rules that
    the caller has to apply again to stored articles.
    """

    edit: Edit
    changed: tuple[int, ...]
    skipped: tuple[int, ...]
    change: StoreChange
    words: tuple[str, ...] = ()


class StoredChanges(Struct, array_like=True):
    """The stored changes of an edit, in their order in time.

    `damaged` are the rows that differed from their checksums before the edit.
    """

    rows: list[RowChange]
    moves: list[Moves]
    damaged: list[Difference] = []


class DamagedEditError(StoreError):
    """An edit of the log that cannot be read, such as one that another program changed."""

    def __init__(self, edit: object) -> None:
        """Name the edit by its id."""
        super().__init__(
            f"Edit {edit} of the log is damaged and cannot be undone; run `onrecord repair`"
        )
