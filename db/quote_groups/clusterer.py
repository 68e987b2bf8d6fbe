"""Group quotations with the same words as they are inserted into the store or deleted from it.

For use inside the transaction that changes the quotations. The store contains the fingerprint of
each quotation's words (`analysis.corpus.text_reuse`), and only quotations with a common shingle are
compared. So the time for an article does not depend on the size of the store.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from analysis.corpus.text_reuse import (
    NormalizedText,
    fingerprint,
    is_same_quotation,
    normalize_quotation,
    shingles,
)
from analysis.models import QuotationKind
from db.finding_rows import CONTENT_LENGTH_SQL, CONTENT_SQL, IS_STATEMENT_SQL, among_ids_sql
from db.quote_groups.group_changes import GroupChanges, update_counts

# The most quotations that are looked up for one shingle, the first in the store. The copies of one
# statement are among them, and a common phrase is seldom in more quotations.
_MOST_SHARING = 64
_MOST_COMPARED = 16  # of the quotations with most common shingles
_MOST_PER_GROUP = 3  # quotations of a group that are compared; if none matches, the rest is skipped
_FEW_SHINGLES = 3  # shingles of a short quotation, for which one common shingle is enough
_SHORT = 120  # characters of a quotation for which one common shingle is enough
_AT_ONCE = 2_048  # quotations whose candidates are in memory
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
        ((shingle, id) for id, words in wordings.items() for shingle in _list_stored(words)),
    )
    _group(sqlite, new)


def _list_stored(words: NormalizedText) -> list[int]:
    """Return the hashes that are stored for a wording, lowest first."""
    return sorted({_shorten(shingle) for shingle in fingerprint(words)})


def _shorten(shingle: int) -> int:
    """Return the hash of a shingle as a signed integer of three bytes, which SQLite stores as such.

    The words are compared in any case, so that two shingles with one hash cost only time.
    """
    return (shingle & 0xFFFFFF) - 0x800000


def group_quotations(sqlite: sqlite3.Connection, quotations: Sequence[int]) -> None:
    """Add quotations, whose shingles are stored, to the groups of those with the same words."""
    for start in range(0, len(quotations), _AT_ONCE):
        _group(sqlite, _load_quotations(sqlite, quotations[start : start + _AT_ONCE]).values())


def remove_quotations(sqlite: sqlite3.Connection, quotations: Iterable[StoredQuotation]) -> None:
    """Remove quotations from their groups before they change or are deleted."""
    gone = list(quotations)
    for quotation in gone:
        stored = _list_stored(normalize_quotation(quotation.content, quotation.kind))
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


def remove_articles(sqlite: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Remove the quotations of articles from their groups before the articles are deleted."""
    remove_quotations(
        sqlite, [each for article in articles for each in list_quotations(sqlite, article)]
    )


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


def _load_quotations(sqlite: sqlite3.Connection, ids: Iterable[int]) -> dict[int, StoredQuotation]:
    """Load quotations by their ids, in the order of the ids; deleted ones are left out."""
    query = f"{_QUOTATION} WHERE {among_ids_sql('quotation')} ORDER BY id"
    rows = sqlite.execute(query, (json.dumps(list(ids)),))
    return {row[0]: _read_quotation(row) for row in rows}


def _group(sqlite: sqlite3.Connection, quotations: Iterable[StoredQuotation]) -> None:
    """Merge each quotation and all quotations with the same words into one group, in their order.

    All that may have the same words are loaded at once, by five queries.
    """
    new = {quotation.id: quotation for quotation in quotations}
    words = {id: _normalize(quotation) for id, quotation in new.items()}
    found = _find_candidates(sqlite, new, words)
    needed = {id for candidates in found.values() for id in candidates}
    known = new | _load_quotations(sqlite, needed - new.keys())
    groups = GroupChanges(sqlite, needed | new.keys())
    for id, candidates in found.items():
        same = []
        compared: Counter[int] = Counter()
        matched: set[int] = set()
        for candidate in candidates:
            group = groups.find(candidate)
            if candidate not in known or (
                group is not None and (group in matched or compared[group] >= _MOST_PER_GROUP)
            ):
                continue
            if group is not None:
                compared[group] += 1
            if candidate not in words:
                words[candidate] = _normalize(known[candidate])
            one_voice = _have_same_speaker(new[id], known[candidate])
            if is_same_quotation(words[id], words[candidate], one_voice=one_voice):
                same.append(candidate)
                if group is not None:
                    matched.add(group)
        if same:
            groups.unite([id, *same])
    groups.store()


