"""Link an article's entities to identities: by full names, and only if the match is unambiguous.

An ambiguous name (a surname) has one identity that is `shared`. It represents the name rather than
an entity, until the reader merges it into an identity.

A body with a generic name ("the Ministry of Finance") has one identity for each country. An article
that does not show the country has one of its own.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import not_

from msgspec import Struct

from analysis.linking.similarity import name_key
from analysis.models import Reason
from analysis.names.occupations import occupational_fields
from analysis.structs import replace
from db.coded_columns import LABEL_CODES
from db.identities.agreement import differs_in_office, merge_agreeing
from db.identities.authority_list import EntryMatch, entry_key, find_entry, has_entries
from db.identities.link_counts import RECOUNT_ALL
from db.identities.linked_entities import (
    LinkedEntity,
    infer_genders,
    list_other_keys,
    load_linked_entities,
)
from db.identities.merges import are_distinct, merge_for_reason
from db.identities.previous_links import NO_LINKS, PreviousLinks, forget_empty
from db.identities.records import (
    MOST_NAMES,
    ArticleLinks,
    add_blocks,
    insert_again,
    rebuild_searchable_names,
    store_names,
)
from db.identities.titled_names import find_holder, is_titled, list_titled_links
from db.text import fold_unless_lower

_MOST_ARTICLES = 200  # latest articles of an identity that are searched for companions
_TWICE = 2
# Indexes and triggers that each new link updates: rebuilt once after a bulk link, for speed.
_DEPENDENT_OBJECTS = (
    "identity_quotations",
    "identity_articles",
    "identity_last_day",
    "identity_by_name",
    "identity_doubtful",
    "identity_entity_insert",
    "identity_entity_delete",
)
_MAX_ACRONYM = 4  # most letters of a name in capitals that may be an acronym
_MIN_COMPANIONS = 3  # usual companions in the article that outweigh a conflicting role


class _Candidate(Struct, frozen=True):
    """An identity that is known by a name."""

    id: int
    root: int
    shared: bool
    gender: str
    fields: frozenset[str]
    articles: int
    name: str
    names: str
    country: str = ""


def link_article(
    sqlite: sqlite3.Connection, article: int, before: PreviousLinks = NO_LINKS
) -> None:
    """Link the entities of an article without links; entities linked `before` keep their identity.

    Delete the identities of `before` that have neither a link nor a decision by the reader.
    """
    entities = load_linked_entities(sqlite, article)
    if entities:
        _ArticleLinker(sqlite, article, before).link(entities)
    forget_empty(sqlite, before)


def link_missing(sqlite: sqlite3.Connection, article: int) -> None:
    """Link the entities of an article that have no identity; the others keep theirs."""
    query = """SELECT number, identity.id, coalesce(merged_into, identity.id), shared FROM entity
        JOIN identity ON identity.id = entity.identity WHERE article = ?"""
    linker = _ArticleLinker(sqlite, article, NO_LINKS)
    for number, own, root, is_shared in sqlite.execute(query, (article,)):
        linker.keep_link(number, own, root, is_shared=bool(is_shared))
    linker.link(load_linked_entities(sqlite, article, linker.linked))


def use_new_role(sqlite: sqlite3.Connection, root: int, since: int) -> None:
    """Merge a person, with a role that the article `since` stated, and link titled names to it."""
    merge_agreeing(sqlite, root)
    _link_titled_names(sqlite, root, since)


def relink_all(sqlite: sqlite3.Connection) -> None:
    """Link the entities of all articles again; decisions and the known names are preserved."""
    dependents = sqlite.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name IN (SELECT value FROM json_each(?))",
        (json.dumps(_DEPENDENT_OBJECTS),),
    ).fetchall()
    for kind, name, _ in dependents:
        sqlite.execute(f"DROP {kind} {name}")
    for table in ("identity_entity", "identity_block", "identity_candidate"):
        sqlite.execute(f"DELETE FROM {table}")
    sqlite.execute("UPDATE entity SET identity = NULL")
    sqlite.execute("UPDATE identity SET compared = 0")
    for (article,) in sqlite.execute("SELECT id FROM article ORDER BY published, id"):
        link_article(sqlite, article)
    for statement in (*RECOUNT_ALL, *(sql for *_, sql in dependents)):
        sqlite.execute(statement)


def restore_links(sqlite: sqlite3.Connection, article: int, links: ArticleLinks) -> None:
    """Link the entities of a restored article to the same identities as before.

    An identity that was deleted is inserted again, unless a later one has its name. The entity is
    then linked as that of a new article is.
    """
    for row, keys in links.identities:
        insert_again(sqlite, row, keys, links.last)
    sqlite.executemany(
        """UPDATE entity SET identity = :identity WHERE article = :article AND number = :number
            AND EXISTS (SELECT 1 FROM identity WHERE id = :identity)""",
        [
            {"article": article, "number": number, "identity": identity}
            for number, identity in links.by_entity.items()
        ],
    )
    query = """SELECT name, label, number, identity FROM entity
        WHERE article = ? ORDER BY number DESC"""
    rows = sqlite.execute(query, (article,)).fetchall()
    if any(identity is None and number in links.by_entity for *_, number, identity in rows):
        linked = {name_key(name, label).key: own for name, label, _, own in rows if own is not None}
        link_article(sqlite, article, PreviousLinks(linked, ()))


def _link_titled_names(sqlite: sqlite3.Connection, root: int, since: int) -> None:
    """Link the titled surnames of earlier articles to a person whose office is known now.

    `since` is the article that stated it.
    """
    for article, number in list_titled_links(sqlite, root):
        entities = load_linked_entities(sqlite, article)
        entity = next((each for each in entities if each.number == number), None)
        if article != since and entity is not None and is_titled(entity):
            query = "SELECT identity FROM entity WHERE article = ? AND number = ?"
            (shared,) = sqlite.execute(query, (article, number)).fetchone()
            _ArticleLinker(sqlite, article, NO_LINKS).link_titled(entity, "")
            forget_empty(sqlite, PreviousLinks({}, (shared,)))


class _ArticleLinker:
    """Links the entities of one article."""

    def __init__(self, sqlite: sqlite3.Connection, article: int, before: PreviousLinks) -> None:
        self._sqlite = sqlite
        self._article = article
        query = "SELECT key, identity FROM identity_override WHERE article = ?"
        self._decided: dict[str, int] = dict(sqlite.execute(query, (article,)))
        self._chosen = {**before.by_key, **self._decided}
        query = "SELECT coalesce(published, '') FROM article WHERE id = ?"
        self._day: str = sqlite.execute(query, (article,)).fetchone()[0]
        self._has_authority = has_entries(sqlite)
        self.linked: set[int] = set()  # entities that keep their identity
        self._taken: set[int] = set()  # identities already linked to an entity of this article
        self._roots: list[int] = []
        self._roots_with_new_role: list[int] = []

    def keep_link(self, number: int, own: int, root: int, *, is_shared: bool) -> None:
        """Keep the identity of an entity, which is then not linked again."""
        self.linked.add(number)
        if not is_shared:
            self._taken.add(own)
            self._roots.append(root)

    def link(self, entities: Iterable[LinkedEntity]) -> None:
        """Link the unambiguous entities first, then the rest by the companions in the article."""
        people = any(e.key.kind == "person" and not e.key.is_ambiguous for e in entities)
        names = {each.number: each.name for each in entities if each.number not in self.linked}
        genders = infer_genders(self._sqlite, self._article, names) if people else {}
        unclear = []
        short: list[tuple[LinkedEntity, str]] = []
        for entity in sorted(entities, key=lambda entity: entity.is_shared):
            gender = genders.get(entity.number, "")
            if entity.number in self.linked or self._link_to_entry(entity, gender):
                continue
            if is_titled(entity) and entity.key.key not in self._decided:
                short.append((entity, gender))
                continue
            fitting, doubtful = self._fitting(entity, gender)
            if len(fitting) > 1 or (doubtful and not fitting):
                unclear.append((entity, gender, fitting, doubtful))
            else:
                match = fitting[0] if fitting else None
                match = match or self._add_identity(entity, gender, shared=entity.is_shared)
                self._link(entity, match, gender)
        for entity, gender, fitting, doubtful in unclear:
            if fitting:
                match = self._likeliest(entity, fitting)
                match = match or self._add_identity(entity, gender, shared=True)
            else:
                match = self._match_by_companions(doubtful)
                match = match or self._add_identity(entity, gender, shared=False)
            self._link(entity, match, gender)
        for entity, gender in short:
            if not self.link_titled(entity, gender):
                fitting, _ = self._fitting(entity, gender)
                match = next(iter(self._separated_part(entity) or fitting), None)
                match = match or self._add_identity(entity, gender, shared=True)
                self._link(entity, match, gender)
        for root in dict.fromkeys(self._roots_with_new_role):
            use_new_role(self._sqlite, root, self._article)

    def link_titled(self, entity: LinkedEntity, gender: str) -> bool:
        """Link a title and a surname to the only person of that office; return whether it was."""
        found = find_holder(self._sqlite, entity, self._article, self._day, gender)
        if found is None or found.root in self._roots:
            return False
        self._link_part(entity, f"{entity.key.key}#{found.root}", found.root, found.reason, gender)
        return True

    def _separated_part(self, entity: LinkedEntity) -> list[_Candidate]:
        """Return the identity of a titled surname that the reader separated from a person."""
        chosen = self._chosen.get(entity.key.key)
        query = "SELECT key FROM identity_name WHERE key > ? || '#' AND key < ? || '$'"
        keys = self._sqlite.execute(query, (entity.key.key, entity.key.key)).fetchall()
        parts = (part for (key,) in keys for part in self._candidates(key))
        return [part for part in parts if part.id == chosen and part.root == part.id]

    def _link_to_entry(self, entity: LinkedEntity, gender: str) -> bool:
        """Link an entity to the identity of an entry of the authority list, if it is one."""
        if not self._has_authority or entity.key.key in self._decided:
            return False
        found = find_entry(self._sqlite, entity, self._day)
        if found is None:
            return False
        root = next((each.root for each in self._candidates(entry_key(found.id))), None)
        if not found.is_by_name:
            if root is not None and root in self._roots and entity.is_shared:
                return False  # the article has the full name too
            key = f"{entity.key.key}#a{found.id}"
            self._link_part(entity, key, root, found.reason, gender, found)
            return True
        fitting, _ = self._fitting(entity, gender)
        own = next((each for each in fitting if each.root == root), None)
        if own is None and len(fitting) > 1:
            return False
        own = own or next(iter(fitting), None)
        own = own or self._add_identity(entity, gender, shared=False)
        self._link(entity, own, gender)
        self._join(own.id, root, found.reason, found)
        return True

    def _link_part(
        self,
        entity: LinkedEntity,
        key: str,
        root: int | None,
        reason: Reason,
        gender: str,
        entry: EntryMatch | None = None,
    ) -> None:
        """Link an ambiguous name by a key of its own, whose identity is a part of a person."""
        part = next(iter(self._candidates(key)), None)
        if part is None:
            named = replace(entity, name=entry.entry.name) if entry and root is None else entity
            part = self._add_identity(replace(named, lookup=key), gender, shared=False)
        self._link(entity, part, gender)
        self._join(part.id, root, reason, entry)

    def _join(self, own: int, root: int | None, reason: Reason, entry: EntryMatch | None) -> None:
        """Merge an identity with a person, or make it the first one of an entry."""
        if root is None and entry is not None:
            query = "INSERT OR IGNORE INTO identity_name VALUES (?, ?)"
            self._sqlite.execute(query, (entry_key(entry.id), own))
        elif root is not None and not are_distinct(self._sqlite, own, root):
            merge_for_reason(self._sqlite, own, root, reason)

    def _candidates(self, key: str) -> list[_Candidate]:
        query = """SELECT id, coalesce(merged_into, id), shared, gender, fields,
                articles, name, names, country
            FROM identity_name JOIN identity ON id = identity WHERE key = ? ORDER BY id"""
        return [
            _Candidate(id, root, bool(shared), gender, frozenset(fields.split()), *rest)
            for id, root, shared, gender, fields, *rest in self._sqlite.execute(query, (key,))
        ]

    def _fitting(
        self, entity: LinkedEntity, gender: str
    ) -> tuple[list[_Candidate], list[_Candidate]]:
        """Return the candidates without a conflict, and the candidates whose role conflicts."""
        candidates = self._candidates(entity.lookup)
        free = [candidate for candidate in candidates if candidate.id not in self._taken]
        chosen = self._chosen.get(entity.key.key)
        # a decision of the reader leads to an identity by the name alone
        decided = self._candidates(entity.key.key) if entity.lookup != entity.key.key else []
        if selected := [candidate for candidate in (*free, *decided) if candidate.id == chosen]:
            return selected[:1], []
        if entity.is_shared:
            return [candidate for candidate in candidates if candidate.shared][:1], []
        if entity.key.kind != "person":
            return candidates, []
        if not candidates:
            free = self._by_other_names(entity)
        free = [
            candidate
            for candidate in free
            if not (gender and candidate.gender and gender != candidate.gender)
        ]
        fits = [
            not differs_in_office(self._sqlite, entity.role, candidate.root, candidate.fields)
            for candidate in free
        ]
        return list(compress(free, fits)), list(compress(free, map(not_, fits)))

    def _match_by_companions(self, doubtful: list[_Candidate]) -> _Candidate | None:
        """Return the one candidate with a conflicting role but enough companions in the article."""
        companions = {
            candidate.id: self._count_companions(candidate)
            for candidate in doubtful
            if not candidate.shared
        }
        found = [
            candidate
            for candidate in doubtful
            if companions.get(candidate.id, 0) >= _MIN_COMPANIONS
        ]
        return found[0] if len(found) == 1 else None

    def _by_other_names(self, entity: LinkedEntity) -> list[_Candidate]:
        """Return the only candidate known by another full name of the person in the article."""
        found: dict[int, _Candidate] = {}
        for key in list_other_keys(entity):
            found |= {
                candidate.id: candidate
                for candidate in self._candidates(key)
                if not candidate.shared
            }
        return list(found.values()) if len(found) == 1 else []

    def _likeliest(self, entity: LinkedEntity, fitting: list[_Candidate]) -> _Candidate | None:
        """Return the namesake of the same field, or with the same companions, or in most articles.

        If the reader marked the namesakes as distinct, the count of articles decides nothing. The
        entity is then linked to the shared identity of the name.
        """
        fitting = [candidate for candidate in fitting if candidate.id not in self._taken]
        fields = occupational_fields(entity.role)
        same_field = [candidate for candidate in fitting if not fields.isdisjoint(candidate.fields)]
        people = [candidate for candidate in (same_field or fitting) if not candidate.shared]
        if len(people) < _TWICE:
            return people[0] if people else next(iter(fitting), None)
        companions = Counter(
            {candidate.id: self._count_companions(candidate) for candidate in people}
        )
        (best, most), (_, second) = companions.most_common(_TWICE)
        if most > 0 and most >= _TWICE * second:
            return next(candidate for candidate in people if candidate.id == best)
        if self._are_distinct(people):
            return next((candidate for candidate in fitting if candidate.shared), None)
        return max(people, key=lambda candidate: (candidate.articles, -candidate.id))

    def _count_companions(self, candidate: _Candidate) -> int:
        """Count the identities of this article that other articles name with the candidate."""
        marks = ", ".join("?" * len(self._roots))
        query = f"""SELECT count(DISTINCT coalesce(merged_into, identity.id))
            FROM (SELECT DISTINCT article FROM identity_entity
                WHERE identity = ? ORDER BY day DESC LIMIT {_MOST_ARTICLES}) AS those
            CROSS JOIN entity ON entity.article = those.article
            CROSS JOIN identity ON identity.id = entity.identity
            WHERE coalesce(merged_into, identity.id) IN ({marks})"""
        return int(self._sqlite.execute(query, (candidate.root, *self._roots)).fetchone()[0])

    def _are_distinct(self, people: Iterable[_Candidate]) -> bool:
        ids = [candidate.id for candidate in people]
        marks = ", ".join("?" * len(ids))
        query = f"SELECT 1 FROM identity_distinct WHERE first IN ({marks}) AND second IN ({marks})"
        return self._sqlite.execute(query, (*ids, *ids)).fetchone() is not None

    def _link(self, entity: LinkedEntity, found: _Candidate, gender: str) -> None:
        is_person = entity.key.kind == "person" and not found.shared
        if is_person:
            self._taken.add(found.id)
        if not found.shared:
            self._roots.append(found.root)
        self._sqlite.execute(
            "UPDATE entity SET identity = ? WHERE article = ? AND number = ?",
            (found.id, self._article, entity.number),
        )
        if is_person and entity.role and not self._has_role(found.root, entity.role):
            self._roots_with_new_role.append(found.root)
        fields = occupational_fields(entity.role)
        country = found.country or entity.country
        learnt = not found.shared and (
            (gender and not found.gender) or not fields <= found.fields or country != found.country
        )
        known = found.names.split("\n")
        new = [name for name in (entity.name, *entity.aliases) if name not in known]
        if learnt or (new and len(known) < MOST_NAMES):
            if found.shared:  # a name has neither gender nor role
                gender, fields = "", frozenset()
            self._learn(entity, found, gender, fields, [*known, *new])

    def _has_role(self, root: int, role: str) -> bool:
        """Return whether another article states the same role of a person."""
        query = f"""SELECT 1 FROM (SELECT article, entity FROM identity_entity WHERE identity = ?
                ORDER BY day DESC LIMIT {_MOST_ARTICLES}) AS link
            CROSS JOIN entity ON entity.article = link.article AND entity.number = link.entity
            WHERE role = ? AND link.article != ? LIMIT 1"""
        return self._sqlite.execute(query, (root, role, self._article)).fetchone() is not None

    def _learn(
        self,
        entity: LinkedEntity,
        found: _Candidate,
        gender: str,
        fields: frozenset[str],
        names: Sequence[str],
    ) -> None:
        """Store the gender, fields and names that an article adds to an identity."""
        # a headline may write "MARA ORTIZ"
        is_headline = found.name.isupper() and len(found.name) > _MAX_ACRONYM
        shown = entity.name if is_headline and not entity.name.isupper() else found.name
        self._sqlite.execute(
            """UPDATE identity SET name = ?, all_names = ?, gender = ?, fields = ?, country = ?,
                compared = 0 WHERE id = ?""",
            (
                shown,
                store_names(shown, "\n".join(names[:MOST_NAMES])),
                found.gender or gender,
                " ".join(sorted(found.fields | fields)),
                found.country or ("" if found.shared else entity.country),
                found.id,
            ),
        )
        self._add_name_keys(entity, found.id)
        rebuild_searchable_names(self._sqlite, found.root)

    def _add_identity(self, entity: LinkedEntity, gender: str, *, shared: bool) -> _Candidate:
        names = "\n".join(dict.fromkeys((entity.name, *entity.aliases)))
        country = "" if shared else entity.country
        searched = f"{names}\n{country}" if country else names
        row = (
            entity.name, LABEL_CODES[entity.label], store_names(entity.name, names),
            fold_unless_lower(searched, names), shared, country,
            *(("", "") if shared else (gender, " ".join(sorted(occupational_fields(entity.role))))),
        )  # fmt: skip
        query = """INSERT INTO identity
            (name, label_code, all_names, folded, shared, country, gender, fields)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
        made = self._sqlite.execute(query, row).lastrowid
        assert made is not None
        self._add_name_keys(entity, made)
        fields = frozenset(occupational_fields(entity.role))
        return _Candidate(made, made, shared, gender, fields, 0, entity.name, names, country)

    def _add_name_keys(self, entity: LinkedEntity, identity: int) -> None:
        """Store the keys of the name and of other full names that have none, and the blocks."""
        query = "INSERT OR IGNORE INTO identity_name VALUES (?, ?)"
        self._sqlite.execute(query, (entity.lookup, identity))
        for key in list_other_keys(entity):
            if not self._candidates(key):
                self._sqlite.execute(query, (key, identity))
        add_blocks(self._sqlite, identity)
