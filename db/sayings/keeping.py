"""Quotations joined to sayings as they come into the store, and parted as they leave it.

For use inside the transaction that changes the quotations. What is kept of each quotation is the
fingerprint of its words (`analysis.wording.sameness`), by which those that may be the same are
found without looking at the others; so an article takes as long among many as among few.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.findings import QuotationKind
from analysis.wording.sameness import Wording, fingerprint, same, shingles, wording

# Of the quotations that share a shingle so many are looked up, the first in the store: the copies
# of one statement are among them, and what shares a commonplace is seldom more than that.
_MOST_SHARING = 64
_MOST_COMPARED = 16  # of those that share most
_OF_ONE_SAYING = 3  # compared; if none of them has the same words, the others are not asked
_FEW_SHINGLES = 3  # of a quotation, of which one is enough to compare it
_SHORT = 120  # characters of a quotation with which one shared shingle is enough
_MOST_PARTED = 64  # quotations of a saying up to which it is joined anew when one of them leaves


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation as it is stored: `names` are all names of its speaker, where that is known."""

    id: int
    article: int
    content: str
    kind: QuotationKind
    names: frozenset[str]


def said_in(sqlite: sqlite3.Connection, article: int) -> set[Said]:
    """The quotations of an article that somebody is quoted with."""
    query = f"{_SAID} WHERE article = ? AND kind != 'scare'"
    return {_said(row) for row in sqlite.execute(query, (article,))}


def keep(sqlite: sqlite3.Connection, quotations: Iterable[Said]) -> None:
    """Join new quotations to what has the same words."""
    new = sorted(quotations, key=lambda said: said.id)
    wordings = {said.id: wording(said.content, said.kind) for said in new}
    sqlite.executemany(
        "INSERT OR IGNORE INTO quotation_shingle (shingle, quotation) VALUES (?, ?)",
        ((shingle, id) for id, words in wordings.items() for shingle in sorted(fingerprint(words))),
    )
    for said in new:
        _join(sqlite, said, wordings[said.id])


def forget(sqlite: sqlite3.Connection, quotations: Iterable[Said]) -> None:
    """Take quotations out of their sayings before they change or go."""
    gone = list(quotations)
    for said in gone:
        kept = fingerprint(wording(said.content, said.kind))
        sqlite.executemany(
            "DELETE FROM quotation_shingle WHERE shingle = ? AND quotation = ?",
            ((shingle, said.id) for shingle in kept),
        )
    sayings = {saying for said in gone if (saying := saying_of(sqlite, said.id)) is not None}
    sqlite.executemany(
        "DELETE FROM quotation_saying WHERE quotation = ?", ((said.id,) for said in gone)
    )
    for saying in sayings:
        _part(sqlite, saying)


def saying_of(sqlite: sqlite3.Connection, quotation: int) -> int | None:
    """The id of a quotation's saying; None where no other article has its words."""
    query = "SELECT saying FROM quotation_saying WHERE quotation = ?"
    row = sqlite.execute(query, (quotation,)).fetchone()
    return None if row is None else int(row[0])


_SAID = "SELECT id, article, content, kind, entity, speaker_names FROM quotation"


def _said(row: tuple[int, int, str, QuotationKind, int | None, str]) -> Said:
    id, article, content, kind, entity, names = row
    known = names.lower().split("\n") if entity is not None else ()
    return Said(id, article, content, kind, frozenset(known))


def _join(sqlite: sqlite3.Connection, said: Said, words: Wording) -> None:
    """Put a quotation into one saying with all that have the same words."""
    found = _sharing(sqlite, said, words)
    ids = ",".join(str(id) for id in found)
    others = {row[0]: _said(row) for row in sqlite.execute(f"{_SAID} WHERE id IN ({ids})")}
    alone: list[int] = []
    sayings: set[int] = set()
    asked: Counter[int] = Counter()
    for id in found:
        other = others.get(id)
        saying = saying_of(sqlite, id)
        if other is None or saying in sayings or asked[saying or 0] >= _OF_ONE_SAYING:
            continue
        if saying is not None:
            asked[saying] += 1
        other_words = wording(other.content, other.kind)
        if same(words, other_words, one_voice=_one_voice(said, other)):
            if saying is None:
                alone.append(id)
            else:
                sayings.add(saying)
    if alone or sayings:
        own = saying_of(sqlite, said.id)
        _unite(sqlite, [said.id, *alone], sayings | ({own} if own is not None else set()))


