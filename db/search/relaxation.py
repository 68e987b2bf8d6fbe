"""Queries without the conditions that leave no results, for requests in a reader's own words.

A request is read as a query by rules, which can add a condition that nothing satisfies. A query
that the reader wrote is never relaxed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from db.search.chips import KIND, WHEN, Chip, list_chips, remove_chip
from db.search.parser import WHENS

if TYPE_CHECKING:
    from db.search.engine import SearchEngine

_SPEAKER = "speaker"


class RelaxedQuery(Struct, frozen=True):
    """A query with results, and the chips of the original one that it is without."""

    query: str
    without: tuple[Chip, ...]

    @property
    def names(self) -> str:
        """The chips that were left out: `after: 2011-03-01 · speaker: marques`."""
        return " · ".join(chip.text for chip in self.without)


def relax_query(
    engine: "SearchEngine", query: str, cancelled: Callable[[], bool] = bool
) -> RelaxedQuery | None:
    """Leave out the condition without which a query has results, else several; None if none does.

    Dates are left out before the kind and the speaker, and unwanted words never. Raises Cancelled.
    """
    chips = sorted((chip for chip in list_chips(query) if chip.is_condition), key=_rank)
    for chip in chips:
        reduced = remove_chip(query, chip)
        if _has_results(engine, reduced, cancelled):
            return RelaxedQuery(reduced, (chip,))
    for number in range(2, len(chips) + 1):
        reduced = query
        for chip in sorted(chips[:number], key=lambda chip: -chip.start):
            reduced = remove_chip(reduced, chip)
        if _has_results(engine, reduced, cancelled):
            return RelaxedQuery(reduced, tuple(chips[:number]))
    return None


def _rank(chip: Chip) -> tuple[bool, bool, int]:
    """Rank a condition: the first is the first to be left out."""
    is_date = chip.label.rpartition(":")[2] in WHENS or chip.label in ("event", "added", WHEN)
    return chip.label == _SPEAKER, not (is_date or chip.label == KIND), chip.start


def _has_results(engine: "SearchEngine", query: str, cancelled: Callable[[], bool]) -> bool:
    if not query:
        return False
    if engine.execute(query, "rank", 1, cancelled=cancelled).hits:
        return True
    return bool(engine.execute_closest(query, "date", 1, cancelled=cancelled).hits)
