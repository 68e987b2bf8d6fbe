"""Quote groups, their occurrences, and the differences between occurrences."""

import datetime
from dataclasses import dataclass
from typing import Literal

from analysis import Span
from analysis.corpus.text_reuse import Piece
from analysis.models import QuotationKind

SayingOrder = Literal["latest", "told"]
Change = Literal["", "cut", "longer", "reworded"]


@dataclass(frozen=True, slots=True)
class SayingRow:
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
class Telling:
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
class Compared:
    """The difference between an occurrence and the one it is compared with.

    `pieces` are the segments of both, `change` the kind of change. `first` is true if no article
    is earlier; `otherwise` is true if the article names another speaker.
    """

    telling: Telling
    pieces: tuple[Piece, ...]
    change: Change
    first: bool
    otherwise: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """A quote group: quotations of several articles with the same words, by publication date."""

    id: int
    tellings: tuple[Telling, ...]

    @property
    def articles(self) -> int:
        """Return the number of articles in the group."""
        return len({occurrence.article for occurrence in self.tellings})
