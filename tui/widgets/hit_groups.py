"""The hits of a search in one article as one row that opens, over the rows of all hits."""

from collections.abc import Collection, Iterator, Sequence, Set
from typing import NamedTuple

from textual.content import Content

from db import Store
from db.search.executor import HitRef
from tui.strings.search_text import SearchText
from tui.widgets.row_marks import ArticleRowKey, RowKey
from tui.widgets.row_source import RowSource

_INDENT = "  │ "


class _Row(NamedTuple):
    """A visible row: its number among all hits, and those of the other hits of its article.

    `group` identifies the group: its section, and its article.
    """

    number: int
    group: tuple[int, int] | None = None
    others: tuple[int, ...] = ()
    is_member: bool = False


class HitGroups(RowSource):
    """The rows of hits, of which those in one article and below one heading are a group.

    A group that is closed shows its first hit, with the number of all. The first `ungrouped` rows
    are by themselves. Articles with an id above `seen` are marked as new.
    """

    def __init__(
        self,
        rows: RowSource,
        references: Sequence[HitRef | None],
        *,
        ungrouped: int = 0,
        seen: int | None = None,
    ) -> None:
        """Group `rows`; `references` has the hit of each, or None for a heading."""
        self._rows, self._references = rows, references
        self._ungrouped, self._seen = ungrouped, seen
        self._opened: set[tuple[int, int]] = set()
        self.lines, self.has_equal_heights = rows.lines, rows.has_equal_heights
        self.is_markable, self.is_filtered = rows.is_markable, rows.is_filtered
        self._groups = list(self._group())
        self._visible = self._list_visible()

    def _group(self) -> Iterator[_Row]:
        """Yield headings, single hits and groups in the order of their first rows."""
        section = 0
        members: dict[tuple[int, int], list[int]] = {}
        order: list[tuple[int, tuple[int, int] | None]] = []
        for number, hit in enumerate(self._references):
            section += hit is None
            if hit is None or number < self._ungrouped:
                order.append((number, None))
                continue
            group = (section, hit.article)
            if group not in members:
                order.append((number, group))
            members.setdefault(group, []).append(number)
        for number, known in order:
            others = tuple(members[known][1:]) if known else ()
            yield _Row(number, known if others else None, others)

    def _list_visible(self) -> list[_Row]:
        visible = []
        for row in self._groups:
            visible.append(row)
            if row.group in self._opened:
                visible += [_Row(number, row.group, is_member=True) for number in row.others]
        return visible

    # Groups

    @property
    def opened(self) -> Set[tuple[int, int]]:
        """The groups that are open."""
        return self._opened

    def open_groups(self, groups: Set[tuple[int, int]]) -> None:
        """Open groups, those of an earlier list among them."""
        self._opened |= groups & {row.group for row in self._groups if row.group}
        self._visible = self._list_visible()

    def open_group(self, index: int) -> bool:
        """Open the group whose first row is at `index`; return False without a closed one."""
        row = self._visible[index] if 0 <= index < len(self._visible) else None
        if row is None or row.group is None or row.group in self._opened:
            return False
        self.open_groups({row.group})
        return True

    def close_group(self, index: int) -> int | None:
        """Close the group that a row belongs to, and return its first row; None without one."""
        row = self._visible[index] if 0 <= index < len(self._visible) else None
        if row is None or row.group is None or row.group not in self._opened:
            return None
        self._opened.discard(row.group)
        self._visible = self._list_visible()
        return next(at for at, each in enumerate(self._visible) if each.group == row.group)

    # Rows

    def count(self) -> int:
        """Return the number of visible rows."""
        return len(self._visible)

    def count_markable(self) -> int:
        """Return the number of hits."""
        return sum(hit is not None for hit in self._references)

    def count_damaged(self) -> int:
        """Count the damaged records among the loaded hits."""
        return self._rows.count_damaged()

    def item(self, index: int) -> object:
        """Return the hit of a row; None for a heading, and outside the list."""
        if not 0 <= index < len(self._visible):
            return None
        return self._rows.item(self._visible[index].number)

    def is_heading(self, index: int) -> bool:
        """Return whether a row is a heading."""
        return self._rows.is_heading(self._visible[index].number)

    def is_foldable(self, index: int) -> bool:
        """Return whether a row is the first one of a group."""
        return bool(self._visible[index].others)

    def height(self, index: int, width: int) -> int:
        """Return the height of a row."""
        return self._rows.height(self._visible[index].number, width)

    def row_of(self, key: RowKey) -> int | None:
        """Return the row with a key, or the first row of the closed group that it is in."""
        for at, row in enumerate(self._visible):
            hidden = () if row.group in self._opened else row.others
            if any(self._key_of(number) == key for number in (row.number, *hidden)):
                return at
        return None

    def key(self, index: int) -> RowKey | None:
        """Return the key of a row."""
        return self._key_of(self._visible[index].number) if index < len(self._visible) else None

    def list_marked(self, start: int, stop: int) -> Sequence[RowKey | None]:
        """Return the keys of rows, and of all hits of the closed groups among them."""
        return [
            self._key_of(number)
            for index in range(start, stop)
            for number in (self._visible[index].number, *self._list_hidden(index))
        ]

    def count_hidden(self, index: int) -> int:
        """Return the number of hits that a closed group does not show."""
        return len(self._list_hidden(index)) if 0 <= index < len(self._visible) else 0

    def _list_hidden(self, index: int) -> tuple[int, ...]:
        row = self._visible[index]
        return () if row.is_member or row.group in self._opened else row.others

    def _key_of(self, number: int) -> ArticleRowKey | None:
        hit = self._references[number]
        return None if hit is None else (hit.article, hit.kind, hit.number)

    def all_keys(self) -> Sequence[RowKey | None]:
        """Return the keys of all hits."""
        return [self._key_of(number) for number in range(len(self._references))]

    def article_rows(self, store: Store, keys: Sequence[RowKey]) -> list[ArticleRowKey]:
        """Return the articles, findings and notes of marked rows."""
        return self._rows.article_rows(store, keys)

    def listed_keys(self, keys: Collection[RowKey]) -> Set[RowKey]:
        """Return those of `keys` that have a row, also in a closed group."""
        return set(keys).intersection(self.all_keys())

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the lines of a row; a group begins with a sign and the number of its hits."""
        row = self._visible[index]
        hit = self._references[row.number]
        if hit is None:
            return self._rows.row(row.number, width)
        sign = ""
        if row.others:
            mark = "▾" if row.group in self._opened else "▸"
            sign = f"{mark}{len(row.others) + 1} "
        elif row.is_member:
            sign = _INDENT
        new = SearchText.NEW_SIGN if self._seen is not None and hit.article > self._seen else ""
        first, *lines = self._rows.row(row.number, max(width - len(sign) - len(new), 8))
        begin = Content.assemble((sign, ".rows--muted"), (new, ".rows--accent"))
        indent = sign if row.is_member else ""
        return [begin + first, *(Content.styled(indent, ".rows--muted") + line for line in lines)]
