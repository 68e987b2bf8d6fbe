"""A saying as it is read: who told it when, with which words, and how they differ."""

import datetime
from dataclasses import dataclass
from typing import Literal

from analysis import Span
from analysis.findings import QuotationKind
from analysis.wording.differences import Piece

SayingOrder = Literal["latest", "told"]
Change = Literal["", "cut", "longer", "reworded"]


@dataclass(frozen=True, slots=True)
class SayingRow:
    """A saying as a list shows it, by the longest of its wordings among the earliest articles.

    `articles` counts those that have it; the days are those of the first and the last of them.
    """

    id: int
    articles: int
    first_day: datetime.date | None
    last_day: datetime.date | None
    content: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One article's quotation of a saying: `number` is its index in the article's analysis.

    `speaker` is whom the article quotes, "" for nobody; `named` tells whether that is somebody
    named, `names` are all their names in small letters.
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
class Compared:
    """A telling beside the one it is compared with.

    `pieces` are the words of both, `change` what became of them, `first` whether no article had
    it on an earlier day; `otherwise` tells that the words are given to somebody else.
    """

    telling: Telling
    pieces: tuple[Piece, ...]
    change: Change
    first: bool
    otherwise: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """The quotations of several articles that have the same words, by date of publication."""

    id: int
    tellings: tuple[Telling, ...]

    @property
    def articles(self) -> int:
        """How many articles have it."""
        return len({telling.article for telling in self.tellings})
