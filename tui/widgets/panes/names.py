"""The Names pane: the article's entities and names, with their frequencies and positions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from analysis import Analysis
from analysis.structs import replace
from db.search.rows import NAMES, RowFacts
from db.text import fold
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.pane_text import PaneText
from tui.widgets.charts import sparkline as spark_bars
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.panes.pane_source import (
    DEFAULT_ARRANGEMENT,
    EDITED_BADGE,
    FOLDED,
    UNFOLDED,
    Arrangement,
    EntryPart,
    PaneSource,
)
from tui.widgets.panes.row_text import justify

_MOST_BARS = 24
_SIGN = len(FOLDED)
_BEFORE = 3  # a mention begins in the first third of its line


class NameEntry(Struct, frozen=True):
    """An entity, or a name without an entity, with the indexes of all its mentions.

    `first` is its first named mention, `quotes` the number of its quotations. `is_corrected` is
    True if the user corrected it.
    """

    name: str
    label: str
    role: str
    aliases: tuple[str, ...]
    mentions: tuple[int, ...]
    first: FindingRef
    quotes: int = 0
    is_corrected: bool = False


def _group_title(entry: NameEntry) -> str:
    return PaneText.NAME_GROUPS.get(entry.label, PaneText.OTHER_NAMES)


def list_names(findings: FindingIndex) -> list[NameEntry]:
    """List every entity with its mentions, and unlinked names by their text, in text order."""
    analysis = findings.analysis
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
    quoted = Counter(
        speaker
        for quotation in analysis.quotations
        if quotation.is_statement
        for speaker in quotation.speakers
    )
    entries = [
        *(
            NameEntry(
                entity.name, entity.label, entity.role or "",
                tuple(alias for alias in entity.aliases if alias != entity.name),
                tuple(linked[entity.id]),
                mention_ref(analysis, names.get(entity.id, linked[entity.id][0])),
                quoted[entity.id], ("entity", entity.id) in findings.corrected,
            )
            for entity in analysis.entities
            if entity.id in linked and entity.is_named
        ),
        *(
            NameEntry(name, label, "", (), tuple(indexes), mention_ref(analysis, indexes[0]))
            for (name, label), indexes in loose.items()
        ),
    ]  # fmt: skip
    return sorted(entries, key=lambda entry: analysis.mentions[entry.mentions[0]].start)


def mention_ref(analysis: Analysis, index: int) -> FindingRef:
    """Return the reference to a mention."""
    mention = analysis.mentions[index]
    return FindingRef("name", index, mention.start, mention.end)


def draw_distribution(starts: Sequence[int], length: int, bars: int) -> str:
    """Draw the distribution of starts in a text of `length` characters as a number of bars."""
    counts = [0] * bars
    for start in starts:
        counts[min(start * bars // max(length, 1), bars - 1)] += 1
    return spark_bars(counts)


def format_context(text: str, ref: FindingRef, width: int) -> Content:
    """Return one line of the text around a mention, in bold and aligned to a fixed column."""
    before = width // _BEFORE
    start = max(ref.start - before + 1, 0)
    if start:
        start = text.find(" ", start, ref.start) + 1 or start
    left = ("…" if start else "") + safe(text[start : ref.start])
    return Content.assemble(
        Content.styled(left, ".rows--muted")
        .truncate(before)
        .pad_left(max(before - cell_len(left), 0)),
        (safe(text[ref.start : ref.end]), ".rows--strong"),
        (safe(text[ref.end : ref.end + width]), ".rows--muted"),
    ).truncate(width, ellipsis=True)


class NameRows(PaneSource[NameEntry]):
    """Entities by type, the most mentioned first; each unfolds to its mentions."""

    LANGUAGE = NAMES
    ORDERS: ClassVar[tuple[str, ...]] = PaneText.NAME_ORDERS
    GROUPINGS: ClassVar[tuple[str, ...]] = PaneText.NAME_GROUPINGS

    def __init__(
        self, findings: FindingIndex, arrangement: Arrangement = DEFAULT_ARRANGEMENT
    ) -> None:
        """List the names of an article."""
        self._analysis: Analysis = findings.analysis
        self._part = 0  # the part of the text at the cursor, out of `_MOST_BARS`
        super().__init__(list_names(findings), arrangement)

    @cached_property
    def _digits(self) -> int:
        return max((len(f"{len(entry.mentions):,}") for entry in self.entries), default=1)

    def read_at(self, offset: int) -> bool:
        """Highlight the part at an offset in the sparklines; return whether the part changed."""
        before = self._part
        self._part = offset * _MOST_BARS // max(len(self._analysis.text), 1)
        return self._part != before

    def ref_of(self, entry: NameEntry) -> FindingRef:
        """Return its first named mention."""
        return entry.first

    def filter_text_of(self, entry: NameEntry) -> str:
        """Return its names, role, type and badge."""
        badge = EDITED_BADGE.plain * entry.is_corrected
        return " ".join((entry.name, *entry.aliases, entry.role, _group_title(entry), badge))

    def facts_of(self, entry: NameEntry) -> RowFacts:
        """Return its text, and its names."""
        names = fold("\n".join((entry.name, *entry.aliases)))
        return replace(super().facts_of(entry), fields={"entity": names})

    def sort_entries(self, entries: list[NameEntry]) -> list[NameEntry]:
        """Sort by mentions, position or name."""
        match self.arrangement.order:
            case 0:
                return sorted(entries, key=lambda entry: -len(entry.mentions))
            case 2:
                return sorted(entries, key=lambda entry: entry.name.casefold())
        return entries

    def groups_of(self, entry: NameEntry) -> Sequence[str]:
        """Return the title of its type."""
        return ("",) if self.arrangement.grouping else (_group_title(entry),)

    def group_order(self, groups: dict[str, list[NameEntry]]) -> Iterable[str]:
        """Return the types in a fixed order, people first."""
        return [title for title in ("", *PaneText.NAME_GROUP_ORDER) if title in groups]

    def indexes_of(self, entry: NameEntry) -> Sequence[int]:
        """Return the indexes of its mentions."""
        return entry.mentions

    def parts_of(self, entry: NameEntry) -> Sequence[FindingRef]:
        """Return the references to its mentions."""
        return [mention_ref(self._analysis, index) for index in entry.mentions]

    def key_of(self, entry: NameEntry) -> str:
        """Return a key of its label and name."""
        return f"{entry.label} {entry.name}"

    def _unfolded(self, entry: NameEntry) -> bool:
        return self.key_of(entry) in self.arrangement.toggled_keys

    def _below(self, entry: NameEntry, width: int) -> list[Content]:
        """Return the lines below the name: role and quotations; if unfolded, its aliases."""
        lines = []
        indent = " " * _SIGN
        if entry.role or entry.quotes:
            quotes = format_count(entry.quotes, PaneText.QUOTE) if entry.quotes else ""
            left, right = (entry.role, quotes) if entry.role else (quotes, "")
            role = Content.styled(indent + safe(left), ".rows--muted")
            lines.append(justify(role, Content.styled(right, ".rows--muted"), width))
        if entry.aliases and self._unfolded(entry):
            aliases = PaneText.ALIASES.format(names=", ".join(map(safe, entry.aliases)))
            lines.append(Content.styled(indent + aliases, ".rows--muted"))
        return lines

    def entry_height(self, entry: NameEntry, index: int, width: int) -> int:
        """Return the height of the name and the lines below it."""
        del index, width
        return 1 + bool(entry.role or entry.quotes) + bool(entry.aliases and self._unfolded(entry))

    def entry_lines(self, entry: NameEntry, index: int, width: int) -> Sequence[Content]:
        """Return the name with its distribution and frequency, and its role below."""
        del index
        bars = min(_MOST_BARS, max(0, (width - 20) // 2))
        starts = [self._analysis.mentions[index].start for index in entry.mentions]
        spark = draw_distribution(starts, len(self._analysis.text), bars) if bars else ""
        count = f"{len(entry.mentions):>{self._digits + 1},}"
        sign = UNFOLDED if self._unfolded(entry) else FOLDED
        name = Content.assemble((sign, ".rows--muted"), (safe(entry.name), ".rows--strong"))
        badge = Content.assemble(EDITED_BADGE, " ") if entry.is_corrected else Content("")
        sparks = Content.styled(spark, ".rows--accent")
        current = self._part * bars // _MOST_BARS
        sparks = sparks.stylize(".rows--star", current, current + 1)
        right = Content.assemble(badge, sparks, (count, ".rows--muted"))
        return [justify(name, right, width), *self._below(entry, width)]

    def part_lines(self, part: EntryPart, width: int) -> Sequence[Content]:
        """Return a mention in its context."""
        line = format_context(self._analysis.text, part.ref, width - _SIGN - 2)
        return [Content.assemble(("  │ ", ".rows--bar"), line)]
