"""What the reader decides about identities: two that are one, one that is two, two that are not.

Each decision is a record that takes it back again, with the ids that it had. Articles that are
analysed anew, or added later, follow what was decided.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable

from analysis.findings import Label
from analysis.identities import name_key
from db.articles import now
from db.people.counts import RECOUNT
from db.people.linking import forget_identity, list_names
from db.people.page import root_of
from db.people.records import Link, Merge, Split


def merge(sqlite: sqlite3.Connection, one: int, into: int) -> Merge:
    """Let one identity be the same as another; raises NotFound, ValueError where it is already.

    A name that several may have is merged into somebody, whichever way round they are given.
    """
    one, into = root_of(sqlite, one), root_of(sqlite, into)
    if one == into:
        raise ValueError("They are one already")
    shared = dict(sqlite.execute("SELECT id, shared FROM identity WHERE id IN (?, ?)", (one, into)))
    if shared[into] and not shared[one]:
        one, into = into, one
    query = "SELECT id FROM identity WHERE merged_into = ? ORDER BY id"
    made = Merge((one, *(id for (id,) in sqlite.execute(query, (one,)))), into)
    merge_again(sqlite, made)
    return made


def merge_again(sqlite: sqlite3.Connection, made: Merge) -> None:
    """Merge once more what was taken apart again; raises NotFound where either is no more."""
    root_of(sqlite, made.gone[0])
    into = root_of(sqlite, made.into)
    gone = json.dumps(made.gone)
    sqlite.execute(
        "UPDATE identity SET merged_into = ? WHERE id IN (SELECT value FROM json_each(?))",
        (into, gone),
    )
    query = "UPDATE identity_entity SET identity = ? WHERE identity = ?"
    sqlite.execute(query, (into, made.gone[0]))
    _recount(sqlite, (made.gone[0], into))


def unmerge(sqlite: sqlite3.Connection, made: Merge) -> None:
    """Take apart again what was merged; raises NotFound."""
    first, *others = made.gone
    into = root_of(sqlite, first)
    sqlite.execute("UPDATE identity SET merged_into = NULL WHERE id = ?", (first,))
    sqlite.execute(
        """UPDATE identity SET merged_into = ?
            WHERE id IN (SELECT value FROM json_each(?)) AND merged_into = ?""",
        (first, json.dumps(others), into),
    )
    sqlite.execute(
        """UPDATE identity_entity AS link SET identity = ?
            WHERE identity = ? AND (SELECT entity.identity FROM entity
                WHERE entity.article = link.article AND number = link.entity)
                IN (SELECT value FROM json_each(?))""",
        (first, into, json.dumps(made.gone)),
    )
    _recount(sqlite, (first, into))


def call(sqlite: sqlite3.Connection, identity: int, name: str) -> None:
    """Show an identity by another of its names; raises NotFound."""
    row = name, root_of(sqlite, identity)
    sqlite.execute("UPDATE identity SET name = ? WHERE id = ?", row)


def set_apart(sqlite: sqlite3.Connection, one: int, other: int) -> bool:
    """Remember that two are not the same, and return whether that is new; raises NotFound."""
    one, other = sorted((root_of(sqlite, one), root_of(sqlite, other)))
    query = "INSERT OR IGNORE INTO identity_apart VALUES (?, ?, ?)"
    return sqlite.execute(query, (one, other, now())).rowcount > 0


def unset_apart(sqlite: sqlite3.Connection, one: int, other: int) -> None:
    """Forget that two were not the same."""
    ends = sorted((root_of(sqlite, one), root_of(sqlite, other)))
    sqlite.execute("DELETE FROM identity_apart WHERE one = ? AND other = ?", ends)


def split_articles(sqlite: sqlite3.Connection, identity: int, articles: Collection[int]) -> Split:
    """Let those whom some articles name be somebody else than the others of the same name.

    Raises NotFound, and ValueError where no article would stay, or none go.
    """
    identity = root_of(sqlite, identity)
    links = _links(sqlite, identity)
    going = [(link, name, label) for link, name, label in links if link.article in articles]
    if len(going) in (0, len(links)):
        raise ValueError("Some articles have to go, and some to stay")
    choices = [(link.article, name_key(name, label).key) for link, name, label in going]
    return _split(sqlite, identity, going, choices, ())


def split_name(sqlite: sqlite3.Connection, identity: int, key: str) -> Split:
    """Let those whom articles call by a name be somebody else, in all articles and from now on.

    Raises NotFound, and ValueError where nobody is called so, or everybody.
    """
    identity = root_of(sqlite, identity)
    links = _links(sqlite, identity)
    going = [one for one in links if name_key(one[1], one[2]).key == key]
    if len(going) in (0, len(links)):
        raise ValueError("Somebody has to go by this name, and somebody by another")
    owns = {link.own for link, *_ in going}
    staying = {link.own for link, name, label in links if name_key(name, label).key != key}
    if len(owns) == 1 and owns.isdisjoint({identity, *staying}):
        (own,) = owns
        query = "SELECT 1 FROM identity_apart WHERE one = ? AND other = ?"
        apart = sqlite.execute(query, sorted((identity, own))).fetchone() is not None
        parted = Split(identity, own, merge=Merge((own,), identity), apart=apart)
        split_again(sqlite, parted)
        return parted
    return _split(sqlite, identity, going, (), [(key, own) for own in owns])


def split_again(sqlite: sqlite3.Connection, split: Split) -> None:
    """Take apart once more what was put together again, under the id that it had."""
    if split.merge is not None:
        unmerge(sqlite, split.merge)
        set_apart(sqlite, split.identity, split.new)
        return
    query = """INSERT INTO identity (id, name, label, names, listing, shared)
        VALUES (?, ?, ?, ?, '', 0)"""
    sqlite.execute(query, (split.new, *split.called))
    choices, by_name = set(split.choices), {key for key, _ in split.keys}
    known = "INSERT OR IGNORE INTO identity_name VALUES (?, ?)"
    keys = {key for _, key in choices} | by_name
    sqlite.executemany(known, [(key, split.new) for key in sorted(keys)])
    for key, own in split.keys:
        sqlite.execute("DELETE FROM identity_name WHERE key = ? AND identity = ?", (key, own))
    sqlite.executemany(
        """INSERT OR REPLACE INTO identity_choice
            SELECT id, ?, ? FROM article WHERE id = ?""",
        [(key, split.new, article) for article, key in split.choices],
    )
    sqlite.executemany(
        "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
        [
            (split.new, link.article, link.entity)
            for link, name, label in _links(sqlite, split.identity)
            # as they are now: articles that came meanwhile go by their names as well
            if (key := name_key(name, label).key) in by_name or (link.article, key) in choices
        ],
    )
    set_apart(sqlite, split.identity, split.new)
    _recount(sqlite, (split.identity, split.new))
    _call_as_there(sqlite, split.identity)


def unsplit(sqlite: sqlite3.Connection, split: Split) -> None:
    """Put together again what was taken apart; raises NotFound."""
    if not split.apart:
        unset_apart(sqlite, split.identity, split.new)
    if split.merge is not None:
        merge_again(sqlite, split.merge)
        return
    # an article may name several who were one: each goes back to its own
    before = {(link.article, link.entity): link.own for link in split.links}
    usual = {link.article: link.own for link in split.links}
    first = split.links[0].own
    sqlite.executemany(
        "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
        [
            (
                before.get((link.article, link.entity), usual.get(link.article, first)),
                link.article,
                link.entity,
            )
            for link, *_ in _links(sqlite, root_of(sqlite, split.new))
            if link.own == split.new
        ],
    )
    sqlite.executemany("INSERT OR IGNORE INTO identity_name VALUES (?, ?)", split.keys)
    keys = {key for _, key in split.choices} | {key for key, _ in split.keys}
    sqlite.executemany(
        "DELETE FROM identity_name WHERE key = ? AND identity = ?",
        [(key, split.new) for key in sorted(keys)],
    )
    sqlite.execute("DELETE FROM identity_choice WHERE identity = ?", (split.new,))
    sqlite.execute("UPDATE identity SET name = ? WHERE id = ?", (split.name, split.identity))
    _recount(sqlite, {split.identity, *(root_of(sqlite, link.own) for link in split.links)})
    forget_identity(sqlite, split.new)


_Linked = tuple[Link, str, Label]


def _links(sqlite: sqlite3.Connection, identity: int) -> list[_Linked]:
    """The links of an identity, each with the entity's name and label."""
    query = """SELECT link.article, link.entity, entity.identity, entity.name, entity.label
        FROM identity_entity AS link
        CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
        WHERE link.identity = ?"""
    return [
        (Link(article, entity, own), name, label)
        for article, entity, own, name, label in sqlite.execute(query, (identity,))
    ]


