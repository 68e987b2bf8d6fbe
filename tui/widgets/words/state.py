"""What the Words screen of an article remembers while it is closed."""

from dataclasses import dataclass, field
from typing import Literal

from analysis.wording import Sort
from analysis.wording.collocations import Measure
from tui.counting_words import Findings

CountOrder = Literal["key", "count", "alphabet"]


@dataclass(frozen=True, slots=True)
class Track:
    """A row of the plot: what it is called, and the query that finds its places."""

    name: str
    query: str


@dataclass
class WordsState:
    """Which view was in sight, what was counted and asked for, and where the cursors stood.

    `order` and `tracks` are None until the reader or the first count has chosen them.
    """

    view: int = 0
    findings: Findings = field(default_factory=Findings)
    cursors: dict[str, int] = field(default_factory=dict)
    order: CountOrder | None = None
    measure: Measure = "likelihood"
    asked: str = ""
    whole_store: bool = False
    sort: Sort = "place"
    tracks: list[Track] | None = None
