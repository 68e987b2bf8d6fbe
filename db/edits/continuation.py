"""Join the changes of several transactions in one edit."""

from collections.abc import Iterable, Sequence

from db.edits.models import Moves, RowChange, StoredChanges, Values


def join_changes(first: StoredChanges, second: StoredChanges) -> StoredChanges:
    """Return changes and those that followed them as one; rows that are as before are left out."""
    rows = {(row.table, row.key): row for row in first.rows}
    for row in second.rows:
        key = row.table, row.key
        joined = _join_rows(rows[key], row) if key in rows else row
        if joined is None:
            del rows[key]
        else:
            rows[key] = joined
    known = {(each.group, each.key) for each in first.damaged}
    damaged = [each for each in second.damaged if (each.group, each.key) not in known]
    return StoredChanges(
        list(rows.values()), _join_moves((*first.moves, *second.moves)), [*first.damaged, *damaged]
    )


def _join_rows(first: RowChange, second: RowChange) -> RowChange | None:
    """Return two changes of a row as one: inserted, updated or deleted; None for no change."""
    before, after = first.before, second.after
    if first.before is not None and first.after is not None:
        before = {**(second.before or {}), **first.before}
    if second.before is not None and second.after is not None:
        after = {**(first.after or {}), **second.after}
    if before is None and after is None:
        return None
    if before is not None and after is not None:
        before, after = _reduce(before, after)
        if not after:
            return None
    return RowChange(first.table, first.key, before, after)


def _reduce(before: Values, after: Values) -> tuple[Values, Values]:
    """Return the columns that differ; a column that one of the two lacks did not change then."""
    names = [name for name in before if name in after and before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _join_moves(moves: Iterable[Moves]) -> list[Moves]:
    """Return moves in the same direction that follow each other as one."""
    joined: list[Moves] = []
    for move in moves:
        if joined and joined[-1].to_trash == move.to_trash:
            articles: Sequence[int] = (*joined.pop().articles, *move.articles)
            move = Moves(move.to_trash, tuple(dict.fromkeys(articles)))
        joined.append(move)
    return joined