def _split(
    sqlite: sqlite3.Connection,
    identity: int,
    going: list[_Linked],
    choices: Iterable[tuple[int, str]],
    keys: Iterable[tuple[str, int]],
) -> Split:
    """Give links an identity of their own, called as most of them are."""
    called = Counter((name, label) for _, name, label in going)
    (name, label), _ = called.most_common(1)[0]
    names = "\n".join(dict.fromkeys(name for name, _ in called))
    query = "SELECT name FROM identity WHERE id = ?"
    before = sqlite.execute(query, (identity,)).fetchone()[0]
    query = "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'identity'"
    split = Split(
        identity,
        sqlite.execute(query).fetchone()[0],
        before,
        (name, label, names),
        tuple(link for link, *_ in going),
        tuple(choices),
        tuple(keys),
    )
    split_again(sqlite, split)
    return split


def _call_as_there(sqlite: sqlite3.Connection, identity: int) -> None:
    """Let an identity not be called by a name that went with others."""
    query = "SELECT name, label FROM identity WHERE id = ?"
    name, label = sqlite.execute(query, (identity,)).fetchone()
    names = Counter(name for _, name, _ in _links(sqlite, identity))
    if names and name_key(name, label).key not in {name_key(one, label).key for one in names}:
        commonest = names.most_common(1)[0][0]
        sqlite.execute("UPDATE identity SET name = ? WHERE id = ?", (commonest, identity))


def _recount(sqlite: sqlite3.Connection, identities: Collection[int]) -> None:
    """Count the links of identities anew, and gather the names that they are found by."""
    for statement in RECOUNT:
        sqlite.execute(statement, {"ids": json.dumps(list(identities))})
    for identity in identities:
        list_names(sqlite, identity)
