"""What a pane lists: findings or notes in groups that fold, in an order, filtered by words."""

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from textual.content import Content

from tui.widgets.panes.lines import finder, marked, styled
from tui.widgets.places import Kind, Place
from tui.widgets.row_source import RowSource

FOLDED, UNFOLDED = "▸ ", "▾ "
_WIDEST = 110  # cells that a row takes at most: the two ends of a longer line are hard to join


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a group. It folds the rows under it where it has a `key`."""

    title: str
    count: int = 0
    key: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of the places that an entry stands for, shown under it while that is unfolded."""

    key: str
    place: Place


@dataclass(frozen=True, slots=True)
class Between:
    """Lines that stand between two rows and lead nowhere."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a pane lists what it has, as the reader asked.

    `order` and `grouping` are indexes into the source's `ORDERS` and `GROUPINGS`. `turned` are the
    keys of the groups that are folded and of the entries that are unfolded. `aside` tells whether
    what a source holds as beside the point is listed too.
    """

    order: int = 0
    grouping: int = 0
    words: str = ""
    turned: frozenset[str] = field(default=frozenset())
    aside: bool = True


PLAIN = Arrangement()

Entry = TypeVar("Entry")


class PaneSource(RowSource, Generic[Entry]):
    """Rows of uneven height: entries, each with its place, headings, and parts of entries.

    A pane derives from it, gives the entries in text order, and says for each of them what it is
    found by, how it is ordered and grouped, and how it is drawn. `found` of `total` entries are
    listed, those beside the point not counted.
    """

    ORDERS: ClassVar[tuple[str, ...]] = ("as in the text",)
    GROUPINGS: ClassVar[tuple[str, ...]] = ("",)
    AIRY: ClassVar[bool] = False  # whether every entry ends in a blank line
    even = False

    def __init__(self, entries: Sequence[Entry], how: Arrangement) -> None:
        self.entries = entries
        self.rows: list[Head | Part | Between | Entry] = []
        self.found = 0
        self._sought: list[str] = []
        self._row_of: dict[Kind, dict[int, int]] = {}
        self._row_of_key: dict[str, int] = {}
        self._heads: list[int] = []
        self.total = sum(not self.is_aside(entry) for entry in entries)
        self.arrange(how)

    # What a pane says of its entries

    @abstractmethod
    def place_of(self, entry: Entry) -> Place:
        """Where an entry leads."""

    @abstractmethod
    def words_of(self, entry: Entry) -> str:
        """The words that an entry is found by."""

    @abstractmethod
    def entry_height(self, entry: Entry, index: int, width: int) -> int:
        """How many lines an entry takes at `width` cells."""

    @abstractmethod
    def entry_lines(self, entry: Entry, index: int, width: int) -> Sequence[Content]:
        """The lines of an entry."""

    def is_aside(self, entry: Entry) -> bool:
        """Whether an entry is beside the point, so that it can be left out."""
        del entry
        return False

    def ordered(self, entries: list[Entry]) -> list[Entry]:
        """The entries in the order asked for."""
        return entries

    def groups_of(self, entry: Entry) -> Sequence[str]:
        """The titles of the groups that an entry stands in, as grouped now."""
        del entry
        return ("",)

    def group_order(self, groups: dict[str, list[Entry]]) -> Iterable[str]:
        """The titles of the groups in their order, by default that of their first entries."""
        return groups

    def indexes_of(self, entry: Entry) -> Sequence[int]:
        """The indexes of all places that an entry stands for, in text order."""
        return (self.place_of(entry).index,)

    def parts_of(self, entry: Entry) -> Sequence[Place]:
        """The places that an entry unfolds to."""
        return (self.place_of(entry),)

    def key_of(self, entry: Entry) -> str:
        """What an entry that unfolds into its places is known by; "" for one that does not."""
        del entry
        return ""

    def part_lines(self, part: Part, width: int) -> Sequence[Content]:
        """The one line of a part."""
        del part, width
        return ()

    # Arranging

    def arrange(self, how: Arrangement) -> None:
        """List the entries anew; the cost is that of one pass over them."""
        self.how = how
        self._found_words = finder(how.words)
        shown = self._shown()
        self.found = sum(not self.is_aside(entry) for entry in shown)
        self.rows, self._row_of, self._row_of_key = [], {}, {}
        self.lay_out(self.ordered(shown))
        self._heads = [at for at, row in enumerate(self.rows) if isinstance(row, Head)]

    def lay_out(self, entries: list[Entry]) -> None:
        """Make rows of the entries that are shown, in their groups."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            for title in self.groups_of(entry):
                groups.setdefault(title, []).append(entry)
        for title in self.group_order(groups):
            if self.add_head(title, groups[title]):
                for entry in groups[title]:
                    self.add(entry)

    def _shown(self) -> list[Entry]:
        entries = [e for e in self.entries if self.how.aside or not self.is_aside(e)]
        words = self.how.words.lower().split()
        if not words:
            return entries
        if not self._sought:
            self._sought = [self.words_of(entry).lower() for entry in self.entries]
        sought = self._sought
        return [
            entry
            for entry, text in zip(self.entries, sought, strict=True)
            if (self.how.aside or not self.is_aside(entry)) and all(word in text for word in words)
        ]

    def add_head(self, title: str, entries: Sequence[Entry]) -> bool:
        """Add the heading of a group, if it has a title; False where the group is folded."""
        if not title:
            return True
        key = f"# {title}"
        closed = key in self.how.turned
        row = self._row_of_key[key] = len(self.rows)
        self.rows.append(Head(title, len(entries), key, closed))
        if closed:
            for entry in entries:
                self._stands_for(row, entry)
        return not closed

    def add(self, entry: Entry) -> None:
        """Add the row of an entry, and those of its places where it is unfolded."""
        row = len(self.rows)
        self.rows.append(entry)
        key = self.key_of(entry)
        if key:
            self._row_of_key[key] = row
        if not key or key not in self.how.turned:
            self._stands_for(row, entry)
            return
        for place in self.parts_of(entry):
            self._row_of.setdefault(place.kind, {}).setdefault(place.index, len(self.rows))
            self.rows.append(Part(key, place))

    def _stands_for(self, row: int, entry: Entry) -> None:
        rows = self._row_of.setdefault(self.place_of(entry).kind, {})
        for index in self.indexes_of(entry):
            rows.setdefault(index, row)

    # What the list asks

    def count(self) -> int:
        """How many rows there are, headings included."""
        return len(self.rows)

    def heading(self, index: int) -> bool:
        """Whether the row heads a group."""
        return isinstance(self.rows[index], Head)

    def passed(self, index: int) -> bool:
        """Whether the row leads nowhere and folds nothing."""
        row = self.rows[index]
        return isinstance(row, Between) or (isinstance(row, Head) and not row.key)

    def folds(self, index: int) -> bool:
        """Whether the row can be folded or unfolded itself."""
        row = self.rows[index]
        if isinstance(row, Head):
            return bool(row.key)
        return not isinstance(row, Part | Between) and bool(self.key_of(row))

    def place(self, index: int) -> Place | None:
        """Where a row leads; None where it leads nowhere."""
        row = self.rows[index]
        if isinstance(row, Head | Between):
            return None
        return row.place if isinstance(row, Part) else self.place_of(row)

    def index_of(self, place: Place) -> int:
        """The row that stands for a place, be it a folded heading; -1 where none does."""
        return self._row_of.get(place.kind, {}).get(place.index, -1)

    @property
    def first(self) -> int:
        """The first row that leads anywhere, 0 where none does."""
        rows = enumerate(self.rows)
        return next((i for i, row in rows if not isinstance(row, Head | Between)), 0)

    def height(self, index: int, width: int) -> int:
        """The lines of a row; a heading has a blank one above, unless that would be the first."""
        row = self.rows[index]
        if isinstance(row, Head):
            return 1 + self._spaced(index)
        if isinstance(row, Between):
            return len(row.lines)
        return 1 if isinstance(row, Part) else self.entry_height(row, index, min(width, _WIDEST))

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The lines of a row, the words filtered by standing out."""
        row, width = self.rows[index], min(width, _WIDEST)
        if isinstance(row, Head):
            line = self.head_line(row, width)
            return [Content(""), line] if self._spaced(index) else [line]
        if isinstance(row, Between):
            return styled(row.lines, ".rows--muted")
        if isinstance(row, Part):
            lines = self.part_lines(row, width)
        else:
            lines = self.entry_lines(row, index, width)
        if self._found_words is None:
            return lines
        return [marked(line, self._found_words) for line in lines]

    def _spaced(self, index: int) -> bool:
        """Whether a heading has a blank line above it."""
        row = self.rows[index]
        if not index or self.AIRY or (isinstance(row, Head) and not row.key):
            return False
        above = self.rows[index - 1]
        return not (isinstance(above, Head) and above.key)

    def head_line(self, head: Head, width: int) -> Content:
        """A heading with its count and a line to the end of the row."""
        sign = "" if not head.key else FOLDED if head.closed else UNFOLDED
        count = f" {head.count:,}" if head.count else ""
        title = Content.styled(head.title, ".rows--heading")
        title = title.truncate(max(width - len(sign) - len(count) - 2, 4), ellipsis=True)
        line = Content.assemble((sign, ".rows--muted"), title, (count, ".rows--muted"), " ")
        return line + Content.styled("─" * max(width - line.cell_length, 0), "$border")

    # Folding

    def fold_key(self, index: int) -> str:
        """What folding at a row folds: its group, itself, the entry above it; "" for nothing."""
        row = self.rows[index]
        if isinstance(row, Between):
            return ""
        if isinstance(row, Head | Part):
            return row.key
        key = self.key_of(row)
        if key:
            return key
        at = bisect_right(self._heads, index) - 1
        head = self.rows[self._heads[at]] if at >= 0 else None
        return head.key if isinstance(head, Head) else ""

    @property
    def folds_anything(self) -> bool:
        """Whether there is a group or an entry to fold."""
        return bool(self._row_of_key)

    def row_of_key(self, key: str) -> int:
        """The row that folds what `key` stands for, -1 where there is none."""
        return self._row_of_key.get(key, -1)

    def last_under(self, index: int) -> int:
        """The last of the rows that a heading or an entry unfolds to, itself where to none."""
        row = self.rows[index]
        under = Part if not isinstance(row, Head) else object
        at = index + 1
        while at < len(self.rows) and isinstance(self.rows[at], under) and not self.heading(at):
            at += 1
        return at - 1

    def folded_more(self) -> frozenset[str] | None:
        """What to turn to fold everything one level more, or all open from wholly folded.

        None where nothing folds.
        """
        groups = {row.key for row in self.rows if isinstance(row, Head) and row.key}
        entries = {key for entry in self.entries if (key := self.key_of(entry))}
        turned = self.how.turned
        if turned & entries and not (groups and groups <= turned):
            return turned - entries
        if groups and not groups <= turned:
            return turned | groups
        return (turned - groups) | entries if groups or entries else None
