"""The marked rows of a virtual list, and the range of rows that is being marked.

A mark belongs to a row's key, such as the id of an article, and not to its position. So marks
survive another order, and rows that were never loaded can be marked.
"""

from collections.abc import Callable, Collection, Hashable, Sequence, Set

from db.models import HitKind

RowKey = Hashable
"""What identifies a row in any order of the list, such as the id of an article."""

ArticleRowKey = tuple[int, HitKind, int]
"""The key of a row: its article, its kind, and the number of a finding or the id of a note."""


class RowMarks:
    """The keys of the marked rows, in the order in which they were marked.

    Marks of rows that are not listed are hidden: they do not count, and come back with their rows.
    """

    def __init__(self) -> None:
        """Create marks of no row."""
        self._listed: dict[RowKey, None] = {}
        self._hidden: dict[RowKey, None] = {}
        self._start: int | None = None  # the row at which the range starts
        self._start_key: RowKey = None
        self._covered = range(0)  # rows of the range
        self._range: dict[int, RowKey] = {}  # keys of those without a mark of their own

    def __len__(self) -> int:
        """Return the number of marked rows that are listed, those of the range included."""
        return len(self._listed) + len(self._range)

    @property
    def hidden(self) -> int:
        """The number of marked rows that are not listed now."""
        return len(self._hidden)

    @property
    def keys(self) -> list[RowKey]:
        """The keys of the marked rows that are listed."""
        return [*self._listed, *(self._range[at] for at in sorted(self._range))]

    @property
    def has_range(self) -> bool:
        """True while a range follows the cursor."""
        return self._start is not None

    def is_marked(self, index: int, key: RowKey | None) -> bool:
        """Return whether the row at `index`, with this key, is marked."""
        return key in self._listed or index in self._range

    def toggle(self, keys: Sequence[RowKey]) -> None:
        """Mark all of `keys`, or remove their marks if the first is marked."""
        if keys and keys[0] in self._listed:
            self.remove(keys)
        else:
            self.add(keys)

    def add(self, keys: Collection[RowKey]) -> None:
        """Mark listed rows."""
        self._listed.update(dict.fromkeys(keys))

    def remove(self, keys: Collection[RowKey]) -> None:
        """Remove the marks of these rows, also hidden ones."""
        for key in keys:
            self._listed.pop(key, None)
            self._hidden.pop(key, None)

    def clear(self) -> None:
        """Remove all marks and the range."""
        self.end_range()
        self._listed, self._hidden = {}, {}

    # The range

    def start_range(self, index: int, key: RowKey) -> None:
        """Start a range at the row `index` with this key, still without rows."""
        self._start, self._start_key = index, key

    def move_range(
        self, index: int, load_keys: Callable[[int, int], Sequence[RowKey | None]]
    ) -> Collection[int]:
        """Move the end of the range to the row `index`; return the rows that it gained or lost.

        Only the keys of gained rows are loaded, so a step in a long range costs no more than in a
        short one.
        """
        if self._start is None:
            return ()
        before = self._covered
        covered = range(min(self._start, index), max(self._start, index) + 1)
        changed: list[int] = []
        for lost in _difference(before, covered):
            changed += lost
            for at in lost:
                self._range.pop(at, None)
        for gained in _difference(covered, before):
            changed += gained
            for at, key in zip(gained, load_keys(gained.start, gained.stop), strict=False):
                if key is not None and key not in self._listed:
                    self._range[at] = key
        self._covered = covered
        return changed

    def end_range(self) -> bool:
        """Mark the rows of the range, and end it; return False if there is none."""
        if self._start is None:
            return False
        self.add(self.keys)
        self._start, self._range, self._covered = None, {}, range(0)
        return True

    # Other rows

    def follow_rows(
        self,
        list_keys: Callable[[Collection[RowKey]], Set[RowKey]],
        find_row: Callable[[RowKey], int | None],
        *,
        is_filtered: bool,
    ) -> int:
        """Apply the marks to changed rows; return the number of marks that are lost.

        `list_keys` returns those of the keys that have a row, `find_row` the row of a key. A range
        starts at the same row as before, and has no rows until its end is moved.

        A mark without a row is hidden in a filtered list, and lost in a list of all rows.
        """
        start = None if self._start is None else find_row(self._start_key)
        if start is None:
            self.end_range()
        self._start, self._range, self._covered = start, {}, range(0)
        marks = {**self._listed, **self._hidden}
        if not marks:
            return 0
        listed = list_keys(marks.keys())
        self._listed = {key: None for key in marks if key in listed}
        self._hidden = {key: None for key in marks if key not in listed} if is_filtered else {}
        return len(marks) - len(self._listed) - len(self._hidden)


def _difference(covered: range, removed: range) -> list[range]:
    """Return the parts of a range that are not in a second one."""
    before = range(covered.start, min(covered.stop, max(removed.start, covered.start)))
    after = range(max(covered.start, min(removed.stop, covered.stop)), covered.stop)
    return [part for part in (before, after) if part] if removed else [covered]
