"""What a store offers about who and what its articles name: a method is one question or change."""

import time
from collections.abc import Callable, Collection, Iterable

from db.connection import Connection
from db.people import deciding, listing, page, proposing
from db.people.records import (
    SORTS,
    Companion,
    Identity,
    IdentityRow,
    Merge,
    NamingArticle,
    Order,
    Proposal,
    Sort,
    Split,
)
from db.records import QuotationRow

_LOOKING = 1.0  # seconds of looking for what may be one, after which it is shown what was found


class People:
    """The identities of a store, which raise what its own methods raise.

    An identity is somebody or something across all articles; the entities of articles are linked
    to it as they are stored. Its id stays, also where it was merged into another, which then
    answers for it.
    """

    def __init__(self, connection: Connection) -> None:
        """Those of the store behind `connection`."""
        self._connection = connection

    def count(self, words: str = "", sort: Sort = "both") -> int:
        """How many of a sort have every word in their names."""
        with self._connection.reading() as sqlite:
            return listing.count_identities(sqlite, words, sort)

    def rows(
        self,
        words: str = "",
        *,
        sort: Sort = "both",
        order: Order = "quotations",
        limit: int = 200,
        offset: int = 0,
    ) -> list[IdentityRow]:
        """A window of those that `count` counts."""
        with self._connection.reading() as sqlite:
            return listing.list_identities(sqlite, words, sort, order, limit, offset)

    def months(self, identities: Iterable[int]) -> dict[int, dict[str, int]]:
        """In how many articles of each month ("2022-03") each is named, undated ones aside."""
        with self._connection.reading() as sqlite:
            return listing.months_of(sqlite, identities)

    def span(self) -> tuple[str, str] | None:
        """The months of the first and the last article of the store; None without dates."""
        with self._connection.reading() as sqlite:
            return listing.dated_months(sqlite)

    def row(self, identity: int) -> IdentityRow:
        """An identity as a list shows it."""
        with self._connection.reading() as sqlite:
            return page.get_row(sqlite, identity)

    def identity(self, identity: int) -> Identity:
        """An identity with its names and roles."""
        with self._connection.reading() as sqlite:
            return page.get_identity(sqlite, identity)

    def of(self, article: int, entity: int) -> int | None:
        """Who an entity of an article is, by its index in the analysis."""
        with self._connection.reading() as sqlite:
            return page.identity_of(sqlite, article, entity)

    def quotations(
        self, identity: int, *, oldest: bool = False, limit: int = 200, offset: int = 0
    ) -> list[QuotationRow]:
        """A window of what somebody said, by publication day, the newest or the oldest first."""
        with self._connection.reading() as sqlite:
            return page.list_said(sqlite, identity, limit, offset, oldest=oldest)

    def articles(
        self, identity: int, *, oldest: bool = False, limit: int = 200, offset: int = 0
    ) -> list[NamingArticle]:
        """A window of the articles that name somebody; twice where two entities are the same."""
        with self._connection.reading() as sqlite:
            return page.list_naming(sqlite, identity, limit, offset, oldest=oldest)

    def count_articles(self, identity: int) -> int:
        """How many rows `articles` would give without a limit."""
        with self._connection.reading() as sqlite:
            return page.count_naming(sqlite, identity)

    def companions(
        self, identity: int, *, sort: Sort = "both", limit: int = 200
    ) -> list[Companion]:
        """Those named in the same articles, in the latest thousand of these, by how many."""
        with self._connection.reading() as sqlite:
            return page.list_companions(sqlite, identity, limit, SORTS[sort])

    # What the reader decides

    def merge(self, one: int, into: int) -> Merge:
        """Let two be one, called as the second is; raises ValueError where they are already.

        A name alone is merged into somebody, whichever way round they are given.
        """
        with self._connection.transaction() as sqlite:
            return deciding.merge(sqlite, one, into)

    def merge_again(self, made: Merge) -> None:
        """Merge once more what `unmerge` took apart."""
        with self._connection.transaction() as sqlite:
            deciding.merge_again(sqlite, made)

    def unmerge(self, made: Merge) -> None:
        """Take apart what was merged."""
        with self._connection.transaction() as sqlite:
            deciding.unmerge(sqlite, made)

    def split_articles(self, identity: int, articles: Collection[int]) -> Split:
        """Let those whom these articles name be somebody else of the same name.

        Raises ValueError where no article would stay, or none go.
        """
        with self._connection.transaction() as sqlite:
            return deciding.split_articles(sqlite, identity, articles)

    def split_name(self, identity: int, key: str) -> Split:
        """Let those called by a name (`Called.key`) be somebody else, from now on as well.

        Raises ValueError where nobody is called so, or nobody otherwise.
        """
        with self._connection.transaction() as sqlite:
            return deciding.split_name(sqlite, identity, key)

    def split_again(self, split: Split) -> None:
        """Split once more what `unsplit` put together."""
        with self._connection.transaction() as sqlite:
            deciding.split_again(sqlite, split)

    def unsplit(self, split: Split) -> None:
        """Put together what was split."""
        with self._connection.transaction() as sqlite:
            deciding.unsplit(sqlite, split)

    def call(self, identity: int, name: str) -> None:
        """Show somebody by another of their names."""
        with self._connection.transaction() as sqlite:
            deciding.call(sqlite, identity, name)

    def set_apart(self, one: int, other: int) -> bool:
        """Remember that two are not the same, so that it is not proposed again.

        Return whether that is new.
        """
        with self._connection.transaction() as sqlite:
            return deciding.set_apart(sqlite, one, other)

    def unset_apart(self, one: int, other: int) -> None:
        """Forget that two are not the same."""
        with self._connection.transaction() as sqlite:
            deciding.unset_apart(sqlite, one, other)

    # What may be one

    def uncompared(self) -> int:
        """How many identities `look_for_proposals` has still to look at."""
        with self._connection.reading() as sqlite:
            return proposing.count_uncompared(sqlite)

    def look_for_proposals(self, wanted: Callable[[], bool] = lambda: True) -> int:
        """Compare what is new with what is there, a second's work; gives what is left of it.

        It stops when it is no longer `wanted`; others may use the store meanwhile.
        """
        began, left = time.monotonic(), self.uncompared()
        while left and wanted() and time.monotonic() - began < _LOOKING:
            with self._connection.transaction() as sqlite:
                proposing.compare_some(sqlite)
            left = self.uncompared()
        return left

    def proposals(self, identity: int | None = None, *, limit: int = 200) -> list[Proposal]:
        """Pairs that may be one, the likeliest first: of all, or those of one identity."""
        with self._connection.reading() as sqlite:
            return proposing.list_proposals(sqlite, limit, identity)
