"""The content of a pane: findings or notes, grouped, folded, sorted, and filtered by words."""

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from msgspec import Struct, field
from textual.content import Content

from analysis import Entity, Event, Mention, Quotation, TimeExpression, render_reason
from db.models import Nearness
from db.search.ast import selects_weak_kinds
from db.search.parser import RowLanguage
from db.search.rows import RowFacts, matches, parse_filter, row_texts
from db.text import fold
from tui.strings.pane_text import PaneText
from tui.widgets.finding_index import FindingRef, Kind
from tui.widgets.panes.row_text import compile_filter, highlight_matches, style_lines
from tui.widgets.row_source import RowSource, Separator

EDITED_BADGE = Content.styled(PaneText.EDITED, ".rows--accent")
"""The badge of a finding that the user corrected."""


def format_reason(finding: Mention | Entity | Quotation | TimeExpression | Event) -> str:
    """Format a finding's reason for the screen; words of the text get quotation marks."""
    return render_reason(finding.reason, finding.origin, quotes=("“", "”"))


FOLDED, UNFOLDED = "▸ ", "▾ "
_WIDEST = 110  # most cells of a row: on a longer line, the eye loses the row


def group_key(title: str) -> str:
    """Return the key that folds the group with a title."""
    return f"# {title}"


class GroupHeading(Struct, frozen=True):
    """The heading of a group. With a `key`, it folds the rows under it."""

    title: str
    count: int = 0
    key: str = ""
    is_folded: bool = False


class EntryPart(Struct, frozen=True):
    """One of the findings that an entry combines, listed below it while the entry is unfolded."""

    key: str
    ref: FindingRef


class Arrangement(Struct, frozen=True):
    """The user's settings for the list of a pane.

    `order` and `grouping` are indexes into the source's `ORDERS` and `GROUPINGS`. `toggled_keys`
    are the keys of the groups that are folded and of the entries that are unfolded. With
    `shows_minor`, minor entries (`PaneSource.is_minor`) are listed too, and with `shows_weak`,
    topics and continuations (`PaneSource.is_weak`). `near` are the quotations
    that the filter selects by meaning, by their text; None if it does not compare them.
    """

    order: int = 0
    grouping: int = 0
    filter_text: str = ""
    toggled_keys: frozenset[str] = field(default=frozenset())
    shows_minor: bool = True
    shows_weak: bool = False
    near: Mapping[str, Nearness] | None = None


DEFAULT_ARRANGEMENT = Arrangement()

Entry = TypeVar("Entry")


