"""Group quotations with the same words as they are inserted into the store or deleted from it.

For use inside the transaction that changes the quotations. The store contains the fingerprint of
each quotation's words (`analysis.corpus.text_reuse`), and only quotations with a common shingle are
compared. So the time for an article does not depend on the size of the store.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analysis.corpus.text_reuse import (
    NormalizedText,
    fingerprint,
    is_same_quotation,
    normalize_quotation,
    shingles,
)
from analysis.models import QuotationKind
from db.finding_rows import CONTENT_LENGTH_SQL, CONTENT_SQL, IS_STATEMENT_SQL

# The most quotations that are looked up for one shingle, the first in the store. The copies of one
# statement are among them, and a common phrase is seldom in more quotations.
_MOST_SHARING = 64
_MOST_COMPARED = 16  # of the quotations with most common shingles
_MOST_PER_GROUP = 3  # quotations of a group that are compared; if none matches, the rest is skipped
_FEW_SHINGLES = 3  # shingles of a short quotation, for which one common shingle is enough
_SHORT = 120  # characters of a quotation for which one common shingle is enough
_MOST_REGROUPED = (
    64  # most quotations of a group that is computed again when one of them is deleted
)


class StoredQuotation(Struct, frozen=True):
    """A stored quotation; `names` are all names of its speaker, empty if unknown."""

    id: int
    article: int
    content: str
    kind: QuotationKind
    names: frozenset[str]


def list_quotations(sqlite: sqlite3.Connection, article: int) -> set[StoredQuotation]:
    """Return the statements of an article."""
    query = f"{_QUOTATION} WHERE article = ? AND {IS_STATEMENT_SQL}"
    return {_read_quotation(row) for row in sqlite.execute(query, (article,))}


def add_quotations(sqlite: sqlite3.Connection, quotations: Iterable[StoredQuotation]) -> None:
    """Add new quotations to the groups of quotations with the same words."""
    new = sorted(quotations, key=lambda quotation: quotation.id)
    wordings = {
        quotation.id: normalize_quotation(quotation.content, quotation.kind) for quotation in new
    }
    sqlite.executemany(
        "INSERT OR IGNORE INTO quotation_shingle (shingle, quotation) VALUES (?, ?)",
        ((shingle, id) for id, words in wordings.items() for shingle in sorted(fingerprint(words))),
    )
    for quotation in new:
        _add_to_group(sqlite, quotation, wordings[quotation.id])


def group_quotations(sqlite: sqlite3.Connection, quotations: Iterable[int]) -> None:
    """Add quotations, whose shingles are stored, to the groups of those with the same words."""
    for id in quotations:
        row = sqlite.execute(f"{_QUOTATION} WHERE id = ?", (id,)).fetchone()
        quotation = _read_quotation(row)
        _add_to_group(sqlite, quotation, normalize_quotation(quotation.content, quotation.kind))


def remove_quotations(sqlite: sqlite3.Connection, quotations: Iterable[StoredQuotation]) -> None:
    """Remove quotations from their groups before they change or are deleted."""
    gone = list(quotations)
    for quotation in gone:
        stored = fingerprint(normalize_quotation(quotation.content, quotation.kind))
        sqlite.executemany(
            "DELETE FROM quotation_shingle WHERE shingle = ? AND quotation = ?",
            ((shingle, quotation.id) for shingle in stored),
        )
    groups = {group for quotation in gone if (group := group_of(sqlite, quotation.id)) is not None}
    sqlite.executemany(
        "DELETE FROM quote_group_member WHERE quotation = ?",
        ((quotation.id,) for quotation in gone),
    )
    for group in groups:
        _regroup(sqlite, group)


def group_of(sqlite: sqlite3.Connection, quotation: int) -> int | None:
    """Return the group id of a quotation; None if no other article repeats it."""
    query = "SELECT quote_group FROM quote_group_member WHERE quotation = ?"
    row = sqlite.execute(query, (quotation,)).fetchone()
    return None if row is None else int(row[0])


_QUOTATION = f"SELECT id, article, {CONTENT_SQL}, kind, entity, speaker_names FROM quotation"


def _read_quotation(row: tuple[int, int, str, QuotationKind, int | None, str]) -> StoredQuotation:
    id, article, content, kind, entity, names = row
    known = names.lower().split("\n") if entity is not None else ()
    return StoredQuotation(id, article, content, kind, frozenset(known))


def _add_to_group(
    sqlite: sqlite3.Connection, quotation: StoredQuotation, words: NormalizedText
) -> None:
    """Merge a quotation and all quotations with the same words into one group."""
    found = _find_candidates(sqlite, quotation, words)
    ids = ",".join(str(id) for id in found)
    candidates = {
        row[0]: _read_quotation(row) for row in sqlite.execute(f"{_QUOTATION} WHERE id IN ({ids})")
    }
    alone: list[int] = []
    groups: set[int] = set()
    compared: Counter[int] = Counter()
    for id in found:
        candidate = candidates.get(id)
        group = group_of(sqlite, id)
        if candidate is None or group in groups or compared[group or 0] >= _MOST_PER_GROUP:
            continue
        if group is not None:
            compared[group] += 1
        candidate_words = normalize_quotation(candidate.content, candidate.kind)
        if is_same_quotation(
            words, candidate_words, one_voice=_have_same_speaker(quotation, candidate)
        ):
            if group is None:
                alone.append(id)
            else:
                groups.add(group)
    if alone or groups:
        own = group_of(sqlite, quotation.id)
        _union(sqlite, [quotation.id, *alone], groups | ({own} if own is not None else set()))


def _find_candidates(
    sqlite: sqlite3.Connection, quotation: StoredQuotation, words: NormalizedText
) -> list[int]:
    """Return quotations of other articles that may have the same words, the most similar first.

    A rare shingle has more weight than a common one.
    """
    every = set(shingles(words))
    query = "SELECT quotation FROM quotation_shingle WHERE shingle = ? LIMIT ?"
    shared: Counter[int] = Counter()
    weights: defaultdict[int, float] = defaultdict(float)
    for shingle in every:
        ids = [id for (id,) in sqlite.execute(query, (shingle, _MOST_SHARING))]
        shared.update(ids)
        for id in ids:
            weights[id] += 1 / len(ids)
    weights.pop(quotation.id, None)
    enough = 1 if len(every) <= _FEW_SHINGLES or len(quotation.content) <= _SHORT else 2
    ranked = sorted(weights, key=lambda id: (-weights[id], id))
    query = f"SELECT article, {CONTENT_LENGTH_SQL} FROM quotation WHERE id = ?"
    found: list[int] = []
    for id in ranked[: 2 * _MOST_COMPARED]:
        row = sqlite.execute(query, (id,)).fetchone()
        if row is None or row[0] == quotation.article:
            continue
        if shared[id] >= enough or row[1] <= _SHORT:
            found.append(id)
    return found[:_MOST_COMPARED]


def _have_same_speaker(first: StoredQuotation, second: StoredQuotation) -> bool | None:
    """Return whether two speakers share a name; None if one of them is unknown."""
    if not first.names or not second.names:
        return None
    return not first.names.isdisjoint(second.names)


def _union(sqlite: sqlite3.Connection, alone: Sequence[int], groups: set[int]) -> None:
    """Merge quotations and groups into one group."""
    if groups:
        group = min(groups)
    else:
        sqlite.execute("INSERT INTO quote_group (articles) VALUES (0)")
        [group] = sqlite.execute("SELECT last_insert_rowid()").fetchone()
    for merged in groups - {group}:
        sqlite.execute(
            "UPDATE quote_group_member SET quote_group = ? WHERE quote_group = ?", (group, merged)
        )
        sqlite.execute("DELETE FROM quote_group WHERE id = ?", (merged,))
    sqlite.executemany(
        """INSERT INTO quote_group_member (quotation, quote_group) VALUES (?, ?)
            ON CONFLICT (quotation) DO UPDATE SET quote_group = excluded.quote_group""",
        ((id, group) for id in alone),
    )
    _update_counts(sqlite, group)


def _regroup(sqlite: sqlite3.Connection, group: int) -> None:
    """Group the remaining quotations of a group again, since the link between them may be gone."""
    query = (
        "SELECT quotation FROM quote_group_member WHERE quote_group = ? ORDER BY quotation LIMIT ?"
    )
    left = [id for (id,) in sqlite.execute(query, (group, _MOST_REGROUPED + 1))]
    if len(left) > _MOST_REGROUPED:
        _update_counts(sqlite, group)
        return
    sqlite.execute("DELETE FROM quote_group_member WHERE quote_group = ?", (group,))
    sqlite.execute("DELETE FROM quote_group WHERE id = ?", (group,))
    if len(left) > 1:
        ids = ",".join(map(str, left))
        for row in sqlite.execute(f"{_QUOTATION} WHERE id IN ({ids}) ORDER BY id").fetchall():
            quotation = _read_quotation(row)
            _add_to_group(sqlite, quotation, normalize_quotation(quotation.content, quotation.kind))


def _update_counts(sqlite: sqlite3.Connection, group: int) -> None:
    """Store the number of articles of a group, and their first and last day."""
    sqlite.execute(
        """UPDATE quote_group SET (articles, first_day, last_day) = (
                SELECT count(DISTINCT article.id), min(published), substr(
                    max(published || substr('-12-31', length(published) - 3) || published), 11)
                FROM quote_group_member
                CROSS JOIN quotation ON quotation.id = quote_group_member.quotation
                CROSS JOIN article ON article.id = quotation.article
                WHERE quote_group = :quote_group
            ) WHERE id = :quote_group""",
        {"quote_group": group},
    )


def group_all(sqlite: sqlite3.Connection) -> None:
    """Group the quotations of a store that has no groups yet; for use inside a transaction."""
    for (article,) in sqlite.execute("SELECT id FROM article ORDER BY id").fetchall():
        add_quotations(sqlite, list_quotations(sqlite, article))
