"""The store's service for identities: each method is one query or change."""

import time
from collections.abc import Callable, Collection, Iterable

from db.connection import Connection
from db.identities import candidates, merges, queries
from db.identities.models import (
    TYPE_LABELS,
    ArticleMention,
    CoMention,
    Identity,
    IdentityOrder,
    IdentityRow,
    IdentityType,
    Merge,
    MergeCandidate,
    Split,
)
from db.models import QuotationRow

_MAX_SECONDS = 1.0  # seconds of one search for merge candidates, after which its results are shown


class IdentityRepository:
    """The identities of a store; methods raise the store's own exceptions.

    An identity is a person, organization or other entity across all articles. The entities of an
    article are linked to identities when it is stored. The id of a merged identity stays valid and
    resolves to the identity it was merged into.
    """

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def count(self, words: str = "", sort: IdentityType = "both") -> int:
        """Count the identities of a type whose names contain every word."""
        with self._connection.read_transaction() as sqlite:
            return queries.count_identities(sqlite, words, sort)

    def rows(
        self,
        words: str = "",
        *,
        sort: IdentityType = "both",
        order: IdentityOrder = "quotations",
        limit: int = 200,
        offset: int = 0,
    ) -> list[IdentityRow]:
        """Return a window of the identities that `count` counts."""
        with self._connection.read_transaction() as sqlite:
            return queries.list_identities(sqlite, words, sort, order, limit, offset)

    def months(self, identities: Iterable[int]) -> dict[int, dict[str, int]]:
        """Count the articles that name each identity by month (`2022-03`), without undated ones."""
        with self._connection.read_transaction() as sqlite:
            return queries.months_of(sqlite, identities)

    def dated_months(self) -> tuple[str, str] | None:
        """Return the months of the first and the last article of the store; None without dates."""
        with self._connection.read_transaction() as sqlite:
            return queries.dated_months(sqlite)

    def get_row(self, identity: int) -> IdentityRow:
        """Return the list row of an identity."""
        with self._connection.read_transaction() as sqlite:
            return queries.get_row(sqlite, identity)

    def get_identity(self, identity: int) -> Identity:
        """Return an identity with its names and roles."""
        with self._connection.read_transaction() as sqlite:
            return queries.get_identity(sqlite, identity)

    def identity_of(self, article: int, entity: int) -> int | None:
        """Return the identity of an entity, given by its index in the article's analysis."""
        with self._connection.read_transaction() as sqlite:
            return queries.identity_of(sqlite, article, entity)

    def quotations(
        self, identity: int, *, oldest: bool = False, limit: int = 200, offset: int = 0
    ) -> list[QuotationRow]:
        """Return a window of an identity's quotations, newest or oldest publication day first."""
        with self._connection.read_transaction() as sqlite:
            return queries.list_quotations(sqlite, identity, limit, offset, oldest=oldest)

    def articles(
        self, identity: int, *, oldest: bool = False, limit: int = 200, offset: int = 0
    ) -> list[ArticleMention]:
        """Return a window of the articles that name an identity, one row for each linked entity."""
        with self._connection.read_transaction() as sqlite:
            return queries.list_articles(sqlite, identity, limit, offset, oldest=oldest)

    def count_articles(self, identity: int) -> int:
        """Count the rows of `articles` without a limit."""
        with self._connection.read_transaction() as sqlite:
            return queries.count_articles(sqlite, identity)

    def companions(
        self, identity: int, *, sort: IdentityType = "both", limit: int = 200
    ) -> list[CoMention]:
        """Return the identities named in the latest 1,000 articles of an identity, by frequency."""
        with self._connection.read_transaction() as sqlite:
            return queries.list_companions(sqlite, identity, limit, TYPE_LABELS[sort])

    # The reader's decisions

    def merge(self, source: int, into: int) -> Merge:
        """Merge an identity into another and keep the name of the second.

        A shared name is always merged into the identity of an entity, whichever is given first.
        Raises ValueError if the two are merged already.
        """
        with self._connection.transaction() as sqlite:
            return merges.merge_identities(sqlite, source, into)

    def restore_merge(self, made: Merge) -> None:
        """Restore a merge that `unmerge` reverted."""
        with self._connection.transaction() as sqlite:
            merges.restore_merge(sqlite, made)

    def revert_merge(self, made: Merge) -> None:
        """Revert a merge."""
        with self._connection.transaction() as sqlite:
            merges.revert_merge(sqlite, made)

    def split_articles(self, identity: int, articles: Collection[int]) -> Split:
        """Move the links of these articles to a new identity of the same name.

        Raises ValueError if the articles are all or none of the identity's.
        """
        with self._connection.transaction() as sqlite:
            return merges.split_articles(sqlite, identity, articles)

    def split_name(self, identity: int, key: str) -> Split:
        """Move the links with a name (`Called.key`) to a new identity, also in later articles.

        Raises ValueError if all or none of the links have the name.
        """
        with self._connection.transaction() as sqlite:
            return merges.split_name(sqlite, identity, key)

    def restore_split(self, split: Split) -> None:
        """Restore a split that `unsplit` reverted."""
        with self._connection.transaction() as sqlite:
            merges.restore_split(sqlite, split)

    def revert_split(self, split: Split) -> None:
        """Revert a split."""
        with self._connection.transaction() as sqlite:
            merges.revert_split(sqlite, split)

    def set_display_name(self, identity: int, name: str) -> None:
        """Set the display name of an identity to another of its names."""
        with self._connection.transaction() as sqlite:
            merges.set_display_name(sqlite, identity, name)

    def mark_distinct(self, first: int, second: int) -> bool:
        """Mark two identities as distinct, so that they are not proposed for a merge again.

        Return whether that is new.
        """
        with self._connection.transaction() as sqlite:
            return merges.mark_distinct(sqlite, first, second)

    def unmark_distinct(self, first: int, second: int) -> None:
        """Remove the mark that two identities are distinct."""
        with self._connection.transaction() as sqlite:
            merges.unmark_distinct(sqlite, first, second)

    # Merge candidates

    def pending_comparisons(self) -> int:
        """Count the identities that `look_for_proposals` has yet to compare."""
        with self._connection.read_transaction() as sqlite:
            return candidates.count_pending(sqlite)

    def find_merge_candidates(self, wanted: Callable[[], bool] = lambda: True) -> int:
        """Compare new identities with the others for a second; return the number still pending.

        Stop early when `wanted` returns False. Other threads may use the store in between.
        """
        began, left = time.monotonic(), self.pending_comparisons()
        while left and wanted() and time.monotonic() - began < _MAX_SECONDS:
            with self._connection.transaction() as sqlite:
                candidates.compare_batch(sqlite)
            left = self.pending_comparisons()
        return left

    def merge_candidates(
        self, identity: int | None = None, *, limit: int = 200
    ) -> list[MergeCandidate]:
        """Return the merge candidates of all identities or of one, the likeliest first."""
        with self._connection.read_transaction() as sqlite:
            return candidates.list_candidates(sqlite, limit, identity)