class PaneSource(RowSource, Generic[Entry]):
    """A source with rows of different heights: entries, headings, and parts of entries.

    A pane subclasses it and passes the entries in text order. The subclass defines the searched
    text, order, groups and lines of an entry. `listed_count` of `total` entries are listed; minor
    entries are not counted, unless the subclass sets `COUNTS_MINOR`.
    """

    LANGUAGE: ClassVar[RowLanguage]
    """The fields of the filter."""
    ORDERS: ClassVar[tuple[str, ...]] = ("",)
    GROUPINGS: ClassVar[tuple[str, ...]] = ("",)
    COUNTS_MINOR: ClassVar[bool] = False  # True if minor entries are counted as others
    # Keys of groups that come last and are folded at first; if toggled, they are unfolded.
    FOLDED: ClassVar[frozenset[str]] = frozenset()
    AIRY: ClassVar[bool] = False  # True if every entry ends in a blank line
    has_equal_heights = False

    def __init__(self, entries: Sequence[Entry], arrangement: Arrangement) -> None:
        self.entries = entries
        self.rows: list[GroupHeading | EntryPart | Separator | Entry] = []
        self.listed_count = 0
        self._facts: list[RowFacts] = []
        self._row_of: dict[Kind, dict[int, int]] = {}
        self._row_of_key: dict[str, int] = {}
        self._heads: list[int] = []
        self.total = sum(self._is_counted(entry) for entry in entries)
        self.set_arrangement(arrangement)

    # Interface for the subclass

    @abstractmethod
    def ref_of(self, entry: Entry) -> FindingRef:
        """Return the finding of an entry."""

    @abstractmethod
    def filter_text_of(self, entry: Entry) -> str:
        """Return the text that the filter searches."""

    def facts_of(self, entry: Entry) -> RowFacts:
        """Return the facts about an entry that the filter tests."""
        return RowFacts(fold(self.filter_text_of(entry)))

    @abstractmethod
    def entry_height(self, entry: Entry, index: int, width: int) -> int:
        """Return the height of an entry in lines at `width` cells."""

    @abstractmethod
    def entry_lines(self, entry: Entry, index: int, width: int) -> Sequence[Content]:
        """Return the lines of an entry."""

    def _is_counted(self, entry: Entry) -> bool:
        return self.COUNTS_MINOR or not (self.is_minor(entry) or self.is_weak(entry))

    def is_minor(self, entry: Entry) -> bool:
        """Return whether an entry is minor, such as a scare quote, and can be hidden."""
        del entry
        return False

    def is_weak(self, entry: Entry) -> bool:
        """Return whether an entry is a topic or a continuation, which is listed on request."""
        del entry
        return False

    def sort_entries(self, entries: list[Entry]) -> list[Entry]:
        """Sort the entries in the order of the arrangement."""
        return entries

    def groups_of(self, entry: Entry) -> Sequence[str]:
        """Return the titles of an entry's groups in the present grouping."""
        del entry
        return ("",)

    def group_order(self, groups: dict[str, list[Entry]]) -> Iterable[str]:
        """Return the titles in order, by default in the order of their first entries."""
        return groups

    def indexes_of(self, entry: Entry) -> Sequence[int]:
        """Return the indexes of all findings that an entry combines, in text order."""
        return (self.ref_of(entry).index,)

    def parts_of(self, entry: Entry) -> Sequence[FindingRef]:
        """Return the findings that an entry unfolds to."""
        return (self.ref_of(entry),)

    def key_of(self, entry: Entry) -> str:
        """Return the key of an entry that unfolds; "" for one that does not."""
        del entry
        return ""

    def part_lines(self, part: EntryPart, width: int) -> Sequence[Content]:
        """Return the line of a part."""
        del part, width
        return ()

    # Arranging

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Rebuild the rows for an arrangement; the cost is one pass over the entries."""
        self.arrangement = arrangement
        self._condition, self._found_words = None, None
        if arrangement.filter_text:
            self._condition = parse_filter(arrangement.filter_text, self.LANGUAGE).root
            self._found_words = compile_filter(row_texts(self._condition))
        shown = self._shown()
        self.listed_count = sum(self._is_counted(entry) for entry in shown)
        self.rows, self._row_of, self._row_of_key = [], {}, {}
        self.lay_out(self.sort_entries(shown))
        self._heads = [at for at, row in enumerate(self.rows) if isinstance(row, GroupHeading)]

    def lay_out(self, entries: list[Entry]) -> None:
        """Build the rows of the listed entries, by group."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            for title in self.groups_of(entry):
                groups.setdefault(title, []).append(entry)
        for title in sorted(self.group_order(groups), key=self._is_folded_at_first):
            if self.add_head(title, groups[title]):
                for entry in groups[title]:
                    self.add(entry)

    def _shown(self) -> list[Entry]:
        condition = self._condition
        if condition is None:
            return [entry for entry in self.entries if self._is_listed(entry)]
        if not self._facts:
            self._facts = [self.facts_of(entry) for entry in self.entries]
        return [
            entry
            for entry, facts in zip(self.entries, self._facts, strict=True)
            if self._is_listed(entry) and matches(condition, facts)
        ]

    def _is_listed(self, entry: Entry) -> bool:
        """Return whether the arrangement lists an entry; a filter may ask for weak ones."""
        arrangement = self.arrangement
        if self.is_weak(entry):
            wanted = self._condition is not None and selects_weak_kinds(self._condition)
            return arrangement.shows_weak or wanted
        return arrangement.shows_minor or not self.is_minor(entry)

    @property
    def listed_findings(self) -> list[FindingRef]:
        """The findings of the listed entries, those in folded groups included."""
        return [ref for entry in self._shown() for ref in self.parts_of(entry)]

    def add_head(self, title: str, entries: Sequence[Entry]) -> bool:
        """Add the heading of a group, if it has a title; return False if the group is folded."""
        if not title:
            return True
        key = group_key(title)
        closed = key in self._folded_groups
        row = self._row_of_key[key] = len(self.rows)
        self.rows.append(GroupHeading(title, len(entries), key, closed))
        if closed:
            for entry in entries:
                self._map_entry(row, entry)
        return not closed

    def add(self, entry: Entry) -> None:
        """Add the row of an entry, and the rows of its parts if it is unfolded."""
        row = len(self.rows)
        self.rows.append(entry)
        key = self.key_of(entry)
        if key:
            self._row_of_key[key] = row
        if not key or key not in self.arrangement.toggled_keys:
            self._map_entry(row, entry)
            return
        for ref in self.parts_of(entry):
            self._row_of.setdefault(ref.kind, {}).setdefault(ref.index, len(self.rows))
            self.rows.append(EntryPart(key, ref))

    def _map_entry(self, row: int, entry: Entry) -> None:
        rows = self._row_of.setdefault(self.ref_of(entry).kind, {})
        for index in self.indexes_of(entry):
            rows.setdefault(index, row)

    def _is_folded_at_first(self, title: str) -> bool:
        return group_key(title) in self.FOLDED

    @property
    def _folded_groups(self) -> frozenset[str]:
        """The keys of folded groups, and of unfolded entries."""
        return self.arrangement.toggled_keys ^ self.FOLDED

    # Interface for the list

    def count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self.rows)

    def is_heading(self, index: int) -> bool:
        """Return whether the row is a group heading."""
        return isinstance(self.rows[index], GroupHeading)

    def is_skipped(self, index: int) -> bool:
        """Return whether the row has neither a finding nor a fold."""
        row = self.rows[index]
        return isinstance(row, Separator) or (isinstance(row, GroupHeading) and not row.key)

    def is_foldable(self, index: int) -> bool:
        """Return whether the row itself can be folded or unfolded."""
        row = self.rows[index]
        if isinstance(row, GroupHeading):
            return bool(row.key)
        return not isinstance(row, EntryPart | Separator) and bool(self.key_of(row))

    def ref_at(self, index: int) -> FindingRef | None:
        """Return the finding of a row, None if it has none."""
        row = self.rows[index]
        if isinstance(row, GroupHeading | Separator):
            return None
        return row.ref if isinstance(row, EntryPart) else self.ref_of(row)

    def index_of(self, ref: FindingRef) -> int:
        """Return the row of a finding, which may be a folded heading; -1 for none."""
        return self._row_of.get(ref.kind, {}).get(ref.index, -1)

    @property
    def first(self) -> int:
        """The first row with a finding, 0 if there is none."""
        rows = enumerate(self.rows)
        return next((i for i, row in rows if not isinstance(row, GroupHeading | Separator)), 0)

    def height(self, index: int, width: int) -> int:
        """Return the height of a row; a heading has a blank line above unless it is the first."""
        row = self.rows[index]
        if isinstance(row, GroupHeading):
            return 1 + self._spaced(index)
        if isinstance(row, Separator):
            return len(row.lines)
        return (
            1 if isinstance(row, EntryPart) else self.entry_height(row, index, min(width, _WIDEST))
        )

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the lines of a row with the filter's matches highlighted."""
        row, width = self.rows[index], min(width, _WIDEST)
        if isinstance(row, GroupHeading):
            line = self.head_line(row, width)
            return [Content(""), line] if self._spaced(index) else [line]
        if isinstance(row, Separator):
            return style_lines(row.lines, ".rows--muted")
        if isinstance(row, EntryPart):
            lines = self.part_lines(row, width)
        else:
            lines = self.entry_lines(row, index, width)
        if self._found_words is None:
            return lines
        return [highlight_matches(line, self._found_words) for line in lines]

    def _spaced(self, index: int) -> bool:
        """Return whether a heading has a blank line above it."""
        row = self.rows[index]
        if not index or self.AIRY or (isinstance(row, GroupHeading) and not row.key):
            return False
        above = self.rows[index - 1]
        return not (isinstance(above, GroupHeading) and above.key)

    def head_line(self, head: GroupHeading, width: int) -> Content:
        """Return a heading with its count and a rule to the end of the row."""
        sign = "" if not head.key else FOLDED if head.is_folded else UNFOLDED
        count = f" {head.count:,}" if head.count else ""
        title = Content.styled(head.title, ".rows--heading")
        title = title.truncate(max(width - len(sign) - len(count) - 2, 4), ellipsis=True)
        line = Content.assemble((sign, ".rows--muted"), title, (count, ".rows--muted"), " ")
        return line + Content.styled("─" * max(width - line.cell_length, 0), "$border")

    # Folding

    def fold_key(self, index: int) -> str:
        """Return the key folded at a row: of the row, its entry or its group; "" for none."""
        row = self.rows[index]
        if isinstance(row, Separator):
            return ""
        if isinstance(row, GroupHeading | EntryPart):
            return row.key
        key = self.key_of(row)
        if key:
            return key
        at = bisect_right(self._heads, index) - 1
        head = self.rows[self._heads[at]] if at >= 0 else None
        return head.key if isinstance(head, GroupHeading) else ""

    @property
    def has_folds(self) -> bool:
        """Return whether there is a group or an entry to fold."""
        return bool(self._row_of_key)

    def row_of_key(self, key: str) -> int:
        """Return the row that `key` folds, -1 for none."""
        return self._row_of_key.get(key, -1)

    def last_row_under(self, index: int) -> int:
        """Return the last row that a heading or entry unfolds to, else its own row."""
        row = self.rows[index]
        under = EntryPart if not isinstance(row, GroupHeading) else object
        at = index + 1
        while at < len(self.rows) and isinstance(self.rows[at], under) and not self.is_heading(at):
            at += 1
        return at - 1

    def next_fold_level(self) -> frozenset[str] | None:
        """Return the toggled keys that collapse one more level, or expand all if collapsed.

        Return None if nothing folds.
        """
        groups = {row.key for row in self.rows if isinstance(row, GroupHeading) and row.key}
        entries = {key for entry in self.entries if (key := self.key_of(entry))}
        if not groups and not entries:
            return None
        turned = self._folded_groups
        if turned & entries and not (groups and groups <= turned):
            turned -= entries
        elif groups and not groups <= turned:
            turned |= groups
        else:
            turned = (turned - groups) | entries
        return turned ^ self.FOLDED
