"""The positions of a person: dated statements near to a topic, and those near to each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from analysis.corpus.text_reuse import find_content_stems
from analysis.statement_changes import StatementChange, find_changes, measure_nearness
from db.models import Note, QuotationRow
from db.text import one_line


class Position(Struct, frozen=True):
    """A statement of a person; `address` is that of its article, "" if it has none."""

    row: QuotationRow
    address: str = ""


class PositionPair(Struct, frozen=True):
    """Two statements that are near in words, by their indexes; the first one is the earlier.

    `changes` are signs that they differ in a negation, a number or a modal verb; they may be none.
    `notes` are the reader's on this pair.
    """

    earlier: int
    later: int
    changes: tuple[StatementChange, ...] = ()
    notes: tuple[Note, ...] = ()


class PositionList(Struct, frozen=True):
    """The statements of a person, oldest first, and the pairs among them by their later one.

    `about` is the topic, "" for all statements. `compared` is the number of statements that were
    compared with it; `is_complete` is False if there are more. Of more than `limit` statements,
    the nearest to the topic are listed, or the newest.
    """

    identity: int
    name: str
    about: str
    positions: tuple[Position, ...]
    pairs: tuple[PositionPair, ...]
    compared: int
    is_complete: bool

    def pair_of(self, later: int) -> PositionPair | None:
        """Return the pair whose later statement has this index."""
        return next((pair for pair in self.pairs if pair.later == later), None)

    @property
    def changed(self) -> list[PositionPair]:
        """The pairs with a sign of change."""
        return [pair for pair in self.pairs if pair.changes]


def sort_by_date(rows: Iterable[QuotationRow]) -> list[QuotationRow]:
    """Return statements oldest first, those without a date last."""
    return sorted(
        rows,
        key=lambda row: (
            row.published is None,
            row.published.last.toordinal() if row.published else 0,
            row.article,
            row.index,
        ),
    )


def list_pairs(
    positions: Sequence[Position], notes: Mapping[int, Sequence[Note]]
) -> Iterator[PositionPair]:
    """Yield for each statement the earlier one of another article that is nearest in words.

    Of equally near ones it is the latest. Statements of the same words are no pair, unless the
    reader has a note on them. `notes` are those that compare statements, by their articles.
    """
    stems = [find_content_stems(position.row.content) for position in positions]
    index: defaultdict[str, list[int]] = defaultdict(list)
    for later, position in enumerate(positions):
        candidates = {earlier for stem in stems[later] for earlier in index[stem]}
        near = [
            (measure_nearness(stems[earlier], stems[later]), earlier)
            for earlier in candidates
            if positions[earlier].row.article != position.row.article
        ]
        for stem in set(stems[later]):
            index[stem].append(later)
        nearness, earlier = max(near, default=(0.0, -1))
        if not nearness:
            continue
        before, after = positions[earlier].row, position.row
        found = _find_notes(notes.get(after.article, ()), before, after)
        changes = find_changes(before.content, after.content)
        if changes or found or stems[earlier] != stems[later]:
            yield PositionPair(earlier, later, changes, found)


def _find_notes(
    notes: Iterable[Note], earlier: QuotationRow, later: QuotationRow
) -> tuple[Note, ...]:
    words = one_line(earlier.content)
    return tuple(
        note
        for note in notes
        if note.compared == words
        and any(start < note.end and note.start < end for start, end in later.spans)
    )
