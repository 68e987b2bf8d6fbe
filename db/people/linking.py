"""Links an article's entities to identities: by whole names, and never on doubt.

Names that could be several people's (a surname, "the Ministry of Finance") are kept together under
an identity that is `shared`: it stands for the name, not for anybody, until the reader says whose.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_

from analysis.findings import Label
from analysis.identities import Known, NameKey, compare, fields_of, gender_told, name_key
from db.people.counts import RECOUNT_ALL
from db.wording import fold

_MOST_NAMES = 40  # of an identity that are kept to find it by
_MOST_SHARED = 200  # articles of somebody that are looked through for whom else they name
_TWICE = 2
# Indexes and triggers that follow each link: made at once after many links, not with each.
_FOLLOWING = (
    "identity_quotations",
    "identity_articles",
    "identity_last_day",
    "identity_by_name",
    "identity_entity_insert",
    "identity_entity_delete",
)
_ACRONYM = 4  # letters that a name in capitals may have and be an acronym
_COMPANY = 3  # others named beside somebody as usual, from which another role is no doubt
_SURELY = 85  # of 100: how alike two whole names have to be that an article gives one person


@dataclass(frozen=True, slots=True)
class _Entity:
    """An entity of an article as it is linked."""

    number: int
    name: str
    label: Label
    role: str
    aliases: tuple[str, ...]
    key: NameKey


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An identity that a name is known to be of."""

    id: int
    root: int
    shared: bool
    gender: str
    fields: frozenset[str]
    articles: int
    name: str
    names: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """What the entities of an article were linked to before: by key of the name, and all roots."""

    own: Mapping[str, int]
    roots: frozenset[int]


NOTHING = Unlinked({}, frozenset())


def link_article(sqlite: sqlite3.Connection, article: int, before: Unlinked = NOTHING) -> None:
    """Link the entities of an article that has no links; those known `before` stay where they were.

    Identities that nothing links to any more, and about which nothing was decided, go.
    """
    entities = _entities(sqlite, article)
    if entities:
        _Linking(sqlite, article, before).link(entities)
    _forget_empty(sqlite, before)


def link_everything(sqlite: sqlite3.Connection) -> None:
    """Link the entities of all articles anew; decisions and the names that lead to whom stay."""
    following = sqlite.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name IN (SELECT value FROM json_each(?))",
        (json.dumps(_FOLLOWING),),
    ).fetchall()
    for kind, name, _ in following:
        sqlite.execute(f"DROP {kind} {name}")
    for table in ("identity_entity", "identity_block", "identity_pair"):
        sqlite.execute(f"DELETE FROM {table}")
    sqlite.execute("UPDATE entity SET identity = NULL")
    sqlite.execute("UPDATE identity SET compared = 0")
    for (article,) in sqlite.execute("SELECT id FROM article ORDER BY published, id"):
        link_article(sqlite, article)
    for statement in (*RECOUNT_ALL, *(sql for *_, sql in following)):
        sqlite.execute(statement)


def unlink_article(sqlite: sqlite3.Connection, article: int) -> Unlinked:
    """Take the links of an article away, before its findings change; `link_article` goes on."""
    query = """SELECT entity.name, entity.label, identity.id, coalesce(merged_into, identity.id)
        FROM entity JOIN identity ON identity.id = entity.identity
        WHERE article = ? ORDER BY number DESC"""
    rows = sqlite.execute(query, (article,)).fetchall()
    sqlite.execute("UPDATE entity SET identity = NULL WHERE article = ?", (article,))
    return Unlinked(
        {name_key(name, label).key: own for name, label, own, _ in rows},
        frozenset(one for *_, own, root in rows for one in (own, root)),
    )


def forget_article(sqlite: sqlite3.Connection, article: int) -> None:
    """Take the links of an article away that is deleted."""
    _forget_empty(sqlite, unlink_article(sqlite, article))


