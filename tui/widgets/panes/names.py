"""The Names pane: who and what the article names, how often and where."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from tui.safe import safe
from tui.widgets.panes.source import PaneSource, heading
from tui.widgets.places import Place, Places

_HEADINGS = {
    "PERSON": "People",
    "ORG": "Organisations",
    "NORP": "Groups",
    "GPE": "Places",
    "LOC": "Places",
    "FAC": "Places",
}
_OTHER = "Other names"
_ORDER = ("People", "Organisations", "Places", "Groups", _OTHER)
_BARS = "▁▂▃▄▅▆▇█"
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Named:
    """An entity, or a name that is none's, with all places that mean it, in text order."""

    name: str
    label: str
    role: str
    places: tuple[Place, ...]


def named(places: Places) -> list[Named]:
    """Every entity with its mentions, and unlinked names together by their words."""
    analysis = places.analysis
    linked: dict[int, list[Place]] = defaultdict(list)
    loose: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for index, mention in enumerate(analysis.mentions):
        place = Place("name", index, mention.start, mention.end)
        if mention.entity is not None:
            linked[mention.entity].append(place)
        elif mention.kind == "name":
            loose[analysis.text[mention.start : mention.end], mention.label].append(place)
    return [
        *(
            Named(entity.name, entity.label, entity.role or "", tuple(linked[entity.id]))
            for entity in analysis.entities
            if entity.id in linked
        ),
        *(Named(name, label, "", tuple(found)) for (name, label), found in loose.items()),
    ]


def sparkline(starts: Sequence[int], length: int, bars: int) -> str:
    """Where in a text of `length` characters the starts lie: a bar for each part of the text."""
    counts = [0] * bars
    for start in starts:
        counts[min(start * bars // max(length, 1), bars - 1)] += 1
    most = max(counts)
    return "".join(
        _BARS[max(1, round(count / most * (len(_BARS) - 1)))] if count else _BARS[0]
        for count in counts
    )


class NameRows(PaneSource):
    """Entities by kind, the most often mentioned first; a row's place is its first mention."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._length = len(places.analysis.text)
        self._rows: list[Named | str] = []
        self._row_of: dict[int, int] = {}  # by the index of a mention
        groups: dict[str, list[Named]] = defaultdict(list)
        for one in named(places):
            groups[_HEADINGS.get(one.label, _OTHER)].append(one)
        for title in _ORDER:
            if groups[title]:
                self._rows.append(title)
                self.places.append(None)
            for one in sorted(groups[title], key=_rank):
                for place in one.places:
                    self._row_of[place.index] = len(self._rows)
                self._rows.append(one)
                self.places.append(_first_name(one, places))

    def named(self, index: int) -> Named | None:
        """What a row names."""
        row = self._rows[index]
        return row if isinstance(row, Named) else None

    def index_of(self, place: Place) -> int:
        """The row of the entity that a mention means."""
        return self._row_of.get(place.index, -1)

    def nearest(self, index: int, offset: int) -> Place | None:
        """The mention of a row's entity at or after an offset, else the first one."""
        row = self._rows[index]
        if isinstance(row, str):
            return None
        at = bisect_left(row.places, offset, key=lambda place: place.start)
        return row.places[at] if at < len(row.places) else row.places[0]

    def height(self, index: int, width: int) -> int:
        """One line, and one more for a role."""
        del width
        row = self._rows[index]
        if isinstance(row, str):
            return 1 if index == 0 else 2
        return 2 if row.role else 1

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The name, where it occurs and how often; its role below."""
        row = self._rows[index]
        if isinstance(row, str):
            lines = [heading(row, width)]
            return lines if index == 0 else [Content(""), *lines]
        bars = min(_MOST_BARS, max(0, (width - 18) // 2))
        spark = sparkline([place.start for place in row.places], self._length, bars) if bars else ""
        count = f"{len(row.places):>4}"
        room = max(width - len(spark) - len(count) - 1, 1)
        name = Content(safe(row.name)).truncate(room, ellipsis=True).pad_right(room)
        name = name.truncate(room)
        line = Content.assemble(
            name.stylize(".rows--strong"), " ", (spark, ".rows--accent"), (count, ".rows--muted")
        )
        role = Content.styled(f"  {safe(row.role)}", ".rows--muted")
        return [line, role] if row.role else [line]


def _rank(one: Named) -> tuple[int, int]:
    return (-len(one.places), one.places[0].start)


def _first_name(one: Named, places: Places) -> Place:
    """The first mention that gives the name, else the first of any kind."""
    mentions = places.analysis.mentions
    names = (place for place in one.places if mentions[place.index].kind == "name")
    return next(names, one.places[0])