def _normalize(quotation: StoredQuotation) -> NormalizedText:
    return normalize_quotation(quotation.content, quotation.kind)


_SHARING = f"""SELECT value, quotation FROM json_each(?)
    CROSS JOIN quotation_shingle ON shingle = value AND quotation <= coalesce(
        (SELECT quotation FROM quotation_shingle WHERE shingle = value
            ORDER BY quotation LIMIT 1 OFFSET {_MOST_SHARING - 1}), {2**63 - 1})"""


def _find_candidates(
    sqlite: sqlite3.Connection,
    quotations: Mapping[int, StoredQuotation],
    words: Mapping[int, NormalizedText],
) -> dict[int, list[int]]:
    """Return for each quotation those of other articles that may have the same words.

    They are sorted by their similarity. A rare shingle has more weight than a common one.
    """
    every = {id: {_shorten(shingle) for shingle in shingles(words[id])} for id in quotations}
    sharing: defaultdict[int, list[int]] = defaultdict(list)
    wanted = json.dumps(sorted(set().union(*every.values())))
    for shingle, id in sqlite.execute(_SHARING, (wanted,)):
        sharing[shingle].append(id)
    ranked = {id: _rank_sharing(id, own, sharing) for id, own in every.items()}
    query = f"""SELECT id, article, {CONTENT_LENGTH_SQL} FROM quotation
        WHERE {among_ids_sql("quotation")}"""
    ids = json.dumps(sorted({candidate for most in ranked.values() for candidate in most}))
    stored = {id: (article, length) for id, article, length in sqlite.execute(query, (ids,))}
    return {
        id: _choose_candidates(quotations[id], len(every[id]), most, stored)
        for id, most in ranked.items()
    }


def _rank_sharing(
    quotation: int, own: AbstractSet[int], sharing: Mapping[int, Sequence[int]]
) -> dict[int, int]:
    """Return the quotations that share most with one, and how many shingles each of them shares."""
    shared: Counter[int] = Counter()
    weights: defaultdict[int, float] = defaultdict(float)
    for shingle in own & sharing.keys():
        ids = sharing[shingle]
        for id in ids:
            shared[id] += 1
            weights[id] += 1 / len(ids)
    weights.pop(quotation, None)
    ranked = sorted(weights, key=lambda id: (-weights[id], id))
    return {id: shared[id] for id in ranked[: 2 * _MOST_COMPARED]}


def _choose_candidates(
    quotation: StoredQuotation,
    own_shingles: int,
    ranked: Mapping[int, int],
    stored: Mapping[int, tuple[int, int]],
) -> list[int]:
    """Return those of other articles that share enough shingles, by the numbers in `ranked`.

    `stored` are the articles and lengths of the quotations.
    """
    is_short = own_shingles <= _FEW_SHINGLES or len(quotation.content) <= _SHORT
    enough = 1 if is_short else 2
    found = []
    for id, shared in ranked.items():
        article, length = stored.get(id, (quotation.article, 0))
        if article != quotation.article and (shared >= enough or length <= _SHORT):
            found.append(id)
    return found[:_MOST_COMPARED]


def _have_same_speaker(first: StoredQuotation, second: StoredQuotation) -> bool | None:
    """Return whether two speakers share a name; None if one of them is unknown."""
    if not first.names or not second.names:
        return None
    return not first.names.isdisjoint(second.names)


def _regroup(sqlite: sqlite3.Connection, group: int) -> None:
    """Group the remaining quotations of a group again, since the link between them may be gone."""
    query = (
        "SELECT quotation FROM quote_group_member WHERE quote_group = ? ORDER BY quotation LIMIT ?"
    )
    left = [id for (id,) in sqlite.execute(query, (group, _MOST_REGROUPED + 1))]
    if len(left) > _MOST_REGROUPED:
        update_counts(sqlite, group)
        return
    sqlite.execute("DELETE FROM quote_group_member WHERE quote_group = ?", (group,))
    sqlite.execute("DELETE FROM quote_group WHERE id = ?", (group,))
    if len(left) > 1:
        group_quotations(sqlite, left)


def group_all(sqlite: sqlite3.Connection) -> None:
    """Group the quotations of a store that has no groups yet; for use inside a transaction."""
    for (article,) in sqlite.execute("SELECT id FROM article ORDER BY id").fetchall():
        add_quotations(sqlite, list_quotations(sqlite, article))
