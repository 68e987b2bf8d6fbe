"""The entities of an article with what distinguishes them: role, gender, country, quotations."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from analysis.linking.offices import list_offices
from analysis.linking.person_evidence import gender_from_pronouns
from analysis.linking.similarity import NameKey, NameRecord, compare_names, name_key
from analysis.linking.state_bodies import (
    NamedPlace,
    StateBody,
    country_of_body,
    find_country,
    parse_state_body,
)
from analysis.models import SOURCE_LABELS, Label
from db.identities.records import (
    article_key,
    country_key,
)

_UNSURE_PRONOUN = 0.5  # the confidence of a guess among several people
_MIN_SIMILARITY = 85  # least similarity, of 100, of two full names that an article gives one person


class LinkedEntity(Struct, frozen=True):
    """An entity of an article that is to be linked.

    `lookup` is the key of its identity. It differs from that of the name for a body with a generic
    name, which has a `country` or belongs to the article. A person's country is that of the office.
    """

    number: int
    name: str
    label: Label
    role: str
    aliases: tuple[str, ...]
    key: NameKey
    lookup: str
    country: str = ""

    @property
    def is_shared(self) -> bool:
        """True if its identity represents an ambiguous name."""
        return self.key.is_ambiguous and self.lookup == self.key.key


def load_linked_entities(
    sqlite: sqlite3.Connection, article: int, linked: AbstractSet[int] = frozenset()
) -> list[LinkedEntity]:
    """Load the entities of an article; those with numbers in `linked` without their countries.

    Finding the countries takes most of the time.
    """
    aliases: dict[int, list[str]] = defaultdict(list)
    query = "SELECT entity, name FROM alias WHERE article = ? ORDER BY entity, position"
    for number, name in sqlite.execute(query, (article,)):
        aliases[number].append(name)
    query = "SELECT number, name, label, role FROM entity WHERE article = ? ORDER BY number"
    # a source that is only described belongs to its article alone
    rows = [row for row in sqlite.execute(query, (article,)) if row[2] not in SOURCE_LABELS]
    keys = {number: name_key(name, label) for number, name, label, _ in rows}
    bodies = {
        number: body
        for number, name, *_ in rows
        if keys[number].kind == "body"
        and (body := parse_state_body(name, is_generic=keys[number].is_ambiguous))
    }
    offices = {
        number: next((office for office in list_offices(role) if office.is_sole), None)
        for number, _, _, role in rows
        if role and number not in linked and keys[number].kind == "person"
    }
    # a president without a country is, like a parliament, that of the article's country
    unknown = {
        number: StateBody(office.key)
        for number, office in offices.items()
        if office and not office.country
    }
    holders = bodies | unknown
    countries = _countries(sqlite, article, holders) if holders.keys() - linked else {}
    entities = []
    for number, name, label, role in rows:
        lookup = keys[number].key
        office = offices.get(number)
        country = countries.get(number, "") or (office.country if office else "")
        if number in bodies:
            lookup = country_key(name, country) if country else article_key(name, label, article)
        entities.append(
            LinkedEntity(
                number, name, label, role or "", tuple(aliases.get(number, ())), keys[number],
                lookup, country,
            )
        )  # fmt: skip
    return entities


def _countries(
    sqlite: sqlite3.Connection, article: int, bodies: Mapping[int, StateBody]
) -> dict[int, str]:
    """Return the countries of bodies with generic names; "" if an article does not show one."""
    found = {number: body.country for number, body in bodies.items()}
    if all(found.values()):
        return found
    query = """SELECT mention.entity, start, "end", entity.label
        FROM mention JOIN entity
            ON entity.article = mention.article AND entity.number = mention.entity
        WHERE mention.article = ? AND type IN (SELECT id FROM mention_type WHERE kind = 'name')"""
    names = sqlite.execute(query, (article,)).fetchall()
    query = "SELECT text FROM article WHERE id = ?"
    text: str = sqlite.execute(query, (article,)).fetchone()[0]
    places = [
        NamedPlace(start, end, *(country or ("", False)))
        for number, start, end, label in names
        if number not in bodies
        and ((country := find_country(text[start:end], label)) or label in ("GPE", "NORP"))
    ]
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, start, end, _ in names:
        spans[number].append((start, end))
    return {
        number: country_of_body(text, spans[number], body, places)
        for number, body in bodies.items()
    }


def infer_genders(
    sqlite: sqlite3.Connection, article: int, names: Mapping[int, str]
) -> dict[int, str]:
    """Return the gender of entities of an article, inferred from its pronouns.

    `names` are the names of these entities, whose given names are evidence too.
    """
    query = """SELECT entity, start, "end" FROM mention
        WHERE article = ? AND entity IS NOT NULL
            AND CASE WHEN confidence > 1 THEN confidence / 1000.0 ELSE confidence END > ?
            AND type IN (SELECT id FROM mention_type WHERE kind = 'pronoun')"""
    spans = sqlite.execute(query, (article, _UNSURE_PRONOUN)).fetchall()
    if not spans:
        return {}
    query = "SELECT text FROM article WHERE id = ?"
    text: str = sqlite.execute(query, (article,)).fetchone()[0]
    pronouns: dict[int, list[str]] = defaultdict(list)
    for entity, start, end in spans:
        pronouns[entity].append(text[start:end])
    return {
        entity: gender_from_pronouns(words, names[entity]) or ""
        for entity, words in pronouns.items()
        if entity in names
    }


def list_other_keys(entity: LinkedEntity) -> list[str]:
    """Return the keys of a person's other full names that are similar to the entity's name."""
    if entity.key.kind != "person" or entity.key.is_ambiguous:
        return []
    this = NameRecord(entity.name, entity.label)
    keys = []
    for alias in entity.aliases:
        key = name_key(alias, entity.label)
        if not key.is_ambiguous and key.key != entity.key.key:
            similarity = compare_names(this, NameRecord(alias, entity.label))
            if similarity is not None and similarity.score >= _MIN_SIMILARITY:
                keys.append(key.key)
    return keys