def _forget_empty(sqlite: sqlite3.Connection, before: Unlinked) -> None:
    for identity in before.roots:
        query = """SELECT 1 FROM identity WHERE id = :id AND articles = 0 AND merged_into IS NULL
            AND NOT EXISTS (SELECT 1 FROM identity AS part WHERE part.merged_into = :id)
            AND NOT EXISTS (SELECT 1 FROM identity_apart WHERE one = :id OR other = :id)
            AND NOT EXISTS (SELECT 1 FROM identity_choice WHERE identity = :id)"""
        if sqlite.execute(query, {"id": identity}).fetchone():
            forget_identity(sqlite, identity)


def forget_identity(sqlite: sqlite3.Connection, identity: int) -> None:
    """Delete an identity that nothing links to, and let its names lead elsewhere."""
    query = "SELECT name, label, names FROM identity WHERE id = ?"
    name, label, names = sqlite.execute(query, (identity,)).fetchone()
    known = names.split("\n")
    if len(known) < _MOST_NAMES:
        keys = {name_key(one, label).key for one in (name, *known)}
        sqlite.executemany(
            "DELETE FROM identity_name WHERE key = ? AND identity = ?",
            [(key, identity) for key in sorted(keys)],
        )
    else:  # there may have been more of them
        sqlite.execute("DELETE FROM identity_name WHERE identity = ?", (identity,))
    sqlite.execute("DELETE FROM identity WHERE id = ?", (identity,))


def _entities(sqlite: sqlite3.Connection, article: int) -> list[_Entity]:
    aliases: dict[int, list[str]] = defaultdict(list)
    query = "SELECT entity, name FROM alias WHERE article = ? ORDER BY entity, position"
    for number, name in sqlite.execute(query, (article,)):
        aliases[number].append(name)
    query = "SELECT number, name, label, role FROM entity WHERE article = ? ORDER BY number"
    return [
        _Entity(
            number, name, label, role or "", tuple(aliases.get(number, ())), name_key(name, label)
        )
        for number, name, label, role in sqlite.execute(query, (article,))
    ]  # fmt: skip


def _genders(sqlite: sqlite3.Connection, article: int) -> dict[int, str]:
    """What the pronouns for each entity of an article tell."""
    query = """SELECT entity, start, "end" FROM mention
        WHERE article = ? AND entity IS NOT NULL
            AND sort IN (SELECT id FROM mention_sort WHERE kind = 'pronoun')"""
    spans = sqlite.execute(query, (article,)).fetchall()
    if not spans:
        return {}
    query = "SELECT text FROM article WHERE id = ?"
    text: str = sqlite.execute(query, (article,)).fetchone()[0]
    said: dict[int, list[str]] = defaultdict(list)
    for entity, start, end in spans:
        said[entity].append(text[start:end])
    return {entity: gender_told(words) or "" for entity, words in said.items()}