def _sharing(sqlite: sqlite3.Connection, said: Said, words: Wording) -> list[int]:
    """Other articles' quotations that may have the same words, first those that share most.

    What few share weighs more.
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
    weights.pop(said.id, None)
    enough = 1 if len(every) <= _FEW_SHINGLES or len(said.content) <= _SHORT else 2
    ranked = sorted(weights, key=lambda id: (-weights[id], id))
    query = "SELECT article, length(content) FROM quotation WHERE id = ?"
    found: list[int] = []
    for id in ranked[: 2 * _MOST_COMPARED]:
        row = sqlite.execute(query, (id,)).fetchone()
        if row is None or row[0] == said.article:
            continue
        if shared[id] >= enough or row[1] <= _SHORT:
            found.append(id)
    return found[:_MOST_COMPARED]


def _one_voice(one: Said, other: Said) -> bool | None:
    """Whether two speakers share a name; None where one of them is not known."""
    if not one.names or not other.names:
        return None
    return not one.names.isdisjoint(other.names)


def _unite(sqlite: sqlite3.Connection, alone: Sequence[int], sayings: set[int]) -> None:
    """Make one saying of quotations and sayings."""
    if sayings:
        saying = min(sayings)
    else:
        sqlite.execute("INSERT INTO saying (articles) VALUES (0)")
        [saying] = sqlite.execute("SELECT last_insert_rowid()").fetchone()
    for other in sayings - {saying}:
        sqlite.execute("UPDATE quotation_saying SET saying = ? WHERE saying = ?", (saying, other))
        sqlite.execute("DELETE FROM saying WHERE id = ?", (other,))
    sqlite.executemany(
        """INSERT INTO quotation_saying (quotation, saying) VALUES (?, ?)
            ON CONFLICT (quotation) DO UPDATE SET saying = excluded.saying""",
        ((id, saying) for id in alone),
    )
    _count(sqlite, saying)


def _part(sqlite: sqlite3.Connection, saying: int) -> None:
    """Let what is left of a saying find together anew; what held it together may be gone."""
    query = "SELECT quotation FROM quotation_saying WHERE saying = ? ORDER BY quotation LIMIT ?"
    left = [id for (id,) in sqlite.execute(query, (saying, _MOST_PARTED + 1))]
    if len(left) > _MOST_PARTED:
        _count(sqlite, saying)
        return
    sqlite.execute("DELETE FROM quotation_saying WHERE saying = ?", (saying,))
    sqlite.execute("DELETE FROM saying WHERE id = ?", (saying,))
    if len(left) > 1:
        ids = ",".join(map(str, left))
        for row in sqlite.execute(f"{_SAID} WHERE id IN ({ids}) ORDER BY id").fetchall():
            said = _said(row)
            _join(sqlite, said, wording(said.content, said.kind))


def _count(sqlite: sqlite3.Connection, saying: int) -> None:
    """Keep in how many articles a saying is, and from when to when."""
    sqlite.execute(
        """UPDATE saying SET (articles, first_day, last_day) = (
                SELECT count(DISTINCT article.id), min(published), max(published)
                FROM quotation_saying
                CROSS JOIN quotation ON quotation.id = quotation_saying.quotation
                CROSS JOIN article ON article.id = quotation.article
                WHERE saying = :saying
            ) WHERE id = :saying""",
        {"saying": saying},
    )


def join_everything(sqlite: sqlite3.Connection) -> None:
    """Group the quotations of a store that has no groups yet; for use inside a transaction."""
    for (article,) in sqlite.execute("SELECT id FROM article ORDER BY id").fetchall():
        keep(sqlite, said_in(sqlite, article))
