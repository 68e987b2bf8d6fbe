"""The content of a pane: findings or notes, grouped, folded, sorted, and filtered by words.

Text as the lines of a row: wrapped, truncated, and with filter matches highlighted.
"""

import re
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from textual.content import Content

from tui.sanitize import safe
from tui.widgets.article_view.wrapping import wrap_words
from tui.widgets.finding_index import Kind, Place
from tui.widgets.virtual_list import RowSource

_NARROW = re.compile("[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e€]*")  # of one cell each
_EMPHASIS = re.compile(r"\*([^*]+)\*")
YOURS = Content.styled("yours", ".rows--accent")
"""The badge of a finding that the user corrected."""


def reason(because: str) -> str:
    """Format a finding's reason for the screen; words of the text get quotation marks."""
    return _EMPHASIS.sub(r"“\1”", because)


def lines_of(words: str, width: int, most: int) -> list[str]:
    """Wrap words into at most `most` lines; if they are cut, the last line ends in "…".

    The cost depends only on `width` and `most`, since every row of a list is measured by it.
    """
    width = max(width, 8)
    words = " ".join(words[: (width + 1) * (most + 1)].split())
    if len(words) <= width and words.isascii():
        lines = [safe(words)] if words else []
    elif words.isascii() or _NARROW.fullmatch(words):
        lines = _broken(words, width, most)
    else:
        lines = wrap_words(words, width)
    if len(lines) > most:
        last = Content(f"{lines[most - 1]}…").truncate(width, ellipsis=True)
        lines = [*lines[: most - 1], last.plain]
    return lines


def _broken(words: str, width: int, most: int) -> list[str]:
    """Wrap words of one cell per character into at most `most` + 1 lines."""
    lines: list[str] = []
    at = 0
    while len(lines) < most and len(words) - at > width:
        cut = words.rfind(" ", at + 1, at + width + 1)
        end = cut if cut > 0 else at + width
        lines.append(safe(words[at:end]))
        at = end + (cut > 0)
    return [*lines, safe(words[at : at + width])] if at < len(words) else lines


def styled(lines: Sequence[str], style: str = "", indent: str = "") -> list[Content]:
    """Return plain lines in one style."""
    return [Content.styled(indent + line, style) for line in lines]


def apart(left: Content, right: Content, width: int) -> Content:
    """Return one line with content at both ends; the left one is truncated if needed."""
    if not right.plain:
        return left.truncate(width, ellipsis=True)
    room = max(width - right.cell_length - 1, 1)
    return (
        left.truncate(room, ellipsis=True).pad_right(
            max(width - right.cell_length - min(left.cell_length, room), 1)
        )
        + right
    )


def finder(words: str) -> "re.Pattern[str] | None":
    """Return a case-insensitive pattern for any of several words; None without words."""
    parts = sorted(set(words.split()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, parts)), re.IGNORECASE) if parts else None


def marked(line: Content, found: "re.Pattern[str]") -> Content:
    """Return a line with the matches of a filter highlighted."""
    for match in found.finditer(line.plain):
        line = line.stylize(".rows--match", *match.span())
    return line


FOLDED, UNFOLDED = "▸ ", "▾ "
_WIDEST = 110  # most cells of a row: on a longer line, the eye loses the row


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a group. With a `key`, it folds the rows under it."""

    title: str
    count: int = 0
    key: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of the findings that an entry combines, listed below it while the entry is unfolded."""

    key: str
    place: Place


@dataclass(frozen=True, slots=True)
class Between:
    """Lines between two rows that cannot be selected."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The user's settings for the list of a pane.

    `order` and `grouping` are indexes into the source's `ORDERS` and `GROUPINGS`. `turned` are the
    keys of the groups that are folded and of the entries that are unfolded. With `aside`, minor
    entries (`PaneSource.is_aside`) are listed too.
    """

    order: int = 0
    grouping: int = 0
    words: str = ""
    turned: frozenset[str] = field(default=frozenset())
    aside: bool = True


PLAIN = Arrangement()

Entry = TypeVar("Entry")


