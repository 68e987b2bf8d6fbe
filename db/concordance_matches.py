"""The matches of a concordance over all articles."""

from typing import TYPE_CHECKING

from msgspec import Struct

from analysis.partial_dates import PartialDate
from db.models import PublishedFrom, Record

if TYPE_CHECKING:
    from analysis.corpus.concordance import ConcordanceLine  # only for a concordance


class ConcordanceHit(Record, frozen=True):
    """One match of a concordance: an article, and the line with the words around the match."""

    article: int
    title: str
    site: str
    published: PartialDate | None
    line: "ConcordanceLine"
    published_from: PublishedFrom = "unknown"


class ConcordancePage(Struct, frozen=True):
    """A window of a concordance, with the number of articles that match, at most 10,000.

    `after` is the cursor for the next window, None after the last one.
    """

    lines: tuple[ConcordanceHit, ...]
    articles: int
    after: tuple[int, int] | None
