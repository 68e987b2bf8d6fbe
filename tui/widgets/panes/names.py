"""The Names pane: who and what the article names, how often and where."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content

from analysis import Analysis
from tui.safe import safe
from tui.widgets.panes.lines import YOURS, apart
from tui.widgets.panes.source import FOLDED, PLAIN, UNFOLDED, Arrangement, PaneSource, Part
from tui.widgets.places import Place, Places
from tui.widgets.sparks import bars as spark_bars
from tui.wording import counted

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
_MOST_BARS = 24
_SIGN = len(FOLDED)
_BEFORE = 3  # a mention stands in the first third of its line


@dataclass(frozen=True, slots=True)
class Named:
    """An entity, or a name that is none's, with all mentions that mean it, by their indexes.

    `first` is where it is first named, `quotes` how often it is quoted, and `yours` tells whether
    the reader corrected it.
    """

    name: str
    label: str
    role: str
    aliases: tuple[str, ...]
    mentions: tuple[int, ...]
    first: Place
    quotes: int = 0
    yours: bool = False


def named(places: Places) -> list[Named]:
    """Every entity with its mentions, and unlinked names together by their words, in text order."""
    analysis = places.analysis
    linked: dict[int, list[int]] = defaultdict(list)
    loose: dict[tuple[str, str], list[int]] = defaultdict(list)
    names: dict[int, int] = {}
    for index, mention in enumerate(analysis.mentions):
        if mention.entity is not None:
            linked[mention.entity].append(index)
            if mention.kind == "name":
                names.setdefault(mention.entity, index)
        elif mention.kind == "name":
            loose[analysis.text[mention.start : mention.end], mention.label].append(index)
    quoted = Counter(quotation.speaker for quotation in analysis.quotations)
    everybody = [
        *(
            Named(
                entity.name, entity.label, entity.role or "",
                tuple(alias for alias in entity.aliases if alias != entity.name),
                tuple(linked[entity.id]),
                mention_place(analysis, names.get(entity.id, linked[entity.id][0])),
                quoted[entity.id], ("entity", entity.id) in places.yours,
            )
            for entity in analysis.entities
            if entity.id in linked
        ),
        *(
            Named(name, label, "", (), tuple(found), mention_place(analysis, found[0]))
            for (name, label), found in loose.items()
        ),
    ]  # fmt: skip
    return sorted(everybody, key=lambda one: analysis.mentions[one.mentions[0]].start)


def mention_place(analysis: Analysis, index: int) -> Place:
    """Where a mention stands."""
    mention = analysis.mentions[index]
    return Place("name", index, mention.start, mention.end)


def sparkline(starts: Sequence[int], length: int, bars: int) -> str:
    """Where in a text of `length` characters the starts lie: a bar for each part of the text."""
    counts = [0] * bars
    for start in starts:
        counts[min(start * bars // max(length, 1), bars - 1)] += 1
    return spark_bars(counts)


def in_context(text: str, place: Place, width: int) -> Content:
    """One line of the text with a place in it, the place bold and in the same column as others."""
    before = width // _BEFORE
    start = max(place.start - before + 1, 0)
    if start:
        start = text.find(" ", start, place.start) + 1 or start
    left = ("…" if start else "") + safe(text[start : place.start])
    return Content.assemble(
        Content.styled(left, ".rows--muted")
        .truncate(before)
        .pad_left(max(before - cell_len(left), 0)),
        (safe(text[place.start : place.end]), ".rows--strong"),
        (safe(text[place.end : place.end + width]), ".rows--muted"),
    ).truncate(width, ellipsis=True)


class NameRows(PaneSource[Named]):
    """Entities by kind, the most often mentioned first; each unfolds to its mentions."""

    ORDERS: ClassVar[tuple[str, ...]] = ("most mentioned first", "as in the text", "by name")
    GROUPINGS: ClassVar[tuple[str, ...]] = ("by kind", "")

    def __init__(self, places: Places, how: Arrangement = PLAIN) -> None:
        """The names of an article."""
        self._analysis: Analysis = places.analysis
        self._part = 0  # of as many as a sparkline has bars at most, the one that is being read
        super().__init__(named(places), how)

    @cached_property
    def _digits(self) -> int:
        return max((len(f"{len(one.mentions):,}") for one in self.entries), default=1)

    def read_at(self, offset: int) -> bool:
        """Mark in the sparklines what is being read; whether that is another part of the text."""
        before = self._part
        self._part = offset * _MOST_BARS // max(len(self._analysis.text), 1)
        return self._part != before

    def place_of(self, entry: Named) -> Place:
        """Where it is first named."""
        return entry.first

    def words_of(self, entry: Named) -> str:
        """Its names, role and kind, and whether the reader corrected it."""
        kind, yours = _HEADINGS.get(entry.label, _OTHER), YOURS.plain * entry.yours
        return " ".join((entry.name, *entry.aliases, entry.role, kind, yours))

    def ordered(self, entries: list[Named]) -> list[Named]:
        """By mentions, place or name."""
        match self.how.order:
            case 0:
                return sorted(entries, key=lambda one: -len(one.mentions))
            case 2:
                return sorted(entries, key=lambda one: one.name.casefold())
        return entries

    def groups_of(self, entry: Named) -> Sequence[str]:
        """Its kind."""
        return ("",) if self.how.grouping else (_HEADINGS.get(entry.label, _OTHER),)

    def group_order(self, groups: dict[str, list[Named]]) -> Iterable[str]:
        """People first."""
        return [title for title in ("", *_ORDER) if title in groups]

    def indexes_of(self, entry: Named) -> Sequence[int]:
        """Its mentions."""
        return entry.mentions

    def parts_of(self, entry: Named) -> Sequence[Place]:
        """Where its mentions stand."""
        return [mention_place(self._analysis, index) for index in entry.mentions]

    def key_of(self, entry: Named) -> str:
        """Its name and kind."""
        return f"{entry.label} {entry.name}"

    def _unfolded(self, entry: Named) -> bool:
        return self.key_of(entry) in self.how.turned

    def _below(self, entry: Named, width: int) -> list[Content]:
        """What is said below the name: role, quotations; the other names where unfolded."""
        lines = []
        indent = " " * _SIGN
        if entry.role or entry.quotes:
            quotes = counted(entry.quotes, "quote") if entry.quotes else ""
            left, right = (entry.role, quotes) if entry.role else (quotes, "")
            role = Content.styled(indent + safe(left), ".rows--muted")
            lines.append(apart(role, Content.styled(right, ".rows--muted"), width))
        if entry.aliases and self._unfolded(entry):
            also = f"{indent}also {', '.join(map(safe, entry.aliases))}"
            lines.append(Content.styled(also, ".rows--muted"))
        return lines

    def entry_height(self, entry: Named, index: int, width: int) -> int:
        """One line, and those below it."""
        del index, width
        return 1 + bool(entry.role or entry.quotes) + bool(entry.aliases and self._unfolded(entry))

    def entry_lines(self, entry: Named, index: int, width: int) -> Sequence[Content]:
        """The name, where it occurs and how often; its role below."""
        del index
        bars = min(_MOST_BARS, max(0, (width - 20) // 2))
        starts = [self._analysis.mentions[index].start for index in entry.mentions]
        spark = sparkline(starts, len(self._analysis.text), bars) if bars else ""
        count = f"{len(entry.mentions):>{self._digits + 1},}"
        sign = UNFOLDED if self._unfolded(entry) else FOLDED
        name = Content.assemble((sign, ".rows--muted"), (safe(entry.name), ".rows--strong"))
        yours = Content.assemble(YOURS, " ") if entry.yours else Content("")
        sparks = Content.styled(spark, ".rows--accent")
        here = self._part * bars // _MOST_BARS
        sparks = sparks.stylize(".rows--star", here, here + 1)
        right = Content.assemble(yours, sparks, (count, ".rows--muted"))
        return [apart(name, right, width), *self._below(entry, width)]

    def part_lines(self, part: Part, width: int) -> Sequence[Content]:
        """A mention in its sentence."""
        line = in_context(self._analysis.text, part.place, width - _SIGN - 2)
        return [Content.assemble(("  │ ", ".rows--mark"), line)]
