"""Identities as rows of a list, fetched one window at a time."""

from collections.abc import Sequence

from textual.cache import LRUCache
from textual.content import Content

from db import Store, StoreError
from db.identities.models import Companion, IdentityRow, Order, Proposal, Sort
from tui.formatting import counted
from tui.people_wording import counts, named, role_or_sort, seen
from tui.sanitize import safe
from tui.widgets.panes.lines import apart
from tui.widgets.row_source import RowSource
from tui.widgets.sparks import month_bars
from tui.widgets.windows import Windows

_MOST_BARS = 24
_LEAST = 60  # fewest cells of a row for bars


class PeopleRows(RowSource):
    """Identities with `words` in a name; two lines for each, with a sparkline of months.

    The bars of all rows cover the same months, from the store's first to its last.
    """

    lines = 2

    def __init__(self, store: Store, words: str, sort: Sort, order: Order) -> None:
        """Query the store for the count and the first window. Raises `StoreError`."""
        people = store.people
        self.words = words
        self._people = people
        self._span = people.span()
        self._months: LRUCache[int, dict[str, int]] = LRUCache(500)
        self._windows = Windows(
            lambda limit, offset: people.rows(
                words, sort=sort, order=order, limit=limit, offset=offset
            ),
            people.count(words, sort),
        )

    def count(self) -> int:
        """Return the number of identities."""
        return self._windows.count

    def at(self, index: int) -> IdentityRow | None:
        """Return the identity of a row; None if it was deleted or the store is locked."""
        return self._windows.at(index)

    def index(self, identity: int) -> int | None:
        """Return the row of an identity if it is in a cached window."""
        return next((at for at, row in self._windows.held() if row.id == identity), None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return two lines: name and months; then role, counts and dates."""
        row = self.at(index)
        if row is None:
            return [Content("…")]
        spark = Content.styled(self._spark(row.id, width), ".rows--accent")
        name = Content.styled(named(row), "" if row.shared else ".rows--strong")
        detail = Content.styled(f"  {role_or_sort(row)} · {counts(row)}", ".rows--muted")
        when = Content.styled(seen(row.first, row.last), ".rows--muted")
        return apart(name, spark, width), apart(detail, when, width)

    def _spark(self, identity: int, width: int) -> str:
        if self._span is None or width < _LEAST:
            return ""
        months = self._months.get(identity)
        if months is None:
            try:
                months = self._people.months([identity])[identity]
            except StoreError:
                return ""
            self._months[identity] = months
        return month_bars(months, *self._span, min(_MOST_BARS, width // 4))


class CompanionRows(RowSource):
    """Identities mentioned in the same articles as another one, a line for each."""

    def __init__(self, companions: Sequence[Companion]) -> None:
        """Show `companions` in their order."""
        self.companions = companions

    def count(self) -> int:
        """Return the number of identities."""
        return len(self.companions)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return name and role, and the numbers of articles that mention and quote both."""
        companion = self.companions[index]
        left = Content.assemble(
            (named(companion.row), ".rows--strong"),
            (f"  {role_or_sort(companion.row)}", ".rows--muted"),
        )
        both = f"both quoted in {companion.quoted:,} of " if companion.quoted else ""
        right = Content.styled(f"{both}{counted(companion.articles, 'article')}", ".rows--muted")
        return [apart(left, right, width)]


class ProposalRows(RowSource):
    """Merge candidates: the reason, the two identities, and a blank line."""

    lines = 4

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        """Show `proposals` in their order."""
        self.proposals = proposals

    def count(self) -> int:
        """Return the number of pairs."""
        return len(self.proposals)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the reason, and the two identities below it."""
        pair = self.proposals[index]
        sure = "likely" if pair.score >= _LIKELY else "perhaps"
        because = Content.assemble(
            (f"{sure}: ", ".rows--accent"), (safe(pair.because), ".rows--muted")
        )
        return [because, *(_side(row, width) for row in (pair.one, pair.other)), Content("")]


_LIKELY = 80


def _side(row: IdentityRow, width: int) -> Content:
    left = Content.assemble(
        (f"  {named(row)}", ".rows--strong"),
        (f"  {role_or_sort(row)}", ".rows--muted"),
    )
    when = seen(row.first, row.last)
    right = " · ".join(part for part in (counts(row), when if width >= _LEAST else "") if part)
    return apart(left, Content.styled(right, ".rows--muted"), width)
