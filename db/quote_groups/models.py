"""Quote groups, their occurrences, and the differences between occurrences."""

import datetime
from dataclasses import dataclass
from typing import Literal

from analysis import Span
from analysis.corpus.text_reuse import DiffPiece
from analysis.models import QuotationKind

QuoteGroupOrder = Literal["latest", "count"]
OccurrenceChange = Literal["", "cut", "longer", "reworded"]


@dataclass(frozen=True, slots=True)
class QuoteGroupRow:
    """A quote group as a list row, with the longest quotation of the earliest articles.

    `articles` is their number; the days are the publication days of the first and the last.
    """

    id: int
    articles: int
    first_day: datetime.date | None
    last_day: datetime.date | None
    content: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An article's quotation in a quote group; `number` is its index in the article's analysis.

    `speaker` is the speaker in the article, "" if there is none. `named` is true if the speaker is
    a named entity; `names` are all its names in lower case.
    """

    article: int
    title: str
    site: str
    published: datetime.date | None
    number: int
    spans: tuple[Span, ...]
    content: str
    kind: QuotationKind
    speaker: str
    role: str
    named: bool
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class OccurrenceDiff:
    """The difference between an occurrence and the one it is compared with.

    `pieces` are the segments of both, `change` the kind of change. `first` is true if no article
    is earlier; `has_other_speaker` is true if the article names another speaker.
    """

    occurrence: Occurrence
    pieces: tuple[DiffPiece, ...]
    change: OccurrenceChange
    first: bool
    has_other_speaker: bool


@dataclass(frozen=True, slots=True)
class QuoteGroup:
    """A quote group: quotations of several articles with the same words, by publication date."""

    id: int
    tellings: tuple[Occurrence, ...]

    @property
    def articles(self) -> int:
        """Return the number of articles in the group."""
        return len({occurrence.article for occurrence in self.tellings})