class _Linking:
    """The linking of one article."""

    def __init__(self, sqlite: sqlite3.Connection, article: int, before: Unlinked) -> None:
        self._sqlite = sqlite
        self._article = article
        query = "SELECT key, identity FROM identity_choice WHERE article = ?"
        self._chosen = {**before.own, **dict(sqlite.execute(query, (article,)))}
        self._taken: set[int] = set()  # the people already found here, each by one entity
        self._roots: list[int] = []

    def link(self, entities: Iterable[_Entity]) -> None:
        """Link what is clear, then what whom else the article names may decide."""
        people = any(e.key.sort == "person" and not e.key.shared for e in entities)
        genders = _genders(self._sqlite, self._article) if people else {}
        unclear = []
        for entity in entities:
            gender = genders.get(entity.number, "")
            fitting, doubtful = self._fitting(entity, gender)
            if len(fitting) > 1 or (doubtful and not fitting):
                unclear.append((entity, gender, fitting, doubtful))
            else:
                one = fitting[0] if fitting else None
                one = one or self._made(entity, gender, shared=entity.key.shared)
                self._put(entity, one, gender)
        for entity, gender, fitting, doubtful in unclear:
            if fitting:
                one = self._likeliest(entity, fitting)
                one = one or self._made(entity, gender, shared=True)
            else:
                one = self._in_company(doubtful) or self._made(entity, gender, shared=False)
            self._put(entity, one, gender)

    def _candidates(self, key: str) -> list[_Candidate]:
        query = """SELECT id, coalesce(merged_into, id), shared, gender, fields,
                articles, name, names
            FROM identity_name JOIN identity ON id = identity WHERE key = ? ORDER BY id"""
        return [
            _Candidate(id, root, bool(shared), gender, frozenset(fields.split()), *rest)
            for id, root, shared, gender, fields, *rest in self._sqlite.execute(query, (key,))
        ]

    def _fitting(self, entity: _Entity, gender: str) -> tuple[list[_Candidate], list[_Candidate]]:
        """Who the entity may be: those against whom nothing speaks, and those whose role does."""
        candidates = self._candidates(entity.key.key)
        free = [one for one in candidates if one.id not in self._taken]
        chosen = self._chosen.get(entity.key.key)
        if kept := [one for one in free if one.id == chosen]:
            return kept, []
        if entity.key.shared:
            return [one for one in candidates if one.shared][:1], []
        if entity.key.sort != "person":
            return candidates, []
        if not candidates:
            free = self._by_other_names(entity)
        free = [one for one in free if not (gender and one.gender and gender != one.gender)]
        fields = fields_of(entity.role)
        fits = [not (fields and one.fields and fields.isdisjoint(one.fields)) for one in free]
        return list(compress(free, fits)), list(compress(free, map(not_, fits)))

    def _in_company(self, doubtful: list[_Candidate]) -> _Candidate | None:
        """One whose role is another here, but who is named beside the same people all the same."""
        beside = {one.id: self._beside(one) for one in doubtful if not one.shared}
        found = [one for one in doubtful if beside.get(one.id, 0) >= _COMPANY]
        return found[0] if len(found) == 1 else None

    def _by_other_names(self, entity: _Entity) -> list[_Candidate]:
        """Those known by another whole name that the article itself gives the person."""
        found: dict[int, _Candidate] = {}
        for key in _other_keys(entity):
            found |= {one.id: one for one in self._candidates(key) if not one.shared}
        return list(found.values()) if len(found) == 1 else []

    def _likeliest(self, entity: _Entity, fitting: list[_Candidate]) -> _Candidate | None:
        """The namesake of the same walk of life, or named beside the same people, or the usual one.

        Where the reader has kept namesakes apart, none of them is the usual one: such an article
        goes to an identity that stands for the name alone.
        """
        fitting = [one for one in fitting if one.id not in self._taken]
        fields = fields_of(entity.role)
        alike = [one for one in fitting if not fields.isdisjoint(one.fields)]
        people = [one for one in (alike or fitting) if not one.shared]
        if len(people) < _TWICE:
            return people[0] if people else next(iter(fitting), None)
        beside = Counter({one.id: self._beside(one) for one in people})
        (best, most), (_, second) = beside.most_common(_TWICE)
        if most > 0 and most >= _TWICE * second:
            return next(one for one in people if one.id == best)
        if self._kept_apart(people):
            return next((one for one in fitting if one.shared), None)
        return max(people, key=lambda one: (one.articles, -one.id))

    def _beside(self, candidate: _Candidate) -> int:
        """How many of those named here are named in articles with a candidate as well."""
        marks = ", ".join("?" * len(self._roots))
        query = f"""SELECT count(DISTINCT coalesce(merged_into, identity.id))
            FROM (SELECT DISTINCT article FROM identity_entity
                WHERE identity = ? ORDER BY day DESC LIMIT {_MOST_SHARED}) AS those
            CROSS JOIN entity ON entity.article = those.article
            CROSS JOIN identity ON identity.id = entity.identity
            WHERE coalesce(merged_into, identity.id) IN ({marks})"""
        return int(self._sqlite.execute(query, (candidate.root, *self._roots)).fetchone()[0])

    def _kept_apart(self, people: Iterable[_Candidate]) -> bool:
        ids = [one.id for one in people]
        marks = ", ".join("?" * len(ids))
        query = f"SELECT 1 FROM identity_apart WHERE one IN ({marks}) AND other IN ({marks})"
        return self._sqlite.execute(query, (*ids, *ids)).fetchone() is not None

    def _put(self, entity: _Entity, found: _Candidate, gender: str) -> None:
        if entity.key.sort == "person" and not found.shared:
            self._taken.add(found.id)
        if not found.shared:
            self._roots.append(found.root)
        self._sqlite.execute(
            "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
            (found.id, self._article, entity.number),
        )
        fields = fields_of(entity.role)
        learnt = not found.shared and ((gender and not found.gender) or not fields <= found.fields)
        known = found.names.split("\n")
        new = [one for one in (entity.name, *entity.aliases) if one not in known]
        if learnt or (new and len(known) < _MOST_NAMES):
            if found.shared:  # it is nobody of whom something could be told
                gender, fields = "", frozenset()
            self._learn(entity, found, gender, fields, [*known, *new])

    def _learn(
        self,
        entity: _Entity,
        found: _Candidate,
        gender: str,
        fields: frozenset[str],
        names: Sequence[str],
    ) -> None:
        """Let an identity be known by what an article told of it."""
        # "MARA ORTIZ" is how a headline writes it
        shouted = found.name.isupper() and len(found.name) > _ACRONYM
        self._sqlite.execute(
            """UPDATE identity SET name = ?, names = ?, gender = ?, fields = ?, compared = 0
                WHERE id = ?""",
            (
                entity.name if shouted and not entity.name.isupper() else found.name,
                "\n".join(names[:_MOST_NAMES]),
                found.gender or gender,
                " ".join(sorted(found.fields | fields)),
                found.id,
            ),
        )
        self._know(entity, found.id)
        list_names(self._sqlite, found.root)

    def _made(self, entity: _Entity, gender: str, *, shared: bool) -> _Candidate:
        names = "\n".join(dict.fromkeys((entity.name, *entity.aliases)))
        row = (
            entity.name, entity.label, names, fold(names), shared,
            *(("", "") if shared else (gender, " ".join(sorted(fields_of(entity.role))))),
        )  # fmt: skip
        query = """INSERT INTO identity (name, label, names, listing, shared, gender, fields)
            VALUES (?, ?, ?, ?, ?, ?, ?)"""
        made = self._sqlite.execute(query, row).lastrowid
        assert made is not None
        self._know(entity, made)
        fields = frozenset(fields_of(entity.role))
        return _Candidate(made, made, shared, gender, fields, 0, entity.name, names)

    def _know(self, entity: _Entity, identity: int) -> None:
        """Let a name lead to an identity, and other whole names that lead to nobody so far."""
        query = "INSERT OR IGNORE INTO identity_name VALUES (?, ?)"
        self._sqlite.execute(query, (entity.key.key, identity))
        for key in _other_keys(entity):
            if not self._candidates(key):
                self._sqlite.execute(query, (key, identity))


def _other_keys(entity: _Entity) -> list[str]:
    """Keys of other whole names that an article gives a person, and that are ways to write this."""
    if entity.key.sort != "person" or entity.key.shared:
        return []
    this = Known(entity.name, entity.label)
    keys = []
    for alias in entity.aliases:
        key = name_key(alias, entity.label)
        if not key.shared and key.key != entity.key.key:
            alike = compare(this, Known(alias, entity.label))
            if alike is not None and alike.score >= _SURELY:
                keys.append(key.key)
    return keys


def list_names(sqlite: sqlite3.Connection, root: int) -> None:
    """Let an identity be found by all names of those merged into it."""
    query = "SELECT names FROM identity WHERE id = ? OR merged_into = ?"
    names = "\n".join(names for (names,) in sqlite.execute(query, (root, root)))
    sqlite.execute("UPDATE identity SET listing = ? WHERE id = ?", (fold(names), root))
