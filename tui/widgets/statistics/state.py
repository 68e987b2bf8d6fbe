"""The state of a text statistics screen, preserved while it is closed."""

from dataclasses import dataclass, field
from typing import Literal

from analysis.corpus import Sort
from analysis.corpus.collocations import Measure
from db.text_statistics import Findings

CountOrder = Literal["key", "count", "alphabet"]


@dataclass(frozen=True, slots=True)
class Track:
    """A row of the plot: its name, and the query of its matches."""

    name: str
    query: str


@dataclass
class WordsState:
    """The current view, the statistics, the concordance query, and the cursors of the views.

    `order` and `tracks` are None until they are set by the user or after the first count.
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
