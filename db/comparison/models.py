"""Records of the comparison of two texts: what both have, and what only one of them has."""

from collections.abc import Sequence
from typing import Literal, get_args

from msgspec import Struct

from analysis.models import Span
from analysis.partial_dates import PartialDate
from db.models import PublishedFrom

Aspect = Literal["sources", "quotations", "events", "numbers", "names"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
Presence = Literal["both", "first", "second"]
PRESENCES: tuple[Presence, ...] = get_args(Presence)
Sign = Literal["negation", "number", "modality", "reworded", "cut", "longer", "speaker", "date"]
"""The kind of a difference between two findings that both texts have."""
Changes = tuple[tuple[Sign, str], ...]


class ComparedPassage(Struct, frozen=True):
    """A finding of a text: its spans, and its words on one line.

    `detail` is its speaker, its date, or the words around a number.
    """

    spans: tuple[Span, ...]
    words: str
    detail: str = ""

    @property
    def start(self) -> int:
        """The start of the first span."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """The end of the last span."""
        return self.spans[-1][1]


class Place(Struct, frozen=True):
    """The place of an item in a text: its rank by first occurrence, and its share.

    The share is that of all words in statements for a source or a quotation, else that of all
    occurrences.
    """

    rank: int
    share: float


class ComparedItem(Struct, frozen=True):
    """A finding that both texts have, or one of them: its passages in the first and the second.

    `type` is the type of a source, the label of a name, the kind of a quotation, or empty.
    `changes` are the differences between the two, each with its words: `("number", "12 / 15")`.
    """

    label: str
    type: str
    first: tuple[ComparedPassage, ...]
    second: tuple[ComparedPassage, ...]
    changes: Changes = ()
    first_place: Place | None = None
    second_place: Place | None = None

    @property
    def presence(self) -> Presence:
        """The texts that have it."""
        if self.first and self.second:
            return "both"
        return "first" if self.first else "second"


def build_item(
    label: str,
    type: str,
    passages: Sequence[tuple[ComparedPassage, ...]],
    places: Sequence[Place | None],
    changes: Changes = (),
) -> ComparedItem:
    """Return an item with the passages and the places of the first and of the second text."""
    return ComparedItem(label, type, passages[0], passages[1], changes, places[0], places[1])


class ComparedText(Struct, frozen=True):
    """One of two compared texts; `version` is the number of a version, None for an article."""

    article: int
    title: str
    site: str
    published: PartialDate | None
    published_from: PublishedFrom
    words: int
    statements: int
    quoted_words: int
    version: int | None = None
    is_current: bool = True
    """False for an earlier version, which the reader cannot open."""
    is_complete: bool = True
    """False if findings are missing, since its analysis is pending or failed."""


class TextComparison(Struct, frozen=True):
    """The comparison of two texts; the items of each aspect are in the order of the first text.

    Items that only the second text has are below the others.
    """

    first: ComparedText
    second: ComparedText
    sources: tuple[ComparedItem, ...]
    quotations: tuple[ComparedItem, ...]
    events: tuple[ComparedItem, ...]
    numbers: tuple[ComparedItem, ...]
    names: tuple[ComparedItem, ...]

    def items(self, aspect: Aspect, presence: Presence | None = None) -> list[ComparedItem]:
        """Return the items of an aspect, all or those of a presence."""
        found: tuple[ComparedItem, ...] = getattr(self, aspect)
        return [item for item in found if presence is None or item.presence == presence]

    def count(self, aspect: Aspect, presence: Presence) -> int:
        """Count the items of an aspect that both texts have, or one of them."""
        return len(self.items(aspect, presence))