class PaneSource(RowSource, Generic[Entry]):
    """A source with rows of different heights: entries, headings, and parts of entries.

    A pane subclasses it and passes the entries in text order. The subclass defines the searched
    text, order, groups and lines of an entry. `found` of `total` entries are listed; minor
    entries are not counted.
    """

    ORDERS: ClassVar[tuple[str, ...]] = ("as in the text",)
    GROUPINGS: ClassVar[tuple[str, ...]] = ("",)
    AIRY: ClassVar[bool] = False  # True if every entry ends in a blank line
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

    # Interface for the subclass

    @abstractmethod
    def place_of(self, entry: Entry) -> Place:
        """Return the finding of an entry."""

    @abstractmethod
    def words_of(self, entry: Entry) -> str:
        """Return the text that the filter searches."""

    @abstractmethod
    def entry_height(self, entry: Entry, index: int, width: int) -> int:
        """Return the height of an entry in lines at `width` cells."""

    @abstractmethod
    def entry_lines(self, entry: Entry, index: int, width: int) -> Sequence[Content]:
        """Return the lines of an entry."""

    def is_aside(self, entry: Entry) -> bool:
        """Return whether an entry is minor, such as a scare quote, and can be hidden."""
        del entry
        return False

    def ordered(self, entries: list[Entry]) -> list[Entry]:
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
        return (self.place_of(entry).index,)

    def parts_of(self, entry: Entry) -> Sequence[Place]:
        """Return the findings that an entry unfolds to."""
        return (self.place_of(entry),)

    def key_of(self, entry: Entry) -> str:
        """Return the key of an entry that unfolds; "" for one that does not."""
        del entry
        return ""

    def part_lines(self, part: Part, width: int) -> Sequence[Content]:
        """Return the line of a part."""
        del part, width
        return ()

    # Arranging

    def arrange(self, how: Arrangement) -> None:
        """Rebuild the rows for an arrangement; the cost is one pass over the entries."""
        self.how = how
        self._found_words = finder(how.words)
        shown = self._shown()
        self.found = sum(not self.is_aside(entry) for entry in shown)
        self.rows, self._row_of, self._row_of_key = [], {}, {}
        self.lay_out(self.ordered(shown))
        self._heads = [at for at, row in enumerate(self.rows) if isinstance(row, Head)]

    def lay_out(self, entries: list[Entry]) -> None:
        """Build the rows of the listed entries, by group."""
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
        """Add the heading of a group, if it has a title; return False if the group is folded."""
        if not title:
            return True
        key = f"# {title}"
        closed = key in self.how.turned
        row = self._row_of_key[key] = len(self.rows)
        self.rows.append(Head(title, len(entries), key, closed))
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
        if not key or key not in self.how.turned:
            self._map_entry(row, entry)
            return
        for ref in self.parts_of(entry):
            self._row_of.setdefault(ref.kind, {}).setdefault(ref.index, len(self.rows))
            self.rows.append(Part(key, ref))

    def _map_entry(self, row: int, entry: Entry) -> None:
        rows = self._row_of.setdefault(self.place_of(entry).kind, {})
        for index in self.indexes_of(entry):
            rows.setdefault(index, row)

    # Interface for the list

    def count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self.rows)

    def heading(self, index: int) -> bool:
        """Return whether the row is a group heading."""
        return isinstance(self.rows[index], Head)

    def passed(self, index: int) -> bool:
        """Return whether the row has neither a finding nor a fold."""
        row = self.rows[index]
        return isinstance(row, Between) or (isinstance(row, Head) and not row.key)

    def folds(self, index: int) -> bool:
        """Return whether the row itself can be folded or unfolded."""
        row = self.rows[index]
        if isinstance(row, Head):
            return bool(row.key)
        return not isinstance(row, Part | Between) and bool(self.key_of(row))

    def place(self, index: int) -> Place | None:
        """Return the finding of a row, None if it has none."""
        row = self.rows[index]
        if isinstance(row, Head | Between):
            return None
        return row.place if isinstance(row, Part) else self.place_of(row)

    def index_of(self, ref: Place) -> int:
        """Return the row of a finding, which may be a folded heading; -1 for none."""
        return self._row_of.get(ref.kind, {}).get(ref.index, -1)

    @property
    def first(self) -> int:
        """The first row with a finding, 0 if there is none."""
        rows = enumerate(self.rows)
        return next((i for i, row in rows if not isinstance(row, Head | Between)), 0)

    def height(self, index: int, width: int) -> int:
        """Return the height of a row; a heading has a blank line above unless it is the first."""
        row = self.rows[index]
        if isinstance(row, Head):
            return 1 + self._spaced(index)
        if isinstance(row, Between):
            return len(row.lines)
        return 1 if isinstance(row, Part) else self.entry_height(row, index, min(width, _WIDEST))

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the lines of a row with the filter's matches highlighted."""
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
        """Return whether a heading has a blank line above it."""
        row = self.rows[index]
        if not index or self.AIRY or (isinstance(row, Head) and not row.key):
            return False
        above = self.rows[index - 1]
        return not (isinstance(above, Head) and above.key)

    def head_line(self, head: Head, width: int) -> Content:
        """Return a heading with its count and a rule to the end of the row."""
        sign = "" if not head.key else FOLDED if head.closed else UNFOLDED
        count = f" {head.count:,}" if head.count else ""
        title = Content.styled(head.title, ".rows--heading")
        title = title.truncate(max(width - len(sign) - len(count) - 2, 4), ellipsis=True)
        line = Content.assemble((sign, ".rows--muted"), title, (count, ".rows--muted"), " ")
        return line + Content.styled("─" * max(width - line.cell_length, 0), "$border")

    # Folding

    def fold_key(self, index: int) -> str:
        """Return the key folded at a row: of the row, its entry or its group; "" for none."""
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
        """Return whether there is a group or an entry to fold."""
        return bool(self._row_of_key)

    def row_of_key(self, key: str) -> int:
        """Return the row that `key` folds, -1 for none."""
        return self._row_of_key.get(key, -1)

    def last_under(self, index: int) -> int:
        """Return the last row that a heading or entry unfolds to, else its own row."""
        row = self.rows[index]
        under = Part if not isinstance(row, Head) else object
        at = index + 1
        while at < len(self.rows) and isinstance(self.rows[at], under) and not self.heading(at):
            at += 1
        return at - 1

    def folded_more(self) -> frozenset[str] | None:
        """Return the `turned` keys that collapse one more level, or expand all if collapsed.

        Return None if nothing folds.
        """
        groups = {row.key for row in self.rows if isinstance(row, Head) and row.key}
        entries = {key for entry in self.entries if (key := self.key_of(entry))}
        turned = self.how.turned
        if turned & entries and not (groups and groups <= turned):
            return turned - entries
        if groups and not groups <= turned:
            return turned | groups
        return (turned - groups) | entries if groups or entries else None
